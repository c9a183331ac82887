"""Records of a test's own, from the fixtures that the suite has, in the place of somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial

import libcst as cst
from libcst import matchers as m
from msgspec.structs import replace

from smelltest.judge.remedies.remedy import Exchange, OwnRecord, Unpredicted
from smelltest.link.questions.records import singular
from smelltest.link.recipes import Recipe
from smelltest.read.facts import Place
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.columns import Column, column_of
from smelltest.rewrite.drafting.constants import uses_of_constant
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.manner import PLAIN_ID, field_of
from smelltest.rewrite.drafting.roles import is_fixture, is_unittest, lasting, takes_fixtures
from smelltest.rewrite.drafting.strings import interpolated, other_quotes, pieces
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import found, names_in
from smelltest.rewrite.owning.cases import columns_beside, may_be_own, tells_apart, uses_in, without_columns
from smelltest.rewrite.owning.inventing import Wanted, invented, kept_first, made_first, owner_of
from smelltest.rewrite.records.databases import has_holes, hole, is_statement


def own_record(step: OwnRecord, draft: Draft) -> bool:
    """Take the id of a record from a fixture, and what is expected of the record as well."""
    tree = draft.tree
    literal = tree.expression(step.at)
    function = tree.function(literal) if literal is not None else None
    if function is not None and step.constant:
        return _in_place_of_imported(step, draft, function)
    if literal is not None and function is None:
        column = column_of(tree, literal)
        return _in_place_of_cases(step, draft, column) if column else _in_place_of_constant(step, draft, literal)
    if literal is None or function is None:
        return False
    together = draft.common.wanted.get((function, singular(step.resource)), [])
    if len({each.text for each in together}) > 1:
        return _in_place_of_several(together, draft, function)
    wanted = _besides(draft, Wanted(step.resource, step.examples, step.above), literal)
    recipe = recipe_for(draft, function, wanted, literal)
    if recipe is None:
        return False
    naming = _naming(step, recipe)
    if recipe.record is None and (naming or any(field for _, field in step.compared)):
        return draft.refuse(_ID_ALONE)
    if recipe.record is not None and is_plain(function, recipe.fixture):
        return False
    if _is_named_elsewhere(step, draft, function):
        return draft.refuse(_NAMED_ELSEWHERE)
    own = named(draft, function, recipe.fixture)
    name = field_of(f"{own}{recipe.record}", recipe.id, naming) if naming else f"{own}{recipe.id}"
    if not _put(draft, literal, step.text, name) or (step.first is not None and not _done_first(step.first, draft)):
        return False
    beside = [each for each in step.beside if each[1] in recipe.sends]
    return expect(draft, function, f"{own}{recipe.record}", (*step.compared, *beside), name, recipe.id)


def _in_place_of_several(steps: Sequence[OwnRecord], draft: Draft, function: cst.FunctionDef) -> bool:
    """Give a function as many records of its own as it names of a kind, all at once: each keeps its part."""
    tree = draft.tree
    parts: dict[str, list[OwnRecord]] = {}
    for step in sorted(steps, key=lambda each: (each.at.line, each.at.column)):
        parts.setdefault(step.text, []).append(step)
    plain = all(not (each.constant or each.above or each.first or each.beside) for each in steps)
    if not plain or len(parts) > len(_ANOTHER):
        return draft.refuse(_TWO)
    for another, (text, named_so) in zip(_ANOTHER, parts.items(), strict=False):
        first = named_so[0]
        recipe = recipe_for(
            draft, function, Wanted(first.resource, first.examples, another=another), tree.expression(first.at)
        )
        if recipe is None or is_plain(function, recipe.fixture):
            return draft.refuse(draft.why if draft.why.text else _TWO)
        if _is_named_elsewhere(first, draft, function):
            return draft.refuse(_NAMED_ELSEWHERE)
        own = named(draft, function, recipe.fixture)
        for step in named_so:
            literal = tree.expression(step.at)
            if recipe.record is None and (step.field or any(field for _, field in step.compared)):
                return draft.refuse(_ID_ALONE)
            record = f"{own}{recipe.record}"
            name = field_of(record, recipe.id, step.field) if step.field else f"{own}{recipe.id}"
            if literal is None or not _put(draft, literal, text, name):
                return False
            if not expect(draft, function, record, step.compared, name, recipe.id):
                return False
    return True


_ANOTHER = ("", "other", "third")
"""How the records of a kind that a function has are told apart."""


def _done_first(place: Place, draft: Draft) -> bool:
    """Do once before what a test does and is refused, as it is written then."""
    tree = draft.tree
    call = tree.at(place, cst.Call)
    if call is None:
        return False
    refused = [
        each for each in tree.around(call) if isinstance(each, cst.With) and _RAISES.search(tree.source(each.items[0]))
    ]
    statement = refused[-1] if refused else tree.statement(call)
    if statement is None or tree.block(statement) is None:
        return False
    awaited = "await " if isinstance(tree.parent(call), cst.Await) else ""
    draft.watch(call)
    draft.write_before(statement, lambda so_far: [cst.parse_statement(f"{awaited}{code_of(so_far[call])}")])
    return True


_RAISES = re.compile(r"\b(?:pytest\.raises|raises|assertRaises\w*)\(")


def _naming(step: OwnRecord, recipe: Recipe) -> str:
    """The field of the test's own record that takes the place of what is written out; empty for its id."""
    return step.field or next((field for field in recipe.sends if field in step.above), "")


