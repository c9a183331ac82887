"""The files of suites as the fixes that hold so far leave them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from smelltest.edge.files import absolute, relative
from smelltest.edge.sources import Source, read_source

_NO_TEXTS: Mapping[str, str] = {}


class Drafts:
    """Texts of files by their paths as seen from a folder: each is read once, and kept where fixes have changed it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, Source | None] = {}
        self._texts: dict[str, str] = {}

    def at(self, path: str) -> str:
        """The absolute path of a file, as its suite and the checks of that know it."""
        return absolute(path, self._folder.as_posix())

    def seen(self, path: str) -> str:
        """An absolute path as seen from the folder."""
        return relative(path, self._folder.as_posix())

    def text(self, path: str) -> str | None:
        """What a file holds by now; None if it cannot be read."""
        if path not in self._sources:
            self._sources[path] = read_source(self._folder / path)
        source = self._sources[path]
        return None if source is None else self._texts.get(path, source.text)

    def keep(self, texts: Mapping[str, str]) -> None:
        """These are the texts of files from now on."""
        self._texts.update(texts)

    def kept(self) -> dict[str, str]:
        """The texts that differ from those on disk."""
        return dict(self._texts)

    def contents(self, texts: Mapping[str, str] = _NO_TEXTS) -> dict[str, bytes]:
        """What files are to hold, beside that with these texts in place, which have been asked for before."""
        return {
            path: source.encoded(text)
            for path, text in {**self._texts, **texts}.items()
            if (source := self._sources[path]) is not None
        }

    def overlay(self, texts: Mapping[str, str] = _NO_TEXTS) -> dict[str, bytes]:
        """The same by absolute paths."""
        return {self.at(path): content for path, content in self.contents(texts).items()}
