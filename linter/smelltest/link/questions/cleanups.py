"""What takes away a record that a test made, and what a delete names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import refers, snake
from smelltest.link.play.http import UNDOING, is_id, plural
from smelltest.link.questions.interruption import last_key
from smelltest.link.questions.records import effects, field_values, kin, parents, same, singular, writes_again
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import (
    Computed,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Symbol,
    Unknown,
    Value,
    atoms,
    text_of,
)


@lru_cache(maxsize=64)
def cleanups(test: Test, create: Effect) -> tuple[Effect, ...]:
    """The effects that undo a create, or the create of something that it hangs below."""
    found = []
    for effect in effects(test, "delete", "change"):
        if effect.order <= create.order or (effect.guard.environment and not create.guard.environment):
            continue  # Where the environment decides of both, it decides alike.
        if (effect.kind == "delete" and undoes(effect, create)) or (
            effect.kind == "change" and _sets_aside(test, effect, create)
        ):
            found.append(effect)
    again = None if found else _tried_again(test, create)
    return cleanups(test, again) if again is not None else tuple(found)


def _tried_again(test: Test, create: Effect) -> Effect | None:
    """The create that takes the place of one that failed: it comes next, under a condition, and of the first no more is
    heard.

        created = api.create_agent(name="Ada", model="large")
        if not created.ok:
            created = api.create_agent(name="Ada")
    """
    later = [event for event in test.timeline.events if event.order > create.order]
    again = next((event for event in later if isinstance(event, Effect)), None)
    if again is None or not again.guard.conditional or again.kind != "create" or again.stage != create.stage:
        return None
    if create.guard.conditional or again.guard.repeated or not _makes_anew(again, create):
        return None
    heard = (value for event in later if isinstance(event, Effect) for value in addressed(event))
    return None if any(source is create for value in heard for source in sources(value)) else again


def tidying(test: Test, create: Effect) -> tuple[Effect, ...]:
    """The cleanups of a create that tidy up after it, and do not only make room for the same record to be made anew."""
    found = cleanups(test, create)
    if not found:
        return found
    last = max((again.order for again in effects(test, "create") if _makes_anew(again, create)), default=-1)
    return tuple(effect for effect in found if effect.order > last)


def _makes_anew(effect: Effect, earlier: Effect) -> bool:
    """Whether a create gives its record the name that another one gave its own, so that the first was gone by then."""
    if effect.order <= earlier.order or (effect.verb, effect.resource) != (earlier.verb, earlier.resource):
        return False
    kind = singular(earlier.resource or "")
    keys = ("name", "id", "uid", "key", "slug", f"{kind}_name", f"{kind}_id")
    named = [(one, earlier.fields.get(key)) for key in keys if (one := effect.fields.get(key)) is not None]
    return writes_again(effect, earlier) or any(other is not None and same(one, other) for one, other in named)


def _sets_aside(test: Test, change: Effect, create: Effect) -> bool:
    """Whether a change is the last that is done to a record that can't be deleted, or to what it hangs below."""
    if _undone_by_payload(change, create):
        return change.guard.always or _is_last_word(test, change, create)
    if _holds(change, create) or _may_close(change, create):
        return change.guard.always or (_closes(change) and _is_last_word(test, change, create))
    return (
        change.guard.always
        and any(parent.kind == "create" and _holds(change, parent) for parent in parents(create))
        and _closes(change)
    )


_CLOSING = frozenset("close cancel archive deactivate retire disable terminate resolve void abandon".split())


_CLOSED = frozenset("closed cancelled canceled done archived inactive resolved retired disabled terminated".split())


_STATE = re.compile(r"(?:^|_|[a-z.])(?:[Ss]tate|[Ss]tatus|value)$|^(?:state|status)", re.IGNORECASE)


