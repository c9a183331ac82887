"""Follows the code of a test as it would run, over facts instead of a machine.

What is written out stays known: literals, dicts, lists, objects of the suite's own classes, the answers of requests. A
call of the suite's own code is followed; a call of another package's is looked up in `knowledge`; the rest is unknown.
Branches whose condition is unknown are followed one after the other and marked conditional; a loop over known elements
is followed for each, any other once.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from smelltest.link import calls, externals
from smelltest.link.knowledge.clients import named_client
from smelltest.link.names import ClassRef, Definition, Program
from smelltest.link.objects import (
    VALUES,
    ClassObject,
    Client,
    Closure,
    External,
    Generator,
    Instance,
    Mapping,
    Method,
    Mock,
    ModuleObject,
    Object,
    Origin,
    Partial,
    Raises,
    Registry,
    Request,
    Sequence,
    Super,
    freeze,
)
from smelltest.link.timeline import (
    Access,
    Check,
    Effect,
    Environment,
    Event,
    Guard,
    HandOver,
    Isolation,
    Other,
    Stage,
)
from smelltest.link.truth import compared_part, from_environment, informative, is_open, mark_origin, operands_of, truth
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
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.settings import Settings

_RETURN, _BREAK, _CONTINUE = 1, 2, 3
_BUILTINS = frozenset(dir(builtins))
_MAX_DEPTH = 14
_MAX_UNROLL = 12
_MAX_WORK = 8_000
_MAX_PROBE = 300
_BARREN_WORK = 40

_CONSTANT = (Literal, External, Closure, ClassObject, ModuleObject, Made, Joined, Configured)

UNKNOWN = Unknown("unknown")
_NONE = Literal(None)
_TRUE = Literal(True)
_FALSE = Literal(False)


class Frame:
    """One call of a function: its names, and what its `yield` does."""

    __slots__ = (
        "cells", "env", "global_names", "name", "on_yield", "outer_names", "owner", "path", "pending", "receiver",
        "result", "yielded",
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
        self.yielded: list[Object] | None = None
        self.result: Object | None = None
        self.pending: list[Object] = []
        self.global_names: frozenset[str] = frozenset()
        self.outer_names: frozenset[str] = frozenset()


class Memory:
    """What stays the same from one timeline of a suite to the next: constants, and the members of classes."""

    def __init__(self) -> None:
        self.constants: dict[tuple[str, str], Object] = {}
        self.literals: dict[int, Literal] = {}
        """Literals by the identity of their node, which the program keeps alive."""
        self.barren: dict[int, bool] = {}
        """Of functions outside of the tests' own code: whether to follow them costs much and leads to nothing."""


class Exhausted(Exception):
    """The bound on the work for one timeline was reached; what is known so far stands."""


