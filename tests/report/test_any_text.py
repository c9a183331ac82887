"""Whatever stands in a file, a report can be written, is harmless, and fits."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from smelltest.judge.finding import Finding, Note
from smelltest.judge.judge import fingerprinted, numbered, snippet
from smelltest.read.facts import Place
from smelltest.report import json as as_json
from smelltest.report.concise import concise
from smelltest.report.full import full
from smelltest.report.visible import visible

ANY = st.text(st.characters(codec=None), max_size=60)
LINES = st.lists(st.text(st.characters(blacklist_characters="\r\n")), min_size=1, max_size=9)


@st.composite
def places(draw: st.DrawFn) -> Place:
    line, end_line = sorted(draw(st.tuples(st.integers(1, 12), st.integers(1, 12))))
    column, end_column = sorted(draw(st.tuples(st.integers(1, 99), st.integers(1, 99))))
    return Place(line, column, end_line, end_column)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    note = Note(draw(ANY), draw(ANY), draw(places()))
    return Finding(draw(ANY), "SM101", "name", draw(ANY), draw(places()), "certain", draw(ANY), (note,), draw(ANY))


@given(ANY)
def test_nothing_that_acts_is_shown_raw(text: str) -> None:
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in visible(text))
    assert visible(visible(text)) == visible(text)


@given(st.lists(findings(), max_size=3), LINES, st.integers(40, 120), st.booleans())
def test_every_report_can_be_written(found: list[Finding], lines: list[str], width: int, color: bool) -> None:
    text = full(found, lambda _: lines, width, color=color)
    assert "\x1b" not in text.replace("\x1b[", "")
    text.encode()
    assert concise(found).count("\n") == len(found)
    assert len(json.loads(as_json.array(map(as_json.plain, found)))) == len(found)


@given(findings(), LINES, st.integers(40, 120))
def test_code_frames_fit(found: Finding, lines: list[str], width: int) -> None:
    rows = full([found], lambda _: lines, width, color=False).splitlines()
    assert all(cell_len(row) <= width for row in rows if "│" in row[:4])


@given(st.lists(findings(), max_size=6), LINES)
def test_fingerprints_differ(found: list[Finding], lines: list[str]) -> None:
    prints = [one.fingerprint for one in numbered(fingerprinted(one, snippet(lines, one.at)) for one in found)]
    assert len(set(prints)) == len(prints)
