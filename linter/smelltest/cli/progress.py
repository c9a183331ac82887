"""A line on standard error, for a person who waits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds before a run counts as long."""


@contextmanager
def progress(*, wanted: bool) -> Iterator[Callable[[int, int], None]]:
    """A function that hears how many files are done, of how many, and shows it in a long run."""
    with _line(wanted=wanted) as line:

        def on_file(done: int, all_: int) -> None:
            shown = line(lambda: _bar(all_), goes_on=done < all_)
            if shown is not None:
                shown.update(shown.task_ids[0], completed=done)
                shown.refresh()

        yield on_file


@contextmanager
def trials(*, wanted: bool) -> Iterator[Callable[[int, int], None]]:
    """A function that hears of each trial of fixes, and how many hold so far, and shows it in a long run."""
    with _line(wanted=wanted) as line:

        def on_trial(number: int, fixed: int) -> None:
            shown = line(_count)
            if shown is not None:
                shown.update(shown.task_ids[0], description=f"fixing: {fixed} fixes hold, trial {number}")
                shown.refresh()

        yield on_trial


class Show(Protocol):
    """What shows something to a person who waits."""

    def __call__(self, make: Callable[[], Progress], *, goes_on: bool = True) -> Progress | None:
        """What is shown, which is made once the run counts as long and goes on; None before."""


@contextmanager
def _line(*, wanted: bool) -> Iterator[Show]:
    """What is shown while there is a terminal and a person to look at it, and gone in the end."""
    shown: list[Progress] = []
    started = monotonic()
    seen = wanted and sys.stderr.isatty()

    def show(make: Callable[[], Progress], *, goes_on: bool = True) -> Progress | None:
        if seen and not shown and goes_on and monotonic() - started > PATIENCE:
            shown.append(make())
        return shown[0] if shown else None

    try:
        yield show
    finally:
        if shown:
            shown[0].stop()


def _bar(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    # Without a thread of its own, since other processes may still be started by forking.
    made = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
    made.add_task("checking", total=total)
    made.start()
    return made


def _count() -> Progress:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    # Nobody knows how many trials it takes.
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    made = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    made.add_task("fixing", total=None)
    made.start()
    return made
