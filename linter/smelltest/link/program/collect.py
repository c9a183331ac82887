"""Which functions of a file are tests, and what their marks say."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from smelltest.link.program.names import ClassRef, Definition, Names, flat, spelled
from smelltest.link.program.program import Program
from smelltest.link.program.walking import within
from smelltest.read.facts import (
    AnyExpression,
    AnyStatement,
    Assign,
    Attribute,
    Augment,
    Binary,
    Call,
    Class,
    Constant,
    Display,
    Feature,
    Function,
    Import,
    Keyword,
    Name,
    Place,
    Scenario,
    Starred,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_ORDERS = frozenset(("pytest.mark.order", "pytest.mark.run"))
_CASE_ENDINGS = ("TestCase", "TestBase", "BaseTest", "Tests", "Test")
_FIXTURE_MAKERS = frozenset(("fixture", "yield_fixture", "async_fixture", "async_yield_fixture"))


class CollectionRules(Struct, frozen=True):
    """What pytest takes for a test, under the names of its own settings."""

    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    python_functions: tuple[str, ...] = ("test",)
    python_classes: tuple[str, ...] = ("Test",)

    def is_file(self, path: str) -> bool:
        """Whether pytest collects a file."""
        name = path.rpartition("/")[2]
        return any(fnmatchcase(path if "/" in pattern else name, pattern) for pattern in self.python_files)

    def is_function(self, name: str) -> bool:
        """Whether pytest takes a function of this name for a test."""
        return _matches(name, self.python_functions)

    def is_class(self, name: str) -> bool:
        """Whether pytest looks for tests in a class of this name."""
        return _matches(name, self.python_classes)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    """As pytest does it: a pattern is a prefix, or a glob if it has a wildcard."""
    return name.startswith(patterns) or any(fnmatchcase(name, glob) for glob in _globs(patterns))


@lru_cache(maxsize=8)
def _globs(patterns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pattern for pattern in patterns if any(wild in pattern for wild in "*?["))


class Mark(Struct, frozen=True, eq=False):
    """A `pytest.mark.name(…)` on a `function`, `class` or `module`, as `level` says.

    `path` is the file in which it stands, to whose names its arguments refer.
    """

    name: str
    arguments: tuple[AnyExpression, ...]
    keywords: tuple[Keyword, ...]
    path: str
    at: Place
    level: str


class Decorator(Struct, frozen=True, eq=False):
    """A decorator of a `function` or `class` that is no mark."""

    path: str
    expression: AnyExpression
    level: str


class CaseSet(Struct, frozen=True, eq=False):
    """A parametrize: the names that it sets, and the rows that it sets them to, as yet unevaluated.

    `indirect`: whether the values go through the fixtures of these names, or for which of the names they do.
    `path` is the file to whose names the rows refer. Of `parametrize("name", **options)`, the rows are
    `options`.
    """

    names: tuple[str, ...]
    rows: AnyExpression
    path: str
    at: Place
    indirect: bool | tuple[str, ...]
    level: str

    @property
    def direct(self) -> tuple[str, ...]:
        """The names that get their value without a fixture."""
        if isinstance(self.indirect, tuple):
            through = self.indirect
            return tuple(name for name in self.names if name not in through)
        return () if self.indirect else self.names


class Run(Struct, frozen=True, eq=False):
    """A scenario as a test runs it: by which library, and the feature file in which it stands.

    `folder`: that from which behave runs it, with its steps and its environment.
    """

    library: str
    path: str
    feature: Feature
    scenario: Scenario
    folder: str = ""


class Item(Struct, frozen=True, eq=False):
    """A test as it is run.

    `path`: the file that it is collected from; `origin`: the file in which its function stands, another one
    if it is inherited from there. `classes`: the class that it runs in, then those of the suite that this
    inherits from, in Python's order; `outer`: likewise of the classes around it. `kind`: `pytest` or
    `unittest`, or `behave`. `name`: as it is reported (`TestUsers.test_create`). `marks`, `decorators` and `cases`: the
    function's first, then its classes', its module's.
    """

    path: str
    origin: str
    function: Function
    classes: tuple[ClassRef, ...]
    outer: tuple[ClassRef, ...]
    kind: str
    name: str
    inherited: bool
    marks: tuple[Mark, ...]
    decorators: tuple[Decorator, ...]
    cases: tuple[CaseSet, ...]
    run: Run | None = None
    """The scenario whose steps it runs, before its function's own body."""


