"""What a test changes that others share, and whether it puts it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from smelltest.link.http import id_text, is_id, opens_session, plural
from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import refers, snake
from smelltest.link.leaks import leaks
from smelltest.link.records import cleanups, effects, field_values, kin, same, singular
from smelltest.link.sharing import by_product, filters, identifies, own, own_effect
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event, HandOver, Other, Stage, sources
from smelltest.link.values import Configured, Derived, Joined, Literal, Site, Unknown, Value, atoms, text_of
from smelltest.link.written_ids import seeks_missing


class Shared(Struct, frozen=True):
    """A record that the test did not make for itself.

    `key`: tells it from others; `why`: how it is known; `site`: where.
    """

    key: tuple[object, ...]
    why: str
    site: Site | None = None


class Change(Struct, frozen=True, eq=False):
    """What changes a shared record: a write, or an assignment to it in place."""

    event: Effect | HandOver
    record: Shared


def changes(test: Test) -> tuple[Change, ...]:
    """The changes of shared records that nothing puts back: of each the first, a write if there is one."""
    found: dict[tuple[object, ...], Change] = {}
    for change in (*_writes(test), *_assignments(test)):
        found.setdefault(change.record.key, change)
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


# Which record


def shared_record(test: Test, effect: Effect) -> Shared | None:
    """The shared record that a write changes or adds to; None if it is the test's own or not certain."""
    target = _target(test, effect)
    if target is None:
        return _own_account(test, effect) or _all_of_them(test, effect)
    return _shared(test, target, effect)


def _target(test: Test, effect: Effect) -> Value | None:
    """What names the record that an effect changes."""
    values = effect.segments
    if any(own(test, value) or isinstance(value, Unknown) for value in values):
        return None
    if effect.access.kind == "http":
        ids = [value for index, value in enumerate(values) if index and is_id(value)]
        if not ids and effect.kind != "create":
            ids = [*_asked_id(effect), *_named(effect)]
        return ids[-1] if ids else None
    records = [value for value in values if isinstance(value, Derived)]
    if records:
        return records[0]
    if effect.kind == "create":
        return None
    first = [value for value in effect.arguments[:1] if _names_record(effect, value)]
    asked = [value for key, value in effect.query.entries if identifies(test, key, effect.resource)]
    around = effect.segments[: len(effect.segments) - len(effect.arguments)]
    held = [value for value in around[-1:] if isinstance(value, Literal) and _names_record(effect, value)]
    return next(iter((*first, *(value for value in asked if not isinstance(value, Derived)), *asked, *held)), None)


def _asked_id(effect: Effect) -> list[Value]:
    """The id by which a query or a payload names the record, or whose it is: `POST /basket/empty?userId=42`."""
    asked = [
        value for key, value in (*effect.query.entries, *effect.fields.entries) if key in {"id", "pk", "uuid", "_id"}
    ]
    whose = [value for key, value in effect.query.entries if refers(snake(key)) in _OWNERS]
    return [value for value in asked if is_id(value)] or [
        value for value in whose if is_id(value) or isinstance(value, Configured)
    ]


_OWNERS = frozenset({"user", "customer", "account", "client", "member", "owner", "profile"})


_NO_NAME = frozenset(
    "bulk batch all me self status search export import current latest default reset cache async".split()
)


def _named(effect: Effect) -> list[Value]:
    """The name by which a path names the record: `DELETE /flags/new-checkout`, `PUT /users/ada/role`."""
    if effect.verb not in {"DELETE", "PATCH", "PUT"}:
        return []
    texts = [text_of(segment) for segment in effect.segments]
    return [
        effect.segments[index]
        for index, text in enumerate(texts)
        if index and _is_name(texts[index - 1], text) and _ends_there(texts[index + 1 :], effect.verb)
    ]


def _ends_there(rest: list[str | None], verb: str) -> bool:
    """Whether a path ends with a record's name, or with a part of the record: `/users/ada`, `/users/ada/role`."""
    return verb != "PUT" if not rest else len(rest) == 1 and rest[0] is not None and not plural(rest[0])


def _is_name(before: str | None, text: str | None) -> bool:
    """Whether a segment is the name of a record of the collection before it, not a word for something to do there."""
    if before is None or text is None or not plural(before) or plural(text) or text.lower() in _NO_NAME:
        return False
    return not _DOING & set(verbs.words(text))


_DOING = verbs.CREATE | verbs.CHANGE | verbs.DELETE | verbs.READ | {"bulk", "batch", "current", "import", "export"}


def _names_record(effect: Effect, value: Value) -> bool:
    """Whether an argument of a client's method names a record: an id, or the name of what is deleted."""
    text = text_of(value) if not isinstance(value, Literal) else None if value.value is None else str(value.value)
    if text is None or (isinstance(value, Literal) and isinstance(value.value, (bool, float))):
        return False
    return id_text(text) or (effect.kind == "delete" and verbs.noun_of(effect.verb) is not None)


