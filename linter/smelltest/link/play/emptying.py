"""What empties a whole database: methods, loops over its tables, and statements that name all there is in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smelltest.link.knowledge.isolation import ROLLBACKS
from smelltest.link.program.walking import within
from smelltest.link.timeline import Access, Effect
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


def undo(it: Interpreter, name: str, frame: Frame, node: facts.AnyExpression) -> None:
    """A rollback or sweep in a teardown: of one test it isolates, of a wider scope it cleans up."""
    if it.guard.environment or it.guard.handler:
        return
    if it.stage.scope == "function":
        it.isolate_database(f"{it.stage.name} calls {name}()", frame, node)
    if it.stage.scope != "function" or name not in ROLLBACKS:
        it.emit_effect("delete", name, Access("sweep", name, "resolved"), frame, node)


def undoes(it: Interpreter) -> bool:
    """Whether what stands here runs after what it undoes, however that ended."""
    return it.stage.teardown or (it.guard.always and not it.chain)


def makes_anew(it: Interpreter) -> bool:
    """Whether the database that is dropped is that of one test, dropped at its end or before its setup makes it anew.

    What a test itself drops before it has written anything is a clean start for others.
    """
    if it.stage.kind in {"setup", "fixture"}:
        return it.stage.scope == "function" and not it.stage.teardown
    return it.stage.kind == "test" and any(
        type(event) is Effect and event.kind != "read" and event.stage.kind == "test" for event in it.events
    )


def of_tables(it: Interpreter, loop: facts.For, frame: Frame) -> None:
    """Take note of a loop that empties all tables that an application has: `for table in metadata.sorted_tables:`."""
    if (undoes(it) or makes_anew(it)) and _lists_tables(loop.iterable) and any(map(_empties, within(loop.body))):
        undo(it, "truncate_tables", frame, loop.iterable)


def of_names(it: Interpreter, made: facts.Comprehension, frame: Frame) -> None:
    """The same of what is put together of the names of all tables: `", ".join(table.name for table in …sorted_tables)`."""
    if _lists_tables(made.clauses[0].iterable) and it.stage.kind != "test" and (undoes(it) or makes_anew(it)):
        undo(it, "truncate_tables", frame, made)


def _lists_tables(iterable: facts.AnyExpression) -> bool:
    return any(
        isinstance(part, facts.Attribute)
        and (part.name == "sorted_tables" or (part.name == "tables" and _is_metadata(part.value)))
        for part in within(iterable)
    )


def _is_metadata(owner: facts.AnyExpression) -> bool:
    return isinstance(owner, (facts.Name, facts.Attribute)) and owner.name.lower().endswith(("metadata", "meta"))


def _empties(part: object) -> bool:
    """Whether it deletes what is in a table, or tells the database so in its own words."""
    if isinstance(part, facts.Call) and isinstance(part.function, (facts.Name, facts.Attribute)):
        return part.function.name in {"delete", "drop", "truncate"}
    return isinstance(part, facts.Constant) and isinstance(part.value, str) and _EMPTYING.match(part.value) is not None


_EMPTYING = re.compile(r"\s*(?:TRUNCATE|DELETE\s+FROM|DROP\s+TABLE)\b", re.IGNORECASE)


def by_statement(it: Interpreter, spelled: str, frame: Frame, node: facts.AnyExpression) -> bool:
    """Take note of a statement that takes away, or makes anew, all there is; whether it is one.

    `spelled` has private characters in the place of values.
    """
    before = it.stage.kind != "test" and makes_anew(it)
    if not (_TAKES_ALL.match(spelled) and (before or undoes(it))) and not (_MAKES_ALL.match(spelled) and before):
        return False
    undo(it, "truncate_tables", frame, node)
    return True


_TAKES_ALL = re.compile(
    r"\s*(?:DROP\s+(?:DATABASE|SCHEMA)\b|TRUNCATE\s+(?:TABLE\s+)?[\"`']?\ue000|TRUNCATE\s[^;]*,)", re.IGNORECASE
)
_MAKES_ALL = re.compile(r"\s*CREATE\s+(?:DATABASE|SCHEMA)\s(?!\s*IF\b)", re.IGNORECASE)
