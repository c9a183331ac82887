"""Discovery: real trees, pytest's settings, git's and ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from smelltest.edge.files import Discovery, absolute, discover, relative, stand_in, walked
from smelltest.edge.settings import Options, Projects

Folder = Callable[[Mapping[str, "str | bytes"]], Path]

TEST = "def test_a():\n    assert True\n"


def look(root: Path, *names: str, force_exclude: bool = False, working_folder: Path | None = None) -> Discovery:
    here = working_folder or root
    return discover(names, Projects(Options(), here), here, force_exclude=force_exclude)


def paths(found: Discovery) -> list[str]:
    return [file.path for file in found.files]


@pytest.mark.parametrize(
    "path",
    [
        "test_users.py",
        "users_test.py",
        "conftest.py",
        "src/deep/conftest.py",
        "tests_users.py",
        "tests.py",
        "users_tests.py",
        "users-test.py",
        "TestUsers/Test_A.py",
        "tests/helpers.py",
        "tests/unit/data/factories.py",
        "test/support.py",
        "integration_tests/api.py",
        "api-tests/client.py",
        "tests_api/client.py",
        "testcases/login.py",
        "test_cases/login.py",
        "e2e/login.py",
        "utilities/testing/api.py",
    ],
)
def test_a_file_is_found_by_its_name_or_folder(folder: Folder, path: str) -> None:
    assert paths(look(folder({path: ""}))) == [path]


def test_what_makes_data_is_found_where_all_is_about_tests(folder: Folder) -> None:
    names = ("conftest.py", "tests/test_users.py", "utils/data_generator.py", "constants.py", "clients/users.py")
    suite = dict.fromkeys(names, "")
    assert paths(look(folder(suite))) == sorted(names[:-1])
    assert paths(look(folder({**suite, "setup.py": ""}))) == ["conftest.py", "tests/test_users.py"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cases/login.py", TEST),
        ("cases/login.py", "async def test_a():\n    assert True\n"),
        ("Environment.py", "class Environment(Base):\n    def testLogin(self):\n        self.assertTrue(1)\n"),
        ("api/mixins.py", "class CrudMixin:\n    def test_list(self):\n        assert self.get()\n"),
        ("verify.py", "import pytest\n\ndef test_permission(client):\n    verify(client)\n"),
    ],
)
def test_a_file_is_found_by_its_content(folder: Folder, path: str, text: str) -> None:
    assert paths(look(folder({path: text}))) == [path]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", "def main():\n    assert True\n"),
        ("app/database.py", "class Database:\n    def test_connection(self):\n        return self.ping()\n"),
        ("contest.py", "x = 1\n"),
        ("latest/app.py", "x = 1\n"),
        ("attestation/app.py", "x = 1\n"),
        ("tests/data.txt", "{}"),
        ("tests/.hidden.py", TEST),
        ("tests/stub.pyi", TEST),
    ],
)
def test_other_files_are_left_alone(folder: Folder, path: str, text: str) -> None:
    assert paths(look(folder({path: text}))) == []


@pytest.mark.parametrize(
    "path",
    [
        ".venv/lib/test_a.py",
        "venv/test_a.py",
        "node_modules/x/test_a.py",
        "build/test_a.py",
        "dist/test_a.py",
        ".tox/py/test_a.py",
        ".git/test_a.py",
        "tests/__pycache__/test_a.py",
        ".eggs/test_a.py",
        "x.egg/test_a.py",
        "lib/site-packages/test_a.py",
    ],
)
def test_what_is_not_the_suites_own_is_passed_over(folder: Folder, path: str) -> None:
    assert paths(look(folder({path: TEST}))) == []


def test_a_folder_above_the_suite_may_have_any_name(tmp_path: Path, folder: Folder) -> None:
    root = folder({"test_a.py": ""}).rename(tmp_path / "build")
    assert paths(look(root)) == ["test_a.py"]


def test_pytest_says_where_to_look(folder: Folder) -> None:
    root = folder(
        {
            "pytest.ini": "[pytest]\ntestpaths = checks more*\nnorecursedirs = old\npython_files = check_*.py\n",
            "checks/check_a.py": "",
            "checks/old/check_b.py": "",
            "more1/check_c.py": "",
            "other/check_d.py": "",
        }
    )
    assert paths(look(root)) == ["checks/check_a.py", "more1/check_c.py"]
    assert paths(look(root, ".")) == ["checks/check_a.py", "more1/check_c.py", "other/check_d.py"]


def test_settings_say_what_a_test_file_is(folder: Folder) -> None:
    root = folder(
        {
            "pyproject.toml": '[tool.smelltest]\ntest-files = ["specs/**/*.py", "!specs/base.py"]\n',
            "specs/a.py": "",
            "specs/deep/b.py": "",
            "specs/base.py": "",
            "test_c.py": TEST,
        }
    )
    assert paths(look(root)) == ["specs/a.py", "specs/deep/b.py"]


def test_settings_exclude_and_a_named_file_is_taken_all_the_same(folder: Folder) -> None:
    root = folder(
        {
            "pyproject.toml": '[tool.smelltest]\nextend-exclude = ["/tests/legacy", "gen_*.py"]\n',
            "tests/legacy/test_a.py": "",
            "tests/new/legacy/test_b.py": "",
            "tests/gen_c.py": "",
            "tests/build/test_d.py": "",
        }
    )
    assert paths(look(root)) == ["tests/new/legacy/test_b.py"]
    assert paths(look(root, "tests/legacy/test_a.py")) == ["tests/legacy/test_a.py"]
    assert paths(look(root, "tests/legacy/test_a.py", force_exclude=True)) == []


def test_a_setting_may_replace_the_default_exclusions(folder: Folder) -> None:
    root = folder(
        {
            "pyproject.toml": "[tool.smelltest]\nexclude = []\n",
            "node_modules2/test_a.py": "",
            "lib/site-packages/test_b.py": "",
        }
    )
    assert paths(look(root)) == ["lib/site-packages/test_b.py", "node_modules2/test_a.py"]


def test_git_ignores(folder: Folder) -> None:
    root = folder(
        {
            ".git/info/exclude": "test_private.py\n",
            ".gitignore": "/out/\ntest_tmp*.py\n!test_tmp_kept.py\n",
            "out/test_a.py": "",
            "deep/out/test_b.py": "",
            "test_tmp1.py": "",
            "test_tmp_kept.py": "",
            "test_private.py": "",
            "deep/.gitignore": "test_c.py\n!test_tmp2.py\n",
            "deep/test_c.py": "",
            "deep/test_tmp2.py": "",
            "test_c.py": "",
        }
    )
    assert paths(look(root)) == ["deep/out/test_b.py", "deep/test_tmp2.py", "test_c.py", "test_tmp_kept.py"]
    assert paths(look(root, "deep")) == ["deep/out/test_b.py", "deep/test_tmp2.py"]
    assert paths(look(root, "test_tmp1.py")) == ["test_tmp1.py"]


def test_a_named_folder_that_git_ignores_is_looked_at(folder: Folder) -> None:
    root = folder({".git/HEAD": "", ".gitignore": "/out/\n", "out/test_a.py": ""})
    assert paths(look(root, "out")) == ["out/test_a.py"]


def test_a_file_named_twice_is_found_once(folder: Folder) -> None:
    root = folder({"tests/test_a.py": "", "tests/test_b.py": ""})
    assert paths(look(root, "tests/test_b.py", "tests", ".", "./tests/../tests")) == [
        "tests/test_a.py",
        "tests/test_b.py",
    ]


def test_each_file_belongs_to_the_nearest_suite(folder: Folder) -> None:
    root = folder(
        {
            "test_a.py": "",
            "services/users/pyproject.toml": "[tool.smelltest]\nselect = []\n",
            "services/users/tests/test_b.py": "",
            "services/orders/pyproject.toml": "[project]\nname = 'orders'\n",
            "services/orders/tests/test_c.py": "",
        }
    )
    found = look(root)
    assert [(relative(file.project.root, root.as_posix()), file.path) for file in found.files] == [
        (".", "services/orders/tests/test_c.py"),
        ("services/users", "tests/test_b.py"),
        (".", "test_a.py"),
    ]


def test_the_root_is_what_looks_like_one_where_no_settings_are(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "tests").mkdir()
    (tmp_path / "repo" / "tests" / "test_a.py").touch()
    (file,) = look(tmp_path, "repo/tests").files
    assert (file.project.root, file.path) == ((tmp_path / "repo").as_posix(), "tests/test_a.py")


def test_a_link_is_followed_unless_it_leads_back(folder: Folder, tmp_path: Path) -> None:
    root = folder({"tests/test_a.py": "", "tests/deep/test_b.py": ""})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "test_c.py").touch()
    (root / "tests" / "deep" / "up").symlink_to(root / "tests")
    (root / "a_linked").symlink_to(tmp_path / "elsewhere")
    (root / "again").symlink_to(root / "tests" / "deep")
    (root / "self").symlink_to(root / "self")
    found = look(root)
    assert paths(found) == ["a_linked/test_c.py", "tests/deep/test_b.py", "tests/test_a.py"]
    (trouble,) = found.troubles
    assert trouble.path == (root / "tests/deep/up").as_posix()
    assert "leads back" in trouble.message


def test_a_link_to_nowhere_is_told_of(folder: Folder) -> None:
    root = folder({"test_a.py": ""})
    (root / "test_b.py").symlink_to(root / "gone.py")
    (root / ".#test_a.py").symlink_to("an editor's lock")
    found = look(root)
    assert paths(found) == ["test_a.py"]
    assert [(trouble.path, trouble.message) for trouble in found.troubles] == [
        ((root / "test_b.py").as_posix(), "the link leads nowhere; remove it or exclude it")
    ]


def test_a_path_that_is_not_there_is_told_of_and_the_rest_goes_on(folder: Folder) -> None:
    root = folder({"test_a.py": ""})
    found = look(root, "nope", "test_a.py", "nope.py")
    assert paths(found) == ["test_a.py"]
    assert [trouble.message for trouble in found.troubles] == ["there is no such file or folder"] * 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_a_pipe_is_not_read(folder: Folder) -> None:
    root = folder({})
    os.mkfifo(root / "test_pipe.py")
    assert look(root) == Discovery((), (), (root.as_posix(),))


def test_a_folder_that_cannot_be_read_is_told_of(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder({"test_a.py": "", "closed/test_b.py": ""})
    scandir = os.scandir

    def guarded(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    found = look(root)
    assert paths(found) == ["test_a.py"]
    assert found.troubles[0].message == "the folder cannot be read: Permission denied; exclude it or change its mode"


def test_standard_input_stands_in_for_a_file_that_need_not_be_there(folder: Folder) -> None:
    root = folder({"pyproject.toml": '[tool.smelltest]\nexclude = ["old"]\n'})
    projects = Projects(Options(), root)
    assert paths(stand_in("new/test_a.py", projects, root)) == ["new/test_a.py"]
    assert paths(stand_in("old/test_a.py", projects, root, force_exclude=True)) == []


def test_paths_are_seen_from_folders(folder: Folder) -> None:
    root = folder({"test_a.py": ""})
    (file,) = look(root).files
    assert absolute(file.path, file.project.root) == (root / "test_a.py").as_posix()
    assert absolute("../b.py", file.project.root) == (root.parent / "b.py").as_posix()
    assert relative("/a/b/c.py", "/a/b") == "c.py"
    assert relative("/a/b/c.py", "/a/d") == "../b/c.py"
    assert relative("/c.py", "/") == "c.py"


def test_what_is_walked_is_neither_excluded_nor_ignored_nor_installed(folder: Folder, tmp_path: Path) -> None:
    names = ["app/seed.py", "tests/test_a.py", "tests/users.json", "README.md"]
    away = ["old/a.py", "tests/out.json", "app/gen/b.py", ".github/c.yml", "x.egg/d.py", "venv/lib/e.py"]
    ignores = {".gitignore": "out.json\n", "app/.gitignore": "/gen/\n"}
    root = folder({**dict.fromkeys([*names, *away], ""), **ignores})
    (root / "link").symlink_to(tmp_path)
    exclude = (f"{root}/old", *(f"{root}/**/{name}" for name in ("venv", "node_modules")))
    found = walked(root.as_posix(), exclude, (".py", ".json", ".yml"))
    assert [relative(each, root.as_posix()) for each in found] == names[:3]
