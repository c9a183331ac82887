"""Proposals and fixes for the findings of a run: files are read again, and written whole or not at all."""

from __future__ import annotations

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from io import BytesIO
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tokenize import detect_encoding
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from smelltest.edge.formatting import line_length_around
from smelltest.edge.library import Library, below, listed, on_disk
from smelltest.edge.run import Result
from smelltest.edge.settings import Project
from smelltest.edge.standing import Standing
from smelltest.judge.finding import Finding
from smelltest.link.helpers import at_hand
from smelltest.link.questions.makings import Making, ids_elsewhere, makings
from smelltest.link.questions.records import singular
from smelltest.link.questions.shown import Played, Shown, shown
from smelltest.link.questions.siblings import modelled, siblings
from smelltest.link.questions.undoings import are_let_in, ways_of_others
from smelltest.link.suite import Linker
from smelltest.read.conventions import Conventions
from smelltest.rewrite.drafting.manner import Manner
from smelltest.rewrite.mend import with_fixes
from smelltest.settings.tables import Settings

Under = frozenset[tuple[str, bytes]]
"""New texts that a file stands on, by their paths."""
_NONE: Under = frozenset()


class Source(Struct, frozen=True):
    """A file's text as it is on disk, its line ends kept, and the encoding that it is in."""

    text: str
    encoding: str

    def encoded(self, text: str) -> bytes:
        """Another text as this file would hold it."""
        return text.encode(self.encoding)


def proposed(result: Result, folder: Path, standard_input: tuple[str, bytes] | None) -> Result:
    """The result, its findings with the edits that would write what they propose."""
    findings: list[Finding] = []
    contents = Contents()
    for path, each in groupby(result.findings, key=attrgetter("path")):
        group = list(each)
        proposing = path.endswith(".py") and any(one.remedy for one in group)
        given = standard_input[1] if standard_input and path == standard_input[0] else None
        source = (decoded(given) if given is not None else read_source(folder / path)) if proposing else None
        how = manner(result.projects, (folder / path).as_posix(), {}, contents)
        findings.extend(group if source is None else with_fixes(group, source.text, how))
    return replace(result, findings=tuple(findings))


def manner(projects: Sequence[Project], path: str, overlay: Mapping[str, bytes], contents: Contents) -> Manner:
    """How fixes of a file, an absolute path, are written: by the settings of its suite, and with what that offers."""
    project = _around(projects, path)
    if project is None:
        return Manner()
    root = f"{project.root.rstrip('/')}/"
    inside = {at[len(root) :]: text for at, text in overlay.items() if at.startswith(root)}
    imports = rf"\b(?:from|import)\s+[\w.]*\b{Path(path).stem}\b"
    how = offering(
        project.settings,
        lambda: contents.linker(project, inside),
        path[len(root) :],
        lambda resource: contents.tests(project.root, path, resource),
        lambda file: contents.shown(project, inside, file),
        lambda file: contents.shown(project, {}, file),
    )
    return replace(
        how,
        elsewhere=lambda text: contents.mention(project.root, path, re.escape(text), overlay),
        compared=lambda text: contents.mention(project.root, path, _comparison(text), overlay),
        sent=lambda text: contents.mention(project.root, path, _payload(text), overlay),
        given=lambda text: contents.mention(project.root, path, _argument(text), overlay),
        ending=lambda collection: next(
            (end for end in ("", "/") if contents.mention(project.root, path, _record_url(collection, end), overlay)),
            None,
        ),
        is_imported=lambda: contents.mention(project.root, path, imports, overlay),
        deletes_nothing=lambda: (
            contents.mention(project.root, path, _CREATING_ROUTE, overlay)
            and not contents.mention(project.root, path, _DELETING_ROUTE, overlay)
        ),
        line_length=line_length_around(Path(path).parent),
    )


_CREATING_ROUTE = r"@\w*(?:router|app|bp|blueprint|api)\w*\.post\(\s*(?:path\s*=\s*)?[\"']"
"""A route of FastAPI's, or of Flask's, by which something is made."""
_DELETING_ROUTE = (
    r"@\w+\.delete\(\s*(?:path\s*=\s*)?[rf]?[\"'][^\"']*[{<]|[\"']DELETE[\"']|\bdef delete\(\s*self|@delete\("
    r"|@\w+\.delete\(\s*[A-Z_a-z]|ViewSet\b|Destroy"
)
"""A route by which a record is deleted by its id, or what may be one."""


def _around(projects: Sequence[Project], path: str) -> Project | None:
    """The nearest of some suites that a file, an absolute path, is in."""
    around = (project for project in projects if path.startswith(f"{project.root.rstrip('/')}/"))
    return max(around, key=lambda one: len(one.root), default=None)


