"""What a test changes that others share, and whether it puts it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from smelltest.link.knowledge import verbs
from smelltest.link.play.addresses import is_id
from smelltest.link.program.environment import AFTER, BEFORE
from smelltest.link.questions.cleanups import cleanups
from smelltest.link.questions.leaks import leaks
from smelltest.link.questions.records import effects, field_values, kin, same
from smelltest.link.questions.shared_records import Shared, handed_out, shared_record
from smelltest.link.questions.sharing import by_product, filters
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event, HandOver, Other, sources
from smelltest.link.values import Derived, Joined, Literal, Unknown, Value, atoms, text_of


class Change(Struct, frozen=True, eq=False):
    """What changes a shared record: a write, or an assignment to it in place."""

    event: Effect | HandOver
    record: Shared


def changes(test: Test) -> tuple[Change, ...]:
    """The changes of shared records that nothing puts back: of each the first, a write if there is one."""
    found: dict[tuple[object, ...], Change] = {}
    written = {change.event.order for change in _writes(test)}
    for change in (*_writes(test), *_assignments(test)):
        if not (isinstance(change.event, HandOver) and (saved := _saved(test, change.event)) is not None):
            found.setdefault(change.record.key, change)
        elif saved.order not in written:
            found.setdefault(change.record.key, Change(saved, change.record))
    return tuple(
        change for change in found.values() if not _put_back(test, change) and restored_late(test, change) is None
    )


def restored(test: Test) -> Iterator[tuple[Change, Effect]]:
    """The changes of shared records that a later call puts back, unless a failure comes before it."""
    seen: set[tuple[object, ...]] = set()
    for change in _writes(test):
        if change.record.key in seen or _put_back(test, change):
            continue
        seen.add(change.record.key)
        back = restored_late(test, change)
        if back is not None:
            yield change, back


# What changes it


@lru_cache(maxsize=16)
def _writes(test: Test) -> tuple[Change, ...]:
    return tuple(_find_writes(test))


def _find_writes(test: Test) -> Iterator[Change]:
    for effect in effects(test, "create", "change", "delete"):
        if effect.stage.scope != "function" or _is_cleanup(effect) or by_product(effect):
            continue
        if test.isolation(effect) is not None or _copies(effect):
            continue
        record = shared_record(test, effect)
        if record is not None and (
            effect.kind == "change"
            or (effect.kind == "delete" and not _about_to_create(test, effect))
            or (effect.kind == "create" and _stays(test, effect))
        ):
            yield Change(effect, record)


def _stays(test: Test, create: Effect) -> bool:
    """Whether what a test adds to a shared record goes only with that; if it never goes, it is a leak.

    What a fixture of one test adds is that test's own.
    """
    return (
        create.stage.kind == "test"
        and not any(leak.order == create.order for leak in leaks(test))
        and not any(delete.stage.scope == "function" for delete in cleanups(test, create))
    )


def _copies(effect: Effect) -> bool:
    """Whether a record is left as it is, and another one made of it: `POST /documents/42/clone`."""
    return effect.verb == "POST" and bool(effect.segments) and text_of(effect.segments[-1]) in _COPIES


_COPIES = frozenset({"clone", "copy", "duplicate", "fork"})


def _is_cleanup(event: Effect | HandOver) -> bool:
    return event.guard.always or event.stage.teardown


def _about_to_create(test: Test, delete: Effect) -> bool:
    """Whether a delete makes room for what the test is about to create."""
    named = [atom for value in (*delete.segments, *(v for _, v in filters(delete))) for atom in _derivation(value)]
    unused = not any(
        isinstance(event, Check) and any(source is delete for source in sources(event.condition))
        for event in test.timeline.events
    )
    for create in effects(test, "create"):
        if create.order < delete.order:
            continue
        given = (*field_values(create.fields), *create.query.entries, *(("", value) for value in create.arguments))
        if any(same(atom, value) for _, value in given for atom in named):
            return True
        if unused and create.resource is not None and kin(create.resource, delete.resource):
            return True
        if unused and len(delete.segments) > 1 and _begins_with(create, delete.segments[:-1]):
            return True
    emptied = unused and delete.verb == "POST" and len(delete.segments) > 1
    if emptied and any(
        change.order > delete.order and change.verb == "POST" and _begins_with(change, delete.segments[:-1])
        for change in effects(test, "change")
    ):
        return True
    return unused and delete.guard.tried


def _begins_with(effect: Effect, segments: tuple[Value, ...]) -> bool:
    return len(effect.segments) >= len(segments) and all(map(same, effect.segments, segments))


def _derivation(value: Value) -> Iterator[Value]:
    """A value, and what the reads were asked by that it comes from."""
    for atom in atoms(value):
        if isinstance(atom, Derived):
            for asked in (*atom.effect.segments, *(v for _, v in filters(atom.effect))):
                yield from (inner for inner in atoms(asked) if not isinstance(inner, Derived))
        elif isinstance(atom, (Literal, Joined)):
            yield atom


def _assignments(test: Test) -> Iterator[Change]:
    """The in-place changes of what a fixture of a wider scope hands to several tests."""
    for event in test.timeline.events:
        if not isinstance(event, HandOver) or event.stage.scope != "function" or _is_cleanup(event):
            continue
        if event.kind == "record" and event.how in {"assign", "change"}:
            record = _kept(event)
            if record is not None and test.isolation(record) is None:
                made = f"the {record.stage.scope}-scoped {record.stage.name} hands it to several tests"
                yield Change(event, Shared(("made", record.order), made, record.site))
        elif event.kind == "fixture" and event.how in {"assign", "change"} and len(event.chain) == 1:
            name = event.owner.rpartition("::")[2]
            if not _swept(test, event, name):
                yield Change(event, Shared(("fixture", event.owner), f"the fixture {name} hands it to several tests"))


def _saved(test: Test, event: HandOver) -> Effect | None:
    """The write by which what was set on a fixture's object becomes lasting: `user.name = "Ada"`, `user.save()`."""
    if event.kind != "fixture":
        return None
    later = (
        effect
        for effect in effects(test, "change")
        if effect.order > event.order and effect.stage == event.stage and not _is_cleanup(effect)
    )
    write = next(later, None)
    methods = (caller.rpartition(".")[2] for caller in write.callers[1:2]) if write is not None else ()
    return write if any(verbs.words(name)[:1] in _SAVING for name in methods) else None


