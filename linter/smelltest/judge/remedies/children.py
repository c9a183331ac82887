"""Records that are named for what hangs below them: the orders of a customer, the vehicles of a depot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.remedies.expecting import OF_ALL, OF_ANSWER, told
from smelltest.link.knowledge.fields import snake
from smelltest.link.questions.flows import Flow
from smelltest.link.questions.records import creates, effects, kin, singular
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect
from smelltest.link.values import Comparison, Derived, Items, Literal, Predicate, Value, answers
from smelltest.read.facts import Place


def collection_of(flow: Flow) -> str:
    """The collection of the record that an id names."""
    if flow.role in {"segment", "argument"}:
        return flow.key or flow.effect.resource or ""
    return _DIRECTION.sub("", re.sub(r"_?(?:id|pk|uuid)$", "", flow.key)) or flow.effect.resource or ""


_DIRECTION = re.compile(r"^(?:from|to|source|src|target|destination|dest|origin|old|new|other|first|second)_")
"""What tells one record of a kind from another in a payload: the account that gets it from the one that sends it."""


def counts_on_children(test: Test, flow: Flow) -> bool:
    """Whether a test expects something of what hangs below a record, and puts nothing there itself."""
    below = _below(test, flow)
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


def _below(test: Test, flow: Flow) -> tuple[Effect, ...]:
    """What a test asks for that hangs below a record, or puts there."""
    return tuple(
        one
        for one in effects(test, "create", "read")
        if any(_is_named(one, at, flow) for at in range(len(one.segments) - 1)) or _is_filtered_by(one, flow)
    )


def child_of(test: Test, suite: Suite, flow: Flow) -> tuple[str, tuple[tuple[Place, str], ...]] | None:
    """The collection of what has to hang below a record for a test, and what that expects of it, by fields.

    None where the test takes more of it for granted than that there is one, or where nothing tells what it is.
    """
    below = _below(test, flow)
    listed = {one.resource for one in below}
    if not below:
        named = _named_after(test, suite, collection_of(flow)) if _deletion_is_refused(test, flow) else ""
        return (named, ()) if named else None
    resource = next(iter(listed))
    if len(listed) > 1 or not resource or any(one.kind != "read" for one in below):
        return None
    compared: dict[tuple[Place, str], None] = {}
    for side, other, operator in _demands(test):
        for answer in (side,) if isinstance(side, Derived) else ():
            if any(answer.effect is one for one in below) and _is_of_records(answer):
                found = _of_the_one(answer, operator, other)
                if found is None:
                    return None
                compared.update(dict.fromkeys(found))
    return resource, tuple(compared)


def _demands(test: Test) -> Iterator[tuple[Value, Value, str]]:
    """What a test compares with what, each way round."""
    for event in test.timeline.events:
        condition = event.condition if isinstance(event, Check) else None
        if isinstance(condition, Predicate) and condition.name == "any":
            conditions = [
                part for one in condition.arguments for part in (one.values if isinstance(one, Items) else (one,))
            ]
        else:
            conditions = [condition] if condition is not None else []
        for one in conditions:
            if isinstance(one, Comparison):
                yield one.left, one.right, one.operator
                yield one.right, one.left, one.operator


def _of_the_one(answer: Derived, operator: str, other: Value) -> tuple[tuple[Place, str], ...] | None:
    """What is expected of the only record of a list; None where there have to be more, or none."""
    last = answer.steps[-1]
    counted = last.kind == "count" or last.key in OF_ALL
    if isinstance(other, Items) and len(other.values) == 1 and not counted:
        other = other.values[0]
    if not isinstance(other, Literal) or other.site is None or operator not in {"==", ">", ">=", "in"}:
        return None
    if counted:
        least = {"==": 1, ">=": 1, ">": 0}.get(operator)
        return () if other.value == least else None
    positions = {step.key for step in answer.steps if step.kind in {"item", "pick"} and isinstance(step.key, int)}
    named = last.kind in {"item", "each"} and isinstance(last.key, str)
    return ((other.site.at, str(last.key)),) if named and positions <= {0, -1} else None


def _deletion_is_refused(test: Test, flow: Flow) -> bool:
    """Whether a test is refused to delete the record that an id names."""
    return any(
        one.kind == "delete" and one.order in test.timeline.rejected and told(one.segments[-1]) == told(flow.value)
        for one in test.timeline.events
        if isinstance(one, Effect) and one.segments
    )


def _named_after(test: Test, suite: Suite, collection: str) -> str:
    """What a record has by the name of a test: `test_customer_with_open_orders_stays`."""
    words = re.split(r"_+", snake(test.name.rpartition(".")[2]))
    at = next((at for at, word in enumerate(words) if word in _HAVING), len(words))
    after = [word for word in words[at + 1 :] if singular(word) != singular(collection)]
    made = {one.resource for each in suite.tests for one in creates(each) if one.resource}
    known = (word for word in after if any(kin(word, each) for each in made))
    return next(known, after[0] if after else "")


_HAVING = frozenset({"with", "has", "having", "have"})


def above(flow: Flow) -> tuple[str, ...]:
    """The fields by which a record may refer to the one above it that an id names."""
    if flow.role in {"query", "field"}:
        return (flow.key,)
    noun = singular(collection_of(flow))
    return (f"{noun}_id", f"{noun}Id", noun)
