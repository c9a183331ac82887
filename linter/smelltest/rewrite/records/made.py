"""What a creating call gives, what it goes by, and how to reach the id in it."""

from __future__ import annotations

import re

import libcst as cst
from msgspec import Struct

from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.tree import Tree

Made = cst.Call | cst.Await
"""A creating call, with its `await`."""

_ACCESS = re.compile(r"\.\w+(?:\(\))?|\[[^\[\]]*\]")


class Record(Struct, frozen=True, eq=False):
    """A record in the code that made it: the statement after which it is there, and the source of its id."""

    statement: cst.SimpleStatementLine
    id: str
    whole: str
    """The source of what the creating call gave, if it goes by a name."""


def record(draft: Draft, made: Made, ids: str, *, is_object: bool = False, noun: str = "") -> Record | None:
    """The record that a call makes; it is given a name where it has none. `ids` leads from the call to the id.

    `is_object`: what the call gives is the record itself, which goes by that and by no id. `noun`: what one is called.
    """
    tree = draft.tree
    statement = tree.statement(made)
    if statement is None:
        return None
    path = _ACCESS.findall(ids)
    top, taken = _accessed(tree, made)
    target = _target(tree, top)
    if target is not None and path[: len(taken)] == taken:
        rest = path[len(taken) :]
        if isinstance(target, cst.Tuple):
            return _of_several(draft, statement, target, rest)
        name = tree.source(target)
        return Record(statement, _reached(tree, name, _as_used(tree, made, name, rest)), name if not taken else "")
    return _named(draft, made, statement, path, is_object=is_object, noun=noun)


def _reached(tree: Tree, name: str, path: list[str]) -> str:
    """The source of what a way leads to from a name; the body of an answer is awaited where the file does so elsewhere."""
    if ".json()" not in path or _AWAITED.search(tree.text) is None:
        return name + "".join(path)
    body = path.index(".json()") + 1
    return f"(await {name}{''.join(path[:body])}){''.join(path[body:])}"


_AWAITED = re.compile(
    r"\bawait (?!request\.)\w+(?:\.\w+)*\.json\(\)|^\s*(?:import aiohttp\b|from (?:aiohttp|playwright\.async_api) import )",
    re.MULTILINE,
)
"""Marks of a file whose clients give the body of an answer to who awaits it."""


def _as_used(tree: Tree, made: Made, name: str, path: list[str]) -> list[str]:
    """A way from what goes by a name, its first step as the function itself goes it: `answer.user`, not `answer["user"]`."""
    function = tree.function(made)
    key = re.fullmatch(r'\["([A-Za-z_]\w*)"\]', path[0]) if path else None
    if key is None or function is None:
        return path
    source = tree.source(function).replace("'", '"')
    asked = re.search(rf"\b{re.escape(name)}\.{key[1]}\b(?!\()", source) is not None
    return [f".{key[1]}", *path[1:]] if asked and f"{name}{path[0]}" not in source else path


def part_named(tree: Tree, made: Made, way: str) -> str | None:
    """The source of a part of what a call gives, where that has a name already; `way` leads to it from the call."""
    path = _ACCESS.findall(way)
    top, taken = _accessed(tree, made)
    target: cst.CSTNode | None = _target(tree, top)
    if target is None or path[: len(taken)] != taken:
        return None
    rest = path[len(taken) :]
    if isinstance(target, cst.Tuple):
        position = re.fullmatch(r"\[(\d+)\]", rest[0]) if rest else None
        index = int(position[1]) if position is not None else len(target.elements)
        target = target.elements[index].value if index < len(target.elements) else None
        rest = rest[1:]
    known = isinstance(target, (cst.Name, cst.Attribute)) and tree.source(target) != "_"
    return tree.source(target) + "".join(rest) if known and target is not None else None


def unnamed(draft: Draft, made: Made) -> Record | None:
    """The record that a call makes, where nothing of what the call gives is needed to take it away."""
    statement = draft.tree.statement(made)
    return Record(statement, "", "") if statement is not None else None


