"""A request as an effect: its address taken apart, and what it does to which record."""

from __future__ import annotations

import re
from functools import lru_cache

from smelltest.link.knowledge import procedures, verbs
from smelltest.link.play.addresses import Address, is_id
from smelltest.link.values import Derived, Joined, Literal, Made, Pairs, Unknown, Value, text_of

_VERSION = re.compile(r"^v?\d+(?:\.\d+)*$|^(?:v\d+\w*|api|rest|latest|beta|alpha)$")


def collection_of(segments: tuple[Value, ...]) -> str | None:
    """The name of the collection that a path ends in or whose record it names."""
    named = [text for text in map(_collection, segments) if text is not None]
    # `/plugins/create` is about plugins, `/Unit/CreateOrUpdate` about units.
    return named[-2] if len(named) > 1 and _is_verb(named[-1], named[-2]) else _last(named)


def _is_verb(name: str, before: str) -> bool:
    """Whether the end of a path says what is to be done with the collection before it."""
    if name.lower() in _ROUTE_VERBS:
        return plural(before)
    words = verbs.words(name)
    return len(words) > 1 and words[0] in _ROUTE_VERBS and _ROUTE_VERBS.union(_ROUTE_REST).issuperset(words)


_ROUTE_VERBS = frozenset(
    "create add new insert update edit delete remove upload import bulk batch clone copy duplicate".split()
)
_ROUTE_REST = frozenset("or and many all one multiple single".split())


def _last(named: list[str]) -> str | None:
    return named[-1] if named else None


def _collection(segment: Value) -> str | None:
    text = None if is_id(segment) else text_of(segment)
    if text is None or _VERSION.match(text):
        return None
    named = _procedure(text)
    if named is not None:
        return named[0]
    called = procedures.called(text)
    return text if called is None else called[1] or text


_PROCEDURE = re.compile(r"([a-z]\w*(?:\.[a-z]\w*)*)\.([a-z]\w*)")
_FILE_TYPES = frozenset(
    "json xml html htm txt csv php asp aspx jsp jspx do cgi py pdf yaml yml action svc ashx".split()
)


def _procedure(text: str) -> tuple[str, str] | None:
    """What a procedure that is called by its name is about, and what it does: `("users", "list")` of `users.list`."""
    if "." not in text:
        return None
    named = _PROCEDURE.fullmatch(text)
    return None if named is None or named[2] in _FILE_TYPES else (named[1], named[2])


_PROCEDURES = {
    **dict.fromkeys(
        "info history members replies test access exchange permalink connect status validate export".split(), "read"
    ),
    **dict.fromkeys(
        "end open start stop complete join leave kick invite accept decline mark share convert unarchive".split(),
        "change",
    ),
}
"""Names of procedures that are no verbs of any other kind, or of another one where a path names them."""


def _kind_of_procedure(name: str) -> str | None:
    parts = verbs.words(name)
    name = name if len(parts) < 2 or parts[0] != "bulk" else name[len("bulk") :]
    first = verbs.words(name)[0] if parts else ""
    return _PROCEDURES.get(first) or verbs.kind_of(name) or ("read" if plural(name) else None)


_SINGULAR = frozenset(
    {"news", "status", "address", "access", "process", "progress", "bus", "analysis", "basis", "series"}
)
_PLURAL = frozenset({"people", "children", "data", "media", "feedback", "staff", "equipment", "inventory", "criteria"})


@lru_cache(maxsize=4096)
def plural(word: str) -> bool:
    """Whether a collection's name reads as a plural."""
    last = re.split(r"[-_.]", word.lower())[-1]
    return last in _PLURAL or (last.endswith("s") and not last.endswith("ss") and last not in _SINGULAR)


_SEEKING = frozenset({"search", "_search", "query", "_query", "filter", "lookup"})
"""Segments below which a POST reads, whatever it asks for: `/search/articles`."""


def _reads(segments: tuple[Value, ...], patterns: tuple[str, ...]) -> bool:
    texts = [text_of(segment) for segment in segments[-2:]]
    for text in texts:
        if text is None:
            continue
        bare = _route_word(text)
        if _AUTHORS.match(bare):
            continue
        if bare == "jwt":
            return True
        if any(bare == pattern or (pattern.endswith("*") and bare.startswith(pattern[:-1])) for pattern in patterns):
            return (
                text is texts[-1]
                or bare in _SEEKING
                or (_SESSION.match(bare) is not None and not _enrols(segments[-1]))
            )
    return False


