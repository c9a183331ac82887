"""A YAML file as an expression: mappings, lists and scalars, each value in its place.

What is put in by a template, an anchor or a tag is left open; of several documents none is read.
"""

from __future__ import annotations

import re

from smelltest.read.facts import AnyExpression, Constant, Dictionary, Display, Opaque, Place

_KEY = re.compile(
    r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'{}\[\],|>&*!%@`-][^#{}\[\],"']*?|-[^\s][^:]*?)\s*:(?:\s+|$)"""
)
_DASH = re.compile(r"-(?:\s+|$)")
_BLOCK = re.compile(r"[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
_QUOTED = re.compile(r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')\s*(?:#.*)?$""")
_COMMENT = re.compile(r"\s+#.*$")
_FILLED = re.compile(r"\{\{|\$\{|\{%|^[&*!]|^<%")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,17})$")
_FLOAT = re.compile(r"[-+]?\d+\.\d+$")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "yes": True, "no": False}


class Unclear(Exception):  # noqa: N818 - it is told to nobody
    """The text is of a kind that is not read."""


class _Line:
    __slots__ = ("column", "number", "text")

    def __init__(self, number: int, column: int, text: str) -> None:
        self.number = number
        self.column = column
        self.text = text


def outline(text: str) -> AnyExpression | None:
    """What a YAML file holds, or None if that cannot be told."""
    lines: list[_Line] = []
    for number, whole in enumerate(text.split("\n"), 1):
        bare = whole.strip()
        if not bare or bare[0] == "#" or (bare == "---" and not lines):
            continue
        if bare in {"---", "..."} or "\t" in whole[: len(whole) - len(whole.lstrip())]:
            return None
        lines.append(_Line(number, len(whole) - len(whole.lstrip()), bare))
    if not lines:
        return None
    try:
        value, end = _node(lines, 0)
    except (Unclear, RecursionError):
        return None
    return value if end == len(lines) else None


def _node(lines: list[_Line], at: int) -> tuple[AnyExpression, int]:
    """The value that begins in a line, and the line after it."""
    line = lines[at]
    if _DASH.match(line.text):
        return _items(lines, at)
    if _KEY.match(line.text):
        return _entries(lines, at)
    return _scalar(line, 0), at + 1


def _items(lines: list[_Line], at: int) -> tuple[AnyExpression, int]:
    first, column = lines[at], lines[at].column
    items: list[AnyExpression] = []
    while at < len(lines) and lines[at].column == column and (dash := _DASH.match(lines[at].text)):
        line = lines[at]
        if dash.end() == len(line.text):
            value, at = _below(lines, at, column + 1)
        else:
            line.text, line.column = line.text[dash.end() :], line.column + dash.end()
            value, at = _valued(lines, at, 0, column) if not _KEY.match(line.text) else _node(lines, at)
        items.append(value)
    _must_end(lines, at, column)
    return Display(_place(first, column, lines[at - 1]), "list", tuple(items)), at


def _entries(lines: list[_Line], at: int) -> tuple[AnyExpression, int]:
    first, column = lines[at], lines[at].column
    keys: list[AnyExpression] = []
    values: list[AnyExpression] = []
    while at < len(lines) and lines[at].column == column and (key := _KEY.match(lines[at].text)):
        line = lines[at]
        name = key[1].strip("\"'")
        keys.append(Constant(Place(line.number, column + 1, line.number, column + 1 + len(key[1])), name))
        value, at = _valued(lines, at, key.end(), column)
        values.append(value)
    _must_end(lines, at, column)
    return Dictionary(_place(first, column, lines[at - 1]), tuple(keys), tuple(values)), at


def _valued(lines: list[_Line], at: int, start: int, column: int) -> tuple[AnyExpression, int]:
    """The value after a key or a dash: in its line, or below it."""
    line = lines[at]
    rest = line.text[start:]
    if not rest or rest[0] == "#":
        return _below(lines, at, column + (0 if start and _follows_flat(lines, at, column) else 1))
    value = Opaque(_at(line, start, len(line.text)), ()) if _BLOCK.match(rest) else _scalar(line, start)
    at += 1
    while at < len(lines) and lines[at].column > column:
        at += 1  # The rest of a text over several lines.
        value = Opaque(value.at, ())
    return value, at


def _follows_flat(lines: list[_Line], at: int, column: int) -> bool:
    """Whether the list of a key stands no further in than the key."""
    return at + 1 < len(lines) and lines[at + 1].column == column and _DASH.match(lines[at + 1].text) is not None


def _below(lines: list[_Line], at: int, least: int) -> tuple[AnyExpression, int]:
    if at + 1 < len(lines) and lines[at + 1].column >= least:
        return _node(lines, at + 1)
    return Constant(_at(lines[at], 0, len(lines[at].text)), None), at + 1


def _scalar(line: _Line, start: int) -> AnyExpression:
    text = line.text[start:]
    at = _at(line, start, len(line.text))
    if _FILLED.search(text):
        return Opaque(at, ())
    if quoted := _QUOTED.match(text):
        inner = quoted[1] if quoted[1] is not None else quoted[2]
        return Constant(_at(line, start, start + len(inner) + 2), inner)
    if text[0] in "[{":
        return _flow(line, start)
    text = _COMMENT.sub("", text)
    return _plain(text, _at(line, start, start + len(text)))


def _plain(text: str, at: Place) -> Constant:
    if text.lower() in _WORDS:
        return Constant(at, _WORDS[text.lower()])
    if _INTEGER.match(text):
        return Constant(at, int(text))
    return Constant(at, float(text) if _FLOAT.match(text) else text)


def _flow(line: _Line, start: int) -> AnyExpression:
    """`[a, b]` of scalars; what is nested deeper is left open."""
    text = _COMMENT.sub("", line.text[start:]).rstrip()
    at = _at(line, start, start + len(text))
    inner = text[1:-1]
    if text[0] != "[" or text[-1] != "]" or any(mark in inner for mark in "[]{}\"'"):
        return Opaque(at, ())
    items: list[AnyExpression] = []
    column = start + 1
    for part in inner.split(",") if inner.strip() else ():
        begin = column + len(part) - len(part.lstrip())
        items.append(_plain(part.strip(), _at(line, begin, begin + len(part.strip()))))
        column += len(part) + 1
    return Display(at, "list", tuple(items))


def _must_end(lines: list[_Line], at: int, column: int) -> None:
    if at < len(lines) and lines[at].column > column:
        raise Unclear


def _at(line: _Line, start: int, end: int) -> Place:
    return Place(line.number, line.column + start + 1, line.number, line.column + end + 1)


def _place(first: _Line, column: int, last: _Line) -> Place:
    return Place(first.number, column + 1, last.number, last.column + len(last.text) + 1)
