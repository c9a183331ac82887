"""SQL: statements with their literals, and the tables that `COPY` of PostgreSQL's dumps holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.read.data.entries import Entry, Lines, Names, is_long

_TOKEN = re.compile(
    r"""
    (?P<insert>\b(?:insert|replace)\s+(?:ignore\s+)?into\s+[\w."`\[\]]+\s*\((?P<columns>[^()]*)\)\s*(?=values|select))
    | \bcopy\s+[\w."]+\s*\((?P<copied>[^()]*)\)\s+from\s+stdin[^\n]*;\n(?P<rows>.*?)^\\\.$
    | (?P<text>'(?:[^'\\]|''|\\.)*')
    | (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<number>(?<![\w.])-?\d+(?![\w.]))
    | (?P<mark>[(),;])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_ASSIGNED = re.compile(r"([\w.]+)[\"`\]]?\s*(?:=|\blike\b)\s*$", re.IGNORECASE)
_REACH = 80
"""So far before a literal stands the column that it is compared with."""


def sql_entries(text: str) -> Iterator[Entry]:
    """The literals of an SQL file, each by its column."""
    lines = Lines(text)
    columns: Names = ()
    depth = index = 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if token["rows"] is not None:
            yield from _copied(lines, token.start("rows"), token["rows"], _columns(token["copied"]))
        elif kind in ("insert", "columns"):
            columns, depth = _columns(token["columns"]), 0
        elif kind == "mark":
            mark = token["mark"]
            depth += (mark == "(") - (mark == ")")
            index = 0 if mark == "(" and depth == 1 else index + (mark == "," and depth == 1)
            columns = () if mark == ";" else columns
        elif kind == "comment":
            yield Entry(token[0].strip("-/* \n"), lines.place(*token.span()), (), "comment")
        elif kind == "text" or is_long(token[0]):
            names = columns[index : index + 1] if depth == 1 else ()
            value = token[0][1:-1].replace("''", "'") if kind == "text" else token[0]
            yield Entry(value, lines.place(*token.span()), names or _compared(text, token.start()))


def _columns(listed: str) -> Names:
    return tuple(name.strip(' \n\t"`[]') for name in listed.split(","))


def _compared(text: str, start: int) -> Names:
    """The column to which a literal is set or compared."""
    found = _ASSIGNED.search(text, max(0, start - _REACH), start)
    return (found[1].rpartition(".")[2],) if found else ()


def _copied(lines: Lines, start: int, rows: str, columns: Names) -> Iterator[Entry]:
    for row in rows.splitlines(keepends=True):
        at = start
        for column, value in zip(columns, row.rstrip("\n").split("\t"), strict=False):
            if value and value != r"\N":
                yield Entry(value, lines.place(at, at + len(value)), (column,))
            at += len(value) + 1
        start += len(row)
