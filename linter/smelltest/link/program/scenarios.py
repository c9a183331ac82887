"""Which scenarios a file runs as tests, and what each of their steps runs.

behave runs each scenario of a feature file; a test file of pytest-bdd names those that it runs, by `scenarios("users")` or
by `@scenario("users.feature", "A user is made")` on a function.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import join, normpath

from msgspec import Struct
from msgspec.structs import replace

from smelltest.link.program.collect import Decorator, Item, Run
from smelltest.link.program.names import flat, folder_of
from smelltest.link.program.program import Program
from smelltest.link.program.step_definitions import Matched, StepTable, matching
from smelltest.link.program.walking import within
from smelltest.read.facts import (
    AnyExpression,
    Call,
    Constant,
    Evaluate,
    Feature,
    FeatureStep,
    Function,
    Import,
    Module,
    Place,
    Scenario,
)
from smelltest.read.gherkin import read_steps

_BEHAVE, _PYTEST_BDD = "behave", "pytest_bdd"


# Which there are ----------------------------------------------------------------------------------------------


def of_behave(table: StepTable, module: Module) -> tuple[Item, ...]:
    """The scenarios of a feature file that behave runs; none where there are no steps of behave's for it."""
    feature = module.feature
    folder = table.behave_folder(module.path) if feature is not None else None
    if feature is None or folder is None:
        return ()
    return tuple(
        _item(Run(_BEHAVE, module.path, feature, scenario, folder), module.path, scenario.name, scenario.at)
        for scenario in feature.scenarios
    )


