"""Expressions instead of literals: what a rule spells out, and values that are unique in each run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

import libcst as cst

from smelltest.judge.remedy import Replacement, Uniqueness
from smelltest.rewrite.draft import Draft
from smelltest.rewrite.strings import interpolated, pieces
from smelltest.rewrite.tree import Tree

_LONG_ENOUGH = 5
"""A literal of so many characters is no accident inside a longer one."""


def replace(step: Replacement, draft: Draft) -> bool:
    """Write an expression in the place of another."""
    node = draft.tree.expression(step.at)
    if node is None:
        return False
    draft.replace(node, lambda _node, _so_far: cst.parse_expression(step.expression))
    draft.need(*step.imports)
    return True


def make_unique(step: Uniqueness, draft: Draft) -> bool:
    """Make a literal unique in each run, in all the places where its function uses it."""
    tree = draft.tree
    weak = tree.at(step.at, cst.Call)
    if weak is not None:
        return _strengthen(draft, weak)
    literal = tree.at(step.at, cst.SimpleString)
    function = tree.function(literal) if literal is not None else None
    if literal is None or function is None or not isinstance(literal.evaluated_value, str):
        return False
    text = literal.evaluated_value
    equal, within = _uses(tree, function, text)
    if any(isinstance(tree.parent(use), cst.ConcatenatedString) for use in (*equal, *within)):
        return False
    made = draft.manner.unique(step, tree)
    draft.need(*made.imports)
    bound = _bound(draft, literal)
    if len(equal) == 1 and not within and bound is None:
        draft.replace(literal, lambda _node, _so_far: cst.parse_expression(made.expression))
        return True
    uses = [use for use in (*equal, *within) if use is not literal] if bound is not None else [*equal, *within]
    name = bound or draft.free(function, *_names(step))
    if bound is None:
        first = _first(draft, function, uses)
        line = f"{name} = {made.expression}"
        draft.write_before(first, lambda _so_far: [cst.parse_statement(line, tree.module.config_for_parsing)])
    else:
        draft.replace(literal, lambda _node, _so_far: cst.parse_expression(made.expression))
    for use in uses:
        _put(draft, use, text, name)
    return True


def _strengthen(draft: Draft, call: cst.Call) -> bool:
    """Write a UUID in the place of a call that makes what can collide."""
    made = draft.manner.uuid(draft.tree)
    draft.replace(call, lambda _node, _so_far: cst.parse_expression(f"{made.expression}().hex"))
    draft.need(*made.imports)
    return True


def _put(draft: Draft, use: cst.CSTNode, text: str, name: str) -> None:
    """Write the name for the text, or into the longer text that holds it."""
    if isinstance(use, cst.SimpleString) and use.evaluated_value == text:
        draft.replace(use, lambda _node, _so_far: cst.Name(name))
    elif isinstance(use, cst.SimpleString):
        draft.replace(use, lambda node, _so_far: interpolated(node, re.compile(re.escape(text)), name))
    else:
        draft.replace(
            use,
            lambda node, _so_far: cst.FlattenSentinel(
                pieces(cast(cst.FormattedStringText, node), re.compile(re.escape(text)), name)
            ),
        )


def _uses(tree: Tree, function: cst.FunctionDef, text: str) -> tuple[list[cst.CSTNode], list[cst.CSTNode]]:
    """The literals of a function that are the text, and those that hold it; those that are keys mean something else."""
    equal: list[cst.CSTNode] = []
    within: list[cst.CSTNode] = []
    for node in _strings(function.body):
        value = node.evaluated_value if isinstance(node, cst.SimpleString) else node.value
        if _is_key(tree, node):
            continue
        if value == text and isinstance(node, cst.SimpleString):
            equal.append(node)
        elif isinstance(value, str) and text in value and len(text) >= _LONG_ENOUGH:
            within.append(node)
    return equal, within


def _is_key(tree: Tree, node: cst.CSTNode) -> bool:
    parent = tree.parent(node)
    return isinstance(parent, cst.Index) or (isinstance(parent, cst.DictElement) and parent.key is node)


def _strings(body: cst.CSTNode) -> Iterator[cst.SimpleString | cst.FormattedStringText]:
    for child in body.children:
        if isinstance(child, (cst.SimpleString, cst.FormattedStringText)):
            yield child
        yield from _strings(child)


def _bound(draft: Draft, literal: cst.SimpleString) -> str | None:
    """The name that a statement of its own gives the literal, if nothing else ever does."""
    parent = draft.tree.parent(literal)
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1 and parent.value is literal:
        target = parent.targets[0].target
        return target.value if isinstance(target, cst.Name) else None
    return None


def _first(draft: Draft, function: cst.FunctionDef, uses: list[cst.CSTNode]) -> cst.CSTNode:
    """The first statement of a function that holds one of the uses."""
    around = {each for use in uses for each in draft.tree.around(use)}
    return next(statement for statement in function.body.body if statement in around)


def _names(step: Uniqueness) -> tuple[str, ...]:
    word = step.name or {"email": "email", "file-name": "file_name"}.get(step.kind, step.kind)
    return word, f"own_{word}"
