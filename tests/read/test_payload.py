"""JSON, read as the literal of Python that it all but is."""

from __future__ import annotations

import pytest

from smelltest.read import facts
from smelltest.read.payload import is_payload_file, read_payload


def test_each_value_stands_in_its_place() -> None:
    module = read_payload("user.json", '\n{"name": "true",\n "admin": false, "age": null}\n')
    assert module is not None
    (statement,) = module.body
    assert isinstance(statement, facts.Evaluate)
    assert isinstance(statement.value, facts.Dictionary)
    constants = [value for value in statement.value.values if isinstance(value, facts.Constant)]
    assert [constant.value for constant in constants] == ["true", False, None]
    assert [(constant.at.line, constant.at.column) for constant in constants] == [(2, 10), (3, 11), (3, 25)]


@pytest.mark.parametrize("text", ["{", " {}", "// a comment\n{}", "[" * 150_000 + "]" * 150_000])
def test_what_is_no_payload_is_none(text: str) -> None:
    assert read_payload("user.json", text) is None


def test_its_name_tells() -> None:
    assert is_payload_file("data/user.json")
    assert is_payload_file("data/user.yaml")
    assert not is_payload_file("data/user.csv")
