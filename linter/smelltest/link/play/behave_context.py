"""What behave gives to steps and hooks: the `context`, its table and text, the scenario and the feature."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, cast

from smelltest.link.play.frames import result_of
from smelltest.link.play.objects import (
    ClassObject,
    Closure,
    Generator,
    Instance,
    Mapping,
    Method,
    Object,
    Registry,
    Sequence,
    Steps,
)
from smelltest.link.program.collect import Run
from smelltest.link.program.names import ClassRef
from smelltest.link.timeline import Stage
from smelltest.link.values import Joined, Literal, Site, Unknown, text_of
from smelltest.read.facts import AnyExpression, Class, Function, Place

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_NOWHERE = Place(1, 1, 1, 1)
_CONTEXT = ClassRef("test_context.py", Class(_NOWHERE, "Context", "Context", (), (), (), (), 1))
"""behave's own class, as if it stood among the tests: what is set on a context replaces nothing of the product."""
_ADDING = "add_cleanup"


def context_of(execute: Callable[[str, Site], None]) -> Instance:
    """A context on which nothing is set yet; `execute` runs the steps of a text."""
    context = Instance(ClassObject(_CONTEXT))
    context.attributes["execute_steps"] = Method(Steps(execute), "execute_steps")
    for name in ("config", "table", "text", "log"):
        context.attributes[name] = Literal(None) if name in ("table", "text") else Unknown("context", name)
    return context


def layer(context: Instance, registry: Registry) -> None:
    """Have what is added as a cleanup from here on run when a registry unwinds."""
    context.attributes[_ADDING] = Method(registry, _ADDING)


def feature_of(run: Run) -> Mapping:
    """The feature as its hooks see it."""
    return Mapping(
        {
            "name": Literal(run.feature.name),
            "tags": _tags(run.feature.tags),
            "filename": Literal(run.path),
            "status": Unknown("context", "status"),
        },
        open=True,
    )


def scenario_of(run: Run, feature: Mapping) -> Mapping:
    """The scenario as its hooks see it."""
    return Mapping(
        {
            "name": Literal(run.scenario.name),
            "tags": _tags(run.scenario.tags),
            "effective_tags": _tags((*run.feature.tags, *run.scenario.tags)),
            "feature": feature,
            "filename": Literal(run.path),
            "status": Unknown("context", "status"),
        },
        open=True,
    )


def _tags(tags: Iterable[str]) -> Sequence:
    return Sequence([Literal(tag) for tag in tags])


def table_of(rows: Iterable[Iterable[Literal | Joined]]) -> Object:
    """A step's table: a list of its rows, each by the headings of the first."""
    headings, *others = [list(row) for row in rows]
    names = [text_of(heading) for heading in headings]
    return Sequence([Mapping(dict(zip(names, row, strict=False))) for row in others])


def use_fixture(it: Interpreter, a: list[Object], k: dict[str, Object], node: AnyExpression, frame: Frame) -> Object:
    """`use_fixture(make_user, context, …)`: what stands behind its `yield` is a cleanup of the context."""
    function = a[0].function if a and isinstance(a[0], Closure) else None
    if not isinstance(function, Function):
        return Unknown("fixture")
    closure, guard = cast(Closure, a[0]), it.guard
    adding = a[1].attributes.get(_ADDING) if len(a) > 1 and isinstance(a[1], Instance) else None
    with it.elsewhere(Stage("fixture", it.stage.scope, function.qualname, closure.path)):
        it.guard = guard
        if not function.yields:
            inner = it.frame_of(closure, a[1:], k, None)
            it.block(function.body, inner)
            return result_of(inner)
        value, leave = it.begin(Generator(closure, None, a[1:], k), node, frame, as_fixture=True)
    if leave is not None and isinstance(adding, Method) and isinstance(adding.receiver, Registry):
        adding.receiver.calls.append(leave)
    return value
