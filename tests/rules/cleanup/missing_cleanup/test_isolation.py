"""What isolates a test, so that nothing it makes is missed: stand-ins, rollbacks, databases of its own."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

EXAMPLES = [
    Example(
        """
        def test_tables_that_a_fixture_empties(emptied):
            emptied.post("/drafts", json={"kind": "letter"})


        def test_tables_that_a_helper_empties(cleared):
            cleared.post("/drafts", json={"kind": "letter"})


        def test_tables_of_which_the_names_are_put_together(named):
            named.post("/drafts", json={"kind": "letter"})


        def test_tables_that_a_statement_empties(truncated):
            truncated.post("/drafts", json={"kind": "letter"})


        def test_database_that_is_made_anew(anew):
            anew.post("/drafts", json={"kind": "letter"})
        """,
        files={
            "tests/conftest.py": """
                import pytest
                from shop.app import app, db, engine
                from sqlalchemy import delete, text


                @pytest.fixture
                def emptied():
                    yield app.test_client()
                    for table in db.metadata.tables.values():
                        db.session.execute(table.delete())
                    db.session.commit()


                def clear(db):
                    for table in reversed(db.metadata.sorted_tables):
                        if table.name not in {"roles"}:
                            statement = delete(table)
                            db.session.execute(statement)
                    db.session.commit()


                @pytest.fixture
                def cleared():
                    yield app.test_client()
                    clear(db)


                @pytest.fixture
                def named():
                    names = ", ".join(table.name for table in db.metadata.sorted_tables)
                    with engine.begin() as connection:
                        connection.execute(text(f"TRUNCATE {names}"))
                    return app.test_client()


                @pytest.fixture
                def truncated():
                    yield app.test_client()
                    with engine.begin() as connection:
                        for name in connection.execute(text("SELECT tablename FROM pg_tables")).scalars():
                            connection.execute(text(f"TRUNCATE TABLE {name} CASCADE"))


                @pytest.fixture
                def anew():
                    with engine.connect() as connection:
                        connection.execute(text("DROP DATABASE IF EXISTS shop_test"))
                        connection.execute(text("CREATE DATABASE shop_test TEMPLATE shop"))
                    return app.test_client()
                """
        },
    ),
    Example(
        """
            import pytest
            from shop.tasks import publish


            @pytest.mark.django_db
            def test_what_follows_a_commit_that_never_comes():
                publish(7)
            """,
        files={
            "shop/tasks.py": """
                import requests
                from django.db import transaction


                def publish(draft):
                    transaction.on_commit(lambda: requests.post("https://shop.test/drafts", json={"draft": draft}))
                """
        },
    ),
    """
    import requests


    class TestDraftMixin:
        def test_what_only_its_heirs_can_run(self):
            self.assertEqual(requests.post("https://shop.test/drafts").status_code, 201)
    """,
    """
    import pytest
    from inn.models import Guest, Room
    from peewee import SqliteDatabase


    @pytest.fixture
    def memory():
        database = SqliteDatabase(":memory:")
        with database.bind_ctx([Guest, Room]):
            database.create_tables([Guest, Room])
            yield database


    def test_guests_of_memory(memory):
        Guest.create(nights=3)
        assert Guest.select().count() == 1
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
                """
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
                """
        },
    ),
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
                """
        },
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
                """
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
                """
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
                """
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
                """
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
                """
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
                """
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
                """
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
                """
        },
    ),
    """
        import requests
        from django.test import LiveServerTestCase


        class DraftTest(LiveServerTestCase):
            def test_truncated(self):
                self.assertTrue(requests.post(f"{self.live_server_url}/drafts", json={"kind": "letter"}).ok)


        def test_truncated_by_a_fixture(live_server):
            assert requests.post(f"{live_server.url}/drafts", json={"kind": "letter"}).ok
        """,
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
                """
        },
    ),
    """
        import httpx
        from unittest.mock import AsyncMock


        async def test_answered_by_what_stands_in_for_request():
            client = httpx.AsyncClient(base_url="https://shop.test")
            client.request = AsyncMock(return_value=httpx.Response(201))
            assert (await client.request("POST", "/drafts", json={"kind": "letter"})).status_code == 201
        """,
    """
        from piccolo.testing.test_case import AsyncTableTest

        from shop.tables import Product


        class TestProducts(AsyncTableTest):
            tables = [Product]

            async def asyncSetUp(self):
                await super().asyncSetUp()
                self.product = await Product.objects().create(sku="CHAIR-1")

            async def test_sku(self):
                product = await Product.objects().create(sku="CHAIR-2")
                assert product.sku != self.product.sku
        """,
    Example(
        """
        import unittest

        from shelves import create_app
        from pymongo import MongoClient


        class ShelfCase(unittest.TestCase):
            def setUp(self):
                self.dropped()
                self.app = create_app("shelves-of-tests")
                self.test_client = self.app.test_client()
                self.store = MongoClient("localhost", 27017)
                self.store["shelves-of-tests"].shelves.insert_one({"label": "first"})

            def tearDown(self):
                del self.app
                self.dropped()

            def dropped(self):
                MongoClient("localhost", 27017).drop_database("shelves-of-tests")

            def test_sent(self):
                assert self.test_client.post("/shelves", json={"label": "second"}).status_code == 201
        """
    ),
    Example(
        """
        import subprocess
        import time

        import pytest
        import requests


        class Daemon:
            def __init__(self, port):
                self.program = "shelf-server"
                self.port = port
                self.process = None

            def start(self):
                self.process = subprocess.Popen([self.program, "--port", str(self.port)])

            def stop(self):
                self.process.terminate()
                self.process.wait()


        @pytest.fixture
        def daemon():
            daemon = Daemon(8123)
            daemon.start()
            yield daemon
            daemon.stop()


        def test_on_a_server_of_its_own(daemon):
            assert requests.post("http://localhost:8123/drafts", json={"kind": "letter"}).ok
        """
    ),
    Example(
        """
        import subprocess

        import pytest
        import requests


        @pytest.fixture
        def hooks():
            process = subprocess.Popen(["python", "hook_server.py"])
            yield
            process.kill()


        @pytest.fixture(scope="session")
        def shop():
            process = subprocess.Popen(["python", "-m", "uvicorn", "shop.main:app"])
            yield
            process.kill()


        def test_told_by_a_hook(hooks):
            assert requests.post("https://shop.test/drafts", json={"kind": "letter"}).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away


        def test_on_a_server_of_all(shop):
            assert requests.post("http://localhost:8000/drafts", json={"kind": "letter"}).ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
        """
    ),
    Example(
        """
        import requests

        from tests import smsmock


        @smsmock.activate
        def test_answered_by_a_mock_of_its_own():
            assert requests.post("https://sms.test/messages", json={"text": "hello"}).ok
        """,
        files={
            "tests/smsmock.py": """
                class Mock:
                    def activate(self, function):
                        return self.patched(function)


                activate = Mock().activate
                """
        },
    ),
    Example(
        """
        from unittest.mock import MagicMock, patch

        from desk import keep

        no_upload = patch("desk.upload", MagicMock(return_value="https://desk.test/one"))


        @no_upload
        def test_one():
            assert keep(b"one")


        @no_upload
        def test_two():
            assert keep(b"two")
        """,
        files={
            "tests/desk.py": """
                import boto3


                def upload(data):
                    boto3.client("s3").upload_fileobj(data, "desk", "one")
                    return "https://desk.test/one"


                def keep(data):
                    return upload(data)
                """
        },
    ),
    """
        import requests
        import responses


        class TestDrafts:
            @responses.activate
            def test_sent(self):
                responses.post("https://shop.test/drafts", json={})
                assert requests.post("https://shop.test/drafts", json={"kind": "letter"}).ok

            def test_sent_once_more(self):
                self.test_sent()
        """,
    """
    import os

    import httpx2 as httpx
    from starlette.responses import JSONResponse
    from starlette.testclient import TestClient


    async def echo(scope, receive, send):
        await JSONResponse({"path": scope["path"]})(scope, receive, send)


    def test_function_that_answers():
        assert TestClient(echo).post("/letters", json={"kind": "letter"}).json() == {"path": "/letters"}


    def test_it_is_not_asked():
        with httpx.Client(base_url=os.environ["POST"]) as client:
            assert client.post("/letters", json={"kind": "letter"}).status_code == 201
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /letters makes a record that nothing takes away


    def test_answer_of_a_plugin(httpx2_mock):
        httpx2_mock.add_response(status_code=201)
        assert httpx.post("https://post.test/letters", json={"kind": "letter"}).status_code == 201
    """,
    Example(
        """
            import boto3
            from moto import mock_aws


            @mock_aws
            def test_bucket_of_the_library_that_is_tested():
                store = boto3.client("s3")
                store.create_bucket(Bucket="letters")
                assert store.list_buckets()["Buckets"]
            """,
        files={
            "moto/__init__.py": """
                from moto.core.decorator import mock_aws
                """,
            "moto/core/__init__.py": "",
            "moto/core/decorator.py": """
                def mock_aws(function):
                    return function
                """,
        },
    ),
    """
    from django.contrib.admin.tests import AdminSeleniumTestCase

    from shop.models import Shelf


    class ShelfAdminTests(AdminSeleniumTestCase):
        def test_shelf_is_listed(self):
            shelf = Shelf.objects.create(colour="red")
            self.selenium.get(self.live_server_url + "/admin/shop/shelf/")
            self.assertIn(shelf.colour, self.selenium.page_source)
    """,
    """
    from company.testing import ShopTestCase

    from shop.models import Shelf


    class ShelfTests(ShopTestCase):
        @classmethod
        def setUpTestData(cls):
            cls.shelf = Shelf.objects.create(colour="red")

        def test_another(self):
            Shelf.objects.create(colour="blue")
            self.assertEqual(self.shelf.colour, "red")
    """,
    # A library's function is replaced for all tests by a file that they import.
    Example(
        """
            from requests import post

            from .answers import server


            def test_draft():
                assert post(f"{server()}/drafts", json={"kind": "letter"}).ok
            """,
        files={
            "tests/__init__.py": "",
            "tests/answers.py": """
                from unittest.mock import Mock

                from requests import Session


                def server():
                    return "https://shop.test"


                Session.request = Mock(side_effect=server)
                """,
        },
    ),
    Example(
        """
            from depot import DepotClient


            def test_crate(http_client_mock):
                assert DepotClient("https://depot.test").create_crate(size=3).size == 3


            def test_crate_of_its_own(clerk):
                assert DepotClient("https://depot.test").create_crate(size=3).size == 3
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_crate() makes a record that nothing takes away
            """,
        files={
            "tests/conftest.py": """
                import pytest


                @pytest.fixture
                def http_client_mock(mocker):
                    return mocker.patch("depot.transport.Wire.carry")


                @pytest.fixture
                def clerk():
                    return "ada"
                """
        },
    ),
    """
    import boto3
    from botocore.stub import Stubber

    from stubs import DepotClient, DepotClientStub, ShelfStubber


    def test_bucket_that_is_stubbed():
        store = boto3.client("s3")
        with Stubber(store) as stubber:
            stubber.add_response("create_bucket", {})
            store.create_bucket(Bucket="letters")


    def test_bucket_of_a_stub_of_its_own():
        store = boto3.client("s3")
        ShelfStubber(store)
        store.create_bucket(Bucket="letters")


    def test_what_a_client_of_grpc_speaks_by():
        DepotClient(DepotClientStub("localhost:9080")).create_crate(size=3)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 create_crate() makes a record that nothing takes away
    """,
    # An application of the product that keeps its data in memory, or in a folder made for the test.
    Example(
        """
            import pytest
            from depot.app import Depot


            @pytest.fixture
            def depot(tmp_path):
                return Depot([str(tmp_path / "crates.db")])


            def test_in_a_folder(depot):
                assert depot.client.post("/crates", {"size": 3}).status_code == 201


            def test_in_memory():
                assert Depot(memory=True).client.post("/crates", {"size": 3}).status_code == 201


            def test_in_the_depot_of_all():
                assert Depot(["/var/lib/depot.db"]).client.post("/crates", {"size": 3}).status_code == 201
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /crates makes a record that nothing takes away
            """,
        files={
            "depot/__init__.py": "",
            "depot/app.py": """
                import httpx


                class Depot:
                    def __init__(self, files=(), memory=False):
                        self.files = files
                        self.memory = memory
                        self.client = Inside(self)

                    async def __call__(self, scope, receive, send):
                        await self.answer(scope, receive, send)


                class Inside:
                    def __init__(self, depot):
                        self.depot = depot

                    def post(self, path, data):
                        with httpx.Client(transport=httpx.ASGITransport(app=self.depot)) as client:
                            return client.post(f"http://depot.test{path}", json=data)
                """,
        },
    ),
    # Tests of a framework: what an application has that they put together goes with it, also where a fixture gives it.
    Example(
        """
            from sanic.response import text


            def test_first(app):
                @app.post("/letters")
                async def keep(request):
                    app.kept.append(request.body)
                    return text("kept")

                app.test_client.post("/letters", data="a")


            def test_second(app):
                app.test_client.post("/letters", data="b")


            def test_third(app):
                app.test_client.post("/letters", data="c")
            """,
        files={
            "tests/conftest.py": """
                import socket

                import pytest
                from sanic import Sanic


                @pytest.fixture
                def app():
                    yield Sanic(socket.gethostname())
                """,
            "sanic/__init__.py": """
                from sanic.app import Sanic
                """,
            "sanic/app.py": """
                class Sanic:
                    def __init__(self, name):
                        self.name = name
                        self.kept = []

                    def post(self, path):
                        return lambda handler: handler

                    @property
                    def test_client(self):
                        from sanic_testing.testing import SanicTestClient

                        return SanicTestClient(self)
                """,
        },
    ),
    # A base class that is not there, in tests of Django: most of them are its own TestCase with something added.
    """
    import django.http

    from company.testing import ShopTestCase
    from django_webtest import WebTest

    from shop.models import Shelf


    class ShelfPageTests(WebTest):
        def test_shelf(self):
            Shelf.objects.create(colour="red")
            self.app.post("/shelves", {"colour": "blue"})


    class ShelfTests(ShopTestCase):
        def setUp(self):
            self.shelf = Shelf.objects.create(colour="red")

        def test_colour(self):
            Shelf.objects.create(colour="blue")
            self.assertEqual(self.shelf.colour, "red")
    """,
    # Routes of the test's own, to try what stands around them.
    """
    import pytest
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

    from gate.limits import Limit


    @pytest.fixture
    def client():
        app = FastAPI()
        app.add_middleware(Limit, amount=5)

        @app.post("/notes")
        def note(note: dict):
            return note

        return TestClient(app)


    def test_no_more_than_five(client):
        answers = [client.post("/notes", json={"kind": "memo"}).status_code for _ in range(6)]
        assert answers[5] == 429
        assert client.post("/notes", json={"kind": "memo"}, headers={"X-Staff": "1"}).json()["kind"] == "memo"
    """,
    # A function in a test that has something put in the place of what sends.
    Example(
        """
        from unittest import mock

        from shop.orders import new_order


        def test_order_is_sent():
            answer = mock.MagicMock()

            @mock.patch("shop.http.Http.post", answer)
            def run():
                new_order("AT")
                return answer.call_args

            assert run() is not None
        """,
        files={
            "shop/__init__.py": "",
            "shop/http.py": """
            import requests


            class Http:
                def post(self, path, body):
                    return requests.post(f"https://shop.test{path}", json=body).json()
            """,
            "shop/orders.py": """
            from shop.http import Http


            def new_order(country):
                return Http().post("/orders", {"country": country})
            """,
        },
    ),
    """
    import pytest
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from shop.routes import orders, signup


    class MockUserDatabase:
        def create(self, fields):
            return fields


    class MockMailStore:
        def put(self, mail):
            return mail


    @pytest.fixture
    def client():
        app = FastAPI()
        app.include_router(signup(MockUserDatabase()))
        return TestClient(app)


    @pytest.fixture
    def shop():
        app = FastAPI()
        app.include_router(orders(MockMailStore()))
        return TestClient(app)


    def test_sign_up(client):
        assert client.post("/register", json={"kind": "guest"}).status_code == 201


    def test_order(shop):
        assert shop.post("/orders", json={"kind": "gift"}).status_code == 201
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /orders makes a record that nothing takes away
    """,
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM201", example)
