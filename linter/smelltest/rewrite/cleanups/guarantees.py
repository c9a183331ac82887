"""Cleanups that stand on the straight path move to where they happen anyway."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Guarantee
from smelltest.link.knowledge import verbs
from smelltest.rewrite.cleanups.later import (
    TIDYING,
    deletes,
    deletes_before,
    deletes_behind,
    guard_each,
    moved,
    value_of,
)
from smelltest.rewrite.cleanups.places import checked
from smelltest.rewrite.cleanups.styles import style_of
from smelltest.rewrite.drafting.bindings import bound_by, is_bound_after
from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.roles import takes_fixtures
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import names_in
from smelltest.rewrite.records.databases import lasting
from smelltest.rewrite.records.registering import adding, adding_to_context, registered, shared_stack


def guarantee(step: Guarantee, draft: Draft) -> bool:
    """Move a cleanup from the straight path to where it happens anyway."""
    tree = draft.tree
    call, create = tree.at(step.at, cst.Call), tree.at(step.create, cst.Call)
    function = tree.function(call) if call is not None else None
    if call is None or create is None or function is None:
        return False
    line, start = _in_one_block(tree, call, create)
    block = tree.block(line) if line is not None else None
    if line is None or start is None or block is None or not _only_tidies(tree, line, function):
        return False
    return _moved_from(list(block.body), start, line, function, draft)


def _moved_from(
    body: Sequence[cst.BaseStatement],
    start: cst.BaseStatement,
    line: cst.BaseStatement,
    function: cst.FunctionDef,
    draft: Draft,
) -> bool:
    """Move a cleanup from among the statements of a block, of which `start` makes what it takes away."""
    commit = _commit_after(draft.tree, body, line)
    anchor = _begun(draft.tree, body, start, line, commit)
    between = body[body.index(anchor) + 1 : body.index(line)] if anchor is not None else []
    if anchor is None or not between:
        return False
    beside = _beside(draft, between, line, anchor) if commit is None else []
    later = deletes_before(draft, between, line) if commit is None and not beside else []
    between = between[: len(between) - len(later)]
    prepared = _prepared(between[: len(between) - len(beside)], {*beside, line})
    if len(prepared) + len(beside) == len(between):
        return False
    if not guard_each(draft, function, between, later):
        return draft.refuse("another record that is deleted beside it is made later")
    after = [each for each in body[body.index(line) + 1 :][:1] if each is commit]
    moving = (*prepared, *beside, line)
    for each in (*moving, *after):
        draft.remove(each)
    if not prepared and _registers(draft, function, line, anchor, commit, beside):
        return True
    behind = _behind(draft, function, body, line, anchor) if commit is None and not later else []
    for each in behind:
        draft.remove(each)
    for each in (*moving, *behind):
        draft.watch(each)
    draft.guard(
        anchor,
        lambda so_far: [*(moved(so_far[each]) for each in (*moving, *behind)), *_again(commit)],
        end=behind[-1] if behind else line,
    )
    return True


def _begun(
    tree: Tree,
    body: Sequence[cst.BaseStatement],
    start: cst.BaseStatement,
    line: cst.BaseStatement,
    commit: cst.BaseStatement | None,
) -> cst.BaseStatement | None:
    """The statement before a cleanup after which that may have something to do."""
    if body.index(start) >= body.index(line):
        return None
    anchor = _anchor(tree, body, _made_earlier(tree, body, start, line) or start, line)
    if commit is not None and anchor is not None:
        anchor, _ = lasting(tree, anchor)
    return anchor if anchor in body[: body.index(line)] else None


def _made_earlier(
    tree: Tree, body: Sequence[cst.BaseStatement], start: cst.BaseStatement, line: cst.BaseStatement
) -> cst.BaseStatement | None:
    """The statement by which what is deleted is put there under a name that it was given before: `upsert_user(user)`."""
    if not m.matches(line, TIDYING):
        return None
    before = body[: body.index(start)]
    names = names_in(value_of(line))
    bound = [index for index, each in enumerate(before) if names & bound_by(each)]
    later = before[bound[-1] + 1 :] if bound else []
    own = names & bound_by(before[bound[-1]]) if bound else frozenset[str]()
    return next((each for each in later if m.matches(each, TIDYING) and _puts(tree, each, own)), None)


def _puts(tree: Tree, statement: cst.BaseStatement, names: frozenset[str]) -> bool:
    """Whether a statement is a call that is named for making, or putting there, what it is given by name."""
    value = value_of(statement)
    call = cst.ensure_type(value.expression if isinstance(value, cst.Await) else value, cst.Call)
    name = tree.source(call.func).rpartition(".")[2]
    makes = verbs.kind_of(name) == "create" or name.startswith("upsert")
    return makes and any(not names.isdisjoint(names_in(arg.value)) for arg in call.args)


def _behind(
    draft: Draft,
    function: cst.FunctionDef,
    body: Sequence[cst.BaseStatement],
    line: cst.BaseStatement,
    anchor: cst.BaseStatement,
) -> list[cst.SimpleStatementLine]:
    """The deletes right after one that no other finding is about, of what is there when it begins: they go along."""
    found: list[cst.SimpleStatementLine] = []
    given = {parameter.name.value for parameter in function.params.params}
    early = given.union(*(bound_by(each) for each in body[: body.index(anchor) + 1]))
    if not m.matches(line, TIDYING):
        return found
    for each in body[body.index(line) + 1 :]:
        if not m.matches(each, TIDYING) or each in draft.common.found or not deletes(draft.tree, each):
            break
        if isinstance(value_of(each), cst.Await) != isinstance(value_of(line), cst.Await):
            break
        local = names_in(each) & (bound_by(function.body) | given)
        if not local or not local <= early:
            break
        found.append(cst.ensure_type(each, cst.SimpleStatementLine))
    if not found:
        between = body[body.index(anchor) + 1 : body.index(line)]
        guard_each(draft, function, between, deletes_behind(draft, body, line, between))
    return found


def _prepared(between: Sequence[cst.BaseStatement], tidying: Collection[cst.BaseStatement]) -> list[cst.CSTNode]:
    """The statements right before a cleanup that change what it sends: `user.name = old` before `user.save()`."""
    found: list[cst.CSTNode] = []
    names = set[str]().union(*map(names_in, tidying))
    own = 0
    for each in reversed(between):
        changes = m.matches(each, _CHANGING)
        if not changes and not m.matches(each, _SAVING):
            break
        if not (set(map(_rooted, _targets(each))) if changes else names_in(each)) & names:
            break
        found.insert(0, each)
        own = len(found) if changes else own
    return found[len(found) - own :]  # What saves a change goes along with that alone.


def _targets(statement: cst.CSTNode) -> list[cst.BaseExpression]:
    assign = cst.ensure_type(cst.ensure_type(statement, cst.SimpleStatementLine).body[0], cst.Assign)
    return [each.target for each in assign.targets]


def _rooted(part: cst.CSTNode) -> str:
    """The name that a field or an element is one of."""
    while isinstance(part, (cst.Attribute, cst.Subscript)):
        part = part.value
    return part.value if isinstance(part, cst.Name) else ""


def _beside(
    draft: Draft, between: Sequence[cst.BaseStatement], line: cst.BaseStatement, anchor: cst.BaseStatement
) -> list[cst.SimpleStatementLine]:
    """The deletes right before one that no other finding is about: they go along with it."""
    found: list[cst.SimpleStatementLine] = []
    function = draft.tree.function(line)
    if function is None or not m.matches(line, TIDYING):
        return found
    awaited = isinstance(value_of(line), cst.Await)
    for each in reversed(between):
        if not m.matches(each, TIDYING) or each in draft.common.found or not deletes(draft.tree, each):
            break
        if isinstance(value_of(each), cst.Await) != awaited:
            break
        if any(is_bound_after(draft.tree, function, anchor, name) for name in names_in(each)):
            break
        found.insert(0, cst.ensure_type(each, cst.SimpleStatementLine))
    return found if len(found) < len(between) else []


def _commit_after(
    tree: Tree, body: Sequence[cst.BaseStatement], line: cst.BaseStatement
) -> cst.SimpleStatementLine | None:
    """The statement that makes a delete last, right after it or after others that it makes last as well."""
    for each in body[body.index(line) + 1 :]:
        if m.matches(each, _COMMIT):
            return cst.ensure_type(each, cst.SimpleStatementLine)
        if not m.matches(each, TIDYING) or "delete" not in tree.source(each).lower():
            return None
    return None


def _again(commit: cst.SimpleStatementLine | None) -> list[cst.BaseStatement]:
    return [commit.deep_clone().with_changes(leading_lines=[])] if commit is not None else []


_PART = m.Attribute() | m.Subscript()
_CHANGING = m.SimpleStatementLine(body=[m.Assign(targets=[m.AssignTarget(target=_PART)])])
_SAVES = m.Call(func=m.Attribute(m.Name(), m.Name("save") | m.Name("update") | m.Name("patch")), args=[])
_SAVING = m.SimpleStatementLine(body=[m.Expr(_SAVES | m.Await(_SAVES))])
_COMMITTING = m.Call(func=m.Attribute(attr=m.Name("commit")), args=[])
_COMMIT = m.SimpleStatementLine(body=[m.Expr(_COMMITTING | m.Await(_COMMITTING))])


def _in_one_block(
    tree: Tree, call: cst.CSTNode, create: cst.CSTNode
) -> tuple[cst.BaseStatement | None, cst.BaseStatement | None]:
    """The statements of one block of which the one holds the delete and the other the create."""
    starts = {id(tree.parent(each)): each for each in _statements(tree, create)}
    for line in _statements(tree, call):
        start = starts.get(id(tree.parent(line)))
        if start is not None and start is not line:
            return line, start
    return None, None


def _statements(tree: Tree, node: cst.CSTNode) -> Iterator[cst.BaseStatement]:
    """The statements of blocks that a node stands in, the nearest first, up to the function."""
    for each in tree.around(node):
        if isinstance(each, cst.FunctionDef):
            return
        if isinstance(each, cst.BaseStatement) and tree.block(each) is not None:
            yield each


def _only_tidies(tree: Tree, line: cst.BaseStatement, function: cst.FunctionDef) -> bool:
    """Whether a statement does nothing but delete: nobody asks for what it gives."""
    if isinstance(line, cst.SimpleStatementLine):
        if len(line.body) != 1 or not m.matches(line.body[0], m.Expr() | m.Assign() | m.Assert()):
            return False
        return not any(_is_used_after(tree, function, line, name) for name in bound_by(line))
    if isinstance(line, cst.If) and line.orelse is not None:
        return False
    if not isinstance(line, (cst.For, cst.If, cst.With)):
        return False
    inside = line.body.body
    tidying = m.SimpleStatementLine(body=[m.Expr(m.Call() | m.Await())])
    if isinstance(line, cst.For) and any(_CHECKING.search(tree.source(each)) for each in inside):
        return False  # What a loop checks beside deleting is no matter of a cleanup.
    return all(m.matches(each, tidying) or _only_tidies_inside(each) for each in inside)


_CHECKING = re.compile(
    r"^\W*(?:await )?[\w.()]*?\.?_?(?:assert|check|verify|validate|exist|expect|should)\w*\(", re.IGNORECASE
)


def _only_tidies_inside(statement: cst.CSTNode) -> bool:
    plain = isinstance(statement, (cst.For, cst.If)) and statement.orelse is None
    return plain and all(
        m.matches(each, m.SimpleStatementLine(body=[m.Expr(m.Call() | m.Await())]))
        for each in statement.body.body  # type: ignore[attr-defined]
    )


def _is_used_after(tree: Tree, function: cst.FunctionDef, line: cst.BaseStatement, name: str) -> bool:
    block = tree.block(line)
    used = any(name in names_in(each) for each in _after(tree, line))
    return used or (block is not function.body and is_bound_after(tree, function, line, name))


def _anchor(
    tree: Tree, body: Sequence[cst.BaseStatement], start: cst.BaseStatement, line: cst.BaseStatement
) -> cst.BaseStatement | None:
    """The statement after which all that the cleanup needs is there."""
    needed = names_in(line) - bound_by(line)
    before = body[body.index(start) : body.index(line)]
    binding = [each for each in before if needed & bound_by(each)]
    if not isinstance(start, (cst.For, cst.While)):
        return checked(tree, binding[-1] if binding else start)
    if binding or body.index(start) == 0:
        return None
    # What is made in a loop may be there in part: the loop itself is tried as well.
    return body[body.index(start) - 1]


def _registers(
    draft: Draft,
    function: cst.FunctionDef,
    line: cst.BaseStatement,
    anchor: cst.BaseStatement,
    commit: cst.SimpleStatementLine | None,
    beside: Sequence[cst.SimpleStatementLine],
) -> bool:
    """Register a cleanup, and those beside it, where it can be registered, and the function does it so."""
    tree = draft.tree
    if not m.matches(line, m.SimpleStatementLine(body=[m.Expr(m.Call() | m.Await(m.Call()))])):
        return False
    style = style_of(draft, function)
    if (
        style == "try-finally"
        or _is_checked_after(tree, function, line)
        or any(is_bound_after(tree, function, anchor, name) for name in names_in(line))
    ):
        return False
    if not all(_tidies_too(tree, each) or m.matches(each, _COMMIT) for each in _after(tree, line)):
        # What comes after the delete finds the record gone.
        return False
    awaited = isinstance(value_of(line), cst.Await)
    if style in {"finalizer", "fixture"} and awaited:
        return False
    registering = _registering(draft, function, style, awaited=awaited)
    if registering is None:
        return False
    for each in (*beside, line):
        draft.watch(value_of(each))

    def lines(so_far: Rewritten) -> list[cst.BaseStatement]:
        # What is registered last runs first.
        first, *others = (
            _registering_line(so_far, each, registering) for each in (*_again(commit), line, *reversed(beside))
        )
        return [first, *others]

    if style == "finalizer":
        draft.parameter(function, "request")
    draft.write_after(anchor, lines)
    return True


def _registering_line(so_far: Rewritten, each: cst.CSTNode, registering: str) -> cst.SimpleStatementLine:
    """The line that registers a delete, with the comments above it."""
    delete = so_far.get(value_of(each), value_of(each))
    assert isinstance(delete, (cst.Call, cst.Await))  # noqa: S101 - a call is not rewritten into anything else
    if registering == _FINALIZER:
        deferred = cst.Lambda(cst.Parameters(), delete)
        call = cst.Call(cst.parse_expression(registering), [cst.Arg(deferred)])
    else:
        call = registered(registering, delete)
    comments = [one for one in cst.ensure_type(each, cst.SimpleStatementLine).leading_lines if one.comment]
    return cst.SimpleStatementLine([cst.Expr(call)], leading_lines=comments)


_FINALIZER = "request.addfinalizer"


def _tidies_too(tree: Tree, statement: cst.BaseStatement) -> bool:
    """Whether a statement takes away something, too, or only tells of it."""
    if not m.matches(statement, TIDYING):
        return False
    value = cst.ensure_type(cst.ensure_type(statement, cst.SimpleStatementLine).body[0], cst.Expr).value
    call = cst.ensure_type(value.expression if isinstance(value, cst.Await) else value, cst.Call)
    source = tree.source(call.func)
    name = source.rpartition(".")[2]
    told = not call.args or not m.findall(call, m.Call(func=m.Attribute()))
    return verbs.kind_of(name) == "delete" or (
        told and re.match(r"print$|log\w*\.|(?:time\.)?sleep$", source) is not None
    )


def _after(tree: Tree, line: cst.BaseStatement) -> list[cst.BaseStatement]:
    """The statements after one in its block."""
    block = tree.block(line)
    body: list[cst.BaseStatement] = list(block.body) if block is not None else [line]
    return body[body.index(line) + 1 :]


def _is_checked_after(tree: Tree, function: cst.FunctionDef, line: cst.BaseStatement) -> bool:
    """Whether something is asserted once a record is gone, which must not happen later than that."""
    row = tree.row(line)
    asserting = m.findall(function.body, m.Assert() | m.Call(func=m.Attribute(attr=m.Name(m.MatchRegex("assert.*")))))
    around = set(tree.around(line))
    return any(tree.row(each) > row and each not in around and line not in tree.around(each) for each in asserting)


def _registering(draft: Draft, function: cst.FunctionDef, style: str, *, awaited: bool) -> str | None:
    """What registers a cleanup in a function, by its style; None where there is nothing of the kind."""
    if style == "finalizer":
        return _FINALIZER
    if style == "context":
        return None if awaited else adding_to_context(function)
    if style != "fixture":
        return adding(function, awaited=awaited)
    shared = shared_stack(draft, function) if takes_fixtures(draft.tree, function) else None
    return f"{shared}.callback" if shared is not None else None
