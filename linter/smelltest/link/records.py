"""Whose records a test works on: what it made, what it takes away, what it shares with others.

Questions about one timeline, in the words of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache

from smelltest.link.http import is_id, plural
from smelltest.link.knowledge import verbs
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event, sources
from smelltest.link.values import (
    Comparison,
    Computed,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Negated,
    Pairs,
    Predicate,
    Step,
    Unknown,
    Value,
    atoms,
    text_of,
)

# Which effects count


# Every rule asks these of one test after the other, so the answers about the last few are kept.


@lru_cache(maxsize=64)
def effects(test: Test, *kinds: str) -> tuple[Effect, ...]:
    """What the test does to the system, and is expected to succeed in; of the given kinds."""
    rejected = test.timeline.rejected
    return tuple(
        event
        for event in test.timeline.events
        if type(event) is Effect and event.kind in kinds and event.order not in rejected
    )


@lru_cache(maxsize=64)
def lasting(test: Test, *kinds: str) -> tuple[Effect, ...]:
    """Those of them that outlive the test, or concern what does."""
    return tuple(effect for effect in effects(test, *kinds) if test.isolation(effect) is None)


def keeps_nothing(test: Test, effect: Effect) -> bool:
    """Whether a request goes to a public fake that stores nothing."""
    host = effect.host
    for atom in atoms(host) if host is not None else ():
        text = text_of(atom)
        if text is not None:
            name = re.sub(r"^[a-zA-Z]+://(?:[^@/]*@)?", "", text).split("/")[0].split(":")[0]
            if any(fnmatchcase(name, pattern) for pattern in test.settings.fake_hosts):
                return True
    return False


_ACTIONS = verbs.CHANGE | verbs.READ | frozenset(
    "send run execute trigger sync start stop notify subscribe check verify process handle convert parse render"
    " reset ping echo evaluate compute generate test confirm resend logout login complete accept".split()
) - {"list", "all", "exists"}  # fmt: skip


@lru_cache(maxsize=16)
def creates(test: Test) -> tuple[Effect, ...]:
    """The lasting effects that make a new record."""
    made = [
        effect
        for effect in lasting(test, "create")
        if effect.access.kind != "file" and not keeps_nothing(test, effect)
    ]
    if not any(effect.access.kind == "http" and _is_action(effect) for effect in made):
        return tuple(made)
    used = {effect.order for event in test.timeline.events for effect in _answers_used(event)}
    return tuple(
        effect
        for effect in made
        if not (effect.access.kind == "http" and effect.order not in used and _is_action(effect))
    )


def _is_action(effect: Effect) -> bool:
    name = effect.resource
    return name is not None and not plural(name) and verbs.words(name)[:1] != () and verbs.words(name)[0] in _ACTIONS


def _answers_used(event: Event) -> Iterator[Effect]:
    if isinstance(event, Effect):
        for value in (*event.segments, event.fields, event.query):
            yield from sources(value)


# What is the same


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal for certain."""
    if isinstance(one, Literal) and isinstance(other, Literal):
        return one.value is not None and str(one.value) == str(other.value)
    if isinstance(one, Made) and isinstance(other, Made):
        return one.site == other.site
    if isinstance(one, Derived) and isinstance(other, Derived):
        return one.effect is other.effect and _path(one) == _path(other)
    if isinstance(one, Joined) and isinstance(other, Joined):
        texts = text_of(one), text_of(other)
        if None not in texts:
            return texts[0] == texts[1]
        return len(one.parts) == len(other.parts) and all(same(a, b) for a, b in zip(one.parts, other.parts))
    text, again = text_of(one), text_of(other)
    return text is not None and text == again


def _path(value: Derived) -> tuple[str | int | None, ...]:
    return tuple(step.key for step in value.steps if step.kind in {"item", "attribute", "pick"} and step.key != "json")


def field_values(pairs: Pairs) -> Iterator[tuple[str, Value]]:
    """The fields of a payload, nested ones too, by their own name."""
    for key, value in pairs.entries:
        yield key, value
        if isinstance(value, Pairs):
            yield from field_values(value)
        elif isinstance(value, Items):
            for item in value.values:
                if isinstance(item, Pairs):
                    yield from field_values(item)


# What takes a record away


def cleanups(test: Test, create: Effect) -> tuple[Effect, ...]:
    """The effects that undo a create, or the create of something that it hangs below."""
    found = []
    for delete in effects(test, "delete"):
        if delete.order > create.order and not delete.guard.environment and undoes(test, delete, create):
            found.append(delete)
    return tuple(found)


def undoes(test: Test, delete: Effect, create: Effect) -> bool:
    """Whether a delete takes away what a create made; what can't be told counts for it."""
    if delete.access.kind == "sweep":
        return True
    if names(delete, create):
        return True
    if _below(delete, create):
        return True
    for atom in _addressed(delete):
        for value in atoms(atom):
            if isinstance(value, Derived) and value.effect.kind == "read" and _reaches(value.effect, create):
                return True
    return any(
        names(delete, parent) for value in create.segments for parent in sources(value) if parent.kind == "create"
    )


