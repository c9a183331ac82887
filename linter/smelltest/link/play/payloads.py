"""Payloads that are written as text, in a literal or put together: JSON, and forms such as `a=1&b=2`."""

from __future__ import annotations

import json
import re
from itertools import count
from typing import Any

from smelltest.link.play.objects import Mapping, Object, Sequence, freeze
from smelltest.link.values import Items, Joined, Literal, Pairs, Site, Value, pieces
from smelltest.read.facts import Place
from smelltest.read.gherkin import is_feature

_LIKE_JSON = re.compile(r"^\s*[\[{]")
_LIKE_FORM = re.compile(r"^[A-Za-z_][\w.\[\]-]*=[^=\s]*(?:&[A-Za-z_][\w.\[\]-]*=[^=\s]*)*$")


def parsed(value: Value) -> Value | None:
    """What a JSON text or a form says, with the values that were put into it; None if it is none.

    Its literals stand where the text does: the text is what there is to change. In a feature file, whose texts are
    written as they are, each has its own place.
    """
    parts = tuple(pieces(value))
    if not parts or not isinstance(parts[0], Literal):
        return None
    first = str(parts[0].value)
    if not _LIKE_JSON.match(first) and not _LIKE_FORM.match(first):
        return None
    put_in: dict[str, Value] = {}
    site = next((piece.site for piece in parts if isinstance(piece, Literal) and piece.site is not None), None)
    text = ""
    for number, piece in zip(count(), parts):
        if isinstance(piece, Literal) and isinstance(piece.value, str) and not _is_put_in(piece, site, text):
            text += piece.value
            continue
        mark = f"\ue000{number}\ue001"
        put_in[mark] = piece
        text += mark if _LIKE_FORM.match(first) or _within_text(text) else f'"{mark}"'
    if _LIKE_FORM.match(first):
        return _value(dict(part.partition("=")[::2] for part in text.split("&")), put_in, site)
    try:
        content = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if site is not None and is_feature(site.path) and not put_in:
        return _Placed(text, site).value(content)
    return _value(content, put_in, site)


def thawed(value: Value) -> Object:
    """A payload as an object of its own, which the code that reads it may change."""
    if isinstance(value, Pairs):
        return Mapping({key: thawed(entry) for key, entry in value.entries}, value.open)
    if isinstance(value, Items):
        return Sequence([thawed(entry) for entry in value.values], open=value.open)
    return value


def fields_of(payload: Object | None) -> Pairs:
    """The fields of a payload; of a list, those of its records one after the other."""
    if payload is None:
        return Pairs(())
    value = freeze(payload, 5)
    value = parsed(value) or value
    if isinstance(value, Pairs):
        return value
    if isinstance(value, Items):
        entries = tuple(entry for item in value.values if isinstance(item, Pairs) for entry in item.entries)
        return Pairs(entries, True)
    return Pairs((("", value),), True)


def _within_text(text: str) -> bool:
    """Whether the end of a JSON text lies between quotes."""
    return len(re.findall(r'(?<!\\)"', text)) % 2 == 1


def _value(content: Any, put_in: dict[str, Value], site: Site | None) -> Value:
    if isinstance(content, dict):
        return Pairs(tuple((_plain(key), _value(entry, put_in, site)) for key, entry in content.items()))
    if isinstance(content, list):
        return Items(tuple(_value(entry, put_in, site) for entry in content))
    if isinstance(content, str) and "\ue000" in content:
        parts = tuple(_part(part, put_in, site) for part in re.split("(\ue000\\d+\ue001)", content) if part)
        return parts[0] if len(parts) == 1 else Joined(parts, site)
    return Literal(content, site)


def _part(text: str, put_in: dict[str, Value], site: Site | None) -> Value:
    return put_in.get(text) or Literal(text, site)


def _is_put_in(piece: Literal, site: Site | None, before: str) -> bool:
    """Whether a literal stands elsewhere than the text, in which it is the whole of a value or a part of it."""
    return piece.site is not None and site is not None and piece.site != site and _within_text(before)


def _plain(key: str) -> str:
    return re.sub("\ue000\\d+\ue001", "", key)


class _Placed:
    """Gives the values of a JSON text the places that they have in the text, in whose order they stand."""

    def __init__(self, text: str, site: Site) -> None:
        self._text = text
        self._site = site
        self._tokens = [token for token in _SCALAR.finditer(text) if token[1] is None]

    def value(self, content: Any) -> Value:
        """What was read, placed; where the text says a thing twice, all of it stands where the text does."""
        return self._value(content) if len(self._tokens) == _scalars(content) else _value(content, {}, self._site)

    def _value(self, content: Any) -> Value:
        if isinstance(content, dict):
            return Pairs(tuple((key, self._value(entry)) for key, entry in content.items()))
        if isinstance(content, list):
            return Items(tuple(self._value(entry) for entry in content))
        token = self._tokens.pop(0)
        at, before = self._site.at, self._text[: token.start()]
        line = at.line + before.count("\n")
        column = at.column + token.start() - (before.rfind("\n") + 1)
        return Literal(content, Site(self._site.path, Place(line, column, line, column + len(token[0]))))


_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b')


def _scalars(content: Any) -> int:
    if isinstance(content, dict):
        return sum(map(_scalars, content.values()))
    return sum(map(_scalars, content)) if isinstance(content, list) else 1
