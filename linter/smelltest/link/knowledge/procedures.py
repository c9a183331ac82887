"""What an address says that is written as a function's name is: `POST /CreateTask`, `POST /getTasks`."""

from __future__ import annotations

import re
from functools import lru_cache

from smelltest.link.knowledge import verbs

_HUMPED = re.compile(r"[A-Za-z][a-z]+(?:[A-Z][A-Za-z0-9]*)+")
_MANY = frozenset("bulk batch mass multi multiple".split())
_KINDS: dict[str, str] = {
    **dict.fromkeys("create add insert register upload invite post duplicate copy clone".split(), "create"),
    **dict.fromkeys(
        "update edit modify patch change rename set move assign unassign enable disable activate deactivate reactivate"
        " archive unarchive restore lock unlock approve reject block unblock toggle reorder mark unmark convert confirm"
        " accept decline resend".split(),
        "change",
    ),
    **dict.fromkeys("delete remove destroy purge erase unregister".split(), "delete"),
    **dict.fromkeys("get list find search fetch query retrieve count is has can".split(), "read"),
}
"""Verbs that are no nouns as well: `/BookStore` and `/OrderItems` name what there is."""
_THINGS = frozenset((one,) for one in "document documents item items record records".split())


@lru_cache(maxsize=4096)
def called(text: str) -> tuple[str, str | None] | None:
    """What a part of a path does that is called as a function, and to what: `("create", "board_group")`."""
    if _HUMPED.fullmatch(text) is None:
        return None
    parts = verbs.words(text)
    parts = parts[1:] if parts[0] in _MANY else parts
    kind = _KINDS.get(parts[0]) if len(parts) > 1 else None
    if kind is None or parts[1] in {"or", "and", "many", "all"} or parts == ("post", "code"):
        return None
    return kind, verbs.noun_of("_".join(parts)) or (parts[1] if parts[1:] in _THINGS else None)
