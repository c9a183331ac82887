"""Which functions of the product are not worth following, since they lead to no effect."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from smelltest.link.play.frames import Exhausted, Frame, result_of
from smelltest.link.play.naming import manages
from smelltest.link.play.objects import ClassObject, Client, Closure, Instance, Object
from smelltest.link.program.walking import within
from smelltest.link.timeline import Effect
from smelltest.link.values import Unknown
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter
    from smelltest.link.program.names import ClassRef


_MAX_PROBE = 300
_BARREN_WORK = 40


def is_barren(it: Interpreter, closure: Closure) -> bool:
    """Whether a function of the product is not worth following: tried once, with nothing known of its arguments.

    So the verdict is the same wherever the first call stands.
    """
    function = closure.function
    if is_test_code(closure.path) or isinstance(function, facts.Lambda):
        return False
    known = it.memory.barren.get(id(function))
    if known is not None:
        return known
    it.memory.barren[id(function)] = False
    barren, refused = _is_idle(it, closure, {})
    if barren and refused and closure.owner is not None:
        barren, _ = _is_idle(it, closure, _left_out(it.class_attribute(ClassObject(closure.owner), "__init__")))
    it.memory.barren[id(function)] = barren
    return barren


def _is_idle(it: Interpreter, closure: Closure, given: dict[str, Object]) -> tuple[bool, bool]:
    """Whether a function does much and asks nobody, tried with an object that was made with what is given.

    And whether it raised an error, be it in the making: `if self.session is None: raise ValueError`.
    """
    function = cast(facts.Function, closure.function)
    probe = it.probe()
    probe.limit = _MAX_PROBE
    receiver = None if closure.owner is None else _receiver(probe, closure, closure.owner, given)
    inner, endless = probe.frame_of(closure, [], {}, receiver), True
    with contextlib.suppress(Exhausted, RecursionError):
        probe.block(function.body, inner)
        endless = False
    idle = not probe.reached and not any(isinstance(event, Effect) for event in probe.events)
    much = probe.work > _BARREN_WORK
    if idle and much and not endless:
        built = receiver if function.name == "__init__" else result_of(inner)
        much = not isinstance(built, Client) and not (isinstance(built, Instance) and _sends(it, built))
    return idle and much, probe.raised


def forget(it: Interpreter, function: facts.Function | facts.Lambda, receiver: Object | None) -> None:
    """Know no more of an object what a method sets that is not followed: `self._settings = yaml.safe_load(file)`."""
    if not isinstance(receiver, Instance) or not isinstance(function, facts.Function):
        return
    names = it.memory.setting.get(id(function))
    if names is None:
        names = it.memory.setting[id(function)] = _set_by(function)
    for name in names:
        receiver.attributes[name] = Unknown("call", function.name)


def _set_by(method: facts.Function) -> frozenset[str]:
    """The attributes that a method gives its object."""
    this = method.parameters[0].name if method.parameters else ""
    targets = (target for part in within(method.body) if isinstance(part, facts.Assign) for target in part.targets)
    return frozenset(
        target.name
        for target in targets
        if isinstance(target, facts.Attribute) and isinstance(target.value, facts.Name) and target.value.name == this
    )


def _sends(it: Interpreter, instance: Instance) -> bool:
    """Whether any method of an object reaches out: what comes of an object shows only in its use."""
    cls = instance.cls.ref.node
    known = it.memory.sending.get(id(cls))
    if known is not None:
        return known
    it.memory.sending[id(cls)] = True
    it.memory.judging.add(id(cls))
    sends = any(_reaches_out(it, method, instance) for method in _methods(it, instance.cls.ref)) or any(
        _leads_out(it, held) for name, held in instance.attributes.items() if not name.startswith("_")
    )
    it.memory.judging.discard(id(cls))
    it.memory.sending[id(cls)] = sends
    return sends


def _leads_out(it: Interpreter, held: Object) -> bool:
    """Whether a part that an object shows to its users reaches out: the clients of a facade."""
    if not isinstance(held, Instance):
        return isinstance(held, Client)
    # A part that knows the whole says nothing new of it: a router's lifespan that holds the router.
    return id(held.cls.ref.node) not in it.memory.judging and _sends(it, held)


def _methods(it: Interpreter, cls: ClassRef) -> Iterator[Closure]:
    """The methods that a class has and inherits, those that only Python calls left out."""
    seen: set[str] = set()
    for ref in it.program.order(cls):
        for function in ref.node.body:
            if isinstance(function, facts.Function) and function.name not in seen:
                seen.add(function.name)
                if not function.name.startswith("__") or function.name in _CALLED:
                    yield Closure(ref.path, function, (), ref, manages(function))


def _is_asked(call: facts.Call, given: set[str]) -> bool:
    """Whether a call is `self.part.method(…)` of such a part."""
    part = call.function.value if isinstance(call.function, facts.Attribute) else None
    return isinstance(part, facts.Attribute) and isinstance(part.value, facts.Name) and part.name in given


_CALLED = frozenset({"__call__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__getattr__"})
"""Methods that stand for what a user of the object does."""


def _reaches_out(it: Interpreter, method: Closure, instance: Instance) -> bool:
    """Whether a method asks a client for something, tried with nothing known of its arguments.

    What the object was given when it was made may be that client.
    """
    given = {name for name, value in instance.attributes.items() if isinstance(value, Unknown)}
    if any(_is_asked(call, given) for call in within(method.function) if isinstance(call, facts.Call)):
        return True
    probe = it.probe()
    probe.limit = _MAX_PROBE
    try:
        probe.block(cast(facts.Function, method.function).body, probe.frame_of(method, [], {}, instance))
    except (Exhausted, RecursionError):
        return True
    return probe.reached or any(isinstance(event, Effect) for event in probe.events)


def _tried_instance(probe: Interpreter, closure: Closure, given: dict[str, Object]) -> Object:
    """An object of the class around a method, made with nothing known: it has its session, if it makes one."""
    assert closure.owner is not None
    cls = ClassObject(closure.owner)
    try:
        return probe.instantiate(cls, [], given, cast(Any, closure.function), Frame(closure.path, "", {}))
    except (Exhausted, RecursionError):
        return Instance(cls)
    finally:
        probe.work = 0


def _receiver(probe: Interpreter, closure: Closure, owner: ClassRef, given: dict[str, Object]) -> Object:
    """What a method is tried with: an object, or for one of the class that class, so that it can make objects of it."""
    decorators = closure.function.decorators if isinstance(closure.function, facts.Function) else ()
    if any(isinstance(one, facts.Name) and one.name == "classmethod" for one in decorators):
        return ClassObject(owner)
    return _tried_instance(probe, closure, given)


def _left_out(initialiser: Object | None) -> dict[str, Object]:
    """What may be left out when an object is made, but seldom is: `if url is None: raise ValueError`."""
    function = initialiser.function if isinstance(initialiser, Closure) else None
    if not isinstance(function, facts.Function):
        return {}
    defaults = ((given.name, given.default) for given in function.parameters)
    return {
        name: Unknown("parameter", name)
        for name, given in defaults
        if isinstance(given, facts.Constant) and given.value is None
    }