def _shared(test: Test, value: Value, effect: Effect) -> Shared | None:
    text = text_of(value) if isinstance(value, (Joined, Literal)) else None
    if isinstance(value, Literal) and isinstance(value.value, int) and not isinstance(value.value, bool):
        text = str(value.value)
    if text is not None:
        if not any(map(str.isalnum, text)):
            return None  # What stands between the parts of a name.
        if _made_with_id(test, value) or text.startswith("-") or seeks_missing(test):
            return None
        site = value.site if isinstance(value, (Literal, Joined)) else None
        return Shared(("literal", effect.resource, text), f"it is named by {text!r}, which is written out", site)
    if isinstance(value, Joined):
        return next((found for part in value.parts if (found := _shared(test, part, effect)) is not None), None)
    if isinstance(value, Configured):
        if effect.kind == "create":
            return None  # Something new, in the tenant or the project that was set aside for the tests.
        return Shared(("environment", value.name), f"the environment names it: {value.name}")
    if isinstance(value, Derived):
        # What was cut out of a text, such as the token of a link in a mail, names no record of that collection.
        cut = any(step.key in {"split", "rsplit", "partition", "rpartition", "group"} for step in value.steps)
        return None if cut or _handed_out(value) else _answered(test, value.effect, effect.stage)
    return None


def _handed_out(value: Derived) -> bool:
    """Whether each test takes one of the records off the list that a fixture of a wider scope holds."""
    stage = value.effect.stage
    return (
        stage.kind == "fixture"
        and stage.scope != "function"
        and any(step.kind == "pick" and isinstance(step.key, int) for step in value.steps)
    )


def _answered(test: Test, source: Effect, stage: Stage) -> Shared | None:
    """The shared record that another effect made or found."""
    if own_effect(test, source) or any(isinstance(value, Unknown) for value in source.segments):
        return None
    if source.kind == "create":
        if source.stage.scope == "function" or stage.scope != "function":
            return None
        what = (
            f"the {source.stage.scope}-scoped {source.stage.name}"
            if source.stage.kind == "fixture"
            else source.stage.name
        )
        return Shared(("made", source.order), f"{what} made it for several tests", source.site)
    if source.kind != "read" or _logs_in(source) or _makes_such(test, source) or _is_secret(source):
        return None
    named = _target(test, source)
    if named is not None:
        return _shared(test, named, source) if not (isinstance(named, Derived) and named.effect is source) else None
    for key, value in filters(source):
        if isinstance(value, Unknown) or own(test, value):
            return None
        if identifies(test, key, source.resource) and text_of(value) is not None:
            return Shared(
                ("found", source.order),
                f"it is looked up by {text_of(value)!r}, which is written out",
                source.site,
            )
    if source.access.kind == "http" and (source.verb != "GET" or not plural(source.resource or "")):
        return None
    return Shared(("found", source.order), "it is one of those that happen to be there", source.site)


def _is_secret(source: Effect) -> bool:
    """Whether what is read is known to nobody but the one it was sent to, and names none of the records there."""
    words = verbs.words(source.resource or "")
    return bool(words) and words[-1] in {"token", "otp", "code", "link", "secret"}


def _makes_such(test: Test, source: Effect) -> bool:
    """Whether the test made a record of that kind before, so that what it reads may be its own."""
    return any(
        create.order < source.order
        and create.resource is not None
        and kin(create.resource, source.resource)
        and create.stage.scope == "function"
        for create in effects(test, "create")
    )


def _logs_in(source: Effect) -> bool:
    return source.access.kind == "http" and source.verb == "POST"


def _made_with_id(test: Test, value: Value) -> bool:
    """Whether the test makes a record with that id itself, before or after."""
    return any(
        any(same(value, field) for _, field in field_values(create.fields))
        or any(same(value, each) for each in (*create.arguments, *create.segments[-1:]))
        for create in effects(test, "create", "change")
        if (create.stage.scope == "function" or create.stage.kind == "module") and _makes(create)
    )


def _makes(effect: Effect) -> bool:
    """Whether a write makes a record, or does so where there is none."""
    put = effect.verb == "PUT" and not any(is_id(segment) for segment in effect.segments[-1:])
    return effect.kind == "create" or put or verbs.words(effect.verb)[:1] in {("upsert",), ("ensure",)}


_ACCOUNT = frozenset("me self profile account settings preferences config configuration myself".split())
_OF_ACCOUNT = frozenset({"basket", "cart", "wishlist"})
"""What each account has one of, and changes by what it sends there: `POST /cart/remove-item`, `PUT /cart/currency`."""


