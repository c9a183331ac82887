"""What takes away a record that a test made, and what a delete names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import refers, snake
from smelltest.link.questions.addressing import (
    addressed,
    below,
    is_nothing,
    lists_around,
    logs_in_as,
    names,
    of_kind,
    reaches,
    telling,
)
from smelltest.link.questions.closing import CLOSED, CLOSING, sets_aside
from smelltest.link.questions.fitness import conflicts
from smelltest.link.questions.records import (
    effects,
    field_values,
    kin,
    parents,
    same,
    singular,
    told_above,
    writes_again,
)
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, sources
from smelltest.link.values import Derived, Literal, Made, Pairs, Symbol, Unknown, Value, atoms, text_of


@lru_cache(maxsize=64)
def cleanups(test: Test, create: Effect) -> tuple[Effect, ...]:
    """The effects that undo a create, or the create of something that it hangs below."""
    found = []
    for effect in effects(test, "delete", "change"):
        if effect.order <= create.order or (effect.guard.environment and not create.guard.environment):
            continue  # Where the environment decides of both, it decides alike.
        if (effect.kind == "delete" and undoes(effect, create) and not _is_kept_by(test, effect, create)) or (
            effect.kind == "change" and sets_aside(test, effect, create)
        ):
            found.append(effect)
    again = None if found else _tried_again(test, create)
    return cleanups(test, again) if again is not None else tuple(found)


def _is_kept_by(test: Test, delete: Effect, create: Effect) -> bool:
    """Whether a delete is of a record above, and the test shows that it is refused while this one is there."""
    word = singular(create.resource or "")
    if not test.timeline.rejected or not word or names(delete, create):
        return False
    told = {singular(each) for each in snake(test.name.rpartition(".")[2]).split("_")}
    return word in told and any(
        refused.kind == "delete" and refused.order > create.order and names(refused, parent) and names(delete, parent)
        for refused in conflicts(test)
        for parent in parents(create)
    )


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


def undoes(delete: Effect, create: Effect) -> bool:
    """Whether a delete takes away what a create made; what can't be told counts for it."""
    if delete.access.kind == "sweep" or (_wipes(delete) and not _wipes_sessions(delete)):
        return True
    if any(text_of(value) in {"all", "*"} for _, value in delete.query.entries) and of_kind(delete.resource, create):
        return True
    if _clears_within(delete, create):
        return False
    if (
        _says_so(delete, create)
        or names(delete, create)
        or below(delete, create)
        or _empties(delete, create)
        or _posts_away(delete, create)
        or _names_above(delete, create)
        or _leaves(delete, create)
    ):
        return True
    for atom in addressed(delete):
        for value in atoms(atom):
            if not isinstance(value, Derived) or value.effect.kind != "read":
                continue
            if reaches(value.effect, create) or lists_around(value, create):
                return True
    if delete.verb == "delete_instance" and any(names(delete, owner) for owner in _referred(create)):
        return True
    around = owners(create) if delete.stage.teardown or delete.guard.always else ()
    held = _containers(create) if _takes_all_along(delete) else ()
    above = (*parents(create), *_read_within(create), *around, *held)
    return any(names(delete, parent) for parent in above if parent.kind == "create") or _may_hold(delete, create)


def _takes_all_along(delete: Effect) -> bool:
    """Whether a delete says that all goes with the record that is held by it: `purge=True`, `?recursive=true`."""
    told = (*delete.query.entries, *field_values(delete.fields))
    return any(
        snake(key) in _ALONG and isinstance(value, Literal) and str(value.value).lower() in {"true", "1", "yes"}
        for key, value in told
    )


_ALONG = frozenset(
    "purge recursive recurse cascade delete_contents delete_children with_children with_contents".split()
)


def _containers(create: Effect) -> Iterator[Effect]:
    """The creates of what a payload says that its record is in, or of: a dataset's `history_id`."""
    for key, value in field_values(create.fields):
        for source in sources(value):
            if source.resource is not None and kin(refers(snake(key)) or key, source.resource):
                yield source


def owners(create: Effect) -> Iterator[Effect]:
    """The creates of the accounts and workspaces to which a payload says that its record belongs: a todo's `user_id`.

    What refers to something else as well is no part of either: an order is of a user and of a product, which it may keep
    from being deleted.
    """
    referred = {target for key, _ in create.fields.entries if (target := refers(snake(key)))}
    if referred & _HOLDING:
        referred -= _ROLES
    if any(target not in _OWNING and not kin(target, create.resource) for target in referred):
        return
    for key, value in create.fields.entries:
        if (
            isinstance(value, Derived)
            and refers(snake(key)) in _OWNING
            and kin(refers(snake(key)), value.effect.resource)
        ):
            yield value.effect


def _read_within(create: Effect) -> Iterator[Effect]:
    """The boards and workspaces in which that was looked up to which a payload says that its record belongs.

    A card's list, of those at `/boards/{id}/lists`, goes with the board.
    """
    for _, value in create.fields.entries:
        if isinstance(value, Derived) and value.effect.kind == "read":
            yield from (each for each in parents(value.effect) if singular(each.resource or "") in _OWNING)