def _closes(change: Effect) -> bool:
    """Whether a change sets its record aside, as the call of it, its path or the new state says."""
    called = (change.verb, *(caller.rpartition("::")[2].rpartition(".")[2] for caller in change.callers[1:]))
    last = text_of(change.segments[-1]) if change.segments else None
    if any(_CLOSING & set(verbs.words(name)[:2]) for name in (*called, last or "")):
        return True
    return any(
        isinstance(value, Literal) and str(value.value).lower() in _CLOSED and _STATE.search(key) is not None
        for key, value in field_values(change.fields)
    )


def _is_last_word(test: Test, change: Effect, create: Effect) -> bool:
    """Whether a change is the last of the record in a test that is not about it, and nothing is asked of it any more."""
    if (_CLOSING | _CLOSED) & set(verbs.words(test.name)):
        return False
    for event in test.timeline.events:
        if event.order <= change.order or event.stage.teardown:
            continue
        if isinstance(event, Check):
            about = list(sources(event.condition))
            if not about or any(source is create or source is change or _holds(source, create) for source in about):
                return False
    return True


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
    return bool(named) and any(same(name, value) for name in named for value in _own_values(create))


def _undone_by_payload(change: Effect, create: Effect) -> bool:
    """Whether a request has what a create made undone, and names it in its payload: `POST /bookings/cancel`."""
    if change.verb != "POST" or not change.segments or not change.fields.entries:
        return False
    if (text_of(change.segments[-1]) or "").lower() not in UNDOING:
        return False
    given = [value for _, value in field_values(change.fields)]
    if any(source is create for value in given for source in sources(value)):
        return True
    meant = [part for value in given for part in (value.values if isinstance(value, Items) else (value,))]
    sent = [value for _, value in field_values(create.fields) if isinstance(value, Derived)]
    return change.guard.always and any(same(one, other) for one in meant for other in sent)


def undoes(delete: Effect, create: Effect) -> bool:
    """Whether a delete takes away what a create made; what can't be told counts for it."""
    if delete.access.kind == "sweep" or (_wipes(delete) and not _wipes_sessions(delete)):
        return True
    if any(text_of(value) in {"all", "*"} for _, value in delete.query.entries) and _of_kind(delete.resource, create):
        return True
    if _clears_within(delete, create):
        return False
    if (
        _says_so(delete, create)
        or names(delete, create)
        or _below(delete, create)
        or _empties(delete, create)
        or _posts_away(delete, create)
    ):
        return True
    for atom in addressed(delete):
        for value in atoms(atom):
            if not isinstance(value, Derived) or value.effect.kind != "read":
                continue
            if _reaches(value.effect, create) or _lists_around(value, create):
                return True
    return any(names(delete, parent) for parent in parents(create) if parent.kind == "create") or _may_hold(
        delete, create
    )


def _clears_within(delete: Effect, create: Effect) -> bool:
    """Whether a record is only rid of what it holds: `clear_events(monitor_id)`."""
    held = verbs.noun_of(delete.verb)
    return (
        delete.access.kind == "sdk"
        and verbs.words(delete.verb)[:1] in {("clear",), ("empty",), ("purge",), ("truncate",)}
        and held is not None
        and not kin(held, create.resource)
        and any(create in sources(value) for value in delete.arguments)
    )


def _may_hold(delete: Effect, create: Effect) -> bool:
    """Whether a delete may take away what a create's payload hangs its record below: `{"project": {"id": …}}`.

    Neither tells which: a delete of a project whose key could not be followed, and a payload with a `project`.
    """
    if delete.resource is None or not any(map(_untold, addressed(delete))):
        return False
    kind = singular(delete.resource)
    return any(
        key in {kind, f"{kind}_id", f"{kind}Id"} and _untold(value) for key, value in field_values(create.fields)
    )


def _says_so(delete: Effect, create: Effect) -> bool:
    """Whether a delete stands in a helper that is called as one that takes such a record along: `delete_user_and_group`."""
    if create.resource is None or len(delete.callers) < 2:
        return False
    kind = re.escape(singular(create.resource))
    return any(
        verbs.kind_of(name) == "delete" and re.search(rf"_and_(?:\w+_and_)?{kind}s?(?:_|$)|_{kind}s?_and_", name)
        for name in (caller.rpartition("::")[2].rpartition(".")[2] for caller in delete.callers[1:])
    )


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Literal) and value.value is None


