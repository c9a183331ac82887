"""Literals outside of functions: constants of modules and classes, and what parameters and fields are by default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Uniqueness
from smelltest.rewrite.drafting.bindings import may_name
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.manner import Made
from smelltest.rewrite.drafting.roles import HOOKS, is_test
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.unique.defaults import made_when_left_out
from smelltest.rewrite.unique.uses import named, put, quoted_as, uses_of, write_name


def make_constant_unique(step: Uniqueness, draft: Draft, literal: cst.SimpleString, made: Made) -> bool:
    """Make a literal unique that a module, a class or the default of a parameter holds."""
    if step.text and literal.evaluated_value != step.text:
        return False
    parent = draft.tree.parent(literal)
    if isinstance(parent, cst.Param):
        return _default(step, draft, parent, made)
    line = draft.tree.statement(literal)
    home = draft.tree.parent(line) if line is not None else None
    if line is None or isinstance(parent, cst.ConcatenatedString):
        return False
    if isinstance(parent, cst.AnnAssign) and isinstance(home, cst.IndentedBlock):
        return _field_default(step, draft, literal, made)
    plain = isinstance(parent, cst.Assign) and len(parent.targets) == 1 and not m.findall(line, m.Comment())
    target = parent.targets[0].target if isinstance(parent, cst.Assign) and plain else None
    if isinstance(target, cst.Name) and not isinstance(home, cst.Module):
        return _of_class(draft, line, target.value, made)
    if isinstance(target, cst.Name) and _of_module(step, draft, line, target.value, made):
        return True
    return isinstance(home, cst.Module) and _once(step, draft, literal, line, made)


def _once(step: Uniqueness, draft: Draft, literal: cst.SimpleString, line: cst.SimpleStatementLine, made: Made) -> bool:
    """Make what a module gives a name; that all its tests share it is for another fix to mend."""
    tree = draft.tree
    others = [use for use in uses_of(tree, tree.module, step.text, step.name) if use is not literal]
    if others or not isinstance(line.body[0], cst.Assign) or not tree.is_certain(literal, line):
        return False
    expression = quoted_as(literal, made.expression)
    draft.replace(literal, lambda _node, _so_far: cst.parse_expression(expression))
    return True


def _default(step: Uniqueness, draft: Draft, parameter: cst.Param, made: Made) -> bool:
    """A call that leaves an argument out gets a value of its own each time."""
    text = step.text
    if not text or draft.manner.compared(text) or len(list(uses_of(draft.tree, draft.tree.module, text))) > 1:
        return False
    return made_when_left_out(draft, parameter, made.expression)


def _field_default(step: Uniqueness, draft: Draft, literal: cst.SimpleString, made: Made) -> bool:
    """Each object of a dataclass or a model gets a value of its own where it is given none."""
    tree = draft.tree
    cls = tree.nearest(literal, cst.ClassDef)
    if cls is None or draft.manner.compared(step.text) or len(list(uses_of(tree, tree.module, step.text))) > 1:
        return False
    decorated = any("dataclass" in tree.source(each.decorator).partition("(")[0] for each in cls.decorators)
    model = any(tree.source(each.value).rpartition(".")[2] == "BaseModel" for each in cls.bases)
    if decorated == model:
        return False
    name, dotted = ("field", "dataclasses.field") if decorated else ("Field", "pydantic.Field")
    if name in {each.name.value for each in cls.body.body if isinstance(each, cst.FunctionDef)}:
        return False
    draft.need(dotted)
    expression = f"{name}(default_factory=lambda: {quoted_as(literal, made.expression)})"
    draft.replace(literal, lambda _node, _so_far: cst.parse_expression(expression))
    return True


def _of_module(step: Uniqueness, draft: Draft, line: cst.SimpleStatementLine, name: str, made: Made) -> bool:
    """Tests that use a constant of their module get a value each."""
    tree = draft.tree
    using: dict[cst.FunctionDef, list[cst.Name]] = {}
    for use in named(tree.module, name):
        parent = tree.parent(use)
        if isinstance(parent, cst.AssignTarget) and tree.parent(tree.parent(parent) or use) is line:
            continue
        if not tree.is_variable(use) or draft.rewrites(use):
            continue
        function = tree.function(use)
        if function is None:
            return False
        using.setdefault(function, []).append(use)
    others = list(uses_of(tree, tree.module, step.text, step.name))
    if (
        len(using) > 1
        and len(others) <= 1
        and not draft.manner.is_imported()
        and _kept_by_setup(draft, using, name, made)
    ):
        draft.remove(line)
        return True
    # What a fixture or a helper makes with it, its tests ask for: they must mean the same.
    if not using or (len(using) > 1 and not all(map(is_test, using))) or len(others) > 1:
        return False
    if any(tree.nearest(function, cst.FunctionDef) is not None for function in using) or draft.manner.is_imported():
        return False
    for function, uses in using.items():
        own = draft.free(function, *(each for each in (name.lower(), f"own_{name.lower()}") if may_name(each)))
        draft.alias(function, own, made.expression)
        write_name(draft, uses, own)
    draft.remove(line)
    return True


def _kept_by_setup(draft: Draft, using: Mapping[cst.FunctionDef, Sequence[cst.Name]], name: str, made: Made) -> bool:
    """Let the setup of a class keep a value for its methods, where no others use a constant."""
    tree = draft.tree
    setups = [each for each in using if each.name.value in HOOKS["setup"] | {"setUpClass"}]
    classes = {tree.nearest(each, cst.ClassDef) for each in using}
    if len(setups) != 1 or len(classes) != 1 or None in classes:
        return False
    methods = [_first_parameter(each) for each in using]
    if not set(methods) <= {"self", "cls"} or any(each.decorators for each in using if each is not setups[0]):
        return False
    attribute = name.lower()
    cls = classes.pop()
    taken = {cst.ensure_type(each, cst.Attribute).attr.value for each in m.findall(cls or tree.module, m.Attribute())}
    if attribute in taken:
        return False
    draft.first(setups[0], f"{_first_parameter(setups[0])}.{attribute} = {made.expression}")
    for function, uses in using.items():
        for use in uses:
            put(draft, use, "", f"{_first_parameter(function)}.{attribute}")
    return True


def _first_parameter(function: cst.FunctionDef) -> str:
    params = function.params.params
    return params[0].name.value if params else ""


def _of_class(draft: Draft, line: cst.SimpleStatementLine, name: str, made: Made) -> bool:
    """What the methods of a class find in their object, a setup puts there for each test."""
    tree = draft.tree
    cls = tree.nearest(line, cst.ClassDef)
    if cls is None or tree.parent(line) is not cls.body or draft.manner.is_imported():
        return False
    uses = [use for use in named(tree.module, name) if tree.nearest(use, cst.SimpleStatementLine) is not line]
    uses = [use for use in uses if _may_be_of(tree, cls, use)]
    for use in uses:
        function = tree.function(use)
        parent = tree.parent(use)
        if function is None or tree.nearest(function, cst.ClassDef) is not cls:
            return False
        if not m.matches(parent or cst.Pass(), m.Attribute(m.Name("self"), m.Name(name))):
            return False
    unittest = any(tree.source(base.value).endswith("TestCase") for base in cls.bases)
    methods = [each for each in cls.body.body if isinstance(each, cst.FunctionDef)]
    setup = next((each for each in methods if each.name.value in HOOKS["setup"] or _is_for_each(tree, each)), None)
    if setup is None or not uses or _self(setup) != "self":
        return False
    if not unittest and not cls.name.value.startswith("Test"):
        return False
    draft.first(setup, f"self.{name} = {made.expression}")
    draft.remove(line)
    return True


def _may_be_of(tree: Tree, cls: cst.ClassDef, use: cst.Name) -> bool:
    """Whether a name may be an attribute of a class: no keyword, no parameter or variable of a function, nothing of another.

    Another class has its own `self`, unless it is built on the class.
    """
    parent = tree.parent(use)
    if isinstance(parent, cst.Attribute):
        if parent.attr is not use or not isinstance(parent.value, cst.Name):
            return parent.attr is not use
        around = tree.nearest(use, cst.ClassDef)
        others = (
            around is not None
            and around is not cls
            and not any(cls.name.value in tree.source(base.value) for base in around.bases)
        )
        return parent.value.value in {"self", "cls", cls.name.value} and not others
    return tree.function(use) is None and tree.nearest(use, cst.ClassDef) is cls and tree.is_variable(use)


def _is_for_each(tree: Tree, method: cst.FunctionDef) -> bool:
    """Whether a method is a fixture that is used by each test of its class."""
    sources = [tree.source(each.decorator) for each in method.decorators]
    return any("fixture" in each and "autouse=True" in each and "scope" not in each for each in sources)


def _self(function: cst.FunctionDef) -> str | None:
    params = function.params.params
    return params[0].name.value if params and params[0].name.value == "self" else None
