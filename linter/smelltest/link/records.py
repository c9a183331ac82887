"""Whose records a test works on: what it made, what it takes away, what it shares with others.

Questions about one timeline, in the words of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache

from smelltest.link.http import UNDOING, is_id, plural
from smelltest.link.knowledge import verbs
from smelltest.link.sending import refusal_status
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, Event, Other, sources
from smelltest.link.values import (
    Comparison,
    Computed,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Negated,
    Pairs,
    Predicate,
    Symbol,
    Unknown,
    Value,
    atoms,
    text_of,
)

# Which effects count


# Every rule asks these of one test after the other, so the answers about the last few are kept.


@lru_cache(maxsize=64)
def effects(test: Test, *kinds: str) -> tuple[Effect, ...]:
    """What the test does to the system, and is expected to succeed in; of the given kinds."""
    return tuple(effect for effect in _accepted(test) if effect.kind in kinds)


@lru_cache(maxsize=8)
def _accepted(test: Test) -> tuple[Effect, ...]:
    rejected = test.timeline.rejected
    return tuple(event for event in test.timeline.events if type(event) is Effect and event.order not in rejected)


@lru_cache(maxsize=64)
def lasting(test: Test, *kinds: str) -> tuple[Effect, ...]:
    """Those of them that outlive the test, or concern what does."""
    return tuple(effect for effect in _outliving(test) if effect.kind in kinds)


@lru_cache(maxsize=8)
def _outliving(test: Test) -> tuple[Effect, ...]:
    return tuple(effect for effect in _accepted(test) if test.isolation(effect) is None)


@lru_cache(maxsize=256)
def keeps_nothing(test: Test, effect: Effect) -> bool:
    """Whether a request goes to a public fake that stores nothing."""
    host = effect.host
    client = effect.access.client.lower()
    if effect.access.kind == "sdk" and any(map(client.__contains__, _names_of(test.settings.fake_hosts))):
        return True
    for atom in atoms(host) if host is not None else ():
        text = text_of(atom)
        if text is not None:
            name = re.sub(r"^[a-zA-Z]+://(?:[^@/]*@)?", "", text).split("/")[0].split(":")[0]
            if any(fnmatchcase(name, pattern) for pattern in test.settings.fake_hosts):
                return True
    return False


@lru_cache(maxsize=8)
def _names_of(hosts: tuple[str, ...]) -> tuple[str, ...]:
    """What hosts are called, as far as that is telling."""
    labels = (pattern.lstrip("*.").split(".")[0].lower() for pattern in hosts)
    return tuple(label for label in labels if len(label) > 5)


_ACTIONS = verbs.CHANGE | verbs.READ | frozenset(
    "send run execute trigger sync start stop notify subscribe check verify process handle convert parse"
    " render reset ping echo evaluate compute generate test confirm resend logout login complete accept"
    " build rebuild prune leave join init swap compact pay ship dispatch deliver fulfil fulfill checkin checkout"
    " decline deny withdraw suspend resume pause retry requeue like unlike follow unfollow pin unpin star unstar"
    " freeze unfreeze borrow renew extend finalize finalise expire escalate snooze acknowledge ack claim mute unmute"
    " board reopen capture void authorize authorise settle".split()
) - {"list", "all", "exists"}  # fmt: skip


@lru_cache(maxsize=16)
def creates(test: Test) -> tuple[Effect, ...]:
    """The lasting effects that make a new record."""
    made: list[Effect] = []
    for effect in lasting(test, "create"):
        if effect.access.kind == "file" or keeps_nothing(test, effect) or _is_output(effect) or _fetches_token(effect):
            continue
        if not any(_again(effect, earlier) for earlier in made):
            made.append(effect)
    if not any(effect.access.kind == "http" and _is_action(effect) for effect in made):
        return tuple(made)
    used = {effect.order for event in test.timeline.events for effect in _answers_used(event)}
    return tuple(
        effect
        for effect in made
        if not (
            effect.access.kind == "http" and (effect.order not in used or _sends_ids(effect)) and _is_action(effect)
        )
    )


def _sends_ids(effect: Effect) -> bool:
    """Whether what is sent is a bare list, of the ids of records that are there already."""
    return effect.fields.open and not effect.fields.entries


def _is_action(effect: Effect) -> bool:
    """Whether a POST tells the service to do something: `/mails/send`, `/products/restock`, `/account/password`."""
    name = effect.resource
    words = verbs.words(name) if name is not None else ()
    if words and words[-1] in _NO_RECORDS:
        return True
    if not words or plural(name or ""):
        return False
    if words[0] in _ACTIONS:
        return True
    around = text_of(effect.segments[-2]) if len(effect.segments) > 1 else None
    below = around is not None and plural(around) and text_of(effect.segments[-1]) == name
    return below and not _MAKING & set(words) and not _is_called_making(effect)


def _is_called_making(effect: Effect) -> bool:
    """Whether a write with a payload stands in a helper that is called as one that makes a record."""
    helpers = (caller.rpartition("::")[2].rpartition(".")[2] for caller in effect.callers[1:])
    return bool(effect.fields.entries) and any(verbs.words(name)[:1] in _CALLED_MAKING for name in helpers)


_CALLED_MAKING = frozenset({("create",), ("register",), ("insert",)})


_NO_RECORDS = frozenset(
    "password paginated export details usage requirements rate reprint temporary quote estimate availability".split()
)
"""What a POST to such an address answers is worked out, looked up or done, and kept by nobody."""


_MAKING = verbs.CREATE | frozenset("batch bulk random signup registration clone copy duplicate".split())


_OUTPUTS = frozenset(
    "metric metrics meter span logger counter gauge histogram report reports coverage screenshot screenshots"
    " chart plot summary log logs html trace statistics handler handlers listener listeners callback callbacks observer".split()
)


def _is_output(effect: Effect) -> bool:
    """Whether what is made is a report about the run, or what is called back in it, and no record."""
    return effect.access.kind == "sdk" and bool(_OUTPUTS & set(verbs.words(effect.resource or "")))


def _fetches_token(effect: Effect) -> bool:
    """Whether a request to an address that nothing is known of stands in a helper that is called after a token."""
    if effect.access.kind != "http" or any(text_of(segment) is not None for segment in effect.segments):
        return False
    helpers = (verbs.words(part) for caller in effect.callers[1:] for part in caller.rpartition("::")[2].split("."))
    return any(
        "token" in words and (words[0] in _FETCHING or words[-1] in _FETCHING) and not _KEPT & set(words)
        for words in helpers
    )


_FETCHING = frozenset("get fetch generate obtain request acquire retrieve make refresh generation token login".split())
_KEPT = frozenset("create add register new api personal invite invitation project deploy".split())
"""What is said of a token that is a record: made to be listed and taken back."""


def _again(effect: Effect, earlier: Effect) -> bool:
    """Whether a write names the record that an earlier one made, and so only writes it once more."""
    if effect.verb == "PUT":
        last = effect.segments[-1:]
        return any(same(last[0], value) for _, value in field_values(earlier.fields)) if last else False
    if effect.access.kind == "http" or (effect.verb, effect.resource) != (earlier.verb, earlier.resource):
        return False
    if len(effect.arguments) != len(earlier.arguments):
        return False
    named = [
        (one, other)
        for one, other in zip(effect.arguments, earlier.arguments, strict=True)
        if isinstance(one, (Made, Joined)) or (isinstance(one, Literal) and isinstance(one.value, str))
    ]
    return bool(named) and all(same(one, other) for one, other in named)


def _answers_used(event: Event) -> Iterator[Effect]:
    if isinstance(event, Effect):
        for value in (*event.segments, event.fields, event.query):
            yield from sources(value)


# What is the same


def same(one: Value, other: Value) -> bool:
    """Whether two values are equal for certain."""
    if isinstance(one, Literal) and isinstance(other, Literal):
        return one.value is not None and str(one.value) == str(other.value)
    if isinstance(one, Made) and isinstance(other, Made):
        return one.site == other.site and (one.number == other.number or one.scope != "function")
    if isinstance(one, Derived) and isinstance(other, Derived):
        return one.effect is other.effect and _path(one) == _path(other)
    if isinstance(one, Configured) and isinstance(other, Configured):
        return one.name == other.name
    if isinstance(one, Joined) and isinstance(other, Joined):
        texts = text_of(one), text_of(other)
        if None not in texts:
            return texts[0] == texts[1]
        return len(one.parts) == len(other.parts) and all(
            same(mine, yours) for mine, yours in zip(one.parts, other.parts, strict=True)
        )
    if isinstance(one, Computed) and isinstance(other, Computed):
        return one.operator == other.operator and all(map(same, one.operands, other.operands))
    text, again = text_of(one), text_of(other)
    return text is not None and text == again


def _path(value: Derived) -> tuple[str | int | None, ...]:
    return tuple(step.key for step in value.steps if step.kind in {"item", "attribute", "pick"} and step.key != "json")


def field_values(pairs: Pairs) -> Iterator[tuple[str, Value]]:
    """The fields of a payload, nested ones too, by their own name."""
    for key, value in pairs.entries:
        yield key, value
        if isinstance(value, Pairs):
            yield from field_values(value)
        elif isinstance(value, Items):
            for item in value.values:
                if isinstance(item, Pairs):
                    yield from field_values(item)


# What takes a record away


@lru_cache(maxsize=64)
@lru_cache(maxsize=64)
def cleanups(test: Test, create: Effect) -> tuple[Effect, ...]:
    """The effects that undo a create, or the create of something that it hangs below."""
    found = []
    for effect in effects(test, "delete", "change"):
        if effect.order <= create.order or effect.guard.environment:
            continue
        if (effect.kind == "delete" and undoes(effect, create)) or (
            effect.kind == "change" and _sets_aside(test, effect, create)
        ):
            found.append(effect)
    return tuple(found)


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
    return _again(effect, earlier) or any(other is not None and same(one, other) for one, other in named)


def _sets_aside(test: Test, change: Effect, create: Effect) -> bool:
    """Whether a change is the last that is done to a record that can't be deleted, or to what it hangs below."""
    if _undone_by_payload(change, create):
        return change.guard.always or _is_last_word(test, change)
    if _holds(change, create):
        return change.guard.always or (_closes(change) and _is_last_word(test, change))
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


