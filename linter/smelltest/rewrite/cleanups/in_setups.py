"""Cleanups of what a setup makes, in the teardown beside it."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.cleanups.places import Place, Task, cannot_fail, keeping_id, place_of, root_of
from smelltest.rewrite.cleanups.preparing import become_fixture, can_be_fixture, teardown_of
from smelltest.rewrite.cleanups.styles import register_with
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.walking import names_in
from smelltest.rewrite.records.made import Made

TEARDOWNS = {
    "setup_method": "teardown_method",
    "setup_class": "teardown_class",
    "setup_module": "teardown_module",
    "setup_function": "teardown_function",
    "setUpModule": "tearDownModule",
    "setup": "teardown",
}


def in_setup(task: Task, draft: Draft, made: Made, setup: cst.FunctionDef) -> bool:
    """Delete in the teardown what a setup of pytest's makes last of all."""
    tree = draft.tree
    owner = tree.nearest(setup, cst.ClassDef)
    if setup.name.value == "setUpModule":
        place = place_of(task, draft, made, setup)
        draft.need("unittest")
        return place is not None and register_with(draft, place, "unittest.addModuleCleanup")
    if setup.name.value in {"setup_module", "setup_function"} and owner is None:
        return _in_module_setup(task, draft, made, setup)
    owner_name, *more = [param.name.value for param in setup.params.params] or [""]
    if setup.name.value not in {"setup_method", "setup_class"} or owner is None or task.choice.fixtures:
        return False
    place = place_of(task, draft, made, setup)
    if place is not None and not place.id.startswith(f"{owner_name}."):
        place = keeping_id(task, draft, place, owner=f"{owner_name}.")
    if (
        place is None
        or tree.block(place.anchor) is not setup.body
        or place.delete.names & (bound_by(setup.body) | set(more))
    ):
        return False
    rest = setup.body.body[list(setup.body.body).index(place.anchor) + 1 :]
    alone = draft.common.cleanups[setup] == 1 and all(map(cannot_fail, rest))
    if not alone and teardown_of(tree, setup) is None and can_be_fixture(draft, setup):
        draft.guard(place.anchor, place.delete.lines)
        become_fixture(draft, setup)
        return True
    return _in_teardown(draft, place, setup, owner, owner_name)


def _in_module_setup(task: Task, draft: Draft, made: Made, setup: cst.FunctionDef) -> bool:
    """Delete in a module's teardown what its setup makes; the id goes by a global name."""
    tree = draft.tree
    place = place_of(task, draft, made, setup)
    if place is None or tree.block(place.anchor) is not setup.body or task.choice.fixtures:
        return False
    known = {
        item.name.value
        for each in m.findall(setup.body, m.Global())
        for item in cst.ensure_type(each, cst.Global).names
    }
    own = setup.params.params[0].name.value if setup.params.params else ""
    if own and place.id.startswith(f"{own}."):
        return not place.delete.names & bound_by(setup.body) - known and _in_teardown(
            draft, place, setup, tree.module, own
        )
    if place.id and root_of(place.id) not in known:
        noun = task.undoing.noun
        name = draft.free(setup, f"{noun}_id", f"created_{noun}_id")
        if name in names_in(tree.module) - names_in(setup):
            return False
        draft.first(setup, f"global {name}")
        place = keeping_id(task, draft, place, name=name)
    local = bound_by(setup.body) - known | {param.name.value for param in setup.params.params}
    if place is None or place.delete.names - {place.id} & local:
        return False
    return _in_teardown(draft, place, setup, tree.module, "")


def _in_teardown(
    draft: Draft, place: Place, setup: cst.FunctionDef, owner: cst.ClassDef | cst.Module, owner_name: str
) -> bool:
    """Delete at the beginning of a class's or module's teardown, or in one of its own."""
    wanted = TEARDOWNS[setup.name.value]
    body = owner.body.body if isinstance(owner, cst.ClassDef) else owner.body
    # Of several that a setup makes, each is written once the one before it is there.
    draft.replace(setup, lambda node, _so_far: node)
    methods = [each for each in body if isinstance(each, cst.FunctionDef)]
    down = next((each for each in methods if each.name.value == wanted), None)
    if down is not None:
        first = down.body.body[0]
        params = [param.name.value for param in down.params.params]
        if not isinstance(down.body, cst.IndentedBlock) or m.matches(first, m.SimpleStatementLine(body=[m.Expr(_DOC)])):
            return False
        draft.write_before(first, place.delete.lines)
        return not owner_name or params[:1] == [owner_name]

    def teardown(so_far: Rewritten) -> list[cst.BaseStatement]:
        inside = cst.IndentedBlock(place.delete.lines(so_far))
        own = [cst.Param(cst.Name(owner_name))] if owner_name else list(setup.params.params)
        parameters = cst.Parameters(own)
        name = cst.Name(wanted)
        apart = [cst.EmptyLine(indent=False)] * (1 if isinstance(owner, cst.ClassDef) else 2)
        return [cst.FunctionDef(name, parameters, inside, decorators=setup.decorators, leading_lines=apart)]

    draft.write_after(setup, teardown)
    return True


_DOC = m.SimpleString() | m.ConcatenatedString()
