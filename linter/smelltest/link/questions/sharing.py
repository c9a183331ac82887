"""Whose a value or a collection is: this test's alone, or one that others can reach too."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import snake
from smelltest.link.play.addresses import is_id
from smelltest.link.play.databases import of_catalogue
from smelltest.link.play.http import plural
from smelltest.link.questions.named_records import is_reference, named
from smelltest.link.questions.records import effects, field_values, same, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect, is_untold, sources
from smelltest.link.values import (
    Computed,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Pairs,
    Step,
    Symbol,
    Unknown,
    Value,
    atoms,
    text_of,
)
from smelltest.read.conventions import is_test_code


def own(test: Test, value: Value) -> bool:
    """Whether a value is this test's alone: made in it, or of a record that was made for it."""
    for atom in atoms(value):
        if isinstance(atom, Made) and atom.scope == "function":
            return True
        if isinstance(atom, Derived) and own_effect(test, atom.effect):
            return True
        if isinstance(atom, Literal) and _made_with(test, atom):
            return True
    return False


def own_effect(test: Test, effect: Effect) -> bool:
    """Whether what an effect answers is this test's alone: it made it, or asked for it by what is its own."""
    known = _verdicts(test)
    if effect.order not in known:
        known[effect.order] = _is_own(test, effect)
    return known[effect.order]


@lru_cache(maxsize=8)
def _verdicts(test: Test) -> dict[int, bool]:
    """What is known already of the effects of one of the last few tests, by their order."""
    del test
    return {}


def _is_own(test: Test, effect: Effect) -> bool:
    if effect.kind == "create":
        return effect.stage.scope == "function" and effect.stage.kind != "module"
    if effect.access.kind == "http" and _scoped_by_credentials(test, effect):
        return True
    if _begun(test) < effect.order or _logs_in_as_made(test, effect):
        return True
    asked = (*effect.segments, *(value for _, value in filters(effect)))
    return any(
        (isinstance(atom, Made) and atom.scope == "function")
        or (isinstance(atom, Derived) and own_effect(test, atom.effect))
        for value in asked
        for atom in atoms(value)
    )


def _logs_in_as_made(test: Test, effect: Effect) -> bool:
    """Whether a login is that of an account that the test signed up under a name written out."""
    return effect.verb == "POST" and any(
        isinstance(value, Literal) and snake(key) in NAMING and _made_with(test, value)
        for key, value in effect.fields.entries
    )


NAMING = frozenset({"login", "username", "user_name", "email"})
"""Fields that say whose account it is."""


@lru_cache(maxsize=8)
def _begun(test: Test) -> float:
    """The order of the event with which a test sets up the system anew, for itself: `POST /swarm/init`."""
    return next((create.order for create in effects(test, "create") if _begins(create)), math.inf)


def _begins(create: Effect) -> bool:
    if create.access.kind != "http" or create.stage.scope != "function" or create.stage.kind == "module":
        return False
    ends = [text_of(segment) for segment in create.segments[-2:]]
    return len(ends) == 2 and ends[0] in _SYSTEMS and ends[1] in _BEGINNING


_BEGINNING = frozenset({"init", "initialize", "initialise", "bootstrap"})
_SYSTEMS = frozenset({"swarm", "cluster", "sys", "system", "server", "instance"})


def _made_with(test: Test, literal: Literal) -> bool:
    """Whether a record was made with a literal value that tells it from others."""
    if not isinstance(literal.value, str) or len(literal.value) < 3:
        return False
    invariant = test.settings.invariant_fields
    return any(
        effect.stage.scope == "function"
        and (
            any(
                same(literal, value)
                for key, value in (*field_values(effect.fields), *effect.query.entries)
                if key.lower() not in invariant
            )
            or (_names_its_record(test, effect) and same(literal, effect.arguments[0]))
        )
        for effect in effects(test, "create")
    )


