"""Records of a test's own, from the fixtures that the suite has, in the place of somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.judge.remedy import Example, Exchange, OwnMember, OwnRecord, Unpredicted
from smelltest.link.recipes import Recipe
from smelltest.read.facts import Place
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.manner import PLAIN_ID, field_of
from smelltest.rewrite.drafting.roles import is_unittest, takes_fixtures
from smelltest.rewrite.drafting.strings import interpolated, other_quotes, pieces
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import children, walk
from smelltest.rewrite.owning.inventing import invented, made_first
from smelltest.rewrite.records.databases import has_holes, hole, is_statement
from smelltest.rewrite.records.made import Record, made_at, record


def own_record(step: OwnRecord, draft: Draft) -> bool:
    """Take the id of a record from a fixture, and what is expected of the record as well."""
    tree = draft.tree
    literal = tree.expression(step.at)
    function = tree.function(literal) if literal is not None else None
    if literal is not None and function is None:
        return _in_place_of_constant(step, draft, literal)
    recipe = _recipe(draft, function, step.resource, step.examples) if function is not None else None
    if literal is None or function is None or recipe is None:
        return False
    if recipe.record is None and (step.field or any(field for _, field in step.compared)):
        return draft.refuse(_ID_ALONE)
    if recipe.record is not None and _is_plain(function, recipe.fixture):
        return False
    if len(draft.common.wanted.get((function, step.resource), ())) > 1:
        return draft.refuse("two records of a kind are needed, and a fixture makes one")
    if _is_named_elsewhere(step, draft, function):
        return draft.refuse("the test names the record in another place too, which is left")
    own = named(draft, function, recipe.fixture)
    name = field_of(f"{own}{recipe.record}", recipe.id, step.field) if step.field else f"{own}{recipe.id}"
    if not _put(draft, literal, step.text, name):
        return False
    return expect(draft, function, f"{own}{recipe.record}", step.compared, name, recipe.id)


def _in_place_of_constant(step: OwnRecord, draft: Draft, literal: cst.CSTNode) -> bool:
    """Give each test that uses a constant of its module a record of its own, and let the constant go."""
    tree = draft.tree
    using = _using(draft, literal) if not step.field else None
    invented: Recipe | None = None
    for function, uses in using.items() if using is not None else ():
        fixtures = takes_fixtures(tree, function)
        recipe = (
            invented if fixtures and invented is not None else _recipe(draft, function, step.resource, step.examples)
        )
        if recipe is None or recipe.fixture == function.name.value or _is_plain(function, recipe.fixture):
            return False
        if fixtures:
            invented = recipe
            draft.parameter(function, recipe.fixture)
        compared = [each for each in step.compared if tree.function(tree.expression(each[0]) or literal) is function]
        if recipe.record is None and any(field for _, field in compared):
            return draft.refuse(_ID_ALONE)
        own = named(draft, function, recipe.fixture)
        name = f"{own}{recipe.id}"
        for use in uses:
            around = tree.nearest(use, cst.FormattedString)
            _write(draft, use, other_quotes(name, around.start[-1]) if around is not None else name)
        if not expect(draft, function, f"{own}{recipe.record}", compared, name, recipe.id):
            return False
    line = tree.statement(literal)
    if line is not None:
        draft.remove(line)
    return bool(using)


def _using(draft: Draft, literal: cst.CSTNode) -> dict[cst.FunctionDef, list[cst.Name]] | None:
    """The functions that use a constant, and where; None if more than functions of the file do."""
    tree = draft.tree
    assign, line = tree.parent(literal), tree.statement(literal)
    if not isinstance(assign, cst.Assign) or len(assign.targets) != 1 or line is None:
        return None
    target = assign.targets[0].target
    if not isinstance(target, cst.Name) or tree.parent(line) is not tree.module or m.findall(line, m.Comment()):
        return None
    using: dict[cst.FunctionDef, list[cst.Name]] = {}
    for use in tree.uses(target.value):
        parent = tree.parent(use)
        if use is target or (isinstance(parent, cst.Attribute) and parent.attr is use):
            continue
        function = tree.function(use)
        if function is None or draft.manner.is_imported() or (isinstance(parent, cst.Arg) and parent.keyword is use):
            draft.why = "the constant is used for more than the tests of its file"
            return None
        using.setdefault(function, []).append(use)
    return using


_ID_ALONE = "the test expects something of the record, and the suite's way to make one gives its id alone"


def _is_named_elsewhere(step: OwnRecord, draft: Draft, function: cst.FunctionDef) -> bool:
    """Whether a function has the record's id in the path of another request, where it is to stay."""
    tree = draft.tree
    path = re.compile(rf"(?i){re.escape(step.resource)}/{re.escape(step.text)}(?![\w-])")
    placed = draft.common.placed
    return bool(placed) and any(
        path.search(each.value) is not None and placed.isdisjoint((each, *tree.around(each)))
        for each in tree.strings(function)
    )


