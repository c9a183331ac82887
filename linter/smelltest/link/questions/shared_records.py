"""Which record an effect concerns that the test did not make, and how it comes to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.fields import refers, snake
from smelltest.link.knowledge.procedures import called
from smelltest.link.play.addresses import id_text, is_id
from smelltest.link.play.http import opens_session, plural
from smelltest.link.questions.addressing import may_have_any_name
from smelltest.link.questions.named_records import containers, identity
from smelltest.link.questions.records import effects, field_values, kin, same, singular
from smelltest.link.questions.sharing import filters, identifies, own, own_effect
from smelltest.link.questions.written_ids import seeks_missing
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect, Stage
from smelltest.link.values import Configured, Derived, Joined, Literal, Pairs, Site, Unknown, Value, atoms, text_of


class Shared(Struct, frozen=True):
    """A record that the test did not make for itself.

    `key`: tells it from others; `why`: how it is known; `site`: where.
    """

    key: tuple[object, ...]
    why: str
    site: Site | None = None


def shared_record(test: Test, effect: Effect) -> Shared | None:
    """The shared record that a write changes or adds to; None if it is the test's own or not certain."""
    target = _target(test, effect)
    if target is None:
        return _own_account(test, effect) or _all_of_them(test, effect) or _filled(test, effect)
    return _shared(test, target, effect)


def _filled(test: Test, effect: Effect) -> Shared | None:
    """What a fixture made for several tests, where a client is told its name first: `index("books", document)`."""
    if effect.kind != "create" or effect.access.kind != "sdk" or effect.stage.scope != "function":
        return None
    within = tuple(containers(effect))
    for create in effects(test, "create") if within else ():
        wider = create.order < effect.order and create.stage.kind == "fixture" and create.stage.scope != "function"
        if wider and any(same(one, name) for one in within for name in identity(test, create)):
            made = f"the {create.stage.scope}-scoped {create.stage.name} made it for several tests"
            return Shared(("made", create.order), made, create.site)
    return None


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
    first = [value for value in effect.arguments[:1] if _names_record(effect, value)] or _told_id(effect)
    asked = [value for key, value in effect.query.entries if identifies(test, key, effect.resource)]
    around = effect.segments[: len(effect.segments) - len(effect.arguments)]
    held = [value for value in around[-1:] if isinstance(value, Literal) and _names_record(effect, value)]
    return next(iter((*first, *(value for value in asked if not isinstance(value, Derived)), *asked, *held)), None)


def _told_id(effect: Effect) -> list[Value]:
    """The id of the record itself, by its name among what a method of a client is given: `update_page(page_id=42)`."""
    if effect.access.kind != "sdk" or effect.resource is None:
        return []
    return [
        value
        for key, value in effect.fields.entries
        if isinstance(value, (Literal, Derived))
        and (target := refers(snake(key))) is not None
        and (target == "" or singular(target) == singular(effect.resource))
        and (isinstance(value, Derived) or is_id(value))
    ]


def _asked_id(effect: Effect) -> list[Value]:
    """The id by which a query or a payload names the record, or whose it is: `POST /basket/empty?userId=42`."""
    told = effect.fields.entries if effect.resource != "graphql" else tuple(_variables(effect.fields))
    asked = [value for key, value in (*effect.query.entries, *told) if key in {"id", "pk", "uuid", "_id"}]
    whose = [value for key, value in effect.query.entries if refers(snake(key)) in _OWNERS]
    return [value for value in (asked or _called_with(effect)) if is_id(value)] or [
        value for value in whose if is_id(value) or isinstance(value, Configured)
    ]


def _called_with(effect: Effect) -> list[Value]:
    """The id that an address is given that is called as a function: `POST /EditTask` with a `taskId`."""
    if effect.verb != "POST" or called(text_of(effect.segments[-1]) or "" if effect.segments else "") is None:
        return []
    told = ((refers(snake(key)), value) for key, value in effect.fields.entries)
    about = singular(effect.resource or "")
    return [value for kind, value in told if kind and about.startswith(singular(kind))]


def _variables(fields: Pairs) -> Iterator[tuple[str, Value]]:
    """What a GraphQL document is given."""
    for key, value in fields.entries:
        if isinstance(value, Pairs) and key in {"variables", "input"}:
            yield from value.entries
            yield from _variables(value)


_OWNERS = frozenset({"user", "customer", "account", "client", "member", "owner", "profile"})
_NO_NAME = frozenset(
    "bulk batch all me self status search export import current latest default reset cache async".split()
)


