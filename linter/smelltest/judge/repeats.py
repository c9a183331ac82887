"""Findings that say the same many times over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from smelltest.judge.finding import Finding, Note
from smelltest.link.texts.content import Content

_MOST = 100


def once_a_file(content: Content, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Of findings in a data file that say the same, the first, which tells how often it stands there.

    Code is written literal by literal, but a recording repeats what it holds, and an export holds thousands:
    no more of it is looked at than a person will read.
    """
    if not content.is_data:
        yield from findings
        return
    first: dict[str, Finding] = {}
    repeats: dict[str, int] = {}
    for found in findings:
        if len(first) == _MOST and found.message not in first:
            *others, last = first.values()
            yield from others
            yield replace(last, evidence=(*last.evidence, Note("this file holds more like it")))
            return
        first.setdefault(found.message, found)
        repeats[found.message] = repeats.get(found.message, -1) + 1
    for message, found in first.items():
        again = repeats[message]
        note = Note(f"it stands in {again} other place{'s' if again > 1 else ''} of this file")
        yield replace(found, evidence=(*found.evidence, note)) if again else found
