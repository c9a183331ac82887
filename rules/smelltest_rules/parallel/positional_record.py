"""SM301."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.own_members import own_member
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.positions import Pick, alone, holds_for_any, picks, ranked
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check
from smelltest.link.values import Site


@rule(
    "SM301",
    fixable="unsafe",
    needs="create change delete read",
    bad=[
        """
        import requests


        def test_told_once():
            orders = requests.get("https://shop.test/orders").json()
            assert orders[0]["amount"] == 5
                   ^^^^^^^^^ SM301 the first record of GET /orders can be anyone's
            assert orders[0]["note"] == "by hand"
            assert orders[1]["note"] == "by mail"
                   ^^^^^^^^^ SM301 the second record of GET /orders can be anyone's
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture(scope="module")
        def customer():
            made = requests.post(f"{SHOP}/customers", json={}).json()
            yield made
            requests.delete(f"{SHOP}/customers/{made['id']}")


        def test_first_address(customer):
            requests.post(f"{SHOP}/customers/{customer['id']}/addresses", json={"city": "Graz"})
            addresses = requests.get(f"{SHOP}/customers/{customer['id']}/addresses").json()
            assert addresses[0]["city"] == "Graz"
                   ^^^^^^^^^^^^ SM301 the first record of GET /customers/…/addresses can be anyone's
        """,
        """
        import os

        from pymongo import MongoClient

        shop = MongoClient(os.environ["MONGO_URL"])["shop"]


        def test_newest_document():
            newest = shop.orders.find().sort("_id", -1).limit(1)[0]
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of orders.find() can be anyone's
            assert newest["amount"] == 5
        """,
        """
        import requests


        def test_last_by_its_number():
            orders = requests.get("https://shop.test/orders").json()
            last = orders[len(orders) - 1]
                   ^^^^^^^^^^^^^^^^^^^^^^^ SM301 the last record of GET /orders can be anyone's
            assert last["amount"] == 5
        """,
        """
        import heapq
        import random

        import requests


        def test_dearest_order():
            orders = requests.get("https://shop.test/orders").json()
            dearest = heapq.nlargest(1, orders, key=lambda order: order["amount"])[0]
                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of GET /orders can be anyone's
            assert dearest["status"] == "open"


        def test_some_order():
            order = random.sample(requests.get("https://shop.test/orders").json(), 1)[0]
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM301 the first record of GET /orders can be anyone's
            assert order["status"] == "open"
        """,
        """
        import http.client
        import json


        def jobs():
            server = http.client.HTTPConnection("printers.test")
            server.request("GET", "/jobs")
            return json.loads(server.getresponse().read())


        def test_first_job_is_done():
            assert jobs()[0]["status"] == "done"
                   ^^^^^^^^^ SM301 the first record of GET /jobs can be anyone's
        """,
    ],
    good=[
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_own_order_is_listed():
            note = f"note-{uuid4()}"
            requests.post(f"{SHOP}/orders", json={"note": note})
            orders = requests.get(f"{SHOP}/orders").json()
            assert next(order for order in orders if order["note"] == note)["status"] == "open"
        """,
        """
        import random
        import string

        import stockroom

        client = stockroom.Client(host="stock.test")


        def letters():
            return "".join(random.choice(string.ascii_lowercase) for _ in range(12))


        def test_shelf():
            name = letters()
            shelves = client.get_shelves()
            assert shelves[name].size == 4
        """,
        """
        import requests
        from docks.client import DockClient

        SHOP = "https://shop.test"


        def test_a_seed_gives_the_same_order():
            once = requests.get(f"{SHOP}/songs", params={"seed": "abc"}).json()["items"]
            again = requests.get(f"{SHOP}/songs", params={"seed": "abc"}).json()["items"]
            assert once[0]["title"] == again[0]["title"]


        def test_nodes_of_own_cluster():
            requests.post(f"{SHOP}/swarm/init", json={"address": "127.0.0.1"})
            try:
                assert requests.get(f"{SHOP}/nodes").json()[0]["role"] == "leader"
            finally:
                requests.post(f"{SHOP}/swarm/leave", json={"force": True})


        def test_songs_and_how_many():
            docks = DockClient("https://docks.test")
            songs, total = docks.list_songs().data
            assert songs == total
        """,
        """
        from unittest.mock import MagicMock

        import csv
        import responses
        import requests


        @responses.activate
        def test_stub():
            responses.get("https://shop.test/orders", json=[{"id": 1}])
            assert requests.get("https://shop.test/orders").json()[0]["id"] == 1
            assert responses.calls[0].request.method == "GET"


        def test_call_list(caplog, tmp_path):
            send = MagicMock()
            send("hello")
            assert send.call_args_list[0].args[0] == "hello"
            rows = list(csv.reader((tmp_path / "out.csv").open()))
            assert rows[0] == ["id", "name"]
            assert not caplog.records or caplog.records[0].levelname == "INFO"
        """,
        """
        from django.test import TestCase

        from shop.models import Order


        class OrderTest(TestCase):
            def test_last(self):
                Order.objects.create(amount=5)
                assert self.client.get("/orders").json()[-1]["amount"] == 5
                assert Order.objects.last().amount == 5
        """,
        """
        import csv
        import json
        from unittest.mock import patch

        import requests


        @patch("shop.mails.send")
        def test_calls(send):
            requests.get("https://shop.test/orders")
            arguments, options = send.call_args
            assert arguments[0] == "welcome"
            assert send.mock_calls[-1].kwargs["kind"] == "mail"


        def test_rows_and_lines(tmp_path, caplog, capsys):
            assert list(csv.DictReader((tmp_path / "out.csv").open()))[0]["sku"] == "CHAIR"
            assert (tmp_path / "out.txt").read_text().splitlines()[-1] == "end"
            assert json.loads((tmp_path / "out.json").read_text())[0]["id"] == 1
            assert caplog.messages[-1] == "sent"
            assert capsys.readouterr().out.splitlines()[0] == "sent"
        """,
    ],
    known_as=["Data Sensitivity", "Erratic Test", "Peeping Tom", "The Sequencer", "Flaky Test"],
    settings="reference-resources unique-fields invariant-fields",
)
def positional_record(test: Test, suite: Suite) -> Iterator[Finding]:
    """A record is picked by its position in a collection that others add to.

    Found are assertions about, and requests with, the first, the last, the largest or a random record of a list that
    the test does not have for itself: `[0]`, `[-1]`, `.pop()`, `.first()`, `.last()`, `next(…)`, `max(…)`,
    `random.choice(…)`, also where the list went through a variable, a helper or a model.

    While another test runs, or another run of this one, its record stands at that position. Then the assertion speaks
    of a stranger's record, or the request changes it.

        def test_new_order(api):
            made = api.post("/orders", json={"amount": 5}).json()
            assert api.get("/orders").json()[-1]["id"] == made["id"]

    Pick the record by what only this test knows of it, its id or the unique value that it was made with:

        def test_new_order(api):
            made = api.post("/orders", json={"amount": 5}).json()
            assert made["id"] in [order["id"] for order in api.get("/orders").json()]

    Nothing is said of a list that is filtered by the test's own value, that hangs below a record of its own, that is
    read with the token of an account of its own, or of which the test has just asserted that it has one record; of
    what holds for any record (`"id" in users[0]`); of search results, where the order is what is tested; of error
    lists, mock calls, logs and files; nor in isolated tests.
    """
    found: dict[tuple[object, ...], list[tuple[Pick, Site]]] = {}
    for event in test.timeline.events:
        for pick in picks(test, event):
            if test.isolation(pick.read) is not None or ranked(pick.read) or alone(test, event, pick):
                continue
            if isinstance(event, Check) and holds_for_any(test, event, pick):
                continue
            which = (pick.read.order, pick.site.path, pick.position, *_way(pick))
            found.setdefault(which, []).append((pick, event.site))
    for (pick, decided), *others in found.values():
        yield finding(
            pick.site.path,
            pick.site.at,
            f"{pick.position} record of {spelled(pick.read)} can be anyone's",
            confidence=confidence(pick.read),
            test=test.name,
            evidence=(note("this depends on which record it is", decided), *trail(pick.read)),
            advice="Pick the record by the unique value that this test made it with.",
            remedy=own_member(
                test, suite, pick.read, pick.site.at, "pick", pick.value, (one.site.at for one, _ in others)
            ),
        )


def _way(pick: Pick) -> Iterator[object]:
    """The way to the list of which a record is picked: a test that picks one twice does it for one reason."""
    return (step.key for step in pick.value.steps[: pick.index])
