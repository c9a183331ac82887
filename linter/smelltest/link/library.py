"""Where linking gets the suite's files from: all that it asks of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from smelltest.read.facts import Module


class Library(Protocol):
    """The Python files of a suite, and its payloads in JSON. Paths are relative to the suite's root, with `/`."""

    def load(self, path: str) -> Module | None:
        """What the file says, or None if there is none or it cannot be read."""

    def text(self, path: str) -> str | None:
        """The text of a file of any kind, or None if there is none or it cannot be decoded."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file; a folder is none."""

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The paths of the files that match a pattern as `glob` reads it, `**` for any folders, in order."""