def _untold(value: Value) -> bool:
    return any(isinstance(atom, (Unknown, Symbol)) for atom in atoms(value))


def takes_itself(delete: Effect, create: Effect) -> bool:
    """Whether a delete is of the record or what stands above it, and not of something below: `group.members.delete(id)`."""
    given = any(create in sources(value) for value in delete.arguments)
    return given or not delete.arguments or not any(create in sources(value) for value in delete.segments)


def _empties(delete: Effect, create: Effect) -> bool:
    """Whether a delete of a client's takes all records of the collection in which the create made one.

    Or it is the delete of the very thing that the create gave its content: `blob.upload(…)`, `blob.delete()`.
    """
    if delete.access.kind != "sdk" or delete.arguments or delete.fields.entries or delete.query.entries:
        return False
    if len(delete.segments) > len(create.segments) or not all(map(same, delete.segments, create.segments)):
        return False
    itself = delete.segments and len(delete.segments) == len(create.segments) - len(create.arguments)
    return bool(itself) or (delete.resource is not None and kin(delete.resource, create.resource))


def _posts_away(delete: Effect, create: Effect) -> bool:
    """Whether a procedure that deletes is called for that kind of record, without it being known for which."""
    return (
        delete.verb == "POST"
        and delete.resource is not None
        and kin(delete.resource, create.resource)
        and all(isinstance(segment, Literal) for segment in delete.segments)
        and all(_untold(value) or _is_nothing(value) for _, value in field_values(delete.fields))
    )


def _wipes(delete: Effect) -> bool:
    """Whether a service is to forget everything: `POST /__flush__`, `DELETE /__reset__`, `database.delete_items()`."""
    if delete.access.kind == "sdk":
        told = delete.segments or delete.arguments or delete.fields.entries or delete.query.entries
        return not told and delete.resource in _STORES and verbs.words(delete.verb)[1:] in _WHOLE
    words = verbs.words(text_of(delete.segments[-1]) or "") if delete.access.kind == "http" and delete.segments else ()
    return bool(words) and words[0] in _FORGETTING and not any(isinstance(s, Derived) for s in delete.segments)


def _wipes_sessions(delete: Effect) -> bool:
    """Whether a request only ends sessions: `DELETE /account/login/all`."""
    return any(_SESSION.match(text_of(segment) or "") for segment in delete.segments[:-1])


_SESSION = re.compile(r"^(?:log-?(?:in|out)|sign-?(?:in|out)|sessions?|tokens?|devices?)$", re.IGNORECASE)


_STORES = frozenset({"database", "db", "store", "storage"})


_WHOLE = frozenset({("all",), ("everything",), ("items",), ("records",), ("documents",), ("all", "records")})


_FORGETTING = frozenset("flush truncate cleanup reset wipe purge all everything".split())


def names(delete: Effect, create: Effect) -> bool:
    """Whether an effect names the record that a create made: by its id, by a value of it, or not at all."""
    target = addressed(delete)
    if not target:
        return _of_kind(delete.resource, create) and not delete.query.entries
    own = _own_values(create)
    any_name = (may_have_any_name(create) and not _is_of_another(delete, create)) or _is_put_somewhere(create, delete)
    if (any_name and _of_kind(delete.resource, create)) or _at_its_address(delete, create):
        return True
    if any(_ends_in(delete, field) for field in own) or _by_beginning(delete, own):
        return True
    for value in target:
        for atom in told_by(value):
            if isinstance(atom, Derived) and atom.effect is create:
                return True
            if (
                isinstance(atom, (Literal, Made, Joined, Computed))
                and _telling(atom)
                and any(same(atom, field) for field in own)
            ):
                return True
            if isinstance(atom, Joined) and any(isinstance(each, Joined) and each.parts == atom.parts for each in own):
                return True  # Whatever it was put together of: both are by the same code.
            if isinstance(atom, Configured) and _is_same_by_environment(atom, delete, create):
                return True
            if isinstance(atom, Derived) and (_echoes(atom, create) or _of_same_parent(atom, delete, create, own)):
                return True
        unknown = value if isinstance(value, Unknown) else None
        if isinstance(value, (Joined, Items)):
            unknown = next((atom for atom in atoms(value) if isinstance(atom, Unknown)), None)
        if unknown is not None and _of_kind(delete.resource, create):
            return True
    return False


