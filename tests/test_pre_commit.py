"""The hooks, run by pre-commit itself, from a clone of this project, in a repository of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
PARTS = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "linter", "pyproject.toml", "rules")

ODD = "def test_a():\n    assert True  # smelltest: ignore[NOPE]\n"

Git = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Git:
    """Runs git as nobody in particular, with pre-commit at hand."""
    home = tmp_path_factory.mktemp("home")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))},
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "hooks"),
        **{
            f"GIT_{who}_{what}": value
            for who in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "T"), ("EMAIL", "t@example.com"))
        },
    }

    def run(folder: Path, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    return run


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, git: Git) -> tuple[Path, str]:
    """This project as a repository, and its one commit."""
    folder = tmp_path_factory.mktemp("clone")
    for name in PARTS:
        part = PROJECT / name
        if part.is_dir():
            shutil.copytree(part, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(part, folder)
    git(folder, "git", "init", "--quiet")
    git(folder, "git", "add", "--all")
    git(folder, "git", "commit", "--quiet", "--message", "All")
    return folder, git(folder, "git", "rev-parse", "HEAD").stdout.strip()


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, git: Git, clone: tuple[Path, str]) -> Path:
    """A user's repository with the hook installed and nothing to complain of."""
    folder = tmp_path_factory.mktemp("repository")
    hooks, commit = clone
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {commit}\n  hooks:\n  - id: smelltest\n    args: [--output-format=concise]\n"
    )
    (folder / "pyproject.toml").write_text('[tool.smelltest]\nextend-exclude = ["legacy"]\n')
    (folder / "tests").mkdir()
    (folder / "tests" / "test_old.py").write_text(ODD)
    git(folder, "git", "init", "--quiet")
    git(folder, "git", "add", "--all")
    git(folder, "git", "commit", "--quiet", "--message", "Before the hook")
    git(folder, "pre-commit", "install", "--install-hooks")
    return folder


def commit(git: Git, repository: Path, **files: str) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        path = repository / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(repository, "git", "add", "--all")
    done = git(repository, "git", "commit", "--message", "Change", check=False)
    git(repository, "git", "reset", "--quiet", "--hard", "HEAD")
    return done


def test_the_manifest_is_valid(git: Git) -> None:
    git(PROJECT, "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")


def test_a_finding_in_a_changed_file_stops_the_commit(git: Git, repository: Path) -> None:
    done = commit(git, repository, tests__test_new=ODD)
    assert done.returncode == 1
    assert "tests/test_new.py:2:18: SM003" in done.stderr + done.stdout
    assert "test_old" not in done.stderr + done.stdout


def test_a_clean_change_is_committed(git: Git, repository: Path) -> None:
    done = commit(git, repository, tests__test_clean="def test_a():\n    assert True\n")
    assert done.returncode == 0
    assert "Passed" in done.stderr + done.stdout


@pytest.mark.parametrize("name", ["app", "tests__legacy__test_a"])
def test_other_files_and_excluded_ones_are_left_alone(git: Git, repository: Path, name: str) -> None:
    assert commit(git, repository, **{name: ODD}).returncode == 0


def test_a_file_that_cannot_be_read_stops_the_commit(git: Git, repository: Path) -> None:
    done = commit(git, repository, tests__test_new="def (\n")
    assert done.returncode == 1
    assert "error: tests/test_new.py:1:5: does not parse" in done.stderr + done.stdout
