"""Remedies that give a test a record of its own in the place of one that it shares with others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from smelltest.judge.remedies.constants import constant_at
from smelltest.judge.remedies.examples import ANOTHER, examples_of
from smelltest.judge.remedies.expecting import OF_ANSWER, comparisons, echoed, expected_by_name, told
from smelltest.judge.remedies.remedy import OwnRecord, Remedy
from smelltest.link.questions.fitness import counts_on_state
from smelltest.link.questions.flows import Flow
from smelltest.link.questions.records import effects, kin
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect
from smelltest.link.values import Comparison, Derived, Literal, Predicate, Site, Value, answers, atoms
from smelltest.read.facts import Assign, Place


def own_record(test: Test, suite: Suite, flow: Flow) -> Remedy:
    """A record of the test's own in the place of the one that an id names."""
    elsewhere = flow.site.path not in {suite.module.path, flow.effect.site.path}
    constant = constant_at(suite, flow.site) if elsewhere else None
    if constant is not None and constant.whole:
        return _in_place_of_imported(suite, flow, constant.name)
    collection, path = _collection(flow), flow.site.path
    users: tuple[Test, ...] = (test,)
    kept: tuple[str, ...] = ()
    why = _counted_on(test, suite, flow)
    if why:
        return Remedy("display", "use a record of the test's own", (), why)
    if _is_constant(suite, flow):
        using = _users(suite, flow.site)
        kept = tuple(
            dict.fromkeys(
                one.item.function.qualname
                for one in suite.tests
                if _counted_on(one, suite, flow) or (one not in using and _expects(one, flow.site))
            )
        )
        users = tuple(one for one in using if one.item.function.qualname not in kept)
    expected = (each for one in users for each in expected_by_name(one, flow.value, path, collection))
    compared = (*dict.fromkeys(expected), *echoed(test, flow, path))
    examples = examples_of(suite, collection, path)
    step = OwnRecord(flow.site.at, flow.text, collection, "", compared, examples, kept=kept)
    return Remedy("unsafe", "use a record of the test's own", (step,), ANOTHER)


def _counted_on(test: Test, suite: Suite, flow: Flow) -> str:
    """Why a test needs just the record that is named; empty if another one will do."""
    if _counts_on_children(test, flow):
        return "the test counts on what hangs below the record"
    return _STATE if counts_on_state(test, suite, flow.site) else ""


def _in_place_of_imported(suite: Suite, flow: Flow, name: str) -> Remedy:
    """A record of its own for each test of a file that asks for one by the constant of another module."""
    collection, path = _collection(flow), flow.effect.site.path
    examples = examples_of(suite, collection, path)
    steps: dict[Place, OwnRecord] = {}
    for one in _users(suite, flow.site):
        if _counts_on_children(one, flow) or counts_on_state(one, suite, flow.site):
            continue
        expected = (*expected_by_name(one, flow.value, path, collection), *echoed(one, flow, path))
        asking = (each.site for each in _asking(one) if _uses(each, flow.site) and each.site.path == path)
        at = next((site.at for site in asking), None)
        if at is None:
            continue
        steps.setdefault(at, OwnRecord(at, flow.text, collection, "", tuple(dict.fromkeys(expected)), examples, name))
    if not steps:
        return Remedy("display", "use a record of the test's own", (), "the test counts on what hangs below the record")
    return Remedy("unsafe", "use a record of the test's own", tuple(steps.values()), ANOTHER, path)


def _expects(test: Test, site: Site) -> bool:
    """Whether a test compares something with what is written at a place."""
    return any(
        isinstance(side, Literal) and side.site == site
        for condition in comparisons(test, "==", "!=", "in", "not in")
        for side in (condition.left, condition.right)
    )


def _is_constant(suite: Suite, flow: Flow) -> bool:
    """Whether an id is a constant of the module, which several tests may use."""
    return suite.module.path == flow.site.path and any(
        isinstance(each, Assign) and each.value.at == flow.site.at for each in suite.module.body
    )


@lru_cache(maxsize=64)
def _users(suite: Suite, site: Site) -> tuple[Test, ...]:
    """The tests that ask for a record by what is written at a place."""
    return tuple(test for test in suite.tests if any(_uses(one, site) for one in _asking(test)))


def _asking(test: Test) -> tuple[Effect, ...]:
    return effects(test, "create", "change", "delete", "read")


