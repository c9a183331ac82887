"""Rules over what they judge, and what becomes of the findings: distinct, sure enough, with lasting names."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from msgspec import Struct
from msgspec.structs import replace

from smelltest.judge.finding import Confidence, Finding, Trouble
from smelltest.judge.rule import Rule, Scope
from smelltest.link.suite import Test
from smelltest.read.facts import Place

Subjects = Mapping[Scope, Sequence[tuple[object, ...]]]
"""For each scope what its rules are called with, once for each of the tuples."""

TIERS: tuple[Confidence, ...] = ("certain", "resolved", "named")
"""How surely a write is known, the surest first."""


class Verdict(Struct, frozen=True):
    """What the rules found, and which of them failed."""

    findings: tuple[Finding, ...] = ()
    troubles: tuple[Trouble, ...] = ()


def judge(subjects: Subjects, rules: Iterable[Rule], path: str) -> Verdict:
    """Run `rules` over what they judge in a file. A rule that fails costs its own findings there alone."""
    hearings = [_Hearing(rule, path) for rule in rules]
    for scope, given in subjects.items():
        heard = [hearing for hearing in hearings if hearing.rule.scope == scope]
        asked: dict[frozenset[str], list[_Hearing]] = {}  # Most tests of a file do much the same things.
        for subject in given:
            happens = _happens(subject)
            if happens not in asked:
                asked[happens] = [hearing for hearing in heard if _speaks_of(hearing.rule, happens)]
            for hearing in asked[happens]:
                hearing.hear(subject)
    return Verdict(
        tuple(finding for hearing in hearings for finding in hearing.findings),
        tuple(trouble for hearing in hearings for trouble in hearing.troubles),
    )


def _happens(subject: tuple[object, ...]) -> frozenset[str]:
    """What a test does; what is no test does nothing."""
    return subject[0].happens if isinstance(subject[0], Test) else frozenset()


def _speaks_of(rule: Rule, happens: frozenset[str]) -> bool:
    """Whether a rule speaks of anything that a test does."""
    return not rule.needs or not rule.needs.isdisjoint(happens)


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order, one for each place and rule: of several, the surest."""
    kept: dict[tuple[str, str, Place], Finding] = {}
    for finding in sorted(findings, key=_order):
        kept.setdefault((finding.path, finding.code, finding.at), finding)
    return tuple(kept.values())


def sure_enough(findings: Iterable[Finding], least: Confidence) -> tuple[Finding, ...]:
    """The findings of the tier `least` and of surer ones."""
    tiers = TIERS[: TIERS.index(least) + 1]
    return tuple(finding for finding in findings if finding.confidence in tiers)


def fingerprinted(finding: Finding, snippet: str) -> Finding:
    """The finding with a fingerprint that outlives moved lines, being of what it is about, not of where."""
    test = finding.test or ""
    return replace(finding, fingerprint=_digest(finding.path, finding.code, test, " ".join(snippet.split())))


def numbered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings, in order, with distinct fingerprints: of truly identical ones, the later get an ordinal."""
    seen: Counter[str] = Counter()
    result = []
    for finding in findings:
        ordinal = seen[finding.fingerprint]
        seen[finding.fingerprint] += 1
        again = _digest(finding.fingerprint, str(ordinal)) if ordinal else finding.fingerprint
        result.append(replace(finding, fingerprint=again))
    return tuple(result)


def snippet(lines: Sequence[str], at: Place) -> str:
    """The source text at a place."""
    rows = list(lines[at.line - 1 : at.end_line])
    if not rows:
        return ""
    rows[-1] = rows[-1][: at.end_column - 1]
    rows[0] = rows[0][at.column - 1 :]
    return "\n".join(rows)


class _Hearing:
    """What one rule says of one subject after the other.

    All rules hear of a subject before the next one comes, since they ask much the same of it.
    """

    def __init__(self, rule: Rule, path: str) -> None:
        self.rule = rule
        self.findings: list[Finding] = []
        self.troubles: list[Trouble] = []
        self._path = path

    def hear(self, subject: tuple[object, ...]) -> None:
        rule = self.rule
        if self.troubles:
            return
        try:
            for finding in rule.check(*subject):
                self.findings.append(replace(finding, code=rule.code, name=rule.name))
        except Exception as error:  # noqa: BLE001 - whatever is wrong in one rule, the others are to be heard
            self.findings = []
            told = f"rule {rule.code} ({rule.name}) failed here: {failure(error)}"
            self.troubles.append(Trouble(told, self._path))


def failure(error: Exception) -> str:
    """An error in one line, with the place that it came from, the last before Python's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not _is_standard(frame.filename)] or frames
    where = f" ({own[-1].filename}:{own[-1].lineno})" if own else ""
    return f"{type(error).__name__}: {error}{where}"


def _is_standard(filename: str) -> bool:
    """Whether a file is of Python's own library."""
    library = traceback.__file__.removesuffix("traceback.py")
    return filename.startswith(library) and "site-packages" not in filename


def _order(finding: Finding) -> tuple[str, int, int, str, int, int, int, bool, bool, str, str]:
    at = finding.at
    tier = TIERS.index(finding.confidence)
    return (
        finding.path,
        at.line,
        at.column,
        finding.code,
        at.end_line,
        at.end_column,
        tier,
        # What several tests use is told of one for which it can be mended.
        finding.remedy is None or not finding.remedy.steps,
        finding.remedy is None,
        finding.test or "",
        finding.message,
    )


def _digest(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
