"""New keys in a TOML file; what is there stays as it stands, with its comments and blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping

import tomli


class NotAddedError(Exception):
    """The keys cannot be added without touching what is there."""


def added(text: str, blocks: Mapping[str, str]) -> str:
    """The text of a file with the lines of each block in its table; a table's name is dotted, the whole's empty.

    New tables come at the end. The result says what the file said and what the blocks say, and nothing else.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    for table, block in blocks.items():
        body = [line + end for line in block.splitlines()]
        at = _inside(lines, table)
        if at is not None:
            lines[at:at] = body
        else:
            lines += [*([end] if lines and lines[-1].strip() else []), f"[{table}]{end}", *body]
    changed = "".join(lines)
    if _values(changed) != _united(_values(text), blocks):
        raise NotAddedError
    return changed


def _inside(lines: list[str], table: str) -> int | None:
    """The line before which the keys of a table can be added: where its last key ends; None if it has no header."""
    if not table:
        return _last(lines, 0)
    header = re.compile(r"\s*\[\s*" + r"\s*\.\s*".join(map(re.escape, table.split("."))) + r"\s*\]\s*(?:#.*)?$")
    start = next((index for index, line in enumerate(lines) if header.match(line.rstrip("\r\n"))), None)
    return None if start is None else _last(lines, start + 1)


def _last(lines: list[str], start: int) -> int:
    """The line after the last one that is neither blank nor a comment, before the next header."""
    end = next((index for index in range(start, len(lines)) if _HEADER.match(lines[index])), len(lines))
    while end > start and _EMPTY.match(lines[end - 1]):
        end -= 1
    return end


_HEADER = re.compile(r"\s*\[\[?[^\[\]=,]+\]\]?\s*(?:#.*)?$")
_EMPTY = re.compile(r"\s*(?:#.*)?$")


def _values(text: str) -> dict[str, object]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise NotAddedError from error


def _united(values: dict[str, object], blocks: Mapping[str, str]) -> dict[str, object]:
    """What a file says with what blocks say; a key that is there already is an error."""
    for table, block in blocks.items():
        inner = values
        for part in table.split(".") if table else ():
            found = inner.setdefault(part, {})
            if not isinstance(found, dict):
                raise NotAddedError
            inner = found
        new = _values(block)
        if inner.keys() & new.keys():
            raise NotAddedError
        inner.update(new)
    return values
