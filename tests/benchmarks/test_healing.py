"""What the measuring of fixes allows a fix to change."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.healing import _unnamed

from smelltest.judge.finding import Finding
from smelltest.read.facts import Place

OLD = """\
import pytest


@pytest.fixture
def branch(shop):
    name = "next"
    shop.branches.create({"branch": name})


def test_branch(
    shop,
    branch,
):
    assert shop.read("branches")
    assert shop.head() == "refs/heads/next"


def test_other(shop):
    assert shop.head() == "refs/heads/next"
"""


def changed(line: int, new: str) -> Iterator[int]:
    lines = OLD.splitlines()
    lines[line - 1] = new
    at = Place(6, 12, 6, 18)
    finding = Finding("test_shop.py", "SM103", "a name", "branch 'next' is sent to branches.create()", at, "certain")
    return _unnamed(OLD, "\n".join(lines), ast.parse(OLD), [finding])


def test_who_asks_for_a_fixture_with_a_value_of_its_own_may_ask_for_the_value_and_use_it() -> None:
    assert list(changed(7, "    shop.make(name)")) == []
    assert list(changed(12, "    branch, name,")) == []
    assert list(changed(15, '    assert shop.head() == f"refs/heads/{name}"')) == []


def test_nothing_else_changes_where_such_a_fixture_is_used() -> None:
    assert list(changed(14, "    assert shop.read(name)")) == [14]


def test_nothing_changes_where_such_a_fixture_is_not_used() -> None:
    assert list(changed(19, '    assert shop.head() == f"refs/heads/{name}"')) == [19]
