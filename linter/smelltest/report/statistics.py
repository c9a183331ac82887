"""How many findings each rule has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from smelltest.judge.finding import Finding


class Count(Struct, frozen=True):
    """A rule and how many findings it has."""

    code: str
    name: str
    count: int


def counted(findings: Iterable[Finding]) -> tuple[Count, ...]:
    """The rules that found something, the most frequent first."""
    counts = Counter((found.code, found.name) for found in findings)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Count(code, name, count) for (code, name), count in ordered)


def statistics(findings: Iterable[Finding]) -> str:
    """A line for each rule that found something."""
    counts = counted(findings)
    width = max((len(str(row.count)) for row in counts), default=0)
    return "".join(f"{row.count:>{width}}  {row.code}  {row.name}\n" for row in counts)
