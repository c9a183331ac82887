"""Texts that remedies make: all that no remedy is about stays as it is."""

from __future__ import annotations

import libcst as cst
import pytest

from smelltest.judge.finding import Finding
from smelltest.judge.remedies.remedy import (
    Cleanup,
    Guarantee,
    Remedy,
    Replacement,
    Rewording,
    Step,
    Undoing,
    Uniqueness,
)
from smelltest.read.facts import Place
from smelltest.rewrite.drafting.draft import Common, Draft
from smelltest.rewrite.drafting.tree import Tree
from smelltest.rewrite.mend import PLAIN, mended, with_fixes

TEXT = '''"""Tests."""
import os  # kept


def test_user(api):
    name, mail = "Zoë", "zoë@strangers.com"  # also kept
    api.post("/users", json={"email": mail})
'''
MAIL = Place(6, 25, 6, 44)
NAME = Place(6, 18, 6, 23)
BOTH = ("safe", "unsafe")


def found(*steps: Step, applicability: str = "safe", line: int = 1) -> Finding:
    remedy = Remedy(applicability, "write it so", steps)  # type: ignore[arg-type]
    return Finding("test_a.py", "SM999", "odd", "odd", Place(line, 1, line, 2), "certain", remedy=remedy)


def text_of(text: str, *steps: Step) -> str:
    return mended([found(step, line=number) for number, step in enumerate(steps, 1)], text, BOTH).text


def at(text: str, part: str) -> Place:
    """Where a part of a line stands."""
    for number, line in enumerate(text.splitlines(), 1):
        column = line.find(part)
        if column >= 0:
            return Place(number, column + 1, number, column + len(part) + 1)
    raise AssertionError(part)


def test_replacements_leave_all_else_as_it_is() -> None:
    after = text_of(TEXT, Replacement(MAIL, '"zoe@example.com"'), Replacement(NAME, '"Zoe"'))
    assert after == TEXT.replace('"zoë@strangers.com"', '"zoe@example.com"').replace('"Zoë"', '"Zoe"')


def test_what_a_replacement_needs_is_imported_once() -> None:
    one = Replacement(MAIL, 'f"{uuid4()}@example.com"', ("uuid.uuid4",))
    two = Replacement(NAME, "uuid4().hex", ("uuid.uuid4",))
    assert text_of(TEXT, one, two).count("from uuid import uuid4") == 1


LOG_IN = """
def test_log_in(page):
    email = "pat@shop.org"
    page.email_login(email=email)
"""
ACCOUNTS = """
@pytest.mark.parametrize("email", ["pat@shop.org"])
def test_sign_up_again(api, email):
    assert api.sign_up(email).text == "You already have an account"
"""


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        (LOG_IN, False),
        (ACCOUNTS, False),
        (LOG_IN.replace("    page.", "    page.register(email)\n    page."), True),
        (LOG_IN.replace("email_login", "send_mail"), True),
        (ACCOUNTS.replace("already have an", "get an"), True),
    ],
)
def test_the_address_of_an_account_that_is_there_stays(text: str, changed: bool) -> None:
    after = text_of(text, Rewording(at(text, '"pat@shop.org"'), (("pat@shop.org", "pat@example.com"),)))
    assert after == (text.replace("shop.org", "example.com") if changed else text)


def test_line_ends_are_kept() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert text_of(text, Replacement(MAIL, '"a@example.com"')).count("\r\n") == text.count("\r\n")


def test_text_that_does_not_parse_stays() -> None:
    assert mended([found(Replacement(MAIL, '"x"'))], "def", BOTH).text == "def"


def test_mending_twice_changes_nothing_more() -> None:
    once = text_of(TEXT, Replacement(MAIL, '"zoe@example.com"'))
    assert "strangers" not in once
    assert mended([], once, BOTH).text == once


@pytest.mark.parametrize("applicability", ["unsafe", "display"])
def test_only_what_is_wanted_is_written(applicability: str) -> None:
    finding = found(Replacement(MAIL, '"x"'), applicability=applicability)
    assert mended([finding], TEXT, ("safe",)).text == TEXT


def test_a_proposal_comes_with_its_edits() -> None:
    replacement = Replacement(MAIL, 'f"{uuid4()}@example.com"', ("uuid.uuid4",))
    (proposed,) = with_fixes([found(replacement, applicability="display")], TEXT)
    assert proposed.fix is not None
    assert "from uuid import uuid4\n" in "".join(edit.content for edit in proposed.fix.edits)