_SAVING = frozenset({("save",), ("update",), ("commit",), ("store",), ("persist",)})


def _kept(event: HandOver) -> Effect | None:
    """The effect of a wider-scoped fixture whose answer an event changes in place, not in a copy."""
    value = event.value
    target = value.get("record") if hasattr(value, "get") else None
    if not isinstance(target, Derived) or _copied(target) or handed_out(target):
        return None
    stage = target.effect.stage
    return target.effect if stage.kind == "fixture" and stage.scope != "function" else None


_SAME = frozenset({"json", "get_json", None})


def _copied(value: Derived) -> bool:
    """Whether a value is a copy of what an effect answered, or made anew of it by a method."""
    before = (None, *(step.key for step in value.steps))
    return any(
        step.kind in {"copy", "sorted", "slice", "filter"} or (step.kind == "call" and key not in _SAME)
        for key, step in zip(before, value.steps, strict=False)
    )


def _swept(test: Test, event: HandOver, fixture: str) -> bool:
    """Whether the fixture only collects what it, or another one, is to take away in the end.

    What a hook of behave sets up, the hooks that run afterwards take away.
    """
    collected = {source.order for source in sources(event.value)}
    ending = AFTER if fixture in BEFORE else {fixture}
    return event.how == "change" and any(
        isinstance(later, (Effect, Other))
        and later.stage.teardown
        and (later.stage.name.rpartition(".")[2] in ending or _deletes(later, collected))
        for later in test.timeline.events
    )


def _deletes(event: Event, orders: set[int]) -> bool:
    """Whether an event takes away one of the records that some effects made."""
    return (
        isinstance(event, Effect)
        and event.kind == "delete"
        and any(source.order in orders for value in (*event.segments, event.fields) for source in sources(value))
    )


# What puts it back


def _put_back(test: Test, change: Change) -> bool:
    """Whether something that happens however the test ends concerns the same record again."""
    return any(
        event.order > change.event.order
        and event.stage.scope == "function"
        and (event.guard.always or event.stage.teardown)
        and _concerns(test, event, change)
        for event in test.timeline.events
    )


def _concerns(test: Test, event: Event, change: Change) -> bool:
    if isinstance(event, Effect):
        record = shared_record(test, event) if event.kind != "read" else None
        same_record = record is not None and record.key == change.record.key
        return same_record or _makes_again(event, change) or _sweeps(event, change)
    if isinstance(event, HandOver):
        kept = _kept(event) if event.kind == "record" else None
        key = ("made", kept.order) if kept is not None else (event.kind, event.owner)
        return key == change.record.key
    return isinstance(event, Other) and _given(event, change)


def _makes_again(event: Effect, change: Change) -> bool:
    deleted = isinstance(change.event, Effect) and change.event.kind == "delete"
    return deleted and event.kind == "create" and event.resource == change.event.resource  # type: ignore[union-attr]


def _sweeps(event: Effect, change: Change) -> bool:
    """Whether all records of the kind are taken away."""
    if event.kind != "delete" or not isinstance(change.event, Effect):
        return False
    named = any(is_id(segment) for segment in event.segments) or event.query.entries or event.fields.entries
    of_kind = event.resource is not None and kin(event.resource, change.event.resource)
    above = 0 < len(event.segments) < len(change.event.segments) and _begins_with(change.event, event.segments)
    return event.access.kind == "sweep" or (not named and (of_kind or above))


def _given(event: Other, change: Change) -> bool:
    """Whether a function that was not followed got the record."""
    orders = {effect.order for value in event.values for effect in sources(value)}
    if isinstance(change.event, Effect):
        given = {effect.order for value in change.event.segments for effect in sources(value)}
        literal = any(same(value, named) for value in event.values for named in change.event.segments if is_id(named))
        return bool(orders & given) or literal
    kept = _kept(change.event)
    return kept is not None and kept.order in orders


