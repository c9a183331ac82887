"""Small suites, written down as a mapping of paths to texts."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from pathspec import GitIgnoreSpec

from smelltest.link.program.program import Program
from smelltest.link.suite import Linker
from smelltest.read.gherkin import is_feature, read_feature
from smelltest.read.source import read
from smelltest.settings.tables import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from smelltest.link.suite import Test
    from smelltest.link.timeline import Timeline
    from smelltest.read.facts import Module


class Texts:
    """A library of texts. It notes what was read: to read what nobody needs makes a linter slow."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = {path: dedent(text) for path, text in files.items()}
        self.loaded: list[str] = []

    def exists(self, path: str) -> bool:
        return path in self.files

    def matching(self, pattern: str) -> tuple[str, ...]:
        return tuple(sorted(GitIgnoreSpec.from_lines([f"/{pattern}"]).match_files(self.files)))

    def load(self, path: str) -> Module | None:
        if path not in self.files:
            return None
        self.loaded.append(path)
        return read_feature(path, self.files[path]) if is_feature(path) else read(path, self.files[path])


@pytest.fixture
def program() -> Callable[[dict[str, str]], Program]:
    """Makes the program of a suite."""
    return lambda files: Program(Texts(files))


@pytest.fixture
def played() -> Callable[[dict[str, str]], Timeline]:
    """Makes the timeline of the only test in the first of some files."""

    def play(files: dict[str, str]) -> Timeline:
        library = Texts(files)
        module = library.load(next(iter(files)))
        assert module is not None
        (test,) = Linker(library, Settings()).link(module).tests
        return test.timeline

    return play


@pytest.fixture
def linked() -> Callable[[dict[str, str]], tuple[Test, ...]]:
    """Makes the tests in the first of some files."""

    def link(files: dict[str, str]) -> tuple[Test, ...]:
        library = Texts(files)
        module = library.load(next(iter(files)))
        assert module is not None
        return tuple(Linker(library, Settings()).link(module).tests)

    return link
