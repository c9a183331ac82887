"""Which files to check: those that are named, and in named folders those that are tests or help some."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from glob import iglob
from pathlib import Path
from typing import Literal, NamedTuple

from msgspec import Struct

from smelltest.edge.ignore import Chain, chain_above, chain_in, is_ignored, is_matched
from smelltest.edge.library import content, decoded_data
from smelltest.edge.settings import Project, Projects
from smelltest.judge.finding import Trouble
from smelltest.read.conventions import (
    Conventions,
    is_below_tests,
    is_data_folder,
    is_data_module,
    is_helper_module,
    is_made_data_module,
    is_payload,
    is_test_by_content,
    is_test_by_name,
    is_test_data_folder,
    is_test_module,
)
from smelltest.read.data import is_data
from smelltest.read.gherkin import is_feature, reads_as_feature


class File(Struct, frozen=True, eq=False):
    """A file to check: its suite, and its path relative to that suite's root, with `/`."""

    project: Project
    path: str


class Discovery(Struct, frozen=True):
    """The files to check, each once and in order, what could not be looked at, and the named folders."""

    files: tuple[File, ...]
    troubles: tuple[Trouble, ...]
    folders: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether an absolute path stands in a named folder."""
        return any(path.startswith(folder.rstrip("/") + "/") for folder in self.folders)


def discover(
    names: Sequence[str], projects: Projects, working_folder: Path, *, force_exclude: bool = False
) -> Discovery:
    """Find what `names`, files and folders, hold; without any, what pytest would look at.

    A named file is taken, whatever it is called and wherever it stands, unless `force_exclude` lets the
    settings exclude it.
    """
    tops = [_path(name, working_folder) for name in names or _default_names(projects, working_folder)]
    search = _Search(projects, working_folder)
    files: dict[str, File] = {}
    troubles: dict[Trouble, None] = {}
    for top in tops:
        for found in search.named(top, force_exclude=force_exclude):
            if isinstance(found, Trouble):
                troubles.setdefault(found)
            else:
                files.setdefault(absolute(found.path, found.project.root), found)
    return Discovery(
        files=tuple(files[path] for path in sorted(files)),
        troubles=tuple(troubles),
        folders=tuple(top.as_posix() for top in tops if top.is_dir()),
    )


def stand_in(name: str, projects: Projects, working_folder: Path, *, force_exclude: bool = False) -> Discovery:
    """The file `name` alone, whether or not it is there."""
    search = _Search(projects, working_folder)
    return Discovery(tuple(search.file(_path(name, working_folder), force_exclude=force_exclude)), (), ())


def absolute(path: str, folder: str) -> str:
    """The absolute path, with `/`, of what `relative` tells as seen from a folder.

    Links stay as they are: by one path a file is found, read and written, be there another that leads to it.
    """
    return os.path.normpath(os.path.join(folder, path)).replace(os.sep, "/")  # noqa: PTH118


def relative(path: str, folder: str) -> str:
    """An absolute path as seen from a folder, with `/`; unchanged where no way leads there."""
    if path.startswith(f"{folder}/"):
        return path[len(folder) + 1 :]
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return path


def walked(root: str, exclude: tuple[str, ...], endings: tuple[str, ...]) -> Iterator[str]:
    """The files below the root of a suite, whatever they are to it, that neither the settings nor git pass over.

    pytest's own `norecursedirs` say no more than where it looks for tests: what else is there, be it the product, the
    suite may share something with. Where pytest by default goes into none, nothing is that anybody wrote.
    """
    folder = Path(root)
    return _walked(folder, exclude, endings, chain_above(folder))


def _walked(folder: Path, exclude: tuple[str, ...], endings: tuple[str, ...], above: Chain) -> Iterator[str]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return
    ignores = any(entry.name in (".gitignore", ".git") for entry in entries)
    chain = chain_in(folder, above) if ignores else above
    base = folder.as_posix().rstrip("/")
    for entry in entries:
        path = f"{base}/{entry.name}"
        if entry.name.endswith(endings) and _kind(entry) == "file":
            if not (is_matched(exclude, path) or is_ignored(chain, path)):
                yield path
        elif not entry.is_symlink() and _kind(entry) == "folder":
            passed_over = any(_matches(glob, path) for glob in _NOT_WRITTEN)
            if not (passed_over or is_matched(exclude, f"{path}/") or is_ignored(chain, f"{path}/")):
                yield from _walked(Path(path), exclude, endings, chain)


_NOT_WRITTEN = Conventions().norecursedirs


class _Place(NamedTuple):
    """A folder in which a search is, and what holds there."""

    project: Project
    chain: Chain
    otherwise: Path
    """The root of a suite that nothing tells."""
    beside_tests: bool
    """Whether there is a test in the folder, so that data there is its data."""
    beside_suite: bool
    """Whether there is a folder of tests in the folder, so that what is there for test data is theirs."""
    of_tests_alone: bool
    """Whether there is a conftest beside that folder of tests and nothing to build, so that it is all about them."""
    data_folder: str
    """The name of the folder for data beside a test that this one is or is below, empty if there is none."""
    below_tests_alone: bool
    """Whether this folder is, or is below, one of which `of_tests_alone` holds."""
    below_loose_tests: bool
    """Whether this folder is, or is below, one of tests with their conftest and no package or product of their own."""


_OF_PRODUCTS = frozenset({"src", "setup.py", "manage.py", "alembic.ini"})
"""What stands beside a product, whose own data is not that of its tests. A `setup.cfg` alone sets a linter up."""
_OF_PROGRAMS = frozenset({"__init__.py", "__main__.py", "app.py", "asgi.py", "main.py", "wsgi.py"})
"""What tells that modules beside tests are what those are about."""


class _Search:
    """A walk over folders, which remembers where it was and which links it is still to follow."""

    def __init__(self, projects: Projects, working_folder: Path) -> None:
        self._projects = projects
        self._working_folder = working_folder
        self._visited: set[tuple[int, int]] = set()
        self._links: list[Path] = []

    def named(self, top: Path, *, force_exclude: bool) -> Iterator[File | Trouble]:
        """What a path that the user named holds."""
        if not os.path.lexists(top):
            yield Trouble("there is no such file or folder", top.as_posix())
        elif not top.is_dir():
            yield from self.file(top, force_exclude=force_exclude)
        else:
            otherwise = self._working_folder if top.is_relative_to(self._working_folder) else top
            self._visited.clear()
            yield from self._folder(top, otherwise, chain_above(top))
            # Last, so that what has a place of its own besides is found there.
            while self._links:
                yield from self._linked(self._links.pop(0), otherwise)

    def file(self, path: Path, *, force_exclude: bool) -> Iterator[File]:
        """A file that the user named."""
        otherwise = self._working_folder if path.is_relative_to(self._working_folder) else path.parent
        project = self._projects.of(path.parent, otherwise)
        if not (force_exclude and is_matched(project.settings.exclude, path.as_posix())):
            yield File(project, relative(path.as_posix(), project.root))

    def _folder(
        self,
        folder: Path,
        otherwise: Path,
        above: Chain,
        *,
        data_folder: str = "",
        below_tests_alone: bool = False,
        below_loose_tests: bool = False,
    ) -> Iterator[File | Trouble]:
        try:
            status = folder.stat()
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            message = f"the folder cannot be read: {error.strerror}; exclude it or change its mode"
            yield Trouble(message, folder.as_posix())
            return
        if (status.st_dev, status.st_ino) in self._visited:
            return
        self._visited.add((status.st_dev, status.st_ino))
        project = self._projects.of(folder, otherwise)
        beside_tests = any(is_test_module(entry.name, project.conventions) for entry in entries)
        beside_suite = any(entry.name in ("test", "tests") and _kind(entry) == "folder" for entry in entries)
        names = {entry.name for entry in entries}
        of_tests_alone = beside_suite and "conftest.py" in names and names.isdisjoint(_OF_PRODUCTS)
        chain = chain_in(folder, above)
        below = of_tests_alone or (below_tests_alone and names.isdisjoint(_OF_PRODUCTS))
        loose = below_loose_tests or (beside_tests and "conftest.py" in names and names.isdisjoint(_OF_PROGRAMS))
        loose = loose and names.isdisjoint(_OF_PRODUCTS | (_OF_PROGRAMS - {"__init__.py"}))
        place = _Place(project, chain, otherwise, beside_tests, beside_suite, of_tests_alone, data_folder, below, loose)
        base = folder.as_posix().rstrip("/")
        for entry in entries:
            kind = _kind(entry)
            if kind == "folder":
                yield from self._subfolder(entry, f"{base}/{entry.name}", place)
            elif entry.name.endswith(".py") and not entry.name.startswith("."):
                yield from _file(kind, entry, f"{base}/{entry.name}", place)
            elif kind == "file" and is_feature(entry.name):
                yield from _feature_file(f"{base}/{entry.name}", place)
            elif kind == "file" and is_data(entry.name):
                yield from _data_file(f"{base}/{entry.name}", place)

    def _subfolder(self, entry: os.DirEntry[str], path: str, place: _Place) -> Iterator[File | Trouble]:
        if _is_passed_over(f"{path}/", place):
            return
        if any(_matches(glob, path) for glob in place.project.conventions.norecursedirs):
            return
        if entry.is_symlink():
            self._links.append(Path(path))
        else:
            begins = ((place.beside_tests or place.of_tests_alone) and is_data_folder(entry.name)) or (
                place.beside_suite and is_test_data_folder(entry.name)
            )
            data_folder = place.data_folder or (entry.name if begins else "")
            yield from self._folder(
                Path(path),
                place.otherwise,
                place.chain,
                data_folder=data_folder,
                below_tests_alone=place.below_tests_alone,
                below_loose_tests=place.below_loose_tests,
            )

    def _linked(self, link: Path, otherwise: Path) -> Iterator[File | Trouble]:
        target, home = Path(os.path.realpath(link)), Path(os.path.realpath(link.parent))
        if home.is_relative_to(target):
            message = "the link leads back to a folder that holds it, and is not followed; remove it or exclude it"
            yield Trouble(message, link.as_posix())
        else:
            yield from self._folder(link, otherwise, chain_above(link))


def _file(kind: str, entry: os.DirEntry[str], path: str, place: _Place) -> Iterator[File | Trouble]:
    if _is_passed_over(path, place):
        return
    if kind == "nothing" and entry.is_symlink():
        yield Trouble("the link leads nowhere; remove it or exclude it", path)
    elif kind == "file" and (_is_wanted(path, place.project) or _helps(entry.name, place)):
        yield File(place.project, relative(path, place.project.root))


def _helps(name: str, place: _Place) -> bool:
    """Whether a module stands beside tests to hold their data, or to help them."""
    if place.project.settings.test_files:
        return False
    stem = name.removesuffix(".py")
    return (
        is_data_module(place.data_folder)
        or (place.beside_tests and is_data_module(stem))
        or (place.below_tests_alone and is_made_data_module(stem))
        or (place.below_loose_tests and is_helper_module(stem))
    )


def _feature_file(path: str, place: _Place) -> Iterator[File]:
    """A file of scenarios, which are tests wherever they stand."""
    settings = place.project.settings
    if settings.test_files and not is_matched(settings.test_files, path):
        return
    if not _is_passed_over(path, place) and _reads_as_feature(path):
        yield File(place.project, relative(path, place.project.root))


def _data_file(path: str, place: _Place) -> Iterator[File]:
    settings = place.project.settings
    local = _local(path, place.project)
    wanted = (
        is_matched(settings.test_files, path)
        if settings.test_files
        else is_payload(local) and (place.beside_tests or place.data_folder != "" or is_below_tests(local))
    )
    if wanted and not _is_passed_over(path, place):
        yield File(place.project, relative(path, place.project.root))


def _kind(entry: os.DirEntry[str]) -> Literal["folder", "file", "nothing"]:
    """What an entry of a folder leads to. Pipes and devices are nothing: to read one may never end."""
    try:
        return "folder" if entry.is_dir() else "file" if entry.is_file() else "nothing"
    except OSError:
        return "nothing"


def _is_passed_over(path: str, place: _Place) -> bool:
    """Whether the settings or git pass over a path, of a folder with a `/` at its end."""
    return is_matched(place.project.settings.exclude, path) or is_ignored(place.chain, path)


def _is_wanted(path: str, project: Project) -> bool:
    if project.settings.test_files:
        return is_matched(project.settings.test_files, path)
    named = is_test_by_name(relative(path, project.root), project.conventions)
    return named or is_below_tests(_local(path, project)) or _looks_like_a_test(path)


def _local(path: str, project: Project) -> str:
    """A path as seen from the root of its suite, which may itself be a folder of tests."""
    local = relative(path, project.root)
    return f"tests/{local}" if project.root.rpartition("/")[2] in ("test", "tests") else local


def _looks_like_a_test(path: str) -> bool:
    """Whether a file's content is that of tests; one that cannot be read is none."""
    try:
        return is_test_by_content(content(path))
    except OSError:
        return False


def _reads_as_feature(path: str) -> bool:
    """Whether a file's content is Gherkin; one that cannot be read is none."""
    try:
        return reads_as_feature(decoded_data(content(path)))
    except OSError:
        return False


def _matches(glob: str, path: str) -> bool:
    """Whether a folder matches a glob of pytest's `norecursedirs`."""
    return fnmatchcase(path, f"*/{glob}") if "/" in glob else fnmatchcase(path.rpartition("/")[2], glob)


def _path(name: str, working_folder: Path) -> Path:
    return Path(os.path.normpath(working_folder / name))


def _default_names(projects: Projects, working_folder: Path) -> Iterable[str]:
    project = projects.of(working_folder)
    if project.root != working_folder.as_posix():
        return (".",)
    # Not the globs of pathlib, for which a mere dot is none.
    found = (sorted(iglob(name, root_dir=working_folder, recursive=True)) for name in project.conventions.testpaths)  # noqa: PTH207
    return tuple(name.replace(os.sep, "/") for names in found for name in names) or (".",)
