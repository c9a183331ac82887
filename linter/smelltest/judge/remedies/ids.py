"""Where in what a call gives the id of the record stands that it makes, as the suite itself reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from smelltest.link.knowledge import verbs
from smelltest.link.questions.records import kin, singular
from smelltest.link.questions.undoings import written_path
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, Event
from smelltest.link.values import Comparison, Derived, Site, Value, answers, text_of

_ID = re.compile(r"(?:^|_)(?:id|pk|uuid|guid|key|uid)$|[a-z](?:Id|ID|Uuid|UUID)$")


def ids(test: Test, suite: Suite, create: Effect) -> str:
    """Where in the answer to a create the id stands, as the suite itself reads it."""
    return read_ids(test, suite, create) or (f'{body_of(suite)}["id"]' if create.access.kind == "http" else ".id")


@lru_cache(maxsize=4)
def body_of(suite: Suite) -> str:
    """How a suite reads the body of an answer: by a method, or as Flask's test client gives it."""
    clients = {
        event.access.client for test in suite.tests for event in test.timeline.events if isinstance(event, Effect)
    }
    if any(client.rpartition(".")[2] == "test_client" for client in clients):
        return ".get_json()"
    methods = {
        answer.steps[0].key
        for test in suite.tests
        for event in test.timeline.events
        if isinstance(event, Check)
        for answer in answers(event.condition)
        if answer.steps and answer.effect.access.kind == "http"
    }
    return ".get_json()" if "get_json" in methods and "json" not in methods else ".json()"


def read_ids(test: Test, suite: Suite, create: Effect) -> str | None:
    """Where in the answer to a create the suite itself reads the id."""
    return next(_read_ids(test, create), None) or dict(_known_ids(suite)).get(create.resource)


def given_ids(test: Test, suite: Suite, create: Effect, site: Site) -> str | None:
    """Where in what a call gives the id of the record stands that it makes; None where it does not give it."""
    known = ids(test, suite, create)
    return next(
        (path + known[len(steps) :] for path, steps in gives(test, create, site) if known.startswith(steps)), None
    )


def gives(test: Test, create: Effect, site: Site) -> tuple[tuple[str, str], ...]:
    """Where in what a call gives which part of the answer to a create stands; `site` is one of the calls that led to it."""
    return (("", ""),) if site == create.call else tuple(_gives(test, create, site))


def _gives(test: Test, create: Effect, site: Site) -> Iterator[tuple[str, str]]:
    """Where in what a call gives which part of the answer to the create stands."""
    for given in test.timeline.given:
        if given.site == site and given.create == create.order:
            for path, answer in given.parts:
                steps = written_path(answer.steps)
                if steps is not None:
                    yield path, steps
            return


@lru_cache(maxsize=4)
def _known_ids(suite: Suite) -> tuple[tuple[str | None, str], ...]:
    """For the collections into which a suite puts records, where it finds their ids."""
    found: dict[str | None, str] = {}
    for test in suite.tests:
        for event in test.timeline.events:
            if isinstance(event, Effect) and event.kind == "create" and event.resource not in found:
                path = next(_read_ids(test, event), None)
                if path is not None:
                    found[event.resource] = path
    return tuple(found.items())


def _read_ids(test: Test, create: Effect) -> Iterator[str]:
    """The ways from the answer of a create to an id that a test goes, first those that name a record in a URL."""
    for value in (value for event in test.timeline.events for value in asked(event)):
        for answer in answers(value):
            if answer.steps and _is_of(answer.effect, create):
                last = answer.steps[-1]
                path = written_path(answer.steps)
                if last.kind in {"item", "attribute"} and path is not None and _is_own_id(str(last.key), create):
                    yield path
    for event in test.timeline.events:
        if isinstance(event, Check) and isinstance(event.condition, Comparison) and event.condition.operator == "in":
            yield from _found_in(event.condition, create)


def echoed_beside(test: Test, suite: Suite, create: Effect) -> str | None:
    """Where in the answer to a create the fields stand that were sent with it, as its tests compare them; the id stands beside.

    `["data"]["name"]` shows an answer that holds the record under a key of its own.
    """
    for other in (test, *suite.tests):
        for event in other.timeline.events:
            condition = event.condition if isinstance(event, Check) else None
            for answer in answers(condition) if condition is not None else ():
                path = written_path(answer.steps[:-1]) if answer.steps and _is_of(answer.effect, create) else None
                if path and path.startswith(_BODIES) and _is_echo(answer):
                    return path
    return None


_BODIES = (".json()", ".get_json()")


def _is_echo(answer: Derived) -> bool:
    """Whether a part of an answer is a field that was sent, or may be one where it is not known what was sent."""
    *before, last = answer.steps
    sent = answer.effect.fields
    if last.kind != "item":
        return False
    if sent.entries and not sent.open:
        return sent.get(str(last.key)) is not None
    around = [str(step.key) for step in before if step.kind == "item"]
    return last.key not in _TELLING and all(key in _ENVELOPES for key in around)


_ENVELOPES = frozenset("data body result payload response item content record".split())
"""Under which an answer has the record that it is about, beside what it tells of the request."""
_TELLING = frozenset("message msg status code success error errors detail ok token".split())
"""What an answer tells of the request, and not of the record."""


def _found_in(condition: Comparison, create: Effect) -> Iterator[str]:
    """The way to the id of which a test makes sure that the answer has it: `assert "_id" in body`."""
    key, body = text_of(condition.left), condition.right
    path = written_path(body.steps) if isinstance(body, Derived) and _is_of(body.effect, create) else None
    if path is not None and key is not None and key.isidentifier() and _is_own_id(key, create):
        yield f'{path}["{key}"]'


def _is_own_id(key: str, create: Effect) -> bool:
    """Whether a field is the id of the record itself, and not that of another one that it refers to."""
    if _ID.search(key) is None and not key.lower().endswith("id"):
        return False
    words = set(verbs.words(key)) - _ID_WORDS
    noun = set(verbs.words(singular(create.resource or "")))
    return not words or bool(words & noun) or key.lower().removesuffix("id") in noun


_ID_WORDS = frozenset({"id", "ids", "pk", "uuid", "guid", "uid", "key"})


def _is_of(effect: Effect, create: Effect) -> bool:
    return effect is create or (
        effect.kind == "create" and effect.access.kind == create.access.kind and kin(effect.resource, create.resource)
    )


def asked(event: Event) -> tuple[Value, ...]:
    """What an event asks for, or makes sure of."""
    if isinstance(event, Effect):
        return (*event.segments, *event.arguments)
    return (event.condition,) if isinstance(event, Check) else ()
