"""What an object of one of the suite's classes has from a class of another package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import CONSTRUCTORS, VERBS
from smelltest.link.play import externals, handling, models, sessions, standard_library
from smelltest.link.play.assertions import unittest_check
from smelltest.link.play.calls import call_method
from smelltest.link.play.containers import DUMPS, dumped
from smelltest.link.play.naming import decorator_names
from smelltest.link.play.objects import Client, Closure, External, Instance, Method, Object, Raises, Registry
from smelltest.link.play.registries import enter_inherited, register_inherited
from smelltest.link.play.sending import base_of, call_client, client_call
from smelltest.link.play.unfollowed import call_unknown
from smelltest.link.timeline import Access
from smelltest.link.values import Derived, Literal, Site, Step, Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NONE = Literal(None)
_UNKNOWN = Unknown("unknown")


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
        if base in _STACKS:
            instance.external = Registry()
            instance.external.given = instance
            return
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


_STACKS = frozenset({"contextlib.ExitStack", "contextlib.AsyncExitStack"})


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
                        instance.attributes[target.name] = standard_library.field_default(it, default, node, frame)
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
        answer = sessions.object_call(it, instance, name, node, frame)
        if answer is not None:
            return answer
    if instance.external is not None and (
        name in VERBS or not isinstance(instance.external, Client) or name == "request"
    ):
        return call_method(it, instance.external, name, arguments, keywords, node, frame)
    if name in DUMPS and not arguments:
        return dumped({key: value for key, value in instance.attributes.items() if not key.startswith("_")}, keywords)
    if name in {"skipTest", "fail"}:
        return handling.STOPPED
    if name in {"subTest", "settings", "assertNumQueries", "captureOnCommitCallbacks"}:
        return Unknown("context", name)
    if register_inherited(it, name, arguments, keywords, node, frame):
        return _NONE
    within = enter_inherited(it, name, arguments, node, frame)
    if within is not None:
        return within
    if name in {"assertRaises", "assertRaisesRegex", "assertRaisesMessage", "assertWarns", "failUnlessRaises"}:
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
