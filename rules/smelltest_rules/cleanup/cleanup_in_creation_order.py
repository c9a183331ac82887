"""SM203."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.cleanups import later, reversed_order
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.orders import misordered, parting
from smelltest.link.suite import Suite, Test


@rule(
    "SM203",
    needs="create",
    fixable="safe",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_order_of_a_customer():
            customer = requests.post(f"{SHOP}/customers", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"customer_id": customer["id"]}).json()
            try:
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/customers/{customer['id']}")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM203 DELETE /customers/… comes too early: what POST /orders made can still depend on it
                requests.delete(f"{SHOP}/orders/{order['id']}")
        """,
        Example(
            """
            import pytest
            import requests

            SHOP = "https://shop.test"


            @pytest.fixture
            def made():
                urls = []
                yield urls
                for url in urls:
                ^^^^^^^^^^^^^^^ SM203 the loop deletes in creation order: what POST /users made goes before what POST /orders made
                    requests.delete(url)


            def make(urls, collection, **fields):
                record = requests.post(f"{SHOP}/{collection}", json=fields).json()
                urls.append(f"{SHOP}/{collection}/{record['id']}")
                return record


            def test_order_of_user(made):
                user = make(made, "users", country="AT")
                order = make(made, "orders", user=user["id"])
                assert order["status"] == "open"
            """,
            fixed="""
            import pytest
            import requests

            SHOP = "https://shop.test"


            @pytest.fixture
            def made():
                urls = []
                yield urls
                for url in reversed(urls):
                    requests.delete(url)


            def make(urls, collection, **fields):
                record = requests.post(f"{SHOP}/{collection}", json=fields).json()
                urls.append(f"{SHOP}/{collection}/{record['id']}")
                return record


            def test_order_of_user(made):
                user = make(made, "users", country="AT")
                order = make(made, "orders", user=user["id"])
                assert order["status"] == "open"
            """,
        ),
        Example(
            """
            def test_total(scenario):
                scenario.user().order(quantity=2)
                assert scenario.records["orders"]["total"] == 500
            """,
            files={
                "tests/conftest.py": """
                import httpx
                import pytest


                class Scenario:
                    def __init__(self, api):
                        self.api = api
                        self.records = {}

                    def _add(self, collection, **fields):
                        self.records[collection] = self.api.post(f"/{collection}", json=fields).json()
                        return self

                    def user(self):
                        return self._add("users", country="AT")

                    def order(self, quantity):
                        return self._add("orders", user=self.records["users"]["id"], quantity=quantity)

                    def clear(self):
                        for collection, record in self.records.items():
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM203 the loop deletes in creation order: what POST /users made goes before what POST /orders made
                            self.api.delete(f"/{collection}/{record['id']}")


                @pytest.fixture
                def scenario():
                    with httpx.Client(base_url="https://shop.test") as api:
                        scenario = Scenario(api)
                        yield scenario
                        scenario.clear()
                """
            },
        ),
    ],
    good=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_order_of_a_customer():
            customer = requests.post(f"{SHOP}/customers", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"customer_id": customer["id"]}).json()
            try:
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/orders/{order['id']}")
                requests.delete(f"{SHOP}/customers/{customer['id']}")
        """,
        """
        from uuid import uuid4

        import requests
        from cabinet.client import CabinetClient

        SHOP = "https://shop.test"
        store = CabinetClient(SHOP)


        def test_items_go_with_their_drawer():
            first, second, colour = f"first-{uuid4()}", f"second-{uuid4()}", f"red-{uuid4()}"
            store.create_drawer({"id": first, "colour": colour})
            store.create_drawer({"id": second, "colour": "blue"})
            store.create_item(drawer_id=first, item={"id": f"a-{uuid4()}"})
            store.create_item(drawer_id=second, item={"id": f"b-{uuid4()}", "tag": colour})
            try:
                assert requests.get(f"{SHOP}/drawers", params={"colour": colour}).json()
            finally:
                requests.delete(f"{SHOP}/drawers/{first}")
                requests.delete(f"{SHOP}/drawers/{second}")
        """,
        Example(
            """
            def test_order_of_user(order, user):
                assert order["user"] == user["id"]
            """,
            files={
                "tests/conftest.py": """
                import pytest
                import requests

                SHOP = "https://shop.test"


                @pytest.fixture
                def user():
                    user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                    yield user
                    requests.delete(f"{SHOP}/users/{user['id']}")


                @pytest.fixture
                def order(user):
                    order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                    yield order
                    requests.delete(f"{SHOP}/orders/{order['id']}")
                """
            },
        ),
        """
        import unittest

        import requests
        from shop.client import ShopClient

        SHOP = "https://shop.test"
        shop = ShopClient(SHOP)


        def test_finalizers(request):
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            request.addfinalizer(lambda: requests.delete(f"{SHOP}/users/{user['id']}"))
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            request.addfinalizer(lambda: requests.delete(f"{SHOP}/orders/{order['id']}"))
            assert order["status"] == "open"


        class VolumeTest(unittest.TestCase):
            def test_waits_after_the_delete(self):
                volume = shop.create_volume(size=1)
                self.addCleanup(shop.wait_for_volume_deletion, volume["id"])
                self.addCleanup(shop.delete_volume, volume["id"])
                self.assertEqual(volume["size"], 1)
        """,
        """
        import uuid

        import requests

        JOBS = "https://shop.test/jobs"


        def test_a_label_in_common_is_no_reference():
            label = uuid.uuid4().hex
            jobs = [requests.post(JOBS, json={"kind": kind, "label": label}).json() for kind in ("pack", "ship")]
            try:
                assert jobs[0]["label"] == jobs[1]["label"]
            finally:
                for job in jobs:
                    requests.delete(f"{JOBS}/{job['id']}")
        """,
    ],
    known_as=["Resource Leakage"],
    settings="fake-hosts",
)
def cleanup_in_creation_order(test: Test, suite: Suite) -> Iterator[Finding]:
    """Records are deleted in the order in which they were made, dependents last.

    Found is a loop over what a test made that begins with the first, a queue emptied by `pop(0)`, and deletes written
    out in that order; where a later record can depend on an earlier one, since it is of another kind, or was made with
    the other's id.

    The server refuses to delete a user who still has an order, or deletes the order too, and the next delete finds
    nothing. Since cleanups mostly swallow errors, neither shows: what shows is the user, run after run.

        yield urls
        for url in urls:
            api.delete(url)

    Begin with the last:

        yield urls
        for url in reversed(urls):
            api.delete(url)

    `addCleanup`, `addfinalizer`, exit stacks and pytest's fixtures do so by themselves. Nothing is said of records of
    one kind that don't name each other, of deletes written out for records whose payloads are known and name no other,
    of a delete that is what the test checks, nor of isolated tests.
    """
    for found in misordered(test):
        first, second = spelled(found.first), spelled(found.second)
        message = (
            f"the loop deletes in creation order: what {first} made goes before what {second} made"
            if found.loop
            else f"{spelled(found.delete)} comes too early: what {second} made can still depend on it"
        )
        yield finding(
            found.site.path,
            found.site.at,
            message,
            confidence=confidence(found.delete),
            test=test.name,
            evidence=(
                note(f"made first: {first}", found.first.site),
                note(f"made after it: {second}", found.second.site),
                *trail(found.delete),
            ),
            advice="Go through the list with reversed()." if found.loop else "Delete the later record first.",
            remedy=reversed_order(found.site.at)
            if found.loop
            else later(found.site, parting(found.after, found.delete)),
        )