def _in_place_of_constant(step: OwnRecord, draft: Draft, literal: cst.CSTNode) -> bool:
    """Give each test that uses a constant of its module a record of its own, and let the constant go."""
    tree = draft.tree
    if step.field:
        return _looked_up_by_constant(step, draft, literal)
    using = _using(draft, literal) or {}
    changed = {function: uses for function, uses in using.items() if _qualname(tree, function) not in step.kept}
    if step.above and len(using) > 1:
        return False  # What hangs below the record but one of them counts on.
    if not changed or not _put_in_place(step, draft, literal, changed):
        return False
    line = tree.statement(literal)
    if line is not None and len(changed) == len(using):
        draft.remove(line)
    return True


def _in_place_of_cases(step: OwnRecord, draft: Draft, column: Column) -> bool:
    """Give each case of a test a record of its own, and let go of what they say of those that they named."""
    tree, function = draft.tree, column.function
    if step.above or step.first is not None or not may_be_own(draft, column) or not takes_fixtures(tree, function):
        return False
    recipe = recipe_for(draft, function, Wanted(step.resource, step.examples))
    if recipe is None or recipe.fixture in column.names or recipe.fixture in bound_by(function.body):
        return False
    told: dict[str, str] = {}
    compared: list[tuple[Place, str]] = []
    for place, field in step.compared:
        beside = columns_beside(column, [tree.expression(place)])
        told.update(dict.fromkeys(beside, field.rpartition(".")[2]))
        if not beside:
            compared.append((place, field))
    told.pop(column.name, None)
    if recipe.record is None and (step.field or told or any(field for _, field in compared)):
        return draft.refuse(_ID_ALONE)
    if not all(told.values()) or tells_apart(draft, column, {column.name, *told}):
        return draft.refuse("its cases are told apart by the records that they name")
    for name, field in told.items():
        for use in uses_in(tree, function, name):
            _write_for(draft, use, field_of(f"{recipe.fixture}{recipe.record}", recipe.id, field))
    without_columns(draft, column, {column.name, *told}, recipe.fixture)
    return _put_for_uses(draft, function, recipe, uses_in(tree, function, column.name), compared, step.field)


