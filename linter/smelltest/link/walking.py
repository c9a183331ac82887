"""All that stands in a piece of code, whatever the order in which it runs."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from smelltest.read import facts


def within(node: object) -> Iterator[Struct]:
    """The statements and expressions of which a node is made, itself among them."""
    if isinstance(node, tuple):
        for part in node:
            yield from within(part)
    elif isinstance(node, Struct) and not isinstance(node, facts.Place):
        yield node
        for name in node.__struct_fields__:
            yield from within(getattr(node, name))


def called(node: object) -> Iterator[str]:
    """The names of the functions and methods that a piece of code calls."""
    for part in within(node):
        if isinstance(part, facts.Call) and isinstance(part.function, (facts.Name, facts.Attribute)):
            yield part.function.name
