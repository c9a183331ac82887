"""Text that is safe to show: what would act on a terminal instead of standing in it is written out."""

from __future__ import annotations

import re


def visible(text: str) -> str:
    """The text with control and formatting characters and lone surrogates as Python escapes them."""
    return text if text.isascii() and text.isprintable() else _ACTING.sub(_escaped, text)


_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape", "surrogatepass").decode("ascii")
