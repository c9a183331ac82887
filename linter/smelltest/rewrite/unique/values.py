"""Expressions instead of others, as a rule spells them out."""

from __future__ import annotations

import re

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Replacement, Rewording
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.refusal import Refusal
from smelltest.rewrite.drafting.tree import Tree


def replace(step: Replacement, draft: Draft) -> bool:
    """Write an expression in the place of another."""
    node = draft.tree.expression(step.at)
    if node is None:
        return False
    if isinstance(node, cst.SimpleString) and _is_about_shapes(draft.tree, node):
        return draft.refuse(_OF_ITS_SHAPE)
    written = cst.parse_expression(step.expression)
    if isinstance(node, cst.SimpleString) and isinstance(written, cst.SimpleString):
        written = _quoted_as(node, written)
    draft.replace(node, lambda _node, _so_far: written, step.expression)
    draft.need(*step.imports)
    return True


def reword(step: Rewording, draft: Draft) -> bool:
    """Write other words into a text, wherever it may be cut by expressions."""
    if any(draft.manner.elsewhere(old) for old, _ in step.changes):
        return draft.refuse(_HELD_ELSEWHERE)
    node = draft.tree.expression(step.at)
    why = _why_it_stays(draft.tree, node, step) if node is not None else ""
    if why:
        return draft.refuse(why)
    if isinstance(node, cst.SimpleString):
        parts: list[cst.SimpleString | cst.FormattedStringText] = [node]
    elif isinstance(node, cst.FormattedString):
        parts = [part for part in node.parts if isinstance(part, cst.FormattedStringText)]
    else:
        return False
    left = set(dict(step.changes))
    for part in parts:
        text = part.value
        for old, new in step.changes:
            if old in text:
                text = text.replace(old, new)
                left.discard(old)
        if text != part.value:
            _say(draft, part, text)
    return not left


def _why_it_stays(tree: Tree, node: cst.CSTNode, step: Rewording) -> str:
    """Why a text is better left as it is; empty if nothing says so."""
    if _is_of_account(tree, node):
        return "an account of that address may be in the system"
    if _is_about_domains(tree, node):
        return "its domain may be what the test is about"
    if _is_about_shapes(tree, node):
        return _OF_ITS_SHAPE
    if any(re.search(rf"{re.escape(old)}\.?[\w-]", tree.text) for old, _ in step.changes):
        return "another text is made of it"
    return ""


def _is_of_account(tree: Tree, literal: cst.CSTNode) -> bool:
    """Whether a text is what somebody logs in by whom no call in the function makes, or a case of what is there."""
    decorator = tree.nearest(literal, cst.Decorator)
    if decorator is not None:
        test = tree.parent(decorator)
        return test is not None and _THERE.search(tree.source(test)) is not None
    function = tree.function(literal)
    assign = tree.parent(literal)
    if function is None or not isinstance(assign, cst.Assign) or len(assign.targets) != 1:
        return False
    given = m.Arg(value=m.MatchIfTrue(lambda value: value.deep_equals(assign.targets[0].target)))
    calls = (
        cst.ensure_type(each, cst.Call)
        for each in m.findall(function.body, m.Call(args=[m.ZeroOrMore(), given, m.ZeroOrMore()]))
    )
    called = [tree.source(call.func) for call in calls]
    return any(map(_LOGS_IN.search, called)) and not any(map(_SIGNS_UP.search, called))


def _is_about_domains(tree: Tree, literal: cst.CSTNode) -> bool:
    """Whether a test is by its name about the domains of addresses: those of anybody, those that are refused."""
    decorator = tree.nearest(literal, cst.Decorator)
    around = tree.parent(decorator) if decorator is not None else tree.function(literal)
    return isinstance(around, cst.FunctionDef) and _OF_DOMAINS.search(around.name.value) is not None


def _is_about_shapes(tree: Tree, literal: cst.CSTNode) -> bool:
    """Whether a function is by its name about which shapes of an address or a number are good."""
    around = tree.function(literal)
    return around is not None and _OF_SHAPES.search(around.name.value) is not None


_HELD_ELSEWHERE = Refusal("another file holds it, too", "others")
_OF_ITS_SHAPE = "the test may be about its shape"
_OF_SHAPES = re.compile(
    r"valid\w*_(?:\w+_)?(?:e?mail|phone|address|number)|(?:e?mail|phone|address|number)\w*_(?:\w+_)?(?:valid|format|pars|normali)"
    r"|canonical|(?:validate|parse|normali[sz]e|format|mask|sanitize)_(?:\w+_)?(?:e?mail|phone|address|number)",
    re.IGNORECASE,
)
_OF_DOMAINS = re.compile(
    r"(?:generic|free|temporary|temp|throwaway|disposable|block(?:ed)?|black_?listed|den(?:y|ied)|allowed|white_?listed"
    r"|public|personal|corporate|company|business)_(?:e_?)?(?:mail|domain)|mail_?(?:domain|provider)|domain_(?:is|not|of|allow|block)"
)
_THERE = re.compile(r"already (?:have an account|exists|registered|in use|taken)")
_LOGS_IN = re.compile(
    r"(?:^|[._])(?:(?:log_?in|sign_?in|authenticate)\w*|(?:get|find|fetch|look_?up|search)\w*e?_?mail\w*)$",
    re.IGNORECASE,
)
_SIGNS_UP = re.compile(r"register|sign_?up|create|add|insert|make|new|post", re.IGNORECASE)


def _say(draft: Draft, part: cst.SimpleString | cst.FormattedStringText, text: str) -> None:
    draft.replace(part, lambda node, _so_far: node.with_changes(value=text), text)


def _quoted_as(node: cst.SimpleString, written: cst.SimpleString) -> cst.SimpleString:
    """A literal in the quotes of the one whose place it takes."""
    plain = not written.prefix and "\\" not in written.value and len(node.quote) == 1
    if not plain or node.quote in written.raw_value:
        return written
    return written.with_changes(value=f"{node.quote}{written.raw_value}{node.quote}")
