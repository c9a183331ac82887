"""SM205."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, searched, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.builders import home
from smelltest.link.leaks import leaks
from smelltest.link.suite import Suite, Test


@rule("SM205", fixable="unsafe")
def fixture_without_teardown(test: Test, suite: Suite) -> Iterator[Finding]:
    """A fixture makes a record and never takes it away."""
    for create in leaks(test):
        kind, site = home(test, create)
        if kind == "fixture":
            yield finding(
                site.path,
                site.at,
                f"{spelled(create)} in a fixture makes a record that no teardown takes away",
                confidence=confidence(create),
                test=create.stage.name if create.stage.kind == "fixture" else test.name,
                evidence=(*trail(create), *searched(test, create)),
                advice="Yield the record, and delete it after the yield.",
            )
