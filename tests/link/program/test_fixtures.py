from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from smelltest.link.program.collect import CollectionRules, Item, collect
from smelltest.link.program.fixtures import Closure, Fixture, FixtureTable
from smelltest.link.program.xunit import Xunit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from smelltest.link.program.program import Program

    Make = Callable[[dict[str, str]], Program]


def item_of(table: FixtureTable, path: str, name: str) -> Item:
    found = collect(table.program, path, CollectionRules())
    return next(item for item in found if item.name == name)


def closed(program: Make, files: dict[str, str], name: str = "test_it", **options: tuple[str, ...]) -> Closure:
    """The closure of a test of the first file."""
    table = FixtureTable(program(files), **options)
    return table.closure(item_of(table, next(iter(files)), name))


def order(closure: Closure) -> list[str]:
    """Where each fixture stands, in order: `path:name`."""
    return [f"{fixture.path}:{fixture.name}" for fixture in closure.order]


def ordered_names(closure: Closure) -> list[str]:
    return [fixture.name for fixture in closure.order]


# One fixture


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        ("@pytest.fixture\ndef user(): ...", ("user", "function", False)),
        ("@pytest.fixture()\ndef user(): ...", ("user", "function", False)),
        ("@pytest.fixture(scope='module', autouse=True)\ndef user(): ...", ("user", "module", True)),
        ("@pytest.fixture('session')\ndef user(): ...", ("user", "session", False)),
        ("SCOPE = 'class'\n@pytest.fixture(scope=SCOPE)\ndef user(): ...", ("user", "class", False)),
        ("@pytest.fixture(scope=choose)\ndef user(): ...", ("user", "function", False)),
        ("@pytest.fixture(name='user')\ndef make_user(): ...", ("user", "function", False)),
        ("@pytest.yield_fixture\ndef user(): ...", ("user", "function", False)),
        (
            "import pytest_asyncio\n@pytest_asyncio.fixture(scope='module')\nasync def user(): ...",
            ("user", "module", False),
        ),
        ("from pytest import fixture as fx\n@fx\ndef user(): ...", ("user", "function", False)),
        ("fx = pytest.fixture\n@fx\ndef user(): ...", ("user", "function", False)),
        ("from nowhere import *\n@fixture\ndef user(): ...", ("user", "function", False)),
        ("@log\n@pytest.fixture\ndef user(): ...", ("user", "function", False)),
        ("def make(): ...\nuser = pytest.fixture(scope='module')(make)", ("user", "module", False)),
        ("def make(): ...\nuser = pytest.fixture(make)", ("user", "function", False)),
        ("@pytest.fixture(scope='module')\ndef other(): ...\nuser = other", ("user", "module", False)),
        ("if x:\n    @pytest.fixture\n    def user(): ...", ("user", "function", False)),
        ("@pytest.mark.my_fixture\ndef user(): ...", None),
        ("@cache\ndef user(): ...", None),
        ("def user(): ...", None),
        ("user = make_user()", None),
    ],
)
def test_what_is_a_fixture(program: Make, definition: str, found: tuple[str, str, bool] | None) -> None:
    closure = closed(program, {"test_a.py": f"import pytest\n{definition}\ndef test_it(user): ...\n"})

    shown = [(fixture.name, fixture.scope, fixture.autouse) for fixture in closure.order]
    assert shown == ([] if found is None else [found])
    assert closure.missing == (("user",) if found is None else ())


def test_a_fixture_knows_its_cases(program: Make) -> None:
    (fixture,) = closed(
        program,
        {
            "test_a.py": """\
            import pytest
            @pytest.fixture(params=[1, 2])
            def user(request): ...
            def test_it(user): ...
            """
        },
    ).order

    assert fixture.params is not None
    assert fixture.params.at.line == 2


# Where fixtures are seen

