"""Names that a `finally` uses and its own `try` was to bind: where the binding fails, they are not there."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.read import facts

_EVERY_ERROR = frozenset({"Exception", "BaseException", "NameError", "UnboundLocalError"})
_ASKING = frozenset({"locals", "vars", "globals"})


def used(node: facts.Try) -> Iterator[facts.Name]:
    """The names that a `finally` uses unguarded, each at its first use; none where it asks what there is."""
    final = node.final
    marks = {name for statement in node.body for inner in _statements(statement) for name in _bound_by(inner)}
    first: dict[str, facts.Name] = {}
    for part in _unguarded(final, frozenset(marks)):
        if isinstance(part, facts.Name):
            first.setdefault(part.name, part)
    if not _ASKING & first.keys():
        bound = {name for statement in final for inner in _statements(statement) for name in _bound_by(inner)}
        yield from (node for name, node in first.items() if name not in bound)


def binding(body: tuple[facts.AnyStatement, ...], name: str) -> facts.AnyStatement | None:
    """The first statement of a `try` that binds a name."""
    for statement in body:
        for inner in _statements(statement):
            if name in _bound_by(inner):
                return inner
    return None


def _bound_by(statement: facts.AnyStatement) -> set[str]:
    targets: tuple[facts.AnyExpression | None, ...] = ()
    if isinstance(statement, facts.Assign):
        targets = statement.targets
    elif isinstance(statement, facts.With):
        targets = tuple(context.target for context in statement.contexts)
    elif isinstance(statement, facts.For):
        targets = (statement.target,)
    elif isinstance(statement, (facts.If, facts.While, facts.Assert)):
        return {part.name for part in _unguarded(statement.test, frozenset()) if isinstance(part, facts.Walrus)}
    return {node.name for target in targets if target is not None for node in _parts(target)}


def _parts(target: facts.AnyExpression) -> Iterator[facts.Name]:
    if isinstance(target, facts.Name):
        yield target
    elif isinstance(target, facts.Starred):
        yield from _parts(target.value)
    elif isinstance(target, facts.Display):
        for item in target.items:
            yield from _parts(item)


def _statements(statement: facts.AnyStatement) -> Iterator[facts.AnyStatement]:
    """A statement and those inside it, but for nested functions and classes."""
    yield statement
    if isinstance(statement, (facts.Function, facts.Class)):
        return
    for field in ("body", "otherwise", "final"):
        for inner in getattr(statement, field, ()):
            yield from _statements(inner)


def _unguarded(node: object, marks: frozenset[str]) -> Iterator[object]:
    """What stands in some code, but for what an `except` or `suppress` around it makes safe, or a mark of its `try`.

    A name that the `try` sets last of all tells by its value that the others are there: `if order_id is not None:`.
    """
    if isinstance(node, tuple):
        for part in node:
            yield from _unguarded(part, marks)
    elif isinstance(node, facts.If) and _asked(node.test) in marks:
        yield from _unguarded((node.test, node.otherwise), marks)
    elif isinstance(node, facts.Try) and any(_catches(handler.error) for handler in node.handlers):
        yield from _unguarded((node.handlers, node.otherwise, node.final), marks)
    elif isinstance(node, facts.With) and any(_suppresses(context.manager) for context in node.contexts):
        return
    elif hasattr(node, "__struct_fields__"):
        yield node
        for field in node.__struct_fields__:
            yield from _unguarded(getattr(node, field), marks)


def _asked(test: facts.AnyExpression) -> str | None:
    """The name of which a condition asks whether it has been set: `order_id`, `order_id is not None`."""
    if isinstance(test, facts.Compare) and test.operators == ("is not",):
        test = test.left
    return test.name if isinstance(test, facts.Name) else None


def _catches(error: facts.AnyExpression | None) -> bool:
    if error is None:
        return True
    errors = error.items if isinstance(error, facts.Display) else (error,)
    return any(isinstance(each, (facts.Name, facts.Attribute)) and each.name in _EVERY_ERROR for each in errors)


def _suppresses(manager: facts.AnyExpression) -> bool:
    if not isinstance(manager, facts.Call) or not isinstance(manager.function, (facts.Name, facts.Attribute)):
        return False
    return manager.function.name == "suppress" and any(_catches(error) for error in manager.arguments)
