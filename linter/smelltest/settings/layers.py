"""Settings files laid over each other, the lowest first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

import msgspec

from smelltest.settings.tables import EXTENDABLE, EXTENSIONS, Settings, Values


def merge(lower: Values, upper: Values) -> Values:
    """Lay `upper` over `lower`.

    A key takes the place of the one below and of what extended it; `extend-` forms add up, and tables merge
    by key. A new selection starts afresh: what was ignored or selected besides below does not touch it.
    Selecting a rule besides undoes that it was ignored below.
    """
    covered = {f"extend-{key}" for key in upper} | ({"ignore"} if "select" in upper else set())
    again = set(upper.get("extend-select", ()))
    kept = {key: value for key, value in lower.items() if key not in covered}
    if again and "ignore" in kept:
        kept["ignore"] = [selector for selector in kept["ignore"] if selector not in again]
    return {**kept, **{key: _laid(key, kept.get(key), value) for key, value in upper.items()}}


def settings_in_force(layers: Iterable[Values]) -> Settings:
    """The settings in force under valid layers, the lowest first."""
    empty: Values = {}
    values = reduce(merge, layers, empty)
    return msgspec.convert({key: _settled(key, values) for key in _plain(values)}, Settings)


_ADDING = EXTENSIONS | {"extend-select", "ignore"}


def _laid(key: str, below: Any, above: Any) -> Any:
    if below is None:
        return above
    if key in _ADDING and isinstance(above, list):
        return [*below, *above]
    if isinstance(above, dict) and (key in EXTENSIONS or key not in EXTENDABLE):
        return {**below, **above}
    return above


def _plain(values: Values) -> list[str]:
    return sorted({key.removeprefix("extend-") if key in EXTENSIONS else key for key in values})


def _settled(key: str, values: Values) -> Any:
    value: Any = values[key] if key in values else _DEFAULTS.get(key)
    addition: Any = values.get(f"extend-{key}") if key in EXTENDABLE else None
    if addition is None:
        return value
    return {**value, **addition} if isinstance(addition, dict) else [*value, *addition]


_DEFAULTS: Values = msgspec.to_builtins(Settings())
