"""How each test gets its data and who can break whom: as a table, as Markdown, and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any

from msgspec import Struct

from smelltest.link.questions.collisions import Collision, Party
from smelltest.link.questions.inventory import KINDS, STRATEGIES, WRITES, Datum, Entry
from smelltest.link.values import Site
from smelltest.report.places import Seen, location, named
from smelltest.report.visible import visible


class Listing(Struct, frozen=True, eq=False):
    """The inventory of one suite; `seen` gives a path of the suite as it is to be shown."""

    entries: tuple[Entry, ...]
    collisions: tuple[Collision, ...]
    seen: Seen


# What both forms for people say


def strategy(entry: Entry) -> str:
    """A strategy with its detail."""
    return f"{entry.strategy} ({entry.detail})" if entry.detail else entry.strategy


def _said(entry: Entry, kind: str, seen: Seen) -> str:
    """The data of one kind, each with its place."""
    groups: dict[str, list[Datum]] = {}
    for datum in entry.data:
        if datum.kind == kind:
            use = f", {_PAST[datum.use]}" if datum.use in WRITES else ""
            by = f" by {datum.by}" if datum.by and kind == "owned" else ""
            groups.setdefault(f"{datum.name}{by}{use}", []).append(datum)
    return "; ".join(_one(name, data, entry, seen) for name, data in groups.items())


def _one(name: str, data: Sequence[Datum], entry: Entry, seen: Seen) -> str:
    number = f"{len(data)} × " if len(data) > 1 and not data[0].key else ""
    return f"{number}{name} ({_place(data[0].site, entry.path, seen)})"


def _place(site: Site, home: str, seen: Seen) -> str:
    return f"line {site.at.line}" if site.path == home else f"{seen(site.path)}:{site.at.line}"


_PAST = {
    "changes": "changed",
    "deletes": "deleted",
    "sets": "set",
    "writes": "written",
    "adds to": "added to",
    "takes from": "taken from",
}


def _deeds(collision: Collision) -> Iterator[tuple[str, list[Party]]]:
    """What is done with what is shared, each with the tests that do it."""
    for use in dict.fromkeys(party.use for party in collision.parties):
        yield use, [party for party in collision.parties if party.use == use]


def _title(collision: Collision) -> str:
    return collision.name if collision.breaks else f"{collision.name} (read only)"


def _totals(entries: Iterable[Entry]) -> str:
    counted = Counter(entry.strategy for entry in entries)
    return ", ".join(f"{counted[name]} {name}" for name in STRATEGIES if counted[name])


# The table


def table(listing: Listing, width: int) -> str:
    """A test a line, file by file; then who can break whom; then how many tests follow which strategy."""
    lines = list(_files(listing, width))
    if listing.collisions:
        lines += ["Who can break whom", ""]
        for collision in listing.collisions:
            lines += _shown(collision, listing.seen, width)
    tests = len(listing.entries)
    lines.append(f"{tests} test{'' if tests == 1 else 's'}: {_totals(listing.entries)}.")
    return "".join(f"{visible(line.rstrip())}\n" for line in lines)


_MOST = 40
"""A name this long leaves room for what is said of it."""


def _files(listing: Listing, width: int) -> Iterator[str]:
    names = max((len(entry.name) for entry in listing.entries if len(entry.name) <= _MOST), default=0)
    ways = max((len(strategy(entry)) for entry in listing.entries), default=0)
    for path, entries in groupby(listing.entries, key=lambda entry: entry.path):
        yield listing.seen(path)
        for entry in entries:
            yield from _row(entry, listing.seen, (names, ways), width)
        yield ""


def _row(entry: Entry, seen: Seen, columns: tuple[int, int], width: int) -> Iterator[str]:
    names, ways = columns
    said = [f"{kind}: {text}" for kind in KINDS if (text := _said(entry, kind, seen))]
    lead = f"  {entry.name:<{names}}  {strategy(entry):<{ways}}  "
    if len(entry.name) > names:
        yield f"  {entry.name}"
        lead = f"  {'':<{names}}  {strategy(entry):<{ways}}  "
    hanging = " " * len(lead)
    rows = [row for text in said for row in _wrapped(text, max(30, width - len(lead)))]
    yield lead + (rows[0] if rows else "")
    yield from (hanging + row for row in rows[1:])


def _wrapped(text: str, width: int) -> list[str]:
    return wrap(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _shown(collision: Collision, seen: Seen, width: int) -> Iterator[str]:
    yield f"  {_title(collision)}"
    for use, parties in _deeds(collision):
        homes: dict[str, list[str]] = {}
        for party in parties:
            homes.setdefault(f"{seen(party.site.path)}:{party.site.at.line}", []).append(party.test)
        told = _first([f"{', '.join(_first(tests, _FEW))} ({home})" for home, tests in homes.items()], _MANY)
        rows = _wrapped(f"{_BY[use]} {', '.join(told)}", max(30, width - 4))
        yield from (f"    {row}" for row in rows)
    yield ""


_BY = {
    "changes": "changed by",
    "deletes": "deleted by",
    "sets": "set by",
    "writes": "written by",
    "adds to": "added to by",
    "takes from": "taken from by",
    "reads": "read by",
    "picks": "picked from by",
    "counts": "counted by",
    "compares": "compared by",
    "makes": "made by",
    "logs in as": "logged in as by",
}
_FEW, _MANY = 2, 5
"""So many tests of one place, and so many places, show what it is about; programs get them all."""


def _first(told: list[str], most: int) -> list[str]:
    return told if len(told) <= most + 1 else [*told[:most], f"and {len(told) - most} more"]


# Markdown


def markdown(listing: Listing) -> str:
    """The same in two tables."""
    lines = ["| test | strategy | owned | reference | incidental |", "| --- | --- | --- | --- | --- |"]
    for entry in listing.entries:
        name = named(entry.path, entry.name, listing.seen)
        said = (_said(entry, kind, listing.seen) for kind in KINDS)
        lines.append(_cells(name, strategy(entry), *said))
    if listing.collisions:
        lines += ["", "| shared | who writes | who relies on it |", "| --- | --- | --- |"]
        lines += [_collision_row(collision, listing.seen) for collision in listing.collisions]
    lines += ["", f"{len(listing.entries)} tests: {_totals(listing.entries)}."]
    return "".join(f"{line}\n" for line in lines)


def _collision_row(collision: Collision, seen: Seen) -> str:
    def told(*, writing: bool) -> str:
        parties = [party for party in collision.parties if (party.use in WRITES) is writing]
        return "; ".join(f"{p.test} {p.use} ({seen(p.site.path)}:{p.site.at.line})" for p in parties)

    return _cells(collision.name, told(writing=True), told(writing=False))


def _cells(*texts: str) -> str:
    escaped = (visible(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for text in texts)
    return f"| {' | '.join(escaped)} |"


# For programs


def plain(listings: Iterable[Listing]) -> dict[str, Any]:
    """The inventory in the fields that programs rely on."""
    told = list(listings)
    counted = Counter(entry.strategy for listing in told for entry in listing.entries)
    return {
        "tests": [_entry(entry, listing.seen) for listing in told for entry in listing.entries],
        "collisions": [_collision(one, listing.seen) for listing in told for one in listing.collisions],
        "strategies": {name: counted[name] for name in STRATEGIES},
    }


def _entry(entry: Entry, seen: Seen) -> dict[str, Any]:
    return {
        "test": named(entry.path, entry.name, seen),
        "path": seen(entry.path),
        "name": entry.name,
        "location": {"row": entry.site.at.line, "column": entry.site.at.column},
        "strategy": entry.strategy,
        "detail": entry.detail or None,
        "data": [
            {
                "kind": datum.kind,
                "name": datum.name,
                "use": datum.use,
                "made_by": datum.by or None,
                **location(datum.site, seen),
            }
            for datum in entry.data
        ],
    }


def _collision(one: Collision, seen: Seen) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.key[0],
        "breaks": one.breaks,
        "tests": [
            {
                "test": named(party.path, party.test, seen),
                "use": party.use,
                "writes": party.use in WRITES,
                **location(party.site, seen),
            }
            for party in one.parties
        ],
    }
