"""What lies between two texts, as edits of whole lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from smelltest.judge.finding import Edit
from smelltest.read.facts import Place


def edits(path: str, before: str, after: str) -> Iterator[Edit]:
    """The edits of `path` that make `after` of `before`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    ahead = _alike(old, new)
    behind = _alike(old[ahead:][::-1], new[ahead:][::-1])
    old, new = old[: len(old) - behind], new[: len(new) - behind]
    for tag, first, last, start, end in SequenceMatcher(None, old[ahead:], new[ahead:], autojunk=False).get_opcodes():
        if tag != "equal":
            written = "".join(new[ahead + start : ahead + end])
            yield Edit(path, Place(ahead + first + 1, 1, ahead + last + 1, 1), written)


def _alike(these: Sequence[str], those: Sequence[str]) -> int:
    """How many lines are the same from the first one on, which need not be compared in all orders."""
    pairs = zip(these, those, strict=False)
    return next((count for count, (one, other) in enumerate(pairs) if one != other), min(len(these), len(those)))
