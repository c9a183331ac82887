"""The figures that the documentation shows: `docs/accuracy.json`, from which docs/generate.py makes its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.accuracy.measures import Judged, Recalled, Share, overall
from benchmarks.accuracy.records import Finding


def summary(
    suites: int, findings: Sequence[Finding], judged: Judged, first: Mapping[str, Share], seen: Recalled
) -> dict[str, Any]:
    """The figures of all rules and of each: `first` is the precision at first contact."""
    precision, recall = judged.precision, seen.recall
    spoken = Counter(finding.code for finding in findings)
    codes = sorted({*spoken, *precision, *recall, *first})
    return {
        "suites": suites,
        "findings": len(findings),
        "all": _figures(overall(precision), overall(first), overall(recall)),
        "rules": {
            code: {"findings": spoken[code], **_figures(precision.get(code), first.get(code), recall.get(code))}
            for code in codes
        },
    }


def _figures(precision: Share | None, first: Share | None, recall: Share | None) -> dict[str, Any]:
    named = {"precision": precision, "first": first, "recall": recall}
    return {name: _figure(share) for name, share in named.items() if share and share.of}


def _figure(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"hits": share.hits, "of": share.of, "low": round(low, 3), "high": round(high, 3)}


def digest(files: Iterable[Path]) -> str:
    """A name for what the figures are made from, so that a test can tell when they are older than that."""
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
