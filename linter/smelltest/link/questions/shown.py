"""What the tests of a file show of how records are made, found again and taken away."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from smelltest.link.questions.makings import Making, ids_of, makings_of
from smelltest.link.questions.undoings import Deletes, Way, deletes_of, let_in_of, ways
from smelltest.link.suite import Linker, Test


class Played(Struct, frozen=True):
    """What the tests of a file show by themselves.

    `ids`: collections, each with where in the answer to a create the id of a record stands; `let_in`: collections, each
    with whether it is said who asks where a record of it is taken away.
    """

    deletes: Deletes
    makings: tuple[Making, ...]
    ids: tuple[tuple[str, str], ...]
    let_in: tuple[tuple[str, bool], ...]


class Shown(Struct, frozen=True):
    """What a file shows, as `Played` has it; its ways are also those of the fixtures that can be seen from there."""

    ways: tuple[Way, ...]
    makings: tuple[Making, ...]
    ids: tuple[tuple[str, str], ...]
    let_in: tuple[tuple[str, bool], ...]


def played(linker: Linker, tests: Sequence[Test]) -> Played:
    """What the tests of a file show that were just played."""
    timelines = ((test.timeline.events, test.timeline.rejected) for test in tests)
    deletes = deletes_of(linker.program, timelines)
    return Played(deletes, makings_of(linker, tests), ids_of(tests), let_in_of(tests))


def shown(linker: Linker, path: str, known: Played | None = None) -> Shown:
    """What a file shows; `known` is what its tests do, where they were played before."""
    if known is None:
        module = linker.program.library.load(path)
        known = played(linker, linker.link(module).tests if module is not None else ())
    of_fixtures = deletes_of(linker.program, linker.of_fixtures(path))
    return Shown(ways(known.deletes, of_fixtures), known.makings, known.ids, known.let_in)
