"""Registries of cleanups: what is handed to them runs last first, whatever happens."""

from __future__ import annotations

import re

import libcst as cst

from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.roles import is_fixture
from smelltest.rewrite.drafting.tree import Tree


def adding(function: cst.FunctionDef, *, awaited: bool) -> str:
    """What registers a cleanup in a method of a unittest class."""
    if function.name.value == "setUpClass":
        return f"{_first(function)}.addClassCleanup"
    return f"{_first(function)}.{'addAsyncCleanup' if awaited else 'addCleanup'}"


def adding_to_context(function: cst.FunctionDef) -> str:
    """What registers a cleanup in a step or hook of behave: it happens when the scenario, feature or run ends."""
    return f"{_first(function)}.add_cleanup"


def _first(function: cst.FunctionDef) -> str:
    params = function.params.params
    return params[0].name.value if params else "self"


def registered(registering: str, delete: cst.BaseExpression) -> cst.Call:
    """The call that hands a deletion to a registry: its function and its arguments, worked out at once."""
    call = delete.expression if isinstance(delete, cst.Await) else delete
    function = cst.parse_expression(registering)
    if not isinstance(call, cst.Call):
        return cst.Call(function, [cst.Arg(cst.Lambda(cst.Parameters(), call))])
    return cst.Call(function, [cst.Arg(call.func), *call.args])


def shared_stack(draft: Draft, function: cst.FunctionDef) -> str | None:
    """The fixture by which the tests of a file have their cleanups run, made before the first of them if need be."""
    tree = draft.tree
    fixtures = [each for each in tree.functions() if is_fixture(each)]
    for each in fixtures:
        if re.search(r"with (?:contextlib\.)?ExitStack\(\) as (\w+):\s+yield \1\b", tree.source(each)):
            draft.parameter(function, each.name.value)
            return each.name.value
    taken = {each.name.value for each in tree.functions()} | _bound_in_module(tree)
    name = next((each for each in ("cleanups", "own_cleanups") if each not in taken), None)
    top = next((each for each in tree.module.body if _holds_test(tree, each)), None)
    if name is None or top is None or name in tree.variables(function):
        return None
    source = f"@pytest.fixture\ndef {name}():\n    with ExitStack() as stack:\n        yield stack\n"
    fixture = cst.ensure_type(cst.parse_statement(source, tree.module.config_for_parsing), cst.FunctionDef)
    apart = fixture.with_changes(leading_lines=[cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)])
    draft.write_once_before(top, name, apart)
    draft.need("pytest", "contextlib.ExitStack")
    draft.parameter(function, name)
    return name


def _holds_test(tree: Tree, statement: cst.CSTNode) -> bool:
    tests = (each for each in tree.functions() if each.name.value.startswith("test"))
    return any(statement is each or statement in tree.around(each) for each in tests)


def _bound_in_module(tree: Tree) -> set[str]:
    return {name for statement in tree.module.body for name in bound_by(statement)}
