"""How the tests of other files make a record of a collection, as a call that can stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from smelltest.link.questions.records import creates, kin
from smelltest.link.questions.undoings import called_at, function_of, source_of, written_path
from smelltest.link.suite import Linker, Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Derived, atoms


class Making(Struct, frozen=True):
    """A call that makes a record of a collection.

    `call` is its source, `ids` leads from what it gives to the record's id. `fixtures` are the parameters that it
    stands on, `names` what it takes from its module, each with the dotted name that it is imported by.
    """

    resource: str
    call: str
    ids: str
    fixtures: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def makings(linker: Linker, path: str, resource: str, files: Iterable[str]) -> tuple[Making, ...]:
    """The ways in which the tests of some files make a record, as a file could do it as well."""
    found: dict[Making, None] = {}
    for file in files:
        module = linker.program.library.load(file) if file != path else None
        for test in linker.link(module).tests if module is not None else ():
            for create in creates(test):
                if create.resource is not None and kin(create.resource, resource) and _is_plain(create):
                    found.update(dict.fromkeys(_makings(linker, path, test, create)))
        if found:
            break
    return tuple(found)


def ids_elsewhere(linker: Linker, path: str, resource: str, files: Iterable[str]) -> str | None:
    """Where in the answer to a create the tests of some other files find the id of such a record."""
    for file in files:
        module = linker.program.library.load(file) if file != path else None
        for test in linker.link(module).tests if module is not None else ():
            for create in creates(test):
                if create.resource is not None and kin(create.resource, resource):
                    ids = _read(test, create)
                    if ids:
                        return ids
    return None


def _is_plain(create: Effect) -> bool:
    guard = create.guard
    return create.stage.kind in {"test", "fixture"} and not guard.conditional and not guard.repeated


def _makings(linker: Linker, path: str, test: Test, create: Effect) -> Iterator[Making]:
    module = linker.program.library.load(create.site.path)
    function = function_of(module, create.callers[0].partition("::")[2]) if module is not None else None
    call = called_at(function, create.site.at) if function is not None else None
    if module is None or function is None or call is None or function.is_async:
        return
    written = source_of(module, function, call)
    way = _given(test, create)
    if written is None or "{id}" in written.source or way is None:
        return
    if not written.parameters.isdisjoint({"self", "cls"}) or not all(
        linker.can_see(path, name) for name in written.parameters
    ):
        return
    yield Making(create.resource or "", written.source, way, tuple(sorted(written.parameters)), written.names)


def _given(test: Test, create: Effect) -> str | None:
    """Where in what the outermost call gives the id of the record stands, as the test reads it."""
    ids = _read(test, create)
    if ids is None:
        ids = '.json()["id"]' if create.access.kind == "http" else ".id"
    if create.site == create.call:
        return ids
    for given in test.timeline.given:
        if given.site == create.site and given.create == create.order:
            for part, answer in given.parts:
                steps = written_path(answer.steps)
                if steps is not None and ids.startswith(steps):
                    return part + ids[len(steps) :]
    return None


def _read(test: Test, create: Effect) -> str | None:
    """Where a test finds the id of a record that it has made, by which it asks for it."""
    for event in test.timeline.events:
        for value in event.segments if isinstance(event, Effect) else ():
            for atom in atoms(value):
                if isinstance(atom, Derived) and atom.effect is create:
                    return written_path(atom.steps)
    return None
