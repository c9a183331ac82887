"""Passages: what each literal is given to, and texts that code puts together."""

from textwrap import dedent

import pytest

from smelltest.link.program.program import Program
from smelltest.link.texts.content import HOLE, Passage
from smelltest.link.texts.passages import passages
from smelltest.read.facts import Module
from smelltest.read.source import read


class Files:
    def __init__(self, texts: dict[str, str]) -> None:
        self._modules = {path: read(path, dedent(text)) for path, text in texts.items()}

    def load(self, path: str) -> Module | None:
        return self._modules.get(path)

    def exists(self, path: str) -> bool:
        return path in self._modules


def found(text: str, **others: str) -> list[Passage]:
    files = Files({"t.py": text, **{f"{name}.py": other for name, other in others.items()}})
    module = files.load("t.py")
    assert module is not None
    return list(passages(module, Program(files)))


def texts(text: str, **others: str) -> list[str]:
    return [passage.text.replace(HOLE, "_") for passage in found(text, **others)]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("ssn = 'x'", ("ssn",)),
        ("user.ssn = 'x'", ("ssn",)),
        ("user['ssn'] = 'x'", ("user", "ssn")),
        ("make(ssn='x')", ("ssn", "make")),
        ("make(user={'card': {'number': 'x'}})", ("number", "card", "user", "make")),
        ("make('ssn', 'x')", ("ssn", "make")),
        ("def ssn(): return 'x'", ("ssn",)),
        ("def make(ssn='x'): pass", ("ssn",)),
        ("assert user.ssn == 'x'", ("ssn",)),
        ("assert user.get('ssn') == 'x'", ("ssn",)),
        ("t.assertEqual(user.ssn, 'x')", ("ssn", "assertEqual")),
        ("for ssn in ['x']: pass", ("ssn",)),
        ("for name, ssn in [(1, 'x')]: pass", ("ssn",)),
        ("@pytest.mark.parametrize('name,ssn', [(1, 'x')])\ndef test(): pass", ("ssn",)),
        ("@pytest.mark.parametrize(['name', 'ssn'], [pytest.param(1, 'x')])\ndef test(): pass", ("ssn",)),
        ("name, ssn = 1, 'x'", ("ssn",)),
        ("ssn = b'x'", ("ssn",)),
    ],
)
def test_a_literal_goes_by_what_it_is_given_to(code: str, names: tuple[str, ...]) -> None:
    (passage,) = (one for one in found(code) if one.text == "x")
    assert set(names) <= set(passage.names)
    assert passage.names[0] in names


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("f'{a}@b'", "_@b"),
        ("'a' + '@' + 'b'", "a@b"),
        ("name() + '@b'", "_@b"),
        ("'%s@%s' % ('a', 'b')", "a@b"),
        ("'%s@b' % a", "_@b"),
        ("'{}@{}'.format('a', b)", "a@_"),
        ("'@'.join(['a', b, 'c'])", "a@_@c"),
        ("'A@B'.lower()", "A@B"),
        ("f'{1}@b'", "1@b"),
        ("a = 'a'\nf'{a}@b'", "a@b"),
        ("def f():\n    a = 'a'\n    return f'{a}@b'", "a@b"),
        ("def f(a):\n    return f'{a}@b'", "_@b"),
        ("def f():\n    a = 'a'\n    a = 'c'\n    return f'{a}@b'", "_@b"),
        ("class A:\n    a = 'a'\nf'{A.a}@b'", "a@b"),
        ("from other import a\nf'{a}@b'", "a@b"),
        ("a = a + a\nf'{a}@b'", "_@b"),
    ],
)
def test_texts_are_put_together(code: str, text: str) -> None:
    assert text in texts(code, other="a = 'a'")


def test_each_part_keeps_its_place() -> None:
    (passage,) = (one for one in found("from other import b\nx = 'a' + b", other="\nb = 'bc'") if one.text == "abc")
    sites = [passage.site(index) for index in range(3)]
    assert [(site.path, site.at.line, site.at.column) for site in sites] == [
        ("t.py", 2, 5),
        ("other.py", 2, 5),
        ("other.py", 2, 5),
    ]


def test_what_is_computed_within_a_text_is_read_too() -> None:
    assert texts("x = f\"{find('inner')}@b\"") == ["_@b", "inner"]


def test_comments_in_the_guise_of_texts_are_none() -> None:
    assert texts("def f():\n    'docstring'\n    'comment'\n'comment'") == []


def test_a_passage_knows_whether_it_reads_as_it_is_written() -> None:
    plain = {one.text: one.is_plain for one in found("x = ['a', b'b', r'c', 'd' 'e', 'f\\n', '\"', f'{y}g']")}
    assert [text for text, is_plain in plain.items() if is_plain] == ["a"]
