"""Settings files: which counts, what each says, and what is said of a wrong one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from smelltest.edge.ignore import is_matched
from smelltest.edge.settings import Options, Project, Projects, anchored, origins
from smelltest.settings.tables import Settings
from smelltest.settings.validation import SettingsError

Folder = Callable[[Mapping[str, "str | bytes"]], Path]


def project(root: Path, place: str = ".", **options: Any) -> Project:
    return Projects(Options(**options), root).of((root / place).resolve())


def test_the_nearest_file_that_is_about_smelltest_counts(folder: Folder) -> None:
    root = folder(
        {
            "pyproject.toml": '[tool.smelltest]\nselect = ["SM1"]\n',
            "a/pyproject.toml": "[project]\nname = 'a'\n",
            "a/b/smelltest.toml": 'select = ["SM2"]\n',
            "a/b/pyproject.toml": '[tool.smelltest]\nselect = ["SM3"]\n',
            "a/c/pyproject.toml": '[tool.other]\nsmelltest = "1.0"\n',
        }
    )
    assert project(root).settings.select == ("SM1",)
    assert project(root, "a").settings.select == ("SM1",)
    assert project(root, "a/b").settings.select == ("SM2",)
    assert project(root, "a/c").settings.select == ("SM1",)
    assert project(root, "a/c").root == root.as_posix()


def test_a_file_extends_another_with_globs_relative_to_each(folder: Folder) -> None:
    root = folder(
        {
            "pyproject.toml": '[tool.smelltest]\nextend = "shared/base.toml"\nextend-exclude = ["old"]\n',
            "shared/base.toml": 'extend = "more/deep.toml"\nignore = ["SM1"]\nextend-exclude = ["../gen/*.py"]\n',
            "shared/more/deep.toml": 'unique-fields = ["x"]\n',
        }
    )
    found = project(root)
    assert (found.settings.ignore, found.settings.unique_fields) == (("SM1",), ("x",))
    assert is_matched(found.settings.exclude, f"{root}/gen/a.py")
    assert is_matched(found.settings.exclude, f"{root}/deep/old/a.py")
    assert not is_matched(found.settings.exclude, f"{root}/shared/gen/a.py")
    assert origins(found.layers)["ignore"] == (str(root / "shared/base.toml"),)
    assert origins(found.layers)["exclude"] == ("default", str(root / "shared/base.toml"), str(root / "pyproject.toml"))


def test_the_command_line_names_a_file_or_a_single_setting(folder: Folder) -> None:
    root = folder({"pyproject.toml": '[tool.smelltest]\nselect = ["SM1"]\n', "other.toml": 'ignore = ["SM2"]\n'})
    pairs = ("min-confidence=named", "unique-fields=['a']", "clients.names = ['http']")
    found = project(root, config=("other.toml", *pairs)).settings
    assert (found.select, found.ignore, found.min_confidence) == (None, ("SM2",), "named")
    assert (found.unique_fields, found.clients.names) == (("a",), ("http",))


def test_the_command_line_lies_over_files(folder: Folder) -> None:
    root = folder({"pyproject.toml": '[tool.smelltest]\nselect = ["SM1"]\nignore = ["SM101"]\n'})
    found = project(root, values={"select": ["SM2"]})
    assert (found.settings.select, found.settings.ignore) == (("SM2",), ())
    assert origins(found.layers)["select"] == ("command line",)


def test_a_file_in_which_tools_are_no_table_is_about_other_things(folder: Folder) -> None:
    root = folder(
        {"pyproject.toml": '[tool.smelltest]\nselect = ["SM1"]\n', "a/pyproject.toml": 'tool = "smelltest"\n'}
    )
    assert project(root, "a").settings.select == ("SM1",)


def test_isolated_ignores_our_files_and_not_the_suite(folder: Folder) -> None:
    root = folder(
        {
            "pyproject.toml": '[tool.smelltest]\nselect = ["SM1"]\nnonsense = 1\n[tool.pytest.ini_options]\npython_files = "check_*.py"\n'
        }
    )
    found = project(root, isolated=True)
    assert (found.settings.select, found.root) == (None, root.as_posix())
    assert found.conventions.python_files == ("check_*.py",)


@pytest.mark.parametrize(
    ("files", "options", "message"),
    [
        (
            {"pyproject.toml": "[tool.smelltest]\nselct = []\n"},
            {},
            "pyproject.toml: unknown setting selct; did you mean select?",
        ),
        ({"smelltest.toml": "select = [\n"}, {}, "smelltest.toml: it cannot be read as TOML: "),
        ({"smelltest.toml": b"\xff\xfe"}, {}, "smelltest.toml: it cannot be read as TOML: "),
        (
            {"pyproject.toml": "[tool]\nsmelltest = 3\n"},
            {},
            "pyproject.toml: tool.smelltest: a table is expected, not 3",
        ),
        ({"smelltest.toml": 'extend = "x.toml"\n'}, {}, "smelltest.toml: extend: there is no file"),
        (
            {"smelltest.toml": "extend = 3\n"},
            {},
            "smelltest.toml: extend: the path of another settings file is expected, not 3",
        ),
        (
            {"smelltest.toml": 'extend = "a.toml"\n', "a.toml": 'extend = "smelltest.toml"\n'},
            {},
            "it extends itself, by way of",
        ),
        (
            {"smelltest.toml": 'extend = "a/pyproject.toml"\n', "a/pyproject.toml": ""},
            {},
            "there is no table [tool.smelltest] in it",
        ),
        ({}, {"config": ("~nobody/x.toml",)}, "--config ~nobody/x.toml: there is no such file; "),
        ({"smelltest.toml": 'extend = "~nobody/x.toml"\n'}, {}, "smelltest.toml: extend: there is no file "),
        ({}, {"config": ("nope.toml",)}, "--config nope.toml: there is no such file; a single setting is KEY=VALUE"),
        ({}, {"config": ("selct=[]",)}, "--config selct=[]: unknown setting selct; did you mean select?"),
        ({}, {"config": ("a b=[",)}, "--config a b=[: it cannot be read as TOML: "),
        ({}, {"config": ("pyproject.toml",), "isolated": True}, "--isolated leaves no settings file"),
    ],
)
def test_what_cannot_be_meant_is_told(
    folder: Folder, files: dict[str, str | bytes], options: dict[str, Any], message: str
) -> None:
    root = folder(files)
    with pytest.raises(SettingsError) as error:
        project(root, **options)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("gen", "/r/a/gen/b.py", True),
        ("gen", "/gen/b.py", False),
        ("*.py", "/r/a/b.py", True),
        ("/a", "/r/a/b.py", True),
        ("/a", "/r/x/a/b.py", False),
        ("a/b.py", "/r/a/b.py", True),
        ("a/b.py", "/r/x/a/b.py", False),
        ("./a/*.py", "/r/a/b.py", True),
        ("../s/*.py", "/s/b.py", True),
        ("**/a/b.py", "/r/x/a/b.py", True),
        ("gen/", "/r/gen", False),
        ("gen/", "/r/gen/a.py", True),
    ],
)
def test_globs_hold_below_the_folder_of_their_file(glob: str, path: str, matches: bool) -> None:
    assert is_matched((anchored(glob, "/r"),), path) is matches


def test_a_folder_with_a_strange_name_means_itself() -> None:
    assert is_matched((anchored("x.py", "/r [1]*/#a"),), "/r [1]*/#a/deep/x.py")
    assert not is_matched((anchored("x.py", "/r [1]*/#a"),), "/r 1z/#a/deep/x.py")


def test_without_anything_the_working_folder_is_the_root(tmp_path: Path) -> None:
    found = Projects(Options(), tmp_path).of(tmp_path)
    assert found.settings.unique_fields == Settings().unique_fields


def test_a_package_of_tests_with_an_ini_of_its_own_is_not_the_root(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "pytest.ini").write_text("[pytest]\n")
    assert Projects(Options(), tmp_path).of(tests).root == tests.as_posix()
    (tests / "__init__.py").write_text("")
    assert Projects(Options(), tmp_path).of(tests).root == tmp_path.as_posix()


def test_tests_with_an_ini_of_their_own_belong_to_the_package_above(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "pytest.ini").write_text("[pytest]\npython_files = check_*.py\npythonpath = lib\n")
    found = Projects(Options(), tmp_path).of(tests)
    assert found.root == tmp_path.as_posix()
    assert found.conventions.python_files == ("check_*.py",)
    assert found.conventions.pythonpath == ("tests/lib",)
