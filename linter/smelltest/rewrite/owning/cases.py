"""Records of a test's own in the place of those that its cases name: each case gets one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.columns import Column
from smelltest.rewrite.drafting.draft import Draft, Rewritten
from smelltest.rewrite.drafting.tree import Tree


def may_be_own(draft: Draft, column: Column) -> bool:
    """Whether every case of a test names somebody's record, and only that, in the same column."""
    tree, function = draft.tree, column.function
    plain = len(column.call.args) == _NAMES_AND_CASES and all(_is_plain(tree, row) for row in column.rows)
    if not plain or not draft.common.placed.issuperset(column.values):
        return False
    return function.name.value.startswith("test") and column.name not in bound_by(function.body)


_NAMES_AND_CASES = 2


def _is_plain(tree: Tree, row: Sequence[cst.BaseExpression]) -> bool:
    """Whether a case has neither a name nor a mark, which may speak of its record."""
    return all(tree.nearest(each, cst.Call) is tree.nearest(row[0], cst.Call) for each in row) and not any(
        m.matches(around, m.Call(func=m.Attribute(attr=m.Name("param")))) for around in tree.around(row[0])
    )


def columns_beside(column: Column, places: Iterable[cst.CSTNode | None]) -> set[str]:
    """The parameters of which a case holds one of some values."""
    asked = set(places)
    return {name for row in column.rows for name, value in zip(column.names, row, strict=True) if value in asked}


def tells_apart(draft: Draft, column: Column, gone: Collection[str]) -> bool:
    """Whether cases differ in what their test expects, and does nothing else with: that is of the record they name."""
    return any(
        len({draft.tree.source(row[at]) for row in column.rows}) > 1
        and all(_is_expected(draft.tree, use) for use in uses_in(draft.tree, column.function, name))
        for at, name in enumerate(column.names)
        if name not in gone
    )


def _is_expected(tree: Tree, use: cst.Name) -> bool:
    asserting = m.Assert() | m.Call(func=m.Attribute(attr=m.Name(m.MatchRegex(r"assert\w+"))))
    return any(m.matches(around, asserting) for around in tree.around(use))


def uses_in(tree: Tree, function: cst.FunctionDef, name: str) -> list[cst.Name]:
    """Where the body of a function uses a variable."""
    return [use for use in tree.uses(name) if tree.function(use) is function and tree.is_variable(use)]


def without_columns(draft: Draft, column: Column, gone: Collection[str], fixture: str) -> None:
    """Let a test have no more of its cases than it needs, and the record of a fixture instead.

    Where nothing else is left of them, each gets its record all the same: there are as many tests as before.
    """
    _give(draft, column.function, gone, fixture)
    left = [name for name in column.names if name not in gone]

    def fewer(call: cst.Call, _so_far: Rewritten) -> cst.Call:
        names, cases = call.args
        if not left:
            many = [f'"{fixture}"', f"range({len(column.rows)})", "indirect=True"]
            parsed = cst.ensure_type(cst.parse_expression(f"each({', '.join(many)})"), cst.Call)
            return call.with_changes(args=parsed.args)
        told = ", ".join(left)
        listed = cases.value
        assert isinstance(listed, (cst.List, cst.Tuple))  # noqa: S101 - a column stands in such cases alone
        rows = [
            element.with_changes(value=_kept(column, row, gone))
            for element, row in zip(listed.elements, column.rows, strict=True)
        ]
        return call.with_changes(
            args=[
                names.with_changes(value=cst.parse_expression(f'"{told}"')),
                cases.with_changes(value=listed.with_changes(elements=rows)),
            ]
        )

    draft.replace(column.call, fewer)


def _kept(column: Column, row: Sequence[cst.BaseExpression], gone: Collection[str]) -> cst.BaseExpression:
    kept = [value for name, value in zip(column.names, row, strict=True) if name not in gone]
    return kept[0] if len(kept) == 1 else cst.Tuple([cst.Element(value) for value in kept])


def _give(draft: Draft, function: cst.FunctionDef, gone: Collection[str], fixture: str) -> None:
    """A function gets a fixture in the place of parameters."""

    def instead(parameters: cst.Parameters, _so_far: Rewritten) -> cst.Parameters:
        has = {each.name.value for each in parameters.params}
        at = next(index for index, each in enumerate(parameters.params) if each.name.value in gone)
        params = [
            each.with_changes(name=cst.Name(fixture), annotation=None) if index == at and fixture not in has else each
            for index, each in enumerate(parameters.params)
            if each.name.value not in gone or (index == at and fixture not in has)
        ]
        if params and parameters.params[-1].name.value in gone:
            params[-1] = params[-1].with_changes(comma=parameters.params[-1].comma)
        return parameters.with_changes(params=params)

    draft.replace(function.params, instead)
