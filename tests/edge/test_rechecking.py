"""Checks with ever other texts in place: what stands on a changed file is examined anew, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from smelltest.edge import rechecking
from smelltest.edge.contents import Contents
from smelltest.edge.examine import Task
from smelltest.edge.rechecking import Rechecks
from smelltest.edge.run import Request
from smelltest.edge.standing import Standing
from smelltest.judge.settle import Examined

Folder = Callable[[Mapping[str, "str | bytes"]], Path]

SUITE = {
    "conftest.py": b"from tests.support import *\n",
    "tests/__init__.py": b"",
    "tests/support.py": b"from . import (\n    api,\n    words,\n)\n",
    "tests/api.py": b"import requests\n",
    "tests/words.py": b"",
    "tests/users/test_users.py": b"from tests.api import Client\n",
    "tests/users/conftest.py": b"pytest_plugins = ['tests.extra']\n",
    "tests/extra.py": b"",
    "other/test_alone.py": b"import json\n",
}


@pytest.mark.parametrize(
    ("changed", "standing"),
    [
        ("tests/users/test_users.py", {"tests/users/test_users.py"}),
        ("tests/users/conftest.py", {"tests/users/conftest.py", "tests/users/test_users.py"}),
        ("tests/extra.py", {"tests/extra.py", "tests/users/conftest.py", "tests/users/test_users.py"}),
        ("tests/words.py", set(SUITE)),
        ("conftest.py", set(SUITE)),
    ],
)
def test_what_stands_on_a_file(changed: str, standing: set[str]) -> None:
    assert Standing(SUITE.items(), ()).on(changed) == standing


def test_what_is_imported_later_is_stood_on() -> None:
    standing = Standing(SUITE.items(), ())
    standing.learn("other/test_alone.py", b"from tests.extra import Extra\n")
    assert "other/test_alone.py" in standing.on("tests/extra.py")


LEAK = """import requests
from helper import URL


def test_sign_up():
    assert requests.post(URL, json={"email": "dave@example.com"}).status_code == 201
"""


def test_only_what_stands_on_a_change_is_examined_anew(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder(
        {
            "tests/helper.py": 'URL = "https://shop.test/users"\n',
            "tests/test_a.py": LEAK,
            "tests/test_b.py": "def test_b():\n    assert True\n",
        }
    )
    seen: list[list[str]] = []
    examined = rechecking.examined

    def watched(task: Task, paths: Sequence[str], *more: Any) -> Iterator[Examined]:
        seen.append(list(paths))
        return examined(task, paths, *more)

    monkeypatch.setattr(rechecking, "examined", watched)
    rechecks = Rechecks(Request(("tests",)), root, Contents())
    before = rechecks.check({})
    helper = (root / "tests/helper.py").as_posix()
    alone = (root / "tests/test_b.py").as_posix()
    isolated = rechecks.check({helper: b'URL = "https://jsonplaceholder.typicode.com/users"\n'})
    again = rechecks.check({alone: LEAK.encode()})
    assert {one.code for one in before.findings} == {"SM102", "SM201"}
    assert len(isolated.findings) < len(before.findings)
    assert len(again.findings) == 2 * len(before.findings)
    assert seen == [
        ["tests/helper.py", "tests/test_a.py", "tests/test_b.py"],
        ["tests/helper.py", "tests/test_a.py"],
        ["tests/test_b.py"],
    ]
    assert rechecks.is_proven(again)
    assert not rechecks.is_proven(before)
