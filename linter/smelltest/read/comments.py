"""The comments of a file that silence findings, with the lines that each covers, and those on production."""

from __future__ import annotations

import re
import tokenize
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from smelltest.read.facts import Place, Remark, Suppression

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def suppressions(text: str) -> tuple[Suppression, ...]:
    """The suppressions among a file's comments. The text's lines end in a line feed and nothing else."""
    if (_MARK.search(text) if "smelltest:" in text else _NOQA.search(text.lower())) is None:
        return ()
    return tuple(sorted(_suppressions(text), key=lambda found: (found.at.line, found.at.column)))


def suppressions_in(
    comments: Iterable[tuple[int, int, str]], covered: Callable[[int], int], last_line: int
) -> tuple[Suppression, ...]:
    """The suppressions among comments that stand on lines of their own, given as (line, column, text).

    `covered` tells the last line of what begins below a line.
    """
    coverings = (
        _Covering(_Comment(text, line, column), line, covered(line))
        for line, column, text in comments
        if _MARK.search(text)
    )
    return tuple(_stated(coverings, last_line))


def remarks(text: str) -> tuple[Remark, ...]:
    """The comments that speak of production; what stands on lines one below the other is one."""
    if _COMMENT_ON_PRODUCTION.search(text) is None:
        return ()
    blocks: list[list[_Comment]] = []
    for comment in _comments(text):
        last = blocks[-1][-1] if blocks else None
        if last is not None and (last.line + 1, last.column) == (comment.line, comment.column):
            blocks[-1].append(comment)
        else:
            blocks.append([comment])
    found = (_remark(block) for block in blocks)
    return tuple(remark for remark in found if SPEAKS_OF_PRODUCTION.search(remark.text))


SPEAKS_OF_PRODUCTION = re.compile(r"\b(?:prod(?:uction)?|live)\b", re.IGNORECASE)
_COMMENT_ON_PRODUCTION = re.compile(rf"#.*{SPEAKS_OF_PRODUCTION.pattern}", re.IGNORECASE)


def _comments(text: str) -> Iterator[_Comment]:
    """The comments of a file. What is no comment and yet may hold a `#` is a text in quotes."""
    line, start = 1, 0
    for token in _COMMENT_OR_QUOTED.finditer(text):
        if token[0].startswith("#"):
            line += text.count("\n", start, token.start())
            start = token.start()
            column = start - text.rfind("\n", 0, start)
            yield _Comment(token[0].lstrip("#! "), line, column)


_COMMENT_OR_QUOTED = re.compile(
    r"""
      \#[^\n]*
    | \"{3} [^"\\]* (?: (?: \\. | "(?!"") ) [^"\\]* )* \"{3}
    | \'{3} [^'\\]* (?: (?: \\. | '(?!'') ) [^'\\]* )* \'{3}
    | "[^"\\\n]* (?: \\. [^"\\\n]* )* "
    | '[^'\\\n]* (?: \\. [^'\\\n]* )* '
    """,
    re.VERBOSE | re.DOTALL,
)


def _remark(block: list[_Comment]) -> Remark:
    first, last = block[0], block[-1]
    at = Place(first.line, first.column, last.line, last.column + len(last.text))
    return Remark(at, " ".join(comment.text for comment in block), None)


_MARK = re.compile(r"#\s*smelltest:\s*ignore|\bnoqa\s*:.*\bSM[0-9]", re.IGNORECASE)
_NOQA = re.compile(r"noqa\s*:.*\bsm[0-9]")
"""The same without a word of ours, in small letters: a search for what begins with plain letters takes next to nothing."""

_DIRECTIVE = re.compile(
    r"""
    \#\s*smelltest:\s*(?P<form>ignore-file|ignore)\b(?!-)
    (?:\s*\[(?P<codes>[^\]]*)\])?
    (?P<rest>.*?)
    (?=\s+\#(?:\s|smelltest:|noqa\b) | \s*$)
    |
    \#\s*noqa\s*:\s*(?P<noqa>[A-Z]+[0-9]+(?:[,\s]+[A-Z]+[0-9]+)*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNTIL = re.compile(r"(?:^|\s)until=([^\s,;]+)")


class _Comment(NamedTuple):
    text: str
    line: int
    column: int


class _Covering(NamedTuple):
    """A comment, and the first and the last line of what it covers."""

    comment: _Comment
    first: int
    last: int


def _suppressions(text: str) -> Iterator[Suppression]:
    return _stated(_coverings(text), text.count("\n") + (not text.endswith("\n")))


def _stated(coverings: Iterable[_Covering], last_line: int) -> Iterator[Suppression]:
    for comment, first, last in coverings:
        for match in _DIRECTIVE.finditer(comment.text):
            start = comment.column + match.start()
            at = Place(comment.line, start, comment.line, comment.column + match.end())
            if match["noqa"]:
                codes = tuple(code for code in _codes(match["noqa"]) if code.startswith("SM"))
                if codes:
                    yield Suppression(at, "noqa", codes, first, last, None, None)
                continue
            form, codes = match["form"].lower(), _codes(match["codes"])
            lines = (1, last_line) if form == "ignore-file" else (first, last)
            yield Suppression(at, form, codes, *lines, *_terms(match["rest"]))


def _codes(written: str | None) -> tuple[str, ...]:
    return tuple(re.findall(r"[^,\s]+", written or ""))


def _terms(written: str) -> tuple[str | None, str | None]:
    """The reason and the expiry that follow the codes."""
    until = _UNTIL.search(written)
    reason = _UNTIL.sub("", written).partition("--")[2].strip()
    return reason or None, until[1] if until else None


def _coverings(text: str) -> Iterator[_Covering]:
    """The comments of a file with what they cover.

    A logical line is a simple statement, a decorator, or the header of a compound statement.
    """
    above: list[_Comment] = []
    opening: list[_Covering] = []  # cover from the line that follows them to the end of the header there
    inside: list[_Comment] = []
    first = 0
    decorates = False
    for token in _tokens(text):
        kind, line = token.type, token.start[0]
        if kind == tokenize.COMMENT:
            (inside if first else above).append(_Comment(token.string, line, token.start[1] + 1))
        elif kind == tokenize.NEWLINE:
            yield from (_Covering(comment, first, line) for comment in inside)
            if not decorates:
                yield from (covering._replace(last=line) for covering in opening)
                opening = []
            inside, first = [], 0
        elif kind == tokenize.ENDMARKER or (kind == tokenize.NL and not first and not token.line.strip()):
            yield from (_Covering(comment, comment.line, comment.line) for comment in above)
            above = []
        elif not first and kind not in _BETWEEN:
            first, decorates = line, token.string == "@"
            opening += [_Covering(comment, first, first) for comment in above]
            above = []


_BETWEEN = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT)


def _tokens(text: str) -> Iterator[tokenize.TokenInfo]:
    try:
        yield from tokenize.generate_tokens(StringIO(text).readline)
    except (tokenize.TokenError, SyntaxError):
        # What `ast` reads and `tokenize` does not ends the search, as it is no reason to leave the file out.
        return
