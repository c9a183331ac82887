"""Which tests survive being run again, beside themselves and in another order, and which findings explain it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from smelltest.judge.finding import Finding
from smelltest.link.suite import Test
from smelltest.link.timeline import Check, Effect, HandOver
from smelltest.link.values import Value, atoms

Outcome = Literal["passed", "failed", "skipped"]


class Case(Struct, frozen=True):
    """A test as a run reports it: `classname` is its module and class, dotted; `name` has its case in brackets."""

    classname: str
    name: str
    outcome: Outcome
    file: str = ""
    message: str = ""


class Trial(Struct, frozen=True):
    """A way of running the suite, and what came of it.

    `runs`: the cases that each process reported; `statuses` the statuses that they ended with; `remark` what else there
    is to say: the seed of an order, why there are no results.
    """

    name: str
    runs: tuple[tuple[Case, ...], ...] = ()
    statuses: tuple[int | None, ...] = ()
    seconds: float = 0.0
    remark: str = ""


class Tally(Struct, frozen=True):
    """How often a test passed and failed in one way of running it; `message` says what the first failure said."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    message: str = ""


class Row(Struct, frozen=True):
    """A test, how it fared in each trial, and the findings that stand in what it does.

    `path` and `name` as pytest names it: `tests/test_users.py`, `TestUsers::test_create[case]`.
    """

    path: str
    name: str
    tallies: tuple[Tally, ...]
    findings: tuple[Finding, ...]

    @property
    def survives(self) -> bool:
        """Whether it never failed."""
        return not any(tally.failed for tally in self.tallies)


class Proof(Struct, frozen=True):
    """What the trials come to: the tests, and the findings that no failure confirms."""

    trials: tuple[Trial, ...]
    rows: tuple[Row, ...]
    unconfirmed: tuple[Finding, ...]


class Passage(Struct, frozen=True):
    """The code that a test runs through: the functions, as (path, qualified name), and the lines of its events."""

    path: str
    name: str
    functions: frozenset[tuple[str, str]]
    lines: frozenset[tuple[str, int]]


def passage(test: Test, seen: Callable[[str], str]) -> Passage:
    """What a test runs through; `seen` gives a path of the suite as it is shown."""
    events = [event for event in test.timeline.events if isinstance(event, (Effect, Check, HandOver))]
    called = {caller.partition("::") for event in events if isinstance(event, Effect) for caller in event.callers}
    functions = {
        (test.path, test.name),
        (test.site.path, test.name),
        *((event.stage.path, event.stage.name) for event in events),
        *((path, name) for path, _, name in called),
        *test.fixtures,
    }
    sent = (value for event in events if isinstance(event, Effect) for value in _sent(event))
    born = (site for value in sent for atom in atoms(value) if (site := getattr(atom, "site", None)) is not None)
    sites = [test.site, *(site for event in events for site in event.chain), *born]
    return Passage(
        seen(test.path),
        test.name,
        frozenset((seen(path), name) for path, name in functions),
        frozenset((seen(site.path), site.at.line) for site in sites),
    )


def _sent(effect: Effect) -> Iterator[Value]:
    """What an effect is about, and what it sends."""
    yield from (*effect.segments, *effect.arguments)
    yield from (value for pairs in (effect.fields, effect.query, effect.headers) for _, value in pairs.entries)


def prove(trials: Sequence[Trial], findings: Sequence[Finding], passages: Iterable[Passage]) -> Proof:
    """Lay the tests of all runs beside the findings that explain what became of them."""
    known = _Known(passages)
    explaining = _explaining(findings, known.all)
    rows = tuple(_row(key, tallies, known, explaining) for key, tallies in _tallies(trials).items())
    confirmed = {id(one) for row in rows if not row.survives for one in row.findings}
    # What belongs to tests that did not run is left out.
    elsewhere = {id(one) for found in explaining.values() for one in found}
    elsewhere -= {id(one) for row in rows for one in row.findings}
    left = [one for one in findings if _can_break(one) and id(one) not in confirmed | elsewhere]
    return Proof(tuple(trials), tuple(sorted(rows, key=lambda row: row.path)), tuple(left))


def _can_break(finding: Finding) -> bool:
    """Whether a finding can make a test fail: what it says of privacy cannot."""
    return not finding.code.startswith("SM4")


