"""Remedies in the words of the rules: a value of its own, a cleanup, a guarantee."""

from __future__ import annotations

from collections.abc import Iterable

from smelltest.judge.remedies.remedy import (
    Binding,
    Guarantee,
    Later,
    Registering,
    Registration,
    Remedy,
    Reversal,
    Tolerance,
)
from smelltest.link.values import Site
from smelltest.read.facts import Place


def guaranteed(delete: Site, create: Site) -> Remedy | None:
    """A cleanup that happens even where the test fails before it."""
    if delete.path != create.path:
        return None
    reason = "what stands between is tried, and the cleanup happens after that"
    return Remedy("unsafe", "let the cleanup happen however the test ends", (Guarantee(delete.at, create.at),), reason)


def later(delete: Site, after: Site) -> Remedy | None:
    """A delete that comes after the one of what depends on the record."""
    if delete.path != after.path or delete == after:
        return None
    reason = "the deletes happen in another order"
    return Remedy("unsafe", "delete the later record first", (Later(delete.at, after.at),), reason)


def registered(pairs: Iterable[tuple[Site, Site]]) -> Remedy | None:
    """Deletes that happen even where the setup fails half-way; each pair is a delete and its create."""
    known = tuple(pairs)
    if not known or any(delete.path != known[0][0].path or create.path != known[0][0].path for delete, create in known):
        return None
    steps = (Registering(tuple((delete.at, create.at) for delete, create in known)),)
    reason = "the deletes happen after the rest of the teardown, and where the setup fails too"
    return Remedy("unsafe", "register each delete right after its create", steps, reason)


def bound_before(use: Place, name: str) -> Remedy:
    """A name that is there whatever fails."""
    reason = "what makes the record is no longer tried"
    return Remedy("unsafe", "bind the name before the try", (Binding(use, name),), reason)


def tolerant(delete: Site, demand: Site) -> Remedy | None:
    """A delete whose failure keeps no other one from happening."""
    if delete.path != demand.path:
        return None
    reason = "a delete that fails is no longer seen"
    return Remedy("unsafe", "let the delete fail by itself", (Tolerance(delete.at, demand.at),), reason)


def noted(create: Place) -> Remedy:
    """A record that a builder's cleanup knows of."""
    reason = "the cleanup deletes one record more"
    return Remedy("unsafe", "register the record as the other steps do", (Registration(create),), reason)


def reversed_order(loop: Place) -> Remedy:
    """Records are taken away from the last one made to the first."""
    return Remedy("safe", "go through the records from the last one made", (Reversal(loop),))
