from datetime import date

import pytest

from smelltest.edge.packs import installed_rules
from smelltest.judge.rule import Finding
from smelltest.judge.settle import Examined, Settled, Terms, settle
from smelltest.judge.suppress import day
from smelltest.read.facts import Place, Suppression

RULES = installed_rules()
TODAY = date(2026, 5, 17)


def found(line: int, code: str = "SM102") -> Finding:
    return Finding("t.py", code, "name", "message", Place(line, 1, line, 5), "certain", fingerprint=f"{code}{line}")


def comment(
    line: int, *codes: str, form: str = "ignore", last: int | None = None, until: str | None = None
) -> Suppression:
    return Suppression(Place(line, 30, line, 40), form, codes, line, last or line, None, until)


def settled(findings: list[Finding], *comments: Suppression, **terms: object) -> Settled:
    outcome = Examined("t.py", tuple(findings), suppressions={"t.py": comments}, has_tests=True)
    return settle([outcome], Terms(RULES, RULES, "resolved", TODAY, **terms))  # type: ignore[arg-type]


def told(settled: Settled) -> list[tuple[int, str]]:
    return [(one.at.line, one.code) for one in settled.findings]


def test_a_suppression_silences_what_it_names_on_the_lines_it_covers() -> None:
    result = settled([found(2), found(4), found(6)], comment(1, "SM102", last=4))
    assert told(result) == [(6, "SM102")]
    assert [one.at.line for one in result.silenced] == [2, 4]


@pytest.mark.parametrize("word", ["SM102", "literal-email"])
@pytest.mark.parametrize("form", ["ignore", "noqa", "ignore-file"])
def test_it_names_a_rule_by_code_or_name_in_any_form(word: str, form: str) -> None:
    assert told(settled([found(1)], comment(1, word, form=form))) == []


def test_a_file_is_silenced_as_a_whole() -> None:
    assert told(settled([found(900)], comment(1, "SM102", form="ignore-file"))) == []


def test_other_rules_are_not_silenced_and_the_comment_is_unused() -> None:
    assert told(settled([found(1, "SM101")], comment(1, "SM102"))) == [(1, "SM101"), (1, "SM001")]


def test_each_unused_code_is_told() -> None:
    result = settled([found(1)], comment(1, "SM102", "SM101", "literal-key"))
    assert [one.message for one in result.findings] == ["SM101 and literal-key find nothing here"]


def test_of_a_file_that_was_not_wholly_judged_no_comment_is_called_unused() -> None:
    assert told(settled([], comment(1, "SM102"), is_whole=lambda _: False)) == []


def test_a_comment_for_a_rule_that_is_not_selected_is_not_called_unused() -> None:
    chosen = tuple(rule for rule in RULES if rule.code != "SM102")
    outcome = Examined("t.py", suppressions={"t.py": (comment(1, "SM102"),)}, has_tests=True)
    assert told(settle([outcome], Terms(chosen, RULES, "resolved", TODAY))) == []


def test_an_expired_suppression_silences_nothing_and_is_told() -> None:
    result = settled([found(1)], comment(1, "SM102", until="2026-05-16"))
    assert told(result) == [(1, "SM102"), (1, "SM002")]


def test_a_suppression_lasts_to_the_end_of_its_day() -> None:
    assert told(settled([found(1)], comment(1, "SM102", until="2026-05-17"))) == []


@pytest.mark.parametrize(
    ("suppression", "message"),
    [
        (comment(1), "this suppression names no rule"),
        (comment(1, form="ignore-file"), "this suppression names no rule"),
        (comment(1, "SM999"), "there is no rule SM999"),
        (comment(1, "SM102", until="soon"), "soon is no day"),
    ],
)
def test_an_unclear_suppression_is_told(suppression: Suppression, message: str) -> None:
    result = settled([found(1)], suppression)
    assert [one.message for one in result.findings if one.code == "SM003"] == [message]


def test_other_tools_codes_in_a_noqa_are_left_alone() -> None:
    assert told(settled([], comment(1, "E501", "SM999", form="noqa"))) == []


def test_what_is_left_out_or_not_asked_for_is_not_told() -> None:
    assert told(settled([found(1)], left_out=lambda _: frozenset({"SM102"}))) == []
    assert told(settled([found(1)], is_asked_for=lambda _: False)) == []


def test_days() -> None:
    assert (day("2026-05-17"), day("2026-13-01"), day(None)) == (TODAY, None, None)