def _put_in_place(
    step: OwnRecord, draft: Draft, literal: cst.CSTNode, using: Mapping[cst.FunctionDef, Sequence[cst.Name]]
) -> bool:
    tree = draft.tree
    invented: Recipe | None = None
    for function, uses in using.items():
        fixtures = takes_fixtures(tree, function)
        wanted = _besides(draft, Wanted(step.resource, step.examples, step.above), uses[0])
        recipe = (
            invented
            if fixtures and invented is not None and not wanted.another
            else recipe_for(draft, function, wanted, uses[0])
        )
        if recipe is None or recipe.fixture == function.name.value or is_plain(function, recipe.fixture):
            return False
        if fixtures and len(using) > 1 and lasting(tree, function):
            return False
        if fixtures:
            invented = invented if wanted.another else recipe
            draft.parameter(function, recipe.fixture)
        compared = [each for each in step.compared if tree.function(tree.expression(each[0]) or literal) is function]
        naming = _naming(step, recipe)
        if recipe.record is None and (naming or any(field for _, field in compared)):
            return draft.refuse(_ID_ALONE)
        if not _put_for_uses(draft, function, recipe, uses, compared, naming):
            return False
    return True


def _qualname(tree: Tree, function: cst.FunctionDef) -> str:
    cls = tree.nearest(function, cst.ClassDef)
    return f"{cls.name.value}.{function.name.value}" if cls is not None else function.name.value


def _looked_up_by_constant(step: OwnRecord, draft: Draft, literal: cst.CSTNode) -> bool:
    """Let the test that looks for a record by a constant of its module look for one of its own; others keep the constant."""
    tree = draft.tree
    call = tree.at(step.call, cst.Call) if step.call is not None else None
    function = tree.function(call) if call is not None else None
    assign = tree.parent(literal)
    target = assign.targets[0].target if isinstance(assign, cst.Assign) and len(assign.targets) == 1 else None
    if function is None or not isinstance(target, cst.Name) or not takes_fixtures(tree, function):
        return False
    uses = [use for use in tree.uses(target.value) if tree.function(use) is function]
    if not uses or target.value in bound_by(function.body) or any(not tree.is_variable(use) for use in uses):
        return False
    recipe = recipe_for(draft, function, Wanted(step.resource, step.examples))
    if recipe is None or recipe.record is None or is_plain(function, recipe.fixture):
        return False
    own = named(draft, function, recipe.fixture)
    name = field_of(f"{own}{recipe.record}", recipe.id, step.field)
    for use in uses:
        _write_for(draft, use, name)
    return expect(draft, function, f"{own}{recipe.record}", step.compared, name, recipe.id)


def _in_place_of_imported(step: OwnRecord, draft: Draft, function: cst.FunctionDef) -> bool:
    """Give a function a record of its own where it names one by the constant of another module."""
    tree = draft.tree
    uses = list(uses_of_constant(tree, function, step.constant))
    recipe = recipe_for(draft, function, Wanted(step.resource, step.examples)) if uses else None
    if recipe is None or recipe.fixture == function.name.value or is_plain(function, recipe.fixture):
        return False
    if recipe.record is None and any(field for _, field in step.compared):
        return draft.refuse(_ID_ALONE)
    if len({each.text for each in draft.common.wanted.get((function, singular(step.resource)), ())}) > 1:
        return draft.refuse(_TWO)
    draft.unneeded(tree.source(uses[0]).partition(".")[0])
    return _put_for_uses(draft, function, recipe, uses, step.compared)


def _put_for_uses(
    draft: Draft,
    function: cst.FunctionDef,
    recipe: Recipe,
    uses: Iterable[cst.CSTNode],
    compared: Iterable[tuple[Place, str]],
    naming: str = "",
) -> bool:
    """Write the id of the function's own record for the uses of a constant, and what that has for what is expected."""
    own = named(draft, function, recipe.fixture)
    name = field_of(f"{own}{recipe.record}", recipe.id, naming) if naming else f"{own}{recipe.id}"
    for use in uses:
        _write_for(draft, use, name)
    return expect(draft, function, f"{own}{recipe.record}", compared, name, recipe.id)


