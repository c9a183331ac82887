"""Calls of the suite's own code, followed with their arguments filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.isolation import PATCHES, mocks_http, transaction_per_class
from smelltest.link.play import (
    barren,
    borders,
    calls,
    databases,
    emptying,
    externals,
    inheriting,
    products,
    queries,
    registries,
    sending,
    unfollowed,
)
from smelltest.link.play.annotated import annotated
from smelltest.link.play.frames import MAX_DEPTH, Frame, result_of
from smelltest.link.play.gathering import whole
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
    PartialMethod,
    Sequence,
    Super,
    freeze,
)
from smelltest.link.play.sdk import emit_call
from smelltest.link.play.told import client_of
from smelltest.link.timeline import Access, Effect, Stage
from smelltest.link.values import Derived, Literal, Made, Site, Step, Unknown, Value, atoms
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

UNKNOWN = Unknown("unknown")
_NONE = Literal(None)


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
    return unfollowed.call_unknown(it, target, None, arguments, keywords, node, frame)


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
        return _call_of_instance(it, cast(Instance, receiver), name, arguments, keywords, node, frame)
    if kind is ClassObject:
        return _call_of_class(it, cast(ClassObject, receiver), name, arguments, keywords, node, frame)
    if kind is Super:
        return _call_super(it, cast(Super, receiver), name, arguments, keywords, node, frame)
    if kind is ModuleObject:
        return it.call(it.attribute(receiver, name, frame, node), arguments, keywords, node, frame)
    return calls.call_method(it, receiver, name, arguments, keywords, node, frame)


def _call_of_instance(
    it: Interpreter, instance: Instance, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    own = instance.attributes.get(name)
    if own is not None:
        return it.call(own, arguments, keywords, node, frame)
    found = it.class_attribute(instance.cls, name)
    if isinstance(found, Closure):
        return _call_of_own_method(it, instance, found, name, arguments, keywords, node, frame)
    if isinstance(found, PartialMethod) and isinstance(found.target, Closure):
        given, named = [*found.arguments, *arguments], {**found.keywords, **keywords}
        return _call_of_own_method(it, instance, found.target, name, given, named, node, frame)
    if found is not None:
        return it.call(found, arguments, keywords, node, frame)
    return inheriting.call_inherited(it, instance, name, arguments, keywords, node, frame)


def _call_of_own_method(
    it: Interpreter, instance: Instance, found: Closure, name: str, arguments: list[Object],
    keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """Follow a method; where nothing is seen to come of one of the product's client, take it at its word."""
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
        sent = products.call_of_product(it, instance.access, name, arguments, keywords, node, frame)
        return value if sent is None or borders.puts_together(it, begun, frame) else sent
    return value


