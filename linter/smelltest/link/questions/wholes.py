"""The whole of a collection, as a test asserts it: just these records, or none."""

from __future__ import annotations

from msgspec import Struct

from smelltest.link.play.http import plural
from smelltest.link.questions.counts import TAKEN, bare, counts, counts_shared, number, of_one_system
from smelltest.link.questions.sharing import collection_of, filters, in_envelope
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import (
    Comparison,
    Computed,
    Derived,
    Items,
    Literal,
    Negated,
    Pairs,
    Predicate,
    Unknown,
    Value,
    text_of,
)


class Whole(Struct, frozen=True, eq=False):
    """A shared collection of which it is asserted what it is as a whole. `empty`: that it has no record."""

    collection: Derived
    empty: bool


def wholes(test: Test, condition: Value) -> Whole | None:
    """The shared collection of which a condition says that it is empty, or what all its records are.

    Not one of which it says that nothing is found by a text that nothing has, or behind its end.
    """
    whole = _whole(test, condition)
    if whole is None or not whole.empty:
        return whole
    found = whole.collection
    return None if _sought(test, found) or _behind_the_end(found.effect) or _lacks_shape(found) else whole


def _lacks_shape(collection: Derived) -> bool:
    """Whether only records are left that look otherwise than all should: `[one for one in found if any(… not in one …)]`."""
    return any(
        step.kind == "filter"
        and bool(step.by)
        and all((isinstance(by, Predicate) and by.name in _SHAPES) or by == _SET for by in step.by)
        for step in collection.steps
    )


_SET = Literal(True)
"""With what a field is compared of which it is only asked whether it is set: `[one for one in found if one.error]`."""
_SHAPES = frozenset({"isinstance", "any", "all", "hasattr", "issubclass"})


def _behind_the_end(read: Effect) -> bool:
    """Whether a page is asked for that is empty whatever there is: the last but a thousand, or one of no records.

    Or those with one of no values: `assignees=[]`.
    """
    if any(isinstance(value, Items) and not (value.values or value.open) for _, value in filters(read)):
        return True
    return any(
        (asked := number(value)) is not None
        and ((asked >= _FAR and key.lower() in _FROM) or (asked == 0 and TAKEN.match(bare(key)) is not None))
        for key, value in (*read.query.entries, *read.fields.entries)
    )


_FROM = frozenset({"page", "offset", "skip", "start", "page_number", "pagenumber", "page_no", "from"})
_FAR = 100


def _sought(test: Test, collection: Derived) -> bool:
    """Whether a collection is filtered by a text that is no word of a fixed vocabulary."""
    asked = [*filters(collection.effect)]
    for step in collection.steps:
        if step.kind == "filter":
            asked.extend((str(step.key), value) for value in step.by)
    return any(
        text_of(inner) is not None
        and not str(text_of(inner)).isdigit()
        and str(text_of(inner)).lower() not in {"true", "false"}
        and key.lower() not in test.settings.invariant_fields
        for key, value in asked
        for inner in (value.values if isinstance(value, Items) else (value,))
    )


def _whole(test: Test, condition: Value) -> Whole | None:
    if isinstance(condition, Negated):
        value = condition.value
        return Whole(value, empty=True) if isinstance(value, Derived) and _listed(test, value) else None
    counted = counts(condition)
    if counted is not None:
        empty = (
            number(counted.expected) == 0
            and isinstance(condition, Comparison)
            and not isinstance(condition.left, Computed)
        )
        return Whole(counted.counted, empty=True) if empty and counts_shared(test, counted) else None
    if not isinstance(condition, Comparison) or condition.operator not in {"==", "is"}:
        return None
    for left, right in ((condition.left, condition.right), (condition.right, condition.left)):
        if not isinstance(left, Derived):
            continue
        listed = right if isinstance(right, Items) else _list_in(left.effect, right)
        if listed is not None and collection_of(test, left) and not (_is_anything(listed) or are_fields(left, listed)):
            return Whole(left, empty=not listed.values)
        if (
            isinstance(right, Derived)
            and right.effect is not left.effect
            and of_one_system(left.effect, right.effect)
            and _listed(test, left)
            and _listed(test, right)
        ):
            return Whole(left, empty=False)
    return None


def _is_anything(listed: Items) -> bool:
    """Whether nothing is known of what a collection is compared with."""
    return bool(listed.values) and all(isinstance(value, Unknown) and not value.inside for value in listed.values)


def are_fields(value: Derived, listed: Items) -> bool:
    """Whether the names of its fields are asked of one record: `list(answer["balance"]) == ["currency", "total"]`."""
    named = [str(step.key) for step in value.steps if step.kind in {"item", "attribute"} and step.key is not None]
    return (
        value.steps[-1:] != ()
        and value.steps[-1].kind in {"copy", "sorted"}
        and all(step.kind != "each" for step in value.steps)
        and not plural(named[-1] if named else value.effect.resource or "")
        and bool(listed.values)
        and all((text_of(item) or "").isidentifier() for item in listed.values)
    )


def _list_in(read: Effect, value: Value) -> Items | None:
    """The list of records in an envelope that is written out."""
    if isinstance(value, Pairs):
        for key, entry in value.entries:
            if isinstance(entry, Items) and in_envelope(read, key):
                return entry
    return None


def _listed(test: Test, value: Derived) -> bool:
    """Whether a value is a list of records for certain: by what was done to it, its key or its collection."""
    if not collection_of(test, value):
        return False
    listing = any(
        step.kind in {"filter", "each", "sorted"} or (step.kind == "item" and step.key is not None)
        for step in value.steps
    )
    resource = value.effect.resource
    body = any(step.key in {"json", "get_json", "data", "content", "items", "results"} for step in value.steps)
    listing = listing or (value.effect.access.kind == "orm" and value.effect.verb == "list" and not value.steps)
    return listing or (resource is not None and plural(resource) and (body or value.effect.access.kind != "http"))
