"""SM205."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, searched, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.undone import taken_away
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.builders import home
from smelltest.link.questions.leaks import leaks, topmost
from smelltest.link.suite import Suite, Test

_ADVICE = "Yield the record, and delete it after the yield."


@rule(
    "SM205",
    needs="create",
    fixable="unsafe",
    bad=[
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def order():
            return requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 POST /orders in a fixture makes a record that no teardown takes away


        def test_order_is_open(order):
            assert order["status"] == "open"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def other_booking():
            made = requests.post(f"{SHOP}/bookings", json={"kind": "table"}).json()
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 POST /bookings in a fixture makes a record that no teardown takes away
            yield made
            requests.post(f"{SHOP}/bookings/cancel", json={"reason": "late"})


        def test_kept(other_booking):
            assert other_booking["id"]
        """,
        """
        import pytest
        import requests

        DRAFTS = "https://shop.test/drafts"


        @pytest.fixture
        def draft():
            return requests.post(DRAFTS, json={"kind": "letter"}).json()
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 POST /drafts in a fixture makes a record that no teardown takes away


        @pytest.fixture
        def card():
            response = requests.post(DRAFTS, json={"kind": "card"})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 POST /drafts in a fixture makes a record that no teardown takes away
            response.raise_for_status()
            yield response.json()


        @pytest.fixture
        def make_draft():
            def make(kind):
                return requests.post(DRAFTS, json={"kind": kind}).json()
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 POST /drafts in a fixture makes a record that no teardown takes away

            return make


        def test_drafts(draft, card, make_draft):
            assert len({draft["id"], card["id"], make_draft("letter")["id"]}) == 3
        """,
    ],
    good=[
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def order():
            made = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            yield made
            requests.delete(f"{SHOP}/orders/{made['id']}")


        def test_order_is_open(order):
            assert order["status"] == "open"
        """,
        """
        import sqlite3

        import pytest


        @pytest.fixture(scope="session")
        def tulips():
            db = sqlite3.connect("garden.db")
            db.execute("CREATE TABLE tulips (id TEXT PRIMARY KEY, colour TEXT)")
            db.execute("INSERT INTO tulips (id, colour) VALUES ('t', 'red')")
            yield db
            db.execute("DROP TABLE tulips")


        def test_red(tulips):
            assert tulips.execute("SELECT colour FROM tulips WHERE id = 't'").fetchone() == ("red",)
        """,
        """
        import os

        import pytest
        import requests


        @pytest.fixture
        def token():
            keys = {"user": os.environ["SHOP_USER"], "password": os.environ["SHOP_PASSWORD"]}
            return requests.post("https://shop.test/v1/userLogin", json=keys).json()["token"]


        @pytest.fixture(params=["/predict", "/v1/chat/completions", "/users/exists", "/token/validate", "/jwt/create"])
        def answer(request):
            return requests.post(f"https://shop.test{request.param}", json={"text": "red shoes"}).json()


        def test_token(token, answer):
            assert token and answer
        """,
        """
        import pytest
        import stockroom

        client = stockroom.Client(host="stock.test")


        @pytest.fixture
        def policy():
            policy = client.get_policy("shelf")
            policy.bindings.add().role = "reader"
            return policy


        def test_policy_is_built_here(policy):
            assert policy.bindings
        """,
        Example(
            """
            def test_draft(draft):
                assert draft["kind"] == "letter"
            """,
            files={
                "tests/conftest.py": """
                import pytest
                import requests
                import responses

                DRAFTS = "https://shop.test/drafts"


                @pytest.fixture(autouse=True)
                def stub():
                    with responses.RequestsMock() as stub:
                        stub.add(responses.POST, DRAFTS, json={"kind": "letter"})
                        yield stub


                @pytest.fixture
                def draft(stub):
                    return requests.post(DRAFTS, json={"kind": "letter"}).json()
                """
            },
        ),
        """
        import pytest
        from shop.models import Draft


        @pytest.fixture
        def draft(db):
            return Draft.objects.create(kind="letter")


        def test_draft(draft, client):
            assert client.get(f"/drafts/{draft.pk}").status_code == 200
        """,
    ],
    known_as=["Resource Leakage", "Generous Leftovers", "Sloppy Worker"],
    settings="cleanup read-only-posts fake-hosts",
)
def fixture_without_teardown(test: Test, suite: Suite) -> Iterator[Finding]:
    """A fixture makes a record and never takes it away.

    Found is a create in a fixture that returns, or yields with nothing after; of a fixture that yields a function, the
    create inside, where nothing deletes what the function made.

    Each test that asks for the fixture leaves a record behind, so the data grows with every run, and faster than
    anyone's own tests do. A fixture is also the one place where a single line would end it.

        @pytest.fixture
        def draft(api):
            return api.post("/drafts", json={"kind": "letter"}).json()

    Yield the record, and delete it after the `yield`: pytest goes on there however the test ended.

        @pytest.fixture
        def draft(api):
            draft = api.post("/drafts", json={"kind": "letter"}).json()
            yield draft
            api.delete(f"/drafts/{draft['id']}")

    Nothing is said where a finalizer, a registry or another fixture takes the record away, where it dies with its
    parent, of requests that open a session or are expected to fail, nor of isolated tests. A delete in some
    environments only is no teardown.
    """
    for create in topmost(leaks(test)):
        kind, site = home(test, create)
        if kind == "fixture":
            yield finding(
                site.path,
                site.at,
                f"{spelled(create)} in a fixture makes a record that no teardown takes away",
                confidence=confidence(create),
                test=create.stage.name if create.stage.kind == "fixture" else test.name,
                evidence=(*trail(create), *searched(test, create)),
                advice=_ADVICE,
                remedy=taken_away(test, suite, create, site),
            )