_UNDONE_BY = {
    "lock": "unlock", "unlock": "lock", "block": "unblock", "unblock": "block", "enable": "disable",
    "disable": "enable", "archive": "unarchive|restore", "activate": "deactivate",
    "deactivate": "activate|reactivate", "freeze": "unfreeze", "suspend": "resume|unsuspend",
    "pause": "resume", "close": "reopen|open", "open": "close", "publish": "unpublish",
    "assign": "unassign", "follow": "unfollow", "like": "unlike", "hide": "show|unhide",
    "star": "unstar", "mute": "unmute", "start": "stop", "subscribe": "unsubscribe", "pin": "unpin",
}  # fmt: skip


def restored_late(test: Test, change: Change) -> Effect | None:
    """The write on the straight path that puts a shared record's old value back."""
    first = change.event
    if not isinstance(first, Effect):
        return None
    later = [
        effect
        for effect in effects(test, "create", "change", "delete")
        if effect.order > first.order and not _is_cleanup(effect) and effect.stage == first.stage
    ]
    for effect in later:
        answered = any(source is first for value in effect.segments for source in sources(value))
        if (effect.kind == "delete" and answered) or _swapped(first, effect):
            return effect
        record = shared_record(test, effect)
        if record is None or record.key != change.record.key:
            continue
        if (
            _undoes(first, effect)
            or _empties(first, effect)
            or (_differs(first, effect) and not _asserted(test, effect))
        ):
            return effect
    return None


def _asserted(test: Test, effect: Effect) -> bool:
    """Whether a write is what is tested, not the tidying after it."""
    return any(
        event.order > effect.order
        and not event.stage.teardown
        and (isinstance(event, Check) or (isinstance(event, Effect) and _goes_on_with(event, effect)))
        for event in test.timeline.events
    )


def _goes_on_with(event: Effect, earlier: Effect) -> bool:
    """Whether an effect is told something that another one answered."""
    given = (*event.segments, event.fields, event.query)
    return any(source is earlier for value in given for source in sources(value))


def _undoes(first: Effect, later: Effect) -> bool:
    """Whether a write is the opposite of another one, or sends what was there before it."""
    if first.kind == "delete":
        return False
    did, does = _action(first), _action(later)
    if does is not None and did is not None and re.fullmatch(_UNDONE_BY.get(did, "-"), does):
        return True
    return later.kind == "delete" if first.kind == "create" else _older(first, later)


def _empties(first: Effect, later: Effect) -> bool:
    """Whether what a write put into a basket goes with all that is in it: `POST /basket/add`, `POST /basket/clear`."""
    told = (*(value for _, value in field_values(later.fields)), *(value for _, value in later.query.entries))
    return (
        first.kind == "change"
        and first.verb == later.verb == "POST"
        and later.kind == "delete"
        and verbs.words(text_of(later.segments[-1]) or "")[:1] in _EMPTYING
        and not any(sources(value) for value in told)
    )


_EMPTYING = frozenset({("empty",), ("emptybasket",), ("emptycart",), ("clear",), ("reset",)})


def _differs(first: Effect, later: Effect) -> bool:
    """Whether a write sets the same fields as another one, to other values."""
    sent, again = dict(first.fields.entries), dict(later.fields.entries)
    return (
        first.kind == "change" and sent.keys() == again.keys() and any(not same(sent[key], again[key]) for key in sent)
    )


def _swapped(first: Effect, later: Effect) -> bool:
    """Whether a write sends as the old value what another one of the same fields sent as the new one."""
    sent, again = dict(first.fields.entries), dict(later.fields.entries)
    return sent.keys() == again.keys() and any(
        one != other and _alike(sent[one], again[other]) and not _alike(sent[one], again[one])
        for one in sent
        for other in sent
    )


def _alike(one: Value, other: Value) -> bool:
    """Whether two values are the same, or made of the same in the same way."""
    return same(one, other) or (one == other and not (isinstance(one, Unknown) and not one.inside))


def _older(first: Effect, later: Effect) -> bool:
    """Whether a write sends what was read of the record, or what it was made with, before another one."""
    return any(
        source.order < first.order
        and source.kind in {"read", "create"}
        and (kin(source.resource, later.resource) or kin(source.resource, first.resource) or _leads_to(source, later))
        for _, value in field_values(later.fields)
        for source in sources(value)
    )


def _leads_to(read: Effect, write: Effect) -> bool:
    """Whether a read and a write are of the same record, or of a part of it."""
    ids = [segment for segment in read.segments if is_id(segment)]
    return any(same(one, other) for one in ids for other in write.segments if is_id(other))


def _action(effect: Effect) -> str | None:
    """The word for what an effect does to a record: `block` of `POST /users/42/block`."""
    word = text_of(effect.segments[-1]) if effect.access.kind == "http" and effect.segments else effect.verb
    parts = verbs.words(word) if word is not None else ()
    return parts[0] if parts else None
