"""The passages of a Python file: its literals, joined where code joins them, and what each is given to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct

from smelltest.link.knowledge.domains import MAIL_PROVIDERS, is_published
from smelltest.link.program.names import spelled
from smelltest.link.program.program import Program
from smelltest.link.texts.content import HOLE, Listing, Part, Passage
from smelltest.link.texts.joined import Joiner, Piece
from smelltest.link.values import Site
from smelltest.read.facts import (
    AnyExpression,
    Assign,
    Attribute,
    Augment,
    Binary,
    Bytes,
    Call,
    Case,
    Class,
    Clause,
    Compare,
    Constant,
    Dictionary,
    Display,
    Evaluate,
    For,
    Function,
    Handler,
    If,
    Import,
    Jump,
    Keyword,
    Match,
    Module,
    Name,
    Outer,
    Parameter,
    Place,
    Return,
    Starred,
    Statement,
    Subscript,
    Text,
    Try,
    Walrus,
    While,
    With,
    Yield,
)

Names = tuple[str, ...]

COMPARED = "=="
"""A name of what is compared with something, beside those of what it is compared with."""
_MOST_NAMES = 4
_LONG = 10**6
"""A number of fewer digits is nobody's."""
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]{0,39}")
_PARAMETRIZE = frozenset({"pytest.mark.parametrize", "mark.parametrize", "parametrize"})


def passages(module: Module, program: Program) -> Iterator[Passage]:
    """The passages of a file. Names are followed to the literals that they stand for, in other files too."""
    reader = _Reader("", Joiner(module.path, program), [])
    reader.each(module.body)
    return iter(reader.found)


def listings(module: Module) -> Iterator[Listing]:
    """The lists and dicts that a file assigns, answers or hands to a test, the outermost ones."""
    return _listings(module.path, module.body, "")


def _listings(path: str, body: Iterable[Any], scope: str) -> Iterator[Listing]:
    for node in body:
        kind = type(node)
        if kind in _GIVING:
            value: Any = node.value
            value = value.value if type(value) is Yield else value
            if type(value) in _LISTINGS and _holds_data(value):
                targets = node.targets if kind is Assign else ()
                names = tuple(name for target in targets for name in _names_of(target))
                yield Listing(Site(path, value.at), names, scope)
        elif kind in _NESTING:
            inner = node.qualname if kind in _SCOPES else scope
            for block in _NESTING[kind]:
                yield from _listings(path, getattr(node, block), inner)


def _holds_data(listing: Any) -> bool:
    """Whether something is written out in a listing, and not only what has a name already: `return name, folder`."""
    inside = listing.items if isinstance(listing, Display) else (*listing.keys, *listing.values)
    return any(type(item) is not Name for item in inside)


_GIVING = frozenset({Assign, Augment, Evaluate, Return})
_LISTINGS = frozenset({Display, Dictionary})
_SCOPES = frozenset({Class, Function})
_BLOCKS = ("handlers", "cases", "body", "otherwise", "final")
_NESTING = {
    kind: tuple(block for block in _BLOCKS if block in kind.__struct_fields__)
    for kind in (Case, Class, For, Function, Handler, If, Match, Try, While, With)
}
"""What holds statements, and in which fields."""


