"""The timeline of a test: what happens, in order, from the first fixture's setup to the last teardown."""

from __future__ import annotations

from msgspec import Struct

from smelltest.link.values import Derived, Items, Joined, Literal, Pairs, Site, Unknown, Value, answers, atoms


class Stage(Struct, frozen=True):
    """Whose code an event stands in.

    `kind`: `test`, `fixture`, `setup` (of unittest or pytest's xunit style) or `module` (code run on import).
    `scope`: `function`, `class`, `module`, `package` or `session`. `name`: the qualified name of the function.
    `teardown`: after the fixture's `yield`, in a teardown method, a finalizer or another registered cleanup.
    """

    kind: str
    scope: str
    name: str
    path: str
    teardown: bool = False
    autouse: bool = False


class Guard(Struct, frozen=True, gc=False):
    """What must hold for an event to happen.

    `always`: it happens however the test ends. `conditional`: only in one branch. `environment`: that condition is
    a matter of the environment. `repeated`: in a loop. `handler`: in an `except`. `tried`: an error is swallowed.
    """

    always: bool = False
    conditional: bool = False
    environment: bool = False
    repeated: bool = False
    handler: bool = False
    tried: bool = False


class Turn(Struct, frozen=True, gc=False):
    """One turn of a loop: where its header stands, and which turn it is."""

    loop: Site
    number: int


class Cleanup(Struct, frozen=True, gc=False):
    """A stretch of events of which each is skipped when an earlier one fails.

    `first`: its first event; `end`: the one after its last; `loops`: how many loops it stands in. `since`: the event
    from which on it is sure to happen, where that was seen: the `try` begins there, or it was registered.
    """

    first: int
    end: int
    loops: int
    since: int | None = None


class Access(Struct, frozen=True):
    """How a write or a read reaches the system under test.

    `kind`: `http`, `sdk`, `orm`, `sql`, `factory`, `storage` or `file`. `client`: what it goes through, dotted.
    `confidence`: `certain`, `resolved` or `named`. `in_process`: the system runs in the test's own process.
    `born`: where the client is made, if that was seen. `idle`: the application behind it is the suite's own, and
    keeps nothing of what it is sent.
    """

    kind: str
    client: str
    confidence: str
    in_process: bool = False
    born: Site | None = None
    idle: bool = False


class Effect(Struct, frozen=True, eq=False):
    """Something asked of the system under test.

    `kind`: `create`, `change`, `delete` or `read`. `verb`: the HTTP method or the name of the method called.
    `segments`: the path of a URL, split at `/`; of an SDK call the receiver's records, then positional arguments.
    `host`: the part of a URL before the path. `resource`: the collection it concerns, as far as that is known.
    `arguments`: what an SDK call was given by position. `fields`, `query`, `headers`, `files`: what was sent with it.
    `credentials`: the headers, cookies and tokens of the client and of the request, which say on whose behalf it asks.
    `chain`: the calls that led to it, outermost first; the last is the call itself. `callers`: the functions in which
    these links stand, as `path::qualname`.
    `refused`: it stands where an error is expected (`pytest.raises`), or says so itself (`status=403`).
    `turns`: the turns of the loops in which it happens, outermost first.
    `apart`: what it makes stands in a collection of its own, whatever record its path names: `POST /carts/…/checkout`.
    """

    order: int
    kind: str
    verb: str
    access: Access
    stage: Stage
    guard: Guard
    chain: tuple[Site, ...]
    resource: str | None = None
    host: Value | None = None
    segments: tuple[Value, ...] = ()
    arguments: tuple[Value, ...] = ()
    fields: Pairs = Pairs(())
    query: Pairs = Pairs(())
    headers: Pairs = Pairs(())
    credentials: tuple[Value, ...] = ()
    files: Value | None = None
    callers: tuple[str, ...] = ()
    refused: bool = False
    turns: tuple[Turn, ...] = ()
    apart: bool = False

    @property
    def site(self) -> Site:
        """The outermost call in the test, fixture or setup."""
        return self.chain[0]

    @property
    def call(self) -> Site:
        """The call itself, in a helper perhaps."""
        return self.chain[-1]


class Check(Struct, frozen=True, eq=False):
    """Something asserted. `condition` is a `Comparison`, a `Predicate`, a `Negated` or the value itself."""

    order: int
    condition: Value
    stage: Stage
    guard: Guard
    chain: tuple[Site, ...]

    @property
    def site(self) -> Site:
        """Where it stands in the test, fixture or setup."""
        return self.chain[0]


