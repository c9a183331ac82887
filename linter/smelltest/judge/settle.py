"""From what was found in each file to what is told of a suite: distinct, and less what comments silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from msgspec import Struct

from smelltest.judge.finding import Confidence, Finding, Trouble
from smelltest.judge.judge import distinct, fingerprinted, judge, numbered, sure_enough
from smelltest.judge.rule import Rule
from smelltest.judge.suppress import silence
from smelltest.read.facts import Suppression


class Settled(Struct, frozen=True):
    """The findings that stand, those that a comment silences, and which rules failed."""

    findings: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]


class Terms(Struct, frozen=True):
    """By what findings are settled.

    `judged` has, for each file of which everything that can be found was, the codes by which it was judged.
    `left_out` has the codes that are not to be reported of a file.
    """

    chosen: tuple[Rule, ...]
    catalogue: tuple[Rule, ...]
    least: Confidence
    today: date
    judged: Mapping[str, frozenset[str]] = {}
    left_out: Mapping[str, frozenset[str]] = {}


def settle(
    findings: Iterable[Finding], suppressions: Mapping[str, Sequence[Suppression]], terms: Terms
) -> Settled:
    """Settle findings of a suite, which come in any order and repeat where several tests lead to a place."""
    known = numbered(distinct(sure_enough(_reported(findings, terms), terms.least)))
    parted = silence(known, suppressions, terms.judged, terms.catalogue, terms.today)
    rules = [rule for rule in terms.chosen if rule.scope == "suppressions"]
    verdicts = [
        judge({"suppressions": [(usage,) for usage in usages]}, rules, path)
        for path, usages in groupby(parted.usages, key=lambda usage: usage.path)
    ]
    said = (fingerprinted(found, found.message) for verdict in verdicts for found in verdict.findings)
    return Settled(
        findings=distinct((*parted.standing, *numbered(distinct(_reported(said, terms))))),
        silenced=parted.silenced,
        troubles=tuple(trouble for verdict in verdicts for trouble in verdict.troubles),
    )


def _reported(findings: Iterable[Finding], terms: Terms) -> Iterable[Finding]:
    return (found for found in findings if found.code not in terms.left_out.get(found.path, ()))
