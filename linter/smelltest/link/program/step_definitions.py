"""Which functions a scenario's steps run: those that `@given`, `@when` and `@then` of behave and pytest-bdd define."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from smelltest.link.program.names import ancestors, flat, folder_of, spelled
from smelltest.link.program.plugins import named_plugins
from smelltest.link.program.program import Program
from smelltest.link.program.step_patterns import Pattern, Piece, pattern
from smelltest.read.facts import AnyExpression, Call, Constant, Evaluate, Function, Import

_KINDS = frozenset({"given", "when", "then", "step"})
_PARSERS = {"parse": "parse", "cfparse": "parse", "re": "re", "string": "plain"}
_MATCHERS = {"parse": "parse", "cfparse": "parse", "re": "re", "re0": "re"}


class StepDefinition(Struct, frozen=True, eq=False):
    """A function that runs a step.

    `kind`: `given`, `when`, `then`, or `step` for all of them. `target`: the fixture that its result becomes.
    `converters`: what makes values of the texts of its fields, by their names; `types`: likewise by their types.
    """

    kind: str
    pattern: Pattern
    path: str
    function: Function
    library: str
    target: str | None = None
    converters: Mapping[str, AnyExpression] = {}
    types: Mapping[str, AnyExpression] = {}


class Matched(Struct, frozen=True, eq=False):
    """The definition that a step runs, and what its fields took of the step's text: by name, and by position."""

    definition: StepDefinition
    named: Mapping[str, Piece]
    loose: tuple[Piece, ...]


