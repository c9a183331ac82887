"""Calls of clients as effects on the system under test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import (
    ADDRESSES,
    ANY_VERB,
    AUTHENTICATING,
    BASES,
    CREDENTIALS,
    HTTP_METHODS,
    MODULES,
    PAYLOADS,
    QUERIES,
    VERBS,
    client_tier,
)
from smelltest.link.knowledge.isolation import THROWN_AWAY
from smelltest.link.play.addresses import Address, parse_url
from smelltest.link.play.http import called_with, collection_of, document_in, kind_in_envelope, kind_of_request
from smelltest.link.play.objects import Client, External, Mapping, Object, freeze
from smelltest.link.play.payloads import fields_of
from smelltest.link.play.reading import FILE, held
from smelltest.link.play.sdk import domain_call
from smelltest.link.play.statuses import expects_failure
from smelltest.link.timeline import Access, Effect
from smelltest.link.values import (
    LIVE,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Pairs,
    Site,
    Step,
    Symbol,
    Unknown,
    Value,
    atoms,
    text_of,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_EMPTY = Pairs(())
_UNKNOWN = Unknown("unknown")


def client_call(
    it: Interpreter, client: Client, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of a method of an HTTP client."""
    method = VERBS.get(name)
    if method is not None:
        return send(it, client, method, arguments, keywords, node, frame)
    if name in ANY_VERB and (arguments or keywords):
        return _send_any(it, client, name, arguments, keywords, node, frame)
    if name in {"execute", "execute_async"} and arguments and client.access.client.startswith(("gql.", "graphene.")):
        variables = keywords.get(
            "variable_values", keywords.get("variables", arguments[1] if len(arguments) > 1 else None)
        )
        asked: Object = Mapping({"query": arguments[0], **({"variables": variables} if variables is not None else {})})
        return send(it, client, "POST", [Literal("/graphql")], {"json": asked}, node, frame)
    if name in {"__enter__", "__aenter__", "with_options", "clone"}:
        return client
    if name == "build_request" and arguments:
        return Mapping({**dict(zip(("method", "url"), arguments, strict=False)), **keywords})
    if name in {"prepare_request", "send"}:
        request = arguments[0] if arguments else keywords.get("request")
        if isinstance(request, Mapping):
            return request if name == "prepare_request" else _send_prepared(it, client, request, node, frame)
    if name == "getresponse":
        return _answer_to(it, client)
    if name in AUTHENTICATING:
        client.held.extend((*arguments, *keywords.values()))
    if (
        client.access.confidence == "named"
        or client_tier(client.access.client, it.settings.clients.names) == "resolved"
    ):
        return domain_call(it, client, name, arguments, keywords, node, frame)
    return Unknown("client", name)


def _send_prepared(
    it: Interpreter, client: Client, request: Mapping, node: facts.AnyExpression, frame: Frame
) -> Object:
    """`session.send(request)` of a request that was put together before."""
    given = {key: value for key, value in request.entries.items() if key != "url"}
    return _send_any(it, client, "request", [request.entries.get("url", _UNKNOWN)], given, node, frame)


def _answer_to(it: Interpreter, client: Client) -> Object:
    """What the last request of a connection of the standard library was answered."""
    asked = (event for event in reversed(it.events) if isinstance(event, Effect))
    last = next((effect for effect in asked if effect.access.client == client.access.client), None)
    return Derived(last) if last is not None else _UNKNOWN


