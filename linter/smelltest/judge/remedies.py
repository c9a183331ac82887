"""Remedies in the words of the rules: a value of its own, a cleanup, a guarantee."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal as Choice

from smelltest.judge.remedy import (
    Cleanup,
    Guarantee,
    OwnMember,
    OwnRecord,
    Remedy,
    Reversal,
    Undoing,
    Uniqueness,
    Unpredicted,
    ValueKind,
)
from smelltest.link.flows import Flow
from smelltest.link.records import creates, kin, singular
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, Event
from smelltest.link.values import Comparison, Derived, Literal, Site, Step, Value, atoms
from smelltest.read.facts import Place

_ID = re.compile(r"(?:^|_)(?:id|pk|uuid|guid|key|uid)$|[a-z](?:Id|ID|Uuid|UUID)$")


def own_value(at: Place, kind: ValueKind, text: str, key: str) -> Remedy:
    """A value that is unique in each run, for a literal that goes by a key."""
    stem, tail = _stem(kind, text)
    name = "" if kind == "email" else re.sub(r"\W+", "_", key).strip("_").lower()
    return Remedy("safe", "make the value unique", (Uniqueness(at, kind, stem, tail, name),))


def _stem(kind: ValueKind, text: str) -> tuple[str, str]:
    """What a person still reads in a made value, and what it must end with."""
    if kind == "email":
        return "test", ""
    if kind == "file-name":
        stem, dot, extension = text.rpartition(".")
        return (stem or "file"), (f"{dot}{extension}" if stem else "")
    if re.fullmatch(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
        return "", ""
    return re.sub(r"[^A-Za-z]+.*$", "", text) or "test", ""


def taken_away(test: Test, suite: Suite, create: Effect, site: Site) -> Remedy | None:
    """A cleanup for what a call makes, where it can be told how it is taken away; `site` is that call."""
    undoing = _by_rest(test, suite, create) if site == create.call else None
    if undoing is None:
        return None
    reason = "the record is gone after the test: a later test may count on it"
    return Remedy("unsafe", "take the record away however the test ends", (Cleanup(site.at, undoing),), reason)


def guaranteed(delete: Site, create: Site) -> Remedy | None:
    """A cleanup that happens even where the test fails before it."""
    if delete.path != create.path:
        return None
    reason = "what stands between is tried, and the cleanup happens after that"
    return Remedy("unsafe", "let the cleanup happen however the test ends", (Guarantee(delete.at, create.at),), reason)


def reversed_order(loop: Place) -> Remedy:
    """Records are taken away from the last one made to the first."""
    return Remedy("safe", "go through the records from the last one made", (Reversal(loop),))


def own_record(test: Test, flow: Flow) -> Remedy:
    """A record of the test's own in the place of the one that an id names."""
    step = OwnRecord(flow.site.at, flow.text, _collection(flow), tuple(_expected(test, flow)))
    reason = "the test gets a new record: what else it takes for granted of the old one may not hold"
    return Remedy("unsafe", "use a record of the test's own", (step,), reason)


def own_member(
    test: Test,
    suite: Suite,
    read: Effect,
    at: Place,
    how: Choice["pick", "count", "whole"],
    picked: Derived | None = None,
) -> Remedy | None:
    """The test's own record in the place of whichever stands in a shared collection."""
    if read.resource is None:
        return None
    made = next((one for one in creates(test) if _is_at_hand(one, read)), None)
    step = OwnMember(
        at,
        how,
        read.resource,
        made.site.at if made is not None else None,
        _ids(test, suite, made) if made is not None else '.json()["id"]',
        tuple(_expected_of(test, picked)) if picked is not None else (),
    )
    reason = "it is asked of the test's own record, no longer of the collection"
    return Remedy("unsafe", "ask for the test's own record", (step,), reason)


def _is_at_hand(create: Effect, read: Effect) -> bool:
    """Whether a test has itself made a record before it lists the collection."""
    return (
        create.stage.kind == "test"
        and create.order < read.order
        and create.site == create.call
        and create.site.path == read.site.path
        and not create.guard.conditional
        and create.resource is not None
        and kin(create.resource, read.resource)
    )


def unpredicted(at: Place) -> Remedy:
    """An assertion that a generated value is there."""
    reason = "the value itself is no longer asserted"
    return Remedy("unsafe", "assert only that there is one", (Unpredicted(at),), reason)


def _expected_of(test: Test, picked: Derived) -> Iterator[tuple[Place, str]]:
    """What a test expects of a record that it picks: each literal, and the field that it is compared with."""
    for condition in _equalities(test):
        for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
            if isinstance(answer, Derived) and answer.effect is picked.effect and isinstance(expected, Literal):
                last = answer.steps[-1]
                if last.kind == "item" and isinstance(last.key, str) and expected.site is not None:
                    yield expected.site.at, last.key


