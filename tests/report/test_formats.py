"""The formats: what programs read, what editors read, and what a person sees on a terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from smelltest.judge.finding import Edit, Finding, Fix, Note
from smelltest.read.facts import Place
from smelltest.report import json as as_json
from smelltest.report.concise import concise
from smelltest.report.full import full
from smelltest.report.statistics import statistics
from smelltest.report.visible import visible

FINDING = Finding(
    path="tests/test_users.py",
    code="SM102",
    name="literal-email",
    message="email 'a@b.test' is written out",
    at=Place(12, 31, 12, 48),
    confidence="certain",
    test="TestUsers.test_create",
    evidence=(Note("client is made here", "tests/conftest.py", Place(3, 1, 3, 9)), Note("no teardown was found")),
    advice="Make it where it is used.",
    fix=Fix(
        "unsafe", "make it unique", (Edit("tests/test_users.py", Place(12, 31, 12, 48), "email()"),), "it is asserted"
    ),
    fingerprint="f00",
)
PLAIN = Finding("t.py", "SM201", "missing-cleanup", "nothing deletes it", Place(1, 1, 1, 2), "resolved")


def seen(finding: Finding, lines: list[str], width: int = 80, *, color: bool = False) -> str:
    return full([finding], lambda _: lines, width, color=color)


def test_json_has_the_fields_that_are_promised() -> None:
    (value,) = json.loads(as_json.array([as_json.plain(FINDING)]))
    assert value == {
        "path": "tests/test_users.py",
        "code": "SM102",
        "name": "literal-email",
        "severity": "warning",
        "confidence": "certain",
        "message": "email 'a@b.test' is written out",
        "test": "TestUsers.test_create",
        "fingerprint": "f00",
        "url": "https://smelltest.readthedocs.io/en/stable/rules/SM102/",
        "location": {"row": 12, "column": 31},
        "end_location": {"row": 12, "column": 48},
        "evidence": [
            {"message": "client is made here", "path": "tests/conftest.py", "location": {"row": 3, "column": 1}},
            {"message": "no teardown was found", "path": None, "location": None},
        ],
        "fix": {
            "applicability": "unsafe",
            "message": "make it unique",
            "reason": "it is asserted",
            "edits": [
                {
                    "path": "tests/test_users.py",
                    "location": {"row": 12, "column": 31},
                    "end_location": {"row": 12, "column": 48},
                    "content": "email()",
                }
            ],
        },
    }


def test_json_of_nothing_is_an_empty_array() -> None:
    assert as_json.array([]) == b"[]\n"
    assert as_json.lines([]) == b""


def test_json_lines_are_one_object_each() -> None:
    lines = as_json.lines(map(as_json.plain, [FINDING, PLAIN])).splitlines()
    assert [json.loads(line)["code"] for line in lines] == ["SM102", "SM201"]
    assert json.loads(lines[1])["fix"] is None


def test_json_writes_out_what_utf_8_cannot_hold() -> None:
    value: Any = {"path": "\udcff.py", "evidence": ["\ud800", 1, None]}
    assert json.loads(as_json.array([value])) == [{"path": "\\udcff.py", "evidence": ["\\ud800", 1, None]}]


def test_concise_is_one_line_each() -> None:
    assert concise([FINDING, PLAIN]) == (
        "tests/test_users.py:12:31: SM102 email 'a@b.test' is written out\nt.py:1:1: SM201 nothing deletes it\n"
    )


def test_statistics_count_by_rule() -> None:
    assert statistics([PLAIN, FINDING, PLAIN]) == "2  SM201  missing-cleanup\n1  SM102  literal-email\n"
    assert statistics([]) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ~ text", "plain ~ text"),
        ("José 山田 🎉", "José 山田 🎉"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("a\nb\tc\x7f", "a\\nb\\tc\\x7f"),
        ("\x9b31m\u202eevil\u2066", "\\x9b31m\\u202eevil\\u2066"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("half \ud83d", "half \\ud83d"),
        ("tag \U000e0041", "tag \\U000e0041"),
    ],
)
def test_what_acts_on_a_terminal_is_shown_instead(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_full_shows_code_evidence_and_advice() -> None:
    line = "    response = client.post(x, {'email': 'a@b.test'})"
    at = Place(12, line.index("'a@b") + 1, 12, line.index("'a@b") + 11)
    text = seen(replace(FINDING, at=at), [""] * 11 + [line])
    assert text == (
        "SM102 literal-email: email 'a@b.test' is written out\n"
        "  --> tests/test_users.py:12:41 in TestUsers.test_create\n"
        "   │\n"
        "12 │     response = client.post(x, {'email': 'a@b.test'})\n"
        "   │                                         ^^^^^^^^^^\n"
        "   │\n"
        "   = note: client is made here (tests/conftest.py:3:1)\n"
        "   = note: no teardown was found\n"
        "   = instead: Make it where it is used.\n"
        "   = fix: make it unique; --unsafe-fixes writes it (it is asserted)\n"
        "\n"
    )


def test_a_place_is_shown_once_where_two_notes_in_a_row_lead_to_it() -> None:
    here, there = Place(1, 1, 1, 7), Place(2, 1, 2, 9)
    notes = (Note("goes in", "t.py", here), Note("is sent", "t.py", here), Note("is made", "t.py", there))
    text = seen(replace(PLAIN, evidence=notes), ["make()", "delete()"])
    assert [line for line in text.splitlines() if "note:" in line] == [
        "  = note: goes in (t.py:1:1)",
        "  = note: is made (t.py:2:1)",
    ]


def test_full_shows_what_a_fix_would_write() -> None:
    edits = (Edit("t.py", Place(1, 1, 1, 1), "import uuid\n"), Edit("t.py", Place(2, 1, 3, 1), "a\nb\n"))
    found = replace(PLAIN, fix=Fix("safe", "make it unique", (*edits, Edit("u.py", Place(1, 1, 2, 1), "c\n"))))
    assert seen(found, ["make()", "delete()"]).endswith(
        "  = fix: make it unique; --fix writes it\n  │ + import uuid\n2 │ - delete()\n  │ + a\n  │ + b\n\n"
    )


def test_of_a_long_change_the_first_lines_are_shown() -> None:
    fix = Fix("safe", "make it unique", (Edit("t.py", Place(1, 1, 1, 1), "new\n" * 20),))
    assert seen(replace(PLAIN, fix=fix), ["make()"]).endswith("  │ + new\n  │ … and 6 more; --diff shows all\n\n")


def test_a_stretch_of_lines_is_marked_on_its_first_and_cut_where_it_is_long() -> None:
    at = Place(1, 5, 9, 2)
    text = seen(Finding("t.py", "SM201", "n", "m", at, "certain"), ["x = post(", *(f"    {n}," for n in range(8)), ")"])
    assert text.splitlines()[2:-1] == [
        "  │",
        "1 │ x = post(",
        "  │     ^^^^^",
        "2 │     0,",
        "3 │     1,",
        "4 │     2,",
        "5 │     3,",
        "6 │     4,",
        "  │ …",
        "  │",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize(
    ("before", "inside", "after"),
    [
        ("", "x", ""),
        ("    call(", "'山田太郎'", ")"),
        ("    call('山田太郎', ", "'a@b.test'", ", 'and so on', " + "1234567890, " * 20),
        ("    " + "1234567890, " * 20, "'a@b.test'", ")"),
        ("    call(", "'" + "x" * 300 + "'", ")"),
        ("\tcall(", "'\x1b[31m'", ")"),
        ("    " + "漢" * 100, "'字'", "漢" * 100),
    ],
)
def test_carets_stand_under_the_code_within_the_width(before: str, inside: str, after: str, width: int) -> None:
    at = Place(1, len(before) + 1, 1, len(before) + len(inside) + 1)
    text = seen(Finding("t.py", "SM1", "n", "m", at, "certain"), [before + inside + after], width)
    lines = text.splitlines()
    code, carets = lines[3], lines[4]
    assert all(cell_len(line) <= width for line in lines)
    start = cell_len(carets) - carets.count("^")
    shown = visible(inside)
    under = "".join(
        character for index, character in enumerate(code) if start <= cell_len(code[:index]) < cell_len(carets)
    )
    assert under == shown or (len(shown) > width / 2 and shown.startswith(under.rstrip("…")) and len(under) > 10)


def test_nothing_is_sent_raw_and_no_line_ends_in_blanks() -> None:
    finding = Finding("t\x1b[2J.py", "SM1", "n", "\x1b]0;m" + " word" * 50, Place(1, 1, 1, 5), "certain", test="t\x07")
    text = seen(finding, ["\x1b[31mx\x07\u202e"])
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_colour_is_written_only_where_it_is_wanted() -> None:
    assert "\x1b[" in seen(PLAIN, ["x"], color=True)
    assert "\x1b" not in seen(PLAIN, ["x"], color=False)


def test_a_source_that_is_gone_leaves_the_place() -> None:
    assert seen(PLAIN, []) == "SM201 missing-cleanup: nothing deletes it\n --> t.py:1:1\n\n"
