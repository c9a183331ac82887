"""What the making of timelines stands on: frames of calls, and what stays the same from one timeline to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from smelltest.link.play.objects import Instance, Mapping, Object, Sequence
from smelltest.link.play.truth import informative
from smelltest.link.program.names import ClassRef
from smelltest.link.program.steps import Builder
from smelltest.link.timeline import Guard, is_untold
from smelltest.link.values import Derived, Literal, Unknown, Value
from smelltest.read.facts import Name

MAX_DEPTH = 14
"""How many calls deep the suite's own code is followed."""
RETURN, BREAK, CONTINUE = 1, 2, 3
"""How a block of statements is left early; 0 where it is not."""


class Frame:
    """One call of a function: its names, and what its `yield` does."""

    __slots__ = (
        "cells", "env", "global_names", "met", "name", "on_yield", "outer_names", "owner", "path", "pending", "receiver",
        "remembered", "result", "yielded",
    )  # fmt: skip

    def __init__(
        self,
        path: str,
        name: str,
        env: dict[str, Object],
        cells: tuple[dict[str, Object], ...] = (),
        owner: ClassRef | None = None,
        receiver: Object | None = None,
    ) -> None:
        self.path = path
        self.name = name
        self.env = env
        self.cells = cells
        self.owner = owner
        self.receiver = receiver
        self.on_yield: Callable[[Object], None] | None = None
        self.yielded: Sequence | None = None
        self.result: Object | None = None
        self.pending: list[Object] = []
        self.global_names: frozenset[str] = frozenset()
        self.outer_names: frozenset[str] = frozenset()
        self.remembered: frozenset[str] = frozenset()
        """Names of what it gives again if it is there: it is the same whoever asks first."""
        self.met: tuple[Value, Guard] | None = None
        """What it left off at once if it was so, and under which guard that was asked."""


class Memory:
    """What stays the same from one timeline of a suite to the next: constants, and the members of classes."""

    def __init__(self) -> None:
        self.constants: dict[tuple[str, str], Object] = {}
        self.literals: dict[int, Literal] = {}
        """Literals by the identity of their node, which the program keeps alive."""
        self.barren: dict[int, bool] = {}
        """Of functions outside of the tests' own code: whether to follow them costs much and leads to nothing."""
        self.idle: dict[str, bool] = {}
        """Of files that define an application: whether it keeps nothing of what it is sent."""
        self.judging: set[int] = set()
        """Of classes: those of which it is just being found out."""
        self.used: dict[int, tuple[Name, ...]] = {}
        """Of `try` statements: the names that their `finally` uses."""
        self.holds_data: dict[int, bool] = {}
        """Of classes of the product: whether they only hold values together."""
        self.rolls_back: dict[int, bool] = {}
        """Of classes of the tests: whether one takes back what was written when it is closed."""
        self.sending: dict[int, bool] = {}
        """Of classes outside of the tests' own code: whether any method of their objects reaches out."""
        self.setting: dict[int, frozenset[str]] = {}
        """The attributes that methods which are not followed give their objects."""
        self.computing: dict[int, bool] = {}
        """Of methods of the product's clients: whether they only put values together."""
        self.steps: dict[str, bool | None] = {}
        """Of functions that made something: whether they register it with a builder, as `remembers` tells."""
        self.builders: dict[str, Builder] = {}
        self.blocks: dict[str, bool] = {}
        """Of files of tests: whether some ask for a database that is blocked for the others."""
        self.replaced: dict[str, str | None] = {}
        """Of files of tests: what they replace of an HTTP library as they are loaded."""

    def without_constants(self) -> Memory:
        """The same, but constants are worked out anew."""
        memory = Memory()
        memory.literals, memory.barren, memory.rolls_back = self.literals, self.barren, self.rolls_back
        memory.idle, memory.used, memory.holds_data = self.idle, self.used, self.holds_data
        memory.computing, memory.setting = self.computing, self.setting
        memory.steps, memory.builders, memory.blocks = self.steps, self.builders, self.blocks
        memory.replaced = self.replaced
        return memory


class Exhausted(Exception):  # noqa: N818 - it ends a timeline that is too long, and is told to nobody
    """The bound on the work for one timeline was reached; what is known so far stands."""


def _is_empty(value: Object) -> bool:
    return (isinstance(value, Mapping) and not value.entries) or (isinstance(value, Sequence) and not value.items)


def _alike(one: Instance, others: Iterable[Object | None]) -> Iterator[Instance]:
    return (each for each in others if isinstance(each, Instance) and each.cls.ref == one.cls.ref)


def _told(instance: Instance) -> int:
    """How much an object holds: `Answer(204)`, where the other one is `Answer(200, response.json())`."""
    return sum(
        not _is_empty(value) and not (isinstance(value, Literal) and value.value is None)
        for value in instance.attributes.values()
    )


def result_of(frame: Frame) -> Object:
    """What a call answers: of several possible answers the one that says most."""
    known = [value for value in frame.pending if informative(value)]
    if type(frame.result) is Unknown:
        known = [value for value in known if not _is_empty(value)]  # `return {}`, where the other answer is a file's.
    if known and isinstance(known[0], Instance):
        return max((known[0], *_alike(known[0], (*known[1:], frame.result))), key=_told)
    for value in known:
        if not (isinstance(value, Derived) and is_untold(value.effect)):
            return value
    if known and (frame.result is None or not informative(frame.result)):
        return known[0]
    if frame.result is not None:
        return frame.result
    return frame.pending[0] if frame.pending else Literal(None)