def _named(effect: Effect) -> list[Value]:
    """The name by which a path names the record: `DELETE /flags/new-checkout`, `PUT /users/ada/role`."""
    texts = [text_of(segment) for segment in effect.segments]
    acts = effect.verb == "POST" and effect.kind == "change" and len(texts) > 1 and texts[-1] in verbs.ACTIONS
    if effect.verb not in {"DELETE", "PATCH", "PUT"} and not (acts and texts[-2] not in _OF_ANY):
        return []
    return [
        effect.segments[index]
        for index, text in enumerate(texts)
        if index and _is_name(texts[index - 1], text) and _ends_there(texts[index + 1 :], effect.verb)
    ]


_OF_ANY = frozenset("password email account profile token session sessions subscription cart basket order".split())
"""What stands before what is done to it, where it is one's own: `POST /users/password/reset`."""


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
        if _made_with_id(test, value, effect) or text.startswith("-") or seeks_missing(test):
            return None
        site = value.site if isinstance(value, (Literal, Joined)) else None
        return Shared(
            ("literal", _collection(effect, value), text), f"it is named by {text!r}, which is written out", site
        )
    if isinstance(value, Joined):
        parts = (part for part in value.parts if not isinstance(part, Literal))  # The rest of a name is none.
        return next((found for part in parts if (found := _shared(test, part, effect)) is not None), None)
    if isinstance(value, Configured):
        if effect.kind == "create":
            return None  # Something new, in the tenant or the project that was set aside for the tests.
        return Shared(("environment", value.name), f"the environment names it: {value.name}")
    if isinstance(value, Derived):
        # What was cut out of a text, such as the token of a link in a mail, names no record of that collection.
        cut = any(step.kind != "item" and step.key in _CUTTING for step in value.steps)
        found = (
            None if cut or handed_out(value) else _answered(test, value.effect, effect.stage, picked=_is_picked(value))
        )
        again = found is not None and found.key == ("found", value.effect.order) and _asked_for(value)
        return replace(found, key=again) if found is not None and again else found
    return None


def _collection(effect: Effect, value: Value) -> str | None:
    """What holds the record: `users` of `/users/alice/block` and of `/users/alice/unblock`."""
    above = [before for before, segment in pairwise(effect.segments) if segment is value]
    return (text_of(above[0]) if above and effect.access.kind == "http" else None) or effect.resource


_CUTTING = frozenset({"split", "rsplit", "partition", "rpartition", "group"})


def _asked_for(value: Derived) -> tuple[object, ...] | None:
    """What tells a record that is read twice, as the settings of a server are: what is asked is written out alike.

    Of a list, two reads can give two records.
    """
    read = value.effect
    if any(step.kind != "call" and not isinstance(step.key, str) for step in value.steps):
        return None
    asked = [("", segment) for segment in read.segments] + list(filters(read))
    texts = tuple((key, text_of(given)) for key, given in asked)
    if read.resource is None or any(text is None for _, text in texts):
        return None
    return ("found", read.resource, read.verb, read.access.client, texts)


def handed_out(value: Derived) -> bool:
    """Whether each test takes one of the records off the list that a fixture of a wider scope holds."""
    stage = value.effect.stage
    return (
        stage.kind == "fixture"
        and stage.scope != "function"
        and any(step.kind == "pick" and isinstance(step.key, int) for step in value.steps)
    )


def _is_picked(value: Derived) -> bool:
    """Whether a record is picked from a list that is the answer: at random, or by its position, `answer.json()[0]`."""
    for step in value.steps:
        if step.kind == "pick" or (step.kind == "item" and isinstance(step.key, int)):
            return True
        if step.kind != "call" and step.key not in _WHOLE:
            return False
    return False


_WHOLE = frozenset({"json", "get_json", "data", "results", "content", "body"})
"""What leads to the whole of an answer."""


