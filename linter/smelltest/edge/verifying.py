"""Fixes that a command has a say in: kept are those with which it passes, and all else is as it was."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from types import FrameType

from msgspec import Struct

from smelltest.edge.halving import passing
from smelltest.edge.healing import Healed, Left, heal
from smelltest.edge.processes import CannotRunError, Job, run_together
from smelltest.edge.proofs import identity
from smelltest.edge.run import Request
from smelltest.edge.writing import put_all
from smelltest.judge.finding import Finding

OnRun = Callable[[str], None]
"""Hears what is about to be tried."""

_FAILS = "the command fails with its fix"


class Limits(Struct, frozen=True):
    """How often the command may be run, and for how many seconds in all."""

    runs: int = 100
    seconds: float = 3600.0


class Verified(Struct, frozen=True):
    """What the command leaves of the fixes; `exhausted` says which limit came before the last of them was tried."""

    healed: Healed
    dropped: tuple[Finding, ...]
    runs: int
    exhausted: str = ""


class _ExhaustedError(Exception):
    """There is no run left."""


def verify(
    healed: Healed,
    command: str,
    request: Request,
    folder: Path,
    wanted: frozenset[str],
    limits: Limits,
    on_run: OnRun = lambda _what: None,
) -> Verified:
    """Write those fixes with which a command passes, and leave no other trace.

    It is run with all of them; if it fails, the files are halved until each that breaks it is found, and then the
    fixes of such a file. Whatever happens, an interruption too, a file holds what it held or fixes that were verified.

    Raises `CannotRunError` if the command fails without any fix as well.
    """
    trial = _Trial(healed, command, folder, limits, on_run)
    kept: dict[str, bytes] = {}
    exhausted = ""
    with _interruptible():
        try:
            for found in _kept(trial, healed, request, wanted):
                kept.update(found)
        except _ExhaustedError as error:
            exhausted = str(error)
        except BaseException:
            _ignore_interruptions()
            trial.write({})
            raise
        trial.write(kept)
    return _verified(healed, kept, trial, exhausted)


def _kept(trial: _Trial, healed: Healed, request: Request, wanted: frozenset[str]) -> Iterator[Mapping[str, bytes]]:
    """The contents of files with which the command passes, each beside the ones before."""
    new = healed.contents
    paths = sorted(new)
    if trial.passes(new, f"the fixes of {_counted(len(paths), 'file')}"):
        trial.good(*healed.fixed)
        yield new
        return
    if not trial.passes({}, "no fix"):
        raise CannotRunError(f"{trial.command} fails without any fix, too: nothing can be told by it")
    kept: dict[str, bytes] = {}
    for path in passing(paths, lambda some: trial.passes({each: new[each] for each in some}, _named(some))):
        trial.good(*(one for one in healed.fixed if one.path == path))
        kept[path] = new[path]
        yield {path: new[path]}
    for path in paths:
        if path not in kept:
            kept.update(_partly(trial, kept, path, healed, request, wanted))
            yield kept


def _partly(
    trial: _Trial, kept: Mapping[str, bytes], path: str, healed: Healed, request: Request, wanted: frozenset[str]
) -> Mapping[str, bytes]:
    """The content of a file with those of its fixes with which the command passes."""
    contents: dict[frozenset[object], bytes] = {}
    fixes = list({identity(one): one for one in healed.fixed if one.path == path}.values())

    def written(some: Sequence[Finding]) -> bytes | None:
        """The file with some of its fixes, as they come out where only they are made."""
        chosen = frozenset(map(identity, some))
        trial.write({})
        again = heal(request, trial.folder, wanted, choose=lambda one, _diff: identity(one) in chosen)
        return again.contents.get(path)

    def passes(some: Sequence[Finding]) -> bool:
        content = written(some)
        if content is None:
            return False
        contents[frozenset(map(identity, some))] = content
        return trial.passes({**kept, path: content}, f"{len(some)} of {_counted(len(fixes), 'fix')} of {path}")

    good = list(passing(fixes, passes, fails=True))
    if not good:
        return {}
    trial.good(*good)
    return {path: contents[frozenset(map(identity, good))]}


class _Trial:
    """Files that hold what they held or something new, and a command that is run beside them."""

    def __init__(self, healed: Healed, command: str, folder: Path, limits: Limits, on_run: OnRun) -> None:
        self.command = command
        self.folder = folder
        self.runs = 0
        self.verified: list[Finding] = []
        self._limits = limits
        self._on_run = on_run
        self._deadline = monotonic() + limits.seconds
        self._original = {path: (folder / path).read_bytes() for path in healed.contents}

    def good(self, *findings: Finding) -> None:
        """These fixes are verified."""
        self.verified.extend(findings)

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Let files hold new contents, and all others what they held."""
        wanted = {self.folder / path: contents.get(path, original) for path, original in self._original.items()}
        put_all({file: content for file, content in wanted.items() if file.read_bytes() != content})

    def passes(self, contents: Mapping[str, bytes], what: str) -> bool:
        """Whether the command ends with 0 while files hold these contents."""
        if self.runs >= self._limits.runs:
            raise _ExhaustedError(f"the command was run {_counted(self.runs, 'time')}")
        self._on_run(what)
        self.write(contents)
        self.runs += 1
        # Two versions of a file within a second, of one length, would pass for the same compiled module.
        environment = {"PYTHONDONTWRITEBYTECODE": "1"}
        (ended,) = run_together([Job(self.command, environment)], self.folder, self._deadline)
        if ended.status is None:
            raise _ExhaustedError(f"the time of {self._limits.seconds:g} s is over")
        if ended.status in {126, 127}:
            raise CannotRunError(f"{self.command} cannot be run:\n{ended.output.strip()}")
        return ended.status == 0


def _verified(healed: Healed, kept: Mapping[str, bytes], trial: _Trial, exhausted: str) -> Verified:
    good = set(map(identity, trial.verified)) if kept else set()
    fixed = tuple(one for one in healed.fixed if identity(one) in good)
    dropped = tuple(one for one in healed.fixed if identity(one) not in good)
    why = f"{exhausted} before its fix was verified" if exhausted else _FAILS
    left = (*healed.left, *(Left(one, why) for one in dropped))
    return Verified(Healed(healed.before, healed.after, kept, fixed, left), dropped, trial.runs, exhausted)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let what asks the process to end interrupt it as the keyboard does, so that files are put back."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {name: signal.getsignal(name) for name in _INTERRUPTIONS}
    try:
        for name in _INTERRUPTIONS:
            signal.signal(name, interrupt)
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _ignore_interruptions() -> None:
    """Let nothing come between files and what they held."""
    for name in _INTERRUPTIONS:
        signal.signal(name, signal.SIG_IGN)


_INTERRUPTIONS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _named(paths: Sequence[str]) -> str:
    return f"the fixes of {', '.join(paths) if len(paths) <= 3 else _counted(len(paths), 'file')}"


def _counted(number: int, noun: str) -> str:
    plural = "es" if noun.endswith("x") else "s"
    return f"{number} {noun}{'' if number == 1 else plural}"
