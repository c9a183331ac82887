"""What makes tests run in a certain order, or need to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from smelltest.link.knowledge import verbs
from smelltest.link.play.addresses import is_id
from smelltest.link.program.collect import Mark
from smelltest.link.program.walking import called
from smelltest.link.questions.changes import changes
from smelltest.link.questions.cleanups import cleanups
from smelltest.link.questions.handover import handed
from smelltest.link.questions.records import effects, field_values
from smelltest.link.questions.sharing import own
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import LEFT, Items, Literal, Value, atoms, text_of
from smelltest.read.facts import (
    AnyStatement,
    Assign,
    Attribute,
    Class,
    For,
    Function,
    If,
    Module,
    Place,
    Try,
    While,
    With,
)

_ORDERING = frozenset((
    "order", "run", "dependency", "depends", "depends_on", "incremental", "first", "second", "third",
    "fourth", "fifth", "sixth", "last",
))  # fmt: skip


_PLACED = frozenset({"order", "run"})
"""Marks that order nothing unless they say a place: a shop has tests that are marked as being of `order`."""


def order_marks(test: Test) -> tuple[Mark, ...]:
    """The marks that say when a test runs, or after which other one."""
    return tuple(
        mark
        for mark in test.item.marks
        if mark.name in _ORDERING and (mark.name not in _PLACED or mark.arguments or mark.keywords)
    )


def sorted_by_hand(module: Module) -> Iterator[Place]:
    """Where a file says itself in which order unittest takes its tests."""
    return _sorting(module.body)


def _sorting(body: Iterable[AnyStatement]) -> Iterator[Place]:
    for statement in body:
        if isinstance(statement, Assign):
            for target in statement.targets:
                if type(target) is Attribute and target.name == "sortTestMethodsUsing":
                    yield statement.at
        else:
            for block in _NESTING.get(type(statement), ()):
                yield from _sorting(getattr(statement, block))


_NESTING: dict[type, tuple[str, ...]] = {
    kind: tuple(block for block in ("body", "otherwise", "final") if block in kind.__struct_fields__)
    for kind in (Class, For, Function, If, Try, While, With)
}
"""What holds statements, and in which fields."""


# Numbers in names


_NUMBERED = re.compile(r"^test_?(?:case_?|step_?|tc_?|scenario_?)?(?:\d{1,2}|0\d+)(?=_|[A-Z]|$)", re.IGNORECASE)


def numbered(tests: Iterable[Test]) -> Iterator[tuple[Test, Test]]:
    """The tests that have a number in their name and share state with another such one, with that."""
    groups: dict[tuple[str, str], list[Test]] = {}
    for test in tests:
        if _NUMBERED.match(test.item.function.name):
            groups.setdefault((test.path, test.name.rpartition(".")[0]), []).append(test)
    for group in groups.values():
        if len({test.name for test in group}) > 1:
            yield from _sharing(group)


def _sharing(group: list[Test]) -> Iterator[tuple[Test, Test]]:
    by_name = {test.name: test for test in group}
    pairs = [(each.writer, by_name[name]) for each in handed(group) for name in each.readers]
    pairs.extend((one, other) for one in group for other in group if one.name != other.name and _leaves(one, other))
    for one, other in pairs:
        yield one, other
        yield other, one


def _leaves(one: Test, other: Test) -> bool:
    """Whether a test writes to a record that another one works on, which did not make it itself."""
    if (_written(one) & _addressed(other)) - _made(other):
        return True
    changed = {change.record.site for change in changes(one) if change.record.key[0] == "made"}
    return any(source.site in changed for source in _sources(other))


@lru_cache(maxsize=256)
def _made(test: Test) -> frozenset[str]:
    """What the records that a test makes are named by, as far as it is written out."""
    return _names_of(test, effects(test, "create"))


@lru_cache(maxsize=256)
def _tidied(test: Test) -> frozenset[str]:
    """What only such records of a test are named by as it takes away in its own body: nothing of them is left."""
    made = effects(test, "create")
    left = [create for create in made if not any(each.stage.kind == "test" for each in cleanups(test, create))]
    return _made(test) - _names_of(test, left) if len(left) < len(made) else frozenset()


def _names_of(test: Test, created: Iterable[Effect]) -> frozenset[str]:
    invariant = test.settings.invariant_fields
    return frozenset(
        text
        for effect in created
        for key, value in field_values(effect.fields)
        if key.lower() not in invariant and _KINDS.isdisjoint(verbs.words(key)[-1:])
        for text in _texts((value,))
        if len(text) > _SHORT
    )


_KINDS = frozenset("mode type kind status state level format category".split())
"""What a field is called that says of which kind a record is: a `game_mode`."""
_SHORT = 2
"""A text of so many letters tells no record from another."""


def _written(test: Test) -> frozenset[str]:
    """What names the records that a test makes and leaves, changes or deletes, as far as it is written out."""
    return (_made(test) | frozenset(_texts(_ids(effects(test, "change", "delete"))))) - _tidied(test)


def _addressed(test: Test) -> set[str]:
    """By what a test names the records that it reads, changes or deletes, as far as it is written out."""
    works = effects(test, "read", "change", "delete")
    asked = (value for effect in works for value in (*effect.segments[-1:], *(v for _, v in effect.query.entries)))
    return set(_texts((*_ids(works), *asked)))


def _ids(works: Iterable[Effect]) -> Iterator[Value]:
    for effect in works:
        for before, value in zip((None, *effect.segments), effect.segments, strict=False):
            if is_id(value) and (text_of(before) not in _VERSIONED if before is not None else not _is_number(value)):
                yield value


_VERSIONED = frozenset({"api", "rest", "auth"})
"""What stands before the number of a version: `/rest/api/2`."""


def _is_number(value: Value) -> bool:
    """Whether a segment is a bare number: at the very beginning of a path that is a version, `/1/cards`."""
    return (text_of(value) or "").isdigit()


def _texts(values: Iterable[Value]) -> Iterator[str]:
    """What is written out in full; of a text that is made by the run, no part tells its record from others."""
    for value in values:
        for each in value.values if isinstance(value, Items) else (value,):
            number = each.value if isinstance(each, Literal) else None
            text = str(number) if isinstance(number, int) and not isinstance(number, bool) else text_of(each)
            if text is not None:
                yield text


def _sources(test: Test) -> Iterator[Effect]:
    for effect in effects(test, "read", "change", "delete"):
        for value in effect.segments:
            yield from sources(value)


# Tests that tidy up


_TIDYING = re.compile(
    r"^test_?(?:\d+_|z+_|final_|finally_|last_)?(?:clean|tear_?down|empty|purge|wipe|clear|"
    r"(?:delete|remove|reset)_(?:all|everything|data|records|leftovers))|(?:clean_?up|tear_?down)$",
    re.IGNORECASE,
)

_SAYS_SO = re.compile(r"clean_?up|tear_?down", re.IGNORECASE)


def only_tidies(test: Test) -> bool:
    """Whether a test does nothing but take away what others left."""
    name = test.item.function.name
    named = _TIDYING.search(name) is not None
    if not named and not any(map(_takes_what_was_left, effects(test, "delete"))):
        return False
    writes = [effect for effect in effects(test, "create", "change", "delete") if effect.stage.kind == "test"]
    if not writes or any(effect.kind != "delete" or test.isolation(effect) is not None for effect in writes):
        return False
    if any(map(_ASKS_STAND_IN.match, called(test.item.function.body))):
        return False
    if any(own(test, value) for delete in writes for value in delete.segments):
        return False
    inside = {delete.site for delete in writes}
    checks = [
        event
        for event in test.timeline.events
        if isinstance(event, Check) and event.stage.kind == "test" and event.site not in inside
    ]
    said = not named or _SAYS_SO.search(name) is not None
    return not checks or (said and all(map(_asks_for_success, checks)))


_ASKS_STAND_IN = re.compile(r"assert_(?:not_|any_|has_)?(?:called|call|awaited|await)")
"""How a stand-in is asked for what reached it: `session.delete.assert_called_once_with(…)`."""


def _takes_what_was_left(delete: Effect) -> bool:
    """Whether a delete goes through what other tests noted: `for user_id in CREATED: api.delete(f"/users/{user_id}")`."""
    named = (*delete.segments, *delete.arguments, *(value for _, value in delete.query.entries))
    return delete.guard.repeated and any(atom == LEFT for value in named for atom in atoms(value))


def _asks_for_success(check: Check) -> bool:
    """Whether a check only asks whether a request succeeded."""
    keys = {step.key for atom in atoms(check.condition) for step in getattr(atom, "steps", ())}
    return bool(keys) and keys <= {"status_code", "ok", "status", "is_success"}
