"""Which tests survive which run: a table with the findings that explain it, and the same for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from smelltest.judge.finding import Finding
from smelltest.judge.survival import Proof, Row, Tally, Trial, failures
from smelltest.report import json
from smelltest.report.visible import visible

_WHAT = {
    "once": "the suite once",
    "again": "the same once more",
    "parallel": "twice at the same time",
    "xdist": "by two workers (-n 2)",
    "shuffled": "in another order",
}


def table(proof: Proof, width: int, *, everything: bool = False) -> str:
    """A row a test that does not survive, with its findings below; `everything` shows the others too."""
    shown = [row for row in proof.rows if everything or not row.survives]
    lines = [*_trials(proof.trials), ""]
    if shown:
        lines += [*_rows(shown, proof.trials, width), ""]
    lines += [*_unconfirmed(proof.unconfirmed, width, everything=everything), summary(proof)]
    return "".join(f"{visible(line.rstrip())}\n" for line in lines)


def summary(proof: Proof) -> str:
    """How many tests survive, in a sentence."""
    survive = sum(row.survives for row in proof.rows)
    tests, runs = len(proof.rows), len(proof.trials)
    processes = sum(len(trial.statuses) for trial in proof.trials)
    verb = "survives" if tests == 1 else "survive"
    return f"{survive} of {tests} test{_s(tests)} {verb} {runs} run{_s(runs)} of {processes} process{'' if processes == 1 else 'es'}."


def _trials(trials: Sequence[Trial]) -> Iterator[str]:
    for trial in trials:
        remark = f"; {trial.remark}" if trial.remark else ""
        times = f", {len(trial.runs)} processes" if len(trial.runs) > 1 else ""
        yield f"{trial.name:<8}  {_WHAT.get(trial.name, '')}{times}: {_fared(trial)} in {trial.seconds:.1f} s{remark}"


def _fared(trial: Trial) -> str:
    failed = {(case.classname, case.name) for run in trial.runs for case in run if case.outcome == "failed"}
    every = {(case.classname, case.name) for run in trial.runs for case in run}
    return f"{len(failed)} of {len(every)} failed"


def _rows(rows: Sequence[Row], trials: Sequence[Trial], width: int) -> Iterator[str]:
    names = min(max(len(row.name) for row in rows) + 2, max(24, width - 11 * len(trials)))
    yield "".join([" " * (names + 2), *(f"{trial.name:<11}" for trial in trials)])
    for path, group in groupby(rows, key=lambda row: row.path):
        yield path
        for row in group:
            yield from _row(row, trials, names, width)


def _row(row: Row, trials: Sequence[Trial], names: int, width: int) -> Iterator[str]:
    cells = "".join(f"{cell(tally):<11}" for tally in row.tallies)
    if len(row.name) > names:
        yield f"  {row.name}"
        yield f"  {'':<{names}}{cells}"
    else:
        yield f"  {row.name:<{names}}{cells}"
    if row.survives:
        return
    name, message = next(failures(row, trials))
    if message:
        yield _cut(f"      {name}: {message}", width)
    yield from (_cut(f"      {_told(one)}", width) for one in row.findings)
    if not row.findings:
        yield "      nothing that was found explains it"


def cell(tally: Tally) -> str:
    """How a test fared in one way, in a word."""
    if tally.failed:
        return "FAILS" if not tally.passed else f"FAILS {tally.failed}/{tally.failed + tally.passed}"
    return "passes" if tally.passed else "skipped" if tally.skipped else "-"


def _told(one: Finding) -> str:
    return f"{one.path}:{one.at.line}:{one.at.column}: {one.code} {one.message}"


def _unconfirmed(findings: Sequence[Finding], width: int, *, everything: bool) -> Iterator[str]:
    if not findings:
        return
    yield f"{len(findings)} finding{_s(len(findings))} that no run confirmed, which is no proof that they are harmless:"
    most = len(findings) if everything else _MOST
    yield from (_cut(f"  {_told(one)}", width) for one in findings[:most])
    if len(findings) > most:
        yield f"  and {len(findings) - most} more"
    yield ""


_MOST = 20


def _cut(line: str, width: int) -> str:
    return line if len(line) <= max(60, width) else line[: max(60, width) - 1] + "…"


def _s(number: int) -> str:
    return "" if number == 1 else "s"


# For programs


def plain(proof: Proof, remarks: Iterable[str]) -> dict[str, Any]:
    """The same in the fields that programs rely on."""
    return {
        "runs": [
            {
                "name": trial.name,
                "statuses": list(trial.statuses),
                "seconds": trial.seconds,
                "remark": trial.remark or None,
            }
            for trial in proof.trials
        ],
        "tests": [_plain(row, proof.trials) for row in proof.rows],
        "unconfirmed": [json.plain(one) for one in proof.unconfirmed],
        "remarks": list(remarks),
    }


def _plain(row: Row, trials: Sequence[Trial]) -> dict[str, Any]:
    return {
        "test": f"{row.path}::{row.name}" if row.path else row.name,
        "path": row.path,
        "name": row.name,
        "survives": row.survives,
        "runs": {
            trial.name: {
                "passed": tally.passed,
                "failed": tally.failed,
                "skipped": tally.skipped,
                "message": tally.message or None,
            }
            for trial, tally in zip(trials, row.tallies, strict=True)
        },
        "findings": [json.plain(one) for one in row.findings],
    }
