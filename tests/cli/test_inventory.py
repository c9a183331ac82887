"""`smelltest inventory`, run as users run it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "CompletedProcess[str]"]

SUITE = {
    "tests/test_users.py": (
        "import requests\n\n"
        "def test_read():\n    assert requests.get('https://shop.test/users/42').ok\n\n"
        "def test_rename():\n    requests.patch('https://shop.test/users/42', json={'name': 'Jo'})\n"
    ),
    "tests/test_orders.py": (
        "import requests\n\n"
        "class TestOrders:\n"
        "    def test_create(self):\n"
        "        requests.post('https://shop.test/orders', json={'user_id': 42, 'note': 'a|b'})\n"
    ),
}


def test_the_table(folder: Folder, smelltest: Run) -> None:
    shown = smelltest(folder(SUITE), "inventory", COLUMNS="120")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == (
        "tests/test_orders.py\n"
        "  TestOrders.test_create  mixed (per-test, shared-seed read-only)  owned: order (line 5)\n"
        "                                                                   incidental: user 42 (line 5)\n"
        "\n"
        "tests/test_users.py\n"
        "  test_read               shared-seed (read-only)                  incidental: user 42 (line 4)\n"
        "  test_rename             shared-seed (changed)                    incidental: user 42, changed (line 7)\n"
        "\n"
        "Who can break whom\n"
        "\n"
        "  user 42\n"
        "    changed by test_rename (tests/test_users.py:7)\n"
        "    read by TestOrders.test_create (tests/test_orders.py:5), test_read (tests/test_users.py:4)\n"
        "\n"
        "3 tests: 2 shared-seed, 1 mixed.\n"
    )


def test_markdown(folder: Folder, smelltest: Run) -> None:
    shown = smelltest(folder(SUITE), "inventory", "--output-format", "markdown", "tests/test_users.py")
    assert shown.stdout == (
        "| test | strategy | owned | reference | incidental |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| tests/test_users.py::test_read | shared-seed (read-only) |  |  | user 42 (line 4) |\n"
        "| tests/test_users.py::test_rename | shared-seed (changed) |  |  | user 42, changed (line 7) |\n"
        "\n"
        "| shared | who writes | who relies on it |\n"
        "| --- | --- | --- |\n"
        "| user 42 | test_rename changes (tests/test_users.py:7) | test_read reads (tests/test_users.py:4) |\n"
        "\n"
        "2 tests: 2 shared-seed.\n"
    )


def test_json(folder: Folder, smelltest: Run) -> None:
    value = json.loads(smelltest(folder(SUITE), "inventory", "--output-format", "json").stdout)
    one = value["tests"][0]
    assert (one["test"], one["strategy"]) == ("tests/test_orders.py::TestOrders::test_create", "mixed")
    assert one["data"][1] == {
        "kind": "incidental",
        "name": "user 42",
        "use": "reads",
        "made_by": None,
        "path": "tests/test_orders.py",
        "location": {"row": 5, "column": 68},
    }
    (collision,) = value["collisions"]
    assert (collision["name"], collision["kind"], collision["breaks"]) == ("user 42", "record", True)
    assert [(party["test"].rpartition("::")[2], party["writes"]) for party in collision["tests"]] == [
        ("test_rename", True),
        ("test_create", False),
        ("test_read", False),
    ]
    assert value["strategies"]["shared-seed"] == 2


def test_nothing_to_list(folder: Folder, smelltest: Run) -> None:
    shown = smelltest(folder({"app.py": "x = 1\n"}), "inventory")
    assert (shown.returncode, shown.stdout) == (0, "")
    assert shown.stderr == "warning: there is no test among these paths\n"


def test_a_path_that_is_not_there(folder: Folder, smelltest: Run) -> None:
    shown = smelltest(folder(SUITE), "inventory", "tests/test_users.py", "nope")
    assert (shown.returncode, shown.stderr) == (2, "error: nope: there is no such file or folder\n")
    assert shown.stdout.endswith("2 tests: 2 shared-seed.\n")