def names(delete: Effect, create: Effect) -> bool:
    """Whether an effect names the record that a create made: by its id, by a value that it was made with, or not at all."""
    target = _addressed(delete)
    if not target:
        return kin(delete.resource, create.resource) and not delete.query.entries
    own = [value for _, value in field_values(create.fields)]
    own.extend(create.arguments)
    if create.verb == "PUT":
        own.extend(create.segments[-1:])
    for value in target:
        for atom in atoms(value):
            if isinstance(atom, Derived) and atom.effect is create:
                return True
            if isinstance(atom, (Literal, Made, Joined)) and _telling(atom) and any(same(atom, field) for field in own):
                return True
        if isinstance(value, Unknown) or (isinstance(value, Joined) and any(isinstance(a, Unknown) for a in atoms(value))):
            if kin(delete.resource, create.resource):
                return True
    return False


def _telling(value: Value) -> bool:
    if isinstance(value, Literal):
        return isinstance(value.value, str) and len(value.value) > 1 or (
            isinstance(value.value, int) and not isinstance(value.value, bool)
        )
    return True


def _addressed(effect: Effect) -> tuple[Value, ...]:
    """What an effect names its record by: the end of its path, its arguments, its query, its payload."""
    found: list[Value] = []
    if effect.access.kind == "http":
        if effect.segments and is_id(effect.segments[-1]):
            found.append(effect.segments[-1])
        elif effect.segments and any(is_id(segment) for segment in effect.segments[1:]):
            # `DELETE /carts/1/items`: what hangs below the record, or a verb on it.
            found.extend(segment for segment in effect.segments if is_id(segment))
        elif len(effect.segments) > 1 and not effect.query.entries and not effect.fields.entries:
            last = text_of(effect.segments[-1])
            if last is not None and not plural(last):
                found.append(effect.segments[-1])
    else:
        found.extend(effect.segments)
    found.extend(value for _, value in effect.query.entries)
    found.extend(value for _, value in effect.fields.entries)
    return tuple(found)


def _below(delete: Effect, create: Effect) -> bool:
    """Whether the delete's path is the beginning of the create's."""
    if delete.access.kind != "http" or create.access.kind != "http" or not delete.segments:
        return False
    if len(delete.segments) >= len(create.segments):
        return False
    if not is_id(delete.segments[-1]) and len(delete.segments) < 2:
        return False
    return all(same(a, b) for a, b in zip(delete.segments, create.segments))


def _reaches(read: Effect, create: Effect) -> bool:
    """Whether a read can find the record: it asks for its values, or lists its collection."""
    asked = (*read.segments, *(value for _, value in read.query.entries))
    for value in asked:
        if any(effect is create for effect in sources(value)):
            return True
        if any(same(value, field) for _, field in field_values(create.fields)):
            return True
    return kin(read.resource, create.resource)


