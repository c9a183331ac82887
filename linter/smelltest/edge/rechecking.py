"""Checks of one suite with ever other texts in place: a file is examined anew where a text that it stands on is new."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from smelltest.edge.examine import Task, examined, library_of
from smelltest.edge.library import Library, below, listed
from smelltest.edge.mending import Contents
from smelltest.edge.run import Request, Result, check
from smelltest.judge.settle import Examined

Overlay = Mapping[str, bytes]
"""What stands in for the content of files."""


class Rechecks:
    """The checks of one suite; what a file came to is remembered with those texts that it stands on."""

    def __init__(self, request: Request, folder: Path, contents: Contents, *, remember: bool = True) -> None:
        self._request = replace(request, is_last=False)
        self._folder = folder
        self._contents = contents
        self._remember = remember
        self._last: Overlay = {}
        self._examined: dict[tuple[str, str, frozenset[tuple[str, bytes]]], Examined] = {}
        self._standing: dict[str, Standing] = {}
        self._libraries: dict[str, Library] = {}

    def check(self, overlay: Overlay) -> Result:
        """Check with these texts in place, by absolute paths; what none of them concerns is as it was before."""
        self._last = overlay
        examine = self._examine if self._remember else examined
        return check(replace(self._request, overlay=overlay), self._folder, examine=examine)

    def is_proven(self, last: Result) -> bool:
        """Whether what the last check told is true, by a check that remembers nothing."""
        if not self._remember or not self._last:
            return True
        return check(replace(self._request, overlay=self._last), self._folder).findings == last.findings

    def _examine(self, task: Task, paths: Sequence[str], jobs: int | None) -> Iterable[Examined]:
        under = self._under(task)
        keys = {path: (task.root, path, under[path]) for path in paths}
        missing = [path for path in paths if keys[path] not in self._examined]
        for outcome in examined(task, missing, jobs, self._library(task) if task.overlay else None):
            self._examined[keys[outcome.path]] = outcome
        return [self._examined[keys[path]] for path in paths]

    def _under(self, task: Task) -> defaultdict[str, frozenset[tuple[str, bytes]]]:
        """By the files that stand on any of them, the new texts that they stand on."""
        if task.root not in self._standing:
            self._standing[task.root] = Standing(self._contents.modules(task.root), task.conventions.plugins)
        standing = self._standing[task.root]
        under: defaultdict[str, frozenset[tuple[str, bytes]]] = defaultdict(frozenset)
        for path, text in task.overlay.items():
            standing.learn(path, text)
        for path, text in task.overlay.items():
            for each in standing.on(path):
                under[each] |= {(path, text)}
        return under

    def _library(self, task: Task) -> Library:
        """The files of a suite as a task has them; those that no task changes are read once."""
        if task.root not in self._libraries:
            self._libraries[task.root] = library_of(replace(task, overlay={}))
        fetch, is_there = below(task.root, task.overlay), listed(task.root, task.overlay)
        return self._libraries[task.root].over(fetch, task.overlay, is_there)


class Standing:
    """Which files of a suite can stand on which others: each that could mean one by what it imports."""

    def __init__(self, modules: Iterable[tuple[str, bytes]], plugins: Collection[str]) -> None:
        self._plugins = {part for plugin in plugins for part in plugin.split(".")}
        self._paths: set[str] = set()
        self._naming: defaultdict[str, set[str]] = defaultdict(set)
        self._known: dict[str, frozenset[str]] = {}
        self._looks_for_plugins = False
        for path, text in modules:
            self._learn(path, text)

    def learn(self, path: str, text: bytes) -> None:
        """A file may hold this, too."""
        if self._learn(path, text):
            self._known.clear()

    def on(self, path: str) -> frozenset[str]:
        """A file, and all that stand on it, be it on others that do."""
        if path not in self._known:
            seen, waiting = {path}, [path]
            while waiting:
                fresh = set(self._directly(waiting.pop())) - seen
                seen |= fresh
                waiting.extend(fresh)
            self._known[path] = frozenset(seen)
        return self._known[path]

    def _learn(self, path: str, text: bytes) -> bool:
        self._looks_for_plugins |= b"pytest_plugins" in text and _LOOKING.search(text) is not None
        words = _imported(text)
        fresh = [word for word in words if path not in self._naming[word]]
        for word in fresh:
            self._naming[word].add(path)
        self._paths.add(path)
        return bool(fresh)

    def _directly(self, path: str) -> Iterator[str]:
        place = PurePosixPath(path)
        is_package = place.name == "__init__.py"
        name = place.parent.name if is_package else place.stem
        yield from self._naming.get(name, ())
        if name in self._plugins or self._looks_for_plugins:
            yield from self._paths
        elif is_package or place.name == "conftest.py":
            folder = "" if place.parent == PurePosixPath(".") else f"{place.parent.as_posix()}/"
            yield from (each for each in self._paths if each.startswith(folder))


def _imported(text: bytes) -> set[str]:
    """The words of what a file imports; of one that names plugins, all words."""
    parts = [text] if b"pytest_plugins" in text or b"import_module" in text else _IMPORTS.findall(text)
    return {word.decode() for part in parts for word in _WORD.findall(part)}


_IMPORTS = re.compile(
    rb"^[ \t]*(?:from\s[^\n]*?import\s*\([^)]*\)|(?:from|import)\s(?:[^\n\\]|\\\r?\n)*)", re.MULTILINE
)
_LOOKING = re.compile(rb"glob|listdir|iterdir|scandir|iter_modules")
"""How a file looks for plugins that it does not name."""
_WORD = re.compile(rb"[A-Za-z_]\w*")
