"""Places as people and programs read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smelltest.link.values import Site
from smelltest.read.gherkin import is_feature

Seen = Callable[[str], str]
"""Gives a path of the suite as the reader sees it."""


def place(site: Site, seen: Seen) -> str:
    """A file and a line, as terminals link them."""
    return f"{seen(site.path)}:{site.at.line}"


def named(path: str, name: str, seen: Seen) -> str:
    """A test as one selects it: as pytest names it, a scenario of behave by the name that the feature gives it."""
    return f"{seen(path)}::{name if is_feature(path) else name.replace('.', '::')}"


def location(site: Site, seen: Seen) -> dict[str, Any]:
    """A file, and the row and column in it, as JSON has them."""
    return {"path": seen(site.path), "location": {"row": site.at.line, "column": site.at.column}}
