"""What a creating call gives, what it goes by, and how to reach the id in it."""

from __future__ import annotations

import re

import libcst as cst
from msgspec import Struct

from smelltest.rewrite.draft import Draft, Rewritten
from smelltest.rewrite.tree import Tree

Made = cst.Call | cst.Await
"""A creating call, with its `await`."""

_ACCESS = re.compile(r"\.\w+(?:\(\))?|\[[^\[\]]*\]")


class Record(Struct, frozen=True, eq=False):
    """A record in the code that made it: the statement after which it is there, and the source of its id."""

    statement: cst.SimpleStatementLine
    id: str
    whole: str
    """The source of what the creating call gave, if it goes by a name."""


def record(draft: Draft, made: Made, ids: str) -> Record | None:
    """The record that a call makes; it is given a name where it has none. `ids` leads from the call to the id."""
    tree = draft.tree
    statement = tree.statement(made)
    if statement is None:
        return None
    path = _ACCESS.findall(ids)
    top, taken = _accessed(tree, made)
    name = _target(tree, top)
    if name is not None and path[: len(taken)] == taken:
        return Record(statement, name + "".join(path[len(taken) :]), name if not taken else "")
    function = tree.function(made)
    if function is None or not tree.is_certain(made, statement):
        return None
    name = draft.free(function, "response" if path[:1] == [".json()"] else "created", "created")
    draft.watch(made)

    def bind(so_far: Rewritten) -> list[cst.BaseStatement]:
        value = so_far[made]
        assert isinstance(value, (cst.Call, cst.Await))  # noqa: S101 - a call is not rewritten into anything else
        target = cst.AssignTarget(cst.Name(name))
        return [cst.SimpleStatementLine([cst.Assign([target], value)], leading_lines=())]

    draft.write_before(statement, bind)
    draft.replace(made, lambda _node, _so_far: cst.Name(name))
    return Record(statement, name + "".join(path), name)


def made_at(tree: Tree, call: cst.Call) -> Made:
    """The call with its `await`, if it has one."""
    parent = tree.parent(call)
    return parent if isinstance(parent, cst.Await) else call


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


def _target(tree: Tree, value: cst.BaseExpression) -> str | None:
    """The name or attribute that a statement of its own gives a value."""
    parent = tree.parent(value)
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1 and parent.value is value:
        target = parent.targets[0].target
        if isinstance(target, cst.Name) or (isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name)):
            return tree.source(target)
    return None
