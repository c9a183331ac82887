"""Cleanups in the reverse of the order in which their records were made."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Later, Reversal
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft


def reverse(step: Reversal, draft: Draft) -> bool:
    """Go through what a loop goes through from its end."""
    loop = draft.tree.loop(step.at)
    if isinstance(loop, cst.While):
        return _from_the_end(loop, draft)
    if loop is None:
        return False
    # What is in order has an end to begin from; whether anything else has one can't be seen.
    plain = isinstance(loop.iter, (cst.Name, cst.Attribute, cst.Tuple, cst.List))

    def reversed_(updated: cst.BaseExpression, _so_far: object) -> cst.Call:
        return _call("reversed", updated if plain else _call("list", updated))

    draft.replace(loop.iter, reversed_)
    return True


def _from_the_end(loop: cst.While, draft: Draft) -> bool:
    """Take the last of a queue instead of the first."""
    first = m.Call(func=m.Attribute(attr=m.Name("pop")), args=[m.Arg(m.Integer("0"))])
    left = m.Call(func=m.Attribute(attr=m.Name("popleft")), args=[])
    taking = m.findall(loop, first | left)
    if len(taking) != 1:
        return False

    def pop(updated: cst.Call, _so_far: object) -> cst.Call:
        function = cst.ensure_type(updated.func, cst.Attribute)
        return updated.with_changes(func=function.with_changes(attr=cst.Name("pop")), args=[])

    draft.replace(taking[0], pop)
    return True


def _call(function: str, argument: cst.BaseExpression) -> cst.Call:
    return cst.Call(cst.Name(function), [cst.Arg(argument)])


def move_later(step: Later, draft: Draft) -> bool:
    """Move a delete behind another one of the same block."""
    tree = draft.tree
    early, late = tree.at(step.at, cst.Call), tree.at(step.after, cst.Call)
    if early is None or late is None:
        return False
    around = [each for each in tree.around(early) if isinstance(each, cst.BaseStatement)]
    for last in (each for each in tree.around(late) if isinstance(each, cst.BaseStatement)):
        line = next((each for each in around if tree.parent(each) is tree.parent(last)), None)
        block = tree.block(last)
        if line is None or block is None:
            continue
        body: list[cst.BaseStatement] = list(block.body)
        if not isinstance(line, (cst.SimpleStatementLine, cst.If, cst.With)) or body.index(line) >= body.index(last):
            return False
        if bound_by(line):
            return False
        _move(draft, line, last)
        return True
    return False


def _move(draft: Draft, line: cst.BaseStatement, last: cst.BaseStatement) -> None:
    draft.remove(line)
    draft.watch(line)
    draft.write_after(last, lambda so_far: [so_far[line]])  # type: ignore[list-item]
