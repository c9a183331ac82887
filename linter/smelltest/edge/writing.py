"""New contents for files: each is written whole or not at all, and of several all or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from errno import EACCES, EPERM, EROFS
from pathlib import Path


class NotWrittenError(Exception):
    """Says which file cannot be written and why, what to do, and what was written nevertheless."""


def put(file: Path, content: bytes) -> None:
    """Put new content in the place of a file's: a reader sees the old or the new, never half of it."""
    put_all({file: content})


def put_all(contents: Mapping[Path, bytes]) -> None:
    """Put new contents in the place of those of files, as `put` does; of none if one of them cannot be written.

    What was proven together goes together. Raises `NotWrittenError`, which names what was written where the last step
    of a file failed, for which all was ready.
    """
    staged: dict[Path, tuple[Path, Path]] = {}
    written: list[Path] = []
    file = Path()
    try:
        for file, content in contents.items():
            real = file.resolve()
            staged[file] = (real, _staged(real, content))
        for file, (real, ready) in staged.items():
            ready.replace(real)
            written.append(file)
    except OSError as error:
        raise NotWrittenError(_told(file, error, written)) from error
    finally:
        for file, (_, ready) in staged.items():
            if file not in written:
                with suppress(OSError):
                    ready.unlink()


def _staged(real: Path, content: bytes) -> Path:
    """A file beside another, with its mode, that only has to take its place."""
    import tempfile  # here, since what only reads need not wait for it

    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    ready = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        ready.chmod(real.stat().st_mode)
    except BaseException:
        with suppress(OSError):
            ready.unlink()
        raise
    return ready


def _told(file: Path, error: OSError, written: list[Path]) -> str:
    way_out = "; make its folder writable or exclude it" if error.errno in {EACCES, EPERM, EROFS} else ""
    names = ", ".join(each.as_posix() for each in written)
    so_far = f"written so far: {names}" if names else "nothing was written"
    return f"{file.as_posix()} cannot be written: {error.strerror}{way_out} ({so_far})"
