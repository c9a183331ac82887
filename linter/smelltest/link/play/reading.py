"""Files that a test reads: what `json.load(open(path))` and `json.loads(path.read_text())` give, and GraphQL documents."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname
from typing import TYPE_CHECKING

from smelltest.link.play.frames import Frame
from smelltest.link.play.objects import External, Object, freeze
from smelltest.link.values import Literal, Unknown, pieces
from smelltest.read import facts
from smelltest.read.payload import is_payload_file

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

FILE = "file()"
"""A file that is read, or what it says; its path goes with it."""


_DOCUMENTS = (".graphql", ".gql")
"""How the names of files end that hold a GraphQL document."""


def read_file(it: Interpreter, path: Object, frame: Frame) -> Object:
    """A file that was opened to be read, or its text: of a payload its path goes with it, a GraphQL document is a text."""
    end = _end(path)
    if is_payload_file(end):
        return External(FILE, None, (), (path,))
    found = _found(it, end, frame) if end.endswith(_DOCUMENTS) else None
    text = it.program.library.text(found) if found is not None else None
    return Literal(text) if text is not None else Unknown("file", None, (freeze(path, 3),))


def held(it: Interpreter, file: External, frame: Frame) -> Object:
    """What a payload file holds, if it is found."""
    path = _found(it, _end(file.arguments[0]), frame)
    module = it.program.library.load(path) if path is not None else None
    statement = module.body[0] if module is not None and len(module.body) == 1 else None
    if path is not None and isinstance(statement, facts.Evaluate):
        return it.evaluate(statement.value, Frame(path, "", {}))
    return Unknown("file")


def _found(it: Interpreter, end: str, frame: Frame) -> str | None:
    """The file whose path ends so, below the folder of who reads it, or one around that."""
    end = end.lstrip("./")
    paths = (f"{folder}/{end}" if folder else end for folder in _folders(frame.path))
    return next((path for path in paths if it.program.library.exists(path)), None)


def _folders(path: str) -> Iterator[str]:
    while path:
        path = dirname(path)
        yield path


def _end(path: Object) -> str:
    """The end of a path, as far as it is written out."""
    end = ""
    for part in reversed(list(pieces(freeze(path, 4)))):
        if not isinstance(part, Literal) or not isinstance(part.value, str):
            break
        end = part.value + end
    return end
