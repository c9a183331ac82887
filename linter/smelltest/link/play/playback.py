"""Plays a test from its first fixture to its last teardown, and so makes its timeline.

What comes before a test is a row of parts: class-wide setups, fixtures in pytest's order, the test's own setups. They
run one after the other, and their teardowns in reverse after the test. Tests with the same row share its beginning: it
is kept after it ran for the second time, and later tests go on from a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from functools import partial

from smelltest.link.knowledge.isolation import HTTP_FIXTURES
from smelltest.link.play import servers
from smelltest.link.play.annotated import annotated, of_plugin
from smelltest.link.play.beginnings import Beginnings, Pending
from smelltest.link.play.entering import answering
from smelltest.link.play.frames import Exhausted, Frame, result_of
from smelltest.link.play.interpreter import Interpreter
from smelltest.link.play.objects import (
    ClassObject,
    External,
    Generator,
    Instance,
    Mapping,
    Mock,
    ModuleObject,
    Object,
    Origin,
    Raises,
    Registry,
    Request,
)
from smelltest.link.play.objects import Closure as Function
from smelltest.link.play.outcome import rejected
from smelltest.link.play.surroundings import is_patched, surround
from smelltest.link.play.told import client_of
from smelltest.link.play.truth import mark_origin
from smelltest.link.program.collect import CaseSet, Item
from smelltest.link.program.fixtures import BUILTIN, Closure, Fixture
from smelltest.link.program.steps import remembers
from smelltest.link.program.walking import within
from smelltest.link.program.xunit import Xunit, XunitStep
from smelltest.link.timeline import Cleanup, Effect, Event, Stage, Timeline
from smelltest.link.values import LIVE, Literal, Made, Site, Unknown
from smelltest.read import facts

_MAX_CASES = 4
_FOR_TEARDOWN = 2_000
"""How much more work is allowed, after a test that was too long, for what takes away what it made."""

Part = Fixture | XunitStep


def play(it: Interpreter, item: Item, closure: Closure, xunit: Xunit, turn: int, beginnings: Beginnings) -> Timeline:
    """The timeline of one test; of a parametrized one, with the cases of the given turn."""
    return played(it, Player(it, item, closure, xunit, turn, beginnings))


def played(it: Interpreter, player: Player) -> Timeline:
    """The timeline that a player makes of its test."""
    whole = True
    try:
        player.play()
    except (Exhausted, RecursionError):
        whole = False
    events = tuple(it.events)
    return Timeline(
        events,
        it.environment(),
        rejected(events),
        frozenset(it.managed),
        frozenset(it.shared),
        whole,
        frozenset(_steps(it, events)),
        tuple(it.cleanups),
        tuple(it.given),
    )


def provided(it: Interpreter, item: Item, closure: Closure, name: str) -> Object | None:
    """What a test that asks for a fixture gets from it; None where it does not come to that."""
    player = Player(it, item, closure, Xunit(), 0, Beginnings())
    with suppress(Exhausted, RecursionError):
        player.play()
    return next((value for fixture, value in player.values.items() if fixture.name == name), None)


def _steps(it: Interpreter, events: tuple[Event, ...]) -> Iterator[tuple[str, bool]]:
    """The steps of builders that made something, and whether each registers what it makes."""
    known = it.memory.steps
    for event in events:
        for caller in event.callers if isinstance(event, Effect) and event.kind == "create" else ():
            if caller not in known:
                known[caller] = remembers(it.program, caller, it.memory.builders)
            verdict = known[caller]
            if verdict is not None:
                yield caller, verdict


def turns(it: Interpreter, item: Item, closure: Closure) -> int:
    """How often a test is to be played, so that each of its cases is seen, up to a bound."""
    most = 1 if item.run is None else max(1, len(item.run.scenario.rows))
    for cases in item.cases:
        rows = _rows(it, cases)
        most = max(most, len(rows) if rows is not None else 1)
    for fixture in closure.order:
        if fixture.params is not None:
            rows = _params(it, fixture) or []
            # Of the values of a fixture, payloads and addresses are looked at one by one; others stand for each other.
            most = max(most, len(rows) if any(map(_is_data, rows)) else 1)
    return min(most, _MAX_CASES)


def _is_data(value: Object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, Literal) and "@" in str(value.value))


def _params(it: Interpreter, fixture: Fixture) -> list[Object] | None:
    with it.elsewhere(Stage("module", "cases", "", fixture.path)):
        return it.elements(it.evaluate(fixture.params, Frame(fixture.path, "", {}))) if fixture.params else None


def _rows(it: Interpreter, cases: CaseSet) -> list[Object] | None:
    with it.elsewhere(Stage("module", "cases", "", cases.path)):
        return it.elements(it.evaluate(cases.rows, Frame(cases.path, "", {})))


class Player:
    """Plays one test: the parts before it, its cases, and what takes away what they made."""

    def __init__(
        self, it: Interpreter, item: Item, closure: Closure, xunit: Xunit, turn: int, beginnings: Beginnings
    ) -> None:
        self.it = it
        self.item = item
        self.closure = closure
        self.xunit = xunit
        self.turn = turn
        self.beginnings = beginnings
        self.values: dict[Fixture, Object] = {}
        self.direct: dict[str, Object] = {}
        self.indirect: dict[str, Object] = {}
        self.cls = ClassObject(item.classes[0]) if item.classes else None
        self.instance = Instance(self.cls) if self.cls is not None else None
        self.patched = is_patched(it, item)
        self.pending: list[Pending] = []
        self.surroundings = (True, True)
        self.cut_short = False
        self.parts: tuple[Part, ...] = (
            *(step for step in xunit.setup if step.scope != "function"),
            *closure.order,
            *(step for step in xunit.setup if step.scope == "function"),
        )
        self.common = _leading(self.parts, {"session", "package"})
        wide = _leading(self.parts, {"session", "package", "module", "class"})
        # Cases and registered cleanups differ from test to test, and so does what a decorator puts in place.
        repeats = not item.cases and not self.patched and not any(fixture.params for fixture in closure.order)
        self.kept_after = {self.common, wide, len(self.parts)} - {0} if repeats else set()
        it.fixtures = self._asked

    def play(self) -> None:
        """Play it, from what other tests have played of its beginning."""
        surround(self.it, self.item, self.closure)
        self.surroundings = (self.it.http is None, self.it.database is None)
        self._cases()
        self._run(self._resume(), 0)
        for step in self.xunit.teardown:
            if step.scope != "function":
                self._step(step)
        self.it.unwind(self.it.class_registry)
        servers.of_plugin(self.it, self.item, self.closure)
        if self.cut_short:
            raise Exhausted

    def _resume(self) -> int:
        """Go on from the longest beginning that is kept; the answer is the part to go on with."""
        for count in sorted(self.kept_after, reverse=True):
            state = self.beginnings.find(self._key(count))
            if state is not None:
                state.restore(self)
                return count
        return 0

    def _key(self, count: int) -> object:
        parts = tuple(map(id, self.parts[:count]))
        if count <= self.common:
            return self.surroundings, parts
        cls = id(self.item.classes[0].node) if self.item.classes else None
        return self.surroundings, parts, self.item.path, cls

    def _cases(self) -> None:
        it = self.it
        for cases in self.item.cases:
            rows = _rows(it, cases)
            row = rows[self.turn % len(rows)] if rows else None
            if row is None:
                values: list[Object] = [Unknown("case", name) for name in cases.names]
            elif len(cases.names) == 1:
                values = [row]
            else:
                values = (it.elements(row) or []) + [Unknown("case")] * len(cases.names)
            for name, value in zip(cases.names, values, strict=False):
                (self.direct if name in cases.direct else self.indirect)[name] = value

    # The row of parts, and back

    def _run(self, index: int, base: int) -> None:
        """Run the parts from `index` on, the test, and the teardowns of what stands above `base`."""
        while index < len(self.parts):
            part = self.parts[index]
            index += 1
            if isinstance(part, XunitStep):
                self._step(part)
            elif not self._begin(part, index):
                break
            if index in self.kept_after:
                self.beginnings.keep(self._key(index), self)
        else:
            try:
                self._test()
            except Exhausted:
                self.cut_short = True
                self.it.limit += _FOR_TEARDOWN
        while len(self.pending) > base:
            self._finish(self.pending.pop())

    def _begin(self, fixture: Fixture, following: int) -> bool:
        """Set a fixture up. False if all that follows has already run inside of it."""
        it, function = self.it, fixture.function
        scope = "function" if fixture.scope == "class" and not self.item.classes else fixture.scope
        stage = Stage("fixture", scope, function.qualname, fixture.path, False, fixture.autouse)
        registry = Registry()
        with it.elsewhere(stage):
            frame = self._fixture_frame(fixture, registry)
            if not function.yields:
                it.block(function.body, frame)
                self._provide(fixture, scope, result_of(frame))
                self.pending.append(Pending(stage, frame, (), registry))
                return True
            return self._begin_yielding(fixture, scope, stage, frame, registry, following)

    def _fixture_frame(self, fixture: Fixture, registry: Registry) -> Frame:
        it, function = self.it, fixture.function
        request = Request(registry, self._param(fixture), self.cls)
        receiver = self.instance if fixture.owner is not None else None
        frame = it.frame_of(Function(fixture.path, function, (), fixture.owner), [], {}, receiver)
        for parameter in function.parameters:
            if parameter.kind != "*" and parameter.name not in {"self", "cls"}:
                given = self._value(fixture, parameter.name, request)
                if given is not None:
                    frame.env[parameter.name] = annotated(it, fixture.path, parameter, given)
        return frame

    def _begin_yielding(
        self, fixture: Fixture, scope: str, stage: Stage, frame: Frame, registry: Registry, following: int
    ) -> bool:
        """Run a fixture up to its `yield`, and leave the rest for later if nothing but the `yield` itself holds it."""
        it, body = self.it, fixture.function.body
        rest: tuple[facts.AnyStatement, ...] = ()
        while True:
            index = _yield_in(body)
            if index is None:
                whole = (*body, *rest)
                return self._around(fixture, scope, stage, frame, registry, following, partial(it.block, whole, frame))
            it.block(body[:index], frame)
            statement, rest = body[index], (*body[index + 1 :], *rest)
            if not isinstance(statement, facts.With):
                break
            context = statement.contexts[0]
            manager = it.evaluate(context.manager, frame)
            enter = _Entering(it, frame, statement)
            if isinstance(manager, (Generator, Registry, Raises, Instance)):
                run = partial(_entered, it, manager, enter, frame, context.manager, rest)
                return self._around(fixture, scope, stage, frame, registry, following, run)
            enter.bind(answering(it, manager, frame, context.manager))
            rest = (*servers.leaving(manager, context.manager), *rest)
            body = statement.body
        value = it.evaluate(_yielded(statement), frame)
        self._provide(fixture, scope, value)
        self.pending.append(Pending(stage, frame, rest, registry))
        return True

    def _around(
        self, fixture: Fixture, scope: str, stage: Stage, frame: Frame, registry: Registry, following: int,
        run: Callable[[], object],
    ) -> bool:  # fmt: skip
        """Run a fixture, and at its `yield`, inside of whatever holds that, all that follows."""
        it = self.it
        done = False
        left = sum(isinstance(part, facts.Yield) for part in within(fixture.function.body))
        tidied_from = len(it.events)

        def at_yield(value: Object) -> None:
            nonlocal done, tidied_from, left
            left -= 1
            if done or (left and it.guard.conditional and isinstance(value, Literal) and value.value is None):
                return
            done = True
            self._provide(fixture, scope, value)
            before = (it.chain, it.callers)
            self.kept_after = set()
            self._run(following, len(self.pending))
            it.stage, it.guard = it.torn_down(stage), it.always()
            it.chain, it.callers = before
            tidied_from = len(it.events)

        frame.on_yield = at_yield
        run()
        it.cleanups.append(Cleanup(tidied_from, len(it.events), 0))
        if not done:
            at_yield(Unknown("fixture", fixture.name))
        it.stage = it.torn_down(stage)
        it.unwind(registry)
        return False

    def _finish(self, pending: Pending) -> None:
        it = self.it
        if not pending.rest and not pending.registry.calls:
            return  # Most fixtures only give something.
        with it.elsewhere(it.torn_down(pending.stage)):
            it.guard = it.always()
            with it.tidying():
                it.block(pending.rest, pending.frame)
            it.unwind(pending.registry)

    def _provide(self, fixture: Fixture, scope: str, value: Object) -> None:
        self.values[fixture] = value
        if scope != "function":
            mark_origin(value, Origin("fixture", f"{fixture.path}::{fixture.function.qualname}", fixture.name))

    def _param(self, fixture: Fixture) -> Object | None:
        if fixture.name in self.indirect:
            return self.indirect[fixture.name]
        if fixture.params is None:
            return None
        elements = _params(self.it, fixture)
        return elements[self.turn % len(elements)] if elements else Unknown("param")

    def _value(self, requester: Fixture | None, name: str, request: Request) -> Object | None:
        """What a parameter of a fixture, or of the test itself, is."""
        if requester is None and name in self.direct:
            return self.direct[name]
        if name == "request":
            return request
        found = self.closure.resolve(requester, name)
        if found is not None and found in self.values:
            return self.values[found]
        if name in self.direct:
            return self.direct[name]
        if name in _TEMPORARY:
            return Made("temporary", True, name, Site(self.item.path, self.item.function.at))
        if name == "monkeypatch" or name.endswith("mocker"):
            return External("mocker" if name.endswith("mocker") else name)
        if name in BUILTIN:
            return Unknown("builtin", name)
        if name not in self.closure.missing:
            return None
        if name in HTTP_FIXTURES or (self.patched and requester is None):
            return Mock()
        if name == "live_server":
            return Unknown(LIVE, name)
        known = of_plugin(name) or client_of(self.it, name, in_process=name in _IN_PROCESS)
        return known or Unknown("fixture", name)

    def _asked(self, name: str) -> Object:
        return self._value(None, name, Request(Registry(), None, self.cls)) or Unknown("fixture", name)

    # The test itself

    def _test(self) -> None:
        it, item = self.it, self.item
        self._body()
        for step in self.xunit.teardown:
            if step.scope == "function":
                self._step(step)
        with it.elsewhere(Stage("test", "function", item.name, item.path, True)):
            it.unwind(it.registry)

    def _body(self) -> None:
        """The test between its setups and its teardowns."""
        self._function()

    def _function(self) -> None:
        """The test's own function."""
        it, item = self.it, self.item
        function = item.function
        with it.elsewhere(Stage("test", "function", item.name, item.path)):
            owner = item.classes[0] if item.classes else None
            for ref in item.classes:
                if ref.path == item.origin and function.qualname.startswith(ref.node.qualname + "."):
                    owner = ref
            frame = it.frame_of(Function(item.origin, function, (), owner), [], {}, self.instance)
            request = Request(it.registry, None, self.cls)
            for parameter in function.parameters:
                if parameter.kind != "*" and parameter.name not in {"self", "cls"}:
                    given = self._value(None, parameter.name, request)
                    if given is not None:
                        frame.env[parameter.name] = annotated(it, item.origin, parameter, given)
            it.block(function.body, frame)

    def _step(self, step: XunitStep) -> None:
        it = self.it
        down = step.phase == "teardown"
        with it.elsewhere(Stage("setup", step.scope, step.function.qualname, step.path, down)):
            if down:
                it.guard = it.always()
            receiver: Object | None = None
            if step.owner is not None:
                receiver = self.cls if step.scope == "class" else self.instance
            given: list[Object] = [ModuleObject(step.path)] if receiver is None and step.scope == "module" else []
            frame = it.frame_of(Function(step.path, step.function, (), step.owner), given, {}, receiver)
            with it.tidying() if down else nullcontext():
                it.block(step.function.body, frame)


