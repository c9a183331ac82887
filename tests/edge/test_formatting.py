"""The settings of formatters around a folder."""

from __future__ import annotations

from pathlib import Path

from smelltest.edge.formatting import line_length_around


def test_the_nearest_settings_that_speak_of_lines_hold(tmp_path: Path) -> None:
    inner = tmp_path / "shop" / "tests"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 99\n", encoding="utf-8")
    (tmp_path / "shop" / "pyproject.toml").write_text("[project]\nname = 'shop'\n", encoding="utf-8")
    assert line_length_around(inner) == 99
    (inner / "ruff.toml").write_text("line-length = 79\n", encoding="utf-8")
    line_length_around.cache_clear()
    assert line_length_around(inner) == 79
