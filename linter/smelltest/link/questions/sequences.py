"""Which ids and counters a test takes for granted that only the system knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from smelltest.link.knowledge.fields import snake
from smelltest.link.play.addresses import is_id
from smelltest.link.program.walking import called
from smelltest.link.questions.records import effects, field_values, kin, parents, same
from smelltest.link.questions.sharing import in_envelope, own_effect
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import (
    Comparison,
    Computed,
    Derived,
    Joined,
    Literal,
    Pairs,
    Site,
    Unknown,
    Value,
    atoms,
    text_of,
)


class Assumption(Struct, frozen=True, eq=False):
    """A generated value that a test asserts (`given` by an effect) or looks up, and where."""

    effect: Effect
    what: str
    site: Site
    given: bool = True


def assumptions(test: Test, suite: Suite) -> Iterator[Assumption]:
    """The generated ids and counters that a test takes for granted, in order."""
    for event in test.timeline.events:
        condition = _compared(event.condition) if isinstance(event, Check) else None
        if condition is not None:
            found = _asserted(test, suite, condition)
            if found is not None:
                yield found
    for effect in effects(test, "read", "change", "delete"):
        found = _looked_up(test, effect) if _counts_on(test, suite, effect) else None
        if found is not None:
            yield found


def _compared(condition: Value) -> Comparison | None:
    """What a condition compares: a value as a whole, or how it ends, as the address of what was made does."""
    if isinstance(condition, Comparison):
        return condition
    if not isinstance(condition, Derived) or len(condition.steps) < _ENDING or condition.steps[-2].key != "endswith":
        return None
    call = condition.steps[-1]
    if len(call.by) != 1 or call.site is None:
        return None
    return Comparison(Derived(condition.effect, condition.steps[:-2]), "==", call.by[0], call.site)


_ENDING = 3
"""The steps of an address that is asked how it ends, at the least."""
_ROLLBACK = re.compile(r"^the base class|django_db|fixture (?:transactional_)?db\b|rollback\(", re.IGNORECASE)
_BACKEND = re.compile(r"^django\.db\.backends\.(\w+)$")
_RESTART = re.compile(r"\bRESTART\s+(?:IDENTITY|WITH)\b|\bsqlite_sequence\b", re.IGNORECASE)


def _counts_on(test: Test, suite: Suite, effect: Effect) -> bool:
    """Whether a sequence goes on from where other tests left it: a rollback does not put it back."""
    isolation = test.isolation(effect)
    if isolation is None:
        return True
    if isolation is test.timeline.environment.http or "reset_sequences" in isolation.reason:
        return False
    return _is_rollback(isolation.reason) and not _goes_back(suite)


@lru_cache(maxsize=64)
def _is_rollback(reason: str) -> bool:
    return _ROLLBACK.search(reason) is not None


@lru_cache(maxsize=8)
def _goes_back(suite: Suite) -> bool:
    """Whether sequences begin anew: a conftest resets them, or has SQLite, where they are rows and roll back too."""
    conftests = suite.conftests
    texts = [words.text for module in conftests for words in module.words]
    backends = {match[1] for match in map(_BACKEND.match, texts) if match is not None}
    return (
        backends == {"sqlite3"}
        or any(map(_RESTART.search, texts))
        or any(name == "sequence_reset_sql" for module in conftests for name in called(module.body))
    )


# Asserted


_IDS = frozenset({"id", "pk", "_id", "iid"})
_COUNTER = re.compile(r"(?:^|_)(?:number|no|num|seq|sequence|counter)$")
_NUMBER = re.compile(r"^[A-Za-z]{0,6}[-_#/]?\d{1,8}$")


def _asserted(test: Test, suite: Suite, condition: Comparison) -> Assumption | None:
    if condition.operator not in {"==", "is"}:
        return None
    apart = _apart(test, suite, condition)
    if apart is not None:
        return Assumption(apart.effect, f"the next {_key(apart)}", condition.site)
    for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(answer, Derived) or not _counts_on(test, suite, answer.effect):
            continue
        if isinstance(expected, Pairs):
            return _in_body(test, answer, expected, condition.site)
        key = _key(answer)
        if key is None or not _generated(test, answer) or _counted_within(test, answer.effect, key):
            continue
        predicted = _predicted(expected)
        told = _told(key, expected) and not _sent(test, answer.effect, expected, key)
        if predicted or told:
            return Assumption(
                answer.effect, f"{key} {_spelled(expected)}" if told else f"the next {key}", condition.site
            )
    return None


def _apart(test: Test, suite: Suite, condition: Comparison) -> Derived | None:
    """The later of two ids that are asserted to lie so far apart: `another["id"] - order["id"] == 1`."""
    for told, expected in ((condition.left, condition.right), (condition.right, condition.left)):
        if not (isinstance(told, Computed) and told.operator == "-" and isinstance(expected, Literal)):
            continue
        later, earlier = told.operands[:2]
        if (
            isinstance(later, Derived)
            and isinstance(earlier, Derived)
            and later.effect is not earlier.effect
            and all(_key(one) in _IDS and _generated(test, one) for one in (later, earlier))
            and _counts_on(test, suite, later.effect)
        ):
            return later
    return None


def _in_body(test: Test, answer: Derived, expected: Pairs, site: Site) -> Assumption | None:
    """The id in a whole answer to a create that is written out."""
    if answer.effect.kind != "create" or any(step.key not in {"json", "data", None} for step in answer.steps):
        return None
    for key, value in expected.entries:
        if key in _IDS and _told(key, value) and not _sent(test, answer.effect, value, key):
            return Assumption(answer.effect, f"{key} {_spelled(value)}", site)
    return None


def _key(answer: Derived) -> str | None:
    """What of an answer is compared, where that is an id, a counter or the address of what was made."""
    last = next((step.key for step in reversed(answer.steps) if step.kind in {"item", "attribute"}), None)
    if not isinstance(last, str):
        return "id" if _is_returned(answer) else None
    name = snake(last)
    return name if name in _IDS or _COUNTER.search(name) or name == "location" else None


def _generated(test: Test, answer: Derived) -> bool:
    """Whether what is compared was made by the system for this test."""
    effect = answer.effect
    if _is_returned(answer):
        return True
    steps = answer.steps[1:-1] if _is_body(answer) else answer.steps[:-1]
    around = [step.key for step in steps if step.kind in {"item", "attribute"}]
    if any(step.kind in {"pick", "each", "filter"} for step in answer.steps):
        return False
    if not all(isinstance(key, str) and (key in _AROUND or in_envelope(effect, key)) for key in around):
        return False
    if _key(answer) in _IDS:
        return effect.kind == "create" or (effect.kind == "read" and own_effect(test, effect))
    return effect.kind == "create" and not any(
        isinstance(atom, Unknown) for _, value in effect.fields.entries for atom in atoms(value)
    )


def _counted_within(test: Test, create: Effect, key: str) -> bool:
    """Whether records are numbered within one above them that is the test's own: the issues of its project."""
    return key not in _IDS - _LOCAL and any(
        parent.kind == "create" and not kin(parent.resource, create.resource) and own_effect(test, parent)
        for parent in parents(create)
    )


