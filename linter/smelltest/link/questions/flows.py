"""Which written-out values reach the system under test, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import FILE_KEYS, WRAPPERS, refers, snake
from smelltest.link.play.addresses import id_text, is_id
from smelltest.link.questions.records import keeps_nothing, lasting, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import (
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Pairs,
    Site,
    Symbol,
    Unknown,
    Value,
    atoms,
    text_of,
)
from smelltest.read.conventions import is_test_code


class Flow(Struct, frozen=True, eq=False):
    """A value that an effect carries; `text` is what it is, where it is written out as a whole.

    `role`: `field` of a payload, `query`, `header`, `segment` of a path, `argument` of a call, or `file`,
    the name of one. `key`: the field's name in snake_case, or the collection before a segment. `around`:
    the keys of the parts of the payload in which it stands. `alone`: nothing else stands beside it there.
    `counted`: beside it stands how many of it are meant, and no id of something else.
    """

    effect: Effect
    role: str
    key: str
    value: Value
    site: Site
    text: str = ""
    around: tuple[str, ...] = ()
    alone: bool = False
    counted: bool = False

    @property
    def nested(self) -> bool:
        """Whether it belongs to a part of the record rather than to the record itself."""
        return bool(self.around)


def literal_of(value: Value) -> tuple[str, Value, Site] | None:
    """The text of a value that is written out as a whole, the literal and where it stands."""
    if isinstance(value, Literal):
        if value.value is None or isinstance(value.value, bool) or value.site is None:
            return None
        return str(value.value), value, value.site
    if isinstance(value, Joined):
        text = _written(value)
        if text is None:
            return None
        pieces = [atom for atom in atoms(value) if isinstance(atom, Literal) and atom.site is not None]
        longest = max(pieces, key=lambda piece: len(str(piece.value)), default=None)
        site = value.site or (longest.site if longest is not None else None)
        if longest is not None and longest.site is not None and str(longest.value) == text:
            site = longest.site
        return (text, value, site) if site is not None else None
    return None


def _written(value: Value) -> str | None:
    """The text of a value that each run makes alike: literals, and the turns of a loop."""
    if isinstance(value, Joined):
        parts = [_written(part) for part in value.parts]
        return None if None in parts else "".join(part for part in parts if part is not None)
    if isinstance(value, Made):
        return "0" if value.kind == "counter" and value.how in {"range", "enumerate"} else None
    if isinstance(value, Literal) and not isinstance(value.value, bool) and value.value is not None:
        return str(value.value)
    return None


@lru_cache(maxsize=16)
def fields(test: Test, *kinds: str) -> tuple[Flow, ...]:
    """What lasting effects write: their payloads, and what stands beside them in the query or the call."""
    return tuple(
        flow
        for effect in lasting(test, *kinds)
        if not keeps_nothing(test, effect) and not may_not_be_sent(effect)
        for flow in (*payload(effect), *queries(effect), *arguments(effect))
    )


def may_not_be_sent(effect: Effect) -> bool:
    """Whether the product itself decides if it writes: what a test hands over need not reach the database."""
    own = is_test_code(effect.call.path)
    return effect.access.kind in {"orm", "sql"} and effect.guard.conditional and not own


# Several rules ask the next ones of one effect after the other, of which most carry next to nothing.


def payload(effect: Effect) -> tuple[Flow, ...]:
    """What is written out in the payload of one effect."""
    return _payload(effect) if effect.fields.entries else ()


@lru_cache(maxsize=64)
def _payload(effect: Effect) -> tuple[Flow, ...]:
    return tuple(_literal(_walk(effect, effect.fields, ())))


def _literal(flows: Iterable[Flow]) -> Iterator[Flow]:
    """Those that are written out, at the place of the literal."""
    for flow in flows:
        told = literal_of(flow.value)
        if told is not None:
            text, value, site = told
            yield Flow(flow.effect, flow.role, flow.key, value, site, text, flow.around, flow.alone, flow.counted)


def _walk(effect: Effect, pairs: Pairs, around: tuple[str, ...]) -> Iterator[Flow]:
    alone = len(pairs.entries) == 1 and not pairs.open
    counted = _counts(pairs)
    for name, value in pairs.entries:
        key = snake(name)
        if key in {"path", "from"} and pairs.get("op") is not None:
            # A JSON patch says where in the record something changes.
            continue
        parts_of_it = isinstance(value, Items) and not alone and key != ""
        inner = around if _wraps(effect, key, pairs) and not parts_of_it else (*around, key)
        if isinstance(value, Items) and _is_upload(value):
            continue
        for part in value.values if isinstance(value, Items) else (value,):
            if isinstance(part, Pairs):
                meant = bool(inner) and _is_of_another(part)
                yield from (flow for flow in _walk(effect, part, inner) if not meant or flow.key in _OWN_IDS)
            else:
                yield Flow(effect, "field", key, part, effect.site, around=around, alone=alone, counted=counted)


def _is_of_another(part: Pairs) -> bool:
    """Whether a part of a payload says by its id which record it means: `"author": {"id": 7, "username": "lena"}`."""
    return any(isinstance(part.get(key), (Literal, Derived)) for key in _OWN_IDS)


_OWN_IDS = frozenset({"id", "_id", "uuid", "pk"})
_HOW_MANY = frozenset({"quantity", "qty", "amount"})
_FEW = 10
"""More of an amount is one of money."""


def _counts(pairs: Pairs) -> bool:
    """Whether a payload says how many of what its id names are meant: `{"id": 7, "quantity": 2}`."""
    few = any(_is_few(key, value) for key, value in pairs.entries if key in _HOW_MANY)
    return few and not any(refers(snake(key)) for key, _ in pairs.entries)


def _is_few(key: str, value: Value) -> bool:
    """Whether a value can say how many are meant: a number that is made as the test runs, of an amount a small one."""
    if isinstance(value, Literal):
        return isinstance(value.value, int) and 0 < value.value <= _FEW
    return key != "amount"


def _wraps(effect: Effect, key: str, pairs: Pairs) -> bool:
    """Whether a key only wraps the record: `{"user": {…}}` sent to `/users`."""
    if key in WRAPPERS or key == "":
        return True
    if len(pairs.entries) != 1:
        return False
    return key in _ACCOUNTS if effect.resource is None else singular(key) == singular(effect.resource)


_ACCOUNTS = frozenset({"user", "account", "customer", "member", "profile"})


def queries(effect: Effect) -> tuple[Flow, ...]:
    """What is written out in the query of one effect."""
    return tuple(_literal(_queried(effect))) if effect.query.entries else ()


def _queried(effect: Effect) -> Iterator[Flow]:
    for key, value in effect.query.entries:
        listed = value.values if isinstance(value, Items) else (value,)
        if len(listed) > 1 and any(isinstance(inner, Derived) for inner in listed):
            # Beside an own record's id, a written-out one is meant to find nothing.
            continue
        for inner in listed:
            yield Flow(effect, "query", snake(key), inner, effect.site)


def headers(effect: Effect) -> Iterator[Flow]:
    """What the headers of one effect carry."""
    for key, value in effect.headers.entries:
        yield Flow(effect, "header", snake(key).removeprefix("x_"), value, effect.site)


def credentials(effect: Effect) -> Iterator[Flow]:
    """The headers that say on whose behalf a request is made, its client's own too."""
    for held in effect.credentials:
        if isinstance(held, Pairs):
            for key, value in held.entries:
                yield Flow(effect, "header", snake(key).removeprefix("x_"), value, effect.site)