SEEN = "import pytest\n@pytest.fixture\ndef user(): ...\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"t/test_a.py": SEEN + "def test_it(user): ..."}, ["t/test_a.py:user"]),
        ({"t/test_a.py": "def test_it(user): ...", "t/conftest.py": SEEN}, ["t/conftest.py:user"]),
        ({"t/u/test_a.py": "def test_it(user): ...", "conftest.py": SEEN}, ["conftest.py:user"]),
        (
            {"t/u/test_a.py": "def test_it(user): ...", "conftest.py": SEEN, "t/conftest.py": SEEN},
            ["t/conftest.py:user"],
        ),
        ({"t/test_a.py": "def test_it(user): ...", "t/u/conftest.py": SEEN}, []),
        ({"t/test_a.py": "def test_it(user): ...", "other/conftest.py": SEEN}, []),
        ({"test_a.py": "from fix import user\ndef test_it(user): ...", "fix.py": SEEN}, ["fix.py:user"]),
        ({"test_a.py": "from app import user\ndef test_it(user): ...", "app.py": SEEN}, ["app.py:user"]),
        ({"test_a.py": "from fix import *\ndef test_it(user): ...", "fix.py": SEEN}, ["fix.py:user"]),
        ({"test_a.py": "def test_it(user): ...", "conftest.py": "from fix import *", "fix.py": SEEN}, ["fix.py:user"]),
        (
            {"test_a.py": "def test_it(user): ...", "conftest.py": "from fix import user", "fix.py": SEEN},
            ["fix.py:user"],
        ),
        (
            {"test_a.py": "def test_it(person): ...", "conftest.py": "from fix import user as person", "fix.py": SEEN},
            [],
        ),
        (
            {
                "test_a.py": "def test_it(user): ...",
                "conftest.py": "from one import *",
                "one.py": "from two import *",
                "two.py": SEEN,
            },
            ["two.py:user"],
        ),
        (
            {
                "test_a.py": "def test_it(user): ...",
                "conftest.py": "from one import *",
                "one.py": SEEN + "__all__ = []\n",
            },
            ["one.py:user"],
        ),
        (
            {
                "test_a.py": "def test_it(user): ...",
                "conftest.py": "from one import *",
                "one.py": SEEN + "__all__ = ['x']\n",
            },
            [],
        ),
        (
            {
                "test_a.py": "def test_it(user): ...",
                "conftest.py": "from one import *",
                "one.py": "from conftest import *\n" + SEEN,
            },
            ["one.py:user"],
        ),
        (
            {
                "test_a.py": "def test_it(user): ...",
                "conftest.py": "pytest_plugins = ['fix.users']",
                "fix/users.py": SEEN,
            },
            ["fix/users.py:user"],
        ),
        (
            {
                "test_a.py": "def test_it(user): ...",
                "conftest.py": "pytest_plugins = 'fix.users'",
                "fix/users.py": SEEN,
            },
            ["fix/users.py:user"],
        ),
        (
            {"test_a.py": "def test_it(user): ...", "conftest.py": "pytest_plugins = ('a', 'b')", "b.py": SEEN},
            ["b.py:user"],
        ),
        ({"test_a.py": "pytest_plugins = ['fix']\ndef test_it(user): ...", "fix.py": SEEN}, ["fix.py:user"]),
        (
            {
                "test_a.py": "def test_it(user): ...",
                "conftest.py": "pytest_plugins = ['one']",
                "one.py": "pytest_plugins = ['two']",
                "two.py": "pytest_plugins = ['one']\n" + SEEN,
            },
            ["two.py:user"],
        ),
        *(
            (
                {
                    "tests/test_a.py": "def test_it(user): ...",
                    "tests/conftest.py": plugins,
                    "tests/fixtures/__init__.py": "",
                    "tests/fixtures/users.py": SEEN,
                },
                ["tests/fixtures/users.py:user"],
            )
            for plugins in (
                "from glob import glob\npytest_plugins = [f.replace('/', '.')[:-3] for f in glob('tests/fixtures/*.py')]",
                "import glob\npytest_plugins = list(map(dotted, glob.iglob('**/fixtures/[!_]*.py', recursive=True)))",
                "from pathlib import Path\nHERE = Path(__file__).parent / 'fixtures'\npytest_plugins = dotted(HERE.glob('*.py'))",
                "from pathlib import Path\npytest_plugins = [dotted(f) for f in Path(__file__).parent.rglob('*.py')]",
                "import os\npytest_plugins = ['tests.fixtures.' + f[:-3] for f in os.listdir('tests/fixtures')]",
                "from glob import glob\ndef found():\n    return dotted(glob('fixtures/*.py'))\npytest_plugins = found()",
            )
        ),
        (
            {
                "test_a.py": "def test_it(user): ...",
                "conftest.py": "pytest_plugins = [dotted(f) for f in glob('../**/*.py')]",
                "fix/users.py": SEEN,
            },
            [],
        ),
        ({"test_a.py": "from fix import user\nuser = 1\ndef test_it(user): ...", "fix.py": SEEN}, []),
    ],
)
def test_where_a_fixture_is_seen(program: Make, files: dict[str, str], found: list[str]) -> None:
    closure = closed(program, files)

    assert order(closure) == found
    assert bool(closure.missing) is not bool(found)


