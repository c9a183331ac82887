"""What files of the tests put in the place of a library's functions as they are loaded: `Session.request = Mock()`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smelltest.link.knowledge.clients import MODULES
from smelltest.link.knowledge.isolation import patched_http
from smelltest.link.program.names import flat
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter


def replaced_by(it: Interpreter, path: str) -> str | None:
    """What a file of the tests, or one that it imports, replaces of an HTTP library for all tests; None for nothing."""
    known = it.memory.replaced
    if path not in known:
        known[path] = None  # For those that import each other.
        known[path] = _replaces(it, path) or next(
            filter(None, (replaced_by(it, imported) for imported in _imported(it, path))), None
        )
    return known[path]


def _replaces(it: Interpreter, path: str) -> str | None:
    names = it.program.names(path)
    for statement, _ in flat(names.module.body) if names is not None else ():
        for target in statement.targets if isinstance(statement, facts.Assign) else ():
            dotted = it.program.dotted(path, target) if isinstance(target, facts.Attribute) else None
            if dotted is not None and dotted.partition(".")[0] in MODULES and patched_http(dotted):
                return dotted
    return None


def _imported(it: Interpreter, path: str) -> tuple[str, ...]:
    """The files of the tests that a file of the tests imports."""
    names = it.program.names(path)
    body = names.module.body if names is not None else ()
    asked = {
        (one.level, module)
        for one, _ in flat(body)
        if isinstance(one, facts.Import)
        for module in (one.module, f"{one.module}.{one.name}".strip("."))
    }
    found = (it.program.module_path(path, level, module) for level, module in asked)
    return tuple(sorted({each for each in found if each is not None and is_test_code(each)}))
