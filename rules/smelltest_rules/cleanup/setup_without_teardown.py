"""SM206."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, searched, spelled, trail
from smelltest.judge.finding import Finding, Note
from smelltest.judge.remedies.cleanups import registered
from smelltest.judge.remedies.remedy import Remedy
from smelltest.judge.remedies.undone import taken_away
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.leaks import leaks, lost_half_way, topmost, torn_down
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect

_ADVICE = "Register the delete right after the create: self.addCleanup(…)."


@rule(
    "SM206",
    needs="create",
    fixable="unsafe",
    bad=[
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class OrderTest(unittest.TestCase):
            def setUp(self):
                self.order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 POST /orders in OrderTest.setUp makes a record that no teardown takes away

            def test_order_is_open(self):
                self.assertEqual(self.order["status"], "open")
        """,
        """
        from shop.client import ShopClient

        shop = ShopClient("https://shop.test")


        def setup_module():
            shop.create_catalogue(kind="summer")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 create_catalogue() in setup_module makes a record that no teardown takes away


        class TestDraft:
            def setup_method(self):
                self.draft = self.make("letter")
                             ^^^^^^^^^^^^^^^^^^^ SM206 create_draft() in TestDraft.setup_method makes a record that no teardown takes away

            def make(self, kind):
                return shop.create_draft(kind=kind)

            def test_kind(self):
                assert self.draft.kind == "letter"


        class TestCheckedDraft:
            def setup_method(self):
                self.draft = shop.create_draft(kind="letter")
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 create_draft() leaks when TestCheckedDraft.setup_method fails after it: the teardown does not run then
                assert shop.count_drafts() > 0

            def teardown_method(self):
                shop.delete_draft(self.draft.id)

            def test_kind(self):
                assert self.draft.kind == "letter"
        """,
        """
        from django.test import TestCase
        from shop.models import Draft


        class DraftTest(TestCase):
            @classmethod
            def setUpClass(cls):
                cls.draft = Draft.objects.create(kind="letter")
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 draft.create() in DraftTest.setUpClass makes a record that no teardown takes away
                super().setUpClass()
                cls.copy = Draft.objects.create(kind="letter")

            def test_kind(self):
                self.assertEqual(self.draft.kind, self.copy.kind)
        """,
    ],
    good=[
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class OrderTest(unittest.TestCase):
            def setUp(self):
                self.order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
                self.addCleanup(requests.delete, f"{SHOP}/orders/{self.order['id']}")

            def test_order_is_open(self):
                self.assertEqual(self.order["status"], "open")
        """,
        """
        import unittest
        import weakref

        import requests
        from keys import found, project_key

        DRAFTS = "https://shop.test/drafts"


        def take_away(draft):
            requests.delete(f"{DRAFTS}/{draft['id']}")


        class FinalizedTest(unittest.TestCase):
            def setUp(self):
                self.draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
                weakref.finalize(self, take_away, self.draft)

            def test_kind(self):
                self.assertEqual(self.draft["kind"], "letter")


        class ProjectTest(unittest.TestCase):
            def setUp(self):
                self.key = project_key()
                self.addCleanup(requests.delete, f"https://shop.test/project/{self.key}")
                requests.post("https://shop.test/issue", json={"fields": {"project": {"id": found(self.key)}}})

            def test_key(self):
                self.assertTrue(self.key.isupper())
        """,
        """
        from django.test import TestCase
        from shop.models import Draft


        class DraftTest(TestCase):
            @classmethod
            def setUpClass(cls):
                super().setUpClass()
                cls.draft = Draft.objects.create(kind="letter")

            @classmethod
            def setUpTestData(cls):
                cls.card = Draft.objects.create(kind="card")

            def test_kind(self):
                self.assertNotEqual(self.draft.kind, self.card.kind)
        """,
    ],
    known_as=["Resource Leakage", "Generous Leftovers"],
    settings="cleanup read-only-posts fake-hosts",
)
def setup_without_teardown(test: Test, suite: Suite) -> Iterator[Finding]:
    """A setup makes a record that no teardown is sure to take away.

    Found is a create in `setUp`, `setup_method`, `setUpClass` or `setup_module` that no teardown and no `addCleanup`
    deletes; and one that only the teardown deletes, where more of the setup can fail after it.

    Neither unittest nor pytest runs the teardown of a setup that failed. So a setup of two steps leaves the first
    record behind whenever the second fails, which on a bad day is once for each test of the class.

        class OrderTest(TestCase):
            def setUp(self):
                self.user = create_user()
                self.order = create_order(self.user)

            def tearDown(self):
                delete_order(self.order)
                delete_user(self.user)

    Register each delete right after its create. What is registered runs last first, whatever failed:

        class OrderTest(TestCase):
            def setUp(self):
                self.user = create_user()
                self.addCleanup(delete_user, self.user)
                self.order = create_order(self.user)
                self.addCleanup(delete_order, self.order)

    Nothing is said where only the create's own success check follows it, of requests that open a session or are
    expected to fail, nor of isolated tests.
    """
    for create in topmost(leaks(test)):
        if create.stage.kind == "setup":
            yield _found(
                create,
                f"{spelled(create)} in {create.stage.name} makes a record that no teardown takes away",
                taken_away(test, suite, create, create.site),
                *trail(create),
                *searched(test, create),
            )
    for create, failing in lost_half_way(test):
        yield _found(
            create,
            f"{spelled(create)} leaks when {create.stage.name} fails after it: the teardown does not run then",
            registered(torn_down(test, create.stage)),
            note("this can fail after it", failing.site),
            *trail(create),
        )


def _found(create: Effect, message: str, remedy: Remedy | None, *evidence: Note) -> Finding:
    return finding(
        create.site.path,
        create.site.at,
        message,
        confidence=confidence(create),
        test=create.stage.name,
        evidence=evidence,
        advice=_ADVICE,
        remedy=remedy,
    )
