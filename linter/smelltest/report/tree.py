"""Trees of text, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from msgspec import Struct

from smelltest.report.visible import visible


class Branch(Struct, frozen=True):
    """A text, and what hangs below it."""

    text: str
    branches: tuple[Branch, ...] = ()


def drawn(tree: Branch, width: int) -> str:
    """The lines of a tree, as far as its words allow at most `width` columns wide."""
    lines = [*_wrapped(tree.text, width), *_below(tree, "", width)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _below(tree: Branch, lead: str, width: int) -> Iterator[str]:
    for branch in tree.branches:
        is_last = branch is tree.branches[-1]
        trunk = lead + ("   " if is_last else "│  ")
        first, *further = _wrapped(branch.text, max(40, width - len(trunk)))
        yield lead + ("└─ " if is_last else "├─ ") + first
        hanging = trunk + ("│" if branch.branches else "")
        yield from (f"{hanging:<{len(trunk) + 4}}{line}" for line in further)
        yield from _below(branch, trunk, width)


def together(text: str) -> str:
    """A text that is not broken at its spaces."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _wrapped(text: str, width: int) -> list[str]:
    shown = visible(text)
    lines = wrap(shown, width - 4, break_long_words=False, break_on_hyphens=False) or [shown]
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
