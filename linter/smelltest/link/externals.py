"""Calls of builtins, of the standard library and of other packages."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from smelltest.link import echoing, models
from smelltest.link.containers import DUMPS, dumped, percent
from smelltest.link.databases import run_statement
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
from smelltest.link.knowledge.isolation import MOCKS, PATCHES, mocks_http, patched_http
from smelltest.link.knowledge.made import made
from smelltest.link.objects import (
    ClassObject,
    Client,
    Closure,
    External,
    Instance,
    Mapping,
    Mock,
    ModuleObject,
    Object,
    Partial,
    Raises,
    Registry,
    Sequence,
    Suppressed,
    freeze,
)
from smelltest.link.reading import FILE, held
from smelltest.link.sending import base_of, client_call, emit_call, sdk_call, served_here
from smelltest.link.timeline import Access
from smelltest.link.truth import compared_part, operands_of
from smelltest.link.values import (
    Computed,
    Configured,
    Derived,
    Joined,
    Literal,
    Made,
    Predicate,
    Site,
    Step,
    Symbol,
    Unknown,
    Value,
    atoms,
    text_of,
)
from smelltest.link.writing import copy_file, folder, make_path, open_file
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.frames import Frame
    from smelltest.link.interpreter import Interpreter

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
_DATABASES = frozenset(
    "sqlalchemy sqlmodel psycopg psycopg2 asyncpg sqlite3 aiosqlite pymysql MySQLdb mysql databases tortoise peewee"
    " mongoengine beanie django alembic flask_sqlalchemy factory model_bakery polyfactory".split()
)


_APPLICATIONS = frozenset(
    "fastapi starlette flask quart litestar sanic falcon ninja connexion bottle tornado pyramid".split()
)
"""Packages that serve: their `API()` is no client."""


def root_of(dotted: str) -> str:
    """The package of a dotted name."""
    return dotted.partition(".")[0]


def in_memory(given: tuple[Object, ...]) -> bool:
    """Whether what a client is made with says that its server is a part of the process, and empty."""
    return any(isinstance(value, Literal) and value.value == ":memory:" for value in given)


def call_external(
    it: Interpreter, target: External, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """Call something of another package."""
    dotted = target.dotted
    owner, _, last = dotted.rpartition(".")
    handler = _HANDLERS.get(dotted)
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
    handler = _HANDLERS.get(dotted)
    if handler is not None:
        return handler(it, arguments, keywords, node, frame)
    if owner.given is not None and name in DUMPS:
        return dumped(owner.given.entries, keywords, open=owner.given.open)
    if owner.dotted == FILE:
        return owner if name in {"read", "decode", "strip"} else _UNKNOWN
    if owner.dotted in MODULES and (name in VERBS or name in {"request", "stream"}):
        client = Client(Access("http", dotted, "certain"))
        return client_call(it, client, name, arguments, keywords, node, frame)
    if "(" not in owner.dotted and orm.is_model(owner.dotted):
        kept = models.class_call(it, owner, name, arguments, keywords, node, frame)
        if kept is not None:
            return kept
    if owner.dotted.startswith("playwright."):
        if name == "new_context" and owner.dotted.endswith(".request"):
            return _client(it, f"{owner.dotted}.{name}", _REMOTE, arguments, keywords, Site(frame.path, node.at))
        if owner.dotted.endswith(".request") and (name in VERBS or name == "fetch"):
            client = Client(Access("http", owner.dotted, "certain"))
            return client_call(it, client, name, arguments, keywords, node, frame)
    if owner.access is not None and owner.access.kind == "orm":
        return models.manager_call(it, owner, name, arguments, keywords, node, frame)
    if owner.access is not None:
        return sdk_call(it, owner, name, arguments, keywords, node, frame)
    if root_of(owner.dotted) in SERVICES and verbs.kind_of(name) is not None:
        hosted = External(owner.dotted, Access("sdk", owner.dotted, "certain"), owner.records, owner.arguments)
        return sdk_call(it, hosted, name, arguments, keywords, node, frame)
    if name in _OF_TABLES and models.table(owner) is not None:
        return models.select(it, name, [owner], node, frame) or _UNKNOWN
    ran = run_statement(it, owner, name, arguments, keywords, node, frame)
    if ran is not None:
        return ran
    if name in _OPERATIONS:
        done = _operation(it, owner, arguments, keywords, node, frame)
        if done is not None:
            return done
    return _call_dotted(
        it, External(dotted, None, owner.records, owner.arguments, owner.home), dotted, arguments, keywords, node, frame
    )


def _call_dotted(
    it: Interpreter, target: External, dotted: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    from smelltest.link import calls

    site = Site(frame.path, node.at)
    kind = CONSTRUCTORS.get(dotted)
    last = dotted.rsplit(".", 1)[-1]
    if kind is not None:
        return _client(it, dotted, kind, arguments, keywords, site)
    if dotted in MOCKS:
        return Mock()
    if last in {"select", "delete", "update", "insert"} and dotted.startswith(("sqlalchemy", "sqlmodel")):
        chosen = models.select(it, last, arguments, node, frame)
        if chosen is not None:
            return chosen
    kept = models.made_by_name(it, dotted, arguments, keywords, node, frame)
    if kept is None and orm.is_factory(last):
        kept = models.factory_call(it, target, "", arguments, keywords, node, frame)
    elif kept is None and orm.is_factory(dotted.rpartition(".")[0].rpartition(".")[2]):
        factory = External(dotted.rpartition(".")[0])
        kept = models.factory_call(it, factory, last, arguments, keywords, node, frame)
    if kept is not None:
        return kept
    if orm.is_model(dotted) and "()" not in dotted:
        return models.draft(target, keywords)
    if dotted in PATCHES or (
        dotted.endswith((".patch", ".patch.object")) and dotted.startswith(("mocker", "pytest_mock"))
    ):
        return patched(it, dotted, arguments, keywords, frame, node)
    if mocks_http(dotted):
        it.isolate_http(dotted, frame, node)
        return Mock()
    if last == "ObjectId" and arguments:
        return arguments[0]
    if (value := made(dotted)) is not None:
        unique = value[1]
        if dotted == "time.strftime" and arguments:
            unique = "%f" in (text_of(freeze(arguments[0])) or "")
        if dotted.startswith("secrets.token_") and arguments:
            size = freeze(arguments[0])
            unique = not (isinstance(size, Literal) and isinstance(size.value, int) and size.value < _ENOUGH)
        return it.made(value[0], unique, dotted, site)
    if last in FACTORIES:
        idle = _keeps_nothing(it, (target,))
        return Client(Access("http", dotted, "resolved", in_process=True, born=site, idle=idle))
    parsed = calls.parsed_model(last, arguments, keywords)
    if parsed is not None:
        return parsed
    root = dotted.split(".", 1)[0]
    if root in _STANDARD and dotted != "xmlrpc.client.ServerProxy":
        return _standard(it, target, dotted, arguments, keywords, node, frame)
    maker = _class_called(dotted)
    if maker is not None:
        return _instantiated(it, target, maker, maker.rpartition(".")[2], arguments, keywords, site)
    if (
        (verbs.words(last)[-1:] in (("client",), ("session",), ("api",), ("connection",)) or _CLOUD.match(dotted))
        and root not in _DATABASES
        and "()" not in dotted
    ):
        return External(f"{dotted}()", Access("sdk", dotted, "resolved", False, site), (), tuple(arguments))
    if root in _ASYNC:
        passed = next((a for a in arguments if calls.deferred(a) or isinstance(a, Closure)), None)
        if passed is not None:
            return it.call(passed, arguments[arguments.index(passed) + 1 :], keywords, node, frame)
        return arguments[0] if arguments else _UNKNOWN
    if root == "pytest_check":
        last = f"check_{last}"
    if last == "call_action" and arguments:
        done = _action(it, dotted, arguments, keywords, node, frame)
        if done is not None:
            return done
    called = calls.call_unknown(it, Unknown("external", last), last, arguments, keywords, node, frame)
    if isinstance(called, Unknown):
        inside = freeze(target) if not arguments else None
        del inside
        if not called.inside and not arguments and not keywords:
            return External(f"{dotted}()", None, (), target.arguments if last == "cursor" else ())
    return called


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
    if last[:1].isupper():
        return dotted
    return owner if last.startswith("from_") and owner.rpartition(".")[2][:1].isupper() else None


def _instantiated(
    it: Interpreter, target: External, dotted: str, name: str, arguments: list[Object], keywords: dict[str, Object],
    site: Site,
) -> Object:  # fmt: skip
    if any(isinstance(a, Mock) for a in arguments):
        return Mock()
    package = dotted.split(".", 1)[0]
    if package in _APPLICATIONS:
        return External(f"{dotted}()", None, (), tuple(arguments), site.path)
    if package in _DATABASES or in_memory((*arguments, *keywords.values())):
        return External(f"{dotted}()", None, (), tuple(arguments))
    if name.endswith("Transport") and (home := _home_of(it, (*arguments, *keywords.values()))) is not None:
        return External(f"{dotted}()", None, (), tuple(arguments), home)
    own = next((a for a in (*arguments, *keywords.values()) if isinstance(a, Client)), None)
    stub = name.endswith("Stub") and "grpc" in dotted
    if own is not None or stub or verbs.client_class(name) or client_like(name, arguments, keywords):
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
    return None


def _keeps_nothing(it: Interpreter, given: Iterable[Object]) -> bool:
    """Whether the application among what a client is given is the suite's own, and keeps nothing."""
    home = _home_of(it, given)
    return home is not None and echoing.keeps_nothing(it.program, home, it.memory.idle)


