"""What only made values by chance, and makes none any more: `faker = Faker()`, and a function's own `import time`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst
from libcst import matchers as m

from smelltest.rewrite.drafting.walking import found, names_in


def idle(module: cst.Module, names: Iterable[str]) -> tuple[cst.Module, frozenset[str]]:
    """The module without what gives one of these names a maker of values that no one uses, and what made that."""
    wanted = frozenset(names)
    if not any(_maker(each) in wanted for each in found(module, cst.SimpleStatementLine)) and not any(
        _is_fixture_of_faker(each, wanted) for each in found(module, cst.Param)
    ):
        return module, frozenset()
    cleaning = _Cleaning(wanted)
    cleaned = module.visit(cleaning)
    assert isinstance(cleaned, cst.Module)  # noqa: S101 - a module becomes a module
    return cleaned, frozenset(cleaning.callees)


def _maker(statement: cst.CSTNode) -> str:
    """The name that a statement gives to a maker of values."""
    if m.findall(statement, m.Comment()):
        return ""
    if m.matches(statement, _IMPORTING):
        (alias,) = cst.ensure_type(cst.ensure_type(statement, cst.SimpleStatementLine).body[0], cst.Import).names
        return alias.evaluated_alias or alias.evaluated_name
    if not m.matches(statement, _MAKING):
        return ""
    assign = cst.ensure_type(cst.ensure_type(statement, cst.SimpleStatementLine).body[0], cst.Assign)
    return cst.ensure_type(assign.targets[0].target, cst.Name).value


def _is_fixture_of_faker(parameter: cst.CSTNode, names: frozenset[str]) -> bool:
    """Whether a parameter is what pytest gives as `faker`, and one of these names."""
    given = cst.ensure_type(parameter, cst.Param)
    return given.name.value in names & _FIXTURES and given.default is None and not m.findall(given, m.Comment())


_FIXTURES = frozenset({"faker", "fake"})
_CLOCKS = m.Name("Faker") | m.Name("now") | m.Name("utcnow") | m.Name("today") | m.Name("time")
_IMPORTING = m.SimpleStatementLine(body=[m.Import(names=[m.ImportAlias(name=m.Name())])])
_MAKER = m.Name("Faker") | m.Name("Random") | m.Name("SystemRandom") | m.Attribute(attr=_CLOCKS)
_MAKING = m.SimpleStatementLine(body=[m.Assign(targets=[m.AssignTarget(m.Name())], value=m.Call(func=_MAKER))])


class _Cleaning(cst.CSTTransformer):
    """Takes such statements out of functions that have no other use of the name."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self._names = names
        self.callees: set[str] = set()

    def leave_FunctionDef(  # noqa: N802 - as LibCST calls it
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        """The function without what makes no values."""
        if original_node.name.value.startswith("test"):
            updated_node = self._asking_for_less(original_node, updated_node)
        body = updated_node.body
        if not isinstance(body, cst.IndentedBlock):
            return updated_node
        kept = list(self._kept(original_node, body.body))
        return (
            updated_node
            if len(kept) == len(body.body)
            else updated_node.with_changes(body=body.with_changes(body=kept))
        )

    def _asking_for_less(self, function: cst.FunctionDef, updated: cst.FunctionDef) -> cst.FunctionDef:
        params = list(updated.params.params)
        kept = [
            each
            for each in params
            if not _is_fixture_of_faker(each, self._names) or _uses(function, each.name.value) > 1
        ]
        if len(kept) == len(params):
            return updated
        if kept and kept[-1] is not params[-1]:
            kept[-1] = kept[-1].with_changes(comma=params[-1].comma)
        return updated.with_changes(params=updated.params.with_changes(params=kept))

    def _kept(self, function: cst.FunctionDef, body: Iterable[cst.BaseStatement]) -> Iterator[cst.BaseStatement]:
        above: tuple[cst.EmptyLine, ...] = ()
        begins = False
        for index, each in enumerate(body):
            name = _maker(each)
            if name in self._names and _uses(function, name) == 1 and len(function.body.body) > 1:
                above = tuple(getattr(each, "leading_lines", ()))
                begins = begins or index == 0
                self.callees |= names_in(each) - {name}
            elif begins and not any(line.comment for line in getattr(each, "leading_lines", ())):
                yield each.with_changes(leading_lines=())
                above, begins = (), False
            elif above and not getattr(each, "leading_lines", above):
                yield each.with_changes(leading_lines=above)
                above = ()
            else:
                yield each
                above = ()


def _uses(function: cst.FunctionDef, name: str) -> int:
    """How often a function has a name, that of an attribute left out."""
    attributes = {each.attr for each in found(function, cst.Attribute)}
    return sum(each.value == name and each not in attributes for each in found(function, cst.Name))
