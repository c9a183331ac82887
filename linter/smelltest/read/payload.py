"""A payload file as an expression, each value in its place: JSON reads as the literal of Python that it all but is."""

from __future__ import annotations

import re

from smelltest.read.facts import Evaluate, Module
from smelltest.read.outline import outline
from smelltest.read.source import Unreadable, read

_WORD = re.compile(r'"(?:[^"\\\n]|\\.)*"|\b(?:true|false|null)\b')
_PYTHON = {"true": "True", "false": "False", "null": "None"}
"""Words of JSON as Python writes them; they are as long, so that nothing moves."""
_LONGEST = 200_000
"""What is longer is no payload that someone wrote."""


def is_payload_file(path: str) -> bool:
    """Whether a file is, by its name, one that `read_payload` reads."""
    return path.endswith((".json", ".yaml", ".yml"))


def read_payload(path: str, text: str) -> Module | None:
    """The facts of a JSON or YAML file, whose one statement is what it holds; None of what is none."""
    if len(text) > _LONGEST or text[:1] in " \t":
        return None
    if not path.endswith(".json"):
        told = outline(text)
        return (
            Module(path, None, (Evaluate(told.at, told),), (), (), text.count("\n") + 1) if told is not None else None
        )
    spelled = _WORD.sub(lambda match: _PYTHON.get(match.group(), match.group()), text)
    try:
        return read(path, spelled)
    except Unreadable:
        return None
