"""What is kept of suites, findings, verdicts and readings: JSON lines, sorted, one record a line, so that git merges."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

import msgspec


class Key(NamedTuple):
    """What a finding and a verdict on it are matched by."""

    suite: str
    path: str
    line: int
    code: str


class Suite(msgspec.Struct, frozen=True):
    """A public suite: its repository, `owner/name`, and the commit that is read."""

    suite: str
    commit: str

    @property
    def folder(self) -> str:
        return self.suite.replace("/", "__")


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What smelltest reports, as far as it matters here."""

    suite: str
    path: str
    line: int
    code: str
    message: str
    end: int = 0
    test: str | None = None

    @property
    def key(self) -> Key:
        return Key(self.suite, self.path, self.line, self.code)


class Found(msgspec.Struct, frozen=True):
    """What is found in suites, and in which it was looked for: in some there is nothing."""

    suites: tuple[str, ...]
    findings: tuple[Finding, ...]


class Verdict(msgspec.Struct, frozen=True):
    """What a reader thinks of a finding; of one that nobody has read yet, `verdict` is null.

    The name of a `draw` begins with its day, and ends with `first contact` where nothing in its suites was mended yet.
    """

    draw: str
    suite: str
    commit: str
    path: str
    line: int
    code: str
    verdict: bool | None = None
    useful: Literal["yes", "letter-only"] | None = None
    why: str = ""

    @property
    def key(self) -> Key:
        return Key(self.suite, self.path, self.line, self.code)

    @property
    def is_first_contact(self) -> bool:
        return self.draw.endswith("first contact")

    @property
    def identity(self) -> tuple[str, Key]:
        return self.draw, self.key

    @property
    def is_read(self) -> bool:
        return self.verdict is not None


class Sampled(Verdict, frozen=True):
    """A verdict to be filled in, with what its reader needs to know."""

    message: str = ""
    test: str | None = None


class Expected(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """A finding that a reader expects: `[code, line]`, in another file than the function `[code, line, path]`."""

    code: str
    line: int
    path: str | None = None


class Reading(msgspec.Struct, frozen=True):
    """A function that was read whole, and what should be reported in it; null where nobody has read it yet."""

    suite: str
    commit: str
    path: str
    function: str
    line: int
    end: int
    expected: tuple[Expected, ...] | None = None
    why: str = ""

    @property
    def identity(self) -> tuple[str, str, int]:
        return self.suite, self.path, self.line

    @property
    def is_read(self) -> bool:
        return self.expected is not None


R = TypeVar("R", bound=msgspec.Struct)
T = TypeVar("T", Verdict, Reading)


def load(path: Path, kind: type[R]) -> list[R]:
    """The records of a file. One that is not as it should be is told with its line."""
    return [_decoded(path, number, line, kind) for number, line in enumerate(path.read_bytes().splitlines(), 1)]


def _decoded(path: Path, number: int, line: bytes, kind: type[R]) -> R:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.MsgspecError as error:
        raise SystemExit(f"{path}:{number}: {error}") from error


def save(path: Path, records: Iterable[msgspec.Struct]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))


def take(path: Path, filled: Path, kind: type[T]) -> int:
    """Take filled-in records into a file of such, and say how many it holds now. What was read, there or here, stays."""
    kept = {one.identity: one for one in load(path, kind)}
    for one in load(filled, kind):
        if one.is_read or one.identity not in kept:
            kept[one.identity] = one
    save(path, (kept[identity] for identity in sorted(kept)))
    return len(kept)
