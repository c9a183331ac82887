"""SM204."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, searched, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.cleanups import noted
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.builders import home
from smelltest.link.questions.cleanups import cleanups
from smelltest.link.questions.leaks import leaks
from smelltest.link.questions.records import creates, singular
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect

_ADVICE = "Register it like the others, right after the create."


@rule(
    "SM204",
    needs="create",
    fixable="unsafe",
    bad=[
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make():
            made = []

            def draft(kind):
                record = requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()
                made.append(f"{SHOP}/drafts/{record['id']}")
                return record

            def letter(draft):
                return requests.post(f"{SHOP}/letters", json={"draft": draft["id"]}).json()
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /letters is not registered, unlike what other steps make: nothing takes the record away

            yield {"draft": draft, "letter": letter}
            for url in reversed(made):
                requests.delete(url)


        def test_letter(make):
            letter = make["letter"](make["draft"]("letter"))
            assert letter["status"] == "open"
        """,
        """
        import pytest
        import requests

        ZOO = "https://zoo.test"


        @pytest.fixture
        def zoo():
            made = []

            class Zoo:
                def area(self):
                    area = requests.post(f"{ZOO}/areas").json()
                    made.append(area["id"])
                    return area

                def keeper(self):
                    return requests.post(f"{ZOO}/keepers").json()
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM204 POST /keepers is not registered, unlike what other steps make: nothing takes the record away

            yield Zoo()
            for area in made:
                requests.delete(f"{ZOO}/areas/{area}")


        def test_keeper(zoo):
            assert zoo.keeper()["area"] == zoo.area()["id"]
        """,
    ],
    good=[
        """
        import requests

        SHOP = "https://shop.test"


        class Chain:
            def __init__(self):
                self.made = []

            def customer(self):
                return self.make("customers", {"country": "AT"})

            def order(self, customer):
                return self.make("orders", {"customer_id": customer["id"]})

            def make(self, collection, values):
                record = requests.post(f"{SHOP}/{collection}", json=values).json()
                self.made.append(f"{SHOP}/{collection}/{record['id']}")
                return record

            def clean_up(self):
                for url in reversed(self.made):
                    requests.delete(url)


        def test_order():
            chain = Chain()
            try:
                assert chain.order(chain.customer())["status"] == "open"
            finally:
                chain.clean_up()
        """,
        """
        import requests


        class Api:
            def __init__(self):
                self.http = requests.Session()
                self.headers = {"Accept": "application/json"}

            def add_order(self):
                return self.http.post("https://shop.test/orders", headers=self.headers, json={"amount": 5})

            def rename_order(self, number, name):
                self.headers["Content-Type"] = "application/json"
                return self.http.patch(f"https://shop.test/orders/{number}", headers=self.headers, json={"name": name})

            def delete_order(self, number):
                return self.http.delete(f"https://shop.test/orders/{number}", headers=self.headers)


        def test_order():
            assert Api().add_order().ok
        """,
        """
        import unittest

        import httpx


        class ShopCase(unittest.IsolatedAsyncioTestCase):
            async def new(self, kind, **fields):
                made = (await self.http.post(f"/{kind}", json=fields)).json()
                self.addAsyncCleanup(self.http.delete, f"/{kind}/{made['id']}")
                return made


        class OrderTest(ShopCase):
            async def asyncSetUp(self):
                self.http = httpx.AsyncClient(base_url="https://shop.test")
                self.order = (await self.http.post("/orders", json={"amount": 5})).json()

            async def asyncTearDown(self):
                await self.http.delete(f"/orders/{self.order['id']}")

            async def test_amount(self):
                self.assertEqual(self.order["amount"], 5)
        """,
    ],
    known_as=["Resource Leakage", "Generous Leftovers"],
    settings="cleanup read-only-posts fake-hosts",
)
def unregistered_step(test: Test, suite: Suite) -> Iterator[Finding]:
    """A step of a builder makes a record and does not register it for cleanup.

    Found is the create in a method of a builder, or in a function that a fixture hands out, whose other steps note what
    they make in a list, an exit stack or a registry that its cleanup empties.

    Whoever uses the builder trusts its cleanup, and the test looks right: the leak is one missing line in a file that
    no one opens. It often shows as the delete of a parent that fails, because a child is still there.

        class Scenario:
            def user(self):
                self.user = self.api.post("/users").json()
                self.made.append(f"/users/{self.user['id']}")

            def discount(self):
                self.discount = self.api.post("/discounts").json()

    Register the record right after the create, so that a failure of the next step finds it noted:

            def discount(self):
                self.discount = self.api.post("/discounts").json()
                self.made.append(f"/discounts/{self.discount['id']}")

    Nothing is said of a step that only reads or is expected to be refused, of records that a test takes away by itself,
    nor of isolated tests. Where the builder registers and the test never calls its cleanup, that is SM201 at the test.
    """
    for create in leaks(test):
        kind, site = home(test, create)
        if kind == "step" and not _stands_within(test, create):
            yield finding(
                site.path,
                site.at,
                f"{spelled(create)} is not registered, unlike what other steps make: nothing takes the record away",
                confidence=confidence(create),
                test=test.name,
                evidence=(note("a test takes this step", create.site), *trail(create), *searched(test, create)),
                advice=_ADVICE,
                remedy=noted(site.at),
            )


def _stands_within(test: Test, create: Effect) -> bool:
    """Whether the builder made a tenant before, and takes that away: what it then makes there goes with it."""
    return any(
        made.order < create.order
        and made.stage == create.stage
        and made.resource is not None
        and singular(made.resource) in _HOLDING
        and bool(cleanups(test, made))
        for made in creates(test)
    )


_HOLDING = frozenset("tenant organization organisation workspace namespace environment realm".split())
"""In what others are made, without each of them saying so: the client does, in a header."""
