"""Records of the suite's or the product's models: made, saved, looked up and deleted, as effects on a database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from smelltest.link.knowledge import orm
from smelltest.link.play.objects import (
    ClassObject,
    Closure,
    Draft,
    External,
    Instance,
    Mapping,
    Method,
    Object,
    Sequence,
    freeze,
)
from smelltest.link.timeline import Access, Effect, Event, HandOver, Other
from smelltest.link.values import Comparison, Derived, Literal, Made, Pairs, Site, Step, Symbol, Unknown, Value, text_of
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
UNKNOWN = Unknown("unknown")
_OF_MODELS = orm.CREATES | orm.NARROWS | orm.BY_ID | {"get", "get_or_none", "all", "first", "count", "select", "exists"}
"""Methods that mappers without managers give to the model itself."""


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
    return External(f"{model}.{name}", _access(model)) if model is not None else None


def _made_for_tests(dotted: str) -> bool:
    """Whether a factory of another package is one of test data: `myshop.factories.UserFactory`."""
    module, _, name = dotted.rpartition(".")
    return orm.is_factory(name) and "()" not in dotted and "factor" in module.lower()


def _access(model: str, kind: str = "orm") -> Access:
    return Access(kind, model, "resolved", in_process=True)


def resource_of(model: str) -> str:
    """The resource that a model stands for: `order_line` of `OrderLine`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model.split(".", maxsplit=1)[0]).lower()


# Managers and queries


