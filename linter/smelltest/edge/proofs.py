"""What a check of a suite says of fixes: that what was to be fixed is gone, and nothing else came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from smelltest.edge.run import Result
from smelltest.judge.finding import Finding


class Spot(NamedTuple):
    """Where findings are of a kind: in a file, for a test."""

    path: str
    code: str
    test: str | None


class Identity(NamedTuple):
    """What makes a finding the same in another version of its file, in which it may stand elsewhere."""

    path: str
    code: str
    test: str | None
    message: str


def identity(one: Finding) -> Identity:
    """What makes a finding the same in another version of its file."""
    return Identity(one.path, one.code, one.test, one.message)


def spot(one: Finding) -> Spot:
    """Where a finding is, among those of its kind."""
    return Spot(one.path, one.code, one.test)


def _counts(result: Result) -> Counter[Spot]:
    return Counter(map(spot, result.findings))


def holds(before: Result, after: Result, fixed: Sequence[Finding]) -> bool:
    """Whether what was to be fixed is gone, and no file became one that cannot be read."""
    return not unfixed(before, after, fixed) and not troubled(before, after)


def unfixed(before: Result, after: Result, fixed: Sequence[Finding]) -> set[Spot]:
    """Where not as much is gone as was to be fixed."""
    return _not_fewer(before, after, fixed) - shown_now(before, after, fixed)


def _not_fewer(before: Result, after: Result, fixed: Sequence[Finding]) -> set[Spot]:
    then, now = _counts(before), _counts(after)
    wanted = Counter(map(spot, fixed))
    return {key for key, number in wanted.items() if now[key] > then[key] - number}


def shown_now(before: Result, after: Result, fixed: Sequence[Finding]) -> set[Spot]:
    """Where all is gone that was to be fixed, and something shows that was behind it: a record below a record.

    That may be one that an own record is made with, as the suite makes it.
    """
    places = {key for key in _not_fewer(before, after, fixed) if key.code.startswith(("SM2", "SM101"))}
    if not places:
        return places
    then, now = (Counter(map(identity, each.findings)) for each in (before, after))
    wanted = Counter(map(identity, fixed))
    return places - {spot(one) for one in fixed if now[k := identity(one)] > then[k] - wanted[k]}


def troubled(before: Result, after: Result) -> bool:
    """Whether a file became one that cannot be read."""
    known = {one.path for one in before.troubles}
    return any(one.path not in known for one in after.troubles)


def new_findings(before: Result, after: Result) -> set[Spot]:
    """Where there are findings that were not there before, be it for another test."""
    then, now = _counts(before), _counts(after)
    known = {(one.path, one.code, one.message) for one in before.findings}
    # What stands where it stood, with no remedy, is told of another test now: of the first that comes to use it.
    there = {(one.path, one.code, one.at) for one in before.findings if one.remedy is None}
    fresh = {
        spot(one)
        for one in after.findings
        if (one.path, one.code, one.message) not in known
        and (one.remedy is not None or (one.path, one.code, one.at) not in there)
    }
    more = {key for key, number in now.items() if number > then[key] and (key in fresh or then[key])}
    return {key for key in more if not _was_another(key, then, now)}


def broken_tests(before: Result, after: Result) -> dict[str, set[str]]:
    """By their files the tests that expect what they will not get, and did not before."""
    broken: dict[str, set[str]] = {}
    for path, told in Counter(after.unmet) - Counter(before.unmet):
        broken.setdefault(path, set()).add(told.partition(": ")[0])
    return broken


_ALSO = {"SM305": "SM201"}
"""By another word for the same: what a shared record gets below it is left behind, until that record is taken away."""


def _was_another(key: Spot, then: Counter[Spot], now: Counter[Spot]) -> bool:
    other = key._replace(code=_ALSO.get(key.code, ""))
    return now[key] - then[key] <= then[other] - now[other]
