"""Suites against servers of their own: what becomes of their tests and of the rows in the database."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec import Struct
from tests.healing.rows_left import TABLES

from smelltest.edge.junit import read_results

HERE = Path(__file__).parent
SHOP = HERE.parent.parent / "examples" / "shop"

Rows = dict[str, list[tuple[object, ...]]]


class Server(Struct, frozen=True):
    """A shop that is open."""

    url: str
    database: Path

    def rows(self) -> Rows:
        """All that it holds."""
        with closing(sqlite3.connect(self.database)) as database:
            return {table: database.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in TABLES}


class Trials(Struct, frozen=True):
    """How each test fared in each trial, which trials changed what the server holds, and the rows that tests left."""

    outcomes: dict[str, dict[str, str]]
    changed: dict[str, Rows]
    left: dict[str, int]

    @property
    def tests(self) -> set[str]:
        return {test for outcomes in self.outcomes.values() for test in outcomes}

    @property
    def failed(self) -> dict[str, list[str]]:
        """The tests that do not pass in all trials, each with those in which it does not."""
        trials = {
            test: [name for name, outcomes in self.outcomes.items() if outcomes.get(test) != "passed"]
            for test in sorted(self.tests)
        }
        return {test: names for test, names in trials.items() if names}


def tried(suite: Path, scratch: Path) -> Trials:
    """Run a suite once and again, in parallel with itself, and against an empty database."""
    outcomes: dict[str, dict[str, str]] = {}
    changed: dict[str, Rows] = {}

    def run(server: Server, *names: str) -> None:
        before = server.rows()
        processes = [_started(suite, server, scratch / name) for name in names]
        for name, process in zip(names, processes, strict=True):
            outcomes[name] = _outcomes(process, scratch / name)
        after = server.rows()
        if after != before:
            changed[names[0]] = {table: [row for row in after[table] if row not in before[table]] for table in TABLES}

    with opened(scratch, "--seed") as server:
        run(server, "once")
        run(server, "again")
    with opened(scratch, "--seed") as server:
        run(server, "parallel", "beside it")
    with opened(scratch) as server:
        run(server, "empty")
    left = json.loads((scratch / "once.rows").read_text(encoding="utf-8"))
    return Trials(outcomes, changed, left)


@contextmanager
def opened(scratch: Path, *flags: str) -> Iterator[Server]:
    """A shop with a database of its own."""
    database = scratch / f"shop-{len(list(scratch.glob('shop-*.db')))}.db"
    command = [sys.executable, "-m", "shop", "--port", "0", "--database", str(database), *flags]
    with subprocess.Popen(command, cwd=SHOP, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Server(process.stdout.readline().split()[-1], database)
        finally:
            process.terminate()


def _started(suite: Path, server: Server, results: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "SHOP_URL": server.url,
        "SHOP_DATABASE": str(server.database),
        "ROWS_LEFT": f"{results}.rows",
        "PYTHONPATH": os.pathsep.join([str(SHOP), str(HERE)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    options = ["-q", "--tb=short", "-p", "no:cacheprovider", "-p", "anyio", "-p", "rows_left"]
    command = [sys.executable, "-m", "pytest", *options, f"--junitxml={results}.xml"]
    return subprocess.Popen(
        command, cwd=suite, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _outcomes(process: subprocess.Popen[str], results: Path) -> dict[str, str]:
    output, _ = process.communicate(timeout=120)
    cases = read_results(Path(f"{results}.xml"))
    assert cases, output
    found: dict[str, str] = {}
    for case in cases:
        name = f"{case.classname}::{case.name}"
        found[name] = "failed" if "failed" in (found.get(name), case.outcome) else case.outcome
    return found
