"""What exists while a timeline is being made: the objects that the interpreter works with, beside plain values.

They change as code runs; nothing of them outlives the making of one timeline. `freeze` gives the value that an object
has at a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from smelltest.link.program.names import ClassRef
from smelltest.link.timeline import Access, Effect, Guard, Stage
from smelltest.link.values import (
    Comparison,
    Computed,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Negated,
    Pairs,
    Predicate,
    Site,
    Step,
    Symbol,
    Unknown,
    Value,
)
from smelltest.read.facts import Function, Lambda


class Origin:
    """Where an object that several tests can reach is kept: `kind` as in `HandOver`."""

    __slots__ = ("kind", "name", "owner")

    def __init__(self, kind: str, owner: str, name: str) -> None:
        self.kind = kind
        self.owner = owner
        self.name = name


class Mapping:
    """A dict. `open`: it may have entries that were not seen. `missing`: what makes those that are asked for first.

    `named`: its entries are attributes, as a `SimpleNamespace` has them.
    """

    __slots__ = ("entries", "missing", "named", "open", "origin")

    def __init__(self, entries: dict[Any, Object] | None = None, open: bool = False) -> None:
        self.entries: dict[Any, Object] = {} if entries is None else entries
        self.open = open
        self.origin: Origin | None = None
        self.missing: Object | None = None
        self.named = False


class Sequence:
    """A list, tuple or set. `open`: it may have elements that were not seen.

    `made_of`: the answer whose elements its own are made of, one of each; `element` makes one of them.
    """

    __slots__ = ("element", "items", "kind", "made_of", "open", "origin")

    def __init__(self, items: list[Object] | None = None, kind: str = "list", open: bool = False) -> None:
        self.items: list[Object] = [] if items is None else items
        self.kind = kind
        self.open = open
        self.origin: Origin | None = None
        self.made_of: Derived | None = None
        self.element: Callable[[Object], Object] | None = None

    def at(self, step: Step) -> Object | None:
        """The element that a step into what it is made of leads to."""
        if self.made_of is None or self.element is None:
            return None
        return self.element(Derived(self.made_of.effect, (*self.made_of.steps, step)))


class Closure:
    """A function of the suite with the names around it."""

    __slots__ = ("cells", "function", "managed", "owner", "path")

    def __init__(
        self,
        path: str,
        function: Function | Lambda,
        cells: tuple[dict[str, Object], ...] = (),
        owner: ClassRef | None = None,
        managed: bool = False,
    ) -> None:
        self.path = path
        self.function = function
        self.cells = cells
        self.owner = owner
        self.managed = managed
        """Whether it is a generator that serves as a context manager."""


class ClassObject:
    """A class of the suite."""

    __slots__ = ("cells", "ref")

    def __init__(self, ref: ClassRef, cells: tuple[dict[str, Object], ...] = ()) -> None:
        self.ref = ref
        self.cells = cells


class Instance:
    """An object of a class of the suite."""

    __slots__ = ("access", "attributes", "cls", "external", "home", "origin", "record")

    def __init__(self, cls: ClassObject, home: str | None = None) -> None:
        self.cls = cls
        self.home = home
        """The file in which it is made."""
        self.record: Derived | None = None
        """What it was kept as in a database, if it was."""
        self.access: Access | None = None
        """Set if it is a client of a server that the product brings."""
        self.attributes: dict[str, Object] = {}
        self.external: Object | None = None
        """What it is besides, by a base class that is not the suite's own: a client, a thread, …"""
        self.origin: Origin | None = None


class Draft:
    """An object of a model that is no class of the suite; `record` is what it was kept as, if it was."""

    __slots__ = ("fields", "model", "record")

    def __init__(self, model: str, fields: Mapping) -> None:
        self.model = model
        self.fields = fields
        self.record: Derived | None = None


class Method:
    """A method taken but not called: `client.delete`, `self.finish`."""

    __slots__ = ("name", "receiver")

    def __init__(self, receiver: Object, name: str) -> None:
        self.receiver = receiver
        self.name = name


class Partial:
    """A call with some arguments already given."""

    __slots__ = ("arguments", "keywords", "target")

    def __init__(self, target: Object, arguments: list[Object], keywords: dict[str, Object]) -> None:
        self.target = target
        self.arguments = arguments
        self.keywords = keywords


class PartialMethod(Partial):
    """A method of a class with some arguments already given: `drop = partialmethod(call, "DELETE")`."""

    __slots__ = ()


class Super:
    """`super()` in a method of `owner`, on `instance`."""

    __slots__ = ("instance", "owner")

    def __init__(self, owner: ClassRef, instance: Object) -> None:
        self.owner = owner
        self.instance = instance