def _write_for(draft: Draft, use: cst.CSTNode, expression: str) -> None:
    """Write an expression in the place of a name, be it in a text."""
    around = draft.tree.nearest(use, cst.FormattedString)
    write(draft, use, other_quotes(expression, around.start[-1]) if around is not None else expression)


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
            draft.refuse("the constant is used for more than the tests of its file")
            return None
        using.setdefault(function, []).append(use)
    return using


_TWO = "two records of a kind are needed, and a fixture makes one"
_NAMED_ELSEWHERE = "the test names the record in another place too, which is left"
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


def recipe_for(
    draft: Draft, function: cst.FunctionDef, wanted: Wanted, use: cst.CSTNode | None = None
) -> Recipe | None:
    """How a function gets a record of its own, for a `use`: it asks a fixture for it, or makes one where it cannot."""
    if takes_fixtures(draft.tree, function):
        known = _known(draft, wanted)
        if lasting(draft.tree, function) and known is not None:
            return None  # What is made for one test alone is not there for a fixture that several share.
        recipe = known or invented(wanted, draft, function)
        if recipe is not None:
            draft.parameter(function, recipe.fixture)
            return recipe
        return made_first(wanted, draft, function) if _is_test_method(function) else None
    if use is not None and function.name.value in _SETUPS:
        return kept_first(wanted, draft, function, use)
    method = _is_test_method(function) and is_unittest(draft.tree, function)
    return made_first(wanted, draft, function) if method else None


def _is_test_method(function: cst.FunctionDef) -> bool:
    return function.name.value.startswith("test") and owner_of(function) == "self"


def _besides(draft: Draft, wanted: Wanted, use: cst.CSTNode) -> Wanted:
    """Another record of a kind, where the call that names one has the function's own already: where it goes to."""
    recipe = draft.manner.recipe(wanted.resource, wanted.sending)
    call = draft.tree.nearest(use, cst.Call)
    has = recipe is not None and call is not None and m.findall(call, m.Name(recipe.fixture))
    return replace(wanted, another=_ANOTHER[1]) if has else wanted


def _known(draft: Draft, wanted: Wanted) -> Recipe | None:
    """The fixture of the suite that makes such a record; another one of a kind goes by a name of its own."""
    if not wanted.another:
        return draft.manner.recipe(wanted.resource, wanted.sending)
    found = draft.manner.recipe_of(next(wanted.names, ""))
    return found if found is not None and singular(found.resource) == singular(wanted.resource) else None


_SETUPS = frozenset({"setUp", "setUpClass"})


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
        asking = draft.tree.function(expected) if expected is not None else None
        if (
            expected is None
            or asking is None
            or (asking is not function and not _is_there_too(draft, record, function, asking))
        ):
            return False
        around, _, last = field.rpartition(".")
        # An answer that has the id beside the record has the record under its own name.
        beside = around and not PLAIN_ID.search(way) and f'["{around}"]' not in way
        whole = f'{record}["{around}"]' if beside else record
        value = field_of(whole, way, last) if field else name
        write(draft, expected, value if asking is function else _KEPT.sub("self.", value))
    return True


def _is_there_too(draft: Draft, record: str, function: cst.FunctionDef, other: cst.FunctionDef) -> bool:
    """Whether another function has a record too: that of its class's setup, or of the fixture that its fixture asks for."""
    tree, fixture = draft.tree, record.partition("[")[0].partition(".")[0]
    if _KEPT.match(record) is not None:
        cls = tree.nearest(function, cst.ClassDef)
        return cls is not None and cls is tree.nearest(other, cst.ClassDef)
    given = is_fixture(function) and function.name.value in {each.name.value for each in other.params.params}
    if not given or not takes_fixtures(tree, other) or fixture in tree.variables(other):
        return False
    draft.parameter(other, fixture)
    return True


_KEPT = re.compile(r"^(?:self|cls)\.")


def is_plain(function: cst.FunctionDef, fixture: str) -> bool:
    """Whether a function says of what a fixture gives it that it is a text or a number."""
    return any(
        each.name.value == fixture
        and each.annotation is not None
        and m.matches(each.annotation.annotation, m.OneOf(m.Name("str"), m.Name("int"), m.Name("UUID")))
        for each in function.params.params
    )


