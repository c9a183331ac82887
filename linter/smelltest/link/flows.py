"""Which written-out values reach the system under test, as what, and which defect each of them is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from smelltest.link.cases import alike
from smelltest.link.frames import is_test_code
from smelltest.link.http import id_text, is_id, plural
from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import (
    FILE_KEYS,
    WEAK,
    WRAPPERS,
    account_key,
    caller_key,
    foreign_word,
    order_key,
    refers,
    snake,
    tenant_key,
)
from smelltest.link.records import effects, field_values, keeps_nothing, kin, lasting, parents, same, singular
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import (
    Comparison,
    Computed,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Negated,
    Pairs,
    Site,
    Symbol,
    Unknown,
    Value,
    answers,
    atoms,
    text_of,
)


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
        if not keeps_nothing(test, effect) and not _perhaps(effect)
        for flow in (*payload(effect), *queries(effect), *arguments(effect))
    )


def _perhaps(effect: Effect) -> bool:
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
        inner = around if _wraps(effect, key, pairs) else (*around, key)
        if isinstance(value, Items) and _is_upload(value):
            continue
        for part in value.values if isinstance(value, Items) else (value,):
            if isinstance(part, Pairs):
                yield from _walk(effect, part, inner)
            else:
                yield Flow(effect, "field", key, part, effect.site, around=around, alone=alone, counted=counted)


_HOW_MANY = frozenset({"quantity", "qty", "amount"})
_FEW = 10
"""More of an amount is one of money."""


def _counts(pairs: Pairs) -> bool:
    """Whether a payload says how many of what its id names are meant: `{"id": 7, "quantity": 2}`."""
    few = any(
        key in _HOW_MANY and isinstance(value, Literal) and isinstance(value.value, int) and 0 < value.value <= _FEW
        for key, value in pairs.entries
    )
    return few and not any(refers(snake(key)) for key, _ in pairs.entries)


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
    and in a form's `{"file": (content, name)}`.
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
            if isinstance(upload, Items) and len(upload.values) > 1 and upload.values[0] != Literal(None):
                yield upload.values[0]
    for _, value in effect.fields.entries:
        for part in value.values if isinstance(value, Items) and not _is_upload(value) else (value,):
            if isinstance(part, Items) and _is_upload(part):
                yield part.values[_names_upload(part)]


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
    if at is not None:
        return effect.arguments[at] if len(effect.arguments) > at else None
    if not effect.arguments or effect.verb.startswith(("upload_from", "upload_blob")):
        # `bucket.blob(name).upload_from_string(…)`
        before = effect.segments[: len(effect.segments) - len(effect.arguments)]
        return before[-1] if before and not isinstance(before[-1], Derived) else None
    first = effect.arguments[0]
    told = literal_of(first)
    if told is not None:
        return first if _FILE_NAME.match(told[0]) and len(effect.arguments) + len(effect.fields.entries) > 1 else None
    return None


# Which values are made


def made_values(test: Test) -> Iterator[tuple[Flow, Made]]:
    """What is made for a field whose value must not repeat."""
    for effect in lasting(test, "create", "change"):
        if keeps_nothing(test, effect) or _perhaps(effect):
            continue
        for flow in (
            *_walk(effect, effect.fields, ()),
            *headers(effect),
            *file_names(effect),
            *_positional(effect),
        ):
            if literal_of(flow.value) is None and must_not_repeat(test, flow):
                for made in _made_of(flow.value):
                    yield flow, made


def _made_of(value: Value) -> Iterator[Made]:
    """The calls that make a value; a number of records is one."""
    for atom in atoms(value):
        if isinstance(atom, Made):
            yield atom
        elif isinstance(atom, Derived) and atom.steps and atom.steps[-1].kind == "count":
            site = atom.steps[-1].site
            if site is not None:
                yield Made("count", unique=False, how="len", site=site)
        elif isinstance(atom, Computed) and atom.operator == "%":
            for operand in atom.operands:
                if isinstance(operand, Made) and operand.unique:
                    yield replace(operand, unique=False)


def must_not_repeat(test: Test, flow: Flow) -> bool:
    """Whether a value goes where no two records may have the same."""
    key, effect = flow.key, flow.effect
    if flow.role == "header":
        return caller_key(key)
    if flow.role == "file" or _is_address(flow.value):
        return True
    if flow.role == "argument":
        return effect.kind == "create" and named(test, effect.resource) and flow.value is effect.arguments[0]
    if key in {"id", "ids"} and below_own(test, flow):
        return False
    if caller_key(key) or unique_key(test, flow) or key in FILE_KEYS or (order_key(key) and _own_id(flow, key)):
        return True
    if flow.nested or effect.kind != "create":
        return False
    return (
        refers(key) == ""
        or (refers(key) is not None and _own_id(flow, key))
        or (key == "name" and named(test, effect.resource))
    )


def where(flow: Flow) -> str:
    """Where a value goes, in a word or two."""
    if flow.role == "argument":
        return f"the {flow.key}'s name" if flow.key else "the value"
    return flow.key.replace("_", " ") or "the value"


def _is_address(value: Value) -> bool:
    return isinstance(value, Joined) and any(
        isinstance(atom, Literal) and isinstance(atom.value, str) and "@" in atom.value for atom in atoms(value)
    )


def named(test: Test, resource: str | None) -> bool:
    """Whether the name of a resource tells its records apart."""
    return resource is not None and any(singular(resource) == singular(name) for name in test.settings.named_resources)


def unplayed(test: Test, flow: Flow) -> Iterator[Flow]:
    """The flow, and what of the cases that were not played stands in its place."""
    yield flow
    for text, site in alike(test, flow.site) if test.item.cases else ():
        yield replace(flow, text=text, value=Literal(text, site), site=site)


# Which rule speaks of a value


EMAIL = re.compile(r"^[^@\s/:<>=&]+@[^@\s/:<>]+\.[^@\s/:.<>]+$")
_NO_MAILBOX = frozenset(
    {"url", "remote", "repo", "repository", "repo_url", "unit", "service", "host", "image", "version"}
)


@lru_cache(maxsize=512)
def claim(test: Test, flow: Flow) -> str | None:
    """Which defect a value of a payload, query or header is, the most particular first.

    `tenant`, `email`, `key` (an identity that the caller chooses), `file`, `field` (another unique one),
    `record` (an id of what is there already), or None.
    """
    claimed = _claim(test, flow)
    apart = claimed in {"email", "key", "field"} and flow.role == "field" and stands_apart(test, flow)
    return None if apart else claimed


def stands_apart(test: Test, flow: Flow) -> bool:
    """Whether no other run can have the same value, since it is sent into what the test has made for itself.

    A name is looked for where it hangs, below a project or a board; people and clients in the whole of a tenant.
    """
    if not flow.effect.segments or not below_own(test, flow):
        return False
    around = (text_of(segment) for segment in flow.effect.segments[:-1])
    return flow.key in _LOCAL or any(text is not None and _OF_TENANTS.match(text) for text in around)


_LOCAL = frozenset({"name", "title", "slug", "path", "code", "key"})
_OF_TENANTS = re.compile(r"^(?:tenants?|organi[sz]ations?|orgs?|workspaces?|realms?)$", re.IGNORECASE)


def _claim(test: Test, flow: Flow) -> str | None:
    key, text = flow.key, flow.text
    if not text.strip() or text in {"default", "-1"} or flow.role in {"segment", "argument"}:
        return None
    if EMAIL.match(text) and key not in _NO_MAILBOX:
        return "email"
    for claimed, holds in (
        ("tenant", not flow.nested and (_of_tenant(flow) or _of_account(flow))),
        ("key", caller_key(key)),
        (None, flow.role == "header"),
        ("record" if id_text(text) and not _own_id(flow, key) else "key", order_key(key)),
        ("file", key in FILE_KEYS),
    ):
        if holds:
            return claimed
    return _of_field(test, flow)


def _of_tenant(flow: Flow) -> bool:
    """Whether a value is a tenant, or a key that lets one in. A token of a few digits is a coin or a place in a list."""
    few = flow.text.isdigit() and len(flow.text) < _TOKEN and flow.key.endswith("token")
    return not few and tenant_key(flow.key, header=flow.role == "header")


_TOKEN = 6


def _of_account(flow: Flow) -> bool:
    """Whether a field names the account in which something is made, and not by the id of a record."""
    made = singular(flow.effect.resource or "")
    return account_key(flow.key) and not id_text(flow.text) and flow.role == "field" and made != "account"


def _of_field(test: Test, flow: Flow) -> str | None:
    if flow.role != "query" and unique_key(test, flow):
        return "key" if _uuid(flow.text) else "field"
    target = refers(flow.key)
    if target is not None and (target == "" or id_text(flow.text) or _own_id(flow, flow.key)):
        return _of_id(test, flow, target)
    if target is None and _UUID.match(flow.text) and not _OF_NO_RECORD.search(flow.key):
        return _of_id(test, flow, flow.key)
    return None


_UUID = re.compile(r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
_OF_NO_RECORD = re.compile(
    r"(?:^|_)(?:token|secret|password|key|hash|nonce|checksum|etag|version|name|title|text|label|note|comment|description|message"
    r"|content|value|data|q|query|search|serial|signature|code|run|batch|trace|seed|salt|state|challenge)$"
)
"""Fields in which a UUID names no record."""


def _of_id(test: Test, flow: Flow, target: str) -> str | None:
    effect = flow.effect
    if flow.key == "ids" and effect.kind == "create":
        return None
    text = flow.text.partition(",")[0] if flow.key.endswith("ids") else flow.text
    bought = target == "" and flow.counted and effect.access.kind == "http" and text.isdigit()
    if not bought and not flow.nested and _sends_anew(effect) and (target == "" or _own_id(flow, flow.key)):
        scoped = below_own(test, flow) if flow.text.isdigit() else target == "" and below_new(test, flow)
        return "key" if flow.text != "0" and not scoped else None
    if target == "" and flow.key != "ids" and effect.kind == "change" and effect.verb == "POST":
        return None
    if target == "" and flow.nested:
        if not flow.alone and not bought:
            return None
        target = flow.around[-1]
    if not is_record_id(text) or foreign_word(target):
        return None
    bare = target or effect.resource or ""
    if is_reference(test, bare) or bare in test.settings.invariant_fields:
        return None
    return "record"


def _sends_anew(effect: Effect) -> bool:
    """Whether a write sends whole records: a create, or a PUT of some to their collection."""
    last = text_of(effect.segments[-1]) if effect.segments else None
    return effect.kind == "create" or (effect.verb == "PUT" and last is not None and plural(last))


def _own_id(flow: Flow, key: str) -> bool:
    """Whether a key is that of the record itself: `order_id` of what is sent to `/orders`."""
    if key.endswith(("_ids", "_uuids", "_pks")):
        return False  # Several are of what is there: `role_ids` of what is sent to `/users/…/roles`.
    target = refers(key) or re.sub(r"_(?:no|num|number|ref|reference|code|key)$", "", key)
    if flow.effect.resource is None:
        return False
    resource = singular(flow.effect.resource)
    return resource == singular(target) or (target == "order" and resource.endswith(target))


def unique_key(test: Test, flow: Flow) -> bool:
    """Whether a field's value must not repeat."""
    key, names = flow.key, test.settings.unique_fields
    if key in WEAK and (
        flow.nested
        or flow.effect.resource is None
        or (flow.effect.kind == "change" and flow.effect.access.kind == "sdk")
    ):
        # Within a part of a record, or as the option of a call, they mean other things.
        return False
    if flow.effect.access.kind == "sdk" and _names_container(flow):
        return False
    if key in names:
        return True
    if flow.nested or flow.effect.resource is None:
        return False
    own = snake(flow.effect.resource.rsplit("/", 1)[-1])
    return any(
        key.startswith(f"{form}_") and key[len(form) + 1 :] in names for form in {own, own.rstrip("s"), singular(own)}
    )


