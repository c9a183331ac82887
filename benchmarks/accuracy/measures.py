"""Precision and recall, with what chance leaves open of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import sqrt
from typing import NamedTuple

from benchmarks.accuracy.records import Expected, Finding, Key, Reading, Verdict


class Share(NamedTuple):
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.of)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.hits:3} of {self.of:3}   {self.value:5.1%}   95%: {low:5.1%} to {high:6.1%}"


def wilson(hits: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's score interval of a share; of nothing it is everything."""
    if of == 0:
        return 0.0, 1.0
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / of + spread / of / 4)
    return (0.0 if hits == 0 else middle - half), (1.0 if hits == of else middle + half)


def shares(outcomes: Iterable[tuple[str, bool]]) -> dict[str, Share]:
    """The share of hits for each rule, from its outcomes one by one."""
    counted: dict[str, list[bool]] = defaultdict(list)
    for code, hit in outcomes:
        counted[code].append(hit)
    return {code: Share(sum(hits), len(hits)) for code, hits in sorted(counted.items())}


def overall(shares: Mapping[str, Share]) -> Share:
    return Share(sum(share.hits for share in shares.values()), sum(share.of for share in shares.values()))


def weighted(shares: Mapping[str, Share], findings: Iterable[Finding]) -> float | None:
    """What share of all findings is right, if those of each rule are right as often as those that were read."""
    spoken = Counter(finding.code for finding in findings)
    known = sum(spoken[code] for code in shares)
    return sum(share.value * spoken[code] for code, share in shares.items()) / known if known else None


class Judged(NamedTuple):
    """Verdicts beside today's findings."""

    right: list[Verdict]
    wrong: list[Verdict]
    lost: list[Verdict]
    mended: list[Verdict]
    unread: list[Verdict]

    @property
    def precision(self) -> dict[str, Share]:
        """Of the findings that are reported today and were read: how many are right."""
        return shares((verdict.code, bool(verdict.verdict)) for verdict in (*self.right, *self.wrong))


def judged(verdicts: Iterable[Verdict], reported: Collection[Key]) -> Judged:
    """Verdicts, sorted by what became of their findings. Of two on one finding, that of the newer draw counts."""
    latest = {verdict.key: verdict for verdict in sorted(verdicts, key=lambda one: (one.is_read, one.draw))}
    sorts: Mapping[tuple[bool | None, bool], list[Verdict]] = defaultdict(list)
    for verdict in latest.values():
        sorts[verdict.verdict, verdict.key in reported].append(verdict)
    return Judged(sorts[True, True], sorts[False, True], sorts[True, False], sorts[False, False], sorts[None, True])


def as_drawn(verdicts: Iterable[Verdict]) -> dict[str, dict[str, Share]]:
    """The precision of each draw, by rule, as its findings were read, whatever became of them."""
    draws: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.verdict is not None:
            draws[verdict.draw].append((verdict.code, verdict.verdict))
    return {draw: shares(outcomes) for draw, outcomes in sorted(draws.items())}


def at_first_contact(verdicts: Iterable[Verdict]) -> dict[str, Share]:
    """The precision in suites in which nothing was mended yet, by rule, as their findings were read."""
    return shares((one.code, one.verdict) for one in verdicts if one.is_first_contact and one.verdict is not None)


class Recalled(NamedTuple):
    """Readings beside today's findings."""

    seen: list[Key]
    missed: list[Key]
    unexpected: list[Finding]

    @property
    def recall(self) -> dict[str, Share]:
        outcomes = ((key, True) for key in self.seen), ((key, False) for key in self.missed)
        return shares((key.code, hit) for some in outcomes for key, hit in some)


def recalled(readings: Iterable[Reading], findings: Iterable[Finding]) -> Recalled:
    """What of that which readers expect is reported, what is not, and what is reported in the functions besides."""
    places: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        places[finding.suite, finding.path].append(finding)
    seen: set[Key] = set()
    missed: set[Key] = set()
    unexpected: dict[Key, Finding] = {}
    for reading in readings:
        if reading.expected is None:
            continue
        wanted = set(_expected(reading, reading.expected))
        for key in wanted:
            (seen if any(_meets(one, key) for one in places[key.suite, key.path]) else missed).add(key)
        for one in places[reading.suite, reading.path]:
            if reading.line <= one.line <= reading.end and not any(_meets(one, key) for key in wanted):
                unexpected[one.key] = one
    return Recalled(sorted(seen), sorted(missed), [unexpected[key] for key in sorted(unexpected)])


def _expected(reading: Reading, expected: Iterable[Expected]) -> Iterator[Key]:
    for one in expected:
        yield Key(reading.suite, one.path or reading.path, one.line, one.code)


def _meets(finding: Finding, key: Key) -> bool:
    """Whether a finding is the expected one: of a call over several lines, any may have been named."""
    return finding.code == key.code and finding.line <= key.line <= max(finding.line, finding.end)