def offering(
    settings: Settings,
    linker: Callable[[], Linker],
    path: str,
    files: Callable[[str], Sequence[str]] = lambda _resource: (),
    shows: Callable[[str], Shown] | None = None,
    showed: Callable[[str], Shown] | None = None,
) -> Manner:
    """How fixes of a file of a suite are written: by the settings, and with what the suite offers.

    `files`: the other modules of tests that speak of a collection, the nearest first. `shows` says what a file shows,
    `showed` what it did before any fix: what it makes of an own record since then, others can't do as well.
    """
    show = shows or cache(lambda file: shown(linker(), file))

    def others(resource: str) -> Iterator[Shown]:
        return (show(file) for file in files(resource) if file != path)

    def made_elsewhere(resource: str) -> tuple[Making, ...]:
        found = makings(linker(), path, resource, (one.makings for one in others(resource)))
        if found or showed is None:
            return found
        return makings(linker(), path, resource, (showed(file).makings for file in (*files(resource), path)))

    return Manner(
        settings.helpers,
        settings.cleanup.style,
        cache(lambda: linker().recipes(path)),
        lambda: show(path).ways,
        cache(lambda resource: ways_of_others(linker(), path, resource, (one.ways for one in others(resource)))),
        cache(lambda resource: ids_elsewhere(resource, (one.ids for one in others(resource)))),
        cache(lambda resource: are_let_in(resource, [show(path).let_in, *(one.let_in for one in others(resource))])),
        cache(lambda maker: siblings(linker().program, maker)),
        cache(lambda maker: modelled(linker().program, maker)),
        factories=settings.factories,
        learned=cache(lambda kind: dict(at_hand(linker().program, settings, path)).get(kind)),
        makings=cache(made_elsewhere),
        beneath=cache(lambda fixture: linker().beneath(path, fixture)),
        is_own=cache(lambda package: linker().program.module_path(path, 0, package) is not None),
    )


def _record_url(collection: str, ending: str) -> str:
    """The end of a URL that names a record by its id."""
    return rf"/{re.escape(collection)}/\{{[^{{}}]+\}}{ending}[\"']"


def _comparison(text: str) -> str:
    """A literal that something is compared with; what it is looked for by, a rule finds."""
    literal = rf"[\"']{re.escape(text)}[\"']"
    return rf"(?:[=!]=|\bin)\s*[\[(]?{literal}|{literal}\s*(?:[=!]=|in\b)|assert\w*\([^()\n]*,\s*{literal}"


def _payload(text: str) -> str:
    """A literal under a key, in a line that speaks of no query."""
    return rf"(?m)^(?!.*\b(?:params|query)\b).*[\"']\w+[\"']\s*:\s*[\"']{re.escape(text)}[\"']"


def _argument(text: str) -> str:
    """A literal that a call is given, by position or as a keyword."""
    return rf"(?:\(|,|\w=)\s*[\"']{re.escape(text)}[\"']\s*[,)]"


class _Linked(NamedTuple):
    """A suite with new texts in place, and by the files that stand on any of them, those."""

    overlay: Mapping[str, bytes]
    linker: Linker
    under: Mapping[str, Under]


