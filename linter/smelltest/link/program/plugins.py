"""Which modules a `pytest_plugins` names, be they listed or looked for in a folder."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.link.program.names import folder_of
from smelltest.link.program.program import Program
from smelltest.link.program.walking import within
from smelltest.read.facts import AnyExpression, Attribute, Call, Constant, Function, Name


def named_plugins(program: Program, path: str) -> Iterator[str]:
    """The paths of the modules that the `pytest_plugins` of a file names."""
    names = program.names(path)
    if names is None or "pytest_plugins" not in names.final:
        return
    for statement in names.bindings["pytest_plugins"]:
        value = getattr(statement, "value", None)
        if value is None:
            continue
        listed = program.texts(path, value)
        for dotted in listed:
            target = program.module_path(path, 0, dotted)
            if target is not None:
                yield target
        if not listed:
            for pattern in _patterns(program, path, value):
                yield from _matching(program, path, pattern)


def _matching(program: Program, path: str, pattern: str) -> tuple[str, ...]:
    """The modules that a pattern means: seen from where pytest is started, or else from the file's own folder."""
    folder = folder_of(path)
    if pattern.startswith("/") or ".." in pattern:
        return ()  # It leads out of the suite, or to where only the machine knows.
    found = program.library.matching(pattern) or program.library.matching(f"{folder}/{pattern}" if folder else pattern)
    return tuple(each for each in found if each.endswith(".py") and not each.endswith("/__init__.py") and each != path)


def _patterns(program: Program, path: str, value: AnyExpression) -> Iterator[str]:
    """The patterns of the calls by which code looks for modules: `glob("fixtures/*.py")`, `Path(…).rglob("*.py")`."""
    for call in _calls(program, path, value):
        name = call.function.name if isinstance(call.function, (Name, Attribute)) else ""
        given = program.texts(path, call.arguments[0])[:1] if call.arguments else ()
        below = _folder(program, path, call.function.value) if isinstance(call.function, Attribute) else ()
        if name in {"glob", "iglob"} and given:
            yield "/".join((*below, *given)).removeprefix("./")
        elif name == "rglob" and given:
            yield "/".join((*below, "**", *given))
        elif name in _LISTING:
            around = given or tuple(text for part in call.arguments for text in _folder(program, path, part)) or below
            if around:
                yield "/".join((*around, "*.py")).removeprefix("./")


_LISTING = frozenset({"listdir", "iterdir", "scandir", "iter_modules"})


def _calls(program: Program, path: str, value: AnyExpression) -> Iterator[Call]:
    """The calls of an expression, and those of the suite's own functions that it calls."""
    for part in within(value):
        if not isinstance(part, Call):
            continue
        yield part
        found = program.resolve(path, part.function)
        if found is not None and found.path == path and isinstance(found.node, Function):
            yield from (inner for inner in within(found.node.body) if isinstance(inner, Call))


def _folder(program: Program, path: str, expression: AnyExpression) -> tuple[str, ...]:
    """The folders that an expression writes out, one below the other: `Path(__file__).parent / "fixtures"`."""
    _, meant = program.value(path, expression)
    texts = (part.value for part in within(meant) if isinstance(part, Constant) and isinstance(part.value, str))
    return tuple(text.strip("/") for text in texts if text.strip("./"))
