from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from smelltest.link.program.collect import CollectionRules, Item, collect
from smelltest.read import facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from smelltest.link.program.program import Program

    Make = Callable[[dict[str, str]], Program]


def collected(program: Make, files: dict[str, str] | str, rules: CollectionRules | None = None) -> tuple[Item, ...]:
    """The tests of the first file."""
    suite = {"test_a.py": files} if isinstance(files, str) else files
    return collect(program(suite), next(iter(suite)), rules or CollectionRules())


def names(items: tuple[Item, ...]) -> list[str]:
    return [item.name for item in items]


# Functions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def test_a(): ...", ["test_a"]),
        ("def testA(): ...", ["testA"]),
        ("async def test_a(): ...", ["test_a"]),
        ("def verify_a(): ...\ndef helper(): ...", []),
        ("def test_b(): ...\ndef test_a(): ...", ["test_b", "test_a"]),
        ("def test_a(): ...\ndef test_a(x): ...", ["test_a"]),
        ("if x:\n    def test_a(): ...\nelse:\n    def test_b(): ...", ["test_a", "test_b"]),
        ("try:\n    import x\nexcept ImportError:\n    def test_a(): ...", ["test_a"]),
        ("with x:\n    def test_a(): ...", ["test_a"]),
        ("def outer():\n    def test_a(): ...", []),
        ("test_a = make_test()", []),
        ("import pytest\n@pytest.fixture\ndef test_user(): ...", []),
        ("from pytest import fixture as fx\n@fx(scope='module')\ndef test_user(): ...", []),
        ("from own import fixture\n@fixture\ndef test_user(): ...", []),
        ("def test_a(): ...\ntest_a.__test__ = False", []),
        ("__test__ = False\ndef test_a(): ...", []),
        ("def test_a(): ...\ndel test_a", []),
    ],
)
def test_functions(program: Make, text: str, found: list[str]) -> None:
    assert names(collected(program, text)) == found


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        (CollectionRules(), ["test_a", "TestA.test_b"]),
        (CollectionRules(python_functions=("check_",)), ["check_a", "TestA.check_b"]),
        (CollectionRules(python_functions=("*_a",)), ["test_a", "check_a"]),
        (CollectionRules(python_classes=("*Suite",)), ["test_a", "UserSuite.test_c"]),
    ],
)
def test_what_pytest_is_told(program: Make, rules: CollectionRules, found: list[str]) -> None:
    text = """\
    def test_a(): ...
    def check_a(): ...
    class TestA:
        def test_b(self): ...
        def check_b(self): ...
    class UserSuite:
        def test_c(self): ...
    """

    assert names(collected(program, text, rules)) == found


@pytest.mark.parametrize(
    ("path", "patterns", "found"),
    [
        ("tests/test_a.py", None, True),
        ("tests/a_test.py", None, True),
        ("tests/conftest.py", None, False),
        ("cases/users.py", None, False),
        ("cases/users.py", ("cases/*.py",), True),
        ("tests/tests.py", ("tests.py",), True),
    ],
)
def test_which_files_hold_tests(path: str, patterns: tuple[str, ...] | None, found: bool) -> None:
    rules = CollectionRules() if patterns is None else CollectionRules(python_files=patterns)

    assert rules.is_file(path) is found


