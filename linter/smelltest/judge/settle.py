"""From what was found in each file to what is told of a suite: distinct, and less what comments silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby

from msgspec import Struct

from smelltest.judge.finding import Confidence, Finding, Trouble
from smelltest.judge.judge import distinct, fingerprinted, judge, numbered, sure_enough
from smelltest.judge.rule import Rule
from smelltest.judge.suppress import silence
from smelltest.link.questions.shown import Played
from smelltest.read.facts import Suppression


class Examined(Struct, frozen=True):
    """What one file, or a whole suite, came to: plain values, which can cross processes."""

    path: str
    findings: tuple[Finding, ...] = ()
    """Where they stand: in the file, and in what its tests use."""
    troubles: tuple[Trouble, ...] = ()
    suppressions: dict[str, tuple[Suppression, ...]] = {}
    """Of the file, and of those in which its findings stand."""
    has_tests: bool = False
    unmet: tuple[str, ...] = ()
    """What its tests expect and will not get, where that was asked."""
    taken_once: frozenset[str] = frozenset()
    """The fields of which its tests show that no two records can have the same value, each with its collection."""
    played: Played | None = None
    """What its tests show of how records are made and taken away, where that is asked for."""


class Settled(Struct, frozen=True):
    """The findings that stand, those that a comment silences, and what went wrong."""

    findings: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]


class Terms(Struct, frozen=True, eq=False):
    """By what findings are settled."""

    chosen: tuple[Rule, ...]
    catalogue: tuple[Rule, ...]
    least: Confidence
    today: date
    is_asked_for: Callable[[str], bool] = lambda _path: True
    """Whether what stands in a file is to be told."""
    is_whole: Callable[[Examined], bool] = lambda _outcome: True
    """Whether everything that can be found in a file was, so that its suppressions can be called unused."""
    left_out: Callable[[str], frozenset[str]] = lambda _path: frozenset()
    """The codes that are not to be told of a file."""


def settle(outcomes: Iterable[Examined], terms: Terms) -> Settled:
    """Settle what the files of a suite came to. Findings repeat where several tests lead to one place."""
    examined = list(outcomes)
    found = _told((finding for outcome in examined for finding in outcome.findings), terms)
    parted = silence(
        numbered(distinct(sure_enough(found, terms.least))),
        {
            path: comments
            for outcome in examined
            for path, comments in outcome.suppressions.items()
            if terms.is_asked_for(path)
        },
        {outcome.path: _judged(outcome.path, terms) for outcome in examined if terms.is_whole(outcome)},
        terms.catalogue,
        terms.today,
    )
    rules = [rule for rule in terms.chosen if rule.scope == "suppressions"]
    verdicts = [
        judge({"suppressions": [(usage,) for usage in usages]}, rules, path)
        for path, usages in groupby(parted.usages, key=lambda usage: usage.path)
    ]
    said = _told((fingerprinted(one, one.message) for verdict in verdicts for one in verdict.findings), terms)
    return Settled(
        findings=distinct((*parted.standing, *numbered(distinct(said)))),
        silenced=parted.silenced,
        troubles=(
            *(trouble for outcome in examined for trouble in outcome.troubles),
            *(trouble for verdict in verdicts for trouble in verdict.troubles),
        ),
    )


def _told(findings: Iterable[Finding], terms: Terms) -> Iterable[Finding]:
    asked = (finding for finding in findings if terms.is_asked_for(finding.path))
    return (finding for finding in asked if finding.code not in terms.left_out(finding.path))


def _judged(path: str, terms: Terms) -> frozenset[str]:
    return frozenset(rule.code for rule in terms.chosen) - terms.left_out(path)
