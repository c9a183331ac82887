"""Calls of builtins, of the standard library and of other packages."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from smelltest.link.knowledge import orm, verbs
from smelltest.link.knowledge.clients import (
    CONSTRUCTORS,
    CREDENTIALS,
    FACTORIES,
    HTTP_METHODS,
    MODULES,
    SERVICES,
    VERBS,
    ClientKind,
)
from smelltest.link.knowledge.isolation import MOCKS, PATCHES, THROWN_AWAY, mocks_http
from smelltest.link.knowledge.made import made
from smelltest.link.play import (
    databases,
    echoing,
    emptying,
    factories,
    models,
    own_databases,
    queries,
    servers,
    unfollowed,
)
from smelltest.link.play.builtin_functions import mapped
from smelltest.link.play.containers import DUMPS, dumped
from smelltest.link.play.databases import run_statement
from smelltest.link.play.handlers import HANDLERS
from smelltest.link.play.objects import Client, Closure, External, Instance, Mapping, Mock, Object, Sequence, freeze
from smelltest.link.play.patching import answers_for, patched, stands_in
from smelltest.link.play.reading import FILE
from smelltest.link.play.sdk import emit_call, sdk_call
from smelltest.link.play.sending import base_of, client_call, served_here
from smelltest.link.play.writing import saved
from smelltest.link.timeline import Access
from smelltest.link.values import Configured, Derived, Literal, Site, Unknown, text_of
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
_UNKNOWN = Unknown("unknown")
_STANDARD = frozenset(sys.stdlib_module_names) | {
    "pytest",
    "typing_extensions",
    "attr",
    "attrs",
    "pydantic",
    "dateutil",
}
_REMOTE = ClientKind("http")
DATABASES = frozenset(
    "sqlalchemy sqlmodel psycopg psycopg2 asyncpg sqlite3 aiosqlite pymysql MySQLdb mysql databases tortoise peewee"
    " mongoengine beanie django alembic flask_sqlalchemy factory model_bakery polyfactory".split()
)
_KEEPING = frozenset("prometheus_client opentelemetry loguru structlog apscheduler cachetools multidict".split())
"""Packages whose objects keep to the process, whatever they are given from the environment."""
_APPLICATIONS = frozenset(
    "fastapi starlette flask quart litestar sanic falcon ninja connexion bottle tornado pyramid".split()
)
"""Packages that serve: their `API()` is no client."""


def root_of(dotted: str) -> str:
    """The package of a dotted name."""
    return dotted.partition(".")[0]


def in_memory(given: tuple[Object, ...]) -> bool:
    """Whether what a client is made with says that its server is a part of the process, and empty.

    `mock://` is how a client is told to keep to itself.
    """
    parts = (part for value in given for part in (value.entries.values() if isinstance(value, Mapping) else (value,)))
    texts = (part.value for part in parts if isinstance(part, Literal) and isinstance(part.value, str))
    return any(text.endswith(":memory:") or text.startswith("mock://") for text in texts)


def call_external(
    it: Interpreter, target: External, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """Call something of another package."""
    dotted = target.dotted
    owner, _, last = dotted.rpartition(".")
    handler = HANDLERS.get(dotted)
    if handler is not None:
        return handler(it, arguments, keywords, node, frame)
    if owner:
        return call_member(
            it,
            External(owner, target.access, target.records, target.arguments, target.home),
            last,
            arguments,
            keywords,
            node,
            frame,
        )
    return _call_dotted(it, target, dotted, arguments, keywords, node, frame)


def call_member(
    it: Interpreter, owner: External, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """`owner.name(…)` of another package."""
    dotted = f"{owner.dotted}.{name}"
    if it.stood_in and dotted.replace("()", "") in it.stood_in:
        return Mock()
    handler = HANDLERS.get(dotted)
    if handler is not None:
        return handler(it, arguments, keywords, node, frame)
    if owner.dotted.startswith(("testcontainers.", "docker.")):
        served = servers.call_member(it, owner, name, node, frame)
        if served is not None:
            return served
    if owner.given is not None and name in DUMPS:
        return dumped(owner.given.entries, keywords, open=owner.given.open)
    if owner.dotted == FILE:
        return owner if name in {"read", "decode", "strip"} else _UNKNOWN
    if owner.dotted in MODULES and (name in VERBS or name in {"request", "stream"}):
        client = Client(Access("http", dotted, "certain"))
        return client_call(it, client, name, arguments, keywords, node, frame)
    if "(" not in owner.dotted and orm.is_model(owner.dotted):
        kept = queries.class_call(it, owner, name, arguments, keywords, node, frame)
        if kept is not None:
            return kept
    if owner.dotted.startswith("playwright."):
        if name == "new_context" and owner.dotted.endswith(".request"):
            return _client(it, f"{owner.dotted}.{name}", _REMOTE, arguments, keywords, Site(frame.path, node.at))
        if owner.dotted.endswith(".request") and (name in VERBS or name == "fetch"):
            client = Client(Access("http", owner.dotted, "certain"))
            return client_call(it, client, name, arguments, keywords, node, frame)
    if owner.access is not None and owner.access.kind == "orm":
        return queries.manager_call(it, owner, name, arguments, keywords, node, frame)
    if owner.access is not None:
        return sdk_call(it, owner, name, arguments, keywords, node, frame)
    if root_of(owner.dotted) in SERVICES and verbs.kind_of(name) is not None:
        hosted = External(owner.dotted, Access("sdk", owner.dotted, "certain"), owner.records, owner.arguments)
        return sdk_call(it, hosted, name, arguments, keywords, node, frame)
    if dotted == _COUNTS and arguments:
        return External(queries.COUNTING, arguments=tuple(arguments))
    if owner.dotted == queries.COUNTING and name in queries.COUNTS_OF:
        return queries.counted(it, owner, arguments, node, frame)
    if name in _OF_TABLES and queries.table(owner) is not None:
        return queries.select(it, name, [owner], node, frame) or _UNKNOWN
    ran = run_statement(it, owner, name, arguments, keywords, node, frame)
    if ran is not None:
        return ran
    if name in _OPERATIONS:
        done = _operation(it, owner, arguments, keywords, node, frame)
        if done is not None:
            return done
    saved(it, dotted, arguments, node, frame)
    return _call_dotted(
        it, External(dotted, None, owner.records, owner.arguments, owner.home), dotted, arguments, keywords, node, frame
    )


_COUNTS = queries.COUNTING.removesuffix("()")


def _call_dotted(
    it: Interpreter, target: External, dotted: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    kind = CONSTRUCTORS.get(dotted)
    if kind is not None:
        return _client(it, dotted, kind, arguments, keywords, Site(frame.path, node.at))
    for told in (_stand_in, _kept, _generated, _opened):
        value = told(it, target, dotted, arguments, keywords, node, frame)
        if value is not None:
            return value
    root, last = dotted.split(".", 1)[0], dotted.rsplit(".", 1)[-1]
    if root in _ASYNC:
        passed = next((a for a in arguments if unfollowed.deferred(a) or isinstance(a, Closure)), None)
        if passed is not None:
            return it.call(passed, arguments[arguments.index(passed) + 1 :], keywords, node, frame)
        return arguments[0] if arguments else _UNKNOWN
    if root == "pytest_check":
        last = f"check_{last}"
    if last == "call_action" and arguments:
        done = _action(it, dotted, arguments, keywords, node, frame)
        if done is not None:
            return done
    if last in _EMPTYING and not (arguments or keywords) and "(" not in dotted:
        own_databases.emptied_by(it, dotted, frame, node)
    if last == "cursor" and root in DATABASES:
        return External(f"{dotted}()", None, (), target.arguments)  # Whatever rows it gives: `cursor(dictionary=True)`.
    called = unfollowed.call_unknown(it, Unknown("external", last), last, arguments, keywords, node, frame)
    if isinstance(called, Unknown) and not (called.inside or arguments or keywords):
        return External(f"{dotted}()", None, (), target.arguments if last == "cursor" else ())
    return called


def _stand_in(
    it: Interpreter, target: External, dotted: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """What stands in for something else, or is thrown away with the test: mocks, patches, servers of its own."""
    if dotted in MOCKS:
        return Mock()
    if dotted in PATCHES or (
        dotted.endswith((".patch", ".patch.object")) and dotted.startswith(("mocker", "pytest_mock"))
    ):
        return patched(it, dotted, arguments, keywords, frame, node)
    if mocks_http(dotted) or answers_for(dotted.rpartition(".")[2], (*arguments, *keywords.values())):
        it.isolate_http(dotted, frame, node)
        return Mock()
    if dotted.startswith(THROWN_AWAY) and "(" not in dotted:
        return _own_server(it, dotted, node, frame)
    return None


def _kept(
    it: Interpreter, target: External, dotted: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """Rows that are chosen, what a factory makes, and a new object of a model."""
    owner, _, last = dotted.rpartition(".")
    if last in _OF_TABLES and dotted.startswith(("sqlalchemy", "sqlmodel")):
        chosen = queries.select(it, last, arguments, node, frame)
        if chosen is not None:
            return chosen
    kept = factories.made_by_name(it, dotted, arguments, keywords, node, frame)
    if kept is None and orm.is_factory(last):
        kept = factories.factory_call(it, target, "", arguments, keywords, node, frame)
    elif kept is None and orm.is_factory(owner.rpartition(".")[2]):
        kept = factories.factory_call(it, External(owner), last, arguments, keywords, node, frame)
    if kept is None and orm.is_model(dotted) and "()" not in dotted:
        return models.draft(target, keywords)
    return kept


def _generated(
    it: Interpreter, target: External, dotted: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """A value that is made anew by each run: a UUID, a time, a random number."""
    if arguments and dotted.rsplit(".", 1)[-1] == "ObjectId":
        return arguments[0]
    value = made(dotted)
    if value is None:
        return None
    unique = value[1] and not (".unique." in dotted and _is_asked_once(node))
    if dotted == "time.strftime" and arguments:
        unique = "%f" in (text_of(freeze(arguments[0])) or "")
    if dotted.startswith("secrets.token_") and arguments:
        size = freeze(arguments[0])
        unique = not (isinstance(size, Literal) and isinstance(size.value, int) and size.value < _ENOUGH)
    return it.made(value[0], unique, dotted, Site(frame.path, node.at))


def _is_asked_once(node: facts.AnyExpression) -> bool:
    """Whether a generator is made for one value, so that it knows of none that it gave before: `Faker().unique.word()`."""
    parts = node.function if isinstance(node, facts.Call) else node
    for _ in ("word", "unique"):
        if not isinstance(parts, facts.Attribute):
            return False
        parts = parts.value
    return isinstance(parts, facts.Call)


def _opened(
    it: Interpreter, target: External, dotted: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """An object of another package or of the standard library: a client, a session, a parsed answer."""
    site = Site(frame.path, node.at)
    root, last = dotted.split(".", 1)[0], dotted.rsplit(".", 1)[-1]
    if last in FACTORIES:
        idle = _keeps_nothing(it, (target,))
        return Client(Access("http", dotted, "resolved", in_process=True, born=site, idle=idle))
    parsed = unfollowed.parsed_model(last, arguments, keywords)
    if parsed is not None:
        return parsed
    if root in _STANDARD and dotted != "xmlrpc.client.ServerProxy":
        return _standard(it, target, dotted, arguments, keywords, node, frame)
    maker = _class_called(dotted)
    if maker is not None:
        return _instantiated(it, target, maker, maker.rpartition(".")[2], arguments, keywords, site)
    if (
        (verbs.words(last)[-1:] in (("client",), ("session",), ("api",), ("connection",)) or _CLOUD.match(dotted))
        and root not in DATABASES
        and "()" not in dotted
    ):
        return External(f"{dotted}()", Access("sdk", dotted, "resolved", False, site), (), tuple(arguments))
    return None


def _own_server(it: Interpreter, dotted: str, node: facts.AnyExpression, frame: Frame) -> External:
    """A server that is started for the tests, and takes all with it that they write there."""
    if it.stage.scope == "function":
        it.isolate_database(f"a server of the test's own, {dotted}", frame, node)
    it.passing = True
    return External(f"{dotted}()")


_EMPTYING = frozenset({"clear", "reset", "clear_all", "reset_all"})
_CLOUD = re.compile(r"^(?:aio)?boto3\.(?:\w+\.)*resource$")

_ENOUGH = 4
"""So many bytes at random are unique: eight digits of a UUID."""


def _client(
    it: Interpreter, dotted: str, kind: ClientKind, arguments: list[Object], keywords: dict[str, Object], site: Site
) -> Client | Mock:
    """A client that another package makes, unless what it sends through is a stand-in."""
    if any(isinstance(a, External) and a.dotted.endswith("MockTransport()") for a in keywords.values()):
        return Mock()
    if any(isinstance(a, Mock) for a in (*arguments, *keywords.values())):
        return Mock()
    in_process = (
        kind.in_process
        or any(
            isinstance(a, External) and "Transport" in a.dotted and "HTTPTransport" not in a.dotted
            for a in keywords.values()
        )
        or "app" in keywords
    )
    certain = "certain" if it.stage.kind in {"test", "module"} else "resolved"
    held = [keywords[key] for key in CREDENTIALS if key in keywords]
    idle = in_process and _keeps_nothing(it, (*arguments, *keywords.values()))
    return Client(Access("http", dotted, certain, in_process, site, idle), base_of(arguments, keywords), held)


def _action(
    it: Interpreter, dotted: str, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression,
    frame: Frame,
) -> Object | None:  # fmt: skip
    """An action of the application that is called by its name: `call_action("user_create", …)`."""
    words = verbs.words(text_of(freeze(arguments[0])) or "")
    kind = verbs.kind_of(words[-1]) if len(words) > 1 else None
    if kind is None:
        return None
    access = Access("sdk", dotted, "resolved", in_process=True, born=Site(frame.path, node.at))
    return emit_call(it, kind, words[-1], access, (), "_".join(words[:-1]), arguments[1:], keywords, node, frame)


_OF_TABLES = frozenset({"insert", "update", "delete", "select"})

_OPERATIONS = frozenset({"sync", "sync_detailed", "asyncio", "asyncio_detailed"})
"""Functions of generated clients that have a module for each operation."""


def _operation(
    it: Interpreter, owner: External, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression,
    frame: Frame,
) -> Object | None:  # fmt: skip
    """`create_user.sync(client=client, body=…)`: what the module is called; None where no client is given."""
    client = keywords.get("client")
    access = client.access if isinstance(client, (External, Client)) else None
    name = owner.dotted.rpartition(".")[2]
    if access is None or verbs.kind_of(name) is None:
        return None
    rest = {key: value for key, value in keywords.items() if key != "client"}
    return sdk_call(it, External(f"{access.client}()", access), name, arguments, rest, node, frame)


_ASYNC = frozenset({"asyncio", "anyio", "trio", "asgiref"})


def _class_called(dotted: str) -> str | None:
    """The class of which a call makes an object: `Redis(…)`, `Redis.from_url(…)`."""
    if "()" in dotted:
        return None
    owner, _, last = dotted.rpartition(".")
    if last[:1].isupper() or dotted in _CONNECTING:
        return dotted
    return owner if last.startswith("from_") and owner.rpartition(".")[2][:1].isupper() else None


_BROWSERS = frozenset("selenium seleniumwire seleniumbase undetected_chromedriver appium splinter helium".split())
"""Packages that drive a browser: what stands on a page is no record, and a field that is cleared is filled in next."""
_CONNECTING = frozenset(
    {"redis.from_url", "redis.asyncio.from_url", "valkey.from_url", "valkey.asyncio.from_url", "aioredis.from_url"}
)
"""Functions that make a client as its class does."""


def _instantiated(
    it: Interpreter, target: External, dotted: str, name: str, arguments: list[Object], keywords: dict[str, Object],
    site: Site,
) -> Object:  # fmt: skip
    if any(map(stands_in, arguments)) or sends_through_double(keywords):
        return Mock()
    package = dotted.split(".", 1)[0]
    if package in _APPLICATIONS:
        return External(f"{dotted}()", None, (), tuple(arguments), site.path)
    if package in DATABASES or package in _KEEPING or package in _BROWSERS or dotted in _EPHEMERAL:
        return External(f"{dotted}()", None, (), tuple(arguments))
    beside = in_memory((*arguments, *keywords.values())) or any(map(_keeps_in_memory, arguments))
    if beside or own_databases.is_told_folder(keywords):
        return External(f"{dotted}()", None, (), (*arguments, *keywords.values()))
    if name.endswith("Transport") and (home := _home_of(it, (*arguments, *keywords.values()))) is not None:
        return External(f"{dotted}()", None, (), tuple(arguments), home)
    own = next((a for a in (*arguments, *keywords.values()) if isinstance(a, Client)), None)
    stub = name.endswith("Stub") and "grpc" in dotted
    if (
        own is not None
        or stub
        or dotted in _CONNECTING
        or verbs.client_class(name)
        or client_like(name, arguments, keywords)
    ):
        given = (*arguments, *keywords.values())
        in_process = (own is not None and own.access.in_process) or any(served_here(freeze(a, 3)) for a in given)
        return External(f"{dotted}()", Access("sdk", dotted, "resolved", in_process, site), (), given)
    if _is_message(target, keywords):
        fields = Mapping({key: value for key, value in keywords.items() if key != "**"}, "**" in keywords)
        return External(f"{dotted}()", None, (), tuple(arguments), None, fields)
    passed = [freeze(a, 3) for a in (*arguments, *keywords.values())]
    if any(isinstance(value, Derived) for value in passed):
        return Unknown("object", name, tuple(passed))
    return External(f"{dotted}()", None, (), tuple(arguments))


def sends_through_double(keywords: dict[str, Object]) -> bool:
    """Whether a client is told to send through a stand-in: `Shop(transport_class=DummyTransport)`."""
    return any(stands_in(value) and _SENDING.search(key) for key, value in keywords.items())


def _keeps_in_memory(given: Object) -> bool:
    """Whether something was made on a database in memory: `Client(Transport("sqlite:///:memory:"))`."""
    return isinstance(given, External) and given.access is None and in_memory(given.arguments)


_EPHEMERAL = frozenset({"chromadb.Client", "chromadb.EphemeralClient", "mongomock.MongoClient"})
"""Clients whose server is a part of the process, and empty."""

_SENDING = re.compile(
    r"(?:session|client|http|transport|adapter|conn|connection|api|channel|requester|sender|backend)"
    r"(?:_(?:class|cls|type|factory))?$"
)
"""Through what a client sends, among what it is made with."""


def _is_message(target: External, keywords: dict[str, Object]) -> bool:
    """Whether a class of another package is given nothing but fields, as those are that only hold what is sent."""
    return bool(keywords) and not target.dotted.endswith(_NO_MESSAGES) and root_of(target.dotted) not in _NO_SENDERS


_NO_MESSAGES = (
    "Error", "Exception", "Config", "Configuration", "Settings", "Options", "Adapter", "Transport", "Retry", "Timeout",
    "Auth", "Encoder", "Decoder", "Factory", "Field", "Pool", "Logger", "Handler", "Executor", "Container",
)  # fmt: skip
_NO_SENDERS = frozenset(
    "faker mimesis factory requests httpx aiohttp urllib3 tenacity hypothesis rich click docker".split()
)


def _home_of(it: Interpreter, given: Iterable[Object]) -> str | None:
    """The file that makes the application among what a client is given."""
    for thing in given:
        if isinstance(thing, External) and thing.home is not None:
            return thing.home
        if isinstance(thing, Instance) and any(
            root_of(base) in _APPLICATIONS for base in it.program.bases(thing.cls.ref.path, thing.cls.ref.node)
        ):
            return thing.home
        if isinstance(thing, Closure):
            return thing.path  # An application can be any function that answers: `async def app(scope, …)`.
    return None


def _is_of_its_own_framework(given: Object) -> bool:
    """Whether an application is made by the tests of the very framework by which it answers: it has what they give it."""
    return (
        isinstance(given, Instance)
        and given.home is not None
        and is_test_code(given.home)
        and not _APPLICATIONS.isdisjoint(given.cls.ref.path.split("/"))
        and not is_test_code(given.cls.ref.path)
    )


def _keeps_nothing(it: Interpreter, given: Iterable[Object]) -> bool:
    """Whether the application among what a client is given is the suite's own, and keeps nothing."""
    given = tuple(given)
    if any(map(_is_of_its_own_framework, given)):
        return True
    home = _home_of(it, given)
    return home is not None and echoing.keeps_nothing(it.program, home, it.memory.idle)