def _names_its_record(test: Test, create: Effect) -> bool:
    """Whether what a call is given is the name of what it makes: `groups.create("staff")`, `create_bucket("b")`."""
    words = verbs.words(create.verb)
    return len(create.arguments) == 1 and words[:1] in _MAKING and (len(words) == 1 or named(test, create.resource))


_MAKING = {("create",), ("add",), ("make",), ("new",), ("register",)}
_ACCOUNTS = frozenset((
    "user", "account", "member", "admin", "customer", "employee", "people", "person", "client", "tenant",
    "organisation", "organization",
))  # fmt: skip


def _scoped_by_credentials(test: Test, effect: Effect) -> bool:
    """Whether an effect sees only what belongs to an account that is this test's alone.

    A list of accounts is the same for all who may see it.
    """
    if effect.resource is not None and singular(effect.resource) in _ACCOUNTS:
        return False
    given = (*effect.credentials, *(() if effect.host is None else (effect.host,)))
    return any(own(test, value) for value in given)


# Collections


PAGING = frozenset((
    "limit", "offset", "page", "per_page", "perpage", "page_size", "pagesize", "size", "first", "skip",
    "sort", "sort_by", "order", "order_by", "ordering", "fields", "include", "expand", "format", "take",
    "top", "max_results", "maxresults", "count", "cursor", "direction", "lang", "locale", "start",
    "orderby", "orderdirection", "sortby",
))  # fmt: skip


def filters(read: Effect) -> Iterator[tuple[str, Value]]:
    """What a read asks for: the fields of its query, and of its payload where it is a search."""
    if read.access.kind == "orm":
        yield from read.query.entries  # All that records are looked up by: `order` is one there.
        return
    yield from _flat(read.query)
    if read.kind == "read":
        yield from _flat(read.fields)


def _flat(pairs: Pairs) -> Iterator[tuple[str, Value]]:
    for key, value in pairs.entries:
        if isinstance(value, Pairs) and value.entries:
            yield from _flat(value)
        elif isinstance(value, Items) and any(isinstance(item, Pairs) for item in value.values):
            for item in value.values:
                yield from _flat(item) if isinstance(item, Pairs) else iter(((key, item),))
        elif key.lower().replace("-", "_") not in PAGING:
            yield key, value


def identifies(test: Test, key: str, resource: str | None) -> bool:
    """Whether a field has another value in each record of a resource."""
    name = snake(key.split("__", 1)[0])
    if name in {"id", "ids", "iid", "iids", "pk", "pks", "uuid", "uuids", "guid"}:
        return True
    if _OF_PARENT.match(name):
        return resource is not None and name.startswith(singular(resource))
    if name in _CALLED:
        # What is said of environments holds for `protected_environments` too.
        return named(test, resource) or named(test, (verbs.words(resource or "") or (None,))[-1])
    if (
        name in test.settings.unique_fields
        or (resource or "", name) in test.taken_once
        or f"{resource}.{name}" in test.settings.unique_fields
    ):
        return True
    return resource is not None and name == f"{singular(resource)}_id"


_CALLED = frozenset({"name", "title", "display_name"})
_OF_PARENT = re.compile(
    r"^(?:tenant|bucket|domain|sub_?domain|host_?name|(?:order|invoice|account|customer|employee)_\w+)(?:_name)?$"
)


def shared_collection(test: Test, read: Effect) -> bool:
    """Whether a read lists records of which others can be part."""
    if read.kind != "read" or read.order in test.timeline.rejected or read.refused or by_product(read):
        return False
    if read.resource is not None and is_reference(test, read.resource):
        return False
    if any(own(test, segment) or _tells_nothing(segment) for segment in read.segments):
        return False
    if any(_narrows(test, read, key, value) for key, value in filters(read)):
        return False
    if _scoped_by_credentials(test, read) or _below_own(test, read) or _begun(test) < read.order:
        return False
    if sum(isinstance(value, Made) and value.kind == "clock" for _, value in filters(read)) > 1:
        return False  # Between two moments that were measured, to which nobody adds any more.
    return _lists_by_its_kind(test, read)