def _referred(create: Effect) -> Iterator[Effect]:
    """The creates of the rows to which a row of a mapper's refers, which Peewee deletes only together with it."""
    for _, value in create.fields.entries:
        if isinstance(value, Derived) and value.effect.kind == "create":
            yield value.effect


_OWNING = frozenset(
    "user owner author account project workspace space board organization organisation tenant team folder directory"
    " library history".split()
)
"""Kinds of records that take along what is made in them for somebody."""
_HOLDING = frozenset({"project", "workspace", "space", "board"})
_ROLES = frozenset("assignee handler reviewer manager author creator reporter approver member watcher".split())
"""Whom a record in a project may name as well: people keep no project from being deleted."""


def _names_above(delete: Effect, create: Effect) -> bool:
    """Whether what is deleted is said in a header to be what the record was made in: its tenant."""
    above = [atom for value in told_above(create) for atom in (value, *atoms(value)) if not isinstance(atom, Derived)]
    return bool(above) and any(same(value, atom) for value in addressed(delete) for atom in above if telling(atom))


def _leaves(delete: Effect, create: Effect) -> bool:
    """Whether an account is taken away by whom it belongs to, which only the token tells: `DELETE /auth/user`.

    The sign-up gave that token, or a login as the account.
    """
    if delete.access.kind != "http" or not delete.segments or text_of(delete.segments[-1]) not in _WHOEVER:
        return False
    told = (source for value in delete.credentials for source in sources(value))
    return any(source is create or (source.kind == "read" and logs_in_as(source, create)) for source in told)


_WHOEVER = frozenset({"me", "self", "myself", "user", "account", "profile", "current", "current_user", "current-user"})
"""What an address calls whoever asks."""


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

    The delete tells not which: its key could not be followed. Nor does the payload, or it names one that was looked up.
    """
    if delete.resource is None or not any(map(_untold, addressed(delete))):
        return False
    kind = singular(delete.resource)
    taken = kind in _OWNING and (delete.stage.teardown or delete.guard.always)
    return any(
        key in {kind, f"{kind}_id", f"{kind}Id"} and (_untold(value) or (taken and any(_looked_up(value))))
        for key, value in field_values(create.fields)
    )


def _looked_up(value: Value) -> Iterator[Effect]:
    """The reads that gave a value, or parts of it."""
    held = [value for _, value in value.entries] if isinstance(value, Pairs) else [value]
    return (source for one in held for source in sources(one) if source.kind == "read")


def _says_so(delete: Effect, create: Effect) -> bool:
    """Whether a delete stands in a helper that is called as one that takes such a record along: `delete_user_and_group`."""
    if create.resource is None or len(delete.callers) < 2:
        return False
    kind = re.escape(singular(create.resource))
    return any(
        verbs.kind_of(name) == "delete" and re.search(rf"_and_(?:\w+_and_)?{kind}s?(?:_|$)|_{kind}s?_and_", name)
        for name in (caller.rpartition("::")[2].rpartition(".")[2] for caller in delete.callers[1:])
    )


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
        and all(_untold(value) or is_nothing(value) for _, value in field_values(delete.fields))
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


def is_checked(test: Test, delete: Effect) -> bool:
    """Whether the delete is what the test is about: its answer is asserted, or that the record is gone."""
    called = set(verbs.words(test.name))
    if _DELETING & called or (delete.kind == "change" and (CLOSING | CLOSED) & called) or _is_named(called, delete):
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
        if isinstance(event, Check) and (event.site != delete.site or _stands_in_test(test, event)):
            orders = {effect.order for effect in sources(event.condition)}
            if delete.order in orders or orders & looked or (looked and not orders and _is_untold(event)):
                return True
    return False


def _is_named(words: Set[str], delete: Effect) -> bool:
    """Whether a test is named for what is done: `test_job_cancellation` for `jobs.cancel()`, `test_clear_list` for `clear()`."""
    called = (caller.rpartition("::")[2].rpartition(".")[2] for caller in delete.callers[1:])
    done = {word for name in (*called, delete.verb) for word in verbs.words(name)[:1] if word in _DOING}
    return any(word == verb or (word.startswith(verb) and word.endswith(_NOUNS)) for verb in done for word in words)


_DOING = verbs.DELETE | frozenset({"cancel", "revoke", "terminate", "dismiss", "detach", "unassign"})
_NOUNS = ("ation", "ment", "ing", "al")


def _stands_in_test(test: Test, check: Check) -> bool:
    """Whether a check stands in a function that the test itself defines: it is one of its own."""
    written, function = check.chain[-1], test.item.function
    return (
        len(check.chain) > 1 and written.path == test.path and (function.at.line < written.at.line <= function.end_line)
    )


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
    "delete deletes deleted deleting deletion remove removes removed removal destroy unregister crud".split()
)


def _shares(one: Effect, other: Effect) -> bool:
    """Whether two effects name a record by the same value."""
    named = [atom for value in addressed(other) for atom in atoms(value) if isinstance(atom, (Derived, Made, Literal))]
    given = (*one.segments, *(v for _, v in one.query.entries), *(v for _, v in one.fields.entries))
    return any(same(atom, name) for value in given for atom in atoms(value) for name in named if telling(name))
