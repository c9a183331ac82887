"""Context managers, entered and left: those of the suite, and those that other packages give."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smelltest.link.knowledge.isolation import mocks_http
from smelltest.link.play import servers
from smelltest.link.play.frames import MAX_DEPTH, Frame
from smelltest.link.play.objects import External, Generator, Instance, Mock, Object, Raises, Registry, Suppressed
from smelltest.link.values import Derived, Literal, Site, Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

UNKNOWN = Unknown("unknown")
_NONE = Literal(None)


def enter(
    it: Interpreter, manager: Object, body: Callable[[Object], None], frame: Frame, node: facts.AnyExpression
) -> None:
    """Run `body` inside a context manager: what it does on entering before, what on leaving after."""
    if isinstance(manager, Generator):
        it.generate(manager, body, node, frame)
        return
    if isinstance(manager, Raises):
        it.refusing += 1
        try:
            body(Unknown("error"))
        finally:
            it.refusing -= 1
        return
    if isinstance(manager, Suppressed):
        with it.guarded(tried=True):
            body(_NONE)
        return
    if isinstance(manager, Instance) and isinstance(manager.external, Registry) and not it.method(manager, "__exit__"):
        manager = manager.external
    if isinstance(manager, Registry):
        manager.held = True
        try:
            body(manager.given or manager)
        finally:
            it.unwind(manager)
        return
    if isinstance(manager, Instance):
        # `AbstractContextManager` gives a class an `__enter__`, which answers with the object itself.
        entering = it.method(manager, "__enter__") or it.method(manager, "__aenter__")
        leaving = it.method(manager, "__exit__") or it.method(manager, "__aexit__")
        value = it.call(entering, [], {}, node, frame) if entering is not None else manager
        try:
            body(value)
        finally:
            if leaving is not None:
                with it.guarded(always=True), it.tidying():
                    it.call(leaving, [_NONE, _NONE, _NONE], {}, node, frame)
        return
    if isinstance(manager, Derived) and manager.effect.kind == "create" and manager.effect.access.kind != "http":
        it.managed.add(manager.effect.order)
    if isinstance(manager, Unknown):
        body(Unknown("context", manager.name, manager.inside))
    else:
        body(answering(it, manager, frame, node))
        if isinstance(manager, External):
            servers.left(it, manager, frame, node)
    it.commit()


def answering(it: Interpreter, manager: Object, frame: Frame, node: facts.AnyExpression) -> Object:
    """What `with respx.mock:` enters, which is no call, is a mock; anything else is itself."""
    if isinstance(manager, External) and mocks_http(manager.dotted):
        it.isolate_http(manager.dotted, frame, node)
        return Mock()
    return manager


def unwind(it: Interpreter, registry: Registry) -> None:
    """Run what was registered, last first, whatever happened."""
    with it.guarded(always=True):
        while registry.calls:
            registry.calls.pop()()


def generate(
    it: Interpreter, generator: Generator, body: Callable[[Object], None], node: facts.AnyExpression, frame: Frame
) -> None:
    """Run a context manager written as a generator, with `body` at its `yield`."""
    function = generator.closure.function
    if it.depth >= MAX_DEPTH or not isinstance(function, facts.Function):
        body(Unknown("depth"))
        return
    inner = it.frame_of(generator.closure, generator.arguments, generator.keywords, generator.receiver)
    outside = (it.chain, it.callers, it.guard)
    called = False

    def at_yield(value: Object) -> None:
        nonlocal called
        if called:
            return
        called = True
        inside = (it.chain, it.callers, it.guard)
        stage = it.stage
        it.chain, it.callers, it.guard = outside
        try:
            body(value)
        finally:
            # Behind the `yield` of a fixture, where all that follows has run, it tears down whatever has failed.
            it.chain, it.callers = inside[:2]
            it.guard = inside[2] if it.stage == stage else it.guard

    inner.on_yield = at_yield
    it.chain = (*it.chain, Site(frame.path, node.at))
    it.callers = (*it.callers, f"{frame.path}::{frame.name}")
    it.depth += 1
    try:
        it.block(function.body, inner)
    finally:
        it.depth -= 1
        it.chain, it.callers = outside[0], outside[1]
    if not called:
        body(Unknown("context"))


def begin(
    it: Interpreter, generator: Generator, node: facts.AnyExpression, frame: Frame, *, as_fixture: bool = False
) -> tuple[Object, Callable[[], None] | None]:
    """Run a context manager written as a generator up to its `yield`: what that gives, and what to do on leaving.

    All that follows the `yield` of a fixture happens however the test ends. There is nothing to do where the `yield` stands in more than a `try`: such a one runs only as a whole.
    """
    function = generator.closure.function
    halves = _halves(function.body) if isinstance(function, facts.Function) else None
    if halves is None or it.depth >= MAX_DEPTH:
        return UNKNOWN, None
    before, given, rest, final = halves
    inner = it.frame_of(generator.closure, generator.arguments, generator.keywords, generator.receiver)
    around = it.chain, it.callers
    if not as_fixture:  # What a fixture does nobody led to.
        it.chain = (*it.chain, Site(frame.path, node.at))
        it.callers = (*it.callers, f"{frame.path}::{frame.name}")
    chain, callers = it.chain, it.callers
    stage = it.stage
    it.depth += 1
    try:
        it.block(before, inner)
        value = it.evaluate(given, inner) if given is not None else _NONE
    finally:
        it.depth -= 1
        it.chain, it.callers = around

    def leave() -> None:
        with it.elsewhere(it.torn_down(stage)):
            it.chain, it.callers = chain, callers
            if as_fixture:
                it.guard = it.always()
            it.block(rest, inner)
            it.guard = it.always()
            with it.tidying():
                it.block(final, inner)

    return value, leave


_Statements = tuple[facts.AnyStatement, ...]


def _halves(body: _Statements) -> tuple[_Statements, facts.AnyExpression | None, _Statements, _Statements] | None:
    """What a generator does before its `yield`, what it gives, what it does then, and what whatever happens."""
    for index, statement in enumerate(body):
        if isinstance(statement, facts.Evaluate) and isinstance(statement.value, facts.Yield):
            return body[:index], statement.value.value, body[index + 1 :], ()
        if isinstance(statement, facts.Try) and (inner := _halves(statement.body)) is not None:
            before, given, rest, final = inner
            return (*body[:index], *before), given, (*rest, *body[index + 1 :]), (*final, *statement.final)
    return None
