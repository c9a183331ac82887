"""What a call does that leads out of the suite's own code: to a client, a container, a builtin, another package."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

from smelltest.link import databases, externals, fluent, handlers, models
from smelltest.link.containers import DUMPS, binary, dumped, mapping_method, sequence_method, slice_of, text_method
from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import ADDRESSES, CONSTRUCTORS, FACTORIES, MODULES, VERBS
from smelltest.link.knowledge.isolation import DROPS, ROLLBACKS, SWEEPS
from smelltest.link.knowledge.made import FAKERS
from smelltest.link.naming import decorator_names
from smelltest.link.objects import (
    ClassObject,
    Client,
    Closure,
    Draft,
    External,
    Generator,
    Instance,
    Mapping,
    Method,
    Mock,
    Object,
    Partial,
    Raises,
    Registry,
    Request,
    Sequence,
    freeze,
)
from smelltest.link.reach import why
from smelltest.link.sending import base_of, call_client, client_call, record_call, sdk_call
from smelltest.link.timeline import Access, Effect
from smelltest.link.told import carried_out, client_of
from smelltest.link.values import (
    Comparison,
    Computed,
    Configured,
    Derived,
    Joined,
    Literal,
    Made,
    Negated,
    Predicate,
    Site,
    Step,
    Unknown,
    Value,
    atoms,
    text_of,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.frames import Frame
    from smelltest.link.interpreter import Interpreter

_NONE = Literal(None)
_UNKNOWN = Unknown("unknown")

call_external = externals.call_external


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
    if (name in _OF_SESSIONS and arguments) or name in models.COMMITS:
        done = models.session_call(it, name, arguments, keywords, node, frame)
        if done is not None:
            return done
    if isinstance(receiver, Draft):
        answer = models.object_call(it, receiver, name, node, frame)
        return answer if answer is not None else call_unknown(it, receiver, name, arguments, keywords, node, frame)
    if name in _REMOVALS and it.stage.teardown and drops_database(name, receiver, arguments, keywords):
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
        return _made_method(receiver, name, arguments, frame, node)
    if isinstance(receiver, Computed):
        return receiver
    if isinstance(receiver, Mock):
        return receiver
    if isinstance(receiver, Registry):
        return _registry_method(it, receiver, name, arguments, keywords, node, frame)
    if isinstance(receiver, Request):
        return _request_method(it, receiver, name, arguments, node, frame)
    if isinstance(receiver, Method) and isinstance(receiver.receiver, Client):
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
    if isinstance(receiver, Configured):
        return Configured(receiver.name, receiver.default)
    return call_unknown(it, receiver, name, arguments, keywords, node, frame)


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
    queried = models.query_call(it, owner, name, arguments, keywords, node, frame)
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


def _made_method(receiver: Made, name: str, arguments: list[Object], frame: Frame, node: facts.AnyExpression) -> Object:
    if receiver.kind == "clock" and name == "strftime":
        pattern = arguments[0].value if arguments and isinstance(arguments[0], Literal) else ""
        fine = isinstance(pattern, str) and "%f" in pattern
        return Made("clock", fine, receiver.how, Site(frame.path, node.at), receiver.scope, receiver.number)
    if receiver.kind == "clock" and name == "date":
        return Made("clock", False, receiver.how, receiver.site, receiver.scope, receiver.number)
    return receiver


# Registered cleanups


def register(
    it: Interpreter, registry: Registry, target: Object, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> None:  # fmt: skip
    """Have a call made when the registry unwinds, as the code around it would make it."""
    chain, callers, stage = it.chain, it.callers, it.stage
    named = node.arguments[0] if it.told is not None and isinstance(node, facts.Call) and node.arguments else None
    said = it.told.of(it, named, None, frame) if it.told is not None and named is not None else None
    since = len(it.events)
    go = partial(it.call, target, arguments, keywords, node, frame)

    def run() -> None:
        with it.elsewhere(it.torn_down(stage)):
            it.chain, it.callers = chain, callers
            it.guard = it.always()
            with it.tidying(since):
                go() if said is None else carried_out(it, said, go, None, arguments, keywords, node, frame)

    registry.calls.append(run)


_REGISTERING = frozenset(
    "callback push push_async_callback push_async_exit addfinalizer add_finalizer finalizer defer addCleanup add_cleanup"
    " addClassCleanup addModuleCleanup addClassResourceCleanup addAsyncCleanup register_cleanup on_teardown on_cleanup"
    " add_teardown register_finalizer addModuleResourceCleanup".split()
)


def _registry_method(
    it: Interpreter, registry: Registry, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    if name in _REGISTERING and arguments:
        register(it, registry, arguments[0], arguments[1:], keywords, node, frame)
        return arguments[0]
    if name in {"enter_context", "enter_async_context"} and arguments:
        return _entered(it, registry, arguments[0], node, frame)
    if name in {"close", "aclose", "doCleanups"}:
        it.unwind(registry)
        return _NONE
    if name == "pop_all":
        moved = Registry()
        moved.calls, registry.calls = registry.calls, []
        return moved
    return _UNKNOWN


def _entered(it: Interpreter, registry: Registry, manager: Object, node: facts.AnyExpression, frame: Frame) -> Object:
    """Enter a context manager now and leave it when the registry unwinds."""
    if isinstance(manager, Instance):
        leaving = it.method(manager, "__exit__") or it.method(manager, "__aexit__")
        entering = it.method(manager, "__enter__") or it.method(manager, "__aenter__")
        value = it.call(entering, [], {}, node, frame) if entering is not None else manager
        if leaving is not None:
            register(it, registry, leaving, [_NONE, _NONE, _NONE], {}, node, frame)
        return value
    if isinstance(manager, Generator):
        value, leave = it.begin(manager, node, frame)
        if leave is not None:
            registry.calls.append(leave)
            return value
    entered: list[Object] = []
    it.enter(manager, entered.append, frame, node)
    return entered[0] if entered else _UNKNOWN


def request_attribute(it: Interpreter, request: Request, name: str) -> Object:
    """`request.name` in a fixture."""
    if name == "param":
        return request.cases if request.cases is not None else Unknown("parameter", "param")
    if name in {"cls", "instance"}:
        return request.test_class if request.test_class is not None else _UNKNOWN
    if name in {"addfinalizer", "getfixturevalue"}:
        return Method(request, name)
    return Unknown("attribute", name)


def _request_method(
    it: Interpreter,
    request: Request,
    name: str,
    arguments: list[Object],
    node: facts.AnyExpression,
    frame: Frame,
) -> Object:
    if name == "addfinalizer" and arguments:
        register(it, request.registry, arguments[0], [], {}, node, frame)
        return _NONE
    if name in {"getfixturevalue", "getfuncargvalue"} and arguments and isinstance(arguments[0], Literal):
        return it.fixture(str(arguments[0].value))
    return _UNKNOWN


def register_inherited(
    it: Interpreter, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> bool:  # fmt: skip
    """Register a cleanup with a test case that another package's base class makes; whether that is what the call does."""
    if name not in _REGISTERING or not arguments:
        return False
    registry = it.class_registry if "Class" in name or "Module" in name else it.registry
    register(it, registry, arguments[0], arguments[1:], keywords, node, frame)
    return True


