"""Calls of the suite's own code, followed with their arguments filled in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from smelltest.link.knowledge import orm, verbs
from smelltest.link.knowledge.isolation import mocks_http, transaction_per_class
from smelltest.link.play import (
    barren,
    borders,
    calls,
    databases,
    externals,
    factories,
    inheriting,
    queries,
    registries,
    sending,
    servers,
)
from smelltest.link.play.frames import Frame, is_test_code, result_of
from smelltest.link.play.naming import decorator_names, is_property, manages
from smelltest.link.play.objects import (
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
    ModuleObject,
    Object,
    Partial,
    Raises,
    Registry,
    Sequence,
    Super,
    Suppressed,
    freeze,
)
from smelltest.link.play.sending import emit_call
from smelltest.link.play.told import client_of
from smelltest.link.program.walking import called
from smelltest.link.timeline import (
    Access,
    Effect,
    Stage,
)
from smelltest.link.values import (
    Derived,
    Literal,
    Made,
    Site,
    Step,
    Unknown,
    Value,
    atoms,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

_MAX_DEPTH = 14
UNKNOWN = Unknown("unknown")
_NONE = Literal(None)


def enter(
    it: Interpreter, manager: Object, body: Callable[[Object], None], frame: Frame, node: facts.AnyExpression
) -> None:
    """Run `body` inside a context manager: what it does on entering before, what on leaving after."""
    if isinstance(manager, Generator):
        it.generate(manager, body, node, frame)
        return
    if isinstance(manager, Raises):
        it.refusing += 1
        try:
            body(Unknown("error"))
        finally:
            it.refusing -= 1
        return
    if isinstance(manager, Suppressed):
        with it.guarded(tried=True):
            body(_NONE)
        return
    if isinstance(manager, Registry):
        manager.held = True
        try:
            body(manager.given or manager)
        finally:
            it.unwind(manager)
        return
    if isinstance(manager, Instance):
        # `AbstractContextManager` gives a class an `__enter__`, which answers with the object itself.
        entering = it.method(manager, "__enter__") or it.method(manager, "__aenter__")
        leaving = it.method(manager, "__exit__") or it.method(manager, "__aexit__")
        value = it.call(entering, [], {}, node, frame) if entering is not None else manager
        try:
            body(value)
        finally:
            if leaving is not None:
                with it.guarded(always=True), it.tidying():
                    it.call(leaving, [_NONE, _NONE, _NONE], {}, node, frame)
        return
    if isinstance(manager, Derived) and manager.effect.kind == "create" and manager.effect.access.kind != "http":
        it.managed.add(manager.effect.order)
    if isinstance(manager, Unknown):
        body(Unknown("context", manager.name, manager.inside))
    else:
        body(answering(it, manager, frame, node))
        if isinstance(manager, External):
            servers.left(it, manager, frame, node)
    it.commit()


def answering(it: Interpreter, manager: Object, frame: Frame, node: facts.AnyExpression) -> Object:
    """What `with respx.mock:` enters, which is no call, is a mock; anything else is itself."""
    if isinstance(manager, External) and mocks_http(manager.dotted):
        it.isolate_http(manager.dotted, frame, node)
        return Mock()
    return manager


def unwind(it: Interpreter, registry: Registry) -> None:
    """Run what was registered, last first, whatever happened."""
    with it.guarded(always=True):
        while registry.calls:
            registry.calls.pop()()


def call(
    it: Interpreter,
    target: Object,
    arguments: list[Object],
    keywords: dict[str, Object],
    node: facts.AnyExpression,
    frame: Frame,
) -> Object:
    """Call anything."""
    kind = type(target)
    if kind is Closure:
        closure = cast(Closure, target)
        return it.call_closure(closure, arguments, keywords, node, frame, None)
    if kind is Method:
        method = cast(Method, target)
        return it.call_method(method.receiver, method.name, arguments, keywords, node, frame)
    if kind is ClassObject:
        return it.instantiate(cast(ClassObject, target), arguments, keywords, node, frame)
    if kind is External:
        return externals.call_external(it, cast(External, target), arguments, keywords, node, frame)
    if kind is Partial:
        partial = cast(Partial, target)
        return it.call(partial.target, [*partial.arguments, *arguments], {**partial.keywords, **keywords}, node, frame)
    if kind is Instance:
        method_ = it.method(cast(Instance, target), "__call__")
        if method_ is not None:
            return it.call(method_, arguments, keywords, node, frame)
    if kind is Derived:
        derived = cast(Derived, target)
        last = derived.steps[-1] if derived.steps else None
        if last is not None and last.kind == "attribute":
            return it.call_method(
                Derived(derived.effect, derived.steps[:-1]), str(last.key), arguments, keywords, node, frame
            )
        return it.step(derived, Step("call"))
    if kind is Mock or kind is Made:
        return target
    if kind is Client:
        return sending.call_client(it, cast(Client, target), arguments, keywords, node, frame)
    if kind is Unknown and cast(Unknown, target).reason in {"parameter", "choice"}:
        it.reached = True  # What it was given decides what happens: `send(requests.post, …)`.
    return calls.call_unknown(it, target, None, arguments, keywords, node, frame)


def call_method(
    it: Interpreter,
    receiver: Object,
    name: str,
    arguments: list[Object],
    keywords: dict[str, Object],
    node: facts.AnyExpression,
    frame: Frame,
) -> Object:
    """`receiver.name(…)`."""
    kind = type(receiver)
    if kind is Instance:
        instance = cast(Instance, receiver)
        own = instance.attributes.get(name)
        if own is not None:
            return it.call(own, arguments, keywords, node, frame)
        found = it.class_attribute(instance.cls, name)
        if isinstance(found, Closure):
            happened = len(it.events)
            value = _call_member(it, found, instance, instance.cls, arguments, keywords, node, frame)
            built = _is_built(value)
            asked = [event.kind for event in it.events[happened:] if isinstance(event, Effect)]
            if not built and instance.access is not None and borders.guessed_inside(it, happened, name, frame):
                asked = []
            if built or any(kind != "read" for kind in asked):
                return value
            if instance.access is None:
                _take_at_its_word(it, found, instance, arguments, keywords, node, frame)
            elif not asked and borders.may_send(it, found, frame):
                begun = len(it.events)
                arguments, keywords = borders.named(found, name, arguments, keywords)
                sent = calls.call_of_product(it, instance.access, name, arguments, keywords, node, frame)
                return value if sent is None or borders.puts_together(it, begun, frame) else sent
            return value
        if found is not None:
            return it.call(found, arguments, keywords, node, frame)
        return inheriting.call_inherited(it, instance, name, arguments, keywords, node, frame)
    if kind is ClassObject:
        cls = cast(ClassObject, receiver)
        kept = queries.class_call(it, cls, name, arguments, keywords, node, frame)
        if kept is not None:
            return kept
        found = it.class_attribute(cls, name)
        if isinstance(found, Closure):
            names = decorator_names(found)
            if "classmethod" in names:
                return it.call_closure(found, arguments, keywords, node, frame, cls)
            if "staticmethod" in names or not arguments or not isinstance(arguments[0], Instance):
                skip = "staticmethod" in names
                return it.call_closure(
                    found,
                    arguments,
                    keywords,
                    node,
                    frame,
                    None if skip or _takes(it, found, arguments) else cls,
                )
            return it.call_closure(found, arguments[1:], keywords, node, frame, arguments[0])
        if found is not None:
            return it.call(found, arguments, keywords, node, frame)
        if registries.register_inherited(it, name, arguments, keywords, node, frame):
            return _NONE
        within = registries.enter_inherited(it, name, arguments, node, frame)
        if within is not None:
            return within
        inherited = it.inherited(cls, name)
        if inherited is not None:
            return it.call(inherited, arguments, keywords, node, frame)
        return calls.call_unknown(it, receiver, name, arguments, keywords, node, frame)
    if kind is Super:
        return _call_super(it, cast(Super, receiver), name, arguments, keywords, node, frame)
    if kind is ModuleObject:
        return it.call(it.attribute(receiver, name, frame, node), arguments, keywords, node, frame)
    return calls.call_method(it, receiver, name, arguments, keywords, node, frame)


def _is_built(value: Object) -> bool:
    """Whether a method put its answer together from what is known, with nothing of a server in it."""
    if not isinstance(value, (Instance, Mapping, Sequence, Draft, Literal)):
        return False
    frozen = freeze(value, 4)
    # None says nothing, and True only that it went well.
    empty = isinstance(frozen, Literal) and (frozen.value is None or isinstance(frozen.value, bool))
    return not empty and not any(isinstance(atom, Unknown) for atom in atoms(frozen))


def _takes(it: Interpreter, closure: Closure, arguments: list[Object]) -> bool:
    parameters = [p for p in closure.function.parameters if p.kind == "plain"]
    return not parameters or parameters[0].name not in {"it", "cls"}


def _call_member(
    it: Interpreter,
    found: Closure,
    instance: Instance,
    cls: ClassObject,
    arguments: list[Object],
    keywords: dict[str, Object],
    node: facts.AnyExpression,
    frame: Frame,
) -> Object:
    names = decorator_names(found)
    if "staticmethod" in names:
        return it.call_closure(found, arguments, keywords, node, frame, None)
    if "classmethod" in names:
        return it.call_closure(found, arguments, keywords, node, frame, cls)
    if is_property(found):
        value = it.call_closure(found, [], {}, node, frame, instance)
        return it.call(value, arguments, keywords, node, frame)
    if found.owner is None and not _takes_self(found):
        return it.call_closure(found, arguments, keywords, node, frame, None)
    return it.call_closure(found, arguments, keywords, node, frame, instance)


def _takes_self(found: Closure) -> bool:
    """Whether a lambda in the body of a class is a method: `path = lambda self, user_id: …`."""
    return isinstance(found.function, facts.Lambda) and [p.name for p in found.function.parameters[:1]] == ["self"]


def _call_super(
    it: Interpreter,
    target: Super,
    name: str,
    arguments: list[Object],
    keywords: dict[str, Object],
    node: facts.AnyExpression,
    frame: Frame,
) -> Object:
    instance = target.instance
    cls = instance.cls if isinstance(instance, Instance) else instance
    if not isinstance(cls, ClassObject):
        return UNKNOWN
    order = it.program.mro(cls.ref.path, cls.ref.node)
    seen = False
    for ref in order:
        if seen:
            binding = it.program.member(ref, name)
            if isinstance(binding, facts.Function):
                closure = Closure(ref.path, binding, (), ref, manages(binding))
                return it.call_closure(closure, arguments, keywords, node, frame, instance)
        elif ref.node is target.owner.node or (ref.path, ref.node.qualname) == (
            target.owner.path,
            target.owner.node.qualname,
        ):
            seen = True
    if isinstance(instance, Instance):
        if name == "__init__":
            inheriting.initialise(it, instance, arguments, keywords, node, frame)
            return _NONE
        return inheriting.call_inherited(it, instance, name, arguments, keywords, node, frame)
    if name == "setUpClass" and any(map(transaction_per_class, it.program.bases(cls.ref.path, cls.ref.node))):
        it.transaction = len(it.events)
    return UNKNOWN


def instantiate(
    it: Interpreter,
    cls: ClassObject,
    arguments: list[Object],
    keywords: dict[str, Object],
    node: facts.AnyExpression,
    frame: Frame,
) -> Object:
    """Make an object of one of the suite's own classes."""
    made = factories.factory_call(it, cls, "", arguments, keywords, node, frame)
    if made is not None:
        return made
    instance = Instance(cls, frame.path)
    if it.database is None and it.stage.kind == "fixture" and it.stage.scope == "function" and _rolls_back(it, cls):
        it.isolate_database(f"{cls.ref.node.name} rolls back when it is closed", frame, node)
    if not is_test_code(cls.ref.path) and not (_holds_data(it, cls) and not verbs.client_class(cls.ref.node.name)):
        instance.access = calls.access_of_product(cls.ref.node.name, arguments, keywords, Site(frame.path, node.at))
    initialiser = it.class_attribute(cls, "__init__")
    if isinstance(initialiser, Closure):
        with borders.bounded(it, instance):
            it.call_closure(initialiser, arguments, keywords, node, frame, instance)
        if instance.external is None:
            inheriting.initialise(it, instance, [], {}, node, frame)
    else:
        inheriting.construct(it, instance, arguments, keywords, node, frame)
    return instance


