"""JSON, one value or one a line, with or without comments."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from smelltest.read.data.entries import Entry, Lines, Names, is_long

_TOKEN = re.compile(
    r"""
    "(?P<text>(?:[^"\\\n]|\\.)*)"
    | (?P<number>-?\d[\d.eE+-]*)
    | (?P<mark>[{}\[\],:])
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    """,
    re.VERBOSE | re.DOTALL,
)
_COLON = re.compile(r"\s*:")


def json_entries(text: str) -> Iterator[Entry]:
    """The entries of a JSON file, its keys too."""
    lines = Lines(text)
    outer: list[Names] = []
    names: Names = ()
    for token in _TOKEN.finditer(text):
        at = lines.place(token.start(), token.end())
        kind = token.lastgroup
        if kind == "text":
            value = _unescaped(token["text"])
            if _COLON.match(text, token.end()):
                around = outer[-1] if outer else ()
                yield Entry(value, at, around)
                names = (value, *around)
            else:
                yield Entry(value, at, names)
        elif kind == "number" and is_long(token["number"]):
            yield Entry(token["number"], at, names)
        elif kind == "comment":
            yield Entry(token["comment"].strip("/* \n"), at, names, "comment")
        elif token["mark"] in ("{", "["):
            outer.append(names)
        elif token["mark"] in ("}", "]") and outer:
            names = outer.pop()


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return msgspec.json.decode(f'"{text}"', type=str)
    except msgspec.DecodeError:
        return text
