"""Parts of things: attributes, items and elements, read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from smelltest.link.knowledge.clients import VERBS
from smelltest.link.knowledge.isolation import DOUBLED
from smelltest.link.knowledge.verbs import words
from smelltest.link.play import databases, inheriting, models, own_databases, registries
from smelltest.link.play.frames import Frame
from smelltest.link.play.naming import decorator_names, is_property, note_read
from smelltest.link.play.objects import (
    ClassObject,
    Client,
    Closure,
    Draft,
    External,
    Instance,
    Mapping,
    Method,
    Mock,
    ModuleObject,
    Object,
    Origin,
    Registry,
    Request,
    Sequence,
    Super,
    freeze,
)
from smelltest.link.play.patching import stands_in
from smelltest.link.play.told import client_of
from smelltest.link.play.truth import mark_origin
from smelltest.link.values import (
    LIVE,
    Computed,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Pairs,
    Site,
    Step,
    Unknown,
)
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

_DICT_METHODS = frozenset(dir(dict))
UNKNOWN = Unknown("unknown")


def bind(it: Interpreter, target: facts.AnyExpression, value: Object, frame: Frame, node: facts.Statement) -> None:
    """Give a target of an assignment its value: a name, an attribute, an item, or several at once."""
    kind = type(target)
    if kind is facts.Name:
        name = cast(facts.Name, target).name
        if name in frame.global_names:
            it.globals[(frame.path, name)] = value
            it.memory.constants.pop((frame.path, name), None)
            it.emit_hand_over(Origin("global", frame.path, name), name, "assign", value, frame, node)
        elif name in frame.outer_names:
            for cell in frame.cells:
                if name in cell:
                    cell[name] = value
                    break
        else:
            frame.env[name] = value
    elif kind is facts.Attribute:
        attribute = cast(facts.Attribute, target)
        it.set_attribute(it.to_change(attribute.value, frame), attribute.name, value, frame, node)
    elif kind is facts.Subscript:
        subscript = cast(facts.Subscript, target)
        owner = it.to_change(subscript.value, frame)
        key = it.evaluate(subscript.index, frame)
        it.set_item(owner, key, value, frame, node)
        if type(subscript.value) is facts.Attribute and subscript.value.name == "dependency_overrides":
            own_databases.overridden(it, subscript, value, frame, node)
    elif kind is facts.Display:
        _unpack(it, cast(facts.Display, target), value, frame, node)
    elif kind is facts.Starred:
        it.bind(cast(facts.Starred, target).value, value, frame, node)


def _unpack(it: Interpreter, target: facts.Display, value: Object, frame: Frame, node: facts.Statement) -> None:
    items = it.elements(value)
    starred = next((i for i, item in enumerate(target.items) if isinstance(item, facts.Starred)), None)
    if items is not None and starred is None and len(items) == len(target.items):
        for item, element in zip(target.items, items, strict=True):
            it.bind(item, element, frame, node)
        return
    if items is not None and starred is not None and isinstance(value, Sequence) and not value.open:
        after = len(target.items) - starred - 1
        if len(items) >= len(target.items) - 1:
            parts = [*items[:starred], Sequence(items[starred : len(items) - after]), *items[len(items) - after :]]
            for item, element in zip(target.items, parts, strict=True):
                it.bind(item, element, frame, node)
            return
    for index, item in enumerate(target.items):
        part: Object
        if isinstance(item, facts.Starred):
            part = it.step(value, Step("slice"))
        elif items is not None and starred is None:
            part = UNKNOWN
        elif starred is not None and index > starred:
            part = it.subscript(value, Literal(index - len(target.items)), frame, item)
        elif _answers_several(it, value, target):
            part = it.step(value, Step("part", index, Site(frame.path, item.at)))
        else:
            part = it.subscript(value, Literal(index), frame, item)
        it.bind(item, part, frame, node)


def _answers_several(it: Interpreter, value: Object, target: facts.Display) -> bool:
    """Whether a call is taken to answer with several values: `users, total = client.users()`, or a wrapper of a request."""
    if not isinstance(value, Derived) or value.effect.access.kind not in {"sdk", "http"} or len(target.items) < 2:
        return False
    names = {
        word for item in target.items[1:] if type(item) is facts.Name for word in words(item.name.rstrip("0123456789"))
    }
    return not value.steps or not _ABOUT_AN_ANSWER.isdisjoint(names)


_ABOUT_AN_ANSWER = frozenset((
    "offset", "total", "count", "status", "code", "next", "cursor", "token", "page", "elapsed",
    "error", "err", "meta", "metadata", "info", "headers",
))  # fmt: skip
"""What comes beside the records in an answer of several values: `users, total = …`."""
_SENDING = frozenset(VERBS) | {"request", "send", "stream"}


def set_attribute(
    it: Interpreter, owner: Object, name: str, value: Object, frame: Frame, node: facts.Statement
) -> None:
    """Give an attribute of an object its value; what tests share of it is handed over."""
    if isinstance(owner, Instance):
        owner.attributes[name] = value
        if isinstance(value, Mock) and not is_test_code(owner.cls.ref.path):
            it.stood_in.add(DOUBLED)
        if owner.record is not None:
            _set_on_record(it, owner.record, name, value, frame, node)
        # What it remembers itself is its own affair, and so is what it is made with.
        if owner.origin is not None and frame.receiver is not owner and not frame.name.endswith("__new__"):
            it.touched(owner, name, value, frame, node)
    elif isinstance(owner, Draft):
        owner.fields.entries[name] = value
        if owner.record is not None:
            _set_on_record(it, owner.record, name, value, frame, node)
    elif isinstance(owner, ClassObject):
        it.statics.setdefault((owner.ref.path, owner.ref.node.qualname), {})[name] = value
        databases.notice_database(it, [Literal(name), value], frame, node)
        origin = Origin("class", f"{owner.ref.path}::{owner.ref.node.qualname}", name)
        if owner.cells or it.stage.name.endswith(".setUpTestData"):
            return  # A class that a function defines is new in each test, and Django gives each a copy of its own.
        mark_origin(value, origin)
        it.emit_hand_over(origin, name, "assign", value, frame, node)
    elif isinstance(owner, Client):
        owner.held.append(value)
        owner.noted[name] = value
        if name in _SENDING and stands_in(value):
            it.isolate_http(f"a stand-in for {name}", frame)
    elif isinstance(owner, Mapping):
        it.set_item(owner, Literal(name), value, frame, node)
    elif isinstance(owner, External) and owner.given is not None:
        owner.given.entries[name] = value
    elif isinstance(owner, External) and owner.dotted == "pytest":
        it.globals[("pytest", name)] = value
        it.emit_hand_over(Origin("global", "pytest", name), name, "assign", value, frame, node)
    elif isinstance(owner, ModuleObject):
        it.globals[(owner.path, name)] = value
        if not is_test_code(owner.path) and stands_in(value):
            it.isolate_http(f"a stand-in for {name}")
        if isinstance(value, (Mapping, Sequence)) and not (value.open or it.elements(value)):
            own_databases.emptied(it, owner.path, name, frame, node)
        it.emit_hand_over(Origin("global", owner.path, name), name, "assign", value, frame, node)
    elif isinstance(owner, Derived):
        _set_on_record(it, owner, name, value, frame, node)
    elif isinstance(owner, External) and owner.access is not None and stands_in(value):
        it.isolate_http(f"a stand-in for {name}", frame)
    elif isinstance(owner, (External, Unknown)):
        databases.notice_database(it, [Literal(name), value], frame, node)


def _set_on_record(
    it: Interpreter, record: Derived, name: str, value: Object, frame: Frame, node: facts.Statement
) -> None:
    it.emit_hand_over(Origin("record", str(record.effect.order), name), name, "assign",
        Pairs((("record", record), ("value", freeze(value, 3)))), frame, node,
    )  # fmt: skip


def _from_end(owner: Derived, key: Object) -> int | None:
    """The position that `rows[len(rows) - 1]` means, counted from the end."""
    if not isinstance(key, Computed) or key.operator != "-":
        return None
    count, less = key.operands
    if not isinstance(count, Derived) or count.effect is not owner.effect or count.steps[-1:] == ():
        return None
    number = less.value if isinstance(less, Literal) else None
    counted = count.steps[-1].kind == "count" and isinstance(number, int) and number > 0
    return -number if counted and isinstance(number, int) else None


def set_item(it: Interpreter, owner: Object, key: Object, value: Object, frame: Frame, node: facts.Statement) -> None:
    """Give an item of a mapping or a list its value; what tests share of it is handed over."""
    if isinstance(owner, Mapping):
        if isinstance(key, Literal):
            owner.entries[key.value] = value
        else:
            owner.open = True
        it.touched(owner, str(key.value) if isinstance(key, Literal) else "", value, frame, node)
    elif isinstance(owner, Sequence):
        if (
            isinstance(key, Literal)
            and isinstance(key.value, int)
            and -len(owner.items) <= key.value < len(owner.items)
        ):
            owner.items[key.value] = value
        it.touched(owner, "[]", value, frame, node)
    elif isinstance(owner, Derived):
        it.emit_hand_over(Origin("record", str(owner.effect.order), str(key.value) if isinstance(key, Literal) else ""), "[]",
            "assign", Pairs((("record", owner), ("value", freeze(value, 3)))), frame, node,
        )  # fmt: skip
    elif isinstance(owner, Method) and isinstance(owner.receiver, Client):
        owner.receiver.held.append(Mapping({key.value: value}) if isinstance(key, Literal) else value)
    else:
        if isinstance(value, Mock):
            it.stood_in.add(DOUBLED)
        databases.notice_database(it, [key, value], frame, node)


def touched(
    it: Interpreter, owner: Object, name: str, value: Object, frame: Frame, node: facts.Expression | facts.Statement
) -> None:
    """Record an in-place change of something that other tests can reach."""
    if isinstance(owner, Derived):
        it.emit_hand_over(Origin("record", str(owner.effect.order), name), name, "change",
            Pairs((("record", owner), ("value", freeze(value, 3)))), frame, node,
        )  # fmt: skip
        return
    origin = owner.origin if isinstance(owner, (Mapping, Sequence, Instance)) else None
    if origin is not None:
        if name == "clear" and origin.kind == "global":
            own_databases.emptied(it, origin.owner, origin.name, frame, node)
        it.emit_hand_over(origin, origin.name, "change", value, frame, node)


def attribute(it: Interpreter, owner: Object, name: str, frame: Frame, node: facts.AnyExpression) -> Object:
    """`owner.name`, not called."""
    kind = type(owner)
    if kind is Instance:
        return _instance_attribute(it, cast(Instance, owner), name, frame, node)
    if kind is External:
        return models.manager_of(it, owner, name) or _external_attribute(it, cast(External, owner), name)
    if kind is Draft:
        thing = cast(Draft, owner)
        if name in thing.fields.entries:
            return thing.fields.entries[name]
        if thing.record is not None:
            return it.step(thing.record, Step("attribute", name, Site(frame.path, node.at)))
        return Unknown("attribute", name)
    if kind is Derived:
        return it.step(owner, Step("attribute", name, Site(frame.path, node.at)))
    if kind is ModuleObject:
        path = cast(ModuleObject, owner).path
        return it.module_attribute(path, name) or Unknown("attribute", name)
    if kind is ClassObject:
        found = it.class_attribute(cast(ClassObject, owner), name)
        if (found is None or isinstance(found, External)) and (model := models.model_of(it, owner)) is not None:
            # The column of a model, which stands in conditions: `User.id == 4`.
            return models.manager_of(it, owner, name) or External(f"{model}.{name}")
        if found is None and name == "__name__":
            return Literal(cast(ClassObject, owner).ref.node.name)
        if found is None:
            manager = models.manager_of(it, owner, name)
            if manager is not None:
                return manager
            if name == "objects":
                return External(f"{cast(ClassObject, owner).ref.node.name}.objects")
            return it.inherited(cast(ClassObject, owner), name) or Unknown("attribute", name)
        bound = type(found) is Closure and "classmethod" in decorator_names(found)
        return Method(owner, name) if bound else found
    if kind is Super:
        return Method(owner, name)
    if kind is Made:
        return owner
    if kind is Joined or kind is Literal:
        if name in {"value", "name", "parent", "url"}:
            return owner
        return Method(owner, name)
    if kind is Mock:
        return owner
    if kind is Request:
        return registries.request_attribute(it, cast(Request, owner), name)
    if kind is Client and name in cast(Client, owner).noted:
        return cast(Client, owner).noted[name]
    if kind in (Mapping, Sequence, Client, Registry):
        if kind is Mapping and _is_entry(cast(Mapping, owner), name):
            return cast(Mapping, owner).entries[name]
        if kind is Mapping and name == "cells":
            return Sequence(list(cast(Mapping, owner).entries.values()))
        if kind is Sequence and name == "rows":
            return owner
        return Method(owner, name)
    if kind is Unknown:
        unknown = cast(Unknown, owner)
        if unknown.reason == LIVE:
            return unknown
        return client_of(it, name) or Unknown("attribute", name, unknown.inside)
    if kind is Configured:
        return Configured(f"{cast(Configured, owner).name}.{name}")
    return Unknown("attribute", name)


def _is_entry(mapping: Mapping, name: str) -> bool:
    """Whether an attribute of what stands for an object is one of its entries, and no method of a dict."""
    return name in mapping.entries and (mapping.named or name not in _DICT_METHODS)


def _instance_attribute(it: Interpreter, owner: Instance, name: str, frame: Frame, node: facts.AnyExpression) -> Object:
    if name in owner.attributes:
        known = owner.attributes[name]
        return known if not isinstance(known, Unknown) else _part_of_client(it, owner, name) or known
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return Mapping(owner.attributes)  # What is written to it is written to the object.
    found = it.class_attribute(owner.cls, name)
    if isinstance(found, Closure):
        if is_property(found):
            return it.call_closure(found, [], {}, node, frame, owner)
        return Method(owner, name)
    if found is not None:
        return found
    getter = it.class_attribute(owner.cls, "__getattr__")
    if isinstance(getter, Closure):
        return it.call_closure(getter, [Literal(name)], {}, node, frame, owner)
    return it.inherited(owner.cls, name, owner) or _part_of_client(it, owner, name) or Unknown("attribute", name)


def _part_of_client(it: Interpreter, owner: Instance, name: str) -> Object | None:
    """What a client that the product brings has under a name, where its own code could not tell."""
    if owner.access is None or name.startswith("_"):
        return None
    return External(f"{owner.cls.ref.node.name}().{name}", owner.access)


def inherited(it: Interpreter, cls: ClassObject, name: str, owner: Instance | None = None) -> Object | None:
    """What a base class of another package gives under a name."""
    if name == "live_server_url":
        return Unknown(LIVE, name)
    if owner is not None and owner.external is not None:
        return Method(owner.external, name)
    for base in it.program.bases(cls.ref.path, cls.ref.node):
        client = inheriting.client_of_base(base)
        if client is not None:
            return Method(client, name)
        test_client = inheriting.client_of_test_case(base, name)
        if test_client is not None:
            return test_client
        if "." in base and base.rsplit(".", 1)[-1].endswith(("TestCase", "Test", "TestBase")):
            return Method(External(base + "()"), name)
    client = client_of(it, name)
    if client is not None:
        return client
    bases = it.program.bases(cls.ref.path, cls.ref.node)
    return Method(External(bases[0] + "()"), name) if bases else None


def _external_attribute(it: Interpreter, owner: External, name: str) -> Object:
    if owner.given is not None and name in owner.given.entries:
        return owner.given.entries[name]
    dotted = f"{owner.dotted}.{name}"
    if name == "__name__":  # As in `method.__name__ == "get"`, of a `method` that is `requests.get`.
        return Literal(owner.dotted.rpartition(".")[-1])
    if dotted == "os.environ":
        return External(dotted)
    if owner.dotted == "pytest":  # Some suites keep what one test made for the next under a name of pytest's.
        kept = it.globals.get(("pytest", name))
        note_read(it, kept or Unknown("kept"), "global", "pytest", name)
        return kept or External(dotted)
    return External(dotted, owner.access, owner.records, owner.arguments)


_CALLED = frozenset({Method, Closure, External})
"""What is kept in a table in order to be called."""


def subscript(it: Interpreter, owner: Object, key: Object, frame: Frame, node: facts.AnyExpression) -> Object:
    """`owner[key]`."""
    kind = type(owner)
    value = key.value if isinstance(key, Literal) else None
    if kind is Derived:
        site = Site(frame.path, node.at)
        if isinstance(value, (str, int)):
            return it.step(owner, Step("item", value, site))
        from_end = _from_end(cast(Derived, owner), key)
        if from_end is not None:
            return it.step(owner, Step("item", from_end, site))
        return it.step(owner, Step("item", None, site, (freeze(key, 3),)))
    if kind is Mapping:
        mapping = cast(Mapping, owner)
        if isinstance(key, Literal) and value in mapping.entries:
            return mapping.entries[value]
        if type(value) is int and not mapping.open and 0 <= value < len(mapping.entries) and mapping.missing is None:
            return list(mapping.entries.values())[value]  # A row of a table goes by position, too.
        if not isinstance(key, Literal) and len(mapping.entries) == 1 and not mapping.open:
            return next(iter(mapping.entries.values()))
        if type(key) is Unknown and any(type(entry) in _CALLED for entry in mapping.entries.values()):
            return Unknown("choice")  # `{"get": session.get, "post": session.post}[method]`.
        if isinstance(key, Literal) and mapping.missing is not None:
            made = mapping.entries[value] = it.call(mapping.missing, [], {}, node, frame)
            if mapping.origin is not None:
                mark_origin(made, mapping.origin)
            return made
        return Unknown("item", str(value) if value is not None else None)
    if kind is Sequence:
        items = cast(Sequence, owner).items
        if isinstance(value, int) and -len(items) <= value < len(items) and not cast(Sequence, owner).open:
            return items[value]
        picked = (
            cast(Sequence, owner).at(Step("item", value, Site(frame.path, node.at))) if isinstance(value, int) else None
        )
        return picked or Unknown("item")
    if kind is External:
        external = cast(External, owner)
        if external.dotted == "os.environ":
            return Configured(str(value))
        if external.dotted.endswith(".codes") and isinstance(value, str):
            return External(f"{external.dotted}.{value}")  # `requests.codes["forbidden"]`
        if external.access is not None:
            return External(external.dotted + "[]", external.access, (*external.records, key))
        return external if "(" not in external.dotted else Unknown("item", None)
    if kind is Configured:
        return Configured(f"{cast(Configured, owner).name}.{value}")
    if kind is Instance:
        getter = it.method(cast(Instance, owner), "__getitem__")
        if getter is not None:
            return it.call(getter, [key], {}, node, frame)
    if kind is Made:
        return owner
    if kind is Mock:
        return owner
    if kind is ClassObject:
        return owner
    if kind is Unknown:
        return Unknown("item", str(value) if value is not None else None, cast(Unknown, owner).inside)
    return Unknown("item")


def step(it: Interpreter, owner: Object, step: Step) -> Object:
    """What lies a step further in a value: in an answer a part of that, else nothing that is known."""
    if isinstance(owner, Derived):
        if len(owner.steps) > 24:
            return owner
        return Derived(owner.effect, (*owner.steps, step))
    if isinstance(owner, Unknown):
        return Unknown(step.kind, None, owner.inside)
    return Unknown(step.kind)


def merge(it: Interpreter, mapping: Mapping, other: Object) -> None:
    """Add another dict's entries."""
    if isinstance(other, (Mapping, Pairs)):
        mapping.entries.update(other.entries)
        mapping.open = mapping.open or other.open
    elif isinstance(other, Instance):
        mapping.entries.update(other.attributes)
    else:
        mapping.open = True


def elements(it: Interpreter, value: Object) -> list[Object] | None:
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


def each(it: Interpreter, value: Object, frame: Frame, node: facts.Expression | facts.Statement) -> Object:
    """One element of something, any of them."""
    if isinstance(value, Derived):
        return it.step(value, Step("each", None, Site(frame.path, node.at)))
    if isinstance(value, Sequence) and value.items:
        return value.items[0]
    if isinstance(value, (Unknown, Made)):
        return value if isinstance(value, Made) else Unknown("each", value.name, value.inside)
    return Unknown("each")