_LOCAL = frozenset({"iid"})


def _is_returned(answer: Derived) -> bool:
    """Whether what is compared is the first column that an insert returns, or its id: `INSERT … RETURNING id`."""
    effect, steps = answer.effect, answer.steps
    return (
        effect.access.kind == "sql"
        and effect.kind == "create"
        and bool(steps)
        and steps[-1].kind == "item"
        and (steps[-1].key == 0 or (steps[-1].key in _IDS and all(step.kind != "item" for step in steps[:-1])))
    )


def _is_body(answer: Derived) -> bool:
    """Whether what is compared stands in the parsed body of a response: `response.data["id"]`."""
    first = answer.steps[0] if len(answer.steps) > 1 else None
    return first is not None and first.kind == "attribute" and first.key == "data"


_AROUND = frozenset({"json", "get_json", "headers", "record", "json_body", "_id"})


def _told(key: str, expected: Value) -> bool:
    """Whether a value is written out that a sequence gives."""
    if isinstance(expected, Literal) and isinstance(expected.value, int):
        return not isinstance(expected.value, bool)
    text = text_of(expected)
    if text is None:
        return False
    if key in _IDS:
        return text.isdigit()
    return re.search(r"/\d+/?$", text) is not None if key == "location" else _NUMBER.match(text) is not None


def _spelled(value: Value) -> str:
    return str(value.value) if isinstance(value, Literal) else str(text_of(value))


def _sent(test: Test, effect: Effect, value: Value, key: str = "") -> bool:
    """Whether the test chose a value itself, in this or an earlier write; for an id, as one."""
    text = text_of(value) or ""
    whole = isinstance(value, Literal) and isinstance(value.value, int) and key in _IDS
    changed = (
        given for change in effects(test, "change") for name, given in change.fields.entries if snake(name) == key
    )
    return any(same(given, value) for given in changed) or any(
        same(given, value) or (text.startswith("/") and same(given, Literal(text.rstrip("/").rpartition("/")[2])))
        for write in (effect, *effects(test, "create"))
        for given in (
            *(v for name, v in field_values(write.fields) if not whole or _NAMING.search(snake(name))),
            *write.segments,
            *write.arguments,
            *_asked(write),
        )
    )


