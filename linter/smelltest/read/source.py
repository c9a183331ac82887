"""One file's text becomes its facts: `ast` parses, and one pass over the tree lowers it to plain values.

The pass is hot: each kind of node has a function in a table, and what most nodes need is spelled out in it.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from smelltest.read import facts
from smelltest.read.comments import SPEAKS_OF_PRODUCTION, remarks, suppressions
from smelltest.read.facts import AnyExpression, AnyStatement, Module, Place, Words


class Unreadable(Exception):  # noqa: N818 - it is told to users as trouble with a file, not as an error
    """A file that cannot be read as Python; `place` is None where nobody can say where."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message, place)
        self.message = message
        self.place = place

    def __str__(self) -> str:
        return self.message


def read(path: str, text: str) -> Module:
    """The facts of one file. Raises `Unreadable` where its text is not Python."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        source = _Source(text)
        docstring, body = _documented(source, _parse(text).body)
    except (RecursionError, MemoryError):
        raise Unreadable("does not parse: nested too deeply") from None
    lines = len(source.lines) - (not source.lines[-1])
    remarked = (*source.remarks, *remarks(text))
    return Module(path, docstring, body, tuple(source.words), suppressions(text), lines, remarked)


def _parse(text: str) -> ast.Module:
    try:
        # The warnings are about the user's code, such as its invalid escapes, and pytest shows them already.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise _unreadable(text, error) from None


def _unreadable(text: str, error: SyntaxError | ValueError) -> Unreadable:
    if "\0" in text:
        before = text[: text.index("\0")]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Unreadable("does not parse: holds a NUL character", Place(line, column, line, column + 1))
    if not isinstance(error, SyntaxError):
        return Unreadable("does not parse: cannot be encoded as UTF-8")
    message = f"does not parse: {(error.msg or 'invalid syntax').splitlines()[0]}"
    if not error.lineno:
        return Unreadable(message)
    start = _clamped(text, error.lineno, error.offset or 1)
    end = max(start, _clamped(text, error.end_lineno or error.lineno, error.end_offset or 1))
    return Unreadable(message, Place(*start, *end))


def _clamped(text: str, line: int, column: int) -> tuple[int, int]:
    """The nearest position that the text has: errors at the end of a file are placed past it."""
    lines = text.split("\n")
    line = max(1, min(line, len(lines)))
    return line, max(1, min(column, len(lines[line - 1]) + 1))


class _Source:
    """What the pass knows of the file, and of the function or class in which it is."""

    __slots__ = ("_encoded", "lines", "place", "remarks", "requested", "scope", "words", "yields")

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self._encoded: dict[int, bytes] = {}
        self.place: Callable[[Any], Place] = _place if text.isascii() else self._place
        self.words: list[Words] = []
        self.remarks: list[facts.Remark] = []
        self.scope = ""
        self.yields = False
        self.requested: list[str] = []

    def _place(self, node: Any) -> Place:
        line, end_line = node.lineno, node.end_lineno
        if line == end_line and self.lines[line - 1].isascii():
            return _place(node)
        start = self._column(line, node.col_offset)
        return Place(line, start, end_line, self._column(end_line, node.end_col_offset))

    def _column(self, line: int, offset: int) -> int:
        """The column, in characters, of an offset in bytes."""
        text = self.lines[line - 1]
        if text.isascii():
            return offset + 1
        encoded = self._encoded.get(line)
        if encoded is None:
            encoded = self._encoded[line] = text.encode()
        return len(encoded[:offset].decode()) + 1

    def header(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, keyword: str) -> Place:
        """From `def` or `class` to the end of the name, which `ast` does not place."""
        line, start = node.lineno, self._column(node.lineno, node.col_offset)
        end = start + len(keyword) + 1 + len(node.name)
        if self.lines[line - 1].startswith(f"{keyword} {node.name}", start - 1):
            return Place(line, start, line, end)
        # More than one blank, a continued line, or a name that is written other than Python normalises it.
        header = "\n".join([self.lines[line - 1][start - 1 :], *self.lines[line : node.body[0].lineno]])
        match = _HEADER.match(header)
        if match is None:
            return Place(line, start, line, end)
        below, last = match[0].count("\n"), match[0].rpartition("\n")[2]
        return Place(line, start, line + below, len(last) + (1 if below else start))


_HEADER = re.compile(r"(?:async(?:\s|\\\n)+)?(?:def|class)(?:\s|\\\n)+\w+")


def _place(node: Any) -> Place:
    return Place(node.lineno, node.col_offset + 1, node.end_lineno, node.end_col_offset + 1)


# Blocks and the definitions that open a scope


def _documented(s: _Source, nodes: list[ast.stmt]) -> tuple[str | None, tuple[AnyStatement, ...]]:
    """The docstring of a body, and the statements after it."""
    first = nodes[0] if nodes else None
    if type(first) is ast.Expr and type(first.value) is ast.Constant and type(first.value.value) is str:
        docstring = _encodable(first.value.value)
        if SPEAKS_OF_PRODUCTION.search(docstring):
            s.remarks.append(facts.Remark(s.place(first.value), docstring, s.scope))
        return docstring, _block(s, nodes[1:])
    return None, _block(s, nodes)


def _block(s: _Source, nodes: list[ast.stmt]) -> tuple[AnyStatement, ...]:
    statements: list[AnyStatement] = []
    for node in nodes:
        kind = type(node)
        if kind in _STATEMENTS:
            statements.append(_STATEMENTS[kind](s, node))
        elif kind in _IMPORTS:
            statements.extend(_IMPORTS[kind](s, node))
    return tuple(statements)


def _function(s: _Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> facts.Function:
    is_async = type(node) is ast.AsyncFunctionDef
    scope, requested = s.scope, s.requested
    s.scope = qualname = f"{scope}.{node.name}" if scope else node.name
    decorators = _each(s, node.decorator_list)
    parameters = _parameters(s, node.args)
    _lower(s, node.returns)
    _type_parameters(s, node)
    yields, s.yields, s.requested = s.yields, False, []
    docstring, body = _documented(s, node.body)
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


def _class(s: _Source, node: ast.ClassDef) -> facts.Class:
    scope = s.scope
    s.scope = qualname = f"{scope}.{node.name}" if scope else node.name
    decorators = _each(s, node.decorator_list)
    bases = _each(s, node.bases)
    keywords = _keywords(s, node.keywords)
    _type_parameters(s, node)
    _, body = _documented(s, node.body)
    s.scope = scope
    at = s.header(node, "class")
    return facts.Class(at, node.name, qualname, bases, keywords, decorators, body, node.end_lineno or node.lineno)


def _parameters(s: _Source, node: ast.arguments) -> tuple[facts.Parameter, ...]:
    plain = node.posonlyargs + node.args
    defaults = [None] * (len(plain) - len(node.defaults)) + node.defaults
    parameters = [_parameter(s, a, "plain", default) for a, default in zip(plain, defaults, strict=True)]
    if node.vararg is not None:
        parameters.append(_parameter(s, node.vararg, "*", None))
    for a, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        parameters.append(_parameter(s, a, "keyword", default))
    if node.kwarg is not None:
        parameters.append(_parameter(s, node.kwarg, "**", None))
    return tuple(parameters)


def _parameter(s: _Source, node: ast.arg, kind: str, default: ast.expr | None) -> facts.Parameter:
    return facts.Parameter(node.arg, kind, _lower(s, default), _lower(s, node.annotation))


def _type_parameters(s: _Source, node: Any) -> None:
    """Lowers what stands in `[T: bound = default]`, for its words."""
    for parameter in getattr(node, "type_params", ()):
        _lower(s, getattr(parameter, "bound", None))
        _lower(s, getattr(parameter, "default_value", None))


# Statements


def _evaluate(s: _Source, node: ast.Expr) -> facts.Evaluate:
    value = node.value
    return facts.Evaluate(s.place(node), _EXPRESSIONS[type(value)](s, value))


def _assign(s: _Source, node: ast.Assign) -> facts.Assign:
    value = node.value
    targets = _each(s, node.targets)
    return facts.Assign(s.place(node), targets, _EXPRESSIONS[type(value)](s, value), None)


def _annotated(s: _Source, node: ast.AnnAssign) -> facts.Assign | facts.Declare:
    at, target, annotation = s.place(node), _lower(s, node.target), _lower(s, node.annotation)
    if node.value is None:
        return facts.Declare(at, target, annotation)
    return facts.Assign(at, (target,), _lower(s, node.value), annotation)


def _type_alias(s: _Source, node: Any) -> facts.Assign:
    target = _lower(s, node.name)
    _type_parameters(s, node)
    return facts.Assign(s.place(node), (target,), _lower(s, node.value), None)


def _augment(s: _Source, node: ast.AugAssign) -> facts.Augment:
    target = _lower(s, node.target)
    return facts.Augment(s.place(node), target, _OPERATORS[type(node.op)], _lower(s, node.value))


def _return(s: _Source, node: ast.Return) -> facts.Return:
    return facts.Return(s.place(node), _lower(s, node.value))


def _assert(s: _Source, node: ast.Assert) -> facts.Assert:
    test = _lower(s, node.test)
    _lower(s, node.msg)
    return facts.Assert(s.place(node), test)


def _raise(s: _Source, node: ast.Raise) -> facts.Raise:
    error = _lower(s, node.exc)
    _lower(s, node.cause)
    return facts.Raise(s.place(node), error)


def _if(s: _Source, node: ast.If) -> facts.If:
    return facts.If(s.place(node), _lower(s, node.test), _block(s, node.body), _block(s, node.orelse))


def _for(s: _Source, node: ast.For | ast.AsyncFor) -> facts.For:
    target, iterable = _lower(s, node.target), _lower(s, node.iter)
    return facts.For(s.place(node), target, iterable, _block(s, node.body), _block(s, node.orelse))


def _while(s: _Source, node: ast.While) -> facts.While:
    return facts.While(s.place(node), _lower(s, node.test), _block(s, node.body), _block(s, node.orelse))


def _with(s: _Source, node: ast.With | ast.AsyncWith) -> facts.With:
    contexts = [facts.Context(_lower(s, item.context_expr), _lower(s, item.optional_vars)) for item in node.items]
    return facts.With(s.place(node), tuple(contexts), _block(s, node.body))


def _try(s: _Source, node: Any) -> facts.Try:
    body = _block(s, node.body)
    handlers = [facts.Handler(_lower(s, h.type), h.name, _block(s, h.body)) for h in node.handlers]
    return facts.Try(s.place(node), body, tuple(handlers), _block(s, node.orelse), _block(s, node.finalbody))


def _match(s: _Source, node: ast.Match) -> facts.Match:
    subject = _lower(s, node.subject)
    cases = [
        facts.Case(tuple(_bound_by(s, case.pattern)), _lower(s, case.guard), _block(s, case.body))
        for case in node.cases
    ]
    return facts.Match(s.place(node), subject, tuple(cases))


def _bound_by(s: _Source, node: ast.pattern) -> Iterator[str]:
    """The names that a pattern binds. Its values are lowered for their words."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.pattern):
            yield from _bound_by(s, part)
        else:
            _lower(s, part)
    name = getattr(node, "rest" if type(node) is ast.MatchMapping else "name", None)
    if name is not None:
        yield name


