"""Plays a test from its first fixture to its last teardown, and so makes its timeline."""

from __future__ import annotations

from smelltest.link.collect import CaseSet, Item
from smelltest.link.externals import patched
from smelltest.link.fixtures import BUILTIN, Closure, Fixture, Xunit, XunitStep
from smelltest.link.interpreter import Exhausted, Frame, Interpreter
from smelltest.link.knowledge.clients import named_client
from smelltest.link.knowledge.isolation import (
    DATABASE_FIXTURES,
    DATABASE_MARKS,
    HTTP_FIXTURES,
    HTTP_MARKS,
    PATCHES,
    database_base,
    mocks_http,
)
from smelltest.link.objects import (
    ClassObject,
    Client,
    External,
    Instance,
    Mock,
    Object,
    Origin,
    Registry,
    Request,
    freeze,
)
from smelltest.link.objects import Closure as Function
from smelltest.link.outcome import rejected
from smelltest.link.timeline import Access, Stage, Timeline
from smelltest.link.truth import mark_origin
from smelltest.link.values import Items, Made, Site, Unknown
from smelltest.read import facts

_MAX_CASES = 4

Cases = dict[str, Object]


def play(it: Interpreter, item: Item, closure: Closure, xunit: Xunit, turn: int) -> Timeline:
    """The timeline of one test; of a parametrized one, with the cases of the given turn."""
    player = _Player(it, item, closure, xunit, turn)
    whole = True
    try:
        player.play()
    except (Exhausted, RecursionError):
        whole = False
    events = tuple(it.events)
    return Timeline(
        events, it.environment(), rejected(events), frozenset(it.managed), frozenset(it.shared), whole
    )


def turns(it: Interpreter, item: Item) -> int:
    """How often a test is to be played, so that each of its cases is seen, up to a bound."""
    most = 1
    for cases in item.cases:
        rows = _rows(it, cases)
        most = max(most, len(rows) if rows is not None else 1)
    return min(most, _MAX_CASES)


def _rows(it: Interpreter, cases: CaseSet) -> list[Object] | None:
    with it.elsewhere(Stage("module", "cases", "", cases.path)):
        return it.elements(it.evaluate(cases.rows, Frame(cases.path, "", {})))


