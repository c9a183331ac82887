"""A file's concrete tree, asked for nodes by their places and for what stands around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar, cast

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from smelltest.read.facts import Place
from smelltest.rewrite.drafting.walking import children, found, names_in, walk

Node = TypeVar("Node", bound=cst.CSTNode)


class Tree:
    """The concrete tree of a text; raises `libcst.ParserSyntaxError` where LibCST cannot parse it."""

    def __init__(self, text: str) -> None:
        self.text = text
        # A tree that has just been parsed holds no node twice, so that none need be copied.
        self._wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
        self.module = self._wrapper.module
        positions = cast(Mapping[cst.CSTNode, CodeRange], self._wrapper.resolve(PositionProvider))
        self._parents = {child: node for node in walk(self.module) for child in children(node)}
        self._nodes: dict[Place, list[cst.CSTNode]] = {}
        self._loops: dict[tuple[int, int], cst.For | cst.While] = {}
        self._positions = positions
        self._sources: dict[cst.CSTNode, str] = {}
        self._names: dict[cst.FunctionDef, frozenset[str]] = {}
        self._strings: dict[cst.CSTNode, tuple[cst.SimpleString | cst.FormattedStringText, ...]] = {}
        self._all_functions = [node for node in positions if isinstance(node, cst.FunctionDef)]
        for node, where in positions.items():
            if isinstance(node, cst.BaseExpression):
                self._nodes.setdefault(_place(where), []).append(node)
            elif isinstance(node, (cst.For, cst.While)):
                self._loops[(where.start.line, where.start.column + 1)] = node

    def has(self, place: Place) -> bool:
        """Whether an expression stands at exactly that place."""
        return place in self._nodes

    def expression(self, place: Place) -> cst.CSTNode | None:
        """The outermost expression that stands at exactly that place."""
        return next(reversed(self._nodes.get(place, ())), None)

    def at(self, place: Place, kind: type[Node]) -> Node | None:
        """The expression of a kind that stands at exactly that place."""
        return next((node for node in self._nodes.get(place, ()) if isinstance(node, kind)), None)

    def functions(self) -> Iterator[cst.FunctionDef]:
        """The functions and methods of the file, as they stand."""
        return iter(self._all_functions)

    def row(self, node: cst.CSTNode) -> int:
        """The line in which a node begins."""
        return self._positions[node].start.line

    def loop(self, place: Place) -> cst.For | cst.While | None:
        """The loop that begins where a place does."""
        return self._loops.get((place.line, place.column))

    def around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """What a node stands in, the nearest first."""
        parent = self._parents.get(node)
        while parent is not None:
            yield parent
            parent = self._parents.get(parent)

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that another one is a part of."""
        return self._parents.get(node)

    def is_variable(self, name: cst.Name) -> bool:
        """Whether a name is that of a variable, and not of an attribute or a keyword."""
        parent = self._parents.get(name)
        is_attribute = isinstance(parent, cst.Attribute) and parent.attr is name
        return not is_attribute and not (isinstance(parent, cst.Arg) and parent.keyword is name)

    def nearest(self, node: cst.CSTNode, kind: type[Node]) -> Node | None:
        """The nearest node of a kind around a node."""
        return next((each for each in self.around(node) if isinstance(each, kind)), None)

    def function(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The function in whose body a node stands; None for its decorators and parameters, and outside of one."""
        inner = node
        for each in self.around(node):
            if isinstance(each, cst.FunctionDef):
                return each if inner is each.body else None
            if isinstance(each, cst.Lambda):
                return None
            inner = each
        return None

    def statement(self, node: cst.CSTNode) -> cst.SimpleStatementLine | None:
        """The simple statement that a node is part of, where it has a line to itself."""
        line = self.nearest(node, cst.SimpleStatementLine)
        alone = line is not None and len(line.body) == 1
        return (
            line
            if alone and isinstance(self.parent(cast(cst.CSTNode, line)), (cst.IndentedBlock, cst.Module))
            else None
        )

    def block(self, statement: cst.CSTNode) -> cst.IndentedBlock | cst.Module | None:
        """The block that a statement stands in."""
        parent = self.parent(statement)
        return parent if isinstance(parent, (cst.IndentedBlock, cst.Module)) else None

    def is_certain(self, node: cst.CSTNode, statement: cst.CSTNode) -> bool:
        """Whether a part of a statement is evaluated exactly once whenever the statement is."""
        for each in self.around(node):
            if each is statement:
                return True
            if isinstance(each, _SOMETIMES):
                return False
        return False

    def source(self, node: cst.CSTNode) -> str:
        """A node as it is written, without what surrounds it."""
        if node not in self._sources:
            self._sources[node] = self.module.code_for_node(node)
        return self._sources[node]

    def code(self, module: cst.Module) -> str:
        """The text of a module that was made of this one; what stands at its top as it did is written but once."""
        if not module.has_trailing_newline:
            return module.code
        own = set(self.module.body)
        lines = (*module.header, *module.body, *module.footer)
        text = "".join(self.source(each) if each in own else module.code_for_node(each) for each in lines)
        return text or module.default_newline

    def names(self, function: cst.FunctionDef) -> frozenset[str]:
        """All names that a function writes anywhere."""
        if function not in self._names:
            self._names[function] = names_in(function)
        return self._names[function]

    def uses(self, name: str) -> Sequence[cst.Name]:
        """Where a name stands in the file."""
        return self._uses.get(name, ())

    @cached_property
    def _uses(self) -> dict[str, list[cst.Name]]:
        uses: dict[str, list[cst.Name]] = {}
        for each in found(self.module, cst.Name):
            uses.setdefault(each.value, []).append(each)
        return uses

    @cached_property
    def mixed(self) -> list[cst.FormattedString]:
        """The f-strings of the file."""
        return found(self.module, cst.FormattedString)

    def strings(self, node: cst.CSTNode) -> tuple[cst.SimpleString | cst.FormattedStringText, ...]:
        """The texts that stand in a node, those of f-strings too."""
        if node not in self._strings:
            self._strings[node] = tuple(
                each for each in walk(node) if isinstance(each, (cst.SimpleString, cst.FormattedStringText))
            )
        return self._strings[node]

    def variables(self, function: cst.FunctionDef) -> frozenset[str]:
        """The names that a function writes, but for those that only tell an attribute or a keyword."""
        return frozenset(_variables(function))


_SOMETIMES = (
    cst.Lambda, cst.IfExp, cst.BooleanOperation, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp,
)  # fmt: skip


def _variables(node: cst.CSTNode) -> Iterator[str]:
    if isinstance(node, cst.Name):
        yield node.value
    for child in children(node):
        told = (isinstance(node, cst.Attribute) and child is node.attr) or (
            isinstance(node, cst.Arg) and child is node.keyword
        )
        if not told:
            yield from _variables(child)


def _place(where: CodeRange) -> Place:
    # LibCST counts columns from 0, and leaves an expression's own parentheses out.
    return Place(where.start.line, where.start.column + 1, where.end.line, where.end.column + 1)
