"""State that tests hand to each other: what one sets and another reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from smelltest.link.frames import is_test_code
from smelltest.link.suite import Test
from smelltest.link.timeline import HandOver

State = tuple[str, str, str]


class Handed(Struct, frozen=True, eq=False):
    """State that a test writes and others read. `readers`: their names, in the order in which they stand."""

    writer: Test
    event: HandOver
    readers: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.event.owner.rpartition('::')[2]}.{self.event.name}" if self.event.kind == "class" else self.event.name


def handed(tests: Iterable[Test]) -> Iterator[Handed]:
    """The state that tests hand to each other, at the first write of each in each test."""
    every = tuple(tests)
    readers: dict[State, list[str]] = {}
    for test in every:
        for state in test.timeline.shared:
            readers.setdefault(state, []).append(test.name)
    for test in every:
        for state, event in _written(test).items():
            others = dict.fromkeys(name for name in readers.get(state, ()) if name != test.name)
            if others:
                yield Handed(test, event, tuple(others))


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
    """Whether a test sets something itself, not a client that remembers what it was asked."""
    if event.stage.scope != "function" or event.stage.kind == "module":
        return False
    return len(event.chain) <= 2 and is_test_code(event.chain[-1].path) and is_test_code(event.owner.partition("::")[0])