def kin(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same resource; an unknown one may."""
    return one is None or other is None or singular(one) == singular(other)


def singular(name: str) -> str:
    """A resource's name in the singular, in lower case and without separators."""
    bare = re.sub(r"[-_ ]", "", name.lower())
    if bare.endswith("ies") and len(bare) > 4:
        return bare[:-3] + "y"
    if bare.endswith(("sses", "ches", "shes", "xes")):
        return bare[:-2]
    return bare[:-1] if bare.endswith("s") and not bare.endswith(("ss", "us", "is")) else bare


# What can come in between


def interruption(test: Test, create: Effect, delete: Effect) -> Event | None:
    """What can fail between a create and its delete on the straight path, so that the delete does not happen."""
    if delete.guard.always:
        return None
    for event in test.timeline.events:
        if not create.order < event.order < delete.order:
            continue
        if event.guard.always or event.stage.teardown or event.guard.tried:
            continue
        if isinstance(event, Check) and is_own_success(event, create):
            continue
        if isinstance(event, Effect) and event.kind == "delete" and event.site == delete.site:
            continue
        if event.stage.kind == "module":
            continue
        if isinstance(event, (Check, Effect)) or event.__class__.__name__ == "Other":
            return event
    return None


_SUCCESS = frozenset({"status_code", "ok", "status", "is_success", "status_int", "id", "code", "reason", "success", "statusCode"})


def is_own_success(check: Check, create: Effect) -> bool:
    """Whether a check only asks whether the create succeeded and gave an id."""
    condition = check.condition
    if isinstance(condition, Negated):
        condition = condition.value
    if {effect.order for effect in sources(condition)} - {create.order}:
        return False
    subject = condition.left if isinstance(condition, Comparison) else condition
    if isinstance(condition, Comparison) and condition.operator in {"in", "not in"}:
        return isinstance(condition.right, Derived) and text_of(condition.left) is not None or _is_status(condition.left)
    if isinstance(condition, Comparison) and not isinstance(subject, Derived):
        subject = condition.right
    if isinstance(condition, Predicate):
        return re.search(r"status|isinstance|success|created|ok", condition.name) is not None
    return _is_status(subject) or (isinstance(subject, Derived) and len(subject.steps) <= 2 and not isinstance(condition, Comparison))


def _is_status(value: Value) -> bool:
    if not isinstance(value, Derived) or not value.steps:
        return isinstance(value, Derived)
    last = next((step.key for step in reversed(value.steps) if step.kind in {"item", "attribute"}), None)
    return last in _SUCCESS


def is_checked(test: Test, delete: Effect) -> bool:
    """Whether the delete is what the test is about: its answer is asserted, or that the record is gone."""
    for event in test.timeline.events:
        if event.order <= delete.order or event.stage.teardown or event.guard.always:
            continue
        if isinstance(event, Check) and any(effect is delete for effect in sources(event.condition)):
            return True
        if isinstance(event, Effect) and event.order in test.timeline.rejected and _same_record(event, delete):
            return True
    return False


def _same_record(one: Effect, other: Effect) -> bool:
    return bool(one.segments) and bool(other.segments) and same(one.segments[-1], other.segments[-1])


# Whose a value or a collection is


def own(test: Test, value: Value) -> bool:
    """Whether a value is this test's alone: made in it, or of a record that was made for it."""
    for atom in atoms(value):
        if isinstance(atom, Made) and atom.scope == "function":
            return True
        if isinstance(atom, Derived) and _own_effect(test, atom.effect, 0):
            return True
        if isinstance(atom, Literal) and _made_with(test, atom):
            return True
    return False


def _own_effect(test: Test, effect: Effect, depth: int) -> bool:
    if effect.kind == "create":
        return effect.stage.scope == "function" and effect.stage.kind != "module"
    if effect.access.kind == "http" and effect.kind == "read" and effect.verb == "POST":
        return False
    return depth < 4 and any(
        _own_effect(test, source, depth + 1)
        for value in (*effect.segments, *(v for _, v in effect.query.entries))
        for source in sources(value)
    ) or any(
        isinstance(atom, Made) and atom.scope == "function"
        for value in (*effect.segments, *(v for _, v in effect.query.entries))
        for atom in atoms(value)
    )


def _made_with(test: Test, literal: Literal) -> bool:
    """Whether a record was made with a literal value that tells it from others."""
    if not isinstance(literal.value, str) or len(literal.value) < 3:
        return False
    return any(
        effect.stage.scope == "function" and any(same(literal, value) for _, value in field_values(effect.fields))
        for effect in effects(test, "create")
    )


_PAGING = frozenset(
    "limit offset page per_page perpage page_size pagesize size first skip sort sort_by order order_by ordering fields"
    " include expand format take top max_results maxresults count cursor direction lang locale".split()
)


def shared_collection(test: Test, read: Effect) -> bool:
    """Whether a read lists records of which others can be part."""
    if read.kind != "read" or read.order in test.timeline.rejected:
        return False
    if any(own(test, segment) for segment in read.segments):
        return False
    if any(own(test, value) for key, value in read.query.entries if key.lower() not in _PAGING):
        return False
    if any(isinstance(value, Unknown) and value.reason not in {"bytes"} for _, value in read.query.entries):
        return False
    if read.access.kind == "http":
        return bool(read.segments) and not is_id(read.segments[-1]) and read.verb in {"GET", "POST"}
    return verbs.words(read.verb)[0] in verbs.LISTING or (read.resource is not None and plural(read.resource))


def collection_of(test: Test, value: Derived) -> bool:
    """Whether a value is a shared collection itself: the body of a read, or the list in its envelope."""
    if not shared_collection(test, value.effect):
        return False
    for step in value.steps:
        if step.kind == "filter" and (not step.by or any(own(test, by) or isinstance(by, Unknown) for by in step.by)):
            return False
        if step.kind in {"pick", "each", "count", "slice"}:
            return False
        if step.kind == "item" and not (isinstance(step.key, str) and in_envelope(value.effect, step.key)):
            return False
        if step.kind == "attribute" and step.key not in _BODIES and not (
            isinstance(step.key, str) and in_envelope(value.effect, step.key)
        ):
            return False
    return True


_BODIES = frozenset({"json", "data", "body", "get_json", "json_body", "parsed", "content", "json_data", "dict", "model_dump"})
_ENVELOPES = frozenset(
    "items results data content records value values rows hits objects list entries elements result collection docs"
    " documents payload body response nodes edges resources members models".split()
)


def in_envelope(read: Effect, key: str) -> bool:
    """Whether a key of an answer holds the records that were asked for."""
    return key.lower().lstrip("_") in _ENVELOPES or (read.resource is not None and singular(key) == singular(read.resource))


def upto(value: Derived, index: int) -> Derived:
    """The value before its step of that index."""
    return Derived(value.effect, value.steps[:index])


__all__ = [
    "Computed", "Configured", "Step", "cleanups", "collection_of", "creates", "effects", "field_values",
    "in_envelope", "interruption", "is_checked", "keeps_nothing", "kin", "lasting", "names", "own", "same",
    "shared_collection", "singular", "undoes", "upto",
]  # fmt: skip
