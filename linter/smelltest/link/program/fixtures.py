"""Which fixtures a test gets, in which order pytest sets them up, and its setup and teardown functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from smelltest.link.program.collect import Decorator, Item, fixture_call
from smelltest.link.program.names import ClassRef, Definition, Names, folder_of
from smelltest.link.program.plugins import named_plugins
from smelltest.link.program.program import Program
from smelltest.link.program.xunit import Xunit, xunit_of
from smelltest.read.facts import AnyExpression, AnyStatement, Assign, Call, Constant, Function, Import, Keyword, Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SCOPES = ("session", "package", "module", "class", "function")
"""The scopes of fixtures, in the order in which pytest sets them up."""

BUILTIN = frozenset((
    "cache", "capfd", "capfdbinary", "caplog", "capsys", "capsysbinary", "capteesys", "doctest_namespace",
    "monkeypatch", "pytestconfig", "pytester", "record_property", "record_testsuite_property",
    "record_xml_attribute", "recwarn", "request", "subtests", "testdir", "tmp_path", "tmp_path_factory",
    "tmpdir", "tmpdir_factory",
))  # fmt: skip
"""The fixtures that pytest itself brings."""
_PATCHES = ("mock.patch", "mock.patch.object")
_SUPPORT = ("conftest", "fixture", "plugin", "test")


class Fixture(Struct, frozen=True, eq=False):
    """A fixture. A `FixtureTable` makes one for each, so that they can be compared by identity.

    `name`: what tests ask for it by. `path`: the file in which its function stands. `params`: the list that
    it is parametrized with. `owner`: the class that it is a method of.
    """

    name: str
    path: str
    function: Function
    scope: str
    autouse: bool
    params: AnyExpression | None
    owner: ClassRef | None


class Closure(Struct, frozen=True, eq=False):
    """The fixtures of a test.

    `order`: as they are set up. `missing`: names that are asked for and that no fixture of the suite, no
    parametrize and not pytest itself provides. `shadowed`: names whose value a parametrize gives, in place of
    a fixture. `filled`: parameters of the test that get their value from a decorator such as `patch`; they
    are missing too.
    """

    order: tuple[Fixture, ...]
    missing: tuple[str, ...]
    shadowed: frozenset[str]
    visible: Visible
    filled: frozenset[str] = frozenset()

    def resolve(self, requester: Fixture | None, name: str) -> Fixture | None:
        """The fixture that a fixture, or the test itself where that is None, gets by a name."""
        if name in self.shadowed or (requester is None and name in self.filled):
            return None
        return self.visible.find(name, requester)


class _Layer:
    """The fixtures that one module, class or plugin offers, by name.

    Most imports of a test file bring no fixture, and to know means to read the file that they come from. So
    an import is followed only when a test asks for its name.
    """

    def __init__(self, table: FixtureTable, names: Names | None, fixtures: Mapping[str, Fixture]) -> None:
        self._table = table
        self._names = names
        self._fixtures = dict(fixtures)
        self.names = tuple(fixtures)
        """The names of those that stand in it, without imported ones."""
        self.autouse = tuple(name for name, fixture in fixtures.items() if fixture.autouse)

    def get(self, name: str) -> Fixture | None:
        found = self._fixtures.get(name)
        if found is not None or self._names is None:
            return found
        statement = self._names.final.get(name)
        found = self._table.imported(self._names.path, statement) if isinstance(statement, Import) else None
        if found is not None and found.name == name:
            self._fixtures[name] = found
            return found
        return None


class Visible:
    """The fixtures that can be seen from one place: those of its own layers, and of the place around it."""

    def __init__(
        self, table: FixtureTable, layers: tuple[_Layer, ...], around: Visible | None = None, used: tuple[str, ...] = ()
    ) -> None:
        self._table = table
        self._layers = layers
        self._around = around
        self._every: dict[str, tuple[Fixture, ...]] = {}
        self._closures: dict[tuple[tuple[str, ...], tuple[str, ...], frozenset[str]], Closure] = {}
        outer = () if around is None else around.autouse
        own = (name for layer in reversed(layers) for name in layer.autouse)
        self.autouse: tuple[str, ...] = tuple(dict.fromkeys((*outer, *own, *used)))
        """The names of the fixtures that every test gets, outermost first."""

    def find(self, name: str, requester: Fixture | None = None) -> Fixture | None:
        """The nearest fixture of a name; a fixture that asks for its own name gets the next one outward."""
        every = self.every(name)
        if requester is not None and requester in every:
            every = every[every.index(requester) + 1 :]
        return every[0] if every else None

    def every(self, name: str) -> tuple[Fixture, ...]:
        """All fixtures of a name, nearest first."""
        found = self._every.get(name)
        if found is None:
            own = [fixture for layer in self._layers if (fixture := layer.get(name)) is not None]
            outer = () if self._around is None else self._around.every(name)
            found = self._every[name] = tuple(dict.fromkeys((*own, *outer))) if own else outer
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fixtures that can be seen, nearest first."""
        own = (name for layer in self._layers for name in layer.names)
        return tuple(dict.fromkeys((*own, *(() if self._around is None else self._around.names))))

    def closure(self, asked: tuple[str, ...], later: tuple[str, ...], shadowed: frozenset[str]) -> Closure:
        """The closure of a test that asks for some fixtures at its start and for others in its body."""
        key = (asked, later, shadowed)
        found = self._closures.get(key)
        if found is None:
            found = self._closures[key] = self._close(asked, later, shadowed)
        return found

    def _close(self, asked: tuple[str, ...], later: tuple[str, ...], shadowed: frozenset[str]) -> Closure:
        names = self._gather((*self.autouse, *asked), shadowed)
        order: dict[Fixture, None] = {}
        missing: dict[str, None] = {}
        for name in (*sorted(names, key=lambda name: _rank(names[name])), *later):
            self._set_up(name, None, shadowed, order, missing)
        return Closure(tuple(order), tuple(missing), shadowed, self)

    def _gather(self, asked: tuple[str, ...], shadowed: frozenset[str]) -> dict[str, Fixture | None]:
        """The names asked for, then what their fixtures ask for, as pytest lists them before sorting."""
        names: dict[str, Fixture | None] = {}
        pending = list(dict.fromkeys(asked))
        for name in pending:
            if name in names:
                continue
            fixture = names[name] = None if name in shadowed else self.find(name)
            if fixture is not None:
                pending.extend(self._table.needs(fixture)[0])
        return names

    def _set_up(
        self,
        name: str,
        requester: Fixture | None,
        shadowed: frozenset[str],
        order: dict[Fixture, None],
        missing: dict[str, None],
        active: tuple[Fixture, ...] = (),
    ) -> None:
        """Note a fixture after those that it needs itself."""
        if name in shadowed:
            return
        fixture = self.find(name, requester)
        if fixture is None:
            if name not in BUILTIN:
                missing.setdefault(name)
        elif fixture not in order and fixture not in active:
            static, later = self._table.needs(fixture)
            for needed in (*static, *later):
                self._set_up(needed, fixture, shadowed, order, missing, (*active, fixture))
            order[fixture] = None


