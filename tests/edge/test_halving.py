"""What goes together is found by halving."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from smelltest.edge.halving import passing


@pytest.mark.parametrize("bad", [(), (0,), (7, 8), (3, 30, 63), tuple(range(64))])
def test_all_that_go_together_are_found_in_few_trials(bad: tuple[int, ...]) -> None:
    trials = 0

    def passes(some: Sequence[int]) -> bool:
        nonlocal trials
        trials += 1
        return not set(some) & set(bad)

    assert list(passing(range(64), passes)) == [each for each in range(64) if each not in bad]
    assert trials <= 1 + 2 * 6 * len(bad)


def test_what_is_known_to_fail_is_not_tried() -> None:
    tried: list[list[int]] = []

    def passes(some: Sequence[int]) -> bool:
        tried.append(list(some))
        return 1 not in some

    assert list(passing([0, 1], passes, fails=True)) == [0]
    assert [0, 1] not in tried


def test_what_goes_with_one_only_stays_out_where_that_one_does() -> None:
    """The second is good with the first alone, and the third with neither."""
    assert list(passing([1, 2, 3], lambda some: 3 not in some and (2 not in some or 1 in some))) == [1, 2]
