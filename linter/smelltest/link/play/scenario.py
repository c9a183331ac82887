"""Plays a scenario: what comes before it, its steps one after the other as one test, and what comes after.

Of pytest-bdd that is a test like others, whose steps ask for fixtures and give some (`target_fixture`). Of behave the hooks
of `environment.py` come before and after, and the `context` that all of them are given ends with the scenario.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext

from smelltest.link.play.annotated import annotated
from smelltest.link.play.beginnings import Beginnings
from smelltest.link.play.behave_context import context_of, feature_of, layer, scenario_of, table_of
from smelltest.link.play.frames import Frame, result_of
from smelltest.link.play.interpreter import Interpreter
from smelltest.link.play.objects import Closure as Function
from smelltest.link.play.objects import Object, Origin, Request, Sequence
from smelltest.link.play.playback import Player
from smelltest.link.play.truth import mark_origin
from smelltest.link.program.collect import Item, Run
from smelltest.link.program.fixtures import Closure, Fixture
from smelltest.link.program.scenarios import Planned, Spelled, planned, planned_within, row_of
from smelltest.link.program.step_definitions import Matched, StepTable
from smelltest.link.program.step_patterns import Piece
from smelltest.link.program.xunit import Xunit, XunitStep
from smelltest.link.timeline import Stage
from smelltest.link.values import Joined, Literal, Site
from smelltest.read import facts


def player_of(
    it: Interpreter, item: Item, run: Run, steps: StepTable, closure: Closure, xunit: Xunit, turn: int,
    beginnings: Beginnings,
) -> Player:  # fmt: skip
    """What plays a scenario."""
    kind = _OfBehave if run.library == "behave" else _OfPytest
    return kind(it, item, run, steps, closure, xunit, turn, beginnings)


class _Scenario(Player):
    """Plays the steps of a scenario."""

    def __init__(
        self, it: Interpreter, item: Item, run: Run, steps: StepTable, closure: Closure, xunit: Xunit,
        turn: int, beginnings: Beginnings,
    ) -> None:  # fmt: skip
        super().__init__(it, item, closure, xunit, turn, beginnings)
        self.run = run
        self.steps = steps

    def _body(self) -> None:
        self._steps(planned(self.steps, self.item, self.run, self.turn))

    def _steps(self, plan: Iterable[Planned]) -> None:
        for step in plan:
            if step.matched is None:
                self._unmatched(step)
            else:
                self._do(step, step.matched)

    def _do(self, step: Planned, matched: Matched) -> None:
        """Run the function of a step."""
        raise NotImplementedError

    def _unmatched(self, step: Planned) -> None:
        """What a step does that no function was found for is not known, not even whether it fails."""
        with self.it.elsewhere(self._stage()):
            self.it.emit_other(step.text.text, [], Frame(step.path, self.item.name, {}), step.step.text)

    def _stage(self) -> Stage:
        return Stage("test", "function", self.item.name, self.item.path)

    def _given(self, step: Planned, matched: Matched) -> tuple[list[Object], dict[str, Object]]:
        """What a step's function is given of its text: by position, and by name."""
        loose = [self._piece(step, matched, None, piece) for piece in matched.loose]
        return loose, {name: self._piece(step, matched, name, piece) for name, piece in matched.named.items()}

    def _piece(self, step: Planned, matched: Matched, name: str | None, piece: Piece) -> Object:
        """The value of a stretch of a step's text."""
        it, definition = self.it, matched.definition
        text = step.spelling[piece.start : piece.end]
        kind = (piece.kind or "").rstrip("?*+")
        value = _put_together(step.path, step.pieces(piece.start, piece.end), step.step.text.at)
        maker = definition.converters.get(name or "") or definition.types.get(kind)
        if maker is None:
            return Literal(_typed(text, kind), value.site) if kind else value
        frame = Frame(definition.path, definition.function.qualname, {})
        made = it.call(it.evaluate(maker, frame), [value], {}, step.step.text, frame)
        return Literal(made.value, value.site) if isinstance(made, Literal) else made


class _OfPytest(_Scenario):
    """Plays a scenario of pytest-bdd."""

    def _body(self) -> None:
        for name, cell in row_of(self.run.scenario, self.turn):
            # In older versions the examples are fixtures, too.
            self.direct.setdefault(name, Literal(cell.value, Site(self.run.path, cell.at)))
        super()._body()
        if self.item.function.body:
            self._function()

    def _do(self, step: Planned, matched: Matched) -> None:
        it, definition = self.it, matched.definition
        function = definition.function
        with it.elsewhere(self._stage()):
            _, named = self._given(step, matched)
            if step.document is not None:
                named.setdefault("docstring", _text(step.path, step.document))
            if step.table:
                rows = [Sequence([_text(step.path, cell) for cell in row]) for row in step.table]
                named.setdefault("datatable", Sequence(list(rows)))
            before, self.direct = self.direct, {**self.direct, **named}
            try:
                run = self._fixture if function.yields else self._called
                result = run(definition.path, function)
            finally:
                self.direct = before
            self.direct[definition.target or function.name] = result

    def _called(self, path: str, function: facts.Function) -> Object:
        it = self.it
        frame = it.frame_of(Function(path, function), [], {}, None)
        request = Request(it.registry, None, None)
        for parameter in function.parameters:
            if parameter.kind != "*":
                given = self._value(None, parameter.name, request)
                if given is not None:
                    frame.env[parameter.name] = annotated(it, path, parameter, given)
        it.block(function.body, frame)
        return result_of(frame)

    def _fixture(self, path: str, function: facts.Function) -> Object:
        """A step that yields is torn down as a fixture is, after the scenario."""
        fixture = Fixture(function.name, path, function, "function", False, None, None)
        self._begin(fixture, len(self.parts))
        return self.values.get(fixture) or Literal(None)


