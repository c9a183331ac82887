"""What git ignores is what git says it ignores."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from smelltest.edge.files import discover
from smelltest.edge.settings import Options, Projects

RULES = {
    "plain names": {".gitignore": "out\n*.tmp.py\n"},
    "anchored": {".gitignore": "/out\n/a/test_1.py\n"},
    "folders only": {".gitignore": "out/\ntest_1.py/\n"},
    "stars": {".gitignore": "a/**/test_2.py\n**/deep\nt?st_1.py\n[ab]/out\n"},
    "kept after all": {".gitignore": "*.py\n!test_2.py\n"},
    "kept in vain": {".gitignore": "/a/\n!/a/test_1.py\n"},
    "comments and blanks": {".gitignore": "# out\n\n\\#x\ntest_1.py   \n"},
    "nested": {".gitignore": "test_1.py\n", "a/.gitignore": "!test_1.py\n/out\n", "a/deep/.gitignore": "*\n"},
    "the repository's own": {".git/info/exclude": "test_2.py\n"},
}


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
def test_git_says_the_same(tmp_path: Path, rules: dict[str, str]) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    for top in (".", "a", "a/deep", "b", "out", "a/out", "b/out/deep"):
        (tmp_path / top).mkdir(parents=True, exist_ok=True)
        for number in (1, 2):
            (tmp_path / top / f"test_{number}.py").touch()
    for name, text in rules.items():
        (tmp_path / name).write_text(text)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    listed = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.split()
    found = discover(["."], Projects(Options(), tmp_path), tmp_path)
    assert [file.path for file in found.files] == sorted(listed)
