"""Remedies that give a test a record of its own in the place of one that it shares with others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from smelltest.judge.remedies.children import above, child_of, collection_of, counts_on_children
from smelltest.judge.remedies.constants import constant_at
from smelltest.judge.remedies.examples import ANOTHER, examples_of
from smelltest.judge.remedies.expecting import (
    comparisons,
    echoed,
    expected_by_name,
    expected_of_picked,
    follows,
    sent_again,
)
from smelltest.judge.remedies.remedy import OwnRecord, Remedy
from smelltest.link.knowledge.fields import refers
from smelltest.link.questions.fitness import (
    counts_on_state,
    done_twice,
    looked_for_elsewhere,
    refused_as_it_is,
    statuses,
)
from smelltest.link.questions.flows import Flow, payload
from smelltest.link.questions.records import effects
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Literal, Site, Value, atoms
from smelltest.read.facts import Assign, Place


def own_record(test: Test, suite: Suite, flow: Flow) -> Remedy:
    """A record of the test's own in the place of the one that an id names."""
    elsewhere = flow.site.path not in {suite.module.path, flow.effect.site.path}
    constant = constant_at(suite, flow.site) if elsewhere else None
    if constant is not None and constant.whole:
        return _in_place_of_imported(suite, flow, constant.name)
    collection, path = collection_of(flow), flow.site.path
    users: tuple[Test, ...] = (test,)
    kept: tuple[str, ...] = ()
    using = _users(suite, flow.site) if _is_constant(suite, flow) else ()
    why = _counted_on(test, suite, flow) if len(using) < _SEVERAL else ""
    if why:
        own = _own_child(test, suite, flow) or _done_before(test, suite, flow)
        return own or Remedy("display", "use a record of the test's own", (), why)
    if using:
        kept = tuple(
            dict.fromkeys(
                one.item.function.qualname
                for one in suite.tests
                if _counted_on(one, suite, flow) or (one not in using and _expects(one, flow.site))
            )
        )
        users = tuple(one for one in using if one.item.function.qualname not in kept)
        if test.item.function.qualname in kept:
            return Remedy("display", "use a record of the test's own", (), _counted_on(test, suite, flow))
    elif flow.effect.stage.kind in {"setup", "fixture"} and flow.site.path == suite.module.path:
        users = _users(suite, flow.site)  # What is made for several of them each may expect something of.
    compared = tuple(
        dict.fromkeys(
            place
            for one in users
            for place in (
                *expected_by_name(one, flow.value, path, collection),
                *echoed(one, flow, path),
                *sent_again(one, flow, path),
            )
        )
    )
    examples = examples_of(suite, collection, path)
    step = OwnRecord(flow.site.at, flow.text, collection, "", compared, examples, kept=kept)
    return Remedy("unsafe", "use a record of the test's own", (step,), ANOTHER)


_SEVERAL = 2
_CREATED = 201


def _own_child(test: Test, suite: Suite, flow: Flow) -> Remedy | None:
    """The record above one of the test's own, in the place of one that it needs something to hang below."""
    child = child_of(test, suite, flow)
    path = suite.module.path
    if child is None or flow.site.path != path:
        return None
    resource, compared = child
    if any(_is_written_by_module(suite, place) for place, _ in compared):
        return None  # Other tests may expect it, too.
    examples = examples_of(suite, resource, path)
    step = OwnRecord(flow.site.at, flow.text, resource, "", compared, examples, above=above(flow))
    return Remedy("unsafe", "use a record of the test's own, with what hangs below it", (step,), ANOTHER)


def _done_before(test: Test, suite: Suite, flow: Flow) -> Remedy | None:
    """A record of the test's own to which is done once before what is refused the second time."""
    refused = done_twice(test, suite, flow.site)
    path = suite.module.path
    if refused is None or flow.site.path != path or refused.site.path != path:
        return None
    collection = collection_of(flow)
    examples = examples_of(suite, collection, path)
    step = OwnRecord(flow.site.at, flow.text, collection, "", (), examples, first=refused.site.at)
    return Remedy("unsafe", "do it to a record of the test's own before", (step,), ANOTHER)


def _counted_on(test: Test, suite: Suite, flow: Flow) -> str:
    """Why a test needs just the record that is named; empty if another one will do."""
    if flow.effect.verb == "PUT" and _CREATED in statuses(test, flow.effect):
        return "the request is to make the record of that id"
    if counts_on_children(test, flow):
        return "the test counts on what hangs below the record"
    if flow.effect.stage.kind == "test" and follows(test, flow, collection_of(flow)):
        return "the test expects an amount that may come of the record"
    if looked_for_elsewhere(test, suite, flow.effect):
        return "another test counts on the change"
    return _STATE if counts_on_state(test, suite, flow.site) else ""


def _in_place_of_imported(suite: Suite, flow: Flow, name: str) -> Remedy:
    """A record of its own for each test of a file that asks for one by the constant of another module."""
    collection, path = collection_of(flow), flow.effect.site.path
    examples = examples_of(suite, collection, path)
    steps: dict[Place, OwnRecord] = {}
    for one in _users(suite, flow.site):
        if counts_on_children(one, flow) or counts_on_state(one, suite, flow.site):
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
    return suite.module.path == flow.site.path and _is_written_by_module(suite, flow.site.at)


def _is_written_by_module(suite: Suite, place: Place) -> bool:
    return any(isinstance(each, Assign) and each.value.at == place for each in suite.module.body)


@lru_cache(maxsize=64)
def _users(suite: Suite, site: Site) -> tuple[Test, ...]:
    """The tests that ask for a record by what is written at a place."""
    return tuple(test for test in suite.tests if any(_uses(one, site) for one in _asking(test)))


def _asking(test: Test) -> tuple[Effect, ...]:
    return (*effects(test, "create", "change", "delete", "read"), *refused_as_it_is(test))


def _uses(effect: Effect, site: Site) -> bool:
    values = (*effect.segments, *effect.arguments, effect.query, effect.fields)
    return any(isinstance(atom, Literal) and atom.site == site for value in values for atom in (value, *atoms(value)))


def own_lookup(test: Test, suite: Suite, flow: Flow) -> Remedy | None:
    """A record of the test's own to look for, by a field, in the place of the one that a literal names."""
    if flow.effect.resource is None or flow.role not in {"query", "field"}:
        return None
    compared = (*expected_by_name(test, flow.value, flow.site.path), *expected_of_picked(test, flow))
    examples = examples_of(suite, flow.effect.resource, flow.site.path)
    call = flow.effect.site.at if flow.effect.site.path == flow.site.path else None
    beside = tuple(_sent_beside(flow)) if flow.effect.order in test.timeline.rejected else ()
    step = OwnRecord(
        flow.site.at, flow.text, flow.effect.resource, flow.key, compared, examples, call=call, beside=beside
    )
    return Remedy("unsafe", "look for a record of the test's own", (step,), ANOTHER)


def _sent_beside(flow: Flow) -> Iterator[tuple[Place, str]]:
    """The ids of other records that are sent with a value, to be refused for that alone."""
    for other in payload(flow.effect):
        if refers(other.key) is not None and other.site.path == flow.site.path:
            yield other.site.at, other.key


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
