"""A file's text while it is lowered: where nodes stand in it, in characters, and what is gathered on the way."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

from smelltest.read import facts
from smelltest.read.facts import Place, Words


class Source:
    """What the pass knows of the file, and of the function or class in which it is."""

    __slots__ = ("_encoded", "lines", "place", "remarks", "requested", "scope", "words", "yields")

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self._encoded: dict[int, bytes] = {}
        self.place: Callable[[Any], Place] = _place if text.isascii() else self._place
        self.words: list[Words] = []
        self.remarks: list[facts.Remark] = []
        self.scope = ""
        self.yields = False
        self.requested: list[str] = []

    def _place(self, node: Any) -> Place:
        line, end_line = node.lineno, node.end_lineno
        if line == end_line and self.lines[line - 1].isascii():
            return _place(node)
        start = self._column(line, node.col_offset)
        return Place(line, start, end_line, self._column(end_line, node.end_col_offset))

    def _column(self, line: int, offset: int) -> int:
        """The column, in characters, of an offset in bytes."""
        text = self.lines[line - 1]
        if text.isascii():
            return offset + 1
        encoded = self._encoded.get(line)
        if encoded is None:
            encoded = self._encoded[line] = text.encode()
        return len(encoded[:offset].decode()) + 1

    def header(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, keyword: str) -> Place:
        """From `def` or `class` to the end of the name, which `ast` does not place."""
        line, start = node.lineno, self._column(node.lineno, node.col_offset)
        end = start + len(keyword) + 1 + len(node.name)
        if self.lines[line - 1].startswith(f"{keyword} {node.name}", start - 1):
            return Place(line, start, line, end)
        # More than one blank, a continued line, or a name that is written other than Python normalises it.
        header = "\n".join([self.lines[line - 1][start - 1 :], *self.lines[line : node.body[0].lineno]])
        match = _HEADER.match(header)
        if match is None:
            return Place(line, start, line, end)
        below, last = match[0].count("\n"), match[0].rpartition("\n")[2]
        return Place(line, start, line + below, len(last) + (1 if below else start))


_HEADER = re.compile(r"(?:async(?:\s|\\\n)+)?(?:def|class)(?:\s|\\\n)+\w+")


def _place(node: Any) -> Place:
    return Place(node.lineno, node.col_offset + 1, node.end_lineno, node.end_col_offset + 1)


def encodable(text: str) -> str:
    r"""The text without its lone surrogates, such as "\ud800", which no file or message can hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()