class _Reader(Struct, frozen=True, eq=False):
    """What reads the statements and expressions of one scope of a file, and notes the passages that it has found."""

    scope: str
    joiner: Joiner
    found: list[Passage]

    def each(self, nodes: Iterable[Any], names: Names = ()) -> None:
        """Read statements, or expressions that are given to `names`."""
        for node in nodes:
            if type(node) in _SILENT:
                continue
            if isinstance(node, Statement):
                self.statement(node)
            elif isinstance(node, Struct):
                self.expression(node, names)

    # Statements

    def statement(self, node: Any) -> None:
        """Read a statement and those in it."""
        kind = type(node)
        if kind is Evaluate:
            if not isinstance(node.value, Constant):  # Else a comment in the guise of a text.
                self.expression(node.value)
        elif kind is Assign:
            self.each(node.targets)
            self._assigned(node)
        elif kind is Function:
            self._function(node)
        elif kind is Class:
            self.each((*node.decorators, *node.bases, *node.keywords, *node.body))
        elif kind is Return:
            self.expression(node.value, self._answer)
        elif kind is For:
            self._looped(node)
            self.each((*node.body, *node.otherwise))
        else:
            self._all_of(node)

    @property
    def _answer(self) -> Names:
        """What the function answers goes by its name."""
        return (self.scope.rpartition(".")[2],)

    def _function(self, node: Function) -> None:
        for decorator in node.decorators:
            self._decorator(decorator)
        self.each(node.parameters)
        outer = self.joiner
        local = {**outer.local, **_local(node)}
        _Reader(node.qualname, Joiner(outer.path, outer.program, local), self.found).each(node.body)

    def _decorator(self, node: AnyExpression) -> None:
        """A decorator; the cases of `parametrize` go by the names of their parameters."""
        if isinstance(node, Call) and spelled(node.function) in _PARAMETRIZE and len(node.arguments) > 1:
            names, cases, *rest = node.arguments
            self._rows(_parametrized(names), cases)
            self.each((*rest, *node.keywords))
        else:
            self.expression(node)

    def _assigned(self, node: Assign) -> None:
        first, value = node.targets[0], node.value
        if isinstance(first, Display) and isinstance(value, Display) and len(first.items) == len(value.items):
            for target, item in zip(first.items, value.items, strict=True):
                self.expression(item, _names_of(target))
        else:
            self.expression(value, tuple(n for target in node.targets for n in _names_of(target)))

    def _looped(self, node: For | Clause) -> None:
        targets = node.target.items if isinstance(node.target, Display) else (node.target,)
        self._rows(tuple("".join(_names_of(target)[:1]) for target in targets), node.iterable)

    def _rows(self, names: Names, rows: AnyExpression) -> None:
        """The items of a list, each of which is given to `names`."""
        for row in rows.items if isinstance(rows, Display) else (rows,):
            values = _values(row)
            if len(names) > 1 and len(values) == len(names):
                for name, value in zip(names, values, strict=True):
                    self.expression(value, (name,))
            elif not (_is_of_addresses(names) and self._ends_address(row, names)):
                self.expression(row, names)

    # Expressions

    def expression(self, node: Any, names: Names = ()) -> None:
        """Read an expression that is given to `names`."""
        kind = type(node)
        if kind in _SILENT:
            return
        if kind is Constant:
            value = node.value
            if type(value) is str or (type(value) is int and abs(value) >= _LONG):
                self._passage((self._piece(node, str(value)),), names)
        elif kind in _JOINING and (pieces := self.joiner.pieces(node)) is not None:
            self._passage(pieces, names)
            self.each(self.joiner.beside(node))
        elif kind is Call:
            self._call(node, names)
        elif kind is Dictionary:
            for key, value in zip(node.keys, node.values, strict=True):
                self.expression(key, names)
                self.expression(value, _nearer(_text_of(key), names))
        elif kind is Bytes:
            self._passage((self._piece(node, node.value.decode(errors="replace")),), names)
        else:
            self._other(node, names)

    def _other(self, node: Any, names: Names) -> None:
        if isinstance(node, Compare):
            sides = (node.left, *node.comparators)
            self.each(sides, (*(name for side in sides for name in _names_of(side)), COMPARED, *names))
        elif isinstance(node, (Keyword, Walrus)):
            self.expression(node.value, _nearer(node.name, names))
        elif isinstance(node, Parameter):
            self.expression(node.default, (node.name,))
        elif isinstance(node, (Yield, Starred)):
            self.expression(node.value, names or self._answer)
        elif isinstance(node, Clause):
            self._looped(node)
            self.each(node.conditions)
        elif isinstance(node, Subscript):
            self.each((node.value, node.index))
        elif isinstance(node, Binary) and node.operator == "/":
            self.expression(node.left, names)
            self.expression(node.right, (*_folder(node.left), *names))
        else:
            self._all_of(node, names)

    def _call(self, node: Call, names: Names) -> None:
        """Arguments go by their keyword, a text before them that reads as a name, and the call's name."""
        callee = (spelled(node.function) or "").rpartition(".")[2]
        compared = node.arguments if callee.lower().startswith("assert") else ()
        beside = tuple(name for argument in compared for name in _names_of(argument))
        self.expression(node.function)
        label: str | None = None
        making = _is_of_addresses((callee,))
        for argument in node.arguments:
            if not (making and self._ends_address(argument, (callee, *names))):
                self.expression(argument, _nearer(label, (*beside, callee, *names)))
            text = _text_of(argument)
            label = text if text is not None and _IDENTIFIER.fullmatch(text) else None
        for keyword in node.keywords:
            if not (making and self._ends_address(keyword.value, (callee, *names))):
                self.expression(keyword, (callee, *names))

    def _ends_address(self, node: AnyExpression, names: Names) -> bool:
        """Whether what an address is made of is a domain where people have theirs; if so, it is read as the end of one."""
        text = _text_of(node)
        if text is None or not (text in MAIL_PROVIDERS or is_published(text)):
            return False
        self._passage((Piece(f"{HOLE}@"), Piece(text, Site(self.joiner.path, node.at))), names)
        return True

    def _all_of(self, node: Any, names: Names = ()) -> None:
        for field in _inner(node.__class__):
            value = getattr(node, field)
            self.each(value if isinstance(value, tuple) else (value,), names)

    def _piece(self, node: Constant | Bytes, text: str) -> Piece:
        return Piece(text, Site(self.joiner.path, node.at))

    def _passage(self, pieces: Iterable[Piece], names: Names) -> None:
        text, parts = "", []
        for piece in pieces:
            if piece.site is not None:
                parts.append(Part(len(text), piece.site))
            text += piece.text
        if parts:
            given = tuple(name for name in dict.fromkeys(names) if name)[:_MOST_NAMES]
            self.found.append(Passage(text, tuple(parts), given, self.scope))