# Classes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class TestA:\n    def test_a(self): ...\n    def helper(self): ...", ["pytest TestA.test_a"]),
        ("class TestA:\n    @staticmethod\n    def test_a(): ...", ["pytest TestA.test_a"]),
        ("class TestA:\n    @property\n    def test_a(self): ...", []),
        ("class TestA:\n    if x:\n        def test_a(self): ...", ["pytest TestA.test_a"]),
        ("class TestA:\n    def __init__(self): ...\n    def test_a(self): ...", []),
        ("class B:\n    def __new__(cls): ...\nclass TestA(B):\n    def test_a(self): ...", []),
        ("class Helper:\n    def test_a(self): ...", []),
        ("class Helper:\n    __test__ = True\n    def test_a(self): ...", ["pytest Helper.test_a"]),
        ("class TestA:\n    __test__ = False\n    def test_a(self): ...", []),
        (
            ("class TestA:\n    __test__ = False\n    def test_a(self): ...\nclass TestB(TestA):\n    __test__ = True"),
            ["pytest TestB.test_a"],
        ),
        (
            (
                "class TestA:\n    class TestB:\n        def test_b(self): ...\n"
                "    class Helper:\n        def test_c(self): ..."
            ),
            ["pytest TestA.TestB.test_b"],
        ),
        ("import unittest\nclass A(unittest.TestCase):\n    def test_a(self): ...", ["unittest A.test_a"]),
        ("from django.test import TestCase as T\nclass A(T):\n    def testA(self): ...", ["unittest A.testA"]),
        (
            "import unittest\nclass A(unittest.IsolatedAsyncioTestCase):\n    async def test_a(self): ...",
            ["unittest A.test_a"],
        ),
        ("import unittest\nclass A(unittest.TestCase):\n    class TestB:\n        def test_b(self): ...", []),
        (
            ("import unittest\nclass A(unittest.TestCase):\n    def __init__(self): ...\n    def test_a(self): ..."),
            ["unittest A.test_a"],
        ),
        ("from nowhere import BaseApiTest\nclass A(BaseApiTest):\n    def test_a(self): ...", ["unittest A.test_a"]),
        ("class A(SomeTestBase):\n    def test_a(self): ...", ["unittest A.test_a"]),
        ("from nowhere import Helper\nclass A(Helper):\n    def test_a(self): ...", []),
        (
            "from nowhere import BaseTest\nclass TestA(BaseTest):\n    def test_a(self, api): ...",
            ["pytest TestA.test_a"],
        ),
        ("import unittest\nclass A(unittest.TestCase):\n    def test_a(self): ...\ndel A", []),
        ("import unittest\nclass A(unittest.TestCase):\n    def test_a(self): ...\n    test_a = None", []),
    ],
)
def test_classes(program: Make, text: str, found: list[str]) -> None:
    assert [f"{item.kind} {item.name}" for item in collected(program, text)] == found


def test_a_class_runs_what_it_inherits(program: Make) -> None:
    items = collected(
        program,
        {
            "tests/test_a.py": """\
            import unittest
            from tests.mixins import ListMixin
            class Local:
                def test_local(self): ...
            class UsersTest(ListMixin, Local, unittest.TestCase):
                def test_overridden(self): ...
                def test_own(self): ...
            """,
            "tests/mixins.py": """\
            class Base:
                def test_base(self): ...
                test_refused = None
            class ListMixin(Base):
                def test_list(self): ...
                def test_overridden(self): ...
            """,
        },
    )

    assert [(item.name, item.inherited, item.origin) for item in items] == [
        ("UsersTest.test_local", True, "tests/test_a.py"),
        ("UsersTest.test_base", True, "tests/mixins.py"),
        ("UsersTest.test_list", True, "tests/mixins.py"),
        ("UsersTest.test_overridden", False, "tests/test_a.py"),
        ("UsersTest.test_own", False, "tests/test_a.py"),
    ]
    assert {item.path for item in items} == {"tests/test_a.py"}
    assert [ref.node.name for ref in items[0].classes] == ["UsersTest", "ListMixin", "Base", "Local"]


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"test_a.py": "from shared import test_x", "shared.py": "def test_x(): ..."}, ["test_x"]),
        ({"test_a.py": "from shared import *", "shared.py": "def test_x(): ..."}, ["test_x"]),
        (
            {"test_a.py": "from shared import TestX", "shared.py": "class TestX:\n    def test_y(self): ..."},
            ["TestX.test_y"],
        ),
        ({"test_a.py": "from shared import *\ndef test_x(): ...", "shared.py": "def test_x(): ..."}, ["test_x"]),
        ({"test_a.py": "from test_b import test_x", "test_b.py": "def test_x(): ..."}, []),
        ({"test_a.py": "from test_b import *", "test_b.py": "def test_x(): ..."}, []),
        ({"test_a.py": "from elsewhere import test_x, TestX"}, []),
    ],
)
def test_what_a_test_file_imports(program: Make, files: dict[str, str], found: list[str]) -> None:
    assert names(collected(program, files)) == found


def test_a_nested_class_knows_those_around_it(program: Make) -> None:
    (item,) = collected(program, "class TestA:\n    class TestB:\n        def test_c(self): ...")

    assert [ref.node.qualname for ref in item.classes] == ["TestA.TestB"]
    assert [ref.node.qualname for ref in item.outer] == ["TestA"]


def test_a_file_that_is_not_there_has_no_tests(program: Make) -> None:
    assert collect(program({}), "test_a.py", CollectionRules()) == ()


# Marks


