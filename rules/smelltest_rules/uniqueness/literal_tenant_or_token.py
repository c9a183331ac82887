"""SM106."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.play.http import plural
from smelltest.link.questions.claims import claim
from smelltest.link.questions.flows import Flow, credentials, fields, headers, segments, written
from smelltest.link.questions.records import keeps_nothing, lasting
from smelltest.link.suite import Suite, Test
from smelltest.link.values import Joined, Literal, Site, atoms, text_of

_TENANTS = re.compile(r"^(?:tenants?|organi[sz]ations?|orgs?)$")
_VERBS = re.compile(
    r"^(?:search|import|export|invite|invitations?|join|switch|me|current|self|members?|users?|new|default)$"
)


@rule(
    "SM106",
    needs="create change delete",
    bad=[
        """
        import httpx
        import pytest
        import requests

        SHOP = "https://shop.test"
        TOKEN = "e2684965e4b3"
                ^^^^^^^^^^^^^^ SM106 authorization is written out and sent with POST /baskets: all tests share it


        @pytest.fixture
        def shop():
            with httpx.Client(base_url=SHOP, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
                yield client


        def test_new_basket(shop):
            assert shop.post("/baskets", json={"currency": "EUR"}).status_code == 201


        def test_new_clerk():
            headers = {"X-Tenant": "acme", "X-Api-Key": "k-1"}
                                   ^^^^^^ SM106 tenant is written out and sent with POST /clerks: all tests share it
                                                        ^^^^^ SM106 api_key is written out and sent with POST /clerks: all tests share it
            assert requests.post(f"{SHOP}/clerks", headers=headers, json={"role": "clerk"}).ok


        def test_new_entry():
            entry = {"account": "acme-main", "account_id": 17, "amount": 5}
                                ^^^^^^^^^^^ SM106 account is written out and sent with POST /entries: all tests share it
            assert requests.post(f"{SHOP}/entries", json=entry).ok


        def test_new_branch():
            assert requests.post(f"{SHOP}/organizations/acme/shops", json={"organization_id": 7}).ok
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM106 /organizations/… is written out and sent with POST /organizations/acme/shops: all tests share it
                                                                                              ^ SM106 organization_id is written out and sent with POST /organizations/acme/shops: all tests share it
        """
    ],
    good=[
        """
        import requests


        def test_paid_by_a_card_for_trials():
            payment = {"token": "tok_visa", "amount": 5}
            assert requests.post("https://shop.test/payments", json=payment).status_code == 201
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_coins():
            assert requests.post(f"{SHOP}/deposits", json={"token": 10, "amount": 5}).ok


        def test_option():
            assert requests.put(f"{SHOP}/tenant/options/mail/sender", json={"value": "shop"}).ok


        def test_tenant_of_the_run(tenant):
            made = requests.post(SHOP + "/tenant/" + str(tenant.id) + "/departments/D1/reference", json={"name": "Toys"})
            assert made.ok


        def test_nobody_in_particular(order):
            assert requests.put(f"{SHOP}/orders/{order.id}/assignee", json={"account_id": "-1"}).ok
        """,
        """
        import os
        from uuid import uuid4

        import requests
        from elasticsearch import Elasticsearch

        SHOP = "https://shop.test"


        def test_configured_key():
            headers = {"Authorization": f"Bearer {os.environ['SHOP_TOKEN']}", "Accept": "application/json"}
            assert requests.post(f"{SHOP}/baskets", headers=headers, json={"currency": "EUR"}).ok


        def test_own_tenant():
            tenant = requests.post(f"{SHOP}/tenants", json={"country": "AT"}).json()
            assert requests.post(f"{SHOP}/clerks", headers={"X-Tenant": tenant["slug"]}, json={"role": "x"}).ok


        def test_reading():
            assert requests.get(f"{SHOP}/clerks", headers={"X-Tenant": "acme"}).ok


        def test_wrong_token_is_refused():
            headers = {"Authorization": "Bearer wrong"}
            assert requests.post(f"{SHOP}/baskets", headers=headers, json={}).status_code == 401


        def test_where_none_asks_for_a_key():
            headers = {"X-Api-Key": "doesn't matter"}
            assert requests.post(f"{SHOP}/baskets", headers=headers, json={"currency": "EUR"}).ok


        def test_document_that_tells_of_somebody():
            search = Elasticsearch("https://search.shop.test")
            search.index(index=f"notes-{uuid4()}", document={"organization": "acme", "text": "see there"})


        def test_token_of_login():
            token = requests.post(f"{SHOP}/login", json={"username": "clerk", "password": "x"}).json()["token"]
            assert requests.post(f"{SHOP}/baskets", headers={"Authorization": f"Bearer {token}"}, json={}).ok
        """,
        """
        import requests
        import responses


        @responses.activate
        def test_answered_by_a_stub():
            responses.post("https://shop.test/clerks", json={})
            assert requests.post("https://shop.test/clerks", headers={"X-Tenant": "acme"}, json={"role": "clerk"}).ok


        def test_fake_host():
            assert requests.post("https://httpbin.org/post", headers={"X-Tenant": "acme"}, json={"role": "clerk"}).ok
        """,
    ],
    known_as=["Hard-Coded Test Data", "Local Hero"],
    settings="fake-hosts",
)
def literal_tenant_or_token(test: Test, suite: Suite) -> Iterator[Finding]:
    """A tenant, an account, an API key or a token is written out and sent with a write.

    Found are literals in the headers of a write (`X-Tenant`, `X-Api-Key`, `Authorization`), those that the client sends
    with each request too, in fields and queries (`tenant_id`, `organization`, `api_key`), and in the path
    (`/tenants/acme/users`). The finding stands once at the literal, with a write that carries it as evidence.

    What tests write under one tenant or account, all of them see: one test's records turn up in another's list, and
    limits and settings are shared. A key that is written out works in one environment alone, and in all copies of it.

        def test_new_user(api):
            assert api.post("/users", headers={"X-Tenant": "acme"}, json={"role": "clerk"}).ok

    Make the tenant for the test, and take keys from the environment:

        def test_new_user(api, tenant):
            headers = {"X-Tenant": tenant["slug"], "X-Api-Key": os.environ["SHOP_KEY"]}
            assert api.post("/users", headers=headers, json={"role": "clerk"}).ok

    Nothing is said of reads, of requests that are expected to fail, of hosts that keep nothing (`fake-hosts`), nor of
    isolated tests. A live credential is SM405 besides.
    """
    seen: set[Site] = set()
    for flow in _sent(test):
        site = _literal(flow)
        if not _bare(flow.text) or _NOBODYS.fullmatch(_bare(flow.text)) or site in seen:
            continue
        seen.add(site)
        yield finding(
            site.path,
            site.at,
            f"{_what(flow)} is written out and sent with {spelled(flow.effect)}: all tests share it",
            confidence=confidence(flow.effect),
            test=test.name,
            evidence=(use(flow.effect, "it goes with"), *trail(flow.effect)),
            advice="Make a tenant for the test, or read the key from the environment.",
        )


_NOBODYS = re.compile(
    r"(?:does ?n['o]?t matter|whatever|irrelevant|unused|ignored?|anything|dummy|empty|none|n/?a|no[-_ ]?(?:key|token|auth)"
    r"|not[-_ ]?(?:needed|used|required|set))",
    re.IGNORECASE,
)
"""What stands in the place of a key where none is asked for: no account is behind it that tests could share."""


def _sent(test: Test) -> Iterator[Flow]:
    """What says on whose behalf the writes of a test are made."""
    for flow in fields(test, "create", "change", "delete"):
        if claim(test, flow) == "tenant":
            yield flow
    for effect in lasting(test, "create", "change", "delete"):
        if keeps_nothing(test, effect):
            continue
        for flow in written((*headers(effect), *credentials(effect))):
            if claim(test, flow) == "tenant":
                yield flow
        path = segments(effect)
        for flow in path[:-1] if len(effect.segments) > 1 else ():
            if (
                _TENANTS.match(flow.key.lower())
                and not _VERBS.match(flow.text)
                and _follows(flow)
                and not _is_part(flow)
            ):
                yield flow


def _follows(flow: Flow) -> bool:
    """Whether a segment stands right behind the one that says that a tenant comes: not `items` of `/tenant/{id}/items`."""
    path = flow.effect.segments
    before = [path[index - 1] for index, segment in enumerate(path) if segment is flow.value and index]
    return not before or any((text_of(one) or "").lower() == flow.key.lower() for one in before)


def _is_part(flow: Flow) -> bool:
    """Whether what follows is no tenant's name but a part of the one there is: `/tenant/options`."""
    return not plural(flow.key) and plural(flow.text)


def _literal(flow: Flow) -> Site:
    """The longest piece that is written out: of `f"Bearer {TOKEN}"` the token."""
    if not isinstance(flow.value, Joined):
        return flow.site
    pieces = [atom for atom in atoms(flow.value) if isinstance(atom, Literal) and atom.site is not None]
    longest = max(pieces, key=lambda piece: len(str(piece.value)), default=None)
    return longest.site if longest is not None and longest.site is not None else flow.site


def _bare(text: str) -> str:
    return re.sub(r"^(?:bearer|token|basic|api[-_ ]?key)\b", "", text, flags=re.IGNORECASE).strip()


def _what(flow: Flow) -> str:
    return f"/{flow.key}/…" if flow.role == "segment" else flow.key
