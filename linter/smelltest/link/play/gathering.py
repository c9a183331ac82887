"""Lists that helpers gather, page by page, from the answers of a server: they stand for the whole collection.

A paginating helper is written in a few ways alone: `yield from body["items"]`, `for row in rows: yield row`,
`found += body["items"]`, `found.extend(rows)`. One turn of its loop is followed, which asks for the first page; what
the helper gives is what all the pages hold.
"""

from __future__ import annotations

from smelltest.link.play.objects import Object, Sequence
from smelltest.link.values import Derived, Step
from smelltest.read import facts


def gather(found: Sequence, page: Derived, each: Object) -> None:
    """Add all elements of an answer to a list, of which `each` is any."""
    if not found.items and not found.open:
        found.made_of = page
    elif found.made_of is not None and not _alike(found.made_of, page):
        found.made_of = None
    found.items.append(each)
    found.open = True


def _alike(one: Derived, other: Derived) -> bool:
    """Whether two answers are pages of one collection: the first may say itself where the next one is."""
    return other.effect.resource in {None, one.effect.resource} and one.effect.verb == other.effect.verb


def whole(value: Object) -> Object:
    """The collection that a list stands for which holds its elements, or one part of each; else the list itself."""
    if not isinstance(value, Sequence) or not value.open or value.made_of is None or not value.items:
        return value
    each = value.items[0]
    if not isinstance(each, Derived) or each.effect is not value.made_of.effect:
        return value
    above, beside = value.made_of.steps, each.steps[len(value.made_of.steps) :]
    if each.steps[: len(above)] != above or not beside or beside[0] != Step("each", None, beside[0].site):
        return value
    return Derived(each.effect, (*above, *(Step("each", step.key, step.site) for step in beside[1:])))


def gives_each(loop: facts.For) -> bool:
    """Whether a loop yields each element that it goes over, and leaves none out."""
    body = loop.body
    last = body[-1].value if body and isinstance(body[-1], facts.Evaluate) else None
    return (
        isinstance(last, facts.Yield)
        and not last.delegated
        and not any(isinstance(statement, (facts.If, facts.Try, facts.Match)) for statement in body)
    )
