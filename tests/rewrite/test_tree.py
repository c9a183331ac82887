"""The concrete tree: expressions are found by their place, replaced in one pass, and everything else stays."""

from __future__ import annotations

import pytest
from libcst import ParserSyntaxError

from smelltest.judge.finding import Finding, Remedy, Replacement
from smelltest.read.facts import Place
from smelltest.rewrite.mend import mended, with_fixes
from smelltest.rewrite.tree import Tree

TEXT = '''"""Tests."""
import os  # kept


def test_user(api):
    name, mail = "Zoë", "zoë@strangers.com"  # also kept
    api.post("/users", json={"email": mail})
'''
MAIL = Place(6, 25, 6, 44)
NAME = Place(6, 18, 6, 23)


def found(*replacements: Replacement, applicability: str = "safe") -> Finding:
    remedy = Remedy(applicability, "write it so", replacements)  # type: ignore[arg-type]
    return Finding("test_a.py", "SM999", "odd", "odd", MAIL, "certain", remedy=remedy)


def test_an_expression_is_found_by_its_place_in_characters() -> None:
    tree = Tree(TEXT)
    assert tree.has(MAIL)
    assert tree.has(NAME)
    assert not tree.has(Place(6, 25, 6, 43))


def test_replacements_leave_all_else_as_it_is() -> None:
    after = Tree(TEXT).rewritten([Replacement(MAIL, '"zoe@example.com"'), Replacement(NAME, '"Zoe"')])
    assert after == TEXT.replace('"zoë@strangers.com"', '"zoe@example.com"').replace('"Zoë"', '"Zoe"')


def test_what_a_replacement_needs_is_imported_once() -> None:
    one = Replacement(MAIL, 'f"{uuid4()}@example.com"', ("uuid.uuid4",))
    two = Replacement(NAME, "uuid4().hex", ("uuid.uuid4",))
    assert Tree(TEXT).rewritten([one, two]).count("from uuid import uuid4") == 1


def test_line_ends_are_kept() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert Tree(text).rewritten([Replacement(MAIL, '"a@example.com"')]).count("\r\n") == text.count("\r\n")


def test_text_that_does_not_parse_is_refused() -> None:
    with pytest.raises(ParserSyntaxError):
        Tree("def")


def test_mending_twice_changes_nothing_more() -> None:
    finding = found(Replacement(MAIL, '"zoe@example.com"'))
    once = mended([finding], TEXT)
    assert "strangers" not in once
    assert mended([], once) == once


@pytest.mark.parametrize("applicability", ["unsafe", "display"])
def test_only_what_is_safe_is_written(applicability: str) -> None:
    assert mended([found(Replacement(MAIL, '"x"'), applicability=applicability)], TEXT) == TEXT


def test_a_proposal_comes_with_its_edits() -> None:
    replacement = Replacement(MAIL, 'f"{uuid4()}@example.com"', ("uuid.uuid4",))
    (proposed,) = with_fixes([found(replacement, applicability="display")], TEXT)
    assert proposed.fix is not None
    assert [edit.content for edit in proposed.fix.edits] == [
        "from uuid import uuid4\n",
        'f"{uuid4()}@example.com"',
    ]


def test_a_file_that_libcst_cannot_parse_keeps_its_findings() -> None:
    finding = found(Replacement(MAIL, '"x"'))
    assert with_fixes([finding], "def") == (finding,)
