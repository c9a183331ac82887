"""Remedies that give each test a record of its own in the place of one that tests hand each other, or change for others."""

from __future__ import annotations

import re
from typing import Literal as Choice

from smelltest.judge.remedies.examples import ANOTHER, examples_of
from smelltest.judge.remedies.expecting import OF_ALL, comparisons, is_whole
from smelltest.judge.remedies.ids import ids
from smelltest.judge.remedies.remedy import Exchange, OwnState, Remedy
from smelltest.link.questions.changes import Change
from smelltest.link.questions.fitness import refuses_later
from smelltest.link.questions.handover import Handed
from smelltest.link.questions.records import creates, effects, kin
from smelltest.link.questions.undoings import written_path
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Demand, Effect, sources
from smelltest.link.values import Derived, answers
from smelltest.read.facts import Place


def exchanged(test: Test, suite: Suite, change: Change) -> Remedy | None:
    """A record for the test alone, in the place of one that a fixture made for several."""
    made = next((one for one in effects(test, "create") if one.site == change.record.site), None)
    if made is None or made.resource is None or made.stage.kind != "fixture" or made.stage.scope == "function":
        return None
    later = suite.tests[suite.tests.index(test) + 1 :]
    using = (each for each in later if any(one.site == made.site for one in effects(each, "create")))
    if refuses_later(test, suite, made) or (
        isinstance(change.event, Effect) and any(_looks_at(each, change.event) for each in using)
    ):
        return Remedy("display", "change a record of the test's own", (), "a later test counts on the change")
    step = Exchange(change.event.site.at, made.stage.name, made.resource)
    return Remedy("unsafe", "change a record of the test's own", (step,), ANOTHER)


def own_state(handed: Handed, suite: Suite) -> Remedy | None:
    """A record for each test that reads one which another test put into a global, or into its class."""
    event, value = handed.event, handed.event.value
    made = [one for one in sources(value) if one.kind == "create" and one.resource is not None]
    kept = {"global": {"assign", "change"}, "class": {"assign"}}.get(event.kind, set())
    if event.how not in kept or not made or not isinstance(value, Derived):
        return None
    path, _, owner = event.owner.partition("::")
    if event.kind == "class" and path != suite.module.path:
        return None
    create = made[-1]
    part = _part_of_record(handed.writer, suite, create, value)
    readers = [test for test in suite.tests if test.name in handed.readers]
    if part is None or any(_counts_on_loss(test, create) for test in readers):
        return None
    later = suite.tests[suite.tests.index(handed.writer) + 1 :]
    beside = (test for test in later if not owner or event.kind != "class" or test.name.startswith(f"{owner}."))
    counting = next((one.name for one in beside if one not in readers and _counts_on_others(one, create)), None)
    if counting is not None:
        return Remedy("display", "give each test a record of its own", (), f"{counting} counts on the record as well")
    changes: dict[Place, list[str]] = {}
    for test in readers:
        for change in effects(test, "change"):
            if change.stage.kind == "test" and kin(change.resource, create.resource):
                changes.setdefault(change.site.at, []).extend(
                    one.item.function.name for one in readers if one is not test and _looks_at(one, change)
                )
    step = OwnState(
        create.site.at,
        event.name,
        create.resource or "",
        tuple((at, tuple(dict.fromkeys(names))) for at, names in changes.items()),
        part == "id",
        owner if event.kind == "class" else "",
        examples_of(suite, create.resource or "", suite.module.path),
    )
    return Remedy("unsafe", "give each test a record of its own", (step,), ANOTHER)


def _part_of_record(test: Test, suite: Suite, create: Effect, value: Derived) -> Choice["id", "record"] | None:
    """Whether a part of the answer to a create is the record, or its id."""
    way, known = written_path(value.steps), ids(test, suite, create)
    if value.effect is not create or way is None:
        return None
    if way == known:
        return "id"
    return "record" if re.sub(r"""(?:\.\w+|\[["']\w+["']\])$""", "", known) == way else None


def _counts_on_loss(test: Test, create: Effect) -> bool:
    """Whether a test asks for a record and does not find it, or deletes it by what may fail the second time."""
    events = test.timeline.events
    for event in events:
        if not isinstance(event, Effect) or event.stage.kind != "test" or not kin(event.resource, create.resource):
            continue
        refused = event.refused or event.order in test.timeline.rejected
        if refused and event.kind in {"read", "delete"}:
            return True
        demanded = any(isinstance(each, Demand) and event in sources(each.answer) for each in events)
        if event.kind == "delete" and (event.access.kind != "http" or demanded):
            return True
    return False


def _counts_on_others(test: Test, create: Effect) -> bool:
    """Whether a test expects something of a whole collection in which a record stands, and puts none there itself."""
    if any(kin(one.resource, create.resource) for one in creates(test)):
        return False
    asked = {id(one) for one in effects(test, "read") if kin(one.resource, create.resource) and is_whole(one)}
    return bool(asked) and any(
        id(answer.effect) in asked and any(step.kind == "count" or step.key in OF_ALL for step in answer.steps)
        for event in test.timeline.events
        if isinstance(event, Check)
        for answer in answers(event.condition)
    )


def _looks_at(test: Test, change: Effect) -> bool:
    """Whether a test may see what a change has made of a record."""
    reads = [one for one in effects(test, "read") if kin(one.resource, change.resource)]
    changed = {key for key, _ in change.fields.entries}
    if not reads or not changed:
        return bool(reads)
    asked = {key for one in reads for key, _ in one.query.entries}
    keys = {
        str(answer.steps[-1].key)
        for condition in comparisons(test, "==", "!=", "in")
        for side in (condition.left, condition.right)
        for answer in answers(side)
        if answer.steps
    }
    sent = {key for one in effects(test, "change") for key, _ in one.fields.entries}
    return bool((keys | asked) & changed - sent)