def _own_account(test: Test, effect: Effect) -> Shared | None:
    """The account that all tests log in as, or what there is one of: `PATCH /users/me`, `PUT /settings`."""
    if effect.access.kind != "http" or effect.kind not in {"change", "delete"}:
        return None
    texts = [text_of(segment) for segment in effect.segments]
    words = _OF_ACCOUNT if effect.verb == "POST" else _ACCOUNT if effect.verb == "DELETE" else _ACCOUNT | _OF_ACCOUNT
    word = next((text for text in reversed(texts) if text is not None and text.lower() in words), None)
    if word is None or None in texts or opens_session(effect.segments) or _below_made(test, effect):
        return None
    if _says_whose(test, effect) or _of_made_account(test, effect):
        return None
    for value in effect.credentials:
        if own(test, value) or any(isinstance(atom, Unknown) for atom in atoms(value)):
            return None
    return Shared(("account", *([word] if word in _OF_ACCOUNT else texts)), "there is one for all tests")


def _says_whose(test: Test, effect: Effect) -> bool:
    """Whether what is sent names a user whom the test has made: `PUT /account/password` with their login."""
    told = [value for key, value in effect.fields.entries if snake(key) in _WHO]
    made = [create for create in effects(test, "create") if create.order < effect.order and own_effect(test, create)]
    return any(same(one, other) for one in told for create in made for _, other in create.fields.entries)


_WHO = frozenset({"login", "email", "username", "user_name", "user", "user_id", "phone"})


def _of_made_account(test: Test, effect: Effect) -> bool:
    """Whether nothing says of which account a request is, in a test that signed one up for itself."""
    return (
        not effect.credentials
        and not any(snake(key) in _WHO for key, _ in effect.fields.entries)
        and any(
            create.order < effect.order
            and create.stage.scope == "function"
            and singular(create.resource or "") in _OWNERS
            for create in effects(test, "create")
        )
    )


def _below_made(test: Test, effect: Effect) -> bool:
    """Whether a path leads through a record that the test makes under the name written there: `/boards/plan/settings`."""
    texts = [text_of(segment) for segment in effect.segments]
    return any(
        _is_name(before, text) and _made_with_id(test, segment)
        for before, text, segment in zip(texts, texts[1:], effect.segments[1:], strict=False)
    )


def _all_of_them(test: Test, effect: Effect) -> Shared | None:
    """All records of a kind, where a delete names none: `DELETE /orders`, `DELETE FROM orders`."""
    if effect.kind != "delete" or effect.query.entries or effect.fields.entries or effect.resource is None:
        return None
    if effect.access.kind == "sql":
        return Shared(("all", effect.resource), "it takes away all there are")
    texts = [text_of(segment) for segment in effect.segments]
    if (
        effect.access.kind != "http"
        or effect.verb == "POST"
        or not texts
        or None in texts
        or not plural(texts[-1] or "")
    ):
        return None
    if texts[-1] in {"sessions", "tokens", "cookies"} or any(own(test, value) for value in effect.credentials):
        return None
    return Shared(("all", effect.resource), "it takes away all there are")


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
        given = (
            *field_values(create.fields),
            *create.query.entries,
            *(("", value) for value in create.arguments),
        )
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


def _kept(event: HandOver) -> Effect | None:
    """The effect of a wider-scoped fixture whose answer an event changes in place, not in a copy."""
    value = event.value
    target = value.get("record") if hasattr(value, "get") else None
    if not isinstance(target, Derived) or _copied(target) or _handed_out(target):
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
    """Whether the fixture only collects what it, or another one, is to take away in the end."""
    collected = {source.order for source in sources(event.value)}
    return event.how == "change" and any(
        isinstance(later, (Effect, Other))
        and later.stage.teardown
        and (later.stage.name.rpartition(".")[2] == fixture or _deletes(later, collected))
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
        if _undoes(first, effect) or (_differs(first, effect) and not _asserted(test, effect)):
            return effect
    return None


def _asserted(test: Test, effect: Effect) -> bool:
    """Whether a write is what is tested, not the tidying after it."""
    return any(
        isinstance(event, Check) and event.order > effect.order and not event.stage.teardown
        for event in test.timeline.events
    )


def _undoes(first: Effect, later: Effect) -> bool:
    """Whether a write is the opposite of another one, or sends what was there before it."""
    if first.kind == "delete":
        return False
    did, does = _action(first), _action(later)
    if does is not None and did is not None and re.fullmatch(_UNDONE_BY.get(did, "-"), does):
        return True
    return later.kind == "delete" if first.kind == "create" else _older(first, later)


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
    """Whether a write sends what was read before another one."""
    return any(
        source.order < first.order and source.kind in {"read", "create"}
        for _, value in field_values(later.fields)
        for source in sources(value)
    )


def _action(effect: Effect) -> str | None:
    """The word for what an effect does to a record: `block` of `POST /users/42/block`."""
    word = text_of(effect.segments[-1]) if effect.access.kind == "http" and effect.segments else effect.verb
    parts = verbs.words(word) if word is not None else ()
    return parts[0] if parts else None