def _answered(test: Test, source: Effect, stage: Stage, *, picked: bool = False) -> Shared | None:
    """The shared record that another effect made or found, be it `picked` from a list."""
    if own_effect(test, source) or any(isinstance(value, Unknown) for value in source.segments):
        return None
    if source.kind == "create":
        return _made_for_several(source) if source.stage.scope != "function" and stage.scope == "function" else None
    if source.kind != "read" or _logs_in(source) or _makes_such(test, source) or _is_secret(source):
        return None
    named = _target(test, source)
    if named is not None:
        return _shared(test, named, source) if not (isinstance(named, Derived) and named.effect is source) else None
    found = ("found", source.order)
    for key, value in filters(source):
        if isinstance(value, Unknown) or own(test, value):
            return None
        if identifies(test, key, source.resource) and text_of(value) is not None:
            return Shared(found, f"it is looked up by {text_of(value)!r}, which is written out", source.site)
    if source.access.kind == "http" and (source.verb != "GET" or not (picked or plural(source.resource or ""))):
        if source.verb == "GET" and (source.resource or "").lower() in _ONESELF and _is_handed_on(source, stage):
            hands = f"the {source.stage.scope}-scoped {source.stage.name} hands it to several tests"
            return Shared(found, hands, source.site)
        return None
    return Shared(found, "it is one of those that happen to be there", source.site)


def _made_for_several(create: Effect) -> Shared:
    stage = create.stage
    what = f"the {stage.scope}-scoped {stage.name}" if stage.kind == "fixture" else stage.name
    return Shared(("made", create.order), f"{what} made it for several tests", create.site)


_ONESELF = frozenset({"me", "self", "myself", "whoami", "profile", "account"})


def _is_handed_on(source: Effect, stage: Stage) -> bool:
    """Whether a fixture of a wider scope read something, and a test uses it."""
    return source.stage.kind == "fixture" and source.stage.scope != "function" and stage.scope == "function"


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


def _made_with_id(test: Test, value: Value, besides: Effect | None = None) -> bool:
    """Whether the test makes a record with that id itself, before or after, and not by one effect alone."""
    return any(
        any(same(value, field) for _, field in field_values(create.fields))
        or any(same(value, each) for each in (*create.arguments, *create.segments[-1:]))
        or (besides is not None and may_have_any_name(create) and kin(create.resource, besides.resource))
        for create in effects(test, "create", "change")
        if (create.stage.scope == "function" or create.stage.kind == "module")
        and (_makes(create) or _renames(create, value))
        and not (create is besides and create.kind == "change")
    )


def _renames(change: Effect, value: Value) -> bool:
    """Whether a change gives its record the name by which a value asks for it: `PATCH /boards/7 {"slug": "plan"}`."""
    return (
        change.kind == "change"
        and any(same(value, field) for key, field in change.fields.entries if snake(key) in _NAMES)
        and not any(same(value, segment) for segment in change.segments)
    )


_NAMES = frozenset({"id", "name", "key", "slug", "new_id", "new_name", "username", "title"})


def _makes(effect: Effect) -> bool:
    """Whether a write makes a record, or does so where there is none."""
    put = effect.verb == "PUT" and not any(is_id(segment) for segment in effect.segments[-1:])
    return effect.kind == "create" or put or verbs.words(effect.verb)[:1] in {("upsert",), ("ensure",)}


_ACCOUNT = frozenset("me self profile account settings preferences config configuration myself".split())
_WHOEVER = frozenset({"me", "self", "myself"})
_OF_ACCOUNT = frozenset({"basket", "cart", "wishlist"})
"""What each account has one of, and changes by what it sends there: `POST /cart/remove-item`, `PUT /cart/currency`."""


def _own_account(test: Test, effect: Effect) -> Shared | None:
    """The account that all tests log in as, or what there is one of: `PATCH /users/me`, `PUT /settings`."""
    if effect.access.kind != "http" or effect.kind not in {"change", "delete"}:
        return None
    texts = [text_of(segment) for segment in effect.segments]
    words = (
        _OF_ACCOUNT | _WHOEVER
        if effect.verb == "POST"
        else _ACCOUNT
        if effect.verb == "DELETE"
        else _ACCOUNT | _OF_ACCOUNT
    )
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
        _is_name(before, text) and before not in _ACCOUNT and _made_with_id(test, segment)
        for before, text, segment in zip(texts, texts[1:], effect.segments[1:], strict=False)
    )


def _all_of_them(test: Test, effect: Effect) -> Shared | None:
    """All records of a kind, where a write names none: `DELETE /orders`, `UPDATE orders SET paid = false`."""
    if effect.kind == "change" and effect.access.kind == "sql" and not effect.segments:
        spares_none = not (effect.query.entries or effect.query.open)
        return Shared(("all", effect.resource), "it is done to all there are") if spares_none else None
    if effect.kind != "delete" or effect.query.entries or effect.fields.entries or effect.resource is None:
        return None
    if effect.access.kind == "sql":
        named = len(effect.segments) > 1  # What a method is given says which: `account.remove_invite(invite_id)`.
        return None if named else Shared(("all", effect.resource), "it takes away all there are")
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
