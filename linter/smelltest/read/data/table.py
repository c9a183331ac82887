"""Tables of values that commas, semicolons, bars or tabs separate."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.read.data.entries import Entry, Lines

_HEADING = re.compile(r"\s*[^\W\d][\w .()/#-]{0,60}\s*")


def table_entries(text: str) -> Iterator[Entry]:
    """The cells of a table, each by its column, if the first row names the columns."""
    lines = Lines(text)
    separator = _separator(text.partition("\n")[0])
    cell = re.compile(rf'(?P<quoted>"(?:[^"]|"")*")|(?P<plain>[^{re.escape(separator)}\n]*)')
    columns: list[str] = []
    index, row, column = 0, 0, 0
    while index < len(text):
        found = cell.match(text, index)
        end = index if found is None else found.end()
        value = text[index:end]
        if found is not None and found["quoted"]:
            value = value[1:-1].replace('""', '"')
        if row == 0:
            columns.append(value.strip())
        if value.strip():
            names = (columns[column],) if row and column < len(columns) else ()
            yield Entry(value, lines.place(index, end), names if _are_headings(columns) else ())
        # What stands between a closing quote and the separator belongs to no value.
        while end < len(text) and text[end] not in (separator, "\n"):
            end += 1
        ends = end >= len(text) or text[end] == "\n"
        index, row, column = end + 1, row + ends, 0 if ends else column + 1


def _separator(line: str) -> str:
    return max(",;\t|", key=line.count)


def _are_headings(columns: list[str]) -> bool:
    return all(_HEADING.fullmatch(column) for column in columns)