_NO_CLIENTS = (
    "Error", "Exception", "Config", "Settings", "Options", "Request", "Response", "Model", "Schema", "Create", "Update",
    "Input", "In", "Payload", "Body", "Params", "Data", "Dto", "DTO", "Spec", "User", "Account", "Message", "Event",
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


def patched(
    it: Interpreter,
    dotted: str,
    arguments: list[Object],
    keywords: dict[str, Object],
    frame: Frame,
    node: facts.AnyExpression,
) -> Object:
    """`patch(…)` and `patch.object(…)`: whether requests still leave the process."""
    if dotted.endswith(".object") and len(arguments) > 1:
        first, second = arguments[0], text_of(freeze(arguments[1])) or ""
        owner = first.dotted if isinstance(first, External) else ""
        if (put := _put_instead(arguments[2:], keywords)) is not None:
            _stand_in(it, first, second, put)
        if patched_http(f"{owner}.{second}") or owner.split(".")[0] in MODULES:
            it.isolate_http(f"{dotted}({second!r})", frame, node)
    elif arguments and isinstance(arguments[0], External):
        if patched_http(arguments[0].dotted):
            it.isolate_http(f"{dotted}({arguments[0].dotted})", frame, node)
    elif arguments:
        target = text_of(freeze(arguments[0])) or ""
        if target.endswith((".open", ".write_text", ".write_bytes")):
            it.files_replaced = True
        if patched_http(target):
            it.isolate_http(f"patch({target!r})", frame, node)
        if dotted.endswith(".patch") and (put := _put_instead(arguments[1:], keywords)) is not None:
            _stand_in_named(it, target, put, frame)
    return Mock()


def _put_instead(given: list[Object], keywords: dict[str, Object]) -> Object | None:
    """What a `patch` puts in the place of its target; None if what stood there may go on doing its work."""
    if given or "new" in keywords:
        return given[0] if given else keywords["new"]
    if "wraps" in keywords or isinstance(keywords.get("return_value"), (Client, Instance, Derived)):
        return None
    effect = keywords.get("side_effect")
    return effect if isinstance(effect, Closure) else Mock()


def _stand_in(it: Interpreter, owner: Object, name: str, value: Object) -> None:
    """Put something in the place of a name of the suite's own code for the rest of the test."""
    if isinstance(owner, Instance):
        owner.attributes[name] = value
    elif isinstance(owner, ClassObject):
        it.statics.setdefault((owner.ref.path, owner.ref.node.qualname), {})[name] = value
    elif isinstance(owner, ModuleObject):
        it.globals[owner.path, name] = value


def _stand_in_named(it: Interpreter, target: str, value: Object, frame: Frame) -> None:
    """The same for a name that is written out whole: `"app.mail.send"`, `"app.settings.Settings.load"`."""
    words = target.split(".")
    owner: Object | None = None
    for count in range(len(words) - 1, 0, -1):
        path = it.program.module_path(frame.path, 0, ".".join(words[:count]))
        if path is not None:
            owner = ModuleObject(path)
            for name in words[count:-1]:
                if isinstance(owner, ClassObject) and name == "objects":
                    _stand_in(it, owner, name, Mock())  # One method of a manager: the others have nothing to find.
                owner = it.module_attribute(owner.path, name) if isinstance(owner, ModuleObject) else None
            break
    if isinstance(owner, (ModuleObject, ClassObject)):
        _stand_in(it, owner, words[-1], value)


def _replaced(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """`monkeypatch.setattr(…)`: whether requests still leave the process."""
    named = text_of(freeze(a[0], 2)) if a else None
    if named is not None:
        reached = patched_http(named)
        if len(a) > 1:
            _stand_in_named(it, named, a[1], frame)
    else:
        owner = a[0].dotted if a and isinstance(a[0], External) else ""
        name = text_of(freeze(a[1], 2)) if len(a) > 1 else None
        if name is not None and len(a) > 2:
            _stand_in(it, a[0], name, a[2])
        reached = name is not None and (patched_http(f"{owner}.{name}") or owner.split(".")[0] in MODULES)
    if reached:
        it.isolate_http("monkeypatch.setattr()", frame, node)
    return _NONE


def _moved(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`os.chdir(…)`: whether what is written under a relative path goes into a folder made for the test."""
    if any(isinstance(atom, Made) and atom.kind == "temporary" for given in a for atom in atoms(freeze(given, 3))):
        it.files_replaced = True
    return _NONE


def field_default(it: Interpreter, default: Object, node: facts.AnyExpression, frame: Frame) -> Object:
    """What a field of a dataclass or model is when nothing is given for it."""
    if isinstance(default, External) and default.dotted == "field(factory)":
        return it.call(default.arguments[0], [], {}, node, frame)
    if isinstance(default, External) and default.dotted == "field(default)":
        return default.arguments[0]
    if isinstance(default, External) and default.dotted == "field()":
        return _UNKNOWN
    if isinstance(default, Mapping):
        return Mapping(dict(default.entries), default.open)
    if isinstance(default, Sequence):
        return Sequence(list(default.items), default.kind, default.open)
    return default


# Handlers by dotted name

Handler = Callable[["Interpreter", "list[Object]", "dict[str, Object]", facts.AnyExpression, "Frame"], Object]


def _first(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0] if a else next(iter(k.values()), _UNKNOWN)


def _parsed(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """What the text of an answer holds."""
    text = _first(it, a, k, node, frame)
    if isinstance(text, External) and text.dotted == FILE:
        return held(it, text, frame)
    if not isinstance(text, Derived):
        return text
    steps = list(text.steps)
    while steps and (steps[-1].kind == "call" or (steps[-1].kind == "attribute" and steps[-1].key in _TEXTS)):
        steps.pop()
    return Derived(text.effect, (*steps, Step("attribute", "json", Site(frame.path, node.at))))


_TEXTS = frozenset({"text", "content", "data", "body", "decode", "get_data", "read", "aread", "value"})


def _nothing(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return _NONE


STOPPED = Symbol("pytest.skip")
"""What a call answers that ends the test where it stands."""


def _stopped(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return STOPPED


def _unknown(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return Unknown("call", None, tuple(v for v in (freeze(x, 3) for x in a) if not isinstance(v, Unknown)))


def _len(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if not a:
        return _UNKNOWN
    counted = a[0].made_of if isinstance(a[0], Sequence) and a[0].open and a[0].made_of is not None else a[0]
    if isinstance(counted, Derived):
        return it.step(counted, Step("count", None, Site(frame.path, node.at)))
    elements = it.elements(a[0])
    if elements is not None:
        return Literal(len(elements))
    text = text_of(a[0]) if isinstance(a[0], (Literal, Joined)) else None
    return Literal(len(text)) if text is not None else Unknown("len", None, (freeze(a[0], 3),))


def _sequence(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    if not a:
        return Sequence([])
    if isinstance(a[0], Derived) and a[0].steps and a[0].steps[-1].kind == "item":
        return it.step(a[0], Step("copy", None, Site(frame.path, node.at)))
    if isinstance(a[0], (Derived, Made)):
        return a[0]
    elements = it.elements(a[0])
    if elements is not None:
        return Sequence(list(elements))
    return a[0] if isinstance(a[0], Sequence) else Unknown("sequence", None, (freeze(a[0], 3),))


def _sorted(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("sorted", None, Site(frame.path, node.at)))
    return _sequence(it, a, k, node, frame)


def _reversed(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("sorted", "reversed", Site(frame.path, node.at)))
    elements = it.elements(a[0]) if a else None
    return Sequence(list(reversed(elements))) if elements is not None else _sequence(it, a, k, node, frame)


def _pick(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("pick", 0, Site(frame.path, node.at)))
    elements = it.elements(a[0]) if a else None
    if elements:
        return elements[0]
    if a and isinstance(a[0], Sequence):
        return a[0].at(Step("pick", 0, Site(frame.path, node.at))) or _UNKNOWN
    if isinstance(a[0] if a else None, External) and "count" in a[0].dotted:  # type: ignore[union-attr]
        return it.made("counter", False, "itertools.count", Site(frame.path, node.at))
    return a[0] if a and isinstance(a[0], Made) else _UNKNOWN


def _extreme(which: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        if len(a) == 1 and isinstance(a[0], Derived):
            return it.step(a[0], Step("pick", which, Site(frame.path, node.at)))
        return _unknown(it, a, k, node, frame)

    return handle


def _choice(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`random.choice(…)`: of records, one of them; of texts and numbers, a value that is made."""
    site = Site(frame.path, node.at)
    source = a[0] if a else _UNKNOWN
    if isinstance(source, Derived):
        return it.step(source, Step("pick", "random", site))
    elements = it.elements(source)
    if elements and not isinstance(elements[0], (Literal, Made)):
        return elements[0]
    if elements is None and not isinstance(source, (External, Literal, Joined, Computed)):
        return Unknown("choice")
    return it.made("random", False, "random.choice", site)


def _drawn(which: str, how: str = "") -> Handler:
    """`random.sample(rows, 1)`, `heapq.nlargest(1, rows, key=…)`: some of the records, in an order of their own."""

    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        source = next((one for one in a if isinstance(one, Derived)), None)
        if source is not None:
            return it.step(source, Step("sorted", which, Site(frame.path, node.at)))
        if how:
            return it.made("random", False, how, Site(frame.path, node.at))
        return _unknown(it, a, k, node, frame)

    return handle


def _predicate(name: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return Predicate(name, tuple(freeze(x, 4) for x in a), Site(frame.path, node.at))

    return handle


def _path(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return make_path(a)


def _stream(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """What is read like a file: a dict stands for its JSON, all else is content."""
    return a[0] if a and isinstance(a[0], (Mapping, Sequence)) else Unknown("bytes")


def _file(at: int) -> Handler:
    """A file to upload, of which the constructor takes the name at a position."""

    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        name = k.get("name", k.get("filename", a[at] if len(a) > at else None))
        return Sequence([name, Unknown("bytes")], "tuple") if name is not None else Unknown("bytes")

    return handle


def _folder(name: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return folder(name)

    return handle


def _int(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    value = a[0] if a else _UNKNOWN
    if (
        isinstance(value, Made)
        and value.kind == "clock"
        and value.how.rsplit(".", 1)[-1] in {"time", "now", "utcnow", "timestamp", "today"}
    ):
        return Made("clock", False, value.how, Site(frame.path, node.at), value.scope, value.number)
    if isinstance(value, Computed):
        inner = next((v for v in value.operands if isinstance(v, Made) and v.kind == "clock"), None)
        if inner is not None:
            factor = next((v.value for v in value.operands if isinstance(v, Literal)), 1)
            fine = value.operator == "*" and isinstance(factor, (int, float)) and factor >= 1_000
            return Made("clock", fine, inner.how, Site(frame.path, node.at), inner.scope, inner.number)
    if isinstance(value, Literal) and isinstance(value.value, str) and value.value.isdigit():
        return Literal(int(value.value), value.site)
    return value


def _str(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if not a:
        return Literal("")
    value = a[0]
    if isinstance(value, Literal) and isinstance(value.value, (int, float)) and not isinstance(value.value, bool):
        return Literal(str(value.value), value.site)
    return value


def _dict(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if a and isinstance(a[0], Derived):
        return it.step(a[0], Step("copy", None, Site(frame.path, node.at)))
    mapping = Mapping()
    for other in a:
        it.merge(mapping, other)
    open_ = "**" in k
    mapping.entries.update({key: value for key, value in k.items() if key != "**"})
    mapping.open = mapping.open or open_
    return mapping


def _copy(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    value = a[0] if a else _UNKNOWN
    if isinstance(value, Mapping):
        return Mapping(dict(value.entries), value.open)
    if isinstance(value, Sequence):
        return Sequence(list(value.items), value.kind, value.open)
    if isinstance(value, Instance):
        twin = Instance(value.cls)
        twin.attributes = {**value.attributes, **k}
        twin.external = value.external
        return twin
    if isinstance(value, Derived):
        return it.step(value, Step("copy", None, Site(frame.path, node.at)))
    return value


def _deep_copy(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    value = _copy(it, a, k, node, frame)
    if isinstance(value, Sequence):
        value.items = [_deep_copy(it, [item], {}, node, frame) for item in value.items]
    elif isinstance(value, Mapping):
        value.entries = {key: _deep_copy(it, [entry], {}, node, frame) for key, entry in value.entries.items()}
    return value


def _attributes(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    if a and isinstance(a[0], Instance):
        return Mapping(dict(a[0].attributes))
    return a[0] if a and isinstance(a[0], (Derived, Mapping)) else _UNKNOWN


def _range(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    ends = [x.value for x in a if isinstance(x, Literal)]
    if len(ends) == len(a) and all(isinstance(end, int) for end in ends):
        try:
            numbers = range(*ends)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return _UNKNOWN
        if len(numbers) <= 3:
            return Sequence([Literal(n) for n in numbers])
    return Sequence([Made("counter", False, "range", Site(frame.path, node.at), it.lifetime())], open=True)


def _enumerate(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    elements = it.elements(a[0]) if a else None
    if elements is not None:
        return Sequence([Sequence([Literal(i), e], "tuple") for i, e in enumerate(elements)])
    return Sequence([Sequence([Unknown("index"), it.each(a[0], frame, node) if a else _UNKNOWN], "tuple")], open=True)


def _zip(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    columns = [it.elements(x) for x in a]
    if columns and all(column is not None for column in columns):
        return Sequence(
            [Sequence(list(row), "tuple") for row in zip(*[c for c in columns if c is not None], strict=False)]
        )
    return Sequence([Sequence([it.each(x, frame, node) for x in a], "tuple")], open=True)


def _map(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if len(a) < 2:
        return _UNKNOWN
    elements = it.elements(a[1])
    if elements is not None and len(elements) <= 12:
        return Sequence([it.call(a[0], [e], {}, node, frame) for e in elements])
    return Sequence([it.call(a[0], [it.each(a[1], frame, node)], {}, node, frame)], open=True)


def _filter(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if len(a) < 2:
        return _UNKNOWN
    source = a[1]
    if isinstance(source, Derived):
        site = Site(frame.path, node.at)
        verdict = it.call(a[0], [it.step(source, Step("each", None, site))], {}, node, frame)
        compared = operands_of(freeze(verdict))
        others = tuple(v for v in compared if not (isinstance(v, Derived) and v.effect is source.effect))
        return it.step(source, Step("filter", compared_part(compared, source), site, others))
    return source


def _getattr(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    name = text_of(freeze(a[1])) if len(a) > 1 else None
    if name is None:
        return _UNKNOWN
    found = it.attribute(a[0], name, frame, node)
    if isinstance(found, Derived) and len(a) > 2:
        return Unknown("attribute", name, (found,))  # It may not be there.
    return a[2] if isinstance(found, Unknown) and len(a) > 2 else found


def _setattr(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    name = text_of(freeze(a[1])) if len(a) > 2 else None
    if name is not None:
        it.set_attribute(a[0], name, a[2], frame, facts.Evaluate(node.at, node))
    return _NONE


def _type(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0].cls if a and isinstance(a[0], Instance) else _UNKNOWN


def _configured(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    name = text_of(freeze(a[0])) if a else None
    default = a[1] if len(a) > 1 else k.get("default")
    value = freeze(default, 2) if default is not None else None
    if isinstance(value, Literal) and value.value is None:
        value = None
    return Configured(name or "", value)


def _joined(separator: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        parts: list[Value] = []
        for index, part in enumerate(a):
            value = freeze(part, 3)
            text = value.value if isinstance(value, Literal) else None
            if index and separator and not (isinstance(text, str) and text.startswith(separator)):
                parts.append(Literal(separator))
            parts.append(value)
        return Joined(tuple(parts), Site(frame.path, node.at))

    return handle


def _route(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A path made from a route's name and its parameters: `reverse("user-detail", args=[42])`."""
    parts: list[Value] = []
    for value in [
        *a,
        *(v for key, v in k.items() if key not in {"urlconf", "current_app", "_external", "format", "request"}),
    ]:
        frozen = freeze(value, 3)
        inner = getattr(frozen, "values", None) or tuple(e for _, e in getattr(frozen, "entries", ())) or (frozen,)
        for part in inner:
            parts.extend((Literal("/"), part))
    return Joined(tuple(parts), Site(frame.path, node.at))


def _partial(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return Partial(a[0], a[1:], k) if a else _UNKNOWN


def _stack(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return Registry()


def _atexit(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    from smelltest.link.calls import register

    if a:
        register(it, it.class_registry, a[0], a[1:], k, node, frame)
    return _NONE


def _raises(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    if len(a) > 1:
        it.refusing += 1
        try:
            it.call(a[1], a[2:], k, node, frame)
        finally:
            it.refusing -= 1
        return _UNKNOWN
    return Raises()


def _case(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0] if len(a) == 1 else Sequence(list(a), "tuple")


def _field(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    factory = k.get("default_factory") or k.get("factory")
    if factory is not None:
        return External("field(factory)", None, (), (factory,))
    default = k.get("default", a[0] if a else None)
    if default is None or default == Symbol("Ellipsis"):
        return External("field()")
    return External("field(default)", None, (), (default,))


def _request(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A request of the standard library, not yet sent."""
    names = ("url", "data", "headers", "origin_req_host", "unverifiable", "method")
    return Mapping({**dict(zip(names, a, strict=False)), **k})


def _urlopen(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """A request of the standard library, sent: a POST where it has data, unless it says otherwise."""
    request = a[0] if a else k.get("url", _UNKNOWN)
    given = dict(request.entries) if isinstance(request, Mapping) else {"url": request}
    for name, value in (*zip(("data",), a[1:], strict=False), *k.items()):
        given.setdefault(name, value)
    sent = {name: given[name] for name in ("data", "headers") if name in given}
    told = text_of(freeze(given["method"], 2)) if "method" in given else None
    data = given.get("data", _NONE)
    has_data = not (isinstance(data, Literal) and data.value is None)
    method = told or ("POST" if has_data else "GET")
    client = Client(Access("http", "urllib.request", "certain"))
    return client_call(it, client, "request", [Literal(method), given.get("url", _UNKNOWN)], sent, node, frame)


def _uuid(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return a[0] if a else next(iter(k.values()), _UNKNOWN)


def _engine(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    address = text_of(freeze(a[0])) if a else None
    in_memory = address is not None and (address in {"sqlite://", ":memory:"} or ":memory:" in address)
    if in_memory and it.stage.scope == "function":
        it.isolate_database("an in-memory database for each test", frame, node)
    if any(map(_is_temporary, (atom for value in a[:1] for atom in atoms(freeze(value, 3))))):
        it.isolate_database("a database in a temporary folder", frame, node)
    return External("sqlalchemy.Engine()")


def _sqlite(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    _engine(it, a, k, node, frame)
    return External("sqlalchemy.Engine()", None, (), tuple(a[:1]))


def _is_temporary(part: Value) -> bool:
    """Whether a part of a path says that it is below a folder for what may go at any time."""
    return (isinstance(part, Made) and part.kind == "temporary") or (
        isinstance(part, Unknown) and part.name == "tempfile.gettempdir"
    )


def _connected(dotted: str) -> Handler:
    def handle(
        it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
    ) -> Object:
        return External(f"{dotted}()")

    return handle


def _sum(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    return _unknown(it, a, k, node, frame)


def _standard(
    it: Interpreter, target: External, dotted: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of the standard library that nothing more is known of."""
    from smelltest.link import calls

    last = dotted.rsplit(".", 1)[-1]
    passed = next((a for a in arguments if calls.deferred(a)), None)
    if passed is not None:
        given, named = calls.handed_on(last, arguments[arguments.index(passed) + 1 :], keywords)
        return it.call(passed, given, named, node, frame)
    if last in _RUNS:
        run = _run(it, last, arguments, keywords, node, frame)
        if run is not None:
            return run
    made = target.arguments[0] if target.arguments else target
    if it.stage.teardown and calls.drops_database(last, made, arguments, keywords):
        calls.undo(it, last, frame, node)
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
    from smelltest.link import calls

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
        passed, named = calls.handed_on(name, rest, keywords)
        return it.call(arguments[index], passed, named, node, frame)
    each = [it.each(one, frame, node) for one in rest]
    spread = it.elements(each[0]) if name == "starmap" and each else None
    return Sequence([it.call(arguments[index], spread if spread is not None else each, {}, node, frame)], open=True)


def _module(it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame) -> Object:
    """`importlib.import_module("shop.api")`: a module of the suite."""
    dotted = text_of(freeze(a[0], 3)) if len(a) == 1 else None
    path = it.program.module_path(frame.path, 0, dotted) if dotted is not None and dotted[:1] != "." else None
    return ModuleObject(path) if path is not None else _UNKNOWN


def _finalizer(
    it: Interpreter, a: list[Object], k: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """`weakref.finalize(self, cleanup, …)`: called when all is over."""
    from smelltest.link.calls import register

    if len(a) > 1:
        register(it, it.registry, a[1], a[2:], k, node, frame)
    return _UNKNOWN


_HANDLERS: dict[str, Handler] = {
    "weakref.finalize": _finalizer,
    "len": _len, "list": _sequence, "tuple": _sequence, "set": _sequence, "frozenset": _sequence, "iter": _first,
    "sorted": _sorted, "reversed": _reversed, "next": _pick, "anext": _pick, "max": _extreme("largest"), "min": _extreme("smallest"),
    "random.choice": _choice, "random.sample": _drawn("random", "random.sample"),
    "random.choices": _drawn("random", "random.choices"),
    "heapq.nlargest": _drawn("largest"), "heapq.nsmallest": _drawn("smallest"),
    "isinstance": _predicate("isinstance"), "issubclass": _predicate("issubclass"), "all": _predicate("all"),
    "any": _predicate("any"), "hasattr": _predicate("hasattr"), "callable": _predicate("callable"),
    "bool": _first, "int": _int, "float": _first, "round": _int, "str": _str, "repr": _str, "dict": _dict,
    "collections.OrderedDict": _dict, "types.SimpleNamespace": _dict, "collections.deque": _sequence,
    "collections.defaultdict": lambda it, a, k, n, f: Mapping(open=False), "abs": _first, "sum": _sum, "print": _nothing,
    "range": _range, "enumerate": _enumerate, "zip": _zip, "map": _map, "filter": _filter, "getattr": _getattr,
    "setattr": _setattr, "object.__setattr__": _setattr, "type": _type, "vars": _attributes, "input": _unknown, "format": _first, "bytes": _first,
    "importlib.import_module": _module, "dataclasses.asdict": _attributes, "dataclasses.replace": _copy, "attr.asdict": _attributes, "attrs.asdict": _attributes,
    "copy.copy": _copy, "copy.deepcopy": _deep_copy, "json.dumps": _first, "json.loads": _parsed, "json.load": _parsed, "orjson.dumps": _first,
    "orjson.loads": _parsed, "ujson.dumps": _first, "ujson.loads": _parsed, "simplejson.dumps": _first, "simplejson.loads": _parsed,
    "yaml.safe_load": _parsed, "yaml.load": _parsed, "yaml.full_load": _parsed, "yaml.safe_load_all": _unknown,
    "ruamel.yaml.YAML().load": _parsed, "oyaml.safe_load": _parsed, "flask.json.dumps": _first, "os.getenv": _configured, "os.environ.get": _configured, "environ.get": _configured,
    "decouple.config": _configured, "environs.Env().str": _configured, "os.environ.setdefault": _configured,
    "urllib.parse.urljoin": _joined("/"), "posixpath.join": _joined("/"), "os.path.join": _joined("/"),
    "urllib.parse.quote": _first, "urllib.parse.quote_plus": _first, "urllib.parse.unquote": _first,
    "urllib.parse.urlencode": _first, "django.urls.reverse": _route, "django.urls.reverse_lazy": _route,
    "rest_framework.reverse.reverse": _route, "flask.url_for": _route, "django.shortcuts.resolve_url": _route,
    "functools.partial": _partial, "contextlib.ExitStack": _stack, "contextlib.AsyncExitStack": _stack,
    "contextlib.closing": _first, "contextlib.aclosing": _first, "contextlib.nullcontext": _first, "atexit.register": _atexit,
    "unittest.addModuleCleanup": _atexit,
    "contextlib.suppress": lambda it, a, k, n, f: Suppressed(), "pytest.raises": _raises, "pytest.warns": _unknown, "pytest.approx": _first,
    "pytest.param": _case, "pytest.fail": _stopped, "pytest.skip": _stopped, "pytest.xfail": _stopped,
    "pytest.importorskip": _unknown, "time.sleep": _nothing, "asyncio.sleep": _nothing, "typing.cast": lambda it, a, k, n, f: a[1] if len(a) > 1 else _UNKNOWN,
    "asyncio.run": _first, "asyncio.gather": lambda it, a, k, n, f: Sequence(list(a)), "asgiref.sync.async_to_sync": _first,
    "asgiref.sync.sync_to_async": _first, "dataclasses.field": _field, "pydantic.Field": _field, "pydantic.PrivateAttr": _field, "attr.ib": _field,
    "attrs.field": _field, "attr.field": _field, "monkeypatch.setattr": _replaced, "monkeypatch.delattr": _replaced, "monkeypatch.chdir": _moved, "os.chdir": _moved, "contextlib.chdir": _moved, "urllib.request.Request": _request, "urllib.request.urlopen": _urlopen, "urllib.request.build_opener": _connected("urllib.request.build_opener"), "urllib.request.build_opener().open": _urlopen, "urllib.request.OpenerDirector().open": _urlopen, "uuid.UUID": _uuid, "sqlalchemy.create_engine": _engine, "sqlmodel.create_engine": _engine,
    "sqlalchemy.ext.asyncio.create_async_engine": _engine, "sqlite3.connect": _sqlite, "aiosqlite.connect": _sqlite,
    "open": open_file, "io.open": open_file, "codecs.open": open_file, "gzip.open": open_file, "aiofiles.open": open_file,
    "zipfile.ZipFile": open_file, "tarfile.open": open_file, "shutil.copy": copy_file, "shutil.copy2": copy_file,
    "shutil.copyfile": copy_file, "shutil.move": copy_file, "pathlib.Path": _path, "pathlib.PosixPath": _path,
    "pathlib.PurePath": _path, "tempfile.gettempdir": _folder("tempfile.gettempdir"), "os.getcwd": _folder("os.getcwd"),
    "pathlib.Path.cwd": _folder("pathlib.Path.cwd"), "pathlib.Path.home": _folder("pathlib.Path.home"),
    "os.path.abspath": _first, "os.path.dirname": _first, "os.path.realpath": _first,
    **{
        dotted: _connected(dotted)
        for dotted in (
            "psycopg2.connect", "psycopg.connect", "psycopg.AsyncConnection.connect", "pymysql.connect", "asyncpg.connect",
            "asyncpg.create_pool", "MySQLdb.connect", "mysql.connector.connect", "pyodbc.connect", "pymssql.connect",
            "oracledb.connect", "cx_Oracle.connect", "aiomysql.connect", "duckdb.connect", "psycopg_pool.ConnectionPool",
        )
    },
    **dict.fromkeys(("yarl.URL", "httpx.URL", "furl.furl", "starlette.datastructures.URL", "hyperlink.URL.from_text"), _first),
    "sqlalchemy.text": _first, "sqlalchemy.sql.text": _first, "sqlmodel.text": _first,
    "io.BytesIO": _stream, "io.StringIO": _stream, "base64.b64encode": _first, "str.format": _first,
    "webtest.Upload": _file(0), "webtest.forms.Upload": _file(0), "werkzeug.datastructures.FileStorage": _file(1),
    "django.core.files.uploadedfile.SimpleUploadedFile": _file(0), "django.core.files.base.ContentFile": _file(1),
    "string.Template": _first, "gql.gql": _first, "aiohttp.FormData": _dict,
}  # fmt: skip

__all__ = [
    "ClassObject",
    "call_external",
    "call_member",
    "client_like",
    "field_default",
    "patched",
    "percent",
]
