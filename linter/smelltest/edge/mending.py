"""Proposals and fixes for the findings of a run: files are read again, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tokenize import detect_encoding

from msgspec.structs import replace

from smelltest.edge.run import Result
from smelltest.judge.finding import Finding
from smelltest.rewrite.mend import mended, with_fixes


def proposed(result: Result, folder: Path, standard_input: tuple[str, bytes] | None) -> Result:
    """The result, its findings with the edits that would write what they propose."""
    findings: list[Finding] = []
    for path, group in _by_file(result.findings):
        source = standard_input[1] if standard_input and path == standard_input[0] else _bytes(folder / path)
        proposing = source is not None and path.endswith(".py") and any(one.remedy for one in group)
        findings.extend(with_fixes(group, _decoded(source)[0]) if proposing and source is not None else group)
    return replace(result, findings=tuple(findings))


def write_safe_fixes(result: Result, folder: Path) -> tuple[str, ...]:
    """Write the safe remedies into the files; the answer is the paths of those that changed."""
    changed = []
    for path, group in _by_file(result.findings):
        source = _bytes(folder / path) if path.endswith(".py") else None
        if source is None:
            continue
        text, encoding = _decoded(source)
        after = mended(group, text).encode(encoding)
        if after != source:
            put(folder / path, after)
            changed.append(path)
    return tuple(changed)


def _by_file(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    for path, group in groupby(findings, key=attrgetter("path")):
        yield path, list(group)


def _bytes(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _decoded(source: bytes) -> tuple[str, str]:
    """The text of a file and its encoding; its line ends stay as they are."""
    encoding, _ = detect_encoding(BytesIO(source).readline)
    return source.decode(encoding), encoding


def put(file: Path, content: bytes) -> None:
    """Put new content in the place of a file's: a reader sees the old or the new, never half of it."""
    real = file.resolve()
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(real.stat().st_mode)
        Path(name).replace(real)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