_CONTAINERS = frozenset({"bucket", "bucket_name"})


def _names_container(flow: Flow) -> bool:
    """Whether an option of a call says in what something is made: the bucket of an object."""
    own = singular(flow.effect.resource or "")
    if flow.key in _CONTAINERS:
        return own != flow.key.removesuffix("_name")
    return flow.key == "key" and flow.effect.fields.get("Bucket") is not None


def _uuid(text: str) -> bool:
    return id_text(text) and not text.isdigit()


def is_record_id(text: str) -> bool:
    """Whether a text is an id that a record can have."""
    return id_text(text) and text.strip("0-") != ""


def made_by_test(test: Test, flow: Flow) -> bool:
    """Whether the test itself made a record with that value before."""
    for create in effects(test, "create", "change"):
        if create.order >= flow.effect.order or (create.kind == "change" and create.verb != "POST"):
            continue
        for key, value in field_values(create.fields):
            if same(flow.value, value) and not _foreign_key(create, snake(key)):
                return True
        if create.verb == "PUT" and any(same(flow.value, value) for value in create.segments[-1:]):
            return True
        if any(same(flow.value, value) for value in create.arguments):
            return True
    return False


def below_own(test: Test, flow: Flow) -> bool:
    """Whether what a value names hangs below a record of this test: the first column of its own board."""
    return _below(test, flow, [create for create in _before(test, flow) if create.stage.scope == "function"])


