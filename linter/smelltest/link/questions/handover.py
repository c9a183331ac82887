"""State that tests hand to each other: what one sets and another reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, HandOver, sources
from smelltest.link.values import Derived, Pairs, Site
from smelltest.read.conventions import is_test_code

State = tuple[str, str, str]


class Handed(Struct, frozen=True, eq=False):
    """State that a test writes and others read. `readers`: their names, in the order in which they stand."""

    writer: Test
    event: HandOver
    readers: tuple[str, ...]

    @property
    def name(self) -> str:
        """As it is spelled where it is used."""
        if self.event.kind == "record":
            return "what the class set up"
        if self.event.kind == "class" or self.event.owner == "pytest":
            return f"{self.event.owner.rpartition('::')[2]}.{self.event.name}"
        return self.event.name


def handed(tests: Iterable[Test]) -> Iterator[Handed]:
    """The state that tests hand to each other, at the first write of each in each test."""
    every = tuple(tests)
    if not any("hand-over" in test.happens for test in every):
        return
    yield from _set_up_for_all(every)
    readers: dict[State, list[Test]] = {}
    for test in every:
        for state in test.timeline.shared:
            readers.setdefault(state, []).append(test)
    for test in every:
        for state, event in _written(test).items():
            others = [
                other.name
                for other in readers.get(state, ())
                if other.name != test.name and not (event.stage.kind != "test" and _does(other, event))
            ]
            if others:
                yield Handed(test, event, tuple(dict.fromkeys(others)))


def _set_up_for_all(tests: tuple[Test, ...]) -> Iterator[Handed]:
    """Records that a setup of the class made, which one test changes in place and others work with."""
    changes = [(test, tuple(_changes_for_all(test))) for test in tests]
    if not any(changed for _, changed in changes):
        return  # As in nearly every file: who works with what need not be asked.
    users: dict[Site, list[str]] = {}
    for test in tests:
        for site in dict.fromkeys(source.site for source in _sources(test) if _for_all(source)):
            users.setdefault(site, []).append(test.name)
    for test, changed in changes:
        seen = set()
        for event, site in changed:
            if site in seen:
                continue
            seen.add(site)
            others = [name for name in users.get(site, ()) if name != test.name]
            if others and not event.guard.always:
                yield Handed(test, event, tuple(dict.fromkeys(others)))


def _changes_for_all(test: Test) -> Iterator[tuple[HandOver, Site]]:
    """What a test changes of the records that a setup of its class made, and where each was made."""
    for event in test.timeline.events:
        if not isinstance(event, HandOver) or event.kind != "record":
            continue
        record = event.value.get("record") if isinstance(event.value, Pairs) else None
        if isinstance(record, Derived) and _for_all(record.effect) and _by_the_test(event):
            yield event, record.effect.site


def _for_all(effect: Effect) -> bool:
    return (
        effect.stage.kind == "setup"
        and effect.stage.scope != "function"
        and not effect.stage.name.endswith("setUpTestData")
    )


def _sources(test: Test) -> Iterator[Effect]:
    """The effects with whose answers a test works."""
    for event in test.timeline.events:
        if event.stage.kind == "test" and isinstance(event, (Check, Effect)):
            values = (event.condition,) if isinstance(event, Check) else (*event.segments, event.fields, event.query)
            for value in values:
                yield from sources(value)


def _does(test: Test, event: HandOver) -> bool:
    """Whether a test begins with the same setup."""
    return any(isinstance(other, HandOver) and other.site == event.site for other in test.timeline.events)


def _written(test: Test) -> dict[State, HandOver]:
    """What a test, or what is made for it alone, writes to state that outlives it, and leaves there."""
    found: dict[State, HandOver] = {}
    for event in test.timeline.events:
        if not isinstance(event, HandOver) or event.kind not in {"global", "class"} or event.how == "read":
            continue
        state = (event.kind, event.owner, event.name)
        if event.guard.always or event.stage.teardown:
            if event.stage.scope == "function":
                found.pop(state, None)
        elif _by_the_test(event):
            found.setdefault(state, event)
    return found


def _by_the_test(event: HandOver) -> bool:
    """Whether a test sets something itself, not a client that remembers what it was asked, nor only when something fails."""
    if event.stage.scope != "function" or event.stage.kind == "module" or event.guard.handler:
        return False
    home = event.owner.partition("::")[0]
    if event.kind == "record":
        return len(event.chain) <= 2 and is_test_code(event.chain[-1].path)
    return len(event.chain) <= 2 and is_test_code(event.chain[-1].path) and (home == "pytest" or is_test_code(home))
