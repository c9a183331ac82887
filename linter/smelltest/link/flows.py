"""Which written-out values reach the system under test, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from smelltest.link.http import id_text, is_id
from smelltest.link.records import effects, field_values, keeps_nothing, lasting, same, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import Comparison, Derived, Items, Joined, Literal, Negated, Pairs, Site, Value, atoms, text_of


class Flow(Struct, frozen=True, eq=False):
    """A written-out value that an effect carries.

    `role`: `field` of a payload, `query`, `header`, `segment` of a path, or `argument` of a call. `key`: the field's
    name in snake_case, or the collection before a segment. `nested`: the field stands inside another one.
    """

    effect: Effect
    role: str
    key: str
    text: str
    value: Value
    site: Site
    nested: bool = False


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """A field's name in snake_case: `orderId`, `order-id` and `Order Id` are `order_id`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-\s.]+", "_", name).lower().strip("_")


def literal_of(value: Value) -> tuple[str, Value, Site] | None:
    """The text of a value that is written out as a whole, the literal and where it stands."""
    if isinstance(value, Literal):
        if value.value is None or isinstance(value.value, bool) or value.site is None:
            return None
        return str(value.value), value, value.site
    if isinstance(value, Joined):
        text = text_of(value)
        if text is None:
            return None
        pieces = [atom for atom in atoms(value) if isinstance(atom, Literal) and atom.site is not None]
        longest = max(pieces, key=lambda piece: len(str(piece.value)), default=None)
        site = value.site or (longest.site if longest is not None else None)
        if longest is not None and longest.site is not None and str(longest.value) == text:
            site = longest.site
        return (text, value, site) if site is not None else None
    return None


def fields(test: Test, *kinds: str) -> Iterator[Flow]:
    """What the payloads of lasting effects carry."""
    for effect in lasting(test, *kinds):
        if keeps_nothing(test, effect):
            continue
        yield from payload(effect)


def payload(effect: Effect) -> Iterator[Flow]:
    """What the payload of one effect carries."""
    top = {key for key, _ in effect.fields.entries}
    for key, value in field_values(effect.fields):
        nested = key not in top
        for inner in value.values if isinstance(value, Items) else (value,):
            told = literal_of(inner)
            if told is not None:
                yield Flow(effect, "field", snake(key), *told, nested=nested)


def queries(effect: Effect) -> Iterator[Flow]:
    """What the query of one effect carries."""
    for key, value in effect.query.entries:
        for inner in value.values if isinstance(value, Items) else (value,):
            told = literal_of(inner)
            if told is not None:
                yield Flow(effect, "query", snake(key), *told)


def headers(effect: Effect) -> Iterator[Flow]:
    """What the headers of one effect carry."""
    for key, value in effect.headers.entries:
        told = literal_of(value)
        if told is not None:
            yield Flow(effect, "header", snake(key).removeprefix("x_"), *told)


def segments(effect: Effect) -> Iterator[Flow]:
    """The written-out segments of a path, or arguments of a call, each with the collection before it."""
    before = "" if effect.access.kind == "http" else effect.resource or ""
    for value in effect.segments:
        told = literal_of(value)
        if told is None:
            if not isinstance(value, Joined) and not is_id(value):
                before = text_of(value) or before
            continue
        text, literal, site = told
        if effect.access.kind == "http" and not id_text(text):
            yield Flow(effect, "segment", before, text, literal, site)
            before = text
            continue
        yield Flow(effect, "segment" if effect.access.kind == "http" else "argument", before, text, literal, site)


def made_by_test(test: Test, flow: Flow) -> bool:
    """Whether the test itself made a record with that value before."""
    for create in effects(test, "create"):
        if create.order >= flow.effect.order:
            continue
        if any(same(flow.value, value) for _, value in field_values(create.fields)):
            return True
        if any(same(flow.value, value) for value in create.segments[-1:]) and create.verb in {"PUT"}:
            return True
        if any(same(flow.value, value) for value in create.arguments):
            return True
    return False


def expected_absent(test: Test, effect: Effect) -> bool:
    """Whether the test asserts that a read finds nothing."""
    for event in test.timeline.events:
        if isinstance(event, Check) and event.order > effect.order and _empty(event.condition, effect):
            return True
    return False


def _empty(condition: Value, effect: Effect) -> bool:
    if isinstance(condition, Negated):
        return isinstance(condition.value, Derived) and condition.value.effect is effect
    if not isinstance(condition, Comparison):
        return False
    for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(answer, Derived) or answer.effect is not effect:
            continue
        nothing = (
            (isinstance(other, Literal) and (other.value in (0, None, "") and other.value is not False))
            or (isinstance(other, (Items, Pairs)) and not (other.values if isinstance(other, Items) else other.entries))
        )
        if nothing and condition.operator in {"==", "is", "<="}:
            return True
    return condition.operator in {"not in"} and any(source is effect for source in sources(condition.right))


def refers(key: str) -> str | None:
    """The resource that a field refers to by an id: `user` of `user_id`, `` of a plain `id`; None if to none."""
    if key in {"id", "pk", "uuid", "guid", "ids", "_id"}:
        return ""
    match = re.match(r"^(.*?)_?(?:ids?|pk|uuid|guid)$", key)
    if match and key.endswith(("_id", "_ids", "_pk", "_uuid", "_guid")):
        return match.group(1)
    return None


def is_reference(test: Test, resource: str) -> bool:
    """Whether a resource is a collection with a fixed content."""
    bare = singular(resource.rsplit("/", 1)[-1])
    return any(singular(name) == bare for name in test.settings.reference_resources)
