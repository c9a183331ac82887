"""Texts that code puts together by an f-string, `+`, `%`, `format` or `join`, literal by literal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from smelltest.link.program.program import Program
from smelltest.link.texts.content import HOLE
from smelltest.link.values import Site
from smelltest.read.facts import AnyExpression, Attribute, Binary, Call, Constant, Display, Formatted, Name, Text

_DEEPEST_NAME = 4
_PASSING = frozenset({"casefold", "encode", "lower", "lstrip", "rstrip", "strip", "title", "upper"})
"""Methods of a text whose answer reads as the text does."""
_FIELD = re.compile(r"%(?:\(\w+\))?[-+ #0]*\d*(?:\.\d+)?[srdi]|\{[\w.\[\]]*(?:![rsa])?(?::[^{}]*)?\}")
"""Where `%` and `format` put a value."""


class Piece(Struct, frozen=True, gc=False):
    """A stretch of a joined text; without a site it is not written out here."""

    text: str
    site: Site | None = None


Pieces = tuple[Piece, ...]

_HOLE = (Piece(HOLE),)


class Joiner(Struct, frozen=True, eq=False):
    """What reads joined texts in a scope of a file. A local name with several values stands for None."""

    path: str
    program: Program
    local: Mapping[str, AnyExpression | None] = {}
    depth: int = 0

    def pieces(self, node: AnyExpression) -> Pieces | None:
        """What an expression reads as, or None if it is not put together of texts."""
        if isinstance(node, Constant):
            return (Piece(node.value, Site(self.path, node.at)),) if isinstance(node.value, str) else None
        if isinstance(node, Text):
            return tuple(piece for part in node.parts for piece in self._inside(part))
        if isinstance(node, Binary):
            return self._binary(node)
        if isinstance(node, Call) and isinstance(node.function, Attribute):
            return self._method(node, node.function)
        return None

    def beside(self, node: AnyExpression) -> Iterator[AnyExpression]:
        """What stands in a joined text without being part of it: the call of `f"{find('x')}"`."""
        if isinstance(node, Constant) or self.pieces(node) is None:
            yield from () if isinstance(node, Constant) else (node,)
        else:
            for part in _parts(node):
                yield from self.beside(part)

    def _inside(self, node: AnyExpression) -> Pieces:
        """What an expression reads as within a text."""
        if isinstance(node, Formatted):
            return self._inside(node.value)
        if isinstance(node, Constant) and isinstance(node.value, (int, float)):
            return (Piece(str(node.value)),)
        if isinstance(node, (Name, Attribute)):
            return self._named(node) or _HOLE
        return self.pieces(node) or _HOLE

    def _named(self, node: Name | Attribute) -> Pieces | None:
        if self.depth >= _DEEPEST_NAME:
            return None
        if isinstance(node, Name) and node.name in self.local:
            value = self.local[node.name]
            return None if value is None else self._deeper(self.path, self.local).pieces(value)
        path, meant = self.program.value(self.path, node)
        return self._deeper(path, {}).pieces(meant)

    def _deeper(self, path: str, local: Mapping[str, AnyExpression | None]) -> Joiner:
        return Joiner(path, self.program, local, self.depth + 1)

    def _binary(self, node: Binary) -> Pieces | None:
        if node.operator == "%":
            template = self.pieces(node.left)
            values = node.right.items if isinstance(node.right, Display) else (node.right,)
            return None if template is None else self._filled(template, values)
        if node.operator != "+":
            return None
        left, right = self.pieces(node.left), self.pieces(node.right)
        if left is None and right is None:
            return None
        return (*(left or self._inside(node.left)), *(right or self._inside(node.right)))

    def _method(self, node: Call, method: Attribute) -> Pieces | None:
        """What a method of a text answers."""
        template = self.pieces(method.value)
        if template is None or method.name in _PASSING:
            return template
        if method.name == "format":
            return self._filled(template, node.arguments)
        items = node.arguments[0] if node.arguments else None
        if method.name != "join" or not isinstance(items, Display):
            return None
        between = ((), *[template] * len(items.items))
        return tuple(
            piece for gap, item in zip(between, items.items, strict=False) for piece in (*gap, *self._inside(item))
        )

    def _filled(self, template: Pieces, values: Iterable[AnyExpression]) -> Pieces:
        """A template with its values put in, as far as they come one after another."""
        given = iter(values)
        filled: list[Piece] = []
        for piece in template:
            end = 0
            for field in _FIELD.finditer(piece.text):
                value = next(given, None)
                filled.append(Piece(piece.text[end : field.start()], piece.site))
                filled += _HOLE if value is None else self._inside(value)
                end = field.end()
            filled.append(Piece(piece.text[end:], piece.site))
        return tuple(filled)


def _parts(node: AnyExpression) -> tuple[AnyExpression, ...]:
    """The expressions that a joined text is put together of."""
    if isinstance(node, Text):
        return tuple(part.value if isinstance(part, Formatted) else part for part in node.parts)
    if isinstance(node, Binary):
        return (node.left, *(node.right.items if isinstance(node.right, Display) else (node.right,)))
    if isinstance(node, Call) and isinstance(node.function, Attribute):
        given = (item for one in node.arguments for item in (one.items if isinstance(one, Display) else (one,)))
        return (node.function.value, *given, *(keyword.value for keyword in node.keywords))
    return ()
