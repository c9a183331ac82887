"""The verbs that show something of smelltest itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import tomli

from smelltest import __version__

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "CompletedProcess[str]"]


def test_version(tmp_path: Path, smelltest: Run) -> None:
    assert smelltest(tmp_path, "--version").stdout == f"smelltest {__version__}\n"


def test_help_lists_the_verbs(tmp_path: Path, smelltest: Run) -> None:
    text = smelltest(tmp_path, "--help").stdout
    assert all(f"  {verb} " in text for verb in ("check", "inventory", "timeline", "rule", "init", "config"))


def test_an_unknown_verb_is_told_the_nearest(tmp_path: Path, smelltest: Run) -> None:
    found = smelltest(tmp_path, "chek")
    assert found.returncode == 2
    assert "There is no verb chek; did you mean check?" in found.stderr


@pytest.mark.parametrize("word", ["SM001", "unused-suppression"])
def test_a_rules_page(tmp_path: Path, smelltest: Run, word: str) -> None:
    found = smelltest(tmp_path, "rule", word)
    assert found.returncode == 0
    assert found.stdout.startswith("# unused-suppression (SM001)\n\nOn by default; has no fix. Family: suppressions.\n")


def test_all_rules(tmp_path: Path, smelltest: Run) -> None:
    lines = smelltest(tmp_path, "rule").stdout.splitlines()
    assert lines[0] == "suppressions"
    assert "  SM001  unused-suppression " in lines[1]
    assert "uniqueness" in lines


def test_a_family_of_rules(tmp_path: Path, smelltest: Run) -> None:
    assert len(smelltest(tmp_path, "rule", "suppressions").stdout.splitlines()) == 4


def test_what_books_call_a_smell(tmp_path: Path, smelltest: Run) -> None:
    listed = smelltest(tmp_path, "rule", "resource leakage").stdout
    assert listed.splitlines()[0] == "cleanup"
    assert all(code in listed for code in ("SM201", "SM202", "SM205"))
    assert smelltest(tmp_path, "rule", "Mystery", "Guest").stdout.startswith("# hardcoded-id (SM101)\n")


def test_an_unknown_rule(tmp_path: Path, smelltest: Run) -> None:
    found = smelltest(tmp_path, "rule", "unused-supression")
    assert found.returncode == 2
    assert found.stderr == "Error: rule: there is no rule 'unused-supression'; did you mean unused-suppression?\n"


def test_the_settings_in_force_and_where_each_comes_from(folder: Folder, smelltest: Run) -> None:
    root = folder({"pyproject.toml": '[tool.smelltest]\nignore = ["SM1"]\nextend-exclude = ["old"]\n'})
    lines = smelltest(root, "config", "--config", "min-confidence=named").stdout.splitlines()
    source = root / "pyproject.toml"
    assert lines[0] == f"# suite: {root}"
    assert f'ignore = ["SM1"]  # {source}' in lines
    assert 'min-confidence = "named"  # --config min-confidence' in lines
    assert "test-files = []  # default" in lines
    (exclude,) = (line for line in lines if line.startswith("exclude = "))
    assert exclude.endswith(f'"**/old"]  # default, {source}')


def test_the_settings_shown_are_a_settings_file(folder: Folder, smelltest: Run) -> None:
    written = (
        '[tool.smelltest]\nown-domains = ["shop.io"]\n\n[tool.smelltest.per-file-ignores]\n"tests/old/*" = ["SM1"]\n'
    )
    root = folder({"pyproject.toml": written})
    shown = smelltest(root, "config").stdout
    assert tomli.loads(shown)["own-domains"] == ["shop.io"]
    again = smelltest(folder({"smelltest.toml": shown, "pyproject.toml": ""}), "config").stdout
    assert tomli.loads(again) == tomli.loads(shown)


def test_the_schema(tmp_path: Path, smelltest: Run) -> None:
    schema = json.loads(smelltest(tmp_path, "config", "--schema").stdout)
    assert "extend-unique-fields" in schema["$defs"]["Settings"]["properties"]