class Contents:
    """The code and data of suites, each read once, and what was worked out of them with other texts in place."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[tuple[str, bytes], ...]] = {}
        self._standing: dict[str, Standing] = {}
        self._learned: set[tuple[str, str, bytes]] = set()
        self._libraries: dict[str, Library] = {}
        self._linked: dict[str, _Linked] = {}
        self._shown: dict[tuple[str, str, Under], Shown] = {}
        self._played: dict[tuple[str, str, Under], Played] = {}

    def library(self, root: str, conventions: Conventions, overlay: Mapping[str, bytes]) -> Library:
        """The files of a suite with those texts in place; those that none of them changes are read once."""
        if root not in self._libraries:
            self._libraries[root] = on_disk(root, conventions)
        return self._libraries[root].over(below(root, overlay), overlay, listed(root, overlay))

    def linker(self, project: Project, overlay: Mapping[str, bytes]) -> Linker:
        """What links a suite with those texts in place."""
        return self._linked_with(project, overlay).linker

    def shown(self, project: Project, overlay: Mapping[str, bytes], file: str) -> Shown:
        """What a file of a suite shows, worked out anew where a text that it stands on is new."""
        linked = self._linked_with(project, overlay)
        key = (project.root, file, linked.under.get(file, _NONE))
        if key not in self._shown:
            self._shown[key] = shown(linked.linker, file, self._played.get(key))
        return self._shown[key]

    def hear(self, root: str, file: str, under: Under, played: Played) -> None:
        """What the tests of a file show that were played with these texts in place."""
        self._played[root, file, under] = played

    def _linked_with(self, project: Project, overlay: Mapping[str, bytes]) -> _Linked:
        """A suite with those texts in place; the last one is kept, since the fixes of many files are written by it."""
        last = self._linked.get(project.root)
        if last is None or last.overlay != overlay:
            library = self.library(project.root, project.conventions, overlay)
            linker = Linker(library, project.settings, project.conventions)
            last = _Linked(overlay, linker, self.under(project.root, project.conventions, overlay))
            self._linked[project.root] = last
        return last

    def under(self, root: str, conventions: Conventions, overlay: Mapping[str, bytes]) -> defaultdict[str, Under]:
        """By the files that stand on any of them, the new texts that they stand on."""
        standing = self._standing_in(root, conventions)
        under: defaultdict[str, Under] = defaultdict(frozenset)
        for path, text in overlay.items():
            if (root, path, text) not in self._learned:
                self._learned.add((root, path, text))
                standing.learn(path, text)
        for path, text in overlay.items():
            for each in standing.on(path):
                under[each] |= {(path, text)}
        return under

    def modules(self, root: str) -> Iterator[tuple[str, bytes]]:
        """The code of a suite, by paths relative to its root."""
        start = len(root.rstrip("/")) + 1
        return ((file[start:], content) for file, content in self._of(root) if file.endswith(".py"))

    def standing_on(self, projects: Sequence[Project], path: str) -> frozenset[str]:
        """A file, an absolute path, and those that stand on it."""
        project = _around(projects, path)
        if project is None:
            return frozenset({path})
        root = project.root.rstrip("/")
        standing = self._standing_in(project.root, project.conventions)
        return frozenset(f"{root}/{each}" for each in standing.on(path[len(root) + 1 :]))

    def _standing_in(self, root: str, conventions: Conventions) -> Standing:
        if root not in self._standing:
            self._standing[root] = Standing(self.modules(root), conventions.plugins)
        return self._standing[root]

    def tests(self, root: str, path: str, resource: str) -> tuple[str, ...]:
        """The modules of tests that name a collection, but for one, the nearest first; by their paths in the suite."""
        word = re.compile(rb"(?i)" + re.escape(singular(resource)).encode())
        start = len(root.rstrip("/")) + 1
        named = [file for file, content in self._of(root) if _IS_TEST.search(file) and word.search(content)]
        near = sorted((file for file in named if file != path), key=lambda file: -len(os.path.commonpath([file, path])))
        return tuple(file[start:] for file in near[:_MOST_ASKED])

    def mention(self, root: str, path: str, pattern: str, overlay: Mapping[str, bytes]) -> bool:
        """Whether a file of a suite that `path` may share something with, code or data, holds what matches.

        Modules of tests share nothing with each other, but with all else.
        """
        wanted = re.compile(pattern.encode())
        alone = _IS_TEST.search(path) is not None
        return any(
            wanted.search(overlay.get(file, content))
            for file, content in self._of(root)
            if file != path and not (alone and _IS_TEST.search(file))
        )

    def holding(self, projects: Sequence[Project], path: str, texts: Sequence[str]) -> Iterator[str]:
        """The other code of the suite that a file, an absolute path, is in, as far as it holds one of some texts on disk."""
        project = _around(projects, path)
        wanted = [text.encode() for text in texts]
        for file, content in self._of(project.root) if project is not None else ():
            if file != path and file.endswith(".py") and any(text in content for text in wanted):
                yield file

    def _of(self, root: str) -> tuple[tuple[str, bytes], ...]:
        if root not in self._read:
            self._read[root] = tuple(_files(root))
        return self._read[root]


def _files(root: str) -> Iterator[tuple[str, bytes]]:
    """The code and data below a folder."""
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in _NOT_READ and not name.startswith(".")]
        for name in files:
            file = Path(folder, name)
            with suppress(OSError):
                if name.endswith(_READ) and file.stat().st_size < _LARGEST:
                    yield file.as_posix(), file.read_bytes()


_IS_TEST = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_tests?)\.py$")
_READ = (".py", ".json", ".yaml", ".yml", ".csv", ".feature", ".toml", ".sql")
_NOT_READ = frozenset({"node_modules", "venv", "site-packages", "__pycache__"})
_LARGEST = 1_000_000
_MOST_ASKED = 4
"""So many modules of tests are asked how they make a record."""


def read_source(file: Path) -> Source | None:
    """What a file holds; None if it cannot be read."""
    try:
        return decoded(file.read_bytes())
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None


def decoded(content: bytes) -> Source:
    """A file's text, in the encoding that it declares. Raises `SyntaxError` or `UnicodeDecodeError` where it has none."""
    encoding, _ = detect_encoding(BytesIO(content).readline)
    return Source(content.decode(encoding), encoding)


def put(file: Path, content: bytes) -> None:
    """Put new content in the place of a file's: a reader sees the old or the new, never half of it."""
    real = file.resolve()
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(real.stat().st_mode)
        Path(name).replace(real)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
