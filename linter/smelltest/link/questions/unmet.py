"""What a test expects of an answer, and will not get as far as its timeline tells: what it sends is something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from smelltest.link.questions.records import effects, kin, same, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Other, sources
from smelltest.link.values import Comparison, Derived, Items, Joined, Literal, Made, Value, answers, atoms, text_of


def unmet(test: Test) -> Iterator[str]:
    """Each such expectation in words that outlive moved lines.

    By itself one may be nothing: the system may change what it is sent. One that a rewritten test has, and that it
    did not have before, says that the test no longer passes.
    """
    for event in test.timeline.events:
        if isinstance(event, Check) and isinstance(event.condition, Comparison) and event.condition.operator == "==":
            yield from _not_answered(test, event.condition)
    yield from _not_repeated(test)
    yield from _not_there(test)


def unmet_beside(tests: Sequence[Test]) -> Iterator[tuple[Test, str]]:
    """The tests of a file that look for what another one has made, which takes it away by now."""
    gone: dict[tuple[str, str], str] = {}
    for test in tests:
        for key, text in _taken_away(test):
            gone.setdefault((key, text), test.name)
    for test in tests if gone else ():
        sent = {text_of(value) for one in effects(test, "create", "change") for _, value in one.fields.entries}
        for read in effects(test, "read"):
            for key, value in read.query.entries:
                asked = text_of(value) or ""
                if asked in sent or gone.get((key, asked), test.name) == test.name or not _is_found(test, read):
                    continue
                yield test, f"{read.resource} is looked for by what {gone[key, asked]} takes away"


def _taken_away(test: Test) -> Iterator[tuple[str, str]]:
    """What is written out in the fields of the records that a test makes and deletes."""
    gone = {
        id(source)
        for one in effects(test, "delete")
        for value in (*one.segments, *one.arguments)
        for source in sources(value)
    }
    for made in effects(test, "create") if gone else ():
        for key, value in made.fields.entries if id(made) in gone else ():
            text = text_of(value)
            if text is not None:
                yield key, text


def _is_found(test: Test, read: Effect) -> bool:
    """Whether a test expects a request to find something."""
    for event in test.timeline.events:
        if isinstance(event, Check) and isinstance(event.condition, Comparison) and event.condition.operator == "==":
            sides = (event.condition.left, event.condition.right)
            if any(map(_is_nothing, sides)):
                continue
            for answer in (*answers(sides[0]), *answers(sides[1])):
                if answer.effect is read and any(step.key not in _OF_ANSWER for step in answer.steps):
                    return True
    return False


def _not_answered(test: Test, condition: Comparison) -> Iterator[str]:
    """A field of an answer that is compared with another value than the one that was sent."""
    for answer, expected in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(answer, Derived):
            continue
        keys = [str(step.key) for step in answer.steps if step.kind in {"item", "attribute"} and step.key is not None]
        if not keys or answer.steps[-1].kind not in {"item", "attribute"}:
            continue
        sent = _sent(test, answer.effect, keys[-1])
        if sent is not None and _differ(sent, expected):
            yield f"{answer.effect.resource}.{keys[-1]} is not what was sent"


def _sent(test: Test, effect: Effect, key: str) -> Value | None:
    """What is known of a field of an answer."""
    if effect.kind in {"create", "change"}:
        return effect.fields.get(key) or _named(effect, key)
    made = _maker(effect)
    if made is None:
        return _named(effect, key)
    if any(effect.order > one.order and one.fields.get(key) is not None for one in effects(test, "change")):
        return None
    return made.fields.get(key)


def _named(effect: Effect, key: str) -> Value | None:
    """The id in the path of a request that its answer is to name: `user_id` below `/users/42`."""
    for collection, name in zip(effect.segments, effect.segments[1:], strict=False):
        word = text_of(collection)
        if word is not None and word.isalpha() and key == f"{singular(word.lower())}_id":
            return name
    last = effect.segments[-1:]
    return last[0] if last and key == "id" and effect.kind != "create" else None


def _maker(effect: Effect) -> Effect | None:
    """The create whose record a request reads."""
    last = effect.segments[-1] if effect.segments else None
    if isinstance(last, Joined) and len(last.parts) == 1:
        last = last.parts[0]
    return last.effect if isinstance(last, Derived) and last.effect.kind == "create" else None


def _differ(sent: Value, expected: Value) -> bool:
    """Whether two values are known, and not equal."""
    one, other = _known(sent), _known(expected)
    if same(one, other):
        return False
    natures = {_nature(one), _nature(other)}
    return None not in natures and natures != {"answered"}


def _known(value: Value) -> Value:
    """What was sent, for the part of an answer that is just that."""
    if isinstance(value, Derived) and value.effect.kind == "create" and value.steps:
        return value.effect.fields.get(str(value.steps[-1].key)) or value
    return value


def _nature(value: Value) -> str | None:
    """What a value is, if that is known for certain: written out, made by the run, or a part of an answer."""
    if isinstance(value, Literal):
        return "written" if value.value is not None else None
    if isinstance(value, Derived):
        return "answered" if value.steps and _ID.search(str(value.steps[-1].key)) else None
    parts = tuple(atoms(value))
    if not isinstance(value, (Made, Joined)) or not all(isinstance(part, (Made, Joined, Literal)) for part in parts):
        return None
    return "made" if any(isinstance(part, Made) for part in parts) else "written"


_ID = re.compile(r"(?:^|_)(?:id|pk|uuid)$|[a-z]Id$")


def _not_repeated(test: Test) -> Iterator[str]:
    """A field of a request that is to be refused, and that differs from that of the record made before."""
    made: list[Effect] = []
    for event in test.timeline.events:
        if not isinstance(event, Effect) or event.kind != "create":
            continue
        if event.order not in test.timeline.rejected and not event.refused:
            made.append(event)
            continue
        earlier = next((one for one in reversed(made) if kin(one.resource, event.resource)), None)
        if earlier is None or _is_taken_over(event, earlier):
            continue
        for key, value in event.fields.entries:
            before = earlier.fields.get(key)
            if before is not None and _differ(value, before):
                yield f"{event.resource}.{key} is not sent again"


def _is_taken_over(again: Effect, earlier: Effect) -> bool:
    """Whether a field is sent as the answer has it to what made a record before: the others may be what they like."""
    return any(
        isinstance(value, Derived) and value.effect is earlier and value.steps and value.steps[-1].key == key
        for key, value in again.fields.entries
    )


def _not_there(test: Test) -> Iterator[str]:
    """A record that is looked for by a value that the run makes, and that it has sent nowhere before."""
    known: set[Made] = set()
    asked: dict[int, str] = {}
    for event in test.timeline.events:
        if isinstance(event, Other):
            known.update(made for value in event.values for made in _makes(value))
        elif isinstance(event, Effect):
            if event.kind == "read" and set(_makes(event.query)) and known.isdisjoint(_makes(event.query)):
                asked[event.order] = event.resource or ""
            sent = (event.fields, *event.segments, *event.arguments, *((event.files,) if event.files else ()))
            known.update(made for value in sent for made in _makes(value))
        elif isinstance(event, Check) and asked and isinstance(event.condition, Comparison):
            condition = event.condition
            if condition.operator != "==" or any(map(_is_nothing, (condition.left, condition.right))):
                continue
            for answer in (*answers(condition.left), *answers(condition.right)):
                if answer.effect.order in asked and any(step.key not in _OF_ANSWER for step in answer.steps):
                    yield f"{asked[answer.effect.order]} is looked for by what nobody sent"


def _makes(value: Value) -> Iterator[Made]:
    return (atom for atom in atoms(value) if isinstance(atom, Made))


def _is_nothing(value: Value) -> bool:
    """Whether something is expected to be nothing at all: `== []`, `== 0`."""
    if isinstance(value, Literal):
        return not value.value
    return isinstance(value, Items) and not value.values


_OF_ANSWER = frozenset({"status_code", "status", "ok", "reason", "headers", "json", "get_json", None})
"""What each answer has, whatever is found."""