class _Holder(Struct, frozen=True, eq=False):
    """A module or class in which tests are found, with the marks and decorators that they share."""

    path: str
    kind: str = "pytest"
    classes: tuple[ClassRef, ...] = ()
    outer: tuple[ClassRef, ...] = ()
    marks: tuple[Mark, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    cases: tuple[CaseSet, ...] = ()


def collect(program: Program, path: str, rules: CollectionRules) -> tuple[Item, ...]:
    """The tests of a file, in the order in which they stand; what a class inherits before what it adds."""
    names = program.names(path)
    if names is None or _is_refused(names.final.get("__test__")):
        return ()
    return tuple(_Collector(program, rules).module(path, names))


def _checking(node: Class) -> Iterator[str]:
    """The assertions of unittest's that the methods of a class call."""
    for part in within(node.body):
        if (
            isinstance(part, Attribute)
            and part.name.startswith("assert")
            and part.name[6:7].isupper()
            and isinstance(part.value, Name)
            and part.value.name == "self"
        ):
            yield part.name


class _Collector:
    """Collects by fixed rules; it remembers nothing."""

    def __init__(self, program: Program, rules: CollectionRules) -> None:
        self.program = program
        self.rules = rules

    def module(self, path: str, names: Names) -> Iterator[Item]:
        marks = tuple(self._assigned_marks(path, names.bindings.get("pytestmark", ()), "module"))
        holder = _Holder(path, marks=marks, cases=self._cases(marks))
        refused = names.removed | _refused(names)
        for name, statement in names.final.items():
            if name in refused:
                continue
            if isinstance(statement, Import):
                yield from self._imported(holder, path, statement)
            else:
                yield from self._member(holder, Definition("", path, statement, name))
        for star in names.stars:
            yield from self._starred(holder, path, star, frozenset(names.final))

    def _member(self, holder: _Holder, definition: Definition) -> Iterator[Item]:
        node, path = definition.node, definition.path
        if isinstance(node, Function):
            if self.rules.is_function(definition.name) and self._is_test(path, node):
                yield self._item(holder, path, node)
        elif isinstance(node, Class):
            yield from self._class(holder, path, node)

    def _imported(self, holder: _Holder, path: str, statement: Import) -> Iterator[Item]:
        """Tests that a test file takes from a file that is none itself."""
        if statement.name and (self.rules.is_function(statement.bound) or self.rules.is_class(statement.bound)):
            found = self.program.imported(path, statement)
            if found is not None and found.node is not None and not self.rules.is_file(found.path):
                yield from self._member(holder, found)

    def _starred(self, holder: _Holder, path: str, star: Import, bound: frozenset[str]) -> Iterator[Item]:
        target = self.program.module_path(path, star.level, star.module)
        names = None if target is None or self.rules.is_file(target) else self.program.names(target)
        if names is None or target is None:
            return
        for name, statement in names.final.items():
            if name not in bound and name not in names.removed and isinstance(statement, (Function, Class)):
                yield from self._member(holder, Definition("", target, statement, name))

    # Classes ------------------------------------------------------------------------------------------------

    def _class(self, around: _Holder, path: str, node: Class) -> Iterator[Item]:
        kind = self._class_kind(path, node)
        if kind is None:
            return
        classes = self.program.mro(path, node)
        marks = tuple(mark for ref in classes for mark in self._class_marks(ref))
        decorators = tuple(
            Decorator(ref.path, decorator, "class")
            for ref in classes
            for decorator in ref.node.decorators
            if self._mark(ref.path, decorator, "class") is None
        )
        holder = _Holder(
            path=around.path,
            kind=kind,
            classes=classes,
            outer=around.classes + around.outer,
            marks=marks + around.marks,
            decorators=decorators + around.decorators,
            cases=self._cases(marks) + around.cases,
        )
        yield from self._methods(holder)
        if kind == "pytest":
            yield from self._nested(holder)

    def _class_kind(self, path: str, node: Class) -> str | None:
        """`unittest` or `pytest`, or None for a class that is not collected."""
        wanted = self._attribute(self.program.mro(path, node), "__test__")
        if _is_refused(wanted):
            return None
        if self._is_test_case(path, node):
            return "unittest"
        if not (wanted is not None or self.rules.is_class(node.name)):
            return None
        classes = self.program.mro(path, node)
        made = any(self._attribute(classes, name) for name in ("__init__", "__new__"))
        return None if made or self._is_mixin(path, node, classes) else "pytest"

    def _is_mixin(self, path: str, node: Class, classes: tuple[ClassRef, ...]) -> bool:
        """Whether it checks by methods of a `unittest.TestCase` without being one, so that only what inherits it runs."""
        if self.program.bases(path, node) not in {(), ("object",)}:
            return False
        asked = next((name for ref in classes for name in _checking(ref.node)), None)
        return asked is not None and self._attribute(classes, asked) is None

    def _is_test_case(self, path: str, node: Class) -> bool:
        """Whether it is a `unittest.TestCase`. Of a base that is not in the suite only the name can tell."""
        bases = self.program.bases(path, node)
        if any(base.endswith("TestCase") for base in bases):
            return True
        return any(base.endswith(_CASE_ENDINGS) for base in bases) and not self._takes_fixtures(path, node)

    def _takes_fixtures(self, path: str, node: Class) -> bool:
        """Whether test methods have parameters that no decorator is there to fill: only pytest allows it."""
        return any(
            isinstance(statement, Function)
            and name.startswith("test")
            and not statement.decorators
            and any(parameter.kind == "plain" and parameter.default is None for parameter in statement.parameters[1:])
            for ref in self.program.mro(path, node)
            for name, statement in self.program.members(ref).items()
        )

    def _attribute(self, classes: tuple[ClassRef, ...], name: str) -> AnyStatement | None:
        found = (self.program.member(ref, name) for ref in classes)
        return next((statement for statement in found if statement is not None), None)

    def _methods(self, holder: _Holder) -> Iterator[Item]:
        methods: dict[str, tuple[ClassRef, AnyStatement]] = {}
        for ref in reversed(holder.classes):
            for name, statement in self.program.members(ref).items():
                if self._is_method(holder, name):
                    methods[name] = (ref, statement)
        for ref, statement in methods.values():
            if isinstance(statement, Function) and self._is_test(ref.path, statement):
                yield self._item(holder, ref.path, statement, ref)

    def _is_method(self, holder: _Holder, name: str) -> bool:
        return name.startswith("test") if holder.kind == "unittest" else self.rules.is_function(name)

    def _nested(self, holder: _Holder) -> Iterator[Item]:
        for statement in self.program.members(holder.classes[0]).values():
            if isinstance(statement, Class):
                yield from self._class(holder, holder.classes[0].path, statement)

    # Functions ----------------------------------------------------------------------------------------------

    def _is_test(self, path: str, function: Function) -> bool:
        return not function.decorators or not any(
            spelled(decorator) in ("property", "cached_property", "functools.cached_property")
            or fixture_call(self.program, path, decorator) is not None
            for decorator in function.decorators
        )

    def _item(self, holder: _Holder, origin: str, function: Function, owner: ClassRef | None = None) -> Item:
        marks: list[Mark] = []
        decorators: list[Decorator] = []
        cases: list[CaseSet] = []
        for expression in function.decorators:
            mark = self._mark(origin, expression, "function")
            if mark is None:
                decorators.append(Decorator(origin, expression, "function"))
                continue
            marks.append(mark)
            cases.extend(self._cases((mark,)))
        own = holder.classes[0] if holder.classes else None
        return Item(
            path=holder.path,
            origin=origin,
            function=function,
            classes=holder.classes,
            outer=holder.outer,
            kind=holder.kind,
            name=f"{own.node.qualname}.{function.name}" if own else function.name,
            inherited=owner is not own or (own is None and origin != holder.path),
            marks=(*marks, *holder.marks),
            decorators=(*decorators, *holder.decorators),
            cases=(*cases, *holder.cases),
        )

    # Marks --------------------------------------------------------------------------------------------------

    def _mark(self, path: str, expression: AnyExpression, level: str) -> Mark | None:
        """The mark that an expression is, also by another name (`needs_db = pytest.mark.django_db`)."""
        dotted = self.program.dotted(path, expression)
        if dotted is None:
            path, expression = self.program.value(path, expression)
            dotted = self.program.dotted(path, expression)
        if dotted is None or not dotted.startswith("pytest.mark."):
            return self._put_on(path, expression, level) if level == "function" else None
        name = dotted.removeprefix("pytest.mark.")
        if isinstance(expression, Call):
            return Mark(name, expression.arguments, expression.keywords, path, expression.at, level)
        return Mark(name, (), (), path, expression.at, level)

    def _put_on(self, path: str, expression: AnyExpression, level: str) -> Mark | None:
        """The mark of order that a decorator of the suite's own puts on: `return pytest.mark.run(order=place)(test)`."""
        decorator = expression.function if isinstance(expression, Call) else expression
        found = self.program.resolve(path, decorator)
        if found is None or not isinstance(found.node, Function):
            return None
        for part in within(found.node.body):
            dotted = self.program.dotted(found.path, part) if isinstance(part, Call) else None
            if isinstance(part, Call) and dotted in _ORDERS:
                name = dotted.removeprefix("pytest.mark.")
                return Mark(name, part.arguments, part.keywords, path, expression.at, level)
        return None

    def _marks(
        self, path: str, expression: AnyExpression, level: str, around: tuple[AnyExpression, ...] = ()
    ) -> Iterator[Mark]:
        """The marks of a `pytestmark`: one, or a list, or lists added up."""
        mark = self._mark(path, expression, level)
        if mark is not None:
            yield mark
            return
        path, expression = self.program.value(path, expression)
        parts: tuple[AnyExpression, ...] = ()
        if isinstance(expression, Display):
            parts = expression.items
        elif isinstance(expression, Starred):
            parts = (expression.value,)
        elif isinstance(expression, Binary):
            parts = (expression.left, expression.right)
        # `pytestmark = [*pytestmark, …]` has no end.
        if not any(expression is outer for outer in around):
            for part in parts:
                yield from self._marks(path, part, level, (*around, expression))

    def _assigned_marks(self, path: str, statements: tuple[AnyStatement, ...], level: str) -> list[Mark]:
        marks: list[Mark] = []
        for statement in statements:
            if isinstance(statement, Assign):
                marks = list(self._marks(path, statement.value, level))
            elif isinstance(statement, Augment):
                marks.extend(self._marks(path, statement.value, level))
        return marks

    def _class_marks(self, ref: ClassRef) -> Iterator[Mark]:
        for decorator in ref.node.decorators:
            mark = self._mark(ref.path, decorator, "class")
            if mark is not None:
                yield mark
        if self.program.member(ref, "pytestmark") is not None:
            statements = tuple(statement for statement, _ in flat(ref.node.body) if _assigns(statement, "pytestmark"))
            yield from self._assigned_marks(ref.path, statements, "class")

    # Cases --------------------------------------------------------------------------------------------------

    def _cases(self, marks: tuple[Mark, ...]) -> tuple[CaseSet, ...]:
        found = (self._case_set(mark) for mark in marks if mark.name == "parametrize")
        return tuple(case_set for case_set in found if case_set is not None)

    def _case_set(self, mark: Mark) -> CaseSet | None:
        given = {keyword.name: keyword.value for keyword in mark.keywords}
        given.update(zip(("argnames", "argvalues", "indirect"), mark.arguments, strict=False))
        rows = given.get("argvalues", given.get(None))
        if "argnames" not in given or rows is None:
            return None
        written = self.program.texts(mark.path, given["argnames"])
        names = tuple(name.strip() for text in written for name in text.split(",") if name.strip())
        indirect = self._indirect(mark, given.get("indirect"))
        return CaseSet(names, rows, mark.path, mark.at, indirect, mark.level)

    def _indirect(self, mark: Mark, expression: AnyExpression | None) -> bool | tuple[str, ...]:
        if expression is None:
            return False
        path, value = self.program.value(mark.path, expression)
        if isinstance(value, Constant):
            return bool(value.value)
        return self.program.texts(path, value)


def fixture_call(program: Program, path: str, decorator: AnyExpression) -> tuple[Keyword, ...] | None:
    """The keywords of a decorator that makes a fixture, or None for any other decorator."""
    keywords = decorator.keywords if isinstance(decorator, Call) else ()
    written = spelled(decorator)
    if written is None:
        return None
    dotted = program.dotted(path, decorator)
    if dotted is None:
        # An own `fixture` that wraps pytest's, or one from a place that cannot be told.
        return keywords if written.rpartition(".")[2] in _FIXTURE_MAKERS else None
    return keywords if dotted.rpartition(".")[2] in _FIXTURE_MAKERS and ".mark." not in dotted else None


def _assigns(statement: AnyStatement, name: str) -> bool:
    targets: tuple[AnyExpression, ...] = ()
    if isinstance(statement, Assign):
        targets = statement.targets
    elif isinstance(statement, Augment):
        targets = (statement.target,)
    return any(isinstance(target, Name) and target.name == name for target in targets)


def _is_refused(statement: AnyStatement | None) -> bool:
    """Whether it is `__test__ = False`."""
    return isinstance(statement, Assign) and isinstance(statement.value, Constant) and statement.value.value is False


def _refused(names: Names) -> frozenset[str]:
    """The functions and classes of which the module itself says `name.__test__ = False`."""
    return frozenset(
        target.value.name
        for statement in names.module.body
        if isinstance(statement, Assign) and _is_refused(statement)
        for target in statement.targets
        if isinstance(target, Attribute) and target.name == "__test__" and isinstance(target.value, Name)
    )
