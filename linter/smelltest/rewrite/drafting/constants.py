"""Where a function uses what another module gives a name."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import walk


def uses_of_constant(tree: Tree, function: cst.FunctionDef, name: str) -> Iterator[cst.Name | cst.Attribute]:
    """The uses of a constant, by its name or as an attribute of its module."""
    for use in walk(function.body):
        if not isinstance(use, cst.Name) or use.value != name:
            continue
        parent = tree.parent(use)
        if isinstance(parent, cst.Attribute) and parent.attr is use:
            if isinstance(parent.value, cst.Name):
                yield parent
        elif tree.is_variable(use):
            yield use
