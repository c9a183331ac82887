"""What a verb does not need is not imported: editors and hooks start the program again and again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

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

SUITE = """
import requests

def test_user():
    requests.post("https://shop.example.com/users", json={"email": "ann@example.com"})
"""
"""A suite in which there is something to find."""

OURS = {"smelltest", "smelltest.cli"}
HEAVY = {"libcst", "rich", "phonenumbers", "stdnum", "hypothesis", "pytest", "asyncio"}


def imported(folder: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments], cwd=folder, capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.rpartition("modules:")[2].split())


def test_the_version_needs_click_alone(tmp_path: Path) -> None:
    modules = imported(tmp_path, "--version")
    assert {name for name in modules if name.startswith("smelltest")} == OURS
    assert not modules & {"msgspec", "tomli", "pathspec", *HEAVY}


def test_a_concise_check_draws_nothing_and_parses_no_concrete_tree(folder: Folder) -> None:
    root = folder({"tests/test_a.py": SUITE})
    assert not imported(root, "check", "--output-format", "concise") & HEAVY
    assert "rich" in imported(root, "check")
