"""`smelltest timeline`, run as users run it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "CompletedProcess[str]"]

SUITE = {
    "tests/conftest.py": "import pytest\nimport requests\n\n@pytest.fixture\ndef api():\n    return requests.Session()\n",
    "tests/test_users.py": (
        "import pytest\n\n"
        "class TestUsers:\n"
        "    def test_create(self, api):\n        api.post('http://shop/users', json={'name': 'Jo'})\n\n"
        "    @pytest.mark.parametrize('id', [1, 2])\n"
        "    def test_read(self, api, id):\n        api.get(f'http://shop/users/{id}')\n"
    ),
    "tests/test_orders.py": "def test_list(api):\n    api.get('http://shop/orders')\n",
}


def test_one_test(folder: Folder, smelltest: Run) -> None:
    shown = smelltest(folder(SUITE), "timeline", "tests/test_users.py::TestUsers::test_create")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == (
        "tests/test_users.py::TestUsers::test_create (line 4)\n"
        "├─ live: what it writes lasts\n"
        "├─ test\n"
        '│  └─ creates user #1: POST /users with name "Jo" (line 5)\n'
        "├─ nothing happens in the fixture api (tests/conftest.py)\n"
        "└─ unknown: nothing\n\n"
    )


def test_a_file_ends_with_how_much_was_followed(folder: Folder, smelltest: Run) -> None:
    root = folder(SUITE)
    shown = smelltest(root, "timeline", "tests/test_users.py").stdout
    assert shown.count("\n└─ unknown: nothing\n") == 3
    assert "test_read (line 8, case 2 of 2)\n" in shown
    assert shown.splitlines()[-1] == "3 of 3 calls were followed or are known (100.0 %)."
    assert "calls were" not in smelltest(root, "timeline", "tests/test_users.py::TestUsers").stdout


def test_several_are_shown_and_cases_named_by_their_test(folder: Folder, smelltest: Run) -> None:
    names = ("tests/test_orders.py::test_list", "tests/test_users.py::TestUsers::test_read[2]")
    shown = smelltest(folder(SUITE), "timeline", "--output-format", "json", *names)
    value = json.loads(shown.stdout)
    assert [(one["test"].rpartition("::")[2], one["case"]) for one in value["tests"]] == [
        ("test_list", 1),
        ("test_read", 1),
        ("test_read", 2),
    ]
    assert value["followed"] == {"calls": 3, "known": 3}


def test_the_summary_of_a_suite(folder: Folder, smelltest: Run) -> None:
    root = folder(SUITE)
    shown = smelltest(root, "timeline", "--summary", "tests")
    assert shown.stdout == "3 tests in 2 files: 4 of 4 calls were followed or are known (100.0 %).\n"
    as_json = smelltest(root, "timeline", "--summary", "--output-format", "json", "tests")
    assert json.loads(as_json.stdout) == {"followed": {"calls": 4, "known": 4}}


def test_what_is_not_there_is_told(folder: Folder, smelltest: Run) -> None:
    root = folder(SUITE)
    shown = smelltest(root, "timeline", "tests/test_users.py::TestUsers::test_raed", "nope.py::test_a")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr == (
        "error: nope.py: there is no such file or folder\n"
        "error: tests/test_users.py: there is no test TestUsers::test_raed in it;"
        " did you mean TestUsers::test_read?\n"
    )
    assert smelltest(root, "timeline").returncode == 2


def test_a_file_that_cannot_be_read_costs_no_other(folder: Folder, smelltest: Run) -> None:
    root = folder({**SUITE, "tests/test_odd.py": "def (\n"})
    shown = smelltest(root, "timeline", "--summary", "tests")
    assert shown.returncode == 2
    assert shown.stdout.startswith("3 tests in 2 files")
    assert shown.stderr.startswith("error: tests/test_odd.py:1:5: does not parse")


def test_a_terminal_without_these_characters(folder: Folder, smelltest: Run) -> None:
    shown = smelltest(folder(SUITE), "timeline", "tests", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert shown.returncode == 0
    assert "\\u251c" in shown.stdout
