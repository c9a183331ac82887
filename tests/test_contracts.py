"""What holds of the whole tree: its layers, its types, its style."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"], id="imports"),
        pytest.param(["-m", "mypy", "--no-incremental"], id="types"),
        pytest.param(["-m", "ruff", "check", "--no-cache"], id="style"),
        pytest.param(["-m", "ruff", "format", "--check", "--no-cache"], id="format"),
    ],
)
def test_the_tree_keeps_its_contracts(command: list[str]) -> None:
    done = subprocess.run([sys.executable, *command], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
