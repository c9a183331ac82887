"""The examples of every rule: what is marked in the bad is found, and nothing else, there or in the good."""

from collections.abc import Mapping

import pytest
from msgspec.structs import fields

from smelltest.edge.examples import fixed_by, found_in, judged_files
from smelltest.edge.packs import installed_rules
from smelltest.judge.carets import normal, unmarked
from smelltest.judge.rule import Example, Rule
from smelltest.settings.tables import Settings

RULES = installed_rules()


def examples(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in RULES
        for number, example in enumerate(getattr(rule, kind), 1)
    ]


def joined(texts: Mapping[str, str]) -> str:
    """All files in one text, of which a failure shows the difference line by line."""
    return "\n".join(f"── {path} ──\n{text}" for path, text in texts.items())


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_what_is_marked_in_a_bad_example_is_found(rule: Rule, example: Example) -> None:
    expected = {path: normal(text) for path, text in judged_files(example).items()}
    assert joined(found_in(example, rule, RULES)) == joined(expected)


@pytest.mark.parametrize(("rule", "example"), examples("good"))
def test_nothing_is_found_in_a_good_example(rule: Rule, example: Example) -> None:
    expected = {path: unmarked(text) for path, text in judged_files(example).items()}
    assert joined(found_in(example, rule, RULES)) == joined(expected)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in RULES if rule.scope != "suppressions"])
def test_a_page_says_what_and_why_and_shows_the_bad_and_the_good(rule: Rule) -> None:
    paragraphs = rule.page.split("\n\n")
    written_out = [text for text in paragraphs if text.startswith("    ")]
    assert len(rule.summary) < 100
    assert len(written_out) >= 2
    assert len(paragraphs) - len(written_out) >= 4, "what it finds, why, what to write instead, what is left alone"
    assert rule.bad
    assert rule.good


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in RULES])
def test_the_settings_that_a_rule_names_exist(rule: Rule) -> None:
    assert set(rule.settings) <= {field.encode_name for field in fields(Settings)}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.code) for rule in RULES])
def test_a_rule_shows_what_it_finds_and_where(rule: Rule) -> None:
    texts = [list(judged_files(example).values()) for example in rule.bad]
    assert texts
    assert all(any(normal(text) != unmarked(text) for text in of_one) for of_one in texts)


@pytest.mark.parametrize(("rule", "example"), [each for each in examples("bad") if each.values[1].fixed])  # type: ignore[attr-defined]
def test_a_bad_example_is_fixed_as_it_shows(rule: Rule, example: Example) -> None:
    assert rule.fixable in {"safe", "unsafe"}
    assert fixed_by(example, rule) == unmarked(example.fixed)