def test_an_imported_name_is_followed_only_if_a_test_asks_for_it(program: Make) -> None:
    suite = program(
        {
            "test_a.py": "from app.users import user\nfrom app.orders import order\ndef test_it(user): ...",
            "app/users.py": SEEN,
            "app/orders.py": "",
        }
    )
    table = FixtureTable(suite)

    assert order(table.closure(item_of(table, "test_a.py", "test_it"))) == ["app/users.py:user"]
    library: Any = suite.library
    assert library.loaded == ["test_a.py", "app/users.py"]


def test_fixtures_of_a_plugin_and_those_that_every_test_uses(program: Make) -> None:
    files = {"t/test_a.py": "def test_it(user): ...", "shop/plugin.py": SEEN + "@pytest.fixture\ndef db(): ...\n"}

    assert closed(program, files).missing == ("user",)
    assert ordered_names(closed(program, files, plugins=("shop.plugin",))) == ["user"]
    assert ordered_names(closed(program, files, plugins=("shop.plugin",), used=("db",))) == ["db", "user"]


def test_fixtures_of_a_class(program: Make) -> None:
    files = {
        "test_a.py": """\
        import pytest
        from base import Base
        @pytest.fixture
        def user(): ...
        @pytest.fixture
        def order(user): ...
        class TestA(Base):
            @pytest.fixture
            def user(self, user, inherited): ...
            def test_it(self, order): ...
            class TestInner:
                def test_it(self, user): ...
        class TestB:
            def test_it(self, user): ...
        """,
        "base.py": """\
        import pytest
        class Base:
            @pytest.fixture
            def user(self): ...
            @pytest.fixture(autouse=True)
            def inherited(self): ...
        """,
    }

    closure = closed(program, files, "TestA.test_it")

    assert order(closure) == ["base.py:inherited", "test_a.py:user", "test_a.py:user", "test_a.py:order"]
    inherited, outer, inner, last = closure.order
    assert outer.owner is None
    assert inner.owner is not None
    assert inner.owner.node.name == "TestA"
    assert inherited.owner is not None
    assert inherited.owner.node.name == "Base"
    # A fixture of the module gets the nearest that the test sees; one that asks for its own name, the next.
    assert closure.resolve(last, "user") is inner
    assert closure.resolve(inner, "user") is outer
    assert closure.resolve(inner, "inherited") is inherited
    assert ordered_names(closed(program, files, "TestA.TestInner.test_it")) == ["inherited", "user", "user"]
    assert order(closed(program, files, "TestB.test_it")) == ["test_a.py:user"]


def test_a_fixture_that_asks_for_its_own_name_gets_the_next_one_outward(program: Make) -> None:
    override = "import pytest\n@pytest.fixture\ndef user(user): ...\n"
    closure = closed(
        program,
        {
            "t/u/test_a.py": override + "def test_it(user): ...",
            "t/u/conftest.py": override,
            "t/conftest.py": "from shared import *",
            "conftest.py": "from shared import *",
            "shared.py": SEEN,
        },
    )

    assert order(closure) == ["shared.py:user", "t/u/conftest.py:user", "t/u/test_a.py:user"]
    shared, middle, near = closure.order
    assert closure.resolve(None, "user") is near
    assert closure.resolve(near, "user") is middle
    assert closure.resolve(middle, "user") is shared
    assert closure.resolve(shared, "user") is None


def test_fixtures_that_ask_for_each_other_end(program: Make) -> None:
    text = """\
    import pytest
    @pytest.fixture
    def a(b): ...
    @pytest.fixture
    def b(a, b): ...
    def test_it(a): ...
    """

    closure = closed(program, {"test_a.py": text})

    assert ordered_names(closure) == ["b", "a"]
    assert closure.missing == ("b",)


