"""What pytest is told in its settings files, and which files are tests by name, folder or content."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from configparser import ConfigParser, Error
from fnmatch import fnmatchcase
from functools import lru_cache
from posixpath import basename, dirname
from typing import Any

import tomli
from msgspec import Struct

SETTINGS_FILES = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")
"""Where pytest looks for its settings, the first that has some first."""


class Conventions(Struct, frozen=True):
    """How pytest finds tests, and what it does for all of them. Paths are relative to the suite's root."""

    testpaths: tuple[str, ...] = ()
    python_files: tuple[str, ...] = ("test_*.py", "*_test.py")
    python_classes: tuple[str, ...] = ("Test",)
    python_functions: tuple[str, ...] = ("test",)
    norecursedirs: tuple[str, ...] = ("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")
    pythonpath: tuple[str, ...] = ()
    usefixtures: tuple[str, ...] = ()
    """Fixtures that every test uses."""
    plugins: tuple[str, ...] = ()
    """Modules, by their dotted names, that pytest loads as plugins."""
    folder: str = ""
    """What the root itself is called: its files may import each other from above it."""


def conventions(name: str, text: str) -> Conventions | None:
    """What the settings file `name` tells pytest; None where it is silent or cannot be parsed."""
    options = _options(name, text)
    if options is None:
        return None
    told: dict[str, Any] = {
        key: _words(options[key]) for key in Conventions.__struct_fields__ if key in options and key != "folder"
    }
    told["plugins"] = tuple(_loaded(_words(options.get("addopts", ""))))
    return Conventions(**told)


def plugins(name: str, text: str) -> tuple[str, ...]:
    """The modules that a project offers to pytest as plugins, by the entry points in its `pyproject.toml` or `setup.cfg`."""
    if name == "pyproject.toml":
        try:
            offered: Any = tomli.loads(text)
        except tomli.TOMLDecodeError:
            return ()
        for key in ("project", "entry-points", "pytest11"):
            offered = offered.get(key) if isinstance(offered, dict) else None
        values = list(offered.values()) if isinstance(offered, dict) else []
    elif name == "setup.cfg":
        parser = ConfigParser(interpolation=None, strict=False, allow_no_value=True)
        try:
            parser.read_string(text)
        except Error:
            return ()
        lines = parser.get("options.entry_points", "pytest11", fallback="").splitlines()
        values = [line.partition("=")[2] for line in lines]
    else:
        return ()
    return tuple(str(value).partition(":")[0].strip() for value in values if str(value).strip())


def _loaded(words: Sequence[str]) -> Iterator[str]:
    """The plugins that options name: `-p module`, `-pmodule`."""
    for word, following in zip(words, (*words, "")[1:], strict=True):
        plugin = following if word == "-p" else word[2:] if word.startswith("-p") and not word.startswith("--") else ""
        if plugin and not plugin.startswith("no:"):
            yield plugin


def is_test_by_name(path: str, conventions: Conventions) -> bool:
    """Whether a file is to be checked by its name: a test file for pytest or unittest, or a conftest."""
    name = basename(path)
    return (
        name == "conftest.py"
        or _TEST_NAME.search(name) is not None
        or any(fnmatchcase(path if "/" in glob else name, glob) for glob in conventions.python_files)
    )


def is_test_module(name: str, conventions: Conventions) -> bool:
    """Whether a file is, by its name, one of tests alone, so that what is beside it is theirs."""
    return name not in ("conftest.py", "test.py", "tests.py") and is_test_by_name(name, conventions)


def is_data_folder(name: str) -> bool:
    """Whether a folder beside tests is there for their data, by its name."""
    return _DATA_FOLDER.fullmatch(name) is not None


def is_test_data_folder(name: str) -> bool:
    """Whether a folder beside one of tests is there for their data, by its name."""
    return _TEST_DATA_FOLDER.fullmatch(name) is not None


def is_data_module(name: str) -> bool:
    """Whether a module or package beside tests is there for their data, by its name."""
    return _DATA_MODULE.fullmatch(name) is not None


def is_made_data_module(name: str) -> bool:
    """Whether a module of a suite that is all about tests holds or makes their data, by its name."""
    return is_data_module(name) or _MADE_DATA_MODULE.fullmatch(name) is not None


def is_helper_module(name: str) -> bool:
    """Whether a module beside tests says where they go, or reaches that for them, by its name."""
    return is_made_data_module(name) or _HELPER_MODULE.fullmatch(name) is not None


def is_payload(path: str) -> bool:
    """Whether a data file may be that of a test, and not of a package manager or another tool."""
    name = basename(path)
    return _TOOLS_OWN.fullmatch(name) is None and (name.startswith(".env") or not name.startswith("."))


def is_below_tests(path: str) -> bool:
    """Whether a file stands below a folder of tests, so that it is a test or a helper of some."""
    return any(_TEST_FOLDER.fullmatch(folder) for folder in dirname(path).split("/"))


@lru_cache(maxsize=4096)
def is_test_code(path: str) -> bool:
    """Whether a file is one of the tests' own, and none of the product: below a folder of tests, or named for them."""
    *folders, name = path.lower().split("/")
    named = name.startswith(("conftest", "test")) or name.endswith(("_test.py", "_tests.py"))
    return named or _is_of_steps(folders) or any(folder == "fixtures" or _OF_TESTS.search(folder) for folder in folders)


