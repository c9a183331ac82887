"""Registries of cleanups: what is handed to them runs last first, whatever happens."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.tree import Tree


def is_unittest(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether a function is a method of a unittest class."""
    cls = tree.nearest(function, cst.ClassDef)
    if cls is None:
        return False
    if function.name.value in _SETUPS:
        return True
    bases = [tree.source(base.value) for base in cls.bases]
    asserts = m.findall(
        cls, m.Call(func=m.Attribute(m.Name("self"), m.Name(m.MatchRegex(r"assert[A-Z]\w*|addCleanup"))))
    )
    return any(base.endswith("TestCase") for base in bases) or bool(asserts)


_SETUPS = frozenset({"setUp", "asyncSetUp", "setUpClass"})


def adding(function: cst.FunctionDef, *, awaited: bool) -> str:
    """What registers a cleanup in a method of a unittest class."""
    if function.name.value == "setUpClass":
        return f"{_first(function)}.addClassCleanup"
    return f"{_first(function)}.{'addAsyncCleanup' if awaited else 'addCleanup'}"


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
