"""SM101."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.own_records import own_record
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.fitness import refused_as_it_is
from smelltest.link.questions.flows import Flow
from smelltest.link.questions.records import lasting
from smelltest.link.questions.written_ids import foreign_ids
from smelltest.link.suite import Suite, Test


@rule(
    "SM101",
    fixable="unsafe",
    needs="create change delete read",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_customer_of_the_seed():
            assert requests.get(f"{SHOP}/customers/42").json()["email"] == "alice@test.com"
                                ^^^^^^^^^^^^^^^^^^^^^^ SM101 /customers/42 is a record that this test did not make
        """,
        """
        import requests


        def test_what_strangers_see_of_a_member():
            answer = requests.get("https://shop.test/members/2")
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 /members/2 is a record that this test did not make
            assert answer.status_code == 200
            for field in ("email", "phone"):
                assert field not in answer.json()
        """,
        """
        import json

        import requests

        POSTS = "https://blog.test/posts"


        def test_post_by_another_author():
            post = json.dumps({"id": 1, "title": "Ada", "userId": 1})
                                                                  ^ SM101 user_id 1 is a record that this test did not make
            assert requests.put(f"{POSTS}/1", data=post).status_code == 200
                                ^^^^^^^^^^^^ SM101 /posts/1 is a record that this test did not make
        """,
        """
        from random import randint

        import requests

        FAIR = "https://fair.test"


        def test_two_lamps():
            assert requests.post(f"{FAIR}/bag/entries", json={"id": 56, "quantity": 2, "gift": False}).ok
                                                                    ^^ SM101 id 56 is a record that this test did not make
            assert requests.post(f"{FAIR}/bag/entries", json={"id": 61, "quantity": randint(1, 9)}).ok
                                                                    ^^ SM101 id 61 is a record that this test did not make


        def test_a_batch_of_lamps():
            batch = {"kind": "sale", "lines": [{"id": 57, "quantity": 3}]}
                                                      ^^ SM101 id 57 is a record that this test did not make
            assert requests.post(f"{FAIR}/batches", json=batch).ok


        def test_own_number():
            batch = {"id": 90210, "quantity": 1, "lamp_id": 58}
                                                            ^^ SM101 lamp_id 58 is a record that this test did not make
            assert requests.post(f"{FAIR}/batches", json=batch).ok
        """,
        """
        import requests

        BASE = "https://shop.test/api/v1"
        USER_ID = 42
                  ^^ SM101 /users/42 is a record that this test did not make


        def test_profile():
            assert requests.get(f"{BASE}/users/{USER_ID}").json()["email"]


        def test_orders_of_user():
            assert requests.get(f"{BASE}/orders", params={"user_id": 42, "page": 2}).ok
                                                                     ^^ SM101 user_id 42 is a record that this test did not make


        def test_order_for_known_customer():
            order = {"customerId": "6f1e0b9a-3c1d-4a53-9f0e-2b6f5c7d8e90", "amount": 1200}
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 customer_id 6f1e0b9a-3c1d-4a53-9f0e-2b6f5c7d8e90 is a record that this test did not make
            assert requests.post(BASE + "/orders", json=order).ok


        def test_rename():
            assert requests.patch(BASE + "/users/" + "42", json={"label": "VIP"}).ok
                                                     ^^^^ SM101 /users/42 is a record that this test did not make
        """,
        """
        import httpx
        import pytest


        @pytest.fixture
        def shop():
            with httpx.Client(base_url="https://shop.test") as client:
                yield client


        @pytest.mark.parametrize(("product_id", "in_stock"), [(709389, True), (369313, False)])
                                                               ^^^^^^ SM101 /products/709389 is a record that this test did not make
                                                                               ^^^^^^ SM101 /products/369313 is a record that this test did not make
        def test_stock(shop, product_id, in_stock):
            assert shop.get(f"/products/{product_id}").json()["in_stock"] is in_stock
        """,
        """
        import os

        import psycopg


        def test_first_invoice_is_paid():
            with psycopg.connect(os.environ["SHOP_DSN"]) as database:
                row = database.execute("SELECT status FROM invoices WHERE id = 501").fetchone()
                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 id 501 is a record that this test did not make
            assert row == ("paid",)
        """,
    ],
    good=[
        """
        from uuid import uuid4

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def customer():
            made = requests.post(f"{SHOP}/customers", json={"email": f"test-{uuid4()}@example.com"}).json()
            yield made
            requests.delete(f"{SHOP}/customers/{made['id']}")


        def test_own_customer(customer):
            assert requests.get(f"{SHOP}/customers/{customer['id']}").json()["email"] == customer["email"]


        def test_nobody_has_this_id():
            assert requests.get(f"{SHOP}/customers/999999").status_code == 404
        """,
        """
        import requests


        def test_pages_and_sizes():
            assert requests.get("https://shop.test/rest/offers/web/1/20/rating").ok
            assert requests.get("https://shop.test/rest/traffic/island.example/3").ok
        """,
        """
        from unittest.mock import MagicMock

        from ledger import LedgerClient


        def test_answer_is_passed_on():
            client = LedgerClient("key")
            client.session = MagicMock()
            assert client.get_entry(entry_id=42)
        """,
        """
        import requests

        PORT = 8080


        def test_port():
            assert requests.get(f"http://localhost:{PORT}").ok
        """,
        """
        import requests


        def test_nobody_there():
            answer = requests.post("https://shop.test/pets/69869")
            if answer.status_code != 404:
                print("there is one")
        """,
        """
        from uuid import uuid4

        from depot import DepotClient

        client = DepotClient("http://localhost:6333")


        def test_points_of_an_own_collection():
            name = f"test-{uuid4()}"
            client.create_collection(collection_name=name)
            client.upload(collection_name=name, points=range(10))
            assert len(client.retrieve(collection_name=name, ids=[3, 5])) == 2
        """,
    ],
    known_as=[
        "Mystery Guest",
        "Hidden Dependency",
        "Local Hero",
        "Resource Optimism",
        "Data Sensitivity",
        "Hard-Coded Test Data",
    ],
    settings="reference-resources invariant-fields factories",
)
def hardcoded_id(test: Test, suite: Suite) -> Iterator[Finding]:
    """The id of a record is written out, and the test did not make that record.

    Found are ids in the path of a URL, in a query, in a payload (`"user_id": 42`), given to a service object or an SDK
    (`get_user(42)`, `get(pk=1)`), in SQL, and among the cases of `parametrize`: integers, digits, UUIDs and ULIDs. The
    finding stands at the literal, even where that is a constant in another file; the evidence shows the request that
    it reaches.

    Such a test passes where someone once made that record. It fails in a new environment, after the record is deleted,
    and when another test changes it first; the failure then speaks of the record and not of the code under test.

        def test_profile(api):
            assert api.get("/users/42").json()["label"] == "VIP"

    Create what the test needs, and use the id that the answer gives:

        def test_profile(api, user):
            assert api.get(f"/users/{user['id']}").json()["label"] == user["label"]

    A request that is refused with a conflict (409) tells that there is such a record, and of what it has become.

    Nothing is said of ids that are looked up to be missing (a 404, `pytest.raises`, an empty answer), of a record that
    the test itself made with that id, of what hangs below an own record, of `reference-resources`, which an environment
    guarantees, nor of versions, ports, pages, dates and amounts. A test whose requests are mocked or whose database
    rolls back is left alone. An id that the caller chooses for a new record is SM104, one of a tenant SM106.
    """
    for effect in (*lasting(test, "create", "change", "delete", "read"), *refused_as_it_is(test)):
        for flow in foreign_ids(test, effect):
            yield finding(
                flow.site.path,
                flow.site.at,
                f"{_named(flow)} is a record that this test did not make",
                confidence=confidence(effect),
                test=test.name,
                evidence=(note(f"the id reaches {spelled(effect)}", effect.site), *trail(effect)),
                advice="Create the record in the test or in a fixture, and use the id that the answer gives.",
                remedy=own_record(test, suite, flow),
            )


def _named(flow: Flow) -> str:
    if flow.role == "segment":
        return f"/{flow.key}/{flow.text}" if flow.key else f"/{flow.text}"
    if flow.role == "argument":
        return f"{flow.key or 'record'} {flow.text}"
    return f"{flow.key} {flow.text}"
