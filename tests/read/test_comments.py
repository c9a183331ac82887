from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.read import comments
from smelltest.read.facts import Place, Suppression
from smelltest.read.source import read


def found(text: str) -> tuple[Suppression, ...]:
    return read("test_it.py", dedent(text)).suppressions


def covered(text: str) -> list[tuple[int, int]]:
    return [(suppression.first, suppression.last) for suppression in found(text)]


@pytest.mark.parametrize(
    ("comment", "codes", "reason", "until"),
    [
        ("# smelltest: ignore[SM102]", ("SM102",), None, None),
        ("#smelltest:ignore[SM102]", ("SM102",), None, None),
        ("# smelltest: ignore[SM102, literal-email]", ("SM102", "literal-email"), None, None),
        ("# smelltest: ignore[SM102,SM103,]", ("SM102", "SM103"), None, None),
        ("# smelltest: ignore[SM102] -- the server's own", ("SM102",), "the server's own", None),
        ("# smelltest: ignore[SM102] -- see #12", ("SM102",), "see #12", None),
        ("# smelltest: ignore[SM102] -- a -- b", ("SM102",), "a -- b", None),
        ("# smelltest: ignore[SM102] until=2027-01-31", ("SM102",), None, "2027-01-31"),
        ("# smelltest: ignore[SM102] until=2027-01-31 -- é", ("SM102",), "é", "2027-01-31"),
        ("# smelltest: ignore[SM102] -- é until=2027-01-31", ("SM102",), "é", "2027-01-31"),
        ("# smelltest: ignore[SM102] until=soon", ("SM102",), None, "soon"),
        ("# smelltest: ignore[SM102] --", ("SM102",), None, None),
        ("# smelltest: ignore", (), None, None),
        ("# smelltest: ignore -- all of it", (), "all of it", None),
        ("# smelltest: ignore[]", (), None, None),
        ("# smelltest: ignore[SM102", (), None, None),
        ("# smelltest: ignore SM102", (), None, None),
    ],
)
def test_ignore(comment: str, codes: tuple[str, ...], reason: str | None, until: str | None) -> None:
    at = Place(1, 7, 1, 7 + len(comment))
    assert found(f"a = 1 {comment}\n") == (Suppression(at, "ignore", codes, 1, 1, reason, until),)


def test_ignore_file() -> None:
    text = "a\n\nif a:\n    b  # smelltest: ignore-file[SM102] -- generated\n"
    at = Place(4, 8, 4, 52)
    assert found(text) == (Suppression(at, "ignore-file", ("SM102",), 1, 4, "generated", None),)


@pytest.mark.parametrize(
    ("comment", "codes"),
    [
        ("# noqa: SM102", ("SM102",)),
        ("# NoQA:SM102", ("SM102",)),
        ("# noqa : SM102", ("SM102",)),
        ("# noqa: SM102, SM103", ("SM102", "SM103")),
        ("# noqa: SM102 SM103", ("SM102", "SM103")),
        ("# noqa: E501,SM102", ("SM102",)),
        ("# type: ignore # noqa: SM102", ("SM102",)),
        ("# noqa: SM102 because of SM103", ("SM102",)),
    ],
)
def test_noqa(comment: str, codes: tuple[str, ...]) -> None:
    [suppression] = found(f"a = 1 {comment}\n")
    assert (suppression.form, suppression.codes) == ("noqa", codes)


@pytest.mark.parametrize(
    "text",
    [
        "a = '# smelltest: ignore[SM102]'",
        "'''\n# smelltest: ignore[SM102]\n'''",
        "a  # see smelltest: ignore[SM102]",
        "a  # smelltest: ignored[SM102]",
        "a  # smelltest: ignore-files[SM102]",
        "a  # noqa",
        "a  # noqa: E501",
        "a  # noqa: E501 SM",
        "a  # flake8: noqa: SM102",
        "a  # ruff: noqa: SM102",
        "a  # noqa:",
    ],
)
def test_what_is_no_suppression(text: str) -> None:
    assert found(text) == ()


def test_several_in_one_comment() -> None:
    text = "é  # noqa: E501,SM102  # smelltest: ignore[SM103] -- b  # smelltest: ignore[SM104]  # fmt: skip"
    places = [text[s.at.column - 1 : s.at.end_column - 1] for s in found(text)]
    assert places == ["# noqa: E501,SM102", "# smelltest: ignore[SM103] -- b", "# smelltest: ignore[SM104]"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb  # smelltest: ignore[X]\nc", (2, 2)),
        ("a\n# smelltest: ignore[X]\nb\nc", (3, 3)),
        ("# smelltest: ignore[X]\n# why\na(\n)", (3, 4)),
        ("a(  # smelltest: ignore[X]\n  b,\n)", (1, 3)),
        ("a(\n  b,  # smelltest: ignore[X]\n)", (1, 3)),
        ("a(\n  # smelltest: ignore[X]\n  b,\n)", (1, 4)),
        ("a(\n  b,\n)  # smelltest: ignore[X]", (1, 3)),
        ("a = '''\n\n'''  # smelltest: ignore[X]", (1, 3)),
        ("a = b + \\\n  c  # smelltest: ignore[X]", (1, 2)),
        ("a; b  # smelltest: ignore[X]", (1, 1)),
        ("# smelltest: ignore[X]\n\na", (1, 1)),
        ("a\n# smelltest: ignore[X]", (2, 2)),
        ("if a:\n  # smelltest: ignore[X]\n  b\n  c", (3, 3)),
        ("if a:\n  b\n# smelltest: ignore[X]\nelse:\n  c", (4, 4)),
        ("# smelltest: ignore[X]\nif (a and\n    b):\n  c", (2, 3)),
        ("with a(\n):  # smelltest: ignore[X]\n  b", (1, 2)),
        ("if a: b  # smelltest: ignore[X]\nc", (1, 1)),
        ("def f(  # smelltest: ignore[X]\n):\n  a", (1, 2)),
        ("@a\ndef f():  # smelltest: ignore[X]\n  a", (2, 2)),
        ("@a(\n)  # smelltest: ignore[X]\ndef f():\n  a", (1, 2)),
        ("# smelltest: ignore[X]\n@a(\n)\n@b\ndef f(\n):\n  a\n  b", (2, 6)),
        ("@a\n# smelltest: ignore[X]\n@b\n\ndef f():\n  a", (3, 5)),
        ("@a\n# smelltest: ignore[X]\ndef f():\n  a", (3, 3)),
        ("class A:\n  # smelltest: ignore[X]\n  async def f(self):\n    a", (3, 3)),
        ("a = f'''\n{b}\n'''  # smelltest: ignore[X]", (1, 3)),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_a_comment_covers(text: str, lines: tuple[int, int], end: str) -> None:
    assert covered(text.replace("\n", end)) == [lines]


def test_comments_come_in_the_order_of_the_file() -> None:
    text = """
    # smelltest: ignore[A]
    @a  # smelltest: ignore[B]
    def f():  # noqa: SM102
        # smelltest: ignore[C]
        b
    """
    assert [suppression.codes for suppression in found(text)] == [("A",), ("B",), ("SM102",), ("C",)]
    assert covered(text) == [(3, 4), (3, 3), (4, 4), (6, 6)]


def test_columns_count_characters_after_a_byte_order_mark() -> None:
    [suppression] = found("\ufeffa = 'é日'  # smelltest: ignore[X]")
    assert suppression.at == Place(1, 11, 1, 33)


def test_a_file_without_a_mark_is_not_tokenized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comments, "_tokens", None)
    assert found("a = 1  # noqa: E501\nb = 'smelltest: says'") == ()
