"""Where the cleanup of a record begins: after its create, and what only looks at that."""

from __future__ import annotations

import re

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.judge.remedies.remedy import Undoing
from smelltest.rewrite.drafting.bindings import is_bound_after
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.records.choosing import Choice
from smelltest.rewrite.records.databases import lasting
from smelltest.rewrite.records.made import Made, record, unnamed
from smelltest.rewrite.records.undoing import Deletion, deletion


class Task(Struct, frozen=True, eq=False):
    """What is to be done about a record, and how."""

    choice: Choice
    undoing: Undoing


class Place(Struct, frozen=True, eq=False):
    """Where a cleanup is to begin: after `anchor`, in the body of `function`; and how the record is deleted.

    `id`: the source of its id there; `is_lost`: whether that may mean something else later on. `status`: the source of
    the answer's status, where there may be no record.
    """

    function: cst.FunctionDef
    anchor: cst.BaseStatement
    delete: Deletion
    made: Made
    id: str
    is_lost: bool = False
    status: str = ""


def place_of(task: Task, draft: Draft, made: Made, function: cst.FunctionDef) -> Place | None:
    """Where the cleanup of what a call makes begins, and how it is written."""
    needed = (
        not (task.choice.call or task.undoing.at_same) or "{id}" in task.choice.call or "{record}" in task.choice.call
    )
    noun = "" if task.undoing.noun == "record" else task.undoing.noun
    whole = task.choice.is_object
    found = record(draft, made, task.choice.ids, is_object=whole, noun=noun) if needed else unnamed(draft, made)
    if found is None:
        return None
    anchor, record_id = ready_after(draft.tree, found.statement, found.id)
    if task.undoing.kind in {"orm", "sql"} and anchor is found.statement:
        anchor, _ = lasting(draft.tree, anchor)
        anchor, record_id = ready_after(draft.tree, anchor, record_id)
    delete = deletion(
        draft, task.choice, at_same=task.undoing.at_same, made=made, record_id=record_id, whole=found.whole
    )
    is_lost = is_bound_after(draft.tree, function, anchor, root_of(record_id))
    return Place(function, anchor, delete, made, record_id, is_lost) if delete is not None else None


def keeping_id(task: Task, draft: Draft, place: Place, owner: str = "", name: str = "") -> Place | None:
    """The same, with the id under a name that keeps it."""
    if "{record}" in task.choice.call:
        return None
    noun = task.undoing.noun
    if not name:
        name = f"{owner}{noun}_id" if owner else draft.free(place.function, f"{noun}_id", f"created_{noun}_id")
    draft.write_after(place.anchor, lambda _so_far: [assigned(name, place.id)])
    delete = deletion(draft, task.choice, at_same=task.undoing.at_same, made=place.made, record_id=name, whole="")
    return Place(place.function, place.anchor, delete, place.made, name) if delete is not None else None


def ready_after(tree: Tree, statement: cst.BaseStatement, record_id: str) -> tuple[cst.BaseStatement, str]:
    """The last of the statements after a create that only check its success or name its id, and what names that.

    Between them may stand what only tells of it, or reads the answer: the id that stands in it is there only of a success.
    """
    block = tree.block(statement)
    body = list(block.body) if block is not None else [statement]
    last: cst.BaseStatement = statement
    for each in body[body.index(statement) + 1 :]:
        named = _names_id(tree, each, record_id)
        if named is not None:
            record_id = named
        elif not _checks_success(tree, each) and not _finds_id(tree, each, record_id):
            if only_tells(tree, each) or _only_reads(tree, each, record_id):
                continue
            break
        last = each
    return last, record_id


def _only_reads(tree: Tree, statement: cst.CSTNode, record_id: str) -> bool:
    """Whether a statement only makes something of the answer: `user = User.model_validate_json(response.text)`."""
    answer, reading, _ = record_id.partition(".json()")
    if not reading or not m.matches(statement, m.SimpleStatementLine(body=[m.Assign()])):
        return False
    value = cst.ensure_type(cst.ensure_type(statement, cst.SimpleStatementLine).body[0], cst.Assign).value
    if not isinstance(value, cst.Call) or len(value.args) != 1:
        return False
    given = tree.source(value.args[0].value)
    return given in {f"{answer}.text", f"{answer}.content", f"{answer}.json()"}


def _finds_id(tree: Tree, statement: cst.CSTNode, record_id: str) -> bool:
    """Whether a statement only makes sure that the id is there: `assert "id" in post`."""
    owner, _, key = record_id.rstrip("]").rpartition("[")
    asserted = m.SimpleStatementLine(body=[m.Assert(test=m.Comparison())])
    if not owner or not m.matches(statement, asserted):
        return False
    return tree.source(statement).strip().replace("'", '"') == f"assert {key} in {owner}"


