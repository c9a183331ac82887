"""One file's text becomes its facts: `ast` parses, and one pass over the tree lowers it to plain values.

The pass is hot: each kind of node has a function in a table, and what most nodes need is spelled out in it.
"""

from __future__ import annotations

import ast
import warnings

from smelltest.read.comments import remarks, suppressions
from smelltest.read.facts import Module, Place
from smelltest.read.statements import documented
from smelltest.read.text import Source


class Unreadable(Exception):  # noqa: N818 - it is told to users as trouble with a file, not as an error
    """A file that cannot be read as Python; `place` is None where nobody can say where."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message, place)
        self.message = message
        self.place = place

    def __str__(self) -> str:
        return self.message


def read(path: str, text: str) -> Module:
    """The facts of one file. Raises `Unreadable` where its text is not Python."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        source = Source(text)
        docstring, body = documented(source, _parse(text).body)
    except (RecursionError, MemoryError):
        raise Unreadable("does not parse: nested too deeply") from None
    lines = len(source.lines) - (not source.lines[-1])
    remarked = (*source.remarks, *remarks(text))
    return Module(path, docstring, body, tuple(source.words), suppressions(text), lines, remarked)


def _parse(text: str) -> ast.Module:
    try:
        # The warnings are about the user's code, such as its invalid escapes, and pytest shows them already.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise _unreadable(text, error) from None


def _unreadable(text: str, error: SyntaxError | ValueError) -> Unreadable:
    if "\0" in text:
        before = text[: text.index("\0")]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Unreadable("does not parse: holds a NUL character", Place(line, column, line, column + 1))
    if not isinstance(error, SyntaxError):
        return Unreadable("does not parse: cannot be encoded as UTF-8")
    message = f"does not parse: {(error.msg or 'invalid syntax').splitlines()[0]}"
    if not error.lineno:
        return Unreadable(message)
    start = _clamped(text, error.lineno, error.offset or 1)
    end = max(start, _clamped(text, error.end_lineno or error.lineno, error.end_offset or 1))
    return Unreadable(message, Place(*start, *end))


def _clamped(text: str, line: int, column: int) -> tuple[int, int]:
    """The nearest position that the text has: errors at the end of a file are placed past it."""
    lines = text.split("\n")
    line = max(1, min(line, len(lines)))
    return line, max(1, min(column, len(lines[line - 1]) + 1))
