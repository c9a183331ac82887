"""Names that begin with what a sweep deletes by."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Prefix
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.unique.uses import uses_of


def prefix(step: Prefix, draft: Draft) -> bool:
    """Let a name begin with a prefix, in all the places where its function uses it."""
    tree = draft.tree
    node = tree.expression(step.at)
    function = tree.function(node) if node is not None else None
    if node is None or isinstance(tree.parent(node), cst.ConcatenatedString):
        return False
    if isinstance(node, cst.SimpleString) and isinstance(node.evaluated_value, str):
        return _literal(step, draft, node, function)
    if isinstance(node, cst.FormattedString):
        return _mixed(step, draft, node, function)
    if isinstance(node, (cst.Call, cst.Attribute)) and function is not None:
        return _made(step, draft, node)
    return False


def _literal(step: Prefix, draft: Draft, node: cst.SimpleString, function: cst.FunctionDef | None) -> bool:
    text = str(node.evaluated_value)
    where = function if function is not None else draft.tree.module
    uses = list(dict.fromkeys((node, *uses_of(draft.tree, where, text))))
    alike = all(isinstance(use, cst.SimpleString) and use.evaluated_value == text for use in uses)
    if not alike or draft.manner.elsewhere(text):
        return False
    for use in uses:
        written = cst.ensure_type(use, cst.SimpleString)
        start = len(written.prefix) + len(written.quote)
        value = f"{written.value[:start]}{step.prefix}{written.value[start:]}"
        draft.replace(use, lambda node, _so_far, value=value: node.with_changes(value=value))  # type: ignore[misc]
    return True


def _mixed(step: Prefix, draft: Draft, node: cst.FormattedString, function: cst.FunctionDef | None) -> bool:
    # One that is written out several times is one name.
    source = draft.tree.source(node)
    where = function.body if function is not None else draft.tree.module
    if sum(draft.tree.source(each) == source for each in m.findall(where, m.FormattedString())) > 1:
        return False
    first = node.parts[0] if node.parts else None

    def becoming(updated: cst.FormattedString, _so_far: object) -> cst.FormattedString:
        parts = list(updated.parts)
        if isinstance(first, cst.FormattedStringText):
            text = cst.ensure_type(parts[0], cst.FormattedStringText)
            parts[0] = text.with_changes(value=step.prefix + text.value)
        else:
            parts.insert(0, cst.FormattedStringText(step.prefix))
        return updated.with_changes(parts=parts)

    draft.replace(node, becoming)
    return True


def _made(step: Prefix, draft: Draft, node: cst.Call | cst.Attribute) -> bool:
    """A name that a call makes, with all that only turns it into text, stands in an f-string behind the prefix."""
    tree = draft.tree
    whole = _whole(tree, node)
    parent = tree.parent(whole)
    if isinstance(parent, cst.FormattedStringExpression):
        mixed = tree.nearest(parent, cst.FormattedString)
        return mixed is not None and mixed.parts[0] is parent and _mixed(step, draft, mixed, tree.function(mixed))
    if not isinstance(parent, (cst.Assign, cst.AnnAssign, cst.Arg, cst.DictElement, cst.Return)):
        return False
    is_str = m.Call(func=m.Name("str"), args=[m.Arg(keyword=None)])

    def becoming(updated: cst.BaseExpression, _so_far: object) -> cst.FormattedString:
        inner = cst.ensure_type(updated, cst.Call).args[0].value if m.matches(updated, is_str) else updated
        return cst.FormattedString([cst.FormattedStringText(step.prefix), cst.FormattedStringExpression(inner)])

    if '"' in tree.source(whole):
        return False
    draft.replace(whole, becoming)
    return True


def _whole(tree: Tree, node: cst.BaseExpression) -> cst.BaseExpression:
    """The largest expression that only turns what a call makes into text, or takes a part of it."""
    while True:
        parent = tree.parent(node)
        taken = isinstance(parent, (cst.Attribute, cst.Subscript)) and parent.value is node
        if taken or (isinstance(parent, cst.Call) and parent.func is node):
            node = cst.ensure_type(parent, cst.BaseExpression)  # type: ignore[type-abstract]
        elif isinstance(parent, cst.Arg) and m.matches(tree.parent(parent) or parent, m.Call(func=m.Name("str"))):
            node = cst.ensure_type(tree.parent(parent), cst.Call)
        else:
            return node
