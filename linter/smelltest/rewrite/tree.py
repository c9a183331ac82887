"""A file's concrete tree: what can be put in place of what, and the text that comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import libcst as cst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from smelltest.judge.finding import Replacement
from smelltest.read.facts import Place


class Tree:
    """The concrete tree of a text; raises `libcst.ParserSyntaxError` where LibCST cannot parse it."""

    def __init__(self, text: str) -> None:
        self._wrapper = MetadataWrapper(cst.parse_module(text))
        positions = cast(Mapping[cst.CSTNode, CodeRange], self._wrapper.resolve(PositionProvider))
        self._expressions = {_place(where) for node, where in positions.items() if isinstance(node, cst.BaseExpression)}

    def has(self, place: Place) -> bool:
        """Whether an expression stands at exactly that place."""
        return place in self._expressions

    def with_imports(self, names: Iterable[str]) -> str:
        """The text with these dotted names imported."""
        return _importing(self._wrapper.module, names).code

    def rewritten(self, replacements: Iterable[Replacement]) -> str:
        """The text with each replacement in the place of its expression, and with what they need imported."""
        wanted = {one.at: one for one in replacements if self.has(one.at)}
        module = self._wrapper.visit(_Replacer(wanted))
        return _importing(module, (name for one in wanted.values() for name in one.imports)).code


class _Replacer(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, wanted: Mapping[Place, Replacement]) -> None:
        super().__init__()
        self._wanted = wanted

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNode]:
        if isinstance(original_node, cst.BaseExpression):
            where = self.get_metadata(PositionProvider, original_node)
            replacement = self._wanted.get(_place(where))
            if replacement is not None:
                return cst.parse_expression(replacement.expression)
        return super().on_leave(original_node, updated_node)


def _importing(module: cst.Module, names: Iterable[str]) -> cst.Module:
    context = CodemodContext()
    for dotted in sorted(set(names)):
        package, _, name = dotted.rpartition(".")
        AddImportsVisitor.add_needed_import(context, package, name)
    return module.visit(AddImportsVisitor(context))


def _place(where: CodeRange) -> Place:
    # LibCST counts columns from 0, and leaves an expression's own parentheses out.
    return Place(where.start.line, where.start.column + 1, where.end.line, where.end.column + 1)
