"""Records that a test takes to be there by what they hold, though nobody makes them: a seed does.

No rule speaks of them where a test only finds such a record among all, or is refused a second one: it is no defect that
a reader would see there. It is one all the same where the seed is gone, so that fixes make such a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.knowledge.fields import snake
from smelltest.link.play.addresses import is_id
from smelltest.link.questions.claims import EMAIL, unique_key
from smelltest.link.questions.fitness import conflicts
from smelltest.link.questions.flows import Flow, literal_of, payload, queries
from smelltest.link.questions.named_records import expected_absent, made_by_test, named
from smelltest.link.questions.records import creates, kin, lasting
from smelltest.link.questions.sharing import shared_collection
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect
from smelltest.link.values import Comparison, Derived, Items, Predicate, Value, answers, text_of


def assumed(test: Test, suite: Suite) -> Iterator[Flow]:
    """What a test writes out of such records, as if it had asked for it."""
    for flow in (*_listed(test), *_sought(test), *_refused(test, suite)):
        if not made_by_test(test, flow):
            yield flow


def _listed(test: Test) -> Iterator[Flow]:
    """What is found among all records of a collection: `assert "ada@example.com" in emails`."""
    reads = [
        read
        for read in lasting(test, "read")
        if not read.query.entries and not any(map(is_id, read.segments)) and shared_collection(test, read)
    ]
    for event in test.timeline.events if reads else ():
        for condition in _parts(event.condition) if isinstance(event, Check) else ():
            for read, key, value in _found(condition):
                flow = _flow(read, key, value)
                if flow is not None and any(read is one for one in reads) and _may_tell(test, flow):
                    yield flow
            for read, key, value in _picked(condition):
                flow = _flow(read, key, value)
                if flow is not None and any(read is one for one in reads) and _is_unique(test, flow):
                    yield flow


def _parts(condition: Value) -> Iterator[Value]:
    """What a check demands, or what it demands of any of the records, where that is one thing."""
    if isinstance(condition, Predicate) and condition.name == "any":
        parts = [part for one in condition.arguments for part in (one.values if isinstance(one, Items) else (one,))]
        yield from parts if len(parts) == 1 else ()
    else:
        yield condition


def _found(condition: Value) -> Iterator[tuple[Effect, str, Value]]:
    """The reads in whose answers something is found, by which field and by what."""
    if not isinstance(condition, Comparison):
        return
    if condition.operator == "in" and isinstance(condition.right, Derived):
        last = condition.right.steps[-1:]
        if last and last[0].kind == "each" and isinstance(last[0].key, str):
            yield condition.right.effect, last[0].key, condition.left
    elif condition.operator == "==":
        for side, other in ((condition.left, condition.right), (condition.right, condition.left)):
            steps = side.steps[-2:] if isinstance(side, Derived) else ()
            if isinstance(side, Derived) and [step.kind for step in steps] == ["each", "item"]:
                yield side.effect, str(steps[-1].key), other


def _picked(condition: Value) -> Iterator[tuple[Effect, str, Value]]:
    """The reads of which one record is picked, by which field and by what: `next(each for each in users if …)`."""
    for answer in answers(condition):
        for step in answer.steps:
            if step.kind == "filter" and step.key is not None and len(step.by) == 1:
                yield answer.effect, str(step.key), step.by[0]


def _is_unique(test: Test, flow: Flow) -> bool:
    """Whether no two records have what is written out."""
    by_name = flow.key == "name" and named(test, flow.effect.resource)
    return flow.key == "id" or by_name or EMAIL.match(flow.text) is not None or unique_key(test, flow)


def _may_tell(test: Test, flow: Flow) -> bool:
    """Whether a record can be known by a field: by a text or an id, and not by what many have."""
    return flow.key not in test.settings.invariant_fields and (
        flow.key == "id" or bool(re.search(r"[A-Za-z]", flow.text))
    )


def _sought(test: Test) -> Iterator[Flow]:
    """What records are asked for by that no two of them have."""
    for read in lasting(test, "read"):
        if len(read.query.entries) == 1 and not expected_absent(test, read):
            for flow in queries(read):
                if EMAIL.match(flow.text) is None and flow.key != "id" and _is_unique(test, flow):
                    yield flow


def _refused(test: Test, suite: Suite) -> Iterator[Flow]:
    """What is refused since somebody has it, of all that is sent with it, if the test says which or there is no doubt."""
    for effect in conflicts(test):
        if effect.kind != "create" or effect.resource is None or _makes_such(test, effect):
            continue
        unique = [flow for flow in payload(effect) if unique_key(test, flow) or EMAIL.match(flow.text)]
        words = f"_{snake(test.name.rpartition('.')[2])}_{'_'.join(_told(test, effect))}_"
        # What it is refused for may be what it was to hang below, unless the test says what it is.
        doubtless = _TWICE.search(words) is not None and not any(map(is_id, effect.segments))
        meant = [flow for flow in unique if f"_{flow.key}_" in words] or (unique if doubtless else [])
        if len(meant) == 1 and not _is_made(suite, meant[0]):
            yield meant[0]


_TWICE = re.compile(r"_(?:duplicates?|duplicated|twice|taken|already|unique|exists|existing|same)_")


def _makes_such(test: Test, refused: Effect) -> bool:
    """Whether a test has itself made a record before, of which it then makes another."""
    return any(one.order < refused.order and kin(one.resource, refused.resource) for one in creates(test))


def _told(test: Test, refused: Effect) -> Iterator[str]:
    """What a test expects to be told of a refusal, in words."""
    for event in test.timeline.events:
        condition = event.condition if isinstance(event, Check) else None
        if isinstance(condition, Comparison):
            for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
                text = text_of(other)
                if text is not None and isinstance(answer, Derived) and answer.effect is refused:
                    yield "_".join(re.findall(r"\w+", text.lower()))


def _is_made(suite: Suite, flow: Flow) -> bool:
    made = (value for one in suite.tests for create in creates(one) for _, value in create.fields.entries)
    return any(text_of(value) == flow.text for value in made)


def _flow(read: Effect, key: str, value: Value) -> Flow | None:
    written = literal_of(value)
    if written is None or not written[0].strip():
        return None
    text, literal, site = written
    return Flow(read, "query", snake(key), literal, site, text)
