"""Cleanups in tests: of what one makes, of each that a comprehension makes, of what may have been refused."""

from __future__ import annotations

import re

import libcst as cst
from libcst import matchers as m
from msgspec.structs import replace

from smelltest.read.facts import Place as FactPlace
from smelltest.rewrite.cleanups.comprehending import Comprehended, comprehended, unroll
from smelltest.rewrite.cleanups.in_setups import TEARDOWNS
from smelltest.rewrite.cleanups.places import Place, Task, leaves, line_of, place_of, root_of
from smelltest.rewrite.cleanups.styles import begin, registry_of, style_of
from smelltest.rewrite.drafting.bindings import bound_by, is_bound_after
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.roles import is_fixture
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import names_in
from smelltest.rewrite.records.made import Made, part_named
from smelltest.rewrite.records.registering import registered
from smelltest.rewrite.records.undoing import deletion


def in_doubt(task: Task, draft: Draft, made: Made, function: cst.FunctionDef) -> bool:
    """Take away in a test what it may have been refused to make."""
    tests = not is_fixture(function) and draft.tree.function(function) is None and function.name.value not in TEARDOWNS
    status = part_named(draft.tree, made, task.choice.status) if task.choice.status and tests else None
    if status is None or comprehended(draft.tree, made, task.choice.ids) is not None:
        return draft.refuse("the test takes a refusal as well: there may be no such record")
    return in_test(task, draft, made, function, status)


def in_test(task: Task, draft: Draft, made: Made, function: cst.FunctionDef, status: str = "") -> bool:
    """Take away what a test makes, or each of what a comprehension of it makes. `status`: what tells that it was made."""
    several = comprehended(draft.tree, made, task.choice.ids)
    if several is not None:
        return _each(task, draft, made, function, several)
    place = place_of(task, draft, made, function)
    if place is None:
        return False
    if not is_fixture(function) and _gives(function):
        return draft.refuse("who calls it gets the record from it")
    if not status and _is_asked_for(draft.tree, place, made):
        return draft.refuse("the test asks whether there is such a record")
    if any(_is_as_refused(draft.tree, place, at) for at in task.undoing.refused):
        return draft.refuse("the test itself is refused that delete")
    if status:
        if place.is_lost or is_bound_after(draft.tree, function, place.anchor, root_of(status)):
            return draft.refuse("the test takes a refusal as well, and gives the answer's name to another one")
        place = replace(place, status=status)
    for fixture in task.choice.fixtures:
        draft.parameter(function, fixture)
    return begin(task, draft, place, style_of(draft, function, made))


def _gives(function: cst.FunctionDef) -> bool:
    """Whether a test is a helper as well, and gives something to who calls it."""
    given = m.findall(function.body, m.Return(value=~m.Name("None"))) if function.name.value.startswith("test") else []
    return any(cst.ensure_type(each, cst.Return).value is not None for each in given)


def _is_asked_for(tree: Tree, place: Place, made: Made) -> bool:
    """Whether what follows does something only if the create was a success, and nothing where it was none."""
    answer = part_named(tree, made, "")
    block = tree.block(place.anchor)
    if answer is None or block is None:
        return False
    body = list(block.body)
    status = re.compile(rf"\b{re.escape(answer)}\.(?:status(?:_code)?|ok|is_success)\b")
    return any(
        isinstance(each, cst.If) and each.orelse is None and status.search(tree.source(each.test)) and not leaves(each)
        for each in body[body.index(place.anchor) + 1 :]
    )


def _is_as_refused(tree: Tree, place: Place, at: FactPlace) -> bool:
    """Whether the record would be deleted by the call, and on the behalf, by which a test is refused just that."""
    refused = tree.at(at, cst.Call)
    delete = place.delete.write({})
    delete = delete.expression if isinstance(delete, cst.Await) else delete
    if refused is None or not isinstance(delete, cst.Call) or len(refused.args) != len(delete.args):
        return False
    if _code(refused.func) != _code(delete.func):
        return False
    others = [
        (one, other) for one, other in zip(refused.args, delete.args, strict=True) if place.id not in _code(other)
    ]
    return all(_code(one.value) == _code(other.value) for one, other in others)


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node).replace("'", '"')


def _each(task: Task, draft: Draft, made: Made, function: cst.FunctionDef, several: Comprehended) -> bool:
    """Register each of the records that a comprehension makes, right after it is made."""
    own = names_in(several.comprehension.for_in.target)
    if _is_used_for_more(function, own):
        return False
    noun = task.undoing.noun
    name = draft.free(function, noun if several.rest else f"{noun}_id", f"own_{noun}", f"each_{noun}")
    delete = deletion(
        draft,
        task.choice,
        at_same=task.undoing.at_same,
        made=made,
        record_id=name + several.rest,
        whole=name if task.choice.call else "",
    )
    if delete is None or delete.then or (delete.names - {name}) & own:
        return False
    for fixture in task.choice.fixtures:
        draft.parameter(function, fixture)
    registering = registry_of(draft, function, several.statement, awaited=delete.awaited)
    if registering is None:
        return False
    unroll(draft, several, name, lambda so_far: [line_of(registered(registering, delete.write(so_far)))])
    return True


def _is_used_for_more(function: cst.FunctionDef, own: frozenset[str]) -> bool:
    """Whether a function gives a name of a comprehension something else, which a loop would take from it."""
    return bool(own & (bound_by(function.body) | {param.name.value for param in function.params.params}))
