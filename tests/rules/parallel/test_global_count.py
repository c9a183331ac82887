"""SM302 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        import requests

        DRAFTS = "https://shop.test/drafts"


        def test_one_more():
            before = len(requests.get(DRAFTS).json())
            draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
            try:
                after = len(requests.get(DRAFTS).json())
                assert after == before + 1
                       ^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /drafts changes whenever another test adds or removes a record
            finally:
                requests.delete(f"{DRAFTS}/{draft['id']}")
        """,
        fixed="""
        import requests

        DRAFTS = "https://shop.test/drafts"


        def test_one_more():
            draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
            try:
                after = [each["id"] for each in requests.get(DRAFTS).json()]
                assert after.count(draft["id"]) == 1
            finally:
                requests.delete(f"{DRAFTS}/{draft['id']}")
        """,
    ),
    """
    import requests

    SHOP = "https://shop.test"


    def test_all_orders():
        orders = requests.get(f"{SHOP}/orders").json()
        assert len(orders) == 3
               ^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


    def test_total():
        body = requests.get(f"{SHOP}/orders", params={"status": "open"}).json()
        assert body["total"] == 5
               ^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record
        assert body["meta"]["count"] == 5
               ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


    def test_one_more():
        before = len(requests.get(f"{SHOP}/orders").json()["items"])
        requests.post(f"{SHOP}/orders", json={"amount": 5})
        after = len(requests.get(f"{SHOP}/orders").json()["items"])
        assert after == before + 1
               ^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record
        assert after - before == 1
               ^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


    def test_refused_order_is_not_kept():
        before = len(requests.get(f"{SHOP}/orders").json())
        requests.post(f"{SHOP}/orders", json={"amount": -1})
        assert len(requests.get(f"{SHOP}/orders").json()) == before
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


    def test_open_orders():
        orders = requests.get(f"{SHOP}/orders").json()
        assert len([order for order in orders if order["status"] == "open"]) == 2
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


    def test_total_header():
        assert int(requests.get(f"{SHOP}/orders").headers["X-Total-Count"]) == 3
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record
    """,
    """
    import pytest
    from pulp import ApiClient, PublicationsApi, RepositoriesApi
    from rest_framework.test import APIClient
    from shop.models import Order

    client = ApiClient(host="https://pulp.test")


    def test_attribute():
        assert PublicationsApi(client).list().count == 1
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of list() changes whenever another test adds or removes a record


    def test_key():
        assert APIClient().get("/orders/").data["count"] == 1
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


    def test_rows():
        assert Order.objects.count() == 1
               ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of order.list() changes whenever another test adds or removes a record


    @pytest.fixture
    def repository():
        made = RepositoriesApi(client).create({"kind": "file"})
        yield made
        RepositoriesApi(client).delete(made.href)


    def test_of_own_repository(repository):
        assert PublicationsApi(client).list(repository=repository.href).count == 1
    """,
    """
    import os

    from sqlalchemy import create_engine, func, select
    from sqlalchemy.orm import sessionmaker

    from shop.models import Order

    Session = sessionmaker(bind=create_engine(os.environ["SHOP_DSN"]))


    def test_orders_in_all():
        with Session() as session:
            assert session.scalar(select(func.count()).select_from(Order)) == 12
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of order.list() changes whenever another test adds or removes a record


    def test_orders_by_their_ids():
        with Session() as session:
            assert session.execute(select(func.count(Order.id))).scalar_one() == 12
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of order.list() changes whenever another test adds or removes a record


    def test_open_orders():
        with Session() as session:
            assert session.query(func.count(Order.id)).filter(Order.status == "open").scalar() == 3
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of order.list() changes whenever another test adds or removes a record
    """,
    """
    import os

    import pymongo
    import redis.asyncio as redis
    import requests

    API = os.environ["SHOP_URL"]
    orders = pymongo.MongoClient(os.environ["MONGO_URL"]).shop.orders


    def pages(path):
        number = 1
        while True:
            body = requests.get(f"{API}{path}", params={"page": number}).json()
            yield from body["items"]
            if not body["next"]:
                return
            number += 1


    def every(path):
        found, url = [], f"{API}{path}"
        while url:
            body = requests.get(url).json()
            found.extend(body["items"])
            url = body["next"]
        return found


    def test_count_of_all_pages():
        assert sum(1 for _ in pages("/orders")) == 8
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


    def test_length_of_all_pages():
        assert len(every("/orders")) == 8
               ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


    def test_estimate():
        assert orders.estimated_document_count() == 6
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of orders.count_documents() changes whenever another test adds or removes a record


    async def test_size_of_the_store():
        store = redis.from_url(os.environ["REDIS_URL"])
        assert await store.dbsize() == 3
               ^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of dbsize() changes whenever another test adds or removes a record
    """,
    """
    import os
    from http.server import BaseHTTPRequestHandler, HTTPServer

    import pytest
    import requests

    API = os.environ["TICKETS_URL"]


    @pytest.fixture
    def receiver():
        server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        yield f"http://127.0.0.1:{server.server_port}/hook"
        server.server_close()


    @pytest.fixture
    def hook(receiver):
        made = requests.post(f"{API}/webhooks", json={"target": receiver}).json()
        yield made
        requests.delete(f"{API}/webhooks/{made['id']}")


    def test_number_of_hooks(hook):
        assert len(requests.get(f"{API}/webhooks").json()) == 2
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /webhooks changes whenever another test adds or removes a record
    """,
    """
    import requests


    def test_count_in_a_header():
        answer = requests.head("https://shop.test/quilts")
        assert answer.headers["X-Total-Count"] == "12"
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of HEAD /quilts changes whenever another test adds or removes a record
    """,
    """
    import requests


    def test_free_cars():
        cars = requests.get("https://shop.test/cars").json()
        free = [car for car in cars if car["free"]]
        assert len(free) == 4
               ^^^^^^^^^^^^^^ SM302 the size of GET /cars changes whenever another test adds or removes a record
    """,
    """
    from motor.motor_asyncio import AsyncIOMotorClient

    db = AsyncIOMotorClient("mongodb://mongo.test")["talks"]


    async def test_speakers():
        talks = await db.speakers.find().to_list(None)
        assert len(talks) == 2
               ^^^^^^^^^^^^^^^ SM302 …
    """,
    """
    import requests
    from types import SimpleNamespace


    def api():
        def get(path):
            return requests.get("https://shop.test" + path).json()

        return SimpleNamespace(get=get)


    def test_orders():
        assert len(api().get("/orders")) == 3
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 …
    """,
    """
    import requests


    class Shop:
        the_one = None

        def __new__(cls):
            if cls.the_one is None:
                cls.the_one = super().__new__(cls)
                cls.the_one.http = requests.Session()
            return cls.the_one

        def ask(self, route):
            verb, _, path = route.partition(" ")
            return self.http.request(verb, "https://shop.test" + path).json()


    def test_all_orders():
        assert len(Shop().ask("GET /orders")) == 3
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 …


    def test_lines_of_new_order():
        order = requests.post("https://shop.test/orders").json()
        try:
            assert len(Shop().ask(f"GET /orders/{order['id']}/lines")) == 0
        finally:
            requests.delete(f"https://shop.test/orders/{order['id']}")
    """,
]

