"""Remedies for values that a program generates: each test has its own made, and none guesses the system's."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.remedies.expecting import expected_by_name
from smelltest.judge.remedies.remedy import Lookup, MoveIn, Remedy, Unpredicted
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Made, Value, atoms
from smelltest.read.facts import Place


def unpredicted(at: Place, made: Effect) -> Remedy:
    """An assertion that a generated value is there."""
    if made.fields.get("") is not None:
        return Remedy("display", "assert only that there is one", (), "the value may be one that the test sends")
    reason = "the value itself is no longer asserted"
    return Remedy("unsafe", "assert only that there is one", (Unpredicted(at),), reason)


def moved_in(test: Test, suite: Suite, made: Made) -> Remedy | None:
    """A value made in each test that needs one, in the place of one that the module made, or the default of an argument."""
    if made.scope == "default":
        reason = "calls that leave the argument out no longer share one value"
        return Remedy("unsafe", "make the value in each call", (MoveIn(made.site.at),), reason)
    if made.site.path != test.path or made.scope not in {"module", "session"}:
        return None
    lookups = tuple(_lookups(suite, made))
    reason = "tests that count on the same value no longer get it"
    return Remedy("unsafe", "make the value in each test", (MoveIn(made.site.at, lookups),), reason)


def _lookups(suite: Suite, made: Made) -> Iterator[Lookup]:
    """What looks for a record by a value in tests that did not make it."""
    for test in suite.tests:
        asked = [event for event in test.timeline.events if isinstance(event, Effect)]
        if any(one.kind in {"create", "change"} and _holds(one.fields, made) for one in asked):
            continue
        for one in asked:
            for key, value in one.query.entries if one.resource is not None else ():
                if _holds(value, made):
                    yield Lookup(one.site.at, one.resource or "", key, tuple(expected_by_name(test, value, test.path)))


def _holds(value: Value, made: Made) -> bool:
    return any(isinstance(atom, Made) and atom.site == made.site for atom in atoms(value))