def _is_last_word(test: Test, change: Effect) -> bool:
    """Whether a change stands at the end of a test that is not about it, and asks nothing of it any more."""
    return not (_CLOSING | _CLOSED) & set(verbs.words(test.name)) and not any(
        isinstance(event, Check) and event.order > change.order and not event.stage.teardown
        for event in test.timeline.events
    )


def _holds(change: Effect, create: Effect) -> bool:
    """Whether a change is of the record that a create made: what can't be deleted is closed or put back."""
    return any(source is create for value in change.segments for source in sources(value))


def _undone_by_payload(change: Effect, create: Effect) -> bool:
    """Whether a request has what a create made undone, and names it in its payload: `POST /bookings/cancel`."""
    if change.verb != "POST" or not change.segments or not change.fields.entries:
        return False
    if (text_of(change.segments[-1]) or "").lower() not in UNDOING:
        return False
    return any(source is create for _, value in field_values(change.fields) for source in sources(value))


def undoes(delete: Effect, create: Effect) -> bool:
    """Whether a delete takes away what a create made; what can't be told counts for it."""
    if delete.access.kind == "sweep" or (_wipes(delete) and not _wipes_sessions(delete)):
        return True
    if any(text_of(value) in {"all", "*"} for _, value in delete.query.entries) and _of_kind(delete.resource, create):
        return True
    if names(delete, create) or _below(delete, create) or _empties(delete, create) or _posts_away(delete, create):
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


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Literal) and value.value is None


