"""A test's own record among the others of a collection: picked, counted and looked for in the place of any."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst
from libcst import matchers as m
from msgspec import Struct
from msgspec.structs import replace

from smelltest.judge.remedies.remedy import OwnMember
from smelltest.link.recipes import Recipe
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.drafting.walking import children, walk
from smelltest.rewrite.owning.inventing import Wanted
from smelltest.rewrite.owning.records import code_of, expect, is_plain, named, recipe_for
from smelltest.rewrite.records.made import Record, made_at, record


def own_member(step: OwnMember, draft: Draft) -> bool:
    """Ask for the test's own record where anybody's was asked for."""
    tree = draft.tree
    node = tree.expression(step.at)
    function = tree.function(node) if node is not None else None
    own = _own(step, draft, function, node) if function is not None and node is not None else None
    if node is None or function is None or own is None:
        return False
    if step.guessed and '"metadata"' in tree.text.replace("'", '"') and _ID_WORD.search(tree.text) is None:
        return draft.refuse("nothing shows what tells such a record apart")
    if step.how == "count" and not any(isinstance(each, cst.Integer) for each in _sides(node)):
        return draft.refuse("the collection is to have as many records as before")
    others = tuple(_others(step, draft, node)) if step.more else ()
    if len(others) < len(step.more):
        return False
    if any(number <= len(others) for number in _counts(node)):
        return draft.refuse("the test makes more records than it expects, and nothing shows which of them count")
    own = replace(own, others=others, total=step.total, listed=step.listed)
    used = tree.variables(function)
    each = next((name for name in ("each", "one") if name not in used), None) or draft.free(function, "each", "one")
    if not _HOW[step.how](draft, node, own, each):
        return False
    return not step.compared or (
        own.record is not None and expect(draft, function, own.record, step.compared, way=own.key)
    )


# What has its name in its metadata goes by that.
_ID_WORD = re.compile(r"(?<![A-Za-z0-9])(?:id|pk|uuid)(?![A-Za-z0-9])|Id\b")
_BOUND_AND_USED = 2


class _Own(Struct, frozen=True):
    """The test's own record in its code: its source if it is at hand, its id's, and the way from a record to its id."""

    record: str | None
    id: str
    key: str
    others: tuple[str, ...] = ()
    """The ids of further records of its own."""
    total: int = 0
    """By how many keys the size of the collection is reached in an answer that tells it."""
    listed: tuple[str, ...] = ()
    """The keys to the records in that answer."""


def _others(step: OwnMember, draft: Draft, node: cst.CSTNode) -> Iterator[str]:
    """The ids of the further records that the test makes."""
    tree = draft.tree
    for place, ids in step.more:
        call = tree.at(place, cst.Call)
        if call is not None and tree.function(call) is tree.function(node):
            found = record(draft, made_at(tree, call), ids)
            if found is not None and _stays(tree, found, call, node):
                yield found.id


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


def _counts(node: cst.CSTNode) -> Iterator[int]:
    """The number of records that is expected, or by how many there are to be more."""
    sides: list[cst.BaseExpression] = []
    if isinstance(node, cst.Comparison):
        sides = [node.left, *(target.comparator for target in node.comparisons)]
    elif isinstance(node, cst.Call):
        sides = [each.value for each in node.args]
    for side in sides:
        number = side.right if isinstance(side, cst.BinaryOperation) else side
        if isinstance(number, cst.Integer):
            yield number.evaluated_value


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
    recipe = _recipe_there(step, draft) if there else recipe_for(draft, function, Wanted(step.resource, step.examples))
    if recipe is None or recipe.record is None or is_plain(function, recipe.fixture):
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

    if _is_told_by_id(draft, node, own, each) or _is_asked_of_record(draft, node, own):
        return True

    def becoming(updated: cst.Subscript | cst.Call, _so_far: object) -> cst.BaseExpression:
        return cst.parse_expression(
            f"next({each} for {each} in {code_of(_base(updated))} if {each}{own.key} == {own.id})"
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
        return cst.parse_expression(f"{code_of(other)} in [{each}{own.key} for {each} in {code_of(_base(inner))}]")

    draft.replace(comparison, compare)
    return True


def _is_asked_of_record(draft: Draft, node: cst.CSTNode, own: _Own) -> bool:
    """Ask the own record itself for what is only to be looked for with: `name = users[0]["name"]`."""
    tree = draft.tree
    way, function = tree.parent(node), tree.function(node)
    if own.record is None or own.key != '["id"]' or function is None or tree.nearest(node, cst.Assert) is not None:
        return False
    if not m.matches(way or cst.Pass(), m.Subscript(slice=[m.SubscriptElement(m.Index(m.SimpleString()))])):
        return False
    assign = tree.nearest(node, cst.Assign)
    if assign is None or not m.matches(assign, m.Assign(targets=[m.AssignTarget(m.Name())])):
        return False
    name = cst.ensure_type(assign.targets[0].target, cst.Name)
    uses = [each for each in tree.uses(name.value) if tree.function(each) is function and each is not name]
    first = min(uses, key=tree.row, default=None)
    if first is None or tree.nearest(first, cst.Arg) is None or tree.nearest(first, cst.Assert) is not None:
        return False
    key = tree.source(cst.ensure_type(way, cst.Subscript).slice[0])
    draft.replace(
        cst.ensure_type(way, cst.Subscript), lambda _node, _so_far: cst.parse_expression(f"{own.record}[{key}]")
    )
    return True


def _forget_before(draft: Draft, node: cst.CSTNode, own: _Own, but: str = "") -> None:
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
        bound_here = len(uses) == _BOUND_AND_USED and line is not None and tree.block(line) is not None
        if bound_here and line is not None and _counted_by(line, own) is not None and not m.findall(line, m.Comment()):
            draft.remove(line)


def _counted_by(line: cst.SimpleStatementLine, own: _Own) -> cst.BaseExpression | None:
    """What counts a collection, if a line only gives that a name."""
    if not m.matches(line, m.SimpleStatementLine(body=[m.Assign(targets=[m.DoNotCare()])])):
        return None
    value = cst.ensure_type(line.body[0], cst.Assign).value
    return value if _is_size(value, own) else None


def _is_size(node: cst.CSTNode, own: _Own) -> bool:
    """Whether an expression counts a collection, or takes its size from an answer that tells it."""
    if m.matches(node, m.Call(func=m.Name("len"), args=[m.Arg()])):
        return True
    inner = node
    for _ in range(own.total):
        if not m.matches(inner, m.Subscript(slice=[m.SubscriptElement(m.Index(m.SimpleString()))])):
            return False
        inner = cst.ensure_type(inner, cst.Subscript).value
    return bool(own.total and own.listed)


def _collection(size: cst.BaseExpression, own: _Own) -> str:
    """The collection that such an expression counts."""
    if isinstance(size, cst.Call):
        return code_of(size.args[0].value)
    inner = size
    for _ in range(own.total):
        inner = cst.ensure_type(inner, cst.Subscript).value
    return code_of(inner) + "".join(f'["{key}"]' for key in own.listed)


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
    size = _counted_by(line, own) if line is not None else None
    if len(uses) != _BOUND_AND_USED or size is None:
        return False

    def listed(updated: cst.BaseExpression, _so_far: object) -> cst.BaseExpression:
        return cst.parse_expression(f"[{each}{own.key} for {each} in {_collection(updated, own)}]")

    found = name.value
    counted = f"{found}.count({own.id}) == 1" if not own.others else f"{_among(own, f'set({found})')} == {_number(own)}"
    draft.replace(size, listed)
    draft.replace(node, lambda _node, _so_far: cst.parse_expression(counted))
    _forget_before(draft, node, own, but=found)
    return True


def _count_own(draft: Draft, node: cst.CSTNode, own: _Own, each: str) -> bool:
    if m.matches(node, m.Comparison(comparisons=[m.ComparisonTarget(m.Equal())])):
        comparison = cst.ensure_type(node, cst.Comparison)
        if not _is_size(comparison.left, own):
            return _count_named(draft, comparison, own, each)

        def compare(updated: cst.Comparison, _so_far: object) -> cst.BaseExpression:
            return cst.parse_expression(f"{_counted(updated.left, own, each)} == {_number(own)}")

        _forget_before(draft, node, own)
        draft.replace(node, compare)
        return True
    if m.matches(node, m.Call(func=m.Attribute(attr=m.Name("assertEqual")), args=[m.Arg(), m.Arg()])):
        if not _is_size(cst.ensure_type(node, cst.Call).args[0].value, own):
            return False

        def demand(updated: cst.Call, _so_far: object) -> cst.BaseExpression:
            counted = _counted(updated.args[0].value, own, each)
            return cst.parse_expression(f"{code_of(updated.func)}({counted}, {_number(own)})")

        _forget_before(draft, node, own)
        draft.replace(node, demand)
        return True
    return False


def _number(own: _Own) -> int:
    return len(own.others) + 1


def _counted(size: cst.BaseExpression, own: _Own, each: str) -> str:
    collection = _collection(size, own)
    if own.others:
        return _among(own, f"{{{each}{own.key} for {each} in {collection}}}")
    return f"[{each}{own.key} for {each} in {collection}].count({own.id})"


def _among(own: _Own, ids: str) -> str:
    """How many of the own records are among others."""
    return f"len({{{', '.join((own.id, *own.others))}}} & {ids})"


def _find_own(draft: Draft, node: cst.CSTNode, own: _Own, each: str) -> bool:
    equal = m.Comparison(comparisons=[m.ComparisonTarget(m.Equal())])
    if m.matches(node, equal) and not m.matches(node, m.Comparison(left=m.Call(func=m.Name("len")))):
        made = _shown(draft, cst.ensure_type(node, cst.Comparison).left)

        def compare(updated: cst.Comparison, _so_far: object) -> cst.BaseExpression:
            return cst.parse_expression(" in ".join(_membership(updated.left, made, own, each)))

        draft.replace(node, compare)
        return True
    if m.matches(node, m.Call(func=m.Attribute(attr=m.Name("assertEqual")), args=[m.Arg(), m.Arg()])):
        made = _shown(draft, cst.ensure_type(node, cst.Call).args[0].value)

        def demand(updated: cst.Call, _so_far: object) -> cst.BaseExpression:
            member, collection = _membership(updated.args[0].value, made, own, each)
            method = cst.ensure_type(updated.func, cst.Attribute)
            return cst.parse_expression(f"{code_of(method.value)}.assertIn({member}, {collection})")

        draft.replace(node, demand)
        return True
    return False


def _shown(draft: Draft, side: cst.BaseExpression) -> cst.BaseExpression:
    """How a collection is made, where its function has given it a name before: `slugs = {one["slug"] for one in found}`."""
    if not isinstance(side, cst.Name):
        return side
    tree = draft.tree
    function = tree.function(side)
    uses = [each for each in tree.uses(side.value) if tree.function(each) is function]
    lines = [tree.statement(each) for each in uses if isinstance(tree.parent(each), cst.AssignTarget)]
    named = m.SimpleStatementLine(body=[m.Assign(targets=[m.AssignTarget(m.Name())])])
    line = lines[0] if len(lines) == 1 else None
    if not isinstance(line, cst.SimpleStatementLine) or not m.matches(line, named):
        return side
    return cst.ensure_type(line.body[0], cst.Assign).value


def _membership(collection: cst.BaseExpression, made: cst.BaseExpression, own: _Own, each: str) -> tuple[str, str]:
    """The own record, or the part of it that a collection is made of, and the collection to find it in."""
    element = made.elt if isinstance(made, (cst.ListComp, cst.SetComp)) else None
    if isinstance(element, cst.Subscript) and own.record is not None:
        return f"{own.record}[{code_of(element.slice[0].slice)}]", code_of(collection)
    if isinstance(element, cst.Attribute) and own.record is not None:
        return f"{own.record}.{element.attr.value}", code_of(collection)
    return own.id, f"[{each}{own.key} for {each} in {code_of(collection)}]"


_HOW = {"pick": _pick_own, "count": _count_own, "whole": _find_own}
