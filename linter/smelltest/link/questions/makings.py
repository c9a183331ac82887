"""How the tests of other files make a record of a collection, as a call that can stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from smelltest.link.questions.records import creates, has_content, kin
from smelltest.link.questions.spelling import called_at, function_of, source_of
from smelltest.link.questions.undoings import written_path
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


def makings(linker: Linker, path: str, resource: str, others: Iterable[tuple[Making, ...]]) -> tuple[Making, ...]:
    """Of the ways in which some other files make a record, those in which a file could do it as well."""
    for shown in others:
        found = [
            one
            for one in shown
            if kin(one.resource, resource) and all(linker.can_see(path, name) for name in one.fixtures)
        ]
        if found:
            return tuple(found)
    return ()


def ids_elsewhere(resource: str, others: Iterable[tuple[tuple[str, str], ...]]) -> str | None:
    """Where some other files find the id of such a record in the answer to its create."""
    found = (ids for shown in others for kind, ids in shown if kin(kind, resource))
    return next(found, None)


def makings_of(linker: Linker, tests: Iterable[Test]) -> tuple[Making, ...]:
    """The ways in which some tests make a record."""
    found: dict[Making, None] = {}
    known = tuple(tests)
    filled = {create.resource for test in known for create in creates(test) if has_content(create)}
    for test in known:
        read = _read(test)
        for create in creates(test):
            if create.resource in filled and not has_content(create):
                continue  # A test of what an empty record comes to.
            if create.resource is not None and _is_plain(create):
                found.update(dict.fromkeys(_makings(linker, test, create, read.get(id(create)))))
    return tuple(found)


def ids_of(tests: Iterable[Test]) -> tuple[tuple[str, str], ...]:
    """The collections of the records that some tests make, each with where in the answer they find its id."""
    found: dict[tuple[str, str], None] = {}
    for test in tests:
        read = _read(test)
        for create in creates(test):
            ids = read.get(id(create))
            if create.resource is not None and ids:
                found[create.resource, ids] = None
    return tuple(found)


def _is_plain(create: Effect) -> bool:
    guard = create.guard
    return create.stage.kind in {"test", "fixture"} and not guard.conditional and not guard.repeated


def _makings(linker: Linker, test: Test, create: Effect, read: str | None) -> Iterator[Making]:
    module = linker.program.library.load(create.site.path)
    function = function_of(module, create.callers[0].partition("::")[2]) if module is not None else None
    call = called_at(function, create.site.at) if function is not None else None
    if module is None or function is None or call is None or function.is_async:
        return
    written = source_of(module, function, call)
    way = _given(test, create, read)
    if written is None or "{id}" in written.source or way is None:
        return
    if written.parameters.isdisjoint({"self", "cls"}):
        yield Making(create.resource or "", written.source, way, tuple(sorted(written.parameters)), written.names)


def _given(test: Test, create: Effect, read: str | None) -> str | None:
    """Where in what the outermost call gives the id of the record stands, as the test reads it."""
    ids = read
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


def _read(test: Test) -> dict[int, str | None]:
    """Where a test finds the id of each record that it has made, by which it asks for it; by the create's identity."""
    read: dict[int, str | None] = {}
    for event in test.timeline.events:
        for value in event.segments if isinstance(event, Effect) else ():
            for atom in atoms(value):
                if isinstance(atom, Derived) and id(atom.effect) not in read and not _is_address(atom):
                    read[id(atom.effect)] = written_path(atom.steps)
    return read


def _is_address(part: Derived) -> bool:
    """Whether a part of an answer is a whole URL, by which a record is asked for as it is: `file["url"]`."""
    return bool(part.steps) and str(part.steps[-1].key).lower() in {"url", "href", "link", "uri", "location"}
