"""Expressions, lowered from nodes of `ast` to facts."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Sequence
from typing import Any

from smelltest.read import facts
from smelltest.read.facts import AnyExpression, Place, Words
from smelltest.read.text import Source, encodable


def lower(s: Source, node: ast.AST | None) -> Any:
    """The facts of an expression, if there is one."""
    return None if node is None else EXPRESSIONS[type(node)](s, node)


def each(s: Source, nodes: Sequence[ast.expr]) -> tuple[AnyExpression, ...]:
    """The facts of expressions after each other."""
    return tuple([EXPRESSIONS[type(node)](s, node) for node in nodes])


def _constant(s: Source, node: ast.Constant) -> AnyExpression:
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


def _string(s: Source, at: Place, value: str) -> AnyExpression:
    if not value.isascii() and value != encodable(value):
        return facts.Opaque(at, ())
    s.words.append(Words(at, value, s.scope))
    return facts.Constant(at, value)


_SMALLEST, _LARGEST = -(2**63), 2**64 - 1
"""The integers that MessagePack, and so the cache, can hold."""

_LONG = 10**7
"""What has so many digits may be the number of a person, a card or a phone."""


def _name(s: Source, node: ast.Name) -> facts.Name:
    return facts.Name(s.place(node), node.id)


def _attribute(s: Source, node: ast.Attribute) -> facts.Attribute:
    value = node.value
    return facts.Attribute(s.place(node), EXPRESSIONS[type(value)](s, value), node.attr)


def _subscript(s: Source, node: ast.Subscript) -> facts.Subscript:
    value, index = node.value, node.slice
    return facts.Subscript(s.place(node), EXPRESSIONS[type(value)](s, value), EXPRESSIONS[type(index)](s, index))


def _slice(s: Source, node: ast.Slice) -> facts.Slice:
    return facts.Slice(s.place(node), lower(s, node.lower), lower(s, node.upper), lower(s, node.step))


def _call(s: Source, node: ast.Call) -> facts.Call:
    callee = node.func
    function = EXPRESSIONS[type(callee)](s, callee)
    arguments = each(s, node.args) if node.args else ()
    keywords = keywords_of(s, node.keywords) if node.keywords else ()
    if type(function) is facts.Attribute and function.name == "getfixturevalue":
        for asked in (*arguments[:1], *(k.value for k in keywords if k.name == "argname")):
            if type(asked) is facts.Constant and type(asked.value) is str:
                s.requested.append(asked.value)
    return facts.Call(s.place(node), function, arguments, keywords)


def keywords_of(s: Source, nodes: Sequence[ast.keyword]) -> tuple[facts.Keyword, ...]:
    """What is given by name in a call, or in the head of a class."""
    return tuple([facts.Keyword(node.arg, lower(s, node.value)) for node in nodes])


def _starred(s: Source, node: ast.Starred) -> facts.Starred:
    return facts.Starred(s.place(node), lower(s, node.value))


def _text(s: Source, node: Any) -> facts.Text:
    at = s.place(node)
    return facts.Text(at, tuple([_part(s, at, value) for value in node.values]))


def _part(s: Source, at: Place, node: Any) -> AnyExpression:
    if type(node) is ast.Constant:
        text: Any = node.value
        return _string(s, at, text)
    value, spec = lower(s, node.value), node.format_spec
    if spec is None:
        return facts.Formatted(at, value, None)
    computed = [lower(s, part.value) for part in spec.values if type(part) is not ast.Constant]
    written: list[Any] = [part.value for part in spec.values if type(part) is ast.Constant]
    return facts.Formatted(at, value, None if computed else encodable("".join(written)))


def _binary(s: Source, node: ast.BinOp) -> AnyExpression:
    spine = [node]
    while type(node.left) is ast.BinOp:
        node = node.left
        spine.append(node)
    left = lower(s, node.left)
    if len(spine) > _LONGEST:
        return facts.Opaque(s.place(spine[0]), (left, *[lower(s, part.right) for part in reversed(spine)]))
    for part in reversed(spine):
        left = facts.Binary(s.place(part), left, OPERATORS[type(part.op)], lower(s, part.right))
    return left  # type: ignore[no-any-return]


_LONGEST = 100
"""Chains of more operators are opaque: what follows walks and encodes facts recursively."""


def _unary(s: Source, node: ast.UnaryOp) -> AnyExpression:
    at, operand = s.place(node), lower(s, node.operand)
    if type(node.op) is ast.USub and type(node.operand) is ast.Constant and type(operand) is facts.Constant:
        value: Any = operand.value
        if type(value) is float or (type(value) is int and -value >= _SMALLEST):
            return facts.Constant(at, -value)
    return facts.Unary(at, OPERATORS[type(node.op)], operand)


def _logical(s: Source, node: ast.BoolOp) -> facts.Logical:
    return facts.Logical(s.place(node), OPERATORS[type(node.op)], each(s, node.values))


def _compare(s: Source, node: ast.Compare) -> facts.Compare:
    left = lower(s, node.left)
    operators = tuple([OPERATORS[type(operator)] for operator in node.ops])
    return facts.Compare(s.place(node), left, operators, each(s, node.comparators))


def _list(s: Source, node: ast.List) -> facts.Display:
    return facts.Display(s.place(node), "list", each(s, node.elts))


def _tuple(s: Source, node: ast.Tuple) -> facts.Display:
    return facts.Display(s.place(node), "tuple", each(s, node.elts))


def _set(s: Source, node: ast.Set) -> facts.Display:
    return facts.Display(s.place(node), "set", each(s, node.elts))


def _dict(s: Source, node: ast.Dict) -> facts.Dictionary:
    keys, values = [], []
    for key, value in zip(node.keys, node.values, strict=True):
        keys.append(lower(s, key))
        values.append(lower(s, value))
    return facts.Dictionary(s.place(node), tuple(keys), tuple(values))


def _list_comprehension(s: Source, node: ast.ListComp) -> facts.Comprehension:
    return _comprehension(s, node, "list", None, node.elt)


def _set_comprehension(s: Source, node: ast.SetComp) -> facts.Comprehension:
    return _comprehension(s, node, "set", None, node.elt)


def _dict_comprehension(s: Source, node: ast.DictComp) -> facts.Comprehension:
    return _comprehension(s, node, "dict", node.key, node.value)


def _generator(s: Source, node: ast.GeneratorExp) -> facts.Comprehension:
    return _comprehension(s, node, "generator", None, node.elt)


def _comprehension(
    s: Source, node: Any, kind: str, key: ast.expr | None, element: ast.expr | None
) -> facts.Comprehension:
    lowered_key, lowered = lower(s, key), lower(s, element)
    clauses = [
        facts.Clause(lower(s, clause.target), lower(s, clause.iter), each(s, clause.ifs)) for clause in node.generators
    ]
    return facts.Comprehension(s.place(node), kind, lowered_key, lowered, tuple(clauses))


def _conditional(s: Source, node: ast.IfExp) -> facts.Conditional:
    body, test = lower(s, node.body), lower(s, node.test)
    return facts.Conditional(s.place(node), test, body, lower(s, node.orelse))


def _walrus(s: Source, node: ast.NamedExpr) -> facts.Walrus:
    return facts.Walrus(s.place(node), node.target.id, lower(s, node.value))


def _await(s: Source, node: ast.Await) -> AnyExpression:
    return lower(s, node.value)  # type: ignore[no-any-return]


def _yield(s: Source, node: ast.Yield) -> facts.Yield:
    s.yields = True
    return facts.Yield(s.place(node), lower(s, node.value), delegated=False)


def _yield_from(s: Source, node: ast.YieldFrom) -> facts.Yield:
    s.yields = True
    return facts.Yield(s.place(node), lower(s, node.value), delegated=True)


def parameters_of(s: Source, node: ast.arguments) -> tuple[facts.Parameter, ...]:
    """The parameters of a function, in the order in which they are written."""
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


def _parameter(s: Source, node: ast.arg, kind: str, default: ast.expr | None) -> facts.Parameter:
    return facts.Parameter(node.arg, kind, lower(s, default), lower(s, node.annotation))


def _lambda(s: Source, node: ast.Lambda) -> facts.Lambda:
    parameters = parameters_of(s, node.args)
    yields = s.yields
    body = lower(s, node.body)
    s.yields = yields
    return facts.Lambda(s.place(node), parameters, body)


def _unknown(s: Source, node: ast.expr) -> facts.Opaque:
    inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
    return facts.Opaque(s.place(node), each(s, inner))


class _Expressions(dict[type[ast.AST], Callable[[Source, Any], AnyExpression]]):
    """What lowers each kind of expression; what a newer Python adds is opaque."""

    def __missing__(self, kind: type[ast.AST]) -> Callable[[Source, Any], AnyExpression]:
        return _unknown


EXPRESSIONS = _Expressions(
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

if sys.version_info >= (3, 14):
    EXPRESSIONS[ast.TemplateStr] = _text

OPERATORS: dict[type[ast.AST], str] = {
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
