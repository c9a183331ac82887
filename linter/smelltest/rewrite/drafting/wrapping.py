"""Lines that became too long, broken at their brackets as Python's formatters break them."""

from __future__ import annotations

import tokenize
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, pairwise
from keyword import iskeyword
from typing import NamedTuple

_USUAL = 88
"""How long lines are where nothing tells: as Black and Ruff have them by default."""
_OPENING, _CLOSING = "([{", ")]}"
_SEVERAL = frozenset({",", ";", "and", "or"})
_COMPARING = frozenset({"==", "!=", "<", ">", "<=", ">=", "in", "is"})
_STRINGS = {getattr(tokenize, name, None) for name in ("FSTRING_START", "TSTRING_START")} - {None}
_STRING_ENDS = {getattr(tokenize, name, None) for name in ("FSTRING_END", "TSTRING_END")} - {None}


class _Bracket(NamedTuple):
    """A pair of brackets of a line, by the columns of its ends, and the columns of the commas right inside of it.

    `kind`: `index` of what is looked up by what is in it, `whole` of what no comma parts, `group` of what is one value all
    the same, else `list`.
    """

    start: int
    end: int
    commas: tuple[int, ...]
    kind: str


class _Line(NamedTuple):
    """What is in a line: its outermost brackets, and the column of a comparison outside of them.

    `is_several`: whether it has parts beside each other: an assertion and its message, statements, conditions.
    `commas`: the columns of those outside of brackets; `given`: where what a statement gives names begins.
    """

    brackets: tuple[_Bracket, ...]
    comparison: int | None
    is_several: bool
    commas: tuple[int, ...] = ()
    given: int | None = None


def wrapped(text: str, before: str, indent: str, limit: int | None = None) -> str:
    """A text with those of its lines broken that were written anew, and are longer than they may be.

    `limit`: how long that is, in characters, where the project says so; a line that just moved further in is one of
    them then. Else the longest line of `before` tells.
    """
    old = before.splitlines()
    allowed = limit or max(_USUAL, *map(len, old), 0)
    lines = text.splitlines(keepends=True)
    long = {row: code for row, line in enumerate(lines, 1) if len(code := line.rstrip("\r\n")) > allowed}
    known = {code if limit else code.strip() for code in old} if long else set()
    new = frozenset(row for row, code in long.items() if (code if limit else code.strip()) not in known)
    for row, line in (_lines(text, new) if new else {}).items():
        end = lines[row - 1][len(long[row]) :]
        inside = 1 < row < len(lines) and _is_all_inside(lines[row - 2], lines[row])
        lines[row - 1] = (end or "\n").join(_broken(long[row], line, indent, allowed, inside=inside)) + end
    return _joined("".join(lines), old, allowed)


def _is_all_inside(above: str, below: str) -> bool:
    """Whether what stands between two lines is all that is in a pair of brackets."""
    return above.rstrip().endswith(tuple(_OPENING)) and below.lstrip().startswith(tuple(_CLOSING))


def _joined(text: str, old: Sequence[str], allowed: int) -> str:
    """A text in which what was broken into three lines since it was too long is one line again where that fits now."""
    broken = {(head, tail) for head, body, tail in _threes(old) if len(_one_line(head, body, tail)) > allowed}
    if not broken:
        return text
    known = set(_threes(old))
    lines = text.splitlines(keepends=True)
    plain = [line.rstrip("\r\n") for line in lines]
    for at, three in reversed(list(enumerate(zip(plain, plain[1:], plain[2:], strict=False)))):
        head, body, tail = three
        whole = _one_line(*three)
        own = _is_all_inside(head, tail) and (head, tail) in broken and three not in known
        if own and not body.rstrip().endswith((",", *_OPENING)) and "#" not in whole and len(whole) <= allowed:
            lines[at : at + 3] = [whole + lines[at + 2][len(tail) :]]
    return "".join(lines)


