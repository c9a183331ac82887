import pytest
from msgspec.structs import replace

from smelltest.judge.rule import Rule
from smelltest.judge.select import choose, known_as, left_out
from smelltest.settings.tables import Settings
from smelltest.settings.validation import SettingsError


def made(code: str, name: str, family: str, *, default: bool = True, aliases: tuple[str, ...] = ()) -> Rule:
    return Rule(code, name, family, "", lambda: (), default=default, aliases=aliases)


RULES = (
    made("SM101", "hardcoded-id", "uniqueness"),
    made("SM102", "literal-email", "uniqueness", aliases=("SM109", "email-literal")),
    made("SM201", "missing-cleanup", "cleanup"),
    made("SM207", "unsweepable-record", "cleanup", default=False),
)


@pytest.mark.parametrize("word", ["Test Run War", "test-run-wars", "the test_run_war", "test run"])
def test_a_name_from_elsewhere_means_all_rules_that_it_fits(word: str) -> None:
    rules = (
        replace(RULES[0], known_as=("Mystery Guest",)),
        *(replace(r, known_as=("Test Run War",)) for r in RULES[1:3]),
    )
    assert known_as(word, rules) == {"SM102", "SM201"}
    assert known_as("test", rules) == known_as("", rules) == frozenset()


def codes(**settings: tuple[str, ...]) -> list[str]:
    return [rule.code for rule in choose(RULES, replace(Settings(), **settings)).rules]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ["SM101", "SM102", "SM201"]),
        ({"select": ()}, []),
        ({"select": ("ALL",)}, ["SM101", "SM102", "SM201", "SM207"]),
        ({"select": ("SM2",)}, ["SM201", "SM207"]),
        ({"select": ("SM20",)}, ["SM201", "SM207"]),
        ({"select": ("cleanup", "SM101")}, ["SM101", "SM201", "SM207"]),
        ({"select": ("literal-email",)}, ["SM102"]),
        ({"ignore": ("SM1",)}, ["SM201"]),
        ({"extend_select": ("SM207",)}, ["SM101", "SM102", "SM201", "SM207"]),
        ({"select": ("SM1", "SM201"), "ignore": ("SM102",)}, ["SM101", "SM201"]),
        ({"select": ("SM102",), "ignore": ("SM1",)}, ["SM102"]),
        ({"select": ("SM102",), "ignore": ("literal-email",)}, []),
        ({"select": ("ALL",), "ignore": ("uniqueness",)}, ["SM201", "SM207"]),
        ({"ignore": ("ALL",), "extend_select": ("SM10",)}, ["SM101", "SM102"]),
    ],
)
def test_the_most_particular_selector_has_the_last_word(
    settings: dict[str, tuple[str, ...]], expected: list[str]
) -> None:
    assert codes(**settings) == expected


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("SM1O1", "SM101"),
        ("sm101", "SM101"),
        ("literal_email", "literal-email"),
        ("Uniqueness", "uniqueness"),
        ("all", "ALL"),
    ],
)
def test_an_unknown_selector_is_told_its_nearest_spelling(word: str, meant: str) -> None:
    with pytest.raises(SettingsError, match=f"^ignore: there is no rule '{word}'; did you mean {meant}\\?$"):
        codes(ignore=(word,))


def test_a_selector_like_no_other_is_an_error_too() -> None:
    with pytest.raises(SettingsError, match="there is no rule 'qqqq'; `smelltest rule` lists them"):
        codes(select=("qqqq",))
    with pytest.raises(SettingsError, match="there is no rule ''"):
        codes(select=("",))


@pytest.mark.parametrize("word", ["SM109", "email-literal"])
def test_what_a_rule_was_called_once_keeps_working_with_a_warning(word: str) -> None:
    selection = choose(RULES, Settings(select=(word,)))
    assert [rule.code for rule in selection.rules] == ["SM102"]
    assert selection.warnings == (f"select: {word} is now SM102 (literal-email)",)


def test_rules_are_left_out_of_files_that_match() -> None:
    ignores = {"legacy": ("SM1",), "other": ("SM2",)}
    assert left_out(ignores, "legacy/t.py", RULES, lambda glob, path: path.startswith(glob)) == {"SM101", "SM102"}
    assert left_out(ignores, "t.py", RULES, lambda glob, path: path.startswith(glob)) == frozenset()