def _recipe(draft: Draft, function: cst.FunctionDef, resource: str, examples: Sequence[Example]) -> Recipe | None:
    """How a function gets a record of its own: it asks a fixture for it, or makes one where it cannot."""
    if takes_fixtures(draft.tree, function):
        recipe = draft.manner.recipe(resource) or invented(resource, examples, draft, function)
        if recipe is not None:
            draft.parameter(function, recipe.fixture)
        return recipe
    method = function.name.value.startswith("test") and is_unittest(draft.tree, function)
    return made_first(resource, examples, draft, function) if method else None


def exchange(step: Exchange, draft: Draft) -> bool:
    """Give a test the record of another fixture, by the name of that."""
    tree = draft.tree
    call = tree.at(step.at, cst.Call)
    function = tree.function(call) if call is not None else None
    recipe = draft.manner.recipe(step.resource)
    if function is None or recipe is None or recipe.record != "" or not takes_fixtures(tree, function):
        return False
    given = [each for each in function.params.params if each.name.value == step.fixture]
    uses = [each for each in m.findall(function.body, m.Name(step.fixture)) if isinstance(each, cst.Name)]
    plain = all(isinstance(tree.parent(use), cst.Subscript) for use in uses)
    if not given or not plain or recipe.fixture in tree.names(function):
        return False
    for use in (given[0].name, *uses):
        draft.replace(use, lambda _node, _so_far: cst.Name(recipe.fixture))
    return True


def expect(
    draft: Draft,
    function: cst.FunctionDef,
    record: str,
    compared: Iterable[tuple[Place, str]],
    name: str = "",
    way: str = '["id"]',
) -> bool:
    """Expect of a record what it has, in the place of what is written out; `name` is what names it, `way` leads to its id."""
    for place, field in compared:
        expected = draft.tree.expression(place)
        if expected is None or draft.tree.function(expected) is not function:
            return False
        around, _, last = field.rpartition(".")
        # An answer that has the id beside the record has the record under its own name.
        beside = around and not PLAIN_ID.search(way) and f'["{around}"]' not in way
        whole = f'{record}["{around}"]' if beside else record
        _write(draft, expected, field_of(whole, way, last) if field else name)
    return True


def own_member(step: OwnMember, draft: Draft) -> bool:
    """Ask for the test's own record where anybody's was asked for."""
    tree = draft.tree
    node = tree.expression(step.at)
    function = tree.function(node) if node is not None else None
    own = _own(step, draft, function, node) if function is not None and node is not None else None
    if node is None or function is None or own is None:
        return False
    if step.how == "count" and not any(isinstance(each, cst.Integer) for each in _sides(node)):
        return draft.refuse("the collection is to have as many records as before")
    used = tree.variables(function)
    each = next((name for name in ("each", "one") if name not in used), None) or draft.free(function, "each", "one")
    if not _HOW[step.how](draft, node, own, each):
        return False
    return not step.compared or (
        own.record is not None and expect(draft, function, own.record, step.compared, way=own.key)
    )


class _Own(Struct, frozen=True):
    """The test's own record in its code: its source if it is at hand, its id's, and the way from a record to its id."""

    record: str | None
    id: str
    key: str


