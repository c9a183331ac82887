"""Which suite a folder belongs to, and the settings in force there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct
from msgspec.structs import replace

from smelltest.read.conventions import SETTINGS_FILES, Conventions, conventions, plugins
from smelltest.settings.layers import settings_in_force
from smelltest.settings.tables import EXTENDABLE, GLOBS, Settings, Values
from smelltest.settings.validation import SettingsError, validate

MARKERS = ("pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini", ".git")
"""What tells the root of a suite where nothing of smelltest's own does."""


class Layer(Struct, frozen=True):
    """What one source says: a settings file, an option of the command line."""

    source: str
    values: Values


class Options(Struct, frozen=True):
    """What the command line says: files and `KEY=VALUE` pairs in `config`, other options in `values`."""

    config: tuple[str, ...] = ()
    isolated: bool = False
    values: Values = {}


class Project(Struct, frozen=True, eq=False):
    """A suite: its root, an absolute path with `/`, the settings in force, and where they come from."""

    root: str
    settings: Settings
    layers: tuple[Layer, ...]
    conventions: Conventions


class Projects:
    """The suite of each folder. Each is settled once."""

    def __init__(self, options: Options, working_folder: Path) -> None:
        self._working_folder = working_folder
        self._isolated = options.isolated
        self._named = tuple(_named_layers(options, working_folder))
        self._upper = tuple(_upper_layers(options, working_folder))
        self._files: dict[Path, Path | None] = {}
        self._marks: dict[Path, Path | None] = {}
        self._projects: dict[Path, Project] = {}

    def of(self, folder: Path, otherwise: Path | None = None) -> Project:
        """The suite that an absolute path belongs to; `otherwise` is its root where nothing tells one."""
        file = self._settings_file(folder)
        root = file.parent if file else self._marked(folder) or otherwise or self._working_folder
        if root not in self._projects:
            declared = tuple(_file_layers(file)) if file and not (self._named or self._isolated) else ()
            layers = (_defaults(root), *self._named, *declared, *self._upper)
            self._projects[root] = Project(
                root=root.as_posix(),
                settings=settings_in_force(layer.values for layer in layers),
                layers=layers,
                conventions=_pytest_conventions(root),
            )
        return self._projects[root]

    def _settings_file(self, folder: Path) -> Path | None:
        """The nearest settings file upward of `folder`."""
        if folder not in self._files:
            above = self._settings_file(folder.parent) if folder != folder.parent else None
            self._files[folder] = next(
                (file for name in ("smelltest.toml", "pyproject.toml") if _is_ours(file := folder / name)), above
            )
        return self._files[folder]

    def _marked(self, folder: Path) -> Path | None:
        """The nearest folder upward of `folder` that looks like the root of something."""
        if folder not in self._marks:
            above = self._marked(folder.parent) if folder != folder.parent else None
            here = any(os.path.exists(f"{folder}/{name}") for name in MARKERS)  # noqa: PTH110 - in every folder
            # Tests with a `pytest.ini` of their own import the product from above them.
            inner = here and above is not None and (_is_package(folder) or _is_of_product(folder, above))
            self._marks[folder] = folder if here and not inner else above
        return self._marks[folder]


def _is_package(folder: Path) -> bool:
    return os.path.exists(f"{folder}/__init__.py")  # noqa: PTH110 - in every folder


def _is_of_product(folder: Path, above: Path) -> bool:
    """Whether a folder holds no more than the tests of what is packaged above it: `tests/pytest.ini`."""
    packaged = folder.parent == above and any((above / name).exists() for name in ("pyproject.toml", "setup.py"))
    return packaged and folder.name in _OF_TESTS and not any((folder / name).exists() for name in _OF_PACKAGES)


_OF_TESTS = ("tests", "test")
_OF_PACKAGES = ("pyproject.toml", "setup.cfg", "setup.py", ".git")


def _defaults(root: Path) -> Layer:
    """The defaults that depend on the root: a folder above it may be named like what is to be excluded."""
    return Layer("default", _anchored({"exclude": Settings().exclude}, root))


def _is_ours(file: Path) -> bool:
    """Whether there is such a settings file and it is about smelltest, or tries to be."""
    if not file.is_file():
        return False
    if file.name != "pyproject.toml":
        return True
    try:
        return b"smelltest" in file.read_bytes() and _table(file) is not None
    except OSError as error:
        raise SettingsError(f"{file}: it cannot be read: {error.strerror}") from None
    except SettingsError:
        return True


def _file_layers(file: Path, extending: tuple[Path, ...] = ()) -> Iterator[Layer]:
    """The layers of a settings file, those that it extends first."""
    if file in extending:
        raise SettingsError(f"{file}: extend: it extends itself, by way of {extending[-1]}")
    table = _table(file)
    if table is None:
        raise SettingsError(f"{file}: there is no table [tool.smelltest] in it")
    values = {key: value for key, value in table.items() if key != "extend"}
    validate(values, str(file))
    if "extend" in table:
        yield from _extended(table["extend"], file, extending)
    yield Layer(str(file), _anchored(values, file.parent))


