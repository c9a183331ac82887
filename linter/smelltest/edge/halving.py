"""Which of some things go together, found by trying halves of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")


def passing(items: Sequence[_T], passes: Callable[[Sequence[_T]], bool], *, fails: bool = False) -> Iterator[_T]:
    """Those of some items that pass together; `fails` says that all of them are known not to.

    Each is told as soon as those that are told pass with it. Of a few that fail among many, each costs about as many
    trials as the number of all can be halved.
    """
    good: list[_T] = []

    def search(some: Sequence[_T], *, fails: bool) -> Iterator[_T]:
        if not some:
            return
        if not fails and passes([*good, *some]):
            good.extend(some)
            yield from some
        elif len(some) > 1:
            half, before = len(some) // 2, len(good)
            yield from search(some[:half], fails=False)
            # Where the first half is good as a whole, the second one beside it is what is known to fail.
            yield from search(some[half:], fails=len(good) - before == half)

    yield from search(items, fails=fails)
