"""What is proposed: a value of a setting, why, and the places that speak for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from smelltest.link.values import Site


class Proposal(Struct, frozen=True):
    """A value that a setting could have.

    `table` and `key` name the setting, the table empty at the top level. Of a `list` setting it is one of the values.
    `reason`: what was seen; `sites`: where. `sure`: whether it holds as far as can be told without running anything;
    what is not sure is shown and not put in force.
    """

    table: str
    key: str
    value: str
    reason: str
    sites: tuple[Site, ...]
    is_list: bool = True
    sure: bool = True


class Tally:
    """Places by what they speak for; each counts once."""

    def __init__(self) -> None:
        self._sites: dict[str, dict[Site, None]] = {}

    def saw(self, value: str, site: Site) -> None:
        """A place that speaks for a value."""
        self._sites.setdefault(value, {})[site] = None

    def sites(self, value: str) -> tuple[Site, ...]:
        """The places that speak for a value, in order."""
        return tuple(sorted(self._sites.get(value, ()), key=_where))

    def ranked(self) -> list[str]:
        """The values, most often seen first."""
        return sorted(self._sites, key=lambda value: (-len(self._sites[value]), value))

    def total(self) -> int:
        """How many places there are."""
        return sum(map(len, self._sites.values()))


def counted(number: int, noun: str) -> str:
    """`1 call`, `3 calls`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def first_of_each(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Proposals in order; of several for one value or for one plain key, the first."""
    kept: dict[tuple[str, str, str], Proposal] = {}
    for one in proposals:
        kept.setdefault((one.table, one.key, one.value if one.is_list else ""), one)
    return tuple(kept.values())


def without_set(proposals: Iterable[Proposal], values: Mapping[str, object]) -> tuple[list[Proposal], list[Proposal]]:
    """The proposals for keys that a settings file leaves open, and those for keys that it sets to something else."""
    left: list[Proposal] = []
    stays: list[Proposal] = []
    for one in proposals:
        table = values.get(one.table, {}) if one.table else values
        there = table.get(one.key) if isinstance(table, Mapping) else None
        if there is None:
            left.append(one)
        elif one.value != there and not (isinstance(there, list) and one.value in there):
            stays.append(one)
    return left, stays


def _where(site: Site) -> tuple[str, int, int]:
    return (site.path, site.at.line, site.at.column)
