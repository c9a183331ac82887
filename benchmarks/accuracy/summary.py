"""The figures that the documentation shows: `docs/accuracy.json`, from which docs/generate.py makes its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.accuracy.measures import Judged, Recalled, Share, overall, weighted
from benchmarks.accuracy.records import Finding


def summary(
    suites: int, findings: Sequence[Finding], judged: Judged, draws: Mapping[str, Mapping[str, Share]], seen: Recalled
) -> dict[str, Any]:
    precision, recall = judged.precision, seen.recall
    newest = draws[max(draws)] if draws else {}
    spoken = Counter(finding.code for finding in findings)
    codes = sorted({*spoken, *precision, *recall, *newest})
    return {
        "suites": suites,
        "findings": len(findings),
        "draw": max(draws, default=None),
        "all": _figures(overall(precision), overall(newest), overall(recall)),
        "weighted": _rounded(weighted(newest, findings)),
        "rules": {
            code: {"findings": spoken[code], **_figures(precision.get(code), newest.get(code), recall.get(code))}
            for code in codes
        },
    }


def _figures(precision: Share | None, newest: Share | None, recall: Share | None) -> dict[str, Any]:
    named = {"precision": precision, "drawn": newest, "recall": recall}
    return {name: _figure(share) for name, share in named.items() if share and share.of}


def _figure(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"hits": share.hits, "of": share.of, "low": _rounded(low), "high": _rounded(high)}


def _rounded(value: float | None) -> float | None:
    return value if value is None else round(value, 3)


def digest(files: Iterable[Path]) -> str:
    """A name for what the figures are made from, so that a test can tell when they are older than that."""
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:16]