# What a test asks for


@pytest.mark.parametrize(
    ("test", "found", "missing"),
    [
        ("def test_it(a, *, b): ...", ["a", "b"], ()),
        ("def test_it(a=1, *b, **c): ...", [], ()),
        ("def test_it(tmp_path, request, monkeypatch, nowhere): ...", [], ("nowhere",)),
        ("def test_it(b, a):\n    request.getfixturevalue('c')", ["b", "a", "c"], ()),
        ("@pytest.mark.usefixtures('c', 'b')\ndef test_it(a): ...", ["c", "b", "a"], ()),
        ("NAMES = ['c', 'b']\n@pytest.mark.usefixtures(*NAMES)\ndef test_it(a): ...", ["c", "b", "a"], ()),
        ("pytestmark = pytest.mark.usefixtures('c')\ndef test_it(a): ...", ["c", "a"], ()),
        ("@pytest.mark.usefixtures('nowhere')\ndef test_it(a): ...", ["a"], ("nowhere",)),
        ("@pytest.mark.parametrize('a', [1])\ndef test_it(a, needs_a): ...", ["needs_a"], ()),
        ("@pytest.mark.parametrize('a', [1], indirect=True)\ndef test_it(a, b): ...", ["a", "b"], ()),
        ("@pytest.mark.parametrize('a,b', [1], indirect=['b'])\ndef test_it(a, b): ...", ["b"], ()),
        ("@pytest.mark.parametrize('nowhere', [1])\ndef test_it(nowhere): ...", [], ()),
        ("from unittest.mock import patch\n@patch('x.y')\ndef test_it(a, b): ...", ["b"], ("a",)),
        (
            ("from unittest.mock import patch\n@patch('x.y', 1)\n@patch.object(x, 'y', new=1)\ndef test_it(a): ..."),
            ["a"],
            (),
        ),
        (
            ("from unittest import mock\n@mock.patch.object(x, 'y')\n@mock.patch('z')\ndef test_it(m, n, a): ..."),
            ["a"],
            ("m", "n"),
        ),
        ("from unittest import mock\n@mock.patch.dict('x', {})\ndef test_it(a): ...", ["a"], ()),
        ("from hypothesis import given\n@given(b=st.text())\ndef test_it(a, b): ...", ["a"], ("b",)),
        ("from hypothesis import given\n@given(st.text())\ndef test_it(a, b): ...", ["a"], ("b",)),
    ],
)
def test_what_a_test_asks_for(program: Make, test: str, found: list[str], missing: tuple[str, ...]) -> None:
    fixtures = "".join(f"@pytest.fixture\ndef {name}(): ...\n" for name in "abc")
    text = f"import pytest\n{fixtures}@pytest.fixture\ndef needs_a(a): ...\n{test}\n"

    closure = closed(program, {"test_a.py": text})

    assert ordered_names(closure) == found
    assert closure.missing == missing


def test_a_name_that_a_decorator_or_a_parametrize_gives_is_no_fixture(program: Make) -> None:
    text = """\
    import pytest
    from unittest.mock import patch
    @pytest.fixture
    def a(): ...
    @pytest.fixture
    def b(): ...
    @pytest.fixture
    def both(a, b): ...
    @pytest.mark.parametrize("b", [1])
    @patch("x")
    def test_it(a, b, both): ...
    """

    closure = closed(program, {"test_a.py": text})

    a, both = closure.order
    assert (a.name, both.name) == ("a", "both")
    assert closure.resolve(None, "a") is None
    assert closure.resolve(both, "a") is a
    assert closure.resolve(both, "b") is None


def test_a_class_that_is_patched_patches_its_own_tests(program: Make) -> None:
    text = """\
    from unittest.mock import patch
    import pytest
    @pytest.fixture
    def a(): ...
    @patch("x")
    class TestA:
        def test_it(self, a): ...
    class TestB(TestA):
        def test_other(self, a): ...
    """

    assert closed(program, {"test_a.py": text}, "TestA.test_it").missing == ("a",)
    assert ordered_names(closed(program, {"test_a.py": text}, "TestB.test_other")) == ["a"]


