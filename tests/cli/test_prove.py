"""`smelltest prove`, run as users run it."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

PYTEST = ("--", sys.executable, "-m", "pytest")

MEMORY = '''import os
from pathlib import Path

import pytest

SERVER = Path(os.environ["SERVER"])


class TestUsers:
    @pytest.mark.parametrize("country", ["AT", "CH"])
    def test_create(self, country):
        """Fails where somebody else has made the user before."""
        with SERVER.joinpath(country).open("x"):
            pass


def test_nothing():
    pass


@pytest.mark.skip
def test_later():
    pass
'''
SENT = """import requests


def test_create():
    response = requests.post("https://shop.test/users", json={"email": "dave@example.com"})
    assert response.status_code == 201
    requests.delete(f"https://shop.test/users/{response.json()['id']}")
"""
FAKE = """import os
from pathlib import Path

import pytest


class Answer:
    status_code = 201

    def json(self):
        return {"id": 1}


@pytest.fixture(autouse=True)
def wire(request):
    import requests

    def post(url, json):
        Path(os.environ["SERVER"], json["email"]).open("x").close()
        return Answer()

    requests.post, requests.delete = post, lambda url: None
"""


@pytest.fixture(autouse=True)
def _no_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but pytest itself, as on most machines, and faster than with all that is installed here."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


@pytest.fixture
def server(tmp_path: Path) -> str:
    path = tmp_path / "server"
    path.mkdir()
    return str(path)


def files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_table_says_which_test_survives_which_run(folder: Folder, smelltest: Run, server: str) -> None:
    root = folder({"tests/test_users.py": MEMORY})
    before = files(root)
    done = smelltest(root, "prove", *PYTEST, SERVER=server)
    assert done.returncode == 1, done.stderr
    rows = {words[0]: words[1:] for line in done.stdout.splitlines() if (words := line.split())}
    assert rows["TestUsers::test_create[AT]"] == ["passes", "FAILS", "FAILS"]
    assert "test_nothing" not in rows
    assert "2 of 4 tests survive 4 runs." not in done.stdout
    assert "again: FileExistsError" in done.stdout
    assert done.stdout.splitlines()[-1] == "2 of 4 tests survive 3 runs of 4 processes."
    assert "not shuffled" in done.stderr
    assert "not distributed" in done.stderr
    assert files(root) == before


def test_findings_stand_beside_the_test_that_they_explain(folder: Folder, smelltest: Run, server: str) -> None:
    root = folder({"tests/test_users.py": SENT, "conftest.py": FAKE})
    done = smelltest(root, "prove", "-q", "--output-format", "json", *PYTEST, SERVER=server)
    assert done.returncode == 1, done.stderr
    proof = json.loads(done.stdout)
    (test,) = proof["tests"]
    assert (test["test"], test["survives"]) == ("tests/test_users.py::test_create", False)
    assert [run["failed"] for run in test["runs"].values()] == [0, 1, 2]
    assert [one["code"] for one in test["findings"]] == ["SM102"]
    assert proof["unconfirmed"] == []
    assert [run["statuses"] for run in proof["runs"]] == [[0], [1], [1, 1]]


def test_all_survive(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": "def test_a():\n    pass\n"})
    done = smelltest(root, "prove", "-v", "--runs", "2", *PYTEST)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 test survives 3 runs of 7 processes." in done.stdout
    assert "test_a" in done.stdout


@pytest.mark.skipif(importlib.util.find_spec("xdist") is None, reason="pytest-xdist is not installed")
def test_it_is_distributed_where_xdist_is_installed(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": "def test_a(worker_id):\n    assert worker_id == 'master'\n"})
    done = smelltest(
        root, "prove", "-q", "--output-format", "json", "--", sys.executable, "-m", "pytest", "-p", "xdist"
    )
    assert json.loads(done.stdout)["tests"][0]["runs"]["xdist"]["failed"] == 1


def test_another_command_tells_by_its_status_or_writes_its_results_where_it_is_told_to(
    folder: Folder, smelltest: Run, server: str
) -> None:
    script = "import os, sys; open(os.environ['SERVER'] + '/made', 'x')"
    done = smelltest(folder({}), "prove", "--", sys.executable, "-c", script, SERVER=server)
    assert done.returncode == 1
    assert "the whole command  passes     FAILS" in done.stdout
    script = "open(sys.argv[1], 'w').write('<testsuite><testcase classname=\"a\" name=\"b\"/></testsuite>')"
    done = smelltest(folder({}), "prove", "-v", "--", sys.executable, "-c", f"import sys; {script}", "{junit}")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 test survives" in done.stdout


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param(["--", "no-such-command"], "no-such-command cannot be run", id="no command"),
        pytest.param([*PYTEST, "no-such-folder"], "not found: no-such-folder", id="no folder"),
        pytest.param([*PYTEST, "-k", "nothing"], "ran no test", id="no test"),
        pytest.param([], "Missing argument", id="nothing"),
        pytest.param(
            ["--timeout", "0.5", "--", sys.executable, "-c", "import time; time.sleep(60)"], "did not end", id="time"
        ),
    ],
)
def test_what_cannot_be_run_is_told(folder: Folder, smelltest: Run, command: list[str], message: str) -> None:
    done = smelltest(folder({"tests/test_a.py": "def test_a():\n    pass\n"}), "prove", *command)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_module_that_cannot_be_imported_cannot_be_proven(folder: Folder, smelltest: Run) -> None:
    done = smelltest(folder({"tests/test_a.py": "import nowhere\n"}), "prove", *PYTEST)
    assert done.returncode == 2
    assert "nowhere" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="processes are told apart by their ids")
def test_what_a_command_started_ends_with_its_time(folder: Folder, smelltest: Run, tmp_path: Path) -> None:
    child = "import time; time.sleep(60)"
    script = f"import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', '{child}']); print(p.pid, file=open('pid', 'w'), flush=True); p.wait()"
    root = folder({})
    started = time.monotonic()
    assert smelltest(root, "prove", "--timeout", "2", "--", sys.executable, "-c", script).returncode == 2
    assert time.monotonic() - started < 30
    pid = int((root / "pid").read_text())
    for _ in range(50):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("it still runs")
