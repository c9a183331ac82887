from __future__ import annotations

import ast
import pickle
import random
import sys
import sysconfig
import tokenize
import unicodedata
import warnings
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, msgpack

from smelltest.read import expressions, statements
from smelltest.read.facts import Class, Constant, Function, Module, Name, Place, Text
from smelltest.read.source import Unreadable, read

if TYPE_CHECKING:
    from collections.abc import Iterator


def module(text: str) -> Module:
    return read("test_it.py", text)


def outline(value: object) -> str:
    """Facts without their places, on a line."""
    if isinstance(value, (Name, Constant)):
        return value.name if isinstance(value, Name) else repr(value.value)
    if isinstance(value, Struct):
        fields = [outline(getattr(value, f)) for f in value.__struct_fields__ if f not in ("at", "end_line")]
        return f"{type(value).__name__}({', '.join(fields)})"
    if isinstance(value, tuple):
        return f"[{', '.join(map(outline, value))}]"
    return "-" if value is None else str(value)


def inner(value: object) -> Iterator[Any]:
    """Every value inside facts, f-strings as a whole."""
    if isinstance(value, Struct):
        yield value
        if not isinstance(value, Text):
            for field in value.__struct_fields__:
                yield from inner(getattr(value, field))
    elif isinstance(value, tuple):
        for item in value:
            yield from inner(item)