def _threes(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The lines of which the first opens a bracket, the second holds all that is in it, and the third closes it."""
    for three in zip(lines, lines[1:], lines[2:], strict=False):
        if _is_all_inside(three[0], three[2]):
            yield three


def _one_line(head: str, body: str, tail: str) -> str:
    return head.rstrip() + body.strip() + tail.strip()


def _broken(code: str, line: _Line, indent: str, limit: int, *, inside: bool = False) -> list[str]:
    """A line in several, or as it is where none of the ways to break it makes it short enough.

    `inside`: it is all that is in a pair of brackets.
    """
    margin = code[: len(code) - len(code.lstrip())]
    deeper = margin + indent
    asserted = list(_asserted(code, line, margin, deeper))
    bracketed = _bracketed(code, line, margin, deeper)
    ways = chain(asserted, bracketed) if line.comparison is not None else chain(bracketed, asserted)
    ways = chain(_listed(code, line, margin, deeper, inside=inside), ways)
    fitting = next((way for way in ways if max(map(len, way)) <= limit), None)
    # A part that is too long by itself keeps the others from nothing.
    return fitting or next(_parted(code, line, margin, deeper), [code])


def _parted(code: str, line: _Line, margin: str, deeper: str) -> Iterator[list[str]]:
    """What commas part in the last pair of brackets, one a line."""
    pair = line.brackets[-1] if line.brackets else None
    if pair is not None and pair.kind == "list" and pair.commas and line.comparison is None:
        parts = (f"{deeper}{part}," for part in _parts(code, pair))
        yield [code[: pair.start + 1], *parts, margin + code[pair.end :]]


def _listed(code: str, line: _Line, margin: str, deeper: str, *, inside: bool) -> Iterator[list[str]]:
    """What commas part, one a line: all that is in a pair of brackets, or that a statement gives names."""
    if not line.commas:
        return
    start = 0 if inside else line.given
    if start is None:
        return
    commas = [column for column in line.commas if column >= start]
    ends = [start, *(column + 1 for column in commas), len(code)]
    parts = [code[first:end].strip().removesuffix(",") for first, end in pairwise(ends)]
    parts = [part for part in parts if part]
    if inside:
        yield [f"{margin}{part}," for part in parts]
    elif commas:
        yield [f"{code[:start].rstrip()} (", *(f"{deeper}{part}," for part in parts), f"{margin})"]


def _asserted(code: str, line: _Line, margin: str, deeper: str) -> Iterator[list[str]]:
    """An assertion in brackets of its own, in one line, else parted before what compares."""
    if not code.lstrip().startswith("assert ") or line.is_several:
        return
    start, end = len(margin) + len("assert "), line.comparison
    yield [f"{margin}assert (", deeper + code[start:].strip(), f"{margin})"]
    if end is not None:
        yield [f"{margin}assert (", deeper + code[start:end].strip(), deeper + code[end:].strip(), f"{margin})"]


def _bracketed(code: str, line: _Line, margin: str, deeper: str) -> Iterator[list[str]]:
    """What is in a pair of brackets, the last one first, a level further in: in one line, else part by part."""
    for pair in reversed(line.brackets):
        head, body, tail = code[: pair.start + 1], code[pair.start + 1 : pair.end].strip(), margin + code[pair.end :]
        if pair.kind == "index" or not body:
            continue
        if not body.endswith(","):
            yield [head, deeper + body, tail]
        if pair.kind == "list":
            yield [head, *(f"{deeper}{part}," for part in _parts(code, pair)), tail]


def _parts(code: str, pair: _Bracket) -> list[str]:
    """What commas part in a pair of brackets."""
    ends = (pair.start, *pair.commas, pair.end)
    parts = (code[start + 1 : end].strip() for start, end in pairwise(ends))
    return [part for part in parts if part]


def _lines(text: str, rows: frozenset[int]) -> dict[int, _Line]:
    """What some lines are made of: those that close what they open, and end in no remark and no backslash."""
    try:
        tokens = list(tokenize.generate_tokens(StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return {}
    longer = [each for each in tokens if each.start[0] != each.end[0]]
    spanned = {row for each in longer for row in range(each.start[0], each.end[0] + 1)}
    remarked = {each.start[0] for each in tokens if each.type == tokenize.COMMENT}
    continued = {row for row, line in enumerate(text.splitlines(), 1) if line.endswith("\\")}
    own = _by_row(tokens, rows - spanned - remarked - continued)
    return {row: line for row, some in own.items() if (line := _line(some)) is not None}


def _by_row(tokens: Iterable[tokenize.TokenInfo], rows: frozenset[int]) -> dict[int, list[tokenize.TokenInfo]]:
    """The tokens of each of some lines, without those in the holes of strings."""
    gathered: dict[int, list[tokenize.TokenInfo]] = {row: [] for row in sorted(rows)}
    depth = 0
    for each in tokens:
        depth += each.type in _STRINGS
        if depth == 0 and each.start[0] in gathered:
            gathered[each.start[0]].append(each)
        depth -= each.type in _STRING_ENDS
    return gathered


def _line(tokens: Sequence[tokenize.TokenInfo]) -> _Line | None:
    """What is in a line; None where a bracket of it is opened or closed elsewhere."""
    pairs = _pairs(tokens)
    if pairs is None:
        return None
    outside = [each for each in tokens if not any(pair.start <= each.start[1] <= pair.end for pair in pairs)]
    words = [each.string for each in outside if each.type in {tokenize.OP, tokenize.NAME}]
    commas = tuple(each.start[1] for each in outside if each.type == tokenize.OP and each.string == ",")
    giving = [each.end[1] for each in outside if each.type == tokenize.OP and each.string == "="]
    plain = not {"for", "lambda", "if", ";", "*", "**", ":"} & set(words)
    given = giving[0] if len(giving) == 1 and words[:1] != ["with"] and plain else None
    return _Line(tuple(pairs), _comparison(outside), not _SEVERAL.isdisjoint(words), commas if plain else (), given)


def _comparison(tokens: Sequence[tokenize.TokenInfo]) -> int | None:
    """Where the first comparison begins: `==`, `not in`."""
    for before, each in pairwise((None, *tokens)):
        if each is not None and each.type in {tokenize.OP, tokenize.NAME} and each.string in _COMPARING:
            negated = before is not None and before.string == "not"
            return before.start[1] if before is not None and negated else each.start[1]
    return None


def _pairs(tokens: Sequence[tokenize.TokenInfo]) -> list[_Bracket] | None:
    """The outermost brackets of a line; None where one of them is opened or closed elsewhere."""
    pairs: list[_Bracket] = []
    opened: list[tuple[int, str]] = []
    commas: list[int] = []
    last = ""
    for each in tokens:
        text, column = each.string if each.type in {tokenize.OP, tokenize.NAME} else "", each.start[1]
        if text and text in _OPENING:
            if not opened:
                commas = []
            opened.append((column, _kind(text, last)))
        elif text and text in _CLOSING:
            if not opened:
                return None
            start, kind = opened.pop()
            if not opened:
                pairs.append(_Bracket(start, column, tuple(commas), _kind_of(kind, commas)))
        elif len(opened) == 1 and text in {"for", "lambda"}:
            opened = [(opened[0][0], "whole")]
        elif len(opened) == 1 and text == ",":
            commas.append(column)
        last = text or each.string
    return None if opened else pairs


def _kind(opening: str, last: str) -> str:
    """What a bracket is there for, after what stands before it."""
    follows = (last.isidentifier() and not iskeyword(last)) or (bool(last) and last in _CLOSING)
    if opening == "[" and follows:
        return "index"
    return "group" if opening == "(" and not follows else "list"


def _kind_of(kind: str, commas: Sequence[int]) -> str:
    return "list" if kind == "group" and commas else kind
