"""How a project formats its code, by the settings that lie around a folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from smelltest.read.formatting import SETTINGS_FILES, line_length


@cache
def line_length_around(folder: Path) -> int | None:
    """How long a line may be in a folder, in characters, as the nearest settings upward of it say; None if none do."""
    for name in SETTINGS_FILES:
        try:
            text = (folder / name).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        length = line_length(name, text)
        if length is not None:
            return length
    return line_length_around(folder.parent) if folder != folder.parent else None
