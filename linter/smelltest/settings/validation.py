"""What is wrong with a settings file: an unknown key, a wrong value, each with what may have been meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from smelltest.settings.tables import EXTENSIONS, Settings, Values


class SettingsError(Exception):
    """A settings file says something that cannot be meant. The message names file, key and a way out."""


def validate(values: Values, source: str) -> None:
    """Raise a `SettingsError` if `values`, as `source` has them, hold an unknown key or a wrong value."""
    plain = {key: value for key, value in values.items() if key not in EXTENSIONS}
    extensions = {key.removeprefix("extend-"): value for key, value in values.items() if key in EXTENSIONS}
    _check_keys(plain, Settings, source, "")
    _convert(plain, source)
    _check_helpers(plain.get("helpers", {}), source)
    _convert(extensions, source, prefix="extend-")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` most likely meant."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def _check_keys(values: Values, table: type[Struct], source: str, path: str) -> None:
    fields = {field.encode_name: field for field in msgspec.structs.fields(table)}
    known = {*fields, *(EXTENSIONS if table is Settings else ())}
    for key, value in values.items():
        if key not in known:
            meant = nearest(key, known)
            hint = f"; did you mean {_dotted(path, meant)}?" if meant else f"; known are {', '.join(sorted(known))}"
            raise SettingsError(f"{source}: unknown setting {_dotted(path, key)}{hint}")
        inner = fields[key].type if key in fields else None
        if isinstance(inner, type) and issubclass(inner, Struct) and isinstance(value, Mapping):
            _check_keys(value, inner, source, _dotted(path, key))


def _check_helpers(helpers: Mapping[str, str], source: str) -> None:
    """A helper is imported from a module, so that its name must say from which; `faker` needs none."""
    for key, name in helpers.items():
        if name == "faker" and key in {"email", "name"}:
            continue
        module, _, callable_ = name.rpartition(".")
        if not (module and all(part.isidentifier() for part in (*module.split("."), callable_))):
            raise SettingsError(
                f"{source}: helpers.{key}: the dotted name of a callable is expected, as in"
                f" tests.support.unique.{key.replace('-', '_')}, not {name!r}"
            )


def _convert(values: Values, source: str, prefix: str = "") -> None:
    try:
        msgspec.convert(values, Settings)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        key = prefix + where.rstrip("`")
        raise SettingsError(f"{source}: {key}: {_explained(reason, key, values)}") from None


def _explained(reason: str, key: str, values: Values) -> str:
    """What is wrong with a value, and what could have been meant where it is a choice of words."""
    choices = _choices(key.split("."))
    if not choices:
        return _EXPECTATION.sub(_in_plain_words, reason)
    value: Any = values
    for part in key.split("."):
        value = value[part]
    meant = nearest(value, choices) if isinstance(value, str) else None
    hint = f"; did you mean {meant}?" if meant else ""
    return f"{value!r} is none of {', '.join(choices)}{hint}"


_EXPECTATION = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")


_KINDS = {
    "array": "a list",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "null": "nothing",
    "object": "a table",
    "str": "a text",
}


def _in_plain_words(match: re.Match[str]) -> str:
    expected, got = (" or ".join(_KINDS.get(kind, kind) for kind in kinds.split(" | ")) for kinds in match.groups())
    return f"{expected.removesuffix(' or nothing')} is expected, not {got}"


def _choices(path: list[str]) -> tuple[str, ...]:
    kind: Any = Settings
    for part in path:
        if not (isinstance(kind, type) and issubclass(kind, Struct)):
            return ()
        kind = next((field.type for field in msgspec.structs.fields(kind) if field.encode_name == part), None)
    while get_origin(kind) in (Annotated, Union):
        kind = get_args(kind)[0]
    return get_args(kind) if get_origin(kind) is Literal else ()


def _dotted(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
