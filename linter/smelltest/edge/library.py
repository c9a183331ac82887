"""The files of one suite, fetched, decoded and, if they are Python, read, each at most once."""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Container, Iterable, Mapping
from glob import iglob
from io import BytesIO
from tokenize import detect_encoding

from smelltest.judge.finding import Trouble
from smelltest.read.conventions import Conventions
from smelltest.read.data import is_data, normal
from smelltest.read.facts import Module, Place
from smelltest.read.gherkin import is_feature, read_feature
from smelltest.read.payload import is_payload_file, read_payload
from smelltest.read.source import Unreadable, read

Fetch = Callable[[str], bytes]
"""Gives the bytes of a file, by its path relative to the suite's root, or raises an `OSError`."""

Tell = Callable[[str], bool]
"""Tells whether there is a file, by its path relative to the suite's root."""

Match = Callable[[str], Iterable[str]]
"""Gives the paths, relative to the suite's root, of the files that match a pattern as `glob` reads it."""

PLAIN = Conventions()


class Library:
    """The files of a suite, by their paths relative to its root, with `/`.

    What is there but cannot be read is None, and `troubles` says why.
    """

    def __init__(
        self,
        fetch: Fetch,
        conventions: Conventions = PLAIN,
        is_there: Tell | None = None,
        match: Match = lambda _pattern: (),
    ) -> None:
        self.conventions = conventions
        self.troubles: dict[str, Trouble] = {}
        self._fetch = fetch
        self._is_there = is_there
        self._match = match
        self._texts: dict[str, str | None] = {}
        self._modules: dict[str, Module | None] = {}
        self._under: Library | None = None
        self._changed: Container[str] = ()

    def over(self, fetch: Fetch, changed: Container[str], is_there: Tell | None = None) -> Library:
        """The same files but for some whose texts have changed; no other is read again."""
        other = Library(fetch, self.conventions, is_there, self._match)
        other._under, other._changed = self, changed
        return other

    def load(self, path: str) -> Module | None:
        """What the file of Python or Gherkin says, or None if there is none or it cannot be read."""
        if path not in self._modules:
            under = self._unchanged(path)
            self._modules[path] = self._read(path) if under is None else under.load(path)
            self._take_trouble(path)
        return self._modules[path]

    def exists(self, path: str) -> bool:
        """Whether there is such a file, be it readable or not."""
        if self._is_there is not None:
            return self._is_there(path)
        return self.text(path) is not None or path in self.troubles

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The paths of the files that match a pattern as `glob` reads it, in order."""
        return tuple(sorted(self._match(pattern)))

    def text(self, path: str) -> str | None:
        """The file's text, or None if there is none or it cannot be decoded."""
        if path not in self._texts:
            under = self._unchanged(path)
            self._texts[path] = self._decoded(path) if under is None else under.text(path)
            self._take_trouble(path)
        return self._texts[path]

    def _unchanged(self, path: str) -> Library | None:
        """The library that this one stands on, where it has the file as it is."""
        return None if path in self._changed else self._under

    def _take_trouble(self, path: str) -> None:
        under = self._unchanged(path)
        if under is not None and path in under.troubles:
            self.troubles[path] = under.troubles[path]

    def _decoded(self, path: str) -> str | None:
        try:
            source = self._fetch(path)
            return decoded_data(source) if is_data(path) else decoded(source)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            self.troubles[path] = Trouble(
                f"the file cannot be read: {error.strerror}; exclude it or change its mode", path
            )
        except Unreadable as error:
            self.troubles[path] = Trouble(error.message, path, error.place)
        return None

    def _read(self, path: str) -> Module | None:
        text = self.text(path)
        if text is not None and is_feature(path):
            return read_feature(path, normal(text))
        if text is None or is_data(path):
            return read_payload(path, text) if text is not None and is_payload_file(path) else None
        try:
            return read(path, text)
        except Unreadable as error:
            self.troubles[path] = Trouble(f"{error.message}; mend or exclude it", path, error.place)
            return None