class StepTable:
    """All step definitions of a suite, found when they are asked for."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._files: dict[str, tuple[StepDefinition, ...]] = {}
        self._of_pytest: dict[str, tuple[StepDefinition, ...]] = {}
        self._of_behave: dict[str, tuple[StepDefinition, ...]] = {}

    def of_pytest(self, path: str) -> tuple[StepDefinition, ...]:
        """Those of pytest-bdd that a test file sees, the nearest first."""
        found = self._of_pytest.get(path)
        if found is None:
            conftests = (f"{folder}/conftest.py" if folder else "conftest.py" for folder in ancestors(folder_of(path)))
            near = [path, *(each for each in conftests if each != path and self._program.library.exists(each))]
            plugins = [plugin for each in near for plugin in named_plugins(self._program, each)]
            every = self._reached((*near, *plugins))
            found = self._of_pytest[path] = tuple(one for one in every if one.library == "pytest_bdd")
        return found

    def of_behave(self, folder: str) -> tuple[StepDefinition, ...]:
        """Those of behave below a folder of features: of its `steps`, and what these import."""
        found = self._of_behave.get(folder)
        if found is None:
            steps = self._program.library.matching(f"{folder}/steps/**/*.py" if folder else "steps/**/*.py")
            found = self._of_behave[folder] = tuple(one for one in self._reached(steps) if one.library == "behave")
        return found

    def behave_folder(self, path: str) -> str | None:
        """The folder from which behave runs a feature file: the nearest one upward with `steps` of behave's."""
        return next((folder for folder in ancestors(folder_of(path)) if self.of_behave(folder)), None)

    def _reached(self, paths: Iterable[str]) -> Iterator[StepDefinition]:
        """The definitions of files, and of the files that these import which look as if they held some."""
        pending = list(dict.fromkeys(paths))
        met = set(pending)
        for path in pending:
            yield from self._of_file(path)
            names = self._program.names(path)
            if names is None:
                continue
            imports = (statement for statement in names.final.values() if isinstance(statement, Import))
            for statement in (*names.stars, *imports):
                for target in self._targets(path, statement):
                    if target not in met and (statement in names.stars or "step" in target.lower()):
                        met.add(target)
                        pending.append(target)

    def _targets(self, path: str, statement: Import) -> Iterator[str]:
        module = self._program.module_path(path, statement.level, statement.module)
        if module is not None:
            yield module
        if statement.name not in (None, "*"):
            inner = f"{statement.module}.{statement.name}" if statement.module else str(statement.name)
            submodule = self._program.module_path(path, statement.level, inner)
            if submodule is not None:
                yield submodule

    def _of_file(self, path: str) -> tuple[StepDefinition, ...]:
        found = self._files.get(path)
        if found is None:
            found = self._files[path] = tuple(self._defined(path))
        return found

    def _defined(self, path: str) -> Iterator[StepDefinition]:
        names = self._program.names(path)
        if names is None:
            return
        manner = "parse"
        types: dict[str, AnyExpression] = {}
        for statement, _ in flat(names.module.body):
            if isinstance(statement, Function):
                # The nearest decorator is applied first, and behave takes the first of two that match.
                for decorator in reversed(statement.decorators):
                    if isinstance(decorator, Call):
                        yield from self._definition(path, statement, decorator, manner, types)
            elif isinstance(statement, Evaluate) and isinstance(statement.value, Call):
                call = statement.value
                dotted = self._program.dotted(path, call) or ""
                if dotted in _CHOOSING and call.arguments:
                    named = self._program.texts(path, call.arguments[0])
                    manner = _MATCHERS.get(named[0], manner) if named else manner
                elif dotted == "behave.register_type":
                    types |= {keyword.name: keyword.value for keyword in call.keywords if keyword.name}

    def _definition(
        self, path: str, function: Function, decorator: Call, manner: str, types: Mapping[str, AnyExpression]
    ) -> Iterator[StepDefinition]:
        dotted = self._program.dotted(path, decorator) or ""
        library, _, kind = dotted.partition(".")
        kind = kind.rpartition(".")[2].lower()
        given = {keyword.name: keyword.value for keyword in decorator.keywords}
        said = decorator.arguments[0] if decorator.arguments else given.get("name")
        if library not in ("behave", "pytest_bdd") or kind not in _KINDS or said is None:
            return
        converters = _entries(given.get("converters"))
        if library == "pytest_bdd":
            manner = "plain"
            if isinstance(said, Call):
                manner = _PARSERS.get((self._program.dotted(path, said) or "").rpartition(".")[2], "")
                options = {keyword.name: keyword.value for keyword in said.keywords}
                types = _entries(
                    self._program.value(path, options["extra_types"])[1] if "extra_types" in options else None
                )
                said = said.arguments[0] if said.arguments else options.get("name", said)
        target = self._program.texts(path, given["target_fixture"]) if "target_fixture" in given else ()
        for text in self._program.texts(path, said):
            read = pattern(text, manner) if manner else None
            if read is not None:
                yield StepDefinition(
                    kind, read, path, function, library, target[0] if target else None, converters, types
                )


_CHOOSING = frozenset({"behave.use_step_matcher", "behave.step_matcher", "behave.matchers.use_step_matcher"})


def matching(definitions: Iterable[StepDefinition], kind: str, texts: Iterable[str]) -> tuple[Matched, str] | None:
    """The definition that a step of a kind runs, and the spelling of the step that it matches: the first of any."""
    spellings = tuple(texts)
    for one in definitions:
        if one.kind not in (kind, "step"):
            continue
        for text in spellings:
            found = one.pattern.match(text)
            if found is not None:
                return Matched(one, *found), text
    return None


def _entries(expression: AnyExpression | None) -> dict[str, AnyExpression]:
    """What a dict has under each name, written `{"count": int}` or `dict(count=int)`."""
    return dict(_written_entries(expression))


def _written_entries(expression: AnyExpression | None) -> Iterator[tuple[str, AnyExpression]]:
    keys = getattr(expression, "keys", ())
    for key, value in zip(keys, getattr(expression, "values", ()), strict=False):
        if isinstance(key, Constant) and isinstance(key.value, str):
            yield key.value, value
    if isinstance(expression, Call) and spelled(expression) == "dict":
        yield from ((each.name, each.value) for each in expression.keywords if each.name)
