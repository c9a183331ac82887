"""Queries of models, by their managers or as statements: what they find, make, change and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from smelltest.link.knowledge import orm
from smelltest.link.play.factories import factory_call
from smelltest.link.play.models import (
    access_to,
    change,
    delete,
    emit,
    fields_of,
    filters_of,
    look_up,
    model_of,
    resource_of,
    written,
)
from smelltest.link.play.objects import ClassObject, Draft, External, Instance, Object, Sequence, freeze
from smelltest.link.timeline import Access
from smelltest.link.values import Comparison, Derived, Pairs, Site, Step, Symbol, Unknown, text_of
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_OF_MODELS = orm.CREATES | orm.NARROWS | orm.BY_ID | {"get", "get_or_none", "all", "first", "count", "select", "exists"}
"""Methods that mappers without managers give to the model itself."""


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
        kind, given = (
            ("delete", Pairs(())) if name == "delete_by_id" else ("change", fields_of(arguments[1:], keywords))
        )
        by_id = filters_of(arguments[:1], {})
        return Derived(emit(it, kind, name, owner.access, resource_of(model), (), given, by_id, node, frame))
    asked = [] if name in orm.SAME or name in orm.SORTS or name in {"latest", "earliest"} else arguments
    read = look_up(it, owner.access, resource_of(model), name, asked, keywords, Pairs(()), node, frame)
    return answered(it, read, name, node, frame)


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
        return amended(it, owner, name, arguments, keywords)
    if name in orm.SAME or name == "all" or (owner.steps and owner.steps[-1].kind == "count" and name in _SCALARS):
        return owner
    if name in orm.SORTS and (is_query or below):
        return it.step(owner, Step("sorted", None, site))
    if name in _ENDING or name in _ONLY:
        return answered(it, owner, name, node, frame)
    if name in orm.SAVES:
        return change(it, owner, name, {}, node, frame)
    if name in orm.DELETES and not arguments:
        return delete(it, owner, name, node, frame)
    if name in {"update", "aupdate", "update_one"} and keywords:
        return change(it, owner, name, keywords, node, frame)
    if name in orm.NARROWS and is_query:
        filters = Pairs((*effect.query.entries, *filters_of(arguments, keywords).entries))
        narrowed = look_up(it, effect.access, effect.resource, name, [], {}, filters, node, frame)
        counts = bool(owner.steps) and owner.steps[-1].kind == "count"
        return it.step(narrowed, owner.steps[-1]) if counts else narrowed
    if name == "get" and is_query and (keywords or arguments):
        filters = Pairs((*effect.query.entries, *filters_of(arguments, keywords).entries))
        read = look_up(it, effect.access, effect.resource, name, [], {}, filters, node, frame)
        return it.step(read, Step("attribute", "record", site))
    if name in {"create", "acreate", "get_or_create"} and below is not None:
        resource = str(below)
        return Derived(
            emit(
                it,
                "create",
                name,
                effect.access,
                resource,
                (owner,),
                fields_of(arguments, keywords),
                Pairs(()),
                node,
                frame,
            )
        )
    return None


_ENDING = frozenset({"count", "exists", "first", "last", "earliest", "latest"})
_SCALARS = frozenset({"scalar", "scalar_one", "scalar_one_or_none"})


def answered(it: Interpreter, query: Object, name: str, node: facts.AnyExpression, frame: Frame) -> Object:
    """What a query gives that is ended by a method: a count, one of its records, or all of them."""
    site = Site(frame.path, node.at)
    if name in {"count", "acount"}:
        return it.step(query, Step("count", None, site))
    if name in {"first", "earliest", "afirst"}:
        return it.step(query, Step("pick", 0, site))
    if name in {"last", "latest", "alast"}:
        return it.step(query, Step("pick", -1, site))
    if name in _ONLY and is_sorted(query):
        return it.step(query, Step("pick", 0, site))  # `order_by(…).limit(1)` leaves that one.
    if name in {"get", "aget", "get_by_id", "get_or_none"} or name in _ONLY:
        return it.step(query, Step("attribute", "record", site))
    if name in orm.SORTS:
        return it.step(query, Step("sorted", None, site))
    return query


_ONLY = frozenset({"one", "one_or_none", "scalar_one", "scalar_one_or_none"})
"""Methods of a query that answer with its only record."""


def is_sorted(query: Object) -> bool:
    """Whether a query has its records in an order, and was told nothing since."""
    return isinstance(query, Derived) and query.steps[-1:] != () and query.steps[-1].kind == "sorted"


def _created(
    it: Interpreter, access: Access, model: str, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    given = fields_of(arguments, keywords)
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
    effect = emit(it, "create", name, access, resource_of(model), (), given, Pairs(()), node, frame)
    if name.endswith("_or_create"):
        return Sequence([Derived(effect), Unknown("created")], "tuple")
    return Derived(effect)


def select(
    it: Interpreter, verb: str, arguments: list[Object], node: facts.AnyExpression, frame: Frame
) -> Object | None:
    """`select(Model)`, `delete(Model)`, `update(Model)` of SQLAlchemy: a query; None of anything else."""
    given = arguments[0] if arguments else None
    if verb == "select" and isinstance(given, External) and given.dotted == COUNTING:
        return counted(it, given, list(given.arguments[:1]), node, frame)
    model = model_of(it, given) if isinstance(given, (ClassObject, External)) else None
    model = model or table(given)
    if model is None:
        return None
    if verb == "select":
        return look_up(it, access_to(model), resource_of(model), "list", [], {}, Pairs(()), node, frame)
    kind = {"delete": "delete", "update": "change", "insert": "create"}[verb]
    return Derived(emit(it, kind, verb, access_to(model), resource_of(model), (), Pairs(()), Pairs(()), node, frame))


COUNTING = "sqlalchemy.func.count()"
COUNTS_OF = frozenset({"select_from", "where", "filter"})
"""Methods by which a count is told of what it is."""


def counted(it: Interpreter, count: External, of: list[Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A count of the records of a model; until it is told of which, by one of these or later, what counts."""
    model = next((name for thing in of if (name := _model_around(it, thing)) is not None), None)
    if model is None:
        return count
    asked = [thing for thing in of if isinstance(thing, Comparison)]
    read = look_up(it, access_to(model), resource_of(model), "count", list(asked), {}, Pairs(()), node, frame)
    return it.step(read, Step("count", None, Site(frame.path, node.at)))