def _extended(name: object, file: Path, extending: tuple[Path, ...]) -> Iterator[Layer]:
    if not isinstance(name, str):
        raise SettingsError(f"{file}: extend: the path of another settings file is expected, not {name!r}")
    other = _meant(name, file.parent)
    if not other.is_file():
        raise SettingsError(f"{file}: extend: there is no file {other}")
    yield from _file_layers(other, (*extending, file))


def _table(file: Path) -> dict[str, Any] | None:
    """smelltest's table of a TOML file; of any but a `pyproject.toml`, the whole file."""
    try:
        values = tomli.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise SettingsError(f"{file}: it cannot be read as TOML: {error}") from None
    if file.name != "pyproject.toml":
        return values
    tools = values.get("tool", {})
    table = tools.get("smelltest") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{file}: tool.smelltest: a table is expected, not {table!r}")
    return table


def _meant(name: str, folder: Path) -> Path:
    """The file that is named from a folder; `~nobody` stays as it is written."""
    return Path(os.path.normpath(folder / os.path.expanduser(name)))  # noqa: PTH111 - that of Path raises an error


def _is_pair(text: str, folder: Path) -> bool:
    return "=" in text and not (folder / text).is_file()


def _named_layers(options: Options, folder: Path) -> Iterator[Layer]:
    """The layers of the settings files that the command line names in place of those found."""
    for text in options.config:
        if _is_pair(text, folder):
            continue
        file = _meant(text, folder)
        if options.isolated:
            raise SettingsError(f"--config {text}: --isolated leaves no settings file; name one or the other")
        if not file.is_file():
            raise SettingsError(f"--config {text}: there is no such file; a single setting is KEY=VALUE")
        yield from _file_layers(file)


def _upper_layers(options: Options, folder: Path) -> Iterator[Layer]:
    """What the command line lays over every settings file."""
    yield from (_pair(text, folder) for text in options.config if _is_pair(text, folder))
    if options.values:
        validate(options.values, "command line")
        yield Layer("command line", options.values)


def _pair(text: str, folder: Path) -> Layer:
    """What `KEY=VALUE` says; a value that is no TOML is a text."""
    key, _, value = text.partition("=")
    try:
        values = tomli.loads(text)
    except tomli.TOMLDecodeError:
        try:
            values = tomli.loads(f"{key}={_quoted(value)}")
        except tomli.TOMLDecodeError as error:
            raise SettingsError(f"--config {text}: it cannot be read as TOML: {error}") from None
    validate(values, f"--config {text}")
    return Layer(f"--config {key.strip()}", _anchored(values, folder))


def _quoted(text: str) -> str:
    escaped = text.strip().replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _anchored(values: Values, folder: Path) -> Values:
    """The same values with their globs made absolute, since they are relative to the file that holds them."""
    return {key: _anchored_globs(value, folder) if key in GLOBS else value for key, value in values.items()}


def _anchored_globs(globs: Any, folder: Path) -> Any:
    if isinstance(globs, dict):
        return {anchored(glob, folder.as_posix()): value for glob, value in globs.items()}
    return [anchored(glob, folder.as_posix()) for glob in globs]


def anchored(glob: str, folder: str) -> str:
    """An absolute glob that matches below `folder` what `glob` matches in a `.gitignore` there."""
    negation, plain = ("!", glob[1:]) if glob.startswith("!") else ("", glob)
    base = "".join(f"\\{character}" if character in "\\*?[]!# " else character for character in folder.rstrip("/"))
    if "/" not in plain.rstrip("/"):
        return f"{negation}{base}/**/{plain}"
    path = plain.removeprefix("/")
    while path.startswith(("./", "../")):
        step, _, path = path.partition("/")
        base = base.rpartition("/")[0] if step == ".." else base
    return f"{negation}{base}/{path}"


def _pytest_conventions(root: Path) -> Conventions:
    texts = {name: text for name in SETTINGS_FILES if (text := _text(root / name)) is not None}
    told = (conventions(name, text) for name, text in texts.items())
    chosen = next((found for found in told if found is not None), None) or _told_below(root)
    offered = (plugin for name, text in texts.items() for plugin in plugins(name, text))
    return replace(chosen, plugins=tuple(dict.fromkeys((*chosen.plugins, *offered))), folder=root.name)


def _told_below(root: Path) -> Conventions:
    """What pytest is told in the folder of the tests, where the root itself is silent."""
    for name in _OF_TESTS:
        text = _text(root / name / "pytest.ini")
        told = None if text is None else conventions("pytest.ini", text)
        if told is not None:
            below = {key: tuple(f"{name}/{path}" for path in getattr(told, key)) for key in ("testpaths", "pythonpath")}
            return replace(told, **below)
    return Conventions()


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def origins(layers: Sequence[Layer]) -> dict[str, tuple[str, ...]]:
    """For each key that some layer sets, the sources that have a say in its value, the lowest first."""
    said: dict[str, tuple[str, ...]] = {}
    for layer in layers:
        for key in layer.values:
            plain = key.removeprefix("extend-")
            if plain != key and plain in EXTENDABLE:
                said[plain] = (*said.get(plain, ("default",)), layer.source)
            else:
                said[key] = (layer.source,)
    return said
