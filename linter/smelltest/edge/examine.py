"""The files of a suite, each read, linked and judged: in this process, or shared among several."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from smelltest.edge.library import Library, lines, on_disk
from smelltest.edge.packs import installed_rules
from smelltest.judge.finding import Trouble
from smelltest.judge.judge import Subjects, Verdict, failure, fingerprinted, judge, snippet
from smelltest.judge.rule import Rule
from smelltest.judge.settle import Examined
from smelltest.link.questions.shown import played
from smelltest.link.questions.unmet import unmet, unmet_beside
from smelltest.link.suite import Linker, Suite
from smelltest.link.texts.content import Content, data_content
from smelltest.read.conventions import Conventions
from smelltest.read.data import is_data
from smelltest.read.gherkin import is_feature
from smelltest.settings.tables import Settings

FEW_FILES = 64
"""So many files are examined sooner than other processes are started."""
_MOST_PROCESSES = 61
"""Windows waits for no more of them at once (`concurrent.futures`)."""


class Task(Struct, frozen=True, eq=False):
    """A suite and what it is judged by, in values that can cross processes."""

    root: str
    conventions: Conventions
    settings: Settings
    codes: frozenset[str]
    overlay: Mapping[str, bytes] = {}
    """What stands in for the files on disk, by their paths relative to the root."""
    is_last: bool = False
    """Whether the process ends with its run, so that nothing that was worked out need be taken apart."""
    tells_unmet: bool = False
    """Whether it is told what tests expect and will not get."""
    shows: bool = False
    """Whether what the tests show of how records are made and taken away is asked for."""


class Examiner:
    """What examines the files of one suite."""

    def __init__(
        self,
        library: Library,
        rules: Sequence[Rule],
        settings: Settings,
        *,
        tells_unmet: bool = False,
        shows: bool = False,
    ) -> None:
        self._library = library
        self._tells_unmet = tells_unmet
        self._shows = shows
        self._settings = settings
        self._linker = Linker(library, settings, library.conventions, mending=tells_unmet)
        self._rules = [rule for rule in rules if rule.scope in ("test", "file", "content")]
        self._suite_rules = [rule for rule in rules if rule.scope == "suite"]

    def examine(self, path: str) -> Examined:
        """Judge one file by the rules that look at one file at a time."""
        if is_data(path) and not is_feature(path):
            return self._examined_data(path)
        linked = self._linked(path)
        if isinstance(linked, Trouble):
            return Examined(path, troubles=(linked, *self._conftest_troubles()))
        tests = [(test, linked) for test in linked.tests]
        content = self._content(linked)
        subjects: Subjects = {"file": [(linked.module, linked)], "test": tests, "content": [(content,)]}
        verdict = judge(subjects, self._rules, path)
        outcome = self._examined(path, verdict, has_tests=bool(tests))
        if self._shows:
            outcome = replace(outcome, played=played(self._linker, linked.tests))
        if not self._tells_unmet:
            return outcome
        told = [(test, each) for test, _ in tests for each in unmet(test)]
        told.extend(unmet_beside(linked.tests))
        once = frozenset(f"{resource}.{field}" for test in linked.tests[:1] for resource, field in test.taken_once)
        return replace(outcome, unmet=tuple(f"{test.name}: {each}" for test, each in told), taken_once=once)

    def _content(self, linked: Suite) -> Content:
        path = linked.module.path
        if is_feature(path):
            return data_content(path, self._library.text(path) or "", self._settings)
        return self._linker.content(linked.module)

    def _examined_data(self, path: str) -> Examined:
        rules = [rule for rule in self._rules if rule.scope == "content"]
        text = self._library.text(path) if rules else None
        if text is None:
            trouble = self._library.troubles.get(path)
            return Examined(path, troubles=(trouble,) if trouble else ())
        content = data_content(path, text, self._settings)
        return self._examined(path, judge({"content": [(content,)]}, rules, path), has_tests=False)

    def examine_together(self, paths: Sequence[str]) -> Examined:
        """Judge files by the rules that look at a whole suite."""
        if not self._suite_rules:
            return Examined(".")
        linked = (self._linked(path) for path in paths if is_feature(path) or not is_data(path))
        suites = tuple(suite for suite in linked if not isinstance(suite, Trouble))
        return self._examined(".", judge({"suite": [(suites,)]}, self._suite_rules, "."), has_tests=False)

    def _linked(self, path: str) -> Suite | Trouble:
        module = self._library.load(path)
        if module is None:
            return self._library.troubles.get(path) or Trouble("the file is gone; it was there a moment ago", path)
        try:
            return self._linker.link(module)
        except Exception as error:  # noqa: BLE001 - that one file cannot be followed costs no other one
            return Trouble(f"the tests cannot be followed: {failure(error)}", path)

    def _examined(self, path: str, verdict: Verdict, *, has_tests: bool) -> Examined:
        places = {path, *(found.path for found in verdict.findings)}
        modules = {at: self._library.load(at) for at in places if at.endswith(".py") or is_feature(at)}
        texts = {at: lines(self._library.text(at) or "") for at in {found.path for found in verdict.findings}}
        return Examined(
            path=path,
            findings=tuple(fingerprinted(one, snippet(texts[one.path], one.at)) for one in verdict.findings),
            troubles=(*verdict.troubles, *self._conftest_troubles()),
            suppressions={at: module.suppressions for at, module in sorted(modules.items()) if module},
            has_tests=has_tests,
        )

    def _conftest_troubles(self) -> tuple[Trouble, ...]:
        """A conftest that cannot be read may change what is found in every test below it, named or not."""
        troubles = self._library.troubles
        return tuple(troubles[path] for path in sorted(troubles) if path.rpartition("/")[2] == "conftest.py")


def examined(task: Task, paths: Sequence[str], jobs: int | None, library: Library | None = None) -> Iterator[Examined]:
    """What each file of a suite came to, in their order; `library` is what was read before of the same texts."""
    processes = min(jobs or (os.cpu_count() or 1 if len(paths) > FEW_FILES else 1), len(paths), _MOST_PROCESSES)
    if processes > 1:
        yield from _shared(task, paths, processes)
    elif paths:
        examiner = _examiner(task, library)
        yield from map(examiner.examine, paths)


def library_of(task: Task) -> Library:
    """The files of a suite, as a task has them."""
    return on_disk(task.root, task.conventions, task.overlay)


def examined_together(task: Task, paths: Sequence[str]) -> Examined:
    """What the files of a suite came to as a whole."""
    return _examiner(task).examine_together(paths)


def today() -> date:
    """The day on which suppressions are looked at: where their reader lives."""
    return date.today()  # noqa: DTZ011


def _examiner(task: Task, library: Library | None = None) -> Examiner:
    rules = [rule for rule in installed_rules() if rule.code in task.codes]
    library = library or library_of(task)
    examiner = Examiner(library, rules, task.settings, tells_unmet=task.tells_unmet, shows=task.shows)
    if task.is_last:
        _own.append(examiner)
    return examiner


def _shared(task: Task, paths: Sequence[str], processes: int) -> Iterator[Examined]:
    from concurrent.futures import ProcessPoolExecutor

    # Neighbours share conftests and helpers, so each process gets stretches of the list.
    stretch = max(1, len(paths) // (processes * 16))
    with ProcessPoolExecutor(processes, initializer=_start, initargs=(task,)) as pool:
        yield from pool.map(_examine, paths, chunksize=stretch)


_own: list[Examiner] = []
"""The examiners of a process that shares the work of another, or that ends with its own."""


def _start(task: Task) -> None:
    gc.disable()  # as the process that shares its work has it
    _own[:] = [_examiner(task)]


def _examine(path: str) -> Examined:
    return _own[0].examine(path)
