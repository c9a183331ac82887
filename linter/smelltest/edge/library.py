"""The Python files of one suite, fetched, decoded and read, each at most once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from tokenize import detect_encoding

from smelltest.judge.finding import Trouble
from smelltest.read.conventions import Conventions
from smelltest.read.facts import Module, Place
from smelltest.read.source import Unreadable, read

Fetch = Callable[[str], bytes]
"""Gives the bytes of a file, by its path relative to the suite's root, or raises an `OSError`."""

PLAIN = Conventions()


class Library:
    """The Python files of a suite, by their paths relative to its root, with `/`.

    What is there but cannot be read is None, and `troubles` says why.
    """

    def __init__(self, fetch: Fetch, conventions: Conventions = PLAIN) -> None:
        self.conventions = conventions
        self.troubles: dict[str, Trouble] = {}
        self._fetch = fetch
        self._texts: dict[str, str | None] = {}
        self._modules: dict[str, Module | None] = {}

    def load(self, path: str) -> Module | None:
        """What the file says, or None if there is none or it cannot be read."""
        if path not in self._modules:
            self._modules[path] = self._read(path)
        return self._modules[path]

    def exists(self, path: str) -> bool:
        """Whether there is such a file, be it readable or not."""
        return self.text(path) is not None or path in self.troubles

    def text(self, path: str) -> str | None:
        """The file's text, or None if there is none or it cannot be decoded."""
        if path not in self._texts:
            self._texts[path] = self._decoded(path)
        return self._texts[path]

    def _decoded(self, path: str) -> str | None:
        try:
            return decoded(self._fetch(path))
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
        if text is None:
            return None
        try:
            return read(path, text)
        except Unreadable as error:
            self.troubles[path] = Trouble(f"{error.message}; mend or exclude it", path, error.place)
            return None


def below(root: str, overlay: Mapping[str, bytes] | None = None) -> Fetch:
    """The files below a folder on disk; those of `overlay`, by their relative paths, are as it has them."""
    folder = Path(root)
    held = overlay or {}

    def fetch(path: str) -> bytes:
        return held[path] if path in held else (folder / path).read_bytes()

    return fetch


def decoded(source: bytes) -> str:
    """A Python file's text, by its byte order mark or declared encoding, else as UTF-8; or `Unreadable`."""
    try:
        encoding, _ = detect_encoding(BytesIO(source).readline)
        return source.decode(encoding)
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


def lines(text: str) -> list[str]:
    """The lines of a text as Python counts them, without their ends."""
    return _LINE_END.split(text)


_LINE_END = re.compile(r"\r\n|\r|\n")


def _place(before: str) -> Place:
    """The place of the character that comes after a text."""
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return Place(line, column, line, column + 1)
