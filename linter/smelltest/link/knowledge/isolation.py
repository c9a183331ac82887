"""What makes a test's writes die with it: mocks of HTTP, and databases that roll back."""

from __future__ import annotations

import re
from functools import lru_cache

HTTP_FIXTURES = frozenset(
    "requests_mock respx_mock httpx_mock httpx2_mock responses aioresponses mocked_responses mock_responses aiohttp_mock httpretty"
    " vcr vcr_cassette httpserver make_httpserver betamax_session betamax_recorder requests_mocker mock_aioresponse pook".split()
)
"""Fixtures of plugins that answer in a server's place."""

DATABASE_FIXTURES = frozenset(
    "db transactional_db django_db_reset_sequences django_db_serialized_rollback downgrade live_server postgresql mysql"
    " postgresql_proc mongodb redisdb pgsql".split()
)
"""Fixtures of plugins that roll back, truncate, or make a database for one test."""

RESETS = re.compile(
    r"(?:^|_)(?:(?:clean|clear|reset|truncate|flush|wipe|fresh|empty|rollback|isolated)_(?:the_)?"
    r"(?:db|database|datastore|tables?|models|schema|mongo|redis|storage|store|collections?)"
    r"|(?:db|database|tables?|schema)_(?:clean|cleaner|cleanup|reset|rollback|transaction|truncate))(?:$|_)"
)
"""Names of fixtures that put a database back for each test."""

DATABASE_MARKS = frozenset({"django_db", "ckan_db", "rollback"})
HTTP_MARKS = frozenset({"vcr", "respx", "responses", "httpretty", "block_network", "default_cassette", "recorded"})

_HTTP_CALL = re.compile(
    r"^(?:responses\.(?:activate|RequestsMock|mock|start|_recorder)|respx\.(?:mock|MockRouter|start|router)|"
    r"requests_mock\.(?:Mocker|mock|Adapter)|aioresponses\.aioresponses|"
    r"httpretty\.(?:httpretty\.)?(?:activate|enable|httprettified|httprettized|HTTPretty|core\.httprettized)|"
    r"pook\.(?:on|use|activate|enable|get|post|mock)|vcr\.(?:use_cassette|VCR\b|default_vcr)|betamax\.(?:Betamax|use_cassette)|"
    r"moto\.\w*mock\w*|moto\.\w+|httmock\.(?:HTTMock|with_httmock|all_requests|urlmatch)|mocket\.\w+|"
    r"http\.server\.(?:Threading)?HTTPServer|socketserver\.\w*Server|wsgiref\.simple_server\.make_server|pytest_httpserver\.HTTPServer|"
    r"requests_mock\.contrib\.\w+|botocore\.stub\.Stubber|pytest_httpx2?\.HTTPXMock|pytest_responses|aiohttp_responses|"
    r"sure|wiremock\.\w+|httpx\.MockTransport)"
)

MOCKS = frozenset(
    f"{package}.{name}"
    for package in ("unittest.mock", "mock", "mocker")
    for name in (
        "Mock",
        "MagicMock",
        "AsyncMock",
        "NonCallableMock",
        "NonCallableMagicMock",
        "create_autospec",
        "PropertyMock",
        "sentinel",
    )
) | {
    "mocker.stub", "mocker.async_stub", "mockito.mock", "doublex.Spy", "flexmock.flexmock", "mongomock.MongoClient", "mongomock_motor.AsyncMongoMockClient",
    "fakeredis.FakeRedis", "fakeredis.FakeStrictRedis", "fakeredis.FakeAsyncRedis", "fakeredis.aioredis.FakeRedis",
}  # fmt: skip
"""Calls that give a stand-in, of which nothing leaves the process; `mocker` is pytest-mock's fixture."""

PATCHES = frozenset(
    f"{package}.patch{form}" for package in ("unittest.mock", "mock") for form in ("", ".object", ".multiple", ".dict")
)

_PATCH_TARGET = re.compile(
    r"(?:^|[._])(?:requests|httpx2?|aiohttp|urllib3?|urlopen|boto3)(?:$|[._])|(?:^|[._])(?:session|http|client|api|connection|connection_pool)$"
    r"|(?:^|\.)_?(?:get|post|put|patch|delete|request|send|make_request|http_request|api_call|call_api|urlopen"
    r"|transport|_transport|\w*(?:Client|Session|API|Api|Connection))$"
)

ROLLBACKS = frozenset(
    "flush flushall flushdb flush_all rollback downgrade drop_all drop_database drop_tables truncate_all truncate_tables flush_db reset_db clean_db".split()
)
"""Methods whose call in a teardown undoes all that was written to a database."""

DOUBLED = ""
"""Stands for any part of the product in whose place a stand-in was put: what others of it would ask is not known."""

