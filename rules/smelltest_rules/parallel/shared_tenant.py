"""SM308."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, quoted, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.flows import Flow
from smelltest.link.questions.tenants import tenants
from smelltest.link.suite import Suite, Test
from smelltest.read.facts import Module


@rule(
    "SM308",
    scope="file",
    default=False,
    bad=[
        """
        import requests

        SHOP = "https://shop.test"
        TENANT = {"X-Tenant": "acme"}
                              ^^^^^^ SM308 test_order and test_voucher write into tenant 'acme'


        def test_order():
            assert requests.post(f"{SHOP}/orders", headers=TENANT, json={"amount": 5}).ok


        def test_voucher():
            assert requests.post(f"{SHOP}/vouchers", headers=TENANT, json={"amount": 5}).ok
        """,
        """
        import httpx
        import pytest


        @pytest.fixture
        def shop():
            with httpx.Client(base_url="https://shop.test") as client:
                yield client


        def test_order(shop):
            assert shop.post("/tenants/acme/orders", json={"amount": 5}).status_code == 201
                             ^^^^^^^^^^^^^^^^^^^^^^ SM308 test_order and test_voucher write into tenant 'acme'


        def test_voucher(shop):
            assert shop.post("/tenants/acme/vouchers", json={"amount": 5}).status_code == 201
                             ^^^^^^^^^^^^^^^^^^^^^^^^ SM308 test_order and test_voucher write into tenant 'acme'


        def test_branch(shop):
            assert shop.post("/branches", json={"tenant_id": "acme", "city": "Graz"}).status_code == 201
                                                             ^^^^^^ SM308 test_order and test_voucher write into tenant 'acme'
        """,
    ],
    good=[
        """
        from uuid import uuid4

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def tenant():
            made = requests.post(f"{SHOP}/tenants", json={"title": uuid4().hex}).json()
            yield {"X-Tenant": made["id"]}
            requests.delete(f"{SHOP}/tenants/{made['id']}")


        def test_order(tenant):
            assert requests.post(f"{SHOP}/orders", headers=tenant, json={"amount": 5}).ok


        def test_voucher(tenant):
            assert requests.post(f"{SHOP}/vouchers", headers=tenant, json={"amount": 5}).ok


        def test_reading():
            assert requests.get(f"{SHOP}/orders", headers={"X-Tenant": "acme"}).ok


        def test_reading_too():
            assert requests.get(f"{SHOP}/vouchers", headers={"X-Tenant": "acme"}).ok


        def test_the_only_one_there():
            assert requests.post(f"{SHOP}/orders", headers={"X-Tenant": "emca"}, json={"amount": 5}).ok
        """
    ],
    known_as=["Test Run War", "Shared Fixture"],
)
def shared_tenant(module: Module, suite: Suite) -> Iterator[Finding]:
    """Several tests write into one written-out tenant.

    Found are tenants, organisations, workspaces and accounts that are named by a literal in a header, a query, a
    payload or a path, and into which more than one test of a file writes.

    Where the API takes a tenant, it is the cheapest wall there is between tests: what one test makes, another does not
    see. In one tenant they count and list each other's records.

        def test_order(api):
            assert api.post("/orders", headers={"X-Tenant": "acme"}, json={"amount": 5}).ok

    Make a tenant for each test, and delete it with all that is in it:

        def test_order(api, tenant):
            assert api.post("/orders", headers={"X-Tenant": tenant["id"]}, json={"amount": 5}).ok

    Nothing is said of tenants that are only read, that one test alone writes to, nor of isolated tests. The rule is off
    unless selected: many systems have no tenants, or make none for a test. The literal itself is SM106.
    """
    writers: dict[str, list[tuple[Test, Flow]]] = {}
    for test in suite.tests:
        for flow in tenants(test):
            writers.setdefault(flow.text, []).append((test, flow))
    for text, uses in writers.items():
        names = list(dict.fromkeys(test.name for test, _ in uses))
        if len(names) < 2:
            continue
        for test, flow in uses:
            other = next(name for name in names if name != test.name)
            yield finding(
                flow.site.path,
                flow.site.at,
                f"{names[0]} and {names[1]} write into tenant {quoted(text)}",
                confidence=confidence(flow.effect),
                test=test.name,
                evidence=(note(f"{other} writes into it too", None), *trail(flow.effect)),
                advice="Make a tenant for each test.",
            )
