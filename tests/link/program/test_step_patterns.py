"""Patterns of steps: what they take of a step's text."""

from __future__ import annotations

import pytest

from smelltest.link.program.step_patterns import pattern


@pytest.mark.parametrize(
    ("written", "manner", "text", "taken"),
    [
        ("a user (new)", "plain", "a user (new)", {}),
        ("a user", "plain", "a user too", None),
        ("a user {name}", "plain", "a user mia", None),
        ("a user {name}", "parse", "a user mia wu", {"name": "mia wu"}),
        ("A user {name}", "parse", "a user mia", {"name": "mia"}),
        ('"{a}" and "{b}"', "parse", '"x" and "y" and "z"', {"a": "x", "b": 'y" and "z'}),
        ("{count:d} users", "parse", "-12 users", {"count": "-12"}),
        ("{count:d} users", "parse", "many users", None),
        ("{price:f} paid", "parse", "1.50 paid", {"price": "1.50"}),
        ("{word:w}", "parse", "two words", None),
        ("of {colour:Colour}", "parse", "of light red", {"colour": "light red"}),
        ("by {names:Name*}", "parse", "by ", {"names": ""}),
        ("{{}} of {name}", "parse", "{} of mia", {"name": "mia"}),
        ("{name} is {name}", "parse", "mia is mia", {"name": "mia"}),
        ("{name} is {name}", "parse", "mia is ben", None),
        (r"(?P<name>\w+) logs in", "re", "mia logs in", {"name": "mia"}),
        (r"a (?P<name>\w+)(?: of (?P<shop>\w+))?", "re", "a mia", {"name": "mia"}),
        (r"a (", "re", "a (", None),
    ],
)
def test_a_pattern_takes_what_its_fields_say(
    written: str, manner: str, text: str, taken: dict[str, str] | None
) -> None:
    read = pattern(written, manner)
    found = None if read is None else read.match(text)

    assert (None if found is None else {name: text[at.start : at.end] for name, at in found[0].items()}) == taken


def test_fields_without_a_name_are_taken_in_order() -> None:
    for read, text in (
        (pattern("{} buys {:d}", "parse"), "mia buys 2"),
        (pattern(r"(\w+) buys (\d)", "re"), "mia buys 2"),
    ):
        assert read is not None
        found = read.match(text)
        assert found is not None
        assert [text[at.start : at.end] for at in found[1]] == ["mia", "2"]
