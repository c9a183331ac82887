"""Files that a test writes, as effects: `open(path, "w")`, `Path(path).write_text(…)`, `shutil.copy`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smelltest.link.play.objects import External, Object, freeze
from smelltest.link.play.reading import read_file
from smelltest.link.timeline import Access, Effect
from smelltest.link.values import Configured, Joined, Literal, Made, Pairs, Symbol, Unknown, Value, atoms, text_of
from smelltest.read import facts
from smelltest.read.conventions import is_test_code

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

ROOTS = frozenset({"__file__", "tempfile.gettempdir", "os.getcwd", "pathlib.Path.cwd", "pathlib.Path.home"})
"""Folders that each run has alike, where their path is not written out."""

PATH_WRITES = frozenset({"write_text", "write_bytes", "touch"})
_WRITING = frozenset("wax+")


def write_file(it: Interpreter, path: Object, how: str, node: facts.AnyExpression, frame: Frame) -> None:
    """Record that the suite writes a file of that path, unless its folder was made for the test."""
    value = freeze(path, 4)
    if it.files_replaced or not is_test_code(frame.path):
        return
    if any(isinstance(atom, Made) and atom.kind == "temporary" for atom in atoms(value)):
        return
    it.emit_effect(
        "create",
        how,
        Access("file", how, "certain"),
        frame,
        node,
        resource="file",
        segments=(value,),
        arguments=(value,),
    )


def open_file(
    it: Interpreter, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """`open(path, mode)`."""
    mode = arguments[1] if len(arguments) > 1 else keywords.get("mode")
    path = arguments[0] if arguments else keywords.get("file")
    if path is not None and not writes(mode):
        return read_file(it, path, frame)
    if path is not None:
        write_file(it, path, "open", node, frame)
    return Unknown("file", None)


def writes(mode: Object | None) -> bool:
    """Whether a file opened in that mode is written."""
    text = text_of(freeze(mode, 2)) if mode is not None else None
    return text is not None and not _WRITING.isdisjoint(text)


def copy_file(
    it: Interpreter, arguments: list[Object], keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame
) -> Object:
    """`shutil.copy(source, target)`."""
    target = arguments[1] if len(arguments) > 1 else keywords.get("dst")
    if target is not None:
        write_file(it, target, "copy", node, frame)
    return Unknown("file", None)


_DOWNLOADS = {"download_file": "Filename", "fget_object": "file_path", "download_to_filename": "filename"}
"""Methods of storage clients that write a file, each with what its last parameter, the path, is called."""
_STORAGE = ("boto3.", "aioboto3.", "minio.", "google.cloud.storage.")


def downloaded(
    it: Interpreter, client: str, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> None:  # fmt: skip
    """What a storage client brings here: `s3.download_file(bucket, key, path)`."""
    if name in _DOWNLOADS and client.startswith(_STORAGE):
        path = keywords.get(_DOWNLOADS[name], arguments[-1] if arguments else None)
        if path is not None:
            write_file(it, path, name, node, frame)


_SAVING = frozenset("save to_csv to_excel to_json to_parquet to_xml write_csv write_excel write_json".split())
"""Methods by which an object of another package becomes a file."""
_DOCUMENTS = frozenset("openpyxl docx pptx PIL pandas polars odf pypdf PyPDF2".split())
"""Packages whose objects are tables, documents and pictures."""


def saved(it: Interpreter, dotted: str, arguments: list[Object], node: facts.AnyExpression, frame: Frame) -> None:
    """What another package writes to a file: `Workbook().save(path)`, `frame.to_csv(path)`."""
    root, _, name = dotted.partition(".")
    if name.rpartition(".")[2] in _SAVING and root in _DOCUMENTS and "(" in name and arguments:
        path = arguments[0]
        if isinstance(path, Joined) or (isinstance(path, Literal) and isinstance(path.value, str)):
            write_file(it, path, name.rpartition(".")[2], node, frame)


def make_path(arguments: list[Object]) -> Object:
    """`Path(…)`: the text of the path."""
    parts: list[Value] = []
    for index, argument in enumerate(arguments):
        if index:
            parts.append(Literal("/"))
        parts.append(freeze(argument, 3))
    if len(parts) == 1 and not isinstance(parts[0], (Symbol, Pairs)):
        return parts[0] if isinstance(parts[0], (Literal, Joined, Made)) else Joined(tuple(parts))
    return Joined(tuple(parts)) if parts else External("pathlib.Path()")


def folder(name: str) -> Unknown:
    """A folder that is the same for every run."""
    return Unknown("folder", name)


def below(left: Joined | Literal | Configured, right: Value) -> Joined:
    """`path / name`."""
    return Joined((left, Literal("/"), right), right.site if isinstance(right, (Literal, Joined)) else None)


_TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/", "/private/tmp/")  # noqa: S108 - what is looked for, not used


def of_the_system(path: Value) -> bool:
    """Whether a path is that of a file which the system under test expects there: `/etc/shop.ini`."""
    first = next((atom for atom in atoms(path) if isinstance(atom, (Literal, Unknown))), None)
    text = first.value if isinstance(first, Literal) else None
    return isinstance(text, str) and text.startswith("/") and not f"{text}/".startswith(_TEMPORARY)


_OUTPUT = re.compile(
    r"(?:^|[/_.…-])(?:reports?|logs?|screenshots?|screens|allure[\w-]*|artifacts?|htmlcov|coverage|junit[\w-]*|traces?|videos?|"
    r"outputs?|test[-_]?results?|debug|dumps?|downloads?|snapshots?|responses?|previews?)(?:$|[/_-])|"
    r"(?:^|[/_-])(?:reports?|logs?|log[-_]?files?|coverage)\.\w+$|\.(?:log|html|har|trace|out|pid|lock)$",
    re.IGNORECASE,
)


def for_people(path: Value) -> bool:
    """Whether a path is that of what a test leaves for people to read: a report, a log, a screenshot."""
    return _OUTPUT.search(path_text(path)) is not None


def is_report(written: Effect) -> bool:
    """Whether a file is written by a helper whose name says that people read it: `save_results(…)`."""
    helpers = (caller.rpartition("::")[2].rpartition(".")[2] for caller in written.callers[1:])
    return any(_REPORTING.search(name) is not None for name in helpers)


_REPORTING = re.compile(
    r"(?:^|_)(?:results|reports?|summary|logs?|screenshots?|metrics|artifacts?)(?:_|$)", re.IGNORECASE
)


def path_text(path: Value) -> str:
    """What of a path is written out."""
    return "".join(
        str(atom.value) if isinstance(atom, Literal) else "…"
        for atom in atoms(path)
        if isinstance(atom, (Literal, Unknown))
    )


def fixed(path: Value) -> bool:
    """Whether a path names the same file in each run."""
    parts = path.parts if isinstance(path, Joined) else (path,)
    for part in parts:
        if isinstance(part, Joined):
            if not fixed(part):
                return False
        elif isinstance(part, Unknown):
            if part.name not in ROOTS:
                return False
        elif not isinstance(part, Literal) or part.value is None:
            return False
    return True
