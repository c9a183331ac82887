"""Results of tests, from the XML that test runners write for Jenkins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, parse

from smelltest.judge.survival import Case, Outcome


def read_results(file: Path) -> tuple[Case, ...] | None:
    """The cases that a file tells of; None if there is no such file, or it was never finished."""
    try:
        root = parse(file).getroot()  # noqa: S314 - the user's own command has just written it
    except (OSError, ParseError):
        return None
    return tuple(_cases(root))


def _cases(root: Element) -> Iterator[Case]:
    for case in root.iter("testcase"):
        outcome, message = _outcome(case)
        yield Case(case.get("classname", ""), case.get("name", ""), outcome, case.get("file", ""), message)


def _outcome(case: Element) -> tuple[Outcome, str]:
    for kind in ("failure", "error"):
        found = case.find(kind)
        if found is not None:
            return "failed", _first_line(found.get("message") or found.text or "")
    return ("skipped", "") if case.find("skipped") is not None else ("passed", "")


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
