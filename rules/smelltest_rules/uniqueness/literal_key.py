"""SM104."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, quoted, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.rule import finding, rule
from smelltest.link.flows import Flow, fields, headers
from smelltest.link.http import id_text
from smelltest.link.records import keeps_nothing, lasting, singular
from smelltest.link.suite import Suite, Test

_KEY = re.compile(
    r"^(?:(?:.*_)?idempotency_(?:key|token|id)|(?:.*_)?correlation_id|request_id|client_request_(?:id|token)|client_token|"
    r"transaction_id|transaction_key|dedup(?:lication)?_(?:id|key)|nonce|message_id|trace_id)$"
)
_ORDER = re.compile(r"^(?:client_|merchant_|external_)?order_(?:id|no|number|ref|reference)$")


@rule("SM104", fixable="safe")
def literal_key(test: Test, suite: Suite) -> Iterator[Finding]:
    """An identity that the caller chooses is written out: an order id, an idempotency key, a UUID."""
    for flow in fields(test, "create", "change"):
        if _is_key(flow):
            yield _found(test, flow)
    for effect in lasting(test, "create", "change", "delete"):
        if keeps_nothing(test, effect):
            continue
        for flow in headers(effect):
            if _KEY.match(flow.key):
                yield _found(test, flow)


def _is_key(flow: Flow) -> bool:
    if _KEY.match(flow.key):
        return True
    if _ORDER.match(flow.key):
        own = singular(flow.effect.resource or "").endswith("order")
        return own or not id_text(flow.text)
    if flow.key in {"id", "uuid", "guid", "_id"} and not flow.nested:
        return flow.effect.kind == "create" and flow.text not in {"", "0"}
    return False


def _found(test: Test, flow: Flow) -> Finding:
    return finding(
        flow.site.path,
        flow.site.at,
        f"{flow.key} {quoted(flow.text)} is chosen by the caller and the same in each run of {spelled(flow.effect)}",
        confidence=confidence(flow.effect),
        test=test.name,
        evidence=(use(flow.effect, "the key goes into"), *trail(flow.effect)),
        advice="Make it where it is used: str(uuid4()).",
    )