# Base classes of other packages


def client_of_base(dotted: str) -> Client | None:
    """The client that a class is by inheriting from another package's."""
    kind = CONSTRUCTORS.get(dotted)
    return None if kind is None else Client(Access("http", dotted, "certain", kind.in_process))


_TEST_CASE_CLIENTS = {
    "client": ("django.", "rest_framework.", "flask_testing.", "aiohttp.", "ninja.", "tortoise.", "wagtail."),
    "async_client": ("django.",),
    "app": ("django_webtest.",),
}


def client_of_test_case(base: str, name: str) -> Client | Method | None:
    """The client that a test case class of another package gives its tests, or what sends requests with it."""
    if base == "tornado.testing.AsyncHTTPTestCase" and name == "fetch":
        return Method(Client(Access("http", base, "certain", in_process=True)), name)
    packages = _TEST_CASE_CLIENTS.get(name)
    if packages is not None and base.startswith(packages):
        return Client(Access("http", f"{base}.{name}", "certain", in_process=True))
    return None


def initialise(
    it: Interpreter, instance: Instance, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> None:  # fmt: skip
    """What the constructor of another package's base class makes of an object."""
    for base in it.program.bases(instance.cls.ref.path, instance.cls.ref.node):
        kind = CONSTRUCTORS.get(base)
        if kind is not None:
            access = Access("http", base, "resolved", kind.in_process, Site(frame.path, node.at))
            instance.external = Client(access, base_of(arguments, keywords))
            return
        if (
            externals.client_like(base, arguments, keywords)
            and not base.endswith("TestCase")
            and verbs.client_class(base)
        ):
            access = Access("sdk", base, "resolved", False, Site(frame.path, node.at))
            instance.external = External(f"{base}()", access)
            return


def construct(
    it: Interpreter, instance: Instance, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> None:  # fmt: skip
    """Make an object of a class without an `__init__`: a dataclass, a model, or a client by inheritance."""
    initialise(it, instance, arguments, keywords, node, frame)
    given = list(arguments)
    spread = keywords.get("**")
    for ref in reversed(it.program.mro(instance.cls.ref.path, instance.cls.ref.node)):
        for statement in ref.node.body:
            if isinstance(statement, facts.Declare) or (isinstance(statement, facts.Assign) and statement.annotation):
                target = statement.target if isinstance(statement, facts.Declare) else statement.targets[0]
                if not isinstance(target, facts.Name):
                    continue
                if target.name in keywords:
                    instance.attributes[target.name] = keywords[target.name]
                elif given:
                    instance.attributes[target.name] = given.pop(0)
                elif isinstance(spread, Derived):
                    instance.attributes[target.name] = it.step(spread, Step("item", target.name))
                else:
                    default = it.class_attribute(instance.cls, target.name)
                    if default is not None and not isinstance(default, Unknown):
                        instance.attributes[target.name] = handlers.field_default(it, default, node, frame)
    for key, value in keywords.items():
        if key != "**":
            instance.attributes.setdefault(key, value)
    after = it.class_attribute(instance.cls, "__post_init__")
    if isinstance(after, Closure):
        it.call_closure(after, [], {}, node, frame, instance)
    _finish(it, instance, node, frame)


def _finish(it: Interpreter, instance: Instance, node: facts.AnyExpression, frame: Frame) -> None:
    """Run what a pydantic model does once its fields are set: there it opens its session, if it has one."""
    after = it.class_attribute(instance.cls, "model_post_init")
    if isinstance(after, Closure):
        it.call_closure(after, [_NONE], {}, node, frame, instance)
    for ref in reversed(it.program.mro(instance.cls.ref.path, instance.cls.ref.node)):
        for statement in ref.node.body:
            if isinstance(statement, facts.Function) and statement.decorators:
                closure = Closure(ref.path, statement, (), ref)
                names = decorator_names(closure)
                if "model_validator" in names and "classmethod" not in names:
                    it.call_closure(closure, [], {}, node, frame, instance)


_THREADS = frozenset(
    {"threading.Thread", "threading.Timer", "multiprocessing.Process", "multiprocessing.context.Process"}
)
"""Classes whose objects run themselves when they are started."""


def call_inherited(
    it: Interpreter, instance: Instance, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of a method that an object of the suite's own classes has from another package."""
    if name == "start" and _THREADS & set(it.program.bases(instance.cls.ref.path, instance.cls.ref.node)):
        run = it.method(instance, "run")
        return it.call(run, [], {}, node, frame) if run is not None else _NONE
    if models.model_of(it, instance) is not None:
        answer = models.object_call(it, instance, name, node, frame)
        if answer is not None:
            return answer
    if instance.external is not None and (
        name in VERBS or not isinstance(instance.external, Client) or name == "request"
    ):
        return call_method(it, instance.external, name, arguments, keywords, node, frame)
    if name in DUMPS and not arguments:
        return dumped({key: value for key, value in instance.attributes.items() if not key.startswith("_")}, keywords)
    if name in {"skipTest", "fail"}:
        return handlers.STOPPED
    if name in {"subTest", "settings", "assertNumQueries", "captureOnCommitCallbacks"}:
        return Unknown("context", name)
    if register_inherited(it, name, arguments, keywords, node, frame):
        return _NONE
    if name in {"enterContext", "enterAsyncContext"} and arguments:
        return _entered(it, it.registry, arguments[0], node, frame)
    if name in {
        "assertRaises",
        "assertRaisesRegex",
        "assertRaisesMessage",
        "assertWarns",
        "failUnlessRaises",
    }:
        return _raising(it, arguments, keywords, node, frame, 2 if "Regex" in name or "Message" in name else 1)
    if unittest_check(it, name, arguments, keywords, node, frame):
        return _UNKNOWN
    inherited = it.inherited(instance.cls, name, instance)
    if isinstance(inherited, Client):
        return call_client(it, inherited, arguments, keywords, node, frame)
    sends = name in VERBS or name == "fetch"
    if isinstance(inherited, Method) and isinstance(inherited.receiver, Client) and sends:
        return client_call(it, inherited.receiver, name, arguments, keywords, node, frame)
    return call_unknown(it, instance, name, arguments, keywords, node, frame)


def _raising(
    it: Interpreter, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame,
    skip: int,
) -> Object:  # fmt: skip
    if len(arguments) > skip:
        it.refusing += 1
        try:
            it.call(arguments[skip], arguments[skip + 1 :], keywords, node, frame)
        finally:
            it.refusing -= 1
        return _UNKNOWN
    return Raises()


# Clients that the product brings


_OF_THE_CLIENT = frozenset(
    "header headers param params cookie cookies auth token credentials hook handler listener middleware logger adapter"
    " timeout proxy option options config url session connection callback plugin".split()
)


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
    if name.startswith("_") or verbs.kind_of(name) is None or set(verbs.words(name)) & _OF_THE_CLIENT:
        return None
    return sdk_call(it, External(f"{access.client}()", access), name, arguments, keywords, node, frame)


# Assertions that are calls


_COMPARISONS = {
    "equal": "==", "equals": "==", "eq": "==", "is_equal": "==", "equal_to": "==", "dict_equal": "==",
    "list_equal": "==", "count_equal": "==", "set_equal": "==", "tuple_equal": "==", "items_equal": "==",
    "sequence_equal": "==", "multi_line_equal": "==", "json_equal": "==", "almost_equal": "==", "queryset_equal": "==",
    "query_set_equal": "==", "not_equal": "!=", "not_equals": "!=", "in": "in", "contains_item": "in", "not_in": "not in",
    "is": "is", "is_not": "is not", "greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=",
    "len_equal": "len", "length": "len", "len": "len",
}  # fmt: skip


@lru_cache(maxsize=4096)
def is_assertion(name: str) -> bool:
    """Whether a function asserts something, by its name."""
    first = verbs.words(name)[:1]
    return (
        bool(first) and first[0] in {"assert", "check", "verify", "expect", "should", "ensure", "validate", "must"}
    ) or (name.startswith(("is_not_found", "is_forbidden", "is_bad_request", "is_unauthorized", "has_status")))


def unittest_check(
    it: Interpreter, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> bool:  # fmt: skip
    """Record an assertion method's check; whether the name was one."""
    parts = verbs.words(name)
    if not parts or parts[0] not in {"assert", "fail", "check", "verify"} or (parts[0] == "fail" and len(parts) == 1):
        return False
    rest = "_".join(parts[1:])
    site = Site(frame.path, node.at)
    values = [freeze(argument, 5) for argument in arguments]
    condition: Value
    operator = _COMPARISONS.get(rest)
    if operator == "len" and len(values) >= 2:
        condition = Comparison(_counted(values[0], site), "==", values[1], site)
    elif operator is not None and len(values) >= 2:
        condition = Comparison(values[0], operator, values[1], site)
    elif rest in {"true", ""} and values:
        condition = values[0]
    elif rest in {"false", "not"} and values:
        condition = Negated(values[0])
    elif rest in {"is_none", "none"} and values:
        condition = Comparison(values[0], "is", _NONE, site)
    elif rest in {"is_not_none", "not_none"} and values:
        condition = Comparison(values[0], "is not", _NONE, site)
    else:
        given = tuple(freeze(value, 4) for value in keywords.values())
        condition = Predicate(name, (*values, *given), site)
    it.emit_check(condition, frame, node)
    return True


def _counted(value: Value, site: Site) -> Value:
    return Derived(value.effect, (*value.steps, Step("count", None, site))) if isinstance(value, Derived) else value


# What can't be followed


_PARSING = frozenset(
    "model_validate model_validate_json parse_obj parse_raw parse_obj_as from_dict from_json from_orm validate_python structure"
    " model_construct TypeAdapter from_api from_response".split()
)
"""Methods of a model that make one of an answer."""


def parsed_model(name: str, arguments: list[Object], keywords: dict[str, Object]) -> Object | None:
    """The model that a method of another package's base class makes of an answer: it says what that says."""
    given = arguments[0] if arguments else keywords.get("**")
    return given if name in _PARSING and isinstance(given, (Derived, Mapping)) else None


_HARMLESS = frozenset(
    "print log debug info warning warn error exception critical sleep pause wait format join append str repr write flush"
    " close step attach dynamic title description story feature severity setdefault getLogger set_trace strip rstrip lstrip"
    " lower upper items keys values split rsplit replace startswith endswith encode decode hex hexdigest isoformat strftime"
    " getoption getini setLevel basicConfig load_dotenv add_marker addMarker get_closest_marker".split()
)


_REQUESTING = re.compile(
    r"^(?!_*(?:build|create|new|mock|fake|assert|expect|match|register|add|stub|verify|get|find|last|prepare|sign|log|parse)_)"
    r"[a-z_]*(?:request|api|http|call|send|rest)"
)
"""What functions are called that make a request of what they are given by name."""


def call_unknown(
    it: Interpreter, target: Object, name: str | None, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call that can't be followed: what its name and its arguments still tell."""
    if name is None:
        name = target.name if isinstance(target, Unknown) and target.name is not None else ""
    if name in _REGISTERING and arguments and callable_object(arguments[0]):
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
    sentence = _sentence(it, target, name, arguments, node, frame)
    if sentence is not None:
        return sentence
    if is_assertion(name) and unittest_check(it, name, arguments, keywords, node, frame):
        return _UNKNOWN
    if (it.stage.teardown or (it.guard.always and not it.chain)) and (
        name in ROLLBACKS or SWEEPS.match(name) or drops_database(name, target, arguments, keywords)
    ):
        undo(it, name, frame, node)
        return _NONE
    if name in DROPS and not it.guard.conditional and _makes_anew(it):
        undo(it, name, frame, node)
        return _NONE
    notice_database(it, [*arguments, *keywords.values()], frame, node)
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
        if inside or outer:
            it.emit_other(name, [*outer, *inside], frame, node)
        if it.log is not None and not _of_builtin(target):
            it.log.lost(name, why(target), Site(frame.path, node.at))
    client = client_of(it, name) if not inside else None
    return client or Unknown("call", name, (*outer, *inside))


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


_IN_MEMORY = re.compile(r"^(?:sqlite(?:\+\w+)?://(?:/:memory:.*)?|:memory:|file::memory:.*)$")


def notice_database(
    it: Interpreter, given: list[Object], frame: Frame, node: facts.Expression | facts.Statement
) -> None:
    """Take note of an application that is set up for one test with a database in memory."""
    if it.database is not None or it.stage.scope != "function" or it.stage.teardown:
        return
    values: list[Object] = []
    for thing in given:
        configured = it.class_attribute(thing, "SQLALCHEMY_DATABASE_URI") if isinstance(thing, ClassObject) else thing
        values.append(_UNKNOWN if configured is None else configured)
    if any(_IN_MEMORY.match(text) for text in _texts(values)):
        it.isolate_database("a database in memory for each test", frame, cast(facts.Expression, node))


_DATABASE = re.compile(r"(?:^|[^a-z])(?:db|sqlite3?|database|\.?te?mp|temp_dir|data_dir)(?:$|[^a-z])")


def drops_database(name: str, target: Object, arguments: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether a call takes a whole database away: its file is removed, its migrations are undone."""
    given = [*arguments, *keywords.values()]
    if any(text == "downgrade" for text in _texts(given)):
        return True
    return name in _REMOVALS and any(_DATABASE.search(text.lower()) for text in _texts([target, *given]))


_REMOVALS = frozenset({"unlink", "remove", "rmtree"})


def _texts(things: list[Object]) -> list[str]:
    """What is written in some values, and what they are called."""
    found = []
    for thing in things:
        for atom in atoms(freeze(thing, 3)):
            name = atom.name if isinstance(atom, (Unknown, Configured)) else text_of(atom)
            if name is not None:
                found.append(name)
    return found


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


__all__ = [
    "ClassObject", "binary", "call_client", "call_external", "call_inherited", "call_method", "call_unknown",
    "client_of_base", "client_of_test_case", "construct", "initialise", "request_attribute", "slice_of",
]  # fmt: skip
