"""Functions of a suite that make unique values: for which kind each can stand, and which a file has at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.play.frames import Frame, Memory
from smelltest.link.play.interpreter import Interpreter
from smelltest.link.play.objects import Closure, freeze
from smelltest.link.program.program import Program
from smelltest.link.values import Joined, Literal, Made, atoms
from smelltest.read import facts
from smelltest.settings.tables import Settings

_SUFFIX = re.compile(r"\.[a-z0-9]{2,5}$")
_NOWHERE = facts.Name(facts.Place(1, 1, 1, 1), "")


def role(program: Program, settings: Settings, path: str, function: facts.Function) -> str | None:
    """For which kind of value a function can stand, by what it makes."""
    it = Interpreter(program, settings, Memory())
    answer = it.call_closure(Closure(path, function), [], {}, _NOWHERE, Frame(path, "", {}), None)
    value = freeze(answer, 3)
    parts = [atom.value for atom in atoms(value) if isinstance(atom, Literal) and isinstance(atom.value, str)]
    if not any(isinstance(atom, Made) and atom.unique for atom in atoms(value)) or it.events:
        return None
    if isinstance(value, Made):
        return "key"
    if not isinstance(value, Joined):
        return None
    if any("@" in part for part in parts):
        return "email"
    return "file-name" if parts and _SUFFIX.search(parts[-1]) else "name"


def asks_nothing(function: facts.Function) -> bool:
    """Whether a function can be called without arguments, and just gives something."""
    needed = any(one.default is None and one.kind not in {"*", "**"} for one in function.parameters)
    return not (function.decorators or function.yields or function.is_async or needed)


def at_hand(program: Program, settings: Settings, path: str) -> tuple[tuple[str, str], ...]:
    """The functions for unique values that a file has: for each kind the name of the first."""
    found: dict[str, str] = {}
    for name, home, function in _functions(program, path):
        kind = role(program, settings, home, function)
        if kind is not None:
            found.setdefault(kind, name)
    return tuple(found.items())


def _functions(program: Program, path: str) -> Iterator[tuple[str, str, facts.Function]]:
    """The functions without arguments that a module imports from the suite, or has itself, by their names there."""
    module = program.library.load(path)
    for statement in module.body if module is not None else ():
        if isinstance(statement, facts.Import):
            bound = statement.bound
        elif isinstance(statement, facts.Function):
            bound = statement.name
        else:
            continue
        found = program.lookup(path, bound) if bound else None
        node = found.node if found is not None else None
        plain = isinstance(node, facts.Function) and asks_nothing(node) and not node.name.startswith("test")
        if found is not None and isinstance(node, facts.Function) and plain:
            yield bound, found.path, node
