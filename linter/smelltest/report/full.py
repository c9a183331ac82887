"""Findings for a person: the code, what is wrong with it, what led there, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

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
    yield Text.assemble(
        (found.code, _STYLES[found.severity]), " ", (found.name, "bold"), ": ", visible(found.message)
    )
    frame = _rows(source(found.path), found.at)
    gutter = max(len(str(number)) for number in (found.at.line, *(number for number, _, _ in frame)))
    test = f" in {visible(found.test)}" if found.test else ""
    where = f"{visible(found.path)}:{found.at.line}:{found.at.column}"
    yield Text.assemble(" " * gutter, ("--> ", "blue"), where, (test, "dim"))
    yield from _frame(frame, gutter, console.width, _STYLES[found.severity])
    notes = (("note", "bold", _sentence(note)) for note in found.evidence)
    advice = (("instead", "bold green", visible(text)) for text in _advice(found))
    for label, style, text in (*notes, *advice):
        yield from _labelled(label, style, text, " " * (gutter + 1), console)


def _advice(found: Finding) -> Iterator[str]:
    if found.advice:
        yield found.advice
    if found.fix and found.fix.applicability != "display":
        how = "--fix" if found.fix.applicability == "safe" else "--unsafe-fixes"
        reason = f" ({found.fix.reason})" if found.fix.reason else ""
        yield f"{found.fix.message}: `{how}` does it{reason}."


def _sentence(note: Note) -> str:
    if note.path is None:
        return visible(note.message)
    where = f"{note.path}:{note.at.line}:{note.at.column}" if note.at else note.path
    return visible(f"{note.message} ({where})")


def _labelled(label: str, style: str, text: str, indent: str, console: Console) -> Iterator[Text]:
    """A text after its label, its further lines below the first."""
    lead = Text.assemble(indent, ("= ", "blue"), (f"{label}: ", style))
    rows = Text(text).wrap(console, max(20, console.width - lead.cell_len))
    for index, row in enumerate(rows):
        row.rstrip()
        yield Text.assemble(lead if index == 0 else " " * lead.cell_len, row)


_Row = tuple[int, str, range]
"""A line's number, its text, and the characters of it that a finding is about."""


def _rows(lines: Sequence[str], at: Place) -> list[_Row]:
    """The lines that a place covers, as far as a frame shows them."""
    last = min(at.end_line, at.line + _FRAME_LINES - 1, len(lines))
    rows: list[_Row] = []
    for number in range(at.line, last + 1):
        text = lines[number - 1]
        indent = len(text) - len(text.lstrip())
        start = at.column - 1 if number == at.line else indent
        end = at.end_column - 1 if number == at.end_line else len(text.rstrip())
        rows.append((number, text, range(start, max(end, start + 1))))
    return rows


def _frame(rows: Sequence[_Row], gutter: int, width: int, style: str) -> Iterator[Text]:
    """The lines with carets under what the finding is about; of a stretch of lines, under each."""
    bar = (" │", "blue")
    if rows:
        yield Text.assemble(" " * gutter, bar)
    for number, text, marked in rows:
        before, inside, after = (_shown(part) for part in _parted(text, marked))
        line, start, length = _cropped(before, inside, after, max(20, width - gutter - 4))
        yield _unwrapped((f"{number:>{gutter}}", "blue"), bar, " ", line)
        yield _unwrapped(" " * gutter, bar, " ", " " * start, ("^" * max(length, 1), style))
    if rows:
        yield Text.assemble(" " * gutter, bar)


def _unwrapped(*parts: str | tuple[str, str]) -> Text:
    text = Text.assemble(*parts)
    text.no_wrap = True
    text.overflow = "crop"
    return text


def _parted(text: str, marked: range) -> tuple[str, str, str]:
    return text[: marked.start], text[marked.start : marked.stop], text[marked.stop :]


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
