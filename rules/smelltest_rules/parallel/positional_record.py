"""SM301."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.positions import alone, holds_for_any, picks
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check


@rule("SM301", fixable="unsafe")
def positional_record(test: Test, suite: Suite) -> Iterator[Finding]:
    """A record is picked by its position in a collection that others add to."""
    for event in test.timeline.events:
        for picked, step in picks(test, event):
            effect = picked.effect
            if step.site is None or test.isolation(effect) is not None or alone(test, event, picked):
                continue
            if isinstance(event, Check) and holds_for_any(event, picked):
                continue
            which = "last" if step.key == -1 else "first" if step.key == 0 else f"number {step.key}"
            yield finding(
                step.site.path,
                step.site.at,
                f"the {which} record of {spelled(effect)} can be anyone's",
                confidence=confidence(effect),
                test=test.name,
                evidence=(note("it decides what happens here", event.site), *trail(effect)),
                advice="Pick the record by the unique value that this test made it with.",
            )