def call_client(
    it: Interpreter, client: Client, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of the client itself: `api_client("/sync", method="POST")`."""
    if arguments and path_like(freeze(arguments[0], 3)):
        return _send_any(it, client, "open", arguments, keywords, node, frame)
    return client


def _send_any(
    it: Interpreter, client: Client, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    method = _method(keywords.get("method") or keywords.get("http_method") or keywords.get("verb"))
    rest = list(arguments)
    if method is None and rest:
        method = _method(rest[0])
        if method is not None:
            rest = rest[1:]
        elif name != "open" and len(rest) > 1:
            method = _method(rest[1])
            rest = [rest[0], *rest[2:]] if method is not None else rest[1:]
    passed = {key: value for key, value in keywords.items() if key not in {"method", "http_method", "verb"}}
    if method is None and name in {"open", "fetch"}:
        method = "GET"
    if method is None:
        it.reached = True
        if it.log is not None:
            it.log.lost(name, "which request it sends is not known", Site(frame.path, node.at))
        return it.step(Unknown("request"), Step("call"))
    return send(it, client, method, rest, passed, node, frame)


def _method(value: Object | None) -> str | None:
    text = text_of(freeze(value, 2)) if value is not None else None
    upper = text.upper() if text is not None else None
    return upper if upper in HTTP_METHODS else None


def send(
    it: Interpreter, client: Client, method: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A request, as an effect; the answer is derived from it."""
    rest = list(arguments)
    url = rest.pop(0) if rest else next((keywords[key] for key in ADDRESSES if key in keywords), Literal(""))
    target = freeze(url, 4)
    if client.base is None and client.access.client in _FUNCTIONS and _WORD.match(text_of(target) or ""):
        return Unknown("request")  # `requests.post("test")`: a word is no address, it goes nowhere.
    address = _address(target)
    access = client.access
    if not access.in_process and served_here(address.host or _base(client) or _UNKNOWN):
        access = Access(access.kind, access.client, access.confidence, True, access.born, access.idle)
    if access.confidence == "named" and path_like(target):
        access = Access(access.kind, access.client, "resolved", access.in_process, access.born, access.idle)
    writes = method in {"POST", "PUT", "PATCH"}
    payload: Object | None = None
    query: Value | None = None
    for key in PAYLOADS:
        if key in keywords and (key != "params" or (writes and "params" not in QUERIES)):
            payload = keywords[key]
            if not (isinstance(payload, Literal) and payload.value is None):
                break
    for key in QUERIES:
        if key in keywords:
            query = freeze(keywords[key], 4)
    if rest:
        if writes and payload is None:
            payload = rest[-1] if len(rest) > 1 and isinstance(rest[0], Literal) and rest[0].value is None else rest[0]
        elif not writes and query is None:
            query = freeze(rest[0], 4)
    if payload is None and writes and query is not None and "params" in keywords and _is_webtest(client):
        payload, query = keywords["params"], None
    if isinstance(payload, External) and payload.dotted == FILE:
        payload = held(it, payload, frame)
    fields = fields_of(payload)
    headers = freeze(keywords["headers"], 3) if "headers" in keywords else _EMPTY
    address = Address(address.host, address.segments, _merged(address.query, query))
    kind = kind_of_request(method, address, fields, it.settings.read_only_posts)
    if method == "POST" and kind in {"create", "change"}:
        if payload is not None and not any(key for key, _ in fields.entries):
            kind = kind_in_envelope(freeze(payload, 2)) or kind
        if _is_called_away(node):
            kind = "delete"
    if not address.segments and method == "POST" and document_in(fields) is not None:
        address = Address(address.host, (Literal("graphql"),), address.query)
    if kind == "create" and isinstance(headers, Pairs) and (headers.get("If-Match") or headers.get("if-match")):
        kind = "change"  # What must match is there.
    collection = collection_of(address.segments)
    if kind == "create" and collection is None and _opens_session(it, frame):
        kind = "read"
    return Derived(
        it.emit_effect(
            _told_by_method(it, frame, method, kind, fields),
            method,
            access,
            frame,
            node,
            resource=collection,
            host=address.host if address.host is not None else _base(client),
            segments=address.segments,
            fields=called_with(fields),
            query=address.query,
            headers=headers if isinstance(headers, Pairs) else _EMPTY,
            files=next((freeze(keywords[key], 4) for key in ("files", "upload_files") if key in keywords), None),
            credentials=tuple(
                freeze(held, 3) for held in (*client.held, *(keywords[key] for key in CREDENTIALS if key in keywords))
            ),
            refused=expects_failure(keywords),
        )
    )


def served_here(host: Value) -> bool:
    """Whether a host is one that the test's own process serves."""
    return (text_of(host) or "").endswith("://testserver") or any(
        (isinstance(atom, Unknown) and (atom.reason == LIVE or atom.name == "get_container_host_ip"))
        or (isinstance(atom, Symbol) and atom.dotted.startswith(THROWN_AWAY))
        for atom in atoms(host)
    )


_FUNCTIONS = frozenset(f"{module}.{verb}" for module in MODULES for verb in (*VERBS, "request"))
_WORD = re.compile(r"^[A-Za-z_]+$")
_REMOVING = frozenset({"delete", "remove", "destroy"})


def _is_called_away(node: facts.AnyExpression) -> bool:
    """Whether the name of the address says that what is posted there goes: `post(urls.delete_user, json=user)`."""
    if not isinstance(node, facts.Call):
        return False
    named = {keyword.name: keyword.value for keyword in node.keywords}
    given = next((named[key] for key in ADDRESSES if key in named), None) or next(iter(node.arguments), None)
    if not isinstance(given, (facts.Attribute, facts.Name)):
        return False
    words = verbs.words(given.name)
    return len(words) > 1 and words[0] in _REMOVING


_UNTRUE = frozenset("create creates created new make random unique or id ids token".split())


def _opens_session(it: Interpreter, frame: Frame) -> bool:
    """Whether a request goes out of a method that logs somebody in: `steps.login_user(request)`."""
    return any(_ENTERING.match(caller.rpartition("::")[2].rpartition(".")[2]) for caller in (*it.callers, frame.name))


_ENTERING = re.compile(r"(?:log_?in|sign_?in)(?:_|$)", re.IGNORECASE)


def _told_by_method(it: Interpreter, frame: Frame, method: str, kind: str, fields: Pairs) -> str:
    """What a request does by the service's method that sends it, where that says more than verb and path.

    `get_fields` that sends a POST reads, `post_remove_item` deletes, `make_bucket` that sends a PUT creates,
    `create_or_update` too where what it sends is new each time.
    """
    if method not in {"POST", "PUT"} or kind not in {"create", "change"}:
        return kind
    around = [caller.rpartition("::")[2] for caller in (*it.callers, f"::{frame.name}")][1:]
    for qualname in reversed(around):
        owner, _, name = qualname.rpartition(".")
        words = verbs.words(name)
        if words[-1:] in _REQUESTING and words[:1] in _MAKING_REQUESTS:
            continue
        asks = kind == "create" and method == "POST" and len(words) > 1 and words[-1] in _ABOUT
        if len(words) > 1 and words[0] in {"post", "put", "send", "do", "api", "request"}:
            words, asks = words[1:], False
        if len(words) > 1 and words[:1] in _BRINGING and _OF_ANY_REQUEST.issuperset(words[1:]):
            continue  # It brings the answer to whatever is asked: who calls it says more.
        told = verbs.kind_of(words[0]) if len(words) > 1 or words[:1] != (method.lower(),) else None
        computed = kind == "create" and len(words) > 1 and verbs.is_computed(name)
        if told is None and (computed or (asks and len(fields.entries) < 2)):
            told = "read"
        if told == "create" and kind == "change":
            anew = (
                words[0] not in {"put", "set", "save"} if method == "PUT" else words[0] in {"add", "create", "register"}
            )
            if anew and words[1:3] == ("or", "update"):
                anew = any(isinstance(atom, Made) for _, value in fields.entries for atom in atoms(value))
            return "create" if anew else kind
        if told == "delete" or (told == "change" and owner) or (told == "read" and owner and not _UNTRUE & set(words)):
            return told if kind == "create" else kind
        if told is not None:
            return kind
    return kind


_BRINGING = frozenset({("fetch",), ("get",), ("load",), ("read",)})
_OF_ANY_REQUEST = frozenset("json response url endpoint http api rest raw".split())
"""What a method is called after that sends any request for others: `fetch_json`, `get_response`."""

_REQUESTING = {("request",), ("call",), ("requests",)}
_MAKING_REQUESTS = {("make",), ("issue",), ("perform",), ("execute",)}
"""`make_request` says of no request what it does."""
_ABOUT = frozenset("info details history statistics stats balance summary overview".split())
"""What a method is called after that asks about something: `user_referral_info`."""


def _is_webtest(client: Client) -> bool:
    return "TestApp" in client.access.client or client.access.confidence == "named"


def _base(client: Client) -> Value | None:
    return None if client.base is None else freeze(client.base, 3)


def _address(target: Value) -> Address:
    # `url("users", 42)` puts an address together; `prepare("users", 42).url` may have anything in it.
    if isinstance(target, Unknown) and target.reason != "attribute" and target.inside and _routes(target.name):
        return Address(None, tuple(_flat_items(target.inside)), _EMPTY)
    return parse_url(target)


def _routes(name: str | None) -> bool:
    return name is not None and any(
        word in {"url", "path", "route", "endpoint", "reverse", "uri", "href"} for word in verbs.words(name)
    )


def _flat_items(values: tuple[Value, ...]) -> list[Value]:
    flat: list[Value] = []
    for value in values:
        if isinstance(value, Items):
            flat.extend(value.values)
        elif isinstance(value, Pairs):
            flat.extend(entry for _, entry in value.entries)
        else:
            flat.append(value)
    return flat


def path_like(target: Value) -> bool:
    """Whether something is a path or URL by its look."""
    if isinstance(target, Literal):
        return isinstance(target.value, str) and (target.value.startswith("/") or "://" in target.value)
    if isinstance(target, Joined):
        texts = [part.value for part in target.parts if isinstance(part, Literal) and isinstance(part.value, str)]
        nested = [part for part in target.parts if isinstance(part, Joined)]
        return any("/" in text for text in texts) or any(path_like(part) for part in nested)
    if isinstance(target, Configured):
        return target.default is not None and path_like(target.default)
    return isinstance(target, Unknown) and _routes(target.name)


def _merged(first: Pairs, second: Value | None) -> Pairs:
    if isinstance(second, Pairs):
        return Pairs((*first.entries, *second.entries), first.open or second.open)
    if isinstance(second, Items):
        pairs = [
            (str(item.values[0].value), item.values[1])
            for item in second.values
            if isinstance(item, Items) and len(item.values) == 2 and isinstance(item.values[0], Literal)
        ]
        return Pairs((*first.entries, *pairs), first.open)
    if second is None or (isinstance(second, Literal) and second.value is None):
        return first
    return Pairs((*first.entries, ("", second)), True)


def base_of(arguments: list[Object], keywords: dict[str, Object]) -> Object | None:
    """The address that a client is made for."""
    for key in BASES:
        if key in keywords:
            return keywords[key]
    first = arguments[0] if arguments else None
    return first if isinstance(first, (Literal, Joined, Configured)) else None