def below_new(test: Test, flow: Flow) -> bool:
    """Whether what a value names hangs below a record of this test that goes by another id in each run."""
    made = [
        create
        for create in _before(test, flow)
        if create.stage.scope == "function"
        and not any(refers(snake(key)) == "" and literal_of(value) for key, value in create.fields.entries)
    ]
    return _below(test, flow, made, written_out=False)


def below_made(test: Test, flow: Flow) -> bool:
    """Whether what a value names hangs below a record that each run makes anew, for this test or for several."""
    made = _before(test, flow)
    within = (value for key, value in flow.effect.fields.entries if snake(key) in _PARENTS)
    return _below(test, flow, made) or any(source in made for value in within for source in sources(value))


_PARENTS = frozenset(
    f"{name}{end}"
    for name in "namespace parent group organization organisation org workspace project team space board".split()
    for end in ("", "_id", "_uuid", "_key")
)
"""Fields that say in which record another one is made."""


def _before(test: Test, flow: Flow) -> list[Effect]:
    return [create for create in effects(test, "create") if create.order < flow.effect.order]


def _below(test: Test, flow: Flow, made: list[Effect], written_out: bool = True) -> bool:
    above = flow.effect.segments
    for index, parent in enumerate(above):
        if parent is flow.value or same(parent, flow.value):
            above = above[:index]
            break
    if flow.role in {"field", "file", "query"}:
        above = (*above, *(value for value in _containers(flow.effect) if value is not flow.value))
    names = [value for create in made for value in _identity(test, create) if written_out or not literal_of(value)]
    return any(
        any(source in made or any(first in made for first in parents(source)) for source in sources(parent))
        or any(same(atom, name) for atom in atoms(parent) for name in names)
        for parent in above
    )


