"""Which files of a suite can stand on which others, by what they import; features, on the steps beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath


class Standing:
    """Which files of a suite can stand on which others: each that could mean one by what it imports."""

    def __init__(
        self, modules: Iterable[tuple[str, bytes]], plugins: Collection[str], features: Iterable[str] = ()
    ) -> None:
        self._features = tuple(features)
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
        if self._features:
            yield from self._run_by(place)
        if name in self._plugins or self._looks_for_plugins:
            yield from self._paths
        elif is_package or place.name == "conftest.py":
            folder = "" if place.parent == PurePosixPath(".") else f"{place.parent.as_posix()}/"
            yield from (each for each in self._paths if each.startswith(folder))

    def _run_by(self, place: PurePosixPath) -> Iterator[str]:
        """The features that behave runs by a module: by a step, those around its folder; by hooks, those below."""
        around = place.parent if place.name == "environment.py" else None
        if "steps" in place.parts[:-1]:
            around = PurePosixPath(*place.parts[: place.parts.index("steps")])
        if around is not None:
            folder = "" if around == PurePosixPath(".") else f"{around.as_posix()}/"
            yield from (each for each in self._features if each.startswith(folder))


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