def _rolls_back(it: Interpreter, cls: ClassObject) -> bool:
    """Whether a class of the tests' own begins a transaction, and takes it back when whoever holds it lets it go."""
    if not is_test_code(cls.ref.path):
        return False
    known = it.memory.rolls_back.get(id(cls.ref.node))
    if known is None:
        members = it.program.members(cls.ref)
        known = it.memory.rolls_back[id(cls.ref.node)] = any(
            name in _CLOSING and isinstance(member, facts.Function) and "rollback" in called(member.body)
            for name, member in members.items()
        ) and any("transaction" in called(member) or "begin" in called(member) for member in members.values())
    return known


_CLOSING = frozenset({"close", "aclose", "stop", "shutdown", "terminate", "disconnect", "__exit__", "__aexit__"})


def _holds_data(it: Interpreter, cls: ClassObject) -> bool:
    """Whether a class only holds values together, whatever they are called: a dataclass, a model of a payload."""
    known = it.memory.holds_data.get(id(cls.ref.node))
    if known is None:
        known = it.memory.holds_data[id(cls.ref.node)] = _is_data(it, cls)
    return known


def _is_data(it: Interpreter, cls: ClassObject) -> bool:
    bases = it.program.bases(cls.ref.path, cls.ref.node)
    if any(map(orm.is_model_base, bases)):
        return True
    declared = any(map(_DATA_BASE.search, bases)) or any(
        (it.program.dotted(cls.ref.path, decorator) or "").rpartition(".")[2] in _DATA_DECORATORS
        for decorator in cls.ref.node.decorators
    )
    return declared and not any(
        isinstance(member, facts.Function)
        and verbs.kind_of(name) in {"create", "delete"}
        and verbs.noun_of(name) is not None
        for ref in it.program.mro(cls.ref.path, cls.ref.node)
        for name, member in it.program.members(ref).items()
        if not name.startswith("_")
    )