def _is_of_steps(folders: Sequence[str]) -> bool:
    """Whether folders are those that behave and pytest-bdd suites keep their steps in."""
    return folders[:1] == ["features"] or not _STEP_FOLDERS.isdisjoint(folders) or {"features", "steps"} <= {*folders}


def is_test_by_content(source: bytes) -> bool:
    """Whether a file holds functions or methods that look like tests and asserts something, or what scenarios run."""
    # Most files name no test at all, which a plain search tells in a fraction of the time.
    if b"def test" in source and _TEST_FUNCTION.search(source) is not None and _ASSERTION.search(source) is not None:
        return True
    if b"behave" in source or b"pytest_bdd" in source:
        return _IMPORT_OF_STEPS.search(source) is not None
    return b"(context" in source and _HOOK.search(source) is not None


_TEST_NAME = re.compile(
    r"^tests?([_-].*)?\.py$|[_-]tests?\.py$|(?-i:^(?:\w*[a-z0-9])?Tests?(?:[A-Z]\w*)?\.py$)", re.IGNORECASE
)
_TEST_FOLDER = re.compile(
    r"tests?|testing|test[_-]?(cases?|suites?)|e2e|(.+[_-])(tests?|e2e)|tests?[_-].+", re.IGNORECASE
)
_DATA_FOLDER = re.compile(
    r"(.*[_-])?(assets|bodies|cassettes|data|dumps?|examples?|expected|files|fixtures?|golden|inputs?|jsons?|"
    r"mocks?|payloads?|recordings?|requests?|resources?|responses?|samples?|schemas?|seeds?|snapshots?|sql|"
    r"stubs?|support|testdata)([_-].*)?",
    re.IGNORECASE,
)
_TEST_DATA_FOLDER = re.compile(r"fixtures?|payloads?|cassettes|testdata", re.IGNORECASE)
_DATA_MODULE = re.compile(
    r"(.*_)?(factories|fixtures?|payloads?|samples?|seeds?|support|test_?data)(_.*)?|data", re.IGNORECASE
)
_MADE_DATA_MODULE = re.compile(
    r"(.*_)?(constants|credentials|creds|data|fake|fakers?|generators?|randoms?)(_.*)?", re.IGNORECASE
)
_HELPER_MODULE = re.compile(
    r"(.*_)?(accounts?|apis?|base|bodies|builders?|clients?|common|configs?|configuration|consts?|documents?|endpoints?|"
    r"env|environments?|helpers?|hosts?|models?|queries|scenarios?|secrets?|services?|settings|steps?|urls?|users?|utils?)"
    r"(_.*)?",
    re.IGNORECASE,
)
_TOOLS_OWN = re.compile(
    r"(package(-lock)?|composer|manifest|tsconfig.*|jsconfig.*|mkdocs|pnpm-.*|.*[-.]lock)\.(json|ya?ml)", re.IGNORECASE
)
_OF_TESTS = re.compile(
    r"(?<![a-z])(?:test(?!imon|ament)|(?!attest|contest|fastest|greatest|latest|protest)[a-z]+tests?(?![a-z]))"
)
"""Marks of a folder of tests in lower case: `testcases`, `autotests`, `api-tests`, and not `latest` or `attestation`."""
_STEP_FOLDERS = frozenset({"step_defs", "step_definitions", "stepdefs"})
_IMPORT_OF_STEPS = re.compile(rb"^\s*(from|import) +(behave|pytest_bdd)\b", re.MULTILINE)
_HOOK = re.compile(rb"^def (before|after)_(all|feature|scenario|step|tag)\(context\b", re.MULTILINE)
"""What behave calls, in the `environment.py` of a suite."""
_TEST_FUNCTION = re.compile(rb"^(async )?def test|^[ \t]+(async )?def test\w*\(self", re.MULTILINE)
_ASSERTION = re.compile(rb"^[ \t]+(assert |assert\(|self\.assert)|\bpytest\b|\bunittest\b|TestCase\b", re.MULTILINE)


def _options(name: str, text: str) -> Mapping[str, Any] | None:
    if name.endswith(".toml"):
        return _toml_options(name, text)
    parser = ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except Error:
        return None
    section = "tool:pytest" if name == "setup.cfg" else "pytest"
    if parser.has_section(section):
        return dict(parser[section])
    return {} if name.endswith("pytest.ini") else None


def _toml_options(name: str, text: str) -> Mapping[str, Any] | None:
    try:
        values: Any = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return None
    for key in ("tool", "pytest") if name == "pyproject.toml" else ("pytest",):
        values = values.get(key) if isinstance(values, dict) else None
    if not isinstance(values, dict):
        return None
    options = values.get("ini_options", values)
    return options if isinstance(options, dict) else None


def _words(value: object) -> tuple[str, ...]:
    """An option's value as pytest splits it."""
    if isinstance(value, str):
        try:
            return tuple(shlex.split(value, comments=True))
        except ValueError:
            return tuple(value.split())
    return tuple(map(str, value)) if isinstance(value, list) else ()
