"""Follows the code of a test as it would run, over facts instead of a machine.

What is written out stays known: literals, dicts, lists, objects of the suite's own classes, the answers of requests. A
call of the suite's own code is followed; a call of another package's is looked up in `knowledge`; the rest is unknown.
Branches whose condition is unknown are followed one after the other and marked conditional; a loop over known elements
is followed for each, any other once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from smelltest.link.knowledge.isolation import of_unit_tests, receives
from smelltest.link.play import access, entering, expressions, following, instances, naming, statements
from smelltest.link.play.frames import Frame, Memory
from smelltest.link.play.objects import Object, Origin, Registry, answers_in, freeze
from smelltest.link.play.servers import is_told_of
from smelltest.link.play.told import told
from smelltest.link.program.program import Program
from smelltest.link.timeline import (
    Access,
    Check,
    Cleanup,
    Demand,
    Effect,
    Environment,
    Event,
    Given,
    Guard,
    HandOver,
    Isolation,
    Other,
    Stage,
    Turn,
    Unbound,
)
from smelltest.link.values import Configured, Made, Site, Unknown, Value, atoms
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.reach import Log
    from smelltest.settings.tables import Settings

_MAX_WORK = 8_000
_A_FEW = 12


class Interpreter:
    """Makes the events of one timeline."""

    remembers = False
    """Whether a helper is making what it lacks, to keep it for whoever asks next."""
    dropped: facts.AnyExpression | None = None
    """The last expression whose value nobody takes: a generator made by it is never begun."""
    caching = 0
    """In how many calls it is whose answer is kept: `@lru_cache`."""

    def __init__(self, program: Program, settings: Settings, memory: Memory) -> None:
        self.program = program
        self.settings = settings
        self.memory = memory
        self.told = told(self)
        self.events: list[Event] = []
        self.managed: set[int] = set()
        self.undone: set[int] = set()
        self.committed = 0
        """The order of the first event since the last commit."""
        self.cleanups: list[Cleanup] = []
        self.given: list[Given] = []
        self.shared: set[tuple[str, str, str]] = set()
        self.assigned: set[tuple[str, str, str]] = set()
        """What of the state between tests this one has set itself, so that it reads nobody else's."""
        self.changing = False
        """Whether what is evaluated is about to be changed in place, not read."""
        self.http: Isolation | None = None
        self.database: Isolation | None = None
        self.stood_in: set[str] = set()
        """Names of other packages in whose place something was put."""
        self.passing = False
        self.seeded = False
        """Whether the server is stopped after its tests, and goes with all that it has."""
        self.transaction = 0
        """The event at which the transaction of a class begins."""
        self.stage = Stage("module", "module", "", "")
        self.guard = Guard()
        self.turns: tuple[Turn, ...] = ()
        self.chain: tuple[Site, ...] = ()
        self.callers: tuple[str, ...] = ()
        self.active: list[object] = []
        self.refusing = 0
        self.globals: dict[tuple[str, str], Object] = {}
        self.statics: dict[tuple[str, str], dict[str, Object]] = {}
        self.registry = Registry()
        self.class_registry = Registry()
        self.fixtures: Callable[[str], Object] | None = None
        self.log: Log | None = None
        """Takes note of how far the test was followed, if that is asked."""
        self.files_replaced = False
        """Whether `open` is patched, or the working folder was made for the test: no file of the suite's is written."""
        self.numbered = 0
        """How many values the run has made so far."""
        self.work = 0
        self.limit = _MAX_WORK
        self.raised = False
        """Whether an error is raised whatever is unknown."""
        self.reached = False
        """Whether a client was asked for something that its arguments were not known well enough to tell."""
        self.depth = 0

    # Following code: each part stands in a room of its own

    arguments = expressions.arguments
    binary = expressions.binary
    evaluate = expressions.evaluate
    to_change = expressions.to_change

    assertion = statements.assertion
    block = statements.block
    run = statements.run

    attribute = access.attribute
    bind = access.bind
    each = access.each
    elements = access.elements
    inherited = access.inherited
    merge = access.merge
    set_attribute = access.set_attribute
    set_item = access.set_item
    step = access.step
    subscript = access.subscript
    touched = access.touched

    begin = entering.begin
    call = following.call
    call_closure = following.call_closure
    call_method = following.call_method
    enter = entering.enter
    frame_of = following.frame_of
    generate = entering.generate
    instantiate = instances.instantiate
    unwind = entering.unwind

    class_attribute = naming.class_attribute
    defined = naming.defined
    imported = naming.imported
    method = naming.method
    module_attribute = naming.module_attribute
    module_value = naming.module_value
    name = naming.name

    def probe(self) -> Interpreter:
        """An interpreter of the same suite that starts from nothing."""
        return Interpreter(self.program, self.settings, self.memory)

    def commit(self) -> None:
        """What was written to a database so far stays."""
        self.committed = len(self.events)

    def roll_back(self) -> None:
        """What was written to a database since the last commit is gone."""
        since = self.events[self.committed :]
        self.undone.update(e.order for e in since if isinstance(e, Effect) and e.access.kind in {"orm", "sql"})

    # Events

    def environment(self) -> Environment:
        """What holds for an effect that happens now: what isolates it, and what is undone anyway."""
        http = None if self.http is not None and receives(self.http.reason) and is_told_of(self.events) else self.http
        return Environment(http, self.database, self.transaction, frozenset(self.undone), self.passing, self.seeded)

    def _chain(self, frame: Frame, node: facts.Expression | facts.Statement) -> tuple[Site, ...]:
        return (*self.chain, Site(frame.path, node.at))

    def emit_check(self, condition: Value, frame: Frame, node: facts.Expression | facts.Statement) -> None:
        """Record something asserted; a conjunction is several."""
        self.events.append(Check(len(self.events), condition, self.stage, self.guard, self._chain(frame, node)))

    def emit_other(
        self, name: str, values: list[Object], frame: Frame, node: facts.Expression | facts.Statement
    ) -> None:
        """Record a call that was not followed."""
        frozen = tuple(freeze(value, 3) for value in values)
        self.events.append(Other(len(self.events), name, frozen, self.stage, self.guard, self._chain(frame, node)))

    def emit_hand_over(
        self, origin: Origin, name: str, how: str, value: Object, frame: Frame, node: facts.Expression | facts.Statement
    ) -> None:
        """Record that what tests share is written or read."""
        if how == "assign":
            self.assigned.add((origin.kind, origin.owner, name))
            if self.remembers or name in frame.remembered:
                return
        self.events.append(
            HandOver(
                len(self.events), origin.kind, origin.owner, name, how, freeze(value, 3), self.stage, self.guard,
                self._chain(frame, node),
            )
        )  # fmt: skip

    def emit_effect(
        self, kind: str, verb: str, access: Access, frame: Frame, node: facts.Expression, **details: Any
    ) -> Effect:
        """Record what reaches a system, and give it."""
        if access.confidence == "certain" and (self.chain or self.stage.kind != "test"):
            access = Access(access.kind, access.client, "resolved", access.in_process, access.born, access.idle)
        if of_unit_tests(self.stage.path) and _is_guessed(access, frame) and not _is_configured(details):
            access = Access(access.kind, access.client, "named", access.in_process, access.born, access.idle)
        effect = Effect(
            len(self.events), kind, verb, access, self.stage, self.guard, self._chain(frame, node),
            callers=(*self.callers, f"{frame.path}::{frame.name}"),
            refused=details.pop("refused", False) or self.refusing > 0,
            turns=self.turns,
            **details,
        )  # fmt: skip
        if kind == "create" and self.guard.conditional and (first := self._tried_before(effect)) is not None:
            return first
        self.events.append(effect)
        return effect

    def _tried_before(self, again: Effect) -> Effect | None:
        """The create that a helper sends once more if it was not let in: `if answer.status_code == 401: …`."""
        for event in reversed(self.events[-_A_FEW:] if len(again.chain) > 1 else ()):
            if (
                type(event) is Effect
                and event.kind == "create"
                and event.site == again.site
                and (event.call == again.call or event.chain[:-1] == again.chain[:-1])
                and event.turns == again.turns
                and event.guard != again.guard
                and (event.verb, event.segments, event.fields) == (again.verb, again.segments, again.fields)
            ):
                return event
        return None

    def emit_demand(self, answer: Value, frame: Frame, node: facts.Expression) -> None:
        """Record that an answer must be a success."""
        self.events.append(
            Demand(len(self.events), answer, self.stage, self.guard, self._chain(frame, node), self.refusing > 0)
        )

    def emit_unbound(self, value: Value, bound: facts.Statement, frame: Frame, use: facts.Name) -> None:
        """Record that a `finally` uses what its own `try` binds."""
        site = Site(frame.path, bound.at)
        self.events.append(
            Unbound(len(self.events), use.name, value, site, self.stage, self.guard, self._chain(frame, use))
        )

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """What is set inside is kept for whoever asks next, and the same whoever asks first."""
        before, self.remembers = self.remembers, True
        try:
            yield
        finally:
            self.remembers = before

    @contextmanager
    def tidying(self, since: int | None = None) -> Iterator[None]:
        """What happens inside is one cleanup: where a step of it fails, the next ones are skipped.

        `since`: the order of the first event whose failure does not keep it from happening, if that is known.
        """
        start = len(self.events)
        try:
            yield
        finally:
            if len(self.events) > start:
                self.cleanups.append(Cleanup(start, len(self.events), len(self.turns), since))

    def note_given(self, node: facts.AnyExpression, frame: Frame, happened: int, value: Object) -> None:
        """Take note of what a call gave, if it led to a create."""
        for event in self.events[happened:]:
            if type(event) is Effect and event.kind == "create":
                parts = tuple(answers_in(value, event))
                self.given.append(Given(Site(frame.path, node.at), event.order, parts))

    def isolate_http(self, reason: str, frame: Frame | None = None, node: facts.Expression | None = None) -> None:
        """From here on no request leaves the process."""
        if self.http is None:
            self.http = Isolation(reason, Site(frame.path, node.at) if frame and node else None)

    def isolate_database(self, reason: str, frame: Frame | None = None, node: facts.Expression | None = None) -> None:
        """From here on nothing that is written to the database lasts."""
        if self.database is None:
            self.database = Isolation(reason, Site(frame.path, node.at) if frame and node else None)

    def made(self, kind: str, unique: bool, how: str, site: Site) -> Made:
        """A value that the run makes now."""
        self.numbered += 1
        return Made(kind, unique, how, site, self.lifetime(), self.numbered)

    def lifetime(self) -> str:
        """How long a value that is made now lives."""
        if self.caching:
            return "module"
        return self.stage.scope if self.stage.kind in {"fixture", "setup", "module"} else "function"

    def torn_down(self, stage: Stage) -> Stage:
        """The same stage, after its `yield` or in its cleanups."""
        return Stage(stage.kind, stage.scope, stage.name, stage.path, True, stage.autouse)

    def always(self) -> Guard:
        """The guard of what happens however the test ends."""
        return Guard(always=True)

    def fixture(self, name: str) -> Object:
        """The value of a fixture that is asked for by name."""
        return self.fixtures(name) if self.fixtures is not None else Unknown("fixture", name)

    def guarded(
        self,
        *,
        always: bool = False,
        conditional: bool = False,
        environment: bool = False,
        repeated: bool = False,
        handler: bool = False,
        tried: bool = False,
    ) -> _Guarded:
        """Mark what happens inside."""
        before = self.guard
        return _Guarded(
            self,
            _guard(
                before.always or always,
                before.conditional or conditional,
                before.environment or environment,
                before.repeated or repeated,
                before.handler or handler,
                before.tried or tried,
            ),
        )

    def elsewhere(self, stage: Stage) -> _Elsewhere:
        """What happens inside belongs to another stage, and was led to by no call of this one."""
        return _Elsewhere(self, stage)