def _stays(tree: Tree, found: Record, call: cst.Call, node: cst.CSTNode) -> bool:
    """Whether the name of a record still means it where another node stands, and there is but one of it."""
    around = set(tree.around(node))
    if any(isinstance(each, (cst.For, cst.While)) and each not in around for each in tree.around(call)):
        return False
    function = tree.function(call)
    root = re.match(r"\w+", found.id)
    if function is None or root is None:
        return False
    rows = range(tree.row(found.statement) + 1, tree.row(node) + 1)
    return not any(
        isinstance(each, cst.SimpleStatementLine) and root[0] in bound_by(each) and tree.row(each) in rows
        for each in walk(function.body)
    )


def _sides(node: cst.CSTNode) -> list[cst.BaseExpression]:
    """What a comparison, or an assertion of unittest, compares, and the numbers in it: `before + 1`."""
    if isinstance(node, cst.Comparison):
        sides = [node.left, *(target.comparator for target in node.comparisons)]
    else:
        sides = [each.value for each in node.args] if isinstance(node, cst.Call) else []
    return [part for side in sides for part in (side, *children(side)) if isinstance(part, cst.BaseExpression)]


def _is_plain(function: cst.FunctionDef, fixture: str) -> bool:
    """Whether a function says of what a fixture gives it that it is a text or a number."""
    return any(
        each.name.value == fixture
        and each.annotation is not None
        and m.matches(each.annotation.annotation, m.OneOf(m.Name("str"), m.Name("int"), m.Name("UUID")))
        for each in function.params.params
    )


def _own(step: OwnMember, draft: Draft, function: cst.FunctionDef, node: cst.CSTNode) -> _Own | None:
    tree = draft.tree
    call = tree.at(step.made, cst.Call) if step.made is not None else None
    if call is not None and tree.function(call) is function:
        found = record(draft, made_at(tree, call), step.ids)
        return _Own(*_split_id(found.id)) if found is not None and _stays(tree, found, call, node) else None
    if call is not None:
        return _kept(step, draft, call, function)
    if step.how == "count" and not any(isinstance(each, cst.Integer) for each in _sides(node)):
        return None  # What it is counted against is what the test has made.
    there = step.fixture
    recipe = _recipe_there(step, draft) if there else _recipe(draft, function, step.resource, step.examples)
    if recipe is None or recipe.record is None or _is_plain(function, recipe.fixture):
        return None
    name = named(draft, function, recipe.fixture)
    return _Own(*_split_id(f"{name}{recipe.id}"))


def _recipe_there(step: OwnMember, draft: Draft) -> Recipe | None:
    """What the fixture gives that a test has already, as the suite knows it or as the file asks it for its id."""
    known = draft.manner.recipe_of(step.fixture)
    if known is not None:
        return known
    way = re.search(rf"""\b{step.fixture}(\["id"\]|\['id'\]|\.id\b)""", draft.tree.text)
    return Recipe(step.fixture, step.resource, way[1].replace("'", '"'), "") if way is not None else None


def _kept(step: OwnMember, draft: Draft, call: cst.Call, function: cst.FunctionDef) -> _Own | None:
    """A record that the setup of a class keeps for its methods."""
    tree = draft.tree
    setup = tree.function(call)
    cls = tree.nearest(function, cst.ClassDef)
    if setup is None or cls is None or tree.nearest(setup, cst.ClassDef) is not cls:
        return None
    found = record(draft, made_at(tree, call), step.ids)
    owner = setup.params.params[0].name.value if setup.params.params else ""
    if found is None or not owner or not found.id.startswith(f"{owner}."):
        return None
    return _Own(*_split_id("self" + found.id.removeprefix(owner)))


def _split_id(source: str) -> tuple[str | None, str, str]:
    """The source of a record, that of its id, and the way from the one to the other."""
    way = re.search(r"""(?:\.\w+|\[["']\w+["']\])$""", source)
    return (source[: way.start()], source, way[0]) if way is not None else (None, source, '["id"]')