def _break(s: _Source, node: ast.Break) -> facts.Jump:
    return facts.Jump(s.place(node), "break")


def _continue(s: _Source, node: ast.Continue) -> facts.Jump:
    return facts.Jump(s.place(node), "continue")


def _remove(s: _Source, node: ast.Delete) -> facts.Remove:
    return facts.Remove(s.place(node), _each(s, node.targets))


def _global(s: _Source, node: ast.Global) -> facts.Outer:
    return facts.Outer(s.place(node), "global", tuple(node.names))


def _nonlocal(s: _Source, node: ast.Nonlocal) -> facts.Outer:
    return facts.Outer(s.place(node), "nonlocal", tuple(node.names))


def _import(s: _Source, node: ast.Import) -> Iterator[facts.Import]:
    at = s.place(node)
    for alias in node.names:
        root = alias.name.partition(".")[0]
        if alias.asname is None:
            yield facts.Import(at, 0, root, None, root, alias.name)
        else:
            yield facts.Import(at, 0, alias.name, None, alias.asname, alias.name)


def _import_from(s: _Source, node: ast.ImportFrom) -> Iterator[facts.Import]:
    at, module = s.place(node), node.module or ""
    for alias in node.names:
        yield facts.Import(at, node.level or 0, module, alias.name, alias.asname or alias.name, module)


