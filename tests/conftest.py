"""What the tests of the shell share: folders of files, and the installed command."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Files = Mapping[str, str | bytes]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

COMMAND = Path(sysconfig.get_path("scripts"), "smelltest")


def write(folder: Path, files: Files) -> Path:
    """Put files, by their paths, into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[Files], Path]:
    """Makes a suite of files in a folder of its own, which nothing above has a say in."""
    return lambda files: write(tmp_path / "suite", {"pyproject.toml": "[tool.smelltest]\n", **files})


@pytest.fixture
def smelltest() -> Run:
    """Runs the installed command in a folder."""

    def run(
        folder: Path, *arguments: str, stdin: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=folder,
            env={**inherited, "PYTHONUTF8": "1", **environment},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run
