"""SM201."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, searched, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.builders import home
from smelltest.link.leaks import leaks
from smelltest.link.suite import Suite, Test


@rule("SM201", fixable="unsafe")
def missing_cleanup(test: Test, suite: Suite) -> Iterator[Finding]:
    """A test makes a record that nothing takes away."""
    for create in leaks(test):
        kind, site = home(test, create)
        if kind in {"test", "module"}:
            yield finding(
                site.path,
                site.at,
                f"{spelled(create)} makes a record that nothing takes away",
                confidence=confidence(create),
                test=test.name,
                evidence=(*trail(create), *searched(test, create)),
                advice="Delete it in a finally block, a finalizer or a fixture's teardown, begun right after the create.",
            )
