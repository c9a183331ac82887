"""In which order records are taken away, and which of them depend on which."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from smelltest.link.questions.addressing import addressed, told_by
from smelltest.link.questions.cleanups import is_checked
from smelltest.link.questions.records import creates, effects, field_values, kin, same, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect, sources
from smelltest.link.values import Derived, Joined, Made, Site, Value, atoms


class Misordered(Struct, frozen=True, eq=False):
    """A record that is taken away before one that was made after it, and can depend on it.

    `site`: the loop that goes through them in that order, or the delete that comes too early; `loop` says
    which of the two. `delete` is that of the first, `after` that of the second.
    """

    site: Site
    loop: bool
    first: Effect
    second: Effect
    delete: Effect
    after: Effect


def misordered(test: Test) -> Iterator[Misordered]:
    """The pairs of records that are taken away in the order in which they were made."""
    taken: list[tuple[Effect, Effect]] = []
    for create in creates(test):
        delete = _delete_of(test, create)
        if delete is not None and not any(other is delete and _holds(create, one, delete) for one, other in taken):
            taken.append((create, delete))
    for index, (second, later) in enumerate(taken):
        for first, earlier in taken[:index]:
            if not second.order < earlier.order < later.order or (
                not earlier.guard.always and is_checked(test, earlier)
            ):
                continue
            loop = _common_loop(earlier, later)
            if _refers(second, first) or (loop is not None and _apart(first, second)):
                site = loop if loop is not None else parting(earlier, later)
                yield Misordered(site, loop is not None, first, second, earlier, later)


def _delete_of(test: Test, create: Effect) -> Effect | None:
    """The delete of the very record that a create made."""
    found = (
        delete
        for delete in effects(test, "delete")
        if delete.order > create.order
        and not delete.guard.environment
        and not delete.guard.handler
        and (delete.resource is None or kin(delete.resource, create.resource))
        and _names(delete, create)
    )
    return next(found, None)


def _names(delete: Effect, create: Effect) -> bool:
    """Whether a delete names a record by its id or a value of it, and not all records or an unknown one."""
    own = [value for _, value in _own(create) if isinstance(value, (Made, Joined))]
    for value in addressed(delete):
        for atom in told_by(value):
            if isinstance(atom, Derived) and atom.effect is create:
                return True
            if isinstance(atom, (Made, Joined)) and any(same(atom, each) for each in own):
                return True
    return False


def _holds(create: Effect, earlier: Effect, delete: Effect) -> bool:
    """Whether a delete is that of an earlier record, to which another one only belongs: the book of that shelf."""
    if create.resource is not None or delete.resource is None:
        return False
    told = [atom for value in addressed(delete) for atom in told_by(value)]
    if any(isinstance(atom, Derived) and atom.effect is create for atom in told):
        return False
    return earlier.resource is not None


def _refers(later: Effect, earlier: Effect) -> bool:
    """Whether a record is made with another one's id, below its path, or with the value that tells it."""
    common = [
        value
        for key, value in _names_of(later)
        if any(key == name and same(value, one) for name, one in _names_of(earlier))
    ]
    telling = [
        (key, value)
        for key, value in _own(earlier)
        if isinstance(value, (Made, Joined)) and not any(same(value, one) for one in common)
    ]
    for name, value in _given(later):
        if earlier in sources(value):
            return True
        for key, each in telling:
            if (key != name or not key or _speaks_of(key, earlier)) and any(same(atom, each) for atom in atoms(value)):
                return True
    return False


def _names_of(create: Effect) -> Iterator[tuple[str, Value]]:
    """How a record is called. Where two are called alike, that tells neither from the other."""
    return ((key, value) for key, value in field_values(create.fields) if key in _NAMES)


_NAMES = frozenset({"name", "title", "label"})


def _speaks_of(key: str, create: Effect) -> bool:
    """Whether a field that two records have in common names one of them: `order_id` an order, but `label` none."""
    return create.resource is not None and key.lower().startswith(singular(create.resource))


def _apart(first: Effect, second: Effect) -> bool:
    """Whether two records are of different kinds."""
    return first.resource is not None and second.resource is not None and not kin(first.resource, second.resource)


def _own(create: Effect) -> Iterator[tuple[str, Value]]:
    """The values that a record is made with, by the names of its fields."""
    yield from (("", value) for value in create.arguments)
    yield from field_values(create.fields)


def _given(create: Effect) -> Iterator[tuple[str, Value]]:
    yield from (("", value) for value in create.segments)
    yield from create.query.entries
    yield from _own(create)


def _common_loop(one: Effect, other: Effect) -> Site | None:
    """The loop of which two effects are different turns."""
    for mine, yours in zip(one.turns, other.turns, strict=False):
        if mine.loop != yours.loop:
            return None
        if mine.number != yours.number:
            return mine.loop
    return None


def parting(one: Effect, other: Effect) -> Site:
    """The call on the way to an effect from which on another one is reached otherwise."""
    return next((mine for mine, yours in zip(one.chain, other.chain, strict=False) if mine != yours), one.call)
