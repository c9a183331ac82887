"""YAML, line by line: scalars with the keys above them. Anchors, tags and folding are of no concern here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.read.data.entries import Entry, Names
from smelltest.read.facts import Place

_KEY = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'{}\[\],|>&*!%@`][^#{}\[\],"']*?)\s*:(?=\s|$)\s*"""
)
_DASH = re.compile(r"-(?:\s+|$)")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
_MARKED = re.compile(r"[&!][^\s]*\s*")
_QUOTED = {'"': re.compile(r'"(?:[^"\\]|\\.)*"'), "'": re.compile(r"'(?:[^']|'')*'")}
_FLOW = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s{}\[\],:"'#][^{}\[\],\n]*?(?=\s*[{}\[\],]|:\s|\s*$))(?P<colon>\s*:(?=\s|$))?"""
)
_COMMENT = re.compile(r"(?:^|\s)#+\s*(?P<text>.*)$")


class _Reader:
    """What reads the lines of a file one after another."""

    def __init__(self) -> None:
        self._keys: list[tuple[int, str]] = []
        self._block: int | None = None
        """The indentation of the key whose text stands in the lines below."""
        self._open: str | None = None
        """The quote that a text over several lines is still to be closed with."""

    def line(self, number: int, line: str) -> Iterator[Entry]:
        """The entries of a line."""
        indent = len(line) - len(line.lstrip())
        if not line.strip():
            return
        if self._block is not None and indent > self._block:
            yield self._entry(number, indent, line.rstrip())
            return
        self._block = None
        if self._open is not None:
            yield self._entry(number, indent, line.rstrip().removesuffix(self._open))
            self._open = None if _ends(line, self._open) else self._open
            return
        yield from self._fresh(number, line, indent)

    def _fresh(self, number: int, line: str, column: int) -> Iterator[Entry]:
        """The entries of a line that continues nothing."""
        while dash := _DASH.match(line, column):
            column = dash.end()
        if column >= len(line):
            return
        if line[column] == "#":
            yield self._comment(number, line, column)
            return
        while self._keys and self._keys[-1][0] >= column:
            self._keys.pop()
        key = _KEY.match(line, column)
        if key:
            name = key["key"].strip("\"'")
            yield Entry(name, _place(number, *key.span("key")), self._names)
            self._keys.append((column, name))
            column = key.end()
        while marked := _MARKED.match(line, column):
            column = marked.end()
        yield from self._value(number, line, column)

    def _value(self, number: int, line: str, column: int) -> Iterator[Entry]:
        first = line[column : column + 1]
        if not first or first == "*":
            return
        if _BLOCK.match(line, column):
            self._block = self._keys[-1][0] if self._keys else -1
        elif first in _QUOTED:
            closed = _QUOTED[first].match(line, column)
            end = closed.end() if closed else len(line)
            yield Entry(line[column + 1 : end - bool(closed)], _place(number, column, end), self._names)
            self._open = None if closed else first
        elif first in "{[":
            yield from self._flow(number, line, column)
        elif first == "#":
            yield self._comment(number, line, column)
        else:
            comment = re.compile(r"\s#").search(line, column)
            yield self._entry(number, column, line[: comment.start() if comment else None].rstrip())
            if comment:
                yield self._comment(number, line, comment.end() - 1)

    def _flow(self, number: int, line: str, column: int) -> Iterator[Entry]:
        """The entries of `{key: value, …}` or `[value, …]`."""
        names = self._names
        for found in _FLOW.finditer(line, column):
            value = found["text"].strip("\"'")
            yield Entry(value, _place(number, *found.span("text")), names)
            names = (value, *self._names) if found["colon"] else self._names

    @property
    def _names(self) -> Names:
        return tuple(name for _, name in reversed(self._keys))

    def _entry(self, number: int, start: int, line: str) -> Entry:
        return Entry(line[start:], _place(number, start, len(line)), self._names)

    def _comment(self, number: int, line: str, column: int) -> Entry:
        return Entry(line[column:].strip("# "), _place(number, column, len(line)), self._names, "comment")


def yaml_entries(text: str) -> Iterator[Entry]:
    """The entries of a YAML file, its keys too."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        yield from reader.line(number, line)


def _ends(line: str, quote: str) -> bool:
    return line.rstrip().endswith(quote)


def _place(number: int, start: int, end: int) -> Place:
    return Place(number, start + 1, number, end + 1)
