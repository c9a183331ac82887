"""What the text of a step matches: plain texts, the formats of `parse` and `cfparse`, and regular expressions.

behave and pytest-bdd read `{name:d}` by the package `parse` (its README lists the types), whose expressions are written
out here as far as steps use them. A type of the suite's own matches as `parse` has it, any text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple


class Piece(NamedTuple):
    """What a field of a pattern took of a step's text: from where to where, and by which type."""

    start: int
    end: int
    kind: str | None


class Pattern(NamedTuple):
    """A step's pattern, ready to match; `kinds` are the types of its fields by name."""

    expression: re.Pattern[str]
    kinds: Mapping[str, str]
    whole: bool

    def match(self, text: str) -> tuple[dict[str, Piece], tuple[Piece, ...]] | None:
        """What the named fields, and those without a name, take of a text; None where it does not match."""
        found = self.expression.fullmatch(text)
        if found is None and not self.whole:
            found = self.expression.match(text)
        if found is None:
            return None
        by_name = {
            name: Piece(*found.span(name), self.kinds.get(name))
            for name in self.expression.groupindex
            if found[name] is not None and not name.startswith(_NAMELESS)
        }
        named = set(self.expression.groupindex.values())
        loose = [
            Piece(*found.span(number), None)
            for number in range(1, self.expression.groups + 1)
            if number not in named and found[number] is not None
        ]
        loose += [
            Piece(*found.span(name), self.kinds.get(name))
            for name in self.expression.groupindex
            if name.startswith(_NAMELESS)
        ]
        return by_name, tuple(loose)


@lru_cache(maxsize=4096)
def pattern(text: str, manner: str) -> Pattern | None:
    """A pattern as it is written, read in one of the manners `plain`, `parse`, `re`; None where it cannot be read."""
    try:
        if manner == "plain":
            return Pattern(re.compile(re.escape(text)), {}, True)
        if manner == "re":
            return Pattern(re.compile(text), {}, False)
        return _format(text)
    except re.error:
        return None


_FIELD = re.compile(r"\{\{|\}\}|\{(\w[\w.\[\]]*)?(?::([^{}]*))?\}")
_TYPE = re.compile(r"(?:.?[<>=^])?[-+ ]?0?\d*(?:\.\d+)?([A-Za-z%_]\w*[?*+]?|%)?\Z")
_NAMELESS = "nameless_"
_KINDS = {
    "d": r"[-+ ]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|\d+)", "n": r"[-+ ]?\d{1,3}(?:[,.]\d{3})*", "b": r"[-+ ]?(?:0[bB])?[01]+",
    "o": r"[-+ ]?(?:0[oO])?[0-7]+", "x": r"[-+ ]?(?:0[xX])?[0-9a-fA-F]+", "f": r"[-+ ]?\d*\.\d+", "F": r"[-+ ]?\d*\.\d+",
    "e": r"[-+ ]?\d*\.\d+(?:[eE][-+]?\d+)?", "g": r"[-+ ]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|nan|inf", "%": r"\d+(?:\.\d+)?%",
    "l": r"[A-Za-z]+", "w": r"\w+", "W": r"\W+", "s": r"\s+", "S": r"\S+", "D": r"\D+",
}  # fmt: skip


def _format(text: str) -> Pattern:
    """The expression of a format of `parse`, which takes as little as it can for each field, whatever the case."""
    parts: list[str] = []
    kinds: dict[str, str] = {}
    groups: dict[str, str] = {}
    at = 0
    for field in _FIELD.finditer(text):
        parts.append(re.escape(text[at : field.start()]))
        at = field.end()
        if field[0] in ("{{", "}}"):
            parts.append(re.escape(field[0][0]))
            continue
        typed = _TYPE.match(field[2] or "")
        kind = (typed[1] or "") if typed is not None else ""
        name = field[1]
        if name in groups:
            parts.append(f"(?P={groups[name]})")
            continue
        group = name if name is not None and name.isidentifier() else f"{_NAMELESS}{len(kinds)}"
        if name is not None:
            groups[name] = group
        kinds[group] = kind
        # With a cardinality of `cfparse` there may be none: `{names:Name*}`.
        least = ".*?" if kind.endswith(("?", "*")) else ".+?"
        parts.append(f"(?P<{group}>{_KINDS.get(kind, least)})")
    parts.append(re.escape(text[at:]))
    return Pattern(re.compile("".join(parts), re.IGNORECASE | re.DOTALL), kinds, True)
