"""Registries of cleanups: exit stacks, `addCleanup`, `request.addfinalizer`, and what they will run."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from smelltest.link.play.objects import Closed, Generator, Instance, Method, Object, Registry, Request
from smelltest.link.play.told import carried_out
from smelltest.link.values import Literal, Site, Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
_UNKNOWN = Unknown("unknown")


def register(
    it: Interpreter, registry: Registry, target: Object, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> None:  # fmt: skip
    """Have a call made when the registry unwinds, as the code around it would make it."""
    chain, callers, stage = it.chain, it.callers, it.stage
    named = node.arguments[0] if it.told is not None and isinstance(node, facts.Call) and node.arguments else None
    said = it.told.of(it, named, None, frame) if it.told is not None and named is not None else None
    since = len(it.events)
    go = partial(it.call, target, arguments, keywords, node, frame)

    def run() -> None:
        closed = registry.closed
        with it.elsewhere(closed.stage if closed is not None else it.torn_down(stage)):
            it.chain, it.callers = chain, callers
            it.guard = it.always()
            if closed is not None:
                it.chain, it.callers, it.guard = closed.chain, closed.callers, closed.guard
            with it.tidying(since):
                go() if said is None else carried_out(it, said, go, None, arguments, keywords, node, frame)

    registry.calls.append(run)


REGISTERING = frozenset(
    "callback push push_async_callback push_async_exit addfinalizer add_finalizer finalizer defer addCleanup add_cleanup"
    " addClassCleanup addModuleCleanup addClassResourceCleanup addAsyncCleanup register_cleanup on_teardown on_cleanup"
    " add_teardown register_finalizer addModuleResourceCleanup".split()
)


def registry_method(
    it: Interpreter, registry: Registry, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A method of something that runs cleanups later: a stack, a list of the suite, a test case."""
    if name in REGISTERING and arguments:
        register(it, registry, arguments[0], arguments[1:], keywords, node, frame)
        return arguments[0]
    if name in {"enter_context", "enter_async_context"} and arguments:
        return entered(it, registry, arguments[0], node, frame)
    if name in {"close", "aclose", "doCleanups"}:
        if registry.held or it.guard.always or it.stage.teardown:
            it.unwind(registry)
        else:
            _close(it, registry, node, frame)
        return _NONE
    if name == "pop_all":
        moved = Registry()
        moved.calls, registry.calls = registry.calls, []
        return moved
    return _UNKNOWN


def _close(it: Interpreter, registry: Registry, node: facts.AnyExpression, frame: Frame) -> None:
    """Run what was registered where no `with` sees to it: only if the code before it gets as far."""
    chain, callers = (*it.chain, Site(frame.path, node.at)), (*it.callers, f"{frame.path}::{frame.name}")
    registry.closed = Closed(it.stage, it.guard, chain, callers)
    while registry.calls:
        registry.calls.pop()()
    registry.closed = None


def entered(it: Interpreter, registry: Registry, manager: Object, node: facts.AnyExpression, frame: Frame) -> Object:
    """Enter a context manager now and leave it when the registry unwinds."""
    if isinstance(manager, Instance):
        leaving = it.method(manager, "__exit__") or it.method(manager, "__aexit__")
        entering = it.method(manager, "__enter__") or it.method(manager, "__aenter__")
        value = it.call(entering, [], {}, node, frame) if entering is not None else manager
        if leaving is not None:
            register(it, registry, leaving, [_NONE, _NONE, _NONE], {}, node, frame)
        return value
    if isinstance(manager, Registry):
        manager.held = True
        registry.calls.append(partial(it.unwind, manager))
        return manager.given or manager
    if isinstance(manager, Generator):
        value, leave = it.begin(manager, node, frame)
        if leave is not None:
            registry.calls.append(leave)
            return value
    entered: list[Object] = []
    it.enter(manager, entered.append, frame, node)
    return entered[0] if entered else _UNKNOWN


def request_attribute(it: Interpreter, request: Request, name: str) -> Object:
    """`request.name` in a fixture."""
    if name == "param":
        return request.cases if request.cases is not None else Unknown("parameter", "param")
    if name in {"cls", "instance"}:
        return request.test_class if request.test_class is not None else _UNKNOWN
    if name in {"addfinalizer", "getfixturevalue"}:
        return Method(request, name)
    return Unknown("attribute", name)


def request_method(
    it: Interpreter, request: Request, name: str, arguments: list[Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """A method of pytest's `request`."""
    if name == "addfinalizer" and arguments:
        register(it, request.registry, arguments[0], [], {}, node, frame)
        return _NONE
    if name in {"getfixturevalue", "getfuncargvalue"} and arguments and isinstance(arguments[0], Literal):
        return it.fixture(str(arguments[0].value))
    return _UNKNOWN


def register_inherited(
    it: Interpreter, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> bool:  # fmt: skip
    """Register a cleanup with a test case that another package's base class makes; whether that is what the call does."""
    if name not in REGISTERING or not arguments:
        return False
    registry = it.class_registry if "Class" in name or "Module" in name else it.registry
    register(it, registry, arguments[0], arguments[1:], keywords, node, frame)
    return True


def enter_inherited(
    it: Interpreter, name: str, arguments: list[Object], node: facts.AnyExpression, frame: Frame
) -> Object | None:
    """What a context manager gives that a test case, or its class, enters for as long as it lasts; None for other calls."""
    if name not in _ENTERING or not arguments:
        return None
    return entered(it, it.class_registry if "Class" in name else it.registry, arguments[0], node, frame)


_ENTERING = frozenset({"enterContext", "enterAsyncContext", "enterClassContext"})
