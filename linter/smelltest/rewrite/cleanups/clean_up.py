"""Cleanups: written where they happen however a test, a fixture or a setup ends."""

from __future__ import annotations

import libcst as cst

from smelltest.judge.remedies.remedy import Cleanup
from smelltest.rewrite.cleanups.building import register_like_neighbours
from smelltest.rewrite.cleanups.in_fixtures import in_factory, in_fixture
from smelltest.rewrite.cleanups.in_setups import TEARDOWNS, in_setup
from smelltest.rewrite.cleanups.in_tests import in_doubt, in_test
from smelltest.rewrite.cleanups.places import Task
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.refusal import Refusal
from smelltest.rewrite.drafting.roles import is_fixture, is_unittest, part_of_scenario
from smelltest.rewrite.records.choosing import chosen
from smelltest.rewrite.records.made import made_at


def clean_up(step: Cleanup, draft: Draft) -> bool:
    """Take away what a call creates, in the style of the function around it."""
    call = draft.tree.at(step.at, cst.Call)
    function = draft.tree.function(call) if call is not None else None
    if call is None or function is None:
        return False
    made = made_at(draft.tree, call)
    asking = function if is_fixture(function) else draft.tree.function(function) or function
    choice = chosen(draft, step.undoing, made, asking)
    if choice is None:
        return (
            False if draft.why.text else draft.refuse(Refusal("nothing shows how such a record is deleted", "others"))
        )
    draft.need(*choice.imports)
    task = Task(choice, step.undoing)
    if step.undoing.doubtful:
        return in_doubt(task, draft, made, function)
    if is_fixture(function) and not part_of_scenario(draft.tree, function):
        return in_fixture(task, draft, made, function)
    around = draft.tree.function(function)
    if around is not None and is_fixture(around):
        return in_factory(task, draft, made, function, around)
    if function.name.value in TEARDOWNS:
        return in_setup(task, draft, made, function)
    plain = draft.manner.style == "auto" and step.undoing.kind == "http" and not step.undoing.maker
    if plain and not is_unittest(draft.tree, function) and register_like_neighbours(call, function, made, draft):
        return True
    return in_test(task, draft, made, function)
