"""What a test asserts of, or does to, collections that it shares: positions, counts, the whole of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from smelltest.link.knowledge.fields import snake
from smelltest.link.play.http import plural
from smelltest.link.questions.counts import counts, number
from smelltest.link.questions.records import same
from smelltest.link.questions.sharing import collection_of, filters, own, upto
from smelltest.link.questions.wholes import are_fields
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event
from smelltest.link.values import (
    Comparison,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Negated,
    Predicate,
    Site,
    Step,
    Unknown,
    Value,
    answers,
    atoms,
    text_of,
)

# Positions


class Pick(Struct, frozen=True, eq=False):
    """A record that is taken from a shared collection by its position, and where.

    `value`: the record, or the part of it that is used; `index`: which of its steps takes the record.
    """

    value: Derived
    index: int
    site: Site

    @property
    def read(self) -> Effect:
        """The lookup that gave the collection."""
        return self.value.effect

    @property
    def part(self) -> tuple[Step, ...]:
        """The steps from the record to what is used of it."""
        return self.value.steps[self.index + 1 :]

    @property
    def position(self) -> str:
        """Which one it is, with its article."""
        key = self.value.steps[self.index].key
        if key in {None, "random"}:
            return "a random"
        return f"the {_ordinal(key) if isinstance(key, int) else key}"


def _ordinal(index: int) -> str:
    """What is at an index, as people count: from one, and from the end."""
    number = index + 1 if index >= 0 else -index
    nth = f"{number}{'th' if number % 100 in (11, 12, 13) else _ENDINGS.get(number % 10, 'th')}"
    return _ORDINALS.get(index, nth if index >= 0 else f"{nth} to last")


_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_ORDINALS = {0: "first", 1: "second", 2: "third", -1: "last", -2: "last but one"}


def picks(test: Test, event: Event) -> Iterator[Pick]:
    """The records that an event takes from a shared collection by their position."""
    if type(event) is Check:
        values: tuple[Value, ...] = (event.condition,)
    elif type(event) is Effect:
        values = (*event.segments, event.fields, event.query)
    else:
        return
    for value in values:
        for answer in answers(value):
            pick = _pick(test, answer)
            if pick is not None:
                yield pick


def _pick(test: Test, value: Derived) -> Pick | None:
    for index, step in enumerate(value.steps):
        if step.site is not None and _by_position(step):
            if value.steps[index + 1 : index + 2] and value.steps[index + 1].key in _OF_A_TABLE:
                return None
            taken_from = upto(value, index)
            if not collection_of(test, taken_from) or _of_a_name(taken_from):
                return None
            return Pick(value, index, step.site)
    return None


def _of_a_name(collection: Derived) -> bool:
    """Whether it is only the records of one name that are left, which somebody was given: `the member called Ada`."""
    return any(
        step.kind == "filter" and snake(str(step.key or "")) in _NAMES and any(map(text_of, step.by))
        for step in collection.steps
    )


_NAMES = frozenset({"name", "full_name", "fullname", "display_name", "title", "label"})
_OF_A_TABLE = frozenset({"records", "rows", "hits"})
"""Parts of what holds records itself: the first of several tables, or of the answers to several searches."""


def _by_position(step: Step) -> bool:
    if step.kind == "pick":
        return True
    if step.kind != "item":
        return False
    return isinstance(step.key, int) or (
        step.key is None
        and any(
            isinstance(atom, Made) and atom.kind == "random" for by in step.by if not _is_text(by) for atom in atoms(by)
        )
    )


def _is_text(by: Value) -> bool:
    """Whether what is asked for is a text, as a name of letters drawn at random is: `nodes["".join(letters)]`."""
    return isinstance(by, Joined) or (isinstance(by, Unknown) and by.reason == "join")


_SEARCHING = frozenset({"search", "_search", "query", "_query"})
_TEXT = frozenset((
    "q", "query", "text", "term", "keyword", "keywords", "search", "phrase", "search_term", "media", "hybrid",
    "vector",
))  # fmt: skip
_FILTER = re.compile(r"^\s*(?!(?:name|label|title|id|uuid|slug|login|hostname)\b)[a-z_]\w*\s*(?:!?=|<=?|>=?|!?~)\s*\S")
"""A condition that is put as text, `status=open`, and no words to be found."""


def ranked(read: Effect) -> bool:
    """Whether a read answers a search for a text, the most relevant first: that order is tested then."""
    searching = read.verb == "search" or any(str(text_of(segment)).lower() in _SEARCHING for segment in read.segments)
    if not searching and not any(key.lower() == "q" for key, _ in filters(read)):
        return False
    if any(_FILTER.match(text_of(value) or "") for _, value in filters(read)):
        return False
    return read.access.kind == "sdk" or any(
        key.lower() in _TEXT for key, _ in (*read.fields.entries, *read.query.entries)
    )


def alone(test: Test, event: Event, pick: Pick) -> bool:
    """Whether the test asserted before that the collection has that one record only."""
    for earlier in test.timeline.events:
        if earlier.order >= event.order:
            return False
        if isinstance(earlier, Check):
            counted = counts(earlier.condition)
            if counted is not None and number(counted.expected) == 1:
                read = counted.count.effect
                if read is pick.read or (_lists_alike(read, pick.read) and not _written_between(test, read, pick.read)):
                    return True
    return False


def _written_between(test: Test, one: Effect, other: Effect) -> bool:
    """Whether the test writes anything between two reads."""
    first, last = sorted((one.order, other.order))
    return any(type(event) is Effect and event.kind != "read" for event in test.timeline.events[first:last])


def _lists_alike(one: Effect, other: Effect) -> bool:
    """Whether two reads list the same collection."""
    asked, again = list(filters(one)), list(filters(other))
    return (
        one.resource is not None
        and (one.resource, one.verb, one.access.client) == (other.resource, other.verb, other.access.client)
        and len(one.segments) == len(other.segments)
        and all(map(same, one.segments, other.segments))
        and len(asked) == len(again)
        and all(key == also and same(value, wanted) for (key, value), (also, wanted) in zip(asked, again, strict=True))
    )


_FOR_ANY = re.compile(
    r"^(?:hasattr|callable|issubclass|all)$|(?:^|_)is_?instance|IsInstance|[Ii]nstance_?[Oo]f|type_?of|[Rr]egex|^(?:full)?match$"
    r"|HasAttr|valid|schema|format|keys|fields|uuid|timestamp"
)


def holds_for_any(test: Test, check: Check, pick: Pick) -> bool:
    """Whether a check would hold for whichever record stands at that position."""
    condition = check.condition.value if isinstance(check.condition, Negated) else check.condition
    if any(step.key in {"keys", "__class__", "model_fields"} for step in pick.part):
        return True
    if isinstance(condition, Predicate):
        return _FOR_ANY.search(condition.name) is not None
    if not isinstance(condition, Comparison):
        return True
    if condition.operator in {">", ">=", "<", "<=", "is not", "!="}:
        return not own(test, condition)
    concerned = _concerns(condition.left, pick.value)
    other = condition.right if concerned else condition.left
    if condition.operator in {"in", "not in"}:
        return _vocabulary(test, pick) if concerned else _has(other, pick)
    return (
        _of_any_shape(pick, other)
        or _asked_again(test, pick, other)
        or any(same(other, value) for _, value in filters(pick.read))
    )


def _has(wanted: Value, pick: Pick) -> bool:
    """Whether it is only asked whether a record has a key, or one of its texts a certain sign."""
    text = text_of(wanted)
    return isinstance(wanted, Literal) and (not pick.part or (text is not None and not any(map(str.isalnum, text))))


def _of_any_shape(pick: Pick, expected: Value) -> bool:
    """Whether what a record is compared with says how records look, not which one this is."""
    if isinstance(expected, Derived) and expected.effect is pick.read:
        return True
    if not pick.part:
        return isinstance(expected, Items) and all(isinstance(item, Literal) for item in expected.values)
    if isinstance(expected, Items) and are_fields(pick.value, expected):
        return True
    if pick.part[-1].kind == "count":
        return len(pick.part) == 1 or not plural(str(pick.part[-2].key or ""))
    return isinstance(expected, Predicate)


def _asked_again(test: Test, pick: Pick, other: Value) -> bool:
    """Whether a record is compared with the one at the same place of the same list, read twice with nothing between."""
    return (
        isinstance(other, Derived)
        and _lists_alike(other.effect, pick.read)
        and same(Derived(pick.read, other.steps), pick.value)
        and not _written_between(test, other.effect, pick.read)
    )


def _vocabulary(test: Test, pick: Pick) -> bool:
    """Whether what is used of a record has a fixed vocabulary."""
    return bool(pick.part) and str(pick.part[-1].key).lower() in test.settings.invariant_fields


def _concerns(value: Value, picked: Derived) -> bool:
    return any(isinstance(atom, Derived) and atom.effect is picked.effect for atom in atoms(value))


# Counts


# The whole of a collection
