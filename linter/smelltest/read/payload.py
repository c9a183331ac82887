"""A payload file as an expression: JSON reads as the literal of Python that it all but is, each value in its place."""

from __future__ import annotations

import re

from smelltest.read.facts import Module
from smelltest.read.source import Unreadable, read

_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|\b(?:true|false|null)\b')
_PYTHON = {"true": "True", "false": "False", "null": "None"}
"""Words of JSON as Python writes them; they are as long, so that nothing moves."""
_LONGEST = 200_000
"""What is longer is no payload that someone wrote."""


def is_payload_file(path: str) -> bool:
    """Whether a file is, by its name, one that `read_payload` reads."""
    return path.endswith(".json")


def read_payload(path: str, text: str) -> Module | None:
    """The facts of a JSON file, whose one statement is what it holds; None of what is none."""
    if len(text) > _LONGEST or text[:1] in " \t":
        return None
    spelled = _WORD.sub(lambda match: _PYTHON.get(match.group(), match.group()), text)
    try:
        return read(path, spelled)
    except Unreadable:
        return None
