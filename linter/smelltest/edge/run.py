"""A run: from named paths to findings."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count, groupby
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from smelltest.edge.examine import Task, examined, examined_together, today
from smelltest.edge.files import Discovery, absolute, discover, relative, stand_in
from smelltest.edge.ignore import is_matched
from smelltest.edge.packs import installed_rules
from smelltest.edge.settings import Options, Project, Projects, origins
from smelltest.judge.finding import Finding, Trouble
from smelltest.judge.rule import Rule
from smelltest.judge.select import Selection, UnknownSelectorError, choose, left_out
from smelltest.judge.settle import Examined, Settled, Terms, settle
from smelltest.judge.trust import trusted
from smelltest.settings.validation import SettingsError

Examine = Callable[[Task, Sequence[str], "int | None"], Iterable[Examined]]
"""Says what each file of a suite came to."""

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
    overlay: Mapping[str, bytes] = {}
    """What stands in for the content of files, by their absolute paths."""
    is_last: bool = False
    """Whether the process ends with this run."""
    tells_unmet: bool = False
    """Whether it is told what tests expect and will not get."""
    taken_once: frozenset[str] = frozenset()
    """Fields whose value no two records can have, besides those of the settings, each with its collection."""


class Result(Struct, frozen=True):
    """What a run found, in order. Paths are relative to the working folder, with `/`."""

    findings: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    troubles: tuple[Trouble, ...]
    warnings: tuple[str, ...]
    files: int
    projects: tuple[Project, ...]
    unmet: tuple[tuple[str, str], ...] = ()
    """What tests expect and will not get, each with their file."""
    taken_once: frozenset[str] = frozenset()
    """The fields of which tests show that no two records can have the same value, each with its collection."""


def check(
    request: Request, working_folder: Path, progress: Progress = lambda _done, _all: None, examine: Examine = examined
) -> Result:
    """Check what is asked for."""
    found = _found(request, Projects(request.options, working_folder), working_folder)
    done = count(1)
    settled: list[Settled] = []
    unmet: list[tuple[str, str]] = []
    once: set[str] = set()
    warnings: dict[str, None] = {}
    with _uncollected():
        for project, paths in _suites(found):
            chosen = _chosen(project)
            warnings.update(dict.fromkeys(chosen.warnings))
            task = _task(request, project, paths, chosen.rules)
            outcomes = []
            for outcome in examine(task, paths, request.jobs):
                outcomes.append(outcome)
                progress(next(done), len(found.files))
            unmet.extend(
                (_seen(one.path, project.root, working_folder.as_posix()), each)
                for one in outcomes
                for each in one.unmet
            )
            once.update(*(one.taken_once for one in outcomes))
            outcomes.append(examined_together(task, paths))
            suite = settle(outcomes, _terms(project, paths, found, chosen.rules))
            suite = replace(suite, findings=trusted(suite.findings, installed_rules(), project.settings.fix))
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
        unmet=tuple(unmet),
        taken_once=frozenset(once),
    )


def _chosen(project: Project) -> Selection:
    """The rules that a suite is judged by; an unknown selector is an error that names where it comes from."""
    try:
        return choose(installed_rules(), project.settings)
    except UnknownSelectorError as error:
        sources = origins(project.layers).get(error.setting.partition(".")[0], ("default",))
        raise SettingsError(f"{' and '.join(sources)}: {error}") from error


def _terms(project: Project, paths: Iterable[str], found: Discovery, chosen: tuple[Rule, ...]) -> Terms:
    """Told is what stands in files that were named, by themselves or by a folder, be they mere helpers.

    If a file has tests of its own, they find all that can be found in it; what stands in a helper or a
    conftest may be found by every test near it, so that its folder must have been named.
    """
    settings, examined_paths, catalogue = project.settings, frozenset(paths), installed_rules()

    def is_below_named(path: str) -> bool:
        return found.covers(absolute(path, project.root))

    def is_asked_for(path: str) -> bool:
        excluded = is_matched(settings.exclude, absolute(path, project.root))
        return path in examined_paths or (is_below_named(path) and not excluded)

    def codes_left_out(path: str) -> frozenset[str]:
        at = absolute(path, project.root)
        return left_out(settings.per_file_ignores, at, catalogue, lambda glob, path: is_matched((glob,), path))

    return Terms(
        chosen=chosen,
        catalogue=catalogue,
        least=settings.min_confidence,
        today=today(),
        is_asked_for=is_asked_for,
        is_whole=lambda outcome: outcome.has_tests or is_below_named(outcome.path),
        left_out=codes_left_out,
    )


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
    root = f"{project.root.rstrip('/')}/"
    replaced = {path[len(root) :]: text for path, text in request.overlay.items() if path.startswith(root)}
    codes = frozenset(rule.code for rule in rules)
    return Task(
        project.root,
        project.conventions,
        replace(project.settings, unique_fields=(*project.settings.unique_fields, *sorted(request.taken_once))),
        codes,
        {**replaced, **overlay},
        request.is_last,
        request.tells_unmet,
    )


def _seen_from(folder: str, root: str, suite: Settled) -> Settled:
    """The same with paths that are relative to `folder` instead of to `root`, or absolute."""

    def seen(path: str) -> str:
        return _seen(path, root, folder)

    def moved(found: Finding) -> Finding:
        fix = found.fix and replace(found.fix, edits=tuple(replace(e, path=seen(e.path)) for e in found.fix.edits))
        evidence = tuple(replace(note, path=note.path and seen(note.path)) for note in found.evidence)
        remedy = found.remedy
        if remedy is not None and remedy.path is not None:
            remedy = replace(remedy, path=seen(remedy.path))
        return replace(found, path=seen(found.path), evidence=evidence, fix=fix, remedy=remedy)

    return Settled(
        findings=tuple(map(moved, suite.findings)),
        silenced=tuple(map(moved, suite.silenced)),
        troubles=tuple(replace(trouble, path=trouble.path and seen(trouble.path)) for trouble in suite.troubles),
    )


def _seen(path: str, root: str, folder: str) -> str:
    return relative(f"{root}/{path}" if not path.startswith("/") else path, folder)


def _where(found: Finding) -> tuple[str, int, int, str]:
    return (found.path, found.at.line, found.at.column, found.code)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector, which finds next to nothing among immutable values and takes long."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