@lru_cache(maxsize=1)
def lines_of(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def cut(text: str, at: Place) -> str:
    lines = lines_of(text)[at.line - 1 : at.end_line]
    lines[-1] = lines[-1][: at.end_column - 1]
    lines[0] = lines[0][at.column - 1 :]
    return "\n".join(lines)


EXPRESSIONS = [
    ("'a' 'b'", "'ab'"),
    ("1", "1"),
    ("1.5", "1.5"),
    ("True", "True"),
    ("None", "None"),
    ("-1", "-1"),
    ("-1.5", "-1.5"),
    ("-(1)", "-1"),
    ("+1", "Unary(+, 1)"),
    ("--1", "Unary(-, -1)"),
    ("-True", "Unary(-, True)"),
    ("-x", "Unary(-, x)"),
    ("not x", "Unary(not, x)"),
    ("~x", "Unary(~, x)"),
    (str(2**64 - 1), str(2**64 - 1)),
    (str(2**64), "Opaque([])"),
    (str(-(2**63)), str(-(2**63))),
    (str(-(2**63) - 1), f"Unary(-, {2**63 + 1})"),
    ("2j", "Opaque([])"),
    ("...", "Opaque([])"),
    (r"'\ud800'", "Opaque([])"),
    ("b'a'", "Bytes(b'a')"),
    ("a.b.c", "Attribute(Attribute(a, b), c)"),
    ("a[0]", "Subscript(a, 0)"),
    ("a[1:]", "Subscript(a, Slice(1, -, -))"),
    ("a[:2:3, b]", "Subscript(a, Display(tuple, [Slice(-, 2, 3), b]))"),
    ("f()", "Call(f, [], [])"),
    ("f(a, *b, c=1, **d)", "Call(f, [a, Starred(b)], [Keyword(c, 1), Keyword(-, d)])"),
    ("f'a{b}'", "Text(['a', Formatted(b, -)])"),
    ("f'{b!r:>10}'", "Text([Formatted(b, >10)])"),
    ("f'{b:{c}}'", "Text([Formatted(b, -)])"),
    ("f'{b:{c}d}'", "Text([Formatted(b, -)])"),
    ("f'{b=}'", "Text(['b=', Formatted(b, -)])"),
    ("'a' f'b{c}' 'd'", "Text(['ab', Formatted(c, -), 'd'])"),
    ("f'{f\"{a}\"}'", "Text([Formatted(Text([Formatted(a, -)]), -)])"),
    ("f''", "Text([])"),
    (r"f'\ud800'", "Text([Opaque([])])"),
    *[
        (f"a {operator} b", f"Binary(a, {operator}, b)")
        for operator in ("+", "-", "*", "@", "/", "//", "%", "**", "<<", ">>", "|", "^", "&")
    ],
    ("a + b - c", "Binary(Binary(a, +, b), -, c)"),
    ("a + (b - c)", "Binary(a, +, Binary(b, -, c))"),
    ("a and b and c", "Logical(and, [a, b, c])"),
    ("a or b", "Logical(or, [a, b])"),
    *[
        (f"a {operator} b", f"Compare(a, [{operator}], [b])")
        for operator in ("==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in")
    ],
    ("a < b < c", "Compare(a, [<, <], [b, c])"),
    ("[a, *b]", "Display(list, [a, Starred(b)])"),
    ("(a,)", "Display(tuple, [a])"),
    ("{a}", "Display(set, [a])"),
    ("{a: 1, **b}", "Dictionary([a, -], [1, b])"),
    ("[a for b in c]", "Comprehension(list, -, a, [Clause(b, c, [])])"),
    ("{a for b in c if d if e}", "Comprehension(set, -, a, [Clause(b, c, [d, e])])"),
    ("{a: b for c in d}", "Comprehension(dict, a, b, [Clause(c, d, [])])"),
    ("(a for b in c for d in e)", "Comprehension(generator, -, a, [Clause(b, c, []), Clause(d, e, [])])"),
    ("a if b else c", "Conditional(b, a, c)"),
    ("(a := b)", "Walrus(a, b)"),
    ("await a", "a"),
    ("(yield)", "Yield(-, False)"),
    ("(yield a)", "Yield(a, False)"),
    ("(yield from a)", "Yield(a, True)"),
    ("lambda: 1", "Lambda([], 1)"),
    ("lambda a, b=1: a", "Lambda([Parameter(a, plain, -, -), Parameter(b, plain, 1, -)], a)"),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS)
def test_expression(text: str, expected: str) -> None:
    assert outline(module(f"x = {text}").body) == f"[Assign([x], {expected}, -)]"


@pytest.mark.skipif(sys.version_info < (3, 14), reason="Python 3.14 has template strings")
def test_template_string() -> None:
    assert outline(module("t'a{b:c}'").body) == "[Evaluate(Text(['a', Formatted(b, c)]))]"


STATEMENTS = [
    ("a = b = 1", "Assign([a, b], 1, -)"),
    ("a, b.c = d", "Assign([Display(tuple, [a, Attribute(b, c)])], d, -)"),
    ("a: int = 1", "Assign([a], 1, int)"),
    ("a: int", "Declare(a, int)"),
    ("a //= 1", "Augment(a, //, 1)"),
    ("return", "Return(-)"),
    ("return a", "Return(a)"),
    ("assert a, 'b'", "Assert(a)"),
    ("raise", "Raise(-)"),
    ("raise a from b", "Raise(a)"),
    ("pass", ""),
    ("del a, b[0]", "Remove([a, Subscript(b, 0)])"),
    ("global a, b", "Outer(global, [a, b])"),
    ("nonlocal a", "Outer(nonlocal, [a])"),
    ("break", "Jump(break)"),
    ("continue", "Jump(continue)"),
    ("if a: b\nelif c: d\nelse: e", "If(a, [Evaluate(b)], [If(c, [Evaluate(d)], [Evaluate(e)])])"),
    ("for a in b: c\nelse: d", "For(a, b, [Evaluate(c)], [Evaluate(d)])"),
    ("async for a in b: pass", "For(a, b, [], [])"),
    ("while a: b\nelse: c", "While(a, [Evaluate(b)], [Evaluate(c)])"),
    ("with a as (b, c), d: e", "With([Context(a, Display(tuple, [b, c])), Context(d, -)], [Evaluate(e)])"),
    ("async with a: pass", "With([Context(a, -)], [])"),
    (
        "try: a\nexcept B as b: c\nexcept: d\nelse: e\nfinally: f",
        (
            "Try([Evaluate(a)], [Handler(B, b, [Evaluate(c)]), Handler(-, -, [Evaluate(d)])], "
            "[Evaluate(e)], [Evaluate(f)])"
        ),
    ),
    ("import a.b", "Import(0, a, -, a, a.b)"),
    ("import a.b as c, d", "Import(0, a.b, -, c, a.b) Import(0, d, -, d, d)"),
    ("from a.b import c as d, e", "Import(0, a.b, c, d, a.b) Import(0, a.b, e, e, a.b)"),
    ("from ..a import b", "Import(2, a, b, b, a)"),
    ("from . import a", "Import(1, , a, a, )"),
    ("from a import *", "Import(0, a, *, *, a)"),
    (
        "def f(a, /, b: int = 1, *c, d, e=2, **g) -> None: ...",
        (
            "Function(f, f, [Parameter(a, plain, -, -), Parameter(b, plain, 1, int), Parameter(c, *, -, -), "
            "Parameter(d, keyword, -, -), Parameter(e, keyword, 2, -), Parameter(g, **, -, -)], [], "
            "[Evaluate(Opaque([]))], -, False, False, [])"
        ),
    ),
    ("@a\n@b(1)\nasync def f(): 'd'", "Function(f, f, [], [a, Call(b, [1], [])], [], d, True, False, [])"),
    (
        "@a\nclass A(B, metaclass=C):\n  'd'\n  x: int",
        "Class(A, A, [B], [Keyword(metaclass, C)], [a], [Declare(x, int)])",
    ),
    (
        dedent("""\
        match a:
            case 1 | None: b
            case [c, *d] if e: pass
            case {"k": f, **g}: pass
            case h.I(j, k=l) as m: pass
            case {}: pass
            case [*_]: pass
            case _: pass
        """),
        (
            "Match(a, [Case([], -, [Evaluate(b)]), Case([c, d], e, []), Case([f, g], -, []), "
            "Case([j, l, m], -, []), Case([], -, []), Case([], -, []), Case([], -, [])])"
        ),
    ),
]
NEWER = [
    ((3, 11), "try: a\nexcept* B: c", "Try([Evaluate(a)], [Handler(B, -, [Evaluate(c)])], [], [])"),
    ((3, 12), "type X[T] = list[T]", "Assign([X], Subscript(list, T), -)"),
    ((3, 12), "def f[T: 'b', *U, **V](): pass", "Function(f, f, [], [], [], -, False, False, [])"),
    ((3, 12), "class A[T]: pass", "Class(A, A, [], [], [], [])"),
    ((3, 13), "class A[T = 'd']: pass", "Class(A, A, [], [], [], [])"),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_statement(text: str, expected: str) -> None:
    assert " ".join(map(outline, module(text).body)) == expected


@pytest.mark.parametrize(("since", "text", "expected"), NEWER)
def test_statement_of_a_newer_python(since: tuple[int, int], text: str, expected: str) -> None:
    if sys.version_info < since:
        with pytest.raises(Unreadable):
            module(text)
    else:
        test_statement(text, expected)


def test_every_node_of_this_python_has_its_fact() -> None:
    """What a newer Python adds must be met on purpose."""
    known = expressions.EXPRESSIONS.keys() | statements.STATEMENTS.keys() | statements.IMPORTS.keys()
    apart = {ast.Pass, ast.FormattedValue, getattr(ast, "Interpolation", None)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kinds = {kind for base in (ast.expr, ast.stmt) for kind in base.__subclasses__()}
    assert kinds - known - apart == set()


# Places


def header(text: str) -> str:
    [found] = [v for v in inner(module(text).body) if isinstance(v, (Function, Class))][-1:]
    return cut(text, found.at)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): pass", "def f"),
        ("@a\n@b\ndef f(): pass", "def f"),
        ("async def f(): pass", "async def f"),
        ("class A: pass", "class A"),
        ("class A:\n    def f(self):\n        pass", "def f"),
        ("def  \tf (): pass", "def  \tf"),
        ("async  def f(): pass", "async  def f"),
        ("def \\\n  \\\n f(): pass", "def \\\n  \\\n f"),
        ("class \\\n    A: pass", "class \\\n    A"),
        ("if é:\n  class ü: pass", "class ü"),
        ("def ﬁx(): pass", "def ﬁx"),
        ("'é'; d = 1\nif 'é':\n    def é(): pass", "def é"),
    ],
)
def test_header(text: str, expected: str) -> None:
    assert header(text) == expected


