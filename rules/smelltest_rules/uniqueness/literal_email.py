"""SM102."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, quoted, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.owning import own_lookup
from smelltest.judge.rule import Example, finding, rule
from smelltest.judge.uniqueness import renewed
from smelltest.link.knowledge.verbs import kind_in_store, words
from smelltest.link.play.http import asks_for_token, only_judges, opens_session
from smelltest.link.questions.claims import EMAIL, claim, unplayed
from smelltest.link.questions.flows import Flow, arguments, fields, payload, queries, segments
from smelltest.link.questions.named_records import answered_absent, expected_absent, made_by_test
from smelltest.link.questions.records import keeps_nothing, lasting
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
        """
        import pytest
        import requests

        USERS = "https://shop.test/users"
        OWNER = "owner@example.com"
                ^^^^^^^^^^^^^^^^^^^ SM102 'owner@example.com' is sent to POST /users: two runs use the same address


        @pytest.fixture
        def owner():
            user = requests.post(USERS, json={"email": OWNER, "role": "owner"}).json()
            yield user
            requests.delete(f"{USERS}/{user['id']}")


        def test_owner_can_invite(owner):
            invited = requests.post(f"{USERS}/{owner['id']}/invites", data='{"to": "guest@example.com"}')
                                                                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM102 'guest@example.com' is sent to POST /users/…/invites: two runs use the same address
            assert invited.status_code == 201


        def test_new_address(owner):
            changed = requests.patch(f"{USERS}/{owner['id']}", json={"contact": {"email": "new" + "@example.com"}})
                                                                                          ^^^^^^^^^^^^^^^^^^^^^^ SM102 'new@example.com' is sent to PATCH /users/…: two runs use the same address
            assert changed.ok


        def test_staff_is_listed():
            assert requests.get(USERS, params={"email": "staff@example.com"}).json()
                                                        ^^^^^^^^^^^^^^^^^^^ SM102 GET /users looks for 'staff@example.com', which this test did not make
        """,
        """
        from uuid import uuid4

        import pytest
        from pydantic import BaseModel
        import requests
        from myshop.models import User


        class Guest(BaseModel):
            email: str
            about: str = ""


        @pytest.fixture
        def user():
            user = User.objects.create(username=uuid4().hex)
            yield user
            user.delete()


        def test_new_address(user):
            user.email = "new@example.com"
                         ^^^^^^^^^^^^^^^^^ SM102 'new@example.com' is sent to user.save(): two runs use the same address
            user.save()
            assert user.email


        def test_guest(user):
            guest = Guest(email=f"{uuid4()}@example.com")
            other = guest.model_copy(update={"email": "other@example.com"})
                                                      ^^^^^^^^^^^^^^^^^^^ SM102 'other@example.com' is sent to POST /users/…/guests: two runs use the same address
            for body in (guest.model_dump(), other.model_dump(exclude={"email"}), other.model_dump()):
                assert requests.post(f"https://shop.test/users/{user.pk}/guests", json=body).ok
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
                """,
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
        import os
        from uuid import uuid4

        import requests

        USERS = "https://shop.test/users"


        def test_own_address():
            email = f"test-{uuid4()}@example.com"
            user = requests.post(USERS, json={"email": email}).json()
            assert requests.get(USERS, params={"email": email}).json() == [user]


        def test_invalid_address_is_refused():
            assert requests.post(USERS, json={"email": "a@b.c"}).status_code == 422


        def test_taken_address_is_refused():
            answer = requests.post(USERS, json={"email": "taken@example.com"})
            assert answer.json()["errors"] == ["already taken"]


        def test_nobody_has_it():
            assert requests.get(USERS, params={"email": "nobody@example.com"}).json() == []


        def test_token_of_the_account_of_the_environment():
            asked = {"grant_type": "password", "username": "shop@example.com", "password": os.environ["SHOP_PASSWORD"]}
            assert requests.post(os.environ["ISSUER"], data=asked).json()["access_token"]


        def test_ghost_is_not_listed():
            assert "ghost@example.com" not in [user["email"] for user in requests.get(USERS).json()]


        def test_log_in():
            account = {"email": "staff@example.com", "password": os.environ["STAFF_PASSWORD"]}
            assert requests.post("https://shop.test/login", json=account).cookies


        def test_free_address():
            answer = requests.post("https://shop.test/users/validate", json={"email": "free@example.com"})
            assert answer.json()["free"]


        def test_configured_account():
            email = os.environ.get("STAFF_EMAIL", "staff@example.com")
            assert requests.get(USERS, params={"email": email}).json()
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
        import pytest
        import requests
        from tempest.lib.common.utils import data_utils

        USERS = "https://shop.test/users"


        @pytest.mark.parametrize("email", ["plain", "a@", "@shop.test", "a b@example.com"])
        def test_no_address(email):
            assert requests.post(USERS, json={"email": email}).status_code == 400


        def test_error_names_another_field():
            answer = requests.post(USERS, json={"email": "clerk@example.com", "age": -1})
            assert "age" in answer.json()["errors"]


        def test_nobody_by_that_name():
            assert requests.get(USERS, params={"email": "ghost@example.com"}).json()["total"] == 0
            assert not requests.get(f"{USERS}?email=ghost@example.com").json()


        def test_only_the_domain_is_written_out():
            assert requests.post(USERS, json={"email": data_utils.rand_name("clerk") + "@example.com"}).ok


        @pytest.mark.usefixtures("clean_db")
        def test_database_is_reset(client):
            client.post("/users", json={"email": "clerk@example.com"})
            assert client.get("/users?q=clerk@example.com").json["total"] == 1
        """,
        """
        from shop.users import User, normalised


        def test_address_is_lowered():
            assert User(email="Clerk@Example.com", user_id=42).email == "clerk@example.com"
            assert normalised({"id": 42, "email": "clerk@example.com"})["url"] == "/users/42"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_nobody_is_found_in_the_team():
            answer = requests.post(f"{SHOP}/team/branch", json={"email": "nobody@example.com"})
            assert answer.status_code == 200
            assert answer.json()["member"]["email"] is False
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

    Nothing is said of a request that is expected to fail, of an address asserted to be absent, of a login, which names
    an account that the environment holds, of addresses read from it, of hosts that keep nothing (`fake-hosts`), nor of
    isolated tests. A real domain is SM401 besides.
    """
    for flow in fields(test, "create", "change"):
        if _is_address(test, flow):
            for each in unplayed(test, flow):
                message = f"{quoted(each.text)} is sent to {spelled(flow.effect)}: two runs use the same address"
                yield _found(test, suite, each, message, "the address goes into")
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
    sent = flow.effect.kind in {"create", "change"}
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