def _untold(value: Value) -> bool:
    return any(isinstance(atom, (Unknown, Symbol)) for atom in atoms(value))


def parents(effect: Effect, depth: int = 4) -> Iterator[Effect]:
    """The effects whose records an effect's own stands below, through what was read in between."""
    above = (value for key, value in effect.fields.entries if effect.kind == "create" and _PARENT.match(key))
    for value in (*effect.segments, *above) if depth else ():
        for source in sources(value):
            yield source
            yield from parents(source, depth - 1)


_PARENT = re.compile(r"^parent(?:$|_|[A-Z.])")
"""A field of what a record stands below: it goes with that."""


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
            if isinstance(atom, Derived) and (_echoes(atom, create) or _of_same_parent(atom, delete, create, own)):
                return True
        unknown = value if isinstance(value, Unknown) else None
        if isinstance(value, Joined):
            unknown = next((atom for atom in atoms(value) if isinstance(atom, Unknown)), None)
        if unknown is not None and _of_kind(delete.resource, create):
            return True
    return False


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
    """Whether a value is the field of a later record that was made with what an earlier create gave."""
    sent = value.effect.fields.get(_last_key(value) or "") if value.effect.kind == "create" else None
    return sent is not None and any(source is create for source in sources(sent))


def _of_same_parent(value: Derived, delete: Effect, create: Effect, own: tuple[Value, ...]) -> bool:
    """Whether a delete takes all records of one kind that stand below the same one as what a create made."""
    named = delete.resource is not None and create.resource is not None and kin(delete.resource, create.resource)
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
        if effect.segments and is_id(effect.segments[-1]):
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
    """Whether a read can find the record: it asks for its values, or lists its collection."""
    asked = (*read.segments, *(value for _, value in read.query.entries))
    for value in asked:
        if any(effect is create for effect in sources(value)):
            return True
        if any(same(value, field) for _, field in field_values(create.fields)):
            return True
    return _of_kind(read.resource, create)


