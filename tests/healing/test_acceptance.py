"""What smelltest is for, end to end: suites that pass once at best own their data after `smelltest fix`.

Each suite is run in the ways that it should survive, before and after, against servers of its own.
"""

from __future__ import annotations

import ast
import io
import shutil
import subprocess
import tokenize
from collections import Counter
from pathlib import Path

import pytest
from tests.conftest import COMMAND
from tests.healing.trials import HERE, SHOP, Trials, tried

pytestmark = pytest.mark.healing

LEGACY = {"shop": SHOP, "styles": HERE / "suites"}
LEAST = {"shop": 20, "styles": 50}
"""How many of the tests do not own their data, at the least."""


@pytest.fixture(scope="module", params=LEGACY)
def name(request: pytest.FixtureRequest) -> str:
    """Which of the legacy suites."""
    return str(request.param)


@pytest.fixture(scope="module")
def legacy(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suite as its teams have written it."""
    return _copied(LEGACY[name], tmp_path_factory.mktemp("legacy") / name)


@pytest.fixture(scope="module")
def healed(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after `smelltest fix`."""
    suite = _copied(LEGACY[name], tmp_path_factory.mktemp("healed") / name)
    _fix(suite)
    return suite


@pytest.fixture(scope="module")
def before(legacy: Path, tmp_path_factory: pytest.TempPathFactory) -> Trials:
    return tried(legacy, tmp_path_factory.mktemp("before"))


@pytest.fixture(scope="module")
def after(healed: Path, tmp_path_factory: pytest.TempPathFactory) -> Trials:
    return tried(healed, tmp_path_factory.mktemp("after"))


def test_many_legacy_tests_do_not_own_their_data(name: str, before: Trials) -> None:
    assert len(before.failed.keys() | {test for test, rows in before.left.items() if rows}) >= LEAST[name]
    assert before.changed.keys() == {"once", "again", "parallel", "empty"}


def test_every_healed_test_passes_all_trials(after: Trials) -> None:
    assert after.failed == {}


def test_no_healed_suite_leaves_or_changes_a_row(after: Trials) -> None:
    assert after.changed == {}


def test_no_test_is_lost(before: Trials, after: Trials) -> None:
    assert after.tests == before.tests


def test_no_assertion_and_no_comment_is_lost(legacy: Path, healed: Path) -> None:
    for file in sorted(legacy.rglob("*.py")):
        old, new = (path.read_text(encoding="utf-8") for path in (file, healed / file.relative_to(legacy)))
        assert _assertions(new) >= _assertions(old), file
        assert not _comments(old) - _comments(new), file


def test_healing_again_changes_nothing(healed: Path) -> None:
    before = {file: file.read_bytes() for file in healed.rglob("*.py")}
    _fix(healed)
    assert {file: file.read_bytes() for file in healed.rglob("*.py")} == before


def _copied(suite: Path, target: Path) -> Path:
    shutil.copytree(suite, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    return target


def _fix(suite: Path) -> None:
    done = subprocess.run(
        [COMMAND, "fix", "--unsafe-fixes"], cwd=suite, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr


def _assertions(text: str) -> int:
    """How many assertions there are, in the words of pytest and of unittest."""
    return sum(map(_asserts, ast.walk(ast.parse(text))))


def _asserts(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.Assert)
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return name == "raises" or name.startswith("assert")


def _comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)
