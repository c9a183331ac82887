"""Findings with a remedy become edits and new text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from typing import Any

from libcst import Call, CSTLogicError, CSTNode, CSTValidationError, FunctionDef, ParserSyntaxError
from msgspec import Struct
from msgspec.structs import replace

from smelltest.judge.finding import Edit, Finding, Fix
from smelltest.judge.remedies.remedy import (
    Binding,
    Cleanup,
    Exchange,
    Guarantee,
    Later,
    MoveIn,
    Override,
    OwnFolder,
    OwnMember,
    OwnRecord,
    OwnState,
    Prefix,
    Registering,
    Registration,
    Remedy,
    Replacement,
    Reversal,
    Rewording,
    Tolerance,
    Uniqueness,
    Unpredicted,
)
from smelltest.link.questions.records import singular
from smelltest.rewrite.cleanups.building import register_like_others
from smelltest.rewrite.cleanups.clean_up import clean_up
from smelltest.rewrite.cleanups.guarantees import guarantee
from smelltest.rewrite.cleanups.hiding import bind_before, tolerate
from smelltest.rewrite.cleanups.ordering import move_later, reverse
from smelltest.rewrite.cleanups.setups import register_each
from smelltest.rewrite.drafting.draft import Asked, Common, Draft
from smelltest.rewrite.drafting.edits import edits
from smelltest.rewrite.drafting.manner import Manner
from smelltest.rewrite.drafting.refusal import NO_REASON, Refusal
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.unbound import unbound
from smelltest.rewrite.owning.members import own_member
from smelltest.rewrite.owning.records import exchange, own_record, unpredicted
from smelltest.rewrite.owning.state import move_in, own_state
from smelltest.rewrite.unique import values
from smelltest.rewrite.unique.folders import own_folder
from smelltest.rewrite.unique.overriding import override
from smelltest.rewrite.unique.prefixing import prefix
from smelltest.rewrite.unique.uniqueness import make_unique

PLAIN = Manner()
"""Fixes as they are written where nothing is set."""

_HOW: dict[type, Callable[[Any, Draft], bool]] = {
    Replacement: values.replace,
    Rewording: values.reword,
    Uniqueness: make_unique,
    Override: override,
    Prefix: prefix,
    OwnFolder: own_folder,
    Reversal: reverse,
    Cleanup: clean_up,
    Guarantee: guarantee,
    Later: move_later,
    Registering: register_each,
    Binding: bind_before,
    Tolerance: tolerate,
    Registration: register_like_others,
    OwnRecord: own_record,
    OwnMember: own_member,
    Exchange: exchange,
    Unpredicted: unpredicted,
    MoveIn: move_in,
    OwnState: own_state,
}


class Mended(Struct, frozen=True):
    """A file's new text, which of its findings their remedies were written for, and why some others' were not.

    `asked`: what other files are to ask for from then on.
    """

    text: str
    written: tuple[Finding, ...] = ()
    refused: tuple[tuple[Finding, Refusal], ...] = ()
    asked: tuple[Asked, ...] = ()


def with_fixes(findings: Sequence[Finding], text: str, manner: Manner = PLAIN) -> tuple[Finding, ...]:
    """The findings of one file, those that propose something with the edits that write it."""
    tree = _tree(text)
    if tree is None:
        return tuple(findings)
    common = Common()
    common.renewed, common.found = _renewed(findings, tree), _found(findings, tree)
    return tuple(_with_fix(finding, tree, text, manner, common) for finding in findings)


def mended(
    findings: Iterable[Finding],
    text: str,
    wanted: Container[str],
    manner: Manner = PLAIN,
    beside: Iterable[Finding] = (),
) -> Mended:
    """The text of a file with the remedies of its findings written into it, as far as they can be trusted.

    `wanted` are the applicabilities that are good enough. What is in conflict with an earlier one waits. `beside`
    are the findings of the file that are written too, now or at another time.
    """
    proposing = [one for one in findings if _is_wanted(one, wanted)]
    tree = _tree(text) if proposing else None
    if tree is None:
        return Mended(text)
    other = [one for one in beside if _is_wanted(one, wanted) and not any(one is each for each in proposing)]
    common = _common(proposing, tree, other)
    common.renewed = _renewed([*proposing, *other], tree)
    steps = [_drafted(one.remedy, tree, common, manner) for one in proposing]
    able = [one for one, step in zip(proposing, steps, strict=True) if not isinstance(step, Refusal)]
    renewed = _renewed([*able, *other], tree)
    if renewed != common.renewed:
        # What is not written after all keeps its names, and so does what makes what it asks for.
        common = _common(proposing, tree, other)
        common.renewed = renewed
        steps = [_drafted(one.remedy, tree, common, manner) for one in proposing]
    drafted = list(zip(proposing, steps, strict=True))
    try:
        done = _written(drafted, text, tree, manner, common)
        if not unbound(done.text) <= unbound(text) | _taken_out(text, done.text):
            bound = [(one, step if _has_all_names(step, text) else _LACKS_A_NAME) for one, step in drafted]
            drafted, done = bound, _written(bound, text, tree, manner, common)
        if not _loses_a_name(text, done.text):
            return done
        # What one fix has taken out of the module another one needs: that goes in the next round.
        keeping = [(one, step) for one, step in drafted if isinstance(step, Refusal) or not step.removes_from_module]
        return _written(keeping, text, tree, manner, common)
    except _UNWRITABLE:
        alone = (
            (one, step if isinstance(step, Refusal) or _text(step) is not None else _CANNOT_BE_WRITTEN)
            for one, step in drafted
        )
        return _written(list(alone), text, tree, manner, common)


def _written(
    drafted: Sequence[tuple[Finding, Draft | Refusal]], text: str, tree: Tree, manner: Manner, common: Common
) -> Mended:
    """The text with what has been drafted, as far as that is not in conflict with what comes before it."""
    draft, written, refused = Draft(tree, manner, common), [], []
    for one, step in drafted:
        if isinstance(step, Refusal):
            refused.append((one, step))
        elif not draft.conflicts(step):
            draft.take(step)
            written.append(one)
    return Mended(draft.text() if written else text, tuple(written), tuple(refused), tuple(draft.asked))


def _has_all_names(step: Draft | Refusal, text: str) -> bool:
    """Whether all that a draft writes has its names; what it cannot write is told of elsewhere."""
    written = _text(step) if isinstance(step, Draft) else None
    return written is None or unbound(written) <= unbound(text) | _taken_out(text, written)


def _taken_out(before: str, after: str) -> set[str]:
    """The names that the module gave something, and no longer does."""
    return _given(ast.parse(before)) - _given(ast.parse(after))


def _loses_a_name(before: str, after: str) -> bool:
    """Whether a text uses a name that the module gave something, and no longer does."""
    if after == before:
        return False
    tree = ast.parse(after)
    lost = _taken_out(before, after)
    bound = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)}
    bound |= {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    return any(isinstance(each, ast.Name) and each.id in lost - bound for each in ast.walk(tree))


def _given(tree: ast.Module) -> set[str]:
    """The names that a module gives its constants."""
    targets = (target for each in tree.body if isinstance(each, ast.Assign) for target in each.targets)
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _text(draft: Draft) -> str | None:
    """The text that a draft makes; None if it cannot be written, which is no fault of the others."""
    try:
        text = draft.text()
        ast.parse(text)
    except _UNWRITABLE:
        return None
    return text


_UNWRITABLE = (ParserSyntaxError, CSTValidationError, CSTLogicError, SyntaxError)
"""What LibCST, or Python itself, says of code that is none."""
_LACKS_A_NAME = Refusal("what its fix would write needs a name that is not there")
_CANNOT_BE_WRITTEN = Refusal("what its fix would write is no valid code")


@lru_cache(maxsize=8)
def _tree(text: str) -> Tree | None:
    """The tree of a text, which is kept for a while: the fixes of a file are tried again and again."""
    try:
        return Tree(text)
    except (ParserSyntaxError, RecursionError):
        return None


def _common(proposing: Sequence[Finding], tree: Tree, other: Sequence[Finding] = ()) -> Common:
    """What the drafts for some findings of a file agree on."""
    common = Common()
    common.found = _found([*proposing, *other], tree)
    steps = (step for one in proposing if one.remedy is not None for step in one.remedy.steps)
    for call in {tree.at(step.at, Call) for step in steps if isinstance(step, Cleanup)}:
        function = tree.function(call) if call is not None else None
        if function is not None:
            common.cleanups[function] += 1
    for step in (step for one in (*proposing, *other) if one.remedy is not None for step in one.remedy.steps):
        literal = tree.expression(step.at) if isinstance(step, OwnRecord) else None
        function = tree.function(literal) if literal is not None else None
        if isinstance(step, OwnRecord) and literal is not None:
            common.placed.add(literal)
            if function is not None:
                common.wanted.setdefault((function, singular(step.resource)), []).append(step)
    return common


def _found(findings: Iterable[Finding], tree: Tree) -> set[CSTNode]:
    """The statements that findings are about, or that one of their remedies moves."""
    steps = (
        step.at for one in findings if one.remedy for step in one.remedy.steps if isinstance(step, (Guarantee, Later))
    )
    nodes = (tree.at(at, Call) for at in (*(one.at for one in findings), *steps))
    return {statement for node in nodes if node is not None and (statement := tree.statement(node)) is not None}


def _is_wanted(one: Finding, wanted: Container[str]) -> bool:
    return one.remedy is not None and one.remedy.applicability in wanted


def _renewed(findings: Iterable[Finding], tree: Tree) -> set[tuple[FunctionDef, str]]:
    """The functions in which findings are mended by data of a test's own, each with the literal that is found there."""
    renewed = set()
    for one in findings:
        node = tree.expression(one.at)
        function = tree.function(node) if node is not None else None
        alone = one.remedy is not None and not all(isinstance(step, Rewording) for step in one.remedy.steps)
        if node is not None and function is not None and alone:
            renewed.add((function, tree.source(node)))
    return renewed


def _drafted(remedy: Remedy | None, tree: Tree, common: Common, manner: Manner) -> Draft | Refusal:
    """The changes that a remedy asks for; where a step of it cannot be taken the reason, as far as it is told."""
    draft = Draft(tree, manner, common)
    for step in remedy.steps if remedy is not None else ():
        try:
            if not _HOW[type(step)](step, draft):
                return draft.why
        except _UNWRITABLE:  # noqa: PERF203 - one step that cannot be written is told, the others are left
            return _CANNOT_BE_WRITTEN
    return NO_REASON if draft.is_empty else draft


def _with_fix(found: Finding, tree: Tree, text: str, manner: Manner, known: Common) -> Finding:
    remedy = found.remedy
    if remedy is not None and remedy.path is not None:
        return found
    common = Common()
    common.renewed, common.found = known.renewed, known.found
    draft = _drafted(remedy, tree, common, manner)
    if remedy is None or isinstance(draft, Refusal):
        return found
    mended_text = _text(draft)
    if mended_text is None:
        return found
    changes: tuple[Edit, ...] = tuple(edits(found.path, text, mended_text))
    return replace(found, fix=Fix(remedy.applicability, remedy.message, changes, remedy.reason))
