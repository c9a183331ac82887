"""What can fail between a create and the cleanup that takes its record away."""

from __future__ import annotations

import re

from smelltest.link.play.statuses import refusal_status
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event, Other, sources
from smelltest.link.values import Comparison, Derived, Literal, Negated, Predicate, Site, Value, text_of


def interruption(test: Test, create: Effect, delete: Effect) -> Event | None:
    """What can fail between a create and its delete on the straight path, so that the delete is skipped."""
    if delete.guard.always:
        return None
    called = _called_apart(delete, create)
    for event in test.timeline.events:
        if not create.order < event.order < delete.order:
            continue
        if called and event.chain[: len(called)] == called and event.stage == delete.stage:
            continue  # What the call that deletes does first.
        if event.guard.always or event.stage.teardown or event.guard.tried:
            continue
        if isinstance(event, Check) and is_own_success(event, create):
            continue
        if isinstance(event, Effect) and event.kind == "delete" and event.site == delete.site:
            continue
        if event.stage.kind == "module":
            continue
        if isinstance(event, (Check, Effect, Other)):
            return event
    return None


def _called_apart(delete: Effect, create: Effect) -> tuple[Site, ...]:
    """The calls down to the one that leads to the delete, and not to the create."""
    if delete.stage != create.stage:
        return delete.chain[:1]
    both = zip(delete.chain, create.chain, strict=False)
    shared = next((index for index, (one, other) in enumerate(both) if one != other), None)
    return delete.chain[: shared + 1] if shared is not None else ()


def too_late(test: Test, create: Effect, deletes: tuple[Effect, ...]) -> Check | None:
    """What is asserted of a record before any cleanup of it is sure to happen."""
    begins = [_since(test, delete) for delete in deletes if delete.guard.always]
    if len(begins) < len(deletes) or any(since is None for since in begins):
        return None
    first = min((since for since in begins if since is not None), default=0)
    for event in test.timeline.events[create.order + 1 : first]:
        if (
            isinstance(event, Check)
            and event.stage == create.stage
            and len(event.chain) == 1
            and not (event.guard.always or event.guard.tried or event.guard.handler)
            and not any(is_own_success(event, source) for source in sources(event.condition))
        ):
            return event
    return None


def _since(test: Test, delete: Effect) -> int | None:
    """From which event on a delete is sure to happen, if that was seen; in a cleanup within another, from the outer's."""
    around = [one.since for one in test.timeline.cleanups if one.first <= delete.order < one.end]
    seen = [since for since in around if since is not None]
    return min(seen, default=None) if len(seen) == len(around) else None


_STATUS = frozenset({"status_code", "status", "status_int", "statusCode", "code", "reason"})
_FINE = frozenset({"ok", "is_success", "success"})
_ID = re.compile(r"(?:^|_)(?:id|pk|uuid|guid)$|Id$|^id$", re.IGNORECASE)


def is_own_success(check: Check, create: Effect) -> bool:
    """Whether a check only asks whether the create succeeded and gave an id."""
    condition = check.condition.value if isinstance(check.condition, Negated) else check.condition
    if {effect.order for effect in sources(condition)} - {create.order}:
        return False
    if isinstance(condition, Predicate):
        return re.search(r"status|isinstance|success|created|ok|hasattr", condition.name) is not None
    if isinstance(condition, Comparison):
        return _compares_success(condition)
    key = last_key(condition)
    return isinstance(condition, Derived) and (key is None or key in _FINE or _is_id(key))


def _compares_success(condition: Comparison) -> bool:
    subject, other = condition.left, condition.right
    if condition.operator in {"in", "not in"} and isinstance(other, Derived):
        return _is_id(text_of(subject) or "")
    if not isinstance(subject, Derived):
        subject, other = other, subject
    key = last_key(subject)
    if key in _STATUS and refusal_status(other) is not None:
        return True
    if key in _FINE or condition.operator in {"is not", "!="}:
        return True
    if isinstance(other, Literal) and isinstance(other.value, int) and condition.operator in {">", ">=", "<", "<="}:
        return key in _STATUS or _is_id(key or "")
    return isinstance(subject, Derived) and not subject.steps


def last_key(value: Value) -> str | None:
    """The field of an answer that a value is, if it is one."""
    steps = reversed(value.steps) if isinstance(value, Derived) else ()
    key = next((step.key for step in steps if step.kind in {"item", "attribute"}), None)
    return str(key) if key is not None and key != "json" else None


def _is_id(key: str) -> bool:
    return _ID.search(key) is not None
