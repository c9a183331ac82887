"""Whether any record of its collection can take the place of one, as tests that ask for it tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.knowledge.fields import snake
from smelltest.link.play.actions import shape
from smelltest.link.play.addresses import is_id
from smelltest.link.play.statuses import status_of_name
from smelltest.link.questions.records import effects, kin
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect
from smelltest.link.values import Comparison, Derived, Literal, Site, Symbol, Value, atoms, text_of


def counts_on_state(test: Test, suite: Suite, site: Site) -> bool:
    """Whether a test counts on more of the record that is named at a place than that it is there.

    It expects a request to be refused for what the record is: its deletion, or something done to it. Or what it does to it
    another test expects to be refused of a record that it has made.
    """
    return any(
        _refused_for_state(test, effect) and not _is_done_again(test, effect)
        if effect.order in test.timeline.rejected
        else _refused_elsewhere(suite, effect)
        for effect in test.timeline.events
        if isinstance(effect, Effect) and effect.kind != "read" and _is_about(effect, site)
    )


def looked_for_elsewhere(test: Test, suite: Suite, change: Effect) -> bool:
    """Whether another test, which does not do it itself, looks for records that are as a change makes one."""
    if change.kind != "change" or not change.fields.entries:
        return False
    sent = {(key, text) for key, value in change.fields.entries if (text := text_of(value)) is not None}
    return any(
        kin(read.resource, change.resource)
        and any((key, text_of(value)) in sent for key, value in read.query.entries)
        and not any(one.order < read.order and kin(one.resource, change.resource) for one in effects(each, "change"))
        for each in suite.tests
        if each is not test
        for read in effects(each, "read")
    )


def _is_about(effect: Effect, site: Site) -> bool:
    """Whether the path of a request has what is written at a place."""
    return any(isinstance(atom, Literal) and atom.site == site for value in effect.segments for atom in atoms(value))


def _refused_for_state(test: Test, effect: Effect) -> bool:
    """Whether a request is refused for what its record is, and not for what is sent or for who asks."""
    told = statuses(test, effect)
    if told and told <= _OF_REQUEST:
        return False
    return effect.kind == "delete" or (effect.verb == "POST" and (not effect.fields.entries or _CONFLICT in told))


def _refused_elsewhere(suite: Suite, effect: Effect) -> bool:
    """Whether another test is refused the same for a record that was made for it."""
    if effect.access.kind != "http" or effect.verb not in {"POST", "DELETE"}:
        return False
    asked = shape(effect)
    return any(
        each.verb == effect.verb and shape(each) == asked and _is_of_made(each) and _refused_for_state(test, each)
        for test in suite.tests
        for each in _refused(test)
    )


def _refused(test: Test) -> Iterator[Effect]:
    for event in test.timeline.events if test.timeline.rejected else ():
        if isinstance(event, Effect) and event.order in test.timeline.rejected:
            yield event


def _is_done_again(test: Test, refused: Effect) -> bool:
    """Whether a test is refused what it has done to the same record before."""
    path = [text_of(segment) for segment in refused.segments]
    return any(
        one.order < refused.order and one.verb == refused.verb and [text_of(each) for each in one.segments] == path
        for one in effects(test, "create", "change")
    )


def done_twice(test: Test, suite: Suite, site: Site) -> Effect | None:
    """The request that is refused since it was done to the record before, of which the id stands at a place.

    The test says so by its name; others do it, as the first thing, to a record that was made for them, and it succeeds.
    """
    for effect in _refused(test):
        if not (_AGAIN.search(test.name) or _is_done(test.name, effect)):
            continue
        if effect.verb == "POST" and _is_about(effect, site) and statuses(test, effect) == {_CONFLICT}:
            asked = shape(effect)
            alike = (
                _is_first(each, one)
                for each in suite.tests
                for one in effects(each, "create", "change")
                if one.verb == effect.verb and shape(one) == asked and _is_of_made(one)
            )
            return effect if any(alike) else None
    return None


def _is_first(test: Test, effect: Effect) -> bool:
    """Whether a test does nothing else to a record before."""
    made = _made_in(effect)
    return not any(
        one.order < effect.order and not made.isdisjoint(_made_in(one)) for one in effects(test, "create", "change")
    )


_AGAIN = re.compile(r"twice|again|already|repeated|duplicate|double|second_time", re.IGNORECASE)


def _is_done(name: str, effect: Effect) -> bool:
    """Whether a test says of a record what becomes of it by a request: of a `won_deal` it is refused to `/win` it."""
    action = snake(text_of(effect.segments[-1]) or "") if effect.segments else ""
    told = _DENIED.split(snake(name.rpartition(".")[2]))[0].split("_")
    done = _BECOMES.get(action, "")
    alike = max(_LEAST_ALIKE, len(action) - 3)
    return bool(action) and any(word == done or (word != action and word[:alike] == action[:alike]) for word in told)


_DENIED = re.compile(r"_(?:can_?not|can_?t|is_not|not|never|fails?|rejected|refused|stays|conflicts?|gives)(?:_|$)")
_LEAST_ALIKE = 4
_BECOMES = {"win": "won", "lose": "lost", "pay": "paid", "send": "sent", "sell": "sold", "end": "ended", "use": "used"}
"""What a record is after what is done to it, where the two words begin alike by too little."""


def _made_in(effect: Effect) -> set[int]:
    """The records in the path of a request that were made before, by when they were."""
    return {atom.effect.order for each in effect.segments for atom in atoms(each) if isinstance(atom, Derived)}


def refused_as_it_is(test: Test) -> Iterator[Effect]:
    """What the record that its path names is in the way of: it is there, and is what it should not be."""
    return (effect for effect in conflicts(test) if any(map(is_id, effect.segments)))


def conflicts(test: Test) -> Iterator[Effect]:
    """The requests that are refused since they conflict with what is there."""
    for effect in _refused(test):
        lasts = effect.access.kind == "http" and effect.kind != "read" and test.isolation(effect) is None
        if lasts and statuses(test, effect) == {_CONFLICT}:
            yield effect


def _is_of_made(effect: Effect) -> bool:
    """Whether the records in the path of a request were made for the test."""
    ids = [segment for segment in effect.segments if is_id(segment)]
    return bool(ids) and all(
        any(isinstance(atom, Derived) and atom.effect.kind == "create" for atom in atoms(each)) for each in ids
    )


def refuses_later(test: Test, suite: Suite, made: Effect) -> bool:
    """Whether a test after one is refused something for what a record is that both get from a fixture."""
    later = suite.tests[suite.tests.index(test) + 1 :]
    return any(
        _refused_for_state(each, effect) and any(_is_of(segment, made) for segment in effect.segments)
        for each in later
        for effect in _refused(each)
    )


def _is_of(value: Value, made: Effect) -> bool:
    return any(
        isinstance(atom, Derived) and atom.effect.site == made.site and kin(atom.effect.resource, made.resource)
        for atom in atoms(value)
    )


def statuses(test: Test, effect: Effect) -> set[int]:
    """The statuses that a test expects of the answer to a request, as far as they are numbers."""
    conditions = (event.condition for event in test.timeline.events if isinstance(event, Check))
    return {
        number
        for one in conditions
        if isinstance(one, Comparison) and one.operator == "=="
        for answer, other in ((one.left, one.right), (one.right, one.left))
        if isinstance(answer, Derived) and answer.effect is effect and answer.steps[-1:]
        if answer.steps[-1].key in _STATUS and (number := _number(other)) is not None
    }


def _number(status: Value) -> int | None:
    """The number of a status, which may go by a name: `HTTPStatus.CREATED`."""
    if isinstance(status, Literal):
        return status.value if isinstance(status.value, int) else None
    return status_of_name(status.dotted) if isinstance(status, Symbol) else None


_STATUS = frozenset({"status_code", "status", "status_int", "statusCode"})
_CONFLICT = 409
_OF_REQUEST = frozenset({400, 401, 403, 404, 405, 406, 413, 415, 422})
"""Statuses that say something of the request, or that there is no such record."""
