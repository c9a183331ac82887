"""All that stands in a piece of code, whatever the order in which it runs."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from smelltest.read import facts


def within(node: object) -> Iterator[Struct]:
    """The statements and expressions of which a node is made, itself among them, as they are written."""
    todo = [node]
    while todo:
        part = todo.pop()
        if type(part) is tuple:
            todo.extend(part[::-1])
        elif isinstance(part, Struct):
            yield part
            todo.extend(parts(part)[::-1])


def parts(node: Struct) -> list[object]:
    """What the fields of a node hold, but for its place and what is no code."""
    return [value for name in node.__struct_fields__ if type(value := getattr(node, name)) not in _NO_CODE]


_NO_CODE = frozenset({facts.Place, str, int, bool, float, complex, bytes, type(None), type(...)})


def called(node: object) -> Iterator[str]:
    """The names of the functions and methods that a piece of code calls."""
    for part in within(node):
        if isinstance(part, facts.Call) and isinstance(part.function, (facts.Name, facts.Attribute)):
            yield part.function.name
