"""What two versions of smelltest tell differently of the same suites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from benchmarks.accuracy.corpus import source_line
from benchmarks.accuracy.records import Finding, Key, Verdict


class Change(NamedTuple):
    """A finding that only one of two versions has."""

    finding: Finding
    appears: bool


def changes(before: Iterable[Finding], after: Iterable[Finding]) -> list[Change]:
    """What appears and disappears, by suite and rule."""
    old, new = ({finding.key: finding for finding in some} for some in (before, after))
    gone = (Change(old[key], appears=False) for key in old.keys() - new.keys())
    come = (Change(new[key], appears=True) for key in new.keys() - old.keys())
    return sorted((*gone, *come), key=_order)


def _order(change: Change) -> tuple[str, str, bool, Key]:
    return change.finding.suite, change.finding.code, change.appears, change.finding.key


def lines(changes: Iterable[Change], roots: Mapping[str, Path], verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Changes to read: a heading for each suite and rule, and for each finding its place, its test and its line."""
    known = {verdict.key: verdict.verdict for verdict in verdicts}
    for (suite, code), group in groupby(changes, lambda change: (change.finding.suite, change.finding.code)):
        some = list(group)
        come = sum(change.appears for change in some)
        yield f"{suite} {code}: +{come} -{len(some) - come}"
        for finding, appears in some:
            verdict = known.get(finding.key)
            read = "" if verdict is None else f" (read as {str(verdict).lower()})"
            yield f"  {'+' if appears else '-'} {finding.path}:{finding.line} {finding.message}{read}"
            yield f"        {source_line(roots[suite], finding.path, finding.line)}"
