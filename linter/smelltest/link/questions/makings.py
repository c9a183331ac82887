"""How the tests of other files make a record of a collection, as a call that can stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from smelltest.link.program.names import ClassRef
from smelltest.link.program.program import Program
from smelltest.link.program.walking import within
from smelltest.link.questions.records import creates, has_content, kin, singular
from smelltest.link.questions.spelling import called_at, function_of, source_of
from smelltest.link.questions.undoings import written_path
from smelltest.link.suite import Linker, Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Derived, atoms
from smelltest.read.facts import Assign, Attribute, Class, Function, Module, Name


class Making(Struct, frozen=True):
    """A call that makes a record of a collection.

    `call` is its source, `ids` leads from what it gives to the record's id. `fixtures` are the parameters that it
    stands on, `names` what it takes from its module, each with the dotted name that it is imported by. `owner`: the name
    of the object that a method takes something of, all of which that has from the classes `parents`; `classes` are those
    of the file in question that inherit it as well. `sends`: the fields that the record is made with.
    """

    resource: str
    call: str
    ids: str
    fixtures: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    owner: str = ""
    parents: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()


def makings(linker: Linker, path: str, resource: str, others: Iterable[tuple[Making, ...]]) -> tuple[Making, ...]:
    """Of the ways in which some other files make a record, those in which a file could do it as well."""
    for shown in others:
        found = [
            replace(one, classes=tuple(_heirs(linker.program, path, one.parents))) if one.owner else one
            for one in shown
            if kin(one.resource, resource) and all(linker.can_see(path, name) for name in one.fixtures)
        ]
        if found:
            return tuple(found)
    return ()


def _heirs(program: Program, path: str, parents: tuple[str, ...]) -> Iterator[str]:
    """The classes of a file that inherit from some others."""
    module = program.library.load(path)
    for node in within(module.body) if module is not None else ():
        if isinstance(node, Class) and {_named(each) for each in program.mro(path, node)} >= set(parents):
            yield node.name


def _named(ref: ClassRef) -> str:
    return f"{ref.path}::{ref.node.qualname}"


def ids_elsewhere(resource: str, others: Iterable[tuple[tuple[str, str], ...]]) -> str | None:
    """Where some other files find the id of such a record in the answer to its create."""
    found = (ids for shown in others for kind, ids in shown if kin(kind, resource))
    return next(found, None)


def ids_by_custom(resource: str, files: Iterable[tuple[tuple[str, str], ...]]) -> str | None:
    """Where the id of such a record is found, if some files find those of all others at the like place."""
    noun = re.escape(singular(resource))
    found = {
        re.sub(rf"(?<=[\"._]){re.escape(singular(kind))}(?=[\"\[._]|Id\b|ID\b)", noun, ids)
        for shown in files
        for kind, ids in shown
    }
    return next((ids for ids in found if len(found) == 1 or ids in _PLAIN), None)


_PLAIN = frozenset({'.json()["id"]', '.get_json()["id"]'})


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
    return create.stage.kind in {"test", "fixture", "setup"} and not guard.conditional and not guard.repeated


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
    owner = next((name for name in ("self", "cls") if name in written.parameters), "")
    parents = _lenders(linker.program, module, function, owner, written.source) if owner else ()
    if not owner or parents:
        fixtures = tuple(sorted(written.parameters - {owner}))
        sends = tuple(key for key, _ in create.fields.entries)
        yield Making(create.resource or "", written.source, way, fixtures, written.names, owner, parents, sends=sends)


def _lenders(program: Program, module: Module, method: Function, owner: str, source: str) -> tuple[str, ...]:
    """The classes of the suite that the class of a method inherits from, if it is they that give what a call takes of it."""
    name = method.qualname.rpartition(".")[0]
    cls = next((each for each in within(module.body) if isinstance(each, Class) and each.qualname == name), None)
    taken = set(re.findall(rf"\b{owner}\.(\w+)", source))
    if cls is None or not taken.isdisjoint(_own_members(cls)):
        return ()
    return tuple(_named(each) for each in program.mro(module.path, cls)[1:])


def _own_members(cls: Class) -> Iterator[str]:
    """The names of the methods and attributes that a class gives itself."""
    for each in within(cls.body):
        if isinstance(each, Function):
            yield each.name
        for target in each.targets if isinstance(each, Assign) else ():
            yield from (part.name for part in within(target) if isinstance(part, (Name, Attribute)))


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
    """Whether a part of an answer is a whole URL, `file["url"]`, or a method of a text that was not called: `id.strip`."""
    last = str(part.steps[-1].key) if part.steps else ""
    return last.lower() in {"url", "href", "link", "uri", "location"} or last in _OF_TEXTS


_OF_TEXTS = frozenset(dir(str))
