"""The address of a request, taken apart: host, path and query, and which parts of a path are ids."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

from smelltest.link.values import Configured, Derived, Joined, Literal, Made, Pairs, Site, Unknown, Value, text_of

_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z+]*://[^/?]*")
_UUID = re.compile(r"^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}$")
_ULID = re.compile(r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$")
_OBJECT_ID = re.compile(r"^[0-9a-f]{24}$")
_PLACEHOLDER = re.compile(r"^\{[A-Za-z_]\w*\}$")


class Address:
    """A URL taken apart. `host`: what comes before the path, if there is such a thing."""

    __slots__ = ("host", "query", "segments")

    def __init__(self, host: Value | None, segments: tuple[Value, ...], query: Pairs) -> None:
        self.host = host
        self.segments = segments
        self.query = query


def _flat(value: Value) -> list[tuple[str | None, Value]]:
    """The parts of a text in order: the text of those that are certain, None for the others."""
    if isinstance(value, Joined):
        return [piece for part in value.parts for piece in _flat(part)]
    if isinstance(value, Literal) and value.value is not None and not isinstance(value.value, bool):
        return [(str(value.value), value)]
    if isinstance(value, Configured) and value.default is not None:
        return [(None, value)]
    return [(None, value)]


def parse_url(value: Value) -> Address:
    """Take a URL apart into host, path segments and query.

    A part that is not certain becomes a segment (or part of one) itself; one that opens the URL and is followed by a
    `/` is the host.
    """
    parts = _opened(_flat(value))
    host: Value | None = None
    if parts:
        text, first = parts[0]
        if text is None:
            follows = parts[1][0] if len(parts) > 1 else None
            is_base = isinstance(first, (Configured, Unknown)) or (follows is not None and follows.startswith("/"))
            if is_base and len(parts) > 1:
                host, parts = first, parts[1:]
            elif is_base and isinstance(first, Configured):
                host, parts = first, []
        else:
            match = _SCHEME.match(text)
            if match:
                joined = len(match.group()) == len(text) and len(parts) > 1 and parts[1][0] is None
                if joined and text.endswith("://"):
                    host, parts = _with_port([first, parts[1][1]], parts[2:])
                elif joined and text.endswith(":"):
                    host, parts = _with_port([first], [(":", first), *parts[1:]])
                elif text.endswith(":") and len(match.group()) == len(text) and len(parts) > 1:
                    host, parts = _written_port(text, first, parts[1:])
                else:
                    host = Literal(match.group(), _site(first))
                    parts = [(text[match.end() :], first), *parts[1:]]
    segments: list[Value] = []
    current: list[Value] = []
    query: list[tuple[str | None, Value]] = []
    in_query = False

    def close() -> None:
        if current:
            segments.append(current[0] if len(current) == 1 else Joined(tuple(current)))
            current.clear()

    for text, part in parts:
        if in_query:
            query.append((text, part))
            continue
        if text is None:
            current.append(part)
            continue
        path, mark, rest = text.partition("?")
        pieces = path.split("/")
        for index, piece in enumerate(pieces):
            if index:
                close()
            if piece:
                current.append(_piece(piece, text, part))
        if mark:
            in_query = True
            query.append((rest, part))
    close()
    return Address(host, tuple(segments), _query(query))


def _opened(parts: list[tuple[str | None, Value]]) -> list[tuple[str | None, Value]]:
    """The parts of a URL, of which scheme, host and port are one where they are put together: `f"{scheme}://shop"`."""
    if len(parts) < 2:
        return parts
    bare = (parts[0][0] or "").endswith("://")  # `"https://" + host`
    if not bare and not (parts[1][0] or "").startswith("://"):
        if len(parts) < 3 or parts[0][0] != "http" or parts[1][0] not in {"s", ""}:
            return parts
        return _opened([("http" + parts[1][0], parts[0][1]), *parts[2:]])  # `f'http{"s" if secure else ""}://shop'`
    opening, rest = parts[0][0] or "https", parts[1:]
    while rest:
        text, part = rest[0]
        if text is None:
            break
        slash = text.find("/", 3 if "://" not in opening else 0)
        if slash >= 0:
            rest[0] = (text[slash:], part)
            return [(opening + text[:slash], parts[0][1]), *rest]
        opening, rest = opening + text, rest[1:]
    return [(opening, parts[0][1]), *rest]


def _with_port(
    host: list[Value], parts: list[tuple[str | None, Value]]
) -> tuple[Value, list[tuple[str | None, Value]]]:
    """A host with the port that follows it, `http://{host}:{port}/orders`, and the parts that are left."""
    if not parts or not (parts[0][0] or "").startswith(":"):
        return Joined(tuple(host)), parts
    for index, (text, part) in enumerate(parts):
        if text is not None and "/" in text:
            return Joined(tuple(host)), [(text[text.index("/") :], part), *parts[index + 1 :]]
        if text is None:
            host.append(part)
    return Joined(tuple(host)), []


def _written_port(
    text: str, first: Value, parts: list[tuple[str | None, Value]]
) -> tuple[Value, list[tuple[str | None, Value]]]:
    """A host with a port that is written out elsewhere: `f"http://localhost:{PORT}/users"`."""
    number, slash, rest = (parts[0][0] or "").partition("/")
    return Literal(text + number, _site(first)), [(slash + rest, parts[0][1]), *parts[1:]]


def _site(value: Value) -> Site | None:
    return value.site if isinstance(value, Literal) else None


def _piece(piece: str, whole: str, part: Value) -> Value:
    if _PLACEHOLDER.match(piece):  # Of a template that a generated client fills in: `/labels/{labelId}`.
        return Unknown("placeholder", piece[1:-1])
    if piece == whole:
        return part
    return Literal(piece, part.site if isinstance(part, Literal) else None)


def _query(parts: list[tuple[str | None, Value]]) -> Pairs:
    entries: list[tuple[str, Value]] = []
    key, value = "", list[Value]()
    seen_equals = False

    def close() -> None:
        if key or any(not isinstance(part, Literal) for part in value):
            entries.append((key, value[0] if len(value) == 1 else Joined(tuple(value)) if value else Literal("")))

    for text, part in parts:
        if text is None:
            if isinstance(part, Pairs) and not key:
                entries.extend(part.entries)
            else:
                value.append(part)
            continue
        site: Site | None = part.site if isinstance(part, Literal) else None
        for index, pair in enumerate(text.split("&")):
            if index:
                close()
                key, value, seen_equals = "", [], False
            rest = pair
            if not seen_equals:
                name, equals, rest = pair.partition("=")
                key = key + name
                seen_equals = bool(equals)
            if rest:
                value.append(Literal(unquote_plus(rest), site))
    close()
    return Pairs(tuple(entries))


@lru_cache(maxsize=8192)
def id_text(text: str) -> bool:
    """Whether a text is an id by its look: digits, a UUID, a ULID, a Mongo object id."""
    return (
        (text.isdigit() and len(text) < 20)
        or _UUID.match(text) is not None
        or _ULID.match(text) is not None
        or (_OBJECT_ID.match(text) is not None)
    )


def is_id(segment: Value) -> bool:
    """Whether a path segment names a record rather than a collection."""
    if isinstance(segment, Literal):
        if segment.value is None:
            return True  # What another test is to set.
        return isinstance(segment.value, int) or (isinstance(segment.value, str) and id_text(segment.value))
    if isinstance(segment, Joined):
        text = text_of(segment)
        if text is not None:
            return id_text(text)
        return any(isinstance(part, (Derived, Made, Unknown)) for part in segment.parts)
    return True
