"""Engines of databases and connections to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smelltest.link.play.handling import Handler
from smelltest.link.play.objects import External, Object, freeze
from smelltest.link.values import Made, Unknown, Value, atoms, text_of
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


def engine(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """An engine of a database: one in memory, or in a temporary folder, is its own."""
    address = text_of(freeze(a[0])) if a else None
    if address is not None and _IN_MEMORY.search(address) and it.stage.scope == "function":
        it.isolate_database("an in-memory database for each test", frame, node)
    if any(map(_is_temporary, (atom for value in a[:1] for atom in atoms(freeze(value, 3))))):
        it.isolate_database("a database in a temporary folder", frame, node)
    return External("sqlalchemy.Engine()")


_IN_MEMORY = re.compile(r"^sqlite(?:\+\w+)?:///?$|:memory:")
"""Addresses of databases that are gone with their engine, whatever drives them: `sqlite+aiosqlite://`."""


def sqlite(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A connection to a file of SQLite, or to memory."""
    engine(it, a, k, node, frame)
    return External("sqlalchemy.Engine()", None, (), tuple(a[:1]))


def _is_temporary(part: Value) -> bool:
    """Whether a part of a path says that it is below a folder for what may go at any time."""
    return (isinstance(part, Made) and part.kind == "temporary") or (
        isinstance(part, Unknown) and part.name == "tempfile.gettempdir"
    )


def connected(dotted: str) -> Handler:
    """What connects to a database, and gives the connection."""

    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return External(f"{dotted}()")

    return handle
