"""Which rule a value belongs to that reaches the system, since the more particular one claims it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from smelltest.link.knowledge.fields import (
    FILE_KEYS,
    WEAK,
    account_key,
    caller_key,
    foreign_word,
    of_tenant,
    order_key,
    refers,
    snake,
    tenant_key,
)
from smelltest.link.knowledge.verbs import ACTIONS, words
from smelltest.link.play.addresses import id_text, is_id
from smelltest.link.play.http import plural
from smelltest.link.play.writing import for_people
from smelltest.link.questions.cases import alike
from smelltest.link.questions.flows import Flow, carried, fields, literal_of, may_not_be_sent
from smelltest.link.questions.named_records import below_new, below_own, is_reference, named
from smelltest.link.questions.records import field_values, keeps_nothing, kin, lasting, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect, sources
from smelltest.link.values import Computed, Derived, Joined, Literal, Made, Value, atoms, text_of


def made_values(test: Test) -> Iterator[tuple[Flow, Made]]:
    """What is made for a field whose value must not repeat."""
    for effect in lasting(test, "create", "change"):
        if keeps_nothing(test, effect) or may_not_be_sent(effect):
            continue
        for flow in carried(effect):
            if effect.access.kind == "file" and for_people(flow.value):
                continue
            if literal_of(flow.value) is None and must_not_repeat(test, flow):
                for made in _made_of(flow.value):
                    yield flow, made


def _made_of(value: Value) -> Iterator[Made]:
    """The calls that make a value; a number of records is one."""
    for atom in atoms(value):
        if isinstance(atom, Made):
            yield atom
        elif isinstance(atom, Derived) and atom.steps and atom.steps[-1].kind == "count":
            site = atom.steps[-1].site
            if site is not None:
                yield Made("count", unique=False, how="len", site=site)
        elif isinstance(atom, Computed) and _is_cut(atom):
            for operand in atom.operands:
                if isinstance(operand, Made) and operand.unique:
                    yield replace(operand, unique=False)


def _is_cut(value: Computed) -> bool:
    """Whether less is left of a number than eight hex digits, unlike `uuid4().int % 10**12`, or of a moment no part of
    its second: `time_ns() // 10**9`.
    """
    number, divisor = value.operands[0], value.operands[-1]
    by = divisor.value if isinstance(divisor, Literal) and isinstance(divisor.value, (int, float)) else 0
    if value.operator == "//":
        return isinstance(number, Made) and number.how.endswith("time_ns") and by >= 10**9
    return value.operator == "%" and by < 16**8


def must_not_repeat(test: Test, flow: Flow) -> bool:
    """Whether a value goes where no two records may have the same."""
    key, effect = flow.key, flow.effect
    if flow.role == "header":
        return caller_key(key)
    if flow.role == "file" or _is_address(flow.value):
        return True
    if flow.role == "argument":
        return effect.kind == "create" and named(test, effect.resource) and flow.value is effect.arguments[0]
    if key in {"id", "ids"} and below_own(test, flow):
        return False
    if caller_key(key) or unique_key(test, flow) or key in FILE_KEYS or (order_key(key) and _own_id(flow, key)):
        return True
    if flow.nested or effect.kind != "create":
        return False
    return (
        refers(key) == ""
        or (refers(key) is not None and _own_id(flow, key))
        or (key == "name" and named(test, effect.resource))
    )


def where(flow: Flow) -> str:
    """Where a value goes, in a word or two."""
    if flow.role == "argument":
        return f"the {flow.key}'s name" if flow.key else "the value"
    return flow.key.replace("_", " ") or "the value"


def _is_address(value: Value) -> bool:
    return isinstance(value, Joined) and any(
        isinstance(atom, Literal) and isinstance(atom.value, str) and "@" in atom.value for atom in atoms(value)
    )


def unplayed(test: Test, flow: Flow) -> Iterator[Flow]:
    """The flow, and what of the cases that were not played stands in its place."""
    yield flow
    for text, site in alike(test, flow.site) if test.item.cases else ():
        yield replace(flow, text=text, value=Literal(text, site), site=site)


# An account of a program at Google's is nobody's mailbox, and belongs to the project that it names.
EMAIL = re.compile(r"^(?!.*\.gserviceaccount\.com$)[^@\s/:<>=&\\\[]+@[^@\s/:<>\\\[]+\.[^@\s/:.<>\\\]]+$")
_NO_MAILBOX = frozenset(
    {"url", "remote", "repo", "repository", "repo_url", "unit", "service", "host", "image", "version"}
)


@lru_cache(maxsize=512)
def claim(test: Test, flow: Flow) -> str | None:
    """Which defect a value of a payload, query or header is, the most particular first.

    `tenant`, `email`, `key` (an identity that the caller chooses), `file`, `field` (another unique one),
    `record` (an id of what is there already), or None.
    """
    claimed = _claim(test, flow)
    apart = claimed in {"email", "key", "field"} and flow.role == "field" and stands_apart(test, flow)
    return None if apart else claimed


def stands_apart(test: Test, flow: Flow) -> bool:
    """Whether no other run can have the same value, since it is sent into what the test has made for itself.

    A name is looked for where it hangs, below a project or a board; people and clients in the whole of a tenant.
    """
    if not flow.effect.segments or _of_the_last(flow.effect) or not below_own(test, flow):
        return False
    around = (text_of(segment) for segment in flow.effect.segments[:-1])
    return flow.key in _LOCAL or any(text is not None and _OF_TENANTS.match(text) for text in around)


def _of_the_last(effect: Effect) -> bool:
    """Whether a change is of a record that hangs below no other: `PATCH /pages/…`, not `PATCH /sites/…/pages/…`."""
    if effect.kind != "change":
        return False
    if effect.access.kind != "http":
        return any(kin(effect.resource, source.resource) for value in effect.arguments[:1] for source in sources(value))
    ids = [index for index, segment in enumerate(effect.segments) if is_id(segment)]
    return len(ids) == 1 and not any(plural(text_of(segment) or "") for segment in effect.segments[ids[0] + 1 :])


_LOCAL = frozenset({"name", "title", "slug", "path", "code", "key"})
_OF_TENANTS = re.compile(r"^(?:tenants?|organi[sz]ations?|orgs?|workspaces?|realms?)$", re.IGNORECASE)


def _claim(test: Test, flow: Flow) -> str | None:
    key, text = flow.key, flow.text
    if not text.strip() or text in {"default", "-1"} or flow.role in {"segment", "argument"}:
        return None
    if EMAIL.match(text) and key not in _NO_MAILBOX:
        return "email"
    for claimed, holds in (
        ("tenant", not flow.nested and (_of_tenant(flow) or _of_account(flow))),
        ("key", caller_key(key)),
        (None, flow.role == "header"),
        ("record" if id_text(text) and not _own_id(flow, key) else "key", order_key(key)),
        ("file", key in FILE_KEYS),
    ):
        if holds:
            return claimed
    return _of_field(test, flow)


def _is_all_there_is(flow: Flow) -> bool:
    """Whether a create says in its query what is made: `PUT /folders?path=…`. A key there is more likely the caller's."""
    effect = flow.effect
    return (
        effect.kind == "create"
        and effect.access.kind == "http"
        and not effect.fields.entries
        and flow.key not in _ASKED
    )