def _call_of_class(
    it: Interpreter, cls: ClassObject, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    kept = queries.class_call(it, cls, name, arguments, keywords, node, frame)
    if kept is not None:
        return kept
    found = it.class_attribute(cls, name)
    if isinstance(found, Closure):
        names = decorator_names(found)
        if "classmethod" in names:
            return it.call_closure(found, arguments, keywords, node, frame, cls)
        if "staticmethod" in names or not arguments or not isinstance(arguments[0], Instance):
            plain = "staticmethod" in names or not _asks_for_class(found)
            return it.call_closure(found, arguments, keywords, node, frame, None if plain else cls)
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
    return unfollowed.call_unknown(it, cls, name, arguments, keywords, node, frame)


def _is_built(value: Object) -> bool:
    """Whether a method put its answer together from what is known, with nothing of a server in it."""
    if not isinstance(value, (Instance, Mapping, Sequence, Draft, Literal)):
        return False
    frozen = freeze(value, 4)
    # None says nothing, and True only that it went well.
    empty = isinstance(frozen, Literal) and (frozen.value is None or isinstance(frozen.value, bool))
    return not empty and not any(isinstance(atom, Unknown) for atom in atoms(frozen))


def _asks_for_class(method: Closure) -> bool:
    """Whether a method that is called on its class is given that though no decorator says so: by a metaclass."""
    plain = (parameter.name for parameter in method.function.parameters if parameter.kind == "plain")
    return next(plain, "") == "cls"


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
    if name == "__new__" and arguments and isinstance(arguments[0], ClassObject):
        return Instance(arguments[0], frame.path)
    if name == "setUpClass" and any(map(transaction_per_class, it.program.bases(cls.ref.path, cls.ref.node))):
        it.transaction = len(it.events)
    return UNKNOWN


def _mocked(
    it: Interpreter, path: str, test: facts.Function, frame: Frame, node: facts.AnyExpression
) -> None:  # fmt: skip
    """Take note of what a test that another one calls has around it: `@responses.activate`."""
    for decorator in test.decorators:
        dotted = it.program.dotted(path, decorator)
        if dotted is not None and mocks_http(dotted):
            it.isolate_http(dotted, frame, node)


def _patched(it: Interpreter, closure: Closure, function: facts.Function) -> None:
    """Take note of what a function in a test has around it: `@patch("shop.http.Http.post", answer)`."""
    around = Frame(closure.path, function.qualname, {}, closure.cells, closure.owner)
    for decorator in function.decorators:
        if isinstance(decorator, facts.Call) and it.program.dotted(closure.path, decorator) in PATCHES:
            it.evaluate(decorator, around)


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
    if isinstance(function, facts.Function) and _is_begun_later(it, closure, function, node):
        return Generator(closure, receiver, arguments, keywords)
    if it.depth >= MAX_DEPTH or it.active.count(id(function)) > 1 or barren.is_barren(it, closure):
        databases.notice_database(it, arguments, frame, node, keywords)
        if it.log is not None and not it.memory.barren.get(id(function), False):
            reason = "it calls itself" if it.depth < MAX_DEPTH else "it stands too many calls deep"
            it.log.lost(getattr(function, "name", "lambda"), reason, Site(frame.path, node.at))
        barren.forget(it, function, receiver)
        return Unknown("call", getattr(function, "name", None), _known(it, arguments, keywords))
    if isinstance(function, facts.Function) and function.decorators:
        if function.name.startswith("test"):
            _mocked(it, closure.path, function, frame, node)
        elif closure.cells:
            _patched(it, closure, function)
    inner = it.frame_of(closure, arguments, keywords, receiver)
    cached = receiver is None and not (arguments or keywords) and not _CACHING.isdisjoint(decorator_names(closure))
    it.caching += cached
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
            inner.yielded = Sequence()
        it.block(function.body, inner)
        if inner.yielded is not None:
            return whole(inner.yielded)
        value = whole(result_of(inner))
        if len(it.events) > happened and (not before_chain or is_test_code(frame.path)):
            it.note_given(node, frame, happened, value)
        return value
    finally:
        it.depth -= 1
        it.caching -= cached
        it.active.pop()
        it.chain, it.callers = before_chain, before_callers


_CACHING = frozenset({"cache", "lru_cache"})
"""Decorators of functions that make their answer once, where they are given nothing."""


def _is_begun_later(it: Interpreter, closure: Closure, function: facts.Function, node: facts.AnyExpression) -> bool:
    """Whether a call only makes a generator: of a context manager, or one that nobody takes and so never begins."""
    return function.yields and (closure.managed or (node is it.dropped and not function.decorators))


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
    if itself and itself[-1] in _DATABASES and it.stage.teardown and not (arguments or keywords):
        # Which tables go is decided by the backend that the product loads: `db.destroy()`.
        emptying.undo(it, name, frame, node)
        return
    if itself:
        noun = itself[-1]  # `bucket.delete(force=True)` takes the object itself away.
    elif not (arguments or keywords):
        return
    access = Access("sdk", closure.owner.node.name, "named", born=Site(frame.path, node.at))
    emit_call(it, "delete", name, access, (instance,) if itself else (), noun, arguments, keywords, node, frame)


_DATABASES = frozenset({"database", "db", "datastore"})
"""Of what classes are called that keep all that a product has, the last word."""


def _known(it: Interpreter, arguments: list[Object], keywords: dict[str, Object]) -> tuple[Value, ...]:
    """What is known of the arguments of a call that is not followed."""
    values = (freeze(argument, 3) for argument in (*arguments, *keywords.values()))
    return tuple(value for value in values if not isinstance(value, Unknown) or value.inside)


def frame_of(
    it: Interpreter, closure: Closure, arguments: list[Object], keywords: dict[str, Object], receiver: Object | None
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
            first = given.pop(0)
            env[parameter.name] = annotated(it, closure.path, parameter, first) if parameter.annotation else first
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
            untold = client_of(it, parameter.name) or Unknown("parameter", parameter.name)
            env[parameter.name] = annotated(it, closure.path, parameter, untold) if parameter.annotation else untold
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
