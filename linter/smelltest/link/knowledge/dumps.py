"""Data of production: how the files and fixtures that hold it are named, and what is said of them."""

from __future__ import annotations

import re
from functools import lru_cache

from smelltest.link.knowledge.hosts import LIVE, PRODUCTION, production_label


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DUMP = re.compile(
    r"(?:(?:db|sql|pg|mysql)?dump(?:s|ed)?|snapshots?|backups?|bak|exports?|exported|extracts?|replica)\d*"
)
_PEOPLE = re.compile(r"records?|rows?|customers?|patients?|people|persons?|members|employees|subscribers|contacts")
_RECORDS = re.compile(
    r"users?|accounts?|orders?|invoices?|payments?|transactions?|bookings?|tickets?|events?|leads?|clients?|articles"
)
_SETTINGS = _words("""
    app application appsettings base common compose conf config configs configuration configurations
    credentials default deploy deployment docker endpoint endpoints env environment envs features flags host
    hosts index ingress inventory kustomization logging main manifest nginx openapi options package params
    playbook profile profiles requirements rollup schema secrets setting settings swagger terraform tsconfig
    url urls values vite webpack
""")
_FOR_ANY_STAGE = _words("test tests testdata data input inputs")
_OF_PRODUCT = _words("""
    cat catalog catalogue code codes desc description detail details id ids image images img info list name
    names price prices type types
""")
"""After `prod`, these make it short for `product`."""

_DUMPS_SUFFIX = r"sql|dump|pgdump|dmp|bak|db|sqlite3?|rdb|bson|avro|parquet|csv|tsv|jsonl|ndjson|xlsx?"
_PACKED_SUFFIX = r"tar|zip|tgz|gz|7z|archive|ya?ml|xml|pkl|pickle"
"""What may hold anything: a program, settings, data."""
_FILE = re.compile(
    rf"(?P<folder>(?:[\w.@%+~:-]*[/\\])*)(?P<stem>[\w.@%+-]+?)"
    rf"\.(?P<suffix>{_DUMPS_SUFFIX}|json|{_PACKED_SUFFIX})(?:\.(?:gz|zip|bz2|xz|zst|7z|enc|gpg))*(?![\w.-])",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[A-Za-z][\w:./-]{3,80}")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_A_LETTER = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_NAME = 500
"""A text that is longer names no file, but holds one."""


def dump_name(text: str, called: str = "") -> str | None:
    """The file or snapshot that a text names and that is production's; `called`: what takes the text."""
    if len(text) > _LONGEST_NAME:
        return None
    for file in _FILE.finditer(text):
        if _is_dump_file(file):
            return file[0]
    words = _name_words(text)
    is_dump = any(map(_DUMP.fullmatch, (*words, *_name_words(called))))
    is_name = _IDENTIFIER.fullmatch(text) is not None
    return text if is_name and is_dump and any(map(PRODUCTION.fullmatch, words)) else None


@lru_cache(maxsize=4096)
def names_dump(name: str) -> bool:
    """Whether a variable or function is called as data of production is: `PROD_CUSTOMERS`, `live_dump`."""
    words = _name_words(name)
    is_dump = any(map(_DUMP.fullmatch, words))
    is_live = is_dump and any(map(LIVE.fullmatch, words))
    is_production = any(map(PRODUCTION.fullmatch, words)) and (is_dump or any(map(_PEOPLE.fullmatch, words)))
    return (is_live or is_production) and _SETTINGS.isdisjoint(words)


def _is_dump_file(file: re.Match[str]) -> bool:
    words, suffix = _name_words(file["stem"]), file["suffix"].lower()
    is_dump = any(map(_DUMP.fullmatch, (*words, *_name_words(file["folder"]))))
    if not any(map(PRODUCTION.fullmatch, words)):
        return is_dump and any(map(LIVE.fullmatch, words))
    rest = [word for word in words if not PRODUCTION.fullmatch(word) and not word.isdigit()]
    holds_records = any(_PEOPLE.fullmatch(word) or _RECORDS.fullmatch(word) for word in rest)
    if is_dump or holds_records:
        return True
    if words[0] == "prod" and rest and rest[0] in _OF_PRODUCT:
        return False
    if re.fullmatch(_DUMPS_SUFFIX, suffix):
        return _FOR_ANY_STAGE.isdisjoint(rest) and _SETTINGS.isdisjoint(rest)
    return suffix == "json" and not _FOR_ANY_STAGE.issuperset(rest) and _SETTINGS.isdisjoint(rest)


def _name_words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _NOT_A_LETTER.split(_CAMEL.sub("_", name)) if word)


_SYSTEM = (
    r"(?:(?:production|prod)(?![\w-]*[ -](?:like|code|settings?|config\w*|module|build|branch|class|mode|errors?|bugs?|incidents?|issues?)\b)"
    r"|live (?:system|site|data(?:base)?|db|server|environment|instance|tenant|account)s?)"
)
_TAKEN_WORDS = (
    r"(?:taken?|cop(?:ied|y)|export(?:ed|s)?|dump(?:ed|s)?|extract(?:ed|s)?|pulled|clone[ds]?|restored"
    r"|downloaded|record(?:ed|ing|s)?|captured|scraped|saved|borrowed|anonymi[sz]ed|samples?|sampled"
    r"|snapshot(?:ted|s)?|backups?|replica|rows|payloads?|responses?|customers|users|orders|data|real|fetched"
    r"|grabbed|lifted|obtained)"
)
_FROM = r"(?:from|of|off|in|out of) (?:(?:the|our|a|an|real|live|actual|current) )*"
_TAKEN = re.compile(
    rf"\b{_TAKEN_WORDS}\b(?! (?:shape|format|structure|schema|type)s?\b)(?:[ ,]+[\w'()-]+){{0,4}}?[ ,]+{_FROM}{_SYSTEM}\b"
    r"|\bprod(?:uction)?[ -](?:\w+[ -])?(?:dumps?|snapshots?|backups?|exports?|extracts?|replica)\b"
    r"|\blive[ -](?:\w+[ -])?(?:dumps?|backups?|exports?|extracts?|replica)\b"  # A live snapshot is one of this moment.
    r"|\b(?:real|actual) production (?:data|records|rows|customers|users|orders)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|no|nothing|without|instead of|avoid\w*|don't|doesn't|isn't|aren't|neither|nor)\b[^.;]*$",
    re.IGNORECASE,
)
_LONGEST_REMARK = 2000
"""What a text says of its data, it says in the beginning."""
_SERVER = re.compile(r"^\W*Host:\s*(?P<host>[\w.-]+)", re.MULTILINE)


def is_said_to_be_production(text: str) -> bool:
    """Whether a comment or docstring says that the data beside it was taken from production."""
    said = " ".join(text[:_LONGEST_REMARK].split())
    taken = any(not _DENIED.search(said, 0, match.start()) for match in _TAKEN.finditer(said))
    return taken or any(production_label(match["host"]) for match in _SERVER.finditer(text[:_LONGEST_REMARK]))
