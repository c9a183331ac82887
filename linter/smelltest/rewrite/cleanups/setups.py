"""What a teardown deletes, registered right after its create instead."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Registering
from smelltest.read.facts import Place
from smelltest.rewrite.cleanups.places import checked
from smelltest.rewrite.cleanups.preparing import become_fixture, can_be_fixture, teardown_of
from smelltest.rewrite.drafting.draft import Draft, Lines, Rewritten
from smelltest.rewrite.drafting.roles import is_unittest
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.records.registering import adding, registered


def register_each(step: Registering, draft: Draft) -> bool:
    """Register each delete of a teardown right after its create; a teardown that has no more to do goes."""
    tree = draft.tree
    made = tree.at(step.pairs[0][1], cst.Call) if step.pairs else None
    setup = tree.function(made) if made is not None else None
    if setup is not None and can_be_fixture(draft, setup):
        return _as_fixture(step, draft, setup)
    moved: dict[cst.BaseStatement, cst.FunctionDef] = {}
    for delete, create in step.pairs:
        line = _register(draft, delete, create)
        function = tree.function(line.body[0]) if line is not None else None
        if line is None or function is None or line in moved:
            return False
        moved[line] = function
    for teardown in set(moved.values()):
        left = [each for each in teardown.body.body if each not in moved and not _does_nothing(tree, each)]
        if left:
            for each in (each for each, function in moved.items() if function is teardown):
                draft.remove(each)
        else:
            draft.remove(teardown)
    return True


def _as_fixture(step: Registering, draft: Draft, setup: cst.FunctionDef) -> bool:
    """Let a setup of pytest's be a fixture that deletes in the reverse order of its creates, and its teardown go."""
    tree = draft.tree
    teardown = teardown_of(tree, setup)
    lines: list[cst.BaseStatement] = []
    for delete, create in step.pairs:
        call, made = tree.at(delete, cst.Call), tree.at(create, cst.Call)
        line = tree.statement(call) if call is not None else None
        start = tree.statement(made) if made is not None else None
        if line is None or start is None or teardown is None or tree.block(line) is not teardown.body:
            return False
        if tree.block(start) is not setup.body or not m.matches(line, m.SimpleStatementLine(body=[m.Expr()])):
            return False
        lines.append(line)
        draft.watch(line)
        draft.guard(checked(tree, start), _written(line))
    left = (
        [each for each in teardown.body.body if each not in lines and not _does_nothing(tree, each)] if teardown else []
    )
    if teardown is None or left or m.findall(teardown, m.Comment()) or _bound(teardown):
        return False
    draft.remove(teardown)
    become_fixture(draft, setup)
    return True


def _written(line: cst.SimpleStatementLine) -> Lines:
    # A teardown stands behind its setup mostly, and is rewritten after it.
    return lambda so_far: [
        cst.ensure_type(so_far.get(line, line), cst.SimpleStatementLine).deep_clone().with_changes(leading_lines=[])
    ]


def _register(draft: Draft, delete: Place, create: Place) -> cst.SimpleStatementLine | None:
    """The statement of a teardown that deletes, once that is registered after the create."""
    tree = draft.tree
    call, made = tree.at(delete, cst.Call), tree.at(create, cst.Call)
    teardown = tree.function(call) if call is not None else None
    setup = tree.function(made) if made is not None else None
    if call is None or made is None or teardown is None or setup is None or not is_unittest(tree, setup):
        return None
    value = tree.parent(call) if isinstance(tree.parent(call), cst.Await) else call
    line = tree.statement(call)
    start = tree.statement(made)
    if line is None or start is None or not m.matches(line, m.SimpleStatementLine(body=[m.Expr()])):
        return None
    first = {param.name.value for param in setup.params.params[:1]}
    local = {param.name.value for param in teardown.params.params} | _bound(teardown)
    used = {name.value for name in m.findall(call, m.Name()) if isinstance(name, cst.Name)}
    if cst.ensure_type(line.body[0], cst.Expr).value is not value or tree.block(line) is not teardown.body:
        return None
    if tree.block(start) is not setup.body or not first or used & local - first or teardown is setup:
        return None
    draft.watch(call)
    anchor = checked(tree, start)
    registering = adding(setup, awaited=isinstance(value, cst.Await))

    def lines(so_far: Rewritten) -> list[cst.BaseStatement]:
        # A teardown stands behind its setup mostly, and is rewritten after it.
        becomes = cst.ensure_type(so_far.get(call, call), cst.Call).deep_clone()
        return [cst.SimpleStatementLine([cst.Expr(registered(registering, becomes))])]

    draft.write_after(anchor, lines)
    return line


def _bound(function: cst.FunctionDef) -> set[str]:
    return {
        name.value
        for target in m.findall(function.body, m.AssignTarget())
        for name in m.findall(target, m.Name())
        if isinstance(name, cst.Name)
    } - {param.name.value for param in function.params.params}


def _does_nothing(tree: Tree, statement: cst.CSTNode) -> bool:
    """Whether a statement of a teardown says nothing that the base class does not."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    return tree.source(statement).strip().partition("#")[0].strip() in {
        "pass", "super().tearDown()", "super().tearDownClass()", "super().asyncTearDown()",
        "await super().asyncTearDown()",
    } or m.matches(statement, m.SimpleStatementLine(body=[m.Expr(m.SimpleString() | m.ConcatenatedString())]))  # fmt: skip
