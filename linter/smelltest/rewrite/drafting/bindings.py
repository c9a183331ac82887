"""Which names statements bind, and whether a name means something else later on."""

from __future__ import annotations

import builtins
import keyword
from functools import lru_cache

import libcst as cst

from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import walk


@lru_cache(maxsize=512)
def bound_by(node: cst.CSTNode) -> frozenset[str]:
    """The names that a statement, or what stands inside it, binds; asked of the same functions for each finding."""
    targets: list[cst.CSTNode] = []
    for each in walk(node):
        if isinstance(each, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.NamedExpr)):
            targets.append(each.target)
        elif isinstance(each, cst.WithItem) and each.asname is not None:
            targets.append(each.asname.name)
    return frozenset(name for target in targets for name in _names(target))


def _names(target: cst.CSTNode) -> set[str]:
    if isinstance(target, cst.Name):
        return {target.value}
    if isinstance(target, (cst.Tuple, cst.List)):
        return {name for element in target.elements for name in _names(element.value)}
    return set()


def binds(tree: Tree, name: cst.Name) -> bool:
    """Whether a statement binds a name where it stands, alone or among others."""
    target: cst.CSTNode = name
    parent = tree.parent(target)
    while isinstance(parent, (cst.Element, cst.Tuple, cst.List)):
        target, parent = parent, tree.parent(parent)
    if isinstance(parent, cst.AsName):
        return parent.name is target and isinstance(tree.parent(parent), cst.WithItem)
    targets = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.For, cst.NamedExpr)
    return isinstance(parent, targets) and parent.target is target


def is_bound_after(tree: Tree, function: cst.FunctionDef, anchor: cst.CSTNode, name: str) -> bool:
    """Whether a name of a function may mean something else after a statement than it does there."""
    later = False
    around = set(tree.around(anchor))
    loops = {each for each in around if isinstance(each, (cst.For, cst.While))}
    for statement in walk(function.body):
        if not isinstance(statement, (cst.SimpleStatementLine, cst.For, cst.With)):
            continue
        if statement is anchor:
            later = True
            continue
        own = bound_by(statement) if isinstance(statement, cst.SimpleStatementLine) else _header(statement)
        if name in own and (later or any(loop in loops for loop in tree.around(statement)) or statement in loops):
            return True
    return False


def _header(statement: cst.CSTNode) -> set[str]:
    """The names that the header of a compound statement binds."""
    if isinstance(statement, cst.For):
        return _names(statement.target)
    if isinstance(statement, cst.With):
        return {name for item in statement.items if item.asname is not None for name in _names(item.asname.name)}
    return set()


def may_name(name: str) -> bool:
    """Whether a variable may have a name: no keyword, and nothing that Python gives a meaning."""
    return name.isidentifier() and not keyword.iskeyword(name) and not hasattr(builtins, name)