class _Player:
    def __init__(self, it: Interpreter, item: Item, closure: Closure, xunit: Xunit, turn: int) -> None:
        self.it = it
        self.item = item
        self.closure = closure
        self.xunit = xunit
        self.turn = turn
        self.values: dict[Fixture, Object] = {}
        self.direct: Cases = {}
        self.indirect: Cases = {}
        self.cls = ClassObject(item.classes[0]) if item.classes else None
        self.instance = Instance(self.cls) if self.cls is not None else None
        self.patching = False
        it.fixtures = self._asked

    def play(self) -> None:
        self._surroundings()
        self._cases()
        classwide = [step for step in self.xunit.setup if step.scope != "function"]
        for step in classwide:
            self._step(step)
        self._fixtures(0)
        for step in self.xunit.teardown:
            if step.scope != "function":
                self._step(step)
        self.it.unwind(self.it.class_registry)

    # What surrounds the test

    def _surroundings(self) -> None:
        it, item = self.it, self.item
        isolation = it.settings.isolation
        for mark in item.marks:
            if mark.name in DATABASE_MARKS or mark.name in isolation.markers:
                it.database = it.database or _because(f"pytest.mark.{mark.name}", mark.path, mark.at)
            if mark.name in HTTP_MARKS or mark.name in isolation.markers:
                it.http = it.http or _because(f"pytest.mark.{mark.name}", mark.path, mark.at)
        if item.classes:
            ref = item.classes[0]
            for base in it.program.bases(ref.path, ref.node):
                if database_base(base) or base.rsplit(".", 1)[-1] in isolation.base_classes or base in isolation.base_classes:
                    it.database = it.database or _because(f"the base class {base}", ref.path, ref.node.at)
        own = {ref.node.name for ref in item.classes}
        if own & set(isolation.base_classes):
            it.isolate_database("a base class that the settings name")
            it.isolate_http("a base class that the settings name")
        for name in (*self.closure.missing, *(f.name for f in self.closure.order)):
            if name in isolation.fixtures:
                it.isolate_database(f"the fixture {name}")
                it.isolate_http(f"the fixture {name}")
        for name in self.closure.missing:
            if name in HTTP_FIXTURES:
                it.isolate_http(f"the fixture {name}")
            if name in DATABASE_FIXTURES:
                it.isolate_database(f"the fixture {name}")
        for decorator in item.decorators:
            dotted = it.program.dotted(decorator.path, decorator.expression) or ""
            if dotted in PATCHES:
                self.patching = True
            if mocks_http(dotted):
                it.http = it.http or _because(dotted, decorator.path, decorator.expression.at)
            elif dotted in PATCHES and isinstance(decorator.expression, facts.Call):
                frame = Frame(decorator.path, "", {})
                with it.elsewhere(Stage("module", "module", "", decorator.path)):
                    arguments, _ = it.arguments(decorator.expression, frame)
                    patched(it, dotted, arguments, frame, decorator.expression)

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
            for name, value in zip(cases.names, values):
                (self.direct if name in cases.direct else self.indirect)[name] = value

    # Fixtures, each around the next

    def _fixtures(self, index: int) -> None:
        if index == len(self.closure.order):
            self._body()
            return
        it, fixture = self.it, self.closure.order[index]
        function = fixture.function
        scope = "function" if fixture.scope == "class" and not self.item.classes else fixture.scope
        stage = Stage("fixture", scope, function.qualname, fixture.path, False, fixture.autouse)
        registry = Registry()
        with it.elsewhere(stage):
            closure = Function(fixture.path, function, (), fixture.owner)
            request = Request(registry, self._param(fixture), self.cls)
            receiver = self.instance if fixture.owner is not None else None
            frame = it.frame_of(closure, [], {}, receiver)
            for parameter in function.parameters:
                if parameter.kind != "*" and parameter.name not in {"self", "cls"}:
                    given = self._value(fixture, parameter.name, request)
                    if given is not None:
                        frame.env[parameter.name] = given
            around = False

            def at_yield(value: Object) -> None:
                nonlocal around
                if around:
                    return
                around = True
                self._provide(fixture, scope, value)
                before = (it.stage, it.guard, it.chain, it.callers)
                self._fixtures(index + 1)
                it.stage, it.guard, it.chain, it.callers = it.torn_down(stage), it.always(), before[2], before[3]

            if function.yields:
                frame.on_yield = at_yield
            it.block(function.body, frame)
            if not around:
                if function.yields:
                    self._provide(fixture, scope, Unknown("fixture", fixture.name))
                else:
                    from smelltest.link.interpreter import result_of

                    self._provide(fixture, scope, result_of(frame))
                it.stage = stage
                self._fixtures(index + 1)
            it.stage = it.torn_down(stage)
            it.unwind(registry)

    def _provide(self, fixture: Fixture, scope: str, value: Object) -> None:
        self.values[fixture] = value
        if scope != "function":
            mark_origin(value, Origin("fixture", f"{fixture.path}::{fixture.function.qualname}", fixture.name))

    def _param(self, fixture: Fixture) -> Object | None:
        if fixture.name in self.indirect:
            return self.indirect[fixture.name]
        if fixture.params is None:
            return None
        it = self.it
        with it.elsewhere(Stage("module", "cases", "", fixture.path)):
            elements = it.elements(it.evaluate(fixture.params, Frame(fixture.path, "", {})))
        return elements[self.turn % len(elements)] if elements else Unknown("param")

    def _value(self, requester: Fixture | None, name: str, request: Request) -> Object | None:
        if requester is None and name in self.direct:
            return self.direct[name]
        if name == "request":
            return request
        found = self.closure.resolve(requester, name)
        if found is not None and found in self.values:
            return self.values[found]
        if name in self.direct:
            return self.direct[name]
        if name in {"tmp_path", "tmpdir", "tmp_path_factory", "tmpdir_factory"}:
            return Made("temporary", True, name, Site(self.item.path, self.item.function.at))
        if name in {"monkeypatch", "mocker", "session_mocker", "module_mocker", "class_mocker"}:
            return External("mocker" if "mocker" in name else name)
        if name in BUILTIN:
            return Unknown("builtin", name)
        if name in HTTP_FIXTURES or (self.patching and requester is None and name in self.closure.missing):
            return Mock()
        if name in self.closure.missing:
            if named_client(name):
                local = name in {"client", "admin_client", "async_client", "async_admin_client", "test_client", "aiohttp_client"}
                return Client(Access("http", name, "named", in_process=local))
            return Unknown("fixture", name)
        return None

    def _asked(self, name: str) -> Object:
        return self._value(None, name, Request(Registry(), None, self.cls)) or Unknown("fixture", name)

    # The test and its own setup

    def _body(self) -> None:
        it, item = self.it, self.item
        for step in self.xunit.setup:
            if step.scope == "function":
                self._step(step)
        function = item.function
        with it.elsewhere(Stage("test", "function", item.name, item.path)):
            owner = item.classes[0] if item.classes else None
            for ref in item.classes:
                if ref.path == item.origin and function.qualname.startswith(ref.node.qualname + "."):
                    owner = ref
            closure = Function(item.origin, function, (), owner)
            frame = it.frame_of(closure, [], {}, self.instance)
            request = Request(it.registry, None, self.cls)
            for parameter in function.parameters:
                if parameter.kind != "*" and parameter.name not in {"self", "cls"}:
                    given = self._value(None, parameter.name, request)
                    if given is not None:
                        frame.env[parameter.name] = given
            it.block(function.body, frame)
        for step in self.xunit.teardown:
            if step.scope == "function":
                self._step(step)
        with it.elsewhere(Stage("test", "function", item.name, item.path, True)):
            it.unwind(it.registry)

    def _step(self, step: XunitStep) -> None:
        it = self.it
        down = step.phase == "teardown"
        stage = Stage("setup", step.scope, step.function.qualname, step.path, down)
        with it.elsewhere(stage):
            if down:
                it.guard = it.always()
            closure = Function(step.path, step.function, (), step.owner)
            receiver: Object | None = None
            if step.owner is not None and step.kind not in {"setup_module", "teardown_module"}:
                receiver = self.cls if step.scope == "class" else self.instance
            given: list[Object] = []
            frame = it.frame_of(closure, given, {}, receiver)
            it.block(step.function.body, frame)


def _because(reason: str, path: str, at: facts.Place):  # type: ignore[no-untyped-def]
    from smelltest.link.timeline import Isolation

    return Isolation(reason, Site(path, at))


__all__ = ["Items", "freeze", "play", "turns"]
