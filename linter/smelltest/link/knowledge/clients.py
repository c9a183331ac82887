"""HTTP clients: what makes one, and what its methods send."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

from msgspec import Struct

from smelltest.settings.tables import Clients

_COMMON = Clients().names


class ClientKind(Struct, frozen=True):
    """A kind of HTTP client. `in_process`: the server runs in the test's own process."""

    name: str
    in_process: bool = False


_REMOTE = ClientKind("http")
_LOCAL = ClientKind("http", in_process=True)

CONSTRUCTORS: dict[str, ClientKind] = {
    "requests.Session": _REMOTE,
    "requests.session": _REMOTE,
    "requests.sessions.Session": _REMOTE,
    "requests_toolbelt.sessions.BaseUrlSession": _REMOTE,
    "requests_html.HTMLSession": _REMOTE,
    "requests_oauthlib.OAuth2Session": _REMOTE,
    "cloudscraper.create_scraper": _REMOTE,
    "httpx.Client": _REMOTE,
    "httpx.AsyncClient": _REMOTE,
    "niquests.Session": _REMOTE,
    "niquests.AsyncSession": _REMOTE,
    "curl_cffi.requests.Session": _REMOTE,
    "aiohttp.ClientSession": _REMOTE,
    "urllib3.PoolManager": _REMOTE,
    "http.client.HTTPConnection": _REMOTE,
    "http.client.HTTPSConnection": _REMOTE,
    "urllib3.HTTPConnectionPool": _REMOTE,
    "urllib3.HTTPSConnectionPool": _REMOTE,
    "uplink.Consumer": _REMOTE,
    "gql.Client": _REMOTE,
    "gql.client.Client": _REMOTE,
    "graphene.test.Client": _LOCAL,
    "playwright.sync_api.APIRequestContext": _REMOTE,
    "playwright.async_api.APIRequestContext": _REMOTE,
    "locust.HttpUser": _REMOTE,
    "fastapi.testclient.TestClient": _LOCAL,
    "starlette.testclient.TestClient": _LOCAL,
    "async_asgi_testclient.TestClient": _LOCAL,
    "litestar.testing.TestClient": _LOCAL,
    "litestar.testing.AsyncTestClient": _LOCAL,
    "falcon.testing.TestClient": _LOCAL,
    "sanic_testing.TestClient": _LOCAL,
    "sanic_testing.testing.SanicTestClient": _LOCAL,
    "sanic_testing.testing.SanicASGITestClient": _LOCAL,
    "django.test.Client": _LOCAL,
    "django.test.AsyncClient": _LOCAL,
    "django.test.client.Client": _LOCAL,
    "rest_framework.test.APIClient": _LOCAL,
    "rest_framework.test.RequestsClient": _LOCAL,
    "webtest.TestApp": _LOCAL,
    "webtest.app.TestApp": _LOCAL,
    "django_webtest.DjangoTestApp": _LOCAL,
    "flask.testing.FlaskClient": _LOCAL,
    "werkzeug.test.Client": _LOCAL,
    "aiohttp.test_utils.TestClient": _LOCAL,
    "ninja.testing.TestClient": _LOCAL,
    "ninja.testing.TestAsyncClient": _LOCAL,
    "connexion.tests.client": _LOCAL,
}

FACTORIES = frozenset({"test_client", "app_test_client", "asgi_client"})
"""Methods of an application object that give an in-process client: `app.test_client()`."""

MODULES = frozenset({"requests", "requests.api", "httpx", "niquests", "urllib3", "curl_cffi.requests"})
"""Packages whose own functions are verbs: `requests.post`."""

SERVICES = frozenset(
    {"stripe", "braintree", "shopify", "paypalrestsdk", "easypost", "razorpay", "chargebee", "recurly"}
)
"""Packages of which the classes themselves speak to a service: `stripe.Customer.create(…)`."""

VERBS: dict[str, str] = {
    "get": "GET", "head": "HEAD", "options": "OPTIONS", "post": "POST", "put": "PUT", "patch": "PATCH",
    "delete": "DELETE", "post_json": "POST", "put_json": "PUT", "patch_json": "PATCH", "delete_json": "DELETE",
    **{f"simulate_{verb}": verb.upper() for verb in ("get", "head", "options", "post", "put", "patch", "delete")},
    "aget": "GET", "apost": "POST", "aput": "PUT", "apatch": "PATCH", "adelete": "DELETE",
}  # fmt: skip
"""Methods that send a request, by the HTTP method that they send."""

ANY_VERB = frozenset({"request", "generic", "open", "stream", "fetch", "simulate_request"})
"""Methods to which the HTTP method is an argument: `client.request("PUT", url)`, `client.open(url, method="PUT")`."""

HTTP_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})

PAYLOADS = (
    "json",
    "data",
    "json_data",
    "json_body",
    "request_body",
    "body",
    "payload",
    "form",
    "multipart",
    "content",
    "params",
    "json_dict",
)
QUERIES = ("params", "query_string", "query", "query_params")
ADDRESSES = ("url", "path", "endpoint", "uri", "route", "api")
EXPECTATIONS = ("status", "expected_status", "expected_status_code", "expected_code", "status_code", "expect_status")
"""Keywords of a call that say which status its caller expects."""

CREDENTIALS = ("headers", "auth", "cookies")
"""Keywords of a client or a request that say on whose behalf it asks."""
AUTHENTICATING = frozenset(
    {"credentials", "force_authenticate", "force_login", "login", "authenticate", "set_cookie", "authorize"}
)
"""Methods of a client by which it asks on someone's behalf from then on."""

BASES = ("base_url", "root_url", "server_url", "host", "url", "prefix_url")

_NAMED = re.compile(
    r"^_*(?:client|api|session|http|web_?client|rest|\w*_client|\w*_api|\w*_session|client_\w+|\w*[a-z]Client|api_\w+)$"
)


@lru_cache(maxsize=8192)
def named_client(name: str) -> bool:
    """Whether a parameter or attribute that was followed nowhere is called as clients are."""
    return _NAMED.match(name) is not None and name not in {"api_url", "api_key", "api_token", "db_session"}


@lru_cache(maxsize=8192)
def client_tier(name: str, names: tuple[str, ...] = _COMMON) -> str | None:
    """How surely something is a client by its name: surer if that is among those that the settings add; else None."""
    if any(fnmatchcase(name, one.rpartition(".")[2]) for one in names if one not in _COMMON):
        return "resolved"
    if names == _COMMON or set(_COMMON) <= set(names):
        return "named" if named_client(name) else None
    return "named" if any(fnmatchcase(name, one) for one in names) else None
