"""Values that a test is parametrized with: each run of a case makes its own of them."""

from __future__ import annotations

import re

import libcst as cst

from smelltest.judge.remedies.remedy import Uniqueness
from smelltest.rewrite.drafting.bindings import bound_by
from smelltest.rewrite.drafting.columns import column_of
from smelltest.rewrite.drafting.draft import Draft


def own_case(step: Uniqueness, draft: Draft, literal: cst.SimpleString) -> bool:
    """Begin the test with a value of its own, made of the case's: all that follows uses that."""
    tree = draft.tree
    column = column_of(tree, literal)
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


def _may_be_part(value: cst.BaseExpression) -> bool:
    """Whether a value is a text that can be made longer."""
    return (
        isinstance(value, cst.SimpleString) and isinstance(value.evaluated_value, str) and bool(value.evaluated_value)
    )


def _tells_of_failure(value: cst.BaseExpression) -> bool:
    """Whether a case says that it is to be refused."""
    code = cst.Module([]).code_for_node(value)
    return re.search(r"\b[45]\d\d\b|error|invalid|fail|False|conflict", code, re.IGNORECASE) is not None
