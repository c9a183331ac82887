"""Progress is for a person who waits."""

from __future__ import annotations

import sys
from io import StringIO

import pytest

from smelltest.cli import progress as module
from smelltest.cli.progress import progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: StringIO, monkeypatch: pytest.MonkeyPatch, *, patience: float, wanted: bool = True) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(module, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    with progress(wanted=wanted) as on_file:
        for done in range(1, 4):
            on_file(done, 4)
    return stream.getvalue()


def test_a_long_run_on_a_terminal_shows_a_bar_and_takes_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shown(Terminal(), monkeypatch, patience=-1)
    assert "checking" in text
    assert "75%" in text
    assert text.endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("stream", "patience", "wanted"), [(Terminal(), 60, True), (StringIO(), -1, True), (Terminal(), -1, False)]
)
def test_nothing_else_does(monkeypatch: pytest.MonkeyPatch, stream: StringIO, patience: float, wanted: bool) -> None:
    assert shown(stream, monkeypatch, patience=patience, wanted=wanted) == ""
