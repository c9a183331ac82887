"""Which record an effect names: by its id, by a value that it was given, or by where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from smelltest.link.knowledge.fields import refers, snake
from smelltest.link.play.addresses import is_id
from smelltest.link.play.http import plural
from smelltest.link.questions.interruption import last_key
from smelltest.link.questions.records import field_values, joints, kin, same, singular
from smelltest.link.timeline import Effect, sources
from smelltest.link.values import (
    Computed,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Unknown,
    Value,
    atoms,
    text_of,
)


def is_nothing(value: Value) -> bool:
    """Whether a value is None."""
    return isinstance(value, Literal) and value.value is None


def names(delete: Effect, create: Effect) -> bool:
    """Whether an effect names the record that a create made: by its id, by a value of it, or not at all."""
    target = addressed(delete)
    if not target:
        return of_kind(delete.resource, create) and not delete.query.entries
    own = own_values(create)
    any_name = (may_have_any_name(create) and not _is_of_another(delete, create)) or _is_put_somewhere(create, delete)
    if (any_name and of_kind(delete.resource, create)) or _at_its_address(delete, create):
        return True
    if any(_ends_in(delete, field) for field in own) or _by_beginning(delete, own):
        return True
    return any(
        any(_is_by(atom, delete, create, own) for atom in told_by(value))
        or any(_put_together_alike(value, each) for each in own)
        or (_has_unknown(value) and of_kind(delete.resource, create))
        for value in target
    )


def _is_by(atom: Value, delete: Effect, create: Effect, own: tuple[Value, ...]) -> bool:
    """Whether a part of what a delete names is what a create made, or one of its `own` values."""
    if isinstance(atom, Derived):
        return atom.effect is create or _echoes(atom, create) or _of_same_parent(atom, delete, create, own)
    if isinstance(atom, Configured):
        return _is_same_by_environment(atom, delete, create)
    if isinstance(atom, (Literal, Made, Joined, Computed)) and telling(atom) and any(same(atom, each) for each in own):
        return True
    return any(_put_together_alike(atom, each) for each in own)


def _put_together_alike(one: Value, other: Value) -> bool:
    """Whether two names are put together of the same, whatever that is: both are by the same code."""
    if isinstance(one, Joined) and isinstance(other, Joined):
        return joints(one) == joints(other)
    if isinstance(one, Computed) and isinstance(other, Computed):
        return (one.operator, one.operands) == (other.operator, other.operands)
    return False


def _has_unknown(value: Value) -> bool:
    return any(isinstance(atom, Unknown) for atom in (atoms(value) if isinstance(value, (Joined, Items)) else (value,)))


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
    own = own_values(create)
    return bool(own or create.fields.open) and all(isinstance(value, Unknown) for value in own)


def _is_same_by_environment(name: Configured, delete: Effect, create: Effect) -> bool:
    """Whether what the environment names is the record: the create was given that name as the record's own.

    Or the environment says of both whether they are needed: one that it names is not made, and not taken away.
    """
    if delete.guard.environment and create.guard.environment and of_kind(delete.resource, create):
        return True
    if delete.resource != create.resource:
        return False
    named = (value for key, value in create.fields.entries if refers(snake(key)) is not None or snake(key) == "name")
    return any(same(name, value) for value in (*named, *create.arguments[:1]))


@lru_cache(maxsize=64)
def own_values(create: Effect) -> tuple[Value, ...]:
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


def of_kind(resource: str | None, create: Effect) -> bool:
    """Whether a create makes a record of some kind, or one below it; to register makes a user."""
    if kin(resource, create.resource):
        return True
    named = [text for segment in create.segments if (text := text_of(segment)) is not None]
    return any(kin(resource, text) for text in named) or (
        singular(resource or "") in {"user", "account"} and any(_SIGNING_UP.search(text) for text in named)
    )


_SIGNING_UP = re.compile(r"regist|sign_?-?up", re.IGNORECASE)


def telling(value: Value) -> bool:
    """Whether a value tells one record from another: no single letter, no yes or no."""
    if isinstance(value, Literal):
        return (isinstance(value.value, str) and len(value.value) > 1) or (
            isinstance(value.value, int) and not isinstance(value.value, bool)
        )
    return True


def addressed(effect: Effect) -> tuple[Value, ...]:
    """What an effect names its record by: the end of its path, its arguments, its query, its payload."""
    found: list[Value] = []
    if effect.access.kind == "http":
        if len(effect.segments) > 1 and is_nothing(effect.segments[-1]) and isinstance(effect.segments[-2], Derived):
            # A part of the path that is left out: `url(id=order["id"], action=None)`.
            found.append(effect.segments[-2])
        elif effect.segments and is_id(effect.segments[-1]):
            found.append(effect.segments[-1])
        elif effect.segments and any(is_id(segment) for segment in effect.segments[1:]):
            # `DELETE /carts/1/items`: what hangs below the record, or a verb on it.
            found.extend(segment for segment in effect.segments if is_id(segment))
        elif len(effect.segments) > 1 and not any(map(_is_more_than_a_switch, _given(effect))):
            last = text_of(effect.segments[-1])
            if last is not None and (not plural(last) or last[:1].isupper()):  # `DELETE /roles/ReadAllShelves`
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


def below(delete: Effect, create: Effect) -> bool:
    """Whether the delete's path is the beginning of the create's."""
    if delete.access.kind != "http" or create.access.kind != "http" or not delete.segments or create.apart:
        return False
    if len(delete.segments) >= len(create.segments):
        return False
    if not is_id(delete.segments[-1]) and len(delete.segments) < 2:
        return False
    return all(same(a, b) for a, b in zip(delete.segments, create.segments, strict=False))


def lists_around(element: Derived, create: Effect) -> bool:
    """Whether a delete is of each element of a collection in whose records the create stands."""
    listed = element.effect.resource
    if listed is None or not any(step.kind == "each" for step in element.steps):
        return False
    return any(kin(text, listed) for segment in create.segments if (text := text_of(segment)) is not None)


def reaches(read: Effect, create: Effect) -> bool:
    """Whether a read can find the record: it asks for it, or lists its collection."""
    return _asks_for(read, create, _FEW_STEPS) or of_kind(read.resource, create)


def logs_in_as(read: Effect, create: Effect) -> bool:
    """Whether a read, such as a login, names the record that a create made, or asks by what such a read gave."""
    return _asks_for(read, create, _FEW_STEPS)


def _asks_for(read: Effect, create: Effect, steps: int) -> bool:
    """Whether a read names the record, logs in as the user that it is, or asks for what such a read gave."""
    as_user = (value for key, value in read.fields.entries if key.lower() in _ACCOUNT) if read.verb == "POST" else ()
    for value in (*read.segments, *(value for _, value in read.query.entries), *as_user):
        # What it was given, or the id of the request by which its outcome is asked for.
        if any(same(value, field) for _, field in (*field_values(create.fields), *create.headers.entries)):
            return True
        for source in sources(value):
            if source is create or (steps and source.kind == "read" and _asks_for(source, create, steps - 1)):
                return True
    return False


_FEW_STEPS = 2
"""A login, the account that it opens, and the id in that."""
_ACCOUNT = frozenset({"email", "login", "username", "user_name"})
