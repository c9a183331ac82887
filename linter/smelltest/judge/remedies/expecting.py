"""What a test expects of the record that it shares, and has to expect of one of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.knowledge.fields import snake
from smelltest.link.questions.fitness import statuses
from smelltest.link.questions.flows import Flow
from smelltest.link.questions.records import effects, kin, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect
from smelltest.link.values import Comparison, Derived, Items, Literal, Value, atoms, text_of
from smelltest.read.facts import Place


def expected_of(test: Test, picked: Derived, made: Effect | None) -> Iterator[tuple[Place, str]]:
    """What a test expects of a record that it picks: each literal, and the field that it is compared with.

    Of one that the test has `made` itself it may expect what it likes, but for what it has sent otherwise.
    """
    for condition in comparisons(test, "=="):
        for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
            if isinstance(answer, Derived) and answer.effect is picked.effect and isinstance(expected, Literal):
                last = answer.steps[-1]
                if made is not None and not _differs(made.fields.get(str(last.key)), expected):
                    continue
                if last.kind == "item" and isinstance(last.key, str) and expected.site is not None:
                    yield expected.site.at, last.key


def _differs(sent: Value | None, expected: Literal) -> bool:
    return isinstance(sent, Literal) and sent.value != expected.value


def comparisons(test: Test, *operators: str) -> Iterator[Comparison]:
    """What a test asserts by one of these operators."""
    return (condition for _, condition in _checked(test, *operators))


def _checked(test: Test, *operators: str) -> Iterator[tuple[Check, Comparison]]:
    for event in test.timeline.events:
        if isinstance(event, Check):
            condition = event.condition
            if isinstance(condition, Comparison) and condition.operator in operators:
                yield event, condition


def expected_by_name(test: Test, name: Value, path: str, resource: str | None = None) -> Iterator[tuple[Place, str]]:
    """What a test expects of the record that a value names: each literal, and the field that it is compared with."""
    changes = [one for one in effects(test, "change", "create") if _names(one, name, resource)]
    for check, condition in _checked(test, "==", "is", "in"):
        sent = {key for one in changes if one.order < check.order for key, _ in one.fields.entries}
        for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
            if condition.operator == "in" and answer is condition.left:
                continue
            only = expected.values[0] if isinstance(expected, Items) and len(expected.values) == 1 else expected
            found = _field(answer, name, resource)
            if found is None or found[0] in sent or not isinstance(only, Literal):
                continue
            if only.site is not None and only.site.path == path:
                field, around = found
                yield only.site.at, f"{around}.{field}" if around else field


def expected_of_picked(test: Test, flow: Flow) -> Iterator[tuple[Place, str]]:
    """What a test expects of the record that it picks from all by a value, each literal with the field."""
    for condition in comparisons(test, "==", "is"):
        for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
            last = answer.steps[-1] if isinstance(answer, Derived) and answer.steps else None
            if last is None or not isinstance(answer, Derived) or answer.effect is not flow.effect:
                continue
            picked = any(step.kind == "filter" and flow.value in step.by for step in answer.steps)
            site = expected.site if isinstance(expected, Literal) else None
            named = last.kind == "item" and isinstance(last.key, str)
            if picked and named and site is not None and site.path == flow.site.path:
                yield site.at, str(last.key)


OF_ANSWER = frozenset({"status_code", "status", "ok", "reason", "headers", "is_success", "json", "get_json", None})
"""What each answer has, whatever record it is of."""


def echoed(test: Test, flow: Flow, path: str) -> Iterator[tuple[Place, str]]:
    """Where a test expects an id that it has sent to come back under the same name, or under that of its collection."""
    keys = {flow.key, f"{singular(flow.key)}_id"} if flow.role in {"segment", "argument"} else {flow.key}
    for condition in comparisons(test, "=="):
        for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
            last = answer.steps[-1] if isinstance(answer, Derived) and answer.steps else None
            if last is None or last.kind not in {"item", "attribute"} or str(last.key) not in keys:
                continue
            if not isinstance(expected, Literal) or str(expected.value) != flow.text:
                continue
            if expected.site is not None and expected.site.path == path and expected.site != flow.site:
                yield expected.site.at, ""


def sent_again(test: Test, flow: Flow, path: str) -> Iterator[tuple[Place, str]]:
    """Where a request that is refused sends an id as the one does that made something with it: for a duplicate."""
    for effect in test.timeline.events if test.timeline.rejected else ():
        if not isinstance(effect, Effect) or effect.kind != "create" or effect.order not in test.timeline.rejected:
            continue
        again = effect.fields.get(flow.key)
        if not isinstance(again, Literal) or str(again.value) != flow.text:
            continue
        if (
            again.site is not None
            and again.site.path == path
            and again.site != flow.site
            and _MISSING not in statuses(test, effect)
        ):
            yield again.site.at, ""


_MISSING = 404


def follows(test: Test, flow: Flow, collection: str) -> bool:
    """Whether a test expects an amount that may come of the record which an id names: a total of what it costs.

    What the test itself has sent comes of that.
    """
    sent = {
        atom.value for one in effects(test, "create", "change") for atom in atoms(one.fields) if type(atom) is Literal
    }
    for condition in comparisons(test, "=="):
        for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
            if not isinstance(answer, Derived) or not isinstance(expected, Literal) or expected.value in sent:
                continue
            key = snake(str(answer.steps[-1].key)) if answer.steps else ""
            later = answer.effect.order >= flow.effect.order and not kin(answer.effect.resource, collection)
            if later and isinstance(expected.value, (int, float)) and expected.value and _AMOUNT.search(key):
                return True
    return False


_AMOUNT = re.compile(
    r"(?:^|_)(?:total|subtotal|amount|price|cost|sum|balance|due|fee|tax|discount|charge|net|gross)(?:$|_)"
)


def _field(answer: Value, name: Value, resource: str | None) -> tuple[str, str] | None:
    """Which field of the record that a value names an answer is, if it is one, and the key that the record stands under."""
    if not isinstance(answer, Derived) or not _names(answer.effect, name, resource):
        return None
    listed = [at for at, step in enumerate(answer.steps) if step.kind == "item" and isinstance(step.key, int)]
    if is_whole(answer.effect) and not listed and answer.steps[-1:] and answer.steps[-1].key in OF_ALL:
        return None
    inner = answer.steps[listed[-1] :] if listed and is_whole(answer.effect) else answer.steps
    keys = [step.key for step in inner if step.kind in {"item", "attribute", "each"} and step.key not in _AROUND]
    plain = all(step.kind in {"item", "attribute", "call", "each"} for step in answer.steps)
    of_answer = answer.steps[-1:] and answer.steps[-1].kind == "attribute" and answer.effect.access.kind == "http"
    if not plain or of_answer or not all(isinstance(key, str) for key in keys):
        return None
    around, field = ["", *map(str, keys)][-2:] if len(keys) in {1, 2} else ("", "")
    noun = singular(answer.effect.resource or "")
    if not field or (around and singular(around) != noun):
        return None
    # What stands in a list stands in it by itself.
    return field, around if around.lower() == noun else ""


OF_ALL = frozenset({"total", "count", "totalCount", "total_count", "size", -1})
"""What a record more or less changes in the answer of a whole collection: its size, and which stands last."""


def is_whole(read: Effect) -> bool:
    """Whether a request asks for a collection, not for a record of it."""
    last = text_of(read.segments[-1]) if read.segments else None
    return last is not None and kin(last, read.resource)


def _names(effect: Effect, name: Value, resource: str | None) -> bool:
    """Whether an effect asks for the record that a value names, and not for what hangs below it."""
    named = (*effect.segments[-1:], *effect.arguments, *(value for _, value in effect.query.entries))
    if any(atom == name for value in named for atom in (value, *atoms(value))):
        return True
    # The same id is written out once more.
    text = told(name)
    same = text is not None and resource is not None and kin(effect.resource, resource)
    return same and any(told(value) == text for value in named)


def told(value: Value) -> str | None:
    """A value that is written out, as it stands in a path."""
    return str(value.value) if isinstance(value, Literal) else text_of(value)


_AROUND = frozenset({"json", "get_json", "data", "result", "item", "record", "payload", "response", "body", 0, None})
"""Steps on the way from an answer to a record."""
