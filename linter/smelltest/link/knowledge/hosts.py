"""Hosts in URLs and connection strings, and which of them are production by their name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.knowledge.domains import is_published, is_registrable, registered
from smelltest.link.texts.content import HOLE

_HOST = rf"[\w.{HOLE}-]+"
_URL = re.compile(
    rf"\b[a-z][a-z0-9+.-]{{0,20}}://(?:[^\s/@\"'<>]{{0,200}}@)?(?P<hosts>{_HOST}(?::\d+)?(?:,{_HOST}(?::\d+)?)*)",
    re.IGNORECASE,
)
_SETTING = re.compile(
    rf"(?:^|[\s;,(])(?:host(?:name|addr)?|server|data source|addr(?:ess)?)\s*=\s*(?:tcp:)?(?P<hosts>{_HOST})",
    re.IGNORECASE,
)
"""Of `host=… dbname=…`, `Server=…;Database=…`."""
_DIALLED = re.compile(rf"@(?:tcp\(|//)(?P<hosts>{_HOST})|jdbc:oracle:thin:@(?P<oracle>{_HOST})", re.IGNORECASE)
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_PORT = re.compile(r":\d+$")

PRODUCTION = re.compile(r"(?:prod(?:uction)?|prd)\d*")
LIVE = re.compile(r"live\d*")
MAYBE_PRODUCTION = re.compile(r"[PpLl](?:[Rr][Oo]?[Dd]|[Ii][Vv][Ee])")
"""What is found wherever a word for production is, and is soon looked for."""
_NOT_QUITE = frozenset(
    "non not no pre post test tests testing stage staging dev develop development qa uat sandbox mock fake"
    " dummy example sample demo local like mirror copy clone preview canary".split()
)
_READ = frozenset("docs doc help wiki blog learn support status developer developers".split())
"""Hosts whose pages people read."""
_ROLES = frozenset(
    "api app apps web www db database sql mysql postgres pg redis cache mq queue kafka server host cluster"
    " node site admin auth backend service services gateway rest graphql eu us uk de".split()
)
"""Beside `live`, which means much else: `api-live`, but not `live-scores`."""


def hosts(text: str) -> Iterator[tuple[int, str]]:
    """The hosts of the URLs and connection strings in a text, each with where it stands."""
    for written in (_URL, _SETTING, _DIALLED):
        for match in written.finditer(text):
            group = "hosts" if match["hosts"] else "oracle"
            start = match.start(group)
            for host in match[group].split(","):
                yield start, _PORT.sub("", host)
                start += len(host) + 1


def is_host(text: str) -> bool:
    """Whether a text is the name of a host and nothing else."""
    return _NAME.fullmatch(_PORT.sub("", text)) is not None


def production_label(host: str) -> str | None:
    """The label of a host's name that says that it is production, or None, as for what is an example."""
    name = host.lower().rstrip(".")
    if is_published(name) or name.endswith((".test", ".example", ".invalid", ".localhost")):
        return None
    owned = name.removesuffix(registered(name)).rstrip(".") if is_registrable(name) else name
    labels = [label for label in owned.split(".") if label]
    words = [word for label in labels for word in _words(label)]
    if not _NOT_QUITE.isdisjoint(words) or not _READ.isdisjoint(labels):
        return None
    return next((label for label in labels if _says_so(label)), None)


def _says_so(label: str) -> bool:
    words = _words(label)
    live = [word for word in words if LIVE.fullmatch(word)]
    return any(PRODUCTION.fullmatch(word) for word in words) or (
        bool(live) and all(word in live or word in _ROLES for word in words)
    )


def _words(label: str) -> list[str]:
    return re.split(r"[-_]", label)
