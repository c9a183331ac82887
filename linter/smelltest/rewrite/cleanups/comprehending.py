"""Records that a comprehension makes: it becomes a loop, in which each can be registered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.records.made import Made, taken_at_once


class Comprehended(Struct, frozen=True, eq=False):
    """A statement that gives a name to the list of what a call makes: `users = [new_user() for _ in range(3)]`.

    `rest`: the way from an element of the list to the record's id.
    """

    statement: cst.SimpleStatementLine
    target: cst.Name
    comprehension: cst.ListComp
    rest: str


def comprehended(tree: Tree, made: Made, ids: str) -> Comprehended | None:
    """The comprehension that a call stands in, if it makes nothing but a list of what the call gives."""
    top, rest = taken_at_once(tree, made, ids)
    whole = tree.parent(top)
    parent = tree.parent(whole) if isinstance(whole, cst.ListComp) else None
    if rest is None or not isinstance(whole, cst.ListComp) or whole.elt is not top or whole.for_in.inner_for_in:
        return None
    if not m.matches(parent or cst.Pass(), m.Assign(targets=[m.AssignTarget(m.Name())])):
        return None
    target = cst.ensure_type(cst.ensure_type(parent, cst.Assign).targets[0].target, cst.Name)
    statement = tree.statement(whole)
    plain = whole.for_in.asynchronous is None and not whole.for_in.ifs
    return Comprehended(statement, target, whole, rest) if statement is not None and plain else None


def unroll(
    draft: Draft, found: Comprehended, name: str, register: Callable[[Rewritten], Sequence[cst.BaseStatement]]
) -> None:
    """Write a loop in the place of a comprehension, in which what is made goes by a name and is registered."""
    whole = found.comprehension
    draft.watch(whole)
    draft.remove(found.statement)

    def lines(so_far: Rewritten) -> list[cst.BaseStatement]:
        now = cst.ensure_type(so_far[whole], cst.ListComp)
        target = [cst.AssignTarget(found.target)]
        empty = cst.SimpleStatementLine([cst.Assign(target, cst.List([]))], leading_lines=found.statement.leading_lines)
        made = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], now.elt)])
        kept = cst.parse_statement(f"{found.target.value}.append({name})")
        body = cst.IndentedBlock([made, *register(so_far), kept])
        return [empty, cst.For(now.for_in.target, now.for_in.iter, body)]

    draft.write_after(found.statement, lines)
