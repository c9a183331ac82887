"""The summary of fixes: what was fixed, what is left, and why, in words that say what to do."""

from __future__ import annotations

from smelltest.judge.finding import Finding
from smelltest.read.facts import Place
from smelltest.report.healing import summary


def found(code: str, name: str) -> Finding:
    return Finding("tests/test_a.py", code, name, "It is so.", Place(1, 1, 1, 2), "certain")


def test_reasons_are_told_with_how_many_findings_they_keep() -> None:
    one, other = found("SM201", "missing-cleanup"), found("SM102", "literal-email")
    kept = "test_x counts on the record"
    left = [*((one, "needs --unsafe-fixes") for _ in range(3)), (one, kept), (other, "no fix is known")]
    assert summary([other], left, 1).splitlines() == [
        "rule                   fixed  left  why left",
        "SM102 literal-email        1     1  no fix is known",
        f"SM201 missing-cleanup      0     4  needs --unsafe-fixes (3); {kept} (1)",
        "1 fixed in 1 file, 5 left.",
    ]