def kin(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same resource; an unknown one may."""
    return one is None or other is None or singular(one) == singular(other) or _acted_on(one) == _acted_on(other)


_ACTION = re.compile(r"(?:add|create|get|list|remove|delete)[-_](?=[A-Za-z])")


@lru_cache(maxsize=4096)
def _acted_on(name: str) -> str:
    """What an address that says what it does is about: a `product`, of `add-product` and of `get-products`."""
    return singular(_ACTION.sub("", name, count=1) if _ACTION.match(name) else name)


@lru_cache(maxsize=4096)
def singular(name: str) -> str:
    """A resource's name in the singular, in lower case and without separators."""
    bare = re.sub(r"[-_ ]", "", name.lower())
    if bare.endswith("ies") and len(bare) > 4:
        return bare[:-3] + "y"
    if bare.endswith(("sses", "ches", "shes", "xes")):
        return bare[:-2]
    if bare.endswith("indices"):
        return bare[:-4] + "ex"
    return bare[:-1] if bare.endswith("s") and not bare.endswith(("ss", "us", "is")) else bare


# What can come in between


def interruption(test: Test, create: Effect, delete: Effect) -> Event | None:
    """What can fail between a create and its delete on the straight path, so that the delete is skipped."""
    if delete.guard.always:
        return None
    for event in test.timeline.events:
        if not create.order < event.order < delete.order:
            continue
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
    """From which event on a delete is sure to happen, if that was seen."""
    around = [one for one in test.timeline.cleanups if one.first <= delete.order < one.end]
    return min(around, key=lambda one: one.end - one.first).since if around else None


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
    key = _last_key(condition)
    return isinstance(condition, Derived) and (key is None or key in _FINE or len(condition.steps) <= 2 or _is_id(key))


def _compares_success(condition: Comparison) -> bool:
    subject, other = condition.left, condition.right
    if condition.operator in {"in", "not in"} and isinstance(other, Derived):
        return _is_id(text_of(subject) or "")
    if not isinstance(subject, Derived):
        subject, other = other, subject
    key = _last_key(subject)
    if key in _STATUS and refusal_status(other) is not None:
        return True
    if key in _FINE or condition.operator in {"is not", "!="}:
        return True
    if isinstance(other, Literal) and isinstance(other.value, int) and condition.operator in {">", ">=", "<", "<="}:
        return key in _STATUS or _is_id(key or "")
    return isinstance(subject, Derived) and not subject.steps


def _last_key(value: Value) -> str | None:
    """The field of an answer that a value is, if it is one."""
    steps = reversed(value.steps) if isinstance(value, Derived) else ()
    key = next((step.key for step in steps if step.kind in {"item", "attribute"}), None)
    return str(key) if key is not None and key != "json" else None


def _is_id(key: str) -> bool:
    return _ID.search(key) is not None


def is_checked(test: Test, delete: Effect) -> bool:
    """Whether the delete is what the test is about: its answer is asserted, or that the record is gone."""
    if _DELETING & set(verbs.words(test.name)):
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
            if delete.order in orders or orders & looked:
                return True
    return False


_DELETING = frozenset(
    "delete deletes deleted deleting deletion remove removes removed removal destroy unregister".split()
)


def _shares(one: Effect, other: Effect) -> bool:
    """Whether two effects name a record by the same value."""
    named = [atom for value in addressed(other) for atom in atoms(value) if isinstance(atom, (Derived, Made, Literal))]
    given = (*one.segments, *(v for _, v in one.query.entries), *(v for _, v in one.fields.entries))
    return any(same(atom, name) for value in given for atom in atoms(value) for name in named if _telling(name))


__all__ = [
    "addressed",
    "cleanups",
    "creates",
    "effects",
    "field_values",
    "interruption",
    "is_checked",
    "is_own_success",
    "keeps_nothing",
    "kin",
    "lasting",
    "names",
    "parents",
    "same",
    "singular",
    "takes_itself",
    "too_late",
    "undoes",
]  # fmt: skip