_NAMING = re.compile(r"^$|(?:^|_)(?:id|ids|pk|uid|key|number|no|num)$")


def _asked(effect: Effect) -> tuple[Value, ...]:
    return tuple(value for _, value in effect.query.entries)


# Predicted


def _predicted(value: Value) -> bool:
    """Whether a value is the one after another record's id, or after the number of records."""
    if not isinstance(value, Computed) or value.operator not in {"+", "-"}:
        return False
    if value.operator == "-":
        first, less = value.operands[:2]
        return isinstance(less, Literal) and isinstance(first, Derived) and _key(first) in _IDS
    return any(isinstance(part, Literal) for part in value.operands) and any(
        isinstance(part, Derived)
        and (_key(part) in _IDS or _last_is(part, "count") or _last_is(part, "pick") or _is_counter(part))
        for part in value.operands
    )


def _is_counter(value: Derived) -> bool:
    """Whether a value is the number that a record got when it was made."""
    if value.effect.kind == "read" and value.effect.access.kind == "sql":
        return any(step.kind == "pick" and step.key in {"largest", "smallest"} for step in value.steps)
    return value.effect.kind == "create" and _COUNTER.search(_key(value) or "") is not None


def _last_is(value: Derived, kind: str) -> bool:
    return bool(value.steps) and value.steps[-1].kind == kind


def _looked_up(test: Test, effect: Effect) -> Assumption | None:
    """A lookup by an id that the test did not get from anywhere."""
    named = (*effect.segments, *(value for key, value in effect.query.entries if key in _IDS))
    for value in (value for value in named if type(value) is not Literal):  # As most are, of which nothing is made.
        told = next((atom for atom in atoms(value) if isinstance(atom, Computed) and _predicted(atom)), None)
        if told is not None:
            which = "the next id" if told.operator == "+" else "the id before another one"
            return Assumption(effect, which, effect.site, given=False)
    for value in named:
        if predicts(test, effect, value):
            return Assumption(effect, f"id {_spelled(value)}", effect.site, given=False)
    return None


def predicts(test: Test, effect: Effect, value: Value) -> bool:
    """Whether an id by which an effect looks is the one that a record just made is taken to have."""
    return _small(value) and _just_made(test, effect, value)


_FEW = 20
"""An id up to this can be that of a record just made in a fresh database."""
_LONG = 100


def _small(value: Value) -> bool:
    number = value.value if isinstance(value, Literal) else text_of(value) if isinstance(value, Joined) else None
    text = "" if number is None or isinstance(number, bool) else str(number)
    return text.isdigit() and len(text) < _LONG and int(text) <= _FEW and is_id(value)


def _just_made(test: Test, effect: Effect, value: Value) -> bool:
    """Whether a record of that kind was made before, whose id the test does not know.

    Where writes last, an id that is written out is more likely a seeded record's, unless the test expects to
    find what it sent there.
    """
    made = [
        create
        for create in effects(test, "create")
        if create.order < effect.order
        and create.resource is not None
        and kin(create.resource, effect.resource)
        and not any(key in _IDS for key, _ in create.fields.entries)
    ]
    if not made or _sent(test, made[0], value) or _was_there(test, effect, value, made[0]):
        return False
    return test.isolation(effect) is not None or any(_found_again(test, effect, create) for create in made)


def _was_there(test: Test, effect: Effect, value: Value, create: Effect) -> bool:
    """Whether the record may be one that was there: the test looked it up by that id before, or rows are loaded for it."""
    return test.timeline.environment.seeded or any(
        earlier.order < create.order
        and kin(earlier.resource, effect.resource)
        and any(same(told, value) for told in (*earlier.segments, *_asked(earlier)))
        for earlier in effects(test, "read")
    )


def _found_again(test: Test, effect: Effect, create: Effect) -> bool:
    """Whether the test expects a lookup to answer what a create sent."""
    sent = [value for _, value in field_values(create.fields)]
    return any(
        isinstance(event, Check)
        and isinstance(event.condition, Comparison)
        and any(source is effect for source in sources(event.condition))
        and any(same(side, value) for side in (event.condition.left, event.condition.right) for value in sent)
        for event in test.timeline.events
    )
