"""Records that cannot be deleted, and are closed, cancelled or put back instead."""

from __future__ import annotations

import re

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.procedures import called
from smelltest.link.play.http import UNDOING, mutation_in, plural
from smelltest.link.questions.addressing import may_have_any_name, own_values
from smelltest.link.questions.interruption import is_own_success
from smelltest.link.questions.records import effects, field_values, kin, parents, same
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import Derived, Items, Joined, Literal, Made, text_of


def sets_aside(test: Test, change: Effect, create: Effect) -> bool:
    """Whether a change is the last that is done to a record that can't be deleted, or to what it hangs below."""
    if _undone_by_payload(change, create):
        return change.guard.always or _is_last_word(test, change, create)
    if _holds(change, create) or _may_close(change, create):
        if change.guard.always:
            return _closes(change) or not _puts_back(test, change, create)
        return _closes(change) and _is_last_word(test, change, create)
    return (
        change.guard.always
        and any(parent.kind == "create" and _holds(change, parent) for parent in parents(create))
        and _closes(change)
    )


CLOSING = frozenset("close cancel archive deactivate retire disable terminate resolve void abandon".split())
CLOSED = frozenset("closed cancelled canceled done archived inactive resolved retired disabled terminated".split())
_STATE = re.compile(r"(?:^|_|[a-z.])(?:[Ss]tate|[Ss]tatus|value)$|^(?:state|status)", re.IGNORECASE)


def _closes(change: Effect) -> bool:
    """Whether a change sets its record aside, as the call of it, its path or the new state says."""
    called = (change.verb, *(caller.rpartition("::")[2].rpartition(".")[2] for caller in change.callers[1:]))
    last = text_of(change.segments[-1]) if change.segments else None
    if any(CLOSING & set(verbs.words(name)[:2]) for name in (*called, last or "")):
        return True
    return any(
        isinstance(value, Literal) and str(value.value).lower() in CLOSED and _STATE.search(key) is not None
        for key, value in field_values(change.fields)
    )


def _is_last_word(test: Test, change: Effect, create: Effect) -> bool:
    """Whether a change is the last of the record in a test that is not about it, and nothing is asked of it any more."""
    if (CLOSING | CLOSED) & set(verbs.words(test.name)):
        return False
    for event in test.timeline.events:
        if event.order <= change.order or event.stage.teardown:
            continue
        if isinstance(event, Check):
            about = list(sources(event.condition))
            if _undone_by_payload(change, create) and is_own_success(event, change):
                continue
            if not about or any(source is create or source is change or _holds(source, create) for source in about):
                return False
    return True


def _puts_back(test: Test, change: Effect, create: Effect) -> bool:
    """Whether a change only undoes an earlier one of the record that the test made, which stays."""
    sent = {key for key, _ in change.fields.entries}
    return bool(sent) and any(
        create.order < one.order < change.order
        and not one.stage.teardown
        and not one.guard.always
        and _holds(one, create)
        and sent <= {key for key, _ in one.fields.entries}
        for one in effects(test, "change")
    )


def _may_close(change: Effect, create: Effect) -> bool:
    """Whether a record of that kind is set aside, where it is not known what the create's own was given."""
    if not (may_have_any_name(create) and create.resource is not None and _closes(change)):
        return False
    named = (text_of(segment) for segment in change.segments)
    return any(text is not None and plural(text) and kin(text, create.resource) for text in named)


def _holds(change: Effect, create: Effect) -> bool:
    """Whether a change is of the record that a create made: what can't be deleted is closed or put back."""
    if any(source is create for value in change.segments for source in sources(value)):
        return True
    # Or by the name that the create was given: `POST /accounts/{name}/archive`.
    named = [value for value in change.segments if isinstance(value, (Made, Joined)) and text_of(value) is None]
    return bool(named) and any(same(name, value) for name in named for value in own_values(create))


def _is_called_undoing(name: str) -> bool:
    """Whether an address says that something is undone: `/cancel`, `/ArchiveDocument`."""
    return name.lower() in UNDOING or (called(name) is not None and verbs.words(name)[0] in UNDOING)


_MUTATIONS = frozenset((word,) for word in CLOSING)
"""How the mutations begin that set a record aside: `cancelJob`."""


def _undone_by_payload(change: Effect, create: Effect) -> bool:
    """Whether a request has what a create made undone, and names it in its payload: `POST /bookings/cancel`."""
    if change.verb != "POST" or not change.segments or not change.fields.entries:
        return False
    asked = mutation_in(change.fields) or text_of(change.segments[-1]) or ""
    if not _is_called_undoing(asked) and verbs.words(asked)[:1] not in _MUTATIONS:
        return False
    given = [value for _, value in field_values(change.fields)]
    if any(source is create for value in given for source in sources(value)):
        return True
    meant = [part for value in given for part in (value.values if isinstance(value, Items) else (value,))]
    sent = [value for _, value in field_values(create.fields) if isinstance(value, Derived)]
    return change.guard.always and any(same(one, other) for one in meant for other in sent)