@lru_cache(maxsize=128)
def _inner(kind: type) -> tuple[str, ...]:
    """The fields of a kind of fact that may hold others."""
    return tuple(field for field in getattr(kind, "__struct_fields__", ()) if field not in _PLAIN_FIELDS)


_PLAIN_FIELDS = frozenset({"at", "kind", "level", "name", "names", "operator", "operators", "spec", "yields"})
_JOINING = frozenset({Text, Binary, Call})
_SILENT = frozenset({Place, Name, Import, Jump, Outer, str, int, bool, type(None)})
"""What holds no literal, in the facts of which most are such."""


def _local(node: Function) -> dict[str, AnyExpression | None]:
    """What the names of a function stand for, None where that is more than one expression."""
    values: dict[str, AnyExpression | None] = {parameter.name: None for parameter in node.parameters}
    for statement in node.body:
        for name, value in _bindings(statement):
            values[name] = None if name in values else value
    return values


def _bindings(node: Any) -> Iterator[tuple[str, AnyExpression | None]]:
    """The names that a statement, or one in it, binds, each with what it then stands for."""
    if isinstance(node, Assign):
        for target in node.targets:
            whole = isinstance(target, Name)
            yield from ((name.name, node.value if whole else None) for name in _bound(target))
    elif isinstance(node, (Function, Class)):
        yield node.name, None
    else:
        for target in (getattr(node, "target", None), *getattr(node, "targets", ())):
            yield from ((name.name, None) for name in _bound(target))
        for block in ("contexts", *_BLOCKS):
            for inner in getattr(node, block, ()):
                yield from _bindings(inner)


def _bound(target: Any) -> Iterator[Name]:
    if isinstance(target, Name):
        yield target
    elif isinstance(target, Display):
        for item in target.items:
            yield from _bound(item)


def _names_of(node: AnyExpression) -> Names:
    """The names by which an expression says what it holds: `ssn` of `user["ssn"]`, `user.ssn` or `ssn()`."""
    if isinstance(node, (Name, Attribute)):
        return (node.name,)
    if isinstance(node, Subscript):
        return _nearer(_text_of(node.index), _names_of(node.value))
    if isinstance(node, Call):
        callee = _names_of(node.function)
        key = _text_of(node.arguments[0]) if callee == ("get",) and node.arguments else None
        return callee if key is None else (key,)
    return ()


def _folder(node: AnyExpression) -> Names:
    """What a path is called that another one is put below: `tmp_path` of `tmp_path / "a" / "b.csv"`."""
    while isinstance(node, Binary) and node.operator == "/":
        node = node.left
    return _names_of(node)


def _values(row: AnyExpression) -> tuple[AnyExpression, ...]:
    """The values of one case: a tuple, or the arguments of a `pytest.param`."""
    if isinstance(row, Call) and _names_of(row.function) == ("param",):
        return row.arguments
    return row.items if isinstance(row, Display) else ()


def _parametrized(names: AnyExpression) -> Names:
    """The parameters that `parametrize` gives values to."""
    listed = names.items if isinstance(names, Display) else (names,)
    texts = [text for item in listed if (text := _text_of(item)) is not None]
    return tuple(name.strip() for text in texts for name in text.split(","))


def _text_of(node: object) -> str | None:
    return node.value if isinstance(node, Constant) and isinstance(node.value, str) else None


def _is_of_addresses(names: Names) -> bool:
    """Whether what is given to names makes, or is, an address: `fake.email(domain="mail.ru")`."""
    return len(names) == 1 and names[0].lower().endswith("email")


def _nearer(name: str | None, names: Names) -> Names:
    return names if name is None else (name, *names)
