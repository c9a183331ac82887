"""SM102."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, quoted, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.own_records import own_lookup
from smelltest.judge.remedies.uniqueness import renewed
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.knowledge.verbs import kind_in_store, words
from smelltest.link.play.http import asks_for_token, only_judges, opens_session
from smelltest.link.questions.assumed import assumed
from smelltest.link.questions.claims import EMAIL, claim, unplayed
from smelltest.link.questions.flows import Flow, arguments, fields, payload, queries, segments
from smelltest.link.questions.named_records import answered_absent, expected_absent, made_by_test
from smelltest.link.questions.records import keeps_nothing, lasting
from smelltest.link.questions.refused_values import refused_values
from smelltest.link.questions.sharing import by_product
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect

_SETTINGS = re.compile(r"(?:^|/)(?:config|configuration|settings|conf|env|environment)\.py$")
"""Files of settings: an account that they name is the environment's."""


@rule(
    "SM102",
    needs="create change delete read",
    fixable="safe",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_customer():
            customer = {"email": "alice@test.com", "country": "AT"}
                                 ^^^^^^^^^^^^^^^^ SM102 'alice@test.com' is sent to POST /customers: two runs use the same address
            assert requests.post(f"{SHOP}/customers", json=customer).status_code == 201
        """,
        """
        from collections import namedtuple

        import pytest
        import requests


        @pytest.fixture
        def clerk():
            person = namedtuple("Person", "login, email")
            return person(login="lena", email="lena@shop.test")
                                              ^^^^^^^^^^^^^^^^ SM102 'lena@shop.test' is sent to POST /account: two runs use the same address


        def test_account(clerk):
            assert requests.post("https://shop.test/account", json={"login": clerk.login, "email": clerk.email}).ok
        """,
        Example(
            """
            def test_welcome(accounts):
                assert accounts.sign_up("welcome@example.com")["welcomed"]
                                        ^^^^^^^^^^^^^^^^^^^^^ SM102 'welcome@example.com' is sent to POST /accounts: two runs use the same address
            """,
            files={
                "tests/conftest.py": """
                import httpx
                import pytest


                class Accounts:
                    def __init__(self, http):
                        self.http = http

                    def sign_up(self, address):
                        return self.http.post("/accounts", json={"email": address}).json()


                @pytest.fixture
                def accounts():
                    with httpx.Client(base_url="https://shop.test") as http:
                        yield Accounts(http)
                """
            },
        ),
        """
        import pytest
        import requests


        @pytest.mark.parametrize(("email", "status"), [("plain", 422), ("clerk@example.com", 201)])
                                                                        ^^^^^^^^^^^^^^^^^^^ SM102 'clerk@example.com' is sent to POST /users: two runs use the same address
        def test_new_user(email, status):
            assert requests.post("https://shop.test/users", json={"email": email}).status_code == status
        """,
        """
        import pytest
        import requests

        GUESTS = [
            {"email": "ada@example.com"},
                      ^^^^^^^^^^^^^^^^^ SM102 'ada@example.com' is sent to POST /guests: two runs use the same address
            {"email": "bo@example.com"},
                      ^^^^^^^^^^^^^^^^ SM102 'bo@example.com' is sent to POST /guests: two runs use the same address
        ]


        @pytest.fixture(params=GUESTS)
        def guest(request):
            made = requests.post("https://inn.test/guests", json=request.param).json()
            yield made
            requests.delete(f"https://inn.test/guests/{made['id']}")


        def test_guest(guest):
            assert guest["id"]
        """,
    ],
    good=[
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_new_customer():
            email = f"test-{uuid4()}@example.com"
            assert requests.post(f"{SHOP}/customers", json={"email": email}).json()["email"] == email


        def test_no_address():
            assert requests.post(f"{SHOP}/customers", json={"email": "alice@"}).status_code == 422
        """,
        """
        import json

        import redis

        cache = redis.Redis(host="cache.test")


        def test_code_of_somebody():
            assert json.loads(cache.get("code_ada@example.com"))["token"]
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_clerks_of_its_own_tenant():
            tenant = requests.post(f"{SHOP}/tenants", json={"plan": "free"}).json()
            assert requests.post(f"{SHOP}/tenants/{tenant['id']}/users", json={"email": "clerk@example.com"}).ok
        """,
        """
        from unittest.mock import patch

        import requests


        @patch("requests.post")
        def test_payload(post):
            requests.post("https://shop.test/users", json={"email": "clerk@example.com"})
            post.assert_called_once()


        def test_repository_is_cloned():
            body = {"url": "git@code.test", "about": "Write to staff@example.com, please"}
            assert requests.post("https://shop.test/clones", json=body).ok


        def test_fake_server():
            assert requests.post("https://reqres.in/api/users", json={"email": "eve@example.com"}).ok
        """,
        """
        import pytest
        from myshop.models import User

        pytestmark = pytest.mark.django_db


        def test_own_account(client):
            assert client.post("/users", {"email": "anna@example.com"}).status_code == 201
        """,
        """
        from shop.users import User, normalised


        def test_address_is_lowered():
            assert User(email="Clerk@Example.com", user_id=42).email == "clerk@example.com"
            assert normalised({"id": 42, "email": "clerk@example.com"})["url"] == "/users/42"
        """,
    ],
    known_as=["Identity Dodgems", "Unrepeatable Test", "Test Run War", "Hard-Coded Test Data"],
    settings="fake-hosts read-only-posts helpers",
)
def literal_email(test: Test, suite: Suite) -> Iterator[Finding]:
    """An email address is written out where each run needs its own.

    Found are addresses that reach a create or an update, in whatever field, through helpers, service objects and text
    that is JSON; and those by which a record is looked up that the test did not make.

    Most systems accept an address once. The second run of such a test fails with "already taken", and so does a copy
    of it that runs at the same time, or another test with the same idea. Where addresses may repeat, a lookup by one
    finds what an earlier run left behind.

        def test_sign_up(api):
            assert api.post("/users", json={"email": "alice@example.com"}).status_code == 201

    Make the address where it is used, at a domain that is reserved for tests:

        def test_sign_up(api):
            email = f"test-{uuid4()}@example.com"
            assert api.post("/users", json={"email": email}).status_code == 201

    Nothing is said of a request that is expected to fail, unless another test of the file shows whose address is taken, of an address asserted to be absent, of a login, which names
    an account that the environment holds, of addresses read from it, of hosts that keep nothing (`fake-hosts`), nor of
    isolated tests. A real domain is SM401 besides.
    """
    for flow in fields(test, "create", "change"):
        if _is_address(test, flow):
            for each in unplayed(test, flow):
                message = f"{quoted(each.text)} is sent to {spelled(flow.effect)}: two runs use the same address"
                yield _found(test, suite, each, message, "the address goes into")
    for flow in (each for each in refused_values(test, suite) if claim(test, each) == "email"):
        message = f"{quoted(flow.text)} is refused since it is taken, by a record that this test did not make"
        yield _found(test, suite, flow, message, "the address goes into")
    yield from _looked_for(test, suite)
    for flow in assumed(test, suite) if suite.mending else ():
        if EMAIL.match(flow.text):
            yield _found(
                test, suite, flow, f"{quoted(flow.text)} is taken to be somebody's", "the address is sought in"
            )