def on_disk(root: str, conventions: Conventions = PLAIN, overlay: Mapping[str, bytes] | None = None) -> Library:
    """The files below a folder; those of `overlay`, by their relative paths, are as it has them."""
    return Library(below(root, overlay), conventions, listed(root, overlay), matched(root))


def below(root: str, overlay: Mapping[str, bytes] | None = None) -> Fetch:
    """The files below a folder on disk; those of `overlay`, by their relative paths, are as it has them."""
    held = overlay or {}

    def fetch(path: str) -> bytes:
        return held[path] if path in held else content(os.path.join(root, path))  # noqa: PTH118

    return fetch


def content(path: str) -> bytes:
    """The bytes of a file. There are many, and a `Path` takes longer than to read a small one."""
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


def listed(root: str, overlay: Mapping[str, bytes] | None = None) -> Tell:
    """Tells which files there are below a folder on disk, of whose folders each is listed once.

    Names are looked for in many places where they are not, and to open each in vain takes long.
    """
    held = overlay or {}
    listings: dict[str, frozenset[str]] = {}

    def is_there(path: str) -> bool:
        folder, _, name = path.rpartition("/")
        if folder not in listings:
            listings[folder] = _files_in(f"{root}/{folder}")
        return name in listings[folder] or path in held

    return is_there


def matched(root: str) -> Match:
    """Gives the files below a folder on disk that match a pattern."""
    return lambda pattern: (path.replace(os.sep, "/") for path in iglob(pattern, root_dir=root, recursive=True))  # noqa: PTH207


def _files_in(folder: str) -> frozenset[str]:
    try:
        with os.scandir(folder) as listing:
            return frozenset(entry.name for entry in listing if entry.is_file())
    except OSError:
        return frozenset()


def decoded(source: bytes) -> str:
    """A Python file's text, by its byte order mark or declared encoding, else as UTF-8; or `Unreadable`."""
    try:
        return source.decode(_encoding(source))
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"byte 0x{source[error.start]:02x} is not {error.encoding.upper()}; save the file as UTF-8, or"
            " declare its encoding in the first line (# -*- coding: … -*-)",
            _place(source[: error.start].decode(error.encoding, "replace")),
        ) from None
    except (SyntaxError, LookupError, UnicodeError) as error:
        raise Unreadable(
            f"{error}; declare an encoding that Python has, or save the file as UTF-8", _place("")
        ) from None


def decoded_data(source: bytes) -> str:
    """A data file's text, whatever its encoding; of a long one the beginning, of what is no text nothing."""
    for mark, encoding in _MARKS.items():
        if source.startswith(mark):
            return source[:_LONGEST_DATA].decode(encoding, "replace")
    start = source[:_LONGEST_DATA]
    if b"\0" in start:
        return ""
    try:
        return source.decode() if len(start) == len(source) else start.decode(errors="replace")
    except UnicodeDecodeError:
        return start.decode("latin-1")


_LONGEST_DATA = 2**23
"""So many bytes of a dump tell what it is."""
_MARKS = {BOM_UTF8: "utf-8-sig", BOM_UTF16_LE: "utf-16", BOM_UTF16_BE: "utf-16"}
"""How a text begins that says what its encoding is."""


def _encoding(source: bytes) -> str:
    """The encoding of a Python file. Where there is none it ought to be UTF-8, which tells the wrong byte."""
    if not source.startswith(BOM_UTF8) and _DECLARATION.match(source) is None:
        return "utf-8"
    try:
        return detect_encoding(BytesIO(source).readline)[0]
    except SyntaxError:
        source.decode("utf-8")
        raise


_DECLARATION = re.compile(rb"[^\n]*\n?[^\n]*coding")
"""What may declare an encoding, in one of the first two lines."""


def lines(text: str) -> list[str]:
    """The lines of a text as Python counts them, without their ends."""
    return _LINE_END.split(text) if "\r" in text else text.split("\n")


_LINE_END = re.compile(r"\r\n|\r|\n")


def _place(before: str) -> Place:
    """The place of the character that comes after a text."""
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return Place(line, column, line, column + 1)