def _narrows(test: Test, read: Effect, key: str, value: Value) -> bool:
    """Whether a filter leaves records of the test's own, or those of which nothing is known."""
    if own(test, value) or _tells_nothing(value) or identifies(test, key, read.resource) or _was_started(value):
        return True
    return snake(key) in SOUGHT and isinstance(value, (Derived, Joined)) and text_of(value) is None


def _was_started(value: Value) -> bool:
    """Whether a value is the id of what a change by the test has started: `update.execution_id`."""
    if not isinstance(value, Derived) or value.effect.kind != "change" or value.effect.stage.scope != "function":
        return False
    key = value.steps[-1].key if value.steps else None
    return isinstance(key, str) and _STARTED.match(snake(key)) is not None


_STARTED = re.compile(r"^(?:execution|task|job|run|operation|request)_(?:id|uuid)$")


def _lists_by_its_kind(test: Test, read: Effect) -> bool:
    """Whether a request, a query or a call of a client asks for all there is of a kind."""
    if read.access.kind == "http":
        return (
            bool(read.segments)
            and not is_id(read.segments[-1])
            and read.verb in {"GET", "POST", "HEAD"}
            and not _several(read)
            and not _is_one(test, read)
        )
    if read.access.kind == "sql":
        if read.resource is not None and of_catalogue(read.resource):
            return False
        return read.host is None or not (own(test, read.host) or not all(map(_is_told, _file_name(read.host))))
    words = verbs.words(read.verb)
    if words[-1:] == ("exists",) or any(_OF_NO_TABLE.match(text_of(value) or "") for value in read.arguments):
        return False
    listing = words[:1] in _LISTING or (len(words) == 1 and (words[0] in verbs.LISTING or _counts(read)))
    return listing or (read.resource is not None and plural(read.resource))


def _counts(read: Effect) -> bool:
    """Whether a client is asked how many there are in what it is told by name: `count(index="films")`."""
    return read.verb == "count" and read.resource is None and any(key in _OF_ROWS for key, _ in read.query.entries)


_OF_ROWS = frozenset({"index", "collection_name", "collection"})


def _file_name(path: Value) -> list[Value]:
    """What the last part of a path is put together from."""
    name: list[Value] = []
    for atom in reversed(list(atoms(path))):
        text = text_of(atom)
        if text is not None and "/" in text:
            break
        if not isinstance(atom, Joined):
            name.append(atom)
    return name


def _is_told(value: Value) -> bool:
    return not (isinstance(value, Symbol) or _tells_nothing(value))


def _tells_nothing(value: Value) -> bool:
    """Whether it is not known whose a value is that a read asks for."""
    if isinstance(value, (Joined, Computed)):
        return any(map(_tells_nothing, value.parts if isinstance(value, Joined) else value.operands))
    if isinstance(value, Items):
        return value.open or any(map(_tells_nothing, value.values))
    return isinstance(value, Unknown) or any(is_untold(effect) for effect in sources(value))


_OF_NO_TABLE = re.compile(r"\s*SELECT\b(?!.*\bFROM\b)", re.IGNORECASE | re.DOTALL)
_LISTING = {("list",), ("find",), ("search",), ("query",), ("dbsize",)}
SOUGHT = frozenset({"q", "query", "search", "text", "term", "keyword", "name", "title", "prefix", "contains", "filter"})
"""Fields of a query that look for a text."""


def by_product(effect: Effect) -> bool:
    """Whether the product's own code reaches its database: by what it narrows there is not known well enough."""
    return effect.access.kind in {"orm", "factory"} and not is_test_code(effect.call.path)


def _below_own(test: Test, read: Effect) -> bool:
    """Whether the test itself put the record, under a name of its choice, below which a read looks."""
    return any(
        put.verb == "PUT"
        and put.order < read.order
        and put.stage.scope == "function"
        and 1 < len(put.segments) < len(read.segments)
        and not is_id(put.segments[-1])
        and all(map(same, put.segments, read.segments))
        for put in effects(test, "create", "change")
    )


