"""What a call does that leads out of the suite's own code: to a client, a container, a builtin, another package."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import ADDRESSES, FACTORIES, MODULES, PAYLOADS, VERBS
from smelltest.link.knowledge.isolation import DOUBLED, DROPS, ROLLBACKS, SWEEPS
from smelltest.link.knowledge.made import FAKERS
from smelltest.link.play import databases, externals, fluent, queries, sessions
from smelltest.link.play.assertions import is_assertion, unittest_check
from smelltest.link.play.containers import mapping_method, sequence_method, text_method
from smelltest.link.play.databases import REMOVALS, drops_database, notice_database
from smelltest.link.play.objects import (
    Client,
    Closure,
    Draft,
    External,
    Instance,
    Mapping,
    Method,
    Mock,
    Object,
    Partial,
    Registry,
    Request,
    Sequence,
    freeze,
)
from smelltest.link.play.reach import why
from smelltest.link.play.registries import REGISTERING, register, registry_method, request_method
from smelltest.link.play.sdk import OF_OBJECTS, record_call, sdk_call
from smelltest.link.play.sending import base_of, client_call, path_like
from smelltest.link.play.told import client_of
from smelltest.link.timeline import Access, Effect
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
    Unknown,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
_UNKNOWN = Unknown("unknown")


def call_method(
    it: Interpreter, receiver: Object, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """`receiver.name(…)` where the receiver is no object of the suite's own classes."""
    kind = type(receiver)
    if name == "rollback" and not it.stage.teardown and not (it.guard.handler or it.guard.conditional):
        it.roll_back()
    elif name == "commit":
        it.commit()
    if (name in _OF_SESSIONS and arguments) or name in sessions.COMMITS:
        done = sessions.session_call(it, name, arguments, keywords, node, frame)
        if done is not None:
            return done
    if isinstance(receiver, Draft):
        answer = sessions.object_call(it, receiver, name, node, frame)
        return answer if answer is not None else call_unknown(it, receiver, name, arguments, keywords, node, frame)
    if name in REMOVALS and it.stage.teardown and drops_database(name, receiver, arguments, keywords):
        undo(it, name, frame, node)
        return _NONE
    if kind is Client:
        assert isinstance(receiver, Client)
        if name == "rollback" and it.stage.teardown:
            undo(it, name, frame, node)  # A session taken for a client by its name: `scoped_session(maker)()`.
            return _NONE
        return client_call(it, receiver, name, arguments, keywords, node, frame)
    if kind is External:
        assert isinstance(receiver, External)
        return externals.call_member(it, receiver, name, arguments, keywords, node, frame)
    if isinstance(receiver, Derived):
        return _derived_method(it, receiver, name, arguments, keywords, node, frame)
    if isinstance(receiver, Mapping):
        return mapping_method(it, receiver, name, arguments, keywords, node, frame)
    if isinstance(receiver, Sequence):
        return sequence_method(it, receiver, name, arguments, node, frame)
    if isinstance(receiver, (Literal, Joined)):
        return text_method(it, receiver, name, arguments, keywords, node, frame)
    if isinstance(receiver, Made):
        return _made_method(receiver, name, arguments, keywords, frame, node)
    if isinstance(receiver, Computed):
        return receiver
    if isinstance(receiver, Mock):
        return receiver
    if isinstance(receiver, Registry):
        return registry_method(it, receiver, name, arguments, keywords, node, frame)
    if isinstance(receiver, Request):
        return request_method(it, receiver, name, arguments, node, frame)
    if isinstance(receiver, Method) and isinstance(receiver.receiver, Client):
        if name == "copy" and receiver.name == "headers":
            return _own_headers(receiver.receiver)
        receiver.receiver.held.extend((*arguments, *keywords.values()))
        return _UNKNOWN
    if isinstance(receiver, (Method, Closure, Partial)):
        return _UNKNOWN
    if isinstance(receiver, Unknown):
        if receiver.name in FAKERS:
            unique = name == "unique"
            return it.made("faker", unique, f"{receiver.name}.{name}", Site(frame.path, node.at))
        if receiver.name in {"check", "soft_assert"} and receiver.reason == "fixture":
            name = f"check_{name}"
        elif receiver.name is not None and receiver.name.endswith(("_client", "Client")):
            return client_call(
                it, Client(Access("http", receiver.name, "named")), name, arguments, keywords, node, frame
            )
        elif receiver.reason == "call" and receiver.inside and name in OF_OBJECTS:
            # What a function made of an answer: `Device.from_json(answer.json()).update()`.
            record = receiver.inside[0]
            done = (
                record_call(it, record, name, arguments, keywords, node, frame) if isinstance(record, Derived) else None
            )
            if done is not None:
                return done
    if isinstance(receiver, Configured):
        return Configured(receiver.name, receiver.default)
    return call_unknown(it, receiver, name, arguments, keywords, node, frame)


