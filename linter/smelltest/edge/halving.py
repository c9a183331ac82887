"""Which of some things go together, found by trying halves of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")
_Parted = tuple[Sequence[_T], Sequence[_T]]


def halves(some: Sequence[_T]) -> _Parted[_T]:
    """The first half of some items, and the second."""
    middle = len(some) // 2
    return some[:middle], some[middle:]


def passing(
    items: Sequence[_T],
    passes: Callable[[Sequence[_T]], bool],
    *,
    fails: bool = False,
    parted: Callable[[Sequence[_T]], _Parted[_T]] = halves,
) -> Iterator[_T]:
    """Those of some items that pass together; `fails` says that all of them are known not to.

    Each is told as soon as those that are told pass with it. Of a few that fail among many, each costs about as many
    trials as the number of all can be halved; `parted` may know better how to part those of which the last trial
    failed, in two that both hold something, what is likelier to pass first.
    """
    good: list[_T] = []

    def search(some: Sequence[_T], *, fails: bool) -> Iterator[_T]:
        if not some:
            return
        if not fails and passes([*good, *some]):
            good.extend(some)
            yield from some
        elif len(some) > 1:
            first, second = parted(some)
            before = len(good)
            yield from search(first, fails=False)
            # Where the first part is good as a whole, the second one beside it is what is known to fail.
            yield from search(second, fails=len(good) - before == len(first))

    yield from search(items, fails=fails)
