"""What a test sends and was given elsewhere, by a file of data or a constant of another module, with a value of its own."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Override
from smelltest.rewrite.drafting.bindings import bound_by, may_name
from smelltest.rewrite.drafting.constants import uses_of_constant
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.manner import Made
from smelltest.rewrite.drafting.roles import related
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import found


def override(step: Override, draft: Draft) -> bool:
    """Send what a call sends with a value of its own in one field, and expect that where the old one was expected."""
    tree = draft.tree
    call = tree.at(step.at, cst.Call)
    function = tree.function(call) if call is not None else None
    if call is None:
        return False
    made = draft.manner.unique(step.value, tree)
    draft.need(*made.imports)
    if step.constant:
        return function is not None and _in_place_of_constant(step, draft, function, made)
    sent = _sent(tree, call)
    if sent is None:
        return False
    given = _given(function, sent) if function is not None and isinstance(sent, cst.Name) else None
    if function is None or given is None:
        draft.replace(sent, lambda node, _so_far: _with_entry(node, step.field, made))
        return True
    draft.replace(given, lambda node, _so_far: _with_entry(node, step.field, made))
    _expect(step, draft, function, tree.source(sent))
    return True


def _sent(tree: Tree, call: cst.Call) -> cst.BaseExpression | None:
    """The payload that a call is given: as `json`, spread out, or by a name that a call before it gave to data."""
    named = [arg.value for arg in call.args if arg.keyword is not None and arg.keyword.value == "json"]
    spread = [arg.value for arg in call.args if arg.star == "**"]
    function = tree.function(call)
    plain = [
        arg.value
        for arg in call.args
        if arg.keyword is None
        and not arg.star
        and function is not None
        and isinstance(arg.value, cst.Name)
        and m.matches(_given(function, arg.value) or cst.Pass(), m.Call() | _OVERRIDDEN)
    ]
    candidates = named or spread or plain
    known = m.Name() | m.Attribute() | m.Subscript() | _OVERRIDDEN
    return candidates[0] if len(candidates) == 1 and m.matches(candidates[0], known) else None


_OVERRIDDEN = m.Dict(elements=[m.StarredDictElement(), m.AtLeastN(m.DictElement(), n=1)])


def _given(function: cst.FunctionDef, name: cst.Name) -> cst.BaseExpression | None:
    """What a function gives a name, if that is done in one statement of its own."""
    lines = [each for each in found(function.body, cst.Assign) if _targets(each, name.value)]
    if len(lines) != 1 or len(lines[0].targets) != 1:
        return None
    others = [each for each in found(function.body, cst.For) if name.value in bound_by(each.target)]
    return lines[0].value if not others else None


def _targets(assign: cst.Assign, name: str) -> bool:
    return any(m.matches(each.target, m.Name(name)) for each in assign.targets)


def _in_place_of_constant(step: Override, draft: Draft, function: cst.FunctionDef, made: Made) -> bool:
    """Let a function begin with what a constant holds and a value of its own, and use that."""
    tree = draft.tree
    uses = list(uses_of_constant(tree, function, step.constant))
    if not uses or any(tree.function(use) is not function for use in uses):
        return False
    source = tree.source(uses[0])
    if any(tree.source(use) != source for use in uses):
        return False
    if related(tree, function, lambda each: any(True for _ in uses_of_constant(tree, each, step.constant))):
        return draft.refuse("what runs in one test must mean the same by it")
    if step.field and any(_is_row(tree, use) for use in uses):
        return draft.refuse("the constant holds several of them")
    above = tree.parent(uses[0])
    around = tree.parent(above) if isinstance(above, cst.StarredDictElement) else None
    if len(uses) == 1 and isinstance(around, cst.Dict) and isinstance(tree.parent(around), cst.Assign):
        assign = cst.ensure_type(tree.parent(around), cst.Assign)
        draft.replace(around, lambda node, _so_far: _with_entry(node, step.field, made))
        _expect(step, draft, function, tree.source(assign.targets[0].target))
        return True
    wishes = [name for name in (step.constant.lower(), f"own_{step.constant.lower()}") if may_name(name)]
    own = draft.free(function, *wishes)
    draft.alias(function, own, f'{{**{source}, "{step.field}": {made.expression}}}' if step.field else made.expression)
    for use in uses:
        draft.replace(use, lambda _node, _so_far: cst.Name(own))
    if step.field:
        _expect(step, draft, function, own)
    draft.unneeded(source.partition(".")[0])
    return True


def _is_row(tree: Tree, use: cst.BaseExpression) -> bool:
    """Whether what a constant holds is gone through, or asked for by its position."""
    parent = tree.parent(use)
    if isinstance(parent, (cst.For, cst.CompFor)):
        return parent.iter is use
    first = m.SubscriptElement(slice=m.Index(value=m.Integer() | m.UnaryOperation()))
    return isinstance(parent, cst.Subscript) and parent.value is use and m.matches(parent, m.Subscript(slice=[first]))


def _expect(step: Override, draft: Draft, function: cst.FunctionDef, own: str) -> None:
    """Write the field where the function spells out what it was sent with."""
    text = step.value.text
    for each in draft.tree.strings(function.body):
        if isinstance(each, cst.SimpleString) and text and each.evaluated_value == text:
            draft.replace(each, lambda _node, _so_far: cst.parse_expression(f'{own}["{step.field}"]'))


def _with_entry(node: cst.CSTNode, field: str, made: Made) -> cst.BaseExpression:
    """A mapping with another value under a key."""
    value = cst.parse_expression(made.expression)
    entry = cst.DictElement(cst.SimpleString(f'"{field}"'), value)
    if isinstance(node, cst.Dict):
        kept = [each for each in node.elements if not _is_of(each, field)]
        *_, last = kept or [entry]
        before = [*kept[:-1], last.with_changes(comma=_COMMA)] if kept else []
        return node.with_changes(elements=[*before, entry])
    assert isinstance(node, cst.BaseExpression)  # noqa: S101 - what is sent is an expression
    return cst.Dict([cst.StarredDictElement(node, comma=_COMMA), entry])


_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _is_of(element: cst.BaseDictElement, field: str) -> bool:
    return (
        isinstance(element, cst.DictElement)
        and isinstance(element.key, cst.SimpleString)
        and element.key.evaluated_value == field
    )
