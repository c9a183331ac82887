"""The calls by which a suite itself makes records of a collection: what a record of a test's own is made after."""

from __future__ import annotations

from smelltest.judge.remedies.ids import given_ids
from smelltest.judge.remedies.remedy import Example
from smelltest.link.questions.records import creates, has_content, kin
from smelltest.link.suite import Suite
from smelltest.link.timeline import Effect
from smelltest.link.values import text_of
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
                sends = tuple(key for key, _ in made.fields.entries)
                found.setdefault(made.site.at, Example(made.site.at, way, sends, _is_action(made)))
    return tuple(sorted(found.values(), key=lambda one: one.by_action))


def _is_action(made: Effect) -> bool:
    """Whether a record is made by what is done to another one: `POST /vehicles/7/assign`, which makes a trip."""
    last = text_of(made.segments[-1]) if made.segments else None
    return made.access.kind == "http" and (last is None or not kin(last, made.resource))


def _fits(made: Effect, resource: str, path: str) -> bool:
    """Whether a call in a file makes a record of a collection, once and in any case."""
    plain = made.stage.kind in {"test", "fixture", "setup"} and not made.guard.conditional and not made.guard.repeated
    return plain and made.site.path == path and made.resource is not None and kin(made.resource, resource)