def manager_call(
    it: Interpreter, owner: External, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """`Model.objects.name(…)`."""
    assert owner.access is not None
    model = owner.access.client
    if name in orm.CREATES:
        return _created(it, owner.access, model, name, arguments, keywords, node, frame)
    if name in {"delete_by_id", "set_by_id"}:
        kind, given = ("delete", Pairs(())) if name == "delete_by_id" else ("change", _fields(arguments[1:], keywords))
        by_id = _filters(arguments[:1], {})
        return Derived(_emit(it, kind, name, owner.access, resource_of(model), (), given, by_id, node, frame))
    asked = [] if name in orm.SAME or name in orm.SORTS or name in {"latest", "earliest"} else arguments
    read = _read(it, owner.access, resource_of(model), name, asked, keywords, Pairs(()), node, frame)
    return _answered(it, read, name, node, frame)


def query_call(
    it: Interpreter, owner: Derived, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """A method of a query, of a record that it gave, or of what hangs below that; None where it is none of these."""
    effect = owner.effect
    if effect.access.kind not in {"orm", "factory"}:
        return None
    site = Site(frame.path, node.at)
    below = next((step.key for step in reversed(owner.steps) if step.kind == "attribute"), None)
    is_query = effect.kind == "read" and not any(step.kind in {"pick", "item", "attribute"} for step in owner.steps)
    if _STATEMENTS.get(effect.verb) == effect.kind and not owner.steps and (name == "values" or name in orm.NARROWS):
        return _amended(it, owner, name, arguments, keywords)
    if name in orm.SAME or name == "all":
        return owner
    if name in orm.SORTS and (is_query or below):
        return it.step(owner, Step("sorted", None, site))
    if name in {
        "count",
        "exists",
        "first",
        "last",
        "earliest",
        "latest",
        "one",
        "scalar_one",
        "scalar_one_or_none",
    }:
        return _answered(it, owner, name, node, frame)
    if name in orm.SAVES:
        return _change(it, owner, name, {}, node, frame)
    if name in orm.DELETES and not arguments:
        return Derived(
            _emit(
                it,
                "delete",
                name,
                effect.access,
                effect.resource,
                (owner,),
                Pairs(()),
                Pairs(()),
                node,
                frame,
            )
        )
    if name in {"update", "aupdate", "update_one"} and keywords:
        return _change(it, owner, name, keywords, node, frame)
    if name in orm.NARROWS and is_query:
        filters = Pairs((*effect.query.entries, *_filters(arguments, keywords).entries))
        return _read(it, effect.access, effect.resource, name, [], {}, filters, node, frame)
    if name == "get" and is_query and (keywords or arguments):
        filters = Pairs((*effect.query.entries, *_filters(arguments, keywords).entries))
        read = _read(it, effect.access, effect.resource, name, [], {}, filters, node, frame)
        return it.step(read, Step("attribute", "record", site))
    if name in {"create", "acreate", "get_or_create"} and below is not None:
        resource = str(below)
        return Derived(
            _emit(
                it,
                "create",
                name,
                effect.access,
                resource,
                (owner,),
                _fields(arguments, keywords),
                Pairs(()),
                node,
                frame,
            )
        )
    return None


def _answered(it: Interpreter, query: Object, name: str, node: facts.AnyExpression, frame: Frame) -> Object:
    site = Site(frame.path, node.at)
    if name in {"count", "acount"}:
        return it.step(query, Step("count", None, site))
    if name in {"first", "earliest", "afirst"}:
        return it.step(query, Step("pick", 0, site))
    if name in {"last", "latest", "alast"}:
        return it.step(query, Step("pick", -1, site))
    if name in {"get", "aget", "get_by_id", "get_or_none", "one", "scalar_one", "scalar_one_or_none"}:
        return it.step(query, Step("attribute", "record", site))
    if name in orm.SORTS:
        return it.step(query, Step("sorted", None, site))
    return query


def _read(
    it: Interpreter, access: Access, resource: str | None, verb: str, arguments: list[Object],
    keywords: dict[str, Object], filters: Pairs, node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    asked = Pairs((*filters.entries, *_filters(arguments, keywords).entries))
    single = verb in {"get", "aget", "get_or_none", "get_by_id"}
    read = _emit(it, "read", "get" if single else "list", access, resource, (), Pairs(()), asked, node, frame)
    return Derived(read)


def _filters(arguments: list[Object], keywords: dict[str, Object]) -> Pairs:
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


def _fields(arguments: list[Object], keywords: dict[str, Object]) -> Pairs:
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


def _created(
    it: Interpreter, access: Access, model: str, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    given = _fields(arguments, keywords)
    if name in {"create_user", "create_superuser"}:
        named = zip(("username", "email"), (freeze(a, 3) for a in arguments), strict=False)
        given = Pairs((*named, *given.entries), given.open)
    if name.lstrip("a") == "bulk_create" and arguments and isinstance(arguments[0], Sequence):
        entries = tuple(
            entry
            for item in arguments[0].items
            if isinstance(item, (Draft, Instance))
            for entry in written(item).entries
        )
        given = Pairs(entries, True)
    effect = _emit(it, "create", name, access, resource_of(model), (), given, Pairs(()), node, frame)
    if name.endswith("_or_create"):
        return Sequence([Derived(effect), Unknown("created")], "tuple")
    return Derived(effect)


def _change(
    it: Interpreter,
    record: Derived,
    name: str,
    keywords: dict[str, Object],
    node: facts.AnyExpression,
    frame: Frame,
) -> Object:
    effect = record.effect
    given = _fields([], keywords)
    if name in orm.SAVES:
        given = Pairs((*_set_on(it, record), *given.entries), given.open)
    return Derived(_emit(it, "change", name, effect.access, effect.resource, (record,), given, Pairs(()), node, frame))


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


def _emit(
    it: Interpreter, kind: str, verb: str, access: Access, resource: str | None, records: tuple[Value, ...],
    fields: Pairs, query: Pairs, node: facts.AnyExpression, frame: Frame,
) -> Effect:  # fmt: skip
    return it.emit_effect(
        kind, verb, access, frame, node, resource=resource, segments=records, fields=fields, query=query
    )


# Objects of models, kept in the session or by themselves


def draft(target: External, keywords: dict[str, Object]) -> Draft:
    """An object of a model that is not kept yet."""
    return Draft(
        target.dotted.rsplit(".", 1)[-1],
        Mapping({k: v for k, v in keywords.items() if k != "**"}, "**" in keywords),
    )


def written(thing: Draft | Instance) -> Pairs:
    """The fields of an object as they would be kept."""
    held = thing.fields.entries if isinstance(thing, Draft) else thing.attributes
    return Pairs(tuple((str(key), freeze(value, 3)) for key, value in held.items()))


def keep(it: Interpreter, thing: Draft | Instance, verb: str, node: facts.AnyExpression, frame: Frame) -> Object:
    """Keep an object in the database: for the first time that makes a record, later it changes it."""
    model = model_of(it, thing) or ""
    if thing.record is not None:
        return _change(it, thing.record, verb, {}, node, frame)
    effect = _emit(it, "create", verb, _access(model), resource_of(model), (), written(thing), Pairs(()), node, frame)
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
            return _NONE
        effect = thing.record.effect
        return Derived(
            _emit(
                it,
                "delete",
                name,
                effect.access,
                effect.resource,
                (thing.record,),
                Pairs(()),
                Pairs(()),
                node,
                frame,
            )
        )
    if name in {"refresh_from_db", "arefresh_from_db", "refresh", "reload", "full_clean", "clean"}:
        return _NONE
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
        return (kept[0] if len(kept) == 1 and name == "merge" else _NONE) if kept else None
    if name == "delete":
        if isinstance(first, (Draft, Instance)) and model_of(it, first):
            return object_call(it, first, "delete", node, frame)
        if isinstance(first, Derived) and first.effect.access.kind in {"orm", "factory"}:
            return query_call(it, first, "delete", [], {}, node, frame)
        return None
    if name in orm.FETCHES and first is not None:
        if isinstance(first, Derived) and first.effect.access.kind == "orm":
            return first
        model = model_of(it, first) if isinstance(first, (ClassObject, External)) else None
        if model is None:
            return None
        rest = arguments[1:] if name == "get" else []
        read = _read(
            it,
            _access(model),
            resource_of(model),
            name,
            rest,
            keywords if name == "get" else {},
            Pairs(()),
            node,
            frame,
        )
        return _answered(it, read, name, node, frame) if name == "get" else read
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
        _emit(
            it, "change", name, effect.access, effect.resource, (record,), Pairs(tuple(reversed(fields))), Pairs(()),
            node, frame,
        )  # fmt: skip
    return _NONE if changed else None


def select(
    it: Interpreter, verb: str, arguments: list[Object], node: facts.AnyExpression, frame: Frame
) -> Object | None:
    """`select(Model)`, `delete(Model)`, `update(Model)` of SQLAlchemy: a query; None of anything else."""
    given = arguments[0] if arguments else None
    model = model_of(it, given) if isinstance(given, (ClassObject, External)) else None
    model = model or table(given)
    if model is None:
        return None
    if verb == "select":
        return _read(it, _access(model), resource_of(model), "list", [], {}, Pairs(()), node, frame)
    kind = {"delete": "delete", "update": "change", "insert": "create"}[verb]
    return Derived(_emit(it, kind, verb, _access(model), resource_of(model), (), Pairs(()), Pairs(()), node, frame))


def table(thing: Object | None) -> str | None:
    """The name of the table that something is: `Table("users", …)`, or one of the product's own."""
    if not isinstance(thing, External):
        return None
    if thing.dotted in {"sqlalchemy.Table()", "sqlalchemy.schema.Table()"} and thing.arguments:
        return text_of(freeze(thing.arguments[0], 2))
    return thing.dotted.rpartition(".")[2] if orm.is_table(thing.dotted) else None


_STATEMENTS = {"insert": "create", "update": "change", "delete": "delete"}


def _amended(
    it: Interpreter, statement: Derived, name: str, arguments: list[Object], keywords: dict[str, Object]
) -> Object:
    """A statement that is told more before it is run: `insert(User).values(…)`, `delete(User).where(…)`."""
    effect = statement.effect
    if effect.order >= len(it.events) or it.events[effect.order] is not effect:
        return statement
    if name == "values":
        given = _fields(arguments, keywords)
        told = replace(effect, fields=Pairs((*effect.fields.entries, *given.entries), given.open))
    elif name in orm.NARROWS:
        asked = _filters(arguments, keywords)
        told = replace(effect, query=Pairs((*effect.query.entries, *asked.entries)))
    else:
        return statement
    it.events[effect.order] = told
    return Derived(told, statement.steps)


# Classes


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
    fields = _filled(it, {**declared, **keywords}, not keeps, node, frame)
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
    access = _access(model, "factory")
    effect = _emit(it, "create", name or "create", access, resource_of(model), (), pairs, Pairs(()), node, frame)
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

    `nested`: whether what other factories build is a part of it.
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
                fields[key] = it.call(first, [], {}, node, frame)
            else:
                fields[key] = UNKNOWN
    return fields


def _declared(it: Interpreter, factory: ClassObject | External) -> tuple[str, dict[str, Object], bool] | None:
    """The model of a factory, what it declares, and whether it keeps what it makes."""
    if isinstance(factory, External):
        name = factory.dotted.rsplit(".", 1)[-1]
        return (name.removesuffix("Factory"), {}, True) if _made_for_tests(factory.dotted) else None
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


def class_call(
    it: Interpreter, cls: ClassObject | External, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """`UserFactory.create(…)`, `User.create(…)`, `User.get(id=1)`; None where the class is neither factory nor model."""
    kept = factory_call(it, cls, name, arguments, keywords, node, frame) if name else None
    if kept is not None:
        return kept
    if name not in _OF_MODELS or (isinstance(cls, ClassObject) and it.class_attribute(cls, name) is not None):
        return None
    model = model_of(it, cls)
    if model is None:
        return None
    return manager_call(it, External(f"{model}.objects", _access(model)), name, arguments, keywords, node, frame)


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
    pairs = _fields([], {key: value for key, value in keywords.items() if not key.startswith("_")})
    effect = _emit(
        it, "create", "make", _access(model, "factory"), resource_of(model), (), pairs, Pairs(()), node, frame
    )
    return Derived(effect)