def test_a_unittest_gets_what_it_uses_and_what_every_test_gets(program: Make) -> None:
    text = """\
    import pytest, unittest
    @pytest.fixture
    def used(): ...
    @pytest.fixture(autouse=True)
    def everywhere(): ...
    @pytest.mark.usefixtures("used")
    class A(unittest.TestCase):
        @pytest.fixture(autouse=True)
        def own(self, used): ...
        def test_it(self, everywhere, nowhere): ...
    """

    closure = closed(program, {"test_a.py": text}, "A.test_it")

    assert ordered_names(closure) == ["everywhere", "used", "own"]
    assert closure.missing == ()


def test_tests_that_ask_for_the_same_share_a_closure(program: Make) -> None:
    table = FixtureTable(program({"test_a.py": SEEN + "def test_a(user): ...\ndef test_b(user): ...\n"}))
    first, second = (table.closure(item_of(table, "test_a.py", name)) for name in ("test_a", "test_b"))

    assert first is second


# In which order

ORDERED = {
    "conftest.py": """\
    import pytest
    pytest_plugins = ["plugin"]
    @pytest.fixture(scope="session")
    def session(): ...
    @pytest.fixture(autouse=True)
    def root_auto(): ...
    @pytest.fixture(autouse=True, scope="module")
    def module_auto(session): ...
    @pytest.fixture
    def user(session): ...
    """,
    "plugin.py": """\
    import pytest
    @pytest.fixture(autouse=True)
    def z_plugin_auto(): ...
    @pytest.fixture(scope="package")
    def package(): ...
    """,
    "api/conftest.py": """\
    import pytest
    @pytest.fixture(autouse=True)
    def z_api_auto(): ...
    @pytest.fixture(autouse=True)
    def a_api_auto(late): ...
    @pytest.fixture
    def late(): ...
    @pytest.fixture
    def user(user, z_api_auto): ...
    """,
    "api/test_order.py": """\
    import pytest
    @pytest.fixture(scope="module")
    def shop(): ...
    @pytest.fixture
    def order(user, shop, article): ...
    @pytest.fixture
    def article(request):
        request.getfixturevalue("dynamic")
    @pytest.fixture
    def dynamic(): ...
    @pytest.fixture(params=[1])
    def chosen(request, user): ...
    @pytest.fixture
    def cased(request, shop): ...

    def test_plain(): ...
    def test_one(order): ...
    def test_two(article, shop, user): ...
    def test_three(package, session, chosen): ...
    @pytest.mark.usefixtures("order")
    def test_used(chosen): ...
    @pytest.mark.parametrize("cased", [1], indirect=True)
    def test_indirect(cased): ...
    def test_dynamic(request, shop):
        request.getfixturevalue("user")

    class TestShop:
        @pytest.fixture(autouse=True, scope="class")
        def class_auto(self, shop): ...
        @pytest.fixture(autouse=True)
        def method_auto(self): ...
        @pytest.fixture
        def user(self, user): ...
        def test_four(self, order): ...

    class TestOuter:
        @pytest.fixture(autouse=True)
        def outer_auto(self): ...
        class TestInner:
            @pytest.fixture(autouse=True)
            def inner_auto(self): ...
            def test_five(self, user): ...

    class TestChild(TestShop):
        @pytest.fixture(autouse=True)
        def method_auto(self, chosen): ...
        def test_six(self): ...
    """,
}


EACH_ALONE = """\
import sys, pytest
for node in sys.argv[1:]:
    print("TEST", node)
    pytest.main(["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir=.", "--setup-show", node])
"""


def test_the_order_is_that_of_pytest_itself(program: Make, tmp_path: Path) -> None:
    suite = program(ORDERED)
    library: Any = suite.library
    for path, text in library.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    table = FixtureTable(suite)
    ours = {
        f"{item.path}::{item.name.replace('.', '::')}": ordered_names(table.closure(item))
        for item in collect(suite, "api/test_order.py", CollectionRules())
    }

    assert len(ours) == 11
    assert planned(tmp_path, *ours) == ours