def _uses(effect: Effect, site: Site) -> bool:
    values = (*effect.segments, *effect.arguments, effect.query, effect.fields)
    return any(isinstance(atom, Literal) and atom.site == site for value in values for atom in (value, *atoms(value)))


def own_lookup(test: Test, suite: Suite, flow: Flow) -> Remedy | None:
    """A record of the test's own to look for, by a field, in the place of the one that a literal names."""
    if flow.effect.resource is None or flow.role not in {"query", "field"}:
        return None
    compared = tuple(expected_by_name(test, flow.value, flow.site.path))
    examples = examples_of(suite, flow.effect.resource, flow.site.path)
    call = flow.effect.site.at if flow.effect.site.path == flow.site.path else None
    step = OwnRecord(flow.site.at, flow.text, flow.effect.resource, flow.key, compared, examples, call=call)
    return Remedy("unsafe", "look for a record of the test's own", (step,), ANOTHER)


def looked_up_by_constant(suite: Suite, flow: Flow) -> Iterator[OwnRecord]:
    """Records of their own for the tests of a file that look for one by a constant of it, which they do not make."""
    if not _is_constant(suite, flow):
        return
    seen: set[Place] = set()
    for test in suite.tests:
        if any(_uses(one, flow.site) for one in effects(test, "create", "change", "delete")):
            continue
        for read in effects(test, "read"):
            keys = [key for key, value in read.query.entries if _is_written_at(value, flow.site)]
            if not keys or read.resource is None or read.site.path != flow.site.path or read.site.at in seen:
                continue
            seen.add(read.site.at)
            named = next(value for value in (read.query.get(keys[0]),) if value is not None)
            compared = tuple(expected_by_name(test, named, flow.site.path))
            examples = examples_of(suite, read.resource, flow.site.path)
            yield OwnRecord(flow.site.at, flow.text, read.resource, keys[0], compared, examples, call=read.site.at)


def _is_written_at(value: Value, site: Site) -> bool:
    return any(isinstance(atom, Literal) and atom.site == site for atom in (value, *atoms(value)))


_STATE = "the test counts on what the record has become, or on what depends on it"


def _collection(flow: Flow) -> str:
    """The collection of the record that an id names."""
    if flow.role in {"segment", "argument"}:
        return flow.key or flow.effect.resource or ""
    return re.sub(r"_?(?:id|pk|uuid)$", "", flow.key) or flow.effect.resource or ""


def _counts_on_children(test: Test, flow: Flow) -> bool:
    """Whether a test expects something of what hangs below a record, and puts nothing there itself."""
    asked = effects(test, "create", "read")
    below = [
        one
        for one in asked
        if any(_is_named(one, at, flow) for at in range(len(one.segments) - 1)) or _is_filtered_by(one, flow)
    ]
    if any(one.kind == "create" for one in below):
        return False
    asked_for = {id(one) for one in below if one.kind == "read"}
    return any(
        id(answer.effect) in asked_for and _is_of_records(answer)
        for side in _demanded(test)
        for answer in answers(side)
    )


def _demanded(test: Test) -> Iterator[Value]:
    """What a test asserts something of that cannot be true of nothing."""
    for event in test.timeline.events:
        if not isinstance(event, Check):
            continue
        if isinstance(event.condition, Comparison) and event.condition.operator in {"==", ">", ">=", "in"}:
            yield from (event.condition.left, event.condition.right)
        elif isinstance(event.condition, Predicate) and event.condition.name == "any":
            yield from event.condition.arguments


def _is_of_records(answer: Derived) -> bool:
    """Whether a part of an answer tells of records, and not only of how the request fared."""
    listing = {"count", "each", "pick", "filter"}
    return any(step.key not in OF_ANSWER or step.kind in listing for step in answer.steps)


def _is_filtered_by(effect: Effect, flow: Flow) -> bool:
    """Whether records of another collection are listed, or made, that refer to the one which an id names."""
    if effect.kind == "create":
        return any(told(value) == told(flow.value) for _, value in effect.fields.entries)
    collection = flow.key if flow.role in {"segment", "argument"} else re.sub(r"_?(?:id|pk|uuid)$", "", flow.key)
    return not kin(effect.resource, collection) and any(
        key.endswith("id") and key != "id" and told(value) == told(flow.value) for key, value in effect.query.entries
    )


def _is_named(effect: Effect, at: int, flow: Flow) -> bool:
    return at > 0 and told(effect.segments[at]) == told(flow.value) is not None and effect.resource != flow.key
