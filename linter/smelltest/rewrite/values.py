"""Expressions in the place of others, as a rule spells them out."""

from __future__ import annotations

import libcst as cst

from smelltest.judge.remedy import Replacement
from smelltest.rewrite.draft import Draft


def replace(step: Replacement, draft: Draft) -> bool:
    """Write an expression in the place of another."""
    node = draft.tree.expression(step.at)
    if node is None:
        return False
    draft.replace(node, lambda _node, _so_far: cst.parse_expression(step.expression))
    draft.need(*step.imports)
    return True
