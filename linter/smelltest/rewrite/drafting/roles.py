"""What runs the functions of a file, and which of them take part in one test."""

from __future__ import annotations

import re
from collections.abc import Callable

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.drafting.tree import Tree


def is_fixture(function: cst.FunctionDef) -> bool:
    """Whether a function is a pytest fixture."""
    return any(_last_name(decorator.decorator) in {"fixture", "async_fixture"} for decorator in function.decorators)


def _last_name(decorator: cst.BaseExpression) -> str:
    target = decorator.func if isinstance(decorator, cst.Call) else decorator
    if isinstance(target, cst.Attribute):
        return target.attr.value
    return target.value if isinstance(target, cst.Name) else ""


def part_of_scenario(tree: Tree, function: cst.FunctionDef) -> str:
    """The library whose scenarios a function is a part of, so that it ends before they do; empty for all others.

    That is a step of `behave` or `pytest_bdd`, or a fixture of behave's or a hook of its `environment.py`.
    """
    decorators = {_last_name(decorator.decorator).lower() for decorator in function.decorators}
    library = next((each for each in ("pytest_bdd", "behave") if each in tree.text), "")
    if library and decorators & _STEPS:
        return library
    if library == "behave" and "fixture" in decorators and "pytest" not in tree.text and function.params.params:
        return library
    return "behave" if function.name.value in _BEFORE and function.params.params else ""


_STEPS = frozenset({"given", "when", "then", "step"})
_BEFORE = frozenset({"before_all", "before_feature", "before_scenario", "before_tag", "before_step"})


def lasting(tree: Tree, function: cst.FunctionDef) -> str:
    """The scope of a fixture that outlives a test; empty for all other functions."""
    sources = [tree.source(each.decorator) for each in function.decorators] if is_fixture(function) else []
    found = next((match for each in sources if (match := _SCOPE.search(each))), None)
    return "" if found is None or found[1] == "function" else found[1]


_SCOPE = re.compile(r"""\bscope=["'](\w+)["']""")


def is_test(function: cst.FunctionDef) -> bool:
    """Whether a function is named as a test is."""
    return function.name.value.lower().startswith("test") and not is_fixture(function)


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


def takes_fixtures(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether pytest calls a function with fixtures: a test outside of a unittest class, or a fixture."""
    cls = tree.nearest(function, cst.ClassDef)
    unittest = cls is not None and _is_case(tree, cls)
    if unittest or is_fixture(function):
        return not unittest
    return function.name.value.startswith("test") and not _is_called(tree, function)


def used_fixtures(tree: Tree, function: cst.FunctionDef) -> set[str]:
    """The fixtures that a mark asks for around a function, whose values it does not get: `usefixtures("user")`."""
    marks = [each.decorator for each in function.decorators]
    cls = tree.nearest(function, cst.ClassDef)
    marks += [each.decorator for each in cls.decorators] if cls is not None else []
    marks += [
        line.value
        for statement in tree.module.body
        if isinstance(statement, cst.SimpleStatementLine)
        for line in statement.body
        if isinstance(line, cst.Assign) and m.matches(line.targets[0].target, m.Name("pytestmark"))
    ]
    return {
        name
        for mark in marks
        for call in m.findall(mark, m.Call(func=m.Attribute(attr=m.Name("usefixtures"))))
        for arg in cst.ensure_type(call, cst.Call).args
        if isinstance(arg.value, cst.SimpleString) and isinstance(name := arg.value.evaluated_value, str)
    }


def _is_case(tree: Tree, cls: cst.ClassDef) -> bool:
    """Whether a class is one of unittest, by its bases or else by its methods, none of which asks for a fixture."""
    if any(tree.source(base.value).endswith("TestCase") for base in cls.bases):
        return True
    methods = [each for each in cls.body.body if isinstance(each, cst.FunctionDef)]
    asking = any(
        len(each.params.params) > 1 and each.name.value.startswith("test") and not _is_patched(tree, each)
        for each in methods
    )
    return bool(cls.bases) and not asking and any(is_unittest(tree, each) for each in methods)


def _is_patched(tree: Tree, method: cst.FunctionDef) -> bool:
    """Whether a decorator gives a method its arguments: `@mock.patch("shop.clock")`."""
    return any("patch" in tree.source(each.decorator).partition("(")[0] for each in method.decorators)


def _is_called(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether a file itself calls a test, or lists it for a runner of its own, which knows no fixtures."""
    return any(not isinstance(tree.parent(use), cst.FunctionDef) for use in tree.uses(function.name.value))


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
