"""A plugin for pytest that notes, for each test, how many rows it leaves in the shop's database."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

TABLES = ("users", "products", "discounts", "orders")

_appeared: dict[str, set[tuple[str, int]]] = {}


def rows() -> set[tuple[str, int]]:
    """The rows that there are, by table and id."""
    with closing(sqlite3.connect(os.environ["SHOP_DATABASE"])) as database:
        return {(table, key) for table in TABLES for (key,) in database.execute(f"SELECT id FROM {table}")}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    before = rows()
    yield
    _appeared[item.nodeid] = rows() - before


def pytest_sessionfinish() -> None:
    still = rows()
    left = {test: len(new & still) for test, new in _appeared.items()}
    Path(os.environ["ROWS_LEFT"]).write_text(json.dumps(left), encoding="utf-8")
