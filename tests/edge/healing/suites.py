"""Small suites that are healed as a whole, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from smelltest.edge.healing import Healed, heal
from smelltest.edge.run import Request

Folder = Callable[[Mapping[str, "str | bytes"]], Path]

HEADER = "import pytest\nimport requests\n\n"

URL = "https://shop.test/users"


def healed(root: Path) -> Healed:
    return heal(Request(("tests",)), root, frozenset({"safe", "unsafe"}))


def text(done: Healed, name: str = "tests/test_a.py") -> str:
    return done.contents[name].decode()


def signing(body: str) -> str:
    return f"{HEADER}\n{body}"
