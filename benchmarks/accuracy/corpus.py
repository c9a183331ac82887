"""Checkouts of public suites, and what smelltest finds in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.accuracy.records import Finding, Suite

OPTIONS = ("check", "--isolated", "--no-cache", "--quiet", "--output-format", "json-lines")
"""Default settings, whatever the suite itself has settled on."""

_TROUBLES = ("error: ", "warning: ")
"""How it begins what it says of single files. What says anything else has found nothing because it broke."""


class Checkout(NamedTuple):
    suite: Suite
    root: Path


class Version(NamedTuple):
    """A smelltest to run: its command, and the folders that go before what is installed."""

    command: tuple[str, ...] = (sys.executable, "-m", "smelltest")
    path: tuple[str, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        inherited = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
        return (
            {**os.environ, "PYTHONPATH": os.pathsep.join((*self.path, *inherited))} if self.path else dict(os.environ)
        )


def checkouts(suites: Iterable[Suite], folders: Sequence[Path]) -> Iterator[Checkout]:
    """Those of the suites that are checked out in one of the folders; of the others it is told why not."""
    for suite in suites:
        root = next((root for folder in folders if (root := folder / suite.folder).is_dir()), None)
        stands = root and commit(root)
        if root is None:
            told(f"{suite.suite}: no checkout")
        elif stands and stands != suite.commit:
            told(f"{suite.suite}: left out, it stands at {stands[:10]} and is listed with {suite.commit[:10]}")
        else:
            yield Checkout(suite, root.resolve())


def commit(root: Path) -> str | None:
    """The commit at which a checkout stands, if the folder is a git repository of its own."""
    command = ["git", "-C", str(root), "rev-parse", "--show-prefix", "--verify", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    prefix, _, name = done.stdout.partition("\n")
    return name.strip() or None if done.returncode == 0 and not prefix else None


def found(checkouts: Iterable[Checkout], version: Version, select: str | None = None) -> Iterator[Finding]:
    """What a version finds in checkouts; a place is told once a rule, however many tests lead to it."""
    for checkout in checkouts:
        findings = {finding.key: finding for finding in reversed(list(_findings(checkout, version, select)))}
        told(f"{checkout.suite.suite}: {len(findings)} findings")
        yield from (findings[key] for key in sorted(findings))


def _findings(checkout: Checkout, version: Version, select: str | None) -> Iterator[Finding]:
    command = [*version.command, *OPTIONS, *(["--select", select] if select else []), "."]
    done = subprocess.run(
        command, cwd=checkout.root, env=version.environment, capture_output=True, text=True, check=False
    )
    troubles = done.stderr.splitlines()
    if done.returncode not in (0, 1, 2) or not all(line.startswith(_TROUBLES) for line in troubles):
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode} in {checkout.root}: {done.stderr}")
    for trouble in troubles:
        told(f"{checkout.suite.suite}: {trouble}")
    for line in done.stdout.splitlines():
        one = json.loads(line)
        yield Finding(
            suite=checkout.suite.suite,
            path=one["path"],
            line=one["location"]["row"],
            code=one["code"],
            message=one["message"],
            end=one["end_location"]["row"],
            test=one["test"],
        )


@contextmanager
def version(named: str) -> Iterator[Version]:
    """The version that an argument names: an installed command by its path, or a revision of this repository."""
    if os.sep in named and os.access(named, os.X_OK) and Path(named).is_file():
        yield Version((named,))
        return
    with TemporaryDirectory() as folder:
        tree = str(Path(folder, "tree"))
        git = ("git", "-C", str(Path(__file__).parent))
        subprocess.run([*git, "worktree", "add", "--quiet", "--detach", tree, named], check=True)
        try:
            yield Version(path=(f"{tree}/linter", f"{tree}/rules"))
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", tree], check=True)


def source_line(root: Path, path: str, line: int) -> str:
    """A line of a checkout, without the blanks around it."""
    lines = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[line - 1].strip() if line <= len(lines) else ""


def told(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
