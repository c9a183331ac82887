"""Files that cannot be read as they are: each is told of, with place and a way out, and none ends the run."""

from __future__ import annotations

from pathlib import Path

import pytest

from smelltest.edge.library import Library, below, decoded, lines, listed

BAD: dict[str, tuple[bytes, tuple[int, int] | None, str]] = {
    "unparsable": (b"def test_a(:\n    pass\n", (1, 12), "does not parse"),
    "a template": (b"def test_{{ name }}():\n    pass\n", (1, 10), "does not parse"),
    "a NUL byte": (b"x = 1\ny = '\0'\n", (2, 6), "NUL"),
    "not UTF-8": (b"x = 1\ny = 'caf\xe9'\n", (2, 9), "byte 0xe9 is not UTF-8; save the file as UTF-8"),
    "not its declared encoding": (b"# coding: ascii\nx = '\xc3\xa9'\n", (2, 6), "byte 0xc3 is not ASCII"),
    "an unknown encoding": (b"# coding: latin-0\n", (1, 1), "unknown encoding"),
    "an encoding that is none of text": (b"# coding: hex\nx = 1\n", (1, 1), "not a text encoding"),
    "UTF-16": ("x = 1\n".encode("utf-16"), (1, 1), "byte 0xff is not UTF-8"),
    "a mark against its declaration": (b"\xef\xbb\xbf# coding: latin-1\n", (1, 1), "encoding problem"),
    "too deep": (b"x = " + b"(" * 5000 + b")" * 5000, None, "does not parse"),
}

GOOD: dict[str, tuple[bytes, str]] = {
    "latin-1": ("# -*- coding: latin-1 -*-\nx = 'café'\n".encode("latin-1"), "café"),
    "a declaration in the second line": (
        "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '€'\n".encode("cp1252"),
        "€",
    ),
    "a byte order mark": ("\ufeffx = 'ä'\n".encode(), "x = 'ä'"),
    "Windows line ends": (b"x = 1\r\ny = 2\r\n", "y = 2"),
    "nothing": (b"", ""),
}


@pytest.mark.parametrize(("source", "place", "message"), BAD.values(), ids=BAD)
def test_a_bad_file_is_told_of(source: bytes, place: tuple[int, int] | None, message: str) -> None:
    library = Library({"t.py": source}.__getitem__)
    assert library.load("t.py") is None
    trouble = library.troubles["t.py"]
    assert message in trouble.message
    assert trouble.path == "t.py"
    assert place is None or (trouble.at and (trouble.at.line, trouble.at.column)) == place
    assert ";" in trouble.message
    assert library.exists("t.py")


@pytest.mark.parametrize(("source", "text"), GOOD.values(), ids=GOOD)
def test_a_file_is_decoded_as_python_does(source: bytes, text: str) -> None:
    assert text in decoded(source)
    assert Library({"t.py": source}.__getitem__).load("t.py") is not None


def test_what_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "file.py").touch()
    library = Library(below(tmp_path.as_posix()))
    for path in ("gone.py", "folder.py", "file.py/x.py", "gone/gone.py"):
        assert library.load(path) is None
        assert not library.exists(path)
    assert library.troubles == {}


def test_what_may_not_be_read_is_told_of() -> None:
    def fetch(path: str) -> bytes:
        raise PermissionError(13, "Permission denied")

    library = Library(fetch)
    assert library.load("t.py") is None
    assert (
        library.troubles["t.py"].message == "the file cannot be read: Permission denied; exclude it or change its mode"
    )


def test_each_file_is_fetched_once() -> None:
    fetched = []

    def fetch(path: str) -> bytes:
        fetched.append(path)
        return b"x = 1\n"

    library = Library(fetch)
    assert library.exists("t.py")
    assert library.load("t.py") is library.load("t.py")
    assert library.text("t.py") == "x = 1\n"
    assert fetched == ["t.py"]


def test_an_overlay_stands_in_for_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("old")
    (tmp_path / "b.py").write_text("kept")
    library = Library(below(tmp_path.as_posix(), {"a.py": b"new", "c.py": b"more"}))
    assert [library.text(path) for path in ("a.py", "b.py", "c.py")] == ["new", "kept", "more"]


def test_what_is_there_is_told_by_listing_folders(tmp_path: Path) -> None:
    (tmp_path / "a" / "b.py").mkdir(parents=True)
    (tmp_path / "a" / "c.py").touch()
    is_there = listed(tmp_path.as_posix(), {"d/e.py": b""})
    assert [path for path in ("a/b.py", "a/c.py", "a/d.py", "d/e.py", "d/f.py") if is_there(path)] == [
        "a/c.py",
        "d/e.py",
    ]


def test_lines_are_those_of_python() -> None:
    assert lines("a\r\nb\rc\nd\x0ce\u2028f") == ["a", "b", "c", "d\x0ce\u2028f"]
