"""A bar on standard error, for a person who waits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE = 1.0
"""Seconds before a run counts as long."""


@contextmanager
def progress(*, wanted: bool) -> Iterator[Callable[[int, int], None]]:
    """A function that hears how many files are done, of how many, and shows it in a long run."""
    if not wanted or not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    started = monotonic()
    bar: list[Progress] = []

    def on_file(done: int, all_: int) -> None:
        if not bar and done < all_ and monotonic() - started > PATIENCE:
            bar.append(_bar(all_))
        if bar:
            bar[0].update(bar[0].task_ids[0], completed=done)
            bar[0].refresh()

    try:
        yield on_file
    finally:
        if bar:
            bar[0].stop()


def _bar(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    # Without a thread of its own, since other processes may still be started by forking.
    made = Progress(console=Console(stderr=True), transient=True, auto_refresh=False)
    made.add_task("checking", total=total)
    made.start()
    return made
