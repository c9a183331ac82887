"""Data files: which belong to tests, how they are decoded, and that what stands in them is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from smelltest.edge.files import discover
from smelltest.edge.library import decoded_data
from smelltest.edge.run import Request, check
from smelltest.edge.settings import Options, Projects

Folder = Callable[[Mapping[str, "str | bytes"]], Path]

STRANGERS = '{"email": "ann@gmail.com"}'


def found(root: Path, **values: object) -> list[str]:
    options = Options(values=values)
    return [file.path for file in discover((), Projects(options, root), root).files]


@pytest.mark.parametrize(
    "path",
    ["tests/users.json", "tests/unit/deep/users.yaml", "app/tests/fixtures/users.csv", "tests/.env", "e2e/dump.sql"],
)
def test_data_below_tests_is_looked_at(folder: Folder, path: str) -> None:
    assert found(folder({path: ""})) == [path]


@pytest.mark.parametrize("path", ["users.json", "data/users.json", "data/eu/users.json", "test_data/a.csv"])
def test_data_beside_tests_is_looked_at(folder: Folder, path: str) -> None:
    assert found(folder({"test_users.py": "", path: ""})) == sorted([path, "test_users.py"])


@pytest.mark.parametrize("path", ["fixtures/users.json", "payloads/eu/users.json"])
def test_data_beside_a_folder_of_tests_is_looked_at(folder: Folder, path: str) -> None:
    assert found(folder({"tests/test_users.py": "", path: ""})) == [path, "tests/test_users.py"]


def test_data_of_a_project_of_tests_alone_is_looked_at(folder: Folder) -> None:
    root = folder({"data/users.json": "", "tests/test_users.py": "", "conftest.py": ""})
    assert found(root) == ["conftest.py", "data/users.json", "tests/test_users.py"]


@pytest.mark.parametrize("path", ["payloads.py", "test_data/deep/users.py", "support/users.py", "data.py"])
def test_modules_of_data_beside_tests_are_looked_at(folder: Folder, path: str) -> None:
    assert found(folder({"test_users.py": "", path: ""})) == sorted([path, "test_users.py"])


@pytest.mark.parametrize("path", ["settings.py", "client.py", "services/base.py", "kit/api.py"])
def test_helpers_of_tests_alone_are_looked_at(folder: Folder, path: str) -> None:
    assert path in found(folder({"test_users.py": "", "conftest.py": "", path: ""}))


@pytest.mark.parametrize("product", ["__init__.py", "main.py", "setup.py", "src/shop/__init__.py"])
def test_helpers_of_a_product_beside_tests_are_left_alone(folder: Folder, product: str) -> None:
    assert "client.py" not in found(folder({"test_users.py": "", "conftest.py": "", "client.py": "", product: ""}))


@pytest.mark.parametrize("path", ["shop.py", "shop/data.py", "files/shop.py", "requests/shop.py"])
def test_modules_of_the_product_beside_tests_are_left_alone(folder: Folder, path: str) -> None:
    assert found(folder({"test_users.py": "", path: ""})) == ["test_users.py"]


@pytest.mark.parametrize("product", ["setup.py", "manage.py", "src/shop/__init__.py"])
def test_data_beside_a_product_is_left_alone(folder: Folder, product: str) -> None:
    root = folder({"data/users.json": "", "tests/test_users.py": "", "conftest.py": "", product: ""})
    assert "data/users.json" not in found(root)


@pytest.mark.parametrize("path", ["users.json", "shop/config.yaml", "locales/de.json"])
def test_other_data_is_left_alone(folder: Folder, path: str) -> None:
    assert found(folder({path: "", "tests/test_users.py": "", "conftest.py": ""})) == [
        "conftest.py",
        "tests/test_users.py",
    ]


@pytest.mark.parametrize("path", ["tests/package.json", "tests/poetry.lock", "tests/.eslintrc.json"])
def test_the_files_of_tools_are_no_payloads(folder: Folder, path: str) -> None:
    assert found(folder({path: ""})) == []


def test_data_is_excluded_and_ignored_as_code_is(folder: Folder) -> None:
    root = folder({"tests/a.json": "", "tests/b.json": "", "tests/c.json": "", ".gitignore": "b.json", ".git/HEAD": ""})
    assert found(root, exclude=["a.json"]) == ["tests/c.json"]


def test_what_stands_in_data_is_found(folder: Folder) -> None:
    root = folder(
        {
            "tests/a.json": STRANGERS.encode("utf-16"),
            "tests/b.csv": "name,email\nRené,rene@gmail.com\n".encode("latin-1"),
            "tests/c.yaml": b"\0\x01" + STRANGERS.encode(),
            "tests/d.json": '{"email": "ann@example.com"}',
            "tests/e.yaml": "broken: [\nemail: ann@gmail.com\n",
        }
    )
    result = check(Request(("tests",)), root)
    assert [(one.path, one.at.line, one.at.column, one.code) for one in result.findings] == [
        ("tests/a.json", 1, 11, "SM401"),
        ("tests/b.csv", 2, 6, "SM401"),
        ("tests/e.yaml", 2, 8, "SM401"),
    ]
    assert result.troubles == ()


def test_a_named_data_file_is_read_as_data(folder: Folder) -> None:
    root = folder({"elsewhere/users.json": STRANGERS})
    result = check(Request(("elsewhere/users.json",)), root)
    assert [one.path for one in result.findings] == ["elsewhere/users.json"]


def test_rules_about_code_do_not_read_data(folder: Folder) -> None:
    root = folder({"tests/a.json": STRANGERS})
    result = check(Request(("tests",), Options(values={"select": ["SM1", "SM2", "SM3"]})), root)
    assert (result.findings, result.troubles) == ((), ())


def test_a_data_file_that_cannot_be_read_is_told_of(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder({"tests/a.json": STRANGERS})
    opened = open

    def refused(path: str, *arguments: object, **options: object) -> object:
        if str(path).endswith("a.json"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", refused)
    (trouble,) = check(Request(("tests",)), root).troubles
    assert trouble.path == "tests/a.json"


def test_of_a_long_dump_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smelltest.edge.library._LONGEST_DATA", 4)
    assert decoded_data("abcdé".encode()) == "abcd"
    assert decoded_data("abcé".encode()) == "abc\ufffd"


def test_features_are_tests_wherever_they_stand(folder: Folder) -> None:
    scenario = "@api\nFeature: Users\n  Scenario: A user\n    Given a user\n"
    step = "from behave import given\n\n\n@given('a user')\ndef user(context):\n    pass\n"
    hook = "def before_all(context):\n    pass\n"
    paths = {"bdd/users.feature": scenario, "bdd/steps/users.py": step, "bdd/environment.py": hook}
    assert found(folder({**paths, "changes/12.feature": "Users are found.\n", "src/steps/a.py": ""})) == sorted(paths)