def unpredicted(step: Unpredicted, draft: Draft) -> bool:
    """Assert that there is a value instead of which it is."""
    node = draft.tree.expression(step.at)
    known = m.Integer() | m.SimpleString()
    if m.matches(node or cst.Pass(), m.Comparison(comparisons=[m.ComparisonTarget(m.Equal(), known)])):

        def compare(updated: cst.Comparison, _so_far: object) -> cst.BaseExpression:
            kind = _kind(updated.comparisons[0].comparator)
            return cst.parse_expression(f"isinstance({code_of(updated.left)}, {kind})")

        draft.replace(cst.ensure_type(node, cst.Comparison), compare)
        return True
    if m.matches(
        node or cst.Pass(), m.Call(func=m.Attribute(attr=m.Name("assertEqual")), args=[m.Arg(), m.Arg(known)])
    ):

        def demand(updated: cst.Call, _so_far: object) -> cst.BaseExpression:
            method = cst.ensure_type(updated.func, cst.Attribute)
            value = code_of(updated.args[0].value)
            kind = _kind(updated.args[1].value)
            return cst.parse_expression(f"{code_of(method.value)}.assertIsInstance({value}, {kind})")

        draft.replace(cst.ensure_type(node, cst.Call), demand)
        return True
    return False


def _kind(literal: cst.BaseExpression) -> str:
    return "int" if isinstance(literal, cst.Integer) else "str"


def code_of(node: cst.CSTNode) -> str:
    """The source of a node, as it is rewritten."""
    return cst.Module([]).code_for_node(node)


def named(draft: Draft, function: cst.FunctionDef, fixture: str) -> str:
    """What the fixture's value goes by in a function, which may use the fixture's name for something else."""
    if fixture not in draft.tree.names(function):
        return fixture
    if not _is_assigned(fixture, function):
        _rename_each(draft, function, fixture)
        return fixture
    own = f"own_{fixture}"
    draft.alias(function, own, fixture)
    return own


def _is_assigned(name: str, function: cst.FunctionDef) -> bool:
    return any(
        m.matches(each.target, m.Name(name)) for each in _renaming_parts(function) if type(each) is cst.AssignTarget
    )


@lru_cache(maxsize=512)
def _renaming_parts(function: cst.FunctionDef) -> list[cst.CSTNode]:
    """Where a function may give a name something of its own: its assignments and comprehensions."""
    return found(function.body, cst.AssignTarget, cst.ListComp, cst.SetComp, cst.GeneratorExp)


def _rename_each(draft: Draft, function: cst.FunctionDef, fixture: str) -> None:
    """Call another name what a comprehension calls as the fixture is called: a reader would take one for the other."""
    for comprehension in _renaming_parts(function):
        if not isinstance(comprehension, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
            continue
        loop = comprehension.for_in
        used = names_in(comprehension)
        new = next((name for name in ("each", "one") if name not in used), None)
        if not m.matches(loop.target, m.Name(fixture)) or new is None:
            continue
        for part in (loop.target, comprehension.elt, *loop.ifs):
            for use in found(part, cst.Name):
                if use.value == fixture and draft.tree.is_variable(use):
                    draft.replace(use, partial(_named_anew, new), source=new)


def _named_anew(name: str, node: cst.Name, _so_far: object) -> cst.Name:
    return node.with_changes(value=name)


def _put(draft: Draft, literal: cst.CSTNode, text: str, expression: str) -> bool:
    """Write an expression for an id, or for the part of a longer text that is the id."""
    if isinstance(literal, cst.Integer) or (isinstance(literal, cst.SimpleString) and literal.evaluated_value == text):
        write(draft, literal, expression)
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


def write(draft: Draft, node: cst.CSTNode, expression: str) -> None:
    """Write an expression in the place of another."""
    draft.replace(node, lambda _node, _so_far: cst.parse_expression(expression))
