"""Statements, and the definitions that open a scope, lowered from nodes of `ast` to facts."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from typing import Any

from smelltest.read import facts
from smelltest.read.comments import SPEAKS_OF_PRODUCTION
from smelltest.read.expressions import EXPRESSIONS, OPERATORS, each, keywords_of, lower, parameters_of
from smelltest.read.facts import AnyStatement
from smelltest.read.text import Source, encodable


def documented(s: Source, nodes: list[ast.stmt]) -> tuple[str | None, tuple[AnyStatement, ...]]:
    """The docstring of a body, and the statements after it."""
    first = nodes[0] if nodes else None
    if type(first) is ast.Expr and type(first.value) is ast.Constant and type(first.value.value) is str:
        docstring = encodable(first.value.value)
        if SPEAKS_OF_PRODUCTION.search(docstring):
            s.remarks.append(facts.Remark(s.place(first.value), docstring, s.scope))
        return docstring, _block(s, nodes[1:])
    return None, _block(s, nodes)


def _block(s: Source, nodes: list[ast.stmt]) -> tuple[AnyStatement, ...]:
    statements: list[AnyStatement] = []
    for node in nodes:
        kind = type(node)
        if kind in STATEMENTS:
            statements.append(STATEMENTS[kind](s, node))
        elif kind in IMPORTS:
            statements.extend(IMPORTS[kind](s, node))
    return tuple(statements)


def _function(s: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> facts.Function:
    is_async = type(node) is ast.AsyncFunctionDef
    scope, requested = s.scope, s.requested
    s.scope = qualname = f"{scope}.{node.name}" if scope else node.name
    decorators = each(s, node.decorator_list)
    parameters = parameters_of(s, node.args)
    lower(s, node.returns)
    _type_parameters(s, node)
    yields, s.yields, s.requested = s.yields, False, []
    docstring, body = documented(s, node.body)
    function = facts.Function(
        s.header(node, "async def" if is_async else "def"),
        node.name,
        qualname,
        parameters,
        decorators,
        body,
        docstring,
        is_async,
        s.yields,
        tuple(dict.fromkeys(s.requested)),
        node.end_lineno or node.lineno,
    )
    requested.extend(s.requested)
    s.scope, s.yields, s.requested = scope, yields, requested
    return function


def _class(s: Source, node: ast.ClassDef) -> facts.Class:
    scope = s.scope
    s.scope = qualname = f"{scope}.{node.name}" if scope else node.name
    decorators = each(s, node.decorator_list)
    bases = each(s, node.bases)
    keywords = keywords_of(s, node.keywords)
    _type_parameters(s, node)
    _, body = documented(s, node.body)
    s.scope = scope
    at = s.header(node, "class")
    return facts.Class(at, node.name, qualname, bases, keywords, decorators, body, node.end_lineno or node.lineno)


def _type_parameters(s: Source, node: Any) -> None:
    """Lowers what stands in `[T: bound = default]`, for its words."""
    for parameter in getattr(node, "type_params", ()):
        lower(s, getattr(parameter, "bound", None))
        lower(s, getattr(parameter, "default_value", None))


def _evaluate(s: Source, node: ast.Expr) -> facts.Evaluate:
    value = node.value
    return facts.Evaluate(s.place(node), EXPRESSIONS[type(value)](s, value))


def _assign(s: Source, node: ast.Assign) -> facts.Assign:
    value = node.value
    targets = each(s, node.targets)
    return facts.Assign(s.place(node), targets, EXPRESSIONS[type(value)](s, value), None)


def _annotated(s: Source, node: ast.AnnAssign) -> facts.Assign | facts.Declare:
    at, target, annotation = s.place(node), lower(s, node.target), lower(s, node.annotation)
    if node.value is None:
        return facts.Declare(at, target, annotation)
    return facts.Assign(at, (target,), lower(s, node.value), annotation)


def _type_alias(s: Source, node: Any) -> facts.Assign:
    target = lower(s, node.name)
    _type_parameters(s, node)
    return facts.Assign(s.place(node), (target,), lower(s, node.value), None)


def _augment(s: Source, node: ast.AugAssign) -> facts.Augment:
    target = lower(s, node.target)
    return facts.Augment(s.place(node), target, OPERATORS[type(node.op)], lower(s, node.value))


def _return(s: Source, node: ast.Return) -> facts.Return:
    return facts.Return(s.place(node), lower(s, node.value))


def _assert(s: Source, node: ast.Assert) -> facts.Assert:
    test = lower(s, node.test)
    lower(s, node.msg)
    return facts.Assert(s.place(node), test)


def _raise(s: Source, node: ast.Raise) -> facts.Raise:
    error = lower(s, node.exc)
    lower(s, node.cause)
    return facts.Raise(s.place(node), error)


def _if(s: Source, node: ast.If) -> facts.If:
    return facts.If(s.place(node), lower(s, node.test), _block(s, node.body), _block(s, node.orelse))


def _for(s: Source, node: ast.For | ast.AsyncFor) -> facts.For:
    target, iterable = lower(s, node.target), lower(s, node.iter)
    return facts.For(s.place(node), target, iterable, _block(s, node.body), _block(s, node.orelse))


def _while(s: Source, node: ast.While) -> facts.While:
    return facts.While(s.place(node), lower(s, node.test), _block(s, node.body), _block(s, node.orelse))


def _with(s: Source, node: ast.With | ast.AsyncWith) -> facts.With:
    contexts = [facts.Context(lower(s, item.context_expr), lower(s, item.optional_vars)) for item in node.items]
    return facts.With(s.place(node), tuple(contexts), _block(s, node.body))


def _try(s: Source, node: Any) -> facts.Try:
    body = _block(s, node.body)
    handlers = [facts.Handler(lower(s, h.type), h.name, _block(s, h.body)) for h in node.handlers]
    return facts.Try(s.place(node), body, tuple(handlers), _block(s, node.orelse), _block(s, node.finalbody))


def _match(s: Source, node: ast.Match) -> facts.Match:
    subject = lower(s, node.subject)
    cases = [
        facts.Case(tuple(_bound_by(s, case.pattern)), lower(s, case.guard), _block(s, case.body)) for case in node.cases
    ]
    return facts.Match(s.place(node), subject, tuple(cases))


def _bound_by(s: Source, node: ast.pattern) -> Iterator[str]:
    """The names that a pattern binds. Its values are lowered for their words."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.pattern):
            yield from _bound_by(s, part)
        else:
            lower(s, part)
    name = getattr(node, "rest" if type(node) is ast.MatchMapping else "name", None)
    if name is not None:
        yield name


