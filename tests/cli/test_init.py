"""`smelltest init`, run as users run it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "CompletedProcess[str]"]

SUITE = {
    "tests/test_users.py": (
        "def test_one(gateway):\n    gateway.post('/users', json={'name': 'Ann'})\n\n"
        "def test_two(depot):\n    depot.create(name='Ann')\n"
    )
}

PROPOSAL = """\
[tool.smelltest.clients]
names = [
    "client", "api", "session", "*_client", "*_api",
    # A fixture of a plugin that is not read; 1 call of it writes: tests/test_users.py:2
    "gateway",
    # A guess. A fixture of a plugin that is not read; 1 call of it writes: tests/test_users.py:5
    # "depot",
]
"""


def test_the_proposal_is_printed_and_not_written(folder: Folder, smelltest: Run) -> None:
    root = folder({**SUITE, "pyproject.toml": "[project]\nname = 'a'\n"})
    shown = smelltest(root, "init", stdin="")
    assert (shown.returncode, shown.stdout) == (0, PROPOSAL)
    assert shown.stderr == "`smelltest init --write` adds this to pyproject.toml\n"
    assert (root / "pyproject.toml").read_text() == "[project]\nname = 'a'\n"


def test_it_is_written_beside_what_is_there(folder: Folder, smelltest: Run) -> None:
    before = "[tool.smelltest] # ours\nignore = ['SM207'] # not yet\n"
    root = folder({**SUITE, "pyproject.toml": before})
    done = smelltest(root, "init", "--write")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "added to pyproject.toml: clients.names\n")
    assert (root / "pyproject.toml").read_text() == f"{before}\n{PROPOSAL}"
    assert "POST /users" in smelltest(root, "check", "--select", "SM201").stdout


def test_a_second_time_there_is_nothing_to_add(folder: Folder, smelltest: Run) -> None:
    root = folder(SUITE)
    smelltest(root, "init", "--write")
    before = (root / "pyproject.toml").read_text()
    again = smelltest(root, "init", "--write")
    assert again.returncode == 0
    assert "clients.names is set and stays as it is; seen besides: depot" in again.stderr
    assert (root / "pyproject.toml").read_text() == before


def test_without_a_pyproject_a_smelltest_toml_is_made(tmp_path: Path, folder: Folder, smelltest: Run) -> None:
    root = folder(SUITE)
    (root / "pyproject.toml").unlink()
    (root / "pytest.ini").touch()
    shown = smelltest(root, "init")
    assert shown.stdout == PROPOSAL.replace("tool.smelltest.", "")
    assert smelltest(root, "init", "--write").stderr == "added to smelltest.toml: clients.names\n"
    assert (root / "smelltest.toml").read_text() == shown.stdout
    assert smelltest(root, "config").returncode == 0


def test_a_setting_that_stands_is_never_touched(folder: Folder, smelltest: Run) -> None:
    text = "[tool.smelltest.clients]\nnames = ['http'] # the only one\n"
    root = folder({**SUITE, "pyproject.toml": text})
    done = smelltest(root, "init", "--write")
    assert done.returncode == 0
    assert "clients.names is set and stays as it is; seen besides: gateway (a fixture of a plugin" in done.stderr
    assert (root / "pyproject.toml").read_text() == text


def test_tables_that_cannot_be_added_to(folder: Folder, smelltest: Run) -> None:
    text = "[tool]\nsmelltest = {clients = {read = []}}\n"
    root = folder({**SUITE, "pyproject.toml": text})
    done = smelltest(root, "init", "--write")
    assert done.returncode == 2
    assert (
        "pyproject.toml: its tables are written in a way that keys cannot be added to; add them by hand" in done.stderr
    )
    assert (root / "pyproject.toml").read_text() == text


@pytest.mark.parametrize(
    ("files", "status", "said"),
    [
        ({"app.py": "x = 1\n"}, 0, "warning: there is no test among these paths\n"),
        (
            {"tests/test_a.py": "def test_a():\n    assert 1\n"},
            0,
            "nothing to propose: what this suite uses is found by reading it, or is set\n",
        ),
        ({"pyproject.toml": "[tool.smelltest]\nselct = []\n"}, 2, "unknown setting selct; did you mean select?\n"),
        ({"tests/test_a.py": "def test_a(:\n"}, 2, "does not parse: invalid syntax; mend or exclude it\n"),
    ],
)
def test_nothing_to_propose(folder: Folder, smelltest: Run, files: dict[str, str], status: int, said: str) -> None:
    shown = smelltest(folder(files), "init")
    assert (shown.returncode, shown.stdout) == (status, "")
    assert said in shown.stderr


def test_a_path_that_is_not_there(folder: Folder, smelltest: Run) -> None:
    shown = smelltest(folder(SUITE), "init", "nope")
    assert (shown.returncode, shown.stderr) == (2, "error: nope: there is no such file or folder\n")