_NO_CLIENTS = (
    "Error", "Exception", "Config", "Settings", "Options", "Request", "Response", "Model", "Schema", "Create", "Update",
    "Input", "In", "Payload", "Body", "Params", "Data", "Dto", "DTO", "Spec", "User", "Account", "Message", "Event",
    "Url", "URL", "Uri", "URI",
)  # fmt: skip
_ASKING = frozenset({("create",), ("update",), ("new",), ("add",), ("register",), ("delete",)})


def client_like(name: str, arguments: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether what a constructor is given speaks of a server."""
    given: list[tuple[str | None, Object]] = [(None, a) for a in arguments]
    given.extend(keywords.items())
    if name.endswith(_NO_CLIENTS) or verbs.words(name)[:1] in _ASKING:
        return False
    return any(
        verbs.client_argument(key, text_of(freeze(value, 2)), isinstance(value, Configured)) for key, value in given
    )


def _standard(
    it: Interpreter, target: External, dotted: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of the standard library that nothing more is known of."""
    last = dotted.rsplit(".", 1)[-1]
    passed = next((a for a in arguments if unfollowed.deferred(a)), None)
    if passed is not None:
        given, named = unfollowed.handed_on(last, arguments[arguments.index(passed) + 1 :], keywords)
        return it.call(passed, given, named, node, frame)
    if root_of(dotted) in {"subprocess", "os"}:
        given = [*arguments, *keywords.values()]
        if it.stage.teardown and servers.stops(given):
            emptying.undo(it, last, frame, node)
            return _NONE
        if it.stage.kind == "test" and servers.wipes(given):
            it.emit_effect("delete", last, Access("sweep", last, "resolved"), frame, node)
            return _NONE
    if last in servers.PROCESSES:
        servers.started(it, [*arguments, *keywords.values()], frame, node)
    if last in _RUNS:
        run = _run(it, last, arguments, keywords, node, frame)
        if run is not None:
            return run
    made = target.arguments[0] if target.arguments else target
    if it.stage.teardown and databases.drops_database(last, made, arguments, keywords):
        emptying.undo(it, last, frame, node)
        return _NONE
    if last == "request" and dotted.startswith("http.client.") and arguments:
        client = Client(Access("http", "http.client", "certain"))
        if (text_of(freeze(arguments[0])) or "") in HTTP_METHODS:
            return client_call(it, client, "request", arguments, keywords, node, frame)
    if last[:1].isupper() or dotted == "collections.namedtuple":
        return External(f"{dotted}()", None, (), tuple(arguments))
    if dotted == "collections.namedtuple()":
        return Mapping({**dict(zip(_field_names(it, target), arguments, strict=False)), **keywords})
    inside = tuple(
        v for v in (freeze(a, 3) for a in (*arguments, *keywords.values())) if not isinstance(v, Unknown) or v.inside
    )
    made_from = tuple(v for v in (freeze(a, 2) for a in target.arguments))
    return Unknown("call", last, (*made_from, *inside))


def _field_names(it: Interpreter, kind: External) -> list[str]:
    """The fields of a `namedtuple`, written as a list or in one text."""
    given = kind.arguments[1] if len(kind.arguments) > 1 else _NONE
    text = text_of(given) if isinstance(given, Literal) else None
    if text is not None:
        return text.replace(",", " ").split()
    return [text_of(freeze(name)) or "" for name in it.elements(given) or ()]


_RUNS = frozenset(
    "to_thread submit run_in_executor map imap imap_unordered starmap apply apply_async Thread Process Timer".split()
)
"""What of the standard library calls a function that it is given, in a thread or process of its own."""


def _run(
    it: Interpreter, name: str, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression,
    frame: Frame,
) -> Object | None:  # fmt: skip
    """A function of the suite that runs beside the test; None where it is given none."""
    if name in {"Thread", "Process"}:
        target, given = keywords.get("target"), keywords.get("args")
        if isinstance(target, Closure):
            told = keywords.get("kwargs")
            named = {str(key): value for key, value in told.entries.items()} if isinstance(told, Mapping) else {}
            it.call(target, it.elements(given) or [] if given is not None else [], named, node, frame)
        return None
    index = next((index for index, one in enumerate(arguments) if isinstance(one, Closure)), None)
    if index is None:
        return None
    rest = arguments[index + 1 :]
    if "map" not in name:
        passed, named = unfollowed.handed_on(name, rest, keywords)
        return it.call(arguments[index], passed, named, node, frame)
    if name != "starmap" and len(rest) == 1:
        return mapped(it, arguments[index], rest[0], node, frame)
    each = [it.each(one, frame, node) for one in rest]
    spread = it.elements(each[0]) if name == "starmap" and each else None
    return Sequence([it.call(arguments[index], spread if spread is not None else each, {}, node, frame)], open=True)