def _pick_own(draft: Draft, node: cst.CSTNode, own: _Own, each: str) -> bool:
    if not (isinstance(node, cst.Subscript) or m.matches(node, m.Call(func=m.Attribute(attr=m.Name("pop")), args=[]))):
        return False

    if _is_told_by_id(draft, node, own, each):
        return True

    def becoming(updated: cst.Subscript | cst.Call, _so_far: object) -> cst.BaseExpression:
        return cst.parse_expression(
            f"next({each} for {each} in {_code(_base(updated))} if {each}{own.key} == {own.id})"
        )

    draft.replace(node, becoming)
    return True


def _base(picked: cst.CSTNode) -> cst.BaseExpression:
    """What a record is picked from."""
    if isinstance(picked, cst.Subscript):
        return picked.value
    return cst.ensure_type(cst.ensure_type(picked, cst.Call).func, cst.Attribute).value


def _is_told_by_id(draft: Draft, node: cst.CSTNode, own: _Own, each: str) -> bool:
    """Ask whether the own id is among those of the collection, where just the id of what is picked is compared."""
    tree = draft.tree
    way = tree.parent(node)
    if not isinstance(way, (cst.Subscript, cst.Attribute)) or way.value is not node:
        return False
    above = tree.parent(way)
    comparison = tree.parent(above) if isinstance(above, cst.ComparisonTarget) else above
    if not m.matches(comparison or cst.Pass(), m.Comparison(comparisons=[m.ComparisonTarget(m.Equal())])):
        return False
    if tree.source(way).removeprefix(tree.source(node)).replace("'", '"') != own.key:
        return False
    is_left = comparison is above
    comparison = cst.ensure_type(comparison, cst.Comparison)
    if isinstance(
        comparison.comparisons[0].comparator if is_left else comparison.left, (cst.Integer, cst.SimpleString)
    ):
        return False

    def compare(updated: cst.Comparison, _so_far: object) -> cst.BaseExpression:
        sides = (updated.left, updated.comparisons[0].comparator)
        picked, other = sides if is_left else sides[::-1]
        inner = picked.value if isinstance(picked, (cst.Subscript, cst.Attribute)) else picked
        return cst.parse_expression(f"{_code(other)} in [{each}{own.key} for {each} in {_code(_base(inner))}]")

    draft.replace(comparison, compare)
    return True


def _forget_before(draft: Draft, node: cst.CSTNode, but: str = "") -> None:
    """What was counted before, to be compared with, is no longer asked for; what else is named so stays."""
    tree = draft.tree
    function = tree.function(node)
    block = tree.block(tree.statement(node) or node)
    if function is None or block is None:
        return
    for side in _sides(node):
        if isinstance(side, cst.Name) and side.value == but:
            continue
        uses = (
            [each for each in tree.uses(side.value) if tree.function(each) is function]
            if isinstance(side, cst.Name)
            else []
        )
        line = next((tree.statement(each) for each in uses if isinstance(tree.parent(each), cst.AssignTarget)), None)
        counted = m.SimpleStatementLine(body=[m.Assign(targets=[m.DoNotCare()], value=m.Call(func=m.Name("len")))])
        bound_here = len(uses) == _BOUND_AND_USED and line is not None and tree.block(line) is not None
        if bound_here and line is not None and m.matches(line, counted) and not m.findall(line, m.Comment()):
            draft.remove(line)


_BOUND_AND_USED = 2


def _count_named(draft: Draft, node: cst.Comparison, own: _Own, each: str) -> bool:
    """Look for the own record where its collection was counted into a name: `after == before + 1`."""
    tree = draft.tree
    function = tree.function(node)
    sides = (node.left, node.comparisons[0].comparator)
    name = next((side for side in sides if isinstance(side, cst.Name)), None)
    if name is None or function is None:
        return False
    uses = [each for each in tree.uses(name.value) if tree.function(each) is function]
    line = next((tree.statement(each) for each in uses if isinstance(tree.parent(each), cst.AssignTarget)), None)
    counted = m.Assign(targets=[m.AssignTarget(m.Name())], value=m.Call(func=m.Name("len"), args=[m.Arg()]))
    if len(uses) != _BOUND_AND_USED or line is None or not m.matches(line, m.SimpleStatementLine(body=[counted])):
        return False
    call = cst.ensure_type(cst.ensure_type(line.body[0], cst.Assign).value, cst.Call)

    def listed(updated: cst.Call, _so_far: object) -> cst.BaseExpression:
        return cst.parse_expression(f"[{each}{own.key} for {each} in {_code(updated.args[0].value)}]")

    own_id, found = own.id, name.value
    draft.replace(call, listed)
    draft.replace(node, lambda _node, _so_far: cst.parse_expression(f"{found}.count({own_id}) == 1"))
    _forget_before(draft, node, but=found)
    return True