def _model_around(it: Interpreter, thing: Object) -> str | None:
    """The model that something is, or one of whose columns it is or compares."""
    if isinstance(thing, Comparison):
        named = thing.left.dotted if isinstance(thing.left, Symbol) else ""
        return _model_around(it, External(named))
    if not isinstance(thing, External):
        return model_of(it, thing) if isinstance(thing, ClassObject) else None
    return model_of(it, thing) or model_of(it, External(thing.dotted.rpartition(".")[0]))


def table(thing: Object | None) -> str | None:
    """The name of the table that something is: `Table("users", …)`, or one of the product's own."""
    if not isinstance(thing, External):
        return None
    if thing.dotted in {"sqlalchemy.Table()", "sqlalchemy.schema.Table()"} and thing.arguments:
        return text_of(freeze(thing.arguments[0], 2))
    return thing.dotted.rpartition(".")[2] if orm.is_table(thing.dotted) else None


_STATEMENTS = {"insert": "create", "update": "change", "delete": "delete"}


def amended(
    it: Interpreter, statement: Derived, name: str, arguments: list[Object], keywords: dict[str, Object]
) -> Object:
    """A statement that is told more before it is run: `insert(User).values(…)`, `delete(User).where(…)`."""
    effect = statement.effect
    if effect.order >= len(it.events) or it.events[effect.order] is not effect:
        return statement
    if name == "values":
        given = fields_of(arguments, keywords)
        told = replace(effect, fields=Pairs((*effect.fields.entries, *given.entries), given.open))
    elif name in orm.NARROWS:
        asked = filters_of(arguments, keywords)
        told = replace(effect, query=Pairs((*effect.query.entries, *asked.entries)))
    else:
        return statement
    it.events[effect.order] = told
    return Derived(told, statement.steps)


def class_call(
    it: Interpreter, cls: ClassObject | External, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """`UserFactory.create(…)`, `User.create(…)`, `User.get(id=1)`; None where the class is neither factory nor model."""
    kept = factory_call(it, cls, name, arguments, keywords, node, frame) if name else None
    if kept is not None:
        return kept
    if _is_statement(it, cls, name, arguments, keywords):
        statement = select(it, name, [cls], node, frame)
        return amended(it, statement, "values", arguments, keywords) if isinstance(statement, Derived) else None
    if name not in _OF_MODELS or (isinstance(cls, ClassObject) and it.class_attribute(cls, name) is not None):
        return None
    model = model_of(it, cls)
    if model is None:
        return None
    return manager_call(it, External(f"{model}.objects", access_to(model)), name, arguments, keywords, node, frame)


def _is_statement(
    it: Interpreter, cls: ClassObject | External, name: str, arguments: list[Object], keywords: dict[str, Object]
) -> bool:
    """Whether a call of a class begins a statement, as Peewee's models have it: `User.update(age=4).where(…)`."""
    begins = (name == "update" and bool(keywords)) or (name == "delete" and not (arguments or keywords))
    return begins and not (isinstance(cls, ClassObject) and it.class_attribute(cls, name) is not None)