def test_a_definition_ends_with_its_body() -> None:
    [test, case] = module("def test():\n    a\n    b\n\nclass A:\n    c\n").body
    assert isinstance(test, Function)
    assert isinstance(case, Class)
    assert (test.end_line, case.end_line) == (3, 6)


@pytest.mark.parametrize(
    "text",
    [
        "a = wanted",
        "é = 'ü'; b = wanted",
        "日本 = f(\n    '😀', wanted)",
        "if a:\r\n    'é'\r\n    wanted",
        "a\rwanted",
        "\fa\n\f\nwanted",
        "def f():\n    a\n\f\n    wanted",
        "\ufeffwanted",
        "\ufeff'é'; wanted",
        "'''\u2028\x85\x0b\x0c'''; a\nwanted",
        "'''\nü''', wanted",
        "a = \\\n  wanted",
        "f'{wanted}'",
        "f'é{é}{wanted:>{é}}'",
        'f"""\né {\n wanted}"""',
        "('é' f'ü'\n  f'{é}{wanted}')",
        "f'é{f\"ü{wanted}\"}'",
        "# coding: latin-1\n'é', wanted",
        "if é:\n\tü, wanted",
    ],
)
def test_places_count_characters(text: str) -> None:
    [wanted] = [v for v in every(module(text)) if isinstance(v, Name) and v.name == "wanted"]
    assert cut(text, wanted.at) == "wanted"