def checked(tree: Tree, statement: cst.BaseStatement) -> cst.BaseStatement:
    """The last of the statements after a create that only check its success."""
    block = tree.block(statement)
    body = list(block.body) if block is not None else [statement]
    last = statement
    for each in body[body.index(statement) + 1 :]:
        if not _checks_success(tree, each):
            break
        last = each
    return last


def _names_id(tree: Tree, statement: cst.CSTNode, record_id: str) -> str | None:
    """What names a record's id once a statement has given a name to it, or to what it is read from."""
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Assign(targets=[m.AssignTarget()]) | m.AnnAssign()])):
        return None
    assign = cst.ensure_type(statement, cst.SimpleStatementLine).body[0]
    if isinstance(assign, cst.Assign):
        target, value = assign.targets[0].target, assign.value
    elif isinstance(assign, cst.AnnAssign) and assign.value is not None:
        target, value = assign.target, assign.value
    else:
        return None
    if not isinstance(target, (cst.Name, cst.Attribute)):
        return None
    source = tree.source(value).replace("'", '"')
    if source == record_id or (record_id.startswith((f"{source}[", f"{source}.")) and source.endswith(".json()")):
        return tree.source(target) + record_id[len(source) :]
    return None


def _checks_success(tree: Tree, statement: cst.CSTNode) -> bool:
    """Whether a statement only makes sure that a request succeeded."""
    if isinstance(statement, cst.If) and leaves(statement):
        asked = cst.ensure_type(statement, cst.If).test
        return not m.findall(asked, m.Call()) and any(word in tree.source(asked) for word in _SUCCESS)
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Assert() | m.Expr(m.Call())])):
        return False
    line = cst.ensure_type(statement, cst.SimpleStatementLine).body[0]
    checking = line.value if isinstance(line, cst.Expr) else None
    if any(each is not checking and not m.matches(each, _READING) for each in m.findall(statement, m.Call())):
        return False  # It asks the system for something, and looks at that answer.
    source = tree.source(statement)
    return any(word in source for word in _SUCCESS)


def leaves(statement: cst.If) -> bool:
    """Whether all that a condition leads to is the end of the test: it fails, or is skipped."""
    ends = m.Raise() | m.Expr(m.Call(func=m.Attribute(m.Name("pytest"), m.Name("fail") | m.Name("skip"))))
    ends |= m.Expr(m.Call(func=m.Attribute(m.Name("self"), m.Name("fail") | m.Name("skipTest"))))
    return m.matches(statement, m.If(body=m.IndentedBlock(body=[m.SimpleStatementLine(body=[ends])]), orelse=None))


_READING = m.Call(func=m.Attribute(attr=m.Name("json") | m.Name("get_json")) | m.Name("str") | m.Name("len"))
_SUCCESS = ("status_code", "raise_for_status", ".status ==", ".ok", "is_success", "code_status", "check_status")


def cannot_fail(statement: cst.CSTNode) -> bool:
    """Whether a statement only names something, or reads the answer."""
    assign = m.SimpleStatementLine(body=[m.Assign()])
    return m.matches(statement, assign) and not any(
        not m.matches(call, m.Call(func=m.Attribute(attr=m.Name("json")))) for call in m.findall(statement, m.Call())
    )


def only_tells(tree: Tree, statement: cst.CSTNode) -> bool:
    """Whether a statement only logs something, or attaches it to a report."""
    if not m.matches(statement, m.SimpleStatementLine(body=[m.Expr(m.Call())])):
        return False
    return re.match(r"(?:allure\.\w+|print|log\w*\.\w+|logging\.\w+)\(", tree.source(statement).strip()) is not None


def if_made(place: Place, lines: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """What takes a record away, done only if there is one."""
    if not place.status:
        return lines
    return [cst.If(cst.parse_expression(f"{place.status} < 400"), cst.IndentedBlock(lines))]


def root_of(source: str) -> str:
    """The name with which an expression begins."""
    return re.split(r"[.\[(]", source.removeprefix("(await "), maxsplit=1)[0]


def assigned(name: str, source: str) -> cst.BaseStatement:
    """The statement that gives an expression a name."""
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(_as_target(name))], cst.parse_expression(source))])


def _as_target(name: str) -> cst.Name | cst.Attribute:
    target = cst.parse_expression(name)
    assert isinstance(target, (cst.Name, cst.Attribute))  # noqa: S101 - a name or an attribute of self
    return target


def line_of(expression: cst.BaseExpression) -> cst.SimpleStatementLine:
    """An expression as a statement."""
    return cst.SimpleStatementLine([cst.Expr(expression)])
