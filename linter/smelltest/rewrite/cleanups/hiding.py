"""Cleanups that hide no failure: names that are there, deletes that fail by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Binding, Tolerance
from smelltest.link.knowledge import verbs
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.tree import Tree


def bind_before(step: Binding, draft: Draft) -> bool:
    """Bind a name that a `finally` uses before its `try`: what makes the record, if that is tried first, else None."""
    tree = draft.tree
    use = tree.at(step.at, cst.Name)
    final = tree.nearest(use, cst.Finally) if use is not None else None
    tried = tree.parent(final) if final is not None else None
    if use is None or final is None or not isinstance(tried, cst.Try) or tree.block(tried) is None:
        return False
    body: list[cst.BaseStatement] = list(tried.body.body)  # type: ignore[arg-type]
    index = next((index for index, each in enumerate(body) if step.name in bound_by(each)), None)
    if index is None:
        return False
    leading = body[: index + 1]
    if not tried.handlers and len(body) > index + 1 and all(map(_is_plain, leading[:-1])) and _is_simple(leading[-1]):
        _hoist(draft, tried, leading)
        return True
    return _begin_with_none(draft, tree, tried, final, use)


def _is_simple(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine)


def _is_plain(statement: cst.CSTNode) -> bool:
    """Whether a statement only names something that is there."""
    return m.matches(statement, m.SimpleStatementLine(body=[m.Assign()])) and not m.findall(statement, m.Call())


def _hoist(draft: Draft, tried: cst.Try, leading: Sequence[cst.BaseStatement]) -> None:
    for each in leading:
        draft.watch(each)

    def before(so_far: Rewritten) -> list[Any]:
        first, *others = [cst.ensure_type(so_far[each], cst.SimpleStatementLine) for each in leading]
        return [first.with_changes(leading_lines=[*tried.leading_lines, *first.leading_lines]), *others]

    def become(node: cst.Try, _so_far: object) -> cst.Try:
        first, *others = node.body.body[len(leading) :]
        begin = first.with_changes(leading_lines=[line for line in first.leading_lines if line.comment])  # type: ignore[union-attr]
        return node.with_changes(body=node.body.with_changes(body=[begin, *others]), leading_lines=[])

    draft.write_before(tried, before)
    draft.replace(tried, become)


def _begin_with_none(draft: Draft, tree: Tree, tried: cst.Try, final: cst.Finally, use: cst.Name) -> bool:
    """Begin with None, and ask for it in the `finally`."""
    line = next((each for each in (use, *tree.around(use)) if tree.parent(each) is final.body), None)
    if not isinstance(line, cst.SimpleStatementLine):
        return False
    name = use.value
    draft.watch(line)
    draft.remove(line)

    def guarded(so_far: Rewritten) -> list[cst.BaseStatement]:
        statement = cst.ensure_type(so_far[line], cst.SimpleStatementLine)
        lines = list(statement.leading_lines)
        asked = cst.parse_expression(f"{name} is not None")
        inside = cst.IndentedBlock([statement.with_changes(leading_lines=[])])
        return [cst.If(asked, inside, leading_lines=lines)]

    draft.write_before(line, guarded)
    none = cst.parse_statement(f"{name} = None")
    draft.write_before(tried, lambda _so_far: [none])
    return True


def tolerate(step: Tolerance, draft: Draft) -> bool:
    """Let a delete among others fail by itself."""
    tree = draft.tree
    call = tree.at(step.at, cst.Call)
    demand = tree.expression(step.demand)
    line = tree.statement(call) if call is not None else None
    last = _demanding(tree, line, step.demand.line) if line is not None else None
    block = tree.block(line) if line is not None else None
    if call is None or line is None or last is None or block is None:
        return False
    body: list[cst.BaseStatement] = list(block.body)
    if last not in body or body.index(last) < body.index(line):
        return False
    part = body[body.index(line) : body.index(last) + 1]
    if any(not isinstance(each, cst.SimpleStatementLine) for each in part):
        return False
    rest = body[body.index(last) + 1 :]
    if rest:
        if not all(_tidies(each) for each in rest):
            return draft.refuse("more than deletes comes after it")
        _let_follow(draft, part, rest)
        return True
    if isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[0], cst.Assert):
        return False
    draft.need("contextlib.suppress")
    root = tree.source(call.func).partition(".")[0]
    raises = demand is not None and "raise_for_status" in tree.source(last)
    error = "requests.RequestException" if raises and root == "requests" else "Exception"
    for each in part:
        draft.watch(each)
        draft.remove(each)

    def suppressed(so_far: Rewritten) -> list[cst.BaseStatement]:
        written = [so_far[each] for each in part]
        first = cst.ensure_type(written[0], cst.SimpleStatementLine)
        written[0] = _undemanding(first).with_changes(leading_lines=[])
        item = cst.WithItem(cst.parse_expression(f"suppress({error})"))
        return [cst.With([item], cst.IndentedBlock(written), leading_lines=first.leading_lines)]  # type: ignore[arg-type]

    draft.write_before(line, suppressed)
    return True


def _tidies(statement: cst.CSTNode) -> bool:
    """Whether a statement may stand in a `finally` of deletes: a plain one, or one that deletes inside."""
    if isinstance(statement, cst.SimpleStatementLine):
        return True
    calls = (cst.ensure_type(each, cst.Call).func for each in m.findall(statement, m.Call()))
    named = (each.attr if isinstance(each, cst.Attribute) else each for each in calls)
    return any(isinstance(each, cst.Name) and verbs.kind_of(each.value) == "delete" for each in named)


def _undemanding(statement: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
    """A delete without the assertion that it succeeded, which nobody would hear of: `self.assertTrue(delete(user))`."""
    if not m.matches(statement, _DEMANDED):
        return statement
    asserting = cst.ensure_type(cst.ensure_type(statement.body[0], cst.Expr).value, cst.Call)
    return statement.with_changes(body=[cst.Expr(asserting.args[0].value)])


_DEMANDS = m.Call(func=m.Attribute(attr=m.Name("assertTrue") | m.Name("assertIsNone")), args=[m.Arg(m.Call())])
_DEMANDED = m.SimpleStatementLine(body=[m.Expr(_DEMANDS)])


def _let_follow(draft: Draft, part: list[cst.BaseStatement], rest: list[cst.BaseStatement]) -> None:
    """Let the deletes after one happen whatever becomes of that."""
    for each in (*part, *rest):
        draft.watch(each)
        draft.remove(each)

    def tried(so_far: Rewritten) -> list[cst.BaseStatement]:
        first, *others = [cst.ensure_type(so_far[each], cst.SimpleStatementLine) for each in part]
        body = [first.with_changes(leading_lines=[]), *others]
        final: list[Any] = [so_far[each] for each in rest]
        final[0] = final[0].with_changes(leading_lines=[line for line in final[0].leading_lines if line.comment])
        finally_ = cst.Finally(cst.IndentedBlock(final))
        return [cst.Try(cst.IndentedBlock(body), finalbody=finally_, leading_lines=first.leading_lines)]

    draft.write_before(part[0], tried)


def _demanding(tree: Tree, line: cst.SimpleStatementLine, row: int) -> cst.BaseStatement | None:
    """The statement of a block that begins in a row."""
    block = tree.block(line)
    rows = {tree.row(each): each for each in block.body} if block is not None else {}
    at = max((each for each in rows if each <= row), default=None)
    return rows[at] if at is not None else None
