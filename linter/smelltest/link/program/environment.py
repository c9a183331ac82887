"""The hooks of behave's `environment.py`, as the setups and teardowns of a scenario."""

from __future__ import annotations

from smelltest.link.program.program import Program
from smelltest.link.program.xunit import Xunit, XunitStep
from smelltest.read.facts import Function

_BEFORE = (
    ("before_all", "session"),
    ("before_tag", "module"),
    ("before_feature", "module"),
    ("before_tag", "function"),
    ("before_scenario", "function"),
)
_AFTER = (
    ("after_scenario", "function"),
    ("after_tag", "function"),
    ("after_feature", "module"),
    ("after_tag", "module"),
    ("after_all", "session"),
)
"""The hooks in the order in which behave calls them (its documentation, "Environment File Functions")."""

BEFORE = frozenset(name for name, _ in _BEFORE)
AFTER = frozenset(name for name, _ in _AFTER)


def environment_of(program: Program, folder: str) -> Xunit:
    """The hooks that a folder of features has, those before and those after a scenario."""
    path = f"{folder}/environment.py" if folder else "environment.py"
    if not program.library.exists(path):
        return Xunit()

    def found(hooks: tuple[tuple[str, str], ...], phase: str) -> tuple[XunitStep, ...]:
        steps = []
        for name, scope in hooks:
            definition = program.lookup(path, name)
            if definition is not None and isinstance(definition.node, Function):
                steps.append(XunitStep(name, phase, scope, definition.path, definition.node, None))
        return tuple(steps)

    return Xunit(found(_BEFORE, "setup"), found(_AFTER, "teardown"))
