"""Cleanups that stand on the straight path move to where they happen anyway."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedy import Guarantee
from smelltest.rewrite.bindings import bound_by
from smelltest.rewrite.cleanups import checked
from smelltest.rewrite.draft import Draft


def guarantee(step: Guarantee, draft: Draft) -> bool:
    """Move a cleanup from the straight path to where it happens anyway."""
    tree = draft.tree
    call, create = tree.at(step.at, cst.Call), tree.at(step.create, cst.Call)
    if call is None or create is None:
        return False
    line, start = tree.statement(call), tree.nearest(create, cst.SimpleStatementLine)
    if line is None or start is None or not m.matches(line.body[0], m.Expr()):
        return False
    block = tree.block(line)
    body = list(block.body) if block is not None else []
    if start not in body or body.index(start) >= body.index(line):
        return False
    needed = _names_in(line)
    before = body[body.index(start) : body.index(line)]
    binding = [each for each in before if needed & bound_by(each)]
    anchor = checked(tree, binding[-1] if binding else start)
    if anchor not in before:
        return False
    draft.remove(line)
    draft.watch(line)
    previous = before[-1]
    if previous is anchor:
        return False
    draft.guard(anchor, lambda so_far: [_moved(so_far[line])], end=line)
    return True


def _moved(statement: cst.CSTNode) -> cst.BaseStatement:
    """A statement that moves, with the comments above it, without a blank line."""
    line = cst.ensure_type(statement, cst.SimpleStatementLine)
    return line.with_changes(leading_lines=[each for each in line.leading_lines if each.comment is not None])


def _names_in(node: cst.CSTNode) -> set[str]:
    return {name.value for name in m.findall(node, m.Name()) if isinstance(name, cst.Name)}
