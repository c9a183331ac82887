"""String literals that become f-strings with a name in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst


def interpolated(node: cst.SimpleString, part: re.Pattern[str], expression: str) -> cst.FormattedString:
    """The literal with an expression in the place of each part of it that matches."""
    inside = list(_split(node.raw_value.replace("{", "{{").replace("}", "}}"), part, expression))
    return cst.FormattedString(inside, start=f"f{node.prefix}{node.quote}", end=node.quote)


def pieces(
    node: cst.FormattedStringText, part: re.Pattern[str], expression: str
) -> list[cst.BaseFormattedStringContent]:
    """The text between the braces of an f-string with an expression in the place of each part of it that matches."""
    return list(_split(node.value, part, expression))


def _split(raw: str, part: re.Pattern[str], expression: str) -> Iterator[cst.BaseFormattedStringContent]:
    for index, text in enumerate(part.split(raw)):
        if index:
            yield cst.FormattedStringExpression(cst.parse_expression(expression))
        if text:
            yield cst.FormattedStringText(text)


def other_quotes(source: str, quote: str) -> str:
    """An expression as it can stand in an f-string with these quotes, before Python 3.12 too."""
    mark = quote[0]
    other = "'" if mark == '"' else '"'
    return source.replace(mark, other) if other not in source else source
