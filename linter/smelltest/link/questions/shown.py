"""What the tests of a file show of how records are made, found again and taken away."""

from __future__ import annotations

from msgspec import Struct

from smelltest.link.questions.makings import Making, ids_of, makings_of
from smelltest.link.questions.undoings import Way, let_in_of, ways
from smelltest.link.suite import Linker


class Shown(Struct, frozen=True):
    """What a file shows.

    `ids`: collections, each with where in the answer to a create the id of a record stands; `let_in`: collections, each
    with whether it is said who asks where a record of it is taken away.
    """

    ways: tuple[Way, ...]
    makings: tuple[Making, ...]
    ids: tuple[tuple[str, str], ...]
    let_in: tuple[tuple[str, bool], ...]


def shown(linker: Linker, path: str) -> Shown:
    """What a file shows, by its tests and by the fixtures that can be seen from there."""
    module = linker.program.library.load(path)
    tests = linker.link(module).tests if module is not None else ()
    return Shown(ways(linker, path, tests), makings_of(linker, tests), ids_of(tests), let_in_of(tests))