SILENT = [
    """
    import os

    import psycopg2
    import pymongo
    import pytest
    import requests
    from google.cloud import bigquery
    from sqlalchemy import create_engine, text
    from testcontainers.core.container import DockerContainer
    from testcontainers.mongodb import MongoDbContainer
    from testcontainers.postgres import PostgresContainer

    SHOP = "https://shop.test"


    def test_no_collections():
        first, second = (requests.get(f"{SHOP}/orders", params={"page": page}).json() for page in (1, 2))
        assert first["total"] == second["total"]
        assert len(requests.get(f"{SHOP}/health").json()) == 3
        assert len(requests.get(f"{SHOP}/answer-with-retry").json()) == 100
        assert len(requests.get(f"{SHOP}/images").content) == 512
        assert len(requests.get(f"{SHOP}/users/me").json()) == 4
        assert len(requests.get(f"{SHOP}/countries/code/pe").json()) == 2
        assert len(requests.get(f"{SHOP}/openapi.json").json()["paths"]) == 7


    @pytest.mark.parametrize("key", ["_limit", "results", "rows", "page[limit]", "$top", "maxRecords"])
    def test_pages(key):
        assert len(requests.get(f"{SHOP}/orders", params={key: 5}).json()) == 5


    def test_one_row_of_no_table():
        rows = list(bigquery.Client().query("SELECT 1 AS one").result())
        assert len(rows) == 1


    def test_own_knowledge_of_a_database():
        cursor = psycopg2.connect(os.environ["SHOP_DSN"]).cursor()
        cursor.execute("SELECT count(*) FROM information_schema.tables WHERE table_name = 'orders'")
        assert cursor.fetchone()[0] == 1
        cursor.execute("SELECT 1")
        assert cursor.fetchone()[0] == 1


    @pytest.fixture
    def tables():
        with PostgresContainer("postgres:16") as server:
            yield create_engine(server.get_connection_url())


    @pytest.fixture
    def documents():
        server = MongoDbContainer("mongo:7")
        server.start()
        yield pymongo.MongoClient(server.get_connection_url())
        server.stop()


    @pytest.fixture
    def shop():
        with DockerContainer("shop:latest").with_exposed_ports(80) as server:
            yield f"http://{server.get_container_host_ip()}:{server.get_exposed_port(80)}"


    def test_servers_of_the_tests_own(tables, documents, shop):
        with tables.begin() as connection:
            connection.execute(text("INSERT INTO orders (amount) VALUES (5)"))
            assert len(connection.execute(text("SELECT * FROM orders")).fetchall()) == 1
        documents.shop.orders.insert_one({"amount": 5})
        assert documents.shop.orders.count_documents({}) == 1
        requests.post(f"{shop}/orders", json={"amount": 5})
        assert len(requests.get(f"{shop}/orders").json()) == 1
    """,
    """
    from uuid import uuid4

    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture
    def customer():
        made = requests.post(f"{SHOP}/customers", json={"email": f"{uuid4()}@example.com"}).json()
        yield made
        requests.delete(f"{SHOP}/customers/{made['id']}")


    def test_own_value_finds_one(customer):
        found = requests.get(f"{SHOP}/customers", params={"email": customer["email"]}).json()
        assert len(found) == 1


    def test_own_value_in_the_list(customer):
        customers = requests.get(f"{SHOP}/customers").json()
        assert len([c for c in customers if c["email"] == customer["email"]]) == 1
        assert sum(c["email"] == customer["email"] for c in customers) == 1


    def test_children_of_own_record(customer):
        requests.post(f"{SHOP}/customers/{customer['id']}/notes", json={"text": "Hello"})
        notes = requests.get(f"{SHOP}/customers/{customer['id']}/notes").json()
        assert notes["total"] == 1
        assert len(notes["items"]) == 1


    def test_own_search():
        word = uuid4().hex
        requests.post(f"{SHOP}/products", json={"name": word})
        assert requests.post(f"{SHOP}/products/search", json={"q": word}).json()["total"] == 1


    def test_page_size():
        assert len(requests.get(f"{SHOP}/orders", params={"limit": 2}).json()) == 2
        assert len(requests.get(f"{SHOP}/orders?page=1&per_page=20").json()["items"]) == 20


    def test_at_least(customer):
        customers = requests.get(f"{SHOP}/customers").json()
        assert len(customers) >= 1
        assert len(customers) > 0


    def test_total_of_an_order():
        made = requests.post(f"{SHOP}/orders", json={"quantity": 2}).json()
        own = next(order for order in requests.get(f"{SHOP}/orders").json() if order["id"] == made["id"])
        assert own["total"] == 700


    def test_total_is_that_of_the_list():
        body = requests.get(f"{SHOP}/orders").json()
        assert body["total"] == len(body["items"])


    def test_errors():
        answer = requests.post(f"{SHOP}/customers", json={"email": "nobody"})
        assert answer.status_code == 422
        assert len(answer.json()["detail"]) == 1


    def test_answer_to_a_batch():
        ids = [uuid4().hex, uuid4().hex]
        answer = requests.post(f"{SHOP}/orders/batch", json=[{"id": key} for key in ids])
        assert len(answer.json()) == 2


    def test_letters_of_a_text():
        order = requests.get(f"{SHOP}/orders").json()[0]
        assert order["currency"].count("E") == 1
        assert len(order["currency"]) == 3
    """,
    """
    import pytest
    from django.core import mail

    from shop.models import Order


    @pytest.mark.django_db
    def test_delta(client):
        before = client.get("/orders").json()["count"]
        client.post("/orders", {"amount": 5})
        assert client.get("/orders").json()["count"] == before + 1
        assert Order.objects.count() == 1
        assert len(mail.outbox) == 1
    """,
    """
    import meilisearch
    import requests
    from django.test import TestCase
    from shop.models import Order

    search = meilisearch.Client("http://search.test:7700")


    def test_pages():
        size = 7
        assert len(requests.get("https://shop.test/orders", params={"size": size}).json()) == size
        assert len(search.index("movies").get_documents({"limit": 1}).results) == 1


    def test_letters():
        page = requests.get("https://shop.test/orders")
        assert page.text.count("<li>") == 3
        assert page.content.decode().count("<li>") == 3


    class OrderTest(TestCase):
        @classmethod
        def setUpTestData(cls):
            Order.objects.create(amount=1)
            Order.objects.create(amount=2)

        def test_made_for_the_class(self):
            self.assertEqual(Order.objects.count(), 2)
    """,
    """
    import gitlab
    import pytest

    git = gitlab.Gitlab("https://git.test")


    class TestEnvironments:
        @pytest.fixture(scope="class")
        def project(self):
            made = git.projects.create({"name": "shop"})
            yield made
            made.delete()

        def test_protected(self, project):
            project.protected_environments.create({"name": "live"})
            assert len([each for each in project.protected_environments.list() if each.name == "live"]) == 1

        def test_protected_again(self, project):
            found = [each for each in project.protected_environments.list() if each.name == "spare"]
            assert len(found) == 1
    """,
    """
    import requests

    SHOPS = "https://shop.test/shops"


    def test_two_by_names():
        for name in ("corner", "market"):
            requests.post(SHOPS, json={"name": name})
        found = requests.post(f"{SHOPS}/by_names", json={"shops": ["corner", "market"]}).json()
        assert len(found) == 2
    """,
    """
    import os
    from uuid import uuid4

    import pytest
    from sqlalchemy import create_engine, func, select
    from sqlalchemy.orm import sessionmaker

    from shop.models import Order

    Session = sessionmaker(bind=create_engine(os.environ["SHOP_DSN"]))


    @pytest.fixture
    def note():
        return uuid4().hex


    def test_own_orders(note):
        with Session() as session:
            assert session.scalar(select(func.count()).where(Order.note == note)) == 1
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_one_at_a_time():
        listed = requests.get(f"{SHOP}/teams", params={"maxSize": 1, "offset": 0}).json()
        assert len(listed["list"]) == 1
    """,
    """
    import os

    import requests

    API = os.environ["DRAWS_URL"]


    def open_ones(path):
        for row in requests.get(f"{API}{path}").json()["items"]:
            if row["open"] != row["paid"]:
                yield row


    def test_numbers_of_a_tip():
        assert len(requests.get(f"{API}/tips", params={"of": 49}).json()["tip"]) == 6


    def test_some_of_them():
        assert len(list(open_ones("/draws"))) == 2
    """,
    """
    from uuid import uuid4

    import requests


    def test_cars_of_this_run():
        run = uuid4().hex
        requests.post("https://shop.test/cars", json={"serial": f"{run}-1"})
        cars = requests.get("https://shop.test/cars").json()
        assert len([car for car in cars if car["serial"].startswith(run)]) == 1
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM302", example)
