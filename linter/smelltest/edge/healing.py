"""Fixes for a whole suite: written in rounds, each proven by checking the suite with the new texts in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from smelltest.edge.combining import Failure, layers, together
from smelltest.edge.contents import Contents
from smelltest.edge.drafts import Drafts
from smelltest.edge.halving import halves
from smelltest.edge.offering import manner
from smelltest.edge.proofs import (
    Identity,
    Spot,
    broken_tests,
    holds,
    identity,
    new_findings,
    shown_now,
    spot,
    troubled,
    unfixed,
)
from smelltest.edge.rechecking import Rechecks
from smelltest.edge.run import Request, Result
from smelltest.edge.sources import source_of
from smelltest.judge.finding import Finding
from smelltest.rewrite.drafting.manner import Manner
from smelltest.rewrite.drafting.refusal import NO_REASON, Refusal
from smelltest.rewrite.mend import Mended, mended
from smelltest.rewrite.unique.asking import asks

_MOST_ROUNDS = 10
_MOST_ATTEMPTS = 2

_NO_SHAPE = Refusal("its code has a shape that no fix is known for")
_NOT_CHOSEN = Refusal("it was not chosen", "person")
_NO_HOLD = Refusal("its fix would leave it, or bring another finding")
_BREAKS = Refusal("with its fix a test would expect what it does not get")

_NO_TEXTS: Mapping[str, str] = {}

OnTrial = Callable[[int, int], None]
"""Hears of each check of the suite with fixes in place: which it is, and how many fixes hold so far."""

Choose = Callable[[Finding, Callable[[], str]], bool]
"""Says of a finding, once, whether it is to be fixed; what that changes is a unified diff, empty where nothing can be."""


class Left(Struct, frozen=True):
    """A finding that stays, and why."""

    finding: Finding
    why: str


class Healed(Struct, frozen=True):
    """What came of the fixes: the new contents of files by their paths, what was fixed, what is left, and why."""

    before: Result
    after: Result
    contents: Mapping[str, bytes]
    fixed: tuple[Finding, ...]
    left: tuple[Left, ...]


def heal(
    request: Request,
    folder: Path,
    wanted: frozenset[str],
    on_trial: OnTrial = lambda _number, _fixed: None,
    choose: Choose = lambda _finding, _diff: True,
) -> Healed:
    """Fix what can be fixed of a suite, in memory. `wanted` are the applicabilities that are good enough.

    A file's fixes hold if the findings are gone and no new one has come, at the latest when all rounds are over; of
    those that do not hold together some are given up.
    """
    answers: dict[Identity, bool] = {}

    def chosen(one: Finding, difference: Callable[[], str]) -> bool:
        key = identity(one)
        if key not in answers:
            answers[key] = choose(one, difference)
        return answers[key]

    contents = Contents()
    first = Rechecks(request, folder, contents)
    learned = first.check({}).taken_once
    if learned:  # What the tests of one file show goes for those of all.
        request = replace(request, taken_once=learned)
        first = Rechecks(request, folder, contents)
    for rechecks in (first, Rechecks(request, folder, contents, remember=False)):
        healed = _healed(_Setting(folder, wanted, chosen, rechecks, contents, on_trial))
        if rechecks.is_proven(healed.after):
            break
    told = set(map(identity, rechecks.plain().findings)) if healed.left else set()
    return replace(healed, left=tuple(each for each in healed.left if identity(each.finding) in told))


def _healed(setting: _Setting) -> Healed:
    impatient: frozenset[str] = frozenset()
    for _ in range(_MOST_ATTEMPTS):
        healed = _Healer(setting, impatient).heal()
        brought = new_findings(healed.before, healed.after)
        if not brought:
            return healed
        # What one fix has brought to these files no other could mend: so that none may bring them anything.
        impatient |= {path for path, _, _ in brought}
    return _Healer(setting, None).heal()


def differences(healed: Healed, folder: Path) -> str:
    """What the fixes change, as a unified diff that `git apply` takes."""
    return "".join(
        _difference(path, *(source_of(each).text for each in ((folder / path).read_bytes(), content)))
        for path, content in sorted(healed.contents.items())
    )


def _difference(path: str, before: str, after: str) -> str:
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    lines = unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


class _Setting(NamedTuple):
    """What is to be healed, and what is known of it however often that is tried."""

    folder: Path
    wanted: frozenset[str]
    choose: Choose
    rechecks: Rechecks
    contents: Contents
    on_trial: OnTrial


class _Healer:
    def __init__(self, setting: _Setting, impatient: Container[str] | None) -> None:
        """`impatient` are the files to which no fix may bring a finding; None if that goes for all."""
        _, self._wanted, self._choose, self._rechecks, self._contents, self._on_trial = setting
        self._impatient = impatient
        self._attempts: Counter[Identity] = Counter()
        self._chosen: set[Identity] = set()
        self._drafts = Drafts(setting.folder)
        self._fixed: list[Finding] = []
        self._tried_with: dict[str, str] = {}
        self._refused: set[Identity] = set()
        self._given_up: dict[Identity, Refusal] = {}
        self._tried_in_several: set[Identity] = set()
        self._trials = 0

    def heal(self) -> Healed:
        before = result = self._checked()
        for _ in range(_MOST_ROUNDS):
            proposed = {path: change for path, change in self._proposals(result) if change.written}
            if proposed:
                result = self._held(result, proposed)
            elif self._in_several(result):
                result = self._checked()
            elif not self._tries_again(result):
                break
        left = tuple(Left(one, self._why(one)) for one in result.findings)
        return Healed(before, result, self._drafts.contents(), tuple(self._fixed), left)

    def _tries_again(self, result: Result) -> bool:
        """Whether fixes that were given up are tried once more, since others have changed what was in their way.

        That can only be what the file of a finding stands on, or what it shares a text with.
        """
        texts = self._drafts.kept()
        changed = [path for path, text in texts.items() if self._tried_with.get(path) != text]
        if not changed:
            return False
        self._tried_with = texts
        concerned = set[str]().union(*(self._concerned(result, path) for path in changed))
        failed = [
            key
            for key, why in self._given_up.items()
            if why.hangs_on == "others" or (why.hangs_on != "person" and self._drafts.at(key.path) in concerned)
        ]
        for key in failed:
            del self._given_up[key]
            self._attempts.pop(key, None)
        return bool(failed)

    def _checked(self, texts: Mapping[str, str] = _NO_TEXTS) -> Result:
        self._tell()
        return self._rechecks.check(self._drafts.overlay(texts))

    def _tell(self) -> None:
        self._trials += 1
        self._on_trial(self._trials, len(self._fixed))

    def _proposals(self, result: Result) -> Iterable[tuple[str, Mended]]:
        groups: dict[str, list[Finding]] = {}
        for one in result.findings:
            groups.setdefault(_target(one), []).append(one)
        for path, group in sorted(groups.items()):
            findings = [one for one in group if self._is_chosen(result, path, one)]
            if path.endswith(".py") and any(self._is_wanted(one) for one in findings):
                yield path, self._mended(result, path, findings)

    def _is_chosen(self, result: Result, path: str, one: Finding) -> bool:
        """Whether a finding is to be fixed, as far as that is known."""
        key = identity(one)
        if key in self._given_up or key in self._chosen or not path.endswith(".py") or not self._is_wanted(one):
            return key not in self._given_up

        def difference() -> str:
            change = self._mended(result, path, [one])
            return _difference(path, self._drafts.text(path) or "", change.text) if change.written else ""

        if self._choose(one, difference):
            self._chosen.add(key)
            return True
        self._given_up.setdefault(key, _NOT_CHOSEN)
        return False

    def _in_several(self, result: Result) -> bool:
        """Whether fixes hold that write in other files as well: those that asked for what a fixture writes out."""
        groups: dict[str, list[Finding]] = {}
        for one in result.findings:
            key = identity(one)
            if self._given_up.get(key, NO_REASON).hangs_on == "several" and key not in self._tried_in_several:
                groups.setdefault(_target(one), []).append(one)
        kept = False
        for path, group in sorted(groups.items()):
            self._tried_in_several.update(map(identity, group))
            kept = self._holds_in_several(path, group) or kept
        return kept

    def _holds_in_several(self, path: str, findings: Sequence[Finding]) -> bool:
        """Keep the fixes of a file that write in others, all of them or those that hold by themselves."""
        before = self._checked()
        change, texts = self._written_in_several(before, path, findings)
        if texts is not None and change.written:
            after = self._checked(texts)
            worse = self._brought(before, after, change.written) or broken_tests(before, after)
            if holds(before, after, change.written) and not worse:
                self._drafts.keep(texts)
                self._fixed.extend(change.written)
                return True
        if len(findings) == 1:
            return False
        first, second = halves(findings)
        return any([self._holds_in_several(path, first), self._holds_in_several(path, second)])

    def _written_in_several(
        self, result: Result, path: str, findings: Sequence[Finding]
    ) -> tuple[Mended, dict[str, str] | None]:
        """What fixes of a file make of it, and the texts that it and others get; none if one of them cannot be written."""
        how = replace(self._manner(result, path), in_several=True)
        change = mended(findings, self._drafts.text(path) or "", self._wanted, how)
        texts = {path: change.text}
        wanted = [one.text for one in change.asked]
        for other in self._contents.holding(result.projects, self._drafts.at(path), wanted):
            name = self._drafts.seen(other)
            before = self._drafts.text(name)
            after = asks(before, change.asked, self._manner(result, name)) if before is not None else None
            if after is None:
                return change, None
            if after != before:
                texts[name] = after
        return change, texts

    def _mended(
        self, result: Result, path: str, findings: Sequence[Finding], failed: frozenset[Identity] = frozenset()
    ) -> Mended:
        """The text of a file with the fixes of some findings; those of others may count on it, but for what `failed`."""
        text = self._drafts.text(path)
        if text is None:
            return Mended("")
        lost = self._given_up.keys() | self._refused | failed
        beside = [one for one in result.findings if _target(one) == path and identity(one) not in lost]
        change = mended(findings, text, self._wanted, self._manner(result, path), beside)
        written = set(map(identity, change.written))
        refused = {identity(one): why for one, why in change.refused}
        self._refused.update(refused)
        for one in findings:
            if self._is_wanted(one) and not change.written and identity(one) not in written:
                why = refused.get(identity(one), NO_REASON)
                self._given_up[identity(one)] = why if why.text else _NO_SHAPE
        return change

    def _held(self, before: Result, proposed: Mapping[str, Mended]) -> Result:
        """The result with those proposals in place that hold."""
        after = self._checked({path: change.text for path, change in proposed.items()})
        failing = self._failing(before, after, proposed)
        if not failing and self._worse(before, after, proposed):
            failing = set(proposed)
        if 0 < len(failing) < len(proposed):
            rest = {path: change for path, change in proposed.items() if path not in failing}
            after = self._checked({path: change.text for path, change in rest.items()})
            if self._failing(before, after, rest) or self._worse(before, after, rest):
                failing = set(proposed)
        for path, change in proposed.items():
            if path not in failing:
                self._keep(path, change)
        for path in sorted(failing):
            self._some(before, path, proposed[path].written)
        return self._checked() if failing else after

    def _failing(self, before: Result, after: Result, proposed: Mapping[str, Mended]) -> set[str]:
        """The files whose fixes do not hold, or may have brought a finding, to them or to what stands on them."""
        failing = {path for path, change in proposed.items() if not holds(before, after, change.written)}
        worse = set[str]().union(*(self._concerned(before, path) for path in self._worse(before, after, proposed)))
        return failing | {path for path in proposed if worse and worse & self._concerned(before, path)}

    def _concerned(self, result: Result, path: str) -> frozenset[str]:
        """The files that can read otherwise if one changes."""
        return self._contents.standing_on(result.projects, self._drafts.at(path))

    def _some(self, before: Result, path: str, findings: Sequence[Finding]) -> None:
        """Keep those fixes of a file that hold together: first those of the tests that do not fail, then the others'."""
        changes: dict[tuple[int, ...], Mended] = {}
        breaking: set[Identity] = set()
        kept = self._checked()

        def failure(some: Sequence[Finding]) -> Failure | None:
            change = self._mended(before, path, some)
            changes[tuple(map(id, some))] = change
            wrong = self._failure(kept, path, change) if len(change.written) == len(some) else Failure()
            if wrong is not None and wrong.breaks and len(some) == 1:
                breaking.add(identity(some[0]))
            return wrong

        good = together(findings, (), failure)
        for layer in layers([one for one in findings if not any(one is each for each in good)]):
            good += together(layer, good, failure)
        failed = [one for one in findings if not any(one is each for each in good)]
        if good:
            change = changes[tuple(map(id, good))]
            # Some may be right only if what fails were written as well.
            alone = self._mended(before, path, good, frozenset(map(identity, failed))) if failed else change
            if alone.text == change.text or (alone.written and self._failure(kept, path, alone) is None):
                self._keep(path, alone)
        for one in failed:
            self._attempts[identity(one)] += 1
            if self._attempts[identity(one)] >= _MOST_ATTEMPTS or not good:
                self._given_up[identity(one)] = _BREAKS if identity(one) in breaking else _NO_HOLD

    def _failure(self, kept: Result, path: str, change: Mended) -> Failure | None:
        """What is wrong with a change of a file, if anything is."""
        for after in self._checked_in_turn(kept, path, change.text):
            wrong = unfixed(kept, after, change.written) | self._brought(kept, after, change.written)
            broken = broken_tests(kept, after)
            if wrong or broken or troubled(kept, after):
                then, now = (Counter(map(identity, each.findings)) for each in (kept, after))
                lost = {key for key in map(identity, change.written) if now[key] >= then[key]}
                tests = {test for _, _, test in wrong}.union(*broken.values())
                return Failure(frozenset(lost), frozenset(tests), breaks=bool(broken))
        return None

    def _checked_in_turn(self, result: Result, path: str, text: str) -> Iterator[Result]:
        """The result with that text in place: of the file alone where others stand on it, then of all.

        What fails in the file itself need not be tried on what stands on it.
        """
        if len(self._concerned(result, path)) > 1:
            self._tell()
            yield self._rechecks.check_alone(self._drafts.at(path), self._drafts.overlay({path: text}))
        yield self._checked({path: text})

    def _keep(self, path: str, change: Mended) -> None:
        self._drafts.keep({path: change.text})
        self._fixed.extend(change.written)

    def _worse(self, before: Result, after: Result, proposed: Mapping[str, Mended]) -> set[str]:
        """The files with a finding that was not there before, unless that is one to be fixed in its turn.

        So are those with a test that now expects what it will not get.
        """
        written = [one for change in proposed.values() for one in change.written]
        return {path for path, _, _ in self._brought(before, after, written)} | broken_tests(before, after).keys()

    def _brought(self, before: Result, after: Result, written: Sequence[Finding]) -> set[Spot]:
        """Where there is a finding that was not there before, unless that is one to be fixed in its turn."""
        more = new_findings(before, after) | shown_now(before, after, written)
        if self._impatient is not None:
            more -= {
                spot(one) for one in after.findings if one.path not in self._impatient and self._can_still_be_fixed(one)
            }
        return more

    def _can_still_be_fixed(self, one: Finding) -> bool:
        return self._is_wanted(one) and _target(one).endswith(".py") and identity(one) not in self._given_up

    def _manner(self, result: Result, path: str) -> Manner:
        return manner(result.projects, self._drafts.at(path), self._drafts.overlay(), self._contents)

    def _is_wanted(self, one: Finding) -> bool:
        return one.remedy is not None and one.remedy.applicability in self._wanted

    def _why(self, one: Finding) -> str:
        given_up = self._given_up.get(identity(one))
        if given_up is not None:
            return given_up.text
        if one.remedy is None:
            return "no fix is known"
        if not _target(one).endswith(".py"):
            return "it stands in a data file"
        if one.remedy.applicability == "display" and one.remedy.reason:
            return one.remedy.reason
        if one.remedy.applicability not in self._wanted:
            return (
                "needs --unsafe-fixes" if one.remedy.applicability == "unsafe" else "its fix is for a person to write"
            )
        return f"still changing after {_MOST_ROUNDS} rounds"


def _target(one: Finding) -> str:
    """The file in which a finding is to be fixed."""
    return one.path if one.remedy is None or one.remedy.path is None else one.remedy.path
