"""Code with its findings marked below its lines: carets under what each is about, its code, its message.

    client.get("/users/42")
               ^^^^^^^^^^^ SM101 the id 42 is written out

A finding over several lines is marked as far as it reaches on its first. A message that ends in `…` stands
for all that begin so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import dedent

from msgspec import Struct
from msgspec.structs import replace

from smelltest.judge.finding import Finding


class Mark(Struct, frozen=True, order=True):
    """What a line of carets says of the line above it. Columns count from 1."""

    line: int
    column: int
    width: int
    code: str
    message: str


def unmarked(text: str) -> str:
    """The code alone, without its indentation as a whole and the blank lines around it."""
    return "".join(f"{line}\n" for line in _lines(text) if not _MARK.match(line))


def marked(text: str, findings: Iterable[Finding]) -> str:
    """The code of `text`, marked with `findings` in place of its own marks.

    A finding that one of its own marks abbreviates is abbreviated in the same way, so that what differs
    between `text` and the result is what was not expected.
    """
    lines = [line for line in _lines(text) if not _MARK.match(line)]
    expected = list(_marks(text))
    marks = sorted(_abbreviated(_mark(found, lines), expected) for found in findings)
    return "".join(f"{row}\n" for number, line in enumerate(lines, 1) for row in (line, *_carets(marks, number)))


def normal(text: str) -> str:
    """A marked text as `marked` writes it."""
    return "".join(f"{line}\n" for line in _lines(text))


_MARK = re.compile(r"^( *)(\^+) ([A-Z]+\d+) (.+)$")


def _lines(text: str) -> list[str]:
    return dedent(text).strip("\n").split("\n")


def _marks(text: str) -> Iterator[Mark]:
    number = 0
    for line in _lines(text):
        found = _MARK.match(line)
        if found:
            indent, carets, code, message = found.groups()
            yield Mark(number, len(indent) + 1, len(carets), code, message)
        else:
            number += 1


def _mark(found: Finding, lines: list[str]) -> Mark:
    at = found.at
    end = at.end_column if at.end_line == at.line else len(lines[at.line - 1]) + 1
    return Mark(at.line, at.column, max(1, end - at.column), found.code, found.message)


def _abbreviated(mark: Mark, expected: Iterable[Mark]) -> Mark:
    for other in expected:
        same_place = replace(other, message=mark.message) == mark
        if same_place and other.message.endswith("…") and mark.message.startswith(other.message[:-1]):
            return other
    return mark


def _carets(marks: Iterable[Mark], line: int) -> Iterator[str]:
    for mark in marks:
        if mark.line == line:
            yield f"{' ' * (mark.column - 1)}{'^' * mark.width} {mark.code} {mark.message}"
