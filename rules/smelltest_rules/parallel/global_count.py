"""SM302."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.positions import counts, counts_shared
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check
from smelltest.link.values import Comparison


@rule("SM302", fixable="unsafe")
def global_count(test: Test, suite: Suite) -> Iterator[Finding]:
    """The exact size of a collection is asserted that others add to."""
    for event in test.timeline.events:
        if not isinstance(event, Check) or not isinstance(event.condition, Comparison):
            continue
        counted = counts(test, event.condition)
        if counted is None or not counts_shared(test, *counted):
            continue
        effect = counted[0].effect
        if test.isolation(effect) is not None:
            continue
        site = event.condition.site
        yield finding(
            site.path,
            site.at,
            f"the size of {spelled(effect)} changes whenever another test adds or removes a record",
            confidence=confidence(effect),
            test=test.name,
            evidence=trail(effect),
            advice="Count only the records that match this test's own unique value, or ask whether its own are in it.",
        )