def _containers(effect: Effect) -> Iterator[Value]:
    """What a call of a client names first, where it makes something in it: `upsert("movies", points)`."""
    if effect.access.kind == "sdk":
        yield from effect.arguments[:1]
        given = (*effect.fields.entries, *effect.query.entries)
        yield from (value for key, value in given if key in _WITHIN)


_WITHIN = frozenset({"collection_name", "index_name", "table_name", "bucket_name", "Bucket", "topic", "queue", "index"})


_IDENTITY = frozenset("id uid uuid pk name slug key alias title handle username".split())


def _identity(test: Test, create: Effect) -> Iterator[Value]:
    """The texts by which a record goes that a create made."""
    own = singular(create.resource or "")
    for key, value in create.fields.entries:
        if snake(key) in _IDENTITY or snake(key) in {f"{own}_name", f"{own}_id", f"{own}_uid", own}:
            yield value
    if create.arguments and named(test, create.resource):
        yield create.arguments[0]


def _foreign_key(create: Effect, key: str) -> bool:
    target = refers(key)
    return bool(target) and not (create.resource is not None and singular(create.resource) == singular(target or ""))


def looked_up(suite: Suite, text: str, resource: str | None) -> bool:
    """Whether a test of the suite looks a record of a collection up by a text."""
    return any(kin(resource, collection) for collection in _lookups(suite).get(text, ()))


