"""Walks over concrete trees, for questions that are asked often: LibCST's own visitors take several times as long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import TypeVar

import libcst as cst

Node = TypeVar("Node", bound=cst.CSTNode)


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What stands in a node, plain whitespace left out."""
    for name in _fields(type(node)):
        value = getattr(node, name)
        if isinstance(value, cst.CSTNode):
            if type(value) is not cst.SimpleWhitespace:
                yield value
        elif isinstance(value, (list, tuple)):
            yield from (each for each in value if isinstance(each, cst.CSTNode))


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A node, and all that stands in it, at whatever depth; each before what stands in it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed([*children(each)]))


def found(node: cst.CSTNode, *kinds: type[Node]) -> list[Node]:
    """The nodes of some kinds among a node and all that stands in it."""
    return [each for each in walk(node) if isinstance(each, kinds)]


def names_in(node: cst.CSTNode) -> frozenset[str]:
    """All names that stand in a node, those of attributes and keywords too."""
    return frozenset(each.value for each in found(node, cst.Name))


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of a kind of node that can hold others, as they are written."""
    names = [each.name for each in fields(kind) if each.name not in {"value", "quote"} or not _is_leaf(kind)]
    return tuple(sorted(names, key=lambda name: _LATE.get(name, 0)))


def _is_leaf(kind: type[cst.CSTNode]) -> bool:
    return issubclass(kind, (cst.Name, cst.SimpleString, cst.Integer, cst.Float, cst.FormattedStringText, cst.Comment))


_LATE = {"body": 2, "handlers": 3, "orelse": 4, "finalbody": 5, "decorators": -2, "leading_lines": -3, "footer": 6}
"""Fields that are written before or after the others, whatever their order in a node."""
