"""Calls spelled out anew from their facts, in the words of a function: what is a name of its own there is a hole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from smelltest.link.program.walking import within
from smelltest.read import facts

_ID = re.compile(r"(?:^|_)(?:id|pk|uuid|guid|uid|key)s?$|[a-z](?:Id|ID|Uuid|UUID)$|^id", re.IGNORECASE)


class Written(Struct, frozen=True):
    """The source of a call, the parameters of its function that it stands on, and what it takes from its module."""

    source: str
    parameters: frozenset[str]
    names: tuple[tuple[str, str], ...]


def function_of(module: facts.Module, qualname: str) -> facts.Function | None:
    """The function of a module that goes by a qualified name."""
    return next(
        (one for one in within(module.body) if isinstance(one, facts.Function) and one.qualname == qualname), None
    )


def called_at(function: facts.Function, at: facts.Place) -> facts.Call | None:
    """The call of a function that stands at a place."""
    return next((one for one in within(function) if isinstance(one, facts.Call) and one.at == at), None)


def source_of(module: facts.Module, function: facts.Function, call: facts.Call) -> Written | None:
    """A call as it can stand elsewhere: what its function only gives a name is written out."""
    writer = Writer(module, function, spelling=True)
    source = writer.written(call)
    if source is None or writer.fails:
        return None
    names = tuple(sorted((name, writer.dotted(name)) for name in writer.used - writer.parameters))
    return Written(source, frozenset(writer.used & writer.parameters), names)


class Writer:
    """Writes a call as source, with a hole where it has the id of a record."""

    def __init__(
        self, module: facts.Module, function: facts.Function, *, spelling: bool = False, given: bool = False
    ) -> None:
        """`spelling`: literals and what is made of them are written out for the local names that they go by.

        `given`: the id may be a parameter of the function.
        """
        self._given = given
        self._module = module
        self._spelling = dict(_spelled(function)) if spelling else {}
        self.parameters = {parameter.name for parameter in function.parameters}
        self._local = {
            name.name
            for statement in within(function.body)
            for target in _targets(statement)
            for name in within(target)
            if isinstance(name, facts.Name)
        }
        self.used: set[str] = set()
        self.fails = False

    def dotted(self, name: str) -> str:
        """What a global name is imported by; empty where it is not."""
        for one in self._module.body:
            if isinstance(one, facts.Import) and one.bound == name and one.level == 0:
                return f"{one.module}.{one.name}" if one.name else one.module if one.module == name else ""
        return ""

    def written(self, node: facts.AnyExpression, quote: str = "") -> str | None:
        """The source of an expression, with `{id}` where the record's id stands; None where it cannot be written there."""
        if self._is_hole(node):
            return "{id}"
        if isinstance(node, facts.Name):
            return self._name(node.name, quote)
        if isinstance(node, facts.Attribute):
            inner = self.written(node.value, quote)
            return None if inner is None else f"{inner}.{node.name}"
        if isinstance(node, facts.Constant):
            return _literal(node.value, quote)
        if isinstance(node, facts.Text):
            return self._text(node) if not quote else None
        if isinstance(node, facts.Call):
            return self._call(node, quote)
        if isinstance(node, (facts.Display, facts.Dictionary)):
            return self._collection(node, quote)
        if isinstance(node, facts.Subscript) and isinstance(node.index, facts.Constant):
            inner, index = self.written(node.value, quote), _literal(node.index.value, quote)
            return None if inner is None or index is None else f"{inner}[{index}]"
        if isinstance(node, facts.Binary) and node.operator == "+":
            left, right = self.written(node.left, quote), self.written(node.right, quote)
            return None if left is None or right is None else f"{left} + {right}"
        return None

    def _name(self, name: str, quote: str) -> str | None:
        if name in self._spelling:
            return self.written(self._spelling[name], quote)
        self.used.add(name)
        self.fails |= name in self._local
        return name

    def _call(self, node: facts.Call, quote: str) -> str | None:
        if isinstance(node.function, facts.Attribute):
            owner = self.written(node.function.value, quote)
            function = None if owner is None else f"{owner}.{node.function.name}"
        else:
            function = self.written(node.function, quote)
        given = [self.written(argument, quote) for argument in node.arguments]
        for keyword in node.keywords:
            value = self.written(keyword.value, quote) if keyword.name else None
            given.append(None if value is None else f"{keyword.name}={value}")
        return None if function is None or None in given else f"{function}({', '.join(map(str, given))})"

    def _collection(self, node: facts.Display | facts.Dictionary, quote: str) -> str | None:
        if isinstance(node, facts.Dictionary):
            keys = [self.written(key, quote) if key is not None else None for key in node.keys]
            values = [self.written(value, quote) for value in node.values]
            if None in keys or None in values:
                return None
            return f"{{{', '.join(f'{key}: {value}' for key, value in zip(keys, values, strict=True))}}}"
        items = [self.written(item, quote) for item in node.items]
        around = {"list": "[]", "tuple": "()"}.get(node.kind)
        if None in items or around is None:
            return None
        inside = ", ".join(map(str, items)) + ("," if node.kind == "tuple" and len(items) == 1 else "")
        return f"{around[0]}{inside}{around[1]}"

    def _text(self, node: facts.Text) -> str | None:
        parts = []
        for part in node.parts:
            if isinstance(part, facts.Constant) and isinstance(part.value, str):
                if re.search(r'["\\{}\n]', part.value):
                    return None
                parts.append(part.value)
            elif isinstance(part, facts.Formatted) and part.spec is None:
                inner = self.written(part.value, '"')
                if inner is None:
                    return None
                parts.append(inner if inner == "{id}" else f"{{{inner}}}")
            else:
                return None
        return f'f"{"".join(parts)}"'

    def _is_hole(self, node: facts.AnyExpression) -> bool:
        """Whether an expression is a record's id: it is called so, or is the function's own."""
        inner, last = node, ""
        while True:
            if isinstance(inner, facts.Subscript) and isinstance(inner.index, facts.Constant):
                last = last or str(inner.index.value)
                inner = inner.value
            elif isinstance(inner, facts.Attribute):
                last = last or inner.name
                inner = inner.value
            elif isinstance(inner, facts.Call) and not inner.arguments and inner is not node:
                inner = inner.function
            else:
                break
        if not isinstance(inner, facts.Name) or isinstance(node, facts.Call):
            return False
        return _ID.search(last or inner.name) is not None and (
            inner is not node or self._given or inner.name not in self.parameters
        )


