"""A run as a whole: what is told, of which files, and that nothing is changed by how it is run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from smelltest.edge import examine
from smelltest.edge.packs import installed_rules
from smelltest.edge.run import Request, Result, check
from smelltest.edge.settings import Options
from smelltest.judge.rule import Finding, Rule, finding
from smelltest.link.suite import Suite
from smelltest.read.facts import Place

Folder = Callable[[Mapping[str, "str | bytes"]], Path]

HELPER = "import requests\n\n\ndef newest():\n    return requests.get('https://shop.test/orders').json()[-1]{comment}\n"
TESTS = "from tests.helper import newest\n\n\ndef test_newest():\n    assert newest()['total'] == 5\n"


def run(root: Path, *paths: str, **request: object) -> Result:
    return check(Request(paths, **request), root)  # type: ignore[arg-type]


def told(result: Result) -> list[tuple[str, str]]:
    return [(found.path, found.code) for found in result.findings]


@pytest.fixture
def shop(folder: Folder) -> Callable[[str], Path]:
    """A suite whose one finding stands in a helper, on a line with a comment."""
    return lambda comment: folder(
        {
            "tests/__init__.py": "",
            "tests/helper.py": HELPER.format(comment=comment),
            "tests/test_a.py": TESTS,
            "tests/test_b.py": TESTS,
        }
    )


def test_what_stands_in_a_helper_is_told_once_if_the_helper_was_named(shop: Callable[[str], Path]) -> None:
    root = shop("")
    assert told(run(root)) == told(run(root, "tests")) == [("tests/helper.py", "SM301")]
    assert told(run(root, "tests/test_a.py", "tests/helper.py")) == [("tests/helper.py", "SM301")]
    assert told(run(root, "tests/test_a.py")) == []


def test_a_comment_in_a_helper_silences_what_any_test_finds_there(shop: Callable[[str], Path]) -> None:
    result = run(shop("  # smelltest: ignore[SM301]"))
    assert told(result) == []
    assert [(found.path, found.code) for found in result.silenced] == [("tests/helper.py", "SM301")]


def test_a_comment_in_a_helper_is_called_unused_only_if_the_tests_around_it_were_named(
    shop: Callable[[str], Path],
) -> None:
    root = shop("  # smelltest: ignore[SM301, SM102]")
    assert told(run(root)) == told(run(root, "tests")) == [("tests/helper.py", "SM001")]
    assert told(run(root, "tests/helper.py")) == []
    assert told(run(root, "tests/test_a.py", "tests/helper.py")) == []


def test_paths_in_evidence_are_seen_from_the_working_folder(shop: Callable[[str], Path]) -> None:
    root = shop("")
    (found,) = check(Request(("..",)), root / "tests").findings
    assert found.path == "helper.py"
    assert {note.path for note in found.evidence} <= {"helper.py", "test_a.py"}


def test_suites_are_told_together_in_order(folder: Folder) -> None:
    odd = "x = 1  # smelltest: ignore[NOPE]\n"
    root = folder(
        {
            "b/test_b.py": odd,
            "a/pyproject.toml": '[tool.smelltest]\nignore = ["SM003"]\n',
            "a/test_a.py": odd,
            "c/pyproject.toml": "[tool.smelltest]\n",
            "c/test_c.py": odd,
        }
    )
    result = run(root)
    assert told(result) == [("b/test_b.py", "SM003"), ("c/test_c.py", "SM003")]
    assert (result.files, len(result.projects)) == (3, 3)


def test_progress_is_heard_of_each_file(folder: Folder) -> None:
    root = folder({f"test_{number}.py": "" for number in range(3)})
    heard: list[tuple[int, int]] = []
    check(Request(), root, lambda done, total: heard.append((done, total)))
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_the_collector_is_left_as_it_was(folder: Folder) -> None:
    run(folder({"test_a.py": ""}))
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_a_file_that_goes_away_in_between_is_told_of(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder({"test_a.py": "", "test_b.py": ""})
    library_of = examine.library_of

    def vanishing(task: examine.Task) -> object:
        (root / "test_a.py").unlink(missing_ok=True)
        return library_of(task)

    monkeypatch.setattr(examine, "library_of", vanishing)
    (trouble,) = run(root).troubles
    assert (trouble.path, trouble.message) == ("test_a.py", "the file is gone; it was there a moment ago")


def test_a_file_that_cannot_be_followed_is_told_of_and_the_rest_goes_on(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = folder({"test_a.py": "", "test_b.py": "x = 1  # smelltest: ignore[NOPE]\n"})
    link = examine.Linker.link

    def failing(self: examine.Linker, module: object) -> object:
        if getattr(module, "path", "") == "test_a.py":
            raise RecursionError("too deep")
        return link(self, module)  # type: ignore[arg-type]

    monkeypatch.setattr(examine.Linker, "link", failing)
    result = run(root)
    assert told(result) == [("test_b.py", "SM003")]
    assert result.troubles[0].message.startswith("the tests cannot be followed: RecursionError: too deep (")


def test_warnings_of_the_selection_are_handed_on(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    renamed = tuple(replace(rule, aliases=(f"{rule.code}X",)) for rule in installed_rules())
    monkeypatch.setattr("smelltest.edge.run.installed_rules", lambda: renamed)
    result = run(folder({"test_a.py": ""}), options=Options(values={"select": ["SM001X"]}))
    assert result.warnings == ("select: SM001X is now SM001 (unused-suppression)",)


def test_rules_about_the_whole_suite_see_it_whole(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(suites: tuple[Suite, ...]) -> Iterator[Finding]:
        for suite in suites:
            yield finding(suite.module.path, Place(1, 1, 1, 1), f"one of {len(suites)}")

    whole = (Rule("SM990", "whole", "odd", "", check, scope="suite"),)
    for module in ("run", "examine"):
        monkeypatch.setattr(f"smelltest.edge.{module}.installed_rules", lambda: whole)
    result = run(folder({"test_a.py": "", "test_b.py": "", "test_c.py": "def (\n"}))
    assert [(found.path, found.message) for found in result.findings] == [
        ("test_a.py", "one of 2"),
        ("test_b.py", "one of 2"),
    ]
    assert [trouble.path for trouble in result.troubles] == ["test_c.py"]