def _is_put_somewhere(create: Effect, delete: Effect) -> bool:
    """Whether it is not known where a fixture puts its record, in whose teardown something is taken away."""
    put = create.verb == "PUT" and bool(create.segments) and isinstance(create.segments[-1], Unknown)
    return put and create.stage.kind != "test" and create.stage.name == delete.stage.name and delete.guard.always


def _is_of_another(delete: Effect, create: Effect) -> bool:
    """Whether a delete names the record that another create of that kind made: `DELETE /disks/{other["id"]}`."""
    last = delete.segments[-1] if delete.segments else None
    made = last.effect if isinstance(last, Derived) else None
    return made is not None and made is not create and made.kind == "create" and kin(made.resource, delete.resource)


def _at_its_address(delete: Effect, create: Effect) -> bool:
    """Whether a record was made at an address of its own, and that is what is deleted: `POST /users/{name}`.

    Whatever the name was put together of: both have it by the same code.
    """
    mine, yours = delete.segments, create.segments
    return (
        delete.access.kind == create.access.kind == "http"
        and len(mine) == len(yours) > 1
        and is_id(yours[-1])
        and all(one == other or same(one, other) for one, other in zip(mine, yours, strict=True))
    )


def may_have_any_name(create: Effect) -> bool:
    """Whether a create was given something of which nothing is known."""
    own = _own_values(create)
    return bool(own or create.fields.open) and all(isinstance(value, Unknown) for value in own)


def _is_same_by_environment(name: Configured, delete: Effect, create: Effect) -> bool:
    """Whether what the environment names is the record: the create was given that name as the record's own.

    Or the environment says of both whether they are needed: one that it names is not made, and not taken away.
    """
    if delete.guard.environment and create.guard.environment and _of_kind(delete.resource, create):
        return True
    if delete.resource != create.resource:
        return False
    named = (value for key, value in create.fields.entries if refers(snake(key)) is not None or snake(key) == "name")
    return any(same(name, value) for value in (*named, *create.arguments[:1]))


@lru_cache(maxsize=64)
def _own_values(create: Effect) -> tuple[Value, ...]:
    """What a create was given, by any of which its record may go."""
    last = create.segments[-1:] if create.verb == "PUT" else ()
    asked = (value for _, value in create.query.entries)
    return (*(value for _, value in field_values(create.fields)), *create.arguments, *asked, *last)


def told_by(value: Value) -> Iterator[Value]:
    """What a name is made of; of a path of names, what the last one is: `shop` of `{group}/shop`."""
    if isinstance(value, Joined):
        for index in range(len(value.parts) - 2, 0, -1):
            text = text_of(value.parts[index])
            if text is not None and text.endswith("/") and "://" not in text:
                for part in value.parts[index + 1 :]:
                    yield from atoms(part)
                return
    yield from atoms(value)


def _by_beginning(delete: Effect, own: tuple[Value, ...]) -> bool:
    """Whether a delete takes all that begins with a value that was made: `?prefix=…`."""
    asked = [value for key, value in delete.query.entries if "prefix" in key.lower() and isinstance(value, Made)]
    return bool(asked) and any(same(value, atom) for field in own for atom in atoms(field) for value in asked)


def _ends_in(effect: Effect, value: Value) -> bool:
    """Whether the end of a path is a value with slashes of its own: `/plugins/shop/mailer` for `shop/mailer`."""
    text = text_of(value) if effect.access.kind == "http" else None
    parts = text.strip("/").split("/") if text is not None and "/" in text and "://" not in text else []
    tail = [text_of(segment) for segment in effect.segments[-len(parts) :]] if len(parts) > 1 else []
    return bool(tail) and tail == parts