def _spelled(function: facts.Function) -> Iterator[tuple[str, facts.AnyExpression]]:
    """The names that a function gives a literal, or a collection, once."""
    given: dict[str, list[facts.AnyExpression]] = {}
    for statement in within(function.body):
        for target in _targets(statement):
            for name in within(target):
                if isinstance(name, facts.Name):
                    plain = isinstance(statement, facts.Assign) and target is name
                    value = (
                        statement.value if isinstance(statement, facts.Assign) and plain else facts.Name(target.at, "")
                    )
                    given.setdefault(name.name, []).append(value)
    for bound, values in given.items():
        if len(values) == 1 and isinstance(values[0], (facts.Constant, facts.Dictionary, facts.Text)):
            yield bound, values[0]


def _targets(statement: Struct) -> tuple[facts.AnyExpression, ...]:
    if isinstance(statement, facts.Assign):
        return tuple(target for target in statement.targets if isinstance(target, (facts.Name, facts.Display)))
    if isinstance(statement, facts.For):
        return (statement.target,)
    if isinstance(statement, facts.With):
        return tuple(context.target for context in statement.contexts if context.target is not None)
    return ()


def _literal(value: str | float | bool | None, quote: str) -> str | None:
    if isinstance(value, str):
        mark = "'" if quote == '"' else '"'
        return None if re.search(r"""["'\\{}\n]""", value) else f"{mark}{value}{mark}"
    return repr(value)
