"""The texts of files that are written anew, each in the encoding that it is in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tokenize import detect_encoding

from msgspec import Struct


class Source(Struct, frozen=True):
    """A file's text as it is on disk, its line ends kept, and the encoding that it is in."""

    text: str
    encoding: str

    def encoded(self, text: str) -> bytes:
        """Another text as this file would hold it."""
        return text.encode(self.encoding)


def read_source(file: Path) -> Source | None:
    """What a file holds; None if it cannot be read."""
    try:
        return source_of(file.read_bytes())
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None


def source_of(content: bytes) -> Source:
    """A file's text, in the encoding that it declares. Raises `SyntaxError` or `UnicodeDecodeError` where it has none."""
    encoding, _ = detect_encoding(BytesIO(content).readline)
    return Source(content.decode(encoding), encoding)
