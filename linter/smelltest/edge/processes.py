"""Commands of users, run in processes that end when they should."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

from msgspec import Struct

_GRACE = 3.0
"""Seconds in which a process may still tidy up after it was asked to end."""
_MOST_OUTPUT = 64 * 1024


class CannotRunError(Exception):
    """A command cannot be run at all."""


class Job(Struct, frozen=True):
    """A command, in words or as a line for the shell, and what its environment has besides."""

    command: tuple[str, ...] | str
    environment: Mapping[str, str] = {}


class Ended(Struct, frozen=True):
    """How a process ended; `status` is None where its time ran out."""

    status: int | None
    output: str


def run_together(jobs: Sequence[Job], folder: Path, deadline: float) -> list[Ended]:
    """Run commands at once, and wait until the last has ended; at the deadline those that still run are ended.

    What they write is kept in files, so that none of them waits for a reader.
    """
    with tempfile.TemporaryDirectory(prefix="smelltest-output-") as outputs:
        files = [Path(outputs, str(number)) for number in range(len(jobs))]
        running: list[subprocess.Popen[bytes]] = []
        try:
            for job, file in zip(jobs, files, strict=True):
                running.append(_started(job, folder, file))
            statuses = [_waited(process, deadline) for process in running]
        finally:
            for process in running:
                _end(process)
        return [Ended(status, _tail(file)) for status, file in zip(statuses, files, strict=True)]


def _started(job: Job, folder: Path, output: Path) -> subprocess.Popen[bytes]:
    try:
        with output.open("wb") as stream:
            return subprocess.Popen(  # noqa: S603 - it is the user's own command
                job.command,
                shell=isinstance(job.command, str),
                cwd=folder,
                env={**os.environ, **job.environment},
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except (OSError, ValueError) as error:
        name = job.command if isinstance(job.command, str) else job.command[0]
        raise CannotRunError(f"{name} cannot be run: {getattr(error, 'strerror', None) or error}") from error


def _waited(process: subprocess.Popen[bytes], deadline: float) -> int | None:
    try:
        return process.wait(max(0.0, deadline - monotonic()))
    except subprocess.TimeoutExpired:
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that still runs, and all that it started."""
    if process.poll() is not None:
        return
    _signal(process, "SIGTERM")
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        _signal(process, "SIGKILL")
        process.wait()


def _signal(process: subprocess.Popen[bytes], name: str) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, getattr(signal, name))
        else:
            process.kill()


def _tail(file: Path) -> str:
    with file.open("rb") as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - _MOST_OUTPUT))
        return stream.read().decode("utf-8", "replace")
