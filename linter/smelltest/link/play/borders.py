"""Where the product's own client is entered: there its methods do what they are called, behind it are its parts."""

from __future__ import annotations

import builtins
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import VERBS
from smelltest.link.play.frames import Exhausted, Frame
from smelltest.link.play.objects import Closure, Instance, Object
from smelltest.link.program.walking import within
from smelltest.link.timeline import Effect
from smelltest.link.values import Literal
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

_BUILTINS = frozenset(dir(builtins))
_OF_CONTAINERS = frozenset(
    "append extend insert pop add update remove discard clear setdefault items keys values get copy sort reverse join"
    " split strip lower upper replace format encode decode startswith endswith".split()
)


def is_inside(frame: Frame) -> bool:
    """Whether a call stands in a method of the product's own client."""
    within_client = isinstance(frame.receiver, Instance) and frame.receiver.access is not None
    return within_client and not is_test_code(frame.path)


def may_send(it: Interpreter, found: Closure, frame: Frame) -> bool:
    """Whether a method of the product's client, in which no request was seen, may make one for all that."""
    known = it.memory.computing.get(id(found.function))
    if known is None:
        asked = [part.function for part in within(found.function.body) if isinstance(part, facts.Call)]
        # A stub calls nothing either, but it gives nothing: what it does is written elsewhere.
        begun = bool(asked) or any(map(_gives_text, within(found.function.body)))
        known = it.memory.computing[id(found.function)] = begun and all(map(_is_of_values, asked))
    return not known


def _gives_text(part: object) -> bool:
    return isinstance(part, facts.Return) and isinstance(part.value, facts.Text)


def _is_of_values(function: facts.AnyExpression) -> bool:
    """Whether a call puts values together: a builtin, or a method of a container."""
    if isinstance(function, facts.Name):
        return function.name in _BUILTINS
    # A part of the object may be what it sends by: `self.queue.add(…)`; a name of the method's own is a value.
    return (
        isinstance(function, facts.Attribute)
        and function.name in _OF_CONTAINERS
        and isinstance(function.value, (facts.Name, facts.Constant))
    )


def named(
    found: Closure, name: str, arguments: list[Object], keywords: dict[str, Object]
) -> tuple[list[Object], dict[str, Object]]:
    """What a method that creates is given, with the texts behind the first argument by the names that it has for them.

    `create_group(name, "for a test")` tells by its signature that the second is a description.
    """
    names = [parameter.name for parameter in found.function.parameters if parameter.kind == "plain"]
    own = names[1:] if names[:1] in (["self"], ["cls"]) else names
    if own[:1] == ["key"] and arguments and name in VERBS:
        return arguments[1:], {"key": arguments[0], **keywords}  # `put("/shelves/1", "books")` is no request to a path.
    if verbs.kind_of(name) != "create" or not any(type(value) is Literal for value in arguments[1:]):
        return arguments, keywords
    told = {key: value for key, value in list(zip(own, arguments, strict=False))[1:] if type(value) is Literal}
    rest = [
        value
        for index, value in enumerate(arguments)
        if index == 0 or own[index : index + 1] == [] or own[index] not in told
    ]
    return rest, {**told, **keywords}


def guessed_inside(it: Interpreter, happened: int, name: str, frame: Frame) -> bool:
    """Whether all that a method of a client did was guessed from names, and its own says better that it writes.

    What was guessed is forgotten then: `create_book()` asks `self._post_books_with_info()`, and reads what that answers.
    """
    if is_inside(frame) or verbs.kind_of(name) not in {"create", "change", "delete"}:
        return False
    effects = [event for event in it.events[happened:] if isinstance(event, Effect)]
    if not effects or not all(map(_is_guess, effects)):
        return False
    # Orders count events, so that what is not to stand must not leave a gap.
    del it.events[happened:]
    return True


def _is_guess(effect: Effect) -> bool:
    """Whether an effect is told by no more than the name of what a client of the product's own asks inside."""
    inside = bool(effect.callers) and not is_test_code(effect.callers[-1].partition("::")[0])
    own = effect.kind == "read" or "." not in effect.access.client
    if verbs.is_end_of_line(effect.access.client, effect.resource):
        return False
    return inside and effect.access.kind == "sdk" and own


def is_part(effect: Effect, frame: Frame) -> bool:
    """Whether what the product's own client asked itself for is a part of it, as its settings are.

    settings = self.get_settings()
    settings.update(given)
    """
    own = "." not in effect.access.client
    return own and _is_guess(effect) and effect.callers[-1] == f"{frame.path}::{frame.name}"


def puts_together(it: Interpreter, begun: int, frame: Frame) -> bool:
    """Whether a write was guessed while a client is being made, which is only put together; it is forgotten then.

    def __init__(self, headers):
        self.headers = self.add_agent(headers)
    """
    since = it.events[begun:]
    written = bool(since) and all(isinstance(event, Effect) and event.kind != "read" for event in since)
    making = any(caller.endswith(".__init__") for caller in (frame.name, *it.callers))
    if not (written and making and is_inside(frame)):
        return False
    del it.events[begun:]
    return True


_MAKING = 600
"""So much work the making of a client is worth: what it does beyond that is its own affair."""


@contextlib.contextmanager
def bounded(it: Interpreter, instance: Instance) -> Iterator[None]:
    """Follow the making of a client of the product's only so far, so that the test that uses it is followed too."""
    if instance.access is None:
        yield
        return
    before = it.limit
    it.limit = min(before, it.work + _MAKING)
    try:
        yield
    except Exhausted:
        if it.work > before:
            raise
    finally:
        it.limit = before