def arguments(effect: Effect) -> tuple[Flow, ...]:
    """What is written out in a call by position; `key` is the resource."""
    return tuple(_literal(_positional(effect))) if effect.arguments else ()


def _positional(effect: Effect) -> Iterator[Flow]:
    for value in effect.arguments:
        yield Flow(effect, "argument", snake(effect.resource or ""), value, effect.site)


@lru_cache(maxsize=64)
def segments(effect: Effect) -> tuple[Flow, ...]:
    """The written-out segments of a path, each with the collection before it."""
    return tuple(_placed(effect)) if effect.access.kind == "http" else ()


def _placed(effect: Effect) -> Iterator[Flow]:
    before = ""
    for value in effect.segments:
        told = literal_of(value)
        if told is None:
            if not isinstance(value, Joined) and not is_id(value):
                before = text_of(value) or before
            continue
        yield Flow(effect, "segment", before, told[1], told[2], told[0])
        if not id_text(told[0]):
            before = told[0]


def written(flows: Iterable[Flow]) -> Iterator[Flow]:
    """Those whose value is written out."""
    return _literal(flows)


# Under which name a file is stored


def carried(effect: Effect) -> tuple[Flow, ...]:
    """All that an effect carries beside its address, written out or not."""
    return (*_walk(effect, effect.fields, ()), *headers(effect), *file_names(effect), *_positional(effect))


_FILE_NAME = re.compile(r"^[^\s?*<>|]+\.[A-Za-z][A-Za-z0-9]{0,4}$")
_STORES = frozenset("upload put store save object file blob attachment document image media import".split())
_FOLDERS = frozenset(
    "files file objects documents uploads upload attachments blobs media images assets contents".split()
)
_NAMED_AT = {
    "put_object": 1, "fput_object": 1, "append_object": 1, "copy_object": 1, "upload_file": 2,
    "compose_object": 1, "upload_fileobj": 2, "upload_object": 1, "storlines": 0, "storbinary": 0,
}  # fmt: skip
"""Where a storage client's method takes the name, by position."""
_BEHIND_BUCKET = 2


