"""SM305."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.own_state import exchanged
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.changes import changes
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect


@rule(
    "SM305",
    fixable="unsafe",
    needs="create change delete hand-over",
    bad=[
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture(scope="module")
        def customer():
            made = requests.post(f"{SHOP}/customers", json={"country": "AT"}).json()
            yield made
            requests.delete(f"{SHOP}/customers/{made['id']}")


        def test_customer_is_locked(customer):
            answer = requests.patch(f"{SHOP}/customers/{customer['id']}", json={"locked": True})
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PATCH /customers/… changes a record that other tests share: the module-scoped customer made it for several tests
            assert answer.json()["locked"]
        """,
        """
        import gitlab

        git = gitlab.Gitlab("https://git.test")


        def test_limits():
            settings = git.settings.get()
            settings.signup_enabled = False
            settings.max_pages_size = 5
            settings.save()
            ^^^^^^^^^^^^^^^ SM305 settings.save() changes a record that other tests share: it is one of those that happen to be there
            settings = git.settings.get()
            settings.max_pages_size = 9
            settings.save()
            assert git.settings.get().max_pages_size == 9
        """,
        """
        import unittest

        from crm import CrmClient


        class AccountTest(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.crm = CrmClient(url="https://crm.test", token="t")
                cls.account = cls.crm.create_account(title="Tea")
                cls.addClassCleanup(cls.crm.delete_account, cls.account.id)

            def test_title(self):
                self.account.title = "Coffee"
                self.account.save()
                ^^^^^^^^^^^^^^^^^^^ SM305 account.save() changes a record that other tests share: AccountTest.setUpClass made it for several tests
                self.assertEqual(self.account.title, "Coffee")
        """,
        """
        import os

        import pytest
        from pymongo import MongoClient


        @pytest.fixture(scope="module")
        def shop():
            return MongoClient(os.environ["MONGO_URL"])["shop"]


        @pytest.fixture(scope="module")
        def shelf(shop):
            made = shop.shelves.insert_one({"floor": 1}).inserted_id
            yield made
            shop.shelves.delete_one({"_id": made})


        def test_shelf_moves(shop, shelf):
            shop.shelves.update_one({"_id": shelf}, {"$set": {"floor": 2}})
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 shelves.update_one() changes a record that other tests share: the module-scoped shelf made it for several tests
            assert shop.shelves.find_one({"_id": shelf})["floor"] == 2
        """,
        """
        from shop.client import ShopClient

        shop = ShopClient("https://shop.test")


        def test_builder():
            assert shop.api.Proxy(id=1, location=[2]).update()
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 update() changes a record that other tests share: it is named by '1', which is written out
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        def test_fake_host():
            assert requests.delete("https://jsonplaceholder.typicode.com/posts/1").ok
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 DELETE /posts/1 changes a record that other tests share: it is named by '1', which is written out


        @pytest.fixture(scope="class")
        def label():
            made = requests.post(f"{SHOP}/labels", json={"color": "red"}).json()
            yield made
            requests.delete(f"{SHOP}/labels/{made['id']}")


        class TestLabel:
            def test_blue(self, label):
                assert requests.patch(f"{SHOP}/labels/{label['id']}", json={"color": "blue"}).ok
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PATCH /labels/… changes a record that other tests share: the class-scoped label made it for several tests
        """,
        """
        import os

        import requests


        def test_currency_of_the_basket():
            headers = {"Authorization": os.environ["TOKEN"]}
            answer = requests.put("https://shop.test/basket/currency", json={"currency": "CHF"}, headers=headers)
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM305 PUT /basket/currency changes a record that other tests share: there is one for all tests
            assert answer.ok
        """,
    ],
    good=[
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def customer():
            made = requests.post(f"{SHOP}/customers", json={"country": "AT"}).json()
            yield made
            requests.delete(f"{SHOP}/customers/{made['id']}")


        def test_customer_is_locked(customer):
            answer = requests.patch(f"{SHOP}/customers/{customer['id']}", json={"locked": True})
            assert answer.json()["locked"]
        """,
        """
        import paramiko


        def test_listing():
            client = paramiko.SSHClient()
            client.connect("shop.test", username="clerk")
            _, output, _ = client.exec_command("ls", 1)
            assert output.channel.recv_exit_status() == 0
            output.channel.close()
        """,
        """
        import requests

        BOARDS = "https://shop.test/boards"


        def test_renamed():
            board = requests.post(BOARDS, json={"kind": "plan"}).json()
            requests.patch(f"{BOARDS}/{board['id']}", json={"slug": "quarter"})
            assert requests.delete(f"{BOARDS}/quarter").ok


        def test_line_of_the_cart():
            requests.post("https://shop.test/cart/items", json={"sku": "tea"})
            cart = requests.get("https://shop.test/cart").json()
            requests.delete(f"https://shop.test/cart/items/{cart['items'][0]['id']}")
        """,
        """
        import sqlite3


        def test_result_is_closed():
            found = sqlite3.connect("shop.db").execute("SELECT * FROM orders WHERE kind = 'letter'")
            assert found.fetchall()
            found.close()
        """,
        """
        from uuid import uuid4

        from shop.db import connect


        def test_invitation_is_taken_back():
            with connect() as db:
                name = uuid4().hex
                db.execute("INSERT INTO accounts (name) VALUES (?)", (name,))
                account = db.execute("SELECT * FROM accounts WHERE name = ?", (name,)).fetchone()
                account.extra.remove_invitation(account.extra.invitations[0].id)
                db.execute("DELETE FROM accounts WHERE name = ?", (name,))
        """,
        """
        import gitlab

        git = gitlab.Gitlab("https://git.test")


        def test_no_one_signs_up():
            settings = git.settings.get()
            before = settings.signup_enabled
            settings.signup_enabled = False
            settings.save()
            try:
                assert not git.settings.get().signup_enabled
            finally:
                again = git.settings.get()
                again.signup_enabled = before
                again.save()
        """,
    ],
    known_as=["Erratic Test", "Interacting Tests", "Shared Fixture", "Test Run War"],
    settings="unique-fields",
)
def shared_record_changed(test: Test, suite: Suite) -> Iterator[Finding]:
    """A record is changed that other tests use, and nothing puts it back.

    Found are writes to a record that the test did not make for itself: one that is named by a written-out id or name,
    that a fixture or setup of a class, module or session made, that was looked up or picked among those that are there,
    or the account that all tests log in as. A write is a PUT, PATCH or DELETE, an action such as `POST …/block`, a
    `save()`, a record added below it, and an assignment to what a shared fixture hands out.

    The test that runs next, or at the same time, finds the record as this one left it: locked, renamed or gone. It
    fails, and passes when it runs alone.

        def test_lock(api, project):  # a fixture of the module
            assert api.patch(f"/projects/{project['id']}", json={"locked": True}).ok

    Give the test a record of its own, or put the old value back however it ends:

        def test_lock(api, project):
            api.patch(f"/projects/{project['id']}", json={"locked": True})
            try:
                assert api.get(f"/projects/{project['id']}").json()["locked"]
            finally:
                api.patch(f"/projects/{project['id']}", json={"locked": False})

    Nothing is said where a `finally`, a finalizer or a fixture's teardown concerns the record again; of what is deleted
    to make room for what the test creates next; of requests that are expected to fail; nor in isolated tests. A value
    put back on the straight path, where a failure skips it, is SM202. The id itself, where it is written out, is SM101.
    """
    for change in changes(test):
        event = change.event
        write = event if isinstance(event, Effect) else None
        what = spelled(write) if write is not None else "this"
        origin = change.record.site
        yield finding(
            event.site.path,
            event.site.at,
            f"{what} changes a record that other tests share: {change.record.why}",
            confidence="resolved" if write is None else confidence(write),
            test=test.name,
            evidence=(
                *(() if origin is None else (note("the record comes from here", origin),)),
                *(() if write is None else trail(write)),
            ),
            advice="Make a record for this test alone and change that, or put the old value back in a finally block.",
            remedy=exchanged(test, suite, change),
        )
