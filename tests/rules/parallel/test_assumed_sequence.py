"""SM303 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import requests

    SHOP = "https://shop.test"


    def test_first_order():
        made = requests.post(f"{SHOP}/orders", json={"amount": 5})
        assert made.json()["id"] == 1
               ^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives id 1 depends on what else has been created
        assert made.json()["invoice_number"] == "INV-0001"
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives invoice_number INV-0001 depends on what else has been created
        assert made.headers["Location"] == "/orders/1"
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives location /orders/1 depends on what else has been created


    def test_whole_answer():
        made = requests.post(f"{SHOP}/orders", json={"amount": 5})
        assert made.json() == {"id": 7, "amount": 5}
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives id 7 depends on what else has been created


    def test_ids_go_up():
        first = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
        second = requests.post(f"{SHOP}/orders", json={"amount": 6}).json()
        assert second["id"] == first["id"] + 1
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives the next id depends on what else has been created


    def test_next_id():
        last_id = max(order["id"] for order in requests.get(f"{SHOP}/orders").json())
        requests.post(f"{SHOP}/orders", json={"amount": 5})
        assert requests.get(f"{SHOP}/orders/{last_id + 1}").status_code == 200
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether GET /orders/… finds the new record under the next id depends on what else has been created


    def test_found_under_one():
        requests.post(f"{SHOP}/orders", json={"note": "by hand"})
        assert requests.get(f"{SHOP}/orders/1").json()["note"] == "by hand"
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether GET /orders/1 finds the new record under id 1 depends on what else has been created
    """,
    Example(
        """
        import pytest
        from shop.models import Order


        @pytest.mark.django_db(transaction=True)
        def test_truncated():
            assert Order.objects.create(amount=5).id == 1
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether order.create() gives id 1 depends on what else has been created


        def test_rolled_back(client):
            assert client.post("/orders", json={"amount": 5}).json()["id"] == 1
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives id 1 depends on what else has been created
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
    """
    import os

    import psycopg
    import requests
    from rest_framework.test import APITestCase

    ORDERS = "https://shop.test/orders"


    class OrderTest(APITestCase):
        def test_first(self):
            answer = self.client.post("/orders", {"amount": 1}, format="json")
            self.assertEqual(answer.data["id"], 1)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives id 1 depends on what else has been created


    def test_next_row():
        with psycopg.connect(os.environ["SHOP_DSN"]) as shop:
            last = shop.execute("SELECT max(id) FROM orders").fetchone()[0]
            made = shop.execute("INSERT INTO orders (amount) VALUES (5) RETURNING id").fetchone()[0]
            assert made == last + 1
                   ^^^^^^^^^^^^^^^^ SM303 whether INSERT INTO orders gives the next id depends on what else has been created


    def test_numbers_count_up():
        one = requests.post(ORDERS, json={"amount": 5}).json()
        two = requests.post(ORDERS, json={"amount": 5}).json()
        assert two["number"] == one["number"] + 1
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives the next number depends on what else has been created
    """,
    """
    import os
    from contextlib import closing
    from uuid import uuid4

    import psycopg2
    import pytest
    from psycopg2.extras import RealDictCursor


    @pytest.fixture
    def rows():
        with closing(psycopg2.connect(os.environ["DEEDS_DSN"])) as connection, connection.cursor(
            cursor_factory=RealDictCursor
        ) as cursor:
            yield cursor


    def test_next_number(rows):
        rows.execute("SELECT max(id) AS top FROM deeds")
        top = rows.fetchone()["top"]
        rows.execute("INSERT INTO deeds (reference) VALUES (%s) RETURNING id", (uuid4().hex,))
        made = rows.fetchone()["id"]
        try:
            assert made == top + 1
                   ^^^^^^^^^^^^^^^ SM303 whether INSERT INTO deeds gives the next id depends on what else has been created
        finally:
            rows.execute("DELETE FROM deeds WHERE id = %s", (made,))
    """,
    """
    from uuid import uuid4

    import pytest
    import requests

    QUILTS = "https://shop.test/quilts"


    @pytest.fixture
    def quilt():
        made = requests.post(QUILTS, json={"code": uuid4().hex}).json()
        yield made
        requests.delete(f"{QUILTS}/{made['id']}")


    def test_ids_follow(quilt):
        another = requests.post(QUILTS, json={"code": uuid4().hex}).json()
        try:
            assert another["id"] - quilt["id"] == 1
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /quilts gives the next id depends on what else has been created
            assert another["metres"] - quilt["metres"] == 0
        finally:
            requests.delete(f"{QUILTS}/{another['id']}")
    """,
]

SILENT = [
    """
    from uuid import uuid4

    import requests

    SHOP = "https://shop.test"


    def test_id_is_there():
        made = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
        assert made["id"] > 0
        assert isinstance(made["id"], int)
        assert requests.get(f"{SHOP}/orders/{made['id']}").json()["id"] == made["id"]
        assert made["number"]
        assert made["version"] == 1


    def test_ids_differ():
        first = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
        second = requests.post(f"{SHOP}/orders", json={"amount": 6}).json()
        assert second["id"] != first["id"]
        assert second["id"] > first["id"]


    def test_chosen_by_the_test():
        made = requests.post(f"{SHOP}/seats", json={"id": 12, "number": "A-12"}).json()
        assert made["id"] == 12
        assert made["number"] == "A-12"


    def test_put_there():
        assert requests.put(f"{SHOP}/seats/12", json={"row": 1}).json()["id"] == 12
        assert requests.get(f"{SHOP}/seats/13").json()["id"] == 13


    def test_missing():
        made = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
        assert requests.get(f"{SHOP}/orders/{made['id'] + 1}").status_code == 404


    def test_other_things():
        made = requests.post(f"{SHOP}/orders", json={"note": uuid4().hex})
        assert made.status_code == 201
        assert made.json()["amount"] == 0
        assert made.json()["retries"] + 1 == 1
    """,
    """
    from django.test import TestCase

    from shop.models import Order
    from shop.stock import reserve, restore


    class RestoreTests(TestCase):
        def setUp(self):
            self.order = Order.objects.create(amount=5)

        def test_number_is_given_back(self):
            self.order.serial_number = 444
            self.order.save()
            Order.objects.filter(pk=self.order.pk).update(serial_number=None)
            restore({self.order.pk: 444})
            self.order.refresh_from_db()
            self.assertEqual(self.order.serial_number, 444)


    class SyncTests(TestCase):
        fixtures = ["orders"]

        def test_order_that_is_there(self):
            Order.objects.create(amount=5)
            self.assertEqual(Order.objects.get(pk=1).amount, 7)
    """,
    """
    import gitlab
    import pytest

    gl = gitlab.Gitlab("https://git.test")


    @pytest.fixture
    def project():
        made = gl.projects.create({"description": "scratch"})
        yield made
        made.delete()


    def test_first_issue_of_its_own_project(project):
        issue = project.issues.create({"description": "It creaks."})
        assert issue.iid == 1
    """,
    """
    from django.test import TransactionTestCase
    from zoo.models import Cage


    class CageTest(TransactionTestCase):
        reset_sequences = True

        def test_first_cage(self):
            self.assertEqual(Cage.objects.create(size=3).pk, 1)
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM303", example)
