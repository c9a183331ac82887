"""Environment files: a name and a value a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.read.data.entries import Entry
from smelltest.read.facts import Place

_LINE = re.compile(r"""\s*(?:export\s+)?(?P<name>[A-Za-z_][\w.]*)\s*=\s*(?P<value>"[^"]*"|'[^']*'|.*?)\s*(?:\s#.*)?$""")
_COMMENT = re.compile(r"\s*#+\s*(?P<text>.+)$")


def env_entries(text: str) -> Iterator[Entry]:
    """The entries of an environment file."""
    for number, line in enumerate(text.split("\n"), 1):
        comment, setting = _COMMENT.match(line), _LINE.match(line)
        if comment:
            at = Place(number, comment.start("text") + 1, number, comment.end("text") + 1)
            yield Entry(comment["text"], at, (), "comment")
        elif setting and setting["value"]:
            at = Place(number, setting.start("value") + 1, number, setting.end("value") + 1)
            yield Entry(setting["value"].strip("\"'"), at, (setting["name"],))
