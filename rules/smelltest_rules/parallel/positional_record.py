"""SM301."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.owning import own_member
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.positions import Pick, alone, holds_for_any, picks, ranked
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check
from smelltest.link.values import Site


@rule(
    "SM301",
    fixable="unsafe",
    needs="create change delete read",
    bad=[
        """
        import requests


        def test_told_once():
            orders = requests.get("https://shop.test/orders").json()
            assert orders[0]["amount"] == 5
                   ^^^^^^^^^ SM301 the first record of GET /orders can be anyone's
            assert orders[0]["note"] == "by hand"
            assert orders[1]["note"] == "by mail"
                   ^^^^^^^^^ SM301 the second record of GET /orders can be anyone's
        """,
        """
        from random import choice

        import requests

        SHOP = "https://shop.test"


        def test_newest_order():
            made = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            orders = requests.get(f"{SHOP}/orders").json()
            assert orders[-1]["id"] == made["id"]
                   ^^^^^^^^^^ SM301 the last record of GET /orders can be anyone's


        def test_latest_first():
            made = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            page = requests.get(f"{SHOP}/orders", params={"sort": "-created", "limit": 1}).json()
            assert page["items"][0]["amount"] == made["amount"]
                   ^^^^^^^^^^^^^^^^ SM301 the first record of GET /orders can be anyone's


        def test_highest_id():
            made = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            ids = [order["id"] for order in requests.get(f"{SHOP}/orders").json()]
            assert max(ids) == made["id"]
                   ^^^^^^^^ SM301 the largest record of GET /orders can be anyone's


        def test_an_open_order_can_be_read():
            order = next(o for o in requests.get(f"{SHOP}/orders").json() if o["status"] == "open")
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of GET /orders can be anyone's
            assert requests.get(f"{SHOP}/orders/{order['id']}").status_code == 200


        def test_rename():
            customer = requests.get(f"{SHOP}/customers").json().pop()
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the last record of GET /customers can be anyone's
            requests.put(f"{SHOP}/customers/{customer['id']}", json={"name": "Ada"})


        def test_any_customer_has_orders():
            customer = choice(requests.get(f"{SHOP}/customers").json())
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 a random record of GET /customers can be anyone's
            assert requests.get(f"{SHOP}/customers/{customer['id']}/orders").ok
        """,
        Example(
            """
            def test_title_of_newest(posts):
                post = posts.create(title="Hi")
                assert posts.newest().title == post["title"]
            """,
            files={
                "tests/conftest.py": """
                import pytest

                from service import Posts


                @pytest.fixture
                def posts():
                    return Posts()
                """,
                "tests/service.py": """
                from dataclasses import dataclass

                import httpx


                @dataclass
                class Post:
                    title: str


                class Posts:
                    def __init__(self):
                        self.http = httpx.Client(base_url="https://blog.test")

                    def create(self, **fields):
                        return self.http.post("/posts", json=fields).json()

                    def newest(self):
                        return [Post(post["title"]) for post in self.http.get("/posts").json()][0]
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of GET /posts can be anyone's
                """,
            },
        ),
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture(scope="module")
        def customer():
            made = requests.post(f"{SHOP}/customers", json={}).json()
            yield made
            requests.delete(f"{SHOP}/customers/{made['id']}")


        def test_first_address(customer):
            requests.post(f"{SHOP}/customers/{customer['id']}/addresses", json={"city": "Graz"})
            addresses = requests.get(f"{SHOP}/customers/{customer['id']}/addresses").json()
            assert addresses[0]["city"] == "Graz"
                   ^^^^^^^^^^^^ SM301 the first record of GET /customers/…/addresses can be anyone's
        """,
        """
        import os

        from pymongo import MongoClient

        shop = MongoClient(os.environ["MONGO_URL"])["shop"]


        def test_newest_document():
            newest = shop.orders.find().sort("_id", -1).limit(1)[0]
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of orders.find() can be anyone's
            assert newest["amount"] == 5
        """,
        """
        import requests
        from shop.client import ShopClient
        from shop.models import Order

        shop = ShopClient("https://shop.test")


        def test_newest():
            assert Order.objects.order_by("-id")[0].amount == 5
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of order.list() can be anyone's


        def test_latest():
            assert Order.objects.latest("created").amount == 5
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the last record of order.list() can be anyone's


        def test_searched_by_a_condition():
            orders = shop.orders.search(query={"filter": "status=open"})
            assert orders[0].amount == 5
                   ^^^^^^^^^ SM301 the first record of orders.search() can be anyone's


        def test_unpacked():
            first, *_ = requests.get("https://shop.test/orders").json()
            ^^^^^ SM301 the first record of GET /orders can be anyone's
            assert first["amount"] == 5


        def test_one_of_those_that_are_known():
            assert requests.get("https://shop.test/comments").json()[0]["text"] in ["Hi", "Bye"]
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of GET /comments can be anyone's
        """,
        Example(
            """
            import gitlab
            import pytest
            from mails import Mails

            gl = gitlab.Gitlab("https://git.test")


            @pytest.fixture(scope="module")
            def project():
                project = gl.projects.create({"kind": "web"})
                yield project
                project.delete()


            def test_newest_commit(project):
                assert project.commits.list()[0].message == "Begin"
                       ^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of commits.list() can be anyone's


            def test_token():
                assert Mails().token_of_the_last_mail() == "t-1"
            """,
            files={
                "tests/mails.py": """
                import requests


                class Mails:
                    def token_of_the_last_mail(self):
                        mails = requests.get("https://mails.test/messages").json()["items"]
                        return mails[0]["body"].split("/")[-1]
                               ^^^^^^^^ SM301 the first record of GET /messages can be anyone's
                """,
            },
        ),
        """
        import requests


        def test_last_by_its_number():
            orders = requests.get("https://shop.test/orders").json()
            last = orders[len(orders) - 1]
                   ^^^^^^^^^^^^^^^^^^^^^^^ SM301 the last record of GET /orders can be anyone's
            assert last["amount"] == 5
        """,
        """
        import heapq
        import random

        import requests


        def test_dearest_order():
            orders = requests.get("https://shop.test/orders").json()
            dearest = heapq.nlargest(1, orders, key=lambda order: order["amount"])[0]
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of GET /orders can be anyone's
            assert dearest["status"] == "open"


        def test_some_order():
            order = random.sample(requests.get("https://shop.test/orders").json(), 1)[0]
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of GET /orders can be anyone's
            assert order["status"] == "open"
        """,
        """
        import http.client
        import json


        def jobs():
            server = http.client.HTTPConnection("printers.test")
            server.request("GET", "/jobs")
            return json.loads(server.getresponse().read())


        def test_first_job_is_done():
            assert jobs()[0]["status"] == "done"
                   ^^^^^^^^^ SM301 the first record of GET /jobs can be anyone's
        """,
    ],
    good=[
        """
        import random
        import string

        import stockroom

        client = stockroom.Client(host="stock.test")


        def letters():
            return "".join(random.choice(string.ascii_lowercase) for _ in range(12))


        def test_shelf():
            name = letters()
            shelves = client.get_shelves()
            assert shelves[name].size == 4
        """,
        """
        import os
        import tempfile
        import uuid

        import pytest
        from shop import create_app, db
        from shop.config import TestConfig


        @pytest.fixture
        def of_a_file(tmp_path):
            return create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/shop.db"}).test_client()


        @pytest.fixture
        def of_a_path():
            handle, path = tempfile.mkstemp()
            yield create_app({"DATABASE": path}).test_client()
            os.close(handle)


        @pytest.fixture
        def of_the_environment(monkeypatch, tmp_path):
            monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/shop.db")
            return create_app().test_client()


        @pytest.fixture
        def of_a_class():
            TestConfig.SQLALCHEMY_DATABASE_URI = f"postgresql://localhost/shop_{uuid.uuid4().hex}"
            return create_app(TestConfig).test_client()


        def test_first_of_a_new_database(of_a_file, of_a_path, of_the_environment, of_a_class):
            for client in (of_a_file, of_a_path, of_the_environment, of_a_class):
                client.post("/orders", json={"email": "ada@example.com"})
                assert client.get("/orders").get_json()[0]["email"] == "ada@example.com"
        """,
        """
        import os
        from uuid import uuid4

        from wiki.client import WikiClient

        wiki = WikiClient(os.environ["WIKI_URL"], token=os.environ["WIKI_TOKEN"])


        def test_workspace_by_its_name():
            ours = next(space for space in wiki.list_workspaces() if space.name == wiki.me().name)
            assert wiki.get_workspace(ours.id).plan == "team"


        def test_readers_of_an_own_group():
            wiki.groups.create("night-shift", color="blue")
            try:
                wiki.groups.add_reader("night-shift", "ada")
                assert wiki.groups.get_readers("night-shift")[0] == "ada"
            finally:
                wiki.groups.delete("night-shift")


        def test_sorted():
            views = [page.views for page in wiki.list_pages(sort="views")]
            assert views[0] == min(views)


        def test_table_of_an_answer():
            tables = wiki.list_reports()
            assert "views" in [row["column"] for row in tables[0].records]


        def test_fields_of_any():
            pages = wiki.list_pages()
            assert list(pages[0]["author"]) == ["name", "email"]
        """,
        """
        import requests
        from docks.client import DockClient

        SHOP = "https://shop.test"


        def test_a_seed_gives_the_same_order():
            once = requests.get(f"{SHOP}/songs", params={"seed": "abc"}).json()["items"]
            again = requests.get(f"{SHOP}/songs", params={"seed": "abc"}).json()["items"]
            assert once[0]["title"] == again[0]["title"]


        def test_nodes_of_own_cluster():
            requests.post(f"{SHOP}/swarm/init", json={"address": "127.0.0.1"})
            try:
                assert requests.get(f"{SHOP}/nodes").json()[0]["role"] == "leader"
            finally:
                requests.post(f"{SHOP}/swarm/leave", json={"force": True})


        def test_songs_and_how_many():
            docks = DockClient("https://docks.test")
            songs, total = docks.list_songs().data
            assert songs == total
        """,
        r"""
        import unittest
        from uuid import uuid4

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def customer():
            made = requests.post(f"{SHOP}/customers", json={"email": f"{uuid4()}@example.com"}).json()
            yield made
            requests.delete(f"{SHOP}/customers/{made['id']}")


        def test_own_value_finds_it(customer):
            found = requests.get(f"{SHOP}/customers", params={"email": customer["email"]}).json()
            assert found[0]["id"] == customer["id"]


        def test_own_id_finds_it(customer):
            customers = requests.get(f"{SHOP}/customers").json()
            assert [c for c in customers if c["id"] == customer["id"]][0]["email"] == customer["email"]
            assert next(c for c in customers if c["id"] == customer["id"])["email"]


        def test_nested_list_of_own_record(customer):
            requests.post(f"{SHOP}/customers/{customer['id']}/notes", json={"text": "Hello"})
            assert requests.get(f"{SHOP}/customers/{customer['id']}/notes").json()[0]["text"] == "Hello"
            assert requests.get(f"{SHOP}/customers/{customer['id']}").json()["tags"][0] == "new"


        def test_orders_of_own_account(customer):
            token = requests.post(f"{SHOP}/login", json={"email": customer["email"]}).json()["token"]
            mine = {"Authorization": f"Bearer {token}"}
            requests.post(f"{SHOP}/orders", json={"amount": 5}, headers=mine)
            assert requests.get(f"{SHOP}/orders", headers=mine).json()[0]["amount"] == 5


        def test_the_only_one(customer):
            vips = requests.get(f"{SHOP}/customers", params={"status": "vip"}).json()
            assert len(vips) == 1
            assert vips[0]["id"] == customer["id"]


        class CustomersTest(unittest.TestCase):
            def test_any_has_this_shape(self):
                customers = requests.get(f"{SHOP}/customers").json()
                self.assertIsInstance(customers[0]["id"], str)
                self.assertRegex(customers[0]["email"], r"\S+@\S+")


        def test_any_record_has_this_shape():
            customers = requests.get(f"{SHOP}/customers").json()
            assert isinstance(customers[0], dict)
            assert "id" in customers[0]
            assert set(customers[0].keys()) == {"id", "email", "tags"}
            assert customers[0]["email"] is not None
            assert len(customers[0]["id"]) == 36


        def test_filter_holds_for_all():
            customers = requests.get(f"{SHOP}/customers", params={"country": "AT"}).json()
            assert customers[0]["country"] == "AT"


        def test_error_list():
            answer = requests.post(f"{SHOP}/customers", json={"email": "nobody"})
            assert answer.status_code == 422
            assert answer.json()["detail"][0]["msg"] == "no address"
            assert answer.json()["errors"][0]["field"] == "email"


        def test_most_relevant_first():
            hits = requests.post(f"{SHOP}/products/search", json={"q": "red shoes"}).json()["hits"]
            assert hits[0]["name"] == "Red shoes"


        def test_parts_of_a_text(customer):
            answer = requests.get(f"{SHOP}/customers")
            assert answer.headers["Content-Type"].split(";")[0] == "application/json"
            assert answer.url.rsplit("/", 1)[-1] == "customers"
        """,
        Example(
            """
            def test_newest_order(client, customer):
                client.post("/orders", json={"amount": 5}, headers=customer.headers)
                assert client.get("/orders", headers=customer.headers).json()[0]["amount"] == 5
            """,
            files={
                "shop/schemas.py": """
                from pydantic import BaseModel


                class SignUp(BaseModel):
                    username: str
                    password: str
                """,
                "tests/conftest.py": """
                from uuid import uuid4

                import httpx
                import pytest

                from customers import Customer
                from shop.schemas import SignUp


                @pytest.fixture(scope="session")
                def client():
                    return httpx.Client(base_url="https://shop.test")


                @pytest.fixture
                def customer(client):
                    yield from new_customer(client)


                def new_customer(client):
                    signing_up = SignUp(username=str(uuid4()), password="secret")
                    made = client.post("/customers", json=signing_up.model_dump()).json()
                    form = {"username": signing_up.username, "password": signing_up.password}
                    token = client.post("/token", data=form).json()["access_token"]
                    yield Customer(made["id"], {"Authorization": f"Bearer {token}"})
                    client.delete(f"/customers/{made['id']}")
                """,
                "tests/customers.py": """
                from dataclasses import dataclass


                @dataclass
                class Customer:
                    number: int
                    headers: dict
                """,
            },
        ),
        """
        from unittest.mock import MagicMock

        import csv
        import responses
        import requests


        @responses.activate
        def test_stub():
            responses.get("https://shop.test/orders", json=[{"id": 1}])
            assert requests.get("https://shop.test/orders").json()[0]["id"] == 1
            assert responses.calls[0].request.method == "GET"


        def test_call_list(caplog, tmp_path):
            send = MagicMock()
            send("hello")
            assert send.call_args_list[0].args[0] == "hello"
            rows = list(csv.reader((tmp_path / "out.csv").open()))
            assert rows[0] == ["id", "name"]
            assert not caplog.records or caplog.records[0].levelname == "INFO"
        """,
        """
        from django.test import TestCase

        from shop.models import Order


        class OrderTest(TestCase):
            def test_last(self):
                Order.objects.create(amount=5)
                assert self.client.get("/orders").json()[-1]["amount"] == 5
                assert Order.objects.last().amount == 5
        """,
        """
        from uuid import uuid4

        from shop.client import ShopClient
        from shop.models import Order, OrderLine

        shop = ShopClient("https://shop.test")


        def test_counted_just_before():
            assert Order.objects.filter(status="open").count() == 1
            assert Order.objects.filter(status="open").first().amount == 5


        def test_lines_of_own_order():
            order = Order.objects.create(amount=5)
            try:
                assert order.lines.filter(kind="gift").first().quantity == 1
                assert OrderLine.objects.filter(order=order).first().quantity == 1
            finally:
                order.delete()


        def test_parts_of_what_was_made():
            host = shop.create_host(interfaces=[{"kind": "eth"}])
            try:
                assert host.interfaces[0].kind == "eth"
            finally:
                shop.delete_host(host.id)


        def test_most_relevant():
            shop.create_product(text=uuid4().hex)
            assert shop.products.search("red shoes")[0].text == "Red shoes"
        """,
        """
        import csv
        import json
        from unittest.mock import patch

        import requests


        @patch("shop.mails.send")
        def test_calls(send):
            requests.get("https://shop.test/orders")
            arguments, options = send.call_args
            assert arguments[0] == "welcome"
            assert send.mock_calls[-1].kwargs["kind"] == "mail"


        def test_rows_and_lines(tmp_path, caplog, capsys):
            assert list(csv.DictReader((tmp_path / "out.csv").open()))[0]["sku"] == "CHAIR"
            assert (tmp_path / "out.txt").read_text().splitlines()[-1] == "end"
            assert json.loads((tmp_path / "out.json").read_text())[0]["id"] == 1
            assert caplog.messages[-1] == "sent"
            assert capsys.readouterr().out.splitlines()[0] == "sent"
        """,
    ],
    known_as=["Data Sensitivity", "Erratic Test", "Peeping Tom", "The Sequencer", "Flaky Test"],
    settings="reference-resources unique-fields invariant-fields",
)
def positional_record(test: Test, suite: Suite) -> Iterator[Finding]:
    """A record is picked by its position in a collection that others add to.

    Found are assertions about, and requests with, the first, the last, the largest or a random record of a list that
    the test does not have for itself: `[0]`, `[-1]`, `.pop()`, `.first()`, `.last()`, `next(…)`, `max(…)`,
    `random.choice(…)`, also where the list went through a variable, a helper or a model.

    While another test runs, or another run of this one, its record stands at that position. Then the assertion speaks
    of a stranger's record, or the request changes it.

        def test_new_order(api):
            made = api.post("/orders", json={"amount": 5}).json()
            assert api.get("/orders").json()[-1]["id"] == made["id"]

    Pick the record by what only this test knows of it, its id or the unique value that it was made with:

        def test_new_order(api):
            made = api.post("/orders", json={"amount": 5}).json()
            assert made["id"] in [order["id"] for order in api.get("/orders").json()]

    Nothing is said of a list that is filtered by the test's own value, that hangs below a record of its own, that is
    read with the token of an account of its own, or of which the test has just asserted that it has one record; of
    what holds for any record (`"id" in users[0]`); of search results, where the order is what is tested; of error
    lists, mock calls, logs and files; nor in isolated tests.
    """
    found: dict[tuple[object, ...], list[tuple[Pick, Site]]] = {}
    for event in test.timeline.events:
        for pick in picks(test, event):
            if test.isolation(pick.read) is not None or ranked(pick.read) or alone(test, event, pick):
                continue
            if isinstance(event, Check) and holds_for_any(test, event, pick):
                continue
            which = (pick.read.order, pick.site.path, pick.position, *_way(pick))
            found.setdefault(which, []).append((pick, event.site))
    for (pick, decided), *others in found.values():
        yield finding(
            pick.site.path,
            pick.site.at,
            f"{pick.position} record of {spelled(pick.read)} can be anyone's",
            confidence=confidence(pick.read),
            test=test.name,
            evidence=(note("it decides what happens here", decided), *trail(pick.read)),
            advice="Pick the record by the unique value that this test made it with.",
            remedy=own_member(
                test, suite, pick.read, pick.site.at, "pick", pick.value, (one.site.at for one, _ in others)
            ),
        )


def _way(pick: Pick) -> Iterator[object]:
    """The way to the list of which a record is picked: a test that picks one twice does it for one reason."""
    return (step.key for step in pick.value.steps[: pick.index])
