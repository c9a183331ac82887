"""`smelltest fix --verify` and `--interactive`, run as users run them."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.conftest import COMMAND

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def suite(*lines: str) -> str:
    return "import requests\n" + "".join(f"\n\n{line}" for line in lines)


def signing_up(name: str) -> str:
    return (
        f"def test_{name}():\n"
        f'    response = requests.post("https://shop.test/users", json={{"email": "{name}@example.com"}})\n'
        f"    assert response.status_code == 409\n"
        f'    requests.post("https://shop.test/users", json={{"email": "{name}@example.com", "name": "{name}"}})\n'
    )


FILES = {f"tests/test_{name}.py": suite(*map(signing_up, (f"{name}1", f"{name}2", f"{name}3"))) for name in "abcdef"}


def passing(*needed: str) -> str:
    """A command that passes while texts stand in the tests; it notes each of its runs."""
    script = (
        "import glob, sys; open('runs', 'a').write('.'); "
        "text = ''.join(open(file, errors='replace').read() for file in sorted(glob.glob('tests/*.py'))); "
        f"sys.exit(any(each not in text for each in {list(needed)!r}))"
    )
    return f'"{sys.executable}" -c "{script}"'


def texts(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / "tests").iterdir())}


def test_all_fixes_are_kept_where_the_command_passes(folder: Folder, smelltest: Run) -> None:
    root = folder(FILES)
    done = smelltest(root, "fix", "--select", "SM102", "--verify", passing())
    assert done.returncode == 0, done.stderr
    assert (root / "runs").read_text() == "."
    assert not any(b"1@example.com" in text for text in texts(root).values())


def test_files_that_break_it_are_found_and_in_them_the_fixes(folder: Folder, smelltest: Run) -> None:
    root = folder(FILES)
    done = smelltest(root, "fix", "--select", "SM102", "--verify", passing("b2@example.com", "e3@example.com"))
    assert done.returncode == 1, done.stderr
    left = {
        name: [each for each in "123" if f"{name[5]}{each}@".encode() in text] for name, text in texts(root).items()
    }
    assert left == {f"test_{name}.py": {"b": ["2"], "e": ["3"]}.get(name, []) for name in "abcdef"}
    assert len((root / "runs").read_text()) < 25
    assert "the command fails with its fix" in done.stderr


def test_nothing_is_written_where_the_command_fails_anyway(folder: Folder, smelltest: Run) -> None:
    root = folder(FILES)
    before = texts(root)
    done = smelltest(root, "fix", "--select", "SM102", "--verify", passing("nowhere"))
    assert done.returncode == 2
    assert "fails without any fix, too" in done.stderr
    assert texts(root) == before


def test_the_search_is_bounded(folder: Folder, smelltest: Run) -> None:
    root = folder(FILES)
    arguments = ("fix", "--select", "SM102", "--verify", passing("b2@example.com", "e3@example.com"))
    done = smelltest(root, *arguments, "--verify-runs", "4")
    assert done.returncode == 1
    assert (root / "runs").read_text() == "...."
    assert b"b2@example.com" in texts(root)["test_b.py"]
    assert b"e3@example.com" in texts(root)["test_e.py"]
    assert "before its fix was verified" in done.stderr


def test_no_such_command(folder: Folder, smelltest: Run) -> None:
    root = folder(FILES)
    before = texts(root)
    done = smelltest(root, "fix", "--verify", "no-such-command")
    assert done.returncode == 2
    assert "no-such-command" in done.stderr
    assert texts(root) == before


ODD = ("\ufeff" + FILES["tests/test_a.py"]).replace("\n", "\r\n").replace("import", "# Zoë's\r\nimport", 1).encode()
LATIN = ("# -*- coding: latin-1 -*-\n# Zoë's\n" + FILES["tests/test_b.py"]).encode("latin-1")
WAITING = f"\"{sys.executable}\" -c \"import time; open('started', 'w').close(); time.sleep(60)\""


@pytest.mark.skipif(os.name == "nt", reason="signals are sent")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interruption_puts_every_byte_back(folder: Folder, name: str) -> None:
    root = folder({"tests/test_a.py": ODD, "tests/test_b.py": LATIN})
    (root / "tests" / "test_a.py").chmod(0o640)
    before = texts(root)
    process = subprocess.Popen([COMMAND, "fix", "--select", "SM102", "--verify", WAITING], cwd=root)
    wait_for(root / "started")
    assert texts(root) != before
    process.send_signal(getattr(signal, name))
    assert process.wait(30) != 0
    assert texts(root) == before
    assert stat.S_IMODE((root / "tests" / "test_a.py").stat().st_mode) == 0o640


def test_encoding_mark_and_line_ends_stay_with_a_fix(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": ODD, "tests/test_b.py": LATIN})
    assert smelltest(root, "fix", "--select", "SM102", "--verify", passing()).returncode == 0
    odd, latin = texts(root).values()
    assert odd.startswith(b"\xef\xbb\xbf# Zo\xc3\xab's\r\n")
    assert odd.count(b"\n") == odd.count(b"\r\n")
    assert b"# Zo\xeb's\n" in latin
    assert b"a1@example.com" not in odd + latin


@pytest.mark.skipif(os.name == "nt", reason="there is no killing like that")
def test_killed_at_any_moment_each_file_is_old_or_new(folder: Folder, smelltest: Run) -> None:
    root = folder(FILES)
    old = texts(root)
    assert smelltest(root, "fix", "--select", "SM102", "-q").returncode == 0
    new = texts(root)
    for name, text in old.items():
        (root / "tests" / name).write_bytes(text)
    command = [COMMAND, "fix", "--select", "SM102", "-q", "--verify", f'"{sys.executable}" -c "import os; os._exit(1)"']
    started = time.monotonic()
    assert subprocess.run(command, cwd=root, stderr=subprocess.DEVNULL, check=False).returncode == 2
    whole = time.monotonic() - started
    assert texts(root) == old
    for step in range(8):
        process = subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL)
        time.sleep(whole * (0.4 + 0.08 * step))
        process.kill()
        process.wait()
        now = {name: text for name, text in texts(root).items() if not name.startswith(".")}
        assert now.keys() == old.keys()
        # The unique values are made by calls, so that each file has one new text.
        assert all(text in (old[name], new[name]) for name, text in now.items())
        for name, text in old.items():
            (root / "tests" / name).write_bytes(text)


def wait_for(file: Path) -> None:
    for _ in range(600):
        if file.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"{file} never came")


def test_a_person_is_asked_about_each_finding(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": FILES["tests/test_a.py"]})
    done = smelltest(root, "fix", "--select", "SM102", "--interactive", stdin="n\ny\nq\n")
    assert done.returncode == 0, done.stderr
    assert "-    requests.post" in done.stdout or "-    response = requests.post" in done.stdout
    text = texts(root)["test_a.py"].decode()
    assert [each for each in "123" if f"a{each}@example.com" in text] == ["1", "3"]
    assert "it was not chosen" in done.stderr


def test_the_rest_can_be_fixed_without_being_asked(folder: Folder, smelltest: Run) -> None:
    root = folder({"tests/test_a.py": FILES["tests/test_a.py"]})
    done = smelltest(root, "fix", "--select", "SM102", "--interactive", stdin="n\na\n")
    assert done.returncode == 0, done.stderr
    text = texts(root)["test_a.py"].decode()
    assert [each for each in "123" if f"a{each}@example.com" in text] == ["1"]


def test_what_nobody_answers_changes_nothing(folder: Folder, smelltest: Run) -> None:
    root = folder(FILES)
    before = texts(root)
    assert smelltest(root, "fix", "--select", "SM102", "--interactive", stdin="y\n").returncode != 0
    assert texts(root) == before