def _enrols(segment: Value) -> bool:
    """Whether a path ends in what makes an account: `/auth/register`, `/auth/users`."""
    name = text_of(segment)
    if name is None or _SESSION.match(name.lower()):
        return False
    return plural(name) or bool(_ENROLLING & set(verbs.words(name)))


_LOGGING_IN = frozenset({"login", "logon", "signin", "logout", "signout"})
_ENROLLING = frozenset("register registration signup up enroll enrol invite create account user".split())
_AUTHORS = re.compile(r"^author(?:s|ity|ities)?$")
_SESSION = re.compile(
    r"^(?:log[-_]?(?:in|out)|sign[-_]?(?:in|out)|auth\w*|oauth\w*|(?:\w+[-_])?tokens?|sessions?|introspect|refresh|sso|saml|jwt)$"
)


@lru_cache(maxsize=4096)
def _route_word(text: str) -> str:
    """What a segment says, or a route's name that stands for one: `login` of `auth:login` and `user.login_user`."""
    bare = text.lower().strip("_:")
    route = re.split(r"[:.]", bare)
    if len(route) > 1 and (first := verbs.words(route[-1])[:1]) and _SESSION.match(first[0]):
        return first[0]
    words = verbs.words(text)
    if (
        not _LOGGING_IN.isdisjoint(words)
        and not plural(words[-1])
        and _ENROLLING.isdisjoint(set(words) - {"user", "account"})
    ):
        return "login"
    return route[-1] if ":" in bare else bare


def opens_session(segments: tuple[Value, ...]) -> bool:
    """Whether a request to that path logs someone in, or out."""
    words = [_route_word(text_of(segment) or "") for segment in segments[-2:]]
    return any(_SESSION.match(word) and not _AUTHORS.match(word) for word in words)


def asks_for_token(fields: Pairs) -> bool:
    """Whether what is sent logs someone in wherever it goes, as OAuth has it."""
    return fields.get("grant_type") is not None


_JUDGING = frozenset(
    "validate validation verify check preview render calculate estimate quote simulate dry-run dry_run echo ping".split()
)


def only_judges(segments: tuple[Value, ...]) -> bool:
    """Whether a request to that path is about what it sends alone, and looks no record up."""
    return bool(segments) and (text_of(segments[-1]) or "").lower().strip("_:") in _JUDGING


_REHEARSED = frozenset({"dryrun", "dry_run", "dry-run", "validateonly", "validate_only"})


def _rehearses(query: Pairs) -> bool:
    """Whether a request only tries what it would do: `POST /pods?dryRun=All`."""
    return any(
        str(key).lower() in _REHEARSED
        and not (isinstance(value, Literal) and str(value.value).lower() in {"false", "0", "none", ""})
        for key, value in query.entries
    )