def test_marks_of_function_classes_and_module(program: Make) -> None:
    (item,) = collected(
        program,
        {
            "test_a.py": """\
            import pytest
            from marks import needs_db
            from base import Base
            pytestmark = [pytest.mark.module_one, needs_db]
            pytestmark += [pytest.mark.module_two]
            @pytest.mark.class_one
            class TestA(Base):
                pytestmark = pytest.mark.class_two(1)
                @pytest.mark.function_one("x", y=2)
                @log
                @needs_db
                def test_a(self): ...
            """,
            "base.py": "import pytest\n@pytest.mark.base\n@wrap\nclass Base: ...\n",
            "marks.py": "import pytest\nneeds_db = pytest.mark.usefixtures('db')\n",
        },
    )

    assert [f"{mark.level} {mark.name} {mark.path}" for mark in item.marks] == [
        "function function_one test_a.py",
        "function usefixtures marks.py",
        "class class_one test_a.py",
        "class class_two test_a.py",
        "class base base.py",
        "module module_one test_a.py",
        "module usefixtures marks.py",
        "module module_two test_a.py",
    ]
    first = item.marks[0]
    assert [argument.value for argument in first.arguments if isinstance(argument, facts.Constant)] == ["x"]
    assert [keyword.name for keyword in first.keywords] == ["y"]
    assert first.at.line == 9
    assert [f"{decorator.level} {decorator.path}" for decorator in item.decorators] == [
        "function test_a.py",
        "class base.py",
    ]


@pytest.mark.parametrize(
    ("assignment", "found"),
    [
        ("pytestmark = pytest.mark.a", ["a"]),
        ("pytestmark = (pytest.mark.a, pytest.mark.b)", ["a", "b"]),
        ("pytestmark = [pytest.mark.a] + MORE", ["a", "c"]),
        ("pytestmark = MORE", ["c"]),
        ("pytestmark = [*MORE, pytest.mark.a]", ["c", "a"]),
        ("pytestmark = one\none = two\ntwo = three\nthree = one", []),
        ("pytestmark = [pytest.mark.a]\npytestmark = [pytest.mark.b]", ["b"]),
        ("if x:\n    pytestmark = pytest.mark.a", ["a"]),
        ("pytestmark = make()", []),
        ("pytestmark = [*pytestmark, pytest.mark.a]", ["a"]),
    ],
)
def test_marks_of_a_module(program: Make, assignment: str, found: list[str]) -> None:
    text = f"import pytest\nMORE = [pytest.mark.c]\n{assignment}\ndef test_a(): ..."
    (item,) = collected(program, text)

    assert [mark.name for mark in item.marks] == found


# Cases


@pytest.mark.parametrize(
    ("arguments", "names", "indirect", "direct"),
    [
        ("'a', [1, 2]", ("a",), False, ("a",)),
        ("'a, b', [(1, 2)]", ("a", "b"), False, ("a", "b")),
        ("('a', 'b'), ROWS", ("a", "b"), False, ("a", "b")),
        ("['a'], ROWS", ("a",), False, ("a",)),
        ("argnames='a', argvalues=ROWS", ("a",), False, ("a",)),
        ("NAMES, ROWS", ("a", "b"), False, ("a", "b")),
        ("'a,b', ROWS, indirect=True", ("a", "b"), True, ()),
        ("'a,b', ROWS, True", ("a", "b"), True, ()),
        ("'a,b', ROWS, indirect=['b']", ("a", "b"), ("b",), ("a",)),
        ("'a', **options()", ("a",), False, ("a",)),
    ],
)
def test_cases(
    program: Make, arguments: str, names: tuple[str, ...], indirect: bool | tuple[str, ...], direct: tuple[str, ...]
) -> None:
    text = f"""\
    import pytest
    NAMES = "a, b"
    @pytest.mark.parametrize({arguments})
    def test_a(a, b): ...
    """
    (item,) = collected(program, text)

    (cases,) = item.cases
    assert (cases.names, cases.indirect, cases.direct) == (names, indirect, direct)
    assert (cases.path, cases.at.line, cases.level) == ("test_a.py", 3, "function")


def test_cases_of_class_and_module(program: Make) -> None:
    text = """\
    import pytest
    pytestmark = pytest.mark.parametrize("m", [1])
    @pytest.mark.parametrize("c", [1])
    class TestA:
        @pytest.mark.parametrize("second", [1])
        @pytest.mark.parametrize("first", [1])
        def test_a(self, m, c, first, second): ...
    @pytest.mark.parametrize
    def test_b(): ...
    """
    first, second = collected(program, text)

    assert [(cases.names, cases.level) for cases in first.cases] == [
        (("second",), "function"),
        (("first",), "function"),
        (("c",), "class"),
        (("m",), "module"),
    ]
    assert [cases.names for cases in second.cases] == [("m",)]
