"""`smelltest check --fix`, run as users run it: safe fixes are written, and what remains is told."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

SENT = b"""import requests\r
\r
\r
def test_sign_up():\r
    body = {"email": "dave@bluepeakcoffee.com"}  # Zo\xc3\xab's\r
    requests.post("https://shop.test/login", json=body)\r
"""
COMPARED = 'def test_find(client):\n    assert client.get("/users").json()[0]["email"] == "bob@bluepeakcoffee.com"\n'


def test_safe_fixes_are_written_and_the_rest_of_the_file_stays(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": SENT})
    file = root / "tests" / "test_a.py"
    file.chmod(0o640)
    done = smelltest(root, "check", "--select", "SM401", "--fix", "--output-format", "concise")
    assert (done.returncode, done.stdout) == (0, "")
    assert "fixed tests/test_a.py" in done.stderr
    assert file.read_bytes() == SENT.replace(b"dave@bluepeakcoffee.com", b"dave@example.com")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_second_run_changes_nothing(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": SENT})
    smelltest(root, "check", "--select", "SM401", "--fix")
    once = (root / "tests" / "test_a.py").read_bytes()
    assert "fixed" not in smelltest(root, "check", "--select", "SM401", "--fix").stderr
    assert (root / "tests" / "test_a.py").read_bytes() == once


def test_what_is_not_safe_is_told_and_left(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": COMPARED})
    done = smelltest(root, "check", "--select", "SM401", "--fix")
    assert done.returncode == 1
    assert 'write "bob@example.com" (what it is compared with' in " ".join(done.stdout.split())
    assert (root / "tests" / "test_a.py").read_text(encoding="utf-8") == COMPARED


TOLD = 'import requests\n\n\ndef test_a():\n    requests.post("https://shop.test/login", json={"email": "dave@bluepeakcoffee.com"})\n'


@pytest.mark.parametrize("named", ["link", "link/tests/test_a.py", "{outside}/tests"])
def test_a_link_leads_to_the_same_fixes(folder: Folder, smelltest: Run, tmp_path: Path, named: str) -> None:
    root = folder({"real/tests/test_a.py": TOLD})
    (root / "link").symlink_to("real")
    (tmp_path / "outside").symlink_to(root / "real")
    done = smelltest(root, "fix", "--select", "SM401", named.format(outside=tmp_path / "outside"))
    assert "1 fixed in 1 file, 0 left." in done.stderr
    assert "dave@example.com" in (root / "real/tests/test_a.py").read_text(encoding="utf-8")
    assert (root / "link").is_symlink()


def test_a_suite_beside_the_working_folder_knows_what_its_files_share(folder: Folder, smelltest: Run) -> None:
    shared = {"data/users.json": '{"email": "dave@bluepeakcoffee.com"}'}
    root = folder({"here/README": "", "there/pyproject.toml": "[tool.smelltest]\n", "there/tests/test_a.py": TOLD})
    for name, text in shared.items():
        (root / "there" / name).parent.mkdir()
        (root / "there" / name).write_text(text, encoding="utf-8")
    done = smelltest(root / "here", "fix", "--select", "SM401", "../there")
    assert "another file holds it, too" in done.stderr
    assert (root / "there/tests/test_a.py").read_text(encoding="utf-8") == TOLD


@pytest.mark.parametrize("way", ["excluded", "ignored"])
def test_what_nobody_looks_at_keeps_no_fix_back(folder: Folder, smelltest: Run, way: str) -> None:
    settings = '[tool.smelltest]\nextend-exclude = ["vendored"]\n' if way == "excluded" else "[tool.smelltest]\n"
    ignored = {".gitignore": "vendored/\n"} if way == "ignored" else {}
    vendored = {"vendored/seed.json": '{"email": "dave@bluepeakcoffee.com"}'}
    root = folder({"pyproject.toml": settings, "tests/test_a.py": TOLD, **vendored, **ignored})
    done = smelltest(root, "fix", "--select", "SM401")
    assert "1 fixed in 1 file, 0 left." in done.stderr


def test_a_file_that_cannot_be_written_is_told_and_none_is_written(folder: Folder, smelltest: Run) -> None:
    # A name as long as a file system allows leaves none for the file that is to take its place.
    long = f"test_{'a' * 247}.py"
    root = folder({"tests/test_0.py": TOLD, f"tests/{long}": TOLD})
    done = smelltest(root, "fix", "--select", "SM401")
    assert done.returncode == 2
    assert done.stderr == f"Error: tests/{long} cannot be written: File name too long (nothing was written)\n"
    assert {file.read_text(encoding="utf-8") for file in (root / "tests").iterdir()} == {TOLD}


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
@pytest.mark.parametrize("verb", [("fix",), ("check", "--fix")])
def test_a_read_only_folder_is_told_with_a_way_out(folder: Folder, smelltest: Run, verb: tuple[str, ...]) -> None:
    root = folder({"tests/test_a.py": TOLD})
    (root / "tests").chmod(0o500)
    done = smelltest(root, *verb, "--select", "SM401")
    (root / "tests").chmod(0o700)
    assert done.returncode == 2
    assert "tests/test_a.py cannot be written: Permission denied; make its folder writable" in done.stderr


def test_a_quiet_run_writes_and_says_nothing(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": SENT})
    done = smelltest(root, "check", "--select", "SM401", "--fix", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_difference_is_shown_by_both_verbs_and_ends_in_1(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": SENT})
    checked = smelltest(root, "check", "--select", "SM401", "--diff")
    fixed = smelltest(root, "fix", "--select", "SM401,", "--diff")
    assert (checked.returncode, fixed.returncode) == (1, 1)
    assert checked.stdout == fixed.stdout != ""
    assert (root / "tests" / "test_a.py").read_bytes() == SENT
    assert smelltest(root, "fix", "--select", "SM401").returncode == 0
    assert smelltest(root, "fix", "--select", "SM401", "--diff").returncode == 0
