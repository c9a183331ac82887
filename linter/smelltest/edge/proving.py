"""A suite run once, again, in parallel with itself and shuffled, each run with results and caches of its own."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from random import SystemRandom
from time import monotonic

from msgspec import Struct

from smelltest.edge.follow import follow
from smelltest.edge.junit import read_results
from smelltest.edge.processes import CannotRunError, Ended, Job, run_together
from smelltest.edge.run import Request, check
from smelltest.judge.finding import Trouble
from smelltest.judge.survival import Case, Proof, Trial, passage, prove

PLACEHOLDER = "{junit}"
"""What stands in a command for the file that it is to write its results to."""

OnTrial = Callable[[str], None]
"""Hears what is about to be run."""


class Way(Struct, frozen=True):
    """A way of running a suite: in so many processes at once, with more options for pytest."""

    name: str
    processes: int = 1
    options: tuple[str, ...] = ()
    remark: str = ""


class Proven(Struct, frozen=True):
    """What the runs show, what they could not, and what kept them or the check from being whole."""

    proof: Proof
    remarks: tuple[str, ...]
    troubles: tuple[Trouble, ...]


class Ran(Struct, frozen=True):
    """A process of a run: how it ended, and the cases that it told of; None if of none."""

    ended: Ended
    cases: tuple[Case, ...] | None


def proven(
    command: tuple[str, ...], request: Request, folder: Path, runs: int, timeout: float, on_trial: OnTrial
) -> Proven:
    """Run a command in all ways, each after the first `runs` times, and lay the results beside the findings.

    Raises `CannotRunError` if the command cannot be run at all, or its first run shows no test.
    """
    deadline = monotonic() + timeout
    plugins = _plugins(command, folder, deadline)
    trials: list[Trial] = []
    troubles: list[Trouble] = []
    for way in ways(plugins, SystemRandom().randrange(2**32)):
        on_trial(way.name)
        started = monotonic()
        ran = list(_tried(way, command, folder, 1 if not trials else runs, deadline))
        if not trials:
            _make_sure(ran[0], command, timeout)
        trials.append(_trial(way, ran, monotonic() - started))
        troubles += _troubles(way, ran, timeout)
        if monotonic() >= deadline:
            break
    result = check(request, folder)
    followed = follow(request.paths, request.options, folder)
    passages = [passage(test, suite.seen) for suite in followed.suites for test in suite.tests]
    remarks = tuple(_remarks(command, plugins))
    return Proven(prove(trials, result.findings, passages), remarks, (*result.troubles, *troubles))


def ways(plugins: frozenset[str], seed: int) -> Iterator[Way]:
    """The ways that can be gone with the plugins that pytest has."""
    # Where pytest-randomly is at work, every run would be shuffled.
    ordered = ("--randomly-dont-reorganize",) if "pytest-randomly" in plugins else ()
    yield Way("once", 1, ordered)
    yield Way("again", 1, ordered)
    yield Way("parallel", 2, ordered)
    if "pytest-xdist" in plugins:
        yield Way("xdist", 1, ("-n", "2", *ordered))
    if "pytest-randomly" in plugins:
        yield Way("shuffled", 1, (f"--randomly-seed={seed}",), f"--randomly-seed={seed} gives this order again")


def _remarks(command: Sequence[str], plugins: frozenset[str]) -> Iterator[str]:
    if not is_pytest(command):
        yield "neither distributed nor shuffled: the command does not name pytest"
        return
    if "pytest-xdist" not in plugins:
        yield "not distributed: the command's pytest has no pytest-xdist (pip install 'smelltest[prove]')"
    if "pytest-randomly" not in plugins:
        yield "not shuffled: the command's pytest has no pytest-randomly (pip install 'smelltest[prove]')"


# Commands


def is_pytest(command: Sequence[str]) -> bool:
    """Whether a command runs pytest by its name, so that options can be added to it: not `make pytest`."""
    names = [PurePath(word).name.removesuffix(".exe") for word in command]
    return not _PYTEST.isdisjoint(names) and (names[0] in _PYTEST or _LAUNCHER.fullmatch(names[0]) is not None)


_PYTEST = frozenset({"pytest", "py.test"})
_LAUNCHER = re.compile(
    r"python[\d.]*|py|pypy[\d.]*|coverage|uv|uvx|poetry|pdm|hatch|rye|pipenv|pipx|pixi|conda|mamba|micromamba|env|nice|time|timeout"
    r"|xvfb-run|dotenv"
)
"""Programs that run the command which stands behind their own options, with all that stands behind it."""


def _plugins(command: tuple[str, ...], folder: Path, deadline: float) -> frozenset[str]:
    """The plugins among those that make a difference here that a command's pytest has."""
    if not is_pytest(command):
        return frozenset()
    # Asked for its help, it names the options of those that its settings leave on.
    (ended,) = run_together([Job((*command, "-p", "no:cacheprovider", "--help"), _TIDY)], folder, deadline)
    return frozenset(name for name, option in _OPTIONS.items() if option in ended.output)