def _count_own(draft: Draft, node: cst.CSTNode, own: _Own, each: str) -> bool:
    counting = m.Call(func=m.Name("len"), args=[m.Arg()])
    if m.matches(node, m.Comparison(left=counting, comparisons=[m.ComparisonTarget(m.Equal())])):

        def compare(updated: cst.Comparison, _so_far: object) -> cst.BaseExpression:
            return cst.parse_expression(f"{_counted(updated.left, own, each)} == 1")

        _forget_before(draft, node)
        draft.replace(node, compare)
        return True
    if m.matches(node, m.Comparison(comparisons=[m.ComparisonTarget(m.Equal())])):
        return _count_named(draft, cst.ensure_type(node, cst.Comparison), own, each)
    if m.matches(node, m.Call(func=m.Attribute(attr=m.Name("assertEqual")), args=[m.Arg(counting), m.Arg()])):

        def demand(updated: cst.Call, _so_far: object) -> cst.BaseExpression:
            counted = _counted(updated.args[0].value, own, each)
            return cst.parse_expression(f"{_code(updated.func)}({counted}, 1)")

        _forget_before(draft, node)
        draft.replace(node, demand)
        return True
    return False


def _counted(length: cst.BaseExpression, own: _Own, each: str) -> str:
    collection = cst.ensure_type(length, cst.Call).args[0].value
    return f"[{each}{own.key} for {each} in {_code(collection)}].count({own.id})"


def _find_own(draft: Draft, node: cst.CSTNode, own: _Own, each: str) -> bool:
    equal = m.Comparison(comparisons=[m.ComparisonTarget(m.Equal())])
    if m.matches(node, equal) and not m.matches(node, m.Comparison(left=m.Call(func=m.Name("len")))):

        def compare(updated: cst.Comparison, _so_far: object) -> cst.BaseExpression:
            return cst.parse_expression(" in ".join(_membership(updated.left, own, each)))

        draft.replace(node, compare)
        return True
    if m.matches(node, m.Call(func=m.Attribute(attr=m.Name("assertEqual")), args=[m.Arg(), m.Arg()])):

        def demand(updated: cst.Call, _so_far: object) -> cst.BaseExpression:
            member, collection = _membership(updated.args[0].value, own, each)
            method = cst.ensure_type(updated.func, cst.Attribute)
            return cst.parse_expression(f"{_code(method.value)}.assertIn({member}, {collection})")

        draft.replace(node, demand)
        return True
    return False


def _membership(collection: cst.BaseExpression, own: _Own, each: str) -> tuple[str, str]:
    """The own record, or the part of it that a collection is made of, and the collection to find it in."""
    element = collection.elt if isinstance(collection, (cst.ListComp, cst.SetComp)) else None
    if isinstance(element, cst.Subscript) and own.record is not None:
        return f"{own.record}[{_code(element.slice[0].slice)}]", _code(collection)
    if isinstance(element, cst.Attribute) and own.record is not None:
        return f"{own.record}.{element.attr.value}", _code(collection)
    return own.id, f"[{each}{own.key} for {each} in {_code(collection)}]"


_HOW = {"pick": _pick_own, "count": _count_own, "whole": _find_own}