def with_scenarios(program: Program, path: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The tests of a file, those of pytest-bdd with the scenarios that they run."""
    names = program.names(path)
    if names is None or not any(_is_of_bdd(each) for each in (*names.final.values(), *names.stars)):
        return items
    bound = tuple(_bound(program, item) for item in items)
    taken = {(item.run.path, item.run.scenario.name) for item in bound if item.run is not None}
    return (*bound, *_gathered(program, path, taken))


def _is_of_bdd(statement: object) -> bool:
    return isinstance(statement, Import) and statement.loads.startswith(_PYTEST_BDD)


def _bound(program: Program, item: Item) -> Item:
    """A test with the scenario that a `@scenario(…)` on it names."""
    for decorator in item.decorators:
        call = decorator.expression
        if isinstance(call, Call) and program.dotted(decorator.path, call) == "pytest_bdd.scenario":
            run = next(_named(program, decorator, call), None)
            if run is not None:
                others = tuple(each for each in item.decorators if each is not decorator)
                return replace(item, decorators=others, run=run)
    return item


def _named(program: Program, decorator: Decorator, call: Call) -> Iterator[Run]:
    given = {keyword.name: keyword.value for keyword in call.keywords}
    given.update(zip(("feature_name", "scenario_name"), call.arguments, strict=False))
    if "feature_name" in given and "scenario_name" in given:
        names = program.texts(decorator.path, given["scenario_name"])
        for path, feature in _features(program, decorator.path, given["feature_name"]):
            for scenario in feature.scenarios:
                if scenario.name in names:
                    yield Run(_PYTEST_BDD, path, feature, scenario)


def _gathered(program: Program, path: str, taken: set[tuple[str, str]]) -> Iterator[Item]:
    """The scenarios that a file takes by `scenarios(…)`, but for those that a function of its own runs."""
    names = program.names(path)
    used = set(names.final) if names is not None else set()
    for statement, _ in flat(names.module.body if names is not None else ()):
        call = statement.value if isinstance(statement, Evaluate) else None
        if not isinstance(call, Call) or program.dotted(path, call) != "pytest_bdd.scenarios":
            continue
        for where, feature in (found for part in call.arguments for found in _features(program, path, part)):
            for scenario in feature.scenarios:
                if (where, scenario.name) not in taken:
                    name = _free(_as_function(scenario.name), used)
                    used.add(name)
                    yield _item(Run(_PYTEST_BDD, where, feature, scenario), path, name, call.at)


def _features(program: Program, path: str, named: AnyExpression) -> Iterator[tuple[str, Feature]]:
    """The feature files that a name means, or that a folder of that name holds."""
    for where in _feature_paths(program, path, named):
        module = program.library.load(where)
        if module is not None and module.feature is not None:
            yield where, module.feature


def _feature_paths(program: Program, path: str, named: AnyExpression) -> tuple[str, ...]:
    folder, library = folder_of(path), program.library
    written = program.texts(path, named) or ("/".join(_parts(program, path, named)),)
    for text in (each.strip("/") for each in written if each.strip("./")):
        tail = re.sub(r"^(?:\.{1,2}/)+", "", text)
        for place in dict.fromkeys((normpath(join(folder, text)), normpath(text), f"**/{tail}")):
            pattern = place if place.endswith(".feature") else f"{place}/**/*.feature"
            found = (pattern,) if library.exists(pattern) else library.matching(pattern)
            if found:
                return found
    return ()


def _parts(program: Program, path: str, named: AnyExpression) -> Iterator[str]:
    """The folders and the file that an expression writes out: `Path(__file__).parent / "features" / "users.feature"`."""
    _, meant = program.value(path, named)
    for part in within(meant):
        if isinstance(part, Constant) and isinstance(part.value, str) and part.value.strip("./"):
            yield part.value.strip("/")


def _as_function(name: str) -> str:
    """The name that pytest-bdd gives the test of a scenario."""
    bare = re.sub(r"\W", "", name.replace(" ", "_"))
    return "test_" + re.sub(r"^\d+_*", "", bare).lower()


def _free(name: str, used: set[str]) -> str:
    number = 1
    free = name
    while free in used:
        free, number = f"{name}_{number}", number + 1
    return free


def _item(run: Run, path: str, name: str, at: Place) -> Item:
    function = Function(at, name, name, (), (), (), None, False, False, (), max(at.end_line, _last_line(run, path)))
    return Item(path, path, function, (), (), run.library.partition("_")[0], name, False, (), (), (), run)


def _last_line(run: Run, path: str) -> int:
    return run.scenario.end_line if run.path == path else 0


# What they run -------------------------------------------------------------------------------------------------


class Spelled(Struct, frozen=True):
    """A text of a feature file as one run of a scenario spells it, with the place that each stretch of it has."""

    text: str
    written: Constant
    filled: tuple[tuple[int, int, Place], ...] = ()
    """What an example put in: from where to where, and the place of its cell."""

    def pieces(self, start: int, end: int) -> Iterator[tuple[str, Place]]:
        """A stretch in pieces, each with where it is written: in the cell of an example, or in the text itself."""
        at = start
        for first, last, cell in self.filled:
            if start < last and first < end:
                if at < first:
                    yield self.text[at:first], self.place(at, first)
                yield self.text[max(first, start) : min(last, end)], cell
                at = last
        if at < end or start == end:
            yield self.text[at:end], self.place(at, end)

    def place(self, start: int, end: int) -> Place:
        """Where a stretch that no example fills in is written, or else the whole."""
        at = self.written.at
        if self.filled or at.end_line != at.line or at.end_column - at.column != len(self.text):
            return at
        return Place(at.line, at.column + start, at.line, at.column + end)


class Planned(Struct, frozen=True, eq=False):
    """A step of one run of a scenario, and the definition that it runs, if one was found."""

    path: str
    step: FeatureStep
    text: Spelled
    document: Spelled | None
    table: tuple[tuple[Spelled, ...], ...]
    matched: Matched | None
    spelling: str
    """The text that the definition matched: older ones of pytest-bdd match the lines below the step, too."""

    def pieces(self, start: int, end: int) -> Iterator[tuple[str, Place]]:
        """A stretch of the matched text in pieces, each with where it is written."""
        if start > len(self.text.text) and self.document is not None:
            at = self.document.written.at
            yield self.spelling[start:end], Place(at.line - 1, at.column, at.end_line, at.end_column)
        else:
            yield from self.text.pieces(start, end)


def planned(table: StepTable, item: Item, run: Run, turn: int) -> tuple[Planned, ...]:
    """The steps of a scenario, with the values of one of its examples."""
    row = dict(row_of(run.scenario, turn))
    return tuple(_planned(table, item, run, step, row, run.path) for step in run.scenario.steps)


def planned_within(table: StepTable, item: Item, run: Run, text: str, path: str, at: Place) -> tuple[Planned, ...]:
    """The steps that a step has executed by their text, all of them written where it does so."""
    return tuple(_planned(table, item, run, _moved(step, at), {}, path) for step in read_steps(text))


def _moved(step: FeatureStep, at: Place) -> FeatureStep:
    def moved(constant: Constant) -> Constant:
        return Constant(at, constant.value)

    document = None if step.document is None else moved(step.document)
    table = tuple(tuple(moved(cell) for cell in row) for row in step.table)
    return FeatureStep(at, step.kind, moved(step.text), document, table)


def _planned(table: StepTable, item: Item, run: Run, step: FeatureStep, row: dict[str, Constant], path: str) -> Planned:
    of_pytest = run.library == _PYTEST_BDD
    definitions = table.of_pytest(item.path) if of_pytest else table.of_behave(run.folder)
    text = _spelled(step.text, row)
    document = None if step.document is None else _spelled(step.document, row)
    cells = tuple(tuple(_spelled(cell, row) for cell in cells) for cells in step.table)
    spellings = [text.text]
    if of_pytest and document is not None:
        spellings.append(f'{text.text}\n"""\n{document.text}\n"""')
    match = matching(definitions, step.kind, spellings)
    matched, spelling = match if match is not None else (None, text.text)
    return Planned(path, step, text, document, cells, matched, spelling)


def row_of(scenario: Scenario, turn: int) -> tuple[tuple[str, Constant], ...]:
    """What one run of an outline fills in."""
    return scenario.rows[turn % len(scenario.rows)] if scenario.rows else ()


def _spelled(written: Constant, row: dict[str, Constant]) -> Spelled:
    text = str(written.value)
    if not row or "<" not in text:
        return Spelled(text, written)
    parts: list[str] = []
    filled: list[tuple[int, int, Place]] = []
    length = at = 0
    for hole in _HOLE.finditer(text):
        cell = row.get(hole[1])
        if cell is None:
            continue
        before, value = text[at : hole.start()], str(cell.value)
        filled.append((length + len(before), length + len(before) + len(value), cell.at))
        parts += (before, value)
        length, at = length + len(before) + len(value), hole.end()
    return Spelled("".join((*parts, text[at:])), written, tuple(filled))


_HOLE = re.compile(r"<([^<>\n]+)>")


def asked_for(plan: Iterable[Planned]) -> tuple[str, ...]:
    """The fixtures that the steps of a scenario ask for, but for those that earlier ones of them provide."""
    provided: set[str] = set()
    asked: dict[str, None] = {}
    for one in plan:
        if one.matched is None:
            continue
        definition = one.matched.definition
        for parameter in definition.function.parameters:
            if parameter.kind in ("plain", "keyword") and parameter.default is None:
                name = parameter.name
                if name not in one.matched.named and name not in provided and name not in _OF_STEPS:
                    asked.setdefault(name)
        for name in definition.function.requested:
            asked.setdefault(name)
        provided.add(definition.target or definition.function.name)
    return tuple(asked)


_OF_STEPS = frozenset({"docstring", "datatable", "step"})
"""What pytest-bdd itself gives to a step that asks for it."""
