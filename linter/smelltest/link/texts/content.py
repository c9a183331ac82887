"""What a file writes out, be it code or data: the texts that rules about content read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from re import Pattern

from msgspec import Struct

from smelltest.link.values import Site
from smelltest.read.comments import SPEAKS_OF_PRODUCTION
from smelltest.read.data import entries, is_data
from smelltest.settings.tables import Settings

HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a passage for what is not written out: `f"{name}@example.com"` reads `HOLE + "@example.com"`."""


class Part(Struct, frozen=True, gc=False):
    """Where in a passage the share of one literal begins."""

    start: int
    site: Site


class Passage(Struct, frozen=True, gc=False):
    """A text as a file writes it out, put together where code concatenates it.

    `names`: what it is given to or compared with, the nearest first: keys, arguments, variables, columns,
    calls. `scope`: the function or method around it, empty outside of one.
    """

    text: str
    parts: tuple[Part, ...]
    names: tuple[str, ...] = ()
    scope: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it is one literal that reads as it is written, without a prefix or an escape."""
        at = self.parts[0].site.at
        quoted = at.line == at.end_line and at.end_column - at.column == len(self.text) + len('""')
        return quoted and self.text.isprintable() and not any(odd in self.text for odd in ('"', "\\", HOLE))

    def part(self, index: int) -> Part:
        """The share that holds a character of the text; of a hole, the one before it."""
        return self.parts[max(0, bisect_right(self.parts, index, key=_start) - 1)]

    def site(self, index: int) -> Site:
        """The literal that holds a character of the text; of a hole, the one before it."""
        return self.part(index).site


class Remark(Struct, frozen=True, gc=False):
    """What a file says of itself.

    `scope`: the function or class that a docstring is of, empty of a module's; None of a comment.
    """

    text: str
    site: Site
    scope: str | None = None


class Listing(Struct, frozen=True, gc=False):
    """A list or dict as code writes it out; `names` and `scope` as of a `Passage`."""

    site: Site
    names: tuple[str, ...]
    scope: str


class Content:
    """What one file writes out.

    Most files hold nothing that a rule asks for, which one look at their bare literals tells; only what does
    is worth the way to each passage.
    """

    def __init__(
        self,
        path: str,
        settings: Settings,
        bare: Callable[[], str],
        passages: Callable[[], Iterable[Passage]],
        remarks: Callable[[], Iterable[Remark]] = tuple,
        listings: Callable[[], Iterable[Listing]] = tuple,
        scopes: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self.path = path
        self.settings = settings
        self.is_data = is_data(path)
        self._read_bare = bare
        self._read_passages = passages
        self._read_remarks = remarks
        self._read_listings = listings
        self._read_scopes = scopes

    def passages(self, pattern: Pattern[str], *first: Pattern[str]) -> Iterator[Passage]:
        """The passages in which a pattern is found that no more than one literal is needed to match.

        `first`: plainer ones, of which one is found wherever the pattern is, in a fraction of the time.
        """
        bare = self._bare
        if (not first or any(one.search(bare) for one in first)) and pattern.search(bare):
            yield from (passage for passage in self._passages if pattern.search(passage.text))

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """Comments and docstrings that may tell where data come from."""
        return tuple(self._read_remarks())

    @cached_property
    def listings(self) -> tuple[Listing, ...]:
        """The lists and dicts that it writes out."""
        return tuple(self._read_listings())

    @cached_property
    def scopes(self) -> frozenset[str]:
        """The functions and methods in which something is written out."""
        return frozenset(self._read_scopes())

    @cached_property
    def _bare(self) -> str:
        return self._read_bare()

    @cached_property
    def _passages(self) -> tuple[Passage, ...]:
        return tuple(self._read_passages())


def data_content(path: str, text: str, settings: Settings) -> Content:
    """What a data file holds."""
    return Content(
        path,
        settings,
        bare=lambda: text,
        passages=lambda: (
            Passage(entry.text, (Part(0, Site(path, entry.at)),), entry.names)
            for entry in entries(path, text)
            if entry.kind == "value"
        ),
        remarks=lambda: (
            Remark(entry.text, Site(path, entry.at))
            for entry in (entries(path, text) if SPEAKS_OF_PRODUCTION.search(text) else ())
            if entry.kind == "comment"
        ),
    )


def _start(part: Part) -> int:
    return part.start