# Expressions


def _lower(s: _Source, node: ast.AST | None) -> Any:
    return None if node is None else _EXPRESSIONS[type(node)](s, node)


def _each(s: _Source, nodes: Sequence[ast.expr]) -> tuple[AnyExpression, ...]:
    return tuple([_EXPRESSIONS[type(node)](s, node) for node in nodes])


def _constant(s: _Source, node: ast.Constant) -> AnyExpression:
    value: Any = node.value
    kind = type(value)
    at = s.place(node)
    if kind is str:
        return _string(s, at, value)
    if kind is int and _SMALLEST <= value <= _LARGEST:
        if value >= _LONG:
            s.words.append(Words(at, str(value), s.scope))
        return facts.Constant(at, value)
    if value is None or kind is bool or kind is float:
        return facts.Constant(at, value)
    if kind is bytes:
        s.words.append(Words(at, value.decode(errors="replace"), s.scope))
        return facts.Bytes(at, value)
    return facts.Opaque(at, ())


def _string(s: _Source, at: Place, value: str) -> AnyExpression:
    if not value.isascii() and value != _encodable(value):
        return facts.Opaque(at, ())
    s.words.append(Words(at, value, s.scope))
    return facts.Constant(at, value)


def _encodable(text: str) -> str:
    r"""The text without its lone surrogates, such as "\ud800", which no file or message can hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()


_SMALLEST, _LARGEST = -(2**63), 2**64 - 1
"""The integers that MessagePack, and so the cache, can hold."""

_LONG = 10**7
"""What has so many digits may be the number of a person, a card or a phone."""


def _name(s: _Source, node: ast.Name) -> facts.Name:
    return facts.Name(s.place(node), node.id)


def _attribute(s: _Source, node: ast.Attribute) -> facts.Attribute:
    value = node.value
    return facts.Attribute(s.place(node), _EXPRESSIONS[type(value)](s, value), node.attr)


def _subscript(s: _Source, node: ast.Subscript) -> facts.Subscript:
    value, index = node.value, node.slice
    return facts.Subscript(s.place(node), _EXPRESSIONS[type(value)](s, value), _EXPRESSIONS[type(index)](s, index))


def _slice(s: _Source, node: ast.Slice) -> facts.Slice:
    return facts.Slice(s.place(node), _lower(s, node.lower), _lower(s, node.upper), _lower(s, node.step))


def _call(s: _Source, node: ast.Call) -> facts.Call:
    callee = node.func
    function = _EXPRESSIONS[type(callee)](s, callee)
    arguments = _each(s, node.args) if node.args else ()
    keywords = _keywords(s, node.keywords) if node.keywords else ()
    if type(function) is facts.Attribute and function.name == "getfixturevalue":
        for asked in (*arguments[:1], *(k.value for k in keywords if k.name == "argname")):
            if type(asked) is facts.Constant and type(asked.value) is str:
                s.requested.append(asked.value)
    return facts.Call(s.place(node), function, arguments, keywords)


def _keywords(s: _Source, nodes: Sequence[ast.keyword]) -> tuple[facts.Keyword, ...]:
    return tuple([facts.Keyword(node.arg, _lower(s, node.value)) for node in nodes])


def _starred(s: _Source, node: ast.Starred) -> facts.Starred:
    return facts.Starred(s.place(node), _lower(s, node.value))


def _text(s: _Source, node: Any) -> facts.Text:
    at = s.place(node)
    return facts.Text(at, tuple([_part(s, at, value) for value in node.values]))


def _part(s: _Source, at: Place, node: Any) -> AnyExpression:
    if type(node) is ast.Constant:
        text: Any = node.value
        return _string(s, at, text)
    value, spec = _lower(s, node.value), node.format_spec
    if spec is None:
        return facts.Formatted(at, value, None)
    computed = [_lower(s, part.value) for part in spec.values if type(part) is not ast.Constant]
    written: list[Any] = [part.value for part in spec.values if type(part) is ast.Constant]
    return facts.Formatted(at, value, None if computed else _encodable("".join(written)))


def _binary(s: _Source, node: ast.BinOp) -> AnyExpression:
    spine = [node]
    while type(node.left) is ast.BinOp:
        node = node.left
        spine.append(node)
    left = _lower(s, node.left)
    if len(spine) > _LONGEST:
        return facts.Opaque(s.place(spine[0]), (left, *[_lower(s, part.right) for part in reversed(spine)]))
    for part in reversed(spine):
        left = facts.Binary(s.place(part), left, _OPERATORS[type(part.op)], _lower(s, part.right))
    return left  # type: ignore[no-any-return]


_LONGEST = 100
"""Chains of more operators are opaque: what follows walks and encodes facts recursively."""


def _unary(s: _Source, node: ast.UnaryOp) -> AnyExpression:
    at, operand = s.place(node), _lower(s, node.operand)
    if type(node.op) is ast.USub and type(node.operand) is ast.Constant and type(operand) is facts.Constant:
        value: Any = operand.value
        if type(value) is float or (type(value) is int and -value >= _SMALLEST):
            return facts.Constant(at, -value)
    return facts.Unary(at, _OPERATORS[type(node.op)], operand)


def _logical(s: _Source, node: ast.BoolOp) -> facts.Logical:
    return facts.Logical(s.place(node), _OPERATORS[type(node.op)], _each(s, node.values))


def _compare(s: _Source, node: ast.Compare) -> facts.Compare:
    left = _lower(s, node.left)
    operators = tuple([_OPERATORS[type(operator)] for operator in node.ops])
    return facts.Compare(s.place(node), left, operators, _each(s, node.comparators))


def _list(s: _Source, node: ast.List) -> facts.Display:
    return facts.Display(s.place(node), "list", _each(s, node.elts))


def _tuple(s: _Source, node: ast.Tuple) -> facts.Display:
    return facts.Display(s.place(node), "tuple", _each(s, node.elts))


def _set(s: _Source, node: ast.Set) -> facts.Display:
    return facts.Display(s.place(node), "set", _each(s, node.elts))


def _dict(s: _Source, node: ast.Dict) -> facts.Dictionary:
    keys, values = [], []
    for key, value in zip(node.keys, node.values, strict=True):
        keys.append(_lower(s, key))
        values.append(_lower(s, value))
    return facts.Dictionary(s.place(node), tuple(keys), tuple(values))


def _list_comprehension(s: _Source, node: ast.ListComp) -> facts.Comprehension:
    return _comprehension(s, node, "list", None, node.elt)


def _set_comprehension(s: _Source, node: ast.SetComp) -> facts.Comprehension:
    return _comprehension(s, node, "set", None, node.elt)


def _dict_comprehension(s: _Source, node: ast.DictComp) -> facts.Comprehension:
    return _comprehension(s, node, "dict", node.key, node.value)


def _generator(s: _Source, node: ast.GeneratorExp) -> facts.Comprehension:
    return _comprehension(s, node, "generator", None, node.elt)


def _comprehension(
    s: _Source, node: Any, kind: str, key: ast.expr | None, element: ast.expr | None
) -> facts.Comprehension:
    lowered_key, lowered = _lower(s, key), _lower(s, element)
    clauses = [
        facts.Clause(_lower(s, clause.target), _lower(s, clause.iter), _each(s, clause.ifs))
        for clause in node.generators
    ]
    return facts.Comprehension(s.place(node), kind, lowered_key, lowered, tuple(clauses))


def _conditional(s: _Source, node: ast.IfExp) -> facts.Conditional:
    body, test = _lower(s, node.body), _lower(s, node.test)
    return facts.Conditional(s.place(node), test, body, _lower(s, node.orelse))


def _walrus(s: _Source, node: ast.NamedExpr) -> facts.Walrus:
    return facts.Walrus(s.place(node), node.target.id, _lower(s, node.value))


def _await(s: _Source, node: ast.Await) -> AnyExpression:
    return _lower(s, node.value)  # type: ignore[no-any-return]


def _yield(s: _Source, node: ast.Yield) -> facts.Yield:
    s.yields = True
    return facts.Yield(s.place(node), _lower(s, node.value), delegated=False)


def _yield_from(s: _Source, node: ast.YieldFrom) -> facts.Yield:
    s.yields = True
    return facts.Yield(s.place(node), _lower(s, node.value), delegated=True)


def _lambda(s: _Source, node: ast.Lambda) -> facts.Lambda:
    parameters = _parameters(s, node.args)
    yields = s.yields
    body = _lower(s, node.body)
    s.yields = yields
    return facts.Lambda(s.place(node), parameters, body)


def _unknown(s: _Source, node: ast.expr) -> facts.Opaque:
    inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return facts.Opaque(s.place(node), _each(s, inner))


class _Expressions(dict[type[ast.AST], Callable[[_Source, Any], AnyExpression]]):
    """What lowers each kind of expression; what a newer Python adds is opaque."""

    def __missing__(self, kind: type[ast.AST]) -> Callable[[_Source, Any], AnyExpression]:
        return _unknown


_EXPRESSIONS = _Expressions(
    {
        ast.Attribute: _attribute,
        ast.Await: _await,
        ast.BinOp: _binary,
        ast.BoolOp: _logical,
        ast.Call: _call,
        ast.Compare: _compare,
        ast.Constant: _constant,
        ast.Dict: _dict,
        ast.DictComp: _dict_comprehension,
        ast.GeneratorExp: _generator,
        ast.IfExp: _conditional,
        ast.JoinedStr: _text,
        ast.Lambda: _lambda,
        ast.List: _list,
        ast.ListComp: _list_comprehension,
        ast.Name: _name,
        ast.NamedExpr: _walrus,
        ast.Set: _set,
        ast.SetComp: _set_comprehension,
        ast.Slice: _slice,
        ast.Starred: _starred,
        ast.Subscript: _subscript,
        ast.Tuple: _tuple,
        ast.UnaryOp: _unary,
        ast.Yield: _yield,
        ast.YieldFrom: _yield_from,
    }
)

_STATEMENTS: dict[type[ast.AST], Callable[[_Source, Any], AnyStatement]] = {
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

_IMPORTS: dict[type[ast.AST], Callable[[_Source, Any], Iterator[facts.Import]]] = {
    ast.Import: _import,
    ast.ImportFrom: _import_from,
}

if sys.version_info >= (3, 11):
    _STATEMENTS[ast.TryStar] = _try
if sys.version_info >= (3, 12):
    _STATEMENTS[ast.TypeAlias] = _type_alias
if sys.version_info >= (3, 14):
    _EXPRESSIONS[ast.TemplateStr] = _text

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.Not: "not",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Invert: "~",
    ast.And: "and",
    ast.Or: "or",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
