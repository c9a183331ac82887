"""SM103."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, quoted, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.flows import Flow, fields, is_reference, queries, segments
from smelltest.link.records import creates, effects, same, singular
from smelltest.link.suite import Suite, Test

_ELSEWHERE = re.compile(
    r"^(?:order_(?:id|no|number)|(?:.*_)?idempotency_key|file_?name|tenant(?:_.*)?|e_?mail(?:_address)?|api_key)$"
)
"""Fields that a more particular rule speaks of."""


@rule("SM103", fixable="safe")
def literal_unique_field(test: Test, suite: Suite) -> Iterator[Finding]:
    """A field whose value must not repeat is written out where each run needs its own."""
    for flow in fields(test, "create", "change"):
        if "@" in flow.text or not flow.text.strip() or is_reference(test, flow.effect.resource or ""):
            continue
        if flow.key in test.settings.unique_fields and not _ELSEWHERE.match(flow.key):
            yield _found(test, flow)
        elif flow.key in {"name", "title"} and not flow.nested and _identifies(test, flow):
            yield _found(test, flow)
    for effect in creates(test):
        if effect.access.kind == "sdk" and _named(test, effect.resource) and not effect.fields.get("name"):
            for flow in list(segments(effect))[:1]:
                if re.search(r"[A-Za-z]", flow.text):
                    yield _found(test, Flow(effect, "argument", "name", flow.text, flow.value, flow.site))


def _named(test: Test, resource: str | None) -> bool:
    return resource is not None and any(
        singular(resource) == singular(name) for name in test.settings.named_resources
    )


def _identifies(test: Test, flow: Flow) -> bool:
    """Whether a resource's name tells its records apart, or this test looks the record up by it."""
    if flow.key == "name" and _named(test, flow.effect.resource):
        return True
    return any(
        same(flow.value, asked.value)
        for read in effects(test, "read", "delete")
        if read.order > flow.effect.order
        for asked in (*queries(read), *segments(read))
    )


def _found(test: Test, flow: Flow) -> Finding:
    return finding(
        flow.site.path,
        flow.site.at,
        f"{flow.key} {quoted(flow.text)} is sent to {spelled(flow.effect)}: two runs use the same value",
        confidence=confidence(flow.effect),
        test=test.name,
        evidence=(use(flow.effect, "the value goes into"), *trail(flow.effect)),
        advice=f'Make the value where it is used: f"{_stem(flow.text)}-{{uuid4()}}".',
    )


def _stem(text: str) -> str:
    return re.sub(r"[^A-Za-z]+.*$", "", text).lower() or "test"
