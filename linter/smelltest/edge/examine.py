"""The files of a suite, each read, linked and judged: in this process, or shared among several."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor

from msgspec import Struct

from smelltest.edge.library import Library, below, lines
from smelltest.edge.packs import installed_rules
from smelltest.judge.finding import Finding, Trouble
from smelltest.judge.judge import Verdict, failure, fingerprinted, judge, snippet
from smelltest.judge.rule import Rule
from smelltest.link.collect import CollectionRules
from smelltest.link.suite import Linker, Suite
from smelltest.read.conventions import Conventions
from smelltest.read.facts import Suppression
from smelltest.settings import Settings

FEW_FILES = 64
"""So many files are examined sooner than other processes are started."""


class Examined(Struct, frozen=True):
    """What one file, or a whole suite, came to: plain values, which can cross processes."""

    path: str
    findings: tuple[Finding, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    suppressions: dict[str, tuple[Suppression, ...]] = {}
    """Of the file, and of those in which its findings stand."""
    has_tests: bool = False


class Task(Struct, frozen=True, eq=False):
    """A suite and what it is judged by, in values that can cross processes."""

    root: str
    conventions: Conventions
    settings: Settings
    codes: frozenset[str]
    overlay: Mapping[str, bytes] = {}
    """What stands in for the files on disk, by their paths relative to the root."""


class Examiner:
    """What examines the files of one suite."""

    def __init__(self, library: Library, rules: Sequence[Rule], settings: Settings) -> None:
        self._library = library
        self._linker = Linker(library, settings, _collection(library.conventions))
        self._rules = [rule for rule in rules if rule.scope in ("test", "file")]
        self._suite_rules = [rule for rule in rules if rule.scope == "suite"]

    def examine(self, path: str) -> Examined:
        """Judge one file by the rules that look at one file at a time."""
        linked = self._linked(path)
        if isinstance(linked, Trouble):
            return Examined(path, troubles=(linked, *self._conftest_troubles()))
        tests = [(test, linked) for test in linked.tests]
        verdict = judge({"file": [(linked.module, linked)], "test": tests}, self._rules, path)
        return self._examined(path, verdict, has_tests=bool(tests))

    def examine_together(self, paths: Sequence[str]) -> Examined:
        """Judge files by the rules that look at a whole suite."""
        if not self._suite_rules:
            return Examined(".")
        suites = tuple(linked for linked in map(self._linked, paths) if not isinstance(linked, Trouble))
        return self._examined(".", judge({"suite": [(suites,)]}, self._suite_rules, "."), has_tests=False)

    def _linked(self, path: str) -> Suite | Trouble:
        module = self._library.load(path)
        if module is None:
            return self._library.troubles.get(path) or Trouble(
                "the file is gone; it was there a moment ago", path
            )
        try:
            return self._linker.link(module)
        except Exception as error:  # noqa: BLE001 - that one file cannot be followed costs no other one
            return Trouble(f"the tests cannot be followed: {failure(error)}", path)

    def _examined(self, path: str, verdict: Verdict, *, has_tests: bool) -> Examined:
        modules = {at: self._library.load(at) for at in {path, *(found.path for found in verdict.findings)}}
        return Examined(
            path=path,
            findings=tuple(fingerprinted(found, self._snippet(found)) for found in verdict.findings),
            troubles=(*verdict.troubles, *self._conftest_troubles()),
            suppressions={at: module.suppressions for at, module in sorted(modules.items()) if module},
            has_tests=has_tests,
        )

    def _snippet(self, found: Finding) -> str:
        return snippet(lines(self._library.text(found.path) or ""), found.at)

    def _conftest_troubles(self) -> tuple[Trouble, ...]:
        """A conftest that cannot be read may change what is found in every test below it, named or not."""
        troubles = self._library.troubles
        return tuple(troubles[path] for path in sorted(troubles) if path.rpartition("/")[2] == "conftest.py")


def examined(task: Task, paths: Sequence[str], jobs: int | None) -> Iterator[Examined]:
    """What the files of a suite came to, in their order, and last what the suite as a whole did."""
    processes = min(jobs or (os.cpu_count() or 1 if len(paths) > FEW_FILES else 1), len(paths))
    if processes > 1:
        yield from _shared(task, paths, processes)
    else:
        examiner = _examiner(task)
        yield from map(examiner.examine, paths)
    yield _examiner(task).examine_together(paths)


def _examiner(task: Task) -> Examiner:
    rules = [rule for rule in installed_rules() if rule.code in task.codes]
    return Examiner(Library(below(task.root, task.overlay), task.conventions), rules, task.settings)


def _collection(conventions: Conventions) -> CollectionRules:
    """What pytest takes for a test."""
    return CollectionRules(
        python_files=conventions.python_files,
        python_functions=conventions.python_functions,
        python_classes=conventions.python_classes,
    )


def _shared(task: Task, paths: Sequence[str], processes: int) -> Iterator[Examined]:
    # Neighbours share conftests and helpers, so each process gets stretches of the list.
    stretch = max(1, len(paths) // (processes * 4))
    with ProcessPoolExecutor(processes, initializer=_start, initargs=(task,)) as pool:
        yield from pool.map(_examine, paths, chunksize=stretch)


_own: list[Examiner] = []
"""The examiner of a process that shares the work of another."""


def _start(task: Task) -> None:
    _own[:] = [_examiner(task)]


def _examine(path: str) -> Examined:
    return _own[0].examine(path)
