"""What a module binds its names to, and how names are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from smelltest.read.facts import (
    AnyExpression,
    AnyStatement,
    Assign,
    Attribute,
    Augment,
    Call,
    Class,
    Declare,
    Display,
    For,
    Function,
    If,
    Import,
    Match,
    Module,
    Name,
    Remove,
    Starred,
    Subscript,
    Try,
    While,
    With,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


# Nobody imports CPython's own tests, and many suites lie in a folder of that name.

# Helper modules are often named after the package they wrap (`helpers/requests.py`); `import requests` beside
# one still means the package.


class Definition(Struct, frozen=True, eq=False):
    """What a name stands for in the end.

    `kind`: `function`, `class`, `value` (any other statement that binds it), `module` or `external`. `path`:
    the file that defines it; of a module the file itself, or the folder with a `/` at its end if it has no
    `__init__.py`; of what is external its dotted name (`requests.post`), with leading dots if a relative
    import leads nowhere. `name`: what the defining file calls it.
    """

    kind: str
    path: str
    node: AnyStatement | None = None
    name: str = ""


class ClassRef(Struct, frozen=True, eq=False):
    """A class of the suite. A `Program` makes one for each, so that they can be compared by identity."""

    path: str
    node: Class


class Names(Struct, frozen=True, eq=False):
    """The names of one file.

    `bindings`: the statements that bind a name at module level, in order. `final`: the one that counts: the
    last, but an `except` or `else` only where nothing else binds the name. `removed`: names that a later
    `del` takes away. `classes` and `functions`: by qualified name, methods and nested classes too, but
    nothing local to a function.
    """

    path: str
    module: Module
    bindings: Mapping[str, tuple[AnyStatement, ...]]
    final: Mapping[str, AnyStatement]
    stars: tuple[Import, ...]
    classes: Mapping[str, Class]
    functions: Mapping[str, Function]
    removed: frozenset[str]


class Bound(Struct, frozen=True, eq=False):
    """What the statements of a module or of a class body bind; the fields are those of `Names`."""

    bindings: Mapping[str, tuple[AnyStatement, ...]]
    final: Mapping[str, AnyStatement]
    stars: tuple[Import, ...]
    removed: frozenset[str]


def read_names(path: str, module: Module) -> Names:
    """The names of a file."""
    bound = bind(module.body)
    classes: dict[str, Class] = {}
    functions: dict[str, Function] = {}
    _members(module.body, classes, functions)
    return Names(path, module, bound.bindings, bound.final, bound.stars, classes, functions, bound.removed)


def bind(body: tuple[AnyStatement, ...]) -> Bound:
    """The names that a body binds."""
    bindings: dict[str, tuple[AnyStatement, ...]] = {}
    final: dict[str, AnyStatement] = {}
    weak: set[str] = set()
    stars: list[Import] = []
    removed: set[str] = set()
    for statement, fallback in flat(body):
        if type(statement) not in _BINDING:
            continue
        if isinstance(statement, Import) and statement.name == "*":
            stars.append(statement)
        elif isinstance(statement, Remove):
            removed.update(target.name for target in statement.targets if isinstance(target, Name))
        for name in bound_by(statement):
            bindings[name] = (*bindings.get(name, ()), statement)
            removed.discard(name)
            yields = fallback or _leaves(statement)
            if name not in final or name in weak or not yields:
                final[name] = statement
                (weak.add if yields else weak.discard)(name)
    return Bound(bindings, final, tuple(stars), frozenset(removed))


_BINDING = frozenset({Assign, Augment, Class, Declare, For, Function, Import, Match, Remove, With})


def _leaves(statement: AnyStatement) -> bool:
    """Whether what the name meant before says more, as a property does than its setter."""
    return isinstance(statement, (Augment, Declare)) or (isinstance(statement, Function) and _is_accessor(statement))


def flat(body: tuple[AnyStatement, ...], *, fallback: bool = False) -> Iterator[tuple[AnyStatement, bool]]:
    """The statements of a body and its blocks, and whether each is the second choice of an `if` or `try`."""
    for statement in body:
        yield statement, fallback
        if type(statement) not in _BRANCHING:
            continue
        if isinstance(statement, If):
            yield from flat(statement.body, fallback=fallback)
            yield from flat(statement.otherwise, fallback=True)
        elif isinstance(statement, Try):
            yield from flat(statement.body, fallback=fallback)
            for handler in statement.handlers:
                yield from flat(handler.body, fallback=True)
            yield from flat(statement.otherwise, fallback=fallback)
            yield from flat(statement.final, fallback=fallback)
        elif isinstance(statement, (For, While)):
            yield from flat(statement.body, fallback=fallback)
            yield from flat(statement.otherwise, fallback=fallback)
        elif isinstance(statement, With):
            yield from flat(statement.body, fallback=fallback)
        elif isinstance(statement, Match):
            for case in statement.cases:
                yield from flat(case.body, fallback=fallback)


_BRANCHING = frozenset({If, Try, For, While, With, Match})


def bound_by(statement: AnyStatement) -> tuple[str, ...]:
    """The names that a statement itself binds, without those in its body."""
    if isinstance(statement, (Function, Class)):
        return (statement.name,)
    if isinstance(statement, Import):
        return () if statement.name == "*" else (statement.bound,)
    if isinstance(statement, Match):
        return tuple(name for case in statement.cases for name in case.names)
    return tuple(name for target in _written(statement) for name in _targets(target))


def _written(statement: AnyStatement) -> tuple[AnyExpression, ...]:
    if isinstance(statement, Assign):
        return statement.targets
    if isinstance(statement, (Augment, Declare, For)):
        return (statement.target,)
    if isinstance(statement, With):
        return tuple(context.target for context in statement.contexts if context.target is not None)
    return ()


def _targets(target: AnyExpression) -> Iterator[str]:
    if isinstance(target, Name):
        yield target.name
    elif isinstance(target, Display):
        for item in target.items:
            yield from _targets(item)
    elif isinstance(target, Starred):
        yield from _targets(target.value)


def _members(body: tuple[AnyStatement, ...], classes: dict[str, Class], functions: dict[str, Function]) -> None:
    for statement, fallback in flat(body):
        if isinstance(statement, Function):
            if not (fallback or _is_accessor(statement)) or statement.qualname not in functions:
                functions[statement.qualname] = statement
        elif isinstance(statement, Class) and not (fallback and statement.qualname in classes):
            classes[statement.qualname] = statement
            _members(statement.body, classes, functions)


def kind_of(statement: AnyStatement) -> str:
    """What a statement defines: a function, a class or a value."""
    if isinstance(statement, Function):
        return "function"
    return "class" if isinstance(statement, Class) else "value"


def _is_accessor(function: Function) -> bool:
    """Whether it is the setter or deleter of a property: the getter is what the name gives."""
    return bool(function.decorators) and any(
        isinstance(decorator, Attribute) and decorator.name in ("setter", "deleter")
        for decorator in function.decorators
    )


def folder_of(path: str) -> str:
    """The folder that a file or folder lies in; the empty text is the root of the suite."""
    return path.rpartition("/")[0]


def ancestors(folder: str) -> Iterator[str]:
    """The folder and those above it, up to the suite's root, which is the empty text."""
    while folder:
        yield folder
        folder = folder_of(folder)
    yield ""


def spelled(expression: AnyExpression) -> str | None:
    """A name or a chain of attributes as it is written, a call as what it calls, or None."""
    parts: list[str] = []
    while isinstance(expression, (Attribute, Call, Subscript)):
        if isinstance(expression, Call):
            if parts:
                return None
            expression = expression.function
        elif isinstance(expression, Subscript):
            expression = expression.value
        else:
            parts.append(expression.name)
            expression = expression.value
    if not isinstance(expression, Name):
        return None
    parts.append(expression.name)
    return ".".join(reversed(parts))