def kind_of_request(method: str, address: Address, fields: Pairs, read_only: tuple[str, ...]) -> str:
    """`create`, `change`, `delete` or `read`, by the HTTP method and the shape of the path."""
    if _rehearses(address.query):
        return "read"
    if method == "DELETE":
        return "delete"
    if method in {"PUT", "PATCH"}:
        last = address.segments[-1] if address.segments else None
        if last is not None and (text_of(last) or "").lower() in _REMOVING:
            return "delete"  # `PATCH /units/delete`: the path says it.
        made = (
            last is not None and not isinstance(last, Derived) and isinstance(last, (Made, Joined)) and _is_made(last)
        )
        return "create" if method == "PUT" and made else "change"
    if method != "POST":
        return "read"
    document = document_in(fields)
    if document is not None:
        return kind_of_document(document)
    procedure = procedure_in(fields)
    if procedure is not None:
        return _kind_of_called(procedure)
    if _reads(address.segments, read_only) or asks_for_token(fields) or _asks_for_page(fields):
        return "read"
    if not address.segments:
        return "create"
    if fields.entries and not fields.open and all(key in _REMOVING for key, _ in fields.entries):
        return "delete"  # `POST /products/batch` with `{"delete": ids}`
    if fields.get("password") is not None and any(text_of(segment) == "tokens" for segment in address.segments):
        return "read"  # Whoever knows the password is let in: `POST /users/tokens/provision`.
    last = address.segments[-1]
    if is_id(last) or "@" in (text_of(last) or ""):
        return "create" if len(address.segments) == 1 or _is_made(last) else "change"
    name = text_of(last)
    if name is not None and name.startswith("$"):
        return "read"  # An operation, as FHIR has them, makes no record of the collection it stands below.
    called = _procedure(name) if name is not None else None
    told = _kind_of_procedure(called[1]) if called is not None else _told(name) if name is not None else None
    if name is not None and (humped := procedures.called(name)) is not None:
        told = humped[0]
    if told is not None:
        return told
    if verbs.is_computed(name):
        return "read"
    around = address.segments[:-1]
    if name is not None and name.lower() in UNDOING | _ARRANGING and around and plural(text_of(around[-1]) or ""):
        return "change"
    if name is not None and name.lower() in verbs.ACTIONS and around[1:] and plural(text_of(around[-2]) or ""):
        return "change"  # Of the record that stands between: `/users/alice/block`.
    below = any(
        is_id(segment) or _stands_for_id(segment)
        for before, segment in zip((None, *around), around, strict=False)
        if not (_is_version(segment) and (before is None or text_of(before) == "api"))
    )
    if below and name is not None and not plural(name):
        return "change"
    return "create"


_REMOVING = frozenset("delete remove destroy deletemany delete_many delete-many removemany bulk-delete".split())


def _asks_for_page(fields: Pairs) -> bool:
    """Whether a payload tells which page of a list is wanted, as a search does: `{"filter": …, "pageSize": 20}`.

    Or it says nothing but which records to choose, and how to show them: `{"filters": …, "orderBy": "date"}`.
    """
    told = {key.lower().replace("_", "") for key, _ in fields.entries}
    return not _PAGING.isdisjoint(told) or (not fields.open and not _CHOOSING.isdisjoint(told) and told <= _SHOWING)


_CHOOSING = frozenset({"filter", "filters", "daterange", "timerange"})
_SHOWING = _CHOOSING | frozenset((
    "sort", "sortby", "order", "orderby", "groupby", "limit", "offset", "page", "size", "fields", "columns",
    "dimensions", "metrics", "aggregations", "facets", "locale", "timezone", "search",
))  # fmt: skip
_PAGING = frozenset("pagesize pagenum pagenumber pageindex pageno pagetoken perpage".split())


def document_in(fields: Pairs) -> str | None:
    """The GraphQL document among the fields of a payload."""
    text = text_of(fields.get("query") or Unknown(""))
    return text if text is not None and _DOCUMENT.match(text) else None


def procedure_in(fields: Pairs) -> str | None:
    """The procedure that a payload calls by its name, as JSON-RPC has it."""
    return (text_of(fields.get("method") or Unknown("")) or "") if fields.get("jsonrpc") is not None else None


_IN_ENVELOPE = re.compile(r":Envelope\b.*?:Body[^>]*>\s*<(?:\w+:)?(\w+)", re.DOTALL)


def kind_in_envelope(payload: Value) -> str | None:
    """What a SOAP message asks for, as the first element of its body says; None if it is none."""
    text = "".join(text_of(part) or "" for part in (payload.parts if isinstance(payload, Joined) else (payload,)))
    found = _IN_ENVELOPE.search(text) if "Envelope" in text else None
    return None if found is None else _kind_of_called(found.group(1).removesuffix("Request"))


def _kind_of_called(procedure: str) -> str:
    """What a procedure does, as its name says: `orders.create`, `tools/list`, `eth_getBalance`."""
    name = re.split(r"[./:]", procedure)[-1]
    told = verbs.kind_of(name)
    if told is None and "_" in name:
        told = verbs.kind_of(name.partition("_")[2])
        told = None if told == "change" else told  # `eth_blockNumber` asks for a number.
    return told or "read"


