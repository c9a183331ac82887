"""Small suites, written down as a mapping of paths to texts."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from smelltest.link.names import Program
from smelltest.read.source import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from smelltest.read.facts import Module


class Texts:
    """A library of texts. It notes what was read: to read what nobody needs makes a linter slow."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = {path: dedent(text) for path, text in files.items()}
        self.loaded: list[str] = []

    def exists(self, path: str) -> bool:
        return path in self.files

    def load(self, path: str) -> Module | None:
        if path not in self.files:
            return None
        self.loaded.append(path)
        return read(path, self.files[path])


@pytest.fixture
def program() -> Callable[[dict[str, str]], Program]:
    """Makes the program of a suite."""
    return lambda files: Program(Texts(files))
