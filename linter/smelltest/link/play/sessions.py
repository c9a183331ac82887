"""Objects of models, kept and deleted by themselves or through a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smelltest.link.knowledge import orm
from smelltest.link.play.models import (
    NONE,
    UNKNOWN,
    access_to,
    change,
    delete,
    emit,
    look_up,
    model_of,
    resource_of,
    written,
)
from smelltest.link.play.objects import ClassObject, Draft, External, Instance, Mapping, Object, Sequence
from smelltest.link.play.queries import COUNTING, amended, answered, counted, is_sorted, query_call
from smelltest.link.timeline import Effect, HandOver
from smelltest.link.values import Derived, Pairs, Value
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


def keep(it: Interpreter, thing: Draft | Instance, verb: str, node: facts.AnyExpression, frame: Frame) -> Object:
    """Keep an object in the database: for the first time that makes a record, later it changes it."""
    model = model_of(it, thing) or ""
    if thing.record is not None:
        return change(it, thing.record, verb, {}, node, frame)
    effect = emit(it, "create", verb, access_to(model), resource_of(model), (), written(thing), Pairs(()), node, frame)
    thing.record = Derived(effect)
    return thing.record


def object_call(
    it: Interpreter, thing: Draft | Instance, name: str, node: facts.AnyExpression, frame: Frame
) -> Object | None:
    """A method that a model's object has from its mapper; None for another."""
    if name in orm.SAVES or name in {"insert", "create"}:
        return keep(it, thing, name, node, frame)
    if name in orm.DELETES:
        if thing.record is None:
            return NONE
        return delete(it, thing.record, name, node, frame)
    if name in {"refresh_from_db", "arefresh_from_db", "refresh", "reload", "full_clean", "clean"}:
        return NONE
    return None


def session_call(
    it: Interpreter, name: str, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression,
    frame: Frame,
) -> Object | None:  # fmt: skip
    """A method of a database session that is given a model or an object of one; None where it is given none."""
    first = arguments[0] if arguments else None
    if name in COMMITS:
        return _commit(it, name, node, frame) if first is None else None
    if name in orm.ADDS:
        things = it.elements(first) if isinstance(first, Sequence) else [first]
        kept = [thing for thing in things or [] if isinstance(thing, (Draft, Instance)) and model_of(it, thing)]
        for thing in kept:
            keep(it, thing, name, node, frame)
        return (kept[0] if len(kept) == 1 and name == "merge" else NONE) if kept else None
    if name == "delete":
        if isinstance(first, (Draft, Instance)) and model_of(it, first):
            return object_call(it, first, "delete", node, frame)
        if isinstance(first, Derived) and first.effect.access.kind in {"orm", "factory"}:
            return query_call(it, first, "delete", [], {}, node, frame)
        return None
    if name in orm.FETCHES and first is not None:
        if isinstance(first, Derived) and first.effect.access.kind == "orm":
            if first.effect.verb == "insert" and isinstance(arguments[-1], (Mapping, Sequence)):
                rows = arguments[-1].items if isinstance(arguments[-1], Sequence) else arguments[-1:]
                return amended(it, first, "values", rows[:1], {})
            return answered(it, first, "first", node, frame) if name == "scalar" and is_sorted(first) else first
        if isinstance(first, External) and first.dotted == COUNTING:
            count = counted(it, first, list(first.arguments), node, frame)
            return count if isinstance(count, Derived) else None
        model = model_of(it, first) if isinstance(first, (ClassObject, External)) else None
        if model is None:
            return None
        rest = arguments[1:] if name == "get" else []
        read = look_up(
            it,
            access_to(model),
            resource_of(model),
            name,
            rest,
            keywords if name == "get" else {},
            Pairs(()),
            node,
            frame,
        )
        return answered(it, read, name, node, frame) if name == "get" else read
    return None


COMMITS = frozenset({"commit", "flush"})
"""Methods of a session that write what was set on the records that it knows."""


def _commit(it: Interpreter, name: str, node: facts.AnyExpression, frame: Frame) -> Object | None:
    """Write the attributes of records that were set since the last commit."""
    changed: dict[int, tuple[Derived, list[tuple[str, Value]]]] = {}
    for event in reversed(it.events):
        if isinstance(event, Effect) and event.verb in COMMITS:
            break
        if isinstance(event, HandOver) and event.kind == "record" and isinstance(event.value, Pairs):
            record = event.value.get("record")
            if isinstance(record, Derived) and record.effect.access.kind == "orm":
                fields = changed.setdefault(record.effect.order, (record, []))[1]
                fields.append((event.name, event.value.get("value") or UNKNOWN))
    for record, fields in reversed(changed.values()):
        effect = record.effect
        emit(
            it, "change", name, effect.access, effect.resource, (record,), Pairs(tuple(reversed(fields))), Pairs(()),
            node, frame,
        )  # fmt: skip
    return NONE if changed else None
