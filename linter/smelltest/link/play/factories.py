"""Factories of records: factory_boy, polyfactory, model_bakery and their like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from smelltest.link.knowledge import orm
from smelltest.link.play.models import UNKNOWN, access_to, emit, fields_of, made_for_tests, resource_of
from smelltest.link.play.objects import ClassObject, Closure, External, Mapping, Method, Object, Sequence, freeze
from smelltest.link.timeline import Effect, Event, Other
from smelltest.link.values import Derived, Literal, Made, Pairs, Symbol, Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


def factory_call(
    it: Interpreter, factory: ClassObject | External, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """`UserFactory(…)`, `UserFactory.create(…)`: a record with the fields that the factory declares; None where it is none."""
    if name not in _MAKES and name not in _BUILDS:
        return None
    made = _declared(it, factory)
    if made is None:
        return None
    model, declared, keeps = made
    fields = _filled(it, {**declared, **keywords}, not (keeps and name in _BUILDS), node, frame)
    if name in {"", "create"} and isinstance(factory, ClassObject):
        creator = it.class_attribute(factory, "_create")
        if isinstance(creator, Closure):
            before = len(it.events)
            answer = it.call(Method(factory, "_create"), [Unknown("model")], fields, node, frame)
            if not (keeps and _leads_astray(it.events[before:])):
                return answer
    if not keeps:
        return Mapping(fields) if name in _BUILDS or name in {"", "create"} else None
    if name in _BUILDS:
        return Mapping(fields)
    pairs = Pairs(tuple((key, freeze(value, 3)) for key, value in fields.items()), True)
    access = access_to(model, "factory")
    effect = emit(it, "create", name or "create", access, resource_of(model), (), pairs, Pairs(()), node, frame)
    return Sequence([Derived(effect)], open=True) if "batch" in name else Derived(effect)


def _leads_astray(events: list[Event]) -> bool:
    """Whether what happened ends in a call that was not followed, and is no write as far as it was."""
    return any(isinstance(event, Other) for event in events) and not any(
        isinstance(event, Effect) and event.kind in {"create", "change"} for event in events
    )


_MAKES = frozenset("create create_sync create_async create_batch create_batch_sync create_batch_async make".split()) | {
    ""
}
_BUILDS = frozenset({"build", "stub", "build_batch", "as_dict", "dict", "prepare"})


def _filled(
    it: Interpreter, declared: dict[str, Object], nested: bool, node: facts.AnyExpression, frame: Frame
) -> dict[str, Object]:
    """What one call of a factory gives its fields: declarations are carried out for each record anew.

    `nested`: whether what other factories give is a part of it. What they keep is taken for gone with it.
    """
    fields = {key: value for key, value in declared.items() if "__" not in key and key != "**"}
    for key, value in fields.items():
        if isinstance(value, Made) and value.how.startswith("factory."):
            fields[key] = replace(value, scope=it.lifetime())
        elif isinstance(value, External) and value.arguments and value.dotted.startswith("factory."):
            kind = value.dotted.rsplit(".", 1)[-1]
            first = value.arguments[0]
            if kind == "LazyFunction()":
                fields[key] = it.call(first, [], {}, node, frame)
            elif kind == "LazyAttribute()":
                fields[key] = it.call(first, [Mapping(fields)], {}, node, frame)
            elif kind == "Sequence()":
                fields[key] = it.call(first, [Unknown("sequence")], {}, node, frame)
            elif kind == "SubFactory()" and nested and isinstance(first, ClassObject):
                more = value.arguments[-1]
                told = dict(more.entries) if isinstance(more, Mapping) else {}
                for name, given in declared.items():
                    if name.startswith(f"{key}__"):
                        told[name[len(key) + 2 :]] = given
                before = len(it.events)
                fields[key] = it.call(first, [], told, node, frame)
                it.managed.update(event.order for event in it.events[before:] if isinstance(event, Effect))
            else:
                fields[key] = UNKNOWN
    return fields


def _declared(it: Interpreter, factory: ClassObject | External) -> tuple[str, dict[str, Object], bool] | None:
    """The model of a factory, what it declares, and whether it keeps what it makes."""
    if isinstance(factory, External):
        name = factory.dotted.rsplit(".", 1)[-1]
        return (name.removesuffix("Factory"), {}, True) if made_for_tests(factory.dotted) else None
    bases = it.program.bases(factory.ref.path, factory.ref.node)
    keeps = any(map(orm.is_factory_base, bases))
    if not keeps and not any(map(orm.is_builder_base, bases)):
        return None
    declared: dict[str, Object] = {}
    for ref in reversed(it.program.mro(factory.ref.path, factory.ref.node)):
        for name, statement in it.program.members(ref).items():
            if isinstance(statement, facts.Assign) and not name.startswith("_"):
                value = it.class_attribute(factory, name)
                if value is not None and not isinstance(value, (Closure, ClassObject)):
                    declared[name] = value
    return factory.ref.node.name.removesuffix("Factory"), declared, keeps


def made_by_name(
    it: Interpreter, dotted: str, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression,
    frame: Frame,
) -> Object | None:  # fmt: skip
    """`baker.make("shop.Order", …)`, `mixer.blend(Order)`: a record; None where it is something else."""
    if not orm.MAKERS.match(dotted) or not arguments:
        return None
    first = freeze(arguments[0], 2)
    named = first.value if isinstance(first, Literal) else first.dotted if isinstance(first, Symbol) else ""
    model = str(named).rsplit(".", 1)[-1]
    pairs = fields_of([], {key: value for key, value in keywords.items() if not key.startswith("_")})
    effect = emit(
        it, "create", "make", access_to(model, "factory"), resource_of(model), (), pairs, Pairs(()), node, frame
    )
    return Derived(effect)