def file_names(effect: Effect) -> Iterator[Flow]:
    """The names under which an effect stores a file."""
    if effect.kind not in {"create", "change"}:
        return
    if effect.access.kind == "http":
        for value in _uploaded(effect):
            yield Flow(effect, "file", "file_name", value, effect.site)
        last = effect.segments[-1] if effect.segments else None
        told = literal_of(last) if last is not None else None
        if told is not None and effect.verb == "PUT" and _FILE_NAME.match(told[0]) and _in_folder(effect):
            yield Flow(effect, "file", "file_name", told[1], effect.site)
    elif effect.access.kind == "file":
        yield Flow(effect, "file", "path", effect.arguments[0], effect.site)
    elif not _STORES.isdisjoint(verbs.words(effect.verb)) and not effect.verb.endswith(_OF_ROWS):
        stored = _stored_as(effect)
        if stored is not None:
            yield Flow(effect, "file", "object_name", stored, effect.site)


_OF_ROWS = ("_item", "_items", "_record", "_records", "_row", "_rows")


def _in_folder(effect: Effect) -> bool:
    return any(text_of(segment) in _FOLDERS for segment in effect.segments[:-1])


def _uploaded(effect: Effect) -> Iterator[Value]:
    """The names in `files={"file": (name, content)}`, `files=[("file", (name, content))]`, `upload_files=[("file", name, content)]`
    and in a form's `{"file": (content, name)}` or `{"file": {"name": name, "buffer": content}}`, as Playwright has it.
    """
    files = effect.files
    parts = [value for _, value in files.entries] if isinstance(files, Pairs) else []
    if isinstance(files, Items):
        listed = [item.values for item in files.values if isinstance(item, Items)]
        parts = [item[1] for item in listed if len(item) == 2]
        yield from (item[1] for item in listed if len(item) == 3 and literal_of(item[1]) is not None)
    for part in parts:
        for upload in (
            part.values if isinstance(part, Items) and part.values and isinstance(part.values[0], Items) else (part,)
        ):
            if not isinstance(upload, Items) or len(upload.values) < 2 or upload.values[0] == Literal(None):
                continue
            if not _is_its_own(upload.values[0], upload.values[1]):
                yield upload.values[0]
    for _, value in effect.fields.entries:
        if isinstance(value, Pairs) and value.get("buffer") is not None and (name := value.get("name")) is not None:
            yield name
        for part in value.values if isinstance(value, Items) and not _is_upload(value) else (value,):
            if isinstance(part, Items) and _is_upload(part):
                yield part.values[_names_upload(part)]


def _is_its_own(name: Value, content: Value) -> bool:
    """Whether a file that is there is sent under the very name by which it was opened, as `open` alone would send it."""
    told = literal_of(name)
    if told is None or not isinstance(content, Unknown):
        return False
    return any(isinstance(atom, Literal) and atom.site == told[2] for atom in atoms(content))


def _is_upload(value: Items) -> bool:
    """Whether a value of a form is a file: its name with its content, in whichever order the client takes them."""
    return 1 < len(value.values) < 5 and _names_upload(value) >= 0


def _names_upload(value: Items) -> int:
    for at, other in ((0, 1), (1, 0)):
        name, content = value.values[at], value.values[other]
        if (
            isinstance(content, (Unknown, Symbol))
            and (told := literal_of(name)) is not None
            and _FILE_NAME.match(told[0])
        ):
            return at
        if isinstance(content, Unknown) and content.reason in _CONTENTS and isinstance(name, (Joined, Made)):
            return at
    return -1


_CONTENTS = frozenset({"bytes", "file"})


def _stored_as(effect: Effect) -> Value | None:
    """The name that a storage client's call gives an object."""
    for key, value in effect.fields.entries:
        if snake(key) in FILE_KEYS or (key == "Key" and effect.fields.get("Bucket") is not None):
            return value
    at = _NAMED_AT.get(effect.verb)
    if at == _BEHIND_BUCKET and len(effect.arguments) == _BEHIND_BUCKET:
        at -= 1  # A bucket's own method is not told the bucket: `bucket.upload_fileobj(content, name)`.
    if at is not None:
        return effect.arguments[at] if len(effect.arguments) > at else None
    contents = effect.verb == "upload_blob" and len(effect.arguments) == 1
    if not effect.arguments or contents or effect.verb.startswith("upload_from"):
        # `bucket.blob(name).upload_from_string(…)`
        before = effect.segments[: len(effect.segments) - len(effect.arguments)]
        return before[-1] if before and not isinstance(before[-1], Derived) else None
    first = effect.arguments[0]
    told = literal_of(first)
    if told is not None:
        return first if _FILE_NAME.match(told[0]) and len(effect.arguments) + len(effect.fields.entries) > 1 else None
    return None