_DATA_BASE = re.compile(r"(?:^|\.)(?:BaseModel|NamedTuple|TypedDict|Struct|GenericModel)$")
_DATA_DECORATORS = frozenset({"dataclass", "define", "frozen", "attrs"})


def call_closure(
    it: Interpreter,
    closure: Closure,
    arguments: list[Object],
    keywords: dict[str, Object],
    node: facts.AnyExpression,
    frame: Frame,
    receiver: Object | None,
) -> Object:
    """Follow a call of the suite's own code."""
    function = closure.function
    if isinstance(function, facts.Function) and function.yields and closure.managed:
        return Generator(closure, receiver, arguments, keywords)
    if it.depth >= _MAX_DEPTH or it.active.count(id(function)) > 1 or barren.is_barren(it, closure):
        databases.notice_database(it, arguments, frame, node, keywords)
        if it.log is not None and not it.memory.barren.get(id(function), False):
            reason = "it calls itself" if it.depth < _MAX_DEPTH else "it stands too many calls deep"
            it.log.lost(getattr(function, "name", "lambda"), reason, Site(frame.path, node.at))
        barren.forget(it, function, receiver)
        return Unknown("call", getattr(function, "name", None), _known(it, arguments, keywords))
    inner = it.frame_of(closure, arguments, keywords, receiver)
    before_chain, before_callers = it.chain, it.callers
    it.chain = (*before_chain, Site(frame.path, node.at))
    it.callers = (*before_callers, f"{frame.path}::{frame.name}")
    it.active.append(id(function))
    it.depth += 1
    happened = len(it.events)
    try:
        if isinstance(function, facts.Lambda):
            return it.evaluate(function.body, inner)
        if function.yields:
            inner.yielded = []
        it.block(function.body, inner)
        if inner.yielded is not None:
            return Sequence(inner.yielded)
        value = result_of(inner)
        if len(it.events) > happened and (not before_chain or is_test_code(frame.path)):
            it.note_given(node, frame, happened, value)
        return value
    finally:
        it.depth -= 1
        it.active.pop()
        it.chain, it.callers = before_chain, before_callers


