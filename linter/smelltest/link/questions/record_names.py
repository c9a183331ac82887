"""What a record is called by, and how its name begins."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.link.knowledge.fields import snake
from smelltest.link.timeline import Effect
from smelltest.link.values import Joined, Literal, Made, Pairs, Site, Value, text_of

_NAMES = (
    "name", "title", "slug", "username", "user_name", "login", "handle", "key", "bucket_name", "bucket",
    "object_name", "filename", "path", "email",
)  # fmt: skip


def names_of(create: Effect) -> tuple[Value, ...]:
    """The values that a record is called by, the most telling first."""
    fields = {snake(key): value for key, value in create.fields.entries}
    wrapped = next(iter(fields.values())) if len(fields) == 1 else None
    if isinstance(wrapped, Pairs):
        fields = {snake(key): value for key, value in wrapped.entries}
    named = tuple(fields[key] for key in _NAMES if key in fields)
    if named or create.access.kind == "http":
        return named
    texts = [value for value in create.arguments if isinstance(value, (Joined, Made)) or text_of(value) is not None]
    return tuple(texts) if len(texts) == 1 else ()


def begins(value: Value, prefixes: tuple[str, ...]) -> bool | None:
    """Whether a text begins with one of some prefixes; None if that is not certain."""
    known = ""
    for part in _flat(value):
        if isinstance(part, Literal) and part.value is not None:
            known += str(part.value)
            continue
        if known.startswith(prefixes):
            return True
        continues = any(prefix.startswith(known) for prefix in prefixes)
        return None if continues and not isinstance(part, Made) else False
    return known.startswith(prefixes) if known else None


def made_at(value: Value) -> Site | None:
    """The literal, text or call that a name is made by."""
    if isinstance(value, Joined) and value.site is None:
        return next((site for part in value.parts if (site := made_at(part)) is not None), None)
    return value.site if isinstance(value, (Literal, Made, Joined)) else None


def _flat(value: Value) -> Iterator[Value]:
    if isinstance(value, Joined):
        for part in value.parts:
            yield from _flat(part)
    else:
        yield value
