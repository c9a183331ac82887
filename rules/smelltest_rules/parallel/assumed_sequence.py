"""SM303."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.generated import unpredicted
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.records import keeps_nothing
from smelltest.link.questions.sequences import assumptions
from smelltest.link.suite import Suite, Test


@rule(
    "SM303",
    fixable="unsafe",
    needs="effect",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_ids_follow_each_other():
            first = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            second = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            assert second["id"] == first["id"] + 1
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives the next id depends on what else has been created
        """,
        """
        from django.test import TestCase

        from shop.models import Order


        class OrderTest(TestCase):
            def setUp(self):
                self.order = Order.objects.create(amount=5)

            def test_id(self):
                self.assertEqual(self.order.pk, 1)
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether order.create() gives pk 1 depends on what else has been created

            def test_lookup(self):
                self.assertEqual(Order.objects.get(pk=1).amount, 5)
                                 ^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether order.get() finds the new record under id 1 depends on what else has been created

            def test_view(self):
                self.assertEqual(self.client.get("/orders/1/").status_code, 200)
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether GET /orders/1 finds the new record under id 1 depends on what else has been created
        """,
        """
        import pytest


        @pytest.mark.django_db
        def test_api(client):
            made = client.post("/orders", {"amount": 5})
            assert made.json()["id"] == 1
                   ^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /orders gives id 1 depends on what else has been created
        """,
        """
        import requests


        def test_new_post():
            made = requests.post("https://jsonplaceholder.typicode.com/posts", json={"title": "Hi"})
            assert made.json()["id"] == 101
                   ^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /posts gives id 101 depends on what the public host holds
        """,
        """
        import requests

        ORDERS = "https://shop.test/orders"


        def test_one_before():
            order = requests.post(ORDERS, json={"amount": 5}).json()
            assert requests.get(f"{ORDERS}/{order['id'] - 1}").status_code == 200
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether GET /orders/… finds the new record under the id before another one depends on what else has been created
        """,
        """
        from uuid import uuid4

        import requests

        TRAILS = "https://trails.test"


        def test_address():
            answer = requests.post(f"{TRAILS}/trails", json={"slug": uuid4().hex})
            try:
                assert answer.headers["Location"].endswith("/2")
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM303 whether POST /trails gives location /2 depends on what else has been created
            finally:
                requests.delete(TRAILS + answer.headers["Location"])
        """,
    ],
    good=[
        """
        from django.test import TestCase

        from shop.models import Country, Licence


        class SyncTest(TestCase):
            fixtures = ["licences"]

            def test_known_before(self):
                self.assertEqual(Licence.objects.get(pk=1).url, "")
                Licence.objects.update_or_create(label="open", defaults={"url": "/open"})
                self.assertEqual(Licence.objects.get(pk=1).url, "/open")

            def test_under_the_id_that_was_told(self):
                for row in self.rows():
                    Country.objects.update_or_create(pk=row["id"], defaults={"label": row["label"]})
                self.assertEqual(Country.objects.get(pk=16).label, "Peru")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_ids_differ():
            first = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            second = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            assert second["id"] != first["id"]
        """,
        """
        import requests
        import responses


        @responses.activate
        def test_stub():
            responses.post("https://shop.test/orders", json={"id": 1})
            assert requests.post("https://shop.test/orders", json={}).json()["id"] == 1
        """,
        """
        from django.test import TestCase

        from shop.models import Order


        class OrderTest(TestCase):
            def test_chosen(self):
                Order.objects.create(id=1, amount=5)
                self.assertEqual(Order.objects.get(id=1).pk, 1)
                self.assertEqual(self.client.get("/orders/1/").status_code, 200)

            def test_missing(self):
                Order.objects.create(amount=5)
                with self.assertRaises(Order.DoesNotExist):
                    Order.objects.get(pk=9)
                self.assertEqual(self.client.get("/orders/9/").status_code, 404)

            def test_own(self):
                order = Order.objects.create(amount=5)
                self.assertEqual(Order.objects.get(pk=order.pk), order)
        """,
        """
        import pytest
        from shop.models import Order


        @pytest.mark.django_db(transaction=True, reset_sequences=True)
        def test_reset():
            assert Order.objects.create(amount=5).id == 1
        """,
        Example(
            """
            from django.test import TestCase
            from shop.models import Order


            class OrderTests(TestCase):
                def test_create(self):
                    self.assertEqual(Order.objects.create(amount=5).id, 1)
            """,
            files={
                "tests/conftest.py": """
                from django.conf import settings

                settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
                """
            },
        ),
    ],
    known_as=["Data Sensitivity", "Erratic Test", "Unrepeatable Test", "Flaky Test"],
)
def assumed_sequence(test: Test, suite: Suite) -> Iterator[Finding]:
    """An id or number that the system gives is asserted or predicted.

    Found are assertions that a new record has a certain id or number (`["id"] == 1`, `pk == 1`, `"INV-0001"`), that it
    has the one after another (`last_id + 1`), and lookups by an id that the test did not get from the answer
    (`get(pk=1)` after a create).

    Who else creates a record takes a number too, and a number once taken does not come back: neither a delete nor a
    rollback resets a sequence. So the test passes alone, on a fresh database, and fails after any other.

        def test_create(api):
            assert api.post("/orders", json={"amount": 5}).json()["id"] == 1

    Use the id that the answer gives, or ask only that there is one:

        def test_create(api):
            made = api.post("/orders", json={"amount": 5}).json()
            assert api.get(f"/orders/{made['id']}").json()["amount"] == 5

    It speaks in tests whose database rolls back, too. Nothing is said of ids that the test chose and sent, of ids asked
    for to be missing, of `>` and `!=`, nor where HTTP is mocked or each test has a database of its own.
    """
    for found in assumptions(test, suite):
        says = f"gives {found.what}" if found.given else f"finds the new record under {found.what}"
        upon = "what the public host holds" if keeps_nothing(test, found.effect) else "what else has been created"
        yield finding(
            found.site.path,
            found.site.at,
            f"whether {spelled(found.effect)} {says} depends on {upon}",
            confidence=confidence(found.effect),
            test=test.name,
            evidence=trail(found.effect),
            remedy=unpredicted(found.site.at, found.effect) if found.given else None,
            advice="Take the id from the answer, or ask only that there is one.",
        )
