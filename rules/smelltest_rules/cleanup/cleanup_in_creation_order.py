"""SM203."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies import later, reversed_order
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.orders import misordered, parting
from smelltest.link.suite import Suite, Test


@rule(
    "SM203",
    needs="create",
    fixable="safe",
    bad=[
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


        @pytest.fixture
        def queued():
            urls = []
            yield urls
            while urls:
            ^^^^^^^^^^ SM203 the loop deletes in creation order: what POST /users made goes before what POST /orders made
                requests.delete(urls.pop(0))


        def make(urls, collection, **fields):
            record = requests.post(f"{SHOP}/{collection}", json=fields).json()
            urls.append(f"{SHOP}/{collection}/{record['id']}")
            return record


        def test_order_of_user(made):
            user = make(made, "users", country="AT")
            order = make(made, "orders", user=user["id"])
            assert order["status"] == "open"


        def test_order_in_queue(queued):
            user = make(queued, "users", country="AT")
            order = make(queued, "orders", user=user["id"])
            assert order["status"] == "open"


        def test_subcategory(made):
            parent = make(made, "categories", kind="food")
            child = make(made, "categories", kind="fruit", parent=parent["id"])
            assert child["parent"] == parent["id"]


        def test_written_out():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = None
            try:
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM203 DELETE /users/… comes too early: what POST /orders made can still depend on it
                if order:
                    requests.delete(f"{SHOP}/orders/{order['id']}")
        """,
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
                """,
            },
        ),
    ],
    good=[
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
        """
        import gitlab
        import pytest
        from uuid import uuid4

        git = gitlab.Gitlab("https://git.test")


        @pytest.fixture
        def group():
            name = f"group-{uuid4()}"
            made = git.groups.create({"name": name, "path": name})
            yield made
            git.groups.delete(name)


        @pytest.fixture
        def project(group):
            made = git.projects.create({"name": "shop", "namespace_id": group.id})
            yield made
            made.delete()


        @pytest.fixture
        def part(group, project):
            name = f"part-{uuid4()}"
            made = git.groups.create({"name": name, "path": name, "parent_id": group.id})
            yield made
            git.groups.delete(f"{group.full_path}/{name}")


        def test_part(part):
            assert part.id
        """,
        """
        import unittest

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def made():
            urls = []
            yield urls
            for url in reversed(urls):
                requests.delete(url)


        @pytest.fixture
        def stacked():
            urls = []
            yield urls
            while urls:
                requests.delete(urls.pop())


        @pytest.fixture
        def drafts():
            urls = []
            yield urls
            for url in urls:
                requests.delete(url)


        def make(urls, collection, **fields):
            record = requests.post(f"{SHOP}/{collection}", json=fields).json()
            urls.append(f"{SHOP}/{collection}/{record['id']}")
            return record


        def test_order_of_user(made, stacked):
            user = make(made, "users", country="AT")
            order = make(made, "orders", user=user["id"])
            letter = make(stacked, "letters", order=order["id"])
            card = make(stacked, "cards", letter=letter["id"])
            assert card["status"] == "open"


        def test_drafts_do_not_depend_on_each_other(drafts):
            first = make(drafts, "drafts", kind="letter")
            second = make(drafts, "drafts", kind="letter")
            assert first["id"] != second["id"]


        class OrderTest(unittest.TestCase):
            def test_registered_cleanups_run_last_first(self):
                user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                self.addCleanup(requests.delete, f"{SHOP}/users/{user['id']}")
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                self.addCleanup(requests.delete, f"{SHOP}/orders/{order['id']}")
                self.assertEqual(order["status"], "open")


        def test_written_out():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            try:
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/orders/{order['id']}")
                requests.delete(f"{SHOP}/users/{user['id']}")


        def test_neither_knows_the_other():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            product = requests.post(f"{SHOP}/products", json={"price": 100}).json()
            try:
                assert user["id"] and product["id"]
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")
                requests.delete(f"{SHOP}/products/{product['id']}")


        def test_user_takes_orders_along():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            requests.delete(f"{SHOP}/users/{user['id']}")
            assert requests.get(f"{SHOP}/orders/{order['id']}").status_code == 404
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
                """,
            },
        ),
        """
        import contextlib
        import uuid

        import pytest
        import requests

        SHOP = "https://shop.test"


        def new_user():
            return requests.post(f"{SHOP}/users", json={"login": uuid.uuid4().hex}).json()


        def test_each_has_a_value_of_its_own():
            users = [new_user() for _ in range(2)]
            try:
                assert users[0]["login"] != users[1]["login"]
            finally:
                for user in users:
                    requests.delete(f"{SHOP}/users/{user['id']}")


        def test_each_goes_before_the_next():
            for role in ("buyer", "seller"):
                user = new_user()
                order = requests.post(f"{SHOP}/orders", json={"user_id": user["id"]}).json()
                try:
                    assert order["user_id"] == user["id"]
                finally:
                    requests.delete(f"{SHOP}/orders/{order['id']}")
                    requests.delete(f"{SHOP}/users/{user['id']}")


        @pytest.fixture
        def order():
            user = new_user()
            try:
                order = requests.post(f"{SHOP}/orders", json={"user_id": user["id"]}).json()
            except requests.RequestException:
                requests.delete(f"{SHOP}/users/{user['id']}")
                raise
            yield order
            requests.delete(f"{SHOP}/orders/{order['id']}")
            requests.delete(f"{SHOP}/users/{user['id']}")


        def test_failed_half_way(order):
            assert order["status"] == "open"


        @contextlib.contextmanager
        def one_user():
            user = new_user()
            try:
                yield user
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")


        def test_stack_leaves_the_last_first():
            with contextlib.ExitStack() as stack:
                user = stack.enter_context(one_user())
                order = requests.post(f"{SHOP}/orders", json={"user_id": user["id"]}).json()
                stack.callback(requests.delete, f"{SHOP}/orders/{order['id']}")
                assert order["user_id"] == user["id"]
        """,
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
