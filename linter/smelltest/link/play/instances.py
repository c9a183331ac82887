"""Objects of the suite's own classes, and what such a class is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smelltest.link.knowledge import orm, verbs
from smelltest.link.play import borders, databases, factories, inheriting, own_databases, patching, products
from smelltest.link.play.frames import Frame
from smelltest.link.play.objects import ClassObject, Closure, Instance, Object
from smelltest.link.program.walking import called
from smelltest.link.values import Site
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter


def instantiate(
    it: Interpreter,
    cls: ClassObject,
    arguments: list[Object],
    keywords: dict[str, Object],
    node: facts.AnyExpression,
    frame: Frame,
) -> Object:
    """Make an object of one of the suite's own classes."""
    made = factories.factory_call(it, cls, "", arguments, keywords, node, frame)
    if made is not None:
        return made
    instance = _begun(it, cls, arguments, keywords, node, frame) or Instance(cls, frame.path)
    if patching.answers_for(cls.ref.node.name, (*arguments, *keywords.values())):
        it.isolate_http(cls.ref.node.name, frame, node)
    if it.database is None and it.stage.kind == "fixture" and it.stage.scope == "function" and _rolls_back(it, cls):
        it.isolate_database(f"{cls.ref.node.name} rolls back when it is closed", frame, node)
    if not is_test_code(cls.ref.path) and not (_holds_data(it, cls) and not verbs.client_class(cls.ref.node.name)):
        instance.access = products.access_of_product(cls.ref.node.name, arguments, keywords, Site(frame.path, node.at))
    initialiser = it.class_attribute(cls, "__init__")
    if isinstance(initialiser, Closure):
        with borders.bounded(it, instance):
            it.call_closure(initialiser, arguments, keywords, node, frame, instance)
        if instance.external is None:
            inheriting.initialise(it, instance, [], {}, node, frame)
    else:
        inheriting.construct(it, instance, arguments, keywords, node, frame)
    if it.database is None and not it.passing:
        _note_database(it, instance, arguments, keywords, node, frame)
    return instance


def _begun(
    it: Interpreter, cls: ClassObject, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Instance | None:  # fmt: skip
    """What a class makes in `__new__`, as one does of which there is to be one object only."""
    maker = it.class_attribute(cls, "__new__")
    made = it.call_closure(maker, arguments, keywords, node, frame, cls) if isinstance(maker, Closure) else None
    return made if isinstance(made, Instance) and made.cls.ref is cls.ref else None


def _note_database(
    it: Interpreter, instance: Instance, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> None:  # fmt: skip
    """Take note of an application that is made with a database of its own."""
    if keywords and it.stage.scope == "function" and own_databases.in_memory(keywords):
        it.isolate_database(f"{instance.cls.ref.node.name} in memory", frame, node)
    elif is_test_code(instance.cls.ref.path):
        if it.stage.scope == "function" and own_databases.fakes_database(instance.cls.ref.node.name):
            it.isolate_database(f"{instance.cls.ref.node.name} in the place of a database", frame, node)
        elif keywords:
            databases.notice_database(it, [], frame, node, keywords)
    elif own_databases.is_of_its_own(it, instance, (*arguments, *keywords.values())):
        if it.stage.scope == "function":
            it.isolate_database(f"{instance.cls.ref.node.name} in a temporary folder", frame, node)
        it.passing = True


def _rolls_back(it: Interpreter, cls: ClassObject) -> bool:
    """Whether a class of the tests' own begins a transaction, and takes it back when whoever holds it lets it go."""
    if not is_test_code(cls.ref.path):
        return False
    known = it.memory.rolls_back.get(id(cls.ref.node))
    if known is None:
        members = it.program.members(cls.ref)
        known = it.memory.rolls_back[id(cls.ref.node)] = any(
            name in _CLOSING and isinstance(member, facts.Function) and "rollback" in called(member.body)
            for name, member in members.items()
        ) and any("transaction" in called(member) or "begin" in called(member) for member in members.values())
    return known


_CLOSING = frozenset({"close", "aclose", "stop", "shutdown", "terminate", "disconnect", "__exit__", "__aexit__"})


def _holds_data(it: Interpreter, cls: ClassObject) -> bool:
    """Whether a class only holds values together, whatever they are called: a dataclass, a model of a payload."""
    known = it.memory.holds_data.get(id(cls.ref.node))
    if known is None:
        known = it.memory.holds_data[id(cls.ref.node)] = _is_data(it, cls)
    return known


def _is_data(it: Interpreter, cls: ClassObject) -> bool:
    bases = it.program.bases(cls.ref.path, cls.ref.node)
    if any(map(orm.is_model_base, bases)):
        return True
    declared = any(map(_DATA_BASE.search, bases)) or any(
        (it.program.dotted(cls.ref.path, decorator) or "").rpartition(".")[2] in _DATA_DECORATORS
        for decorator in cls.ref.node.decorators
    )
    return declared and not any(
        isinstance(member, facts.Function)
        and verbs.kind_of(name) in {"create", "delete"}
        and verbs.noun_of(name) is not None
        for ref in it.program.mro(cls.ref.path, cls.ref.node)
        for name, member in it.program.members(ref).items()
        if not name.startswith("_")
    )


_DATA_BASE = re.compile(r"(?:^|\.)(?:BaseModel|NamedTuple|TypedDict|Struct|GenericModel)$")
_DATA_DECORATORS = frozenset({"dataclass", "define", "frozen", "attrs"})