class _Guarded:
    """Puts a guard in force for a while."""

    __slots__ = ("_before", "_guard", "_interpreter")

    def __init__(self, interpreter: Interpreter, guard: Guard) -> None:
        self._interpreter = interpreter
        self._guard = guard
        self._before = interpreter.guard

    def __enter__(self) -> None:
        self._interpreter.guard = self._guard

    def __exit__(self, *error: object) -> None:
        it, before = self._interpreter, self._before
        if it.stage.teardown and not before.always:
            # The test ran inside, at a `yield`: what follows is the fixture's teardown, and happens however that ended.
            before = _guard(True, before.conditional, before.environment, before.repeated, before.handler, before.tried)
        it.guard = before


class _Elsewhere:
    """Puts a stage in force for a while, with nothing that led to it."""

    __slots__ = ("_before", "_interpreter", "_stage")

    def __init__(self, interpreter: Interpreter, stage: Stage) -> None:
        self._interpreter = interpreter
        self._stage = stage
        self._before = (
            interpreter.stage, interpreter.guard, interpreter.chain, interpreter.callers, interpreter.refusing,
            interpreter.turns,
        )  # fmt: skip

    def __enter__(self) -> None:
        it = self._interpreter
        it.stage, it.guard, it.chain, it.callers, it.refusing = self._stage, _UNGUARDED, (), (), 0
        it.turns = ()

    def __exit__(self, *error: object) -> None:
        it = self._interpreter
        it.stage, it.guard, it.chain, it.callers, it.refusing, it.turns = self._before


def _is_guessed(access: Access, frame: Frame) -> bool:
    """Whether it is a guess that something is left: by a name, by the product's own code, of which a part may be replaced,
    or by an application of the process itself, with which unit tests begin anew.
    """
    return access.kind == "sdk" or (access.kind == "http" and (access.in_process or not is_test_code(frame.path)))


def _is_configured(details: Mapping[str, Any]) -> bool:
    """Whether the environment says where a request goes, or to whom: `os.environ["SHOP_URL"]`. Then there is a server."""
    told = (details.get("host"), details.get("credentials"), *details.get("segments", ()))
    return any(isinstance(atom, Configured) for value in told if value is not None for atom in atoms(value))


_UNGUARDED = Guard()
_guard = lru_cache(maxsize=None)(Guard)
