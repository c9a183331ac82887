"""Which record a value names that is written out: one that the test made, one below it, one that is looked up."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import refers, snake
from smelltest.link.play.http import plural
from smelltest.link.questions.flows import Flow, literal_of
from smelltest.link.questions.records import effects, field_values, kin, parents, same, singular
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import Comparison, Derived, Items, Literal, Negated, Pairs, Value, answers, atoms, text_of


def named(test: Test, resource: str | None) -> bool:
    """Whether the name of a resource tells its records apart."""
    return resource is not None and any(singular(resource) == singular(name) for name in test.settings.named_resources)


def made_by_test(test: Test, flow: Flow) -> bool:
    """Whether the test itself made a record with that value before."""
    for create in effects(test, "create", "change"):
        if create.order >= flow.effect.order or (create.kind == "change" and create.verb != "POST"):
            continue
        for key, value in field_values(create.fields):
            if same(flow.value, value) and _may_name(test, flow, create, snake(key)):
                return True
        if create.verb == "PUT" and any(same(flow.value, value) for value in create.segments[-1:]):
            return True
        if any(same(flow.value, value) for value in create.arguments):
            return True
    return False


def _may_name(test: Test, flow: Flow, create: Effect, key: str) -> bool:
    """Whether a record goes by what a field of its create was given. A number there can as well be an amount."""
    if _foreign_key(create, key):
        return False
    target = refers(snake(flow.key))
    if not target or not flow.text.isdigit() or kin(create.resource, target):
        return True
    return refers(key) is not None or key in test.settings.unique_fields or _NUMBERING.search(key) is not None


_NUMBERING = re.compile(r"(?:^|_)(?:no|num|nr|number|name|code|ref|key|label|title)$")


def below_own(test: Test, flow: Flow) -> bool:
    """Whether what a value names hangs below a record of this test: the first column of its own board."""
    made = _before(test, flow)
    stage = flow.effect.stage  # To a fixture of many tests, what it has just made is its own.
    return _below(test, flow, [one for one in made if one.stage.scope == "function" or one.stage == stage])


def below_new(test: Test, flow: Flow) -> bool:
    """Whether what a value names hangs below a record of this test that goes by another id in each run."""
    made = [
        create
        for create in _before(test, flow)
        if create.stage.scope == "function"
        and not any(refers(snake(key)) == "" and literal_of(value) for key, value in create.fields.entries)
    ]
    return _below(test, flow, made, written_out=False)


def below_made(test: Test, flow: Flow) -> bool:
    """Whether what a value names hangs below a record that each run makes anew, for this test or for several."""
    made = _before(test, flow)
    within = (value for key, value in flow.effect.fields.entries if snake(key) in _PARENTS)
    return _below(test, flow, made) or any(source in made for value in within for source in sources(value))


_PARENTS = frozenset(
    f"{name}{end}"
    for name in "namespace parent group organization organisation org workspace project team space board".split()
    for end in ("", "_id", "_uuid", "_key")
)
"""Fields that say in which record another one is made."""


def _before(test: Test, flow: Flow) -> list[Effect]:
    return [create for create in effects(test, "create") if create.order < flow.effect.order]


def _below(test: Test, flow: Flow, made: list[Effect], written_out: bool = True) -> bool:
    above = flow.effect.segments
    for index, parent in enumerate(above):
        if parent is flow.value or same(parent, flow.value):
            above = above[:index]
            break
    if flow.role in {"field", "file", "query"}:
        above = (*above, *(value for value in containers(flow.effect) if value is not flow.value))
    names = [value for create in made for value in identity(test, create) if written_out or not literal_of(value)]
    return any(
        any(source in made or any(first in made for first in parents(source)) for source in sources(parent))
        or any(same(atom, name) for atom in atoms(parent) for name in names)
        for parent in above
    )


def containers(effect: Effect) -> Iterator[Value]:
    """What a call of a client names first, where it makes something in it: `upsert("movies", points)`."""
    if effect.access.kind == "sdk":
        yield from effect.arguments[:1]
        given = (*effect.fields.entries, *effect.query.entries)
        yield from (value for key, value in given if key in _WITHIN)


_WITHIN = frozenset({"collection_name", "index_name", "table_name", "bucket_name", "Bucket", "topic", "queue", "index"})
_IDENTITY = frozenset("id uid uuid pk name slug key alias title handle username".split())


def identity(test: Test, create: Effect) -> Iterator[Value]:
    """The texts by which a record goes that a create made."""
    own = singular(create.resource or "")
    for key, value in create.fields.entries:
        if snake(key) in _IDENTITY or snake(key) in {f"{own}_name", f"{own}_id", f"{own}_uid", own}:
            yield value
    if create.arguments and named(test, create.resource):
        yield create.arguments[0]


def _foreign_key(create: Effect, key: str) -> bool:
    target = refers(key)
    return bool(target) and not (create.resource is not None and singular(create.resource) == singular(target or ""))


def looked_up(suite: Suite, text: str, resource: str | None) -> bool:
    """Whether a test of the suite looks a record of a collection up by a text."""
    return any(kin(resource, collection) for collection in _lookups(suite).get(text, ()))


@lru_cache(maxsize=4)
def _lookups(suite: Suite) -> dict[str, set[str | None]]:
    """The texts by which tests look records up, in queries and paths or among a collection, and which collections'."""
    found: dict[str, set[str | None]] = {}
    for test in suite.tests:
        for event in test.timeline.events:
            if isinstance(event, Effect) and event.kind in {"read", "delete"}:
                asked = [value for _, value in event.query.entries]
                asked.extend(event.segments[-1:] if event.access.kind == "http" else event.arguments)
                for value in asked:
                    found.setdefault(text_of(value) or "", set()).add(event.resource)
            for value in _looked_at(event):
                for by in (by for step in value.steps if step.kind == "filter" for by in step.by):
                    found.setdefault(text_of(by) or "", set()).add(value.effect.resource)
    return {text: collections for text, collections in found.items() if text}