def every(value: object) -> Iterator[Any]:
    """Every value inside facts, the parts of f-strings too."""
    for found in inner(value):
        yield found
        if isinstance(found, Text):
            for part in found.parts:
                yield from every(part)


def test_constant_parts_of_a_text_have_its_place() -> None:
    [whole] = [v for v in every(module("'é', f'ü{a}b' \\\n  'c'")) if isinstance(v, Text)]
    assert whole.at == Place(1, 6, 2, 6)
    assert {part.at for part in whole.parts} == {whole.at}


def test_a_compound_statement_has_its_whole() -> None:
    [statement] = module("if a:\n    b\nelse:\n    cé\n").body
    assert statement.at == Place(1, 1, 4, 7)


ATOMS = st.sampled_from(
    ["a", "é", "ﬁ", "日本", "'x'", "'é'", "'''\n日\n'''", "1", "-2.5", "0x1F", "None", "'a' 'ü'", "r'\\é'", "b'x'"]
)


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    shapes = [
        "({0} + {1})", "[{0}, {1}]", "f({0}, é={1})", "{{{0}: {1}}}", "({0}).ü[{1}]",
        "({0}\n  if {1} else {0})", "[{0} for é in {1}]", "({0} and not {1})", "(lambda é={0}: {1})",
        "(é := {0}, *{1})", "({0} < # é\n {1})",
    ]  # fmt: skip
    return st.builds(lambda shape, one, two: shape.format(one, two), st.sampled_from(shapes), parts, parts)


LINES = st.sampled_from(
    ["{} = {}", "'é'; {}; {}", "if {}:\n  {}", "@é({})\ndef é(ü={}): pass", "class é({}):\n\té = {}"]
)
PROGRAMS = st.lists(
    st.builds(
        lambda shape, one, two: shape.format(one if "=" not in shape[:6] else f"é[{one}]", two),
        LINES,
        *[st.recursive(ATOMS, larger, max_leaves=8)] * 2,
    ),
    max_size=4,
).map("\n".join)


