"""Which commands are given options for pytest, and which are only told of them through the environment."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from smelltest.edge.proving import Way, prepared


@pytest.mark.parametrize(
    "command",
    [
        "pytest tests",
        "/opt/venv/bin/py.test -q",
        "python3.12 -m pytest",
        "uv run pytest -x",
        "poetry run pytest",
        "env CI=1 pytest",
        "timeout 60 pytest",
        "coverage run -m pytest",
    ],
)
def test_a_command_that_runs_pytest_is_given_its_options(command: str) -> None:
    words = tuple(shlex.split(command))
    job = prepared(words, Way("once"), Path("results"))
    assert job.command[: len(words)] == words
    assert any(word.startswith("--junitxml=") for word in job.command[len(words) :])


@pytest.mark.parametrize("command", ["make pytest", "tox -e pytest", "docker compose run pytest", "sh run.sh pytest"])
def test_what_may_run_pytest_in_the_end_reads_them_from_its_environment(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-q")
    place = Path("C:\\Users\\Ann Lee")  # as Windows writes it
    job = prepared(tuple(command.split()), Way("once"), place)
    assert job.command == tuple(command.split())
    options = shlex.split(job.environment["PYTEST_ADDOPTS"])
    assert options[0] == "-q"
    assert f"--junitxml={place / 'results.xml'}" in options
