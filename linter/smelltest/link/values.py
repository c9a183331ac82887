"""What is known of a value when a test runs: the words in which a timeline speaks.

Values are frozen. What could not be followed is `Unknown`, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from smelltest.read.facts import Place

if TYPE_CHECKING:
    from smelltest.link.timeline import Effect


class Site(Struct, frozen=True, gc=False):
    """A place in a file of the suite. `path` is relative to the suite's root, with `/`."""

    path: str
    at: Place


class Literal(Struct, frozen=True, gc=False):
    """A value that is written out in the source, and where."""

    value: str | int | float | bool | None
    site: Site | None = None


class Made(Struct, frozen=True, gc=False):
    """A value that the run makes.

    `kind`: `uuid`, `random`, `faker`, `clock`, `counter`, `count` (of what is there), `identity` (`id(obj)`) or
    `temporary` (a name made for a temporary file). `scope`: how long one value lives: `function`, `class`, `module`,
    `session`, or `default` for a default argument and `cases` for a parametrize list.
    `unique`: two runs at once never get the same. `number` tells apart the values that one place makes in turn.
    """

    kind: str
    unique: bool
    how: str
    site: Site
    scope: str = "function"
    number: int = 0


class Joined(Struct, frozen=True):
    """Text put together of parts: an f-string, `+`, `%`, `format`, `join`."""

    parts: tuple[Value, ...]
    site: Site | None = None


class Step(Struct, frozen=True):
    """One step from the answer of an effect to a part of it.

    `kind`: `item` (key: the index or key, None if unknown), `attribute`, `call` (of the attribute before),
    `slice`, `each` (a loop over it; with a key that part of each element), `pick` (one element by position: key is
    the position, `random`, or `largest` and `smallest`), `part` (of an answer of several), `count`, `sorted`, or
    `filter` (key: the part of the elements that was compared, if that is known; `by`: with what).
    """

    kind: str
    key: str | int | None = None
    site: Site | None = None
    by: tuple[Value, ...] = ()


class Derived(Struct, frozen=True):
    """The answer of an effect, or a part of it: its id, a field, an element, a count."""

    effect: Effect
    steps: tuple[Step, ...] = ()


class Configured(Struct, frozen=True):
    """A value of the environment or of a settings file, with the default that the code gives."""

    name: str
    default: Value | None = None


class Computed(Struct, frozen=True):
    """Arithmetic over values of which one at least is not literal."""

    operator: str
    operands: tuple[Value, ...]
    site: Site | None = None


class Pairs(Struct, frozen=True):
    """A dict as it was when it was used. `open`: there may be more entries."""

    entries: tuple[tuple[str, Value], ...]
    open: bool = False

    def get(self, key: str) -> Value | None:
        """The value of a key, the first if there are several."""
        for name, value in self.entries:
            if name == key:
                return value
        return None


class Items(Struct, frozen=True):
    """A list, tuple or set as it was when it was used. `open`: there may be more elements."""

    values: tuple[Value, ...]
    open: bool = False


class Comparison(Struct, frozen=True):
    """`left operator right`; `site` is the comparison, or the call of the assertion method."""

    left: Value
    operator: str
    right: Value
    site: Site


class Predicate(Struct, frozen=True):
    """A call that answers yes or no about values: `isinstance(x, dict)`, `all(…)`, `re.match(…)`."""

    name: str
    arguments: tuple[Value, ...]
    site: Site


class Negated(Struct, frozen=True):
    """What is true where another value is not."""

    value: Value


class Symbol(Struct, frozen=True, gc=False):
    """Something that another package provides, by its dotted name: `http.HTTPStatus.NOT_FOUND`, `str`."""

    dotted: str


LIVE = "live"
"""Why the address of a server is not known that runs in the test's own process."""


class Unknown(Struct, frozen=True, gc=False):
    """What could not be followed, and why. `inside` holds the values that went into it."""

    reason: str
    name: str | None = None
    inside: tuple[Value, ...] = ()


LEFT = Unknown("global", "what other tests left")
"""An element of a list that is empty as the suite begins, and that other tests may have filled by the time of this one."""
Value = (
    Literal | Made | Joined | Derived | Configured | Computed | Pairs | Items | Comparison | Predicate | Negated
    | Symbol | Unknown
)  # fmt: skip


def atoms(value: Value) -> Iterator[Value]:
    """The value and all that it is made of, outermost first; not through the effect of a `Derived`."""
    if type(value) not in _INSIDE:
        return iter((value,))
    found: list[Value] = []
    _gather(value, found)
    return iter(found)


def pieces(value: Value) -> Iterator[Value]:
    """The values that a text is put together of, in order; any other value is one piece."""
    if isinstance(value, Joined):
        for part in value.parts:
            yield from pieces(part)
    else:
        yield value


def answers(value: Value) -> Sequence[Derived]:
    """The answers among the atoms of a value. Most values are a literal or an empty payload, and have none."""
    if type(value) not in _INSIDE or (type(value) is Pairs and not value.entries):
        return ()
    return [atom for atom in atoms(value) if type(atom) is Derived]


def _gather(value: Value, found: list[Value]) -> None:
    found.append(value)
    for part in _INSIDE[type(value)](value):
        if type(part) in _INSIDE:
            _gather(part, found)
        else:
            found.append(part)


def _compared_with(value: Derived) -> tuple[Value, ...]:
    """What the steps of an answer compared its elements with; hardly any does."""
    found: tuple[Value, ...] = ()
    for step in value.steps:
        if step.by:
            found += step.by
    return found


_INSIDE: dict[type, Callable[[Any], Iterable[Value]]] = {
    Joined: lambda value: value.parts,
    Items: lambda value: value.values,
    Computed: lambda value: value.operands,
    Pairs: lambda value: [entry for _, entry in value.entries],
    Unknown: lambda value: value.inside,
    Comparison: lambda value: (value.left, value.right),
    Predicate: lambda value: value.arguments,
    Negated: lambda value: (value.value,),
    Derived: _compared_with,
    Configured: lambda value: () if value.default is None else (value.default,),
}


def text_of(value: Value | None) -> str | None:
    """The text that the value is for certain, or None."""
    kind = type(value)
    if kind is not Literal and kind is not Joined:
        return None
    if isinstance(value, Literal):
        return value.value if isinstance(value.value, str) else None
    if isinstance(value, Joined):
        texts = [_spelled(part) for part in value.parts]
        return None if None in texts else "".join(text for text in texts if text is not None)
    return None


def _spelled(value: Value) -> str | None:
    if isinstance(value, Literal) and not isinstance(value.value, bool) and value.value is not None:
        return str(value.value)
    return text_of(value)
