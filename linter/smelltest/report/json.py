"""Findings for programs: one JSON array, or one object a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from smelltest.judge.finding import Finding, Fix, Note
from smelltest.read.facts import Place
from smelltest.report.pages import address


def array(values: Iterable[object]) -> bytes:
    """Values as one array."""
    return document(list(values))


def document(value: object) -> bytes:
    """One value."""
    return msgspec.json.format(_encoded(value), indent=2) + b"\n"


def lines(values: Iterable[object]) -> bytes:
    """Values, one a line."""
    return b"".join(_encoded(value) + b"\n" for value in values)


def plain(found: Finding) -> dict[str, Any]:
    """A finding in the fields that programs rely on."""
    return {
        "path": found.path,
        "code": found.code,
        "name": found.name,
        "severity": found.severity,
        "confidence": found.confidence,
        "message": found.message,
        "test": found.test,
        "fingerprint": found.fingerprint,
        "url": address(found.code),
        **_stretch(found.at),
        "evidence": [_note(note) for note in found.evidence],
        "fix": found.fix and _fix(found.fix),
    }


def _note(note: Note) -> dict[str, Any]:
    return {"message": note.message, "path": note.path, "location": note.at and _start(note.at)}


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "applicability": fix.applicability,
        "message": fix.message,
        "reason": fix.reason,
        "edits": [{"path": edit.path, **_stretch(edit.at), "content": edit.content} for edit in fix.edits],
    }


def _stretch(at: Place) -> dict[str, Any]:
    return {"location": _start(at), "end_location": {"row": at.end_line, "column": at.end_column}}


def _start(at: Place) -> dict[str, int]:
    return {"row": at.line, "column": at.column}


def _encoded(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_whole(value))


def _whole(value: Any) -> Any:
    """The same value with halves of surrogate pairs, which JSON in UTF-8 cannot hold, written out."""
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        case dict():
            return {key: _whole(inner) for key, inner in value.items()}
        case list():
            return [_whole(inner) for inner in value]
        case _:
            return value
