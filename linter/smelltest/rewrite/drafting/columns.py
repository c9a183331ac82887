"""The cases of a parametrized test, column by column."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.rewrite.drafting.tree import Tree


class Column(Struct, frozen=True, eq=False):
    """The values of one parameter of a test, and what its cases hold beside them.

    `call`: the decorator's; `names`: all its parameters; `rows`: for each case their values.
    """

    function: cst.FunctionDef
    name: str
    values: tuple[cst.BaseExpression, ...]
    others: tuple[cst.BaseExpression, ...]
    call: cst.Call
    names: tuple[str, ...]
    rows: tuple[tuple[cst.BaseExpression, ...], ...]


def column_of(tree: Tree, literal: cst.CSTNode) -> Column | None:
    """The column of a parametrized test's cases that a literal stands in."""
    decorator = tree.nearest(literal, cst.Decorator)
    function = tree.parent(decorator) if decorator is not None else None
    call = decorator.decorator if decorator is not None else None
    if not isinstance(function, cst.FunctionDef) or not isinstance(call, cst.Call) or len(call.args) < _LEAST:
        return None
    if not tree.source(call.func).endswith("parametrize") or not isinstance(call.args[1].value, (cst.List, cst.Tuple)):
        return None
    names = list(_names(call.args[0].value))
    rows = [list(_row(each.value, len(names))) for each in call.args[1].value.elements]
    if not names or any(len(row) != len(names) for row in rows):
        return None
    at = next((index for row in rows for index, each in enumerate(row) if each is literal), None)
    own = {each.name.value for each in function.params.params}
    if at is None or names[at] not in own:
        return None
    others = [each for row in rows for index, each in enumerate(row) if index != at]
    named = [arg.value for each in call.args[1].value.elements for arg in _named(each.value)]
    values = tuple(row[at] for row in rows)
    return Column(function, names[at], values, (*others, *named), call, tuple(names), tuple(map(tuple, rows)))


_LEAST = 2


def _names(given: cst.BaseExpression) -> Iterator[str]:
    """The parameters that a decorator names: `"email, status"`, `("email", "status")`."""
    if isinstance(given, cst.SimpleString):
        yield from (name.strip() for name in str(given.evaluated_value).split(",") if name.strip())
    elif isinstance(given, (cst.List, cst.Tuple)):
        for each in given.elements:
            if isinstance(each.value, cst.SimpleString):
                yield str(each.value.evaluated_value)


def _row(case: cst.BaseExpression, width: int) -> Iterator[cst.BaseExpression]:
    """The values of one case."""
    if isinstance(case, cst.Call) and m.matches(case.func, m.Attribute(attr=m.Name("param"))):
        yield from (arg.value for arg in case.args if arg.keyword is None)
    elif width > 1 and isinstance(case, (cst.List, cst.Tuple)):
        yield from (each.value for each in case.elements)
    else:
        yield case


def _named(case: cst.BaseExpression) -> Iterator[cst.Arg]:
    """What a case is called, and marked with."""
    if isinstance(case, cst.Call) and m.matches(case.func, m.Attribute(attr=m.Name("param"))):
        yield from (arg for arg in case.args if arg.keyword is not None)
