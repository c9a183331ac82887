"""Payload files that a test reads: what `json.load(open(path))` and `json.loads(path.read_text())` give."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname
from typing import TYPE_CHECKING

from smelltest.link.play.frames import Frame
from smelltest.link.play.objects import External, Object, freeze
from smelltest.link.values import Joined, Literal, Unknown, Value
from smelltest.read import facts
from smelltest.read.payload import is_payload_file

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

FILE = "file()"
"""A file that is read, or what it says; its path goes with it."""


def read_file(path: Object) -> Object:
    """A file that was opened to be read, or its text; its path goes with it."""
    return (
        External(FILE, None, (), (path,)) if is_payload_file(_end(path)) else Unknown("file", None, (freeze(path, 3),))
    )


def held(it: Interpreter, file: External, frame: Frame) -> Object:
    """What a payload file holds, if it is found: below the folder of who reads it, or one around that."""
    end = _end(file.arguments[0]).lstrip("./")
    for folder in _folders(frame.path):
        path = f"{folder}/{end}" if folder else end
        if it.program.library.exists(path):
            module = it.program.library.load(path)
            statement = module.body[0] if module is not None and len(module.body) == 1 else None
            if isinstance(statement, facts.Evaluate):
                return it.evaluate(statement.value, Frame(path, "", {}))
            break
    return Unknown("file")


def _folders(path: str) -> Iterator[str]:
    while path:
        path = dirname(path)
        yield path


def _end(path: Object) -> str:
    """The end of a path, as far as it is written out."""
    end = ""
    for part in reversed(list(_parts(freeze(path, 4)))):
        if not isinstance(part, Literal) or not isinstance(part.value, str):
            break
        end = part.value + end
    return end


def _parts(value: Value) -> Iterator[Value]:
    if isinstance(value, Joined):
        for part in value.parts:
            yield from _parts(part)
    else:
        yield value
