"""SM201."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, searched, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import Example, finding, rule
from smelltest.judge.undone import taken_away
from smelltest.link.questions.builders import home
from smelltest.link.questions.cleanups import deletes_unseen
from smelltest.link.questions.leaks import leaks, topmost
from smelltest.link.suite import Suite, Test

_ADVICE = "Delete it in a finally block, a finalizer or a fixture's teardown, begun right after the create."


@rule(
    "SM201",
    needs="create",
    fixable="unsafe",
    bad=[
        """
        import httpx
        from requests import Request, Session


        def sent(request):
            session = Session()
            return session.send(request=session.prepare_request(request), timeout=4)


        def test_draft_that_is_put_together_before():
            assert sent(Request(method="POST", url="https://shop.test/drafts", json={"kind": "letter"})).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


        def test_draft_that_a_client_puts_together():
            with httpx.Client(base_url="https://shop.test") as client:
                request = client.build_request("POST", "/drafts", json={"kind": "letter"})
                assert client.send(request).status_code == 201
                       ^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
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
        import requests

        SHOP = "https://shop.test"


        def test_log_out_everywhere():
            requests.post(f"{SHOP}/account", json={"login": "lena"})
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /account makes a record that nothing takes away
            assert requests.delete(f"{SHOP}/account/login/all").status_code == 204
        """,
        Example(
            """
            from uuid import uuid4


            def test_bulb(garden):
                bulb = garden.context.post("/bulbs", data={"kind": "tulip"})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /bulbs makes a record that nothing takes away
                assert bulb.status == 201


            def test_bed(page):
                assert page.request.post("/beds", data={"width": 3}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /beds makes a record that nothing takes away


            def test_bed_of_its_own(garden):
                garden.get_or_make_kind(f"kind {uuid4()}")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /kinds makes a record that nothing takes away
            """,
            files={
                "tests/conftest.py": """
                import pytest
                from garden import Garden
                from playwright.sync_api import sync_playwright


                @pytest.fixture(scope="session")
                def garden():
                    playwright = sync_playwright().start()
                    context = playwright.request.new_context(base_url="https://garden.test")
                    yield Garden(context)
                    context.dispose()
                    playwright.stop()
                """,
                "tests/garden.py": """
                class Garden:
                    def __init__(self, context):
                        self.context = context

                    def get_or_make_kind(self, name):
                        for kind in self.context.get("/kinds").json():
                            if kind["name"] == name:
                                return kind
                        return self.context.post("/kinds", data={"name": name}).json()
                """,
            },
        ),
        Example(
            """
            import requests

            SHOP = "https://shop.test"


            def test_letter_is_open(user):
                response = requests.post(f"{SHOP}/letters", json={"user": user["id"]})
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /letters makes a record that nothing takes away
                assert response.status_code == 201

                # What is tested.
                assert response.json()["status"] == "open"
            """,
            fixed="""
            import requests

            SHOP = "https://shop.test"


            def test_letter_is_open(user):
                response = requests.post(f"{SHOP}/letters", json={"user": user["id"]})
                assert response.status_code == 201
                try:
                    # What is tested.
                    assert response.json()["status"] == "open"
                finally:
                    requests.delete(f"{SHOP}/letters/{response.json()['id']}")
            """,
        ),
        """
        import requests

        SHOP = "https://shop.test"


        class Vouchers:
            def add_voucher(self, customer_id, amount):
                return requests.post(f"{SHOP}/vouchers/{customer_id}", json={"amount": amount})


        def test_voucher(customer_id):
            answer = Vouchers().add_voucher(customer_id, 5)
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /vouchers/… makes a record that nothing takes away
            assert answer.json()["amount"] == 5
        """,
        """
        import os

        import requests

        SHOP = os.environ["SHOP_URL"]


        def test_new_customer():
            response = requests.post(f"{SHOP}/customers", json={"country": "AT"})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /customers makes a record that nothing takes away
            assert response.status_code == 201


        def test_purged_before_it_begins():
            requests.delete(f"{SHOP}/drafts/summer")
            draft = requests.post(f"{SHOP}/drafts", json={"slug": "summer"})
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            assert draft.ok


        def test_kept_in_some_environments():
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            try:
                assert draft["kind"] == "letter"
            finally:
                if os.environ.get("TIDY"):
                    requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def test_only_its_owner_may_delete_it():
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            other = {"Authorization": os.environ["OTHER_TOKEN"]}
            assert requests.delete(f"{SHOP}/drafts/{draft['id']}", headers=other).status_code == 403


        def test_one_of_two():
            first = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            try:
                second = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
                assert first["id"] != second["id"]
            finally:
                requests.delete(f"{SHOP}/drafts/{first['id']}")


        def test_mutation():
            document = "mutation { createDraft(kind: LETTER) { id } }"
            assert requests.post(f"{SHOP}/graphql", json={"query": document}).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /graphql makes a record that nothing takes away


        def test_what_would_go_with_its_parent():
            project = requests.post(f"{SHOP}/projects", json={"kind": "web"}).json()
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /projects makes a record that nothing takes away
            assert requests.post(f"{SHOP}/projects/{project['id']}/tasks", json={"kind": "bug"}).ok


        def test_sign_up():
            assert requests.post(f"{SHOP}/auth/register", json={"country": "AT"}).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /auth/register makes a record that nothing takes away
        """,
        Example(
            """
            def test_order_is_open(orders):
                order = orders.place(quantity=2)
                        ^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /orders makes a record that nothing takes away
                assert order["status"] == "open"


            def test_ticket(desk):
                assert desk.create_ticket(subject="Lost keys").number > 0
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_ticket() makes a record that nothing takes away


            def test_bucket(storage):
                _called(storage.make_bucket, bucket_name="reports")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 make_bucket() makes a record that nothing takes away
                assert storage.bucket_exists(bucket_name="reports")


            def _called(function, **options):
                return function(**options)
            """,
            files={
                "tests/conftest.py": """
                import os

                import pytest
                from desk import DeskClient
                from minio import Minio

                from orders import Orders


                @pytest.fixture
                def orders():
                    return Orders()


                @pytest.fixture
                def desk():
                    return DeskClient(os.environ["DESK_URL"])


                @pytest.fixture(scope="session")
                def storage():
                    return Minio(os.environ["STORAGE_HOST"], secure=False)
                """,
                "tests/orders.py": """
                import httpx


                class Orders:
                    def __init__(self):
                        self.http = httpx.Client(base_url="https://shop.test")

                    def place(self, **fields):
                        response = self.http.request("POST", "/orders", json=fields)
                        response.raise_for_status()
                        return response.json()
                """,
            },
        ),
        """
        import unittest

        from fastapi.testclient import TestClient
        from shop.main import app


        class SignUpTest(unittest.TestCase):
            def setUp(self):
                self.client = TestClient(app)

            def test_new_user(self):
                response = self.client.post("/users", json={"country": "AT"})
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /users makes a record that nothing takes away
                self.assertEqual(response.status_code, 201)
        """,
        Example(
            """
            from unittest.mock import MagicMock, patch

            import requests
            import responses

            DRAFTS = "https://shop.test/drafts"


            class TestDraft:
                @responses.activate
                def test_answered_by_a_stub(self):
                    responses.post(DRAFTS, json={})
                    assert requests.post(DRAFTS, json={"kind": "letter"}).ok

                def test_beside_it(self):
                    assert requests.post(DRAFTS, json={"kind": "letter"}).ok
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_another_stand_in():
                requests.post(DRAFTS, json={"kind": MagicMock().kind})
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            @patch("shop.mails.send_welcome")
            def test_something_else_is_replaced(send):
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            """,
            files={
                "tests/unit/conftest.py": """
                import pytest
                import responses


                @pytest.fixture(autouse=True)
                def stub():
                    with responses.RequestsMock() as stub:
                        yield stub
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
                """,
            },
        ),
        Example(
            """
            def test_draft(api):
                assert api.post("/drafts", json={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            """,
            files={
                "tests/conftest.py": """
                import httpx
                import pytest


                @pytest.fixture(scope="session")
                def api():
                    with httpx.Client(base_url="https://shop.test") as client:
                        yield client


                @pytest.fixture(scope="session", autouse=True)
                def purged(api):
                    for draft in api.get("/drafts").json():
                        api.delete(f"/drafts/{draft['id']}")
                    yield
                """,
            },
        ),
        Example(
            """
            from fastapi.testclient import TestClient

            from echo import counted, handed, inside, kept, stored


            def test_dictionary_of_the_module():
                assert TestClient(kept.app).post("/drafts", json={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_state_of_the_application():
                assert TestClient(counted.app).post("/drafts", json={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_dictionary_that_a_dependency_hands_out():
                assert TestClient(handed.app).post("/drafts", json={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_dictionary_of_a_factory():
                assert TestClient(inside.app).post("/drafts", json={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_database():
                assert TestClient(stored.app).post("/drafts", json={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            """,
            files={
                "echo/kept.py": """
                from fastapi import FastAPI

                app = FastAPI()
                drafts = {}


                @app.post("/drafts")
                def new_draft(draft: dict):
                    drafts[len(drafts)] = draft
                """,
                "echo/counted.py": """
                from fastapi import FastAPI

                app = FastAPI()


                @app.post("/drafts")
                def new_draft(draft: dict):
                    app.state.drafts.append(draft)
                """,
                "echo/handed.py": """
                from fastapi import Depends, FastAPI

                app = FastAPI()
                everything = []


                def storage():
                    return everything


                @app.post("/drafts")
                def new_draft(draft: dict, kept: list = Depends(storage)):
                    kept.append(draft)
                """,
                "echo/inside.py": """
                from fastapi import FastAPI


                def create_app():
                    app = FastAPI()
                    drafts = {}

                    @app.post("/drafts")
                    def new_draft(draft: dict):
                        drafts[len(drafts)] = draft

                    return app


                app = create_app()
                """,
                "echo/stored.py": """
                from databases import Database
                from fastapi import FastAPI

                app = FastAPI()
                database = Database("postgresql://shop")


                @app.post("/drafts")
                async def new_draft(draft: dict):
                    await database.execute("INSERT INTO drafts (kind) VALUES (:kind)", draft)
                """,
            },
        ),
        Example(
            """
            from desk.client import Desk


            def test_client_that_is_a_model():
                assert Desk(base_url="https://desk.test").create_ticket("Lost keys")
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_ticket() makes a record that nothing takes away
            """,
            files={
                "desk/client.py": """
                from pydantic import BaseModel
                from wire import Wire


                class Desk(BaseModel):
                    base_url: str

                    def create_ticket(self, subject):
                        return Wire.call("tickets.create", subject)
                """,
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
        Example(
            """
            import xmlrpc.client

            from shop.runner import HostManager

            from api import Api, call, send_request

            api = Api("https://shop.test")
            hosts = HostManager("hosts.yml")
            rpc = xmlrpc.client.ServerProxy("https://shop.test/rpc")


            def test_verb_first():
                assert send_request("POST", "/drafts", json_data={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_domain_method():
                assert api.account.register_new_user(country="AT").status_code == 201
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /accounts makes a record that nothing takes away


            def test_client_that_is_called():
                assert api("/drafts", method="POST", args={"kind": "letter"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_verb_and_path_as_keywords():
                assert hosts.make_api_call("node1", method="POST", endpoint="/drafts", request_body={"kind": "letter"})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


            def test_remote_procedure():
                assert rpc.PlanType.create({"kind": "yearly"})["id"]
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 plantype.create() makes a record that nothing takes away


            def test_record_and_answer():
                draft_id, answer = call(api.new_draft)
                                   ^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
                assert answer.status_code == 201 and draft_id
            """,
            files={
                "tests/api.py": """
                import requests


                def send_request(method, path, json_data=None):
                    return requests.request(method, f"https://shop.test{path}", json=json_data, timeout=5)


                def call(function, *given):
                    return function(*given)


                class Account:
                    def __init__(self, host):
                        self.host = host

                    def register_new_user(self, **fields):
                        return requests.post(f"{self.host}/accounts", json=fields)


                class Api:
                    def __init__(self, host):
                        self.host = host
                        self.account = Account(host)

                    def __call__(self, path, method="GET", args=None):
                        return requests.request(method, self.host + path, json=args)

                    def new_draft(self):
                        answer = self("/drafts", method="POST", args={"kind": "letter"})
                        return answer.json()["id"], answer
                """,
            },
        ),
        """
        import factory
        from shop import actions
        from shop.models import Order


        class OrderFactory(factory.alchemy.SQLAlchemyModelFactory):
            class Meta:
                model = Order
                action = "order_create"

            @classmethod
            def _create(cls, model_class, **given):
                return actions.named(cls._meta.action)({}, given)


        def test_order():
            order = OrderFactory(weight=5)
                    ^^^^^^^^^^^^^^^^^^^^^^ SM201 order.create() makes a record that nothing takes away
            assert order["weight"] == 5
        """,
        """
        from uuid import uuid4

        import requests


        def test_paid_once():
            key = {"Idempotency-Key": str(uuid4())}
            first = requests.post("https://bank.test/payments", headers=key, json={"amount": 5})
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /payments makes a record that nothing takes away
            again = requests.post("https://bank.test/payments", headers=key, json={"amount": 5})
            assert first.json()["id"] == again.json()["id"]
        """,
    ],
    good=[
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
        import subprocess

        import docker
        import pytest
        import requests
        from testcontainers.core.container import DockerContainer


        @pytest.fixture(scope="session")
        def shop():
            with DockerContainer("shop:4").with_exposed_ports(80) as container:
                yield f"http://{container.get_container_host_ip()}"


        @pytest.fixture(scope="session")
        def depot():
            container = DockerContainer("depot:4")
            container.start()
            yield f"http://{container.get_container_host_ip()}"
            container.stop()


        @pytest.fixture(scope="module")
        def bakery(request):
            container = docker.from_env().containers.run("bakery:4", detach=True)
            request.addfinalizer(container.stop)
            return "http://localhost:8080"


        @pytest.fixture(scope="session")
        def fair():
            subprocess.run(["docker", "compose", "up", "-d"], check=True)
            yield "http://localhost:8081"
            subprocess.run(["docker", "compose", "down", "-v"], check=True)


        def test_draft_of_a_shop(shop):
            assert requests.post(f"{shop}/drafts", json={"kind": "letter"}).ok


        def test_draft_of_a_depot(depot):
            assert requests.post(f"{depot}/drafts", json={"kind": "letter"}).ok


        def test_draft_of_a_bakery(bakery):
            assert requests.post(f"{bakery}/drafts", json={"kind": "letter"}).ok


        def test_draft_of_a_fair(fair):
            assert requests.post(f"{fair}/drafts", json={"kind": "letter"}).ok


        def test_draft_of_a_service(docker_services, docker_ip):
            assert requests.post(f"http://{docker_ip}/drafts", json={"kind": "letter"}).ok
        """,
        """
        import os

        import requests
        from openai import OpenAI

        client = OpenAI(api_key=os.environ["KEY"])


        def test_what_is_computed_stays_nowhere():
            assert client.chat.completions.create(model="small", messages=[]).choices
            assert client.embeddings.create(model="small", input="lamp").data
            assert requests.post("https://mind.test/v1/chat/completions", json={"model": "small"}).ok
        """,
        Example(
            """
            from unittest import mock

            import pytest

            from depot.client import DepotClient, Part


            @pytest.fixture
            def client(monkeypatch):
                monkeypatch.setattr(DepotClient, "_send", lambda self, path: {})
                return DepotClient("https://depot.test")


            def test_shelf(client):
                assert client.create_shelf("oak") == {}


            def test_part():
                transport = mock.Mock()
                transport.request.return_value = {"size": 4}
                assert Part("https://depot.test").upload(transport) == {"size": 4}


            def test_stub():
                client = DepotClient("https://depot.test")
                with mock.patch.object(type(client.wire.create_shelf), "__call__") as call:
                    client.create_shelf("oak")
                assert call.called
            """,
            files={
                "depot/client.py": """
                class DepotClient:
                    def __init__(self, url, wire=None):
                        self.url = url
                        self.wire = wire

                    def _send(self, path):
                        return self.wire.send(path)

                    def create_shelf(self, name):
                        return self._send(f"/shelves/{name}")


                class Part:
                    def __init__(self, url):
                        self.url = url

                    def upload(self, transport):
                        return transport.request(self.url)
                """,
            },
        ),
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
        from unittest import mock

        import pytest
        from fastapi.testclient import TestClient
        from shop import store
        from shop.api import ShopApi
        from shop.main import app, create_app


        class FakeSession:
            def post(self, url, json):
                return json


        def test_through_a_stand_in():
            assert ShopApi("https://shop.test", session=FakeSession()).create_order(amount=5)["amount"] == 5


        def test_with_a_stand_in_put_into_it():
            api = ShopApi("https://shop.test")
            api.session.post = mock.Mock()
            api.create_order(amount=5)


        def test_of_what_is_replaced(monkeypatch):
            monkeypatch.setattr(ShopApi, "create_order", lambda self, amount: {"amount": amount})
            assert ShopApi("https://shop.test").create_order(amount=5)["amount"] == 5
            with mock.patch("shop.api.ShopApi.create_invoice", return_value=7):
                assert ShopApi("https://shop.test").create_invoice(order=5) == 7


        @pytest.fixture
        def folder_of_its_own(tmp_path):
            return TestClient(create_app({"data_dir": str(tmp_path)}))


        @pytest.fixture
        def emptied():
            store.orders.clear()
            yield TestClient(app)


        def test_new_orders(folder_of_its_own, emptied):
            assert folder_of_its_own.post("/orders", json={"amount": 5}).status_code == 201
            assert emptied.post("/orders", json={"amount": 5}).status_code == 201
        """,
        Example(
            """
            from fastapi.testclient import TestClient
            from shop.main import app, orders

            client = TestClient(app)


            def setup_function():
                orders.clear()


            def test_new_order():
                assert client.post("/orders", json={"amount": 5}).json()["amount"] == 5
            """,
            files={
                "shop/main.py": """
                from fastapi import FastAPI

                app = FastAPI()
                orders = []


                @app.post("/orders")
                def new_order(order: dict):
                    orders.append(order)
                    return order
                """,
            },
        ),
        """
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
        import pytest
        import requests

        BOT = "https://bot.test"


        def test_agent_is_tried_again():
            created = requests.post(f"{BOT}/agents", json={"name": "Ada", "corpus": "tales"})
            if not created.ok:
                created = requests.post(f"{BOT}/agents", json={"name": "Ada"})
            if not created.ok:
                pytest.skip("no agent")
            agent_id = created.json().get("id") or created.json().get("key")
            try:
                assert requests.get(f"{BOT}/agents/{agent_id}").json()["name"] == "Ada"
            finally:
                requests.delete(f"{BOT}/agents/{agent_id}")
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
        """
        import requests

        SHOP = "https://shop.test"


        def test_failures_are_collected():
            failures = []
            answer = requests.post(f"{SHOP}/orders", json={}, headers={"Content-Type": "image/png"})
            if answer.status_code != 415:
                failures.append("a picture was taken for an order")
            assert not failures


        def test_a_page_of_the_contracts():
            answer = requests.post(f"{SHOP}/contracts/paginated", json={"page": 1})
            assert answer.status_code == 200
        """,
        """
        import requests


        def test_forgotten_password():
            answer = requests.post("https://shop.test/account/password", json={"login": "anna"})
            assert answer.json()["resource"]["login"] == "anna"
        """,
        """
        import os
        from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
        from uuid import uuid4

        import httpx
        import requests

        SHOP = os.environ["SHOP_URL"]


        def test_number_of_its_own():
            number = uuid4().int % 10**9
            requests.post(f"{SHOP}/notes", json={"id": number, "text": "hi"})
            requests.delete(f"{SHOP}/notes/{number}")
            assert requests.get(f"{SHOP}/notes/{number}").status_code == 404


        def test_finally():
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            try:
                assert draft["kind"] == "letter"
            finally:
                with suppress(requests.RequestException):
                    requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def test_parent_takes_it_along():
            project = requests.post(f"{SHOP}/projects", json={"kind": "web"}).json()
            try:
                assert requests.post(f"{SHOP}/projects/{project['id']}/tasks", json={"kind": "bug"}).ok
            finally:
                requests.delete(f"{SHOP}/projects/{project['id']}")


        def test_ownership_ends_with_the_tested_delete():
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            try:
                assert requests.delete(f"{SHOP}/drafts/{draft['id']}").status_code == 204
                draft = None
            finally:
                if draft:
                    requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def send(procedure, body=None):
            return requests.post(f"{SHOP}/{procedure}", data=body and body.encode())


        def test_procedure_that_deletes():
            note = send("notes.create").json()
            try:
                assert send("notes.info").ok
            finally:
                send("notes.delete", note["id"])


        def test_its_error_is_what_is_checked():
            try:
                requests.post(f"{SHOP}/notes", json={"text": ""}).raise_for_status()
            except requests.HTTPError as error:
                assert "empty" in str(error)


        def test_what_cannot_be_deleted_is_closed():
            ticket = requests.post(f"{SHOP}/tickets", json={"kind": "bug"}).json()
            try:
                assert ticket["status"] == "open"
            finally:
                requests.patch(f"{SHOP}/tickets/{ticket['id']}", json={"status": "closed"})


        def test_what_hangs_below_is_closed_with_it():
            ticket = requests.post(f"{SHOP}/tickets", json={"kind": "bug"}).json()
            try:
                assert requests.post(f"{SHOP}/tickets/{ticket['id']}/comments", json={"kind": "note"}).ok
            finally:
                requests.patch(f"{SHOP}/tickets/{ticket['id']}", json={"status": "closed"})


        def test_one_of_two_ways():
            draft = upload_draft({"kind": "letter"}).json()["id"]
            try:
                assert draft
            finally:
                requests.delete(f"{SHOP}/drafts/{draft}")


        def upload_draft(source):
            if isinstance(source, dict):
                return sent(source)
            return requests.post(f"{SHOP}/drafts", data=source)


        def sent(source):
            return requests.post(f"{SHOP}/drafts", json=source)


        def test_finalizer(request):
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            request.addfinalizer(lambda: requests.delete(f"{SHOP}/drafts/{draft['id']}"))
            assert draft["kind"] == "letter"


        def test_exit_stack():
            with ExitStack() as stack:
                draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                stack.callback(requests.delete, f"{SHOP}/drafts/{draft['id']}")
                assert draft["kind"] == "letter"


        async def test_asynchronous_exit_stack():
            async with httpx.AsyncClient(base_url=SHOP) as client, AsyncExitStack() as stack:
                draft = (await client.post("/drafts", json={"kind": "letter"})).json()
                stack.push_async_callback(client.delete, f"/drafts/{draft['id']}")
                assert draft["kind"] == "letter"


        @contextmanager
        def temporary_draft():
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            try:
                yield draft
            finally:
                requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def test_context_manager():
            with temporary_draft() as draft:
                assert draft["kind"] == "letter"


        def test_many():
            made = []
            try:
                for kind in ("letter", "invoice"):
                    made.append(requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()["id"])
                assert len(set(made)) == 2
            finally:
                for draft_id in reversed(made):
                    requests.delete(f"{SHOP}/drafts/{draft_id}")
        """,
        """
        import os

        import pytest
        import requests
        from shop.client import ShopClient, ShopError

        SHOP = os.environ["SHOP_URL"]
        shop = ShopClient(SHOP)


        def test_empty_draft_is_refused():
            assert requests.post(f"{SHOP}/drafts", json={}).status_code == 422


        def test_one_of_several_statuses():
            assert requests.post(f"{SHOP}/drafts", json={}).status_code in (400, 422)


        def test_range_of_statuses():
            assert 400 <= requests.post(f"{SHOP}/drafts", json={}).status_code < 500


        def test_it_is_not_ok():
            assert not requests.post(f"{SHOP}/drafts", json={}).ok


        def test_its_error_is_told():
            assert requests.post(f"{SHOP}/drafts", json={}).json()["detail"] == "kind is required"


        def test_it_raises():
            with pytest.raises(requests.HTTPError):
                requests.post(f"{SHOP}/drafts", json={}).raise_for_status()


        def test_client_raises():
            with pytest.raises(ShopError):
                shop.create_draft(kind="")


        def test_failure_is_caught():
            try:
                shop.create_draft(kind="")
            except ShopError as error:
                assert "kind" in str(error)
            else:
                pytest.fail("it was created")


        def test_call_says_what_it_expects():
            shop.create_draft(kind="", expected_status=400)


        def test_assertion_of_the_suite():
            answer = requests.post(f"{SHOP}/drafts", json={})
            assert_bad_request(answer)


        def assert_bad_request(answer):
            assert answer.status_code == 400


        def test_not_run():
            pytest.skip("no drafts yet")
            requests.post(f"{SHOP}/drafts", json={"kind": "letter"})
        """,
        """
        import os

        import requests
        from shop.client import ShopClient

        SHOP = os.environ["SHOP_URL"]
        shop = ShopClient(SHOP)


        def test_log_in():
            assert requests.post(f"{SHOP}/auth/login", json={"user": "staff"}).cookies


        def test_search():
            assert requests.post(f"{SHOP}/drafts/search", json={"kind": "letter"}).json()


        def test_read_by_query():
            assert requests.post(f"{SHOP}/graphql", json={"query": "{ drafts { id } }"}).json()


        def test_calculate():
            assert requests.post(f"{SHOP}/prices/calculate", json={"quantity": 2}).json() == 200


        def test_order_to_the_service():
            assert requests.post(f"{SHOP}/mails/send", json={"kind": "welcome"}).status_code == 202


        def test_ask_for_several_by_their_ids():
            drafts = requests.post(f"{SHOP}/drafts/gather", json=[7, 8]).json()
            assert requests.get(f"{SHOP}/authors/{drafts[0]['author']}").ok


        def test_no_address():
            requests.post("drafts", json={"kind": "letter"})


        def test_name_with_a_slash():
            requests.post(f"{SHOP}/plugins/create", params={"name": "shop/mailer"})
            try:
                assert requests.get(f"{SHOP}/plugins/shop/mailer").ok
            finally:
                requests.delete(f"{SHOP}/plugins/shop/mailer", params={"force": True})


        def test_fake_server():
            assert requests.post("https://jsonplaceholder.typicode.com/posts", json={"kind": "a"}).ok


        def test_sandbox_takes_itself_away():
            with shop.create_sandbox() as sandbox:
                assert sandbox.number


        def test_report(tmp_path):
            (tmp_path / "report.html").write_text("<p>fine</p>")
            shop.create_report("report.html")
        """,
        Example(
            """
            import unittest

            import requests
            from shop import SHOP, ShopClient

            shop = ShopClient()


            class DraftTest(unittest.TestCase):
                def test_registered(self):
                    draft = shop.create_draft(kind="letter")
                    self.addCleanup(shop.delete_draft, draft["id"])
                    self.assertEqual(draft["kind"], "letter")

                def test_registered_within_another_call(self):
                    draft = shop.create_draft(kind="letter")
                    self.addCleanup(ignoring_missing, shop.delete_draft, draft["id"])
                    self.assertEqual(draft["kind"], "letter")

                def test_registered_by_a_helper(self):
                    self.assertEqual(self.make_draft()["kind"], "letter")

                def make_draft(self):
                    draft = shop.create_draft(kind="letter")
                    self.addCleanup(lambda: shop.delete_draft(draft["id"]))
                    return draft


            def ignoring_missing(function, *arguments):
                try:
                    function(*arguments)
                except requests.HTTPError:
                    pass


            class TestTornDown:
                def setup_method(self):
                    self.made = []

                def teardown_method(self):
                    while self.made:
                        shop.delete_draft(self.made.pop())

                def test_tracked(self):
                    draft = shop.create_draft(kind="letter")
                    self.made.append(draft["id"])
                    assert draft["kind"] == "letter"
            """,
            files={
                "tests/shop.py": """
                import httpx

                SHOP = "https://shop.test"


                class ShopClient:
                    def __init__(self):
                        self.http = httpx.Client(base_url=SHOP)

                    def create_draft(self, **fields):
                        return self.http.post("/drafts", json=fields).json()

                    def delete_draft(self, draft_id):
                        self.http.delete(f"/drafts/{draft_id}")
                """,
            },
        ),
        Example(
            """
            def test_swept(api):
                assert api.post("/drafts", json={"kind": "letter"}).json()["kind"] == "letter"


            def test_what_hangs_below_is_swept_too(api, project):
                assert api.post(f"/projects/{project}/tasks", json={"kind": "bug"}).ok
            """,
            files={
                "tests/conftest.py": """
                import httpx
                import pytest


                @pytest.fixture(scope="session")
                def api():
                    with httpx.Client(base_url="https://shop.test") as client:
                        yield client


                @pytest.fixture
                def project(api):
                    return api.post("/projects", json={"kind": "web"}).json()["id"]


                @pytest.fixture(scope="session", autouse=True)
                def swept(api):
                    yield
                    for collection in ("drafts", "projects"):
                        for record in api.get(f"/{collection}").json():
                            api.delete(f"/{collection}/{record['id']}")
                """,
            },
        ),
        Example(
            """
            import pytest


            @pytest.mark.usefixtures("tidy")
            def test_configured_cleanup(api):
                assert api.post("/drafts", json={"kind": "letter"}).ok
            """,
            files={
                "tests/conftest.py": """
                import httpx
                import pytest


                @pytest.fixture
                def api():
                    return httpx.Client(base_url="https://shop.test")


                @pytest.fixture
                def tidy():
                    yield
                """,
            },
            settings={"cleanup": {"fixtures": ["tidy"]}},
        ),
        Example(
            """
            from fastapi import FastAPI
            from fastapi.testclient import TestClient

            from echo.main import app

            local = FastAPI()


            @local.post("/cards")
            def card(card: dict):
                return {"kind": card["kind"]}


            def test_application_that_only_answers():
                assert TestClient(app).post("/drafts", json={"kind": "letter"}).json() == {"kind": "letter"}


            def test_what_a_test_keeps_itself():
                seen = []
                app = FastAPI()

                @app.post("/drafts")
                def draft(draft: dict):
                    seen.append(draft)

                TestClient(app).post("/drafts", json={"kind": "letter"})
                assert seen == [{"kind": "letter"}]


            def test_application_of_the_tests():
                assert TestClient(local).post("/cards", json={"kind": "card"}).json() == {"kind": "card"}
            """,
            files={
                "echo/main.py": """
                from fastapi import FastAPI

                from echo import drafts

                app = FastAPI()
                app.include_router(drafts.router)
                """,
                "echo/drafts.py": """
                from fastapi import APIRouter, HTTPException
                from pydantic import BaseModel

                KINDS = {"letter": 1, "card": 2}
                router = APIRouter()


                class Draft(BaseModel):
                    kind: str


                @router.post("/drafts")
                async def new_draft(draft: Draft):
                    if draft.kind not in KINDS:
                        raise HTTPException(422)
                    return draft.model_dump()
                """,
            },
        ),
        """
        import unittest
        from unittest import mock
        from unittest.mock import MagicMock, patch

        import httpx
        import requests
        import responses
        import respx

        DRAFTS = "https://shop.test/drafts"


        @responses.activate
        def test_answered_by_a_stub():
            responses.add(responses.POST, DRAFTS, json={})
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @respx.mock
        def test_answered_by_a_route():
            respx.post(DRAFTS).respond(201)
            assert httpx.post(DRAFTS, json={"kind": "letter"}).status_code == 201


        def test_answered_by_a_fixture(requests_mock):
            requests_mock.post(DRAFTS, json={})
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @patch("requests.post")
        def test_replaced(post):
            requests.post(DRAFTS, json={"kind": "letter"})
            post.assert_called_once()


        @patch("shop.drafts.get_connection")
        def test_replaced_connection(connection):
            requests.post(DRAFTS, json={"kind": "letter"})
            connection.assert_called_once()


        def test_stand_in():
            client = MagicMock()
            client.post("/drafts", json={"kind": "letter"})
            client.post.assert_called_once()


        class ReplacedTest(unittest.TestCase):
            def setUp(self):
                patcher = mock.patch("requests.post")
                self.post = patcher.start()
                self.addCleanup(patcher.stop)

            def test_replaced(self):
                requests.post(DRAFTS, json={"kind": "letter"})
                self.post.assert_called_once()
        """,
        """
        import pytest
        from django.test import TestCase
        from rest_framework.test import APIClient, APITestCase
        from shop.models import Draft


        class DraftTest(TestCase):
            def test_rolled_back(self):
                Draft.objects.create(kind="letter")
                self.assertEqual(self.client.post("/drafts/", {"kind": "letter"}).status_code, 201)


        class DraftAPITest(APITestCase):
            def test_rolled_back(self):
                self.assertEqual(self.client.post("/drafts/", {"kind": "letter"}).status_code, 201)


        @pytest.mark.django_db
        def test_marked():
            assert APIClient().post("/drafts/", {"kind": "letter"}).status_code == 201


        def test_asked_for(db, client):
            assert client.post("/drafts/", {"kind": "letter"}).status_code == 201
        """,
        Example(
            """
            def test_rolled_back(client):
                assert client.post("/drafts", json={"kind": "letter"}).status_code == 201
            """,
            files={
                "tests/conftest.py": """
                import pytest
                from fastapi.testclient import TestClient
                from shop.main import app, engine, get_session
                from sqlmodel import Session


                @pytest.fixture
                def session():
                    connection = engine.connect()
                    transaction = connection.begin()
                    yield Session(connection)
                    transaction.rollback()


                @pytest.fixture
                def client(session):
                    app.dependency_overrides[get_session] = lambda: session
                    return TestClient(app)
                """,
            },
        ),
        Example(
            """
            def test_pool_that_takes_everything_back(client):
                assert client.post("/drafts", json={"kind": "letter"}).status_code == 201
            """,
            files={
                "tests/conftest.py": """
                import pytest
                from asgi_lifespan import LifespanManager
                from httpx import ASGITransport, AsyncClient
                from shop.main import app

                from pools import OneTransaction


                @pytest.fixture
                async def client():
                    async with LifespanManager(app):
                        app.state.pool = await OneTransaction.begun(app.state.pool)
                        async with AsyncClient(transport=ASGITransport(app), base_url="http://shop") as client:
                            yield client
                """,
                "tests/pools.py": """
                class OneTransaction:
                    def __init__(self, connection, transaction):
                        self.connection = connection
                        self.transaction = transaction

                    @classmethod
                    async def begun(cls, pool):
                        connection = await pool.acquire()
                        transaction = connection.transaction()
                        await transaction.start()
                        return cls(connection, transaction)

                    async def close(self):
                        await self.transaction.rollback()
                """,
            },
        ),
        Example(
            """
            def test_database_of_its_own(client):
                assert client.post("/drafts", json={"kind": "letter"}).status_code == 201
            """,
            files={
                "tests/conftest.py": """
                import pytest
                from shop import create_app


                @pytest.fixture
                def app():
                    app = create_app()
                    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
                    return app


                @pytest.fixture
                def client(app):
                    return app.test_client()
                """,
            },
        ),
        Example(
            """
            def test_database_file_goes_at_the_end(client):
                assert client.post("/drafts", json={"kind": "letter"}).status_code == 201
            """,
            files={
                "tests/conftest.py": """
                import os

                import pytest
                from fastapi.testclient import TestClient
                from shop.main import app


                @pytest.fixture(scope="session")
                def client():
                    with TestClient(app) as client:
                        yield client
                    os.remove("test.db")
                """,
            },
        ),
        """
        import httpretty
        import pook
        import requests
        import requests_mock
        import vcr
        from aioresponses import aioresponses
        from moto import mock_aws

        DRAFTS = "https://shop.test/drafts"
        recorder = vcr.VCR(cassette_library_dir="cassettes")


        @httpretty.activate(allow_net_connect=False)
        def test_answered_by_httpretty():
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @pook.on
        def test_answered_by_pook():
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @vcr.use_cassette("draft.yaml")
        def test_answered_by_a_cassette():
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @recorder.use_cassette("draft.yaml")
        def test_answered_by_a_cassette_of_our_own():
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @requests_mock.Mocker()
        def test_answered_by_requests_mock(server):
            server.post(DRAFTS, json={})
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @aioresponses()
        def test_answered_by_aioresponses(server):
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @mock_aws
        def test_answered_by_moto():
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok
        """,
        """
        import httpretty
        import pook
        import requests
        import requests_mock
        import responses
        import respx
        import vcr
        from aioresponses import aioresponses
        from moto import mock_aws

        DRAFTS = "https://shop.test/drafts"


        def test_responses():
            with responses.RequestsMock() as server:
                server.post(DRAFTS, json={})
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        def test_respx_without_a_call():
            with respx.mock:
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        def test_requests_mock():
            with requests_mock.Mocker() as server:
                server.post(DRAFTS, json={})
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        def test_aioresponses():
            with aioresponses():
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        def test_httpretty():
            with httpretty.httprettized():
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        def test_pook():
            with pook.use():
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        def test_vcr():
            with vcr.use_cassette("draft.yaml"):
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        def test_moto():
            with mock_aws():
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok
        """,
        """
        import pytest
        import requests

        DRAFTS = "https://shop.test/drafts"


        def test_asked_for(httpx_mock):
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @pytest.mark.usefixtures("respx_mock")
        class TestUsed:
            def test_used_by_the_class(self):
                assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @pytest.mark.vcr
        def test_marked():
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok


        @pytest.fixture
        def served(aioresponses):
            return aioresponses


        def test_asked_for_by_a_fixture(served):
            assert requests.post(DRAFTS, json={"kind": "letter"}).ok
        """,
        Example(
            """
            import requests


            def test_nobody_asks_for_the_stub():
                assert requests.post("https://shop.test/drafts", json={"kind": "letter"}).ok
            """,
            path="tests/unit/drafts/test_drafts.py",
            files={
                "tests/unit/conftest.py": """
                import pytest
                import responses


                @pytest.fixture(autouse=True)
                def stub():
                    with responses.mock:
                        yield
                """,
            },
        ),
        """
        import unittest
        from unittest import mock

        import requests
        import requests_mock
        import responses

        DRAFTS = "https://shop.test/drafts"


        @mock.patch.object(requests.Session, "request")
        class DecoratedTest(unittest.TestCase):
            def test_replaced(self, request):
                requests.post(DRAFTS, json={"kind": "letter"})
                request.assert_called_once()


        class StartedTest(unittest.TestCase):
            def setUp(self):
                self.server = requests_mock.Mocker()
                self.server.start()
                self.addCleanup(self.server.stop)

            def test_started(self):
                self.server.post(DRAFTS, json={})
                self.assertTrue(requests.post(DRAFTS, json={"kind": "letter"}).ok)


        class EnteredTest(unittest.TestCase):
            def setUp(self):
                self.server = self.enterContext(responses.RequestsMock())

            def test_entered(self):
                self.server.post(DRAFTS, json={})
                self.assertTrue(requests.post(DRAFTS, json={"kind": "letter"}).ok)
        """,
        """
        from unittest.mock import patch

        import requests

        DRAFTS = "https://shop.test/drafts"


        @patch("shop.client.requests.post")
        def test_replaced_where_it_is_used(post):
            requests.post(DRAFTS, json={"kind": "letter"})
            post.assert_called_once()


        @patch.multiple(requests, post=None)
        def test_several_replaced():
            requests.post(DRAFTS, json={"kind": "letter"})


        def test_replaced_by_a_plugin(mocker):
            post = mocker.patch.object(requests, "post")
            requests.post(DRAFTS, json={"kind": "letter"})
            post.assert_called_once()


        def test_set(monkeypatch):
            monkeypatch.setattr(requests.Session, "request", lambda *given, **named: None)
            requests.post(DRAFTS, json={"kind": "letter"})


        def test_taken_away(monkeypatch):
            monkeypatch.delattr("requests.sessions.Session.request")
            requests.post(DRAFTS, json={"kind": "letter"})
        """,
        Example(
            """
            from unittest.mock import AsyncMock, create_autospec

            import httpx
            import requests
            from drafts import Drafts


            async def test_stand_in_that_is_awaited():
                client = AsyncMock()
                await client.post("/drafts", json={"kind": "letter"})


            def test_stand_in_inside_of_a_service():
                Drafts(create_autospec(requests.Session)).add("letter")


            def test_transport_that_answers_by_itself():
                transport = httpx.MockTransport(lambda request: httpx.Response(201))
                with httpx.Client(transport=transport, base_url="https://shop.test") as client:
                    Drafts(client).add("letter")
            """,
            files={
                "tests/drafts.py": """
                class Drafts:
                    def __init__(self, http):
                        self.http = http

                    def add(self, kind):
                        return self.http.post("/drafts", json={"kind": kind})
                """,
            },
        ),
        """
        import pytest
        from shop.models import Draft

        pytestmark = [pytest.mark.slow]


        @pytest.mark.django_db(transaction=True)
        def test_truncated(client):
            Draft.objects.create(kind="letter")
            assert client.post("/drafts/", {"kind": "letter"}).status_code == 201


        @pytest.mark.django_db
        class TestMarked:
            def test_rolled_back(self, client):
                assert client.post("/drafts/", {"kind": "letter"}).status_code == 201


        def test_truncated_by_a_fixture(transactional_db):
            Draft.objects.create(kind="letter")


        @pytest.fixture
        def draft(db):
            return Draft.objects.create(kind="letter")


        def test_rolled_back_by_a_fixture(draft, client):
            assert client.post("/drafts/", {"kind": "card", "after": draft.pk}).status_code == 201
        """,
        Example(
            """
            from base import ShopTestCase
            from django.test import TransactionTestCase
            from shop.models import Draft


            class DraftTest(ShopTestCase):
                def test_rolled_back(self):
                    self.assertEqual(self.client.post("/drafts/", {"kind": "letter"}).status_code, 201)


            class TruncatedTest(TransactionTestCase):
                def test_truncated(self):
                    Draft.objects.create(kind="letter")
            """,
            files={
                "tests/base.py": """
                from rest_framework.test import APITestCase


                class ShopTestCase(APITestCase):
                    fixtures = ["shop.json"]
                """,
            },
        ),
        Example(
            """
            from shop.models import Draft


            def test_rolled_back(client):
                Draft.objects.create(kind="letter")
                assert client.post("/drafts/", {"kind": "letter"}).status_code == 201
            """,
            files={
                "tests/conftest.py": """
                import pytest


                @pytest.fixture(autouse=True)
                def database(db):
                    pass
                """,
            },
        ),
        Example(
            """
            import unittest

            from shop import create_app, db
            from sqlalchemy_utils import drop_database


            def test_tables_of_its_own(client):
                assert client.post("/drafts", json={"kind": "letter"}).status_code == 201


            class DraftTest(unittest.TestCase):
                def setUp(self):
                    self.client = create_app().test_client()
                    db.create_all()

                def tearDown(self):
                    db.drop_all()

                def test_tables_of_its_own(self):
                    self.assertEqual(self.client.post("/drafts", json={"kind": "letter"}).status_code, 201)


            def made():
                app = create_app()
                app.test_client().post("/setup", data={"owner": "ada"})
                return app


            def dropped(app):
                drop_database(app.config["SQLALCHEMY_DATABASE_URI"])


            def test_database_of_its_own():
                app = made()
                assert app.test_client().post("/drafts", json={"kind": "letter"}).status_code == 201
                dropped(app)
            """,
            files={
                "tests/conftest.py": """
                import pytest
                from fastapi.testclient import TestClient
                from shop.main import Base, app, engine


                @pytest.fixture
                def client():
                    Base.metadata.create_all(bind=engine)
                    yield TestClient(app)
                    Base.metadata.drop_all(bind=engine)
                """,
            },
        ),
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
                """,
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
        import requests
        from django.test import LiveServerTestCase


        class DraftTest(LiveServerTestCase):
            def test_truncated(self):
                self.assertTrue(requests.post(f"{self.live_server_url}/drafts", json={"kind": "letter"}).ok)


        def test_truncated_by_a_fixture(live_server):
            assert requests.post(f"{live_server.url}/drafts", json={"kind": "letter"}).ok
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
                """,
            },
        ),
        Example(
            """
            import requests
            from offline import offline


            @offline
            def test_nothing_leaves():
                assert requests.post("https://shop.test/drafts", json={"kind": "letter"}).ok
            """,
            files={
                "tests/offline.py": """
                import functools

                import responses


                def offline(function):
                    @functools.wraps(function)
                    def wrapped(*given, **named):
                        with responses.RequestsMock() as server:
                            server.post("https://shop.test/drafts", json={})
                            return function(*given, **named)

                    return wrapped
                """,
            },
        ),
        """
        import requests
        from agenda.conference import Conference


        def test_agenda():
            conference = Conference(title="Teapots", day_change="00:00", timeslot="00:15")
            conference.add_day("2030-05-01")
            assert conference.generate("shop")


        def test_shops_by_names():
            found = requests.post("https://shop.test/shops/by_names", json={"kinds": ["corner", "market"]}).json()
            assert found["corner"]
        """,
    ],
    known_as=["Resource Leakage", "Generous Leftovers", "Sloppy Worker"],
    settings="cleanup read-only-posts fake-hosts factories",
)
def missing_cleanup(test: Test, suite: Suite) -> Iterator[Finding]:
    """A test makes a record that nothing takes away.

    Found is a create in a live test, by whatever client, helper or service object, with no cleanup anywhere: not in the
    test, its class, its fixtures, those that run unasked, or the helper itself. A purge at the start of the next run,
    or a delete in some environments only, is none.

    What each run leaves behind is there in the next: counts and first records shift, unique names are taken, lists grow
    until pages of them time out. The test that made the record passes; others fail, weeks later.

        def test_draft_is_empty(api):
            draft = api.post("/drafts", json={"kind": "letter"}).json()
            assert draft["text"] == ""

    Delete the record where that happens however the test ends, or let a fixture make it:

        def test_draft_is_empty(api):
            draft = api.post("/drafts", json={"kind": "letter"}).json()
            try:
                assert draft["text"] == ""
            finally:
                api.delete(f"/drafts/{draft['id']}")

    Nothing is said of a request that is expected to fail, of a POST that reads or opens a session (`read-only-posts`),
    of hosts that keep nothing (`fake-hosts`), of applications in the tree that only answer, of what dies with its parent
    or hangs below a record that is found itself, of what a helper makes only where there is none yet
    (`get_or_create_kind("tulip")`), of output files, of isolated tests, nor where a fixture of
    `cleanup.fixtures` tidies up. What a fixture makes is SM205, what a setup makes SM206, and what a step of a builder
    forgets to register SM204.
    """
    for create in topmost(leaks(test)):
        kind, site = home(test, create)
        if kind in {"test", "module"} and not deletes_unseen(test, create):
            yield finding(
                site.path,
                site.at,
                f"{spelled(create)} makes a record that nothing takes away",
                confidence=confidence(create),
                test=test.name,
                evidence=(*trail(create), *searched(test, create)),
                advice=_ADVICE,
                remedy=taken_away(test, suite, create, site),
            )
