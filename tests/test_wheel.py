"""The wheel holds both packages, typed, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PROJECT)]
    subprocess.run(command, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def test_its_contents_are_in_order(wheel: Path) -> None:
    command = [sys.executable, "-m", "check_wheel_contents", str(wheel)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_holds_both_packages_and_nothing_else(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"smelltest", "smelltest_rules"}
    assert {"smelltest/py.typed", "smelltest_rules/py.typed"} <= names
    for source, package in (("linter", "smelltest"), ("rules", "smelltest_rules")):
        modules = {path.relative_to(PROJECT / source).as_posix() for path in (PROJECT / source / package).rglob("*.py")}
        assert modules == {name for name in names if name.startswith(f"{package}/") and name.endswith(".py")}


def test_it_says_where_command_and_rules_are(wheel: Path) -> None:
    (points,) = (name for name in ZipFile(wheel).namelist() if name.endswith("entry_points.txt"))
    text = ZipFile(wheel).read(points).decode()
    assert "[console_scripts]\nsmelltest = smelltest.cli:run" in text
    assert "[smelltest.rules]\nsmelltest = smelltest_rules" in text
