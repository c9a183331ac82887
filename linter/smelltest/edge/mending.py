"""Proposals and fixes for the findings of a run: files are read again, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tokenize import detect_encoding

from msgspec import Struct
from msgspec.structs import replace

from smelltest.edge.run import Result
from smelltest.judge.finding import Finding
from smelltest.rewrite.mend import with_fixes


class Source(Struct, frozen=True):
    """A file's text as it is on disk, its line ends kept, and the encoding that it is in."""

    text: str
    encoding: str

    def encoded(self, text: str) -> bytes:
        """Another text as this file would hold it."""
        return text.encode(self.encoding)


def proposed(result: Result, folder: Path, standard_input: tuple[str, bytes] | None) -> Result:
    """The result, its findings with the edits that would write what they propose."""
    findings: list[Finding] = []
    for path, each in groupby(result.findings, key=attrgetter("path")):
        group = list(each)
        proposing = path.endswith(".py") and any(one.remedy for one in group)
        given = standard_input[1] if standard_input and path == standard_input[0] else None
        source = (decoded(given) if given is not None else read_source(folder / path)) if proposing else None
        findings.extend(group if source is None else with_fixes(group, source.text))
    return replace(result, findings=tuple(findings))


def read_source(file: Path) -> Source | None:
    """What a file holds; None if it cannot be read."""
    try:
        return decoded(file.read_bytes())
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None


def decoded(content: bytes) -> Source:
    encoding, _ = detect_encoding(BytesIO(content).readline)
    return Source(content.decode(encoding), encoding)


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
