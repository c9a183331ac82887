"""Which tenants the writes of a test go to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.questions.flows import Flow, credentials, headers, payload, queries, segments, written
from smelltest.link.questions.records import lasting
from smelltest.link.suite import Test

_TENANT = re.compile(
    r"^(?:x_)?(?:tenant|organi[sz]ation|org|workspace|realm|account)(?:_(?:id|uuid|key|slug|code|name))?$"
)
_TENANTS = re.compile(r"^(?:tenants?|organi[sz]ations?|orgs?|workspaces?|realms?|accounts?)$", re.IGNORECASE)


def tenants(test: Test) -> Iterator[Flow]:
    """The written-out tenants into which a test writes: in a header, a query, a field or a path."""
    for effect in lasting(test, "create", "change", "delete"):
        sent = (*headers(effect), *credentials(effect), *queries(effect), *payload(effect))
        yield from (flow for flow in written(sent) if not flow.nested and _TENANT.match(flow.key))
        yield from (flow for flow in segments(effect)[:-1] if _TENANTS.match(flow.key))
