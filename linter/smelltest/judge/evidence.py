"""The chain that led to a finding, as notes: the write, the way to it, and what was looked for and not found."""

from __future__ import annotations

from collections.abc import Iterable

from smelltest.judge.finding import Confidence, Note
from smelltest.link.knowledge.verbs import noun_of
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Literal, Site, Value, text_of


def confidence(effect: Effect) -> Confidence:
    """How surely the client behind an effect is known."""
    tier = effect.access.confidence
    return "certain" if tier == "certain" else "named" if tier == "named" else "resolved"


_STATEMENTS = {"create": "INSERT INTO", "change": "UPDATE", "delete": "DELETE FROM", "read": "SELECT FROM"}


def spelled(effect: Effect) -> str:
    """An effect in a few words: `POST /users`, `put_object()`."""
    if effect.access.kind == "http":
        parts = [text_of(segment) or "…" for segment in effect.segments]
        return f"{effect.verb} /{'/'.join(parts)}"
    if effect.access.kind == "sql":
        return f"{_STATEMENTS.get(effect.kind, effect.verb)} {effect.resource}"
    of = f"{effect.resource}." if effect.resource is not None and noun_of(effect.verb) is None else ""
    return f"{of}{effect.verb}()"


def note(message: str, site: Site | None) -> Note:
    """A link of evidence, at its place if there is one."""
    return Note(message, site.path, site.at) if site is not None else Note(message)


def trail(effect: Effect) -> tuple[Note, ...]:
    """How the test comes to an effect: each call on the way, and where the client was made."""
    notes = [note("reached through this call", link) for link in effect.chain[:-1]]
    notes.append(note(f"{spelled(effect)} is sent here", effect.call))
    if effect.access.born is not None:
        notes.append(note(f"the client is made here: {effect.access.client}", effect.access.born))
    return tuple(notes)


def use(effect: Effect, verb: str) -> Note:
    """Where a value is used."""
    return note(f"{verb} {spelled(effect)}", effect.site)


def searched(test: Test, effect: Effect) -> tuple[Note, ...]:
    """Where a cleanup was looked for, and what of isolation."""
    fixtures = ", ".join(dict.fromkeys(name for _, name in test.fixtures)) or "none"
    what = f"the {effect.resource}" if effect.resource is not None else "it"
    return (
        Note(f"no delete of {what} in the test, its setup and teardown, or its fixtures ({fixtures})"),
        Note("no mock, rollback or in-memory database found"),
    )


def born(value: Value) -> Site | None:
    """Where a literal stands."""
    return value.site if isinstance(value, Literal) else getattr(value, "site", None)


def quoted(value: object, limit: int = 40) -> str:
    """A literal as a message shows it."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[: limit - 2]}…{text[-1]}"


def told(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Notes, each once."""
    return tuple(dict.fromkeys(notes))
