"""Fields whose value a system takes only once, as the tests of a file show it: a second record with it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from smelltest.link.knowledge.fields import refers, snake
from smelltest.link.play.addresses import is_id
from smelltest.link.timeline import Check, Effect, Event, sources
from smelltest.link.values import Comparison, Derived, Joined, Literal, Symbol, Value, text_of

Field = tuple[str, str]
"""A collection and the name of one of its fields, in snake_case."""


def taken_once(
    name: str, events: Sequence[Event], refused: Iterable[int], known: Sequence[str], vague: Sequence[str]
) -> Iterator[Field]:
    """The fields that one test shows; `known` are those which must not repeat anyway, `vague` those that always may.

    `name` is the test's; `refused` are the orders of the effects that it expects to fail.
    """
    failing = set(refused)
    if not failing:
        return
    made: list[Effect] = []
    told: _Told | None = None
    for event in events:
        if not isinstance(event, Effect) or event.kind != "create" or event.resource is None:
            continue
        if event.order not in failing:
            made.append(event)
            continue
        told = told or _Told(name, events)
        if told.of_conflict(event):
            earlier = next((one for one in reversed(made) if one.resource == event.resource), None)
            yield from ((event.resource, key) for key in _repeated(event, earlier, told, known, vague))


def _repeated(
    refused: Effect, earlier: Effect | None, told: _Told, known: Sequence[str], vague: Sequence[str]
) -> Iterator[str]:
    """The field for whose value a record is refused, if that can be told from the others."""
    sent = {snake(key): value for key, value in refused.fields.entries}
    before = {snake(key): value for key, value in earlier.fields.entries} if earlier is not None else None
    if earlier is not None and before is not None:
        repeated = (key for key in sent if key in before and _is_again(sent[key], before[key], earlier))
        sent = {key: sent[key] for key in repeated}
    fitting = [key for key, value in sent.items() if key not in vague and _may_identify(key, value)]
    named = [key for key in fitting if told.names(refused, key)]
    if any(key in known for key in (named or sent)):
        return
    if any(map(is_id, refused.segments)):
        fitting = named  # It may be taken below that record alone.
    telling = named or [key for key in fitting if IDENTIFYING.search(key)]
    if len(telling) == 1:
        yield telling[0]
    elif len(fitting) == 1 and len(sent) <= (1 if before is None else len(sent)):
        yield fitting[0]


def _is_again(value: Value, before: Value, earlier: Effect) -> bool:
    """Whether a field is sent as it was before, be it taken from the answer: `product["sku"]`."""
    return _same(value, before) or (isinstance(value, Derived) and value.effect is earlier)


def _same(one: Value, other: Value) -> bool:
    """Whether two values are of one text, made by the run or written out, or are the same part of an answer."""
    text = text_of(one)
    return one == other if text is None else text == text_of(other)


def _may_identify(key: str, value: Value) -> bool:
    """Whether a value can be what a record is known by: a text, and no date, sentence or id of another record."""
    text = text_of(value)
    if refers(key) is not None and (text is None or _CODE.match(text) is None):
        return False
    if text is None:
        return isinstance(value, (Joined, Derived))
    if isinstance(value, Literal) and not isinstance(value.value, str):
        return False
    return bool(text.strip()) and not _NO_NAME.search(text)


_CODE = re.compile(r"[A-Za-z]{1,4}[- ]?\d{2,}$")
"""A number of an office, and no id of a record: the `tax_id` T-1001."""
_NO_NAME = re.compile(r"^\d{4}-\d\d-\d\d|^\d\d:\d\d|^[\d.]+$|^\S+@\S+$|(?:\S+\s+){5}")
"""Dates, times, numbers, addresses and sentences."""
IDENTIFYING = re.compile(
    r"(?:^|_)(?:number|no|num|nr|code|key|tag|serial|plate|vin|badge|registration|matriculation|identifier|ref"
    r"|slug|handle|label|barcode|symbol|ticker|acronym|abbreviation|callsign|alias)$"
)
"""Names of fields by which records are told apart."""


class _Told:
    """What a test says of why it expects a refusal."""

    def __init__(self, name: str, events: Sequence[Event]) -> None:
        self._twice = _TWICE.search(name) is not None
        self._words = f"_{snake(name.rpartition('.')[2])}_"
        self._statuses: dict[int, set[int]] = {}
        self._texts: dict[int, list[str]] = {}
        for event in events:
            if isinstance(event, Check) and isinstance(event.condition, Comparison):
                self._hear(event.condition)

    def _hear(self, condition: Comparison) -> None:
        for answer, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if not isinstance(answer, Derived):
                continue
            last = answer.steps[-1].key if answer.steps else None
            status = _number(other)
            if last in _STATUSES and status is not None:
                self._statuses.setdefault(answer.effect.order, set()).add(status)
            text = text_of(other)
            if text is not None and status is None:
                for effect in sources(answer):
                    self._texts.setdefault(effect.order, []).append(text)

    def of_conflict(self, effect: Effect) -> bool:
        """Whether a request is refused since there is such a record."""
        statuses = self._statuses.get(effect.order, set())
        if _CONFLICT in statuses:
            return True
        return (not statuses or statuses <= _DOUBTFUL) and (
            self._twice or any(map(_TWICE.search, self._texts.get(effect.order, ())))
        )

    def names(self, effect: Effect, key: str) -> bool:
        """Whether a field is named in what is said to a request that is refused, or by a test of duplicates."""
        if self._twice and f"_{key}_" in self._words:
            return True
        word = re.compile(rf"(?<![A-Za-z_]){re.escape(key)}(?![A-Za-z_])")
        return any(word.search(snake(text)) or word.search(text) for text in self._texts.get(effect.order, ()))


_STATUSES = frozenset({"status_code", "status", "status_int", "statusCode"})
_CONFLICT = 409
_DOUBTFUL = frozenset({400, 422})
_TWICE = re.compile(r"duplicat|twice|taken|already|unique|conflict|(?:^|_)same_|in use|exists\b", re.IGNORECASE)


def _number(value: Value) -> int | None:
    if isinstance(value, Literal) and isinstance(value.value, int) and not isinstance(value.value, bool):
        return value.value
    if isinstance(value, Symbol) and value.dotted.rpartition(".")[2] in _CONFLICTS:
        return _CONFLICT
    return None


_CONFLICTS = frozenset({"CONFLICT", "HTTP_409_CONFLICT", "conflict"})
