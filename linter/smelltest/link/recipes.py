"""How a test of the suite gets a record of its own: from a fixture that makes one and hands it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from smelltest.link.play.interpreter import Interpreter
from smelltest.link.play.objects import Instance, freeze
from smelltest.link.play.playback import provided
from smelltest.link.program.collect import Item
from smelltest.link.program.fixtures import Fixture, FixtureTable
from smelltest.link.timeline import Effect
from smelltest.link.values import Derived, Pairs, Step, Value
from smelltest.read.facts import Function, Parameter, Place

_ID = re.compile(r"(?:^|_)(?:id|pk|uuid|uid)$|^lastrowid$|[a-z](?:Id|ID|Uuid|UUID)$")
_NOWHERE = Place(1, 1, 1, 1)


class Recipe(Struct, frozen=True):
    """A fixture that makes a record for each test that asks for it.

    `resource`: the collection of the record. `record` leads from the fixture's value to the record, `id` to its id, as
    it is written: `.json()`, `["id"]`; `record` is None where the value is the id alone. `steps` lead from the answer
    to the create to the fixture's value, if that is known. `sends`: the fields that the record is made with.
    """

    fixture: str
    resource: str
    id: str
    record: str | None
    steps: tuple[Step, ...] | None = None
    sends: tuple[str, ...] = ()


def recipes(table: FixtureTable, path: str, interpreter: Callable[[], Interpreter]) -> Iterator[Recipe]:
    """The recipes that a test in a file can use, the nearest fixtures first."""
    visible = table.visible(path)
    for name in visible.names:
        fixture = visible.find(name)
        if fixture is None or fixture.scope != "function" or fixture.params or fixture.autouse or fixture.owner:
            continue
        value = provided(interpreter(), (item := asking(path, name)), table.closure(item), name)
        frozen = freeze(value, 3) if value is not None else None
        found = _recipe(fixture, frozen, isinstance(value, Instance)) if frozen is not None else None
        if found is not None:
            yield found


def askings(table: FixtureTable, path: str) -> Iterator[Item]:
    """Tests of a file that do nothing but ask for a fixture, one for each that it can ask for."""
    for name in table.visible(path).names:
        yield asking(path, name)


def asking(path: str, name: str) -> Item:
    """A test that does nothing but ask for a fixture."""
    parameter = Parameter(name, "plain", None, None)
    function = Function(_NOWHERE, "test", "test", (parameter,), (), (), None, False, False, (), 1)
    return Item(path, path, function, (), (), "pytest", "test", False, (), (), ())


def _recipe(fixture: Fixture, value: Value, is_object: bool) -> Recipe | None:
    """What a fixture hands out, if that is a record which it has made itself."""
    if isinstance(value, Derived) and _makes(value.effect):
        resource = value.effect.resource or fixture.name
        sends = tuple(key for key, _ in value.effect.fields.entries)
        written = [_written(step) for step in value.steps]
        if None in written:
            return None
        keys = [str(step.key) for step in value.steps if step.kind in {"item", "attribute"}]
        if keys and _ID.search(keys[-1]):
            return Recipe(fixture.name, resource, "", None, sends=sends)
        if keys and _WORDS.search(keys[-1]):
            return None
        if value.effect.access.kind == "http":
            body = "" if "json" in keys or "data" in keys else ".json()"
            return Recipe(fixture.name, resource, f'{body}["id"]', body, value.steps, sends)
        return Recipe(fixture.name, resource, ".id", "", sends=sends)
    if isinstance(value, Pairs):
        made = [one for key, one in value.entries if key == "id" and isinstance(one, Derived) and _makes(one.effect)]
        way = ".id" if is_object else '["id"]'
        return Recipe(fixture.name, made[0].effect.resource or fixture.name, way, "") if made else None
    return None


_WORDS = re.compile(r"(?:^|_)(?:token|name|slug|email|login|url|uri|link|href|key|secret|password|code|title|status)$")
"""Fields of which each holds a text, so that it is no record."""


def _makes(effect: Effect) -> bool:
    return effect.kind == "create" and effect.stage.kind == "fixture" and effect.stage.scope == "function"


def _written(step: Step) -> str | None:
    return str(step.key) if step.kind in {"item", "attribute", "call"} else None