_OPTIONS = {"pytest-xdist": "--numprocesses", "pytest-randomly": "--randomly-seed"}
_TIDY = {"PYTHONDONTWRITEBYTECODE": "1"}


def prepared(command: tuple[str, ...], way: Way, place: Path) -> Job:
    """A command that writes its results into a folder, and leaves nothing beside the user's files."""
    file = str(place / "results.xml")
    options = ("-p", "no:cacheprovider", "-o", "junit_family=xunit1", f"--junitxml={file}", *way.options)
    tidy = {
        **_TIDY,
        "HYPOTHESIS_STORAGE_DIRECTORY": str(place / "hypothesis"),
        "COVERAGE_FILE": str(place / "coverage"),
    }
    if any(PLACEHOLDER in word for word in command):
        return Job(tuple(word.replace(PLACEHOLDER, file) for word in command), tidy)
    if is_pytest(command):
        return Job((*command, *options), tidy)
    # What a make or a tox starts in the end may be pytest.
    given = os.environ.get("PYTEST_ADDOPTS", "")
    return Job(command, {**tidy, "PYTEST_ADDOPTS": " ".join([given, *map(shlex.quote, options)]).strip()})


# Runs


def _tried(way: Way, command: tuple[str, ...], folder: Path, runs: int, deadline: float) -> Iterator[Ran]:
    """Run the suite in one way, `runs` times."""
    for _ in range(runs):
        with tempfile.TemporaryDirectory(prefix="smelltest-prove-") as scratch:
            places = [Path(scratch, str(copy)) for copy in range(way.processes)]
            for place in places:
                place.mkdir()
            all_ended = run_together([prepared(command, way, place) for place in places], folder, deadline)
            for ended, place in zip(all_ended, places, strict=True):
                yield Ran(ended, read_results(place / "results.xml"))
        if monotonic() >= deadline:
            return


def _make_sure(first: Ran, command: Sequence[str], timeout: float) -> None:
    """Raise an error where the first run does not show what the suite is."""
    name, status = " ".join(command), first.ended.status
    if status is None:
        raise CannotRunError(f"{name} did not end within {timeout:g} s; --timeout gives more time.")
    if first.cases == ():
        raise CannotRunError(f"{name} ran no test.\n{_end(first.ended)}")
    silent = first.cases is None and status != 0
    # pytest ends with 1 where a test failed, and with more where it could not collect or begin.
    if silent or (is_pytest(command) and status not in {0, 1}):
        raise CannotRunError(f"{name} ended with {status}.\n{_end(first.ended)}")


def _troubles(way: Way, ran: Sequence[Ran], timeout: float) -> Iterator[Trouble]:
    """What kept a run from telling how its tests fared."""
    if any(one.ended.status is None for one in ran):
        yield Trouble(f"the run {way.name} was ended after {timeout:g} s in all; --timeout gives more time")
    lost = [one.ended for one in ran if one.cases is None and one.ended.status not in {0, 1, None}]
    if lost:
        yield Trouble(f"the run {way.name} ended with {lost[0].status} and left no results: {_end(lost[0], lines=1)}")


def _trial(way: Way, ran: Sequence[Ran], seconds: float) -> Trial:
    runs = tuple(one.cases or (_whole(one.ended),) for one in ran if one.cases or one.ended.status in {0, 1})
    return Trial(way.name, runs, tuple(one.ended.status for one in ran), round(seconds, 2), way.remark)


def _whole(ended: Ended) -> Case:
    """A command that leaves no results, as a test of its own."""
    return Case("", "the whole command", "passed" if ended.status == 0 else "failed", message=_end(ended, lines=1))


def _end(ended: Ended, lines: int = 20) -> str:
    return "\n".join([line for line in ended.output.splitlines() if line.strip()][-lines:])
