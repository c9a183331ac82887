"""Comments that silence findings: what each silences, and what is to be said of those that do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from smelltest.judge.finding import Finding
from smelltest.judge.rule import Rule
from smelltest.read.facts import Suppression


class Usage(Struct, frozen=True):
    """A suppression in a file and what it did.

    `used` are the codes by which it silenced something. `judged` are those by which everything that stands in
    the file was judged, so that what silenced nothing by one of them is not needed.
    """

    path: str
    suppression: Suppression
    used: frozenset[str]
    judged: frozenset[str]
    codes: Mapping[str, str]
    """The code that each word of the catalogue means: codes, names and what they were once."""
    expired: bool

    @property
    def words(self) -> tuple[str, ...]:
        """The words in it that are smelltest's to read: all, but of a `noqa` those alone that name a rule."""
        if self.suppression.form != "noqa":
            return self.suppression.codes
        return tuple(word for word in self.suppression.codes if word in self.codes)


class Silence(Struct, frozen=True):
    """Findings parted into those that stand and those that a comment silences, and what each comment did."""

    standing: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    usages: tuple[Usage, ...]


def silence(
    findings: Iterable[Finding],
    suppressions: Mapping[str, Sequence[Suppression]],
    judged: Mapping[str, frozenset[str]],
    rules: Iterable[Rule],
    today: date,
) -> Silence:
    """Apply the suppressions of each file.

    `judged` has, for each file that was wholly judged, the codes by which it was. An expired suppression
    silences nothing, so that what it hid is seen again.
    """
    codes = {word: rule.code for rule in rules for word in (*rule.aliases, rule.name, rule.code)}
    standing: list[Finding] = []
    silenced: list[Finding] = []
    used: dict[tuple[str, Suppression], set[str]] = {}
    for finding in findings:
        by = [comment for comment in suppressions.get(finding.path, ()) if _silences(comment, finding, codes, today)]
        (silenced if by else standing).append(finding)
        for comment in by:
            used.setdefault((finding.path, comment), set()).add(finding.code)
    usages = tuple(
        Usage(
            path=path,
            suppression=comment,
            used=frozenset(used.get((path, comment), ())),
            judged=judged.get(path, frozenset()),
            codes=codes,
            expired=is_expired(comment, today),
        )
        for path in sorted(suppressions)
        for comment in suppressions[path]
    )
    return Silence(tuple(standing), tuple(silenced), usages)


def is_expired(comment: Suppression, today: date) -> bool:
    """Whether its last day is over. One whose date cannot be read has none."""
    until = day(comment.until)
    return until is not None and until < today


def day(text: str | None) -> date | None:
    """The day that `YYYY-MM-DD` means, if it means one."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _silences(comment: Suppression, finding: Finding, codes: Mapping[str, str], today: date) -> bool:
    covers = comment.form == "ignore-file" or comment.first <= finding.at.line <= comment.last
    return covers and not is_expired(comment, today) and any(codes.get(word) == finding.code for word in comment.codes)
