"""Which fixes of a file hold together, found by what fails of those that do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from smelltest.edge.halving import halves, passing
from smelltest.edge.proofs import Identity, identity
from smelltest.judge.finding import Finding

_MOST_LOSSES = 4
"""So many times fixes that mend nothing are left out at once, before those that hold are looked for one by one."""


class Failure(NamedTuple):
    """Why some fixes do not hold together: those of them that mend nothing, and the tests in which they fail.

    `breaks`: one of these expects what it will not get.
    """

    lost: frozenset[Identity] = frozenset()
    tests: frozenset[str | None] = frozenset()
    breaks: bool = False

    def blames(self, one: Finding) -> bool:
        """Whether a fix may be what fails: it mends nothing, or its test fails."""
        return (one.test is not None and one.test in self.tests) or identity(one) in self.lost


def layers(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Of fixes that failed the first of each test, then the second; of a test that has but one, that failed by itself."""
    tests: dict[str, list[Finding]] = {}
    for one in findings:
        if one.test is not None:
            tests.setdefault(one.test, []).append(one)
    several = [group for group in tests.values() if len(group) > 1]
    for number in range(max(map(len, several), default=0)):
        yield [group[number] for group in several if number < len(group)]


def together(
    some: Sequence[Finding], kept: Sequence[Finding], failure: Callable[[Sequence[Finding]], Failure | None]
) -> list[Finding]:
    """Those of some fixes that hold beside others: less those of the tests that fail, or if that tells nothing by halves.

    `failure` says what is wrong with fixes that are written together.
    """
    left, wrong = list(some), Failure()

    def hold(fixes: Sequence[Finding]) -> bool:
        nonlocal wrong
        found = failure([*kept, *fixes])
        wrong = Failure() if found is None else found
        return found is None

    for _ in range(_MOST_LOSSES):
        if not left or hold(left):
            return left
        fewer = [one for one in left if not wrong.blames(one)]
        if len(fewer) == len(left):
            break
        left = fewer
    return list(passing(left, hold, parted=lambda each: _parted(each, wrong)))


def _parted(some: Sequence[Finding], failure: Failure) -> tuple[Sequence[Finding], Sequence[Finding]]:
    """What the tests that fail have no part in, and what they have; in halves if that tells nothing apart."""
    first = [one for one in some if one.test not in failure.tests]
    second = [one for one in some if one.test in failure.tests]
    return (first, second) if first and second else halves(some)