class HandOver(Struct, frozen=True, eq=False):
    """State written where another test can read it, or read from there.

    `kind`: `global`, `class`, `fixture`. `owner`: the module, class or fixture; `name`: the variable or key.
    `how`: `assign`, `change` (in place) or `read`.
    """

    order: int
    kind: str
    owner: str
    name: str
    how: str
    value: Value
    stage: Stage
    guard: Guard
    chain: tuple[Site, ...]

    @property
    def site(self) -> Site:
        """Where it stands in the test, fixture or setup."""
        return self.chain[0]


class Other(Struct, frozen=True, eq=False):
    """A call that was not followed and can fail."""

    order: int
    name: str
    values: tuple[Value, ...]
    stage: Stage
    guard: Guard
    chain: tuple[Site, ...]

    @property
    def site(self) -> Site:
        """Where it stands in the test, fixture or setup."""
        return self.chain[0]


class Demand(Struct, frozen=True, eq=False):
    """An answer that must be a success, or else an error is raised: `response.raise_for_status()`.

    `refused`: just that error is expected.
    """

    order: int
    answer: Value
    stage: Stage
    guard: Guard
    chain: tuple[Site, ...]
    refused: bool = False

    @property
    def site(self) -> Site:
        """Where it stands in the test, fixture or setup."""
        return self.chain[0]


class Unbound(Struct, frozen=True, eq=False):
    """A name that a `finally` uses, and that is not there if what is to bind it in the `try` fails.

    `value`: what it is otherwise; `bound`: the statement that binds it.
    """

    order: int
    name: str
    value: Value
    bound: Site
    stage: Stage
    guard: Guard
    chain: tuple[Site, ...]

    @property
    def site(self) -> Site:
        """The use, wherever the code stands."""
        return self.chain[-1]


Event = Effect | Check | HandOver | Other | Demand | Unbound


class Isolation(Struct, frozen=True):
    """Why writes die with the test: what does it, and where that stands."""

    reason: str
    site: Site | None = None


class Environment(Struct, frozen=True):
    """What becomes of a test's writes. None: they last.

    `since`: the order of the first event inside the transaction of a class; what its setup wrote before lasts.
    `undone`: the orders of the effects that the test itself rolls back. `passing`: the server is one of the tests'
    own that several of them share, so that what they leave there goes when it is stopped. `seeded`: rows with ids of
    their own are loaded before the test, as Django's test cases do with their `fixtures`.
    """

    http: Isolation | None = None
    database: Isolation | None = None
    since: int = 0
    undone: frozenset[int] = frozenset()
    passing: bool = False
    seeded: bool = False


class Given(Struct, frozen=True, eq=False):
    """What a call of the suite's own code gave that led to a create.

    `create`: the order of that. `parts`: where in the value an answer stands, as it is written, and that answer.
    """

    site: Site
    create: int
    parts: tuple[tuple[str, Derived], ...]


class Timeline(Struct, frozen=True, eq=False):
    """All that happens in one run of a test, and what becomes of it.

    `rejected`: the orders of the effects whose failure is expected. `managed`: of those whose result was entered as a
    context manager, which takes it away. `shared`: the state between tests that was read, as (kind, owner, name).
    `whole`: whether it was followed to the end. `steps`: the steps of builders that made something, and whether each
    registers what it makes. `cleanups`: each `finally`, teardown, registered call, and what follows a
    `yield`, the inner ones first. `given`: what calls that led to a create gave.
    """

    events: tuple[Event, ...]
    environment: Environment
    rejected: frozenset[int] = frozenset()
    managed: frozenset[int] = frozenset()
    shared: frozenset[tuple[str, str, str]] = frozenset()
    whole: bool = True
    steps: frozenset[tuple[str, bool]] = frozenset()
    cleanups: tuple[Cleanup, ...] = ()
    given: tuple[Given, ...] = ()


def sources(value: Value) -> tuple[Effect, ...]:
    """The effects whose answers the value was made of, each once."""
    found: dict[int, Effect] = {}
    for answer in answers(value):
        found.setdefault(answer.effect.order, answer.effect)
    return tuple(found.values())


def is_untold(effect: Effect, depth: int = 6) -> bool:
    """Whether an effect reads a record of which nothing is known, not even whose it is."""
    if effect.kind != "read" or not depth:
        return False
    return any(
        (isinstance(segment, Unknown) and not segment.inside)
        or (isinstance(segment, Derived) and is_untold(segment.effect, depth - 1))
        for segment in effect.segments
    )


def literals(value: Value) -> tuple[Literal, ...]:
    """The literals that the value is made of."""
    return tuple(atom for atom in atoms(value) if isinstance(atom, Literal))


__all__ = [
    "Access", "Check", "Cleanup", "Demand", "Effect", "Environment", "Event", "Given", "Guard", "HandOver", "Isolation", "Items", "Joined", "Other",
    "Stage", "Timeline", "Turn", "Unbound", "is_untold", "literals", "sources",
]  # fmt: skip
