"""What tests share through a module, given to each of them alone."""

from __future__ import annotations

from collections.abc import Container, Iterator

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedy import Lookup, MoveIn, OwnState
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.roles import takes_fixtures
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.owning.records import expect, named
from smelltest.rewrite.unique.defaults import made_when_left_out


def move_in(step: MoveIn, draft: Draft) -> bool:
    """Make a value in each function that uses it, or whenever it is left out, instead of once in the module."""
    tree = draft.tree
    made = tree.at(step.at, cst.Call)
    parameter = tree.nearest(made, cst.Param) if made is not None else None
    if parameter is not None and parameter.default is not None and tree.nearest(parameter, cst.Lambda) is None:
        return made_when_left_out(draft, parameter, tree.source(parameter.default))
    line = tree.nearest(made, cst.SimpleStatementLine) if made is not None else None
    binding = _global(tree, line) if line is not None else None
    if line is None or binding is None:
        return False
    name, value = binding
    using = _functions(tree, name)
    if using is None or not using:
        return False
    looking = {function: lookup for lookup in step.lookups for function in using if _holds(tree, function, lookup)}
    if len(looking) != len(step.lookups):
        return False
    for function, uses in using.items():
        lookup = looking.get(function)
        if lookup is None:
            _make_own(draft, function, uses, name, tree.source(value))
        elif not _look_for_own(draft, function, uses, lookup):
            return False
    draft.remove(line)
    return not _has_comment(line)


def own_state(step: OwnState, draft: Draft) -> bool:
    """Keep what a test makes to itself, and give those that read it a record of their own."""
    tree = draft.tree
    value = tree.expression(step.at)
    writer = tree.function(value) if value is not None else None
    using = _functions(tree, step.name)
    recipe = draft.manner.recipe(step.resource)
    if writer is None or using is None or writer not in using or recipe is None:
        return False
    for function, uses in using.items():
        outer = [line for line in function.body.body if m.matches(line, _declares(step.name))]
        if function is writer:
            for line in outer:
                draft.remove(line)
        elif outer or not takes_fixtures(tree, function):
            return False
        else:
            own = f"{named(draft, function, recipe.fixture)}{recipe.record or ''}"
            draft.parameter(function, recipe.fixture)
            _write(draft, uses, own)
            earlier = [change for change in _changes(tree, step, using) if _stands_before(tree, change, function)]
            if not all(_done_first(draft, change, function, step.name, own) for change in earlier):
                return False
    given = [line for line in tree.module.body if _gives(tree, line, step.name)]
    for line in given:
        draft.remove(line)
    return not any(map(_has_comment, given))


def _gives(tree: Tree, line: cst.CSTNode, name: str) -> bool:
    """Whether a line of the module gives a name its value."""
    binding = _global(tree, line) if isinstance(line, cst.SimpleStatementLine) else None
    return binding is not None and binding[0] == name


def _changes(tree: Tree, step: OwnState, using: Container[cst.CSTNode]) -> list[cst.Call]:
    """The calls of tests that change what is in the global."""
    calls = (tree.at(place, cst.Call) for place in step.changes)
    return [call for call in calls if call is not None and tree.function(call) in using]


def _stands_before(tree: Tree, call: cst.Call, function: cst.FunctionDef) -> bool:
    home = tree.function(call)
    body = list(tree.module.body)
    return home in body and function in body and body.index(home) < body.index(function)


def _done_first(draft: Draft, call: cst.Call, function: cst.FunctionDef, name: str, own: str) -> bool:
    """Do in a function what an earlier one did to the record in the global, if all that this needs is there."""
    home = draft.tree.function(call)
    if home is None:
        return False
    parameters = {each.name.value for each in home.params.params}
    bound = {target.value for target in _targets(home)}
    uses = [use for use in _names(call) if use.value != name]
    if any(use.value in bound - parameters for use in uses):
        return False
    for use in uses:
        if use.value in parameters:
            draft.parameter(function, use.value)
    source = cst.Module([]).code_for_node(cst.ensure_type(call.visit(_Renaming(name, own)), cst.Call))
    draft.first(function, source)
    return True


class _Renaming(cst.CSTTransformer):
    def __init__(self, name: str, expression: str) -> None:
        super().__init__()
        self._name = name
        self._expression = expression

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:  # noqa: N802
        return cst.parse_expression(self._expression) if original_node.value == self._name else updated_node


def _targets(function: cst.FunctionDef) -> Iterator[cst.Name]:
    for target in m.findall(function.body, m.AssignTarget()):
        yield from _names(target)


def _names(node: cst.CSTNode) -> Iterator[cst.Name]:
    for name in m.findall(node, m.Name()):
        yield cst.ensure_type(name, cst.Name)


def _has_comment(line: cst.CSTNode) -> bool:
    """Whether a comment would go with a line."""
    return bool(m.findall(line, m.Comment()))


def _declares(name: str) -> m.SimpleStatementLine:
    return m.SimpleStatementLine(body=[m.Global(names=[m.NameItem(m.Name(name))])])


def _global(tree: Tree, line: cst.SimpleStatementLine) -> tuple[str, cst.BaseExpression] | None:
    """The name that a line of the module gives a value, and the value."""
    statement = line.body[0] if len(line.body) == 1 and tree.parent(line) is tree.module else None
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target = statement.targets[0].target
        return (target.value, statement.value) if isinstance(target, cst.Name) else None
    return None


def _functions(tree: Tree, name: str) -> dict[cst.FunctionDef, list[cst.Name]] | None:
    """The functions that use a name of the module, each with its uses; None where something else does."""
    found: dict[cst.FunctionDef, list[cst.Name]] = {}
    for use in _named(tree.module, name):
        parent = tree.parent(use)
        if isinstance(parent, (cst.Attribute, cst.Arg)) and _is_label(parent, use):
            continue
        function = tree.function(use)
        if function is not None:
            found.setdefault(function, []).append(use)
        elif not (isinstance(parent, cst.AssignTarget) and tree.nearest(use, cst.FunctionDef) is None):
            return None
    return found


def _named(node: cst.CSTNode, name: str) -> Iterator[cst.Name]:
    if isinstance(node, cst.Name) and node.value == name:
        yield node
    for child in node.children:
        yield from _named(child, name)


def _is_label(parent: cst.Attribute | cst.Arg, use: cst.Name) -> bool:
    """Whether a name is that of an attribute or of a keyword, not of a variable."""
    return (parent.attr if isinstance(parent, cst.Attribute) else parent.keyword) is use


def _holds(tree: Tree, function: cst.FunctionDef, lookup: Lookup) -> bool:
    call = tree.at(lookup.call, cst.Call)
    return call is not None and tree.function(call) is function


def _make_own(draft: Draft, function: cst.FunctionDef, uses: list[cst.Name], name: str, value: str) -> None:
    own = draft.free(function, name.lower(), f"own_{name.lower()}")
    draft.alias(function, own, value)
    _write(draft, uses, own)


def _look_for_own(draft: Draft, function: cst.FunctionDef, uses: list[cst.Name], lookup: Lookup) -> bool:
    recipe = draft.manner.recipe(lookup.resource) if takes_fixtures(draft.tree, function) else None
    if recipe is None or recipe.record is None:
        return False
    record = f"{named(draft, function, recipe.fixture)}{recipe.record}"
    draft.parameter(function, recipe.fixture)
    _write(draft, uses, f'{record}["{lookup.field}"]')
    return expect(draft, function, record, lookup.compared)


def _write(draft: Draft, uses: list[cst.Name], expression: str) -> None:
    for use in uses:
        draft.replace(use, lambda _node, _so_far: cst.parse_expression(expression))
