"""Payload and fixture files: the texts and long numbers that they hold, each with its place and its names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from posixpath import basename

from smelltest.read.data.entries import Entry
from smelltest.read.data.env import env_entries
from smelltest.read.data.feature import feature_entries
from smelltest.read.data.json import json_entries
from smelltest.read.data.sql import sql_entries
from smelltest.read.data.table import table_entries
from smelltest.read.data.yaml import yaml_entries

__all__ = ["Entry", "entries", "is_data"]

_READERS: dict[str, Callable[[str], Iterator[Entry]]] = {
    "csv": table_entries,
    "env": env_entries,
    "feature": feature_entries,
    "json": json_entries,
    "jsonl": json_entries,
    "ndjson": json_entries,
    "sql": sql_entries,
    "tsv": table_entries,
    "yaml": yaml_entries,
    "yml": yaml_entries,
}


def is_data(path: str) -> bool:
    """Whether a file is, by its name, one that `entries` reads."""
    return _kind(path) is not None


def entries(path: str, text: str) -> Iterator[Entry]:
    """What a data file holds, in order. What is malformed is read as far as it goes."""
    kind = _kind(path)
    return iter(()) if kind is None else _READERS[kind](normal(text))


def normal(text: str) -> str:
    """A text without a mark of byte order, whose lines end in a line feed and nothing else."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _kind(path: str) -> str | None:
    name = basename(path).lower()
    if name == ".env" or name.startswith(".env."):
        return "env"
    stem, _, suffix = name.rpartition(".")
    return suffix if stem and suffix in _READERS else None