def _is_one(test: Test, read: Effect) -> bool:
    """Whether a path leads to one thing and no list: `/health`, `/users/me`, `/countries/code/pe`."""
    last = (text_of(read.segments[-1]) or "").lower()
    if last in _SINGLE or (not plural(last) and not _JOINING.isdisjoint(verbs.words(last)[1:-1])):
        return True
    if read.verb == "POST" and any(verbs.words(caller)[-1:] in _OF_ONE for caller in read.callers[1:]):
        return True  # `user_referral_info`
    key = text_of(read.segments[-2]) if len(read.segments) > 1 else None
    return bool(last) and key is not None and (key in _CALLED or key in test.settings.unique_fields)


_OF_ONE = frozenset({("info",), ("details",), ("balance",), ("summary",), ("overview",), ("stats",), ("statistics",)})
_JOINING = frozenset({"in", "to", "with"})
"""What stands within a name that says what happens: `/call-with-retry`."""
_SINGLE = frozenset((
    "health", "healthz", "healthcheck", "health-check", "ready", "readyz", "live", "livez", "ping", "status", "heartbeat",
    "me", "self", "myself", "whoami", "profile", "config", "configuration", "settings", "preferences", "info", "about",
    "aggregations", "conformance", "capabilities", "queryables", "version", "openapi", "openapi.json", "swagger", "swagger.json", "schema", "schema.json",
))  # fmt: skip


def _several(read: Effect) -> bool:
    """Whether a read asks for several things at once, and is answered with just those: `/by_names`."""
    if read.verb == "POST" and verbs.words(read.resource or "")[:1] == ("by",):
        return True
    words = {*verbs.words(read.resource or ""), *(verbs.words(read.verb) if read.access.kind == "sdk" else ())}
    return bool({"multi", "batch", "bulk", "msearch"} & words)


def collection_of(test: Test, value: Derived) -> bool:
    """Whether a value is a shared collection itself, or one part of each of its records.

    It is the body of a read, or the list in its envelope, whole or filtered by what is not the test's own.
    """
    if not shared_collection(test, value.effect):
        return False
    return all(_keeps_sharing(test, value.effect, step) for step in value.steps)


def _keeps_sharing(test: Test, read: Effect, step: Step) -> bool:
    if step.kind == "filter":
        if step.key is not None and identifies(test, str(step.key), read.resource):
            return False
        return bool(step.by) and not any(own(test, by) or isinstance(by, Unknown) for by in step.by)
    if step.kind == "each":
        return step.key is not None
    if step.kind == "item":
        return isinstance(step.key, str) and in_envelope(read, step.key)
    if step.kind == "attribute":
        return isinstance(step.key, str) and (step.key in _BODIES or in_envelope(read, step.key))
    return step.kind not in {"pick", "count", "slice", "part"}


_BODIES = frozenset((
    "json", "data", "body", "get_json", "json_body", "parsed", "content", "json_data", "dict",
    "model_dump", "value", "to_list",
))  # fmt: skip
_ENVELOPES = frozenset((
    "items", "results", "data", "content", "records", "value", "values", "rows", "hits", "objects",
    "list", "entries", "elements", "result", "collection", "docs", "documents", "payload", "body",
    "response", "nodes", "edges", "resources", "members", "models",
))  # fmt: skip


def in_envelope(read: Effect, key: str) -> bool:
    """Whether a key of an answer holds the records that were asked for."""
    if key.lower().lstrip("_") in _ENVELOPES:
        return True
    if read.resource == "graphql":
        return plural(key)
    if read.resource is None or singular(key) != singular(read.resource):
        return False
    return plural(key) or not plural(read.resource)  # `tip` of `/tips` is a field of what was asked for.


def upto(value: Derived, index: int) -> Derived:
    """The value before its step of that index."""
    return Derived(value.effect, value.steps[:index])
