"""Values that are refused since somebody's record has them, which the test has not made."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from smelltest.link.questions.fitness import conflicts
from smelltest.link.questions.flows import Flow, payload
from smelltest.link.questions.records import creates, effects
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check
from smelltest.link.values import Comparison, Derived, Items, Predicate, Value, text_of


def refused_values(test: Test, suite: Suite) -> Iterator[Flow]:
    """What a request for a new record carries that is refused with a conflict, where other tests of the file show whose it is.

    They find a record with it, and none of them makes one.
    """
    for effect in conflicts(test):
        if effect.kind == "create" and effect.resource is not None:
            for flow in payload(effect):
                if (effect.resource, flow.key, flow.text) in _shown(suite) and not _is_made(suite, flow):
                    yield flow


def _is_made(suite: Suite, flow: Flow) -> bool:
    made = (value for one in suite.tests for create in creates(one) for _, value in create.fields.entries)
    return any(text_of(value) == flow.text for value in made)


@lru_cache(maxsize=4)
def _shown(suite: Suite) -> frozenset[tuple[str, str, str]]:
    """The fields of records that tests find: the collection, the field and its value."""
    found = (each for test in suite.tests for each in (*_expected(test), *_asked(test)))
    return frozenset((resource, key, text) for resource, key, text in found if resource)


def _expected(test: Test) -> Iterator[tuple[str, str, str]]:
    for event in test.timeline.events:
        condition = event.condition if isinstance(event, Check) else None
        parts: tuple[Value, ...] = () if condition is None else (condition,)
        if isinstance(condition, Predicate) and condition.name == "any":
            parts = tuple(
                part for one in condition.arguments for part in (one.values if isinstance(one, Items) else (one,))
            )
        for part in parts:
            if isinstance(part, Comparison) and part.operator in {"==", "in"}:
                for answer, other in ((part.left, part.right), (part.right, part.left)):
                    text = text_of(other)
                    if isinstance(answer, Derived) and answer.effect.kind == "read" and answer.steps and text:
                        yield answer.effect.resource or "", str(answer.steps[-1].key), text


def _asked(test: Test) -> Iterator[tuple[str, str, str]]:
    for read in effects(test, "read"):
        for key, value in read.query.entries:
            text = text_of(value)
            if text:
                yield read.resource or "", key, text
