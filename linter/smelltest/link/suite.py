"""The suite as rules see it: its tests, each with its timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from smelltest.link.library import Library
from smelltest.link.play.actions import Shape, as_creates, making
from smelltest.link.play.beginnings import Beginnings
from smelltest.link.play.frames import Memory
from smelltest.link.play.interpreter import Interpreter
from smelltest.link.play.playback import Part, play, played, turns
from smelltest.link.play.reach import Log, Reach
from smelltest.link.play.scenario import player_of
from smelltest.link.play.taken import Field, taken_once
from smelltest.link.program.collect import CollectionRules, Item, collect
from smelltest.link.program.environment import environment_of
from smelltest.link.program.fixtures import Closure, FixtureTable
from smelltest.link.program.names import ancestors, folder_of
from smelltest.link.program.program import Program
from smelltest.link.program.scenarios import asked_for, of_behave, planned, with_scenarios
from smelltest.link.program.step_definitions import StepTable
from smelltest.link.program.xunit import Xunit
from smelltest.link.recipes import Recipe, asking, askings, recipes
from smelltest.link.texts.content import Content, Remark
from smelltest.link.texts.passages import listings, passages
from smelltest.link.timeline import Effect, Environment, Event, HandOver, Isolation, Timeline
from smelltest.link.values import Site
from smelltest.read.conventions import Conventions
from smelltest.read.facts import Function, Module, Place
from smelltest.settings.tables import Settings

_ONLY_ANSWERS = Isolation("an application of the suite's own that keeps nothing")


class Test(Struct, frozen=True, eq=False):
    """A test as it runs, with one set of its cases.

    `name` as it is reported; `path` the file that it is collected from; `site` its `def`.
    """

    name: str
    path: str
    site: Site
    item: Item
    timeline: Timeline
    settings: Settings
    fixtures: tuple[tuple[str, str], ...] = ()
    """The fixtures that it uses, as (path, qualified name)."""
    missing: tuple[str, ...] = ()
    """The fixtures that it asks for and that were found nowhere: those of an unknown plugin."""
    reach: Reach | None = None
    """How far it was followed, where that was asked."""
    parts: tuple[Part, ...] = ()
    """What pytest runs for it besides: its fixtures, its setups and teardowns."""
    happens: frozenset[str] = frozenset()
    """What a rule can speak of: the kinds of the effects that last, `effect` if there is any, `hand-over`."""
    taken_once: frozenset[Field] = frozenset()
    """The fields whose value no two records can have, as the tests of its file show it, besides those of the settings."""

    @property
    def homes(self) -> tuple[Site, ...]:
        """The functions that pytest runs for it: its own and those of its parts."""
        own = _whole(self.item.origin, self.item.function)
        return (own, *(_whole(part.path, part.function) for part in self.parts))

    def isolation(self, effect: Effect) -> Isolation | None:
        """Why an effect dies with the test, or None if it lasts."""
        return _isolation(self.timeline.environment, effect)


class Suite(Struct, frozen=True, eq=False):
    """A file of a suite, linked with all that it stands on."""

    module: Module
    tests: tuple[Test, ...]
    settings: Settings
    conftests: tuple[Module, ...] = ()
    """Those of its folder and of the folders above."""
    load: Callable[[str], Module | None] = lambda _path: None
    """The other files of the suite."""
    mending: bool = False
    """Whether fixes are sought: for what tests assume, too, of which nothing is said."""


_CONVENTIONS = Conventions()


class Linker:
    """Links the files of one suite; what they share is worked out once."""

    def __init__(
        self, library: Library, settings: Settings, conventions: Conventions = _CONVENTIONS, *, mending: bool = False
    ) -> None:
        self._settings = settings
        self._mending = mending
        self._rules = CollectionRules(
            conventions.python_files, conventions.python_functions, conventions.python_classes
        )
        self._program = Program(library, conventions.pythonpath, conventions.folder)
        self._fixtures = FixtureTable(self._program, conventions.plugins, conventions.usefixtures)
        self._steps = StepTable(self._program)
        self._memory = Memory()
        self._beginnings = Beginnings()

    @property
    def program(self) -> Program:
        """The files of the suite as one program."""
        return self._program

    def link(self, module: Module) -> Suite:
        """The suite as one of its files shows it."""
        tests = tuple(test for item in self._items(module) for test in self._tests(item))
        makes = {
            made: name for test in tests if "change" in test.happens for made, name in making(test.timeline.events)
        }
        if makes:
            tests = tuple(_with_creates(test, makes) for test in tests)
        once = frozenset(field for test in tests for field in self._taken_once(test))
        if once:
            tests = tuple(replace(test, taken_once=once) for test in tests)
        conftests = tuple(self._conftests(module.path))
        return Suite(module, tests, self._settings, conftests, self._program.library.load, self._mending)

    def _taken_once(self, test: Test) -> Iterable[Field]:
        """The fields of which a test shows that a second record with the same value is refused."""
        if not test.timeline.rejected or "create" not in test.happens:
            return ()
        settings = self._settings
        known, vague = settings.unique_fields, settings.invariant_fields
        return taken_once(test.name, test.timeline.events, test.timeline.rejected, known, vague)

    def recipes(self, path: str) -> tuple[Recipe, ...]:
        """The fixtures by which a test in a file can get a record of its own."""
        return tuple(recipes(self._fixtures, path, self._interpreter))

    def can_see(self, path: str, name: str) -> bool:
        """Whether a test of a file can ask for a fixture that lives as long as it does, or longer."""
        return self._fixtures.visible(path).find(name) is not None

    def beneath(self, path: str, name: str) -> frozenset[str]:
        """The fixtures that one stands on which a test of a file can ask for."""
        return frozenset(each.name for each in self._fixtures.closure(asking(path, name)).order) - {name}

    def of_fixtures(self, path: str) -> Iterator[tuple[tuple[Event, ...], frozenset[int]]]:
        """What happens in a test of a file that asks for one fixture, for each that can be seen from there."""
        for item in askings(self._fixtures, path):
            timeline = play(self._interpreter(), item, self._fixtures.closure(item), Xunit(), 0, Beginnings())
            yield timeline.events, timeline.rejected

    def _conftests(self, path: str) -> Iterator[Module]:
        for folder in ancestors(folder_of(path)):
            conftest = f"{folder}/conftest.py" if folder else "conftest.py"
            module = self._program.library.load(conftest) if conftest != path else None
            if module is not None:
                yield module

    def names(self, module: Module) -> tuple[str, ...]:
        """The names of the tests of a file."""
        return tuple(item.name for item in self._items(module))

    def follow(self, module: Module, is_wanted: Callable[[str], bool] = lambda _name: True) -> tuple[Test, ...]:
        """The tests of a file whose names are wanted, each with how far it was followed.

        Each is followed from nothing, so that it takes note even of what others took before it.
        """
        items = (item for item in self._items(module) if is_wanted(item.name))
        return tuple(test for item in items for test in self._tests(item, logs=True))

    def content(self, module: Module) -> Content:
        """What a file of the suite writes out."""
        return Content(
            module.path,
            self._settings,
            bare=lambda: "\0".join(dict.fromkeys([words.text for words in module.words])),
            passages=lambda: passages(module, self._program),
            remarks=lambda: (Remark(one.text, Site(module.path, one.at), one.scope) for one in module.remarks),
            listings=lambda: listings(module),
            scopes=lambda: {words.scope for words in module.words},
        )

    def _items(self, module: Module) -> tuple[Item, ...]:
        """The tests of a file, the scenarios that it runs among them."""
        if module.feature is not None:
            return of_behave(self._steps, module)
        return with_scenarios(self._program, module.path, collect(self._program, module.path, self._rules))

    def _surroundings(self, item: Item) -> tuple[Closure, Xunit]:
        """The fixtures of a test, and its setups and teardowns."""
        run = item.run
        if run is None:
            return self._fixtures.closure(item), self._fixtures.xunit(item)
        if run.library == "behave":
            return self._fixtures.none, environment_of(self._program, run.folder)
        return self._fixtures.closure(item, asked_for(planned(self._steps, item, run, 0))), self._fixtures.xunit(item)

    def _play(
        self, it: Interpreter, item: Item, closure: Closure, xunit: Xunit, turn: int, beginnings: Beginnings
    ) -> Timeline:
        if item.run is None:
            return play(it, item, closure, xunit, turn, beginnings)
        return played(it, player_of(it, item, item.run, self._steps, closure, xunit, turn, beginnings))

    def _tests(self, item: Item, *, logs: bool = False) -> Iterator[Test]:
        closure, xunit = self._surroundings(item)
        several = item.cases or item.run is not None or any(fixture.params for fixture in closure.order)
        count = turns(self._interpreter(), item, closure) if several else 1
        for turn in range(count):
            it = self._interpreter()
            beginnings = self._beginnings
            if logs:
                it.log, it.memory, beginnings = Log(), self._memory.without_constants(), Beginnings()
            timeline = self._play(it, item, closure, xunit, turn, beginnings)
            it.fixtures = None  # Else nothing of the run would be let go of before the whole suite is.
            used = tuple((fixture.path, fixture.function.qualname) for fixture in closure.order)
            yield Test(
                item.name,
                item.path,
                Site(item.origin, item.function.at),
                item,
                timeline,
                self._settings,
                used,
                closure.missing,
                it.log.reach() if it.log is not None else None,
                (*closure.order, *xunit.setup, *xunit.teardown),
                frozenset(_happens(timeline.events, timeline.environment)),
            )
            if item.run is not None and not timeline.whole:
                return  # Its other examples would lead no farther.

    def _interpreter(self) -> Interpreter:
        return Interpreter(self._program, self._settings, self._memory)


def _with_creates(test: Test, makes: Mapping[Shape, str]) -> Test:
    """A test with the actions that make a record told as creates."""
    timeline = test.timeline
    if not as_creates(timeline.events, makes):
        return test
    return replace(test, happens=frozenset(_happens(timeline.events, timeline.environment)))


def _isolation(environment: Environment, effect: Effect) -> Isolation | None:
    access = effect.access
    if access.idle:
        return _ONLY_ANSWERS
    if environment.http is not None and access.kind in {"http", "sdk", "factory"}:
        return environment.http
    if environment.database is not None and (
        access.in_process
        or access.confidence == "named"
        or access.kind in {"orm", "sql", "factory"}
        or access.client.startswith(_OF_DATABASES)
    ):
        early = effect.order < environment.since and effect.stage.name.endswith(".setUpClass")
        return None if early else environment.database
    return _ROLLED_BACK if effect.order in environment.undone else None


_ROLLED_BACK = Isolation("rollback() before any commit")
_OF_DATABASES = ("pymongo.", "motor.", "redis.", "valkey.", "aioredis.", "psycopg", "asyncpg.", "pymysql.")
"""How the clients of databases begin."""


def _happens(events: Iterable[Event], environment: Environment) -> Iterator[str]:
    for event in events:
        if type(event) is Effect:
            yield "effect"
            if _isolation(environment, event) is None:
                yield event.kind
        elif type(event) is HandOver:
            yield "hand-over"


def _whole(path: str, function: Function) -> Site:
    """Where a function stands, from its name to its end."""
    return Site(path, Place(function.at.line, function.at.column, function.end_line + 1, 1))
