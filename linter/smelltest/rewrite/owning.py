"""Records of a test's own, from the fixtures that the suite has, in the place of somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst
from libcst import matchers as m

from smelltest.judge.remedy import OwnRecord
from smelltest.rewrite.draft import Draft
from smelltest.rewrite.manner import is_fixture
from smelltest.rewrite.strings import interpolated, other_quotes, pieces
from smelltest.rewrite.tree import Tree


def own_record(step: OwnRecord, draft: Draft) -> bool:
    """Take the id of a record from a fixture, and what is expected of the record as well."""
    tree = draft.tree
    literal = tree.expression(step.at)
    function = tree.function(literal) if literal is not None else None
    if literal is None or function is None or not _takes_fixtures(tree, function):
        return False
    recipe = draft.manner.recipe(step.resource)
    if recipe is None or (recipe.record is None and step.compared):
        return False
    own = _named(draft, function, recipe.fixture)
    if not _put(draft, literal, step.id, f"{own}{recipe.id}"):
        return False
    draft.parameter(function, recipe.fixture)
    for place, field in step.compared:
        expected = tree.expression(place)
        if expected is None or tree.function(expected) is not function:
            return False
        _write(draft, expected, f'{own}{recipe.record}["{field}"]')
    return True


def _takes_fixtures(tree: Tree, function: cst.FunctionDef) -> bool:
    """Whether pytest calls a function with fixtures: a test outside of a unittest class, or a fixture."""
    cls = tree.nearest(function, cst.ClassDef)
    unittest = cls is not None and any(tree.source(base.value).endswith("TestCase") for base in cls.bases)
    return not unittest and (function.name.value.startswith("test") or is_fixture(function))


def _named(draft: Draft, function: cst.FunctionDef, fixture: str) -> str:
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
    if isinstance(literal, cst.SimpleString):
        return _put_into(draft, [(literal, literal.raw_value)], text, expression, literal.quote)
    if isinstance(literal, cst.FormattedString):
        parts = [(part, part.value) for part in literal.parts if isinstance(part, cst.FormattedStringText)]
        return _put_into(draft, parts, text, expression, literal.end)
    return False


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
