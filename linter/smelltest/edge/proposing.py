"""Settings that fit the suites among some paths, and the files into which they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from smelltest.edge.files import discover, relative
from smelltest.edge.library import on_disk
from smelltest.edge.settings import Options, Project, Projects
from smelltest.edge.writing import put
from smelltest.judge.finding import Trouble
from smelltest.judge.judge import failure
from smelltest.link.suite import Linker
from smelltest.propose.proposal import Proposal, without_set
from smelltest.propose.propose import Proposer
from smelltest.read.data import is_data
from smelltest.report.proposal import blocks
from smelltest.rewrite.toml import NotAddedError, added
from smelltest.settings.validation import SettingsError

Progress = Callable[[int, int], None]
"""Hears how many files are done, and of how many."""


class Proposed(Struct, frozen=True, eq=False):
    """What is proposed for one suite.

    `file` is where it belongs, `table` the table there; `stays` what would have been proposed for keys that are set.
    `seen` gives a path of the suite as it is seen from that file.
    """

    file: Path
    table: str
    proposals: tuple[Proposal, ...]
    stays: tuple[Proposal, ...]
    tests: int
    seen: Callable[[str], str]


class Outcome(Struct, frozen=True, eq=False):
    """What is proposed, suite by suite, and what could not be looked at."""

    suites: tuple[Proposed, ...]
    troubles: tuple[Trouble, ...]


def propose(names: Sequence[str], options: Options, working_folder: Path, progress: Progress) -> Outcome:
    """Read the suites that are named, or what pytest would look at, and say which settings fit them."""
    projects = Projects(options, working_folder)
    found = discover(names, projects, working_folder)
    suites: dict[str, tuple[Project, list[str]]] = {}
    for file in found.files:
        if not is_data(file.path):
            suites.setdefault(file.project.root, (file.project, []))[1].append(file.path)
    done, every = count(1), sum(len(paths) for _, paths in suites.values())
    troubles = list(found.troubles)
    proposed = []
    for project, paths in suites.values():
        one, lost = _suite(project, paths, lambda: progress(next(done), every))
        proposed.append(one)
        troubles += [replace(trouble, path=f"{project.root}/{trouble.path}") for trouble in lost]
    here = working_folder.as_posix()
    return Outcome(tuple(proposed), tuple(replace(one, path=one.path and relative(one.path, here)) for one in troubles))


def write(proposed: Proposed) -> None:
    """Put what is proposed into its file, in which nothing else changes."""
    is_new = not proposed.file.exists()
    before = "" if is_new else proposed.file.read_bytes().decode()
    try:
        after = added(before, blocks(proposed.proposals, proposed.table, proposed.seen)).encode()
    except NotAddedError:
        raise SettingsError(
            f"{proposed.file}: its tables are written in a way that keys cannot be added to; add them by hand"
        ) from None
    if is_new:
        proposed.file.write_bytes(after)
    else:
        put(proposed.file, after)


def _suite(project: Project, paths: Sequence[str], tick: Callable[[], None]) -> tuple[Proposed, list[Trouble]]:
    library = on_disk(project.root, project.conventions)
    linker = Linker(library, project.settings, project.conventions)
    proposer = Proposer(linker, project.settings)
    modules = [module for path in paths if (module := library.load(path)) is not None]
    for module in modules:
        proposer.read(module)
    tests = 0
    troubles: list[Trouble] = []
    for module in modules:
        tick()
        try:
            for test in linker.follow(module):
                proposer.see(test)
                tests += 1
        except Exception as error:  # noqa: BLE001 - that one file cannot be followed costs no other one
            troubles.append(Trouble(f"the tests cannot be followed: {failure(error)}", module.path))
    file, table = _target(project)
    left, stays = _open(project, proposer.proposals() if tests else ())

    def seen(path: str) -> str:
        return relative(f"{project.root}/{path}", file.parent.as_posix())

    troubles += library.troubles.values()
    return Proposed(file, table, tuple(left), tuple(stays), tests, seen), troubles


def _target(project: Project) -> tuple[Path, str]:
    """The settings file of a suite, or the one to make, and the table in it that is smelltest's."""
    root = Path(project.root)
    pyproject = root / "pyproject.toml"
    if (root / "smelltest.toml").is_file() or not pyproject.is_file():
        return root / "smelltest.toml", ""
    return pyproject, "tool.smelltest"


def _open(project: Project, proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[Proposal]]:
    """The proposals for what no settings file of the suite says, and those for what one says otherwise."""
    left, stays = list(proposals), list[Proposal]()
    for layer in _own(project):
        left, more = without_set(left, layer)
        stays += more
    return left, stays


def _own(project: Project) -> Iterator[dict[str, object]]:
    return (dict(layer.values) for layer in project.layers if layer.source != "default")
