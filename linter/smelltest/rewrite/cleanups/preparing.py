"""Setups of pytest's that become fixtures: what they have made is taken away even where they fail half-way."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.tree import Tree

_NAMES = ("set_up", "prepared")


def can_be_fixture(draft: Draft, setup: cst.FunctionDef) -> bool:
    """Whether a setup for each test of a class is called by pytest alone, and could be a fixture as well."""
    tree = draft.tree
    owner = tree.parent(tree.parent(setup) or setup)
    if setup.name.value != "setup_method" or not isinstance(owner, cst.ClassDef) or owner.bases or setup.decorators:
        return False
    own, *others = [each.name.value for each in setup.params.params] or [""]
    if own != "self" or setup.asynchronous is not None or not isinstance(setup.body, cst.IndentedBlock):
        return False
    called = any(not isinstance(tree.parent(use), cst.FunctionDef) for use in tree.uses("setup_method"))
    gives = m.findall(setup.body, m.Yield() | m.Return())
    used = any(m.findall(setup.body, m.Name(other)) for other in others)
    return not (called or gives or used or _name(tree, owner) is None or draft.manner.is_imported())


def teardown_of(tree: Tree, setup: cst.FunctionDef) -> cst.FunctionDef | None:
    """What a class tears down each test by."""
    owner = tree.nearest(setup, cst.ClassDef)
    methods = [each for each in owner.body.body if isinstance(each, cst.FunctionDef)] if owner is not None else []
    return next((each for each in methods if each.name.value == "teardown_method"), None)


def become_fixture(draft: Draft, setup: cst.FunctionDef) -> None:
    """Let a setup be a fixture for all tests of its class, which yields once all is there."""
    owner = draft.tree.nearest(setup, cst.ClassDef)
    name = _name(draft.tree, owner) if owner is not None else None

    def become(node: cst.FunctionDef, _so_far: object) -> cst.FunctionDef:
        fixture = cst.Decorator(cst.parse_expression("pytest.fixture(autouse=True)"))
        params = node.params.with_changes(params=[node.params.params[0].with_changes(comma=cst.MaybeSentinel.DEFAULT)])
        return node.with_changes(name=cst.Name(name or setup.name.value), params=params, decorators=[fixture])

    draft.need("pytest")
    draft.last(setup, "yield")
    draft.replace(setup, become, "a fixture")


def _name(tree: Tree, owner: cst.ClassDef) -> str | None:
    taken = {each.name.value for each in owner.body.body if isinstance(each, cst.FunctionDef)}
    taken |= {each.name.value for function in tree.functions() for each in function.params.params}
    return next((name for name in _NAMES if name not in taken), None)