def _explaining(findings: Iterable[Finding], passages: Sequence[Passage]) -> Mapping[int, list[Finding]]:
    """For each passage, by its identity, the findings that stand in what the test does.

    Where there is none, those of other tests that have to do with the same lines: with the fixture that both use.
    """
    breaking = list(filter(_can_break, findings))
    own: dict[int, list[Finding]] = {}
    for passage in passages:
        found = [one for one in breaking if _stands_in(one, passage)]
        own[id(passage)] = found or [one for one in breaking if not passage.lines.isdisjoint(_evidence(one))]
    return own


def _stands_in(one: Finding, passage: Passage) -> bool:
    if (one.path, one.at.line) in passage.lines or (one.path, one.test or "") in passage.functions:
        return True
    # What a test leads to in a helper or a data file is found in its name.
    return one.test == passage.name and any(path == passage.path for path, _ in _evidence(one))


def _evidence(one: Finding) -> set[tuple[str, int]]:
    return {(note.path, note.at.line) for note in one.evidence if note.path is not None and note.at is not None}


class _Known:
    """The tests that were followed, to be found by the names that runs give them."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.all = list(passages)
        self._by_name: dict[tuple[str, str], list[Passage]] = defaultdict(list)
        for passage in self.all:
            self._by_name[passage.path.removesuffix(".py").rpartition("/")[2], passage.name].append(passage)

    def of(self, case: tuple[str, str]) -> list[Passage]:
        """A test by its class name and its name; there are several where it was followed with each of its cases."""
        words = [*case[0].split("."), case[1].partition("[")[0]]
        for split in range(len(words) - 1, 0, -1):
            module, name = words[:split], ".".join(words[split:])
            fitting = [each for each in self._by_name.get((module[-1], name), ()) if _agree(module, each.path)]
            if fitting:
                return fitting
        return []


def _agree(module: Sequence[str], path: str) -> bool:
    """Whether a dotted module can be the one at a path, seen from another folder perhaps."""
    parts = [part for part in path.removesuffix(".py").split("/") if part not in {"", ".", ".."}]
    shorter = min(len(parts), len(module))
    return parts[-shorter:] == list(module[-shorter:])


Key = tuple[str, str]


def _tallies(trials: Sequence[Trial]) -> dict[Key, list[Tally]]:
    """Each test, by its class name and its name, with how it fared in each trial; in the order of the runs."""
    found: dict[Key, list[Tally]] = {}
    for index, trial in enumerate(trials):
        for key, outcomes in _merged(trial).items():
            counted = Counter(case.outcome for case in outcomes)
            message = next((case.message for case in outcomes if case.outcome == "failed"), "")
            row = found.setdefault(key, [Tally() for _ in trials])
            row[index] = Tally(counted["passed"], counted["failed"], counted["skipped"], message)
    return found


def _merged(trial: Trial) -> dict[Key, list[Case]]:
    """One case of each test and process: that a test fails in its teardown or in a part is told by another case."""
    found: dict[Key, list[Case]] = {}
    for run in trial.runs:
        worst: dict[Key, Case] = {}
        for case in run:
            key = (case.classname, case.name)
            if key not in worst or _BADNESS[case.outcome] > _BADNESS[worst[key].outcome]:
                worst[key] = case
        for key, case in worst.items():
            found.setdefault(key, []).append(case)
    return found


_BADNESS: Mapping[Outcome, int] = {"skipped": 0, "passed": 1, "failed": 2}


def _row(key: Key, tallies: Sequence[Tally], known: _Known, explaining: Mapping[int, list[Finding]]) -> Row:
    passages = known.of(key)
    found = {id(one): one for passage in passages for one in explaining.get(id(passage), ())}
    findings = tuple(sorted(found.values(), key=lambda one: (one.path, one.at.line, one.at.column, one.code)))
    classname, name = key
    if passages:
        cls = passages[0].name.rpartition(".")[0].replace(".", "::")
        return Row(passages[0].path, f"{cls}::{name}" if cls else name, tuple(tallies), findings)
    return Row(classname, name, tuple(tallies), findings)


def failures(row: Row, trials: Sequence[Trial]) -> Iterator[tuple[str, str]]:
    """In which trials a test failed, and what it said there."""
    for trial, tally in zip(trials, row.tallies, strict=True):
        if tally.failed:
            yield trial.name, tally.message
