"""String literals that become f-strings with a name in them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst


def interpolated(node: cst.SimpleString, text: str, expression: str) -> cst.FormattedString:
    """The literal with an expression wherever it holds the text."""
    parts = list(_split(node.raw_value.replace("{", "{{").replace("}", "}}"), text, expression))
    return cst.FormattedString(parts, start=f"f{node.prefix}{node.quote}", end=node.quote)


def pieces(node: cst.FormattedStringText, text: str, expression: str) -> list[cst.BaseFormattedStringContent]:
    """The text between the braces of an f-string, with an expression wherever it holds the text."""
    return list(_split(node.value, text, expression))


def _split(raw: str, text: str, expression: str) -> Iterator[cst.BaseFormattedStringContent]:
    for index, part in enumerate(raw.split(text)):
        if index:
            yield cst.FormattedStringExpression(cst.parse_expression(expression))
        if part:
            yield cst.FormattedStringText(part)


def other_quotes(source: str, quote: str) -> str:
    """An expression as it can stand in an f-string with these quotes, before Python 3.12 too."""
    mark = quote[0]
    other = "'" if mark == '"' else '"'
    return source.replace(mark, other) if other not in source else source
