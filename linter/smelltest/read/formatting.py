"""What formatters and style checkers are told of a project's lines."""

from __future__ import annotations

from configparser import ConfigParser, Error
from typing import Any

import tomli

SETTINGS_FILES = ("ruff.toml", ".ruff.toml", "pyproject.toml", ".flake8", "setup.cfg", "tox.ini")
"""Where formatters and style checkers look for their settings, the formatters' first."""


def line_length(name: str, text: str) -> int | None:
    """How long a line may be by the settings file `name`, in characters; None where it is silent or cannot be parsed."""
    told = _of_toml(name, text) if name.endswith(".toml") else _of_ini(text)
    return told if isinstance(told, int) and told > 0 else None


def _of_toml(name: str, text: str) -> Any:
    try:
        values: Any = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return None
    if name != "pyproject.toml":
        return values.get("line-length")
    tools = values.get("tool", {})
    tables = (tools.get(tool, {}) for tool in ("ruff", "black", "flake8"))
    lengths = (table.get("line-length", table.get("max-line-length")) for table in tables if isinstance(table, dict))
    return next((length for length in lengths if length is not None), None)


def _of_ini(text: str) -> int | None:
    parser = ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
        lengths = [parser.getint(section, "max-line-length", fallback=None) for section in ("flake8", "pycodestyle")]
    except (Error, ValueError, TypeError):
        return None
    return next((length for length in lengths if length is not None), None)
