"""Which files to check: those that are named, and in named folders those that are tests or help some."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from msgspec import Struct

from smelltest.edge.ignore import Chain, chain_above, chain_in, is_ignored, is_matched
from smelltest.edge.settings import Project, Projects
from smelltest.judge.finding import Trouble
from smelltest.read.conventions import is_below_tests, is_test_by_content, is_test_by_name


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
                files.setdefault(absolute(found.project, found.path), found)
    return Discovery(
        files=tuple(files[path] for path in sorted(files)),
        troubles=tuple(troubles),
        folders=tuple(top.as_posix() for top in tops if top.is_dir()),
    )


def stand_in(
    name: str, projects: Projects, working_folder: Path, *, force_exclude: bool = False
) -> Discovery:
    """The file `name` alone, whether or not it is there."""
    search = _Search(projects, working_folder)
    return Discovery(tuple(search.file(_path(name, working_folder), force_exclude=force_exclude)), (), ())


def absolute(project: Project, path: str) -> str:
    """The absolute path of a file of a suite, with `/`."""
    return os.path.normpath(f"{project.root}/{path}").replace(os.sep, "/")


def relative(path: str, folder: str) -> str:
    """An absolute path as seen from a folder, with `/`; unchanged where no way leads there."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return path


class _Search:
    """A walk over folders, which remembers where it was."""

    def __init__(self, projects: Projects, working_folder: Path) -> None:
        self._projects = projects
        self._working_folder = working_folder
        self._visited: set[tuple[int, int]] = set()

    def named(self, top: Path, *, force_exclude: bool) -> Iterator[File | Trouble]:
        """What a path that the user named holds."""
        if top.is_dir():
            self._visited.clear()
            otherwise = self._working_folder if top.is_relative_to(self._working_folder) else top
            links: list[Path] = []
            yield from self._folder(top, otherwise, chain_above(top), links)
            while links:
                yield from self._linked(links.pop(0), otherwise, links)
        elif not os.path.lexists(top):
            yield Trouble("there is no such file or folder", top.as_posix())
        else:
            yield from self.file(top, force_exclude=force_exclude)

    def file(self, path: Path, *, force_exclude: bool) -> Iterator[File]:
        """A file that the user named."""
        otherwise = self._working_folder if path.is_relative_to(self._working_folder) else path.parent
        project = self._projects.of(path.parent, otherwise)
        if not (force_exclude and is_matched(project.settings.exclude, path.as_posix())):
            yield File(project, relative(path.as_posix(), project.root))

    def _folder(
        self, folder: Path, otherwise: Path, above: Chain, links: list[Path]
    ) -> Iterator[File | Trouble]:
        try:
            status = folder.stat()
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield Trouble(
                f"the folder cannot be read: {error.strerror}; exclude it or change its mode",
                folder.as_posix(),
            )
            return
        if (status.st_dev, status.st_ino) in self._visited:
            return
        self._visited.add((status.st_dev, status.st_ino))
        project = self._projects.of(folder, otherwise)
        chain = chain_in(folder, above)
        for entry in entries:
            yield from self._entry(entry, Path(folder, entry.name), otherwise, project, chain, links)

    def _entry(
        self,
        entry: os.DirEntry[str],
        path: Path,
        otherwise: Path,
        project: Project,
        chain: Chain,
        links: list[Path],
    ) -> Iterator[File | Trouble]:
        kind = _kind(entry)
        is_folder = kind == "folder"
        if not is_folder and (not entry.name.endswith(".py") or entry.name.startswith(".")):
            return
        if is_matched(project.settings.exclude, path.as_posix(), folder=is_folder):
            return
        if is_ignored(chain, path.as_posix(), folder=is_folder):
            return
        if is_folder:
            if any(_matches(glob, path) for glob in project.conventions.norecursedirs):
                return
            if entry.is_symlink():
                links.append(path)
            else:
                yield from self._folder(path, otherwise, chain, links)
        elif kind == "nothing" and entry.is_symlink():
            yield Trouble("the link leads nowhere; remove it or exclude it", path.as_posix())
        elif kind == "file" and self._is_wanted(path, project):
            yield File(project, relative(path.as_posix(), project.root))

    def _linked(self, link: Path, otherwise: Path, links: list[Path]) -> Iterator[File | Trouble]:
        target, home = Path(os.path.realpath(link)), Path(os.path.realpath(link.parent))
        if home.is_relative_to(target):
            yield Trouble(
                "the link leads back to a folder that holds it, and is not followed; remove it or exclude it",
                link.as_posix(),
            )
        else:
            yield from self._folder(link, otherwise, chain_above(link), links)

    def _is_wanted(self, path: Path, project: Project) -> bool:
        if project.settings.test_files:
            return is_matched(project.settings.test_files, path.as_posix())
        local = relative(path.as_posix(), project.root)
        rooted = f"tests/{local}" if project.root.rpartition("/")[2] in ("test", "tests") else local
        return (
            is_test_by_name(local, project.conventions) or is_below_tests(rooted) or _looks_like_a_test(path)
        )


def _path(name: str, working_folder: Path) -> Path:
    return Path(os.path.normpath(working_folder / name))


def _kind(entry: os.DirEntry[str]) -> Literal["folder", "file", "nothing"]:
    """What an entry of a folder leads to. Pipes and devices are nothing: to read one may never end."""
    try:
        return "folder" if entry.is_dir() else "file" if entry.is_file() else "nothing"
    except OSError:
        return "nothing"


def _looks_like_a_test(path: Path) -> bool:
    """Whether a file's content is that of tests; one that cannot be read is none."""
    try:
        return is_test_by_content(path.read_bytes())
    except OSError:
        return False


def _matches(glob: str, path: Path) -> bool:
    """Whether a folder matches a glob of pytest's `norecursedirs`."""
    return fnmatchcase(path.as_posix(), f"*/{glob}") if "/" in glob else fnmatchcase(path.name, glob)


def _default_names(projects: Projects, working_folder: Path) -> Iterable[str]:
    project = projects.of(working_folder)
    if project.root != working_folder.as_posix():
        return (".",)
    found = (sorted(working_folder.glob(glob)) for glob in project.conventions.testpaths)
    return tuple(path.as_posix() for paths in found for path in paths) or (".",)
