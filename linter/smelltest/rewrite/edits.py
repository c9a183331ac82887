"""What lies between two texts, as edits of whole lines."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from smelltest.judge.finding import Edit
from smelltest.read.facts import Place


def edits(path: str, before: str, after: str) -> Iterator[Edit]:
    """The edits of `path` that make `after` of `before`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Edit(path, Place(first + 1, 1, last + 1, 1), "".join(new[start:end]))
