"""SM102."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, quoted, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.flows import Flow, expected_absent, fields, made_by_test, queries, segments
from smelltest.link.records import lasting
from smelltest.link.suite import Suite, Test

_EMAIL = re.compile(r"^[^@\s/:]+@[^@\s/:]+\.[^@\s/:.]+$")
_ADVICE = 'Make the address where it is used: f"test-{uuid4()}@example.com".'


@rule("SM102", fixable="safe")
def literal_email(test: Test, suite: Suite) -> Iterator[Finding]:
    """An email address is written out where each run needs its own."""
    for flow in fields(test, "create", "change"):
        if _EMAIL.match(flow.text):
            yield _found(test, flow, f"{quoted(flow.text)} is sent to {spelled(flow.effect)}: two runs use the same address")
    for effect in lasting(test, "read", "delete"):
        if effect.verb == "POST" or expected_absent(test, effect):
            continue
        for flow in (*queries(effect), *segments(effect)):
            if _EMAIL.match(flow.text) and not made_by_test(test, flow):
                yield _found(test, flow, f"{spelled(effect)} looks for {quoted(flow.text)}, which this test did not make")


def _found(test: Test, flow: Flow, message: str) -> Finding:
    return finding(
        flow.site.path,
        flow.site.at,
        message,
        confidence=confidence(flow.effect),
        test=test.name,
        evidence=(use(flow.effect, "the address goes into"), *trail(flow.effect)),
        advice=_ADVICE,
    )
