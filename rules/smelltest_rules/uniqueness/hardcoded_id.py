"""SM101."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, quoted, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.flows import Flow, is_reference, made_by_test, payload, queries, refers, segments
from smelltest.link.http import id_text
from smelltest.link.records import effects, lasting, same
from smelltest.link.suite import Suite, Test

_NO_RECORD = re.compile(
    r"^(?:v|version|api|page|pages|limit|offset|size|per_page|status|statuses|delay|code|bytes|year|years|month|months|day|days|"
    r"date|dates|week|port|step|steps|level|range|count|skip|rev|revision|revisions|shards?|versions?)$"
)
_OWN_WORDS = re.compile(r"^(?:client|app|application|tenant|organi[sz]ation|org|session|request|correlation|transaction|trace|message)_?(?:id|uuid)$")


@rule("SM101")
def hardcoded_id(test: Test, suite: Suite) -> Iterator[Finding]:
    """The id of a record is written out, and the test did not make that record."""
    for effect in lasting(test, "create", "change", "delete", "read"):
        for flow in (*segments(effect), *queries(effect), *payload(effect)):
            if _is_foreign_id(test, flow):
                what = f"{flow.key} {quoted(flow.text)}" if flow.role != "segment" else f"/{flow.key}/{flow.text}"
                yield finding(
                    flow.site.path,
                    flow.site.at,
                    f"{what} is a record that this test did not make",
                    confidence=confidence(effect),
                    test=test.name,
                    evidence=(note(f"the id reaches {spelled(effect)}", effect.site), *trail(effect)),
                    advice="Create the record in the test or in a fixture, and use the id that the answer gives.",
                )


def _is_foreign_id(test: Test, flow: Flow) -> bool:
    if not id_text(flow.text) or made_by_test(test, flow) or _made_later(test, flow):
        return False
    if flow.role == "segment":
        return bool(flow.key) and not _NO_RECORD.match(flow.key.lower()) and not is_reference(test, flow.key)
    if flow.role == "argument":
        integer = flow.text.isdigit() and flow.effect.kind == "create"
        return not integer and not is_reference(test, flow.key)
    target = refers(flow.key)
    if target is None or _OWN_WORDS.match(flow.key):
        return False
    if target == "":
        if flow.effect.kind == "create" and not flow.nested:
            return False
        if flow.nested:
            return False
        return not is_reference(test, flow.effect.resource or "")
    if flow.key.startswith("order") and flow.effect.kind == "create" and not flow.text.isdigit():
        return False
    return not is_reference(test, target)


def _made_later(test: Test, flow: Flow) -> bool:
    """A delete of what the test is about to create."""
    return flow.effect.kind == "delete" and any(
        create.order > flow.effect.order and any(same(flow.value, value) for _, value in create.fields.entries)
        for create in effects(test, "create")
    )
