"""Which files git and the settings pass over."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from pathspec import GitIgnoreSpec


class IgnoreFile(Struct, frozen=True, eq=False):
    """A `.gitignore` and the folder, an absolute path with `/`, below which it holds."""

    folder: str
    spec: GitIgnoreSpec


Chain = tuple[IgnoreFile, ...]
"""The ignore files that hold somewhere, the outermost first; a nearer one has the last word."""


def chain_above(folder: Path) -> Chain:
    """The ignore files of the folders above `folder`, as far up as its repository reaches."""
    if (folder / ".git").exists():
        return ()
    top = next((index for index, parent in enumerate(folder.parents) if (parent / ".git").exists()), None)
    if top is None:
        return ()
    chain: Chain = ()
    for parent in reversed(folder.parents[: top + 1]):
        chain = chain_in(parent, chain)
    return () if is_ignored(chain, folder.as_posix(), folder=True) else chain


def chain_in(folder: Path, above: Chain) -> Chain:
    """The ignore files that hold in `folder`, given those that hold above it."""
    files = (folder / ".git" / "info" / "exclude", folder / ".gitignore")
    specs = [GitIgnoreSpec.from_lines(lines) for file in files if (lines := _lines(file))]
    return (*above, *(IgnoreFile(folder.as_posix(), spec) for spec in specs))


def is_ignored(chain: Chain, path: str, *, folder: bool) -> bool:
    """Whether git ignores an absolute path with `/`, of which no folder above is ignored."""
    for file in reversed(chain):
        relative = path[len(file.folder.rstrip("/")) + 1 :] + ("/" if folder else "")
        verdict = file.spec.check_file(relative).include
        if verdict is not None:
            return verdict
    return False


def is_matched(globs: Iterable[str], path: str, *, folder: bool = False) -> bool:
    """Whether an absolute path, or a folder above it, matches globs that are written as in a `.gitignore`."""
    return _spec(tuple(globs)).match_file(path.lstrip("/") + ("/" if folder else ""))


@lru_cache(maxsize=256)
def _spec(globs: tuple[str, ...]) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(globs)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