class _OfBehave(_Scenario):
    """Plays a scenario of behave."""

    def __init__(
        self, it: Interpreter, item: Item, run: Run, steps: StepTable, closure: Closure, xunit: Xunit,
        turn: int, beginnings: Beginnings,
    ) -> None:  # fmt: skip
        super().__init__(it, item, run, steps, closure, xunit, turn, beginnings)
        self.kept_after = set()  # The context that hooks fill is no fixture, and is not copied.
        self.context = context_of(self._execute)
        self.depth = 0
        self.feature = feature_of(run)
        self.scenario = scenario_of(run, self.feature)

    def _step(self, step: XunitStep) -> None:
        it, down = self.it, step.phase == "teardown"
        layer(self.context, it.registry if step.scope == "function" else it.class_registry)
        shared = step.scope != "function"
        with it.elsewhere(Stage("setup", step.scope, step.function.qualname, step.path, down)):
            for given in self._told(step):
                if down:
                    it.guard = it.always()
                before = dict(self.context.attributes)
                frame = it.frame_of(Function(step.path, step.function), [self.context, *given], {}, None)
                with it.tidying() if down else nullcontext():
                    it.block(step.function.body, frame)
                # A list grows from scenario to scenario; what stands under a key or attribute each of them sets anew.
                for name, value in self.context.attributes.items() if shared and not down else ():
                    if isinstance(value, Sequence) and before.get(name) is not value:
                        mark_origin(value, Origin("fixture", f"{step.path}::{step.function.qualname}", name))
        layer(self.context, it.registry)

    def _told(self, step: XunitStep) -> list[list[Object]]:
        """What a hook is given besides the context, once for each time that it is called."""
        kind = step.kind.partition("_")[2]
        self.context.attributes["feature"] = self.feature
        self.context.attributes["scenario"] = self.scenario
        self.context.attributes["tags"] = self.scenario.entries["effective_tags"]
        if kind == "tag":
            tags = self.run.feature.tags if step.scope == "module" else self.run.scenario.tags
            return [[Literal(tag)] for tag in tags]
        told: dict[str, list[Object]] = {"feature": [self.feature], "scenario": [self.scenario]}
        return [told.get(kind, [])]

    def _do(self, step: Planned, matched: Matched) -> None:
        it, definition = self.it, matched.definition
        attributes = self.context.attributes
        before = {name: attributes.get(name) for name in ("text", "table")}
        attributes["text"] = Literal(None) if step.document is None else _text(step.path, step.document)
        attributes["table"] = (
            table_of([_text(step.path, cell) for cell in row] for row in step.table) if step.table else Literal(None)
        )
        layer(self.context, it.registry)
        with it.elsewhere(self._stage()):
            loose, named = self._given(step, matched)
            frame = it.frame_of(Function(definition.path, definition.function), [self.context, *loose], named, None)
            it.block(definition.function.body, frame)
        attributes.update({name: value for name, value in before.items() if value is not None})

    def _execute(self, text: str, site: Site) -> None:
        """Run the steps that a step lists."""
        if self.depth < _MOST_NESTED:
            self.depth += 1
            self._steps(planned_within(self.steps, self.item, self.run, text, site.path, site.at))
            self.depth -= 1


_MOST_NESTED = 4
"""How many steps deep steps are executed by others."""


def _text(path: str, spelled: Spelled) -> Literal | Joined:
    """A text below a step. What an example puts into one stands in its cell."""
    return _put_together(path, spelled.pieces(0, len(spelled.text)), spelled.written.at)


def _put_together(path: str, pieces: Iterable[tuple[str, facts.Place]], around: facts.Place) -> Literal | Joined:
    parts = tuple(Literal(text, Site(path, at)) for text, at in pieces)
    return parts[0] if len(parts) == 1 else Joined(parts, Site(path, around))


def _typed(text: str, kind: str) -> str | int | float:
    """The value that `parse` makes of a text by one of its own types."""
    try:
        if kind == "d":
            return int(text.replace(" ", ""), 0) if text.lstrip("+- ")[:2].lower() in _BASES else int(text)
        if kind in _FLOATS:
            return float(text)
        if kind == "n":
            return int(text.replace(",", "").replace(".", ""))
    except ValueError:
        return text
    return text


_BASES = frozenset({"0x", "0b", "0o"})
_FLOATS = frozenset("feg")
