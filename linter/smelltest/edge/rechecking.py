"""Checks of one suite with ever other texts in place: a file is examined anew where a text that it stands on is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from smelltest.edge.contents import Contents
from smelltest.edge.examine import Task, examined
from smelltest.edge.library import Library
from smelltest.edge.run import Request, Result, check
from smelltest.judge.settle import Examined

Overlay = Mapping[str, bytes]
"""What stands in for the content of files."""


class Rechecks:
    """The checks of one suite; what a file came to is remembered with those texts that it stands on."""

    def __init__(self, request: Request, folder: Path, contents: Contents, *, remember: bool = True) -> None:
        self._request = replace(request, is_last=False, tells_unmet=True)
        self._folder = folder
        self._contents = contents
        self._remember = remember
        self._last: Overlay = {}
        self._examined: dict[tuple[str, str, frozenset[tuple[str, bytes]]], Examined] = {}

    def check(self, overlay: Overlay) -> Result:
        """Check with these texts in place, by absolute paths; what none of them concerns is as it was before."""
        self._last = overlay
        return self._check(replace(self._request, overlay=overlay))

    def check_alone(self, path: str, overlay: Overlay) -> Result:
        """Check one file, an absolute path, with these texts in place: what others find in it is left out."""
        return self._check(replace(self._request, overlay=overlay, paths=(path,)))

    def plain(self) -> Result:
        """What users are told of the texts that were checked last."""
        return check(replace(self._request, overlay=self._last, tells_unmet=False), self._folder)

    def _check(self, request: Request) -> Result:
        return check(request, self._folder, examine=self._examine if self._remember else examined)

    def is_proven(self, last: Result) -> bool:
        """Whether what the last check told is true, by a check that remembers nothing."""
        if not self._remember or not self._last:
            return True
        return check(replace(self._request, overlay=self._last), self._folder).findings == last.findings

    def _examine(self, task: Task, paths: Sequence[str], jobs: int | None) -> Iterable[Examined]:
        under = self._contents.under(task, task.overlay)
        keys = {path: (task.root, path, under[path]) for path in paths}
        missing = [path for path in paths if keys[path] not in self._examined]
        # What is tried is asked for it seldom, and to tell it takes a part of the time of playing.
        task = replace(task, shows=not task.overlay)
        for outcome in examined(task, missing, jobs, self._library(task) if task.overlay else None):
            if outcome.played is not None:
                self._contents.hear(*keys[outcome.path], outcome.played)
            self._examined[keys[outcome.path]] = replace(outcome, played=None)
        return [self._examined[keys[path]] for path in paths]

    def _library(self, task: Task) -> Library:
        return self._contents.library(task.root, task.conventions, task.overlay)
