"""Packs: the rules that are installed, and what is said of those that cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from smelltest.edge import packs
from smelltest.edge.packs import PackError, catalogue, installed_rules, rules_in
from smelltest.judge.rule import Rule

RULE = '''
from smelltest.judge.rule import rule
from {borrowed} import {name} as borrowed

@rule("ACME1", scope="file")
def odd_thing(module, suite):
    """Something is odd."""
    yield from ()
'''


def made(code: str, name: str, *aliases: str) -> Rule:
    return Rule(code, name, "family", "", lambda: (), aliases=aliases)


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "acme_rules"
    (folder / "oddities").mkdir(parents=True)
    for package in (folder, folder / "oddities"):
        (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    for name in [name for name in sys.modules if name.startswith("acme_rules")]:
        del sys.modules[name]


def test_the_pack_that_comes_along_is_found() -> None:
    rules = installed_rules()
    assert {"SM001", "SM102", "SM201"} <= {rule.code for rule in rules}
    assert [rule.code for rule in rules] == sorted(rule.code for rule in rules)


def test_every_rule_stands_alone_in_a_file_of_its_name_in_the_folder_of_its_family() -> None:
    for rule in installed_rules():
        assert rule.check.__module__ == f"smelltest_rules.{rule.family}.{rule.name.replace('-', '_')}"


def test_a_packs_listing_is_its_catalogue(pack: Path) -> None:
    borrowed = {"borrowed": "smelltest_rules.suppressions.unused_suppression", "name": "unused_suppression"}
    (pack / "oddities" / "odd_thing.py").write_text(RULE.format(**borrowed))
    (pack / "words.py").write_text("WORDS = ()\n")
    (rule,) = rules_in(import_module("acme_rules"))
    assert (rule.code, rule.name, rule.family) == ("ACME1", "odd-thing", "oddities")


@pytest.mark.parametrize(
    "rules",
    [
        (made("A1", "one"), made("A1", "two")),
        (made("A1", "one"), made("A2", "one")),
        (made("A1", "one"), made("A2", "two", "A1")),
    ],
)
def test_no_two_rules_share_a_word(rules: tuple[Rule, ...]) -> None:
    with pytest.raises(PackError, match=r"is claimed by two rules, .* and "):
        catalogue(rules)


def test_a_pack_that_cannot_be_imported_is_named(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (pack / "broken.py").write_text("1 / 0\n")
    point = EntryPoint("acme", "acme_rules", packs.GROUP)
    monkeypatch.setattr(packs, "entry_points", lambda group: [point])
    with pytest.raises(PackError, match=r"^the rule pack acme \(acme_rules\) cannot be imported: ZeroDivisionError"):
        packs.installed_rules.__wrapped__()
