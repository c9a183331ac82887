"""How many records a collection has, as a test asserts it."""

from __future__ import annotations

import re

from msgspec import Struct

from smelltest.link.questions.records import same
from smelltest.link.questions.sharing import collection_of, in_envelope, shared_collection, upto
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Comparison, Computed, Derived, Literal, Pairs, Step, Value

TAKEN = re.compile(
    r"^(?:\w*_)?(?:limit|per_?page(?:_default)?|page_?size|page_?length|size|first|take|top|count|n|num|number|length|rows|results|records"
    r"|items|max_?(?:results|records|keys|items|rows|count|size)?|hits_per_page|(?:num|number)_of_\w+)$",
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
        if isinstance(left, Computed) and left.operator == "-" and number(right) is not None:
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


def number(value: Value) -> int | None:
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
        return bool(number(found.expected))
    if isinstance(found.expected, Computed):
        return any(isinstance(part, Derived) and _is_count(part) for part in found.expected.operands)
    return isinstance(found.expected, Derived) and _is_count(found.expected) and _asked_before(found)


def _asked_before(found: Count) -> bool:
    """Whether the count is compared with that of another read of the same collection."""
    read = found.count.effect
    other = found.expected.effect if isinstance(found.expected, Derived) else read
    alike = len(read.segments) == len(other.segments) and all(map(same, read.segments, other.segments))
    alike = alike and of_one_system(read, other)
    return (
        other is not read and alike and read.verb == other.verb and len(read.query.entries) == len(other.query.entries)
    )


def of_one_system(read: Effect, other: Effect) -> bool:
    """Whether two reads go through the same client, so that none of them is asked of a system to compare with."""
    return (read.access.client, read.access.born) == (other.access.client, other.access.born)


def page_asked_for(found: Count) -> bool:
    """Whether a count is that of the page that was asked for."""
    asked = (*found.count.effect.query.entries, *found.count.effect.fields.entries)
    flat = [entry for key, value in asked for entry in (value.entries if isinstance(value, Pairs) else ((key, value),))]
    return any(TAKEN.match(bare(key)) is not None and same(value, found.expected) for key, value in flat)


def bare(key: str) -> str:
    """A key without the marks around its words: `page_limit` of `page[limit]`, `top` of `$top`."""
    return re.sub(r"\W+", "_", key).strip("_")
