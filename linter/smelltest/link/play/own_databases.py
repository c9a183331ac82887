"""Databases that a test sets its application up with, and that no other test has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from smelltest.link.knowledge.verbs import words
from smelltest.link.play.http import plural
from smelltest.link.play.objects import Closure, Instance, Mapping, Mock, Object, Sequence, freeze
from smelltest.link.values import Computed, Joined, Literal, Made, Unknown, atoms, text_of
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


def set_up(given: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether one of the settings that a call is given says where the database is, and that is new in each test."""
    return any(_is_new(name, value) for name, value in _named(given, keywords))


def in_memory(keywords: dict[str, Object]) -> bool:
    """Whether an application is told to keep its records in memory: `Shop(memory=True)`."""
    told = (keywords[key] for key in ("memory", "in_memory", "use_memory") if key in keywords)
    return any(isinstance(value, Literal) and value.value is True for value in told)


def is_of_its_own(it: Interpreter, app: Instance, given: Iterable[Object]) -> bool:
    """Whether an application of the product keeps what it is sent in a folder that is made for it: `Shop([tmp_path / "db"])`."""
    if not any(map(_is_temporary, given)):
        return False
    return any(name in app.attributes or it.class_attribute(app.cls, name) is not None for name in _OF_APPLICATIONS)


def is_told_folder(keywords: dict[str, Object]) -> bool:
    """Whether a client is told to keep its records itself, below a folder for what may go: `Shop(path=tmp_path)`."""
    return any(_PLACE.match(key) is not None and _is_temporary(value) for key, value in keywords.items())


_PLACE = re.compile(
    r"(?:(?:db|database|storage|store|data|persist|persistence)_?(?:path|dir|directory|folder|file|uri|url|location)?|path|location"
    r"|uri|url|dsn)$"
)
"""How clients call the place of their records: those of their logs, caches and settings tell nothing of it."""

_OF_APPLICATIONS = ("app", "asgi_app", "wsgi_app", "client", "test_client", "__call__")
"""By what an application is asked for something."""


def _is_temporary(given: Object) -> bool:
    if isinstance(given, Sequence):
        return any(map(_is_temporary, given.items))
    return type(given) in _PUT_TOGETHER and any(
        isinstance(part, Made) and part.kind == "temporary" for part in atoms(freeze(given, 3))
    )


def emptied(it: Interpreter, home: str, name: str, frame: Frame, node: facts.Expression | facts.Statement) -> None:
    """Take note of a setup that empties what the application keeps in the memory of the test's own process.

    `home` is the file or the dotted name of the module that has it, by that name.
    """
    if it.stage.kind not in {"fixture", "setup"} or it.stage.scope != "function" or is_test_code(home):
        return
    if _keeps_records(name):
        it.isolate_database(f"{it.stage.name} empties {name} of {home}", frame, cast(facts.Expression, node))


def overridden(it: Interpreter, target: facts.Subscript, value: Object, frame: Frame, node: facts.Statement) -> None:
    """Take note of a test whose application gets, for where it keeps its records, one that a fake keeps in memory.

    `app.dependency_overrides[get_repository] = lambda: InMemoryRepository()`, as FastAPI has it.
    """
    key = target.index.name if isinstance(target.index, (facts.Name, facts.Attribute)) else ""
    called = set(words(key))
    if it.stage.scope != "function" or not called & _KEEPERS or called & _OF_OTHERS:
        return
    function = value.function if isinstance(value, Closure) else None
    if function is None or (isinstance(function, facts.Function) and function.yields):
        return
    given = it.call(value, [], {}, target, frame)
    if _is_fake(given):
        it.isolate_database(f"a fake in the place of {key}", frame, cast(facts.Expression, node))


_KEEPERS = frozenset("repo repos repository service db database store storage uow unit dao gateway crud".split())
_OF_OTHERS = frozenset(
    "email mail mailer sms notification notifications payment llm ai openai cache queue token auth http search rate limiter"
    " file files s3 clock current user".split()
)
"""What a service may be of that keeps no records."""
_DATABASES = frozenset("db database store datastore repo repository uow".split())
_NOT_RECORDS = _OF_OTHERS - {"user"}


def _is_fake(given: Object, depth: int = 4) -> bool:
    """Whether an object keeps all in memory, or one that it is made of does, as its class is called."""
    if isinstance(given, Mock):
        return True
    if not isinstance(given, Instance) or not depth:
        return False
    return _FAKE.search(given.cls.ref.node.name) is not None or any(
        _is_fake(each, depth - 1) for each in given.attributes.values()
    )


def fakes_database(name: str) -> bool:
    """Whether a class is called as one that stands in a database's place: `MockUserDatabase`, `InMemoryOrderRepository`."""
    called = words(name)
    return _FAKE.search(name) is not None and not _NOT_RECORDS & {*called} and called[-1] in _DATABASES


_FAKE = re.compile(r"^(?:InMemory|Memory|Fake|Stub|Dummy|Mock)|(?:InMemory|Fake|Stub)$")


def emptied_by(it: Interpreter, dotted: str, frame: Frame, node: facts.AnyExpression) -> None:
    """The same of a call in another package: `shop.store.orders.clear()`."""
    home, _, name = dotted.rpartition(".")[0].rpartition(".")
    if home:
        emptied(it, home, name, frame, node)


def _keeps_records(name: str) -> bool:
    """Whether a name is one of what an application keeps its records in: `orders`, `store`."""
    called = words(name)
    return bool(called) and (called[-1] in _STORES or (plural(called[-1]) and called[-1] not in _OF_THE_PROGRAM))


_STORES = frozenset("db database store storage datastore repo repository state memory data inventory".split())
_OF_THE_PROGRAM = frozenset(
    "overrides caches mocks calls headers cookies handlers logs metrics listeners hooks settings limits responses requests"
    " configs args kwargs registries plugins routes middlewares signals callbacks contexts options messages records warnings stats".split()
)


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
    if _FOLDER.search(name) and any(isinstance(part, Made) and part.kind == "temporary" for part in parts):
        return True
    text = next((text for text in map(text_of, parts) if text), "")
    return _OF_DATABASE.search(name) is not None or _DIALECT.match(text) is not None


_PUT_TOGETHER = frozenset({Made, Joined, Unknown, Computed})
_FOLDER = re.compile(
    r"(?:^|_)(?:data|db|database|storage|store|state)_?(?:dir|directory|folder|root|path|file|home)$", re.IGNORECASE
)
"""Where an application keeps its data: a folder that is made for the test has nothing of others."""
_OF_DATABASE = re.compile(
    r"(?:^|_)(?:database|db|sqlite|duckdb)(?:_?(?:ur[il]|path|file|filename|name|dsn|location|connection))?$",
    re.IGNORECASE,
)
_DIALECT = re.compile(r"(?:sqlite|duckdb|postgres(?:ql)?|mysql|mariadb|mongodb)(?:\+\w+)?://")
