"""Steps of builders that register what they create, as the other steps do it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.judge.remedies.remedy import Registration
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.strings import other_quotes
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.records.made import Made, made_at, record


class Pattern(Struct, frozen=True, eq=False):
    """How a step registers: its statement's source, what its record goes by there, and its collection.

    `is_name`: the collection goes by a name.
    """

    source: str
    record: str
    collection: str
    is_name: bool


def register_like_others(step: Registration, draft: Draft) -> bool:
    """Register a record right after its create, as the other steps of the builder do it."""
    tree = draft.tree
    call = tree.at(step.at, cst.Call)
    function = tree.function(call) if call is not None else None
    if call is not None and function is not None and (source := _like_resources(tree, call, function)) is not None:
        statement = cst.ensure_type(tree.statement(call), cst.SimpleStatementLine)
        _write(draft, statement, cst.parse_statement(source, tree.module.config_for_parsing))
        return True
    collection = _collection(tree, call) if call is not None else None
    if call is None or function is None or collection is None or collection[1]:
        return False
    # A method of the builder's own gives the record itself.
    way = "" if _is_own(call) else ".json()"
    for pattern in _patterns(tree, function):
        found = record(draft, made_at(tree, call), way)
        if found is None:
            return False
        source = _adapted(pattern, found.id, collection[0])
        if source is None:
            continue
        _write(draft, found.statement, cst.parse_statement(source, tree.module.config_for_parsing))
        return True
    return False


def _like_resources(tree: Tree, call: cst.Call, function: cst.FunctionDef) -> str | None:
    """How another step registers what it makes by the same method of another resource, for this one."""
    mine = _made_by(tree, tree.parent(call))
    block = tree.block(function)
    if mine is None or block is None:
        return None
    for other in block.body:
        lines = other.body.body if isinstance(other, cst.FunctionDef) and other is not function else ()
        for line, following in pairwise(lines):
            assign = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
            yours = _made_by(tree, assign)
            if yours is None or yours[1] != mine[1] or yours[0] == mine[0]:
                continue
            if not m.matches(following, m.SimpleStatementLine(body=[m.Expr(m.Call())])):
                continue
            source, named = re.subn(_whole(yours[2]), lambda _found: mine[2], tree.source(following).strip())
            source, shown = re.subn(_whole(yours[0]), lambda _found: mine[0], source)
            if named and shown:
                return source
    return None


def _made_by(tree: Tree, assign: cst.CSTNode | None) -> tuple[str, str, str] | None:
    """What makes a record that is given a name: the resource, its method, and that name."""
    if not m.matches(assign or cst.Pass(), _MAKING):
        return None
    made = cst.ensure_type(assign, cst.Assign)
    method = cst.ensure_type(cst.ensure_type(made.value, cst.Call).func, cst.Attribute)
    return tree.source(method.value), method.attr.value, tree.source(made.targets[0].target)


_MAKING = m.Assign(targets=[m.AssignTarget()], value=m.Call(func=m.Attribute(value=m.Attribute())))


def _whole(source: str) -> str:
    return rf"(?<![\w.]){re.escape(source)}(?!\w)"


def register_like_neighbours(call: cst.Call, function: cst.FunctionDef, made: Made, draft: Draft) -> bool:
    """Register a record with a fixture of the suite that takes away what it is told, as other tests of the file do."""
    tree = draft.tree
    collection = _collection(tree, call)
    if collection is None or collection[1]:
        return False
    for pattern, fixture in _registries(tree, function):
        found = record(draft, made, ".json()")
        source = _adapted(pattern, found.id, collection[0]) if found is not None else None
        if found is None or source is None:
            return False
        draft.parameter(function, fixture)
        _write(draft, found.statement, cst.parse_statement(source, tree.module.config_for_parsing))
        return True
    return False


def _registries(tree: Tree, function: cst.FunctionDef) -> Iterator[tuple[Pattern, str]]:
    """How the tests of a file register what they create with a fixture, and the name of that."""
    tests = [each for each in tree.functions() if each is not function and each.name.value.startswith("test")]
    for test in tests:
        parameters = {param.name.value for param in test.params.params} - {"self", "request"}
        for pattern in _patterns_in(tree, test):
            root = re.split(r"[.(]", pattern.source, maxsplit=1)[0]
            if root in parameters and re.match(
                rf"{root}(?:\.(?:append|add|register|track|push)|\.\w*register\w*)?\(", pattern.source
            ):
                yield pattern, root


def _write(draft: Draft, create: cst.SimpleStatementLine, statement: cst.BaseStatement) -> None:
    """Write a statement after a create, or before the `return` that it stands in."""
    asked = draft.write_before if m.matches(create, m.SimpleStatementLine(body=[m.Return()])) else draft.write_after
    asked(create, lambda _so_far: [statement])


def _patterns(tree: Tree, function: cst.FunctionDef) -> Iterator[Pattern]:
    """How the functions beside one register what they create."""
    block = tree.block(function)
    for other in block.body if block is not None else ():
        if isinstance(other, cst.FunctionDef) and other is not function:
            yield from _patterns_in(tree, other)


def _patterns_in(tree: Tree, function: cst.FunctionDef) -> Iterator[Pattern]:
    """How a function registers what it creates, right after that."""
    for line, following in pairwise(function.body.body):
        created = _created(tree, line)
        if created is None or not m.matches(following, m.SimpleStatementLine(body=[m.Expr(m.Call())])):
            continue
        call = cst.ensure_type(cst.ensure_type(following, cst.SimpleStatementLine).body[0], cst.Expr).value
        source = tree.source(call)
        if re.search(rf"\b{re.escape(created[0])}\b", source):
            yield Pattern(source, *created)


def _created(tree: Tree, line: cst.CSTNode) -> tuple[str, str, bool] | None:
    """The name of the record that a statement makes by a request, and its collection."""
    if not m.matches(line, m.SimpleStatementLine(body=[m.Assign(targets=[m.AssignTarget()])])):
        return None
    assign = cst.ensure_type(cst.ensure_type(line, cst.SimpleStatementLine).body[0], cst.Assign)
    posting = m.Call(func=m.Attribute(attr=m.Name("post")))
    if m.matches(assign.value, m.Call(func=m.Attribute(posting, m.Name("json")), args=[])):
        collection = _collection(tree, cst.ensure_type(m.findall(assign.value, posting)[0], cst.Call))
    elif isinstance(assign.value, cst.Call) and _is_own(assign.value):
        collection = _collection(tree, assign.value)
    else:
        return None
    return (tree.source(assign.targets[0].target), *collection) if collection is not None else None


def _is_own(call: cst.Call) -> bool:
    """Whether a call is of a method of the builder's own, to which it names a collection: `self._create("users")`."""
    return m.matches(call, m.Call(m.Attribute(m.Name("self")), args=[m.Arg(m.SimpleString()), m.ZeroOrMore()]))


