"""Deletes beside a cleanup that no finding is about: those of records that are made after the one which it takes away."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
from libcst import matchers as m

from smelltest.link.knowledge import verbs
from smelltest.rewrite.cleanups.places import checked
from smelltest.rewrite.cleanups.styles import style_of
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import names_in


def deletes_before(
    draft: Draft, between: Sequence[cst.BaseStatement], line: cst.BaseStatement
) -> list[cst.SimpleStatementLine]:
    """The deletes right before one that no other finding is about, of which some take away what is made after its record."""
    found: list[cst.SimpleStatementLine] = []
    if not m.matches(line, TIDYING):
        return found
    for each in reversed(between):
        if not m.matches(each, TIDYING) or each in draft.common.found or not deletes(draft.tree, each):
            break
        found.insert(0, cst.ensure_type(each, cst.SimpleStatementLine))
    return found


def deletes_behind(
    draft: Draft, body: Sequence[cst.BaseStatement], line: cst.BaseStatement, between: Sequence[cst.BaseStatement]
) -> list[cst.SimpleStatementLine]:
    """The deletes at the very end that no other finding is about, each of what is made after the record of the one before."""
    rest = body[body.index(line) + 1 :]
    made = frozenset[str]().union(*map(bound_by, between))
    known = all(
        m.matches(each, TIDYING)
        and each not in draft.common.found
        and deletes(draft.tree, each)
        and not made.isdisjoint(names_in(each))
        for each in rest
    )
    return [cst.ensure_type(each, cst.SimpleStatementLine) for each in rest] if known else []


def guard_each(
    draft: Draft,
    function: cst.FunctionDef,
    between: Sequence[cst.BaseStatement],
    later: Sequence[cst.SimpleStatementLine],
) -> bool:
    """Let each of some deletes happen however what follows its record ends."""
    for each in later:
        making = [one for one in between if names_in(each) & bound_by(one)]
        anchor = checked(draft.tree, making[-1]) if making else None
        if anchor is None or style_of(draft, function) != "try-finally":
            return False
        if anchor is not between[-1]:
            draft.remove(each)
            draft.watch(each)
            draft.guard(anchor, lambda so_far, each=each: [moved(so_far[each])], end=between[-1])  # type: ignore[misc]
    return True


def deletes(tree: Tree, statement: cst.BaseStatement) -> bool:
    """Whether a statement is a call that is named for what it takes away."""
    value = value_of(statement)
    call = cst.ensure_type(value.expression if isinstance(value, cst.Await) else value, cst.Call)
    return verbs.kind_of(tree.source(call.func).rpartition(".")[2]) == "delete"


def value_of(statement: cst.CSTNode) -> cst.BaseExpression:
    """The expression that a statement is."""
    return cst.ensure_type(cst.ensure_type(statement, cst.SimpleStatementLine).body[0], cst.Expr).value


def moved(statement: cst.CSTNode) -> cst.BaseStatement:
    """A statement that moves, with the comments above it, without a blank line."""
    assert isinstance(statement, (cst.SimpleStatementLine, cst.For, cst.If, cst.With))  # noqa: S101 - as it was asked
    return statement.with_changes(leading_lines=[each for each in statement.leading_lines if each.comment is not None])


TIDYING = m.SimpleStatementLine(body=[m.Expr(m.Call() | m.Await(m.Call()))])
