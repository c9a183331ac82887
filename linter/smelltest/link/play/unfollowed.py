"""Calls that cannot be followed: what their names say of what they do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import ADDRESSES, FACTORIES, MODULES, VERBS
from smelltest.link.knowledge.isolation import DROPS, ROLLBACKS, SWEEPS
from smelltest.link.play import databases, emptying, fluent
from smelltest.link.play.assertions import is_assertion, unittest_check
from smelltest.link.play.databases import drops_database, notice_database
from smelltest.link.play.objects import (
    Client,
    Closure,
    External,
    Instance,
    Mapping,
    Method,
    Object,
    Partial,
    Sequence,
    freeze,
)
from smelltest.link.play.reach import why
from smelltest.link.play.registries import REGISTERING, register
from smelltest.link.play.sdk import OF_OBJECTS
from smelltest.link.play.sending import base_of, client_call
from smelltest.link.play.told import client_of
from smelltest.link.timeline import Access
from smelltest.link.values import Derived, Literal, Predicate, Site, Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_UNKNOWN = Unknown("unknown")
_NONE = Literal(None)
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
    if name in databases.RUNS and arguments and databases.is_of_all(it, arguments[0], frame, node):
        return _NONE
    sentence = _sentence(it, target, name, arguments, node, frame)
    if sentence is not None:
        return sentence
    if is_assertion(name) and unittest_check(it, name, arguments, keywords, node, frame):
        return _UNKNOWN
    if emptying.undoes(it) and (
        name in ROLLBACKS
        or SWEEPS.match(name)
        or drops_database(name, target, arguments, keywords)
        or any(map(_drops, arguments))  # `connection.run_sync(metadata.drop_all)`
    ):
        emptying.undo(it, name, frame, node)
        return _NONE
    if name in DROPS and not it.guard.conditional and emptying.makes_anew(it):
        emptying.undo(it, name, frame, node)
        return _NONE
    notice_database(it, arguments, frame, node, keywords)
    passed = next((index for index, a in enumerate(arguments) if name not in _WAITING and deferred(a)), None)
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


_WAITING = frozenset(
    "connect subscribe listen add_listener add_event_listener add_handler add_event_handler register_handler"
    " register_error_handler add_done_callback before_request after_request teardown_appcontext teardown_request".split()
)
"""What is handed to these is kept, and called once something happens: `signal.connect(self.send)`."""


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
