"""The tests that are asked for by name, each followed from its first fixture to its last teardown."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from itertools import count
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from smelltest.edge.files import absolute, discover, relative
from smelltest.edge.library import on_disk
from smelltest.edge.settings import Options, Project, Projects
from smelltest.judge.finding import Trouble
from smelltest.judge.judge import failure
from smelltest.link.suite import Linker, Test
from smelltest.read.data import is_data
from smelltest.read.facts import Module
from smelltest.read.gherkin import is_feature

Progress = Callable[[int, int], None]
"""Hears how many files are done, and of how many."""


class Wanted(Struct, frozen=True):
    """A file or folder that is named, and the test or class in it, dotted; all of it without one."""

    path: str
    name: str = ""

    def has(self, test: str) -> bool:
        """Whether a test, by its dotted name, is meant."""
        return not self.name or test == self.name or test.startswith(f"{self.name}.")


class Followed(Struct, frozen=True, eq=False):
    """The tests of one suite; `seen` gives a path of the suite as it is seen from the working folder."""

    tests: tuple[Test, ...]
    files: int
    seen: Callable[[str], str]


class Outcome(Struct, frozen=True, eq=False):
    """What was followed, suite by suite, and what could not be."""

    suites: tuple[Followed, ...]
    troubles: tuple[Trouble, ...]


def wanted(name: str) -> Wanted:
    """What pytest takes a name for: `tests/test_users.py::TestUsers::test_create[case]`.

    A scenario of behave goes by its own name: `features/users.feature::A user is made`.
    """
    path, _, inner = name.partition("::")
    if is_feature(path):
        return Wanted(path, inner)
    return Wanted(path, inner.partition("[")[0].replace("::", "."))


def follow(
    names: Sequence[str],
    options: Options,
    working_folder: Path,
    progress: Progress = lambda _done, _all: None,
    *,
    deeply: bool = False,
) -> Outcome:
    """Follow the tests that are named, or all that pytest looks at; deeply, to tell how far that went."""
    asked = [wanted(name) for name in names]
    projects = Projects(options, working_folder)
    found = discover([one.path for one in asked], projects, working_folder)
    suites: dict[str, tuple[Project, list[str]]] = {}
    for file in found.files:
        if is_feature(file.path) or not is_data(file.path):
            suites.setdefault(file.project.root, (file.project, []))[1].append(file.path)
    here = working_folder.as_posix()
    done, every = count(1), sum(len(paths) for _, paths in suites.values())
    search = _Search(asked, here, lambda: progress(next(done), every), deeply=deeply)
    walks = [search.suite(project, paths) for project, paths in suites.values()]
    troubles = [replace(one, path=one.path and relative(one.path, here)) for one in found.troubles]
    troubles.extend(one for _, more in walks for one in more)
    return Outcome(tuple(suite for suite, _ in walks), tuple(troubles))


class _Search:
    """Finds the tests that are asked for in the files of suites."""

    def __init__(self, asked: Sequence[Wanted], folder: str, tick: Callable[[], None], *, deeply: bool) -> None:
        self._asked = asked
        self._folder = folder
        self._tick = tick
        self._deeply = deeply

    def suite(self, project: Project, paths: Sequence[str]) -> tuple[Followed, list[Trouble]]:
        library = on_disk(project.root, project.conventions)
        linker = Linker(library, project.settings, project.conventions)

        def seen(path: str) -> str:
            return relative(f"{project.root}/{path}", self._folder)

        tests: list[Test] = []
        troubles: list[Trouble] = []
        files = 0
        for path in paths:
            self._tick()
            module = library.load(path)
            if module is None:
                troubles.append(library.troubles.get(path) or Trouble("the file cannot be read", path))
                continue
            try:
                names = self._names(absolute(path, project.root))
                there = linker.names(module)
                troubles.extend(_absent(names, there, path))
                found = self._tests(linker, module, names)
            except Exception as error:  # noqa: BLE001 - that one file cannot be followed costs no other one
                troubles.append(Trouble(f"the tests cannot be followed: {failure(error)}", path))
                continue
            tests.extend(found)
            files += bool(found)
        conftests = (one for path, one in library.troubles.items() if path.rpartition("/")[2] == "conftest.py")
        told = dict.fromkeys((*troubles, *conftests))
        shown = [replace(one, path=one.path and seen(one.path)) for one in told]
        return Followed(tuple(tests), files, seen), shown

    def _names(self, path: str) -> list[Wanted]:
        """What is asked for of a file; all of it, if that or a folder around it is named."""
        own = [one for one in self._asked if os.path.normpath(f"{self._folder}/{one.path}") == path]
        return own or [Wanted(path)]

    def _tests(self, linker: Linker, module: Module, names: Sequence[Wanted]) -> tuple[Test, ...]:
        def is_wanted(test: str) -> bool:
            return any(name.has(test) for name in names)

        if self._deeply:
            return linker.follow(module, is_wanted)
        return tuple(test for test in linker.link(module).tests if is_wanted(test.name))


def _absent(names: Sequence[Wanted], there: Sequence[str], path: str) -> Iterator[Trouble]:
    """What is asked for of a file and is not there, with what may have been meant."""
    for one in names:
        if not any(map(one.has, there)) and one.name:
            near = next(iter(get_close_matches(one.name, there, n=1)), None)
            spelled = str if is_feature(path) else _as_pytest
            hint = f"; did you mean {spelled(near)}?" if near else ""
            yield Trouble(f"there is no test {spelled(one.name)} in it{hint}", path)


def _as_pytest(name: str) -> str:
    return name.replace(".", "::")