class _Entering:
    """The inside of a `with` statement."""

    def __init__(self, it: Interpreter, frame: Frame, statement: facts.With) -> None:
        self._it = it
        self._frame = frame
        self._statement = statement

    def bind(self, value: Object) -> None:
        target = self._statement.contexts[0].target
        if target is not None:
            self._it.bind(target, value, self._frame, self._statement)

    def __call__(self, value: Object) -> None:
        self.bind(value)
        self._it.block(self._statement.body, self._frame)


def _entered(
    it: Interpreter, manager: Object, enter: _Entering, frame: Frame, node: facts.AnyExpression,
    rest: tuple[facts.AnyStatement, ...],
) -> None:  # fmt: skip
    """Run what stands inside a context manager, and what follows it."""
    it.enter(manager, enter, frame, node)
    it.block(rest, frame)


def _leading(parts: tuple[Part, ...], scopes: set[str]) -> int:
    """How many parts at the beginning of a row live for more than a test."""
    return next((index for index, part in enumerate(parts) if part.scope not in scopes), len(parts))


def _yield_in(body: tuple[facts.AnyStatement, ...]) -> int | None:
    """Which statement of a body is its first `yield`, or a plain `with` around it; None if it stands elsewhere."""
    for index, statement in enumerate(body):
        if isinstance(statement, (facts.Evaluate, facts.Assign)) and isinstance(statement.value, facts.Yield):
            return None if statement.value.delegated else index
        if isinstance(statement, facts.With) and len(statement.contexts) == 1 and _yield_in(statement.body) is not None:
            return index
        if isinstance(statement, (facts.With, facts.Try, facts.If, facts.For, facts.While)) and _yields_somewhere(
            statement
        ):
            return None
    return None


def _yields_somewhere(statement: facts.AnyStatement) -> bool:
    for block in (getattr(statement, name, ()) for name in ("body", "otherwise", "final")):
        for inner in block:
            if isinstance(inner, (facts.Evaluate, facts.Assign)) and isinstance(inner.value, facts.Yield):
                return True
            if isinstance(inner, (facts.With, facts.Try, facts.If, facts.For, facts.While)) and _yields_somewhere(
                inner
            ):
                return True
    return False


def _yielded(statement: facts.AnyStatement) -> facts.AnyExpression:
    assert isinstance(statement, (facts.Evaluate, facts.Assign))
    assert isinstance(statement.value, facts.Yield)
    return statement.value.value or facts.Constant(statement.at, None)


_TEMPORARY = frozenset({"tmp_path", "tmpdir", "tmp_path_factory", "tmpdir_factory"})
_IN_PROCESS = frozenset(
    {"client", "admin_client", "async_client", "async_admin_client", "test_client", "aiohttp_client"}
)
"""Fixtures of plugins for frameworks, whose clients call the application in the test's own process."""