THROWN_AWAY = (
    "testcontainers.",
    "testing.postgresql.",
    "testing.mysqld.",
    "testing.redis.",
    "testing.mongodb.",
    "pgserver.",
)
"""Packages that start a server for the tests, and take it away with all that it has."""

DROPS = frozenset("drop_all drop_database".split())
"""Methods by which a test at its end takes away the database that it began by making."""

SWEEPS = re.compile(
    r"^(?:clear|clean|cleanup|delete|drop|purge|reset|truncate|wipe|empty|remove|flush)(?:_?(?:all|db|database|tables?|everything|data|users|records))+$"
)

_DATABASE_BASE = re.compile(
    r"^(?:django\.(?:test|contrib)\.(?:testcases\.|gis\.)?\w*TestCase|rest_framework\.test\.\w*TestCase|django\.test\.testcases\.\w*TestCase"
    r"|django\.contrib\.staticfiles\.testing\.\w+|django\.contrib\.admin\.tests\.AdminSeleniumTestCase|django\.test\.LiveServerTestCase|django_webtest\.(?:Transaction)?WebTest|wagtail\.test\.\w+\.\w+"
    r"|tortoise\.contrib\.test\.(?:Truncation)?TestCase|tortoise\.contrib\.test\.IsolatedTestCase|ninja_extra\.\w+|graphene_django\.utils\.testing\.GraphQLTestCase"
    r"|piccolo\.testing\.test_case\.(?:Async)?(?:Table|Transaction)Test)$"
)
_NO_DATABASE_BASE = frozenset({"django.test.SimpleTestCase"})


@lru_cache(maxsize=8192)
def mocks_http(dotted: str) -> bool:
    """Whether a call, decorator or context manager of this dotted name answers in a server's place."""
    return _HTTP_CALL.match(dotted) is not None


_SENDER = r"(?:http|https|requests|transport)(?:_(?:client|session|server|transport|api))?"
_MOCK_FIXTURE = re.compile(
    rf"^(?:(?:mock(?:ed)?|fake|stub(?:bed)?)_{_SENDER}|{_SENDER}_(?:mock(?:er)?|fake|stub(?:ber)?))$"
)


@lru_cache(maxsize=8192)
def mocks_http_by_name(fixture: str) -> bool:
    """Whether a fixture of the suite's own is called as one that answers in a server's place: `http_client_mock`."""
    return _MOCK_FIXTURE.match(fixture) is not None


def receives(reason: str) -> bool:
    """Whether what isolates a test is a server in its own process, to which others could send as well."""
    return reason.endswith((" httpserver", " make_httpserver")) or reason.startswith(
        ("http.server.", "socketserver.", "wsgiref.", "pytest_httpserver.")
    )


@lru_cache(maxsize=8192)
def patched_http(target: str) -> bool:
    """Whether replacing this dotted target keeps requests from leaving the process."""
    return _PATCH_TARGET.search(target) is not None


@lru_cache(maxsize=8192)
def database_base(dotted: str) -> bool:
    """Whether a base class of this dotted name rolls back or truncates what its tests write."""
    return dotted not in _NO_DATABASE_BASE and _DATABASE_BASE.match(dotted) is not None


@lru_cache(maxsize=8192)
def may_roll_back(dotted: str) -> bool:
    """Whether a base class is one of tests of which nothing is known, be it in a package or in a file that is not there."""
    root, _, name = dotted.partition(".")
    return bool(name) and dotted.endswith("TestCase") and root not in _NO_DATABASES and dotted not in _NO_DATABASE_BASE


_NO_DATABASES = frozenset(
    "unittest unittest2 asynctest aiounittest testtools testscenarios oslotest absl twisted tornado aiohttp parameterized"
    " pyfakefs hypothesis ddt tempest flask_testing flask_unittest fixtures".split()
)
"""Packages of whose base classes for tests none rolls a database back."""


@lru_cache(maxsize=8192)
def transaction_per_class(dotted: str) -> bool:
    """Whether the `setUpClass` of a base class of this dotted name begins what is rolled back at its end."""
    return database_base(dotted) and re.search(r"Transaction|Truncation|LiveServer|StaticLive", dotted) is None


_UNIT = re.compile(r"(?:^|/)(?:unit_?tests?|tests?_unit|(?:[\w-]*tests?|t)/unit)/|^unit/", re.IGNORECASE)
"""Right below the tests: `tests/api/unit` is about the units of an API."""


@lru_cache(maxsize=8192)
def of_unit_tests(path: str) -> bool:
    """Whether a file stands below a folder of unit tests, in which what is called a client seldom reaches anything."""
    return _UNIT.search(path) is not None
