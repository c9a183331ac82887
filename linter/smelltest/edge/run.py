"""A run: from named paths to findings."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import count, groupby
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from smelltest.edge.examine import Examined, Task, examined
from smelltest.edge.files import Discovery, absolute, discover, relative, stand_in
from smelltest.edge.ignore import is_matched
from smelltest.edge.packs import installed_rules
from smelltest.edge.settings import Options, Project, Projects
from smelltest.judge.finding import Finding, Trouble
from smelltest.judge.rule import Rule
from smelltest.judge.select import choose, left_out
from smelltest.judge.settle import Settled, Terms, settle

Progress = Callable[[int, int], None]
"""Hears how many files are done, and of how many."""


class Request(Struct, frozen=True):
    """What is to be checked, and how."""

    paths: tuple[str, ...] = ()
    options: Options = Options()
    jobs: int | None = None
    """How many processes share the work; None leaves it to the number of files."""
    force_exclude: bool = False
    standard_input: tuple[str, bytes] | None = None
    """The name of a file, and what stands in for its content."""


class Result(Struct, frozen=True):
    """What a run found, in order. Paths are relative to the working folder, with `/`."""

    findings: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]
    warnings: tuple[str, ...]
    files: int
    projects: tuple[Project, ...]


def check(request: Request, working_folder: Path, progress: Progress = lambda _done, _all: None) -> Result:
    """Check what is asked for."""
    rules = installed_rules()
    found = _found(request, Projects(request.options, working_folder), working_folder)
    done = count(1)
    settled: list[Settled] = []
    warnings: dict[str, None] = {}
    with _uncollected():
        for project, paths in _suites(found):
            chosen = choose(rules, project.settings)
            warnings.update(dict.fromkeys(chosen.warnings))
            outcomes = []
            for outcome in examined(_task(request, project, paths, chosen.rules), paths, request.jobs):
                outcomes.append(outcome)
                progress(next(done), len(found.files))
            suite = _settled(outcomes, _Suite(project, found, frozenset(paths), chosen.rules, rules))
            settled.append(_seen_from(working_folder.as_posix(), project.root, suite))
    here = _seen_from(working_folder.as_posix(), "/", Settled((), (), found.troubles))
    troubles = (trouble for suite in (here, *settled) for trouble in suite.troubles)
    return Result(
        findings=tuple(sorted((one for suite in settled for one in suite.findings), key=_where)),
        silenced=tuple(sorted((one for suite in settled for one in suite.silenced), key=_where)),
        troubles=tuple(dict.fromkeys(troubles)),
        warnings=tuple(warnings),
        files=len(found.files),
        projects=tuple(project for project, _ in _suites(found)),
    )


class _Suite(Struct, frozen=True):
    """A suite of which some files were examined."""

    project: Project
    found: Discovery
    paths: frozenset[str]
    chosen: tuple[Rule, ...]
    catalogue: tuple[Rule, ...]

    def holds(self, path: str) -> bool:
        """Whether what stands in a file is to be told: it was named, by itself or by a folder."""
        place = absolute(self.project, path)
        return path in self.paths or (
            self.found.covers(place) and not is_matched(self.project.settings.exclude, place)
        )

    def left_out(self, path: str) -> frozenset[str]:
        """The codes that are not to be reported of a file."""
        ignores = self.project.settings.per_file_ignores
        return left_out(
            ignores, absolute(self.project, path), self.catalogue, lambda glob, at: is_matched((glob,), at)
        )

    def terms(self, outcomes: Iterable[Examined], paths: Iterable[str]) -> Terms:
        codes = frozenset(rule.code for rule in self.chosen)
        left_out = {path: self.left_out(path) for path in paths}
        whole = {
            outcome.path
            for outcome in outcomes
            if outcome.has_tests or self.found.covers(absolute(self.project, outcome.path))
        }
        return Terms(
            chosen=self.chosen,
            catalogue=self.catalogue,
            least=self.project.settings.min_confidence,
            today=date.today(),  # noqa: DTZ011 - a suppression ends with the day where its reader lives
            judged={path: codes - left_out[path] for path in whole if path in left_out},
            left_out=left_out,
        )


def _settled(outcomes: Iterable[Examined], suite: _Suite) -> Settled:
    listed = list(outcomes)
    findings = [found for outcome in listed for found in outcome.findings if suite.holds(found.path)]
    suppressions = {
        path: comments
        for outcome in listed
        for path, comments in outcome.suppressions.items()
        if suite.holds(path)
    }
    settled = settle(
        findings, suppressions, suite.terms(listed, {*suppressions, *(one.path for one in findings)})
    )
    troubles = (trouble for outcome in listed for trouble in outcome.troubles)
    return replace(settled, troubles=(*troubles, *settled.troubles))


def _found(request: Request, projects: Projects, working_folder: Path) -> Discovery:
    if request.standard_input:
        name, _ = request.standard_input
        return stand_in(name, projects, working_folder, force_exclude=request.force_exclude)
    return discover(request.paths, projects, working_folder, force_exclude=request.force_exclude)


def _suites(found: Discovery) -> list[tuple[Project, list[str]]]:
    """The suites among the files, by their roots, and the paths in each."""
    ordered = sorted(found.files, key=lambda file: file.project.root)
    grouped = groupby(ordered, key=lambda file: file.project.root)
    groups = [list(files) for _, files in grouped]
    return [(files[0].project, [file.path for file in files]) for files in groups]


def _task(request: Request, project: Project, paths: list[str], rules: Iterable[Rule]) -> Task:
    overlay: Mapping[str, bytes] = {paths[0]: request.standard_input[1]} if request.standard_input else {}
    codes = frozenset(rule.code for rule in rules)
    return Task(project.root, project.conventions, project.settings, codes, overlay)


def _seen_from(folder: str, root: str, suite: Settled) -> Settled:
    """The same with paths that are relative to `folder` instead of to `root`, or absolute."""

    def seen(path: str) -> str:
        return relative(f"{root}/{path}" if not path.startswith("/") else path, folder)

    def moved(found: Finding) -> Finding:
        fix = found.fix and replace(
            found.fix, edits=tuple(replace(e, path=seen(e.path)) for e in found.fix.edits)
        )
        evidence = tuple(replace(note, path=note.path and seen(note.path)) for note in found.evidence)
        return replace(found, path=seen(found.path), evidence=evidence, fix=fix)

    return Settled(
        findings=tuple(map(moved, suite.findings)),
        silenced=tuple(map(moved, suite.silenced)),
        troubles=tuple(
            replace(trouble, path=trouble.path and seen(trouble.path)) for trouble in suite.troubles
        ),
    )


def _where(found: Finding) -> tuple[str, int, int, str]:
    return (found.path, found.at.line, found.at.column, found.code)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which finds next to nothing among immutable values and takes long."""
    enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()