def _own_headers(client: Client) -> Mapping:
    """What one request's own headers begin with: `headers = session.headers.copy()`."""
    held = (each for each in client.held if isinstance(each, Mapping))
    return Mapping({key: value for each in held for key, value in each.entries.items()}, open=True)


_OF_SESSIONS = frozenset(
    {
        "add",
        "add_all",
        "merge",
        "bulk_save_objects",
        "persist",
        "delete",
        "get",
        "query",
        "scalars",
        "scalar",
        "execute",
        "exec",
    }
)
"""Methods of database sessions, if they are given a model or an object of one."""


# What was answered


_ITEM_GETTERS = frozenset({"get", "pop", "__getitem__", "getlist", "item"})
_PICKS = {"first": 0, "last": -1, "latest": -1, "earliest": 0, "popitem": -1, "popleft": 0}


def _derived_method(
    it: Interpreter, owner: Derived, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    site = Site(frame.path, node.at)
    queried = queries.query_call(it, owner, name, arguments, keywords, node, frame)
    if queried is not None:
        return queried
    done = record_call(it, owner, name, arguments, keywords, node, frame)
    if done is not None:
        return done
    rows = databases.fetched(it, owner, name, site) if not arguments else None
    if rows is not None:
        return rows
    if name == "pop" and (not arguments or (isinstance(arguments[0], Literal) and isinstance(arguments[0].value, int))):
        position = arguments[0].value if arguments and isinstance(arguments[0], Literal) else -1
        return it.step(owner, Step("pick", position if isinstance(position, int) else -1, site))
    if name in _ITEM_GETTERS and arguments:
        if name == "pop":
            it.touched(owner, name, arguments[0], frame, node)
        return it.subscript(owner, arguments[0], frame, node)
    if name in _PICKS and not arguments:
        return it.step(owner, Step("pick", _PICKS[name], site))
    if name == "count" and not arguments:
        return it.step(owner, Step("count", None, site))
    if name in _OF_CURSORS and arguments and owner.effect.kind == "read" and owner.effect.access.kind == "sdk":
        return it.step(owner, Step("sorted" if name == "sort" else "limited", None, site))
    if name in {
        "append",
        "extend",
        "insert",
        "update",
        "remove",
        "clear",
        "popitem",
        "sort",
        "reverse",
        "add",
        "setdefault",
    }:
        it.touched(owner, name, arguments[0] if arguments else _NONE, frame, node)
        return _NONE
    if name == "copy":
        return it.step(owner, Step("copy", None, site))
    if name in {"items", "keys"}:
        return it.step(owner, Step("attribute", name, site))
    if name == "raise_for_status":
        it.emit_demand(owner, frame, cast(facts.Expression, node))
        return owner
    if is_assertion(name):
        it.emit_check(Predicate(name, (owner, *(freeze(a, 3) for a in arguments)), site), frame, node)
        return owner
    stepped = it.step(owner, Step("attribute", name, site))
    return it.step(stepped, Step("call", None, site, tuple(freeze(a, 3) for a in arguments)))


_OF_CURSORS = frozenset({"sort", "limit", "skip", "batch_size"})
"""Methods of what a query answers with, before it is asked for its rows; a list's own `sort` is given no position."""


# Values that are made


def _made_method(
    receiver: Made, name: str, arguments: list[Object], keywords: dict[str, Object], frame: Frame,
    node: facts.AnyExpression,
) -> Object:  # fmt: skip
    if receiver.kind == "clock" and name == "strftime":
        pattern = arguments[0].value if arguments and isinstance(arguments[0], Literal) else ""
        fine = isinstance(pattern, str) and "%f" in pattern
        return Made("clock", fine, receiver.how, Site(frame.path, node.at), receiver.scope, receiver.number)
    if receiver.kind == "clock" and (name == "date" or (name == "isoformat" and _is_coarse(keywords))):
        return Made("clock", False, receiver.how, receiver.site, receiver.scope, receiver.number)
    return receiver


def _is_coarse(keywords: dict[str, Object]) -> bool:
    """Whether a time is spelled to the second, the minute or the hour: `isoformat(timespec="seconds")`."""
    spec = keywords.get("timespec")
    return isinstance(spec, Literal) and spec.value in {"seconds", "minutes", "hours"}


# Clients that the product brings


_OF_THE_CLIENT = frozenset(
    "header headers param params cookie cookies auth token credentials hook handler listener middleware logger adapter"
    " timeout proxy option options config url session connection callback plugin".split()
)


_PARTS = frozenset("obj instance client session service manager connection requester".split())
"""What a method gives that reads no record: `self.get_jenkins_obj()`."""


def access_of_product(name: str, arguments: list[Object], keywords: dict[str, Object], site: Site) -> Access | None:
    """How an object of one of the product's own classes reaches a server, if it is a client of one."""
    given = (*arguments, *keywords.values())
    if any(isinstance(a, Mock) for a in given) or externals.in_memory(given):
        return None
    if verbs.client_class(name) or externals.client_like(name, arguments, keywords):
        return Access("sdk", name, "resolved", False, site)
    return None


def call_of_product(
    it: Interpreter, access: Access, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """A method of the product's own client in which no request was seen: what its name says."""
    if (
        DOUBLED in it.stood_in
        or name.startswith("_")
        or verbs.kind_of(name) is None
        or set(verbs.words(name)) & _OF_THE_CLIENT
    ):
        return None
    if any(isinstance(given, Mock) for given in (*arguments, *keywords.values())):
        return None
    if name.startswith("get_") and verbs.words(name)[-1] in _PARTS:
        return None
    if name == "save" and not (arguments or keywords):
        return None  # It keeps what it was answered, as a recording: `request.save()`.
    if name in VERBS and _goes_somewhere(arguments, keywords):
        sender = Client(Access("http", access.client, access.confidence, access.in_process, access.born, access.idle))
        return client_call(it, sender, name, arguments, _with_payload(keywords), node, frame)
    return sdk_call(it, External(f"{access.client}()", access), name, arguments, keywords, node, frame)


def _goes_somewhere(arguments: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether what a method is given says where it sends its request to."""
    target = next(iter((*arguments[:1], *(keywords[key] for key in ADDRESSES if key in keywords))), None)
    return target is not None and path_like(freeze(target, 4))


def _with_payload(keywords: dict[str, Object]) -> dict[str, Object]:
    """The arguments of a request, of which one by a name of the client's own is the payload: a mapping, if there is."""
    if any(key in keywords for key in PAYLOADS):
        return keywords
    own = [key for key in keywords if key not in _NO_PAYLOAD]
    payload = next((key for kind in (Mapping, Unknown) for key in own if isinstance(keywords[key], kind)), None)
    return keywords if payload is None else {**keywords, "json": keywords[payload]}


_NO_PAYLOAD = frozenset({*ADDRESSES, "headers", "params", "query", "query_params", "cookies", "files", "auth"})


# What can't be followed


PARSING = frozenset(
    "model_validate model_validate_json parse_obj parse_raw parse_obj_as from_dict from_json from_orm validate_python structure"
    " model_construct TypeAdapter from_api from_response".split()
)
"""Methods of a model that make one of an answer."""


def parsed_model(name: str, arguments: list[Object], keywords: dict[str, Object]) -> Object | None:
    """The model that a method of another package's base class makes of an answer: it says what that says."""
    given = arguments[0] if arguments else keywords.get("**")
    return given if name in PARSING and isinstance(given, (Derived, Mapping)) else None


_HARMLESS = frozenset(
    "print log debug info warning warn error exception critical sleep pause wait format join append str repr write flush"
    " close step attach dynamic title description story feature severity setdefault getLogger set_trace strip rstrip lstrip"
    " lower upper items keys values split rsplit replace startswith endswith encode decode hex hexdigest isoformat strftime"
    " getoption getini setLevel basicConfig load_dotenv add_marker addMarker get_closest_marker addHandler removeHandler"
    " addFilter removeFilter".split()
)


_REQUESTING = re.compile(
    r"^(?!_*(?:build|create|new|mock|fake|assert|expect|match|register|add|stub|verify|get|find|last|prepare|sign|log|parse)_)"
    r"[a-z_]*(?:request|api|http|call|send|rest)"
)
"""What functions are called that make a request of what they are given by name."""


_SENDING = frozenset({"post", "put", "patch", "delete", "request"})
"""Methods that send something, of whatever object a function is given."""


_EXECUTING = frozenset({"execute", "executemany", "execute_query", "run_query"})


def call_unknown(
    it: Interpreter, target: Object, name: str | None, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call that can't be followed: what its name and its arguments still tell."""
    if name is None:
        name = target.name if isinstance(target, Unknown) and target.name is not None else ""
    if name in _SENDING and (arguments or keywords):
        it.reached = True
    if name in REGISTERING and arguments and callable_object(arguments[0]):
        register(it, it.registry, arguments[0], arguments[1:], keywords, node, frame)
        return _NONE
    if name in FACTORIES:
        return Client(Access("http", name, "resolved", in_process=True, born=Site(frame.path, node.at)))
    if "method" in keywords and _REQUESTING.search(name) and any(key in keywords for key in ADDRESSES):
        confidence = "resolved" if isinstance(target, External) else "named"
        return client_call(it, Client(Access("http", name, confidence)), "request", [], keywords, node, frame)
    if isinstance(node, facts.Call) and _of_requests(node.function):
        site = Site(frame.path, node.at)
        if name == "new_context":
            return Client(Access("http", _PLAYWRIGHT, "resolved", born=site), base_of(arguments, keywords))
        if name in VERBS and arguments:
            sender = Client(Access("http", _PLAYWRIGHT, "named", born=site))
            return client_call(it, sender, name, arguments, keywords, node, frame)
    parsed = parsed_model(name, arguments, keywords)
    if parsed is not None:
        return parsed
    if name in _EXECUTING and arguments and type(target) is Unknown and target.reason == "call":
        # What another package's connection runs: `Cluster([host]).connect("shop").execute("DELETE FROM …")`.
        ran = databases.run_statement(it, External("connection"), name, arguments, keywords, node, frame)
        if ran is not None:
            return ran
    sentence = _sentence(it, target, name, arguments, node, frame)
    if sentence is not None:
        return sentence
    if is_assertion(name) and unittest_check(it, name, arguments, keywords, node, frame):
        return _UNKNOWN
    if (it.stage.teardown or (it.guard.always and not it.chain)) and (
        name in ROLLBACKS
        or SWEEPS.match(name)
        or drops_database(name, target, arguments, keywords)
        or any(map(_drops, arguments))  # `connection.run_sync(metadata.drop_all)`
    ):
        undo(it, name, frame, node)
        return _NONE
    if name in DROPS and not it.guard.conditional and _makes_anew(it):
        undo(it, name, frame, node)
        return _NONE
    notice_database(it, arguments, frame, node, keywords)
    passed = next((index for index, a in enumerate(arguments) if deferred(a)), None)
    if passed is not None:
        given, named = handed_on(name, arguments[passed + 1 :], keywords)
        return it.call(arguments[passed], given, named, node, frame)
    inside = tuple(
        value
        for value in (freeze(argument, 3) for argument in (*arguments, *keywords.values()))
        if not isinstance(value, Unknown) or value.inside
    )
    outer = target.inside if isinstance(target, Unknown) else ()
    if is_assertion(name):
        it.emit_check(Predicate(name, (*outer, *inside), Site(frame.path, node.at)), frame, node)
    elif name not in _HARMLESS and name not in fluent.MATCHERS:
        if inside or outer or (name in OF_OBJECTS and it.stage.teardown and not (arguments or keywords)):
            it.emit_other(name, [*outer, *inside], frame, node)
        if it.log is not None and not _of_builtin(target):
            it.log.lost(name, why(target), Site(frame.path, node.at))
    client = client_of(it, name) if not inside else None
    return client or Unknown("call", name, (*outer, *inside))


def _drops(thing: Object) -> bool:
    """Whether something is the method by which a database goes."""
    name = thing.dotted.rpartition(".")[2] if isinstance(thing, External) else getattr(thing, "name", None)
    return name in DROPS


def _of_requests(function: facts.AnyExpression) -> bool:
    """Whether a method is one of what Playwright sends requests by: `page.request.post`, `playwright.request.new_context`."""
    owner = function.value if isinstance(function, facts.Attribute) else None
    return isinstance(owner, facts.Attribute) and owner.name == "request"


_PLAYWRIGHT = "playwright.APIRequestContext"


def handed_on(name: str, given: list[Object], keywords: dict[str, Object]) -> tuple[list[Object], dict[str, Object]]:
    """With what a function is called that is passed to another: a pool takes its arguments as one tuple."""
    if name in {"apply", "apply_async"} and given and isinstance(given[0], Sequence):
        return given[0].items, dict(given[1].entries) if len(given) > 1 and isinstance(given[1], Mapping) else {}
    return given, keywords


def _of_builtin(target: Object) -> bool:
    """Whether a call is of one of pytest's own fixtures, which keep to the process."""
    return isinstance(target, Unknown) and target.reason == "builtin"


def _sentence(
    it: Interpreter, target: Object, name: str, arguments: list[Object], node: facts.AnyExpression, frame: Frame
) -> Object | None:
    """A call that opens or ends an assertion that reads like a sentence; None if it is none."""
    site = Site(frame.path, node.at)
    values = tuple(freeze(argument, 4) for argument in arguments)
    if isinstance(target, Unknown) and target.reason == fluent.OPEN:
        condition = fluent.ended(target.inside[0], name, values, site)
        if condition is not None:
            it.emit_check(condition, frame, node)
        return target
    if name not in fluent.OPENING or not values:
        return None
    condition = fluent.matched(values[0], values[1], site) if len(values) > 1 else None
    if condition is not None:
        it.emit_check(condition, frame, node)
        return _UNKNOWN
    return Unknown(fluent.OPEN, name, values[:1]) if len(values) == 1 else None


def _makes_anew(it: Interpreter) -> bool:
    """Whether the database that is dropped is that of one test, dropped at its end or before its setup makes it anew.

    What a test itself drops before it has written anything is a clean start for others.
    """
    if it.stage.kind in {"setup", "fixture"}:
        return it.stage.scope == "function" and not it.stage.teardown
    return it.stage.kind == "test" and any(
        type(event) is Effect and event.kind != "read" and event.stage.kind == "test" for event in it.events
    )


def undo(it: Interpreter, name: str, frame: Frame, node: facts.AnyExpression) -> None:
    """A rollback or sweep in a teardown: of one test it isolates, of a wider scope it cleans up."""
    if it.guard.environment or it.guard.handler:
        return
    if it.stage.scope == "function":
        it.isolate_database(f"{it.stage.name} calls {name}()", frame, node)
    if it.stage.scope != "function" or name not in ROLLBACKS:
        it.emit_effect("delete", name, Access("sweep", name, "resolved"), frame, node)


def callable_object(thing: Object) -> bool:
    """Whether something is a function or method of what is followed."""
    if isinstance(thing, (Closure, Method, Partial)):
        return True
    if isinstance(thing, Derived):
        return (
            bool(thing.steps)
            and thing.steps[-1].kind == "attribute"
            and verbs.kind_of(str(thing.steps[-1].key)) is not None
        )
    return isinstance(thing, External) and thing.access is not None


_CALLABLE = frozenset({Method, Closure, External, Partial})


def deferred(thing: Object) -> bool:
    """Whether something is a call of a client handed over to be made by another function."""
    if type(thing) not in _CALLABLE:
        return False
    if isinstance(thing, Method):
        return isinstance(thing.receiver, (Client, Instance)) or (
            isinstance(thing.receiver, External) and thing.receiver.access is not None
        )
    if isinstance(thing, Closure):
        return isinstance(thing.function, facts.Lambda) and not thing.function.parameters
    if isinstance(thing, External):
        owner, _, last = thing.dotted.rpartition(".")
        return (thing.access is not None and verbs.kind_of(last) is not None) or (owner in MODULES and last in VERBS)
    return isinstance(thing, Partial) and deferred(thing.target)
