"""Rows that tests put straight into a database, taken away through the same connection or session."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import libcst as cst
from libcst import matchers as m

from smelltest.link.questions.records import singular
from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.tree import Tree

_INSERT = re.compile(
    r"\s*INSERT\s+INTO\s+[\"`]?(?P<table>[\w.]+)[\"`]?\s*\((?P<columns>[^()]*)\)\s*VALUES\s*\((?P<values>[^()]*)\)\s*;?\s*",
    re.IGNORECASE,
)
_HOLE = re.compile(r"\?|%s|%\((\w+)\)s|:(\w+)|\$\d+")
_TELLING = re.compile(r"(?:^|_)(?:id|uuid|email|username|login|sku|slug|code|key)$")
"""Columns whose value tells a row apart, if that is a value of the test's own."""


def of_statement(tree: Tree, call: cst.BaseExpression) -> Iterator[tuple[str, str]]:
    """How a row goes that an `INSERT` makes: the call, with `{id}` for what is told by it, and the way to that."""
    if not m.matches(call, m.Call(func=m.Attribute(), args=[m.Arg(), m.ZeroOrMore()])):
        return
    execute = cst.ensure_type(call, cst.Call)
    found = _inserting(execute.args[0].value)
    if found is None:
        return
    insert, before, after = found
    told = [part.strip().strip('"`') for part in insert["columns"].split(",")]
    holes = [part.strip() for part in insert["values"].split(",")]
    if len(told) != len(holes):
        return
    mark = next((each for each in holes if _HOLE.fullmatch(each)), hole(tree))
    receiver = tree.source(execute.func)
    if _tells_last(tree) and not re.search(r"(?:^|[._])cur(?:sor)?$", receiver.rpartition(".")[0]):
        yield _written(receiver, (before, after), insert["table"], "id", mark, "{id}"), ".lastrowid"
    for column, value in _given(execute, told, holes):
        yield _written(receiver, (before, after), insert["table"], column, mark, value), ""


def is_statement(literal: cst.SimpleString) -> bool:
    """Whether a text is a statement that asks for rows, or changes them."""
    return re.match(r"(?i)\s*(?:SELECT|UPDATE|DELETE)\s", literal.raw_value) is not None


def has_holes(statement: str) -> bool:
    """Whether a statement is given values of its own."""
    return _HOLE.search(statement) is not None


def hole(tree: Tree) -> str:
    """How a statement of this file leaves a value open."""
    return "?" if _is_sqlite(tree) else "%s"


def _inserting(node: cst.BaseExpression) -> tuple[re.Match[str], str, str] | None:
    """The statement that a text is, and what stands around the text: `text(…)`."""
    before = after = ""
    if m.matches(node, m.Call(func=m.Name(), args=[m.Arg()])):
        wrapper = cst.ensure_type(node, cst.Call)
        before, after = f"{cst.ensure_type(wrapper.func, cst.Name).value}(", ")"
        node = wrapper.args[0].value
    value = node.evaluated_value if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)) else None
    insert = _INSERT.fullmatch(value) if isinstance(value, str) else None
    return (insert, before, after) if insert is not None else None


def _given(execute: cst.Call, told: Sequence[str], holes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The columns that tell a row apart, each with the source of its value, if that means the same later on."""
    given = execute.args[1].value if len(execute.args) > 1 else None
    if isinstance(given, (cst.Tuple, cst.List)):
        values = [element.value for element in given.elements]
        places = [index for index, hole in enumerate(holes) if _HOLE.fullmatch(hole)]
        pairs = [(told[index], value) for index, value in zip(places, values, strict=False)]
    elif isinstance(given, cst.Dict):
        named = {
            str(each.key.evaluated_value): each.value
            for each in given.elements
            if isinstance(each, cst.DictElement) and isinstance(each.key, cst.SimpleString)
        }
        names = [_HOLE.fullmatch(hole) for hole in holes]
        pairs = [
            (column, named[name])
            for column, found in zip(told, names, strict=True)
            if found is not None and (name := found[1] or found[2]) in named
        ]
    else:
        return
    for column, value in pairs:
        if _TELLING.search(column) and isinstance(value, cst.Name):
            yield column, value.value


def _written(receiver: str, around: tuple[str, str], table: str, column: str, hole: str, value: str) -> str:
    named = _HOLE.fullmatch(hole)
    name = (named[1] or named[2]) if named is not None else None
    if name is not None:
        statement = f"DELETE FROM {table} WHERE {column} = {hole.replace(name, column)}"  # noqa: S608 - a test's own
        return f'{receiver}({around[0]}"{statement}"{around[1]}, {{"{column}": {value}}})'
    mark = "$1" if hole.startswith("$") else hole
    given = value if hole.startswith("$") else f"({value},)"
    return f'{receiver}({around[0]}"DELETE FROM {table} WHERE {column} = {mark}"{around[1]}, {given})'  # noqa: S608 - a test's own


def _is_sqlite(tree: Tree) -> bool:
    return re.search(r"\bsqlite3\b", tree.text) is not None


def _tells_last(tree: Tree) -> bool:
    """Whether what runs a statement is seen to know the id of the row that it made."""
    return _is_sqlite(tree) or ".lastrowid" in tree.text


# Sessions


def is_added(call: cst.BaseExpression) -> bool:
    """Whether a call adds an object to a session: `session.add(user)`."""
    plain = m.Arg(value=m.Name() | m.Attribute() | m.Call(), keyword=None, star="")
    return m.matches(call, m.Call(func=m.Attribute(attr=m.Name("add")), args=[plain]))


def of_session(draft: Draft, call: cst.Call, function: cst.FunctionDef) -> str | None:
    """The call by which a session deletes what it is given here; that gets a name where it has none."""
    tree = draft.tree
    session = tree.source(cst.ensure_type(call.func, cst.Attribute).value)
    given = call.args[0].value
    if not isinstance(given, cst.Call):
        return f"{session}.delete({tree.source(given)})"
    statement = tree.statement(call)
    if statement is None or not isinstance(given.func, (cst.Name, cst.Attribute)):
        return None
    model = tree.source(given.func).rpartition(".")[2]
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model).lower()
    name = draft.free(function, singular(word), f"own_{word}")
    draft.watch(given)

    def bind(so_far: Rewritten) -> list[cst.BaseStatement]:
        value = so_far[given]
        assert isinstance(value, cst.BaseExpression)  # noqa: S101 - an expression becomes one
        return [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], value)])]

    draft.write_before(statement, bind)
    draft.replace(given, lambda _node, _so_far: cst.Name(name))
    return f"{session}.delete({name})"


# What makes it last


def lasting(tree: Tree, statement: cst.BaseStatement) -> tuple[cst.BaseStatement, str]:
    """The last statement of those that make what a database was told last, and the source of a commit among them."""
    block = tree.block(statement)
    body = list(block.body) if block is not None else [statement]
    last, commit = statement, ""
    for each in body[body.index(statement) + 1 :]:
        if m.matches(each, _COMMIT):
            commit = tree.source(each).strip()
        elif not m.matches(each, _BESIDE) or (commit and not m.matches(each, _REFRESH)):
            break
        if commit:
            last = each
    return last, commit


def _calling(*names: str) -> m.SimpleStatementLine:
    call = m.Call(func=m.Attribute(attr=m.OneOf(*map(m.Name, names))))
    return m.SimpleStatementLine(body=[m.Expr(call | m.Await(call))])


_COMMIT = _calling("commit")
_REFRESH = _calling("refresh")
_BESIDE = _calling("add", "flush", "refresh", "execute") | m.SimpleStatementLine(body=[m.Assign()])
