"""How rules are named on the command line."""

from __future__ import annotations

from collections.abc import Iterable


def words(lists: Iterable[str]) -> list[str]:
    """The words of lists that are separated by commas."""
    return [word.strip() for one in lists for word in one.split(",") if word.strip()]
