"""Which deletes of a cleanup keep the others from happening."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from smelltest.link.questions.records import lasting
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Cleanup, Demand, Effect, Event, sources
from smelltest.link.values import Site
from smelltest.read.conventions import is_test_code


class Stop(Struct, frozen=True, eq=False):
    """A delete whose success is demanded among others, so that its failure skips them; `site`: its call.

    `demanded`: where its success is demanded, seen from beside the delete. `apart`: the demand stands in the helper
    that deletes, and not beside the call.
    """

    delete: Effect
    demand: Check | Demand
    site: Site
    demanded: Site
    apart: bool = False


def stops(test: Test) -> Iterator[Stop]:
    """The first delete of each cleanup whose failure skips others of it."""
    deletes = lasting(test, "delete")
    seen: set[Cleanup] = set()
    for delete in deletes:
        cleanup = _around(test, delete)
        if cleanup is None or cleanup in seen:
            continue
        demand = _demand(test, delete)
        if demand is None or _around(test, demand) != cleanup:
            continue
        later = (other for other in deletes if other.order > demand.order and _around(test, other) == cleanup)
        if _in_loop(delete, demand, cleanup) or any(_parts_at(delete, other, demand) for other in later):
            seen.add(cleanup)
            beside = _beside(demand, delete)
            yield Stop(delete, demand, delete.chain[min(beside + 1, len(delete.chain)) - 1], demand.chain[beside])
        elif (helped := _through_helper(delete, demand, cleanup)) is not None:
            seen.add(cleanup)
            yield Stop(delete, demand, helped, demand.chain[-1], apart=True)


def _around(test: Test, event: Event) -> Cleanup | None:
    """The innermost cleanup that an event is part of."""
    around = (cleanup for cleanup in test.timeline.cleanups if cleanup.first <= event.order < cleanup.end)
    return min(around, key=lambda cleanup: cleanup.end - cleanup.first, default=None)


def _demand(test: Test, delete: Effect) -> Check | Demand | None:
    """What raises an error unless a delete succeeds."""
    for event in test.timeline.events[delete.order + 1 :]:
        if isinstance(event, (Demand, Check)) and not event.guard.tried:
            told = event.answer if isinstance(event, Demand) else event.condition
            if delete in sources(told):
                return event
    return None


def _in_loop(delete: Effect, demand: Event, cleanup: Cleanup) -> bool:
    """Whether a cleanup goes through a loop whose own body demands the success."""
    loops = [turn.loop for turn in delete.turns[cleanup.loops :]]
    demanded = demand.chain[_beside(demand, delete)]
    return any(loop.path == demanded.path and loop.at.line <= demanded.at.line for loop in loops)


def _through_helper(delete: Effect, demand: Event, cleanup: Cleanup) -> Site | None:
    """The call in a cleanup's loop of a function of the tests that deletes and asserts that it went well."""
    if not isinstance(demand, Check) or not is_test_code(demand.chain[-1].path):
        return None
    for turn in delete.turns[cleanup.loops :]:
        for depth, site in enumerate(delete.chain[:-1]):
            if site.path == turn.loop.path and site.at.line >= turn.loop.at.line:
                called = delete.callers[depth + 1].rpartition("::")[2]
                return site if "." not in called and len(demand.chain) > depth + 1 else None
    return None


def _parts_at(delete: Effect, other: Effect, demand: Event) -> bool:
    """Whether the success is demanded where one delete follows the other, not inside of what makes each.

    It is demanded there by an assertion, or by a helper that is given the answer and asserts.
    """
    parting = _shared(delete, other)
    return parting < min(len(delete.chain), len(other.chain)) and _shared(delete, demand) == parting


def _beside(demand: Event, delete: Effect) -> int:
    """The place in a demand's chain that stands beside the delete: the assertion, or the helper that asserts."""
    return min(_shared(demand, delete), len(demand.chain) - 1)


def _shared(one: Event, other: Event) -> int:
    """How many of the calls that lead to two events are the same."""
    pairs = zip(one.chain, other.chain, strict=False)
    return next(
        (index for index, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(one.chain), len(other.chain))
    )
