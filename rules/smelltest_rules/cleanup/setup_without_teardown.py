"""SM206."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, searched, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.leaks import leaks
from smelltest.link.records import cleanups, creates, is_own_success
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, Event

_ADVICE = "Register the delete right after the create: self.addCleanup(…)."


@rule("SM206", fixable="unsafe")
def setup_without_teardown(test: Test, suite: Suite) -> Iterator[Finding]:
    """A setup method makes a record that no teardown is sure to take away."""
    leaked = {create.order for create in leaks(test)}
    for create in creates(test):
        if create.stage.kind != "setup" or create.stage.teardown:
            continue
        if create.order in leaked:
            yield finding(
                create.site.path,
                create.site.at,
                f"{spelled(create)} in {create.stage.name} makes a record that no teardown takes away",
                confidence=confidence(create),
                test=create.stage.name,
                evidence=(*trail(create), *searched(test, create)),
                advice=_ADVICE,
            )
            continue
        failing = _fails_half_way(test, create)
        if failing is not None:
            yield finding(
                create.site.path,
                create.site.at,
                f"{spelled(create)} leaks when {create.stage.name} fails after it: the teardown does not run then",
                confidence=confidence(create),
                test=create.stage.name,
                evidence=(note("this can fail after it", failing.site), *trail(create)),
                advice=_ADVICE,
            )


def _fails_half_way(test: Test, create: Effect) -> Event | None:
    """What can fail after a create in the same setup, where only the teardown method would take it away."""
    deletes = cleanups(test, create)
    if not deletes or not all(delete.stage.kind == "setup" and delete.stage.teardown for delete in deletes):
        return None
    if any("setup" in caller.lower() for delete in deletes for caller in delete.callers[:1]):
        return None
    for event in test.timeline.events:
        if event.order <= create.order or event.stage.name != create.stage.name or event.stage.teardown:
            continue
        if isinstance(event, Check) and not is_own_success(event, create):
            return event
        if isinstance(event, Effect):
            return event
    return None
