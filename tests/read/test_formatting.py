"""How long lines may be, as formatters and style checkers are told."""

from __future__ import annotations

import pytest

from smelltest.read.formatting import line_length


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 100", 100),
        ("pyproject.toml", "[tool.black]\nline-length = 99", 99),
        ("pyproject.toml", "[tool.ruff]\nselect = []\n[tool.black]\nline-length = 99", 99),
        ("pyproject.toml", "[tool.flake8]\nmax-line-length = 120", 120),
        ("pyproject.toml", "[project]\nname = 'shop'", None),
        ("pyproject.toml", "[tool.ruff]\nline-length = 'long'", None),
        ("pyproject.toml", "[tool", None),
        ("ruff.toml", "line-length = 79", 79),
        (".flake8", "[flake8]\nmax-line-length = 110", 110),
        ("setup.cfg", "[pycodestyle]\nmax-line-length = 90", 90),
        ("tox.ini", "[flake8]\nmax-line-length = much", None),
        ("tox.ini", "[testenv]\ncommands = pytest", None),
        ("setup.cfg", "no section", None),
    ],
)
def test_what_a_settings_file_says_of_lines(name: str, text: str, expected: int | None) -> None:
    assert line_length(name, text) == expected
