"""What a call does that leads out of the suite's own code: to a client, a container, a builtin, another package."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from smelltest.link.knowledge.made import FAKERS
from smelltest.link.play import databases, emptying, externals, queries, sessions
from smelltest.link.play.assertions import is_assertion
from smelltest.link.play.containers import mapping_method, sequence_method, text_method
from smelltest.link.play.databases import REMOVALS, drops_database
from smelltest.link.play.objects import (
    Client,
    Closure,
    Draft,
    External,
    Mapping,
    Method,
    Mock,
    Object,
    Partial,
    Registry,
    Request,
    Sequence,
    Steps,
    freeze,
)
from smelltest.link.play.registries import registry_method, request_method
from smelltest.link.play.sdk import OF_OBJECTS, record_call
from smelltest.link.play.sending import client_call
from smelltest.link.play.unfollowed import call_unknown
from smelltest.link.timeline import Access
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
    text_of,
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
        emptying.undo(it, name, frame, node)
        return _NONE
    if kind is Client:
        assert isinstance(receiver, Client)
        if name == "rollback" and it.stage.teardown:
            emptying.undo(it, name, frame, node)  # A session taken for a client by its name: `scoped_session(maker)()`.
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
    if isinstance(receiver, Steps):
        text = text_of(freeze(arguments[0])) if arguments else None
        if text is not None:
            receiver.execute(text, Site(frame.path, node.at))
        return _NONE
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