def _break(s: Source, node: ast.Break) -> facts.Jump:
    return facts.Jump(s.place(node), "break")


def _continue(s: Source, node: ast.Continue) -> facts.Jump:
    return facts.Jump(s.place(node), "continue")


def _remove(s: Source, node: ast.Delete) -> facts.Remove:
    return facts.Remove(s.place(node), each(s, node.targets))


def _global(s: Source, node: ast.Global) -> facts.Outer:
    return facts.Outer(s.place(node), "global", tuple(node.names))


def _nonlocal(s: Source, node: ast.Nonlocal) -> facts.Outer:
    return facts.Outer(s.place(node), "nonlocal", tuple(node.names))


def _import(s: Source, node: ast.Import) -> Iterator[facts.Import]:
    at = s.place(node)
    for alias in node.names:
        root = alias.name.partition(".")[0]
        if alias.asname is None:
            yield facts.Import(at, 0, root, None, root, alias.name)
        else:
            yield facts.Import(at, 0, alias.name, None, alias.asname, alias.name)


def _import_from(s: Source, node: ast.ImportFrom) -> Iterator[facts.Import]:
    at, module = s.place(node), node.module or ""
    for alias in node.names:
        yield facts.Import(at, node.level or 0, module, alias.name, alias.asname or alias.name, module)


STATEMENTS: dict[type[ast.AST], Callable[[Source, Any], AnyStatement]] = {
    ast.AnnAssign: _annotated,
    ast.Assert: _assert,
    ast.Assign: _assign,
    ast.AsyncFor: _for,
    ast.AsyncFunctionDef: _function,
    ast.AsyncWith: _with,
    ast.AugAssign: _augment,
    ast.Break: _break,
    ast.ClassDef: _class,
    ast.Continue: _continue,
    ast.Delete: _remove,
    ast.Expr: _evaluate,
    ast.For: _for,
    ast.FunctionDef: _function,
    ast.Global: _global,
    ast.If: _if,
    ast.Match: _match,
    ast.Nonlocal: _nonlocal,
    ast.Raise: _raise,
    ast.Return: _return,
    ast.Try: _try,
    ast.While: _while,
    ast.With: _with,
}

IMPORTS: dict[type[ast.AST], Callable[[Source, Any], Iterator[facts.Import]]] = {
    ast.Import: _import,
    ast.ImportFrom: _import_from,
}

if sys.version_info >= (3, 11):
    STATEMENTS[ast.TryStar] = _try
if sys.version_info >= (3, 12):
    STATEMENTS[ast.TypeAlias] = _type_alias
