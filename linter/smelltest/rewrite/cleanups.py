"""Cleanups: written where they happen however a test, a fixture or a setup ends."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedy import Cleanup, Guarantee
from smelltest.rewrite.draft import Draft, Rewritten
from smelltest.rewrite.manner import is_fixture
from smelltest.rewrite.records import made_at, record
from smelltest.rewrite.tree import Tree
from smelltest.rewrite.undoing import Deletion, deletion


def clean_up(step: Cleanup, draft: Draft) -> bool:
    """Take away what a call creates, in the style of the function around it."""
    tree = draft.tree
    call = tree.at(step.at, cst.Call)
    function = tree.function(call) if call is not None else None
    if call is None or function is None:
        return False
    made = made_at(tree, call)
    found = record(draft, made, step.undoing.ids)
    delete = deletion(draft, step.undoing, made, found) if found is not None else None
    if found is None or delete is None:
        return False
    if is_fixture(function):
        return _tear_down(draft, function, found.statement, delete)
    anchor = _checked(tree, found.statement)
    if _is_unittest(tree, function):
        adding = _adding(function)
        draft.write_after(anchor, lambda so_far: [_registered(adding, delete(so_far))])
        return True
    draft.guard(anchor, lambda so_far: [_line(delete(so_far))])
    return True


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
    binding = [each for each in before if needed & _bound_by(each)]
    anchor = _checked(tree, binding[-1] if binding else start)
    if anchor not in before:
        return False
    draft.remove(line)
    draft.watch(line)
    previous = before[-1]
    if previous is anchor:
        return False
    draft.guard(anchor, lambda so_far: [_moved(so_far[line])], end=line)
    return True


def _tear_down(draft: Draft, fixture: cst.FunctionDef, start: cst.SimpleStatementLine, delete: Deletion) -> bool:
    """Let a fixture yield instead of returning, and delete after that."""
    body = list(fixture.body.body)
    if start not in body:
        return False
    giving = [each for each in body if m.matches(each, _RETURN | _YIELD)]
    if len(giving) != 1 or m.findall(fixture.body, m.Return()) != m.findall(giving[0], m.Return()):
        return False
    (giver,) = giving
    if body.index(giver) < body.index(start) or (m.matches(giver, _RETURN) and giver is not body[-1]):
        return False
    if m.matches(giver, _RETURN):
        returned = cst.ensure_type(cst.ensure_type(giver, cst.SimpleStatementLine).body[0], cst.Return)
        draft.replace(returned, lambda node, _so_far: cst.Expr(cst.Yield(node.value)))
    anchor = _checked(draft.tree, start)
    between = body[body.index(anchor) + 1 : body.index(giver)]

    def final(so_far: Rewritten) -> list[cst.BaseStatement]:
        return [_line(delete(so_far))]

    if any(not _cannot_fail(each) for each in between):
        draft.guard(anchor, final, end=giver)
    else:
        draft.write_after(giver, final)
    return True


_RETURN = m.SimpleStatementLine(body=[m.Return(value=~m.MatchIfTrue(lambda value: value is None))])
_YIELD = m.SimpleStatementLine(body=[m.Expr(m.Yield()) | m.Assign(value=m.Yield())])


def _cannot_fail(statement: cst.CSTNode) -> bool:
    """Whether a statement only names something, or reads the answer."""
    assign = m.SimpleStatementLine(body=[m.Assign()])
    return m.matches(statement, assign) and not any(
        not m.matches(call, m.Call(func=m.Attribute(attr=m.Name("json")))) for call in m.findall(statement, m.Call())
    )


def _checked(tree: Tree, statement: cst.BaseStatement) -> cst.BaseStatement:
    """The last of the statements after a create that only check its success."""
    block = tree.block(statement)
    body = list(block.body) if block is not None else [statement]
    last = statement
    for each in body[body.index(statement) + 1 :]:
        if not _checks_success(tree, each):
            break
        last = each
    return last


def _checks_success(tree: Tree, statement: cst.CSTNode) -> bool:
    """Whether a statement only makes sure that a request succeeded."""
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Assert() | m.Expr(m.Call())])):
        return False
    source = tree.source(statement)
    return any(word in source for word in ("status_code", "raise_for_status", ".status ==", ".ok", "is_success"))


def _is_unittest(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether a function is a method of a unittest class."""
    cls = tree.nearest(function, cst.ClassDef)
    if cls is None:
        return False
    bases = [tree.source(base.value) for base in cls.bases]
    asserts = m.findall(
        cls, m.Call(func=m.Attribute(m.Name("self"), m.Name(m.MatchRegex(r"assert[A-Z]\w*|addCleanup"))))
    )
    return any(base.endswith("TestCase") for base in bases) or bool(asserts)


def _adding(function: cst.FunctionDef) -> str:
    """What registers a cleanup in a method of a unittest class."""
    if function.name.value == "setUpClass":
        return "cls.addClassCleanup"
    return "self.addCleanup" if function.asynchronous is None else "self.addAsyncCleanup"


def _registered(adding: str, delete: cst.BaseExpression) -> cst.BaseStatement:
    call = delete.expression if isinstance(delete, cst.Await) else delete
    registered = cst.ensure_type(call, cst.Call)
    function = cst.ensure_type(cst.parse_expression(adding), cst.Attribute)
    return _line(cst.Call(function, [cst.Arg(registered.func), *registered.args]))


def _line(expression: cst.BaseExpression) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Expr(expression)])


def _moved(statement: cst.CSTNode) -> cst.BaseStatement:
    """A statement that moves, with the comments above it, without a blank line."""
    line = cst.ensure_type(statement, cst.SimpleStatementLine)
    return line.with_changes(leading_lines=[each for each in line.leading_lines if each.comment is not None])


def _names_in(node: cst.CSTNode) -> set[str]:
    return {name.value for name in m.findall(node, m.Name()) if isinstance(name, cst.Name)}


def _bound_by(statement: cst.CSTNode) -> set[str]:
    return {
        name.value
        for target in m.findall(statement, m.AssignTarget())
        for name in m.findall(target, m.Name())
        if isinstance(name, cst.Name)
    }
