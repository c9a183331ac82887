from collections.abc import Iterator

from smelltest.judge.rule import Example, Finding, finding, rule
from smelltest.read.facts import Module, Place


@rule("SM999", default=False, scope="file", fixable="safe", bad=["bad"], good=[Example("good")], aliases=["SM998"])
def odd_thing(module: Module) -> Iterator[Finding]:
    """Something is odd
    in this file.

    Why, and what to write instead.
    """
    yield finding(module.path, Place(1, 1, 1, 2), "it is odd")


def test_a_rule_is_a_value_named_after_its_function() -> None:
    assert (odd_thing.code, odd_thing.name, odd_thing.scope) == ("SM999", "odd-thing", "file")
    assert (odd_thing.default, odd_thing.fixable, odd_thing.aliases) == (False, "safe", ("SM998",))


def test_its_page_is_the_docstring_and_its_summary_the_first_paragraph() -> None:
    assert odd_thing.summary == "Something is odd in this file."
    assert odd_thing.page == "Something is odd\nin this file.\n\nWhy, and what to write instead."


def test_a_text_is_an_example_of_one_file() -> None:
    assert odd_thing.bad == (Example("bad", path="tests/test_example.py"),)
    assert odd_thing.good == (Example("good"),)


def test_a_finding_leaves_code_and_name_to_its_rule() -> None:
    (found,) = odd_thing.check(Module("t.py", None, (), (), (), 1))
    assert (found.code, found.name, found.confidence, found.severity) == ("", "", "resolved", "warning")
