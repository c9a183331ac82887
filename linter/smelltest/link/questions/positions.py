"""What a test asserts of, or does to, collections that it shares: positions, counts, the whole of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from smelltest.link.play.http import plural
from smelltest.link.questions.records import same
from smelltest.link.questions.sharing import collection_of, filters, in_envelope, own, shared_collection, upto
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event
from smelltest.link.values import (
    Comparison,
    Computed,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Negated,
    Pairs,
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
        return f"the {_ORDINALS.get(key, f'number {key}') if isinstance(key, int) else key}"


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
            return Pick(value, index, step.site) if collection_of(test, upto(value, index)) else None
    return None


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
            if counted is not None and _number(counted.expected) == 1:
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
    if isinstance(expected, Items) and _are_fields(pick.value, expected):
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


_TAKEN = re.compile(
    r"^(?:\w*_)?(?:limit|per_?page|page_?size|page_?length|size|first|take|top|count|n|num|number|length|rows|results|records"
    r"|items|max_?(?:results|records|keys|items|rows|count)?|hits_per_page|(?:num|number)_of_\w+)$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"^(?:count|key_?count|total|total_?count|total_?elements|total_?items|total_?results|total_?records|num_?found|nb_?hits|records_?total|size|"
    r"estimated_?total_?hits|x-(?:total|count|total-count|wp-total|result-count|pagination-total)|number_?of_?(?:elements|results|items))$",
    re.IGNORECASE,
)  # fmt: skip
_AROUND = frozenset(
    {"meta", "pagination", "page", "paging", "info", "_meta", "page_info", "pageinfo", "headers", "metadata"}
)


class Count(Struct, frozen=True, eq=False):
    """A count that is compared for equality, and with what."""

    count: Derived
    expected: Value

    @property
    def counted(self) -> Derived:
        """What is counted, or the answer in which the count stands."""
        return upto(self.count, len(_before_column(self.count)) - 1)


def counts(condition: Value) -> Count | None:
    """The count that a condition compares for equality."""
    if not isinstance(condition, Comparison) or condition.operator not in {"==", "is"}:
        return None
    for left, right in ((condition.left, condition.right), (condition.right, condition.left)):
        if isinstance(left, Derived) and _is_count(left):
            return Count(left, right)
        if isinstance(left, Derived) and isinstance(right, Pairs):
            for key, value in right.entries:
                if _COUNT.match(key) and isinstance(value, Literal):
                    return Count(Derived(left.effect, (*left.steps, Step("item", key))), value)
        if isinstance(left, Computed) and left.operator == "-" and _number(right) is not None:
            grown = [operand for operand in left.operands if isinstance(operand, Derived) and _is_count(operand)]
            if len(grown) == 2:
                return Count(grown[0], right)
    return None


def _is_count(value: Derived) -> bool:
    steps = _before_column(value)
    last = steps[-1] if steps else None
    if last is None:
        return False
    if last.kind == "count":
        return True
    if any(step.kind in {"pick", "each"} for step in steps[:-1]):
        return False  # The total of an order, a field of one record.
    return last.kind in {"item", "attribute"} and isinstance(last.key, str) and _COUNT.match(last.key) is not None


def _before_column(value: Derived) -> tuple[Step, ...]:
    """The steps to a count; those that take it out of the one row of its answer, or of its envelope, are left out."""
    steps = value.steps
    if len(steps) > 1 and steps[-2].kind == "count" and steps[-1].kind in {"item", "attribute"}:
        return steps[:-1] if _COUNT.match(str(steps[-1].key)) else steps
    if len(steps) > 1 and steps[-1].key == "value" and steps[-2].key == "total":
        return steps[:-1]  # What Elasticsearch says of its hits: `["total"]["value"]`.
    if value.effect.access.kind != "sql":
        return steps
    while len(steps) > 1 and (steps[-1].kind == "call" or steps[-1].kind == "item"):
        steps = steps[:-1]
    return steps


def _number(value: Value) -> int | None:
    """A literal number, or the text of one."""
    if not isinstance(value, Literal) or isinstance(value.value, bool):
        return None
    if isinstance(value.value, str):
        return int(value.value) if value.value.isdigit() else None
    return value.value if isinstance(value.value, int) else None


def counts_shared(test: Test, found: Count) -> bool:
    """Whether a count is one of a shared collection."""
    if _before_column(found.count)[-1].kind == "count":
        last = found.counted.steps[-1] if found.counted.steps else None
        if last is not None and last.key == "content" and found.count.effect.access.kind == "http":
            return False  # So many bytes.
        return collection_of(test, found.counted)
    read = found.count.effect
    keys = [
        str(step.key) for step in found.counted.steps if step.kind in {"item", "attribute"} and step.key is not None
    ]
    return shared_collection(test, read) and all(
        key in _AROUND or key in {"json", "get_json", "data", "json_body"} or in_envelope(read, key) for key in keys
    )


def measured(test: Test, found: Count) -> bool:
    """Whether a count that is compared with another one was taken when something had been written since.

    The totals of two pages, read one after the other, say nothing of how many there are.
    """
    other = found.expected
    if not isinstance(other, Derived) or not _is_count(other):
        return True
    first, last = sorted((found.count.effect.order, other.effect.order))
    return any(
        isinstance(event, Effect) and event.kind != "read" and first < event.order < last
        for event in test.timeline.events
    )


def exact(found: Count) -> bool:
    """Whether a count is asserted to be a certain number other than zero, or so much more than before."""
    if isinstance(found.expected, Literal):
        return bool(_number(found.expected))
    if isinstance(found.expected, Computed):
        return any(isinstance(part, Derived) and _is_count(part) for part in found.expected.operands)
    return isinstance(found.expected, Derived) and _is_count(found.expected) and _asked_before(found)


def _asked_before(found: Count) -> bool:
    """Whether the count is compared with that of another read of the same collection."""
    read = found.count.effect
    other = found.expected.effect if isinstance(found.expected, Derived) else read
    alike = len(read.segments) == len(other.segments) and all(map(same, read.segments, other.segments))
    alike = alike and _of_one_system(read, other)
    return (
        other is not read and alike and read.verb == other.verb and len(read.query.entries) == len(other.query.entries)
    )


def _of_one_system(read: Effect, other: Effect) -> bool:
    """Whether two reads go through the same client, so that none of them is asked of a system to compare with."""
    return (read.access.client, read.access.born) == (other.access.client, other.access.born)


def page_asked_for(found: Count) -> bool:
    """Whether a count is that of the page that was asked for."""
    asked = (*found.count.effect.query.entries, *found.count.effect.fields.entries)
    flat = [entry for key, value in asked for entry in (value.entries if isinstance(value, Pairs) else ((key, value),))]
    return any(_TAKEN.match(_bare(key)) is not None and same(value, found.expected) for key, value in flat)


def _bare(key: str) -> str:
    """A key without the marks around its words: `page_limit` of `page[limit]`, `top` of `$top`."""
    return re.sub(r"\W+", "_", key).strip("_")


# The whole of a collection


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
    return None if _sought(test, whole.collection) or _behind_the_end(whole.collection.effect) else whole


def _behind_the_end(read: Effect) -> bool:
    """Whether a page is asked for that is empty whatever there is: the last but a thousand, or one of no records."""
    return any(
        (number := _number(value)) is not None
        and ((number >= _FAR and key.lower() in _FROM) or (number == 0 and _TAKEN.match(_bare(key)) is not None))
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
            _number(counted.expected) == 0
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
        if listed is not None and collection_of(test, left) and not (_is_anything(listed) or _are_fields(left, listed)):
            return Whole(left, empty=not listed.values)
        if (
            isinstance(right, Derived)
            and right.effect is not left.effect
            and _of_one_system(left.effect, right.effect)
            and _listed(test, left)
            and _listed(test, right)
        ):
            return Whole(left, empty=False)
    return None


def _is_anything(listed: Items) -> bool:
    """Whether nothing is known of what a collection is compared with."""
    return bool(listed.values) and all(isinstance(value, Unknown) and not value.inside for value in listed.values)


def _are_fields(value: Derived, listed: Items) -> bool:
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
