"""What a rule reports: a defect, where it stands, and the chain of facts that led to it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from smelltest.judge.remedies.remedy import Applicability, Remedy
from smelltest.read.facts import Place

Confidence = Literal["certain", "resolved", "named"]
Severity = Literal["error", "warning", "info"]


class Note(Struct, frozen=True):
    """One link of the evidence: a sentence and, where it has one, its place."""

    message: str
    path: str | None = None
    at: Place | None = None


class Edit(Struct, frozen=True):
    """A stretch of a file and the text that takes its place."""

    path: str
    at: Place
    content: str


class Fix(Struct, frozen=True):
    """A change that would mend a finding. `reason` says why it is not safe."""

    applicability: Applicability
    message: str
    edits: tuple[Edit, ...]
    reason: str | None = None


class Finding(Struct, frozen=True):
    """A defect as users see it. Paths are as the suite names them: relative to its root, with `/`."""

    path: str
    code: str
    name: str
    message: str
    at: Place
    confidence: Confidence
    test: str | None = None
    """The qualified name of the test, fixture or helper in which it stands."""
    evidence: tuple[Note, ...] = ()
    advice: str | None = None
    """What to write instead, in a sentence or two."""
    remedy: Remedy | None = None
    fix: Fix | None = None
    severity: Severity = "warning"
    fingerprint: str = ""


class Trouble(Struct, frozen=True):
    """Something that kept a run from being whole: a file that can't be read, a rule that failed. Exit status 2."""

    message: str
    path: str | None = None
    at: Place | None = None
