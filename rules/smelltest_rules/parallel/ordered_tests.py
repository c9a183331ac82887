"""SM307."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import note
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.ordering import numbered, only_tidies, order_marks, sorted_by_hand
from smelltest.link.suite import Suite
from smelltest.read.facts import Module

_ADVICE = "Let each test make what it needs, in a fixture, so that it passes alone and in any order."


@rule(
    "SM307",
    scope="file",
    bad=[
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.mark.order(1)
         ^^^^^^^^^^^^^^^^^^^^ SM307 pytest.mark.order makes test_create depend on the order of tests
        def test_create():
            assert requests.post(f"{SHOP}/orders", json={"amount": 5}).ok


        @pytest.mark.run(order=2)
         ^^^^^^^^^^^^^^^^^^^^^^^^ SM307 pytest.mark.run makes test_read depend on the order of tests
        def test_read():
            assert requests.get(f"{SHOP}/orders").ok


        @pytest.mark.dependency(depends=["test_read"])
         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM307 pytest.mark.dependency makes test_update depend on the order of tests
        def test_update():
            assert requests.get(f"{SHOP}/orders").ok


        @pytest.mark.last
         ^^^^^^^^^^^^^^^^ SM307 pytest.mark.last makes TestAfterwards.test_list depend on the order of tests
        class TestAfterwards:
            def test_list(self):
                assert requests.get(f"{SHOP}/orders").ok
        """,
        """
        import unittest

        import requests

        SHOP = "https://shop.test"

        unittest.TestLoader.sortTestMethodsUsing = None
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM307 this sets the order in which tests run


        class OrderTest(unittest.TestCase):
            order_id = None

            def test_01_create(self):
            ^^^^^^^^^^^^^^^^^^ SM307 OrderTest.test_01_create is numbered, and shares state with OrderTest.test_02_read
                OrderTest.order_id = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()["id"]

            def test_02_read(self):
            ^^^^^^^^^^^^^^^^ SM307 OrderTest.test_02_read is numbered, and shares state with OrderTest.test_01_create
                self.assertTrue(requests.get(f"{SHOP}/orders/{self.order_id}").ok)

            def test_03_currencies(self):
                self.assertTrue(requests.get(f"{SHOP}/currencies").ok)
        """,
        """
        import requests

        SHOP = "https://shop.test"


        class TestFlag:
            def test_1_create(self):
            ^^^^^^^^^^^^^^^^^ SM307 TestFlag.test_1_create is numbered, and shares state with TestFlag.test_2_read
                assert requests.post(f"{SHOP}/flags", json={"slug": "dark-mode"}).status_code == 201

            def test_2_read(self):
            ^^^^^^^^^^^^^^^ SM307 TestFlag.test_2_read is numbered, and shares state with TestFlag.test_1_create
                assert requests.get(f"{SHOP}/flags/dark-mode").json()["slug"] == "dark-mode"


        def test_empty_cart():
        ^^^^^^^^^^^^^^^^^^^ SM307 test_empty_cart only takes away what other tests left
            for item in requests.get(f"{SHOP}/cart/items").json():
                requests.delete(f"{SHOP}/cart/items/{item['id']}")


        def test_cleanup():
        ^^^^^^^^^^^^^^^^ SM307 test_cleanup only takes away what other tests left
            answer = requests.delete(f"{SHOP}/orders")
            assert answer.status_code == 204
        """,
    ],
    good=[
        """
        import unittest

        import requests

        DESK = "https://desk.test/1"


        class CardTest(unittest.TestCase):
            def test40_delete(self):
                card = requests.post(f"{DESK}/cards", json={"text": "one"}).json()
                requests.delete(f"{DESK}/cards/{card['id']}")

            def test41_read(self):
                card = requests.post(f"{DESK}/cards", json={"text": "two"}).json()
                assert requests.get(f"{DESK}/cards/{card['id']}").ok
        """,
        """
        import uuid

        import requests

        SITE = "https://site.test/rest/api/2"


        class TestVersion:
            def version(self):
                made = requests.post(f"{SITE}/version", json={"name": f"v-{uuid.uuid4()}", "state": 2}).json()
                return made["id"]

            def test_1_archive(self):
                assert requests.put(f"{SITE}/version/{self.version()}", json={"archived": True}).ok

            def test_2_note(self):
                assert requests.get(f"{SITE}/version/{self.version()}", headers={"Accept": "text/plain"}).ok

            def test_3_newest(self):
                assert requests.get(f"{SITE}/version", params={"prefix": f"v-{uuid.uuid4()}"}).ok
        """,
        """
        from uuid import uuid4

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def order():
            made = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            yield made
            requests.delete(f"{SHOP}/orders/{made['id']}")


        class TestQuote:
            @pytest.mark.slow
            def test_1_percent(self, order):
                assert requests.get(f"{SHOP}/orders/{order['id']}/quote", params={"discount": 1}).ok

            def test_2_seats(self, order):
                assert requests.get(f"{SHOP}/orders/{order['id']}/quote", params={"seats": 2}).ok

            def test_404_for_a_missing_order(self):
                assert requests.get(f"{SHOP}/orders/0").status_code == 404


        @pytest.mark.parametrize("order", [1, 2])
        def test_order_of_pages(order):
            assert requests.get(f"{SHOP}/orders", params={"page": order}).ok


        def test_cleanup_of_own_order(order):
            assert requests.delete(f"{SHOP}/orders/{order['id']}").status_code == 204


        def test_empty_cart_has_no_price():
            cart = requests.post(f"{SHOP}/carts", json={"note": uuid4().hex}).json()
            requests.delete(f"{SHOP}/carts/{cart['id']}/items")
            assert requests.get(f"{SHOP}/carts/{cart['id']}").json()["price"] == 0
            requests.delete(f"{SHOP}/carts/{cart['id']}")
        """,
        """
        import unittest


        class SumTest(unittest.TestCase):
            def test_1_and_2(self):
                self.assertEqual(sum([1, 2]), 3)

            def test_2_and_3(self):
                self.assertEqual(sum([2, 3]), 5)
        """,
        """
        import requests

        GAME = "https://game.test"


        def test_01_duel():
            assert requests.post(f"{GAME}/games", json={"game_mode": "duel"}).ok


        def test_02_leave():
            assert requests.delete(f"{GAME}/play/duel").ok
        """,
    ],
    known_as=["Interacting Tests", "Chained Tests", "Lonely Test"],
)
def ordered_tests(module: Module, suite: Suite) -> Iterator[Finding]:
    """Tests must run in a certain order.

    Found are marks that set an order (`order`, `run`, `dependency`, `first`, `last`, …), numbers in the names of tests
    that share state (`test_01_create`, `test_02_read`), an assignment to `sortTestMethodsUsing`, and tests that do
    nothing but take away what others left.

    Such tests are one long test in disguise. One failure takes down all that follow, none can be run alone, and they
    cannot be spread over workers.

        @pytest.mark.order(1)
        def test_create(api): ...

        @pytest.mark.order(2)
        def test_read(api): ...

    Give each what it needs through a fixture. What is one story may be one test:

        def test_order_can_be_read(api, order):
            assert api.get(f"/orders/{order['id']}").ok

    Nothing is said of numbers in the names of tests that share nothing, nor of other marks. The state that is handed
    on is SM306, the record that a tidying test deletes SM305.
    """
    for place in sorted_by_hand(module):
        yield finding(
            module.path, place, "this sets the order in which tests run", confidence="certain", advice=_ADVICE
        )
    for test in suite.tests:
        for mark in order_marks(test):
            yield finding(
                mark.path,
                mark.at,
                f"pytest.mark.{mark.name} makes {test.name} depend on the order of tests",
                confidence="certain",
                test=test.name,
                advice=_ADVICE,
            )
        if only_tidies(test):
            yield finding(
                test.site.path,
                test.site.at,
                f"{test.name} only takes away what other tests left",
                confidence="resolved",
                test=test.name,
                advice="Let each test take away what it made, in a fixture's teardown.",
            )
    for test, other in numbered(suite.tests):
        yield finding(
            test.site.path,
            test.site.at,
            f"{test.name} is numbered, and shares state with {other.name}",
            confidence="resolved",
            test=test.name,
            evidence=(note("the other one", other.site),),
            advice=_ADVICE,
        )
