"""What a codemod did: a row a rule, with what was fixed, what is left, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from smelltest.judge.finding import Finding


def summary(fixed: Sequence[Finding], left: Sequence[tuple[Finding, str]], files: int) -> str:
    """A table of the rules, and a line that sums it up."""
    rows = list(_rows(fixed, left))
    total = f"{len(fixed)} fixed in {files} file{'' if files == 1 else 's'}, {len(left)} left."
    return "\n".join([*_table(rows), total])


def _rows(fixed: Iterable[Finding], left: Sequence[tuple[Finding, str]]) -> Iterator[tuple[str, str, str, str]]:
    names = {one.code: one.name for one in (*fixed, *(finding for finding, _ in left))}
    done = Counter(one.code for one in fixed)
    for code in sorted(names):
        whys = Counter(why for finding, why in left if finding.code == code)
        told = "; ".join(f"{why} ({number})" if len(whys) > 1 else why for why, number in whys.most_common())
        yield f"{code} {names[code]}", str(done[code]), str(sum(whys.values())), told


def _table(rows: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    if not rows:
        return
    table = [("rule", "fixed", "left", "why left"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for rule, done, left, why in table:
        yield f"{rule:<{widths[0]}}  {done:>{widths[1]}}  {left:>{widths[2]}}  {why}".rstrip()