@lru_cache(maxsize=4)
def _lookups(suite: Suite) -> dict[str, set[str | None]]:
    """The texts by which tests look records up, in queries and paths or among a collection, and which collections'."""
    found: dict[str, set[str | None]] = {}
    for test in suite.tests:
        for event in test.timeline.events:
            if isinstance(event, Effect) and event.kind in {"read", "delete"}:
                asked = [value for _, value in event.query.entries]
                asked.extend(event.segments[-1:] if event.access.kind == "http" else event.arguments)
                for value in asked:
                    found.setdefault(text_of(value) or "", set()).add(event.resource)
            for value in _looked_at(event):
                for by in (by for step in value.steps if step.kind == "filter" for by in step.by):
                    found.setdefault(text_of(by) or "", set()).add(value.effect.resource)
    return {text: collections for text, collections in found.items() if text}


def _looked_at(event: object) -> Iterator[Derived]:
    if isinstance(event, Check):
        yield from answers(event.condition)
    elif isinstance(event, Effect):
        for value in (*event.segments, event.fields, event.query):
            yield from answers(value)


def expected_absent(test: Test, effect: Effect) -> bool:
    """Whether the test asserts that a read finds nothing."""
    return _found_empty(test).get(id(effect), -1) > effect.order


@lru_cache(maxsize=4)
def _found_empty(test: Test) -> dict[int, int]:
    """The last check that says of an effect that it found nothing."""
    checks = (event for event in test.timeline.events if type(event) is Check)
    return {id(effect): check.order for check in checks for effect in _empty(check.condition)}


def _empty(condition: Value) -> Iterator[Effect]:
    """The effects of which a condition says that they found nothing."""
    if isinstance(condition, Negated):
        if isinstance(condition.value, Derived):
            yield condition.value.effect
        return
    if not isinstance(condition, Comparison):
        return
    for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(answer, Derived):
            continue
        nothing = (isinstance(other, Literal) and (other.value in (0, None, "") and other.value is not False)) or (
            isinstance(other, (Items, Pairs)) and not (other.values if isinstance(other, Items) else other.entries)
        )
        if nothing and condition.operator in {"==", "is", "<="}:
            yield answer.effect
    if condition.operator == "not in":
        yield from sources(condition.right)


def is_reference(test: Test, resource: str) -> bool:
    """Whether a resource is a collection with a fixed content."""
    bare = singular(resource.rsplit("/", 1)[-1])
    return any(singular(name) == bare for name in test.settings.reference_resources)


def picks_record(effect: Effect) -> bool:
    """Whether the first argument of a call names a record: `get_user(42)`, but not `list_users(10)`."""
    lazy = effect.query.get("lazy")
    if isinstance(lazy, Literal) and lazy.value is True:
        return False  # Nothing is asked for until the record is used.
    words = verbs.words(effect.verb)
    noun = verbs.noun_of(effect.verb)
    if not words or words[0] in verbs.LISTING or (noun is not None and plural(noun) and effect.kind == "read"):
        return False
    changes = bool(effect.fields.entries) or len(effect.arguments) > 1
    if words[0] in {"update", "patch", "edit", "modify", "put"} and not changes:
        return False
    return words[0] not in {
        "set",
        "change",
        "reset",
        "rotate",
        "move",
        "modify",
        "count",
        "iter",
        "exists",
        "read",
        "stat",
    }
