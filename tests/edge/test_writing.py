"""Writing of files: all of some, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from smelltest.edge.writing import NotWrittenError, put_all


def test_none_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    there = tmp_path / "there.py"
    there.write_bytes(b"old")
    gone = tmp_path / "gone" / "test_a.py"
    with pytest.raises(NotWrittenError, match=r"gone/test_a.py cannot be written: .*\(nothing was written\)"):
        put_all({there: b"new", gone: b"new"})
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"there.py": b"old"}


def test_what_was_written_is_told_where_the_last_step_fails(tmp_path: Path) -> None:
    first, link = tmp_path / "first.py", tmp_path / "link.py"
    first.write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    link.symlink_to("folder")  # In whose place no file can be put.
    with pytest.raises(NotWrittenError, match=r"link.py cannot be written: .*\(written so far: .*first.py\)"):
        put_all({first: b"new", link: b"new"})
    assert first.read_bytes() == b"new"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["first.py", "folder", "link.py"]


def test_a_link_stays_one_and_leads_to_the_new_content(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_bytes(b"old")
    (tmp_path / "link.py").symlink_to("real.py")
    put_all({tmp_path / "link.py": b"new"})
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_bytes() == b"new"
