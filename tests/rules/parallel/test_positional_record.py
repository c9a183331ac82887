"""SM301 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import requests

    SHELVES = "https://library.test/shelves"


    def test_places_in_a_list():
        shelves = requests.get(SHELVES).json()
        assert shelves[3]["name"] == "Maps"
               ^^^^^^^^^^ SM301 the 4th record of GET /shelves can be anyone's
        assert shelves[21]["name"] == "Atlases"
               ^^^^^^^^^^^ SM301 the 22nd record of GET /shelves can be anyone's
        assert shelves[-3]["name"] == "Globes"
               ^^^^^^^^^^^ SM301 the 3rd to last record of GET /shelves can be anyone's
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
            """
        },
    ),
    """
    import os

    from pymongo import DESCENDING, MongoClient

    shop = MongoClient(os.environ["MONGO_URL"])["shop"]


    def test_newest_order():
        newest = shop.orders.find_one(sort=[("_id", DESCENDING)])
                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of orders.find_one() can be anyone's
        assert newest["amount"] == 5
    """,
    """
    import os

    import requests
    from shop.db import Local
    from shop.models import Order
    from sqlalchemy import desc, select

    API = os.environ["SHOP_URL"]


    def each(path):
        url = f"{API}{path}"
        while url:
            body = requests.get(url).json()
            for row in body["items"]:
                yield row
            url = body["next"]


    def test_last_of_all_pages():
        *_, last = each("/orders")
            ^^^^ SM301 the last record of GET /orders can be anyone's
        assert last["state"] == "open"


    def test_newest_row():
        with Local() as session:
            newest = session.scalars(select(Order).order_by(desc(Order.id)).limit(1)).one()
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of order.list() can be anyone's
            assert newest.state == "open"
    """,
    """
    from pymongo import MongoClient

    db = MongoClient("mongodb://mongo.test")["talks"]


    def test_whichever_talk():
        assert db.talks.find_one({})["seats"] == 12
               ^^^^^^^^^^^^^^^^^^^^^ SM301 …
        assert db.talks.find_one({"room": "blue"})["seats"] == 12
    """,
]

SILENT = [
    """
    import requests

    CLUB = "https://club.test"


    def test_the_one_of_a_name_that_is_there():
        members = requests.get(f"{CLUB}/members").json()
        by_role = {role: [m["id"] for m in members if m.get("fullName") == role] for role in ("owner", "guest")}
        answer = requests.get(f"{CLUB}/rights", params={"member": by_role["guest"][0]})
        assert answer.json()["member"] == by_role["guest"][0]
    """,
    """
    import pytest_check as check
    import requests


    class Payment(dict):
        pass


    def test_what_any_record_is():
        payments = requests.get("https://shop.test/payments").json()
        check.is_true(isinstance(payments[0], dict))
        check.is_false(isinstance(payments[0], list))
        check.is_in("id", payments[0])
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
    from shop import ShopClient

    client = ShopClient()


    def test_update_is_done():
        update = client.stock.update_with_list(stock_id="tea", rows=5)
        done = client.stock_updates.list(execution_id=update["execution_id"])[0]
        assert done["state"] == "successful"
    """,
    """
    from docks.client import DockClient


    def test_type_of_a_crate():
        client = DockClient("https://docks.test")
        answer = client.request_crate(7)
        kinds = answer.headers.get("Content-Type")
        assert kinds[0] == "text/plain"
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM301", example)
