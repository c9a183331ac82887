"""SM306."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import note
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.own_state import own_state
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.handover import handed
from smelltest.link.suite import Suite
from smelltest.read.facts import Module


@rule(
    "SM306",
    fixable="unsafe",
    scope="file",
    bad=[
        """
        import unittest

        import requests

        PAYLOAD = {"amount": 5}


        class OrderTest(unittest.TestCase):
            order_id = None

            def test_create(self):
                answer = requests.post("https://shop.test/orders", json=PAYLOAD)
                self.__class__.order_id = answer.json()["id"]
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM306 OrderTest.order_id is set here and read by OrderTest.test_read

            def test_read(self):
                self.assertTrue(requests.get(f"https://shop.test/orders/{self.order_id}").ok)

            def test_negative(self):
                PAYLOAD["amount"] = -1
                ^^^^^^^^^^^^^^^^^^^^^^ SM306 PAYLOAD is changed here and read by OrderTest.test_create
                self.assertEqual(requests.post("https://shop.test/orders", json=PAYLOAD).status_code, 400)
        """,
        """
        from collections import defaultdict

        import requests

        SHOP = "https://shop.test"
        seen = defaultdict(list)


        def test_orders():
            seen["orders"].append(requests.get(f"{SHOP}/orders").json())
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM306 seen is changed here and read by test_nothing_was_seen
            assert seen["orders"]


        def test_nothing_was_seen():
            assert not seen["orders"]
        """,
    ],
    good=[
        """
        import unittest


        class CartTest(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.prices = [1, 2]

            def setUp(self):
                self.cart = []

            def test_sum(self):
                self.cart.append(self.prices[0])
                self.assertEqual(self.cart, [1])

            def test_empty(self):
                self.assertEqual(self.cart, [])
        """,
        Example(
            """
            from bench import Bench


            def test_first():
                assert Bench.log().name == "bench"


            def test_second():
                assert Bench.log().level
            """,
            files={
                "tests/bench.py": """
                    import logging


                    class Bench:
                        _log = None

                        @classmethod
                        def log(cls):
                            if cls._log is None:
                                cls._log = logging.getLogger("bench")
                                cls._log.setLevel(logging.DEBUG)
                            return cls._log
                    """
            },
        ),
    ],
    known_as=["Erratic Test", "Interacting Tests", "Chained Tests", "Peeping Tom"],
)
def state_between_tests(module: Module, suite: Suite) -> Iterator[Finding]:
    """One test sets what another reads.

    Found is where a test assigns to a global, to an attribute of a class or of `pytest`, or changes a list or dict of
    the module or class in place, and another test of the file reads it without setting it first.

    The second test passes only after the first, in that process. Alone, in another order, or handed to another worker,
    it fails, or works with what a stranger left there.

        made = {}

        def test_create(api):
            made["id"] = api.post("/orders", json={"amount": 5}).json()["id"]

        def test_read(api):
            assert api.get(f"/orders/{made['id']}").ok

    Let a fixture make what both need, once for each:

        @pytest.fixture
        def order(api):
            made = api.post("/orders", json={"amount": 5}).json()
            yield made
            api.delete(f"/orders/{made['id']}")

        def test_read(api, order):
            assert api.get(f"/orders/{order['id']}").ok

    Nothing is said of state that is only read, that each test sets before it reads it, that a setup sets for every
    test, that is put back in a `finally` or a teardown, or that only the teardown reads; nor of what a client of the
    suite remembers by itself. A record of a module- or session-scoped fixture that a test changes is SM305.
    """
    for each in handed(suite.tests):
        site = each.event.site
        done = "set" if each.event.how == "assign" and each.event.kind != "record" else "changed"
        yield finding(
            site.path,
            site.at,
            f"{each.name} is {done} here and read by {each.readers[0]}",
            confidence="certain",
            test=each.writer.name,
            evidence=tuple(note(f"read by {name}", None) for name in each.readers),
            advice="Let each test, or a fixture for it alone, make what it needs.",
            remedy=own_state(each, suite),
        )
