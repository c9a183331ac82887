"""SM304."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.own_members import own_member
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.wholes import wholes
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check
from smelltest.link.values import Comparison


@rule(
    "SM304",
    fixable="unsafe",
    needs="create change delete read",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_products():
            names = [product["name"] for product in requests.get(f"{SHOP}/products").json()]
            assert names == ["Chair", "Lamp"]
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /products has just these records only while no other test adds one
        """,
        """
        import unittest

        from crm import CrmClient


        class AccountTest(unittest.TestCase):
            def setUp(self):
                self.crm = CrmClient(url="https://crm.test", token="t")

            def test_names(self):
                self.assertEqual([account.title for account in self.crm.list_accounts()], ["Tea", "Coffee"])
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 list_accounts() has just these records only while no other test adds one
                self.assertCountEqual(self.crm.list_teams(), ["red", "blue"])
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 list_teams() has just these records only while no other test adds one
                self.assertFalse(self.crm.list_leads())
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 list_leads() is empty only while no other test adds one
                self.assertEqual(len(self.crm.list_deals()), 0)
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 list_deals() is empty only while no other test adds one
        """,
        """
        import os

        import psycopg


        def test_rows_are_fetched():
            with psycopg.connect(os.environ["SHOP_DSN"]) as shop:
                assert shop.execute("SELECT * FROM refunds").fetchall() == []
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 SELECT FROM refunds is empty only while no other test adds one
        """,
        Example(
            """
            def test_none_yet(api):
                assert api.get("/orders").json() == []
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /orders is empty only while no other test adds one
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
        import requests
        from hamcrest import assert_that, contains_inanyorder, empty

        SHOP = "https://shop.test"


        def test_orders():
            assert_that(requests.get(f"{SHOP}/orders").json(), empty())
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /orders is empty only while no other test adds one


        def test_drinks():
            assert_that(requests.get(f"{SHOP}/drinks").json(), contains_inanyorder("tea", "coffee"))
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /drinks has just these records only while no other test adds one
        """,
        """
        from dataclasses import dataclass

        import requests


        @dataclass
        class Wallet:
            id: str


        def wallets():
            return [Wallet(**each) for each in requests.get("https://bank.test/wallets").json()]


        def test_no_wallet():
            assert wallets() == []
                   ^^^^^^^^^^^^^^^ SM304 GET /wallets is empty only while no other test adds one
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_names_in_order():
            shelves = requests.get(f"{SHOP}/shelves").json()
            assert sorted(shelf["wood"] for shelf in shelves) == ["ash", "oak"]
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /shelves has just these records only while no other test adds one


        def test_no_shelf_is_broken():
            assert requests.get(f"{SHOP}/shelves?broken=true").json() == []
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /shelves is empty only while no other test adds one
        """,
    ],
    good=[
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_own_product_is_listed():
            name = f"chair-{uuid4()}"
            requests.post(f"{SHOP}/products", json={"name": name})
            assert name in [product["name"] for product in requests.get(f"{SHOP}/products").json()]
        """,
        """
        from shelf.client import ShelfClient


        def test_both_shelves_hold_the_same():
            old, new = ShelfClient("https://old.test"), ShelfClient("https://new.test")
            assert [book.title for book in old.list_books()] == [book.title for book in new.list_books()]
        """,
        """
        import requests
        from bank.book import made


        def test_fields_of_the_one_balance():
            answer = requests.get("https://bank.test/accounts/mine/balance").json()
            assert list(answer["balance"]) == ["currency", "total"]


        def test_none_of_them_is_left():
            asked = {"bookIds": [made["first"], *made["others"]], "page": 0}
            assert len(requests.post("https://bank.test/accounts/search", json=asked).json()["items"]) == 0


        def test_behind_the_last_page():
            assert requests.get("https://bank.test/accounts?page=9999").json()["items"] == []
            assert len(requests.get("https://bank.test/accounts", params={"limit": 0}).json()) == 0
        """,
        """
        import sqlite3
        from pathlib import Path

        from agents import Agent

        STORE = Path("/var/lib/agents")


        def rows_of(agent):
            store = sqlite3.connect(STORE / f"{agent.id}.db")
            cursor = store.cursor()
            cursor.execute("SELECT * FROM events")
            return cursor.fetchall()


        def test_file_of_one_agent():
            agent = Agent("linux")
            assert len(rows_of(agent)) == 0
        """,
        """
        import requests
        import responses


        @responses.activate
        def test_stub():
            responses.get("https://shop.test/orders", json=[])
            assert requests.get("https://shop.test/orders").json() == []
        """,
        """
        from django.test import TestCase


        class OrderTest(TestCase):
            def test_empty(self):
                assert self.client.get("/orders").json() == []
        """,
    ],
    known_as=["Data Sensitivity", "Erratic Test", "Test Run War", "Peeping Tom", "Flaky Test"],
    settings="reference-resources unique-fields",
)
def whole_collection(test: Test, suite: Suite) -> Iterator[Finding]:
    """A collection that others add to is asserted to be empty, or compared as a whole.

    Found are assertions that a list which the test does not have for itself has no record (`== []`, `len(…) == 0`,
    `not users`), or just these (`== [first, second]`, a set of all ids), or the same ones as before.

    One record more, made by another test or left behind by a broken run, and the assertion fails, far from what it is
    about. Run alone against a fresh server it passes, so the failure is put down to the weather.

        def test_new_order(api):
            made = api.post("/orders", json={"amount": 5}).json()
            assert [order["id"] for order in api.get("/orders").json()] == [made["id"]]

    Ask whether the test's own record is there, or no longer there:

        def test_new_order(api):
            made = api.post("/orders", json={"amount": 5}).json()
            assert made["id"] in [order["id"] for order in api.get("/orders").json()]

    Nothing is said of a list that is filtered by the test's own value or by an id, that hangs below a record of its own
    or is read with the token of an account of its own; of parts of one record; nor in isolated tests. An exact number
    of records is SM302.
    """
    for event in test.timeline.events:
        if not isinstance(event, Check):
            continue
        found = wholes(test, event.condition)
        if found is None or test.isolation(found.collection.effect) is not None:
            continue
        read = found.collection.effect
        site = event.condition.site if isinstance(event.condition, Comparison) else event.site
        yield finding(
            site.path,
            site.at,
            f"{spelled(read)} {'is empty' if found.empty else 'has just these records'} only while no other test adds one",
            confidence=confidence(read),
            test=test.name,
            evidence=trail(read),
            remedy=None if found.empty else own_member(test, suite, read, site.at, "whole"),
            advice="Ask whether this test's own records are in it, or no longer in it.",
        )
