"""Findings that say the same many times over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from smelltest.judge.finding import Finding, Note
from smelltest.link.content import Content


def once_a_file(content: Content, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Of findings in a data file that say the same, the first, which tells how often it stands there.

    Code is written literal by literal, but a recording or an export repeats what it holds.
    """
    if not content.is_data:
        yield from findings
        return
    first: dict[str, Finding] = {}
    repeats: dict[str, int] = {}
    for found in findings:
        first.setdefault(found.message, found)
        repeats[found.message] = repeats.get(found.message, -1) + 1
    for message, found in first.items():
        again = repeats[message]
        note = Note(f"it stands in {again} other place{'s' if again > 1 else ''} of this file")
        yield replace(found, evidence=(*found.evidence, note)) if again else found