def _looked_for(test: Test, suite: Suite) -> Iterator[Finding]:
    """The addresses by which a test looks for records that it did not make."""
    for effect in lasting(test, "read", "delete"):
        asked = [flow for flow in _asked(effect) if "@" in flow.text and EMAIL.match(flow.text)]
        if not asked or keeps_nothing(test, effect) or _logs_in(effect) or by_product(effect):
            continue
        if kind_in_store(effect.access.client, effect.verb):
            continue  # A key of a cache is no address: `redis.get("code:ada@example.com")`.
        if expected_absent(test, effect):
            continue
        for flow in asked:
            if not made_by_test(test, flow) and not _SETTINGS.search(flow.site.path):
                message = f"{spelled(effect)} looks for {quoted(flow.text)}, which this test did not make"
                yield _found(test, suite, flow, message, "the address is looked for by")


def _is_address(test: Test, flow: Flow) -> bool:
    """Whether what is sent is an email, and of more than somebody who is asked for and not found: `POST /invited`."""
    sent = claim(test, flow) == "email" or (flow.role == "argument" and EMAIL.match(flow.text) is not None)
    return sent and not answered_absent(test, flow.effect, flow.key)


def _logs_in(effect: Effect) -> bool:
    """Whether an account that the environment holds is logged in, by a request or a method that fetches a token."""
    if opens_session(effect.segments) or any(map(asks_for_token, (effect.fields, effect.query))):
        return True
    return effect.access.kind == "sdk" and bool({"token", "login", "authenticate"} & set(words(effect.verb)))


def _asked(effect: Effect) -> Iterator[Flow]:
    yield from queries(effect)
    yield from segments(effect)
    yield from arguments(effect)
    if not only_judges(effect.segments):
        yield from payload(effect)


def _found(test: Test, suite: Suite, flow: Flow, message: str, verb: str) -> Finding:
    sent = flow.effect.kind in {"create", "change"} and flow.effect.order not in test.timeline.rejected
    return finding(
        flow.site.path,
        flow.site.at,
        message,
        confidence=confidence(flow.effect),
        test=test.name,
        evidence=(use(flow.effect, verb), *trail(flow.effect)),
        advice="Make the address where it is used." if sent else "Make the record, and look for its own address.",
        remedy=renewed(test, suite, flow, "email", own_domains=test.settings.own_domains)
        if sent
        else own_lookup(test, suite, flow),
    )
