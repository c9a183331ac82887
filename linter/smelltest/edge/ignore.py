"""Which files git and the settings pass over."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from pathspec import GitIgnoreSpec


class Globs(Struct, frozen=True, eq=False):
    """Lines of a `.gitignore`. Most paths match none, which one search for `any_of_them` tells."""

    spec: GitIgnoreSpec
    any_of_them: re.Pattern[str]

    def verdict(self, path: str) -> bool | None:
        """Whether a path, of a folder with `/` at its end, is matched or expressly not; None if neither."""
        return self.spec.check_file(path).include if self.any_of_them.search(path) else None


class IgnoreFile(Struct, frozen=True, eq=False):
    """What a `.gitignore` says, and the folder where it holds, an absolute path that ends in `/`."""

    folder: str
    globs: Globs


Chain = tuple[IgnoreFile, ...]
"""The ignore files that hold somewhere, the outermost first; a nearer one has the last word."""


def chain_above(folder: Path) -> Chain:
    """The ignore files of the folders above an absolute path, as far up as its repository reaches."""
    top = next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)
    chain: Chain = ()
    for parent in reversed(folder.parents):
        if parent.is_relative_to(top):
            chain = chain_in(parent, chain)
    return () if is_ignored(chain, f"{folder.as_posix()}/") else chain


def chain_in(folder: Path, above: Chain) -> Chain:
    """The ignore files that hold in a folder, an absolute path, given those that hold above it."""
    files = (folder / ".git" / "info" / "exclude", folder / ".gitignore")
    found = tuple(
        IgnoreFile(f"{folder.as_posix().rstrip('/')}/", _globs(lines)) for file in files if (lines := _lines(file))
    )
    return (*above, *found)


def is_ignored(chain: Chain, path: str) -> bool:
    """Whether git ignores an absolute path, of a folder with `/` at its end, where it ignores none above."""
    for file in reversed(chain):
        verdict = file.globs.verdict(path[len(file.folder) :])
        if verdict is not None:
            return verdict
    return False


def is_matched(globs: tuple[str, ...], path: str) -> bool:
    """Whether globs, written as in a `.gitignore`, match an absolute path or a folder above it."""
    return _globs(globs).verdict(path.removeprefix("/")) is True


@lru_cache(maxsize=1024)
def _globs(lines: tuple[str, ...]) -> Globs:
    spec = GitIgnoreSpec.from_lines(lines)
    regexes = [pattern.regex.pattern for pattern in spec.patterns if pattern.regex is not None]
    alternatives = (f"(?:{_GROUP_NAME.sub('(', regex)})" for regex in regexes)
    return Globs(spec, re.compile("|".join(alternatives) or "(?!)"))


_GROUP_NAME = re.compile(r"\(\?P<\w+>")


def _lines(file: Path) -> tuple[str, ...]:
    try:
        return tuple(file.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    except OSError:
        return ()
