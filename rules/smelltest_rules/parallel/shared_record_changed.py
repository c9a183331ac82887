"""SM305."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.changes import changes
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect


@rule("SM305")
def shared_record_changed(test: Test, suite: Suite) -> Iterator[Finding]:
    """A record is changed that other tests use, and nothing puts it back."""
    for change in changes(test):
        event = change.event
        yield finding(
            event.site.path,
            event.site.at,
            f"{spelled(event) if isinstance(event, Effect) else 'this'} changes a record that other tests share: {change.record.why}",
            confidence=confidence(event) if isinstance(event, Effect) else "resolved",
            test=test.name,
            evidence=(
                *((note("the record comes from here", change.record.site),) if change.record.site else ()),
                *(trail(event) if isinstance(event, Effect) else ()),
            ),
            advice="Make a record for this test alone and change that, or put the old value back in a finally block.",
        )
