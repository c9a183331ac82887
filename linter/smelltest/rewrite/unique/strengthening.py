"""A UUID in the place of what a call makes that can collide, with all that only made text of it."""

from __future__ import annotations

import re
from typing import cast

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.judge.remedies.remedy import Uniqueness
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.tree import Tree

_FEWEST, _USUAL, _ALL = 8, 12, 32
"""How many hexadecimal digits of a UUID are unique enough, how many many fields take, and how many there are."""


def strengthen(step: Uniqueness, draft: Draft, call: cst.Call) -> bool:
    """Write a UUID in the place of a call that makes what can collide."""
    tree = draft.tree
    if step.kind != "key":
        # What is made inside of another call, by the default of a model, is not that call.
        if call.args or not m.matches(call.func, m.Attribute(attr=_FAKED) | _FAKED):
            return False
        made = draft.manner.unique(step, tree)
        draft.need(*made.imports)
        draft.replace(call, lambda _node, _so_far: cst.parse_expression(made.expression))
        draft.unneeded(*_roots(call))
        return True
    whole = _whole(tree, call)
    if whole is None:
        return False
    node = whole.node
    if _is_cut_again(tree, node):
        return draft.refuse("another value is cut out of it")
    uuid = draft.manner.uuid(tree)
    many = max(whole.many or _USUAL, _FEWEST)
    expression = f"{uuid.expression}().hex{f'[:{many}]' if many < _ALL else ''}"
    parent = tree.parent(node)
    if isinstance(parent, cst.FormattedStringExpression):
        draft.replace(parent, lambda _node, _so_far: cst.FormattedStringExpression(cst.parse_expression(expression)))
    elif (form := _formatted(parent, node)) is not None:
        wider = form.with_changes(value=re.sub(r"%[-+ 0\d.]*[a-z]", "%s", form.value))
        draft.replace(form, lambda _node, _so_far: wider)
        draft.replace(node, lambda _node, _so_far: cst.parse_expression(expression))
    elif whole.is_text or _is_added_to_text(parent):
        draft.replace(node, lambda _node, _so_far: cst.parse_expression(expression))
        _rename_clock(draft, node)
    else:
        return False
    draft.need(*uuid.imports)
    draft.unneeded(*_roots(node))
    return True


def _is_cut_again(tree: Tree, node: cst.CSTNode) -> bool:
    """Whether a part of a value is taken for another one, which would be too short: `f"TP{timestamp[-6:]}"`."""
    assign, function = tree.parent(node), tree.function(node)
    if function is None or not isinstance(assign, cst.Assign) or not isinstance(assign.targets[0].target, cst.Name):
        return False
    uses = tree.uses(assign.targets[0].target.value)
    return any(tree.function(each) is function and isinstance(tree.parent(each), cst.Subscript) for each in uses)


def _rename_clock(draft: Draft, node: cst.CSTNode) -> None:
    """What no longer holds a time is no longer called one: `timestamp`."""
    tree = draft.tree
    assign, function = tree.parent(node), tree.function(node)
    if function is None or not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
        return
    target = assign.targets[0].target
    if not isinstance(target, cst.Name) or _CLOCK.search(target.value) is None:
        return
    uses = [each for each in tree.uses(target.value) if tree.function(each) is function and tree.is_variable(each)]
    others = [each for each in tree.uses(target.value) if each not in uses and function in tree.around(each)]
    if others or sum(isinstance(tree.parent(each), cst.AssignTarget) for each in uses) != 1:
        return
    name = draft.free(function, "unique", "suffix")
    for use in uses:
        draft.replace(use, lambda _node, _so_far: cst.Name(name), name)


_CLOCK = re.compile(r"(?:^|_)(?:date_?time|time_?stamp|time|date|now|ts|stamp)(?:_str)?$", re.IGNORECASE)
_FAKED = m.OneOf(
    *map(
        m.Name,
        (
            *(
                "email",
                "safe_email",
                "free_email",
                "company_email",
                "ascii_email",
                "ascii_safe_email",
                "ascii_free_email",
            ),
            *("user_name", "slug", "word", "domain_word", "pystr", "lexify"),
        ),
    )
)
"""Methods of Faker that make an address or a word."""


class _Text(Struct, frozen=True, eq=False):
    """An expression around what a call makes; whether it is text, and how long that is, if it says so."""

    node: cst.BaseExpression
    is_text: bool = False
    many: int | None = None


def _whole(tree: Tree, call: cst.Call) -> _Text | None:
    """The largest expression that only turns what a call makes into text; None where more depends on it."""
    grown = _Text(call, m.matches(call.func, m.Attribute(attr=_TEXTS)), _many(call))
    while (wider := _around(tree, grown)) is not None:
        grown = wider
    if isinstance(tree.parent(grown.node), (cst.GeneratorExp, cst.ListComp)) or _has_length(grown.node):
        return None
    return grown


