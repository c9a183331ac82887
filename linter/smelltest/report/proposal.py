"""Proposed settings as TOML, with what speaks for each as a comment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from smelltest.propose.proposal import Proposal
from smelltest.report.places import Seen, place
from smelltest.report.toml import name, quoted
from smelltest.report.visible import visible

_SHOWN = 3
_GUESS = "A guess: take the mark away if it holds."


def blocks(proposals: Iterable[Proposal], root: str, seen: Seen) -> dict[str, str]:
    """The lines of each table, by the table's name below `root`."""
    by_table = groupby(proposals, key=lambda one: one.table)
    return {
        ".".join(part for part in (root, table) if part): "\n".join(_lines(list(group), seen)) + "\n"
        for table, group in by_table
    }


def text(proposals: Iterable[Proposal], root: str, seen: Seen) -> str:
    """A settings file, or its part below `root`, that says just what is proposed."""
    told = blocks(proposals, root, seen).items()
    return "\n".join(f"[{table}]\n{lines}" if table else lines for table, lines in told)


def _lines(proposals: Sequence[Proposal], seen: Seen) -> Iterator[str]:
    keys = dict.fromkeys(one.key for one in proposals)
    for key in keys:
        values = [one for one in proposals if one.key == key]
        if values[0].is_list:
            yield from _list(key, values, seen)
        else:
            yield f"# {_told(values[0], seen)}"
            if not values[0].sure:
                yield f"# {_GUESS}"
            yield f"{'' if values[0].sure else '# '}{name(key)} = {quoted(values[0].value)}"


def _list(key: str, values: Sequence[Proposal], seen: Seen) -> Iterator[str]:
    """A list with a line for each value; what is a guess is written as a comment."""
    mark = "" if any(one.sure for one in values) else "# "
    if mark:
        yield f"# {_GUESS}"
    yield f"{mark}{name(key)} = ["
    plain = [one for one in values if not one.sites]
    if plain:
        yield f"{mark}    {', '.join(quoted(one.value) for one in plain)},"
    for one in values:
        if one.sites:
            guess = "" if one.sure or mark else "A guess. "
            yield f"{mark}    # {guess}{_told(one, seen)}"
            yield f"{mark}    {'' if one.sure or mark else '# '}{quoted(one.value)},"
    yield f"{mark}]"


def _told(one: Proposal, seen: Seen) -> str:
    places = [place(site, seen) for site in one.sites[:_SHOWN]]
    more = len(one.sites) - len(places)
    where = ", ".join(places) + (f" and {more} more" if more else "")
    return visible(f"{one.reason[:1].upper()}{one.reason[1:]}: {where}")