def called_with(fields: Pairs) -> Pairs:
    """What a procedure is given that a payload calls; the payload's own id tells answers apart, and no record."""
    if fields.get("jsonrpc") is None:
        return fields
    given = fields.get("params")
    if isinstance(given, Pairs):
        return given
    return Pairs(tuple(entry for entry in fields.entries if entry[0] not in {"jsonrpc", "id"}), fields.open)


_DOCUMENT = re.compile(r"\s*(?:#.*\n\s*)*(?:(?:query|mutation|subscription|fragment)\b|\{)")
_ASKING = frozenset(
    "has is can get list find search query fetch retrieve count lookup render aggregate aggregations".split()
)
_WIPING = frozenset({"flush", "truncate", "cleanup"})
_ORDERS = frozenset({"requests", "jobs", "tasks", "request", "job", "task", "rules"})


def _told(name: str) -> str | None:
    """What a path that ends in a verb says: `/documents/delete`, `/facet-search`, `/by-names`, `/cancel-order`."""
    words = verbs.words(name)
    if words[:1] == ("get",) and len(words) > 1:
        return "read"  # Whatever it gets, a task as well.
    if len(words) > 4 or not words or words[-1] in _ORDERS:
        return None
    if words[0] in verbs.DELETE | _WIPING or (len(words) > 1 and words[-1] in verbs.DELETE):
        return "delete"
    if words[0] in _ASKING or words[-1] in {"search", "query", "lookup"} or (words[0] == "by" and len(words) > 1):
        return "read"
    if words[0] in _WORKED_OUT or words[-1] in _WORKED_OUT:
        return "read"
    if words in {("add",), ("create",)}:
        return "create"
    if words[0] in _RUNNING and len(words) == 1:
        return "change"
    done = words[1:] if words[0] in {"bulk", "batch", "mass"} else words if len(words) > 1 else ()
    return "change" if done[:1] and done[0] in verbs.CHANGE else None


_RUNNING = frozenset(
    "reload restart reboot reindex rebuild recalculate recompute rescan resync shutdown ping heartbeat".split()
)
"""What the system itself is told to do, and of which no record stays: `/reload`."""
_WORKED_OUT = frozenset(
    "validate predict translate classify infer inference embed embeddings completion completions moderations hash encrypt"
    " decrypt encode decode tokenize detokenize summarize summarise transcribe transcriptions ocr exists".split()
)
"""What is answered from what is sent alone, and kept nowhere: `/predict`, `/v1/chat/completions`, `/users/exists`."""

UNDOING = frozenset("cancel close return refund release archive deactivate terminate void unbook".split())
"""What a POST below a collection asks for a record that it names in its payload: `/bookings/cancel`."""
_ARRANGING = frozenset("merge reorder rearrange swap".split())
"""What a POST below a collection asks for several of its records: `/contacts/merge`."""


def _stands_for_id(segment: Value) -> bool:
    """Whether a segment is written in place of an id: `:persistentId`, `me`."""
    text = text_of(segment) or ""
    return text.startswith((":", "{", "<")) or text in {"me", "self", "current"}


def _is_version(segment: Value) -> bool:
    text = text_of(segment)
    return text is not None and _VERSION.match(text) is not None


def _is_made(value: Value) -> bool:
    if isinstance(value, Made):
        return True
    return (
        isinstance(value, Joined)
        and any(_is_made(part) for part in value.parts)
        and not any(isinstance(part, (Derived, Unknown)) for part in value.parts)
    )


_MUTATION = re.compile(r"\bmutation\b[^{]*\{\s*(?:\w+\s*:\s*)?(\w+)")


def mutation_in(fields: Pairs) -> str:
    """The name of the mutation that a payload asks for, `cancelJob`; empty where it asks for none."""
    match = _MUTATION.search(document_in(fields) or "")
    return match.group(1) if match is not None else ""


def kind_of_document(document: str) -> str:
    """What a GraphQL document does: its first mutation's name says so; a query reads."""
    match = _MUTATION.search(document)
    if match is None:
        return "read"
    name = match.group(1).lower()
    if re.search(r"delete|remove|destroy|purge|erase|^drop", name):
        return "delete"
    if re.search(r"token|login|auth|verify|validate|refresh", name):
        return "read"
    if re.search(r"create|add|register|insert|new|upload|place|complete", name):
        return "create"
    return "change"
