"""What a verb does not need is not imported: editors and hooks start the program again and again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Folder = Callable[[Mapping[str, "str | bytes"]], Path]

REPORT = """
import sys
from smelltest.cli import main
try:
    main(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
print("modules:", *sys.modules)
"""

OURS = {"smelltest", "smelltest.cli"}
HEAVY = {"libcst", "rich", "phonenumbers", "stdnum", "hypothesis", "pytest", "asyncio"}


def imported(folder: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.rpartition("modules:")[2].split())


def test_the_version_needs_click_alone(tmp_path: Path) -> None:
    modules = imported(tmp_path, "--version")
    assert {name for name in modules if name.startswith("smelltest")} == OURS
    assert not modules & {"msgspec", "tomli", "pathspec", *HEAVY}


def test_a_concise_check_draws_nothing_and_parses_no_concrete_tree(folder: Folder) -> None:
    root = folder({"tests/test_a.py": "def test_a():\n    assert True\n"})
    assert not imported(root, "check", "--output-format", "concise") & HEAVY
    assert "rich" in imported(root, "check")


@pytest.mark.skipif(os.name != "posix", reason="needs the time that a process used")
def test_the_version_takes_at_most_twice_as_long_as_click(tmp_path: Path) -> None:
    def seconds(*arguments: str) -> float:
        before = os.times()
        subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, capture_output=True, check=True, timeout=60
        )
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    # In turns, so that whatever else the machine does slows both.
    pairs = [(seconds("-m", "smelltest", "--version"), seconds("-c", "import click")) for _ in range(10)]
    version, click = map(min, zip(*pairs, strict=True))
    assert version <= 2 * click
