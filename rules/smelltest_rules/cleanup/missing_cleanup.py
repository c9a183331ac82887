"""SM201."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, searched, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.undone import taken_away
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.builders import home
from smelltest.link.questions.cleanups import deletes_unseen
from smelltest.link.questions.leaks import leaks, topmost
from smelltest.link.suite import Suite, Test

_ADVICE = "Delete it in a finally block, a finalizer or a fixture's teardown, begun right after the create."


@rule(
    "SM201",
    needs="create",
    fixable="unsafe",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_order_is_open():
            order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /orders makes a record that nothing takes away
            assert order["status"] == "open"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_log_out_everywhere():
            requests.post(f"{SHOP}/account", json={"login": "lena"})
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /account makes a record that nothing takes away
            assert requests.delete(f"{SHOP}/account/login/all").status_code == 204
        """,
        """
        import requests

        SHOP = "https://shop.test"


        class Vouchers:
            def add_voucher(self, customer_id, amount):
                return requests.post(f"{SHOP}/vouchers/{customer_id}", json={"amount": amount})


        def test_voucher(customer_id):
            answer = Vouchers().add_voucher(customer_id, 5)
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /vouchers/… makes a record that nothing takes away
            assert answer.json()["amount"] == 5
        """,
        """
        import unittest

        from fastapi.testclient import TestClient
        from shop.main import app


        class SignUpTest(unittest.TestCase):
            def setUp(self):
                self.client = TestClient(app)

            def test_new_user(self):
                response = self.client.post("/users", json={"country": "AT"})
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /users makes a record that nothing takes away
                self.assertEqual(response.status_code, 201)
        """,
    ],
    good=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_order_is_open():
            order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            try:
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/orders/{order['id']}")


        def test_order_of_nothing_is_refused():
            assert requests.post(f"{SHOP}/orders", json={"amount": 0}).status_code == 422
        """,
        """
        import requests
        from pydantic import BaseModel


        class Answer(BaseModel):
            job: str


        def start(payload):
            return Answer(**requests.post("https://shop.test/jobs", json=payload).json())


        def test_no_kind_is_refused():
            answer = start({"size": 1})
            assert answer.status_code == 400
        """,
        Example(
            """
            import pytest


            @pytest.mark.usefixtures("tidy")
            def test_configured_cleanup(api):
                assert api.post("/drafts", json={"kind": "letter"}).ok
            """,
            files={
                "tests/conftest.py": """
                import httpx
                import pytest


                @pytest.fixture
                def api():
                    return httpx.Client(base_url="https://shop.test")


                @pytest.fixture
                def tidy():
                    yield
                """
            },
            settings={"cleanup": {"fixtures": ["tidy"]}},
        ),
        """
        import pytest
        from django.test import TestCase
        from rest_framework.test import APIClient, APITestCase
        from shop.models import Draft


        class DraftTest(TestCase):
            def test_rolled_back(self):
                Draft.objects.create(kind="letter")
                self.assertEqual(self.client.post("/drafts/", {"kind": "letter"}).status_code, 201)


        class DraftAPITest(APITestCase):
            def test_rolled_back(self):
                self.assertEqual(self.client.post("/drafts/", {"kind": "letter"}).status_code, 201)


        @pytest.mark.django_db
        def test_marked():
            assert APIClient().post("/drafts/", {"kind": "letter"}).status_code == 201


        def test_asked_for(db, client):
            assert client.post("/drafts/", {"kind": "letter"}).status_code == 201
        """,
    ],
    known_as=["Resource Leakage", "Generous Leftovers", "Sloppy Worker"],
    settings="cleanup read-only-posts fake-hosts factories",
)
def missing_cleanup(test: Test, suite: Suite) -> Iterator[Finding]:
    """A test makes a record that nothing takes away.

    Found is a create in a live test, by whatever client, helper or service object, with no cleanup anywhere: not in the
    test, its class, its fixtures, those that run unasked, or the helper itself. A purge at the start of the next run,
    or a delete in some environments only, is none.

    What each run leaves behind is there in the next: counts and first records shift, unique names are taken, lists grow
    until pages of them time out. The test that made the record passes; others fail, weeks later.

        def test_draft_is_empty(api):
            draft = api.post("/drafts", json={"kind": "letter"}).json()
            assert draft["text"] == ""

    Delete the record where that happens however the test ends, or let a fixture make it:

        def test_draft_is_empty(api):
            draft = api.post("/drafts", json={"kind": "letter"}).json()
            try:
                assert draft["text"] == ""
            finally:
                api.delete(f"/drafts/{draft['id']}")

    Nothing is said of a request that is expected to fail, of a POST that reads or opens a session (`read-only-posts`),
    of hosts that keep nothing (`fake-hosts`), of applications in the tree that only answer, of what dies with its parent
    or hangs below a record that is found itself, of what a helper makes only where there is none yet
    (`get_or_create_kind("tulip")`), of output files, of isolated tests, nor where a fixture of
    `cleanup.fixtures` tidies up. What a fixture makes is SM205, what a setup makes SM206, and what a step of a builder
    forgets to register SM204.
    """
    for create in topmost(leaks(test)):
        kind, site = home(test, create)
        if kind in {"test", "module"} and not deletes_unseen(test, create):
            yield finding(
                site.path,
                site.at,
                f"{spelled(create)} makes a record that nothing takes away",
                confidence=confidence(create),
                test=test.name,
                evidence=(*trail(create), *searched(test, create)),
                advice=_ADVICE,
                remedy=taken_away(test, suite, create, site),
            )
