"""The shop's HTTP face: a request in, a response out, and the server that carries both."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote

from shop.store import Conflict, Invalid, NotFound, Refused, Store

STATUS_OF = {
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
}


@dataclass(frozen=True)
class Response:
    """An HTTP status, and the content that goes out as JSON where there is any."""

    status: HTTPStatus
    content: object = None


def respond(store: Store, method: str, target: str, body: bytes = b"") -> Response:
    """Carry out one request and give its response.

    ``target`` is a path with an optional query: a collection (``/users?email=…``) or a record of it
    (``/users/42``). A refusal is a response too, with ``{"error": why}``.
    """
    path, _, query = target.partition("?")
    filters = dict(parse_qsl(query, keep_blank_values=True))
    try:
        match method, [unquote(part) for part in path.strip("/").split("/")]:
            case "GET", [collection]:
                return Response(HTTPStatus.OK, store.find(collection, filters))
            case "GET", [collection, key]:
                return Response(HTTPStatus.OK, store.get(collection, key))
            case _, ["countries", *_] if method != "GET":
                return Response(HTTPStatus.METHOD_NOT_ALLOWED, {"error": "countries can only be read"})
            case "POST", [collection]:
                return Response(HTTPStatus.CREATED, store.create(collection, _fields(body)))
            case "PUT" | "PATCH", [collection, key]:
                record = store.change(collection, key, _fields(body), whole=method == "PUT")
                return Response(HTTPStatus.OK, record)
            case "DELETE", [collection, key]:
                store.delete(collection, key)
                return Response(HTTPStatus.NO_CONTENT)
            case "DELETE", [collection]:
                store.delete_matching(collection, filters)
                return Response(HTTPStatus.NO_CONTENT)
            case _, [_] | [_, _]:
                return Response(HTTPStatus.METHOD_NOT_ALLOWED, {"error": f"no {method} here"})
            case _:
                raise NotFound(f"nothing at {path}")
    except Refused as refusal:
        return Response(STATUS_OF[type(refusal)], {"error": str(refusal)})


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except ValueError as error:
        raise Invalid(f"the body is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise Invalid("the body is not a JSON object")
    return fields


class ShopServer(ThreadingHTTPServer):
    """Serves one store, each connection in a thread of its own."""

    # The default of 5 makes clients wait a second for a retry as soon as a few suites start at once.
    request_queue_size = 128

    def __init__(self, store: Store, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen at ``host`` and ``port``, where port 0 takes one that is free."""
        self.store = store
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where the shop is reached, with the port that it got."""
        return f"http://{self.server_address[0]!s}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: ShopServer
    protocol_version = "HTTP/1.1"
    # Head and body go out in two writes, and the second must not wait for the first to be acknowledged.
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        # Read before anything else, or what is left of it would be taken for the connection's next request.
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        response = respond(self.server.store, self.command, self.path, body)
        self.send_response(response.status)
        if response.status is HTTPStatus.NO_CONTENT:
            self.end_headers()
            return
        content = json.dumps(response.content).encode()
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: whoever starts the shop may never read its output, and a full pipe would stop it."""
