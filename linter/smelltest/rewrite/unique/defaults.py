"""What a parameter is when a call leaves it out, made anew for each call."""

from __future__ import annotations

from typing import cast

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.roles import is_fixture
from smelltest.rewrite.drafting.tree import Tree


def made_when_left_out(draft: Draft, parameter: cst.Param, expression: str) -> bool:
    """A call that leaves an argument out gets a value of its own each time."""
    tree = draft.tree
    function = tree.nearest(parameter, cst.FunctionDef)
    if function is None or not isinstance(function.body, cst.IndentedBlock) or is_fixture(function):
        return False
    name = parameter.name.value
    draft.replace(cast(cst.CSTNode, parameter.default), lambda _node, _so_far: cst.Name("None"))
    if parameter.annotation is not None:
        _widen(draft, tree, parameter.annotation.annotation)
    draft.first(function, f"if {name} is None:\n    {name} = {expression}")
    return True


def _widen(draft: Draft, tree: Tree, annotation: cst.BaseExpression) -> None:
    """Say of a parameter that it may be None, too."""
    if not m.matches(annotation, m.Name() | m.Attribute() | m.Subscript()) or m.matches(annotation, _WIDE):
        return
    modern = "from __future__ import annotations" in tree.text or "| None" in tree.text
    if not modern:
        draft.need("typing.Optional")
    source = tree.source(annotation)
    wider = f"{source} | None" if modern else f"Optional[{source}]"
    draft.replace(annotation, lambda _node, _so_far: cst.parse_expression(wider))


_WIDE = m.Name("Any") | m.Name("object") | m.Subscript(value=m.Name("Optional"))