class Interpreter:
    """Makes the events of one timeline."""

    def __init__(self, program: Program, settings: Settings, memory: Memory) -> None:
        self.program = program
        self.settings = settings
        self.memory = memory
        self.events: list[Event] = []
        self.managed: set[int] = set()
        self.shared: set[tuple[str, str, str]] = set()
        self.http: Isolation | None = None
        self.database: Isolation | None = None
        self.stage = Stage("module", "module", "", "")
        self.guard = Guard()
        self.chain: tuple[Site, ...] = ()
        self.callers: tuple[str, ...] = ()
        self.active: list[object] = []
        self.refusing = 0
        self.globals: dict[tuple[str, str], Object] = {}
        self.statics: dict[tuple[str, str], dict[str, Object]] = {}
        self.registry = Registry()
        self.class_registry = Registry()
        self.fixtures: Callable[[str], Object] | None = None
        self.files_replaced = False
        """Whether `open` is patched, so that no file is written."""
        self.work = 0
        self.limit = _MAX_WORK
        self.reached = False
        """Whether a client was asked for something that its arguments were not known well enough to tell."""
        self.depth = 0

    # Events

    def environment(self) -> Environment:
        return Environment(self.http, self.database)

    def _chain(self, frame: Frame, node: facts.Expression | facts.Statement) -> tuple[Site, ...]:
        return (*self.chain, Site(frame.path, node.at))

    def emit_check(self, condition: Value, frame: Frame, node: facts.Expression | facts.Statement) -> None:
        """Record something asserted; a conjunction is several."""
        self.events.append(
            Check(len(self.events), condition, self.stage, self.guard, self._chain(frame, node))
        )

    def emit_other(
        self, name: str, values: list[Object], frame: Frame, node: facts.Expression | facts.Statement
    ) -> None:
        frozen = tuple(freeze(value, 3) for value in values)
        self.events.append(Other(len(self.events), name, frozen, self.stage, self.guard, self._chain(frame, node)))

    def emit_hand_over(
        self, origin: Origin, name: str, how: str, value: Object, frame: Frame, node: facts.Expression | facts.Statement
    ) -> None:
        self.events.append(
            HandOver(
                len(self.events), origin.kind, origin.owner, name, how, freeze(value, 3), self.stage, self.guard,
                self._chain(frame, node),
            )
        )  # fmt: skip

    def emit_effect(
        self,
        kind: str,
        verb: str,
        access: Access,
        frame: Frame,
        node: facts.Expression,
        **details: Any,
    ) -> Effect:
        if access.confidence == "certain" and (self.chain or self.stage.kind != "test"):
            access = Access(access.kind, access.client, "resolved", access.in_process, access.born)
        effect = Effect(
            len(self.events), kind, verb, access, self.stage, self.guard, self._chain(frame, node),
            callers=(*self.callers, f"{frame.path}::{frame.name}"),
            refused=details.pop("refused", False) or self.refusing > 0,
            **details,
        )  # fmt: skip
        self.events.append(effect)
        return effect

    def isolate_http(self, reason: str, frame: Frame | None = None, node: facts.Expression | None = None) -> None:
        if self.http is None:
            self.http = Isolation(reason, Site(frame.path, node.at) if frame and node else None)

    def isolate_database(self, reason: str, frame: Frame | None = None, node: facts.Expression | None = None) -> None:
        if self.database is None:
            self.database = Isolation(reason, Site(frame.path, node.at) if frame and node else None)

    def lifetime(self) -> str:
        """How long a value that is made now lives."""
        if self.stage.kind in {"fixture", "setup", "module"}:
            return self.stage.scope
        return "function"

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

    # Statements

    def block(self, body: tuple[facts.AnyStatement, ...], frame: Frame) -> int:
        """Follow statements; the answer says whether and how the block was left early."""
        self.work += len(body)
        if self.work > self.limit:
            raise Exhausted
        for statement in body:
            signal = _STATEMENTS[type(statement)](self, statement, frame)
            if signal:
                return signal
        return 0

    def _evaluate_statement(self, node: facts.Evaluate, frame: Frame) -> int:
        if self.evaluate(node.value, frame) == externals.STOPPED:
            frame.result = UNKNOWN
            return _RETURN
        return 0

    def _assign(self, node: facts.Assign, frame: Frame) -> int:
        value = self.evaluate(node.value, frame)
        for target in node.targets:
            self.bind(target, value, frame, node)
        return 0

    def _augment(self, node: facts.Augment, frame: Frame) -> int:
        target = node.target
        current = self.evaluate(target, frame)
        value = self.evaluate(node.value, frame)
        if isinstance(current, Sequence) and node.operator == "+":
            items = self.elements(value)
            if items is None:
                current.open = True
            else:
                current.items.extend(items)
            self.touched(current, "+=", value, frame, node)
            return 0
        if isinstance(current, Mapping) and node.operator == "|":
            self.merge(current, value)
            self.touched(current, "|=", value, frame, node)
            return 0
        self.bind(target, self.binary(current, node.operator, value, frame, node), frame, node)
        return 0

    def _declare(self, node: facts.Declare, frame: Frame) -> int:
        return 0

    def _return(self, node: facts.Return, frame: Frame) -> int:
        frame.result = _NONE if node.value is None else self.evaluate(node.value, frame)
        return _RETURN

    def _assert(self, node: facts.Assert, frame: Frame) -> int:
        self.assertion(node.test, frame, node)
        return 0

    def assertion(self, test: facts.AnyExpression, frame: Frame, node: facts.Expression | facts.Statement) -> None:
        if type(test) is facts.Logical and test.operator == "and":
            for operand in test.operands:
                self.assertion(operand, frame, node)
            return
        condition = self.evaluate(test, frame)
        if truth(condition) is False and isinstance(condition, Literal):
            return
        self.emit_check(freeze(condition), frame, node)

    def _raise(self, node: facts.Raise, frame: Frame) -> int:
        if node.error is not None:
            self.evaluate(node.error, frame)
        frame.result = UNKNOWN
        return _RETURN

    def _if(self, node: facts.If, frame: Frame) -> int:
        condition = self.evaluate(node.test, frame)
        known = truth(condition)
        if known is not None:
            return self.block(node.body if known else node.otherwise, frame)
        environment = from_environment(condition)
        before = dict(frame.env)
        with self.guarded(conditional=True, environment=environment):
            first = self.block(node.body, frame)
            if first == _RETURN:
                if not isinstance(node.body[-1], facts.Raise):
                    frame.pending.append(frame.result or _NONE)
                frame.env.clear()
                frame.env.update(before)
            changed = {} if first else {k: v for k, v in frame.env.items() if before.get(k) is not v}
            second = self.block(node.otherwise, frame)
            if second == _RETURN and not first:
                frame.pending.append(frame.result or _NONE)
                second = 0
        for name, value in changed.items():
            if informative(value):
                frame.env[name] = value
        if first == _RETURN and second == _RETURN:
            return _RETURN
        return first if first and first == second else 0

    def _for(self, node: facts.For, frame: Frame) -> int:
        iterable = self.evaluate(node.iterable, frame)
        items = self.elements(iterable)
        if items is not None and len(items) <= _MAX_UNROLL and not is_open(iterable):
            for item in list(items):
                self.bind(node.target, item, frame, node)
                with self.guarded(repeated=True):
                    signal = self.block(node.body, frame)
                if signal == _BREAK:
                    return 0
                if signal == _RETURN:
                    return signal
            return self.block(node.otherwise, frame)
        self.bind(node.target, self.each(iterable, frame, node), frame, node)
        with self.guarded(repeated=True, conditional=from_environment(iterable)):
            signal = self.block(node.body, frame)
        if signal == _RETURN:
            frame.pending.append(frame.result or _NONE)
        return 0

    def _while(self, node: facts.While, frame: Frame) -> int:
        for turn in range(_MAX_UNROLL):
            condition = self.evaluate(node.test, frame)
            known = truth(condition)
            if known is False:
                return 0
            with self.guarded(repeated=True):
                signal = self.block(node.body, frame)
            if signal == _RETURN:
                if known:
                    return signal
                frame.pending.append(frame.result or _NONE)
                return 0
            if signal == _BREAK or known is None or isinstance(node.test, facts.Constant):
                return 0
            if turn and not isinstance(condition, (Sequence, Mapping, Comparison, Literal)):
                return 0
        return 0

    def _try(self, node: facts.Try, frame: Frame) -> int:
        signal = 0
        swallowed = bool(node.handlers) and not any(
            isinstance(statement, facts.Raise) for handler in node.handlers for statement in handler.body
        )
        try:
            with self.guarded(tried=swallowed):
                signal = self.block(node.body, frame)
                if not signal:
                    signal = self.block(node.otherwise, frame)
            result = frame.result
            for handler in node.handlers:
                before = dict(frame.env)
                if handler.name:
                    frame.env[handler.name] = Unknown("error", handler.name)
                with self.guarded(conditional=True, handler=True):
                    left = self.block(handler.body, frame)
                if left == _RETURN and not signal and not (handler.body and isinstance(handler.body[-1], facts.Raise)):
                    frame.pending.append(frame.result or _NONE)
                for name, value in before.items():
                    if informative(value):
                        frame.env[name] = value
            frame.result = result
        finally:
            if node.final:
                result = frame.result
                with self.guarded(always=True):
                    final = self.block(node.final, frame)
                if final:
                    signal = final
                else:
                    frame.result = result
        return signal

    def _with(self, node: facts.With, frame: Frame) -> int:
        return self._contexts(node, 0, frame)

    def _contexts(self, node: facts.With, index: int, frame: Frame) -> int:
        if index == len(node.contexts):
            return self.block(node.body, frame)
        context = node.contexts[index]
        manager = self.evaluate(context.manager, frame)
        signal = 0

        def enter(value: Object) -> None:
            nonlocal signal
            if context.target is not None:
                self.bind(context.target, value, frame, node)
            signal = self._contexts(node, index + 1, frame)

        self.enter(manager, enter, frame, context.manager)
        return signal

    def enter(
        self, manager: Object, body: Callable[[Object], None], frame: Frame, node: facts.AnyExpression
    ) -> None:
        """Run `body` inside a context manager: what it does on entering before, what on leaving after."""
        if isinstance(manager, Generator):
            self.generate(manager, body, node, frame)
            return
        if isinstance(manager, Raises):
            self.refusing += 1
            try:
                body(Unknown("error"))
            finally:
                self.refusing -= 1
            return
        if isinstance(manager, Registry):
            try:
                body(manager)
            finally:
                self.unwind(manager)
            return
        if isinstance(manager, Instance):
            entering = self.method(manager, "__enter__") or self.method(manager, "__aenter__")
            if entering is not None:
                value = self.call(entering, [], {}, node, frame)
                leaving = self.method(manager, "__exit__") or self.method(manager, "__aexit__")
                try:
                    body(value)
                finally:
                    if leaving is not None:
                        with self.guarded(always=True):
                            self.call(leaving, [_NONE, _NONE, _NONE], {}, node, frame)
                return
            body(manager)
            return
        if isinstance(manager, Derived) and manager.effect.kind == "create" and manager.effect.access.kind != "http":
            self.managed.add(manager.effect.order)
        if isinstance(manager, Unknown):
            body(Unknown("context", manager.name, manager.inside))
            return
        body(manager)

    def unwind(self, registry: Registry) -> None:
        """Run what was registered, last first, whatever happened."""
        with self.guarded(always=True):
            while registry.calls:
                registry.calls.pop()()

    def _match(self, node: facts.Match, frame: Frame) -> int:
        subject = self.evaluate(node.subject, frame)
        with self.guarded(conditional=True):
            for case in node.cases:
                for name in case.names:
                    frame.env[name] = Unknown("match", name, (freeze(subject, 2),))
                if self.block(case.body, frame) == _RETURN:
                    frame.pending.append(frame.result or _NONE)
        return 0

    def _jump(self, node: facts.Jump, frame: Frame) -> int:
        return _BREAK if node.kind == "break" else _CONTINUE

    def _remove(self, node: facts.Remove, frame: Frame) -> int:
        for target in node.targets:
            if isinstance(target, facts.Name):
                frame.env.pop(target.name, None)
            elif isinstance(target, facts.Subscript):
                owner = self.evaluate(target.value, frame)
                key = self.evaluate(target.index, frame)
                if isinstance(owner, Mapping) and isinstance(key, Literal):
                    owner.entries.pop(key.value, None)
                self.touched(owner, "del", key, frame, node)
            else:
                self.evaluate(target, frame)
        return 0

    def _outer(self, node: facts.Outer, frame: Frame) -> int:
        if node.kind == "global":
            frame.global_names |= frozenset(node.names)
        else:
            frame.outer_names |= frozenset(node.names)
        return 0

    def _import(self, node: facts.Import, frame: Frame) -> int:
        if node.bound != "*":
            frame.env[node.bound] = self.imported(frame.path, node)
        return 0

    def _function(self, node: facts.Function, frame: Frame) -> int:
        frame.env[node.name] = Closure(frame.path, node, (frame.env, *frame.cells), frame.owner, self._manages(node))
        return 0

    def _class(self, node: facts.Class, frame: Frame) -> int:
        frame.env[node.name] = ClassObject(self.program.ref(frame.path, node), (frame.env, *frame.cells))
        return 0

    # Names

    def _manages(self, function: facts.Function) -> bool:
        if not function.yields:
            return False
        for decorator in function.decorators:
            target = decorator.function if isinstance(decorator, facts.Call) else decorator
            name = target.name if isinstance(target, (facts.Name, facts.Attribute)) else ""
            if "contextmanager" in name:
                return True
        return False

    def imported(self, path: str, node: facts.Import) -> Object:
        """What an import binds."""
        definition = self.program.imported(path, node)
        return UNKNOWN if definition is None else self.defined(definition, node.name or node.bound)

    def name(self, name: str, frame: Frame) -> Object | None:
        """What a name stands for, or None."""
        env = frame.env
        if name in env and name not in frame.global_names:
            return env[name]
        for cell in frame.cells:
            if name in cell:
                return cell[name]
        found = self.module_attribute(frame.path, name)
        if found is not None:
            return found
        return External(name) if name in _BUILTINS else None

    def module_attribute(self, path: str, name: str) -> Object | None:
        """What a name of a module stands for, following its imports."""
        key = (path, name)
        found = self.globals.get(key)
        if found is not None:
            if key not in self.memory.constants:
                self.shared.add(("global", path, name))
            return found
        found = self.memory.constants.get(key)
        if found is not None:
            return found
        definition = self.program.attribute(Definition("module", path), name)
        if definition is None:
            return None
        found = self.defined(definition, name)
        if isinstance(found, Literal) and found.value is None:
            found = self._placed(definition, name) or found
        if isinstance(found, _CONSTANT):
            self.memory.constants[key] = found
        else:
            self.shared.add(("global", definition.path, name))
        self.globals[key] = found
        return found

    def defined(self, definition: Definition, name: str) -> Object:
        """The object that a module-level definition makes; `name` is what it goes by where it was asked for."""
        node = definition.node
        if isinstance(node, facts.Function):
            return Closure(definition.path, node, (), self._class_around(definition), self._manages(node))
        if isinstance(node, facts.Class):
            return ClassObject(self.program.ref(definition.path, node))
        if definition.kind == "module":
            return ModuleObject(definition.path)
        if definition.kind == "external":
            return External(definition.path)
        if node is None:
            return UNKNOWN
        name = definition.name or name
        key = (definition.path, name)
        known = self.globals.get(key)
        if known is not None:
            return known
        if key in self.active:
            return UNKNOWN
        value = self.module_value(definition.path, node, name, key)
        self.globals[key] = value
        return value

    def _placed(self, definition: Definition, name: str) -> Object | None:
        """What a function puts in the place of a global `name = None`: `global client; client = Minio(…)`."""
        names = self.program.names(definition.path)
        for function in names.functions.values() if names is not None else ():
            declared = any(isinstance(s, facts.Outer) and s.kind == "global" and name in s.names for s in function.body)
            for statement in function.body if declared else ():
                if not isinstance(statement, facts.Assign):
                    continue
                if any(isinstance(target, facts.Name) and target.name == name for target in statement.targets):
                    happened = len(self.events)
                    with self.elsewhere(Stage("module", "module", "", definition.path)):
                        value = self.evaluate(statement.value, Frame(definition.path, "", {}))
                    del self.events[happened:]  # That it happens is not known, only what it would be.
                    return value if isinstance(value, (External, Client, Instance)) else UNKNOWN
        return None

    def _class_around(self, definition: Definition) -> ClassRef | None:
        """The class in whose body a function stands that was reached as `Class.method`."""
        assert isinstance(definition.node, facts.Function)
        outer = definition.node.qualname.rpartition(".")[0]
        names = self.program.names(definition.path)
        node = names.classes.get(outer) if names is not None and outer else None
        return None if node is None else self.program.ref(definition.path, node)

    def module_value(self, path: str, node: facts.Statement, name: str, key: object) -> Object:
        """Run one statement of a module and take what it binds to the name."""
        frame = Frame(path, "", {})
        with self.elsewhere(Stage("module", "module", "", path)):
            self.active.append(key)
            try:
                _STATEMENTS[type(node)](self, node, frame)
            finally:
                self.active.pop()
        value = frame.env.get(name, UNKNOWN)
        mark_origin(value, Origin("global", path, name))
        return value

    def elsewhere(self, stage: Stage) -> _Elsewhere:
        """What happens inside belongs to another stage, and was led to by no call of this one."""
        return _Elsewhere(self, stage)

    # Binding

    def bind(self, target: facts.AnyExpression, value: Object, frame: Frame, node: facts.Statement) -> None:
        kind = type(target)
        if kind is facts.Name:
            name = cast(facts.Name, target).name
            if name in frame.global_names:
                self.globals[(frame.path, name)] = value
                self.memory.constants.pop((frame.path, name), None)
                self.emit_hand_over(Origin("global", frame.path, name), name, "assign", value, frame, node)
            elif name in frame.outer_names:
                for cell in frame.cells:
                    if name in cell:
                        cell[name] = value
                        break
            else:
                frame.env[name] = value
        elif kind is facts.Attribute:
            attribute = cast(facts.Attribute, target)
            self.set_attribute(self.evaluate(attribute.value, frame), attribute.name, value, frame, node)
        elif kind is facts.Subscript:
            subscript = cast(facts.Subscript, target)
            owner = self.evaluate(subscript.value, frame)
            key = self.evaluate(subscript.index, frame)
            self.set_item(owner, key, value, frame, node)
        elif kind is facts.Display:
            self._unpack(cast(facts.Display, target), value, frame, node)
        elif kind is facts.Starred:
            self.bind(cast(facts.Starred, target).value, value, frame, node)

    def _unpack(self, target: facts.Display, value: Object, frame: Frame, node: facts.Statement) -> None:
        items = self.elements(value)
        starred = next((i for i, item in enumerate(target.items) if isinstance(item, facts.Starred)), None)
        if items is not None and starred is None and len(items) == len(target.items):
            for item, part in zip(target.items, items):
                self.bind(item, part, frame, node)
            return
        for index, item in enumerate(target.items):
            if isinstance(item, facts.Starred):
                part: Object = self.step(value, Step("slice"))
            elif items is not None and starred is None:
                part = UNKNOWN
            elif starred is not None and index > starred:
                part = self.subscript(value, Literal(index - len(target.items)), frame, item)
            elif self._answers_several(value, target):
                part = self.step(value, Step("part", index, Site(frame.path, item.at)))
            else:
                part = self.subscript(value, Literal(index), frame, item)
            self.bind(item, part, frame, node)

    def _answers_several(self, value: Object, target: facts.Display) -> bool:
        """Whether a method of a client is taken to answer with several values: `users, total = client.users()`."""
        return isinstance(value, Derived) and not value.steps and value.effect.access.kind == "sdk" and len(target.items) > 1

    def set_attribute(self, owner: Object, name: str, value: Object, frame: Frame, node: facts.Statement) -> None:
        if isinstance(owner, Instance):
            owner.attributes[name] = value
            if owner.origin is not None:
                self.touched(owner, name, value, frame, node)
        elif isinstance(owner, ClassObject):
            self.statics.setdefault((owner.ref.path, owner.ref.node.qualname), {})[name] = value
            origin = Origin("class", f"{owner.ref.path}::{owner.ref.node.qualname}", name)
            mark_origin(value, origin)
            self.emit_hand_over(origin, name, "assign", value, frame, node)
        elif isinstance(owner, Client):
            owner.held.append(value)
        elif isinstance(owner, ModuleObject):
            self.globals[(owner.path, name)] = value
            self.emit_hand_over(Origin("global", owner.path, name), name, "assign", value, frame, node)
        elif isinstance(owner, Derived):
            self.emit_hand_over(
                Origin("record", str(owner.effect.order), name), name, "assign",
                Pairs((("record", owner), ("value", freeze(value, 3)))), frame, node,
            )  # fmt: skip

    def set_item(self, owner: Object, key: Object, value: Object, frame: Frame, node: facts.Statement) -> None:
        if isinstance(owner, Mapping):
            if isinstance(key, Literal):
                owner.entries[key.value] = value
            else:
                owner.open = True
            self.touched(owner, str(key.value) if isinstance(key, Literal) else "", value, frame, node)
        elif isinstance(owner, Sequence):
            if isinstance(key, Literal) and isinstance(key.value, int) and -len(owner.items) <= key.value < len(owner.items):
                owner.items[key.value] = value
            self.touched(owner, "[]", value, frame, node)
        elif isinstance(owner, Derived):
            self.emit_hand_over(
                Origin("record", str(owner.effect.order), str(key.value) if isinstance(key, Literal) else ""), "[]",
                "assign", Pairs((("record", owner), ("value", freeze(value, 3)))), frame, node,
            )  # fmt: skip
        elif isinstance(owner, Method) and isinstance(owner.receiver, Client):
            owner.receiver.held.append(Mapping({key.value: value}) if isinstance(key, Literal) else value)
        elif isinstance(owner, External) and owner.dotted == "os.environ":
            return

    def touched(
        self, owner: Object, name: str, value: Object, frame: Frame, node: facts.Expression | facts.Statement
    ) -> None:
        """Record an in-place change of something that other tests can reach."""
        if isinstance(owner, Derived):
            self.emit_hand_over(
                Origin("record", str(owner.effect.order), name), name, "change",
                Pairs((("record", owner), ("value", freeze(value, 3)))), frame, node,
            )  # fmt: skip
            return
        origin = owner.origin if isinstance(owner, (Mapping, Sequence, Instance)) else None
        if origin is not None:
            self.emit_hand_over(origin, origin.name, "change", value, frame, node)

    # Expressions

    def evaluate(self, node: facts.AnyExpression, frame: Frame) -> Object:
        return _EXPRESSIONS[type(node)](self, node, frame)

    def _constant(self, node: facts.Constant, frame: Frame) -> Object:
        literals = self.memory.literals
        found = literals.get(id(node))
        if found is None:
            found = literals[id(node)] = Literal(node.value, Site(frame.path, node.at))
        return found

    def _bytes(self, node: facts.Bytes, frame: Frame) -> Object:
        try:
            return Literal(node.value.decode(), Site(frame.path, node.at))
        except UnicodeDecodeError:
            return Unknown("bytes")

    def _name(self, node: facts.Name, frame: Frame) -> Object:
        local = frame.env.get(node.name)
        if local is not None and not frame.global_names:
            return local
        found = self.name(node.name, frame)
        if found is not None:
            return found
        return Unknown("name", node.name)

    def _attribute(self, node: facts.Attribute, frame: Frame) -> Object:
        inner = node.value
        return self.attribute(_EXPRESSIONS[type(inner)](self, inner, frame), node.name, frame, node)

    def attribute(self, owner: Object, name: str, frame: Frame, node: facts.AnyExpression) -> Object:
        """`owner.name`, not called."""
        kind = type(owner)
        if kind is Instance:
            return self._instance_attribute(cast(Instance, owner), name, frame, node)
        if kind is External:
            return self._external_attribute(cast(External, owner), name)
        if kind is Derived:
            return self.step(owner, Step("attribute", name, Site(frame.path, node.at)))
        if kind is ModuleObject:
            path = cast(ModuleObject, owner).path
            return self.module_attribute(path, name) or Unknown("attribute", name)
        if kind is ClassObject:
            found = self.class_attribute(cast(ClassObject, owner), name)
            if found is None and name == "__name__":
                return Literal(cast(ClassObject, owner).ref.node.name)
            if found is None:
                return self.inherited(cast(ClassObject, owner), name) or Unknown("attribute", name)
            return found
        if kind is Super:
            return Method(owner, name)
        if kind is Made:
            return owner
        if kind is Joined or kind is Literal:
            if name in {"value", "name", "parent"}:
                return owner
            return Method(owner, name)
        if kind is Mock:
            return owner
        if kind is Request:
            return calls.request_attribute(self, cast(Request, owner), name)
        if kind in (Mapping, Sequence, Client, Registry):
            if kind is Mapping and name in cast(Mapping, owner).entries and name not in _DICT_METHODS:
                return cast(Mapping, owner).entries[name]
            return Method(owner, name)
        if kind is Unknown:
            unknown = cast(Unknown, owner)
            if named_client(name):
                return Client(Access("http", name, "named"))
            return Unknown("attribute", name, unknown.inside)
        if kind is Configured:
            return Configured(f"{cast(Configured, owner).name}.{name}")
        return Unknown("attribute", name)

    def _instance_attribute(self, owner: Instance, name: str, frame: Frame, node: facts.AnyExpression) -> Object:
        if name in owner.attributes:
            known = owner.attributes[name]
            return known if not isinstance(known, Unknown) else self._part_of_client(owner, name) or known
        if name == "__class__":
            return owner.cls
        if name == "__dict__":
            return Mapping(dict(owner.attributes))
        found = self.class_attribute(owner.cls, name)
        if isinstance(found, Closure):
            if self._is_property(found):
                return self.call_closure(found, [], {}, node, frame, owner)
            return Method(owner, name)
        if found is not None:
            return found
        getter = self.class_attribute(owner.cls, "__getattr__")
        if isinstance(getter, Closure):
            return self.call_closure(getter, [Literal(name)], {}, node, frame, owner)
        return self.inherited(owner.cls, name, owner) or self._part_of_client(owner, name) or Unknown("attribute", name)

    def _part_of_client(self, owner: Instance, name: str) -> Object | None:
        """What a client that the product brings has under a name, where its own code could not tell."""
        if owner.access is None or name.startswith("_"):
            return None
        return External(f"{owner.cls.ref.node.name}().{name}", owner.access)

    def inherited(self, cls: ClassObject, name: str, owner: Instance | None = None) -> Object | None:
        """What a base class of another package gives under a name."""
        if owner is not None and owner.external is not None:
            return Method(owner.external, name)
        for base in self.program.bases(cls.ref.path, cls.ref.node):
            client = calls.client_of_base(base)
            if client is not None:
                return Method(client, name)
            test_client = calls.client_of_test_case(base, name)
            if test_client is not None:
                return test_client
            if "." in base and base.rsplit(".", 1)[-1].endswith(("TestCase", "Test", "TestBase")):
                return Method(External(base + "()"), name)
        if named_client(name):
            return Client(Access("http", name, "named"))
        bases = self.program.bases(cls.ref.path, cls.ref.node)
        return Method(External(bases[0] + "()"), name) if bases else None

    def _external_attribute(self, owner: External, name: str) -> Object:
        dotted = f"{owner.dotted}.{name}"
        if dotted == "os.environ":
            return External(dotted)
        return External(dotted, owner.access, owner.records, owner.arguments)

    def class_attribute(self, cls: ClassObject, name: str) -> Object | None:
        """A class's own or inherited attribute or method."""
        for ref in self.program.mro(cls.ref.path, cls.ref.node):
            key = (ref.path, ref.node.qualname)
            statics = self.statics.get(key)
            if statics is not None and name in statics:
                self.shared.add(("class", f"{ref.path}::{ref.node.qualname}", name))
                return statics[name]
            constant = self.memory.constants.get((ref.path, f"{ref.node.qualname}.{name}"))
            if constant is not None:
                return constant
            binding = self.program.member(ref, name)
            if binding is None:
                continue
            found = self._member(cls, ref, binding, name)
            if isinstance(found, (Literal, Closure, ClassObject, External, Joined)) and not cls.cells:
                self.memory.constants[(ref.path, f"{ref.node.qualname}.{name}")] = found
            else:
                self.statics.setdefault(key, {})[name] = found
            return found
        return None

    def _member(self, cls: ClassObject, ref: ClassRef, node: facts.Statement, name: str) -> Object:
        if isinstance(node, facts.Function):
            return Closure(ref.path, node, cls.cells, ref, self._manages(node))
        if isinstance(node, facts.Class):
            return ClassObject(self.program.ref(ref.path, node), cls.cells)
        key = (ref.path, ref.node.qualname, name)
        if key in self.active or isinstance(node, facts.Declare):
            return UNKNOWN
        frame = Frame(ref.path, ref.node.qualname, _ClassEnv(self, ref, name), cls.cells)
        with self.elsewhere(Stage("module", "class", ref.node.qualname, ref.path)):
            self.active.append(key)
            try:
                _STATEMENTS[type(node)](self, node, frame)
            finally:
                self.active.pop()
        value = frame.env.get(name, UNKNOWN)
        mark_origin(value, Origin("class", f"{ref.path}::{ref.node.qualname}", name))
        return value

    def method(self, owner: Instance, name: str) -> Object | None:
        found = self.class_attribute(owner.cls, name)
        return Method(owner, name) if isinstance(found, Closure) else None

    def _decorator_names(self, closure: Closure) -> list[str]:
        if not isinstance(closure.function, facts.Function):
            return []
        names = []
        for decorator in closure.function.decorators:
            target = decorator.function if isinstance(decorator, facts.Call) else decorator
            if isinstance(target, (facts.Name, facts.Attribute)):
                names.append(target.name)
        return names

    def _is_property(self, closure: Closure) -> bool:
        return any(name in {"property", "cached_property", "getter"} for name in self._decorator_names(closure))

    def _subscript(self, node: facts.Subscript, frame: Frame) -> Object:
        owner = self.evaluate(node.value, frame)
        if type(node.index) is facts.Slice:
            return calls.slice_of(self, owner, node.index, frame, node)
        return self.subscript(owner, self.evaluate(node.index, frame), frame, node)

    def subscript(self, owner: Object, key: Object, frame: Frame, node: facts.AnyExpression) -> Object:
        """`owner[key]`."""
        kind = type(owner)
        value = key.value if isinstance(key, Literal) else None
        if kind is Derived:
            site = Site(frame.path, node.at)
            if isinstance(value, (str, int)):
                return self.step(owner, Step("item", value, site))
            return self.step(owner, Step("item", None, site, (freeze(key, 3),)))
        if kind is Mapping:
            mapping = cast(Mapping, owner)
            if isinstance(key, Literal) and value in mapping.entries:
                if mapping.origin is not None:
                    self.shared.add((mapping.origin.kind, mapping.origin.owner, mapping.origin.name))
                return mapping.entries[value]
            if mapping.origin is not None:
                self.shared.add((mapping.origin.kind, mapping.origin.owner, mapping.origin.name))
            if not isinstance(key, Literal) and len(mapping.entries) == 1 and not mapping.open:
                return next(iter(mapping.entries.values()))
            return Unknown("item", str(value) if value is not None else None)
        if kind is Sequence:
            items = cast(Sequence, owner).items
            if isinstance(value, int) and -len(items) <= value < len(items) and not cast(Sequence, owner).open:
                return items[value]
            picked = cast(Sequence, owner).at(Step("item", value, Site(frame.path, node.at))) if isinstance(value, int) else None
            return picked or Unknown("item")
        if kind is External:
            external = cast(External, owner)
            if external.dotted == "os.environ":
                return Configured(str(value))
            if external.access is not None:
                return External(external.dotted + "[]", external.access, (*external.records, key))
            return external if "(" not in external.dotted else Unknown("item", None)
        if kind is Configured:
            return Configured(f"{cast(Configured, owner).name}.{value}")
        if kind is Instance:
            getter = self.method(cast(Instance, owner), "__getitem__")
            if getter is not None:
                return self.call(getter, [key], {}, node, frame)
        if kind is Made:
            return owner
        if kind is Mock:
            return owner
        if kind is ClassObject:
            return owner
        if kind is Unknown:
            return Unknown("item", str(value) if value is not None else None, cast(Unknown, owner).inside)
        return Unknown("item")

    def step(self, owner: Object, step: Step) -> Object:
        if isinstance(owner, Derived):
            if len(owner.steps) > 24:
                return owner
            return Derived(owner.effect, (*owner.steps, step))
        if isinstance(owner, Unknown):
            return Unknown(step.kind, None, owner.inside)
        return Unknown(step.kind)

    def _call(self, node: facts.Call, frame: Frame) -> Object:
        self.work += 1
        function = node.function
        if type(function) is facts.Attribute:
            inner = function.value
            receiver = _EXPRESSIONS[type(inner)](self, inner, frame)
            arguments, keywords = self.arguments(node, frame)
            return self.call_method(receiver, function.name, arguments, keywords, node, frame)
        if type(function) is facts.Name and function.name == "super":
            instance = frame.receiver
            if frame.owner is not None and instance is not None:
                return Super(frame.owner, instance)
        target = self.evaluate(function, frame)
        arguments, keywords = self.arguments(node, frame)
        return self.call(target, arguments, keywords, node, frame)

    def arguments(self, node: facts.Call, frame: Frame) -> tuple[list[Object], dict[str, Object]]:
        arguments: list[Object] = []
        for argument in node.arguments:
            if type(argument) is facts.Starred:
                value = self.evaluate(argument.value, frame)
                items = self.elements(value)
                if items is not None:
                    arguments.extend(items)
                else:
                    arguments.append(self.each(value, frame, node))
            else:
                arguments.append(_EXPRESSIONS[type(argument)](self, argument, frame))
        keywords: dict[str, Object] = {}
        for keyword in node.keywords:
            value = _EXPRESSIONS[type(keyword.value)](self, keyword.value, frame)
            if keyword.name is not None:
                keywords[keyword.name] = value
            elif isinstance(value, Mapping):
                keywords.update((str(key), entry) for key, entry in value.entries.items())
                if value.open:
                    keywords["**"] = UNKNOWN
            elif isinstance(value, Pairs):
                keywords.update(value.entries)
            elif isinstance(value, Instance):
                keywords.update(value.attributes)
            else:
                keywords["**"] = value
        return arguments, keywords

    def call(
        self, target: Object, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        """Call anything."""
        kind = type(target)
        if kind is Closure:
            closure = cast(Closure, target)
            return self.call_closure(closure, arguments, keywords, node, frame, None)
        if kind is Method:
            method = cast(Method, target)
            return self.call_method(method.receiver, method.name, arguments, keywords, node, frame)
        if kind is ClassObject:
            return self.instantiate(cast(ClassObject, target), arguments, keywords, node, frame)
        if kind is External:
            return calls.call_external(self, cast(External, target), arguments, keywords, node, frame)
        if kind is Partial:
            partial = cast(Partial, target)
            return self.call(
                partial.target, [*partial.arguments, *arguments], {**partial.keywords, **keywords}, node, frame
            )
        if kind is Instance:
            method_ = self.method(cast(Instance, target), "__call__")
            if method_ is not None:
                return self.call(method_, arguments, keywords, node, frame)
        if kind is Derived:
            derived = cast(Derived, target)
            last = derived.steps[-1] if derived.steps else None
            if last is not None and last.kind == "attribute":
                return self.call_method(
                    Derived(derived.effect, derived.steps[:-1]), str(last.key), arguments, keywords, node, frame
                )
            return self.step(derived, Step("call"))
        if kind is Mock or kind is Made:
            return target
        if kind is Client:
            return calls.call_client(self, cast(Client, target), arguments, keywords, node, frame)
        return calls.call_unknown(self, target, None, arguments, keywords, node, frame)

    def call_method(
        self,
        receiver: Object,
        name: str,
        arguments: list[Object],
        keywords: dict[str, Object],
        node: facts.AnyExpression,
        frame: Frame,
    ) -> Object:
        """`receiver.name(…)`."""
        kind = type(receiver)
        if kind is Instance:
            instance = cast(Instance, receiver)
            own = instance.attributes.get(name)
            if own is not None:
                return self.call(own, arguments, keywords, node, frame)
            found = self.class_attribute(instance.cls, name)
            if isinstance(found, Closure):
                happened = len(self.events)
                value = self._call_member(found, instance, instance.cls, arguments, keywords, node, frame)
                if instance.access is not None and not any(isinstance(e, Effect) for e in self.events[happened:]):
                    return calls.call_of_product(self, instance.access, name, arguments, keywords, node, frame) or value
                return value
            if found is not None:
                return self.call(found, arguments, keywords, node, frame)
            return calls.call_inherited(self, instance, name, arguments, keywords, node, frame)
        if kind is ClassObject:
            cls = cast(ClassObject, receiver)
            found = self.class_attribute(cls, name)
            if isinstance(found, Closure):
                names = self._decorator_names(found)
                if "classmethod" in names:
                    return self.call_closure(found, arguments, keywords, node, frame, cls)
                if "staticmethod" in names or not arguments or not isinstance(arguments[0], Instance):
                    skip = "staticmethod" in names
                    return self.call_closure(
                        found, arguments, keywords, node, frame, None if skip or self._takes(found, arguments) else cls
                    )
                return self.call_closure(found, arguments[1:], keywords, node, frame, arguments[0])
            if found is not None:
                return self.call(found, arguments, keywords, node, frame)
            inherited = self.inherited(cls, name)
            if inherited is not None:
                return self.call(inherited, arguments, keywords, node, frame)
            return calls.call_unknown(self, receiver, name, arguments, keywords, node, frame)
        if kind is Super:
            return self._call_super(cast(Super, receiver), name, arguments, keywords, node, frame)
        if kind is ModuleObject:
            return self.call(self.attribute(receiver, name, frame, node), arguments, keywords, node, frame)
        return calls.call_method(self, receiver, name, arguments, keywords, node, frame)

    def _takes(self, closure: Closure, arguments: list[Object]) -> bool:
        parameters = [p for p in closure.function.parameters if p.kind == "plain"]
        return not parameters or parameters[0].name not in {"self", "cls"}

    def _call_member(
        self,
        found: Closure,
        instance: Instance,
        cls: ClassObject,
        arguments: list[Object],
        keywords: dict[str, Object],
        node: facts.AnyExpression,
        frame: Frame,
    ) -> Object:
        names = self._decorator_names(found)
        if "staticmethod" in names:
            return self.call_closure(found, arguments, keywords, node, frame, None)
        if "classmethod" in names:
            return self.call_closure(found, arguments, keywords, node, frame, cls)
        if self._is_property(found):
            value = self.call_closure(found, [], {}, node, frame, instance)
            return self.call(value, arguments, keywords, node, frame)
        if found.owner is None:
            return self.call_closure(found, arguments, keywords, node, frame, None)
        return self.call_closure(found, arguments, keywords, node, frame, instance)

    def _call_super(
        self,
        target: Super,
        name: str,
        arguments: list[Object],
        keywords: dict[str, Object],
        node: facts.AnyExpression,
        frame: Frame,
    ) -> Object:
        instance = target.instance
        cls = instance.cls if isinstance(instance, Instance) else instance
        if not isinstance(cls, ClassObject):
            return UNKNOWN
        order = self.program.mro(cls.ref.path, cls.ref.node)
        seen = False
        for ref in order:
            if seen:
                binding = self.program.member(ref, name)
                if isinstance(binding, facts.Function):
                    closure = Closure(ref.path, binding, (), ref, self._manages(binding))
                    return self.call_closure(closure, arguments, keywords, node, frame, instance)
            elif ref.node is target.owner.node or (ref.path, ref.node.qualname) == (target.owner.path, target.owner.node.qualname):
                seen = True
        if isinstance(instance, Instance):
            if name == "__init__":
                calls.initialise(self, instance, arguments, keywords, node, frame)
                return _NONE
            return calls.call_inherited(self, instance, name, arguments, keywords, node, frame)
        return UNKNOWN

    def instantiate(
        self, cls: ClassObject, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        """Make an object of one of the suite's own classes."""
        instance = Instance(cls)
        if not is_test_code(cls.ref.path):
            instance.access = calls.access_of_product(cls.ref.node.name, arguments, keywords, Site(frame.path, node.at))
        initialiser = self.class_attribute(cls, "__init__")
        if isinstance(initialiser, Closure):
            self.call_closure(initialiser, arguments, keywords, node, frame, instance)
            if instance.external is None:
                calls.initialise(self, instance, [], {}, node, frame)
        else:
            calls.construct(self, instance, arguments, keywords, node, frame)
        return instance

    def call_closure(
        self,
        closure: Closure,
        arguments: list[Object],
        keywords: dict[str, Object],
        node: facts.AnyExpression,
        frame: Frame,
        receiver: Object | None,
    ) -> Object:
        """Follow a call of the suite's own code."""
        function = closure.function
        if isinstance(function, facts.Function) and function.yields and closure.managed:
            return Generator(closure, receiver, arguments, keywords)
        if self.depth >= _MAX_DEPTH or self.active.count(id(function)) > 1 or self._barren(closure):
            return Unknown("call", getattr(function, "name", None), self._known(arguments, keywords))
        inner = self.frame_of(closure, arguments, keywords, receiver)
        before_chain, before_callers = self.chain, self.callers
        self.chain = (*before_chain, Site(frame.path, node.at))
        self.callers = (*before_callers, f"{frame.path}::{frame.name}")
        self.active.append(id(function))
        self.depth += 1
        try:
            if isinstance(function, facts.Lambda):
                return self.evaluate(function.body, inner)
            if function.yields:
                inner.yielded = []
            self.block(function.body, inner)
            if inner.yielded is not None:
                return Sequence(inner.yielded)
            return result_of(inner)
        finally:
            self.depth -= 1
            self.active.pop()
            self.chain, self.callers = before_chain, before_callers

    def _barren(self, closure: Closure) -> bool:
        """Whether a function of the product is not worth following: tried once, with nothing known of its arguments.

        So the verdict is the same wherever the first call stands.
        """
        function = closure.function
        if is_test_code(closure.path) or isinstance(function, facts.Lambda):
            return False
        known = self.memory.barren.get(id(function))
        if known is not None:
            return known
        self.memory.barren[id(function)] = False
        probe = Interpreter(self.program, self.settings, self.memory)
        probe.limit = _MAX_PROBE
        receiver = None if closure.owner is None else self._tried_instance(probe, closure)
        try:
            probe.block(function.body, probe.frame_of(closure, [], {}, receiver))
        except (Exhausted, RecursionError):
            pass
        idle = not probe.reached and not any(isinstance(event, Effect) for event in probe.events)
        self.memory.barren[id(function)] = barren = idle and probe.work > _BARREN_WORK
        return barren

    @staticmethod
    def _tried_instance(probe: Interpreter, closure: Closure) -> Object:
        """An object of the class around a method, made with nothing known: it has its session, if it makes one."""
        assert closure.owner is not None
        cls = ClassObject(closure.owner)
        try:
            return probe.instantiate(cls, [], {}, cast(Any, closure.function), Frame(closure.path, "", {}))
        except (Exhausted, RecursionError):
            return Instance(cls)
        finally:
            probe.work = 0

    def _known(self, arguments: list[Object], keywords: dict[str, Object]) -> tuple[Value, ...]:
        """What is known of the arguments of a call that is not followed."""
        values = (freeze(argument, 3) for argument in (*arguments, *keywords.values()))
        return tuple(value for value in values if not isinstance(value, Unknown) or value.inside)

    def generate(
        self, generator: Generator, body: Callable[[Object], None], node: facts.AnyExpression, frame: Frame
    ) -> None:
        """Run a context manager written as a generator, with `body` at its `yield`."""
        function = generator.closure.function
        if self.depth >= _MAX_DEPTH or not isinstance(function, facts.Function):
            body(Unknown("depth"))
            return
        inner = self.frame_of(generator.closure, generator.arguments, generator.keywords, generator.receiver)
        outside = (self.chain, self.callers, self.guard)
        called = False

        def at_yield(value: Object) -> None:
            nonlocal called
            if called:
                return
            called = True
            inside = (self.chain, self.callers, self.guard)
            self.chain, self.callers, self.guard = outside
            try:
                body(value)
            finally:
                self.chain, self.callers, self.guard = inside

        inner.on_yield = at_yield
        self.chain = (*self.chain, Site(frame.path, node.at))
        self.callers = (*self.callers, f"{frame.path}::{frame.name}")
        self.depth += 1
        try:
            self.block(function.body, inner)
        finally:
            self.depth -= 1
            self.chain, self.callers = outside[0], outside[1]
        if not called:
            body(Unknown("context"))

    def frame_of(
        self, closure: Closure, arguments: list[Object], keywords: dict[str, Object], receiver: Object | None
    ) -> Frame:
        """The frame of a call, its parameters bound."""
        function = closure.function
        name = function.qualname if isinstance(function, facts.Function) else "lambda"
        env: dict[str, Object] = {}
        frame = Frame(closure.path, name, env, closure.cells, closure.owner, receiver)
        given = list(arguments) if receiver is None else [receiver, *arguments]
        rest = dict(keywords)
        spread = rest.pop("**", None)
        for parameter in function.parameters:
            if parameter.kind == "*":
                env[parameter.name] = Sequence(given, "tuple")
                given = []
            elif parameter.kind == "**":
                env[parameter.name] = Mapping(dict(rest), spread is not None)
                rest = {}
            elif parameter.kind == "plain" and given:
                env[parameter.name] = given.pop(0)
                rest.pop(parameter.name, None)
            elif parameter.name in rest:
                env[parameter.name] = rest.pop(parameter.name)
            elif isinstance(spread, Derived):
                env[parameter.name] = self.step(spread, Step("item", parameter.name))
            elif spread is not None:
                env[parameter.name] = Unknown("parameter", parameter.name)
            elif parameter.default is not None:
                env[parameter.name] = self._default(closure, parameter)
            elif named_client(parameter.name):
                env[parameter.name] = Client(Access("http", parameter.name, "named"))
            else:
                env[parameter.name] = Unknown("parameter", parameter.name)
        return frame

    def _default(self, closure: Closure, parameter: facts.Parameter) -> Object:
        if isinstance(parameter.default, facts.Constant):
            return Literal(parameter.default.value, Site(closure.path, parameter.default.at))
        assert parameter.default is not None
        frame = Frame(closure.path, "", {}, closure.cells)
        with self.elsewhere(Stage("module", "default", "", closure.path)):
            return self.evaluate(parameter.default, frame)

    def _starred(self, node: facts.Starred, frame: Frame) -> Object:
        return self.evaluate(node.value, frame)

    def _text(self, node: facts.Text, frame: Frame) -> Object:
        parts = [freeze(self.evaluate(part, frame), 3) for part in node.parts]
        return Joined(tuple(parts), Site(frame.path, node.at))

    def _formatted(self, node: facts.Formatted, frame: Frame) -> Object:
        value = self.evaluate(node.value, frame)
        if isinstance(value, Made) and value.kind == "clock" and node.spec and "%" in node.spec and "%f" not in node.spec:
            return Made("clock", False, value.how, value.site, value.scope)
        return value

    def _binary(self, node: facts.Binary, frame: Frame) -> Object:
        return self.binary(self.evaluate(node.left, frame), node.operator, self.evaluate(node.right, frame), frame, node)

    def binary(
        self, left: Object, operator: str, right: Object, frame: Frame, node: facts.Expression | facts.Statement
    ) -> Object:
        return calls.binary(self, left, operator, right, Site(frame.path, node.at))

    def _unary(self, node: facts.Unary, frame: Frame) -> Object:
        operand = self.evaluate(node.operand, frame)
        if node.operator != "not":
            return Unknown("unary")
        known = truth(operand)
        if isinstance(operand, Literal) and known is not None:
            return _FALSE if known else _TRUE
        return Negated(freeze(operand, 4))

    def _logical(self, node: facts.Logical, frame: Frame) -> Object:
        value: Object = UNKNOWN
        best: Object | None = None
        conditions: list[Value] = []
        for operand in node.operands:
            value = self.evaluate(operand, frame)
            known = truth(value)
            if node.operator == "or":
                if known:
                    return value if best is None else best
                if isinstance(value, Configured) and value.default is None:
                    best = value
                elif known is None and best is None and informative(value):
                    best = value
                elif isinstance(best, Configured) and best.default is None:
                    return Configured(best.name, freeze(value, 2))
            elif known is False:
                return value
            elif known is None and isinstance(value, (Comparison, Negated, Predicate)):
                conditions.append(value)
        if len(conditions) > 1 and conditions[-1] is value:
            return Predicate("and", tuple(conditions), Site(frame.path, node.at))
        return best if best is not None else value

    def _compare(self, node: facts.Compare, frame: Frame) -> Object:
        left = self.evaluate(node.left, frame)
        right = self.evaluate(node.comparators[0], frame)
        for extra in node.comparators[1:]:
            self.evaluate(extra, frame)
        return Comparison(freeze(left, 4), node.operators[0], freeze(right, 4), Site(frame.path, node.at))

    def _display(self, node: facts.Display, frame: Frame) -> Object:
        items: list[Object] = []
        is_open = False
        for item in node.items:
            value = self.evaluate(item, frame)
            if type(item) is facts.Starred:
                inner = self.elements(value)
                if inner is None:
                    is_open = True
                else:
                    items.extend(inner)
            else:
                items.append(value)
        return Sequence(items, node.kind, is_open)

    def _dictionary(self, node: facts.Dictionary, frame: Frame) -> Object:
        mapping = Mapping()
        for key, value in zip(node.keys, node.values):
            entry = _EXPRESSIONS[type(value)](self, value, frame)
            if key is None:
                self.merge(mapping, entry)
                continue
            name = self.evaluate(key, frame)
            if isinstance(name, Literal):
                mapping.entries[name.value] = entry
            else:
                mapping.open = True
        return mapping

    def merge(self, mapping: Mapping, other: Object) -> None:
        """Add another dict's entries."""
        if isinstance(other, Mapping):
            mapping.entries.update(other.entries)
            mapping.open = mapping.open or other.open
        elif isinstance(other, Pairs):
            mapping.entries.update(other.entries)
            mapping.open = mapping.open or other.open
        elif isinstance(other, Instance):
            mapping.entries.update(other.attributes)
        else:
            mapping.open = True

    def _comprehension(self, node: facts.Comprehension, frame: Frame) -> Object:
        inner = Frame(frame.path, frame.name, dict(frame.env), frame.cells, frame.owner, frame.receiver)
        if len(node.clauses) == 1 and node.kind == "dict" and node.key is not None:
            known = self._known_dictionary(node, node.key, node.clauses[0], inner)
            if known is not None:
                return known
        if len(node.clauses) == 1 and node.kind != "dict":
            clause = node.clauses[0]
            iterable = self.evaluate(clause.iterable, inner)
            items = self.elements(iterable)
            if items is not None and not is_open(iterable) and len(items) <= _MAX_UNROLL:
                found: list[Object] = []
                for item in items:
                    self.bind(clause.target, item, inner, _NOWHERE)
                    verdicts = [truth(self.evaluate(condition, inner)) for condition in clause.conditions]
                    if False not in verdicts:
                        found.append(self.evaluate(node.element, inner))
                return Sequence(found, "list" if node.kind == "generator" else node.kind)
            if isinstance(iterable, Derived):
                return self._derived_comprehension(node, clause, iterable, inner)
            self.bind(clause.target, self.each(iterable, inner, node), inner, _NOWHERE)
        else:
            for clause in node.clauses:
                iterable = self.evaluate(clause.iterable, inner)
                items = self.elements(iterable)
                element = items[0] if items else self.each(iterable, inner, node)
                self.bind(clause.target, element, inner, _NOWHERE)
        for clause in node.clauses:
            for condition in clause.conditions:
                self.evaluate(condition, inner)
        element = self.evaluate(node.element, inner)
        if node.kind == "dict":
            if node.key is not None:
                self.evaluate(node.key, inner)
            return Mapping(open=True)
        return Sequence([element], "list", open=True)

    def _known_dictionary(
        self, node: facts.Comprehension, key: facts.AnyExpression, clause: facts.Clause, frame: Frame
    ) -> Object | None:
        """`{key: value for … in known}`, if all that it goes through is known."""
        iterable = self.evaluate(clause.iterable, frame)
        items = self.elements(iterable)
        if items is None or is_open(iterable) or len(items) > _MAX_UNROLL:
            return None
        found = Mapping()
        for item in items:
            self.bind(clause.target, item, frame, _NOWHERE)
            if False in [truth(self.evaluate(condition, frame)) for condition in clause.conditions]:
                continue
            name = self.evaluate(key, frame)
            if not isinstance(name, Literal):
                return None
            found.entries[name.value] = self.evaluate(node.element, frame)
        return found

    def _derived_comprehension(
        self, node: facts.Comprehension, clause: facts.Clause, iterable: Derived, frame: Frame
    ) -> Object:
        """`[u for u in users if u["email"] == email]`: still the collection, filtered by what is compared."""
        site = Site(frame.path, node.at)
        self.bind(clause.target, self.step(iterable, Step("each", None, site)), frame, _NOWHERE)
        compared: list[Value] = []
        for condition in clause.conditions:
            verdict = self.evaluate(condition, frame)
            compared.extend(operands_of(freeze(verdict)))
        element = self.evaluate(node.element, frame)
        kept: Object = iterable
        if compared:
            others = tuple(v for v in compared if not (isinstance(v, Derived) and v.effect is iterable.effect))
            kept = self.step(kept, Step("filter", compared_part(compared, iterable), site, others))
        if isinstance(element, Derived) and element.effect is iterable.effect:
            for extra in element.steps[len(iterable.steps) + 1 :]:
                kept = self.step(kept, Step("each", extra.key, extra.site))
            return kept
        made = Sequence([element], "list", open=True)
        made.made_of = kept if isinstance(kept, Derived) else None
        made.element = self._maker(node.element, clause.target, frame)
        return made

    def _maker(self, element: facts.AnyExpression, target: facts.AnyExpression, frame: Frame) -> Callable[[Object], Object]:
        """What makes an element of a comprehension out of the one that it loops over."""

        def make(item: Object) -> Object:
            self.bind(target, item, frame, _NOWHERE)
            return self.evaluate(element, frame)

        return make

    def _conditional(self, node: facts.Conditional, frame: Frame) -> Object:
        known = truth(self.evaluate(node.test, frame))
        if known is True:
            return self.evaluate(node.body, frame)
        if known is False:
            return self.evaluate(node.otherwise, frame)
        with self.guarded(conditional=True):
            first = self.evaluate(node.body, frame)
            second = self.evaluate(node.otherwise, frame)
        return first if informative(first) else second

    def _walrus(self, node: facts.Walrus, frame: Frame) -> Object:
        value = self.evaluate(node.value, frame)
        frame.env[node.name] = value
        return value

    def _yield(self, node: facts.Yield, frame: Frame) -> Object:
        value: Object = _NONE if node.value is None else self.evaluate(node.value, frame)
        if frame.on_yield is not None:
            if node.delegated and isinstance(value, Generator):
                self.generate(value, frame.on_yield, node, frame)
            else:
                frame.on_yield(value)
        elif frame.yielded is not None:
            if node.delegated:
                frame.yielded.extend(self.elements(value) or [self.each(value, frame, node)])
            else:
                frame.yielded.append(value)
        return UNKNOWN

    def _lambda(self, node: facts.Lambda, frame: Frame) -> Object:
        return Closure(frame.path, node, (frame.env, *frame.cells), frame.owner)

    def _slice(self, node: facts.Slice, frame: Frame) -> Object:
        return UNKNOWN

    def _opaque(self, node: facts.Opaque, frame: Frame) -> Object:
        for inner in node.inner:
            self.evaluate(inner, frame)
        return UNKNOWN

    # Elements

    def elements(self, value: Object) -> list[Object] | None:
        """The elements of something, if they are known."""
        if isinstance(value, Sequence):
            return None if value.open else value.items
        if isinstance(value, Mapping):
            return None if value.open else [Literal(key) for key in value.entries]
        if isinstance(value, Items):
            return None if value.open else list(value.values)
        if isinstance(value, Pairs) and not value.open:
            return [Literal(key) for key, _ in value.entries]
        return None

    def each(self, value: Object, frame: Frame, node: facts.Expression | facts.Statement) -> Object:
        """One element of something, any of them."""
        if isinstance(value, Derived):
            return self.step(value, Step("each", None, Site(frame.path, node.at)))
        if isinstance(value, Sequence) and value.items:
            return value.items[0]
        if isinstance(value, (Unknown, Made)):
            return value if isinstance(value, Made) else Unknown("each", value.name, value.inside)
        return Unknown("each")


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
        self._interpreter.guard = self._before


class _Elsewhere:
    """Puts a stage in force for a while, with nothing that led to it."""

    __slots__ = ("_before", "_interpreter", "_stage")

    def __init__(self, interpreter: Interpreter, stage: Stage) -> None:
        self._interpreter = interpreter
        self._stage = stage
        self._before = (
            interpreter.stage, interpreter.guard, interpreter.chain, interpreter.callers, interpreter.refusing,
        )  # fmt: skip

    def __enter__(self) -> None:
        it = self._interpreter
        it.stage, it.guard, it.chain, it.callers, it.refusing = self._stage, _UNGUARDED, (), (), 0

    def __exit__(self, *error: object) -> None:
        it = self._interpreter
        it.stage, it.guard, it.chain, it.callers, it.refusing = self._before


_UNGUARDED = Guard()
_guard = lru_cache(maxsize=None)(Guard)


class _ClassEnv(dict[str, Object]):
    """The names that a class body sees: its own members, evaluated as they are asked for."""

    def __init__(self, interpreter: Interpreter, ref: ClassRef, current: str) -> None:
        super().__init__()
        self._interpreter = interpreter
        self._ref = ref
        self._current = current

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return name != self._current and self._interpreter.program.member(self._ref, str(name)) is not None

    def __getitem__(self, name: str) -> Object:
        if super().__contains__(name):
            return super().__getitem__(name)
        found = self._interpreter.class_attribute(ClassObject(self._ref), name)
        return UNKNOWN if found is None else found


_NOWHERE = facts.Jump(facts.Place(1, 1, 1, 1), "continue")
_DICT_METHODS = frozenset(dir(dict))


@lru_cache(maxsize=4096)
def is_test_code(path: str) -> bool:
    """Whether a file is one of the tests' own: below a folder of tests, or a conftest."""
    *folders, name = path.lower().split("/")
    return name.startswith(("conftest", "test")) or any("test" in folder or folder == "fixtures" for folder in folders)


def result_of(frame: Frame) -> Object:
    """What a call answers: of several possible answers the one that says most."""
    for value in frame.pending:
        if informative(value):
            return value
    if frame.result is not None:
        return frame.result
    return frame.pending[0] if frame.pending else _NONE


_STATEMENTS: dict[type, Callable[[Interpreter, Any, Frame], int]] = {
    facts.Evaluate: Interpreter._evaluate_statement, facts.Assign: Interpreter._assign,
    facts.Augment: Interpreter._augment, facts.Declare: Interpreter._declare, facts.Return: Interpreter._return,
    facts.Assert: Interpreter._assert, facts.Raise: Interpreter._raise, facts.If: Interpreter._if,
    facts.For: Interpreter._for, facts.While: Interpreter._while, facts.With: Interpreter._with,
    facts.Try: Interpreter._try, facts.Match: Interpreter._match, facts.Jump: Interpreter._jump,
    facts.Remove: Interpreter._remove, facts.Outer: Interpreter._outer, facts.Import: Interpreter._import,
    facts.Function: Interpreter._function, facts.Class: Interpreter._class,
}  # fmt: skip

_EXPRESSIONS: dict[type, Callable[[Interpreter, Any, Frame], Object]] = {
    facts.Constant: Interpreter._constant, facts.Bytes: Interpreter._bytes, facts.Name: Interpreter._name,
    facts.Attribute: Interpreter._attribute, facts.Subscript: Interpreter._subscript, facts.Slice: Interpreter._slice,
    facts.Call: Interpreter._call, facts.Starred: Interpreter._starred, facts.Text: Interpreter._text,
    facts.Formatted: Interpreter._formatted, facts.Binary: Interpreter._binary, facts.Unary: Interpreter._unary,
    facts.Logical: Interpreter._logical, facts.Compare: Interpreter._compare, facts.Display: Interpreter._display,
    facts.Dictionary: Interpreter._dictionary, facts.Comprehension: Interpreter._comprehension,
    facts.Conditional: Interpreter._conditional, facts.Walrus: Interpreter._walrus, facts.Yield: Interpreter._yield,
    facts.Lambda: Interpreter._lambda, facts.Opaque: Interpreter._opaque,
}  # fmt: skip