def _looked_at(event: object) -> Iterator[Derived]:
    if isinstance(event, Check):
        yield from answers(event.condition)
    elif isinstance(event, Effect):
        for value in (*event.segments, event.fields, event.query):
            yield from answers(value)


def expected_absent(test: Test, effect: Effect) -> bool:
    """Whether the test asserts that a read finds nothing."""
    return _found_empty(test).get(id(effect), -1) > effect.order


@lru_cache(maxsize=4)
def _found_empty(test: Test) -> dict[int, int]:
    """The last check that says of an effect that it found nothing."""
    cleared = {key for one in effects(test, "create", "change") for key, value in one.fields.entries if _is_off(value)}
    checks = (event for event in test.timeline.events if type(event) is Check)
    return {id(effect): check.order for check in checks for effect in _empty(check.condition, cleared)}


def _is_off(value: Value) -> bool:
    return isinstance(value, Literal) and not value.value


def answered_absent(test: Test, effect: Effect, key: str) -> bool:
    """Whether the test asserts that an answer has nothing under the very name that was asked by: `["email"] is None`."""
    return key in _answered_nothing(test).get(id(effect), ())


@lru_cache(maxsize=4)
def _answered_nothing(test: Test) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for event in test.timeline.events:
        if type(event) is Check:
            for answer in _denied(event.condition):
                if answer.steps and answer.steps[-1].kind in {"item", "attribute"}:
                    found.setdefault(id(answer.effect), set()).add(snake(str(answer.steps[-1].key)))
    return found


def _denied(condition: Value) -> Iterator[Derived]:
    """What a condition says to be false or nothing."""
    if isinstance(condition, Negated):
        if isinstance(condition.value, Derived):
            yield condition.value
    elif isinstance(condition, Comparison) and condition.operator in {"==", "is"}:
        for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if isinstance(answer, Derived) and isinstance(other, Literal) and other.value in (None, False):
                yield answer


def _empty(condition: Value, cleared: Container[str] = ()) -> Iterator[Effect]:
    """The effects of which a condition says that they found nothing.

    `cleared`: the fields to which a test itself has given nothing, so that they are found to be so.
    """
    if isinstance(condition, Negated):
        answer = condition.value
        if isinstance(answer, Derived) and not (answer.steps and str(answer.steps[-1].key) in cleared):
            yield answer.effect
        return
    if not isinstance(condition, Comparison):
        return
    for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(answer, Derived):
            continue
        nothing = (isinstance(other, Literal) and (other.value in (0, None, "") and other.value is not False)) or (
            isinstance(other, (Items, Pairs)) and not (other.values if isinstance(other, Items) else other.entries)
        )
        if nothing and condition.operator in {"==", "is", "<="}:
            yield answer.effect
    if condition.operator == "not in" and not _is_field(condition.left):
        yield from sources(condition.right)


_FIELD = re.compile(r"[a-z]\w*$", re.IGNORECASE)


def _is_field(value: Value) -> bool:
    """Whether a text may be the name of a field: a record that is found can lack it, `"email" not in user`."""
    text = value.value if isinstance(value, Literal) else None
    return isinstance(text, str) and _FIELD.match(text) is not None


def is_reference(test: Test, resource: str) -> bool:
    """Whether a resource is a collection with a fixed content."""
    bare = singular(resource.rsplit("/", 1)[-1])
    return any(singular(name) == bare for name in test.settings.reference_resources)


def picks_record(effect: Effect) -> bool:
    """Whether the first argument of a call names a record: `get_user(42)`, but not `list_users(10)`."""
    lazy = effect.query.get("lazy")
    if isinstance(lazy, Literal) and lazy.value is True:
        return False  # Nothing is asked for until the record is used.
    words = verbs.words(effect.verb)
    noun = verbs.noun_of(effect.verb)
    if not words or words[0] in verbs.LISTING or (noun is not None and plural(noun) and effect.kind == "read"):
        return False
    changes = bool(effect.fields.entries) or len(effect.arguments) > 1
    if words[0] in {"update", "patch", "edit", "modify", "put"} and not changes:
        return False
    return words[0] not in {
        "set",
        "change",
        "reset",
        "rotate",
        "move",
        "modify",
        "count",
        "iter",
        "exists",
        "read",
        "stat",
    }
