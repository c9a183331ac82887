"""Calls of the product's own code: what is followed however much stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from smelltest.link.questions.records import field_values
from smelltest.link.timeline import Check, Effect, Timeline
from smelltest.link.values import Derived, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from smelltest.link.suite import Test

    Play = Callable[[dict[str, str]], Timeline]
    Link = Callable[[dict[str, str]], tuple[Test, ...]]

MUCH = "\n".join(f"            step_{n} = {n}" for n in range(60))
"""More than is worth following where nothing comes of it."""

CLIENT = f"""
    import requests


    class Shelf:
        def __init__(self, wire, name):
{MUCH}
            self.wire = wire
            self.name = name

        def delete(self):
            return self.wire.delete(f"shelves/{{self.name}}")


    class Wire:
        def __init__(self, url):
            self.url = url

        def send(self, method, path, body=None):
{MUCH}
            if method.__name__ == "get":
                return method(self.url + "/" + path)
            if isinstance(body, bytes):
                return method(self.url + "/" + path, data=body)
            return method(self.url + "/" + path, json=body)

        def get(self, path):
            return self.send(requests.get, path)

        def post(self, path, body):
            return self.send(requests.post, path, body)

        def delete(self, path):
            return self.send(requests.delete, path)


    class Client:
        def __init__(self, url):
            self.wire = Wire(url)

        def shelf(self, name):
            return Shelf(self.wire, name)

        def shelves(self):
            return self.wire.get("shelves")

        def create_shelf(self, name):
            return self.wire.post("shelves", {{"name": name}})
    """


DESK = """
    import requests


    def ledger():
        return requests.post("http://localhost:7700/ledgers", json={"kind": "day"}).json()


    def other():
        return None


    class Desk:
        def __init__(self, name):
            self.name = name

        def enter(self):
            return ledger()

        def open(self):
            return self.enter()
    """


def effects(timeline: Timeline) -> list[tuple[str, str | None]]:
    return [(event.kind, event.resource) for event in timeline.events if isinstance(event, Effect)]


def test_a_sender_that_is_given_the_request_to_make_is_followed(played: Play) -> None:
    test = """
        import depot

        def test_shelves():
            client = depot.Client("http://localhost:7700")
            client.create_shelf("nails")
            assert client.shelves()
        """
    timeline = played({"tests/test_depot.py": test, "depot.py": CLIENT})
    assert effects(timeline) == [("create", "shelves"), ("read", "shelves")]


def test_what_an_object_was_made_with_stays_known(played: Play) -> None:
    test = """
        import depot

        def test_delete():
            depot.Client("http://localhost:7700").shelf("nails").delete()
        """
    assert effects(played({"tests/test_depot.py": test, "depot.py": CLIENT})) == [("delete", "nails")]


def test_a_method_replaced_for_the_test_sends_nothing(played: Play) -> None:
    test = """
        from unittest.mock import patch

        import depot

        def test_create():
            client = depot.Client("http://localhost:7700")
            with patch.object(client.wire, "post", return_value={}):
                client.wire.post("shelves", {})
        """
    assert effects(played({"tests/test_depot.py": test, "depot.py": CLIENT})) == []


def test_a_stand_in_for_a_part_of_the_product_sends_nothing(played: Play) -> None:
    test = """
        import depot

        class _FakeLibrary:
            pass

        def test_create():
            depot.library = _FakeLibrary()
            depot.Client("http://localhost:7700").create_shelf("nails")
        """
    timeline = played({"tests/test_depot.py": test, "depot.py": CLIENT})
    assert timeline.environment.http is not None


@pytest.mark.parametrize(
    "replaced",
    [
        "with patch('shop.desk.ledger'):",
        "with patch('shop.desk.Desk.enter'):",
        "with patch('shop.desk.ledger', return_value={}):",
        "with patch('shop.desk.ledger', lambda: {}):",
        "with patch.object(desk, 'ledger'):",
    ],
)
def test_a_name_of_the_product_replaced_for_the_test_is_not_followed(played: Play, replaced: str) -> None:
    test = f"""
        from unittest.mock import patch

        from shop import desk

        def test_open():
            {replaced}
                desk.Desk("north").open()
        """
    assert effects(played({"tests/test_desk.py": test, "shop/__init__.py": "", "shop/desk.py": DESK})) == []


def test_a_name_of_the_product_replaced_by_monkeypatch_is_not_followed(played: Play) -> None:
    test = """
        from shop import desk

        def test_open(monkeypatch):
            monkeypatch.setattr("shop.desk.ledger", lambda: {})
            desk.Desk("north").open()
        """
    assert effects(played({"tests/test_desk.py": test, "shop/__init__.py": "", "shop/desk.py": DESK})) == []


@pytest.mark.parametrize("stays", ["", ", wraps=desk.ledger"])
def test_what_is_not_replaced_is_followed(played: Play, stays: str) -> None:
    test = f"""
        from unittest.mock import patch

        from shop import desk

        def test_open():
            with patch('shop.desk.{"ledger" if stays else "other"}'{stays}):
                desk.Desk("north").open()
        """
    timeline = played({"tests/test_desk.py": test, "shop/__init__.py": "", "shop/desk.py": DESK})
    assert effects(timeline) == [("create", "ledgers")]


@pytest.mark.parametrize(
    ("handled", "fails"),
    [
        ("assert 'empty' in str(error)", True),
        ("assert error.response.status_code == 400", True),
        ("caught = error", True),
        ("assert error.response.status_code == 409", False),
        ("assert 'already exists' in str(error)", False),
        ("print(error)", False),
    ],
)
def test_a_call_whose_error_alone_is_checked_is_expected_to_fail(played: Play, handled: str, fails: bool) -> None:
    test = f"""
        import requests

        def test_create():
            try:
                requests.post("http://localhost:7700/shelves", json={{}}).raise_for_status()
            except requests.HTTPError as error:
                {handled}
        """
    (effect,) = (event for event in played({"tests/test_it.py": test}).events if isinstance(event, Effect))
    assert effect.refused is fails


def test_a_thread_that_serves_answers_in_a_servers_place(played: Play) -> None:
    server = """
        from http.server import HTTPServer
        from threading import Thread

        class Desk(Thread):
            def __init__(self, port):
                Thread.__init__(self, daemon=True)
                self.port = port

            def run(self):
                HTTPServer(("localhost", self.port), None).serve_forever()

        def open_desk():
            Desk(7700).start()
        """
    test = """
        import requests

        from desk import open_desk

        def test_shelves():
            open_desk()
            requests.post("http://localhost:7700/shelves", json={"kind": "oak"})
        """
    assert played({"test_it.py": test, "desk.py": server}).environment.http is not None


def test_a_session_of_a_registry_is_rolled_back_as_any_other(played: Play) -> None:
    conftest = """
        import pytest
        from sqlalchemy.orm import scoped_session, sessionmaker

        Registry = scoped_session(sessionmaker())

        @pytest.fixture(autouse=True)
        def session():
            session = Registry()
            session.begin_nested()
            yield session
            session.rollback()
        """
    test = """
        from shop.models import Shelf

        def test_shelves(session):
            session.add(Shelf(name="oak"))
            session.commit()
        """
    assert played({"test_it.py": test, "conftest.py": conftest}).environment.database is not None


@pytest.mark.parametrize(
    ("before", "after", "isolated"),
    [("db.drop_all()", "", True), ("", "db.drop_all()", True), ("db.create_all()", "", False)],
)
def test_tables_that_are_made_anew_for_each_test(played: Play, before: str, after: str, isolated: bool) -> None:
    test = f"""
        from unittest import TestCase

        from flask_sqlalchemy import SQLAlchemy
        from shop.models import Shelf

        db = SQLAlchemy()

        class TestShelves(TestCase):
            def setUp(self):
                {before or "pass"}
                db.create_all()

            def tearDown(self):
                {after or "pass"}

            def test_shelves(self):
                db.session.add(Shelf(name="oak"))
                db.session.commit()
        """
    assert (played({"test_it.py": test}).environment.database is not None) is isolated


@pytest.mark.parametrize("mark", ["@pytest.mark.django_db", "@pytest.mark.slow"])
def test_pytest_django_blocks_the_database_for_those_that_do_not_ask(linked: Link, mark: str) -> None:
    test = f"""
        import pytest
        from shop.models import Shelf

        {mark}
        def test_with():
            Shelf.objects.create(name="oak")

        def test_without():
            Shelf.objects.create(name="elm")
        """
    isolated = {one.name: one.timeline.environment.database is not None for one in linked({"test_it.py": test})}
    assert isolated == dict.fromkeys(["test_with", "test_without"], "django" in mark)


@pytest.mark.parametrize("deleted", ["shop.delete('oak')", "shop.delete_shelf(name='oak')"])
def test_a_method_called_delete_is_taken_at_its_word(played: Play, deleted: str) -> None:
    shop = """
        class Shop:
            def __init__(self, wire):
                self.wire = wire

            def delete(self, name):
                return self.wire.later(name)

            def delete_shelf(self, name):
                return self.wire.later(name)
        """
    test = f"""
        from shop import Shop

        def test_shelves(wire):
            shop = Shop(wire)
            {deleted}
        """
    ((kind, _),) = effects(played({"test_it.py": test, "shop.py": shop}))
    assert kind == "delete"


@pytest.mark.parametrize(
    "given", ["Shelf(name='oak')", "Shelf(**{'name': 'oak'})", "shelf=Shelf(name='oak')", "shelf.name"]
)
def test_what_an_object_of_another_package_was_made_with_is_sent(played: Play, given: str) -> None:
    test = f"""
        from depot import Depot, Shelf

        def test_shelves():
            shelf = Shelf(name="oak")
            Depot(url="http://localhost:7700").create_shelf({given})
        """
    (effect,) = (event for event in played({"test_it.py": test}).events if isinstance(event, Effect))
    sent = (*effect.arguments, *(value for _, value in field_values(effect.fields)))
    assert [text for value in sent if (text := text_of(value)) is not None] == ["oak"]


@pytest.mark.parametrize(
    ("procedure", "kind"),
    [
        ("shelves.create", "create"),
        ("shelves.list", "read"),
        ("shelves.info", "read"),
        ("shelf.doors.members", "read"),
        ("shelves.rename", "change"),
        ("shelves.bulkDelete", "delete"),
        ("shelves.json", "create"),
    ],
)
def test_a_procedure_does_what_its_name_says(played: Play, procedure: str, kind: str) -> None:
    test = f"""
        import requests

        def test_it():
            requests.post("http://localhost:7700/api/{procedure}", json={{"shelf": "oak"}})
        """
    ((found, _),) = effects(played({"test_it.py": test}))
    assert found == kind


def test_a_model_opens_its_session_once_its_fields_are_set(played: Play) -> None:
    model = """
        import requests
        from pydantic import BaseModel, PrivateAttr, model_validator

        class Api:
            def __init__(self, url):
                self.url = url

            def post(self, path, body):
                return requests.post(f"{self.url}/{path}", json=body).json()

        class Depot(BaseModel):
            url: str
            _api: Api | None = PrivateAttr(default=None)

            @model_validator(mode="after")
            def open(self):
                self._api = Api(self.url)
                return self

            def create_shelf(self, name):
                return self._api.post("shelves", {"name": name})
        """
    test = """
        from depot import Depot

        def test_create():
            Depot(url="http://localhost:7700").create_shelf("nails")
        """
    assert effects(played({"tests/test_depot.py": test, "depot.py": model})) == [("create", "shelves")]


def test_a_lambda_of_a_class_is_a_method(played: Play) -> None:
    test = """
        import requests

        class Paths:
            shelf = lambda self, room, name: f"http://localhost:7700/rooms/{room}/shelves/{name}"

        def test_delete():
            requests.delete(Paths().shelf("cellar", "nails"))
        """
    (effect,) = (e for e in played({"tests/test_depot.py": test}).events if isinstance(e, Effect))
    assert [text_of(segment) for segment in effect.segments] == ["rooms", "cellar", "shelves", "nails"]


def test_a_facade_is_followed_for_the_clients_that_it_holds(played: Play) -> None:
    facade = f"""
        import depot

        class Office:
            def __init__(self, url):
                self.shelves = depot.Client(url)
{MUCH}
        """
    test = """
        import office

        def test_create():
            office.Office("http://localhost:7700").shelves.create_shelf("nails")
        """
    timeline = played({"tests/test_office.py": test, "office.py": facade, "depot.py": CLIENT})
    assert effects(timeline) == [("create", "shelves")]


def test_a_pool_hands_on_its_arguments_as_one_tuple(played: Play) -> None:
    client = """
        from multiprocessing.pool import ThreadPool

        import requests

        class Client:
            def __init__(self):
                self.pool = ThreadPool()

            def ask(self, method, path):
                if method == "GET":
                    return requests.get("http://localhost:7700" + path)
                return requests.delete("http://localhost:7700" + path)

            def ask_later(self, method, path):
                return self.pool.apply_async(self.ask, (method, path))
        """
    test = """
        import client

        def test_shelves():
            client.Client().ask_later("GET", "/shelves")
        """
    assert effects(played({"tests/test_shelves.py": test, "client.py": client})) == [("read", "shelves")]


def test_a_default_means_the_name_of_the_class_around_it(played: Play) -> None:
    client = """
        import requests

        class Resource:
            BASE = "http://localhost:7700/{path}"

        class Client:
            BASE = Resource.BASE

            def _url(self, path, base=BASE):
                return base.format(path=path)

            def create_shelf(self, name):
                return requests.post(self._url("shelves"), json={"name": name})
        """
    test = """
        import client

        def test_create():
            client.Client().create_shelf("nails")
        """
    assert effects(played({"tests/test_shelves.py": test, "client.py": client})) == [("create", "shelves")]


REALMS = f"""
    import requests

    class Wire:
        def __init__(self, url=None):
            if url is None:
                raise ValueError("no address")
            self.url = url
            self.session = requests.Session()

        def post(self, path, body):
{MUCH}
            answer = self.session.post(self.url + path, json=body)
            if answer.status_code == 401:
                answer = self.session.post(self.url + path, json=body)
            return answer

        def delete(self, path):
            return self.session.delete(self.url + path)

    ALL = "/realms"
    ONE = ALL + "/{{name}}"
    CLERKS = ONE + "/clerks"

    class Admin:
        def __init__(self, url=None, wire=None):
            self.wire = wire or Wire(url)

        def create_realm(self, name):
            return self.wire.post(ALL, {{"name": name}})

        def delete_realm(self, name):
            return self.wire.delete(ONE.format(name=name))

        def create_clerk(self, realm, name):
            return self.wire.post(CLERKS.format(name=realm), {{"username": name}})
    """


def test_an_object_that_refuses_to_be_made_of_nothing_is_followed(played: Play) -> None:
    """What is worth following is tried with nothing known, and an address is seldom left out."""
    test = """
        import admin

        def test_clerks():
            admin.Admin("http://localhost:8080").create_clerk("north", "lena")
        """
    (effect,) = (
        event
        for event in played({"tests/test_clerks.py": test, "admin.py": REALMS}).events
        if isinstance(event, Effect)
    )
    assert (effect.kind, [text_of(segment) for segment in effect.segments]) == ("create", ["realms", "north", "clerks"])


def test_a_fixture_tears_down_after_a_test_of_which_not_all_is_followed(played: Play) -> None:
    much = "\n".join(f"            admin.create_clerk('north', 'clerk {n}')" for n in range(200))
    test = f"""
        import pytest
        from admin import Admin

        @pytest.fixture
        def admin():
            admin = Admin("http://localhost:8080")
            yield admin
            admin.delete_realm("north")

        def test_clerks(admin):
{much}
        """
    timeline = played({"tests/test_clerks.py": test, "admin.py": REALMS})
    assert not timeline.whole
    assert effects(timeline)[-1][0] == "delete"


def test_an_opener_of_the_standard_library_sends_requests(played: Play) -> None:
    client = """
        import json
        import urllib.request

        class Client:
            def __init__(self, url):
                self.url = url
                self.opener = urllib.request.build_opener(urllib.request.HTTPSHandler())

            def create_shelf(self, name):
                body = json.dumps({"name": name}).encode()
                return self.opener.open(urllib.request.Request(self.url + "/shelves", body, {}, method="POST"))

            def shelves(self, data=None):
                return self.opener.open(urllib.request.Request(self.url + "/shelves", data))
        """
    test = """
        import client

        def test_shelves():
            shop = client.Client("http://localhost:8080")
            shop.create_shelf("nails")
            shop.shelves()
        """
    expected = [("create", "shelves"), ("read", "shelves")]
    assert effects(played({"tests/test_shelves.py": test, "client.py": client})) == expected


def test_an_error_is_raised_only_where_there_is_one(played: Play) -> None:
    client = """
        import requests

        class Refused(Exception):
            @classmethod
            def of(cls, answer):
                if answer.status_code < 400:
                    return None
                return cls(answer.text)

        def send(method, path, data=None):
            answer = method("https://shop.test" + path, json=data)
            refused = Refused.of(answer)
            if refused is not None:
                raise refused
            return answer.json()
        """
    test = """
        import requests
        from client import send

        def test_shelves():
            shelf = send(requests.post, "/shelves", {"height": 3})
            send(requests.delete, "/shelves/" + shelf["id"])
        """
    timeline = played({"tests/test_shelves.py": test, "client.py": client})
    assert effects(timeline) == [("create", "shelves"), ("delete", "shelves")]
    create, delete = (event for event in timeline.events if isinstance(event, Effect))
    assert [value.effect for value in delete.segments if isinstance(value, Derived)] == [create]


def test_a_branch_in_which_nothing_matters_is_followed(played: Play) -> None:
    test = """
        import requests

        def test_shelves():
            loud = True
            if loud:
                pass
            requests.post("https://shop.test/shelves", json={"height": 3})
        """
    assert effects(played({"tests/test_shelves.py": test})) == [("create", "shelves")]


def test_a_long_list_is_gone_through_by_what_its_conditions_let_pass(played: Play) -> None:
    fields = ", ".join(f'"part_{n}": Field()' for n in range(20))
    client = f"""
        import requests

        class Field:
            def __init__(self, identifier=False):
                self.identifier = identifier

        class Shelf:
            fields = {{"id": Field(identifier=True), {fields}}}

            def __init__(self, id):
                self.id = id

            def forget(self):
                for name in [name for name in self.fields.keys() if not self.fields[name].identifier]:
                    setattr(self, name, None)

            def delete(self):
                requests.delete(f"https://shop.test/shelves/{{self.id}}")
        """
    test = """
        from client import Shelf

        def test_shelves():
            shelf = Shelf("oak")
            shelf.forget()
            shelf.delete()
        """
    timeline = played({"tests/test_shelves.py": test, "client.py": client})
    (delete,) = (event for event in timeline.events if isinstance(event, Effect))
    assert text_of(delete.segments[-1]) == "oak"


def test_a_method_of_an_enum_is_followed_with_the_value_of_its_member(played: Play) -> None:
    test = """
        from enum import Enum

        import requests

        class Routes(str, Enum):
            SHELF = "/shelves/{id}"

            def of(self, **parts):
                return "https://shop.test" + self.value.format(**parts)

        def test_shelves():
            requests.delete(Routes.SHELF.of(id="oak"))
        """
    timeline = played({"tests/test_shelves.py": test})
    (delete,) = (event for event in timeline.events if isinstance(event, Effect))
    assert [text_of(segment) for segment in delete.segments] == ["shelves", "oak"]


def test_a_class_that_is_called_by_what_it_lacks_is_told_by_its_name(played: Play) -> None:
    code = """
        class Shelf:
            colour = "red"

            def named(cls, name):
                return f"{cls.colour} {name}"


        def test_shelf():
            Shelf.delete_shelf("tall")
            assert Shelf.named("tall") == "red tall"
        """
    (check,) = (event for event in played({"tests/test_shelf.py": code}).events if isinstance(event, Check))
    assert "red tall" in str(check.condition)


@pytest.mark.parametrize(
    ("overridden", "made", "isolated"),
    [
        ("get_stay_service", "StayService(InMemoryStays())", True),
        ("get_stay_service", "StayService(connect())", False),
        ("get_mail_service", "StayService(InMemoryStays())", False),
    ],
)
def test_an_application_that_is_given_a_fake(played: Play, overridden: str, made: str, isolated: bool) -> None:
    test = f"""
    from fastapi.testclient import TestClient
    from inn import StayService, app, connect, {overridden}


    class InMemoryStays:
        def __init__(self):
            self.stays = []


    def test_stay():
        service = {made}
        app.dependency_overrides[{overridden}] = lambda: service
        assert TestClient(app).post("/stays", json={{"nights": 3}}).json()["id"]
    """
    inn = """
    from fastapi import FastAPI

    app = FastAPI()


    class StayService:
        def __init__(self, stays):
            self.stays = stays
    """
    assert (played({"test_it.py": test, "inn.py": inn}).environment.database is not None) is isolated


@pytest.mark.parametrize(
    ("address", "isolated"),
    [("sqlite+aiosqlite://", True), ("sqlite:///", True), ("sqlite+aiosqlite:///inn.db", False)],
)
def test_an_engine_in_memory_whatever_drives_it(played: Play, address: str, isolated: bool) -> None:
    test = f"""
    import pytest
    from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine


    @pytest.fixture
    async def session():
        async with AsyncSession(create_async_engine("{address}")) as session:
            yield session


    async def test_stay(session):
        await session.commit()
    """
    assert (played({"test_it.py": test}).environment.database is not None) is isolated
