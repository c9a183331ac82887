"""Progress is for a person who waits."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest

from smelltest.cli import progress as module
from smelltest.cli.progress import progress, trials


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


@pytest.mark.parametrize(("patience", "told"), [(-1, True), (60, False)])
def test_long_fixing_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch, patience: float, told: bool) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(module, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    with trials(wanted=True) as on_trial:
        on_trial(1, 0)
        on_trial(23, 17)
    assert ("17 fixes hold, trial 23" in stream.getvalue()) is told


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize("arguments", [("fix",), ("fix", "--quiet")])
def test_a_person_who_waits_for_fixes_sees_them_come(
    folder: Callable[[Mapping[str, str]], Path], arguments: tuple[str, ...]
) -> None:
    import pty

    test = 'def test_{0}():\n    requests.post("https://shop.test/users", json={{"email": "a{0}@example.com"}})\n\n\n'
    tests = "".join(map(test.format, range(4)))
    root = folder({f"tests/test_{name}.py": f"import requests\n\n\n{tests}" for name in "abc"})
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    impatient = "from smelltest.cli import progress, run; progress.PATIENCE = 0.0; run()"
    command = [sys.executable, "-c", impatient, *arguments, "--unsafe-fixes", "--select", "SM102,SM201"]
    with subprocess.Popen(command, cwd=root, env=environment, stderr=theirs, stdout=subprocess.DEVNULL) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # which is how Linux tells the end of a terminal
            while more := os.read(ours, 65536):
                shown += more
    os.close(ours)
    assert process.returncode == 0
    assert (b"fixes hold, trial" in shown) is ("--quiet" not in arguments), shown
