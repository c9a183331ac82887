"""Settings as TOML writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def assignments(values: Mapping[str, object], remarks: Mapping[str, str]) -> Iterator[str]:
    """The lines of a settings file, those of its tables last, each key with the remark on it.

    `values` are plain ones as msgspec gives them; what is None is not set, and left out.
    """
    for key, value in values.items():
        if value is not None and not isinstance(value, Mapping):
            yield f"{name(key)} = {literal(value)}  # {remarks[key]}"
    for key, table in values.items():
        if isinstance(table, Mapping):
            yield ""
            yield f"[{name(key)}]  # {remarks[key]}"
            yield from (f"{name(inner)} = {literal(value)}" for inner, value in table.items() if value is not None)


def name(key: str) -> str:
    """A key, in quotes where it is no bare one."""
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else quoted(key)


def literal(value: object) -> str:
    """A text, a number, a truth value, or a list of such."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(literal, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def quoted(text: str) -> str:
    """A text in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in escaped) + '"'
