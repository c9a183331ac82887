"""Nodes put together of rewritten ones: functions with more lines or parameters, a `try` or a `with` around statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import dropwhile
from typing import Any

import libcst as cst
from libcst import matchers as m


def with_first(function: Any, first: Iterable[str]) -> cst.FunctionDef:
    """The function with lines before its others, after its docstring."""
    lines = [cst.parse_statement(line) for line in first]
    body = cst.ensure_type(function, cst.FunctionDef).body
    told = isinstance(body, cst.IndentedBlock) and function.get_docstring() is not None
    split = 1 if told else 0
    while m.matches(body.body[split] if split < len(body.body) else body, _DECLARING):
        split += 1
    changed: cst.FunctionDef = function.with_changes(
        body=body.with_changes(body=[*body.body[:split], *lines, *body.body[split:]])
    )
    return changed


_DECLARING = m.SimpleStatementLine(body=[m.Global() | m.Nonlocal()])


def once_committed(finals: list[list[Any]]) -> list[list[Any]]:
    """Cleanups after each other: what makes the last of them last goes for those before it too."""
    *others, last = finals
    return [*(each[:-1] if len(each) > 1 and each[-1].deep_equals(last[-1]) else each for each in others), last]


def demands(statement: cst.CSTNode) -> bool:
    """Whether a statement fails by itself where what it does went wrong."""
    return bool(m.findall(statement, m.Assert() | m.Call(func=m.Attribute(attr=m.Name("raise_for_status")))))


def tried(body: list[Any], final: list[Any]) -> cst.Try:
    """Statements in a `try`, with others in its `finally`."""
    return cst.Try(
        body=cst.IndentedBlock(body=beginning(body)), finalbody=cst.Finally(body=cst.IndentedBlock(body=final))
    )


class Deeper(cst.CSTTransformer):
    """Lines that a backslash continues keep their distance from the first one, a level further in."""

    def __init__(self, indent: str) -> None:
        super().__init__()
        self._indent = indent

    def leave_SimpleWhitespace(self, original_node: Any, updated_node: Any) -> Any:  # noqa: N802 - as LibCST calls it
        """A line that goes on below a backslash, a level further in."""
        if "\\" not in original_node.value:
            return updated_node
        return updated_node.with_changes(value=_CONTINUED.sub(rf"\g<0>{self._indent}", original_node.value))


_CONTINUED = re.compile(r"\\\r?\n")


def beginning(body: list[Any]) -> list[Any]:
    """Statements that begin a block: a blank line that set the first apart from the one before it goes."""
    first, *others = body
    lines = dropwhile(lambda line: line.comment is None, getattr(first, "leading_lines", ()))
    return [first.with_changes(leading_lines=tuple(lines)), *others]


def with_stack(function: cst.FunctionDef, name: str, body: list[Any]) -> cst.With:
    """Statements in the `with` of an exit stack, as the function is one of coroutines or not."""
    is_async = function.asynchronous is not None
    stack = cst.Call(cst.Name("AsyncExitStack" if is_async else "ExitStack"))
    lines = getattr(body[0], "leading_lines", ())
    blank = [line for line in lines if line.comment is None][:1] if lines and lines[0].comment is None else []
    return cst.With(
        items=[cst.WithItem(stack, asname=cst.AsName(cst.Name(name)))],
        body=cst.IndentedBlock(body=beginning(body)),
        asynchronous=cst.Asynchronous() if is_async else None,
        leading_lines=blank,
    )


def parameters_of(parameters: cst.Parameters) -> list[cst.Param]:
    """All parameters that are named, however they are given."""
    return [*parameters.posonly_params, *parameters.params, *parameters.kwonly_params]


def with_parameters(function: Any, names: Iterable[str], file: Iterable[cst.FunctionDef] = ()) -> cst.FunctionDef:
    """A function with more parameters, after those that it has and before those with a default.

    Where it says of its own what they are, it says so of those that another function of the file tells it of.
    """
    has = {each.name.value for each in parameters_of(function.params)}
    names = [name for name in names if name not in has]
    if not names:
        return cst.ensure_type(function, cst.FunctionDef)
    params = list(function.params.params)
    plain = next((index for index, param in enumerate(params) if param.default is not None), len(params))
    told = _annotations(file) if _tells_all(params) else {}
    added = [cst.Param(cst.Name(name), annotation=told.get(name)) for name in names]
    if plain and not params[plain:]:
        last = params[plain - 1]
        broken = isinstance(last.comma, cst.Comma) and _is_broken(last.comma)
        if broken:
            # One parameter a line, each with its comma.
            before = (
                params[plain - 2].comma if plain > 1 else cst.Comma(whitespace_after=function.whitespace_before_params)
            )
            params[plain - 1] = last.with_changes(comma=before)
            added[-1] = added[-1].with_changes(comma=last.comma)
            if isinstance(before, cst.Comma):
                added[:-1] = [param.with_changes(comma=before) for param in added[:-1]]
        else:
            # What stands before the parenthesis stays there, be it the end of a line.
            added[-1] = added[-1].with_changes(whitespace_after_param=last.whitespace_after_param)
            plainly = cst.SimpleWhitespace("")
            params[plain - 1] = last.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_param=plainly)
    parameters = function.params.with_changes(params=[*params[:plain], *added, *params[plain:]])
    return cst.ensure_type(function.with_changes(params=parameters), cst.FunctionDef)


def _tells_all(params: Sequence[cst.Param]) -> bool:
    """Whether a function says of all its parameters what they are."""
    own = [each for index, each in enumerate(params) if index or each.name.value not in {"self", "cls"}]
    return bool(own) and all(each.annotation is not None for each in own)


def _annotations(functions: Iterable[cst.FunctionDef]) -> dict[str, cst.Annotation]:
    """What the functions of a file say that their parameters are, by their names."""
    return {
        each.name.value: each.annotation.deep_clone()
        for function in functions
        for each in parameters_of(function.params)
        if each.annotation is not None
    }


def _is_broken(comma: cst.Comma) -> bool:
    return isinstance(comma.whitespace_after, cst.ParenthesizedWhitespace)


def empty() -> cst.SimpleStatementLine:
    """A statement that does nothing."""
    return cst.SimpleStatementLine(body=[cst.Pass()])