_ASKED = frozenset({"key", "code", "domain", "tenant", "reference"})


def _of_tenant(flow: Flow) -> bool:
    """Whether a value is a tenant, or a key that lets one in. A token of a few digits is a coin or a place in a list."""
    if flow.role == "field" and of_tenant(flow.key) and _DOCUMENTS.match(flow.effect.access.client):
        return False
    few = flow.text.isdigit() and len(flow.text) < _TOKEN and flow.key.endswith("token")
    if few or (flow.key.endswith("token") and _OF_PAYMENT.match(flow.text)):
        return False
    return tenant_key(flow.key, header=flow.role == "header")


_DOCUMENTS = re.compile(r"(?:async_?)?(?:elasticsearch|opensearch|mongo|pymongo|motor|beanie)", re.IGNORECASE)
"""Clients of stores for documents: an `organization` in one is what it tells of, and nobody's tenant."""
_TOKEN = 6
_OF_PAYMENT = re.compile(r"(?:b?tok|pm_card)_[a-z]+(?:_[a-z]+)*$|fake-valid-")
"""Stands for a card that a payment service lets everyone try: `tok_visa`."""


def _of_account(flow: Flow) -> bool:
    """Whether a field names the account in which something is made, and not by the id of a record."""
    made = singular(flow.effect.resource or "")
    text = flow.text
    number = id_text(text) or _IBAN.match(text.replace(" ", "")) is not None
    return account_key(flow.key) and not number and flow.role == "field" and made != "account"


_IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$")