def _echoes(value: Derived, create: Effect) -> bool:
    """Whether a value is a field of what the record came to, or of a later one that was made with what it gave."""
    if value.effect.kind == "change":  # `item = item.update()`
        return any(source is create for segment in value.effect.segments[-1:] for source in sources(segment))
    sent = value.effect.fields.get(last_key(value) or "") if value.effect.kind == "create" else None
    return sent is not None and any(source is create for source in sources(sent))


def _of_same_parent(value: Derived, delete: Effect, create: Effect, own: tuple[Value, ...]) -> bool:
    """Whether a delete takes all records of one kind that stand below the same one as what a create made.

    A delete of the record that another one was made of, `DELETE /disks/1` for a fork of it, takes only that.
    """
    named = delete.resource is not None and create.resource is not None and kin(delete.resource, create.resource)
    itself = value.effect.kind == "create" and value.effect.resource is not None
    if itself and kin(value.effect.resource, delete.resource) and delete.segments[-1:] == (value,):
        return False
    return named and any(isinstance(field, Derived) and same(value, field) for field in own)


def _of_kind(resource: str | None, create: Effect) -> bool:
    """Whether a create makes a record of some kind, or one below it; to register makes a user."""
    if kin(resource, create.resource):
        return True
    named = [text for segment in create.segments if (text := text_of(segment)) is not None]
    return any(kin(resource, text) for text in named) or (
        singular(resource or "") in {"user", "account"} and any(_SIGNING_UP.search(text) for text in named)
    )


_SIGNING_UP = re.compile(r"regist|sign_?-?up", re.IGNORECASE)


def _telling(value: Value) -> bool:
    if isinstance(value, Literal):
        return (isinstance(value.value, str) and len(value.value) > 1) or (
            isinstance(value.value, int) and not isinstance(value.value, bool)
        )
    return True


def addressed(effect: Effect) -> tuple[Value, ...]:
    """What an effect names its record by: the end of its path, its arguments, its query, its payload."""
    found: list[Value] = []
    if effect.access.kind == "http":
        if len(effect.segments) > 1 and _is_nothing(effect.segments[-1]) and isinstance(effect.segments[-2], Derived):
            found.append(
                effect.segments[-2]
            )  # A part of the path that is left out: `url(id=order["id"], action=None)`.
        elif effect.segments and is_id(effect.segments[-1]):
            found.append(effect.segments[-1])
        elif effect.segments and any(is_id(segment) for segment in effect.segments[1:]):
            # `DELETE /carts/1/items`: what hangs below the record, or a verb on it.
            found.extend(segment for segment in effect.segments if is_id(segment))
        elif len(effect.segments) > 1 and not any(map(_is_more_than_a_switch, _given(effect))):
            last = text_of(effect.segments[-1])
            if last is not None and not plural(last):
                found.append(effect.segments[-1])
    else:
        found.extend(effect.segments)
    found.extend(value for key, value in effect.query.entries if key not in _HOW)
    found.extend(value for key, value in effect.fields.entries if key not in _HOW)
    return tuple(found)


_HOW = frozenset({"timeout", "request_timeout", "wait", "retries", "verify", "recursive", "force"})
"""What says how something is to be done, and nothing of the record that it is done to."""


def _given(effect: Effect) -> Iterator[Value]:
    for pairs in (effect.query, effect.fields):
        for _, value in pairs.entries:
            yield value


def _is_more_than_a_switch(value: Value) -> bool:
    """Whether what a request is given can say which record it is about, unlike `force=true`."""
    text = text_of(value)
    return not (
        (isinstance(value, Literal) and (value.value is None or isinstance(value.value, bool)))
        or (text is not None and text.lower() in {"true", "false"})
    )


