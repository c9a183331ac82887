"""The cases of a parametrized test that were not played: literals that stand where a played one stood."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.link.suite import Test
from smelltest.link.values import Site
from smelltest.read import facts

_PLAYED = 4
"""How many cases of a test are played."""


def alike(test: Test, site: Site) -> Iterator[tuple[str, Site]]:
    """The text and place of the literals in the cases that were not played, in the column of a literal."""
    for cases in test.item.cases:
        if cases.path != site.path or not isinstance(cases.rows, facts.Display):
            continue
        rows = [_cells(row) for row in cases.rows.items]
        column = next((index for row in rows[:_PLAYED] for index, cell in enumerate(row) if cell.at == site.at), None)
        if column is None:
            continue
        for row in rows[_PLAYED:]:
            if column < len(row) and not any(_refused(cell) for cell in row):
                cell = row[column]
                if isinstance(cell, facts.Constant) and isinstance(cell.value, (str, int)):
                    yield str(cell.value), Site(cases.path, cell.at)


def _cells(row: facts.AnyExpression) -> tuple[facts.AnyExpression, ...]:
    if isinstance(row, facts.Display):
        return row.items
    if isinstance(row, facts.Call):
        return row.arguments
    return (row,)


def _refused(cell: facts.AnyExpression) -> bool:
    """Whether a case says that its request is expected to fail."""
    return isinstance(cell, facts.Constant) and (
        cell.value is False
        or (isinstance(cell.value, int) and not isinstance(cell.value, bool) and 400 <= cell.value < 600)
    )