def _of_field(test: Test, flow: Flow) -> str | None:
    if (flow.key == "code" and (_PROGRAM.search(flow.text) or _OPERATION.match(flow.text))) or (
        flow.key == "email" and _NO_EMAIL.search(flow.text)
    ):
        return None
    if (flow.role != "query" or _is_all_there_is(flow)) and unique_key(test, flow):
        return "key" if _uuid(flow.text) else "field"
    target = refers(flow.key)
    if target is not None and (target == "" or id_text(flow.text) or _own_id(flow, flow.key)):
        return _of_id(test, flow, target)
    if target is None and _UUID.match(flow.text) and not _OF_NO_RECORD.search(flow.key):
        return _of_id(test, flow, flow.key)
    return None


_NO_EMAIL = re.compile(r"@.*[\s'\";]|['\";].*@|--|^[^@]*$|[\\\[\]]")
"""Marks of an address that is sent to be refused, or to do harm, `a@b.test' OR '1'='1`, or of a text in its place."""
_PROGRAM = re.compile(r"[\n(){};=<>]|\s\S+\s")
"""Marks of a code that is meant to be run, or said in words: no record goes by it."""
_OPERATION = re.compile(
    r"^(?:[A-Z]+_)*(?:MAKE|GET|CREATE|ADD|SEND|CHECK|APPLY|UPDATE|DELETE|CONFIRM|CANCEL|OPEN|CLOSE|LIST|FIND|START|STOP|RUN|SET)(?:_[A-Z0-9]+)+$"
    r"|^[A-Z]+(?:_[A-Z]+){2,}$"
)
"""A code that says what is to be done, one of those that a protocol knows: `MAKE_TRANSFER`."""
_UUID = re.compile(r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
_OF_NO_RECORD = re.compile(
    r"(?:^|_)(?:token|secret|password|key|hash|nonce|checksum|etag|version|name|title|text|label|note|comment|description|message"
    r"|content|value|data|q|query|search|serial|signature|code|run|batch|trace|seed|salt|state|challenge|response|answer|captcha"
    r"|credential|assertion|otp|pin)$"
)
"""Fields in which a UUID names no record."""


def _of_id(test: Test, flow: Flow, target: str) -> str | None:
    effect = flow.effect
    if flow.key == "ids" and effect.kind == "create":
        return None
    text = flow.text.partition(",")[0] if flow.key.endswith("ids") else flow.text
    bought = target == "" and flow.counted and effect.access.kind == "http" and text.isdigit()
    if not bought and not flow.nested and _sends_anew(effect) and (target == "" or _own_id(flow, flow.key)):
        scoped = below_own(test, flow) if flow.text.isdigit() else target == "" and below_new(test, flow)
        return "key" if flow.text != "0" and not scoped else None
    if target == "" and flow.key != "ids" and effect.kind == "change" and effect.verb == "POST":
        # Of a form the id may be a new one; a mutation of GraphQL has no other way to name its record.
        return "record" if effect.resource == "graphql" and not flow.nested and is_record_id(text) else None
    if target == "" and flow.nested:
        if not flow.alone and not bought:
            return None
        target = flow.around[-1]
    if not is_record_id(text) or foreign_word(target):
        return None
    bare = target or effect.resource or ""
    if is_reference(test, bare) or bare in test.settings.invariant_fields:
        return None
    return "record"


def _sends_anew(effect: Effect) -> bool:
    """Whether a write sends whole records: a create, or a PUT of some to their collection."""
    last = text_of(effect.segments[-1]) if effect.segments else None
    return effect.kind == "create" or (effect.verb == "PUT" and last is not None and plural(last))


def _own_id(flow: Flow, key: str) -> bool:
    """Whether a key is that of the record itself: `order_id` of what is sent to `/orders`."""
    if key.endswith(("_ids", "_uuids", "_pks")):
        return False  # Several are of what is there: `role_ids` of what is sent to `/users/…/roles`.
    target = refers(key) or re.sub(r"_(?:no|num|number|ref|reference|code|key)$", "", key)
    if flow.effect.resource is None:
        return False
    resource = singular(flow.effect.resource)
    return resource == singular(target) or (target == "order" and resource.endswith(target))


def unique_key(test: Test, flow: Flow) -> bool:
    """Whether a field's value must not repeat."""
    key, names = flow.key, test.settings.unique_fields
    if key in WEAK and (
        flow.nested
        or flow.effect.resource is None
        or (flow.effect.kind == "change" and flow.effect.access.kind == "sdk")
    ):
        # Within a part of a record, or as the option of a call, they mean other things.
        return False
    if flow.effect.access.kind == "sdk" and (_names_container(flow) or _acts_on(flow.effect)):
        return False
    if key in _HOSTS and _LOOPBACK.match(flow.text or ""):
        return False
    if key in _OF_PEOPLE and _is_about_people(singular(flow.effect.resource or "")):
        return False
    if key in _LOCAL and any(name in _PARTED and _is_of_run(value) for name, value in flow.effect.fields.entries):
        return False
    if key in names:
        return True
    if flow.nested or flow.effect.resource is None:
        return False
    if (flow.effect.resource, key) in test.taken_once or f"{flow.effect.resource}.{key}" in names:
        return True
    own = snake(flow.effect.resource.rsplit("/", 1)[-1])
    return key not in _KINDS_OF_CODES and any(
        key.startswith(f"{form}_") and ((rest := key[len(form) + 1 :]) in names or rest in _NUMBERS)
        for form in {own, own.rstrip("s"), singular(own)}
    )


_NUMBERS = frozenset({"number", "no", "nr"})
"""Of a record, what it goes by: the `deal_number` of a deal."""
_KINDS_OF_CODES = frozenset({"event_code", "error_code", "status_code", "reason_code", "message_code", "action_code"})
"""Codes that say of which kind something is, and not which one."""
_OF_PEOPLE = frozenset({"username", "user_name", "login", "handle", "nickname"})
_OF_GOODS = frozenset({"sku", "barcode", "isbn", "product_code"})
_ORDERS = frozenset(
    "order cart basket checkout invoice quote shipment wishlist purchase sale lineitem orderitem cartitem basketitem".split()
)
"""What is made of goods that are there: a `sku` tells which."""
_PARTED = frozenset({"category", "namespace", "scope", "section", "context"})
"""What a name need only be the only one within."""
_ABOUT_PEOPLE = frozenset(
    "event message notification log comment mention like vote rating score follower friend mail alert game match".split()
)
"""What tells of somebody, or is told to somebody, who has that name already."""
_HOSTS = frozenset({"hostname", "host_name", "domain"})
_LOOPBACK = re.compile(r"localhost$|127\.|0\.0\.0\.0$|::1$")
"""Every machine is called so by itself: it is where to, and no name of the record."""


def _is_about_people(resource: str) -> bool:
    """Whether a record names somebody by a name that is there, as one of news does, or one that holds credentials."""
    return resource in _ABOUT_PEOPLE or resource.endswith(_LETTING_IN)


_LETTING_IN = ("secret", "credential", "connection", "datasource", "registry")


def names_goods(test: Test, flow: Flow) -> bool:
    """Whether a value tells which goods an order is for, that the test itself has not made: a `sku` in a cart."""
    return _is_of_goods(flow) and not any(
        other.key == flow.key and other.text == flow.text and not _is_of_goods(other)
        for other in fields(test, "create")
    )


def _is_of_goods(flow: Flow) -> bool:
    return flow.key in _OF_GOODS and (_is_ordered(flow) or _counts_goods(flow))


def _is_ordered(flow: Flow) -> bool:
    """Whether something of goods is asked for, below a cart or an order: `POST /carts/…/items` with a `sku`."""
    texts = (text_of(segment) for segment in flow.effect.segments)
    return any(singular(text) in _ORDERS for text in (*texts, flow.effect.resource) if text)


def _counts_goods(flow: Flow) -> bool:
    """Whether beside a `sku` stands how many are meant."""
    return flow.nested and any(snake(name) in {"quantity", "qty"} for name, _ in field_values(flow.effect.fields))


def _is_of_run(value: Value) -> bool:
    return any(isinstance(atom, Made) for atom in atoms(value))


def _acts_on(effect: Effect) -> bool:
    """Whether a call has something done to a record that is there, and gives it nothing new: `restore_bucket(name)`."""
    verb = words(effect.verb)[:1]
    return effect.kind == "change" and bool(verb) and verb[0] in ACTIONS


_CONTAINERS = frozenset({"bucket", "bucket_name"})


def _names_container(flow: Flow) -> bool:
    """Whether an option of a call says in what something is made: the bucket of an object."""
    own = singular(flow.effect.resource or "")
    if flow.key in _CONTAINERS:
        return own != flow.key.removesuffix("_name")
    return flow.key == "key" and flow.effect.fields.get("Bucket") is not None


def _uuid(text: str) -> bool:
    return id_text(text) and not text.isdigit()


def is_record_id(text: str) -> bool:
    """Whether a text is an id that a record can have."""
    return id_text(text) and text.strip("0-") != ""
