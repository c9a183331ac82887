"""How the program ends as a process of its own: it hands over all that it wrote, and tells its status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Folder = Callable[[Mapping[str, "str | bytes"]], Path]

FOUND = "tests/test_a.py:1:21: SM003"


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "smelltest", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def suite(folder: Folder) -> Path:
    return folder({"tests/test_a.py": "def test_a(): pass  # smelltest: ignore\n"})


def test_findings_are_handed_over_before_the_process_ends(suite: Path) -> None:
    done = ran(suite, "check", "--output-format", "concise", "tests")
    assert done.returncode == 1
    assert done.stdout.startswith(FOUND)
    assert done.stderr == "1 finding in 1 file.\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(("--version",), 0), (("check", "--exit-zero", "tests"), 0), (("check", "--jobs", "none"), 2)],
)
def test_the_status_is_that_of_the_verb(suite: Path, arguments: tuple[str, ...], status: int) -> None:
    assert ran(suite, *arguments).returncode == status


@pytest.mark.skipif(os.name != "posix", reason="needs a pipe whose other end is closed")
def test_nobody_needs_to_listen(suite: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "smelltest", "check", "--output-format", "concise", "tests"]
    done = subprocess.run(command, cwd=suite, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")
