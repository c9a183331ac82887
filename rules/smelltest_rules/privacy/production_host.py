"""SM403."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from smelltest.judge.repeats import once_a_file
from smelltest.judge.rule import Example, Finding, finding, rule
from smelltest.link.knowledge.hosts import MAYBE_PRODUCTION, hosts, is_host, production_label
from smelltest.link.knowledge.verbs import words
from smelltest.link.texts.content import HOLE, Content, Passage

_MAYBE = re.compile(r"(?<![a-z])(?:prod(?:uction)?|prd|live)\d*(?![a-z])", re.IGNORECASE)
_ANYTHING = re.compile(r"\w")
_OF_HOST = re.compile(r"\b(?:host|hostname|server|servers|endpoint|address|domain|broker|brokers|node)s?$|\bbase url$")
_ENVIRONMENT = re.compile(r"prod(?:uction)?|prd|live", re.IGNORECASE)
"""A word that alone says which environment is meant, and where no host."""
_FORBIDDEN = re.compile(
    r"\b(?:forbid\w*|block\w*|den(?:y|ied)|disallow\w*|reject\w*|refus\w*|never|guard\w*|protected)\b"
)


@rule(
    "SM403",
    scope="content",
    bad=[
        """
        import requests

        BASE_URL = "https://api.prod.bluepeakcoffee.com/v2"
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 'api.prod.bluepeakcoffee.com' is a production host, by its label 'prod'

        def test_orders(db):
            assert requests.get(f"{BASE_URL}/orders").ok
            db.connect("postgresql://shop:pw@orders-production.cluster.internal:5432/shop")
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 'orders-production.cluster.internal' is a production host, by its label 'orders-production'
            db.connect("host=prod-db port=5432 dbname=shop")
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 'prod-db' is a production host, by its label 'prod-db'
            db.connect(host="db1.live.bluepeakcoffee.com", port=5432)
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 'db1.live.bluepeakcoffee.com' is a production host, by its label 'live'
            db.connect("mongodb://db1.bluepeakcoffee.com:27017,db2.prod.bluepeakcoffee.com:27017/shop")
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 'db2.prod.bluepeakcoffee.com' is a production host, by its label 'prod'
        """,
        """
        import responses

        @responses.activate
        def test_mocked(name):
            responses.add("GET", "https://live-api.bluepeakcoffee.com/orders", json=[])
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 'live-api.bluepeakcoffee.com' is a production host, by its label 'live-api'
            assert fetch(f"https://{name}.prod.bluepeakcoffee.com/orders") == []
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 '….prod.bluepeakcoffee.com' is a production host…
        """,
        Example(
            """
            def test_orders(client):
                assert client.get("https://shop.bluepeakcoffee.com/orders").ok
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 'shop.bluepeakcoffee.com' is a production host, as the settings say
            """,
            settings={"production-hosts": ["*.bluepeakcoffee.com"]},
            files={
                "tests/.env": """
                SHOP_URL=https://shop.prod.bluepeakcoffee.io
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM403 'shop.prod.bluepeakcoffee.io' is a production host, by its label 'prod'
                DB_HOST=prod-db.internal
                        ^^^^^^^^^^^^^^^^ SM403 'prod-db.internal' is a production host, by its label 'prod-db'
                """
            },
        ),
    ],
    good=[
        """
        import os
        import requests

        BASE_URL = os.environ["SHOP_URL"]

        def test_other_hosts(client):
            requests.get("https://staging.bluepeakcoffee.com/orders")
            requests.get("https://pre-prod.bluepeakcoffee.com/orders")
            requests.get("https://api.preprod.bluepeakcoffee.com/orders")
            requests.get("https://prod-copy.test.bluepeakcoffee.com/orders")
            requests.get("https://login.live.com/oauth20_token.srf")
            requests.get("https://live-scores.bluepeakcoffee.com/")
            requests.get("https://products.bluepeakcoffee.com/delivery")
            requests.get("https://www.productionline.com/live/prod")
        """,
        """
        def test_published(client):
            assert client.servers == ["https://prod.example.com", "https://stag.example.com", "http://prod.test"]
            assert client.docs == "https://docs.live.bluepeakcoffee.com/production"
            assert client.stage == "production" and client.branch == "prod"
            assert client.path == "/v1/prod/live.json"
        """,
        """
        FORBIDDEN_HOSTS = ["api.prod.bluepeakcoffee.com", "https://live.bluepeakcoffee.com"]

        def test_guard(base_url):
            assert base_url not in FORBIDDEN_HOSTS
        """,
        """
        import pytest
        from shop import address_of

        SERVERS = {"production": "https://api.bluepeakcoffee.com", "sandbox": "https://sandbox.bluepeakcoffee.com"}


        @pytest.mark.parametrize("server", ["production", "live"])
        def test_address(server):
            assert address_of(SERVERS, server) == SERVERS[server]
        """,
        """
        from shop.config import Settings


        def test_production_settings():
            settings = Settings(environment="production", base_url="https://api.production.example.com")
            assert settings.is_production
        """,
    ],
    settings="production-hosts",
)
def production_host(content: Content) -> Iterator[Finding]:
    """A test names a host that is production.

    It finds URLs and connection strings, and what is given to a `host`, whose host has a label that says
    `prod`, `production` or `live` (`api.prod.…`, `orders-production.…`, `live.…`), or that the settings name.

    A test that reaches production writes among the records of customers, or waits for the day on which it does:
    one environment variable that is not set, one mock that does not match.

        BASE_URL = "https://api.prod.bluepeakcoffee.com"

    Read the address from the environment, without a default that is production:

        BASE_URL = os.environ["SHOP_URL"]

    It finds them in tests with mocks too. It is silent for domains that are there for examples
    (`prod.example.com`), for hosts whose name says that they are not quite production (`pre-prod`, `prod-copy`),
    for documentation, and for lists of what is forbidden.

    The setting `production-hosts` names further hosts, as globs: `*.bluepeakcoffee.com`.
    """
    yield from once_a_file(content, _all(content))


def _all(content: Content) -> Iterator[Finding]:
    configured = content.settings.production_hosts
    for passage in content.passages(*((_ANYTHING,) if configured else (_MAYBE, MAYBE_PRODUCTION))):
        if _FORBIDDEN.search("; ".join(map(_spoken, passage.names))):
            continue
        for start, host in _named(passage):
            why = _reason(host, configured)
            if why is not None:
                site = passage.site(start + len(host) - 1)
                yield finding(
                    site.path,
                    site.at,
                    f"'{host.replace(HOLE, '…')}' is a production host, {why}",
                    confidence="certain",
                    test=passage.scope or None,
                    advice="Read the address from the environment, with no default that is production.",
                )
                break


def _named(passage: Passage) -> Iterator[tuple[int, str]]:
    """The hosts in a passage, each with where it stands."""
    yield from hosts(passage.text)
    named = is_host(passage.text) and not _ENVIRONMENT.fullmatch(passage.text)
    if named and any(_OF_HOST.search(_spoken(name)) for name in passage.names[:1]):
        yield 0, passage.text.partition(":")[0]


def _reason(host: str, configured: tuple[str, ...]) -> str | None:
    if any(fnmatchcase(host.lower(), glob) for glob in configured):
        return "as the settings say"
    label = production_label(host)
    return None if label is None else f"by its label '{label}'"


def _spoken(name: str) -> str:
    return " ".join(words(name))
