"""Which records a test makes, and when two names mean the same one.

Questions about one timeline, in the words of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache

from smelltest.link.knowledge import procedures, verbs
from smelltest.link.knowledge.fields import caller_key, of_tenant, snake
from smelltest.link.play.http import plural
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect, Event, sources
from smelltest.link.values import (
    Computed,
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Made,
    Pairs,
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


def goes_with_server(test: Test, effect: Effect) -> bool:
    """Whether what an effect writes goes with a server that several tests have for themselves."""
    access = effect.access
    return test.timeline.environment.passing and (access.in_process or access.kind in {"orm", "sql", "factory"})


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
        if _is_called_unmaking(effect):
            continue
        if not any(writes_again(effect, earlier) for earlier in made):
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
    if not words or plural(name or "") or _is_made_by_name(effect):
        return False
    if words[0] in _ACTIONS:
        return True
    around = text_of(effect.segments[-2]) if len(effect.segments) > 1 else None
    below = around is not None and plural(around) and text_of(effect.segments[-1]) == name
    return below and not _MAKING & set(words) and not _is_called_making(effect)


def _is_made_by_name(effect: Effect) -> bool:
    """Whether the address is called as a function that makes a record: `POST /CreateBoard`."""
    called = procedures.called(text_of(effect.segments[-1]) or "") if effect.segments else None
    return called is not None and called[0] == "create"


def _is_called_making(effect: Effect) -> bool:
    """Whether a write with a payload stands in a helper that is called as one that makes a record."""
    helpers = (caller.rpartition("::")[2].rpartition(".")[2] for caller in effect.callers[1:])
    return bool(effect.fields.entries) and any(verbs.words(name)[:1] in _CALLED_MAKING for name in helpers)


def _is_called_unmaking(effect: Effect) -> bool:
    """Whether a post stands in a helper that is called as one that takes something away: `vapp.remove_access(…)`.

    Some services take what is left of a list, or whom something is no longer for, as a whole. Of the method of a client
    that is called only after how it sends, such as `put_resource(…)`, its nearest helper says what it does.
    """
    how = verbs.words(effect.verb)[:1]
    if how not in _SENDING:
        return False
    helpers = [verbs.words(caller.rpartition("::")[2].rpartition(".")[2]) for caller in effect.callers[1:]]
    if any(words[:1] in _CALLED_UNMAKING and verbs.CREATE.isdisjoint(words) for words in helpers):
        return how == ("post",) or effect.access.kind == "sdk"
    nearest = next((words for words in reversed(helpers) if words and words[:1] not in _SENDING), ())
    return effect.access.kind == "sdk" and (
        nearest[:1] in _CALLED_ACTING or verbs.kind_of("_".join(nearest)) == "change"
    )


_SENDING = frozenset({("post",), ("put",)})
_CALLED_ACTING = frozenset({("share",), ("connect",), ("disconnect",)})
_CALLED_UNMAKING = frozenset({("remove",), ("delete",), ("unshare",), ("revoke",), ("detach",), ("unassign",)})
_CALLED_MAKING = frozenset({("create",), ("register",), ("insert",)})
_NO_RECORDS = frozenset(
    "password paginated export details usage requirements rate reprint temporary quote estimate availability"
    " config configuration settings preferences webhook callback".split()
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


def writes_again(effect: Effect, earlier: Effect) -> bool:
    """Whether a write names the record that an earlier one made, and so only writes it once more."""
    if effect.verb == "PUT":
        if earlier.verb == "PUT" and len(effect.segments) == len(earlier.segments):
            return all(map(same, effect.segments, earlier.segments))
        last = effect.segments[-1:]
        return any(same(last[0], value) for _, value in field_values(earlier.fields)) if last else False
    if effect.access.kind == "http":
        return _has_same_key(effect, earlier)
    if (effect.verb, effect.resource) != (earlier.verb, earlier.resource):
        return False
    if len(effect.arguments) != len(earlier.arguments):
        return False
    named = [
        (one, other)
        for one, other in zip(effect.arguments, earlier.arguments, strict=True)
        if isinstance(one, (Made, Joined)) or (isinstance(one, Literal) and isinstance(one.value, str))
    ]
    return bool(named) and all(same(one, other) for one, other in named)


def _has_same_key(effect: Effect, earlier: Effect) -> bool:
    """Whether a request is sent a second time under the key by which the service tells that it was: `Idempotency-Key`.

    Or all of it is sent again, such a key in its payload.
    """
    if effect.fields == earlier.fields and any(caller_key(snake(key)) for key, _ in effect.fields.entries):
        mine, yours = effect.segments, earlier.segments
        return len(mine) == len(yours) and all(map(same, mine, yours))
    return any(
        "idempotency" in key.lower() and (before := earlier.headers.get(key)) is not None and same(value, before)
        for key, value in effect.headers.entries
    )


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
        mine, yours = joints(one), joints(other)
        return len(mine) == len(yours) and all(map(same, mine, yours))
    if isinstance(one, Computed) and isinstance(other, Computed):
        return one.operator == other.operator and all(map(same, one.operands, other.operands))
    text, again = text_of(one), text_of(other)
    return text is not None and text == again


def joints(value: Joined) -> tuple[Value, ...]:
    """The parts that a text is put together of, those of its parts too: `"a" + b + "c"` is joined twice."""
    if not any(type(part) is Joined for part in value.parts):
        return value.parts
    return tuple(atom for part in value.parts for atom in (joints(part) if type(part) is Joined else (part,)))


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


def parents(effect: Effect, depth: int = 4) -> Iterator[Effect]:
    """The effects whose records an effect's own stands below, through what was read in between."""
    above = told_above(effect) if effect.kind == "create" else ()
    for value in (*(() if effect.apart else effect.segments), *above) if depth else ():
        for source in sources(value):
            yield source
            yield from parents(source, depth - 1)
    for key, value in effect.headers.entries if depth and effect.kind == "create" else ():
        for source in sources(value):
            if _is_told_by_header(key, source):
                yield source
                yield from parents(source, depth - 1)


def _is_told_by_header(key: str, above: Effect) -> bool:
    """Whether a header says in which record another one is made: `Space-Id`, `X-Workspace`."""
    words = verbs.words(key)
    words = words[:-1] if words[-1:] == ("id",) else words
    return bool(words) and above.resource is not None and kin(words[-1], above.resource)


def told_above(create: Effect) -> Iterator[Value]:
    """What a create says besides its path that its record stands below: a parent, or the tenant in a header."""
    yield from (value for key, value in create.fields.entries if _PARENT.match(key))
    for told in (create.headers, *create.credentials):
        if isinstance(told, Pairs):
            yield from (value for key, value in told.entries if of_tenant(snake(key)))


_PARENT = re.compile(r"^parent(?:$|_|[A-Z.])")
"""A field of what a record stands below: it goes with that."""


def has_content(create: Effect) -> bool:
    """Whether anything is said of a record that is made; a test that says nothing tries what comes of that."""
    return bool(create.fields.entries or create.fields.open or create.arguments)


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
