"""What counts as the cleanup of a record, and what does not."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

EXAMPLES = [
    """
    import requests

    DIARY = "https://diary.test"


    def test_what_is_only_put_back_stays():
        pen = requests.post(f"{DIARY}/pens", json={"color": "red"}).json()
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /pens makes a record that nothing takes away
        try:
            requests.patch(f"{DIARY}/pens/{pen['id']}", json={"lent": True})
            assert requests.get(f"{DIARY}/pens/{pen['id']}").json()["lent"]
        finally:
            requests.patch(f"{DIARY}/pens/{pen['id']}", json={"lent": False})


    def test_what_is_closed_may_stay():
        ticket = requests.post(f"{DIARY}/tickets", json={"color": "red"}).json()
        try:
            requests.patch(f"{DIARY}/tickets/{ticket['id']}", json={"status": "lent"})
        finally:
            requests.patch(f"{DIARY}/tickets/{ticket['id']}", json={"status": "closed"})
    """,
    """
    import pytest
    import requests

    DIARY = "https://diary.test"


    @pytest.fixture
    def user():
        user = requests.post(f"{DIARY}/users", json={"country": "AT"}).json()
        yield user
        requests.delete(f"{DIARY}/users/{user['id']}")


    @pytest.fixture
    def color():
        color = requests.post(f"{DIARY}/colors", json={"red": 7}).json()
        yield color
        requests.delete(f"{DIARY}/colors/{color['id']}")


    def test_what_belongs_to_an_account_goes_with_it(user):
        entry = requests.post(f"{DIARY}/entries", json={"user_id": user["id"], "text": "Rain."}).json()
        assert entry["text"] == "Rain."


    def test_what_only_refers_to_something_does_not(color):
        pen = requests.post(f"{DIARY}/pens", json={"color_id": color["id"]}).json()
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /pens makes a record that nothing takes away
        assert pen["color_id"] == color["id"]


    def test_what_refers_to_something_else_too_does_not(user, color):
        painted = requests.post(f"{DIARY}/works", json={"user_id": user["id"], "color_id": color["id"]}).json()
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /works makes a record that nothing takes away
        assert painted["color_id"] == color["id"]
    """,
    Example(
        """
        import pytest

        from kiosk.client import KioskClient

        kiosk = KioskClient("https://kiosk.test")


        @pytest.fixture
        def stall():
            stall = kiosk.create_stall({"size": 3}).json()
            yield stall
            kiosk.delete_stall(stall["id"])


        def test_a_client_that_tries_again(stall):
            assert stall["size"] == 3


        def test_what_such_a_client_makes():
            stall = kiosk.create_stall({"size": 4}).json()
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /stalls makes a record that nothing takes away
            assert stall["size"] == 4
        """,
        files={
            "kiosk/client.py": """
                import time

                import requests


                class KioskClient:
                    def __init__(self, url):
                        self.url = url
                        self.session = requests.Session()

                    def send(self, method, path, **given):
                        for attempt in range(3):
                            answer = self.session.request(method, f"{self.url}/{path}", **given)
                            if answer.status_code != 429 or attempt == 2:
                                return answer
                            time.sleep(2**attempt)
                        return answer

                    def create_stall(self, stall):
                        return self.send("POST", "stalls", json=stall)

                    def delete_stall(self, stall_id):
                        return self.send("DELETE", f"stalls/{stall_id}")
                """
        },
    ),
    Example(
        """
        import pytest

        from planner.calls import archive_plan, create_plan, create_step, delete_plan, get_plans, is_plan_free, toggle_plan
        from planner.client import Caller

        planner = Caller("https://planner.test")


        @pytest.fixture
        def plan():
            made = planner.post(**create_plan(days=3)).json()["plan"]
            yield made
            planner.post(**delete_plan(made["id"]))


        def test_functions_that_are_called_by_post(plan):
            assert planner.post(**toggle_plan(plan["id"])).json()["on"]
            assert planner.post(**is_plan_free(days=3)).json()["free"]
            assert planner.post(**get_plans(plan["id"])).json()


        def test_what_stands_in_what_a_header_names(plan):
            step = planner.post(**create_step(plan["id"])).json()
            assert step["plan"] == plan["id"]


        def test_archived_at_the_end():
            made = planner.post(**create_plan(days=4)).json()["plan"]
            try:
                assert made["days"] == 4
            finally:
                planner.post(**archive_plan(made["id"]))


        def test_left():
            made = planner.post(**create_plan(days=5)).json()["plan"]
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /CreatePlan makes a record that nothing takes away
            assert made["days"] == 5
        """,
        files={
            "planner/calls.py": """
                def create_plan(days):
                    return {"path": "/CreatePlan", "json": {"days": days}}


                def create_step(plan_id):
                    return {"path": "/CreateStep", "json": {}, "headers": {"Current-Plan-Id": plan_id}}


                def toggle_plan(plan_id):
                    return {"path": "/TogglePlan", "json": {"planId": plan_id}}


                def is_plan_free(days):
                    return {"path": "/IsPlanFree", "json": {"days": days}}


                def get_plans(plan_id):
                    return {"path": "/GetPlans", "json": {"planId": plan_id}}


                def archive_plan(plan_id):
                    return {"path": "/ArchivePlan", "json": {"planId": plan_id}}


                def delete_plan(plan_id):
                    return {"path": "/DeletePlan", "json": {"planId": plan_id}}
                """,
            "planner/client.py": """
                import requests


                class Caller:
                    def __init__(self, url):
                        self.url = url
                        self.session = requests.Session()

                    def post(self, path, json=None, headers=None):
                        sent = self.session.headers.copy()
                        if headers:
                            sent.update(headers)
                        return self.session.post(f"{self.url}{path}", json=json, headers=sent)
                """,
        },
    ),
    """
    import sys

    import pytest
    import requests
    from loguru import logger

    KENNELS = "https://kennel.test/kennels"


    @pytest.fixture(autouse=True)
    def logged():
        handler = logger.add(sys.stderr)
        yield
        logger.remove(handler)


    def test_the_end_of_a_log_is_no_cleanup():
        kennel = requests.post(KENNELS, json={"places": 3}).json()
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /kennels makes a record that nothing takes away
        assert kennel["places"] == 3
    """,
    Example(
        """
        from vans.wire import request

        VANS = "vans"


        def test_van_of_an_answer_of_the_suite():
            van = request(VANS, method="POST", data={"seats": 3}).body
            try:
                again = request(f"{VANS}/{van['id']}").body
                request(f"{VANS}/{again['id']}", method="PUT", data={"seats": 4})
            finally:
                request(f"{VANS}/{again['id']}", method="DELETE")
        """,
        files={
            "vans/wire.py": """
                import requests

                SECURE = True


                class Answer:
                    def __init__(self, status, body=None):
                        if body is None:
                            body = {}
                        self.status = status
                        self.body = body


                def request(path, method="GET", data=None):
                    return make_request(path, method, data)


                def make_request(path, method, data):
                    sent = requests.request(method=method, url=f"http{'s' if SECURE else ''}://van.test/{path}", json=data)
                    if sent.status_code == 204:
                        return Answer(sent.status_code)
                    return Answer(sent.status_code, sent.json())
                """
        },
    ),
    Example(
        """
        import requests

        from mill.outcome import outcome

        JOBS = "https://mill.test/do/grain"


        def test_found_by_the_id_of_its_request(rows):
            operation = requests.post("https://mill.test/login", json={}).json()["operation"]
            requests.post(JOBS, json={"sacks": 3}, headers={"X-Operation-Id": operation})
            ground = outcome(operation)["grain"]["id"]
            try:
                assert ground
            finally:
                requests.delete(f"{JOBS}/{ground}")
        """,
        files={
            "mill/outcome.py": """
                import requests


                def outcome(operation):
                    return requests.get(f"https://queue.mill.test/messages/{operation}").json()
                """
        },
    ),
    """
    import os
    from unittest import IsolatedAsyncioTestCase

    from sqlalchemy import insert
    from sqlalchemy.ext.asyncio import create_async_engine

    from store.tables import books, metadata


    class BookTests(IsolatedAsyncioTestCase):
        async def asyncSetUp(self):
            self.engine = create_async_engine(os.environ["STORE"])
            async with self.engine.begin() as connection:
                await connection.run_sync(metadata.create_all)

        async def asyncTearDown(self):
            async with self.engine.begin() as connection:
                await connection.run_sync(metadata.drop_all)

        async def test_new_book(self):
            async with self.engine.begin() as connection:
                made = await connection.execute(insert(books).values(pages=3))
            assert made.rowcount == 1
    """,
    """
    from uuid import uuid4

    import requests

    FORUM = "https://forum.test"


    def test_user_is_looked_up_by_the_name_that_its_login_gives():
        account = {"email": f"{uuid4()}@example.com", "password": "secret"}
        requests.post(f"{FORUM}/accounts", json=account)
        try:
            session = requests.post(f"{FORUM}/login", json=account).json()
            assert session["name"]
        finally:
            user = requests.get(f"{FORUM}/people/{session['name']}").json()
            requests.delete(f"{FORUM}/accounts/{user['id']}")
    """,
    """
        import requests

        ZOO = "https://zoo.test"


        def test_delete_pet_tag():
            pet = requests.post(f"{ZOO}/pets", json={"tags": ["fluffy"]}).json()
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /pets makes a record that nothing takes away
            changed = requests.put(f"{ZOO}/pets/{pet['id']}", json={"tags": []}).json()
            assert changed["tags"] == []
        """,
    """
        import os

        import requests

        KENNEL = os.environ["KENNEL_URL"]


        def dog():
            return requests.post(f"{KENNEL}/dogs", json={"legs": 4}).json()


        def test_dogs():
            gone = set()
            *pack, last = [dog(), dog(), dog()]
            gone |= {one["id"] for one in [*pack, last]}
            try:
                assert last["legs"] == 4
            finally:
                for one in gone:
                    requests.delete(f"{KENNEL}/dogs/{one}")
    """,
    """
        import os
        from collections import defaultdict

        import pytest
        import requests

        KENNEL = os.environ["KENNEL_URL"]


        @pytest.fixture
        def made():
            ids = defaultdict(list)
            yield ids
            for kind in reversed(list(ids)):
                while ids[kind]:
                    requests.delete(f"{KENNEL}/{kind}/{ids[kind].pop()}")


        def test_dog_of_owner(made):
            owner = requests.post(f"{KENNEL}/owners", json={"country": "AT"}).json()
            made["owners"].append(owner["id"])
            dog = requests.post(f"{KENNEL}/dogs", json={"owner": owner["id"]}).json()
            made["dogs"].append(dog["id"])
            assert dog["owner"] == owner["id"]
    """,
    """
        import contextlib
        import os

        import requests

        KENNEL = os.environ["KENNEL_URL"]


        class Yard:
            def __init__(self):
                self.stack = contextlib.ExitStack()

            def dog(self):
                dog = requests.post(f"{KENNEL}/dogs", json={"legs": 4}).json()
                self.stack.callback(requests.delete, f"{KENNEL}/dogs/{dog['id']}")
                return dog

            def close(self):
                self.stack.close()


        def test_dog():
            with contextlib.closing(Yard()) as yard:
                assert yard.dog()["legs"] == 4
    """,
    """
        import os
        import unittest

        import requests


        class DogTests(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.http = cls.enterClassContext(requests.Session())

            def test_dog(self):
                dog = self.http.post(os.environ["KENNEL_URL"] + "/dogs", json={"legs": 4})
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /dogs makes a record that nothing takes away
                self.assertEqual(dog.json()["legs"], 4)
    """,
    Example(
        """
            from yard import Yard


            def test_dog_is_left():
                yard = Yard()
                yard.with_dog()
                ^^^^^^^^^^^^^^^ SM201 POST /dogs makes a record that nothing takes away
                assert yard.dog["legs"] == 4
            """,
        files={
            "tests/yard.py": """
                import os

                import requests

                KENNEL = os.environ["KENNEL_URL"]


                class Yard:
                    def __init__(self):
                        self.undoing = []

                    def _send(self, path, **body):
                        return requests.post(KENNEL + path, json=body).json()

                    def _later(self, path):
                        self.undoing.append(lambda: requests.delete(KENNEL + path))

                    def with_dog(self):
                        self.dog = self._send("/dogs", legs=4)
                        self._later(f"/dogs/{self.dog['id']}")
                        return self

                    def undo(self):
                        for undo in reversed(self.undoing):
                            undo()
                """
        },
    ),
    Example(
        """
            def test_words_are_put_twice(words):
                words.create("tiny", ["and"])
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 PUT /word-lists/tiny makes a record that nothing takes away
                words.create("tiny", ["or"])


            def test_book_on_a_shelf_that_stays(shelf, tall_shelf):
                assert shelf.post("/shelves/tall/books", json={"pages": 3}).status_code == 201


            def test_loud_server(shelf):
                assert shelf.post("/config", json={"log-slow-requests-ms": 10}).status_code == 200
            """,
        files={
            "conftest.py": """
                from glob import glob

                pytest_plugins = [path.replace("/", ".")[:-3] for path in glob("fixtures/*.py")]
                """,
            "fixtures/shelves.py": """
                import httpx
                import pytest


                @pytest.fixture
                def shelf():
                    with httpx.Client(base_url="http://localhost:8108") as client:
                        yield client


                class Words:
                    def __init__(self, client):
                        self.client = client

                    def create(self, name, words):
                        return self.client.put(f"/word-lists/{name}", json={"words": words})


                @pytest.fixture
                def words(shelf):
                    return Words(shelf)


                @pytest.fixture
                def tall_shelf(shelf):
                    shelf.post("/shelves", json={"name": "tall"})
                """,
        },
    ),
    """
        import pytest
        import requests
        from django.test import TestCase


        @pytest.mark.django_db
        def test_another_server():
            assert requests.post("https://mail.test/letters", json={"kind": "welcome"}).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /letters makes a record that nothing takes away


        class LetterTest(TestCase):
            def test_another_server(self):
                self.assertTrue(requests.post("https://mail.test/letters", json={"kind": "welcome"}).ok)
                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /letters makes a record that nothing takes away
        """,
    Example(
        """
            from shop.models import Draft


            def test_kept_for_the_next(session):
                session.add(Draft(kind="letter"))
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 draft.add() makes a record that nothing takes away
                session.commit()
            """,
        files={
            "tests/conftest.py": """
                import pytest
                from sqlalchemy import create_engine
                from sqlalchemy.orm import Session


                @pytest.fixture(scope="session")
                def engine():
                    return create_engine("sqlite:///:memory:")


                @pytest.fixture
                def session(engine):
                    with Session(engine) as session:
                        yield session
                """
        },
    ),
    """
        import os
        import uuid

        import redis

        cache = redis.Redis.from_url(os.environ["REDIS_URL"])


        def test_key_stays():
            key = f"basket:{uuid.uuid4()}"
            cache.hset(key, "apple", 1)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 hset() makes a record that nothing takes away
            assert cache.hget(key, "apple") == b"1"
        """,
    """
        import pytest
        import stockroom
        from patience import Patience

        patient = Patience(tries=5)


        def unique(prefix):
            import uuid

            return f"{prefix}-{uuid.uuid4()}"


        def empty(shelf):
            for item in shelf.list_items():
                item.delete()


        def take_away(shelf):
            hurry = Patience(tries=2)
            hurry(empty)(shelf)
            hurry(shelf.delete)(force=True)


        @pytest.fixture
        def client():
            return stockroom.Client()


        @pytest.fixture
        def to_take_away():
            shelves = []
            yield shelves
            for shelf in shelves:
                take_away(shelf)


        def test_new_shelf(client, to_take_away):
            shelf = patient(client.create_shelf)(unique("spring"))
            to_take_away.append(shelf)
            assert shelf.is_empty
        """,
    """
        import os
        from contextlib import AbstractContextManager

        import requests


        class Booking(AbstractContextManager):
            def __init__(self):
                self.record = requests.post(os.environ["INN"] + "/bookings", json={"nights": 2}).json()

            def __exit__(self, *error):
                requests.delete(os.environ["INN"] + f"/bookings/{self.record['id']}")


        def test_nights():
            with Booking() as booking:
                assert booking.record["nights"] == 2
        """,
    """
        from datetime import datetime

        import requests

        FORUM = "https://forum.test"


        def test_user_deletes_what_it_logged_in_as():
            email = f"lena{datetime.now():%d%m%Y%H%M%S}@example.com"
            requests.post(f"{FORUM}/users", json={"email": email, "password": "pass"})
            session = requests.post(f"{FORUM}/login", json={"email": email, "password": "pass"}).json()
            try:
                assert session["token"]
            finally:
                requests.delete(f"{FORUM}/users/{session['user_id']}")
        """,
    """
        import requests

        from table import CASES, run

        FORUM = "https://forum.test"


        def test_delete_post():
            post = requests.post(f"{FORUM}/posts", json={"title": "Moved"}).json()
            case = dict(CASES["delete"])
            case["url"] = case["url"].replace("{id}", str(post["id"]))
            run(case)
        """,
    """
        import pymongo
        import pytest
        import requests
        from testcontainers.core.container import DockerContainer
        from testcontainers.mongodb import MongoDbContainer


        @pytest.fixture(scope="session")
        def shop():
            with DockerContainer("shop:latest").with_exposed_ports(80) as server:
                yield f"http://{server.get_container_host_ip()}:{server.get_exposed_port(80)}"


        @pytest.fixture(scope="module")
        def documents():
            server = MongoDbContainer("mongo:7")
            server.start()
            yield pymongo.MongoClient(server.get_connection_url())
            server.stop()


        def test_what_goes_with_its_server(shop, documents):
            assert requests.post(f"{shop}/orders", json={"amount": 5}).status_code == 201
            assert documents.shop.orders.insert_one({"amount": 5}).acknowledged
        """,
    """
        import requests

        DRAFTS = "https://shop.test/drafts"


        def test_same_name_twice():
            first = requests.post(DRAFTS, json={"kind": "letter"})
            second = requests.post(DRAFTS, json={"kind": "letter"})
            try:
                assert (first.status_code, second.status_code) == (201, 409)
            finally:
                requests.delete(f"{DRAFTS}/{first.json()['id']}")
        """,
    """
        import requests

        GARDEN = "https://garden.test"


        def get_or_create_kind(name):
            for kind in requests.get(f"{GARDEN}/kinds").json():
                if kind["name"] == name:
                    return kind
            return requests.post(f"{GARDEN}/kinds", json={"name": name}).json()


        def test_tulips():
            assert get_or_create_kind("tulip")["name"] == "tulip"
        """,
    Example(
        """
            import unittest

            import requests
            from conftest import made

            DRAFTS = "https://shop.test/drafts"
            noted = []


            class DraftTest(unittest.TestCase):
                kept = []

                @classmethod
                def tearDownClass(cls):
                    for draft_id in reversed(cls.kept):
                        requests.delete(f"{DRAFTS}/{draft_id}")

                def test_at_the_end_of_the_class(self):
                    self.kept.append(requests.post(DRAFTS, json={"kind": "letter"}).json()["id"])


            def test_at_the_end_of_the_module():
                noted.append(requests.post(DRAFTS, json={"kind": "letter"}).json()["id"])


            def teardown_module():
                for draft_id in reversed(noted):
                    requests.delete(f"{DRAFTS}/{draft_id}")


            def test_at_the_end_of_the_session():
                made.append(requests.post(DRAFTS, json={"kind": "letter"}).json()["id"])
            """,
        files={
            "tests/conftest.py": """
                import requests

                made = []


                def pytest_sessionfinish(session):
                    for draft_id in reversed(made):
                        requests.delete(f"https://shop.test/drafts/{draft_id}")
                """
        },
    ),
    """
        import os
        import uuid

        import mongomock
        import pytest
        import redis
        import requests
        from google.cloud import storage
        from pymongo import MongoClient

        from shop.database import Session
        from shop.models import Order

        cache = redis.Redis.from_url(os.environ["REDIS_URL"])
        shop = MongoClient(os.environ["MONGO_URL"])["shop"]


        def test_key_is_deleted():
            key = f"basket:{uuid.uuid4()}"
            cache.hset(key, "apple", 1)
            try:
                assert cache.hget(key, "apple") == b"1"
            finally:
                cache.delete(key)


        def test_key_expires():
            key = f"basket:{uuid.uuid4()}"
            cache.setex(key, 30, "apple")
            assert cache.ttl(key) <= 30


        def test_all_of_one_parent():
            shelf = shop.shelves.insert_one({"floor": 1}).inserted_id
            shop.books.insert_one({"shelf": shelf})
            try:
                assert shop.books.count_documents({"shelf": shelf}) == 1
            finally:
                shop.books.delete_many({"shelf": shelf})
                shop.shelves.delete_one({"_id": shelf})


        def test_content_of_a_blob():
            blob = storage.Client().bucket(os.environ["BUCKET"]).blob(f"{uuid.uuid4()}.csv")
            blob.upload_from_string("a;b")
            try:
                assert blob.exists()
            finally:
                blob.delete()


        def test_in_memory():
            books = mongomock.MongoClient().shop.books
            books.insert_one({"pages": 3})
            assert books.count_documents({}) == 1


        @pytest.fixture
        def rental():
            book = requests.post("https://shop.test/books", json={"pages": 3}).json()
            rental = requests.post("https://shop.test/rentals", json={"book_id": book["id"]}).json()
            yield rental
            requests.delete(f"https://shop.test/rentals/{rental['id']}")
            requests.delete(f"https://shop.test/books/{rental['book_id']}")


        def test_named_by_another_record(rental):
            assert rental["status"] == "out"


        def test_never_committed():
            session = Session()
            session.add(Order(amount=5))
            session.flush()
            session.rollback()
        """,
    """
        import pytest
        import requests
        from shop.client import ShopClient
        from storage import StorageClient

        SHOP = "https://shop.test"
        shop = ShopClient(SHOP)
        store = StorageClient("https://store.test")


        def test_let_go_of_after_the_tested_delete():
            draft_id = None
            try:
                draft_id = shop.create_draft(kind="letter")["id"]
                shop.delete_draft(draft_id)
                draft_id = None
            finally:
                if draft_id:
                    shop.delete_draft(draft_id)


        def test_method_of_the_record(request):
            rule = shop.rules.create(kind="discount")
            request.addfinalizer(rule.delete)
            assert rule.kind == "discount"


        def test_decorated_finalizer(request):
            draft = shop.create_draft(kind="letter")

            @request.addfinalizer
            def remove():
                shop.delete_draft(draft["id"])

            assert draft["kind"] == "letter"


        def called(function, *given):
            return function(*given)


        def test_called_by_a_helper():
            bucket = called(store.create_bucket, "cold")
            try:
                assert bucket["class"] == "cold"
            finally:
                called(store.delete_bucket, bucket["id"])


        @pytest.fixture
        def swept():
            yield
            requests.delete(f"{SHOP}/users?ids=all")


        def test_all_of_them_go(swept):
            assert requests.post(f"{SHOP}/users", json={"country": "AT"}).ok
        """,
    Example(
        """
            from base import ShopTestCase


            class DraftTest(ShopTestCase):
                def test_registered_for_the_class(self):
                    self.assertEqual(self.make_draft(kind="letter")["kind"], "letter")


            def test_wrapped_factory(draft_factory):
                assert draft_factory(kind="letter").kind == "letter"


            def test_entered_in_a_registry(shop, registry):
                draft = shop.create_draft(kind="letter")
                registry.register_draft(draft["id"])
                assert draft["kind"] == "letter"
            """,
        files={
            "tests/base.py": """
                import unittest

                from shop.client import ShopClient


                class ShopTestCase(unittest.TestCase):
                    shop = ShopClient("https://shop.test")

                    @classmethod
                    def make_draft(cls, **fields):
                        draft = cls.shop.create_draft(**fields)
                        cls.addClassCleanup(cls.shop.delete_draft, draft["id"])
                        return draft
                """,
            "tests/conftest.py": """
                import pytest
                from shop.client import ShopClient


                class Registry:
                    def __init__(self, shop):
                        self.shop = shop
                        self.drafts = []

                    def register_draft(self, draft_id):
                        self.drafts.append(draft_id)

                    def cleanup(self):
                        for draft_id in reversed(self.drafts):
                            self.shop.delete_draft(draft_id)


                @pytest.fixture
                def shop():
                    return ShopClient("https://shop.test")


                @pytest.fixture
                def registry(shop):
                    registry = Registry(shop)
                    yield registry
                    registry.cleanup()


                @pytest.fixture
                def made_and_removed():
                    made = []

                    def make(collection, **fields):
                        record = collection.create(**fields)
                        made.append((collection, record.id))
                        return record

                    yield make
                    for collection, record_id in reversed(made):
                        collection.delete(record_id)


                @pytest.fixture
                def draft_factory(shop, made_and_removed):
                    return lambda **fields: made_and_removed(shop.drafts, **fields)
                """,
        },
    ),
    Example(
        """
            import requests
            from checks import assert_no_permission, assert_that
            from ckan.tests import helpers
            from http import HTTPStatus
            import pytest

            DRAFTS = "https://shop.test/drafts"


            def test_own_assertion_class():
                answer = requests.post(DRAFTS, json={"kind": "letter"})
                assert answer.headers
                assert_that(answer).is_not_found()


            def test_own_assertion():
                document = "mutation { createDraft(kind: LETTER) { id } }"
                assert_no_permission(requests.post("https://shop.test/graphql", json={"query": document}))


            def test_named_status():
                assert requests.post(DRAFTS, json={"kind": "letter"}).status_code == HTTPStatus.FORBIDDEN


            def test_error_names_the_field():
                assert "kind" in requests.post(DRAFTS, json={"kind": ""}).json()["errors"]


            def test_action_raises():
                with pytest.raises(ValueError):
                    helpers.call_action("user_create", kind="staff")
            """,
        files={
            "tests/checks.py": """
                def assert_no_permission(answer):
                    assert answer.json()["errors"][0]["extensions"]["code"] == "PermissionDenied"


                class Answer:
                    def __init__(self, answer):
                        self.answer = answer

                    def is_not_found(self):
                        assert self.answer.status_code == 404


                def assert_that(answer):
                    return Answer(answer)
                """
        },
    ),
    """
        import requests

        LOCKERS = "https://shop.test/lockers"


        class Lockers:
            def create(self, name):
                return requests.post(f"{LOCKERS}/{name}", json={})

            def delete(self, name):
                return requests.delete(f"{LOCKERS}/{name}", json=None)


        def locker_name(text):
            return (text[0].upper() + text[1:]).lower()


        def test_locker_at_an_address_of_its_own(request):
            name = locker_name(request.node.name)
            Lockers().create(name)
            try:
                assert requests.get(f"{LOCKERS}/{name}").json()["empty"]
            finally:
                Lockers().delete(name)


        def test_locker_that_stays(request):
            name = locker_name(request.node.name)
            Lockers().create(name)
            ^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /lockers/… makes a record that nothing takes away
            assert requests.get(f"{LOCKERS}/{name}").json()["empty"]
        """,
    """
        import requests


        def url(kind, key=None, action=None):
            return f"https://shop.test/{kind}/{key}/{action}"


        def test_template():
            template = requests.post(url("templates"), json={"kind": "letter"}).json()
            try:
                assert template["kind"] == "letter"
            finally:
                requests.delete(url("templates", template["id"]))
        """,
    """
        import os

        import pytest
        from desk import DeskClient


        @pytest.fixture
        def desk():
            return DeskClient(os.environ["DESK_URL"])


        def test_events_go(desk):
            drawer = desk.create_drawer(side="left")
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_drawer() makes a record that nothing takes away
            desk.clear_events(drawer["id"])


        def test_drawer_goes(desk):
            drawer = desk.create_drawer(side="left")
            desk.clear_drawer(drawer["id"])
        """,
    """
    import os
    import uuid

    import httpx
    import pytest

    OFFICE = os.environ["OFFICE_URL"]


    @pytest.fixture
    def tenant():
        with httpx.Client(base_url=OFFICE) as client:
            made = client.post("/tenants", json={"slug": f"t-{uuid.uuid4()}"}).json()
            yield made["slug"]
            client.delete(f"/tenants/{made['id']}")


    @pytest.fixture
    def inside():
        with httpx.Client(base_url=OFFICE) as client:
            name = f"t-{uuid.uuid4()}"
            client.post("/tenants", json={"name": name})
            client.headers["X-Tenant-Id"] = name
            yield client
            client.delete(f"/tenants/{name}")


    def test_desk_goes_with_its_tenant(tenant):
        assert httpx.post(f"{OFFICE}/desks", headers={"X-Tenant-Id": tenant}, json={"floor": 2}).is_success


    def test_desk_of_a_client_of_the_tenant(inside):
        assert inside.post("/desks", json={"floor": 2}).is_success
    """,
    """
        import requests

        DESK = "https://desk.test"


        def _spelled(name):
            return (name.upper() + name.swapcase()).replace("-", "")


        def test_named_in_the_plural():
            requests.post(f"{DESK}/roles", json={"name": "ReadAllShelves"})
            try:
                asked = requests.post(f"{DESK}/roles/ReadAllShelves/has-permission", json={"shelf": "*"})
                assert asked.json()
            finally:
                requests.delete(f"{DESK}/roles/ReadAllShelves")


        def test_named_by_a_text_put_together(request):
            alias = "Alias" + _spelled(request.node.name)
            requests.post(f"{DESK}/aliases", json={"shelf": "one", "alias": alias})
            try:
                assert requests.get(f"{DESK}/aliases/{alias}").ok
            finally:
                requests.delete(f"{DESK}/aliases/{alias}")
        """,
    Example(
        """
        import unittest
        import uuid

        from choir import Choir


        class TestChoir(unittest.TestCase):
            def setUp(self):
                self.member_id = Choir.join(f"{uuid.uuid4()}@example.com")
                self.addCleanup(Choir.leave, self.member_id)

            def test_bass(self):
                bass = Choir.join(f"{uuid.uuid4()}@example.com", voice="bass")
                self.addCleanup(Choir.leave, bass)
                self.assertNotEqual(bass, self.member_id)
        """,
        files={
            "tests/choir.py": """
            import requests


            class Choir:
                session = requests.Session()

                @classmethod
                def join(cls, email, **fields):
                    return cls.session.post("https://choir.test/members", json={"email": email, **fields}).json()["id"]

                @classmethod
                def leave(cls, member_id):
                    cls.session.delete(f"https://choir.test/members/{member_id}")
            """
        },
    ),
    """
    import requests

    CRATES = "https://depot.test/crates"


    def test_size():
        crate = requests.post(CRATES, json={"size": 1}).json()
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /crates makes a record that nothing takes away
        try:
            assert crate["size"] == 1
        except AssertionError:
            requests.delete(f"{CRATES}/{crate['id']}")
            raise
    """,
    """
    import requests

    CRATES = "https://depot.test/crates"


    def test_size():
        crate = requests.post(CRATES, json={"size": 1}).json()
        try:
            assert crate["size"] == 1
        except AssertionError:
            requests.delete(f"{CRATES}/{crate['id']}")
            raise
        else:
            requests.delete(f"{CRATES}/{crate['id']}")
    """,
    """
        from uuid import uuid4

        import pytest
        import requests

        SHOP = "https://shop.test"


        def new_person():
            return {"email": f"{uuid4()}@example.com", "password": "teapot"}


        @pytest.fixture
        def signed_up():
            token = requests.post(f"{SHOP}/auth/register", json=new_person()).json()["accessToken"]
            yield token
            requests.delete(f"{SHOP}/auth/user", headers={"Authorization": token})


        @pytest.fixture
        def logged_in():
            person = new_person()
            requests.post(f"{SHOP}/auth/register", json=person)
            token = requests.post(f"{SHOP}/auth/login", json=person).json()["accessToken"]
            yield token
            requests.delete(f"{SHOP}/auth/user", headers={"Authorization": f"Bearer {token}"})


        def test_orders(signed_up, logged_in):
            assert requests.get(f"{SHOP}/orders", headers={"Authorization": signed_up}).ok


        def test_another_account(logged_in):
            person = new_person()
            requests.post(f"{SHOP}/auth/register", json=person)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /auth/register makes a record that nothing takes away
        """,
    """
        import pytest
        import requests

        SHOP = "https://shop.test"


        class Urls:
            delete_teapot = f"{SHOP}/teapots/knockout"


        def break_all():
            listed = requests.get(f"{SHOP}/teapots", params={"owner": "me"}).json()
            if "data" in listed:
                for teapot in listed["data"]:
                    requests.post(url=Urls.delete_teapot, json={"teapot": teapot["id"]})


        @pytest.fixture
        def no_teapots():
            break_all()
            yield
            break_all()


        def test_teapot(no_teapots):
            assert requests.post(f"{SHOP}/teapots", json={"colour": "red"}).status_code == 201
        """,
    """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_retried_order_is_the_same():
            body = {"kind": "tea", "request_id": str(uuid4())}
            order = None
            try:
                order = requests.post(f"{SHOP}/orders", json=body).json()
                again = requests.post(f"{SHOP}/orders", json=body).json()
                assert again["id"] == order["id"]
            finally:
                if order:
                    requests.delete(f"{SHOP}/orders/{order['id']}")


        def test_repair_goes_with_its_project():
            project = requests.post(f"{SHOP}/projects", json={"colour": "red"}).json()
            try:
                repair = {"project_id": project["id"], "handler_ids": [5], "remark": "lid"}
                assert requests.post(f"{SHOP}/repairs", json=repair).ok
            finally:
                requests.delete(f"{SHOP}/projects/{project['id']}")


        def test_order_keeps_its_product():
            user = requests.post(f"{SHOP}/users", json={"colour": "red"}).json()
            try:
                order = {"user_id": user["id"], "product_id": 5, "remark": "lid"}
                assert requests.post(f"{SHOP}/orders", json=order).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /orders makes a record that nothing takes away
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
    """
        import pytest
        import requests

        SHOP = "https://shop.test"
        TEAPOTS = [{"name": "House of Tea", "lid": "red"}, {"name": "Kettle", "lid": "blue"}]


        def url_of(name):
            return f"{SHOP}/teapot?name={name.replace(' ', '+')}"


        @pytest.fixture
        def no_teapots():
            yield
            for teapot in TEAPOTS:
                requests.delete(url_of(teapot["name"]))


        def test_teapots(no_teapots):
            for teapot in TEAPOTS:
                assert requests.post(f"{SHOP}/teapot", json=teapot).ok


        @pytest.fixture(scope="session", autouse=True)
        def empty_shop():
            listed = requests.get(f"{SHOP}/products").json()
            ids = [product["id"] for product in listed]
            if ids:
                assert requests.post(f"{SHOP}/products/batch", json={"delete": ids}).ok
        """,
    """
    import os

    import pytest
    import requests

    GRAPH = os.environ["PRINT_URL"]
    CREATE = "mutation Create($input: JobInput!) { createJob(input: $input) { job { id status } } }"
    CANCEL = "mutation ($id: ID!) { cancelJob(id: $id) { ok } }"


    def ask(document, **variables):
        return requests.post(f"{GRAPH}/graphql", json={"query": document, "variables": variables}).json()["data"]


    def test_a_job_that_can_only_be_cancelled():
        job = ask(CREATE, input={"sheets": 10})["createJob"]["job"]
        try:
            assert job["status"] == "WAITING"
        finally:
            ask(CANCEL, id=job["id"])
    """,
    """
    import os

    import pytest
    from peewee import CharField, ForeignKeyField, IntegerField, Model
    from playhouse.db_url import connect


    class Dam(Model):
        code = CharField()

        class Meta:
            database = connect(os.environ["DAMS_DSN"])


    class Gate(Model):
        dam = ForeignKeyField(Dam, backref="gates")
        number = IntegerField()

        class Meta:
            database = connect(os.environ["DAMS_DSN"])


    @pytest.fixture
    def dam():
        row = Dam.create(code=os.urandom(8).hex())
        yield row
        row.delete_instance(recursive=True)


    def test_gate_of_a_dam(dam):
        assert Gate.create(dam=dam, number=1).dam == dam
    """,
    """
    import pytest
    import requests


    @pytest.fixture
    def http(live_server):
        with requests.Session() as session:
            session.root = live_server.url
            yield session


    def test_through_the_server(http):
        assert http.post(http.root + "/wheels/", json={"kilos": 30}).status_code == 201
    """,
    """
    import random

    import requests

    DIARY = "https://diary.test"


    def make_box(shelf, name):
        return requests.post(DIARY + "/shelves/" + shelf + "/boxes", json={"metadata": {"name": name}})


    def take_box(shelf, name):
        return requests.delete(DIARY + "/shelves/" + shelf + "/boxes/" + name)


    def test_name_that_is_added_up():
        name = "box" + str(random.randint(1, 9999)) + "-" + "red"
        make_box("upper", name)
        assert make_box("upper", name).json()["status"] == "Failure"
        take_box("upper", name)
    """,
    """
    import pytest
    import requests
    from stables.control import service, truncate_file

    STABLE = "https://stable.test"


    class StableError(Exception):
        def __init__(self, status_code):
            self.status_code = status_code


    def send(method, path, **rest):
        response = requests.request(method, STABLE + path, **rest)
        if response.status_code >= 400:
            raise StableError(response.status_code)
        return response.json()


    def test_refused_one_day():
        try:
            ride = send("POST", "/rides", json={"horse": "Bella"})
            if ride["id"]:
                try:
                    send("DELETE", f"/rides/{ride['id']}")
                except Exception:
                    pass
        except StableError as error:
            if error.status_code == 401:
                assert error.status_code == 401


    @pytest.fixture
    def no_riders():
        service("stop")
        truncate_file("/var/stable/riders")
        yield
        service("stop")
        truncate_file("/var/stable/riders")


    def test_rider(no_riders):
        assert send("POST", "/riders", json={"name": "Ada"})["name"] == "Ada"
    """,
    """
    import requests

    LAB = "https://lab.test"


    def test_what_a_history_holds_is_purged_with_it():
        history = requests.post(f"{LAB}/histories", json={"title": "Spring"}).json()
        try:
            assert requests.post(f"{LAB}/runs", json={"history_id": history["id"], "tool_id": "cat"}).ok
        finally:
            requests.delete(f"{LAB}/histories/{history['id']}", params={"purge": True})


    def test_what_a_shelf_holds_stays():
        shelf = requests.post(f"{LAB}/shelves", json={"title": "Spring"}).json()
        try:
            assert requests.post(f"{LAB}/jars", json={"shelf_id": shelf["id"]}).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /jars makes a record that nothing takes away
        finally:
            requests.delete(f"{LAB}/shelves/{shelf['id']}", params={"purge": False})


    def test_one_leak_is_told_of_once():
        folder = requests.post(f"{LAB}/folders", json={"title": "Spring"}).json()
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /folders makes a record that nothing takes away
        assert requests.post(f"{LAB}/notes", json={"folder_id": folder["id"]}).ok
    """,
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM201", example)