def _of_several(draft: Draft, statement: cst.SimpleStatementLine, target: cst.Tuple, path: list[str]) -> Record | None:
    """The record of an answer of several parts, one of which holds its id: `user_id, response = …`."""
    position = re.fullmatch(r"\[(\d+)\]", path[0]) if path else None
    index = int(position[1]) if position is not None else len(target.elements)
    if index >= len(target.elements) or any(isinstance(each, cst.StarredElement) for each in target.elements):
        return None
    part = target.elements[index].value
    rest = path[1:]
    function = draft.tree.function(statement)
    if isinstance(part, cst.Name) and part.value == "_" and function is not None:
        name = draft.free(function, "created_id" if not rest else "created", "created")
        draft.replace(part, lambda _node, _so_far: cst.Name(name))
        return Record(statement, name + "".join(rest), "")
    if not isinstance(part, (cst.Name, cst.Attribute)):
        return None
    return Record(statement, draft.tree.source(part) + "".join(rest), "")


def _named(
    draft: Draft, made: Made, statement: cst.SimpleStatementLine, path: list[str], *, is_object: bool, noun: str
) -> Record | None:
    """The record of a call whose answer has no name yet: it gets one."""
    tree = draft.tree
    function = tree.function(made)
    if function is None or not tree.is_certain(made, statement):
        return None
    if isinstance(statement.body[0], (cst.Import, cst.ImportFrom, cst.Del, cst.Global)):
        return None
    is_id = not path and not is_object
    answer = "response" if path[:1] == [".json()"] else "created_id" if is_id else "created"
    name = draft.free(function, *([f"{noun}_id"] if is_id and noun else []), answer, "created")
    draft.watch(made)
    bare = isinstance(statement.body[0], cst.Expr) and statement.body[0].value is made

    def value_of(so_far: Rewritten) -> cst.Call | cst.Await:
        value = so_far[made]
        assert isinstance(value, (cst.Call, cst.Await))  # noqa: S101 - a call is not rewritten into anything else
        return value

    if bare:
        expression = statement.body[0]
        target = cst.AssignTarget(cst.Name(name))
        draft.replace(expression, lambda _node, so_far: cst.Assign([target], value_of(so_far)))
    else:

        def bind(so_far: Rewritten) -> list[cst.BaseStatement]:
            return [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], value_of(so_far))])]

        draft.write_before(statement, bind)
        draft.replace(made, lambda _node, _so_far: cst.Name(name))
    return Record(statement, _reached(tree, name, path), name)


def made_at(tree: Tree, call: cst.Call) -> Made:
    """The call with its `await`, if it has one."""
    parent = tree.parent(call)
    return parent if isinstance(parent, cst.Await) else call


def taken_at_once(tree: Tree, made: Made, ids: str) -> tuple[cst.BaseExpression, str | None]:
    """The expression that a call's answer, or a part of it, is, and the way from there to the id, if it is on it."""
    path = _ACCESS.findall(ids)
    top, taken = _accessed(tree, made)
    return top, "".join(path[len(taken) :]) if path[: len(taken)] == taken else None


def _accessed(tree: Tree, made: Made) -> tuple[cst.BaseExpression, list[str]]:
    """What is taken at once from what a call gives, `.json()["user"]`, and the steps to it."""
    top: cst.BaseExpression = made
    taken: list[str] = []
    while True:
        parent = tree.parent(top)
        if isinstance(parent, cst.Attribute) and parent.value is top:
            above = tree.parent(parent)
            if isinstance(above, cst.Call) and above.func is parent:
                if above.args:
                    return top, taken
                top = above
                taken.append(f".{parent.attr.value}()")
            else:
                top = parent
                taken.append(f".{parent.attr.value}")
        elif isinstance(parent, cst.Subscript) and parent.value is top and len(parent.slice) == 1:
            top = parent
            taken.append(f"[{tree.source(parent.slice[0].slice)}]".replace("'", '"'))
        else:
            return top, taken


def _target(tree: Tree, value: cst.BaseExpression) -> cst.Name | cst.Attribute | cst.Tuple | None:
    """The name, attribute or row of names that a statement of its own gives a value."""
    parent = tree.parent(value)
    target: cst.BaseExpression | None = None
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1 and parent.value is value:
        target = parent.targets[0].target
    elif isinstance(parent, cst.AnnAssign) and parent.value is value:
        target = parent.target
    if isinstance(target, (cst.Name, cst.Tuple)):
        return target
    return target if isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name) else None
