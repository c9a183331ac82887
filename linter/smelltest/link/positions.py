"""What a test asserts of, or does to, collections that it shares: positions and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.records import collection_of, in_envelope, own, same, shared_collection, upto
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event
from smelltest.link.values import Comparison, Computed, Derived, Literal, Negated, Pairs, Predicate, Step, Value, atoms

_TAKEN = re.compile(r"^(?:limit|per_?page|page_?size|size|first|take|top|max_?results|count|hits_per_page)$", re.IGNORECASE)
_COUNT = re.compile(r"^(?:count|total|total_?count|total_?elements|total_?items|total_?results|num_?found|nb_?hits|totalRecords|records_?total|size)$", re.IGNORECASE)


def picks(test: Test, event: Event) -> Iterator[tuple[Derived, Step]]:
    """The records that an event takes from a shared collection by their position, each with the step that picks it."""
    if isinstance(event, Check):
        values: tuple[Value, ...] = (event.condition,)
    elif isinstance(event, Effect):
        values = (*event.segments, event.fields, event.query)
    else:
        return
    for value in values:
        for atom in atoms(value):
            if not isinstance(atom, Derived):
                continue
            for index, step in enumerate(atom.steps):
                positional = step.kind == "pick" or (step.kind == "item" and isinstance(step.key, int))
                if positional and step.site is not None:
                    if collection_of(test, upto(atom, index)):
                        yield atom, step
                    break


def holds_for_any(check: Check, picked: Derived) -> bool:
    """Whether a check would hold for whichever record stands at that position."""
    condition = check.condition
    if isinstance(condition, Negated):
        condition = condition.value
    if isinstance(condition, Predicate):
        return condition.name in {"isinstance", "hasattr", "all", "callable"} or "valid" in condition.name or "schema" in condition.name
    if not isinstance(condition, Comparison):
        return True
    if condition.operator in {"in", "not in"} and isinstance(condition.left, Literal):
        return isinstance(condition.right, Derived) and condition.right.effect is picked.effect and (
            _is_pick(condition.right.steps[-1]) or condition.operator == "not in" or True
        )
    if condition.operator in {">", ">=", "<", "<=", "is not", "!="}:
        return True
    other = condition.right if condition.left is picked or _concerns(condition.left, picked) else condition.left
    if isinstance(other, Literal) and isinstance(other.value, bool) or isinstance(other, Predicate):
        return isinstance(other, Predicate) or any(same(other, value) for _, value in picked.effect.query.entries)
    if isinstance(other, Derived) and other.effect is picked.effect:
        return True
    return any(same(other, value) for _, value in picked.effect.query.entries)


def _is_pick(step: Step) -> bool:
    return step.kind == "pick" or isinstance(step.key, int)


def _concerns(value: Value, picked: Derived) -> bool:
    return any(isinstance(atom, Derived) and atom.effect is picked.effect for atom in atoms(value))


def alone(test: Test, event: Event, picked: Derived) -> bool:
    """Whether the test asserted before that the collection has that one record only."""
    return any(
        isinstance(earlier, Check) and earlier.order < event.order and (counted := counts(test, earlier.condition)) is not None
        and counted[0].effect is picked.effect and isinstance(counted[1], Literal) and counted[1].value == 1
        for earlier in test.timeline.events
    )  # fmt: skip


def counts(test: Test, condition: Value) -> tuple[Derived, Value] | None:
    """The count that a condition compares for equality, and with what."""
    if not isinstance(condition, Comparison) or condition.operator not in {"==", "is"}:
        return None
    for left, right in ((condition.left, condition.right), (condition.right, condition.left)):
        if isinstance(left, Derived) and _is_count(left):
            return left, right
        if isinstance(left, Derived) and isinstance(right, Pairs):
            for key, value in right.entries:
                if _COUNT.match(key) and isinstance(value, Literal):
                    return Derived(left.effect, (*left.steps, Step("item", key))), value
    return None


def _is_count(value: Derived) -> bool:
    last = value.steps[-1] if value.steps else None
    if last is None:
        return False
    if last.kind == "count":
        return True
    return last.kind in {"item", "attribute"} and isinstance(last.key, str) and _COUNT.match(last.key) is not None


def counts_shared(test: Test, count: Derived, expected: Value) -> bool:
    """Whether a count is one of a shared collection, exact and not zero."""
    if isinstance(expected, Literal):
        if isinstance(expected.value, bool) or not isinstance(expected.value, (int, str)) or expected.value in (0, "0"):
            return False
        if isinstance(expected.value, str) and not expected.value.isdigit():
            return False
    elif isinstance(expected, Computed):
        if not any(isinstance(part, Derived) and _is_count(part) for part in expected.operands):
            return False
    else:
        return False
    last = count.steps[-1]
    body = upto(count, len(count.steps) - 1)
    if last.kind != "count" and not _total(test, body):
        return False
    if last.kind == "count" and not collection_of(test, body):
        return False
    return not any(
        _TAKEN.match(key) and isinstance(expected, Literal) and same(value, expected) for key, value in count.effect.query.entries
    )


def _total(test: Test, body: Derived) -> bool:
    if not shared_collection(test, body.effect):
        return False
    keys = [step.key for step in body.steps if step.kind == "item"]
    return all(isinstance(key, str) and (in_envelope(body.effect, key) or key in {"meta", "pagination", "page", "paging", "info", "_meta", "page_info"}) for key in keys)


__all__ = ["alone", "counts", "counts_shared", "holds_for_any", "own", "picks"]
