"""Actions on one record that make another one, told by where tests look for what they answer: an order of a cart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import force_setattr

from smelltest.link.play.addresses import is_id
from smelltest.link.play.http import plural
from smelltest.link.timeline import Effect, Event
from smelltest.link.values import Derived, Joined, Value, text_of

Shape = tuple[str | None, ...]
"""The path of a request, without the ids in it."""


def making(events: Iterable[Event]) -> Iterator[tuple[Shape, str]]:
    """The actions of a test whose answers name a record of another collection, each with that collection."""
    asked: set[int] = set()
    for event in events:
        if not isinstance(event, Effect) or event.access.kind != "http":
            continue
        if asked:
            for collection, segment in zip(event.segments, event.segments[1:], strict=False):
                name = text_of(collection)
                made = _answered(segment)
                if made is None or made.order not in asked or name is None or not plural(name):
                    continue
                if all(text_of(each) != name for each in made.segments):
                    yield shape(made), name
        if is_action(event):
            asked.add(event.order)


def is_action(effect: Effect) -> bool:
    """Whether a test itself has something done to one record: `POST /carts/…/checkout`."""
    return (
        effect.kind == "change" and effect.verb == "POST" and effect.stage.kind == "test" and len(effect.segments) > 1
    )


def _answered(segment: Value) -> Effect | None:
    """The request whose answer gives the id in a path."""
    if isinstance(segment, Joined) and len(segment.parts) == 1:
        segment = segment.parts[0]
    if isinstance(segment, Derived) and segment.steps and _ID.search(str(segment.steps[-1].key)):
        return segment.effect
    return None


_ID = re.compile(r"(?:^|_)(?:id|pk|uuid)$|[a-z]Id$")


def shape(effect: Effect) -> Shape:
    """The path of a request without its ids."""
    return tuple(None if is_id(segment) else text_of(segment) for segment in effect.segments)


def as_creates(events: Iterable[Event], known: Mapping[Shape, str]) -> bool:
    """Let the actions that make a record be what they are; whether there is any."""
    found = False
    for event in events:
        if isinstance(event, Effect) and is_action(event) and (collection := known.get(shape(event))) is not None:
            force_setattr(event, "kind", "create")
            force_setattr(event, "resource", collection)
            force_setattr(event, "apart", True)
            found = True
    return found