@given(PROGRAMS, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]))
def test_places_cut_out_what_stands_there(text: str, end: str, mark: str) -> None:
    found = module(mark + text.replace("\n", end))
    for value in inner(found):
        if isinstance(value, Constant):
            assert ast.literal_eval(f"({cut(text, value.at)})") == value.value
        elif isinstance(value, Name):
            assert unicodedata.normalize("NFKC", cut(text, value.at)) == value.name
        elif not isinstance(value, (Module, Function, Class)) and hasattr(value, "at"):
            ast.parse(parenthesized(cut(text, value.at)))
    assert msgpack.decode(msgpack.encode(found), type=Module) == found


def parenthesized(text: str) -> str:
    """Text that parses by itself: one over lines needs parentheses, no statement has them."""
    try:
        ast.parse(f"({text}\n)")
    except SyntaxError:
        return text
    return f"({text}\n)"


# What stands around a text


def test_words_name_their_function() -> None:
    text = '''\
    """Docstring."""
    a = "module"
    @b("decorator")
    def f(c="default") -> "returns":
        """Docstring."""
        def g():
            "docstring"
            return f"part{'inside'}{d:{'width'}}", lambda: "lambda"
        "after"
    class A("base"):
        """Docstring."""
        e: "annotation" = "field"
        async def m(self):
            assert h, "message"
            raise X from Y("cause")
            match i:
                case "pattern" | {"key": X("no", k="class")}: pass
    '''
    found = [(words.text, words.scope) for words in module(dedent(text)).words]
    assert found == [
        ("module", ""),
        ("decorator", "f"),
        ("default", "f"),
        ("returns", "f"),
        ("part", "f.g"),
        ("inside", "f.g"),
        ("width", "f.g"),
        ("lambda", "f.g"),
        ("after", "f"),
        ("base", "A"),
        ("annotation", "A"),
        ("field", "A"),
        ("message", "A.m"),
        ("cause", "A.m"),
        ("pattern", "A.m"),
        ("key", "A.m"),
        ("no", "A.m"),
        ("class", "A.m"),
    ]


def test_docstrings_are_no_statements() -> None:
    found = module('"""Module."""\ndef f():\n    """Function."""\nclass A:\n    """Class."""\n')
    assert found.docstring == "Module."
    assert outline(found.body) == (
        "[Function(f, f, [], [], [], Function., False, False, []), Class(A, A, [], [], [], [])]"
    )
    assert found.words == ()
    assert module("'a' + 'b'").docstring is None
    assert module("b'a'").docstring is None
    assert module("f'a'").docstring is None
    assert module(r"'\ud800!'").docstring == "?!"


def functions(text: str) -> dict[str, Function]:
    return {v.qualname: v for v in inner(module(dedent(text)).body) if isinstance(v, Function)}


def test_qualified_names_leave_out_locals() -> None:
    text = """
    def outer():
        def inner(): pass
        class Local:
            def method(self): pass
    class A:
        class B:
            def method(self): pass
    if a:
        def guarded(): pass
    """
    assert [*functions(text)] == ["outer", "outer.inner", "outer.Local.method", "A.B.method", "guarded"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): yield", {"f": True}),
        ("def f():\n  with a:\n    b = yield from c", {"f": True}),
        ("def f():\n  def g(): yield", {"f": False, "f.g": True}),
        ("def f():\n  yield\n  def g(): pass", {"f": True, "f.g": False}),
        ("def f():\n  return lambda: (yield)", {"f": False}),
        ("def f():\n  def g(a=(yield)): pass", {"f": True, "f.g": False}),
        ("def f():\n  return lambda a=(yield): 1", {"f": True}),
        ("def f(): return [a for a in b]", {"f": False}),
    ],
)
def test_yields(text: str, expected: dict[str, bool]) -> None:
    assert {name: function.yields for name, function in functions(text).items()} == expected


