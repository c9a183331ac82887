"""`smelltest check`, run as users run it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

ODD = "def test_a():\n    assert True  # smelltest: ignore[NOPE]\n"
"""A file with one finding, whatever the rules about data say."""

CLEAN = "def test_a():\n    assert True\n"

FOUND = "tests/test_a.py:2:18: SM003 there is no rule NOPE\n"


def test_findings_end_in_1_and_none_in_0(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD, "clean/test_b.py": CLEAN})
    found = smelltest(root, "check", "--output-format", "concise")
    assert (found.returncode, found.stdout, found.stderr) == (1, FOUND, "1 finding in 2 files.\n")
    clean = smelltest(root, "check", "clean")
    assert (clean.returncode, clean.stdout, clean.stderr) == (0, "", "No findings in 1 file.\n")
    forgiven = smelltest(root, "check", "--exit-zero", "--quiet", "--output-format", "concise")
    assert (forgiven.returncode, forgiven.stdout, forgiven.stderr) == (0, FOUND, "")


def test_the_full_format_shows_the_code(folder: Folder, smelltest: Run) -> None:
    found = smelltest(folder({"tests/test_a.py": ODD}), "check")
    assert found.stdout == (
        "SM003 unclear-suppression: there is no rule NOPE\n"
        " --> tests/test_a.py:2:18\n"
        "  │\n"
        "2 │     assert True  # smelltest: ignore[NOPE]\n"
        "  │                  ^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  │\n"
        "  = instead: `smelltest rule` lists them.\n"
        "\n"
    )


@pytest.mark.parametrize("output_format", ["json", "json-lines"])
def test_json_alone_goes_to_standard_output(folder: Folder, smelltest: Run, output_format: str) -> None:
    root = folder({"tests/test_a.py": ODD, "tests/test_b.py": b"\xff"})
    found = smelltest(root, "check", "--output-format", output_format, "--no-cache")
    assert found.returncode == 2
    value = json.loads(found.stdout)
    finding = value[0] if output_format == "json" else value
    assert (finding["path"], finding["code"], finding["location"]) == (
        "tests/test_a.py",
        "SM003",
        {"row": 2, "column": 18},
    )
    assert found.stderr.startswith("error: tests/test_b.py:1:1: byte 0xff is not UTF-8; ")


def test_json_of_nothing_is_an_empty_array(folder: Folder, smelltest: Run) -> None:
    assert smelltest(folder({"tests/test_a.py": CLEAN}), "check", "--output-format", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("files", "arguments", "message"),
    [
        ({"tests/test_b.py": "def test_b(:\n"}, [], "error: tests/test_b.py:1:12: does not parse: "),
        ({"tests/test_b.py": "def {{ name }}():\n"}, [], "error: tests/test_b.py:1:5: does not parse: "),
        ({"tests/test_b.py": b"x = '\xe9'\n"}, [], "error: tests/test_b.py:1:6: byte 0xe9 is not UTF-8; "),
        ({"tests/test_b.py": b"x = '\0'\n"}, [], "error: tests/test_b.py:1:6: does not parse: "),
        ({"tests/conftest.py": "def (\n"}, [], "error: tests/conftest.py:1:5: does not parse: "),
        ({}, ["tests", "nope.py"], "error: nope.py: there is no such file or folder"),
    ],
)
def test_what_cannot_be_read_is_told_of_and_the_rest_goes_on(
    folder: Folder, smelltest: Run, files: dict[str, str | bytes], arguments: list[str], message: str
) -> None:
    root = folder({"tests/test_a.py": ODD, **files})
    found = smelltest(root, "check", "--output-format", "concise", *arguments)
    assert (found.returncode, found.stdout) == (2, FOUND)
    assert found.stderr.startswith(message)
    assert found.stderr.count("error: ") == 1
    assert smelltest(root, "check", "--exit-zero", *arguments).returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="needs modes")
def test_a_file_that_may_not_be_read_is_told_of(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD, "tests/test_b.py": CLEAN})
    (root / "tests/test_b.py").chmod(0)
    if os.access(root / "tests/test_b.py", os.R_OK):
        pytest.skip("this user may read everything")
    found = smelltest(root, "check", "--output-format", "concise")
    assert (found.returncode, found.stdout) == (2, FOUND)
    assert "error: tests/test_b.py: the file cannot be read: Permission denied; " in found.stderr


def test_links_that_lead_back_are_told_of(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD})
    (root / "tests" / "up").symlink_to(root)
    found = smelltest(root, "check", "--output-format", "concise")
    assert (found.returncode, found.stdout) == (2, FOUND)
    assert found.stderr.startswith("error: tests/up: the link leads back")


def test_no_test_file_is_a_warning(folder: Folder, smelltest: Run) -> None:
    found = smelltest(folder({"app.py": "x = 1\n"}), "check")
    assert (found.returncode, found.stdout) == (0, "")
    assert found.stderr == "warning: there is no test file among these paths\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--select", "SM00x"], "select: there is no rule 'SM00x'; did you mean SM00"),
        (["--config", "nope.toml"], "there is no such file"),
        (["--config", "selct=['SM1']"], "unknown setting selct; did you mean select?"),
        (["--output-format", "xml"], "is not one of"),
        (["--jobs", "0"], "0 is not in the range"),
        (["-", "tests"], "- stands for one file"),
        (["--stdin-filename", "x.py"], "--stdin-filename needs -"),
        (["--output-file", "no/such/folder.txt"], "--output-file no/such/folder.txt: No such file or directory"),
        (["--nonsense"], "No such option"),
        (["--unsafe-fixes"], "--unsafe-fixes needs --fix"),
        (["--diff", "--output-format", "json"], "--diff shows differences"),
        (["--config", "~nobody/smelltest.toml"], "there is no such file"),
    ],
)
def test_wrong_use_ends_in_2(folder: Folder, smelltest: Run, arguments: list[str], message: str) -> None:
    found = smelltest(folder({"tests/test_a.py": ODD}), "check", *arguments, stdin="")
    assert (found.returncode, found.stdout) == (2, "")
    assert message in found.stderr
    assert "Traceback" not in found.stderr


def test_wrong_settings_end_in_2(folder: Folder, smelltest: Run) -> None:
    root = folder({"pyproject.toml": "[tool.smelltest]\nselct = []\n", "tests/test_a.py": ODD})
    found = smelltest(root, "check")
    assert found.returncode == 2
    assert found.stderr == f"Error: {root / 'pyproject.toml'}: unknown setting selct; did you mean select?\n"
    assert smelltest(root, "check", "--isolated").returncode == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('ignore = ["SM00x"]', "ignore: there is no rule 'SM00x'; did you mean SM00"),
        ('per-file-ignores = { "*.txt" = ["nonsense"] }', "per-file-ignores: there is no rule 'nonsense'; "),
        (
            'fix.unfixable = ["unused-supression"]',
            "fix.unfixable: there is no rule 'unused-supression'; did you mean unu",
        ),
    ],
)
def test_an_unknown_rule_in_settings_is_told_with_its_file(
    folder: Folder, smelltest: Run, text: str, message: str
) -> None:
    root = folder({"pyproject.toml": f"[tool.smelltest]\n{text}\n", "tests/test_a.py": ODD})
    found = smelltest(root, "check")
    assert found.returncode == 2
    assert found.stderr.startswith(f"Error: {root / 'pyproject.toml'}: {message}")


def test_rules_are_selected(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD})
    assert smelltest(root, "check", "--select", "SM001,SM002").returncode == 0
    assert smelltest(root, "check", "--select", "SM001", "--select", "SM003").returncode == 1
    assert smelltest(root, "check", "--ignore", "suppressions").returncode == 0
    assert smelltest(root, "check", "--ignore", "ALL", "--extend-select", "unclear-suppression").returncode == 1
    assert smelltest(root, "check", "--config", 'per-file-ignores={"tests/*"=["SM003"]}').returncode == 0


def test_standard_input_stands_in_for_a_file(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": CLEAN, "tests/test_b.py": ODD})
    arguments = ("check", "-", "--stdin-filename", "tests/test_a.py", "--output-format", "concise")
    assert smelltest(root, *arguments, stdin=ODD).stdout == FOUND
    assert smelltest(root, *arguments, stdin=CLEAN).returncode == 0
    assert smelltest(root, "check", "-", "--output-format", "concise", stdin=ODD).stdout.startswith("stdin.py:2:18: ")
    assert "# smelltest: ignore[NOPE]" in smelltest(root, "check", "-", "--stdin-filename", "new.py", stdin=ODD).stdout


def test_paths_are_relative_to_the_working_folder(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD, "other/x": ""})
    assert smelltest(root / "tests", "check", "--output-format", "concise").stdout.startswith("test_a.py:2:18: ")
    found = smelltest(root / "other", "check", str(root / "tests"), "--output-format", "concise")
    assert found.stdout.startswith("../tests/test_a.py:2:18: ")


def test_findings_go_to_a_file(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD})
    found = smelltest(root, "check", "--output-format", "concise", "--output-file", "out.txt")
    assert (found.returncode, found.stdout) == (1, "")
    assert (root / "out.txt").read_text() == FOUND


def test_a_file_of_findings_is_in_utf_8_whatever_the_console_speaks(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD})
    smelltest(root, "check", "--output-file", "out.txt", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert "│" in (root / "out.txt").read_text(encoding="utf-8")


def test_findings_are_counted(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD, "tests/test_b.py": ODD})
    assert smelltest(root, "check", "--statistics").stdout == "2  SM003  unclear-suppression\n"
    counts = smelltest(root, "check", "--statistics", "--output-format", "json").stdout
    assert json.loads(counts) == [{"code": "SM003", "name": "unclear-suppression", "count": 2}]


def test_verbose_says_by_which_settings(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": CLEAN})
    assert f"suite {root}, settings: default, {root / 'pyproject.toml'}\n" in smelltest(root, "check", "-v").stderr


def test_findings_are_the_same_however_many_processes_share_the_work(folder: Folder, smelltest: Run) -> None:
    root = folder(
        {
            "tests/conftest.py": "x = 1  # smelltest: ignore[NOPE]\n",
            "tests/test_bad.py": "def (\n",
            **{f"tests/{name}/test_{name}.py": ODD for name in "abcdefghij"},
        }
    )
    alone, shared = (smelltest(root, "check", "--output-format", "json", "-j", jobs) for jobs in ("1", "3"))
    assert alone.stdout == shared.stdout
    assert alone.stderr == shared.stderr
    assert len(json.loads(alone.stdout)) == 11
    prints = {finding["fingerprint"] for finding in json.loads(alone.stdout)}
    assert len(prints) == 11


def test_fingerprints_outlive_moved_lines(folder: Folder, smelltest: Run) -> None:
    def prints(text: str) -> list[str]:
        found = smelltest(folder({"tests/test_a.py": text}), "check", "--output-format", "json").stdout
        return [finding["fingerprint"] for finding in json.loads(found)]

    assert prints(ODD * 2) == prints(f"import os\n\n\n{ODD}\n\n{ODD}")


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(
    folder: Folder, smelltest: Run, arguments: list[str], environment: dict[str, str], colored: bool
) -> None:
    found = smelltest(folder({"tests/test_a.py": ODD}), "check", *arguments, **environment)
    assert ("\x1b[" in found.stdout) is colored


def test_the_width_is_respected(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD.replace("True", " + ".join(["1"] * 100))})
    assert max(map(len, smelltest(root, "check", COLUMNS="50").stdout.splitlines())) <= 50


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_a_terminal_gets_colour(folder: Folder) -> None:
    root = folder({"tests/test_a.py": ODD})
    assert b"\x1b[" in on_a_terminal(root, "check", TERM="xterm")
    assert b"\x1b[" not in on_a_terminal(root, "check", TERM="dumb")
    assert b"\x1b[" not in on_a_terminal(root, "check", TERM="xterm", NO_COLOR="1")


def on_a_terminal(root: Path, *arguments: str, **environment: str) -> bytes:
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    subprocess.run(
        [sys.executable, "-m", "smelltest", *arguments],
        cwd=root, env={**kept, **environment}, stdout=theirs, stderr=theirs, check=False, timeout=60,
    )  # fmt: skip
    os.close(theirs)
    with os.fdopen(ours, "rb") as reading:
        return reading.read1(100_000)


def test_an_ascii_terminal_gets_what_it_can_show(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD.replace("NOPE", "NÖPE")})
    found = smelltest(root, "check", "--output-format", "concise", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert found.stdout == "tests/test_a.py:2:18: SM003 there is no rule N\\xd6PE\n"


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are no text")
def test_a_name_that_is_no_text_is_shown(folder: Folder, smelltest: Run) -> None:
    root = folder({})
    with open(os.fsencode(root) + b"/test_\xff\x1b.py", "w") as file:  # noqa: PTH123
        file.write(ODD)
    for output_format in ("full", "concise", "json"):
        found = smelltest(root, "check", "--output-format", output_format)
        assert found.returncode == 1
        assert "test_\\udcff" in found.stdout.replace("\\\\", "\\")
        assert "\x1b" not in found.stdout


def test_a_reader_that_goes_away_is_no_error(folder: Folder) -> None:
    root = folder({f"tests/test_{number}.py": ODD * 50 for number in range(40)})
    command = f"{sys.executable} -m smelltest check --output-format concise | head -1"
    found = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert found.stdout.count("\n") == 1
    assert "Traceback" not in found.stderr


def test_it_runs_in_a_real_repository(folder: Folder, smelltest: Run) -> None:
    root = folder({".gitignore": "generated/\n", "tests/test_a.py": ODD, "tests/generated/test_b.py": ODD})
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    found = smelltest(root, "check", "--output-format", "concise")
    assert found.stdout == FOUND
    named = smelltest(root, "check", "--output-format", "concise", "tests/generated/test_b.py")
    assert named.stdout == FOUND.replace("test_a", "generated/test_b")
