"""SM202."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.records import cleanups, creates, interruption, is_checked
from smelltest.link.suite import Suite, Test


@rule("SM202", fixable="unsafe")
def unguaranteed_cleanup(test: Test, suite: Suite) -> Iterator[Finding]:
    """A cleanup stands where an earlier failure skips it."""
    seen = set()
    for create in creates(test):
        deletes = cleanups(test, create)
        if not deletes or any(delete.guard.always for delete in deletes):
            continue
        for delete in deletes[-1:]:
            between = interruption(test, create, delete)
            if between is None or delete.site in seen or any(is_checked(test, each) for each in deletes):
                continue
            seen.add(delete.site)
            yield finding(
                delete.site.path,
                delete.site.at,
                f"{spelled(delete)} is skipped when the test fails before it",
                confidence=confidence(create),
                test=test.name,
                evidence=(
                    note(f"the record is made here: {spelled(create)}", create.site),
                    note("a failure here skips the cleanup", between.site),
                    *trail(delete),
                ),
                advice="Move the delete into a finally block, a finalizer or a fixture's teardown.",
            )
