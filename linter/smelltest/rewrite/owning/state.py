"""What tests share through a module, given to each of them alone."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedies.remedy import Lookup, MoveIn, OwnState
from smelltest.link.questions.records import singular
from smelltest.link.recipes import Recipe
from smelltest.rewrite.drafting.bindings import binds, bound_by
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.roles import related, takes_fixtures
from smelltest.rewrite.drafting.strings import other_quotes
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.owning.inventing import Wanted
from smelltest.rewrite.owning.records import expect, is_plain, named, recipe_for
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
    if any(related(tree, function, using.__contains__) for function in using):
        return draft.refuse("what runs in one test must mean the same by it")
    if len(using) > 1 and "\n" in tree.source(value):
        return draft.refuse("each of several tests would begin with a long copy of it")
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
    cls = tree.nearest(writer, cst.ClassDef) if writer is not None and step.owner else None
    item = _item(tree, writer, step.name) if writer is not None else None
    using = _using(tree, step.name, cls, item)
    if writer is None or using is None or writer not in using:
        return False
    if step.owner and (cls is None or cls.name.value != step.owner):
        return False
    invented: Recipe | None = None
    for function, uses in using.items():
        if function is not writer:
            fixtures = takes_fixtures(tree, function)
            known = invented if fixtures else None
            recipe = known or recipe_for(draft, function, Wanted(step.resource, step.examples))
            if recipe is None or not _takes_own(step, draft, function, uses, using, recipe):
                return False
            invented = recipe if fixtures else invented
        elif cls is not None or item is not None:
            noun = singular(step.resource)
            wishes = (f"{noun}_id" if step.is_id else noun,) if item is not None else (step.name,)
            own = draft.free(function, *wishes, f"own_{wishes[0]}")
            _write(draft, uses, own)
        else:
            for line in _declaring(function, step.name):
                draft.remove(line)
    body: Sequence[cst.CSTNode] = (cls.body if cls is not None else tree.module).body
    given = [line for line in body if _gives(line, step.name)]
    for each in given:
        draft.remove(each)
    return not any(map(_has_comment, given))


def _takes_own(
    step: OwnState,
    draft: Draft,
    function: cst.FunctionDef,
    uses: Sequence[cst.BaseExpression],
    using: Container[cst.CSTNode],
    recipe: Recipe,
) -> bool:
    """Let a test that reads the state take a record from a fixture, or make one where it cannot."""
    tree = draft.tree
    if (
        _declaring(function, step.name)
        or (not step.is_id and recipe.record is None)
        or is_plain(function, recipe.fixture)
    ):
        return False
    fixtures = takes_fixtures(tree, function)
    fixture = named(draft, function, recipe.fixture) if fixtures else recipe.fixture
    own = f"{fixture}{recipe.id}" if step.is_id else f"{fixture}{recipe.record or ''}"
    if fixtures:
        draft.parameter(function, recipe.fixture)
    for use in uses:
        around = tree.nearest(use, cst.FormattedString)
        _write(draft, [use], other_quotes(own, around.start[-1]) if around is not None else own)
    earlier = [change for change in _changes(tree, step, using, function) if _stands_before(tree, change, function)]
    kind = type(uses[0])
    return all(_done_first(draft, change, function, _Renaming(step, kind, own)) for change in earlier)


def _declaring(function: cst.FunctionDef, name: str) -> list[cst.BaseStatement]:
    """The lines by which a function says that a name is a global."""
    body = function.body.body if isinstance(function.body, cst.IndentedBlock) else ()
    return [line for line in body if m.matches(line, _declares(name))]


def _using(
    tree: Tree, name: str, cls: cst.ClassDef | None, item: str | None
) -> Mapping[cst.FunctionDef, Sequence[cst.BaseExpression]] | None:
    """The functions that use the state, and where; None where more than functions do."""
    if item is not None:
        return _of_item(tree, name, item)
    return _of_class(tree, cls, name) if cls is not None else _functions(tree, name)


def _item(tree: Tree, writer: cst.FunctionDef, name: str) -> str | None:
    """The key of a mapping under which a function puts something."""
    written = m.findall(writer.body, m.AssignTarget(m.Subscript(value=m.Name(name))))
    targets = [cst.ensure_type(cst.ensure_type(each, cst.AssignTarget).target, cst.Subscript) for each in written]
    return tree.source(targets[0].slice[0].slice).replace("'", '"') if len(targets) == 1 else None


def _of_item(tree: Tree, name: str, item: str) -> dict[cst.FunctionDef, list[cst.BaseExpression]] | None:
    """The functions that use what a mapping of the module holds under a key; None where more is done with it."""
    found: dict[cst.FunctionDef, list[cst.BaseExpression]] = {}
    for use in tree.uses(name):
        function, parent = tree.function(use), tree.parent(use)
        if function is None and isinstance(parent, cst.AssignTarget):
            continue
        if function is not None and name in _own_names(function):
            continue
        if function is None or not isinstance(parent, cst.Subscript) or parent.value is not use:
            return None
        if tree.source(parent.slice[0].slice).replace("'", '"') != item:
            return None
        found.setdefault(function, []).append(parent)
    return found


def _own_names(function: cst.FunctionDef) -> frozenset[str]:
    """The names that a function gives something of its own."""
    return bound_by(function.body) | {each.name.value for each in function.params.params}


def _of_class(tree: Tree, cls: cst.ClassDef, name: str) -> dict[cst.FunctionDef, list[cst.BaseExpression]] | None:
    """The methods that use an attribute of their class, each with its uses; None where something else does."""
    found: dict[cst.FunctionDef, list[cst.BaseExpression]] = {}
    own = m.Name(cls.name.value) | m.Name("self") | m.Name("cls") | m.Attribute(m.Name("self"), m.Name("__class__"))
    owners = own | m.Call(func=m.Name("type"), args=[m.Arg(m.Name("self"))])
    for use in tree.uses(name):
        parent = tree.parent(use)
        if not isinstance(parent, cst.Attribute) or parent.attr is not use:
            continue
        function = tree.function(use)
        inside = function is not None and tree.nearest(function, cst.ClassDef) is cls
        if inside and function is not None and m.matches(parent.value, owners):
            found.setdefault(function, []).append(parent)
        elif inside or m.matches(parent.value, m.Name(cls.name.value)):
            return None
    return found


def _gives(line: cst.CSTNode, name: str) -> bool:
    """Whether a line of the module gives a name its value."""
    body = line.body[0] if isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1 else None
    if isinstance(body, cst.AnnAssign):
        return m.matches(body.target, m.Name(name))
    return isinstance(body, cst.Assign) and len(body.targets) == 1 and m.matches(body.targets[0].target, m.Name(name))


def _changes(
    tree: Tree, step: OwnState, using: Container[cst.CSTNode], function: cst.FunctionDef
) -> Iterator[cst.Call]:
    """The calls of tests that change what is in the state, and at which a test looks."""
    for place, names in step.changes:
        call = tree.at(place, cst.Call)
        if call is not None and tree.function(call) in using and function.name.value in names:
            yield call


def _stands_before(tree: Tree, call: cst.Call, function: cst.FunctionDef) -> bool:
    home = tree.function(call)
    cls = tree.nearest(function, cst.ClassDef)
    body = list(cls.body.body if cls is not None else tree.module.body)
    return home in body and function in body and body.index(home) < body.index(function)


def _done_first(draft: Draft, call: cst.Call, function: cst.FunctionDef, renaming: _Renaming) -> bool:
    """Do in a function what an earlier one did to the record in the global, if all that this needs is there."""
    home = draft.tree.function(call)
    if home is None:
        return False
    parameters = {each.name.value for each in home.params.params}
    bound = {target.value for target in _targets(home)}
    uses = [use for use in _names(call) if use.value not in renaming.names]
    if any(use.value in bound - parameters for use in uses):
        return False
    for use in uses:
        if use.value in parameters:
            draft.parameter(function, use.value)
    source = cst.Module([]).code_for_node(cst.ensure_type(call.visit(renaming), cst.Call))
    draft.first(function, source)
    return True


class _Renaming(cst.CSTTransformer):
    """Writes an expression where the state is used."""

    def __init__(self, step: OwnState, kind: type[cst.BaseExpression], expression: str) -> None:
        """`kind`: the state is used as a name, an attribute of its class, or what is under a key of it."""
        super().__init__()
        self.names = {step.name, step.owner, "self", "cls"} if step.owner else {step.name}
        self._name = m.Name(step.name)
        self._attribute = m.Attribute(m.Name(step.owner) | m.Name("self") | m.Name("cls"), m.Name(step.name))
        self._kind = kind
        self._plain = self._expression = expression

    def visit_FormattedString(self, node: cst.FormattedString) -> None:  # noqa: N802 - as LibCST calls it
        self._expression = other_quotes(self._plain, node.start[-1])

    def leave_FormattedString(  # noqa: N802
        self,
        original_node: cst.FormattedString,  # noqa: ARG002 - as LibCST calls it
        updated_node: cst.FormattedString,
    ) -> cst.BaseExpression:
        self._expression = self._plain
        return updated_node

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:  # noqa: N802
        taken = self._kind is cst.Name and m.matches(original_node, self._name)
        return cst.parse_expression(self._expression) if taken else updated_node

    def leave_Attribute(  # noqa: N802
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        taken = self._kind is cst.Attribute and m.matches(original_node, self._attribute)
        return cst.parse_expression(self._expression) if taken else updated_node

    def leave_Subscript(  # noqa: N802
        self, original_node: cst.Subscript, updated_node: cst.Subscript
    ) -> cst.BaseExpression:
        taken = self._kind is cst.Subscript and m.matches(original_node.value, self._name)
        return cst.parse_expression(self._expression) if taken else updated_node


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
    rebinding = _rebinding(tree, name)
    for use in tree.uses(name):
        parent = tree.parent(use)
        if isinstance(parent, (cst.Attribute, cst.Arg)) and _is_label(parent, use):
            continue
        function = tree.function(use)
        if function in rebinding:
            continue
        if function is not None:
            found.setdefault(function, []).append(use)
        elif not (isinstance(parent, cst.AssignTarget) and tree.nearest(use, cst.FunctionDef) is None):
            return None
    return found


def _rebinding(tree: Tree, name: str) -> set[cst.FunctionDef]:
    """The functions to which a name is their own, and not the module's, all through them."""
    own: set[cst.FunctionDef] = set()
    declared: set[cst.FunctionDef] = set()
    for use in tree.uses(name):
        parent = tree.parent(use)
        if isinstance(parent, cst.Param):
            taking = tree.nearest(parent, cst.FunctionDef)
            if taking is not None and parent in taking.params.params:
                own.add(taking)
        elif isinstance(parent, cst.NameItem):
            if isinstance(tree.parent(parent), cst.Global):
                declared.update(_functions_around(tree, use))
        elif binds(tree, use):
            own.update(_functions_around(tree, use))
    return own - declared


def _functions_around(tree: Tree, node: cst.CSTNode) -> Iterator[cst.FunctionDef]:
    return (each for each in tree.around(node) if isinstance(each, cst.FunctionDef))


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


def _write(draft: Draft, uses: Iterable[cst.BaseExpression], expression: str) -> None:
    for use in uses:
        draft.replace(use, lambda _node, _so_far: cst.parse_expression(expression))
