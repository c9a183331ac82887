"""The code and data of suites as fixes ask for them: each read once, with the new texts in place."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from smelltest.edge.examine import Task
from smelltest.edge.files import walked
from smelltest.edge.library import Library, below, content, listed, on_disk
from smelltest.edge.settings import Project
from smelltest.edge.standing import Standing
from smelltest.link.questions.records import singular
from smelltest.link.questions.shown import Played, Shown, shown
from smelltest.link.suite import Linker
from smelltest.read.conventions import Conventions
from smelltest.read.gherkin import is_feature

Under = frozenset[tuple[str, bytes]]
"""New texts that a file stands on, by their paths."""
_NONE: Under = frozenset()


Rooted = Project | Task
"""A suite, or what is to be done in one."""


def suite_around(projects: Sequence[Project], path: str) -> Project | None:
    """The nearest of some suites that a file, an absolute path, is in."""
    around = (project for project in projects if path.startswith(f"{project.root.rstrip('/')}/"))
    return max(around, key=lambda one: len(one.root), default=None)


class _Linked(NamedTuple):
    """A suite with new texts in place, and by the files that stand on any of them, those."""

    overlay: Mapping[str, bytes]
    linker: Linker
    under: Mapping[str, Under]


class Contents:
    """The code and data of suites, each read once, and what was worked out of them with other texts in place."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[tuple[str, bytes | None], ...]] = {}
        self._matches: dict[tuple[str, str], frozenset[str]] = {}
        self._standing: dict[str, Standing] = {}
        self._learned: set[tuple[str, str, bytes]] = set()
        self._libraries: dict[str, Library] = {}
        self._linked: dict[tuple[str, bool], _Linked] = {}
        self._shown: dict[tuple[str, str, Under], Shown] = {}
        self._played: dict[tuple[str, str, Under], Played] = {}

    def library(self, root: str, conventions: Conventions, overlay: Mapping[str, bytes]) -> Library:
        """The files of a suite with those texts in place; those that none of them changes are read once."""
        if root not in self._libraries:
            self._libraries[root] = on_disk(root, conventions)
        return self._libraries[root].over(below(root, overlay), overlay, listed(root, overlay))

    def linker(self, project: Project, overlay: Mapping[str, bytes]) -> Linker:
        """What links a suite with those texts in place."""
        return self._linked_with(project, overlay).linker

    def shown(self, project: Project, overlay: Mapping[str, bytes], file: str) -> Shown:
        """What a file of a suite shows, worked out anew where a text that it stands on is new."""
        linked = self._linked_with(project, overlay)
        key = (project.root, file, linked.under.get(file, _NONE))
        if key not in self._shown:
            self._shown[key] = shown(linked.linker, file, self._played.get(key))
        return self._shown[key]

    def hear(self, root: str, file: str, under: Under, played: Played) -> None:
        """What the tests of a file show that were played with these texts in place."""
        self._played[root, file, under] = played

    def _linked_with(self, project: Project, overlay: Mapping[str, bytes]) -> _Linked:
        """A suite with those texts in place.

        The last one is kept, since the fixes of many files are written by it, and so is the one as it is on disk.
        """
        last = self._linked.get((project.root, bool(overlay)))
        if last is None or last.overlay != overlay:
            library = self.library(project.root, project.conventions, overlay)
            linker = Linker(library, project.settings, project.conventions)
            last = _Linked(overlay, linker, self.under(project, overlay))
            self._linked[project.root, bool(overlay)] = last
        return last

    def under(self, suite: Rooted, overlay: Mapping[str, bytes]) -> defaultdict[str, Under]:
        """By the files that stand on any of them, the new texts that they stand on."""
        standing = self._standing_in(suite)
        under: defaultdict[str, Under] = defaultdict(frozenset)
        for path, text in overlay.items():
            if (suite.root, path, text) not in self._learned:
                self._learned.add((suite.root, path, text))
                standing.learn(path, text)
        for path, text in overlay.items():
            for each in standing.on(path):
                under[each] |= {(path, text)}
        return under

    def modules(self, suite: Rooted) -> Iterator[tuple[str, bytes]]:
        """The code of a suite, by paths relative to its root."""
        start = len(suite.root.rstrip("/")) + 1
        return ((file[start:], text) for file, text in self._of(suite) if file.endswith(".py"))

    def standing_on(self, projects: Sequence[Project], path: str) -> frozenset[str]:
        """A file, an absolute path, and those that stand on it."""
        project = suite_around(projects, path)
        if project is None:
            return frozenset({path})
        root = project.root.rstrip("/")
        standing = self._standing_in(project)
        return frozenset(f"{root}/{each}" for each in standing.on(path[len(root) + 1 :]))

    def _standing_in(self, suite: Rooted) -> Standing:
        if suite.root not in self._standing:
            start = len(suite.root.rstrip("/")) + 1
            features = tuple(file[start:] for file, _ in self._of(suite) if is_feature(file))
            self._standing[suite.root] = Standing(self.modules(suite), suite.conventions.plugins, features)
        return self._standing[suite.root]

    def tests(self, suite: Rooted, path: str, resource: str) -> tuple[str, ...]:
        """The modules of tests that name a collection, but for one, the nearest first; by their paths in the suite."""
        start = len(suite.root.rstrip("/")) + 1
        named = self._matching(suite, rf"(?i){re.escape(singular(resource))}")
        tests = (file for file in named if _IS_TEST.search(file) and file != path)
        near = sorted(tests, key=lambda file: (-len(os.path.commonpath([file, path])), file))
        return tuple(file[start:] for file in near[:_MOST_ASKED])

    def mention(
        self, suite: Rooted, path: str, pattern: str, overlay: Mapping[str, bytes], *, even_tests: bool = False
    ) -> bool:
        """Whether a file of a suite that `path` may share something with, code or data, holds what matches.

        Modules of tests share nothing with each other, but with all else. `even_tests`: they are looked at all the
        same, since it is the system that is asked about, and each shows some of it.
        """
        alone = not even_tests and _IS_TEST.search(path) is not None
        wanted = re.compile(pattern.encode())
        root = f"{suite.root.rstrip('/')}/"

        def can_share(file: str) -> bool:
            return file != path and file.startswith(root) and not (alone and _IS_TEST.search(file))

        return any(can_share(file) and file not in overlay for file in self._matching(suite, pattern)) or any(
            can_share(file) and wanted.search(text) for file, text in overlay.items()
        )

    def holding(self, projects: Sequence[Project], path: str, texts: Sequence[str]) -> Iterator[str]:
        """The other code of the suite that a file, an absolute path, is in, as far as it holds one of some texts on disk."""
        project = suite_around(projects, path)
        wanted = [text.encode() for text in texts]
        for file, text in self._of(project) if project is not None else ():
            if file != path and file.endswith(".py") and any(each in text for each in wanted):
                yield file

    def _matching(self, suite: Rooted, pattern: str) -> frozenset[str]:
        """The files of a suite that hold on disk what matches, which is asked again in every round."""
        key = (suite.root, pattern)
        if key not in self._matches:
            wanted = re.compile(pattern.encode())
            self._matches[key] = frozenset(file for file, text in self._of(suite) if wanted.search(text))
        return self._matches[key]

    def _of(self, suite: Rooted) -> Iterator[tuple[str, bytes]]:
        """The code and data of a suite; what is more than is good to hold is read anew each time."""
        if suite.root not in self._read:
            self._read[suite.root] = _held(walked(suite.root, suite.settings.exclude, _READ))
        for file, text in self._read[suite.root]:
            if text is not None:
                yield file, text
                continue
            with suppress(OSError):
                yield file, content(file)


def _held(files: Iterator[str]) -> tuple[tuple[str, bytes | None], ...]:
    """Files that are not too large, with what they hold as long as that is not too much in all."""
    held: list[tuple[str, bytes | None]] = []
    left = _MOST_HELD
    for file in files:
        with suppress(OSError):
            if os.stat(file).st_size >= _LARGEST:  # noqa: PTH116 - there are many
                continue
            text = content(file) if left > 0 else None
            left -= len(text or b"")
            held.append((file, text))
    return tuple(held)


_IS_TEST = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_tests?)\.py$")
_READ = (".py", ".json", ".yaml", ".yml", ".csv", ".feature", ".toml", ".sql")
_LARGEST = 1_000_000
_MOST_HELD = 64_000_000
"""So many bytes of a suite are held: the code of large products has less, what is more is their data."""
_MOST_ASKED = 4
"""So many modules of tests are asked how they make a record."""
