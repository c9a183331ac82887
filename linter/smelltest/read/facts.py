"""What one file says, as plain values: the product of *read* and the food of *link*.

A file becomes a `Module` of statements and expressions, each a small frozen value that can be written to a cache or sent
to another process. It is a program reduced to what decides where data comes from and where it goes: names, calls,
literals, bindings, assertions, yields, and the blocks that guard them, in the order in which they stand.
"""

from __future__ import annotations

from typing import Union

from msgspec import Struct


class Place(Struct, frozen=True, gc=False, array_like=True):
    """A stretch of a file. Lines and columns count from 1, columns in characters; the end is past the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


class Expression(Struct, frozen=True, gc=False, array_like=True):
    """An expression and the place where it stands."""

    at: Place


class Constant(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """A literal: text, number, truth value or None."""

    value: str | int | float | bool | None


class Bytes(Expression, frozen=True, gc=False, array_like=True, tag=True):
    value: bytes


class Name(Expression, frozen=True, gc=False, array_like=True, tag=True):
    name: str


class Attribute(Expression, frozen=True, gc=False, array_like=True, tag=True):
    value: AnyExpression
    name: str


class Subscript(Expression, frozen=True, gc=False, array_like=True, tag=True):
    value: AnyExpression
    index: AnyExpression


class Slice(Expression, frozen=True, gc=False, array_like=True, tag=True):
    lower: AnyExpression | None
    upper: AnyExpression | None
    step: AnyExpression | None


class Keyword(Struct, frozen=True, gc=False, array_like=True):
    """A keyword argument; without a name it is `**value`."""

    name: str | None
    value: AnyExpression


class Call(Expression, frozen=True, gc=False, array_like=True, tag=True):
    function: AnyExpression
    arguments: tuple[AnyExpression, ...]
    keywords: tuple[Keyword, ...]


class Starred(Expression, frozen=True, gc=False, array_like=True, tag=True):
    value: AnyExpression


class Text(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """An f-string. Its constant parts have the place of the whole f-string."""

    parts: tuple[AnyExpression, ...]


class Formatted(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """A `{value:spec}` of an f-string; `spec` is None where there is none or it is itself computed."""

    value: AnyExpression
    spec: str | None


class Binary(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """`left operator right`, the operator as it is written: `+`, `%`, `|`, …"""

    left: AnyExpression
    operator: str
    right: AnyExpression


class Unary(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """`not`, `-`, `+` or `~` before an operand. A negative number is a `Constant`."""

    operator: str
    operand: AnyExpression


class Logical(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """`and` or `or` between operands."""

    operator: str
    operands: tuple[AnyExpression, ...]


class Compare(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """`left operators[0] comparators[0] operators[1] …`, operators as they are written (`not in`, `is not`)."""

    left: AnyExpression
    operators: tuple[str, ...]
    comparators: tuple[AnyExpression, ...]


class Display(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """A list, tuple or set written out; `kind` is `list`, `tuple` or `set`."""

    kind: str
    items: tuple[AnyExpression, ...]


class Dictionary(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """A dict written out; an entry without a key is `**value`."""

    keys: tuple[AnyExpression | None, ...]
    values: tuple[AnyExpression, ...]


class Clause(Struct, frozen=True, gc=False, array_like=True):
    """`for target in iterable if conditions…` of a comprehension."""

    target: AnyExpression
    iterable: AnyExpression
    conditions: tuple[AnyExpression, ...]


class Comprehension(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """`kind` is `list`, `set`, `dict` or `generator`; `key` is there for a dict only."""

    kind: str
    key: AnyExpression | None
    element: AnyExpression
    clauses: tuple[Clause, ...]


class Conditional(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """`body if test else otherwise`."""

    test: AnyExpression
    body: AnyExpression
    otherwise: AnyExpression


class Walrus(Expression, frozen=True, gc=False, array_like=True, tag=True):
    name: str
    value: AnyExpression


class Yield(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """`yield value`, or `yield from value` where `delegated`."""

    value: AnyExpression | None
    delegated: bool


class Parameter(Struct, frozen=True, gc=False, array_like=True):
    """A parameter of a function. `kind` is `plain`, `keyword`, `*` or `**`."""

    name: str
    kind: str
    default: AnyExpression | None
    annotation: AnyExpression | None


class Lambda(Expression, frozen=True, gc=False, array_like=True, tag=True):
    parameters: tuple[Parameter, ...]
    body: AnyExpression


class Opaque(Expression, frozen=True, gc=False, array_like=True, tag=True):
    """An expression that nothing here depends on, with the expressions inside it."""

    inner: tuple[AnyExpression, ...]


AnyExpression = Union[
    Constant, Bytes, Name, Attribute, Subscript, Slice, Call, Starred, Text, Formatted, Binary, Unary, Logical, Compare,
    Display, Dictionary, Comprehension, Conditional, Walrus, Yield, Lambda, Opaque,
]  # fmt: skip


class Statement(Struct, frozen=True, gc=False, array_like=True):
    """A statement and the place where it stands (of a compound statement: its header's first line and its whole)."""

    at: Place


class Evaluate(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """An expression as a statement."""

    value: AnyExpression


class Assign(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """`targets[0] = targets[1] = … = value`; an annotated assignment has one target and its annotation."""

    targets: tuple[AnyExpression, ...]
    value: AnyExpression
    annotation: AnyExpression | None


class Augment(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """`target operator= value`, the operator without its `=`."""

    target: AnyExpression
    operator: str
    value: AnyExpression


class Declare(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """An annotated name without a value, as the fields of a dataclass or model have it."""

    target: AnyExpression
    annotation: AnyExpression


class Return(Statement, frozen=True, gc=False, array_like=True, tag=True):
    value: AnyExpression | None


class Assert(Statement, frozen=True, gc=False, array_like=True, tag=True):
    test: AnyExpression


class Raise(Statement, frozen=True, gc=False, array_like=True, tag=True):
    error: AnyExpression | None


class If(Statement, frozen=True, gc=False, array_like=True, tag=True):
    test: AnyExpression
    body: tuple[AnyStatement, ...]
    otherwise: tuple[AnyStatement, ...]


class For(Statement, frozen=True, gc=False, array_like=True, tag=True):
    target: AnyExpression
    iterable: AnyExpression
    body: tuple[AnyStatement, ...]
    otherwise: tuple[AnyStatement, ...]


class While(Statement, frozen=True, gc=False, array_like=True, tag=True):
    test: AnyExpression
    body: tuple[AnyStatement, ...]
    otherwise: tuple[AnyStatement, ...]


class Context(Struct, frozen=True, gc=False, array_like=True):
    """`manager as target` of a `with`."""

    manager: AnyExpression
    target: AnyExpression | None


class With(Statement, frozen=True, gc=False, array_like=True, tag=True):
    contexts: tuple[Context, ...]
    body: tuple[AnyStatement, ...]


class Handler(Struct, frozen=True, gc=False, array_like=True):
    """`except error as name: body`."""

    error: AnyExpression | None
    name: str | None
    body: tuple[AnyStatement, ...]


class Try(Statement, frozen=True, gc=False, array_like=True, tag=True):
    body: tuple[AnyStatement, ...]
    handlers: tuple[Handler, ...]
    otherwise: tuple[AnyStatement, ...]
    final: tuple[AnyStatement, ...]


class Case(Struct, frozen=True, gc=False, array_like=True):
    """A `case` of a `match`: the names that its pattern binds, its guard and its body."""

    names: tuple[str, ...]
    guard: AnyExpression | None
    body: tuple[AnyStatement, ...]


class Match(Statement, frozen=True, gc=False, array_like=True, tag=True):
    subject: AnyExpression
    cases: tuple[Case, ...]


class Jump(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """`break` or `continue`."""

    kind: str


class Remove(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """`del targets…`."""

    targets: tuple[AnyExpression, ...]


class Outer(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """`global names…` or `nonlocal names…`; `kind` says which."""

    kind: str
    names: tuple[str, ...]


class Import(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """What one `import` or `from … import` binds.

    `import a.b` binds `a`: module `a`, name None, bound `a`; `import a.b as c`: module `a.b`, name None, bound `c`;
    `from ..a import b as c`: level 2, module `a`, name `b`, bound `c`; a star import has the name and bound `*`.
    `loads` is the whole dotted module of the statement.
    """

    level: int
    module: str
    name: str | None
    bound: str
    loads: str


class Function(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """A function. `at` is the place of `def name`; `qualname` as Python has it, without `<locals>`."""

    name: str
    qualname: str
    parameters: tuple[Parameter, ...]
    decorators: tuple[AnyExpression, ...]
    body: tuple[AnyStatement, ...]
    docstring: str | None
    is_async: bool
    yields: bool
    requested: tuple[str, ...]
    """Fixtures that the body asks for by `getfixturevalue("…")`."""
    end_line: int


class Class(Statement, frozen=True, gc=False, array_like=True, tag=True):
    """A class. `at` is the place of `class name`."""

    name: str
    qualname: str
    bases: tuple[AnyExpression, ...]
    keywords: tuple[Keyword, ...]
    decorators: tuple[AnyExpression, ...]
    body: tuple[AnyStatement, ...]
    end_line: int


AnyStatement = Union[
    Evaluate, Assign, Augment, Declare, Return, Assert, Raise, If, For, While, With, Try, Match, Jump, Remove, Outer,
    Import, Function, Class,
]  # fmt: skip


class Words(Struct, frozen=True, gc=False, array_like=True):
    """A literal text that is no docstring, and the function or method around it (empty at module level).

    Bytes read as text, and so do numbers of many digits, which may be those of a person or a card.
    """

    at: Place
    text: str
    scope: str


class Suppression(Struct, frozen=True, gc=False, array_like=True):
    """A comment that silences findings.

    `first` and `last` are the lines it covers; `codes` are as written; `form` is `ignore`, `ignore-file` or `noqa`.
    """

    at: Place
    form: str
    codes: tuple[str, ...]
    first: int
    last: int
    reason: str | None
    until: str | None


class Remark(Struct, frozen=True, gc=False, array_like=True):
    """A docstring or a comment that speaks of production.

    `scope`: the function or class that a docstring is of, empty of a module's; None of a comment.
    """

    at: Place
    text: str
    scope: str | None


class FeatureStep(Struct, frozen=True, gc=False, array_like=True):
    """A step of a scenario: `Given a user "mia"`.

    `kind`: `given`, `when` or `then`, of an `And` that of the step before. `text`: what follows the keyword, in its
    place; `document`: the text in triple quotes below it; `table`: the rows below it.
    """

    at: Place
    kind: str
    text: Constant
    document: Constant | None = None
    table: tuple[tuple[Constant, ...], ...] = ()


class Scenario(Struct, frozen=True, gc=False, array_like=True):
    """A scenario with the steps of the backgrounds before its own. `at` is the place of its heading.

    `rows`: of an outline, what each of its examples fills in, by name.
    """

    at: Place
    name: str
    tags: tuple[str, ...]
    steps: tuple[FeatureStep, ...]
    rows: tuple[tuple[tuple[str, Constant], ...], ...]
    is_outline: bool
    end_line: int


class Feature(Struct, frozen=True, gc=False, array_like=True):
    """What a feature file says: its tags, which all its scenarios have besides their own, and those."""

    name: str
    tags: tuple[str, ...]
    scenarios: tuple[Scenario, ...]


class Module(Struct, frozen=True, gc=False, array_like=True):
    """One file: its statements, its literal texts, its suppressions, and where it speaks of production.

    A file of Gherkin has a `feature` in place of statements.
    """

    path: str
    docstring: str | None
    body: tuple[AnyStatement, ...]
    words: tuple[Words, ...]
    suppressions: tuple[Suppression, ...]
    lines: int
    remarks: tuple[Remark, ...] = ()
    feature: Feature | None = None
