"""Cleanups in fixtures: after what they yield, or in a list of what their factories made."""

from __future__ import annotations

import re

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.cleanups.places import (
    Place,
    Task,
    assigned,
    cannot_fail,
    keeping_id,
    line_of,
    place_of,
    ready_after,
)
from smelltest.rewrite.cleanups.styles import callback, register_finalizer, register_with, stack_around
from smelltest.rewrite.drafting.bindings import bound_by, is_bound_after
from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.records.made import Made, record
from smelltest.rewrite.records.undoing import Deletion, deletion


def in_fixture(task: Task, draft: Draft, made: Made, fixture: cst.FunctionDef) -> bool:
    """Let a fixture yield instead of returning, and delete after that."""
    tree = draft.tree
    place = place_of(task, draft, made, fixture)
    if place is not None and place.is_lost:
        place = keeping_id(task, draft, place)
    if place is None or any(is_bound_after(tree, fixture, place.anchor, name) for name in place.delete.names):
        return False
    for name in task.choice.fixtures:
        draft.parameter(fixture, name)
    stack = stack_around(tree, place.anchor)
    if stack is not None:
        return register_with(draft, place, callback(stack, place))
    if _finalizes(draft, fixture) and not place.delete.awaited:
        draft.parameter(fixture, "request")
        return register_finalizer(draft, place)
    return _torn_down(draft, place, fixture)


def _finalizes(draft: Draft, fixture: cst.FunctionDef) -> bool:
    """Whether a fixture is to tear down by finalizers: since that is wanted, or it does already."""
    if draft.manner.style == "finalizer":
        return not m.findall(fixture.body, m.Yield())
    own = "request.addfinalizer(" in draft.tree.source(fixture)
    return own and draft.manner.style == "auto"


def _torn_down(draft: Draft, place: Place, fixture: cst.FunctionDef) -> bool:
    tree = draft.tree
    anchor, body = _level_of_giving(tree, place.anchor, fixture)
    giving = [each for each in body if m.matches(each, _RETURN | _YIELD)]
    returns = [each for each in m.findall(fixture.body, m.Return()) if tree.function(each) is fixture]
    if len(giving) > 1 or len(returns) > len(giving):
        return False
    if not giving:
        # It gives nothing: what makes it a fixture is what it does.
        plain = body[-1:] == [anchor] and not m.findall(fixture.body, m.Yield())
        draft.write_after(anchor, lambda so_far: [_yield(), *place.delete.lines(so_far)])
        return plain
    (giver,) = giving
    if body.index(giver) < body.index(anchor) or (m.matches(giver, _RETURN) and giver is not body[-1]):
        return False
    if m.matches(giver, _RETURN):
        _yield_instead(draft, fixture, giver)
    between = body[body.index(anchor) + 1 : body.index(giver)]

    final = place.delete.lines
    if any(not cannot_fail(each) for each in between):
        # What the fixture takes away already was made after this, and goes before it.
        draft.guard(anchor, final, end=None if body[-1] is not giver else giver)
    else:
        draft.write_after(giver, final)
    return True


def _level_of_giving(
    tree: Tree, anchor: cst.BaseStatement, fixture: cst.FunctionDef
) -> tuple[cst.BaseStatement, list[cst.BaseStatement]]:
    """The block in which a fixture gives what it made, or its own, and the statement of it in which the create is."""
    while True:
        block = tree.block(anchor)
        body: list[cst.BaseStatement] = list(block.body) if isinstance(block, cst.IndentedBlock) else []
        outer = tree.parent(block) if block is not None else None
        if any(m.matches(each, _RETURN | _YIELD) for each in body) or block is fixture.body:
            return anchor, body
        if not body or body[-1] is not anchor or not isinstance(outer, cst.With):
            return anchor, []
        anchor = outer


def _yield_instead(draft: Draft, fixture: cst.FunctionDef, giver: cst.CSTNode) -> None:
    """A fixture yields what it returned, and says so where it says what it returns."""
    returned = cst.ensure_type(cst.ensure_type(giver, cst.SimpleStatementLine).body[0], cst.Return)
    draft.replace(returned, lambda node, _so_far: cst.Expr(cst.Yield(node.value)))
    if fixture.returns is not None:
        name = "Iterator" if fixture.asynchronous is None else "AsyncIterator"
        if not re.search(rf"^from (?:typing|collections\.abc) import .*\b{name}\b", draft.tree.text, re.MULTILINE):
            draft.need(f"collections.abc.{name}")
        draft.replace(
            fixture.returns,
            lambda node, _so_far: node.with_changes(
                annotation=cst.Subscript(cst.Name(name), [cst.SubscriptElement(cst.Index(node.annotation))])
            ),
        )


def in_factory(task: Task, draft: Draft, made: Made, maker: cst.FunctionDef, fixture: cst.FunctionDef) -> bool:
    """Let a fixture that gives a function note what that makes, and delete it after its `yield`, last one first."""
    tree = draft.tree
    body = list(fixture.body.body)
    giving = [each for each in body if m.matches(each, _RETURN | _YIELD)]
    if maker not in body[:-1] or giving != body[-1:]:
        return False
    (giver,) = giving
    found = record(draft, made, task.choice.ids)
    if found is None or not found.id:
        return False
    anchor, record_id = ready_after(tree, found.statement, found.id)
    each = f"{task.undoing.noun}_id"
    delete = deletion(draft, task.choice, at_same=task.undoing.at_same, made=made, record_id=each, whole="")
    if delete is None or not _is_known_around(delete, made, maker, fixture):
        return False
    created = draft.free(fixture, "created", "made")
    if draft.tree.names(fixture) & {each}:
        return False
    noted = cst.parse_statement(f"{created}.append({record_id})", tree.module.config_for_parsing)
    if m.matches(anchor, m.SimpleStatementLine(body=[m.Return()])):
        draft.write_before(anchor, lambda _so_far: [noted])
    else:
        draft.write_after(anchor, lambda _so_far: [noted])
    draft.write_before(maker, lambda _so_far: [assigned(created, "[]")])
    if not any(line.comment is None for line in maker.leading_lines):
        apart = [cst.EmptyLine(indent=False), *maker.leading_lines]
        draft.replace(maker, lambda node, _so_far: node.with_changes(leading_lines=apart))
    for name in task.choice.fixtures:
        draft.parameter(fixture, name)
    if m.matches(giver, _RETURN):
        _yield_instead(draft, fixture, giver)
    loop = cst.parse_expression(f"reversed({created})")

    def tear_down(so_far: Rewritten) -> list[cst.BaseStatement]:
        inside = cst.IndentedBlock(delete.lines(so_far))
        return [cst.For(cst.Name(each), loop, inside)]

    draft.write_after(giver, tear_down)
    return True


def _is_known_around(delete: Deletion, made: Made, maker: cst.FunctionDef, fixture: cst.FunctionDef) -> bool:
    """Whether what a deletion needs is there outside of the function that makes the record."""
    own = bound_by(maker.body) | {param.name.value for param in maker.params.params}
    return not delete.names & own and isinstance(made, cst.Await) == (fixture.asynchronous is not None)


_RETURN = m.SimpleStatementLine(body=[m.Return(value=~m.MatchIfTrue(lambda value: value is None))])
_YIELD = m.SimpleStatementLine(body=[m.Expr(m.Yield()) | m.Assign(value=m.Yield())])


def _yield() -> cst.SimpleStatementLine:
    return line_of(cst.Yield())
