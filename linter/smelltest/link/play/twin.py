"""Copies of what exists while a timeline is made, so that the same beginning serves several tests."""

from __future__ import annotations

from typing import Any

from smelltest.link.play.objects import (
    ClassObject,
    Closure,
    Draft,
    External,
    Instance,
    Mapping,
    Method,
    Object,
    Partial,
    Registry,
    Request,
    Sequence,
)


class Uncopied(Exception):  # noqa: N818 - it is told to nobody
    """There is something that can't be copied: a cleanup that was registered holds on to its own world."""


class Twins:
    """Copies objects so that what was one object before is one object after."""

    def __init__(self) -> None:
        self._made: dict[int, Any] = {}
        # What is copied must outlive the copying, or another object could take its identity.
        self._kept: list[object] = []

    def of(self, thing: Any) -> Any:
        """The copy of an object; of what never changes, itself."""
        copier = _COPIERS.get(type(thing))
        if copier is None:
            return thing
        made = self._made.get(id(thing))
        if made is None:
            self._kept.append(thing)
            made = copier(self, thing)
        return made

    def table(self, table: dict[Any, Object]) -> dict[Any, Object]:
        """The copy of a table of objects: a frame's names, an object's attributes."""
        made = self._made.get(id(table))
        if made is None:
            self._kept.append(table)
            made = self._made[id(table)] = {}
            for key, value in table.items():
                made[key] = self.of(value)
        return made

    def remember(self, thing: object, made: object) -> None:
        """Note what a thing became, for those that hold it too."""
        self._made[id(thing)] = made


def _mapping(twins: Twins, thing: Mapping) -> Mapping:
    made = Mapping({}, thing.open)
    twins.remember(thing, made)
    made.origin = thing.origin
    made.entries = {key: twins.of(value) for key, value in thing.entries.items()}
    made.missing, made.named = twins.of(thing.missing), thing.named
    return made


def _sequence(twins: Twins, thing: Sequence) -> Sequence:
    made = Sequence([], thing.kind, thing.open)
    twins.remember(thing, made)
    made.origin = thing.origin
    made.items = [twins.of(item) for item in thing.items]
    return made


def _instance(twins: Twins, thing: Instance) -> Instance:
    made = Instance(twins.of(thing.cls), thing.home)
    twins.remember(thing, made)
    made.record = thing.record
    made.access, made.external, made.origin = thing.access, twins.of(thing.external), thing.origin
    made.attributes = twins.table(thing.attributes)
    return made


def _draft(twins: Twins, thing: Draft) -> Draft:
    made = Draft(thing.model, thing.fields)
    twins.remember(thing, made)
    made.fields, made.record = twins.of(thing.fields), thing.record
    return made


def _external(twins: Twins, thing: External) -> External:
    if thing.given is None:
        return thing
    made = External(thing.dotted, thing.access, thing.records, thing.arguments, thing.home)
    twins.remember(thing, made)
    made.given = twins.of(thing.given)
    return made


def _closure(twins: Twins, thing: Closure) -> Closure:
    if not thing.cells:
        return thing
    made = Closure(thing.path, thing.function, (), thing.owner, thing.managed)
    twins.remember(thing, made)
    made.cells = tuple(twins.table(cell) for cell in thing.cells)
    return made


def _class(twins: Twins, thing: ClassObject) -> ClassObject:
    if not thing.cells:
        return thing
    made = ClassObject(thing.ref)
    twins.remember(thing, made)
    made.cells = tuple(twins.table(cell) for cell in thing.cells)
    return made


def _method(twins: Twins, thing: Method) -> Method:
    return Method(twins.of(thing.receiver), thing.name)


def _partial(twins: Twins, thing: Partial) -> Partial:
    arguments = [twins.of(argument) for argument in thing.arguments]
    return Partial(twins.of(thing.target), arguments, twins.table(thing.keywords))


def _registry(twins: Twins, thing: Registry) -> Registry:
    if thing.calls:
        raise Uncopied
    made = Registry()
    twins.remember(thing, made)
    made.held, made.given = thing.held, twins.of(thing.given)
    return made


def _request(twins: Twins, thing: Request) -> Request:
    return Request(twins.of(thing.registry), twins.of(thing.cases), twins.of(thing.test_class))


_COPIERS: dict[type, Any] = {
    Mapping: _mapping,
    Sequence: _sequence,
    Instance: _instance,
    Closure: _closure,
    Draft: _draft,
    External: _external,
    ClassObject: _class,
    Method: _method,
    Partial: _partial,
    Registry: _registry,
    Request: _request,
}