def _equalities(test: Test) -> Iterator[Comparison]:
    for event in test.timeline.events:
        if isinstance(event, Check) and isinstance(event.condition, Comparison) and event.condition.operator == "==":
            yield event.condition


def _collection(flow: Flow) -> str:
    """The collection of the record that an id names."""
    if flow.role in {"segment", "argument"}:
        return flow.key or flow.effect.resource or ""
    return re.sub(r"_?(?:id|pk|uuid)$", "", flow.key) or flow.effect.resource or ""


def _expected(test: Test, flow: Flow) -> Iterator[tuple[Place, str]]:
    """What a test expects of the record that an id names: each literal, and the field that it is compared with."""
    sent = {key for event in test.timeline.events if isinstance(event, Effect) for key, _ in event.fields.entries}
    for condition in _equalities(test):
        for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
            field = _field(answer, flow)
            if field is None or field in sent or not isinstance(expected, Literal):
                continue
            if expected.site is not None and expected.site.path == flow.site.path:
                yield expected.site.at, field


def _field(answer: Value, flow: Flow) -> str | None:
    """Which field of the record an answer is, if it is one."""
    if not isinstance(answer, Derived) or not _names(answer.effect, flow):
        return None
    keys = [step.key for step in answer.steps if step.kind in {"item", "attribute"} and step.key not in _BODIES]
    plain = all(step.kind in {"item", "attribute", "call"} for step in answer.steps)
    of_answer = answer.steps[-1:] and answer.steps[-1].kind == "attribute" and answer.effect.access.kind == "http"
    return keys[0] if plain and len(keys) == 1 and isinstance(keys[0], str) and not of_answer else None


_BODIES = frozenset({"json", "get_json", "data"})


def _names(effect: Effect, flow: Flow) -> bool:
    """Whether an effect asks for the record that an id names."""
    return any(atom is flow.value or atom == flow.value for value in _asked(effect) for atom in atoms(value))


def _by_rest(test: Test, suite: Suite, create: Effect) -> Undoing | None:
    """The request that deletes what one made, by the convention of REST."""
    if create.access.kind != "http":
        return None
    noun = re.sub(r"\W+", "_", singular(create.resource or "record")).strip("_") or "record"
    if create.verb == "PUT":
        return Undoing(at_same=True, ids="", noun=noun)
    return Undoing(ids=_ids(test, suite, create), noun=noun) if create.verb == "POST" else None


def _ids(test: Test, suite: Suite, create: Effect) -> str:
    """Where in the answer to a create the id stands, as the suite itself reads it."""
    own = next(_read_ids(test, create), None)
    return own or dict(_known_ids(suite)).get(create.resource) or '.json()["id"]'


@lru_cache(maxsize=4)
def _known_ids(suite: Suite) -> tuple[tuple[str | None, str], ...]:
    """For the collections into which a suite puts records, where it finds their ids."""
    found: dict[str | None, str] = {}
    for test in suite.tests:
        for event in test.timeline.events:
            if isinstance(event, Effect) and event.kind == "create" and event.resource not in found:
                path = next(_read_ids(test, event), None)
                if path is not None:
                    found[event.resource] = path
    return tuple(found.items())


def _read_ids(test: Test, create: Effect) -> Iterator[str]:
    """The ways from the answer of a create to an id that a test goes, first those that name a record in a URL."""
    for value in (value for event in test.timeline.events for value in _asked(event)):
        for atom in atoms(value):
            if isinstance(atom, Derived) and _is_of(atom.effect, create) and atom.steps:
                last = atom.steps[-1]
                path = "".join(map(_spelled, atom.steps))
                if last.kind in {"item", "attribute"} and _ID.search(str(last.key)) and "?" not in path:
                    yield path


def _is_of(effect: Effect, create: Effect) -> bool:
    return effect is create or (
        effect.kind == "create" and effect.access.kind == create.access.kind and kin(effect.resource, create.resource)
    )


def _asked(event: Event) -> tuple[Value, ...]:
    if isinstance(event, Effect):
        return (*event.segments, *event.arguments)
    return (event.condition,) if isinstance(event, Check) else ()


def _spelled(step: Step) -> str:
    if step.kind == "attribute":
        return f".{step.key}()" if step.key in {"json", "get_json"} else f".{step.key}"
    if step.kind == "item" and isinstance(step.key, (str, int)):
        return f"[{step.key}]" if isinstance(step.key, int) else f'["{step.key}"]'
    return "" if step.kind == "call" else "?"
