"""Which functions of a file take part in one test."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from smelltest.rewrite.manner import is_fixture
from smelltest.rewrite.tree import Tree

HOOKS = {
    "setup": frozenset({"setUp", "asyncSetUp", "setup_method", "setup"}),
    "teardown": frozenset({"tearDown", "asyncTearDown", "teardown_method", "teardown"}),
    "class": frozenset({"setUpClass", "tearDownClass", "setup_class", "teardown_class", "setUpTestData"}),
    "module": frozenset(
        {"setUpModule", "tearDownModule", "setup_module", "teardown_module", "setup_function", "teardown_function"}
    ),
}
"""Functions that run around the tests of a class, or of a module."""
_AROUND = HOOKS["setup"] | HOOKS["teardown"] | HOOKS["class"]


def related(
    tree: Tree, function: cst.FunctionDef, holds: Callable[[cst.FunctionDef], bool]
) -> tuple[cst.FunctionDef, ...]:
    """The functions that hold something, and that run in the same test as this one does."""
    functions = [each for each in tree.functions() if each is not function]
    return tuple(
        each for each in functions if _meet(tree, function, each) and not _inside(tree, each, function) and holds(each)
    )


def _inside(tree: Tree, one: cst.FunctionDef, other: cst.FunctionDef) -> bool:
    """Whether one of two functions stands in the other."""
    return other in tree.around(one) or one in tree.around(other)


def _meet(tree: Tree, one: cst.FunctionDef, other: cst.FunctionDef) -> bool:
    """Whether two functions may run in one test: by their class, as fixtures, or as one calls the other."""
    first, second = (tree.nearest(each, cst.ClassDef) for each in (one, other))
    if {one.name.value, other.name.value} & HOOKS["module"]:
        return True
    if {one.name.value, other.name.value} & _AROUND:
        return first is second and first is not None
    for each, user in ((one, other), (other, one)):
        name = each.name.value
        if is_fixture(each):
            if name in {parameter.name.value for parameter in user.params.params} or _is_for_all(tree, each):
                return True
            if any(f'"{name}"' in tree.source(decorator) for decorator in user.decorators):
                return True
        elif not name.startswith("test") and name in tree.names(user):
            return True
    return False


def _is_for_all(tree: Tree, fixture: cst.FunctionDef) -> bool:
    return any("autouse" in tree.source(decorator) for decorator in fixture.decorators)