def _has_length(node: cst.CSTNode) -> bool:
    """Whether somebody else says how much is drawn: `random.choices(letters, k=length)`."""
    drawn = m.findall(node, m.Arg(keyword=m.Name("k") | m.Name("length"), value=~m.Integer()))
    return bool(drawn)


_TEXTS = m.OneOf(*map(m.Name, ("strftime", "isoformat", "hex", "replace", "lower", "upper", "zfill", "strip")))
_CONVERSIONS = frozenset({"int", "round", "float", "abs", "str", "hex"})


def _around(tree: Tree, part: _Text) -> _Text | None:
    """The next larger expression that does nothing but compute with a part, or turn it into text."""
    parent = tree.parent(part.node)
    if isinstance(parent, cst.Attribute) and parent.value is part.node:
        above = tree.parent(parent)
        called = isinstance(above, cst.Call) and above.func is parent
        is_text = part.is_text or m.matches(parent.attr, _TEXTS)
        return _Text(cast(cst.Call, above) if called else parent, is_text, part.many)
    if isinstance(parent, cst.Arg) and parent.keyword is None:
        return _converted(tree.parent(parent), part)
    if isinstance(parent, (cst.GeneratorExp, cst.ListComp)) and parent.elt is part.node:
        turns = _turns(parent)
        return _Text(parent, part.is_text, turns) if turns is not None else None
    if isinstance(parent, cst.BinaryOperation) and not part.is_text and _is_arithmetic(parent, part.node):
        return _Text(parent, part.is_text, part.many)
    if isinstance(parent, cst.Subscript) and parent.value is part.node and len(parent.slice) == 1:
        cut = parent.slice[0].slice
        number = _number(cut.upper if cut.lower is None else cut.lower) if isinstance(cut, cst.Slice) else None
        return _Text(parent, part.is_text, abs(number)) if number is not None else None
    return None


def _converted(call: cst.CSTNode | None, part: _Text) -> _Text | None:
    """A call that turns its argument into a number or a text."""
    if not isinstance(call, cst.Call):
        return None
    if isinstance(call.func, cst.Name) and call.func.value in _CONVERSIONS:
        return _Text(call, part.is_text or call.func.value in {"str", "hex"}, part.many)
    if m.matches(call.func, m.Attribute(m.SimpleString(), m.Name("join"))):
        return _Text(call, is_text=True, many=part.many)
    return None


def _many(call: cst.Call) -> int | None:
    """How many characters a call is told to draw."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value in {"k", "length"}:
            return _number(arg.value)
    return None


def _turns(node: cst.GeneratorExp | cst.ListComp) -> int | None:
    """How often a comprehension draws, if it says so."""
    times = node.for_in.iter
    if m.matches(times, m.Call(func=m.Name("range"), args=[m.Arg(m.Integer())])):
        return _number(cst.ensure_type(times, cst.Call).args[0].value)
    return None


def _number(node: cst.CSTNode | None) -> int | None:
    if isinstance(node, cst.Integer):
        return int(node.evaluated_value)
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        inner = _number(node.expression)
        return -inner if inner is not None else None
    return None


def _is_arithmetic(node: cst.BinaryOperation, part: cst.CSTNode) -> bool:
    """Whether an operation computes with numbers rather than joins texts."""
    other = node.right if node.left is part else node.left
    return isinstance(other, (cst.Integer, cst.Float))


def _formatted(parent: cst.CSTNode | None, node: cst.CSTNode) -> cst.SimpleString | None:
    """The text that a `%` puts just this into."""
    if not isinstance(parent, cst.BinaryOperation) or not isinstance(parent.operator, cst.Modulo):
        return None
    form = parent.left
    alone = isinstance(form, cst.SimpleString) and form.value.count("%") == 1
    return form if parent.right is node and isinstance(form, cst.SimpleString) and alone else None


def _is_added_to_text(parent: cst.CSTNode | None) -> bool:
    if not isinstance(parent, cst.BinaryOperation) or not isinstance(parent.operator, cst.Add):
        return False
    texts = (cst.SimpleString, cst.FormattedString, cst.ConcatenatedString)
    return any(
        isinstance(side, texts) or (isinstance(side, cst.BinaryOperation) and _is_added_to_text(side))
        for side in (parent.left, parent.right)
    )


def _roots(node: cst.CSTNode) -> set[str]:
    """The names that an expression begins with."""
    return {cst.ensure_type(each, cst.Name).value for each in m.findall(node, m.Name())}
