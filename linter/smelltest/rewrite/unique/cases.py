"""Values that a test is parametrized with: each run of a case makes its own of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst
from libcst import matchers as m
from msgspec import Struct

from smelltest.judge.remedies.remedy import Uniqueness
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.draft import Draft
from smelltest.rewrite.drafting.tree import Tree


class _Column(Struct, frozen=True, eq=False):
    """The values of one parameter of a test, and what its cases hold beside them."""

    function: cst.FunctionDef
    name: str
    values: tuple[cst.BaseExpression, ...]
    others: tuple[cst.BaseExpression, ...]


def own_case(step: Uniqueness, draft: Draft, literal: cst.SimpleString) -> bool:
    """Begin the test with a value of its own, made of the case's: all that follows uses that."""
    tree = draft.tree
    column = _column(tree, literal)
    if column is None or step.form == "digits" or not all(map(_may_be_part, column.values)):
        return False
    if any(map(_tells_of_failure, column.others)) or not column.function.name.value.startswith("test"):
        return False
    texts = [str(cst.ensure_type(each, cst.SimpleString).evaluated_value) for each in column.values]
    if any("@" in text for text in texts) and not (step.kind == "email" and all("@" in text for text in texts)):
        return False
    beside = " ".join(tree.source(each) for each in (column.function.body, *column.others))
    if any(text in beside for text in texts) or column.name in bound_by(column.function.body):
        return draft.refuse("its cases are told apart by it")
    uuid = draft.manner.uuid(tree)
    unique = f"{{{uuid.expression}().hex[:12]}}"
    mixed = f"{unique}.{{{column.name}}}" if step.kind == "email" else f"{{{column.name}}}{step.separator}{unique}"
    line = f'{column.name} = f"{mixed}"'
    parameter = next(each for each in column.function.params.params if each.name.value == column.name)
    draft.replace(parameter, lambda node, _so_far: node, line)
    draft.first(column.function, line)
    draft.need(*uuid.imports)
    return True


def _column(tree: Tree, literal: cst.SimpleString) -> _Column | None:
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
    at = next((row.index(literal) for row in rows if literal in row), None)
    own = {each.name.value for each in function.params.params}
    if at is None or names[at] not in own:
        return None
    others = [each for row in rows for index, each in enumerate(row) if index != at]
    named = [arg.value for each in call.args[1].value.elements for arg in _named(each.value)]
    return _Column(function, names[at], tuple(row[at] for row in rows), (*others, *named))


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


def _may_be_part(value: cst.BaseExpression) -> bool:
    """Whether a value is a text that can be made longer."""
    return (
        isinstance(value, cst.SimpleString) and isinstance(value.evaluated_value, str) and bool(value.evaluated_value)
    )


def _tells_of_failure(value: cst.BaseExpression) -> bool:
    """Whether a case says that it is to be refused."""
    code = cst.Module([]).code_for_node(value)
    return re.search(r"\b[45]\d\d\b|error|invalid|fail|False|conflict", code, re.IGNORECASE) is not None