def _below(delete: Effect, create: Effect) -> bool:
    """Whether the delete's path is the beginning of the create's."""
    if delete.access.kind != "http" or create.access.kind != "http" or not delete.segments:
        return False
    if len(delete.segments) >= len(create.segments):
        return False
    if not is_id(delete.segments[-1]) and len(delete.segments) < 2:
        return False
    return all(same(a, b) for a, b in zip(delete.segments, create.segments, strict=False))


def _lists_around(element: Derived, create: Effect) -> bool:
    """Whether a delete is of each element of a collection in whose records the create stands."""
    listed = element.effect.resource
    if listed is None or not any(step.kind == "each" for step in element.steps):
        return False
    return any(kin(text, listed) for segment in create.segments if (text := text_of(segment)) is not None)


def _reaches(read: Effect, create: Effect) -> bool:
    """Whether a read can find the record: it asks for it, or lists its collection."""
    return _asks_for(read, create, _FEW_STEPS) or _of_kind(read.resource, create)


def _asks_for(read: Effect, create: Effect, steps: int) -> bool:
    """Whether a read names the record, logs in as the user that it is, or asks for what such a read gave."""
    as_user = (value for key, value in read.fields.entries if key.lower() in _ACCOUNT) if read.verb == "POST" else ()
    for value in (*read.segments, *(value for _, value in read.query.entries), *as_user):
        if any(same(value, field) for _, field in field_values(create.fields)):
            return True
        for source in sources(value):
            if source is create or (steps and source.kind == "read" and _asks_for(source, create, steps - 1)):
                return True
    return False


_FEW_STEPS = 2
"""A login, the account that it opens, and the id in that."""
_ACCOUNT = frozenset({"email", "login", "username", "user_name"})


def is_checked(test: Test, delete: Effect) -> bool:
    """Whether the delete is what the test is about: its answer is asserted, or that the record is gone."""
    called = set(verbs.words(test.name))
    if _DELETING & called or (delete.kind == "change" and (_CLOSING | _CLOSED) & called):
        return True
    looked: set[int] = set()
    for event in test.timeline.events:
        if event.order <= delete.order or event.stage.teardown or event.guard.always:
            continue
        if isinstance(event, Effect) and event.order in test.timeline.rejected and _shares(event, delete):
            return True
        if (
            isinstance(event, Effect)
            and event.kind == "read"
            and (_shares(event, delete) or (event.resource is not None and kin(event.resource, delete.resource)))
        ):
            looked.add(event.order)
        if isinstance(event, Check) and event.site != delete.site:
            orders = {effect.order for effect in sources(event.condition)}
            if delete.order in orders or orders & looked or (looked and not orders and _is_untold(event)):
                return True
    return False


def deletes_unseen(test: Test, create: Effect) -> bool:
    """Whether a test is about the delete of a record, by its name, that is nowhere seen: what a table of requests may say."""
    words = set(verbs.words(test.name.rpartition(".")[2]))
    if not _DELETING & words or create.resource is None:
        return False
    about = {singular(word) for word in words - _DELETING - _FILLING}
    return about <= {singular(word) for word in verbs.words(create.resource)} and not any(
        isinstance(event, Effect) and event.kind == "delete" and event.stage.kind == "test"
        for event in test.timeline.events
    )


_FILLING = frozenset(
    "test a an the by id api existing valid new success successful successfully positive ok one".split()
)


def _is_untold(check: Check) -> bool:
    """Whether nothing is known of what a check is about: what was just read, as like as not."""
    return any(isinstance(atom, Unknown) for atom in atoms(check.condition))


_DELETING = frozenset(
    "delete deletes deleted deleting deletion remove removes removed removal destroy unregister".split()
)


def _shares(one: Effect, other: Effect) -> bool:
    """Whether two effects name a record by the same value."""
    named = [atom for value in addressed(other) for atom in atoms(value) if isinstance(atom, (Derived, Made, Literal))]
    given = (*one.segments, *(v for _, v in one.query.entries), *(v for _, v in one.fields.entries))
    return any(same(atom, name) for value in given for atom in atoms(value) for name in named if _telling(name))
