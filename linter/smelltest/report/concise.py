"""One line a finding, as editors and `grep` like it: `path:row:column: CODE message`."""

from __future__ import annotations

from collections.abc import Iterable

from smelltest.judge.finding import Finding
from smelltest.report.visible import visible


def concise(findings: Iterable[Finding]) -> str:
    """The lines of all findings."""
    return "".join(
        visible(f"{found.path}:{found.at.line}:{found.at.column}: {found.code} {found.message}") + "\n"
        for found in findings
    )
