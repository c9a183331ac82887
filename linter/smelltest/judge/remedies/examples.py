"""The calls by which a suite itself makes records of a collection: what a record of a test's own is made after."""

from __future__ import annotations

from smelltest.judge.remedies.ids import given_ids
from smelltest.judge.remedies.remedy import Example
from smelltest.link.questions.records import creates, has_content, kin
from smelltest.link.suite import Suite
from smelltest.link.timeline import Effect
from smelltest.read.facts import Place

ANOTHER = "the test gets a new record: what else it takes for granted of the old one may not hold"
"""Why a record made after an example cannot be trusted blindly."""


def examples_of(suite: Suite, resource: str, path: str) -> tuple[Example, ...]:
    """The calls in a file that make a record of a collection."""
    found: dict[Place, Example] = {}
    known = [(test, made) for test in suite.tests for made in creates(test) if _fits(made, resource, path)]
    filled = any(has_content(made) for _, made in known)
    for test, made in known:
        if has_content(made) or not filled:
            way = given_ids(test, suite, made, made.site)
            if way is not None:
                found.setdefault(made.site.at, Example(made.site.at, way))
    return tuple(found.values())


def _fits(made: Effect, resource: str, path: str) -> bool:
    """Whether a call in a file makes a record of a collection, once and in any case."""
    plain = made.stage.kind in {"test", "fixture"} and not made.guard.conditional and not made.guard.repeated
    return plain and made.site.path == path and made.resource is not None and kin(made.resource, resource)