def planned(folder: Path, *tests: str) -> dict[str, list[str]]:
    """The fixtures that pytest sets up for each test, alone in its session so that none is there already."""
    run = subprocess.run(
        [sys.executable, "-c", EACH_ALONE, *tests],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found: dict[str, list[str]] = {}
    for words in map(str.split, run.stdout.splitlines()):
        if words[:1] == ["TEST"]:
            steps = found[words[1]] = []
        elif words[:1] == ["SETUP"]:
            name = words[2].partition("[")[0]
            steps += [name] if name != "request" else []
    return found


# Setup and teardown by name


def shown(xunit: Xunit) -> tuple[list[str], list[str]]:
    steps = ([f"{step.scope} {step.function.qualname}" for step in phase] for phase in (xunit.setup, xunit.teardown))
    first, second = steps
    return first, second


@pytest.mark.parametrize(
    ("name", "setup", "teardown"),
    [
        (
            "test_it",
            ["module setup_module", "function setup_function"],
            ["function teardown_function", "module teardown_module"],
        ),
        (
            "TestA.test_it",
            ["module setup_module", "class TestA.setup_class", "function Base.setup_method"],
            ["function TestA.teardown_method", "class Base.teardown_class", "module teardown_module"],
        ),
        (
            "Case.test_it",
            [
                "module setup_module",
                "class Case.setUpTestData",
                "class Mixin.setUpClass",
                "function Case.setUp",
                "function Case.asyncSetUp",
            ],
            [
                "function Case.asyncTearDown",
                "function Mixin.tearDown",
                "class Case.tearDownClass",
                "module teardown_module",
            ],
        ),
        ("TestFixtures.test_it", ["module setup_module"], ["module teardown_module"]),
        (
            "TestNose.test_it",
            ["module setup_module", "function TestNose.setup"],
            ["function TestNose.teardown", "module teardown_module"],
        ),
    ],
)
def test_setup_and_teardown(program: Make, name: str, setup: list[str], teardown: list[str]) -> None:
    suite = program(
        {
            "test_a.py": """\
            import pytest
            from django.test import TestCase
            from base import Base, Mixin, teardown_module
            def setup_module(): ...
            def setup_function(): ...
            def teardown_function(): ...
            def test_it(): ...
            class TestA(Base):
                @classmethod
                def setup_class(cls): ...
                def teardown_method(self): ...
                def test_it(self): ...
            class Case(Mixin, TestCase):
                @classmethod
                def setUpTestData(cls): ...
                def setUp(self): ...
                async def asyncSetUp(self): ...
                async def asyncTearDown(self): ...
                @classmethod
                def tearDownClass(cls): ...
                def test_it(self): ...
            class TestFixtures(Base):
                @pytest.fixture(autouse=True)
                def setup_method(self): ...
                setup_class = None
                teardown_method = teardown_class = None
                def test_it(self): ...
            class TestNose:
                def setup(self): ...
                def teardown(self): ...
                def test_it(self): ...
            """,
            "base.py": """\
            def teardown_module(): ...
            class Base:
                @classmethod
                def setup_class(cls): ...
                @classmethod
                def teardown_class(cls): ...
                def setup_method(self): ...
                def teardown_method(self): ...
            class Mixin:
                @classmethod
                def setUpClass(cls): ...
                def setUp(self): ...
                def tearDown(self): ...
            """,
        }
    )
    table = FixtureTable(suite)

    assert shown(table.xunit(item_of(table, "test_a.py", name))) == (setup, teardown)


def test_a_step_knows_where_it_stands(program: Make) -> None:
    suite = program(
        {
            "test_a.py": "from base import *\nclass TestA(Base):\n    def test_it(self): ...",
            "base.py": "def setup_module(): ...\nclass Base:\n    def setup_method(self): ...",
        }
    )
    table = FixtureTable(suite)

    module, method = table.xunit(item_of(table, "test_a.py", "TestA.test_it")).setup

    assert (module.kind, module.path, module.owner) == ("setup_module", "base.py", None)
    assert (method.kind, method.path, method.phase) == ("setup_method", "base.py", "setup")
    assert method.owner is not None
    assert method.owner.node.name == "Base"


def test_fixtures_are_compared_by_identity(program: Make) -> None:
    table = FixtureTable(program({"test_a.py": SEEN, "conftest.py": SEEN}))

    def nearest(path: str) -> Fixture | None:
        return table.visible(path).find("user")

    assert nearest("test_a.py") is nearest("test_a.py")
    assert nearest("test_a.py") is not nearest("conftest.py")
