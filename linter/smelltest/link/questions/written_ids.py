"""The written-out ids of records that a test did not make."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import refers
from smelltest.link.play.http import plural
from smelltest.link.questions.claims import claim, is_record_id, unplayed
from smelltest.link.questions.flows import Flow, arguments, payload, queries, segments
from smelltest.link.questions.named_records import below_own, expected_absent, is_reference, made_by_test, picks_record
from smelltest.link.questions.records import effects, same, singular
from smelltest.link.questions.sequences import predicts
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Configured, Derived, Value, text_of

_COUNTED = re.compile(
    r"^(?:v|versions?|api|rest|auth|pages?|limit|offset|size|per_page|status|status-?codes?|delay|bytes|stream|years?|months?|weeks?|days?|"
    r"dates?|ports?|steps?|levels?|ranges?|counts?|skip|rev|revisions?|shards?|redirect|drip|server|dist|releases?|rhel|random|first|last|top|latest)$"
)
"""What stands before a segment that is a number, but no id."""

_MISSING = re.compile(r"not_?exist|non_?exist|not_?found|no_such|doesnt_exist|NotExist|NonExist|NotFound")
"""Names of tests that ask for what is not there."""

_YEAR = re.compile(r"^(?:19|20)\d\d$")


@lru_cache(maxsize=8)
def seeks_missing(test: Test) -> bool:
    """Whether a test says by its name that the record is not there that it names."""
    return _MISSING.search(test.name) is not None


def _counts_versions(effect: Effect) -> bool:
    """Whether a method that the test calls says that its number is one of versions: `get_rule_version(1)`."""
    called = (caller.rpartition("::")[2].rpartition(".")[2] for caller in effect.callers[1:])
    return any(verbs.words(name)[-1:] in (("version",), ("revision",)) for name in called)


def foreign_ids(test: Test, effect: Effect) -> Iterator[Flow]:
    """The written-out ids of records that the test did not make, those of cases that were not played too."""
    if seeks_missing(test) or _counts_versions(effect):
        return
    for flow in _ids(test, effect):
        if flow.text in _NOBODYS:
            continue
        placed = flow.role in {"segment", "argument"} or effect.access.kind == "sdk"
        hangs_below = placed and below_own(test, flow)
        if not (
            hangs_below or made_by_test(test, flow) or _made_later(test, flow) or predicts(test, effect, flow.value)
        ):
            yield from unplayed(test, flow)


_NOBODYS = frozenset({"2147483647", "4294967295", "9223372036854775807"})
"""The largest numbers that fit: ids of no record, written where none is meant to be found."""


def _ids(test: Test, effect: Effect) -> Iterator[Flow]:
    """The written-out ids of other records that an effect carries."""
    in_path = [flow for flow in segments(effect) if _is_id(test, flow)]
    asked = [*in_path, *_argument(test, effect)]
    asked.extend(flow for flow in queries(effect) if claim(test, flow) == "record")
    absent = effect.kind == "read" and (asked or effect.fields.entries) and expected_absent(test, effect)
    if absent:
        # What is not found is asked for by the end of the path, the query and the payload; the path before it is there.
        asked = [flow for flow in in_path if flow.text != _last(effect)]
    yield from asked
    refused = effect.order in test.timeline.rejected
    for flow in payload(effect) if not absent and not refused else ():
        repeated = _is_its_own(flow) and any(same(flow.value, other.value) for other in in_path)
        if claim(test, flow) == "record" and not repeated:
            yield flow


def _is_its_own(flow: Flow) -> bool:
    """Whether a field of a payload is the id of the record that it is about: `PUT /posts/1` with `{"id": 1}`."""
    named = refers(flow.key)
    return not named or (flow.effect.resource is not None and singular(named) == singular(flow.effect.resource))


def _argument(test: Test, effect: Effect) -> Iterator[Flow]:
    """The id by which a call names its record: `get_user(42)`."""
    first = next(iter(arguments(effect)), None) if effect.access.kind != "http" else None
    if first is None or not is_record_id(first.text):
        return
    if not any(same(first.value, value) for value in _after_token(effect.arguments)[:1]):
        return
    if effect.kind != "create" and picks_record(effect) and not is_reference(test, first.key):
        yield first


def _after_token(given: tuple[Value, ...]) -> tuple[Value, ...]:
    """What a call is given by position, without the token that lets it in: `get_user(token, 42)`."""
    first = given[0] if len(given) > 1 else None
    told = first.steps[-1].key if isinstance(first, Derived) and first.steps else None
    lets_in = isinstance(first, Configured) or (isinstance(told, str) and _TOKEN.search(told) is not None)
    return given[1:] if lets_in else given


_TOKEN = re.compile(r"(?:^|_)(?:token|session|session_id|jwt|api_?key)$|Token$")


def _is_id(test: Test, flow: Flow) -> bool:
    if not is_record_id(flow.text) or _counts(flow.key) or is_reference(test, flow.key):
        return False
    if not flow.key:
        return len(flow.effect.segments) == 1 and flow.effect.host is not None
    return not _is_year(flow) and not _is_one_of_several(flow) and _SITE.search(flow.key) is None


_SITE = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}$")
"""A site by its name, below which numbers are of days or pages: `/traffic/island.test/3`."""


def _is_one_of_several(flow: Flow) -> bool:
    """Whether a number stands beside another, as a page and its size do: `/offers/1/20`."""
    texts = [text_of(segment) or "" for segment in flow.effect.segments]
    return any(flow.text in pair and all(text.isdigit() for text in pair) for pair in pairwise(texts))


def _counts(key: str) -> bool:
    """Whether what stands after a segment is a number of its own: `/page/2`, `/pastDays/30`."""
    last = key.replace("-", "_").rpartition("_")[2]
    words = verbs.words(last)
    return any(_COUNTED.match(word) for word in (key.lower(), *words[-1:]))


def _is_year(flow: Flow) -> bool:
    """Whether a number is part of a date: `/reports/2024/05`."""
    told = re.search(r"calendar|holiday|report|archive|stat|schedule|season|budget|summar|history", flow.key.lower())
    around = [text for segment in flow.effect.segments if (text := text_of(segment)) is not None]
    dated = any(_YEAR.match(text) for text in around) and len(flow.text) <= 2
    return dated or ((told is not None or not plural(flow.key)) and _YEAR.match(flow.text) is not None)


def _last(effect: Effect) -> str | None:
    value = effect.segments[-1] if effect.segments else None
    return str(value.value) if value is not None and hasattr(value, "value") else None


def _made_later(test: Test, flow: Flow) -> bool:
    """Whether it is a delete of what the test is about to create."""
    return flow.effect.kind == "delete" and any(
        create.order > flow.effect.order and any(same(flow.value, value) for _, value in create.fields.entries)
        for create in effects(test, "create")
    )