def _collection(tree: Tree, call: cst.Call) -> tuple[str, bool] | None:
    """What the URL of a request ends in, and whether that goes by a name."""
    if not call.args:
        return None
    source = re.sub(r"^[a-zA-Z]*[\"']|[\"']$", "", tree.source(call.args[0].value)).rstrip("/")
    found = re.search(r"/(\w[\w-]*)$|/\{(\w+)\}$", source if not _is_own(call) else f"/{source}")
    return (found[1] or found[2], found[1] is None) if found is not None else None


def _adapted(pattern: Pattern, record_source: str, collection: str) -> str | None:
    """The registering statement for another record; None where it would not say which collection that is of."""
    name = re.escape(pattern.collection)
    if pattern.is_name:
        source, first = re.subn(rf"\{{{name}\}}", collection, pattern.source)
        source, second = re.subn(rf"(?<![\w.\"'/]){name}(?![\w\"'/=(])", f'"{collection}"', source)
        count = first + second
    else:
        source, count = re.subn(rf"(?<=[\"'/]){name}(?=[\"'/])", collection, pattern.source)
    if not count:
        return None
    inside = re.search(r"\{[^{}]*" + re.escape(pattern.record), source) is not None
    new = other_quotes(record_source, '"') if inside else record_source
    return re.sub(rf"(?<![\w.]){re.escape(pattern.record)}\b", lambda _found: new, source)
