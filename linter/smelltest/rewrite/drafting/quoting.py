"""The quotes of what is written, as the file around it has them."""

from __future__ import annotations

import re


def quoted_alike(old: str, new: str) -> str:
    """A new text, in its new lines with the quotes that the old one prefers."""
    if not _prefers_single(old):
        return new
    known = {line.strip() for line in old.splitlines()}
    return "".join(
        line if line.strip() in known or _MIXED.search(line) else _TOKEN.sub(lambda one: _single(one[0], old), line)
        for line in new.splitlines(keepends=True)
    )


def _prefers_single(text: str) -> bool:
    """Whether nearly all strings of a text stand in single quotes, those within others and docstrings apart."""
    marks = [one[0].lstrip("bBfFrRuU")[0] for one in _STRING.finditer(text) if one["plain"]]
    single = marks.count("'")
    return single >= _ENOUGH and single >= _OFTENER * (len(marks) - single)


def _single(string: str, old: str) -> str:
    return string if string in old or not _PLAIN.fullmatch(string) else f"'{string[1:-1]}'"


_ENOUGH = 3
_OFTENER = 4
_STRING = re.compile(
    r"""#[^\n]*|\w*\"{3}[\s\S]*?\"{3}|\w*'{3}[\s\S]*?'{3}"""
    r"""|(?P<plain>(?:\b[bBrRuUfF]+)?"(?:[^"\\\n]|\\.)*"|(?:\b[bBrRuUfF]+)?'(?:[^'\\\n]|\\.)*')"""
)
_MIXED = re.compile(r"""\b[rR]?[fF][rR]?'|\"{3}|'{3}|#.*\"""")
"""Lines in which a quote may stand within others."""
_TOKEN = re.compile(r"""\w*"(?:[^"\\\n]|\\.)*"|\w*'(?:[^'\\\n]|\\.)*'""")
"""A string in a line."""
_PLAIN = re.compile(r"""\"[^"'\\{}]*\"""")
