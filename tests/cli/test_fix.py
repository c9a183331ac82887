"""`smelltest check --fix`, run as users run it: safe fixes are written, and what remains is told."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

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
