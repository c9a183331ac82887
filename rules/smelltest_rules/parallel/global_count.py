"""SM302."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.own_members import own_member
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.counts import counts, counts_shared, exact, measured, page_asked_for
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check
from smelltest.link.values import Comparison


@rule(
    "SM302",
    fixable="unsafe",
    needs="create change delete read",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_one_more_order():
            requests.post(f"{SHOP}/orders", json={"amount": 5})
            assert len(requests.get(f"{SHOP}/orders").json()) == 1
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record
        """,
        """
        import unittest

        from minio import Minio

        BUCKET = "reports"


        class ReportTest(unittest.TestCase):
            def setUp(self):
                self.store = Minio("store.test", access_key="k", secret_key="s")

            def test_two_reports(self):
                self.assertEqual(len(list(self.store.list_objects(BUCKET))), 2)
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of list_objects() changes whenever another test adds or removes a record

            def test_buckets(self):
                self.assertLen(self.store.list_buckets(), 4)
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of list_buckets() changes whenever another test adds or removes a record
        """,
        Example(
            """
            import requests


            def test_one_order(api):
                api.post("/orders", json={"amount": 5})
                assert len(api.get("/orders").json()) == 1
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


            def test_posts_of_a_public_fake():
                assert len(requests.get("https://jsonplaceholder.typicode.com/posts").json()) == 100
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /posts changes whenever another test adds or removes a record
            """,
            files={
                "tests/conftest.py": """
                import httpx
                import pytest


                @pytest.fixture(scope="session")
                def api():
                    with httpx.Client(base_url="https://shop.test") as client:
                        yield client
                        for order in client.get("/orders").json():
                            client.delete(f"/orders/{order['id']}")
                """
            },
        ),
        """
        import os

        import psycopg


        def test_count_is_fetched():
            with psycopg.connect(os.environ["SHOP_DSN"]) as shop:
                assert shop.execute("SELECT count(*) FROM orders").fetchone()[0] == 3
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of SELECT FROM orders changes whenever another test adds or removes a record
        """,
        """
        import requests
        from assertpy import assert_that
        from hamcrest import assert_that as assert_this, has_length

        SHOP = "https://shop.test"


        def test_orders():
            assert_that(requests.get(f"{SHOP}/orders").json()).is_length(7)
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record


        def test_users():
            assert_this(requests.get(f"{SHOP}/users").json(), has_length(7))
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /users changes whenever another test adds or removes a record
        """,
        """
        import pytest
        import requests
        from testcontainers.core.container import DockerContainer


        @pytest.fixture(scope="session")
        def shop():
            with DockerContainer("shop:latest").with_exposed_ports(80) as server:
                yield f"http://{server.get_container_host_ip()}:{server.get_exposed_port(80)}"


        def test_one_order(shop):
            requests.post(f"{shop}/orders", json={"amount": 5})
            assert len(requests.get(f"{shop}/orders").json()) == 1
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /orders changes whenever another test adds or removes a record
        """,
        """
        import os

        import boto3
        import requests
        from elasticsearch import Elasticsearch

        search = Elasticsearch(os.environ["SEARCH"])


        def test_films():
            assert search.count(index="films")["count"] == 12
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of count() changes whenever another test adds or removes a record


        def test_films_found():
            assert search.search(index="films")["hits"]["total"]["value"] == 12
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of search() changes whenever another test adds or removes a record


        def test_reports():
            assert boto3.client("s3").list_objects_v2(Bucket="reports")["KeyCount"] == 7
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of list_objects_v2() changes whenever another test adds or removes a record


        def test_bins():
            assert sum(1 for bin in requests.get("https://stock.test/bins").json()) == 4
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM302 the size of GET /bins changes whenever another test adds or removes a record
        """,
        Example(
            """
            from desk import Desk


            def test_notes():
                notes = Desk("https://desk.test").notes()
                assert len(notes) == 3
                       ^^^^^^^^^^^^^^^ SM302 the size of GET /notes changes whenever another test adds or removes a record
            """,
            files={
                "tests/desk.py": """
                import requests


                class Note:
                    def __init__(self, row):
                        self.text = row["text"]


                class Desk:
                    def __init__(self, address):
                        self.address = address

                    def notes(self):
                        notes = []
                        for row in sorted(requests.get(f"{self.address}/notes").json(), key=lambda row: row["at"]):
                            notes.append(Note(row))
                        return notes
                """
            },
        ),
    ],
    good=[
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_own_orders():
            note = f"note-{uuid4()}"
            requests.post(f"{SHOP}/orders", json={"note": note})
            orders = requests.get(f"{SHOP}/orders").json()
            assert len([order for order in orders if order["note"] == note]) == 1
        """,
        """
        import time

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture(scope="module")
        def window():
            begin = time.time()
            for kind in ("tea", "cup"):
                requests.post(f"{SHOP}/orders", json={"kind": kind})
            return {"created[ge]": begin, "created[le]": time.time()}


        def test_what_was_made_between_two_moments(window):
            orders = requests.get(f"{SHOP}/orders", params=window | {"sort": "kind"}).json()
            assert len(orders) == 2


        def test_what_the_server_can_sum_up():
            assert len(requests.get(f"{SHOP}/aggregations").json()["aggregations"]) == 7
        """,
        """
        from shelf.client import ShelfClient


        def test_both_shelves_hold_the_same():
            old, new = ShelfClient("https://old.test"), ShelfClient("https://new.test")
            assert len(old.list_books()) == len(new.list_books())
            assert old.list_books() == new.list_books()
        """,
        """
        import unittest

        from httpretty import httpretty
        from shop.client import ShopClient


        class OrdersTest(unittest.TestCase):
            def setUp(self):
                httpretty.enable()
                httpretty.register_uri(httpretty.GET, uri="https://shop.test/orders", body="[{}, {}]")

            def tearDown(self):
                httpretty.disable()

            def test_two_orders(self):
                self.assertEqual(2, len(ShopClient("https://shop.test").list_orders()))
        """,
        Example(
            """
            def test_counted_by_what_is_not_known(shop, wait_for):
                project = shop.projects.read(wait_for(shop.projects.create(kind="web").task))
                assert shop.tasks.list(project=project.url).count == 1
            """,
            files={
                "tests/conftest.py": """
                import pytest
                from shop_sdk import ShopClient


                @pytest.fixture(scope="session")
                def shop():
                    return ShopClient("https://shop.test")


                @pytest.fixture(scope="session")
                def wait_for(shop):
                    def wait(task):
                        return unpacked(shop.jobs.read(task).state)

                    return wait


                def unpacked(state):
                    raise NotImplementedError
                """
            },
        ),
        """
        from unittest.mock import Mock, patch

        import requests


        @patch("requests.get")
        def test_patched(get):
            get.return_value.json.return_value = [1, 2]
            assert len(requests.get("https://shop.test/orders").json()) == 2
            assert get.call_count == 1


        def test_calls():
            send = Mock()
            send("hello")
            assert len(send.mock_calls) == 1
            assert "hello".count("l") == 2
        """,
    ],
    known_as=["Data Sensitivity", "Erratic Test", "Test Run War", "Peeping Tom", "Flaky Test"],
    settings="reference-resources unique-fields",
)
def global_count(test: Test, suite: Suite) -> Iterator[Finding]:
    """The exact size of a collection is asserted that others add to.

    Found are assertions that a list has a certain number of records, or one more than before, where the test does not
    have that list for itself: `len(users) == 3`, `.count() == 1`, `"total": 5`, `before + 1`, a total in a header.

    The number is right only while nothing else runs. A second worker, a colleague's run or a record left behind by a
    run that broke off makes it wrong, and the failure tells nothing of the code.

        def test_new_order(api):
            before = len(api.get("/orders").json())
            api.post("/orders", json={"amount": 5})
            assert len(api.get("/orders").json()) == before + 1

    Count only what carries the test's own value, or ask whether its record is there:

        def test_new_order(api):
            note = str(uuid4())
            api.post("/orders", json={"amount": 5, "note": note})
            assert len(api.get("/orders", params={"note": note}).json()) == 1

    Nothing is said of a list that is filtered by the test's own value, that hangs below a record of its own or is read
    with the token of an account of its own; of a page whose size was asked for; of `>=`; of the number of errors, mock
    calls or log lines; nor in isolated tests, where a count of the rows is what the test made. That a list is empty is
    SM304.
    """
    for event in test.timeline.events:
        if not isinstance(event, Check) or not isinstance(event.condition, Comparison):
            continue
        found = counts(event.condition)
        if (
            found is None
            or not exact(found)
            or not measured(test, found)
            or page_asked_for(found)
            or not counts_shared(test, found)
        ):
            continue
        read = found.count.effect
        if test.isolation(read) is not None:
            continue
        site = event.condition.site
        yield finding(
            site.path,
            site.at,
            f"the size of {spelled(read)} changes whenever another test adds or removes a record",
            confidence=confidence(read),
            test=test.name,
            evidence=trail(read),
            remedy=own_member(test, suite, read, site.at, "count", count=found.count),
            advice="Count only the records that match this test's own unique value, or ask whether its own are in it.",
        )