def _rank(fixture: Fixture | None) -> int:
    return len(SCOPES) if fixture is None else SCOPES.index(fixture.scope)


class FixtureTable:
    """All fixtures of a suite, found when they are asked for.

    `plugins`: modules of the suite that pytest loads for every test. `used`: fixtures that every test uses.
    """

    def __init__(self, program: Program, plugins: tuple[str, ...] = (), used: tuple[str, ...] = ()) -> None:
        self.program = program
        self._plugins = plugins
        self._used = used
        self._fixtures: dict[tuple[str, str, int], Fixture | None] = {}
        self._namespaces: dict[str, dict[str, Fixture]] = {}
        self._layers: dict[str, _Layer] = {}
        self._class_layers: dict[tuple[ClassRef, ...], _Layer] = {}
        self._folders: dict[str | None, Visible] = {}
        self._visible: dict[tuple[str, tuple[ClassRef, ...], tuple[ClassRef, ...]], Visible] = {}
        self._needs: dict[Fixture, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._xunits: dict[tuple[str, str, tuple[ClassRef, ...]], Xunit] = {}

    # What a test gets ---------------------------------------------------------------------------------------

    @property
    def none(self) -> Closure:
        """The fixtures of a test that pytest does not run."""
        return Closure((), (), frozenset(), Visible(self, ()))

    def closure(self, item: Item, later: tuple[str, ...] = ()) -> Closure:
        """The fixtures of a test; `later` are those that what it runs asks for, besides its own function."""
        visible = self.visible(item.path, item.classes, item.outer)
        asked = self.used(item)
        filled: tuple[str, ...] = ()
        if item.kind == "pytest":
            names = parameters(item.function, method=bool(item.classes))
            filled = self._filled(item, names)
            asked += tuple(name for name in names if name not in filled)
        shadowed = frozenset(name for cases in item.cases for name in cases.direct)
        closure = visible.closure(asked, (*item.function.requested, *later), shadowed)
        if not filled:
            return closure
        return replace(closure, missing=tuple(dict.fromkeys(filled + closure.missing)), filled=frozenset(filled))

    def used(self, item: Item) -> tuple[str, ...]:
        """The fixtures that the test's `usefixtures` marks name."""
        marks = (mark for mark in item.marks if mark.name == "usefixtures")
        return tuple(text for mark in marks for part in mark.arguments for text in self.program.texts(mark.path, part))

    def visible(self, path: str, classes: tuple[ClassRef, ...] = (), outer: tuple[ClassRef, ...] = ()) -> Visible:
        """The fixtures that a test in a file, and in a class, can ask for."""
        key = (path, classes, outer)
        found = self._visible.get(key)
        if found is None:
            if classes:
                layers = tuple(self._class_layer(part) for part in (classes, outer) if part)
                found = Visible(self, layers, self.visible(path))
            else:
                found = Visible(self, self._with_plugins(path), self._folder(folder_of(path)))
            self._visible[key] = found
        return found

    def needs(self, fixture: Fixture) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the fixtures that a fixture asks for: by its parameters, and in its body."""
        found = self._needs.get(fixture)
        if found is None:
            function = fixture.function
            needed = parameters(function, method=fixture.owner is not None)
            found = self._needs[fixture] = (needed, function.requested)
        return found

    def _filled(self, item: Item, names: tuple[str, ...]) -> tuple[str, ...]:
        """The parameters that decorators fill: `patch` the first ones, `given` the last or those it names."""
        patches = 0
        filled: list[str] = []
        for decorator in item.decorators:
            if decorator.level != "function" and not _is_own(item, decorator):
                continue
            dotted = self.program.dotted(decorator.path, decorator.expression) or ""
            if dotted.endswith(_PATCHES):
                patches += _fills(dotted, decorator.expression)
            elif dotted.endswith("hypothesis.given") and isinstance(decorator.expression, Call):
                named = {keyword.name for keyword in decorator.expression.keywords}
                last = len(names) - len(decorator.expression.arguments)
                filled.extend(name for index, name in enumerate(names) if name in named or index >= last)
        return tuple(dict.fromkeys((*names[:patches], *filled)))

    # Layers -------------------------------------------------------------------------------------------------

    def _folder(self, folder: str | None) -> Visible:
        """What the conftest files of a folder and of those above it offer; around the root, the plugins."""
        found = self._folders.get(folder)
        if found is not None:
            return found
        if folder is None:
            paths = (self.program.module_path("", 0, plugin) for plugin in self._plugins)
            layers = [layer for path in paths if path is not None for layer in self._with_plugins(path)]
            found = Visible(self, tuple(layers), used=self._used)
        else:
            path = f"{folder}/conftest.py" if folder else "conftest.py"
            around = self._folder(folder_of(folder) if folder else None)
            exists = self.program.library.exists(path)
            found = Visible(self, self._with_plugins(path), around) if exists else around
        self._folders[folder] = found
        return found

    def _with_plugins(self, path: str) -> tuple[_Layer, ...]:
        return (self._layer(path), *self._plugin_layers(path))

    def _plugin_layers(self, path: str) -> Iterator[_Layer]:
        """The layers of the modules that a file's `pytest_plugins` names, and of those that these name."""
        found: dict[str, None] = {}
        pending = [path]
        while pending:
            for plugin in named_plugins(self.program, pending.pop(0)):
                if plugin not in found:
                    found[plugin] = None
                    pending.append(plugin)
        return (self._layer(plugin) for plugin in found)

    def _layer(self, path: str) -> _Layer:
        found = self._layers.get(path)
        if found is None:
            by_name = {fixture.name: fixture for _, fixture in sorted(self._namespace(path, ()).items())}
            found = self._layers[path] = _Layer(self, self.program.names(path), by_name)
        return found

    def _class_layer(self, classes: tuple[ClassRef, ...]) -> _Layer:
        found = self._class_layers.get(classes)
        if found is None:
            methods: dict[str, Fixture] = {}
            for ref in reversed(classes):
                for name, statement in self.program.members(ref).items():
                    methods.pop(name, None)
                    fixture = self._made(Definition("", ref.path, statement, name), ref)
                    if fixture is not None:
                        methods[name] = fixture
            by_name = {fixture.name: fixture for _, fixture in sorted(methods.items())}
            found = self._class_layers[classes] = _Layer(self, None, by_name)
        return found

    # Fixtures -----------------------------------------------------------------------------------------------

    def _namespace(self, path: str, below: tuple[str, ...]) -> dict[str, Fixture]:
        """The fixtures in a module, by its name for each; see `_Layer` for what is left out."""
        found = self._namespaces.get(path)
        if found is not None:
            return found
        names = self.program.names(path)
        if names is None or path in below:
            return {}
        found = {}
        for star in names.stars:
            target = self.program.module_path(path, star.level, star.module)
            if target is not None:
                found.update(self._exported(target, (*below, path)))
        for name, statement in names.final.items():
            found.pop(name, None)
            fixture = self._bound(names, name, statement)
            if fixture is not None:
                found[name] = fixture
        if not below:
            self._namespaces[path] = found
        return found

    def _bound(self, names: Names, name: str, statement: AnyStatement) -> Fixture | None:
        if not isinstance(statement, Import):
            return self._made(Definition("", names.path, statement, name), None) if _may_make(statement) else None
        if statement.name is None or not name.islower():
            return None
        target = self.program.module_path(names.path, statement.level, statement.module)
        return self.imported(names.path, statement) if target is not None and _supports(target) else None

    def _exported(self, path: str, below: tuple[str, ...]) -> dict[str, Fixture]:
        """The fixtures that a star import takes from a module."""
        names = self.program.names(path)
        listed = names.final.get("__all__") if names is not None else None
        public = self.program.texts(path, listed.value) if isinstance(listed, Assign) else ()
        return {
            name: fixture
            for name, fixture in self._namespace(path, below).items()
            if (name in public if public else not name.startswith("_"))
        }

    def imported(self, path: str, statement: Import) -> Fixture | None:
        """The fixture that an import binds, if it binds one."""
        found = self.program.imported(path, statement)
        return None if found is None else self._made(found, None)

    def _made(self, definition: Definition, owner: ClassRef | None) -> Fixture | None:
        """The fixture that a statement makes: a decorated or wrapped function, or a fixture's other name."""
        node, path, name = definition.node, definition.path, definition.name
        if node is None or not _may_make(node):
            return None
        key = (path, name, node.at.line)
        if key not in self._fixtures:
            self._fixtures[key] = None
            if isinstance(node, Function):
                self._fixtures[key] = self._decorated(path, node, owner)
            elif isinstance(node, Assign) and isinstance(node.value, Call):
                self._fixtures[key] = self._wrapped(path, name, node.value, owner)
            elif isinstance(node, Assign):
                self._fixtures[key] = self._renamed(path, name, node.value)
        return self._fixtures[key]

    def _decorated(self, path: str, function: Function, owner: ClassRef | None) -> Fixture | None:
        for decorator in function.decorators:
            keywords = fixture_call(self.program, path, decorator)
            if keywords is not None:
                arguments = decorator.arguments if isinstance(decorator, Call) else ()
                return self._fixture(path, function.name, function, owner, keywords, arguments)
        return None

    def _renamed(self, path: str, name: str, expression: AnyExpression) -> Fixture | None:
        """The fixture that `name = other_fixture` makes, in the file of the other."""
        names = self.program.names(path)
        node = names.final.get(expression.name) if names is not None and isinstance(expression, Name) else None
        fixture = self._made(Definition("", path, node, node.name), None) if isinstance(node, Function) else None
        if fixture is None or fixture.name != fixture.function.name:
            return fixture
        return replace(fixture, name=name)

    def _wrapped(self, path: str, name: str, call: Call, owner: ClassRef | None) -> Fixture | None:
        """The fixture that `name = pytest.fixture(…)(function)` makes."""
        if not call.arguments:
            return None
        maker = call.function if isinstance(call.function, Call) else call
        keywords = fixture_call(self.program, path, maker)
        wrapped = None if keywords is None else self.program.resolve(path, call.arguments[0])
        if keywords is None or wrapped is None or not isinstance(wrapped.node, Function):
            return None
        return self._fixture(wrapped.path, name, wrapped.node, owner, keywords, ())

    def _fixture(
        self,
        path: str,
        name: str,
        function: Function,
        owner: ClassRef | None,
        keywords: tuple[Keyword, ...],
        arguments: tuple[AnyExpression, ...],
    ) -> Fixture:
        given = {keyword.name: keyword.value for keyword in keywords}
        given.update(zip(("scope", "params", "autouse"), arguments, strict=False))
        scope = self._constant(path, given.get("scope"))
        named = self._constant(path, given.get("name"))
        return Fixture(
            name=named if isinstance(named, str) else name,
            path=path,
            function=function,
            scope=scope if isinstance(scope, str) and scope in SCOPES else "function",
            autouse=bool(self._constant(path, given.get("autouse"))),
            params=given.get("params"),
            owner=owner,
        )

    def _constant(self, path: str, expression: AnyExpression | None) -> str | int | float | bool | None:
        if expression is None:
            return None
        _, value = self.program.value(path, expression)
        return value.value if isinstance(value, Constant) else None

    def xunit(self, item: Item) -> Xunit:
        """The setup and teardown functions of a test, without those that are fixtures."""
        key = (item.path, item.kind, item.classes)
        found = self._xunits.get(key)
        if found is None:
            found = self._xunits[key] = xunit_of(self.program, item, self._is_fixture)
        return found

    def _is_fixture(self, definition: Definition, owner: ClassRef | None) -> bool:
        return self._made(definition, owner) is not None


def parameters(function: Function, *, method: bool) -> tuple[str, ...]:
    """The names of the fixtures that a function asks for by its parameters."""
    bound = method and not any(isinstance(part, Name) and part.name == "staticmethod" for part in function.decorators)
    return tuple(
        parameter.name
        for index, parameter in enumerate(function.parameters)
        if parameter.kind in ("plain", "keyword") and parameter.default is None and not (bound and index == 0)
    )


def _is_own(item: Item, decorator: Decorator) -> bool:
    """Whether it stands on the test's class itself: one on a base class leaves the others' methods alone."""
    return any(expression is decorator.expression for expression in item.classes[0].node.decorators)


def _may_make(statement: AnyStatement) -> bool:
    if isinstance(statement, Assign):
        return isinstance(statement.value, (Call, Name))
    return isinstance(statement, Function) and bool(statement.decorators)


def _fills(dotted: str, expression: AnyExpression) -> bool:
    """Whether a `patch` hands its mock to the function: it does unless it is told what to put in place."""
    if not isinstance(expression, Call) or dotted.endswith((".dict", ".multiple")):
        return False
    before_new = 2 if dotted.endswith(".object") else 1
    return len(expression.arguments) <= before_new and all(keyword.name != "new" for keyword in expression.keywords)


def _supports(path: str) -> bool:
    """Whether a file looks as if it were there for tests: it may hold fixtures."""
    return any(word in path for word in _SUPPORT)