def test_requested_fixtures() -> None:
    text = """
    def test(request):
        request.getfixturevalue("a")
        with b(self.request.getfixturevalue(argname="c")): pass
        request.getfixturevalue(d)
        getfixturevalue("e")
        def inner(): return request.getfixturevalue("f"), request.getfixturevalue("a")
        for name in "gh": request.getfixturevalue(name)
    def other(): pass
    """
    found = {name: function.requested for name, function in functions(text).items()}
    assert found == {"test": ("a", "c", "f"), "test.inner": ("f", "a"), "other": ()}


@pytest.mark.parametrize(
    ("text", "lines"), [("", 0), ("a", 1), ("a\n", 1), ("a\n\n", 2), ("a\r\nb\rc", 3), ("'\x0c'\n", 1)]
)
def test_lines(text: str, lines: int) -> None:
    assert module(text).lines == lines


# What cannot be read, and what is hard to


@pytest.mark.parametrize(
    ("text", "message", "start"),
    [
        ("a = = b", "does not parse: invalid syntax", (1, 5)),
        ("'é' é é", "does not parse: invalid syntax", (1, 5)),
        ("if a:\nb", "does not parse: expected an indented block after 'if' statement on line 1", (2, 1)),
        ("a\0b", "does not parse: holds a NUL character", (1, 2)),
        ("a\né = '\0'", "does not parse: holds a NUL character", (2, 6)),
        ("a(", "does not parse: '(' was never closed", (1, 2)),
        ("a = \\\n", "does not parse: unexpected EOF while parsing", (1, 6)),
        ("{{ cookiecutter.name }}:", "does not parse: invalid syntax", (1, 24)),
    ],
)
def test_what_does_not_parse(text: str, message: str, start: tuple[int, int]) -> None:
    with pytest.raises(Unreadable) as caught:
        module(text)
    place = caught.value.place
    assert str(caught.value) == message
    assert place is not None
    assert (place.line, place.column) == start
    assert (place.end_line, place.end_column) >= start
    assert pickle.loads(pickle.dumps(caught.value)).place == place


@pytest.mark.parametrize(
    "text", ["a" + ".b()" * 20_000, "not " * 50_000 + "a", "a\n" + "if a: b\n" + "elif a: b\n" * 5_000, "'\udc80'"]
)
def test_what_cannot_be_placed(text: str) -> None:
    with pytest.raises(Unreadable, match="does not parse: ") as caught:
        module(text)
    assert caught.value.place is None


def test_a_long_chain_is_opaque_and_its_words_are_not_lost() -> None:
    found = module("a = " + " + ".join(['"b"'] * 900))
    assert outline(found.body) == f"[Assign([a], Opaque([{', '.join(['Quoted'] * 900)}]), -)]".replace("Quoted", "'b'")
    assert len(found.words) == 900
    assert msgpack.decode(msgpack.encode(found), type=Module) == found


def test_very_long_chains_are_no_crash() -> None:
    try:
        module("a = " + " + ".join(['"b"'] * 3000))
    except Unreadable as error:
        assert "nested too deeply" in error.message  # noqa: PT017 - which it is depends on the parser


def test_warnings_about_the_file_stay_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert outline(module(r"a = '\d'; a is 1; 1or 2").body[0]) == r"Assign([a], '\\d', -)"
    assert capsys.readouterr().err == ""


def sample() -> list[Path]:
    tests = sorted(Path(sysconfig.get_path("stdlib"), "test").rglob("*.py"))
    return random.Random(0).sample(tests, min(100, len(tests)))


@pytest.mark.parametrize("path", sample(), ids=lambda path: path.name)
def test_the_standard_library_is_read(path: Path) -> None:
    try:
        with tokenize.open(path) as file:
            text = file.read()
        found = module(text)
    except (SyntaxError, UnicodeDecodeError, Unreadable):
        return
    assert msgpack.decode(msgpack.encode(found), type=Module) == found
    for value in inner(found):
        if isinstance(value, Name):
            assert unicodedata.normalize("NFKC", cut(text, value.at)) == value.name
