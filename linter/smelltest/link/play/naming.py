"""What names stand for while a test runs: names of frames and modules, and the members of classes."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from smelltest.link.play.frames import Frame
from smelltest.link.play.objects import (
    ClassObject,
    Client,
    Closure,
    External,
    Instance,
    Method,
    Mock,
    ModuleObject,
    Object,
    Origin,
)
from smelltest.link.play.truth import mark_origin
from smelltest.link.program.names import ClassRef, Definition
from smelltest.link.timeline import Stage
from smelltest.link.values import Configured, Joined, Literal, Made, Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

_BUILTINS = frozenset(dir(builtins))
_CONSTANT = (Literal, External, Closure, ClassObject, ModuleObject, Made, Joined, Configured)
UNKNOWN = Unknown("unknown")


def manages(function: facts.Function) -> bool:
    """Whether a function is a context manager."""
    if not function.yields:
        return False
    for decorator in function.decorators:
        target = decorator.function if isinstance(decorator, facts.Call) else decorator
        name = target.name if isinstance(target, (facts.Name, facts.Attribute)) else ""
        if "contextmanager" in name:
            return True
    return False


def imported(it: Interpreter, path: str, node: facts.Import) -> Object:
    """What an import binds."""
    definition = it.program.imported(path, node)
    return UNKNOWN if definition is None else it.defined(definition, node.name or node.bound)


def name(it: Interpreter, name: str, frame: Frame) -> Object | None:
    """What a name stands for, or None."""
    env = frame.env
    if name in env and name not in frame.global_names:
        return env[name]
    for cell in frame.cells:
        if name in cell:
            return cell[name]
    found = it.module_attribute(frame.path, name)
    if found is not None:
        return found
    if name in _BUILTINS:
        return External(name)
    note_read(it, UNKNOWN, "global", frame.path, name)
    return None


def module_attribute(it: Interpreter, path: str, name: str) -> Object | None:
    """What a name of a module stands for, following its imports."""
    key = (path, name)
    found = it.globals.get(key)
    if found is not None:
        note_read(it, found, "global", path, name)
        return found
    found = it.memory.constants.get(key)
    if found is not None:
        note_read(it, found, "global", path, name)
        return found
    definition = it.program.attribute(Definition("module", path), name)
    if definition is None:
        return None
    found = it.defined(definition, name)
    if isinstance(found, Literal) and found.value is None:
        found = _placed(it, definition, name) or found
    if isinstance(found, _CONSTANT) and getattr(found, "given", None) is None:
        it.memory.constants[key] = found
    note_read(it, found, "global", definition.path, name)
    it.globals[key] = found
    return found


_NO_STATE = frozenset({Closure, ClassObject, ModuleObject, External, Client, Mock})


def note_read(it: Interpreter, found: Object, kind: str, owner: str, name: str) -> None:
    """Record that a test reads what other tests can reach too, unless it set that itself before."""
    if type(found) in _NO_STATE or it.changing or it.stage.scope != "function" or it.stage.teardown:
        return
    origin = getattr(found, "origin", None)
    key = (origin.kind, origin.owner, origin.name) if origin is not None else (kind, owner, name)
    if key not in it.assigned:
        it.shared.add(key)


def defined(it: Interpreter, definition: Definition, name: str) -> Object:
    """The object that a module-level definition makes; `name` is what it goes by where it was asked for."""
    node = definition.node
    if isinstance(node, facts.Function):
        return Closure(definition.path, node, (), _class_around(it, definition), manages(node))
    if isinstance(node, facts.Class):
        return ClassObject(it.program.ref(definition.path, node))
    if definition.kind == "module":
        return ModuleObject(definition.path)
    if definition.kind == "external":
        return External(definition.path)
    if node is None:
        return UNKNOWN
    name = definition.name or name
    key = (definition.path, name)
    known = it.globals.get(key)
    if known is not None:
        return known
    if key in it.active:
        return UNKNOWN
    value = it.module_value(definition.path, node, name, key)
    it.globals[key] = value
    return value


def _placed(it: Interpreter, definition: Definition, name: str) -> Object | None:
    """What a function puts in the place of a global `name = None`: `global client; client = Minio(…)`."""
    names = it.program.names(definition.path)
    for function in names.functions.values() if names is not None else ():
        declared = any(isinstance(s, facts.Outer) and s.kind == "global" and name in s.names for s in function.body)
        for statement in function.body if declared else ():
            if not isinstance(statement, facts.Assign):
                continue
            if any(isinstance(target, facts.Name) and target.name == name for target in statement.targets):
                happened = len(it.events)
                with it.elsewhere(Stage("module", "module", "", definition.path)):
                    value = it.evaluate(statement.value, Frame(definition.path, "", {}))
                del it.events[happened:]  # That it happens is not known, only what it would be.
                return value if isinstance(value, (External, Client, Instance)) else UNKNOWN
    return None


def _class_around(it: Interpreter, definition: Definition) -> ClassRef | None:
    """The class in whose body a function stands that was reached as `Class.method`."""
    assert isinstance(definition.node, facts.Function)
    outer = definition.node.qualname.rpartition(".")[0]
    names = it.program.names(definition.path)
    node = names.classes.get(outer) if names is not None and outer else None
    return None if node is None else it.program.ref(definition.path, node)


def module_value(it: Interpreter, path: str, node: facts.AnyStatement, name: str, key: object) -> Object:
    """Run one statement of a module and take what it binds to the name."""
    frame = Frame(path, "", {})
    with it.elsewhere(Stage("module", "module", "", path)):
        it.active.append(key)
        try:
            it.run(node, frame)
        finally:
            it.active.pop()
    value = frame.env.get(name, UNKNOWN)
    mark_origin(value, Origin("global", path, name))
    return value


def class_attribute(it: Interpreter, cls: ClassObject, name: str) -> Object | None:
    """A class's own or inherited attribute or method."""
    for ref in it.program.order(cls.ref):
        key = (ref.path, ref.node.qualname)
        statics = it.statics.get(key)
        if statics is not None and name in statics:
            note_read(it, statics[name], "class", f"{ref.path}::{ref.node.qualname}", name)
            return statics[name]
        binding = it.program.member(ref, name)
        if binding is None:
            continue
        owner = f"{ref.path}::{ref.node.qualname}"
        constant = it.memory.constants.get((ref.path, f"{ref.node.qualname}.{name}"))
        if constant is not None:
            note_read(it, constant, "class", owner, name)
            return constant
        found = _member(it, cls, ref, binding, name)
        fixed = isinstance(found, (Literal, Closure, ClassObject, External, Joined)) and not cls.cells
        if fixed and getattr(found, "given", None) is None:
            it.memory.constants[(ref.path, f"{ref.node.qualname}.{name}")] = found
        else:
            it.statics.setdefault(key, {})[name] = found
        note_read(it, found, "class", owner, name)
        return found
    note_read(it, UNKNOWN, "class", f"{cls.ref.path}::{cls.ref.node.qualname}", name)
    return None


