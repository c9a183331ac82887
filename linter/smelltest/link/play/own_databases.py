"""Databases that a test sets its application up with, and that no other test has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.play.objects import Mapping, Object, freeze
from smelltest.link.values import Computed, Joined, Literal, Made, Unknown, atoms, text_of


def set_up(given: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether one of the settings that a call is given says where the database is, and that is new in each test."""
    return any(_is_new(name, value) for name, value in _named(given, keywords))


def _named(given: list[Object], keywords: dict[str, Object]) -> Iterator[tuple[str, Object]]:
    """What a call is given, and by what name: a keyword, a key of a mapping, or the text before it."""
    yield from keywords.items()
    before = ""
    for thing in given:
        if isinstance(thing, Mapping):
            for key, value in thing.entries.items():
                yield str(key), value
        else:
            yield before, thing
        before = thing.value if isinstance(thing, Literal) and isinstance(thing.value, str) else ""


def _is_new(name: str, given: Object) -> bool:
    if type(given) not in _PUT_TOGETHER:
        return False
    parts = list(atoms(freeze(given, 3)))
    if not any(isinstance(part, Made) and part.unique and part.scope == "function" for part in parts):
        return False
    text = next((text for text in map(text_of, parts) if text), "")
    return _OF_DATABASE.search(name) is not None or _DIALECT.match(text) is not None


_PUT_TOGETHER = frozenset({Made, Joined, Unknown, Computed})
_OF_DATABASE = re.compile(
    r"(?:^|_)(?:database|db|sqlite|duckdb)(?:_?(?:ur[il]|path|file|filename|name|dsn|location|connection))?$",
    re.IGNORECASE,
)
_DIALECT = re.compile(r"(?:sqlite|duckdb|postgres(?:ql)?|mysql|mariadb|mongodb)(?:\+\w+)?://")