class ModuleObject:
    """A module of the suite."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


class External:
    """Something of another package: a module, a function, a class, or an object that a call of it gave.

    `dotted` spells the way there: `minio.Minio().put_object`. `access` is set where it is a client of a server or part
    of one, and `records` are the values that were given on the way (`gl.projects.get(project_id).issues`). `home` is
    the file that makes it, where it is an application or what leads to one. `given` are the fields of what is made only
    to be sent: `CreateUserRequest(email="…")`.
    """

    __slots__ = ("access", "arguments", "dotted", "given", "home", "records")

    def __init__(
        self,
        dotted: str,
        access: Access | None = None,
        records: tuple[Object, ...] = (),
        arguments: tuple[Object, ...] = (),
        home: str | None = None,
        given: Mapping | None = None,
    ) -> None:
        self.home = home
        self.given = given
        self.dotted = dotted
        self.access = access
        self.records = records
        self.arguments = arguments


class Client:
    """An HTTP client. `held`: the headers, cookies and credentials that it sends with every request.

    `noted`: what the suite has set on it for itself: `session.root = URL`.
    """

    __slots__ = ("access", "base", "held", "noted")

    def __init__(self, access: Access, base: Object | None = None, held: list[Object] | None = None) -> None:
        self.access = access
        self.base = base
        self.held: list[Object] = [] if held is None else held
        self.noted: dict[str, Object] = {}


class Mock:
    """A stand-in: whatever is asked of it stays in the process."""

    __slots__ = ()


class Closed(NamedTuple):
    """Where a registry is closed by a call that an earlier failure skips."""

    stage: Stage
    guard: Guard
    chain: tuple[Site, ...]
    callers: tuple[str, ...]


class Registry:
    """What runs registered calls later, last first: an `ExitStack`, a `request`, a test case's `addCleanup`.

    `held`: whether a `with` is sure to have them run. `closed`: the call that has them run while it does so. `given`:
    what the `with` gives, where it is not the registry: `with closing(world) as world`.
    """

    __slots__ = ("calls", "closed", "given", "held")

    def __init__(self) -> None:
        self.calls: list[Callable[[], None]] = []
        self.closed: Closed | None = None
        self.held = False
        self.given: Object | None = None


class Request:
    """pytest's `request`, in the fixture or test that asked for it."""

    __slots__ = ("cases", "registry", "test_class")

    def __init__(self, registry: Registry, cases: Object | None, test_class: Object | None) -> None:
        self.registry = registry
        self.cases = cases
        self.test_class = test_class


class Steps:
    """What executes steps by their text, on behalf of a step: `context.execute_steps("Given …")`."""

    __slots__ = ("execute",)

    def __init__(self, execute: Callable[[str, Site], None]) -> None:
        self.execute = execute


class Generator:
    """A call of a generator that serves as a context manager, not yet begun."""

    __slots__ = ("arguments", "closure", "keywords", "receiver")

    def __init__(
        self, closure: Closure, receiver: Object | None, arguments: list[Object], keywords: dict[str, Object]
    ) -> None:
        self.closure = closure
        self.receiver = receiver
        self.arguments = arguments
        self.keywords = keywords


class Suppressed:
    """`contextlib.suppress(…)`: an error inside is swallowed."""

    __slots__ = ()


class Raises:
    """`pytest.raises(…)` and its like: what stands inside is expected to fail."""

    __slots__ = ()


VALUES = (
    Literal, Made, Joined, Derived, Configured, Computed, Pairs, Items, Comparison, Predicate, Negated, Symbol, Unknown,
)  # fmt: skip

Object = (
    Value | Mapping | Sequence | Closure | ClassObject | Instance | Method | Partial | Super | ModuleObject
    | External | Client | Mock | Registry | Request | Steps | Generator | Raises | Suppressed | Draft
)  # fmt: skip

_VALUES = frozenset(VALUES)
_PARTS = _VALUES | {Mapping, Sequence, Instance}
_DEEP = Unknown("deep")
_DEPTH = 6


def answer_of(value: Object) -> Object:
    """What a list stands for that has one element for each of an answer's: `[Wallet(**one) for one in rows]`."""
    return value.made_of if isinstance(value, Sequence) and value.open and value.made_of is not None else value


def freeze(thing: Object, depth: int = _DEPTH) -> Value:
    """The value that an object has now."""
    # Nearly all that is asked for is a value already; what stands in a set of types is told soonest.
    if type(thing) in _VALUES:
        return thing  # type: ignore[return-value]
    if depth == 0:
        return _DEEP
    if isinstance(thing, Mapping):
        return Pairs(tuple([(str(key), freeze(value, depth - 1)) for key, value in thing.entries.items()]), thing.open)
    if isinstance(thing, Sequence):
        return Items(tuple([freeze(item, depth - 1) for item in thing.items]), thing.open)
    if isinstance(thing, (Draft, Instance)) and thing.record is not None:
        return thing.record
    if isinstance(thing, Draft):
        return freeze(thing.fields, depth - 1)
    if isinstance(thing, Instance):
        return Pairs(
            tuple((name, freeze(value, depth - 1)) for name, value in thing.attributes.items() if type(value) in _PARTS)
        )
    if isinstance(thing, External):
        return Symbol(thing.dotted) if thing.given is None else freeze(thing.given, depth)
    if isinstance(thing, ClassObject):
        return Symbol(thing.ref.node.name)
    if isinstance(thing, Closure):
        return Symbol(thing.function.name if isinstance(thing.function, Function) else "lambda")
    if isinstance(thing, Mock):
        return Symbol("unittest.mock.Mock")
    return Unknown(type(thing).__name__.lower(), thing.name if isinstance(thing, Method) else None)


def answers_in(thing: Object, effect: Effect, path: str = "", depth: int = 3) -> Iterator[tuple[str, Derived]]:
    """Where in an object the answer of an effect stands, as it is written, and what of the answer that is."""
    if isinstance(thing, (Draft, Instance)) and thing.record is not None:
        thing = thing.record
    if isinstance(thing, Derived):
        if thing.effect is effect:
            yield path, thing
    elif depth == 0:
        return
    elif isinstance(thing, Sequence) and len(thing.items) < 5:
        for index, item in enumerate(thing.items):
            yield from answers_in(item, effect, f"{path}[{index}]", depth - 1)
    elif isinstance(thing, Mapping):
        for key, value in thing.entries.items():
            if isinstance(key, str) and '"' not in key:
                yield from answers_in(value, effect, f'{path}["{key}"]', depth - 1)
    elif isinstance(thing, Instance):
        for name, value in thing.attributes.items():
            yield from answers_in(value, effect, f"{path}.{name}", depth - 1)