def _member(it: Interpreter, cls: ClassObject, ref: ClassRef, node: facts.AnyStatement, name: str) -> Object:
    if isinstance(node, facts.Function):
        return Closure(ref.path, node, cls.cells, ref, manages(node))
    if isinstance(node, facts.Class):
        return ClassObject(it.program.ref(ref.path, node), cls.cells)
    key = (ref.path, ref.node.qualname, name)
    if key in it.active or isinstance(node, facts.Declare):
        return UNKNOWN
    frame = Frame(ref.path, ref.node.qualname, _ClassEnv(it, ref, name), cls.cells)
    with it.elsewhere(Stage("module", "class", ref.node.qualname, ref.path)):
        it.active.append(key)
        try:
            it.run(node, frame)
        finally:
            it.active.pop()
    value = frame.env.get(name, UNKNOWN)
    mark_origin(value, Origin("class", f"{ref.path}::{ref.node.qualname}", name))
    return value


def method(it: Interpreter, owner: Instance, name: str) -> Object | None:
    """A method of an object, bound to it."""
    found = it.class_attribute(owner.cls, name)
    return Method(owner, name) if isinstance(found, Closure) else None


def decorator_names(closure: Closure) -> list[str]:
    """The last names of what decorates a function."""
    if not isinstance(closure.function, facts.Function) or not closure.function.decorators:
        return []
    names = []
    for decorator in closure.function.decorators:
        target = decorator.function if isinstance(decorator, facts.Call) else decorator
        if isinstance(target, (facts.Name, facts.Attribute)):
            names.append(target.name)
    return names


def is_property(closure: Closure) -> bool:
    """Whether a method is read as an attribute."""
    return any(name in {"property", "cached_property", "getter"} for name in decorator_names(closure))


class _ClassEnv(dict[str, Object]):
    """The names that a class body sees: its own members, evaluated as they are asked for."""

    def __init__(self, interpreter: Interpreter, ref: ClassRef, current: str) -> None:
        super().__init__()
        self._interpreter = interpreter
        self._ref = ref
        self._current = current

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 - `get` would ask itself without end

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        return name != self._current and self._interpreter.program.member(self._ref, str(name)) is not None

    def __getitem__(self, name: str) -> Object:
        if super().__contains__(name):
            return super().__getitem__(name)
        found = self._interpreter.class_attribute(ClassObject(self._ref), name)
        return UNKNOWN if found is None else found