def unpredicted(step: Unpredicted, draft: Draft) -> bool:
    """Assert that there is a value instead of which it is."""
    node = draft.tree.expression(step.at)
    known = m.Integer() | m.SimpleString()
    if m.matches(node or cst.Pass(), m.Comparison(comparisons=[m.ComparisonTarget(m.Equal(), known)])):

        def compare(updated: cst.Comparison, _so_far: object) -> cst.BaseExpression:
            kind = _kind(updated.comparisons[0].comparator)
            return cst.parse_expression(f"isinstance({_code(updated.left)}, {kind})")

        draft.replace(cst.ensure_type(node, cst.Comparison), compare)
        return True
    if m.matches(
        node or cst.Pass(), m.Call(func=m.Attribute(attr=m.Name("assertEqual")), args=[m.Arg(), m.Arg(known)])
    ):

        def demand(updated: cst.Call, _so_far: object) -> cst.BaseExpression:
            method = cst.ensure_type(updated.func, cst.Attribute)
            value = _code(updated.args[0].value)
            kind = _kind(updated.args[1].value)
            return cst.parse_expression(f"{_code(method.value)}.assertIsInstance({value}, {kind})")

        draft.replace(cst.ensure_type(node, cst.Call), demand)
        return True
    return False


def _kind(literal: cst.BaseExpression) -> str:
    return "int" if isinstance(literal, cst.Integer) else "str"


def _code(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def named(draft: Draft, function: cst.FunctionDef, fixture: str) -> str:
    """What the fixture's value goes by in a function, which may use the fixture's name for something else."""
    targets = m.findall(function.body, m.AssignTarget(m.Name(fixture)))
    if not targets:
        return fixture
    own = f"own_{fixture}"
    draft.alias(function, own, fixture)
    return own


def _put(draft: Draft, literal: cst.CSTNode, text: str, expression: str) -> bool:
    """Write an expression for an id, or for the part of a longer text that is the id."""
    if isinstance(literal, cst.Integer) or (isinstance(literal, cst.SimpleString) and literal.evaluated_value == text):
        _write(draft, literal, expression)
        return True
    if isinstance(literal, cst.SimpleString) and is_statement(literal):
        return _put_into_statement(draft, literal, text, expression)
    if isinstance(literal, cst.SimpleString):
        return _put_into(draft, [(literal, literal.raw_value)], text, expression, literal.quote)
    if isinstance(literal, cst.FormattedString):
        parts = [(part, part.value) for part in literal.parts if isinstance(part, cst.FormattedStringText)]
        return _put_into(draft, parts, text, expression, literal.end)
    return False


def _put_into_statement(draft: Draft, literal: cst.SimpleString, text: str, expression: str) -> bool:
    """Let a statement have a hole for an id, and be given it; one that has others is left alone."""
    tree = draft.tree
    parent = tree.parent(literal)
    call = tree.parent(parent) if isinstance(parent, cst.Arg) else None
    known = re.compile(rf"(?<==)(\s*)'?{re.escape(text)}'?(?![\w-])")
    if not isinstance(call, cst.Call) or len(call.args) != 1 or not isinstance(call.func, cst.Attribute):
        return False
    if len(known.findall(literal.raw_value)) != 1 or has_holes(literal.raw_value):
        return False
    value = known.sub(lambda found: f"{found[1]}{hole(tree)}", literal.raw_value)
    written = literal.with_changes(value=f"{literal.prefix}{literal.quote}{value}{literal.quote}")
    given = cst.Arg(cst.parse_expression(f"({expression},)"))
    draft.replace(call, lambda node, _so_far: node.with_changes(args=[cst.Arg(written), given]))
    return True


def _put_into(draft: Draft, parts: Iterable[tuple[cst.CSTNode, str]], text: str, expression: str, quote: str) -> bool:
    """Write an expression for an id where just one part of a text holds it, once."""
    whole = re.compile(rf"(?<=[/=]){re.escape(text)}(?![\w-])")
    holding = [node for node, raw in parts for _ in whole.finditer(raw)]
    if len(holding) != 1:
        return False
    (node,) = holding
    inner = other_quotes(expression, quote)

    def becoming(updated: cst.CSTNode, _so_far: object) -> object:
        if isinstance(updated, cst.SimpleString):
            return interpolated(updated, whole, inner)
        return cst.FlattenSentinel(pieces(cst.ensure_type(updated, cst.FormattedStringText), whole, inner))

    draft.replace(node, becoming)
    return True


def _write(draft: Draft, node: cst.CSTNode, expression: str) -> None:
    draft.replace(node, lambda _node, _so_far: cst.parse_expression(expression))
