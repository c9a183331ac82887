"""How long smelltest takes, beside what Python itself takes for the same files: `python -m benchmarks.speed`.

Each bound is a ratio of two measurements of one run, taken in turns, so that it holds on any machine. What
counts is the CPU time of a process, user and system, and of several runs the shortest.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from compileall import compile_dir
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

SUITES = (
    "fastapi==0.163.2",
    "pulpcore==3.123.1",
    "djangorestframework==3.18.3",
    "kinto==26.5.0",
    "python-gitlab==8.6.0",
)
"""Public source archives with large suites."""

PARSE = """
import ast, sys, time
files = sys.stdin.read().splitlines()
before = time.process_time()
for file in files:
    try:
        with open(file, encoding="utf-8") as stream:
            ast.parse(stream.read())
    except (SyntaxError, ValueError):
        pass
print(time.process_time() - before)
"""

IMPORTED = """
import sys
from smelltest.cli import main
try:
    main(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
print("imported:", *sys.modules)
"""

SUITE = """
import requests

def test_user():
    requests.post("https://shop.example.com/users", json={"email": "ann@example.com"})
"""
"""A suite in which there is something to find."""

UNNEEDED = ("libcst", "rich")
"""Packages that take long to import, and that neither the version nor a concise check needs."""


class Measured(NamedTuple):
    """A measurement beside what it is measured against, and how many times as much it may be at most."""

    what: str
    seconds: float
    against: str
    base: float
    bound: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.base

    @property
    def holds(self) -> bool:
        return self.ratio <= self.bound

    def row(self) -> str:
        verdict = "holds" if self.holds else "BROKEN"
        return (
            f"{self.what:<34} {self.seconds:7.2f} s   {self.against:<26} {self.base:6.2f} s"
            f"   {self.ratio:5.2f}x of at most {self.bound:g}x   {verdict}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and answer with 1 if a bound is broken."""
    given = _parser().parse_args(arguments)
    with _archives(given.archives) as folder:
        roots = unpacked(downloaded(folder), folder / "unpacked")
        files = [file for root in roots for file in tests(root)]
        lines = sum(file.read_bytes().count(b"\n") for file in files)
        compile_packages()
        print(f"{len(roots)} suites, {len(files):,} test files, {lines:,} lines of tests\n")
        measured = (checked(roots, files, given.runs), started(given.runs * 5))
    for one in measured:
        print(one.row())
    surplus = needlessly_imported()
    print(f"imported where nothing needs them: {', '.join(surplus) or 'none'} (of {', '.join(UNNEEDED)})")
    return 0 if all(one.holds for one in measured) and not surplus else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--archives", type=Path, metavar="DIR", help="where the archives are, or are to be kept")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured (default: 3)")
    return parser


@contextmanager
def _archives(kept: Path | None) -> Iterator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()
    else:
        with TemporaryDirectory() as folder:
            yield Path(folder).resolve()


# The suites


def downloaded(folder: Path) -> list[Path]:
    """The archives of all suites; what is not yet in the folder is fetched by pip."""
    for suite in SUITES:
        if _archive(folder, suite) is None:
            print(f"downloading {suite}", flush=True)
            options = ("--quiet", "--no-binary", ":all:", "--no-deps", "--dest", str(folder))
            subprocess.run([sys.executable, "-m", "pip", "download", *options, suite], check=True)
    found = [_archive(folder, suite) for suite in SUITES]
    return [archive for archive in found if archive is not None]


def _archive(folder: Path, suite: str) -> Path | None:
    name, _, version = suite.partition("==")
    stems = {f"{name}-{version}", f"{name.replace('-', '_')}-{version}"}
    return next((path for path in folder.glob("*.tar.gz") if path.name.removesuffix(".tar.gz") in stems), None)


def unpacked(archives: Iterable[Path], into: Path) -> list[Path]:
    """The root folder of each archive, unpacked side by side."""
    roots = []
    for archive in archives:
        root = into / archive.name.removesuffix(".tar.gz")
        if not root.is_dir():
            with tarfile.open(archive) as bundle:
                bundle.extractall(into, filter="data")
        roots.append(root)
    return roots


def tests(root: Path) -> Iterator[Path]:
    """The Python files of a suite that are tests, or that stand in a folder of tests."""
    for path in sorted(root.rglob("*.py")):
        inside = {"test", "tests"} & set(path.relative_to(root).parts[:-1])
        if inside or path.name.startswith("test_") or path.name.endswith("_test.py") or path.name == "conftest.py":
            yield path


# What is measured


def checked(roots: Sequence[Path], files: Sequence[Path], runs: int) -> Measured:
    """A cold check by all default rules in one process, beside bare `ast.parse` of the tests."""
    options = ("--isolated", "--no-cache", "-j1", "--output-format", "concise", "--quiet")
    check = (sys.executable, "-m", "smelltest", "check", *options, *map(str, roots))
    listed = "\n".join(map(str, files))
    parse, whole = shortest(runs, lambda: parsed(listed), lambda: seconds(check, allowed=(0, 1)))
    return Measured("check, all default rules, -j1", whole, "ast.parse of the tests", parse, 5)


def started(runs: int) -> Measured:
    """The start of the program, beside that of a program that imports click and does nothing."""
    click, version = shortest(
        runs,
        lambda: seconds((sys.executable, "-c", "import click")),
        lambda: seconds((sys.executable, "-m", "smelltest", "--version")),
    )
    return Measured("smelltest --version", version, 'python -c "import click"', click, 2)


def needlessly_imported() -> list[str]:
    """What the version, or a check whose findings are told in a line each, imports of what neither needs."""
    with TemporaryDirectory() as folder:
        suite = Path(folder, "test_users.py")
        suite.write_text(SUITE)
        arguments = (("--version",), ("check", "--isolated", "--output-format", "concise", str(suite)))
        imported = {name for given in arguments for name in _modules(given)}
    return [name for name in UNNEEDED if name in imported]


def _modules(arguments: Sequence[str]) -> list[str]:
    command = (sys.executable, "-c", IMPORTED, *arguments)
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return told.rpartition("imported:")[2].split()


# How it is measured


def compile_packages() -> None:
    """Compile the packages as an installer does, for a checkout need not have been."""
    for package in ("smelltest", "smelltest_rules"):
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            compile_dir(folder, quiet=2)


def shortest(runs: int, *measures: Callable[[], float]) -> list[float]:
    """The shortest time of each, all measured in turns, so that whatever else the machine does slows each."""
    turns = [[measure() for measure in measures] for _ in range(runs)]
    return [min(times) for times in zip(*turns, strict=True)]


def seconds(command: Sequence[str], allowed: Sequence[int] = (0,)) -> float:
    """The CPU time of a process. One that fails measures nothing, and ends the benchmark."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in allowed:
        sys.exit(f"{' '.join(command[:4])} … ended with {done.returncode}: {done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def parsed(files: str) -> float:
    """The CPU time for which Python parses files, apart from its start."""
    command = (sys.executable, "-c", PARSE)
    return float(subprocess.run(command, input=files, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    sys.exit(main())