def _take_at_its_word(
    it: Interpreter, closure: Closure, instance: Instance, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> None:  # fmt: skip
    """Take a method of the product that is called `delete` for one, though nothing was seen to come of it."""
    name = closure.function.name if isinstance(closure.function, facts.Function) else ""
    if (
        closure.owner is None
        or verbs.kind_of(name) != "delete"
        or not is_test_code(frame.path)
        or is_test_code(closure.path)
    ):
        return
    noun = verbs.noun_of(name)
    itself = noun is None and verbs.words(instance.cls.ref.node.name)
    if itself:
        noun = itself[-1]  # `bucket.delete(force=True)` takes the object itself away.
    elif not (arguments or keywords):
        return
    access = Access("sdk", closure.owner.node.name, "named", born=Site(frame.path, node.at))
    emit_call(it, "delete", name, access, (instance,) if itself else (), noun, arguments, keywords, node, frame)


def _known(it: Interpreter, arguments: list[Object], keywords: dict[str, Object]) -> tuple[Value, ...]:
    """What is known of the arguments of a call that is not followed."""
    values = (freeze(argument, 3) for argument in (*arguments, *keywords.values()))
    return tuple(value for value in values if not isinstance(value, Unknown) or value.inside)


def generate(
    it: Interpreter,
    generator: Generator,
    body: Callable[[Object], None],
    node: facts.AnyExpression,
    frame: Frame,
) -> None:
    """Run a context manager written as a generator, with `body` at its `yield`."""
    function = generator.closure.function
    if it.depth >= _MAX_DEPTH or not isinstance(function, facts.Function):
        body(Unknown("depth"))
        return
    inner = it.frame_of(generator.closure, generator.arguments, generator.keywords, generator.receiver)
    outside = (it.chain, it.callers, it.guard)
    called = False

    def at_yield(value: Object) -> None:
        nonlocal called
        if called:
            return
        called = True
        inside = (it.chain, it.callers, it.guard)
        stage = it.stage
        it.chain, it.callers, it.guard = outside
        try:
            body(value)
        finally:
            # Behind the `yield` of a fixture, where all that follows has run, it tears down whatever has failed.
            it.chain, it.callers = inside[:2]
            it.guard = inside[2] if it.stage == stage else it.guard

    inner.on_yield = at_yield
    it.chain = (*it.chain, Site(frame.path, node.at))
    it.callers = (*it.callers, f"{frame.path}::{frame.name}")
    it.depth += 1
    try:
        it.block(function.body, inner)
    finally:
        it.depth -= 1
        it.chain, it.callers = outside[0], outside[1]
    if not called:
        body(Unknown("context"))


def begin(
    it: Interpreter, generator: Generator, node: facts.AnyExpression, frame: Frame
) -> tuple[Object, Callable[[], None] | None]:
    """Run a context manager written as a generator up to its `yield`: what that gives, and what to do on leaving.

    There is nothing to do where the `yield` stands in more than a `try`: such a one runs only as a whole.
    """
    function = generator.closure.function
    halves = _halves(function.body) if isinstance(function, facts.Function) else None
    if halves is None or it.depth >= _MAX_DEPTH:
        return UNKNOWN, None
    before, given, rest, final = halves
    inner = it.frame_of(generator.closure, generator.arguments, generator.keywords, generator.receiver)
    around = it.chain, it.callers
    it.chain = chain = (*it.chain, Site(frame.path, node.at))
    it.callers = callers = (*it.callers, f"{frame.path}::{frame.name}")
    stage = it.stage
    it.depth += 1
    try:
        it.block(before, inner)
        value = it.evaluate(given, inner) if given is not None else _NONE
    finally:
        it.depth -= 1
        it.chain, it.callers = around

    def leave() -> None:
        with it.elsewhere(it.torn_down(stage)):
            it.chain, it.callers = chain, callers
            it.block(rest, inner)
            it.guard = it.always()
            with it.tidying():
                it.block(final, inner)

    return value, leave


_Statements = tuple[facts.AnyStatement, ...]


def _halves(body: _Statements) -> tuple[_Statements, facts.AnyExpression | None, _Statements, _Statements] | None:
    """What a generator does before its `yield`, what it gives, what it does then, and what whatever happens."""
    for index, statement in enumerate(body):
        if isinstance(statement, facts.Evaluate) and isinstance(statement.value, facts.Yield):
            return body[:index], statement.value.value, body[index + 1 :], ()
        if isinstance(statement, facts.Try) and (inner := _halves(statement.body)) is not None:
            before, given, rest, final = inner
            return (*body[:index], *before), given, (*rest, *body[index + 1 :]), (*final, *statement.final)
    return None


def frame_of(
    it: Interpreter,
    closure: Closure,
    arguments: list[Object],
    keywords: dict[str, Object],
    receiver: Object | None,
) -> Frame:
    """The frame of a call, its parameters bound."""
    function = closure.function
    name = function.qualname if isinstance(function, facts.Function) else "lambda"
    env: dict[str, Object] = {}
    frame = Frame(closure.path, name, env, closure.cells, closure.owner, receiver)
    given = list(arguments) if receiver is None else [receiver, *arguments]
    rest = dict(keywords)
    spread = rest.pop("**", None)
    for parameter in function.parameters:
        if parameter.kind == "*":
            env[parameter.name] = Sequence(given, "tuple")
            given = []
        elif parameter.kind == "**":
            env[parameter.name] = Mapping(dict(rest), spread is not None)
            rest = {}
        elif parameter.kind == "plain" and given:
            env[parameter.name] = given.pop(0)
            rest.pop(parameter.name, None)
        elif parameter.name in rest:
            env[parameter.name] = rest.pop(parameter.name)
        elif isinstance(spread, Derived):
            env[parameter.name] = it.step(spread, Step("item", parameter.name))
        elif spread is not None:
            env[parameter.name] = Unknown("parameter", parameter.name)
        elif parameter.default is not None:
            env[parameter.name] = _default(it, closure, parameter)
        else:
            env[parameter.name] = client_of(it, parameter.name) or Unknown("parameter", parameter.name)
    return frame


def _default(it: Interpreter, closure: Closure, parameter: facts.Parameter) -> Object:
    if isinstance(parameter.default, facts.Constant):
        return Literal(parameter.default.value, Site(closure.path, parameter.default.at))
    assert parameter.default is not None
    frame = Frame(closure.path, "", {}, closure.cells)
    with it.elsewhere(Stage("module", "default", "", closure.path)):
        if closure.owner is not None and isinstance(parameter.default, facts.Name):
            binding = it.program.member(closure.owner, parameter.default.name)
            if binding is not None:  # `def url(self, path, base=BASE)` means the `BASE` of the class around it.
                found = it.class_attribute(ClassObject(closure.owner, closure.cells), parameter.default.name)
                if found is not None:
                    return found
        return it.evaluate(parameter.default, frame)
