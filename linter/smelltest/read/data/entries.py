"""What every kind of data file is read into."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal

from msgspec import Struct

from smelltest.read.facts import Place

Names = tuple[str, ...]

LONG = 8
"""Numbers of so many digits may be those of a person, a card or a phone; shorter ones are left out."""


class Entry(Struct, frozen=True, gc=False):
    """A text or a long number of a data file, and the keys or the column above it, the nearest first."""

    text: str
    at: Place
    names: Names = ()
    kind: Literal["value", "comment"] = "value"


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def place(self, start: int, end: int) -> Place:
        """The place of a stretch of the text."""
        return Place(*self._position(start), *self._position(end))

    def _position(self, index: int) -> tuple[int, int]:
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1


def is_long(number: str) -> bool:
    """Whether a number has so many digits that it may be more than an amount."""
    return sum(map(str.isdigit, number)) >= LONG