def test_a_file_that_libcst_cannot_parse_keeps_its_findings() -> None:
    finding = found(Replacement(MAIL, '"x"'))
    assert with_fixes([finding], "def") == (finding,)


ORDER = """
import uuid


def test_order(api):
    user = api.post("/users", json={"email": "ann@example.com"}).json()  # the buyer
    order = api.post("/orders", json={"user": user["id"]})
    assert order.status_code == 201

    # What follows is what is tested.
    assert api.get("/users?email=ann@example.com").json()[0]["email"] == "ann@example.com"
"""
USER = 'api.post("/users", json={"email": "ann@example.com"})'
BUYING = 'api.post("/orders", json={"user": user["id"]})'


def test_remedies_of_one_statement_compose() -> None:
    after = text_of(
        ORDER,
        Uniqueness(at(ORDER, '"ann@example.com"'), "email"),
        Cleanup(at(ORDER, USER), Undoing()),
        Cleanup(at(ORDER, BUYING), Undoing(ids='.json()["id"]')),
    )
    assert (
        after
        == """
import uuid


def test_order(api):
    email = f"test-{uuid.uuid4()}@example.com"
    user = api.post("/users", json={"email": email}).json()  # the buyer
    try:
        order = api.post("/orders", json={"user": user["id"]})
        assert order.status_code == 201
        try:
            # What follows is what is tested.
            assert api.get(f"/users?email={email}").json()[0]["email"] == email
        finally:
            api.delete(f"/orders/{order.json()['id']}")
    finally:
        api.delete(f"/users/{user['id']}")
"""
    )


def test_a_cleanup_moves_with_its_comment_and_what_it_needs() -> None:
    text = """
def test_order(api):
    order = api.post("/orders", json={})
    number = order.json()["id"]
    assert order.json()["open"]

    # Away with it.
    api.delete(f"/orders/{number}")
"""
    after = text_of(
        text, Guarantee(at(text, 'api.delete(f"/orders/{number}")'), at(text, 'api.post("/orders", json={})'))
    )
    assert (
        after
        == """
def test_order(api):
    order = api.post("/orders", json={})
    number = order.json()["id"]
    try:
        assert order.json()["open"]
    finally:
        # Away with it.
        api.delete(f"/orders/{number}")
"""
    )


def test_a_cleanup_begins_where_its_record_is_put_there() -> None:
    text = """
def test_batch(api):
    user = {"id": "a"}
    api.upsert_user(user)
    batch = api.create_batch(user)
    assert batch.ok
    api.delete_user(user)
"""
    after = """
def test_batch(api):
    user = {"id": "a"}
    api.upsert_user(user)
    try:
        batch = api.create_batch(user)
        assert batch.ok
    finally:
        api.delete_user(user)
"""
    assert text_of(text, Guarantee(at(text, "api.delete_user(user)"), at(text, "api.create_batch(user)"))) == after


def test_an_import_that_goes_leaves_the_blank_line_above_it() -> None:
    text = '"""Tests."""\n\nimport random\nfrom string import digits\n\nimport pytest\n\nx = random.choices(digits)\n'
    draft = Draft(Tree(text), PLAIN, Common())
    draft.replace(draft.tree.module.body[-1].body[0].value, lambda _node, _so_far: cst.parse_expression("uuid4().hex"))
    draft.need("uuid.uuid4")
    draft.unneeded("random", "digits")
    assert draft.text() == '"""Tests."""\n\nfrom uuid import uuid4\n\nimport pytest\n\nx = uuid4().hex\n'


def test_two_lines_stand_between_imports_and_functions() -> None:
    text = 'def test_a(api):\n    api.post("/users", json={"email": "a@strangers.com"})\n'
    after = text_of(text, Replacement(at(text, '"a@strangers.com"'), "str(uuid4())", ("uuid.uuid4",)))
    assert after.startswith("from uuid import uuid4\n\n\ndef test_a")


def test_what_would_need_a_name_that_is_not_there_is_not_written() -> None:
    step, other = Replacement(MAIL, "own_address()"), Replacement(NAME, '"Zoe"')
    done = mended([found(step), found(other, line=2)], TEXT, BOTH)
    assert done.text == TEXT.replace('"Zoë"', '"Zoe"')
    assert [why.text for _, why in done.refused] == ["what its fix would write needs a name that is not there"]
