"""Which files git and the settings pass over."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from pathspec import GitIgnoreSpec


class Globs(Struct, frozen=True, eq=False):
    """Lines of a `.gitignore`.

    Most paths match none, which two cheap looks tell: a path that a line matches holds one of the `names` that lines
    end in, or what the other lines, those that end in a wildcard, are `found` by.
    """

    spec: GitIgnoreSpec
    names: frozenset[str]
    found: re.Pattern[str] | None

    def verdict(self, path: str) -> bool | None:
        """Whether a path, of a folder with `/` at its end, is matched or expressly not; None if neither."""
        if self.names.isdisjoint(path.split("/")) and not (self.found and self.found.search(path)):
            return None
        return self.spec.check_file(path).include


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
    names = frozenset(name for line in lines if (name := _name_at_end(line)) is not None)
    others = GitIgnoreSpec.from_lines(line for line in lines if _name_at_end(line) is None)
    regexes = [pattern.regex.pattern for pattern in others.patterns if pattern.regex is not None]
    alternatives = "|".join(f"(?:{_GROUP_NAME.sub('(', regex)})" for regex in regexes)
    return Globs(GitIgnoreSpec.from_lines(lines), names, re.compile(alternatives) if alternatives else None)


def _name_at_end(line: str) -> str | None:
    """The name that a path must hold to be matched by a line, if that ends in a plain one."""
    name = line.removeprefix("!").rstrip("/").rpartition("/")[2]
    return name if _PLAIN_NAME.fullmatch(name) else None


_PLAIN_NAME = re.compile(r"[\w.-]+")
_GROUP_NAME = re.compile(r"\(\?P<\w+>")


def _lines(file: Path) -> tuple[str, ...]:
    try:
        return tuple(file.read_text(encoding="utf-8", errors="surrogateescape").splitlines())
    except OSError:
        return ()
