"""Records of the suite's or the product's models: made, saved, looked up and deleted, as effects on a database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smelltest.link.knowledge import orm
from smelltest.link.play.objects import ClassObject, Draft, External, Instance, Mapping, Object, freeze
from smelltest.link.timeline import Access, Effect, HandOver
from smelltest.link.values import Comparison, Derived, Literal, Pairs, Symbol, Unknown, Value
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

NONE = Literal(None)
UNKNOWN = Unknown("unknown")


# What is a model


def model_of(it: Interpreter, thing: Object) -> str | None:
    """The name of the model that a class is, or whose manager or record something is."""
    if isinstance(thing, Draft):
        return thing.model
    if isinstance(thing, Instance):
        return model_of(it, thing.cls)
    if isinstance(thing, ClassObject):
        bases = it.program.bases(thing.ref.path, thing.ref.node)
        return thing.ref.node.name if any(map(orm.is_model_base, bases)) else None
    if isinstance(thing, External):
        if thing.dotted == "django.contrib.auth.get_user_model()":
            return "User"
        return thing.dotted.rsplit(".", 1)[-1] if orm.is_model(thing.dotted) else None
    return None


def manager_of(it: Interpreter, owner: Object, name: str) -> External | None:
    """`Model.objects`: what reaches a model's records."""
    if name not in orm.MANAGERS:
        return None
    model = model_of(it, owner)
    if model is None and isinstance(owner, External) and name == "objects" and "(" not in owner.dotted:
        last = owner.dotted.rsplit(".", 1)[-1]
        model = last if last[:1].isupper() else None
    return External(f"{model}.{name}", access_to(model)) if model is not None else None


def made_for_tests(dotted: str) -> bool:
    """Whether a factory of another package is one of test data: `myshop.factories.UserFactory`."""
    module, _, name = dotted.rpartition(".")
    return (
        orm.is_factory(name)
        and "()" not in dotted
        and name not in _DECLARING
        and _OF_FACTORIES.search(module) is not None
    )


_OF_FACTORIES = re.compile(r"factories|(?:^|[._])factory(?:$|[._])", re.IGNORECASE)
"""Modules of factories of records: `errorfactory` is none."""


_DECLARING = frozenset({"SubFactory", "RelatedFactory"})
"""What a factory declares its fields with is no factory itself."""


def access_to(model: str, kind: str = "orm") -> Access:
    """How a model is reached: by a mapper, in the process itself."""
    return Access(kind, model, "resolved", in_process=True)


def resource_of(model: str) -> str:
    """The resource that a model stands for: `order_line` of `OrderLine`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model.split(".", maxsplit=1)[0]).lower()


# Managers and queries


def look_up(
    it: Interpreter, access: Access, resource: str | None, verb: str, arguments: list[Object],
    keywords: dict[str, Object], filters: Pairs, node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A lookup of records of a model, of one where the verb says so."""
    asked = Pairs((*filters.entries, *filters_of(arguments, keywords).entries))
    single = verb in {"get", "aget", "get_or_none", "get_by_id"}
    read = emit(it, "read", "get" if single else "list", access, resource, (), Pairs(()), asked, node, frame)
    return Derived(read)


def filters_of(arguments: list[Object], keywords: dict[str, Object]) -> Pairs:
    """What records are looked up by: keywords, and comparisons (`User.email == email`)."""
    entries = [(re.sub(r"__(?:exact|iexact|in)$", "", key), freeze(value, 3)) for key, value in keywords.items()]
    for argument in arguments:
        value = freeze(argument, 3)
        if isinstance(value, Comparison):
            dotted = value.left.dotted if isinstance(value.left, Symbol) else getattr(value.left, "name", None) or ""
            entries.append((str(dotted).rsplit(".", 1)[-1], value.right))
        elif isinstance(value, Pairs):
            entries.extend(value.entries)
        elif not isinstance(value, Symbol):
            entries.append(("id" if isinstance(value, Literal) else "", value))
    return Pairs(tuple(entries))


def fields_of(arguments: list[Object], keywords: dict[str, Object]) -> Pairs:
    """The fields that a record is given, as keywords or in mappings."""
    entries: list[tuple[str, Value]] = []
    for argument in arguments:
        value = freeze(argument, 4)
        if isinstance(value, Pairs):
            entries.extend(value.entries)
    for key, argument in keywords.items():
        value = freeze(argument, 4)
        if key == "defaults" and isinstance(value, Pairs):
            entries.extend(value.entries)
        elif key != "**":
            entries.append((key, value))
    return Pairs(tuple(entries), "**" in keywords)


def change(
    it: Interpreter, record: Derived, name: str, keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """A change of a record, by what a method of it is given and what was set on it before."""
    effect = record.effect
    given = fields_of([], keywords)
    if name in orm.SAVES:
        given = Pairs((*_set_on(it, record), *given.entries), given.open)
    return Derived(emit(it, "change", name, effect.access, effect.resource, (record,), given, Pairs(()), node, frame))


def _set_on(it: Interpreter, record: Derived) -> Iterator[tuple[str, Value]]:
    """The attributes of a record that were set since it was kept last: what its `save()` writes."""
    seen: set[str] = set()
    for event in reversed(it.events):
        if isinstance(event, Effect):
            kept = event is record.effect or any(
                isinstance(one, Derived) and one.effect is record.effect for one in event.segments[:1]
            )
            if kept and event.kind != "read":
                return
        elif isinstance(event, HandOver) and event.kind == "record" and isinstance(event.value, Pairs):
            owner = event.value.get("record")
            if isinstance(owner, Derived) and owner.effect is record.effect and event.name not in seen:
                seen.add(event.name)
                yield event.name, event.value.get("value") or UNKNOWN


def delete(it: Interpreter, record: Derived, verb: str, node: facts.AnyExpression, frame: Frame) -> Object:
    """A delete of a record."""
    nothing, effect = Pairs(()), record.effect
    return Derived(emit(it, "delete", verb, effect.access, effect.resource, (record,), nothing, nothing, node, frame))


def emit(
    it: Interpreter, kind: str, verb: str, access: Access, resource: str | None, records: tuple[Value, ...],
    fields: Pairs, query: Pairs, node: facts.AnyExpression, frame: Frame,
) -> Effect:  # fmt: skip
    """Record what is done with a model."""
    return it.emit_effect(
        kind, verb, access, frame, node, resource=resource, segments=records, fields=fields, query=query
    )


# Objects of models, kept in the session or by themselves


def draft(target: External, keywords: dict[str, Object]) -> Draft:
    """An object of a model that is not kept yet."""
    return Draft(
        target.dotted.rsplit(".", 1)[-1], Mapping({k: v for k, v in keywords.items() if k != "**"}, "**" in keywords)
    )


def written(thing: Draft | Instance) -> Pairs:
    """The fields of an object as they would be kept."""
    held = thing.fields.entries if isinstance(thing, Draft) else thing.attributes
    return Pairs(tuple((str(key), freeze(value, 3)) for key, value in held.items()))


# Classes
