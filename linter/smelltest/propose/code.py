"""The calls of a module, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from smelltest.link.program.names import Definition
from smelltest.link.program.program import Program
from smelltest.read import facts


def inside(node: object) -> Iterator[object]:
    """A node and all that stands in it, in order."""
    waiting: list[Any] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting.extend(reversed(one))
        elif isinstance(one, Struct) and not isinstance(one, facts.Place):
            yield one
            waiting.extend(getattr(one, name) for name in reversed(one.__struct_fields__))


def is_test_module(path: str) -> bool:
    """Whether a file is one of tests, from which nobody imports."""
    name = path.rpartition("/")[2]
    return name.startswith("test") or name.endswith(("_test.py", "_tests.py"))


def calls(node: object) -> Iterator[facts.Call]:
    """The calls in a node, in order."""
    return (one for one in inside(node) if isinstance(one, facts.Call))


def called(call: facts.Call) -> str:
    """The last part of the name of what is called."""
    function = call.function
    return function.name if isinstance(function, (facts.Name, facts.Attribute)) else ""


class CallIndex:
    """The calls of a suite by where they stand."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._known: dict[str, dict[facts.Place, facts.Call]] = {}

    def at(self, path: str, place: facts.Place) -> facts.Call | None:
        """The call at a place."""
        if path not in self._known:
            module = self._program.library.load(path)
            found = calls(module.body) if module is not None else ()
            self._known[path] = {call.at: call for call in found}
        return self._known[path].get(place)

    def dotted(self, path: str, expression: facts.AnyExpression) -> str | None:
        """The full name of what is another package's; None of anything else."""
        return self._program.dotted(path, expression)

    def defined(self, path: str, expression: facts.AnyExpression) -> Definition | None:
        """What a name or chain of attributes means."""
        return self._program.resolve(path, expression)


def root(expression: facts.AnyExpression) -> facts.Name | None:
    """The name at the beginning of a chain of attributes; None where something else stands there."""
    while isinstance(expression, facts.Attribute):
        expression = expression.value
    return expression if isinstance(expression, facts.Name) else None
