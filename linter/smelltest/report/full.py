"""Findings for a person: the code, what is wrong with it, what led there, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from smelltest.judge.finding import Finding, Note
from smelltest.read.facts import Place
from smelltest.report.visible import visible

Source = Callable[[str], Sequence[str]]
"""The lines of a file; none where it is not to be had."""

_FRAME_LINES = 6
"""Of a longer stretch of code, the first lines tell enough."""

_CHANGED_LINES = 14
"""So many lines show what a fix is about."""

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}


def full(findings: Iterable[Finding], source: Source, width: int, *, color: bool) -> str:
    """Each finding with its code frame, evidence and advice, at most `width` columns wide."""
    output = StringIO()
    console = Console(
        file=output,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        soft_wrap=False,
    )
    for found in findings:
        for line in _finding(found, source, console):
            console.print(line)
        console.print()
    return output.getvalue()


def _finding(found: Finding, source: Source, console: Console) -> Iterator[Text]:
    style = _STYLES[found.severity]
    head = Text.assemble((found.code, style), " ", (found.name, "bold"), ": ", visible(found.message))
    yield from _wrapped(head, console)
    lines = source(found.path)
    rows = _rows(lines, found.at)
    changes = _changes(found, lines)
    gutter = len(str(max(found.at.line, *(row.number for row in rows), *(change.number for change in changes), 0)))
    test = f" in {visible(found.test)}" if found.test else ""
    where = f"{visible(found.path)}:{found.at.line}:{found.at.column}"
    yield Text.assemble(" " * gutter, ("--> ", "blue"), where, (test, "dim"), no_wrap=True, overflow="ignore")
    if rows:
        yield from _frame(rows, found.at, gutter, console.width, style)
    notes = (("note", "bold", _sentence(note)) for note in _telling(found.evidence))
    advice = ((label, "bold green", visible(text)) for label, text in _advice(found))
    for label, kind, text in (*notes, *advice):
        yield from _labelled(label, kind, text, " " * (gutter + 1), console)
    yield from _changed(changes, gutter, console.width)


class _Change(NamedTuple):
    """A line that goes (`-`) or comes (`+`); of one that goes, with its number."""

    sign: str
    number: int
    text: str


def _changes(found: Finding, lines: Sequence[str]) -> list[_Change]:
    """What the fix of a finding would write into its file, in whole lines, as fixes are."""
    changes = []
    for edit in found.fix.edits if found.fix is not None else ():
        if edit.path == found.path and edit.at.column == edit.at.end_column == 1:
            gone = range(edit.at.line, min(edit.at.end_line, len(lines) + 1))
            changes += [_Change("-", number, lines[number - 1]) for number in gone]
            changes += [_Change("+", 0, text) for text in edit.content.splitlines()]
    return changes


def _changed(changes: Sequence[_Change], gutter: int, width: int) -> Iterator[Text]:
    """The first lines that a fix takes and gives, and how many follow."""
    for sign, number, text in changes[:_CHANGED_LINES]:
        style = "red" if sign == "-" else "green"
        shown = _taken(f"{sign} {_shown(text.rstrip())}".rstrip(), max(20, width - gutter - 3))
        yield _line((f"{number or '':>{gutter}}", "blue"), (" │", "blue"), " ", (shown, style))
    more = len(changes) - _CHANGED_LINES
    if more > 0:
        yield _line(" " * gutter, (" │", "blue"), f" … and {more} more; --diff shows all")


_WRITTEN_BY = {"safe": "; --fix writes it", "unsafe": "; --unsafe-fixes writes it"}


def _advice(found: Finding) -> Iterator[tuple[str, str]]:
    """What to write instead, and what a fix would do, each after its label."""
    if found.advice:
        yield "instead", found.advice
    if found.fix is not None:
        reason = f" ({found.fix.reason})" if found.fix.reason else ""
        yield "fix", f"{found.fix.message}{_WRITTEN_BY.get(found.fix.applicability, '')}{reason}"


def _telling(evidence: Sequence[Note]) -> Iterator[Note]:
    """The notes, but for one that leads to the very place that the one before it leads to."""
    before = None
    for note in evidence:
        place = (note.path, note.at.line, note.at.column) if note.at is not None else None
        if place is None or place != before:
            yield note
        before = place


def _sentence(note: Note) -> str:
    if note.path is None:
        return visible(note.message)
    where = f"{note.path}:{note.at.line}:{note.at.column}" if note.at else note.path
    return visible(f"{note.message} ({where})")


def _labelled(label: str, style: str, text: str, indent: str, console: Console) -> Iterator[Text]:
    """A text after its label, its further lines below the first."""
    lead = Text.assemble(indent, ("= ", "blue"), (f"{label}: ", style))
    for index, row in enumerate(_wrapped(Text(text), console, lead.cell_len)):
        yield Text.assemble(lead if index == 0 else " " * lead.cell_len, row)


def _wrapped(text: Text, console: Console, indent: int = 0) -> Iterator[Text]:
    for row in text.wrap(console, max(20, console.width - indent)):
        row.rstrip()
        yield row


class _Row(NamedTuple):
    number: int
    text: str


def _rows(lines: Sequence[str], at: Place) -> list[_Row]:
    """The lines that a place covers, as many as a frame shows."""
    shown = lines[at.line - 1 : min(at.end_line, at.line + _FRAME_LINES - 1)]
    return [_Row(number, text) for number, text in enumerate(shown, at.line)]


def _frame(rows: Sequence[_Row], at: Place, gutter: int, width: int, style: str) -> Iterator[Text]:
    """The lines, with carets under the first as far as the finding reaches there."""
    bar = (" │", "blue")
    room = max(20, width - gutter - 3)
    yield Text.assemble(" " * gutter, bar)
    for number, text in rows:
        if number > at.line:
            yield _line((f"{number:>{gutter}}", "blue"), bar, " ", _taken(_shown(text), room))
            continue
        end = at.end_column - 1 if at.end_line == at.line else len(text.rstrip())
        before, inside, after = (_shown(part) for part in _parted(text, at.column - 1, end))
        line, start, length = _cropped(before, inside, after, room)
        yield _line((f"{number:>{gutter}}", "blue"), bar, " ", line)
        yield _line(" " * gutter, bar, " " * (start + 1), ("^" * max(length, 1), style))
    if rows[-1].number < at.end_line:
        yield _line(" " * gutter, bar, " …")
    yield Text.assemble(" " * gutter, bar)


def _line(*parts: str | tuple[str, str]) -> Text:
    """A line of a frame, which has its width already."""
    return Text.assemble(*parts, no_wrap=True, overflow="ignore")


def _parted(text: str, start: int, end: int) -> tuple[str, str, str]:
    return text[:start], text[start:end], text[end:]


def _shown(text: str) -> str:
    return visible(text.replace("\t", "    "))


def _cropped(before: str, inside: str, after: str, room: int) -> tuple[str, int, int]:
    """A line that fits into `room` columns, and where in it what is marked begins and how wide it is."""
    start, length = cell_len(before), cell_len(inside)
    whole = before + inside + after
    if cell_len(whole) <= room:
        return whole, start, length
    drop = max(0, min(start - 8, start + length - room + 2))
    lead, skipped = _dropped(whole, drop)
    line = ("…" if skipped else "") + lead
    shift = skipped - 1 if skipped else 0
    return _taken(line, room), start - shift, min(length, room - 1 - (start - shift))


def _dropped(text: str, columns: int) -> tuple[str, int]:
    """The text without so many leading columns or one more, and how many went."""
    gone = 0
    for index, character in enumerate(text):
        if gone >= columns:
            return text[index:], gone
        gone += cell_len(character)
    return "", gone


def _taken(text: str, columns: int) -> str:
    """The text's first columns, with a mark that some are left out."""
    if cell_len(text) <= columns:
        return text
    width, index = 0, 0
    while index < len(text) and width + cell_len(text[index]) < columns:
        width += cell_len(text[index])
        index += 1
    return text[:index] + "…"
