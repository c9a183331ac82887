"""Makers of values that make none any more."""

from __future__ import annotations

import libcst as cst
import pytest

from smelltest.rewrite.drafting.idle import idle


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    url = 'a'\n\n    faker = Faker()\n    name = 'b'\n", "    url = 'a'\n\n    name = 'b'\n"),
        ("    faker = datetime.now()\n    name = 'b'\n", "    name = 'b'\n"),
        ("    faker = Faker()\n    name = faker.name()\n", "    faker = Faker()\n    name = faker.name()\n"),
        ("    faker = Faker()  # seeded\n    name = 'b'\n", "    faker = Faker()  # seeded\n    name = 'b'\n"),
        ("    faker = client()\n    name = 'b'\n", "    faker = client()\n    name = 'b'\n"),
    ],
)
def test_only_what_nobody_uses_goes(before: str, after: str) -> None:
    module, makers = idle(cst.parse_module(f"def test():\n{before}"), ["faker"])
    assert module.code == f"def test():\n{after}"
    assert bool(makers) is (before != after)


def test_what_a_function_imports_for_itself_goes_with_its_last_use() -> None:
    module, _ = idle(cst.parse_module("def test():\n    import time\n    name = 'b'\n"), ["time"])
    assert module.code == "def test():\n    name = 'b'\n"
