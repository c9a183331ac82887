"""Setup and teardown functions that pytest and unittest call by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from smelltest.link.program.collect import Item
from smelltest.link.program.names import ClassRef, Definition, ancestors, folder_of
from smelltest.link.program.program import Program
from smelltest.read.facts import Function

_Step = tuple[str, str, tuple[str, ...]]
_MODULE_STEPS: tuple[_Step, ...] = (
    ("setup", "module", ("setUpModule", "setup_module", "setup")),
    ("teardown", "module", ("tearDownModule", "teardown_module", "teardown")),
)
_HOOKS: tuple[_Step, ...] = (
    ("teardown", "session", ("pytest_sessionfinish",)),
    ("teardown", "session", ("pytest_unconfigure",)),
)
_FUNCTION_STEPS: tuple[_Step, ...] = (
    ("setup", "function", ("setup_function",)),
    ("teardown", "function", ("teardown_function",)),
)
_CLASS_STEPS: tuple[_Step, ...] = (
    ("setup", "class", ("setup_class",)),
    ("setup", "function", ("setup_method", "setup")),
    ("teardown", "function", ("teardown_method", "teardown")),
    ("teardown", "class", ("teardown_class",)),
)
# Django calls `setUpTestData` from its own `setUpClass`, which overriding ones call first.
_UNITTEST_STEPS: tuple[_Step, ...] = (
    ("setup", "class", ("setup_class",)),
    ("setup", "class", ("setUpTestData",)),
    ("setup", "class", ("setUpClass",)),
    ("setup", "function", ("setup_method",)),
    ("setup", "function", ("setUp",)),
    ("setup", "function", ("asyncSetUp",)),
    ("teardown", "function", ("asyncTearDown",)),
    ("teardown", "function", ("tearDown",)),
    ("teardown", "function", ("teardown_method",)),
    ("teardown", "class", ("tearDownClass",)),
    ("teardown", "class", ("teardown_class",)),
)

IsFixture = Callable[[Definition, ClassRef | None], bool]
"""Whether what a name stands for is a fixture, which pytest calls as such."""


class XunitStep(Struct, frozen=True, eq=False):
    """A setup or teardown function that is known by its name.

    `kind`: that name. `phase`: `setup` or `teardown`. `scope`: `module`, `class` or `function`. `path`: the
    file in which it stands. `owner`: the class in whose body it stands, or None for a function of the module.
    """

    kind: str
    phase: str
    scope: str
    path: str
    function: Function
    owner: ClassRef | None


class Xunit(Struct, frozen=True, eq=False):
    """The setup and teardown functions of a test, each in the order in which they run."""

    setup: tuple[XunitStep, ...] = ()
    teardown: tuple[XunitStep, ...] = ()


def xunit_of(program: Program, item: Item, is_fixture: IsFixture) -> Xunit:
    """The setup and teardown functions of a test, without those that are fixtures."""
    inner = _FUNCTION_STEPS
    if item.classes:
        inner = _UNITTEST_STEPS if item.kind == "unittest" else _CLASS_STEPS
    module = tuple(_steps(program, _MODULE_STEPS, item.path, (), is_fixture))
    own = tuple(_steps(program, inner, item.path, item.classes, is_fixture))
    hooks = _hooks(program, item.path, is_fixture)
    return Xunit(
        setup=tuple(step for step in (*module, *own) if step.phase == "setup"),
        teardown=(*(step for step in (*own, *module) if step.phase == "teardown"), *hooks),
    )


def _steps(
    program: Program, known: tuple[_Step, ...], path: str, classes: tuple[ClassRef, ...], is_fixture: IsFixture
) -> Iterator[XunitStep]:
    for phase, scope, alternatives in known:
        for name in alternatives:
            found = (
                _method(program, classes, name, is_fixture) if classes else _function(program, path, name, is_fixture)
            )
            if found is not None:
                where, function, owner = found
                yield XunitStep(name, phase, scope, where, function, owner)
                break


def _hooks(program: Program, path: str, is_fixture: IsFixture) -> Iterator[XunitStep]:
    """What pytest calls at the end of the session, in the conftests that a file sees."""
    for folder in ancestors(folder_of(path)):
        yield from _steps(program, _HOOKS, f"{folder}/conftest.py" if folder else "conftest.py", (), is_fixture)


def _method(
    program: Program, classes: tuple[ClassRef, ...], name: str, is_fixture: IsFixture
) -> tuple[str, Function, ClassRef | None] | None:
    for ref in classes:
        statement = program.member(ref, name)
        if statement is not None:
            made = is_fixture(Definition("", ref.path, statement, name), ref)
            return (ref.path, statement, ref) if isinstance(statement, Function) and not made else None
    return None


def _function(
    program: Program, path: str, name: str, is_fixture: IsFixture
) -> tuple[str, Function, ClassRef | None] | None:
    names = program.names(path)
    if names is None or (name not in names.final and not names.stars):
        return None
    found = program.lookup(path, name)
    if found is None or not isinstance(found.node, Function) or is_fixture(found, None):
        return None
    return found.path, found.node, None
