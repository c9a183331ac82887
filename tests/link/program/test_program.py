from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from smelltest.link.program.names import Definition
from smelltest.link.program.program import Program
from smelltest.read import facts

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[dict[str, str]], Program]


def shown(definition: Definition | None) -> str | None:
    """`kind path:line`, or `external dotted.name`."""
    if definition is None:
        return None
    line = "" if definition.node is None else f":{definition.node.at.line}"
    return f"{definition.kind} {definition.path}{line}"


def final(program: Program, path: str) -> facts.AnyExpression:
    """The expression that is a file's last statement."""
    names = program.names(path)
    assert names is not None
    statement = names.module.body[-1]
    assert isinstance(statement, facts.Evaluate)
    return statement.value


# Modules


@pytest.mark.parametrize(
    ("importer", "level", "dotted", "found"),
    [
        ("tests/api/test_a.py", 0, "helpers", "tests/helpers.py"),
        ("tests/api/test_a.py", 0, "client", "tests/api/client.py"),
        ("test_root.py", 0, "client", None),
        ("tests/api/test_a.py", 0, "shop.orders", "src/shop/orders.py"),
        ("tests/api/test_a.py", 0, "shop", "src/shop/__init__.py"),
        ("tests/api/test_a.py", 0, "tests.helpers", "tests/helpers.py"),
        ("tests/api/test_a.py", 1, "client", "tests/api/client.py"),
        ("tests/api/test_a.py", 2, "helpers", "tests/helpers.py"),
        ("tests/api/test_a.py", 1, "", None),
        ("src/shop/orders.py", 1, "", "src/shop/__init__.py"),
        ("tests/api/test_a.py", 4, "helpers", None),
        ("tests/api/test_a.py", 5, "helpers", None),
        ("tests/api/test_a.py", 0, "elsewhere", None),
    ],
)
def test_an_import_means_the_nearest_file(
    program: Make, importer: str, level: int, dotted: str, found: str | None
) -> None:
    suite = program(
        dict.fromkeys(
            (
                "helpers.py", "tests/helpers.py", "tests/api/client.py", "src/shop/__init__.py",
                "src/shop/orders.py", "tests/api/test_a.py", "test_root.py",
            ),
            "",
        )
    )  # fmt: skip

    assert suite.module_path(importer, level, dotted) == found


@pytest.mark.parametrize(
    ("files", "importer", "dotted", "found"),
    [
        # A module never means itself: the wrapper of a package imports the package.
        (["helpers/requests.py"], "helpers/requests.py", "requests", None),
        (["a/shop.py", "shop.py"], "a/shop.py", "shop", "shop.py"),
        (["pkg/__init__.py"], "pkg/__init__.py", "pkg", None),
        # A standard module is hidden only where Python would look for it first.
        (["tests/types.py"], "tests/test_a.py", "types", "tests/types.py"),
        (["tests/types.py"], "tests/api/test_a.py", "types", None),
        (["tests/__init__.py", "tests/types.py"], "tests/test_a.py", "types", None),
        (["types.py"], "tests/api/test_a.py", "types", "types.py"),
        (["helpers/__init__.py", "helpers/requests.py"], "helpers/api.py", "requests", None),
        # Nobody means CPython's own tests.
        (["test/helpers.py"], "test/test_a.py", "test.helpers", "test/helpers.py"),
        # From inside a package an import starts outside of it, if there is such a module.
        (["a/__init__.py", "a/util.py", "util.py"], "a/test_a.py", "util", "util.py"),
        (["a/__init__.py", "a/util.py"], "a/test_a.py", "util", "a/util.py"),
    ],
)
def test_an_import_does_not_mean(
    program: Make, files: list[str], importer: str, dotted: str, found: str | None
) -> None:
    assert program(dict.fromkeys(files, "")).module_path(importer, 0, dotted) == found


def test_an_import_may_start_from_a_folder_that_pytest_is_told(program: Make) -> None:
    library = program({"deps/tools/shop.py": ""}).library

    assert Program(library).module_path("tests/test_a.py", 0, "shop") is None
    assert Program(library, ("deps/tools/",)).module_path("tests/test_a.py", 0, "shop") == "deps/tools/shop.py"


def test_an_import_may_start_above_the_root(program: Make) -> None:
    library = program(dict.fromkeys(("api/test_a.py", "api/steps.py"), "")).library
    assert Program(library).module_path("api/test_a.py", 0, "checks.api.steps") is None
    assert Program(library, (), "checks").module_path("api/test_a.py", 0, "checks.api.steps") == "api/steps.py"
    assert Program(library, (), "checks").module_path("api/test_a.py", 1, "checks.api.steps") is None


# Names


def test_a_package_is_asked_by_its_own_modules_for_what_it_takes_from_another(program: Make) -> None:
    files = {
        "shop/__init__.py": "from .base import *\nfrom .orders import *\nfrom .users import *",
        "shop/base.py": "class Group:\n    pass",
        "shop/orders.py": "from shop import Group\n\nclass Orders(Group):\n    pass",
        "shop/users.py": "from shop import Group\n\nclass Users(Group):\n    pass",
    }
    suite = program(files)

    for asking in ("shop/__init__.py", "shop/users.py", "shop/orders.py"):
        found = suite.lookup(asking, "Group")
        assert found is not None
        assert (found.kind, found.path) == ("class", "shop/base.py")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\nx = 2", 2),
        ("x = []\nx += [1]", 1),
        ("x: int\nx = 1", 2),
        ("x: int", 1),
        ("try:\n    x = 1\nexcept ImportError:\n    x = 2", 2),
        ("try:\n    import y\nexcept ImportError:\n    x = 2", 4),
        ("if a:\n    def x(): ...\nelse:\n    def x(): ...", 2),
        ("if a:\n    pass\nelif b:\n    x = 1\nx = 2", 5),
        ("with a() as (b, [x, *c]):\n    pass", 1),
        ("for x in y:\n    pass", 1),
        ("for a in y:\n    x = 1", 2),
        ("while a:\n    x = 1", 2),
        ("a = x = 1", 1),
        ("a, (b, *x) = c", 1),
        ("match a:\n    case {'x': x}:\n        pass", 1),
        ("match a:\n    case 1:\n        x = 1", 3),
        ("try:\n    pass\nfinally:\n    x = 1", 4),
        ("a.x = 1", None),
        ("x[0] = 1", None),
        ("def a():\n    x = 1", None),
    ],
)
def test_the_statement_that_a_name_comes_from(program: Make, text: str, line: int | None) -> None:
    names = program({"a.py": text}).names("a.py")

    assert names is not None
    found = names.final.get("x")
    assert (None if found is None else found.at.line) == line


def test_names_hold_every_binding_and_each_class_and_function(program: Make) -> None:
    names = program(
        {
            "a.py": """\
            from b import *
            x = 1
            if x:
                class A:
                    class B:
                        def f(self): ...
                    @property
                    def p(self): ...
                    @p.setter
                    def p(self, value): ...
            def g():
                def local(): ...
            x = 2
            del g
            """
        }
    ).names("a.py")

    assert names is not None
    assert [statement.at.line for statement in names.bindings["x"]] == [2, 13]
    assert list(names.classes) == ["A", "A.B"]
    assert {name: function.at.line for name, function in names.functions.items()} == {"A.B.f": 6, "A.p": 8, "g": 11}
    assert [star.module for star in names.stars] == ["b"]
    assert names.removed == {"g"}


def test_a_file_that_is_not_there_has_no_names(program: Make) -> None:
    assert program({}).names("a.py") is None


def test_a_file_is_read_once_and_only_when_it_matters(program: Make) -> None:
    suite = program({"a.py": "from b import x\nimport c\n", "b.py": "x = 1", "c.py": ""})

    for _ in range(2):
        suite.lookup("a.py", "x")
        suite.lookup("a.py", "c")

    library: Any = suite.library
    assert library.loaded == ["a.py", "b.py"]


LOOKUPS = {
    "a.py": """\
    import requests
    import requests.auth
    import os.path as p
    import bare.inner
    import pkg.sub
    import pkg.sub as direct
    from requests import Session as S
    from b import value, Model, build as make, session, gone
    from pkg import sub, exported, unknown
    from bare import inner
    from .missing import thing
    from c import *
    def own(): ...
    alias = own
    """,
    "b.py": """\
    from requests import session
    value = 1
    class Model: ...
    def build(): ...
    """,
    "c.py": "from d import *\nstar_of_c = 1\n",
    "d.py": "from c import *\nfrom faker import Faker\nstar_of_d = 1\n_hidden = 1\n",
    "pkg/__init__.py": "from .sub import exported\nfrom . import sub\n",
    "pkg/sub.py": "def exported(): ...\n",
    "bare/inner.py": "def deep(): ...\n",
}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("requests", "external requests"),
        ("p", "external os.path"),
        ("S", "external requests.Session"),
        ("value", "value b.py:2"),
        ("Model", "class b.py:3"),
        ("make", "function b.py:4"),
        ("session", "external requests.session"),
        ("gone", "external b.gone"),
        ("pkg", "module pkg/__init__.py"),
        ("direct", "module pkg/sub.py"),
        ("sub", "module pkg/sub.py"),
        ("exported", "function pkg/sub.py:1"),
        ("unknown", "external pkg.unknown"),
        ("bare", "module bare/"),
        ("inner", "module bare/inner.py"),
        ("thing", "external .missing.thing"),
        ("star_of_c", "value c.py:2"),
        ("star_of_d", "value d.py:3"),
        ("Faker", "external faker.Faker"),
        ("own", "function a.py:13"),
        ("alias", "value a.py:14"),
        ("print", None),
        ("nowhere", None),
    ],
)
def test_lookup(program: Make, name: str, found: str | None) -> None:
    assert shown(program(LOOKUPS).lookup("a.py", name)) == found


def test_a_definition_knows_what_its_own_file_calls_it(program: Make) -> None:
    found = program(LOOKUPS).lookup("a.py", "make")

    assert found is not None
    assert found.name == "build"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a.py": "from b import *", "b.py": "from a import *"}, None),
        ({"a.py": "from c import *\nfrom b import *", "b.py": "from a import *", "c.py": "x = 1"}, "value c.py:1"),
        ({"a.py": "from b import *\nfrom c import *", "b.py": "x = 1", "c.py": "x = 2"}, "value c.py:1"),
        ({"a.py": "from locust import *"}, "external locust.x"),
        ({"a.py": "from locust import *\nfrom behave import *"}, None),
        ({"a.py": "from b import *", "b.py": "from locust import *"}, "external locust.x"),
    ],
)
def test_star_imports_and_cycles(program: Make, files: dict[str, str], found: str | None) -> None:
    first, second = program(files), program(files)

    assert shown(first.lookup("a.py", "x")) == found
    # Asking a file in the middle of the cycle first changes nothing.
    if "b.py" in files:
        second.lookup("b.py", "x")
    assert shown(second.lookup("a.py", "x")) == found


def test_two_files_that_import_a_name_from_each_other(program: Make) -> None:
    found = program({"a.py": "from b import x", "b.py": "from a import x"}).lookup("a.py", "x")

    assert found is not None
    assert found.kind == "external"


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("pytest.fixture", "pytest.fixture"),
        ("fx", "pytest.fixture"),
        ("fx(scope='module')", "pytest.fixture"),
        ("pytest.mark.parametrize('a', [])", "pytest.mark.parametrize"),
        ("mark.skip", "pytest.mark.skip"),
        ("needs_db", "pytest.mark.django_db"),
        ("marks.slow", "pytest.mark.slow"),
        ("marks.inner.skip", "pytest.mark.skip"),
        ("Http.Session.post", "requests.Session.post"),
        ("Http.helper", None),
        ("own", None),
        ("loop", None),
        ("own.attribute", None),
        ("call().attribute", None),
        ("nowhere", None),
        ("1", None),
    ],
)
def test_dotted(program: Make, expression: str, found: str | None) -> None:
    suite = program(
        {
            "a.py": f"""\
            import pytest
            import marks
            import requests
            from pytest import fixture as fx, mark
            from marks import needs_db
            class Http:
                from requests import Session
                def helper(self): ...
            def own(): ...
            loop = loop
            {expression}
            """,
            "marks.py": """\
            import pytest
            slow = pytest.mark.slow
            needs_db = pytest.mark.django_db
            inner = pytest.mark
            """,
        }
    )

    assert suite.dotted("a.py", final(suite, "a.py")) == found


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("helpers.make", "function helpers.py:1"),
        ("h.make", "function helpers.py:1"),
        ("pkg.sub.exported", "function pkg/sub.py:1"),
        ("bare.inner.deep", "function bare/inner.py:1"),
        ("Child.run", "function base.py:2"),
        ("Child.Inner.deep", "function base.py:4"),
        ("Child.LIMIT", "value base.py:5"),
        ("Child.missing", None),
        ("make_alias", "function helpers.py:1"),
        ("helpers.json.dumps", "external json.dumps"),
    ],
)
def test_resolve(program: Make, expression: str, found: str | None) -> None:
    suite = program(
        {
            "a.py": f"""\
            import helpers, helpers as h, pkg, bare.inner
            from base import Base
            class Child(Base): ...
            make_alias = h.make
            {expression}
            """,
            "helpers.py": "def make(): ...\nimport json\n",
            "base.py": """\
            class Base:
                def run(self): ...
                class Inner:
                    def deep(self): ...
                LIMIT = 5
            """,
            "pkg/__init__.py": "",
            "pkg/sub.py": "def exported(): ...",
            "bare/inner.py": "def deep(): ...",
        }
    )

    assert shown(suite.resolve("a.py", final(suite, "a.py"))) == found


# Values


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("'a'", ("a",)),
        ("['a', ('b', *MORE)]", ("a", "b", "c", "d")),
        ("MORE + ['e']", ("c", "d", "e")),
        ("values.NAME", ("n",)),
        ("IMPORTED", ("n",)),
        ("1", ()),
        ("call()", ()),
        ("LOOP", ()),
        ("ENDLESS", ("e",)),
    ],
)
def test_texts(program: Make, expression: str, texts: tuple[str, ...]) -> None:
    suite = program(
        {
            "a.py": f"""\
            import values
            from values import NAME as IMPORTED
            MORE = ['c', 'd']
            LOOP = LOOP
            ENDLESS = ["e", *ENDLESS]
            {expression}
            """,
            "values.py": "NAME = 'n'\n",
        }
    )

    assert suite.texts("a.py", final(suite, "a.py")) == texts


# Classes


CLASSES = {
    "a.py": """\
    import unittest
    import six
    import base
    from base import Base, Client
    from typing import Generic
    from unknown.place import Thing
    class A(Base): ...
    class B(base.Base): ...
    class C(A, B, unittest.TestCase): ...
    class Client(Client): ...
    class Loop(Loop): ...
    class First(Second): ...
    class Second(First): ...
    class Typed(Base["x"], Generic["T"]): ...
    class Six(six.with_metaclass(Meta, Base)): ...
    class Lost(Thing, Nowhere): ...
    class Outer:
        class Base: ...
        class Inner(Base): ...
    Alias = Base
    class Aliased(Alias): ...
    class Wrong(Base, A): ...
    """,
    "base.py": """\
    import django.test
    class Base(django.test.TestCase): ...
    class Client: ...
    """,
}


@pytest.mark.parametrize(
    ("name", "order", "bases"),
    [
        ("A", ["a.A", "base.Base"], ("django.test.TestCase",)),
        ("C", ["a.C", "a.A", "a.B", "base.Base"], ("unittest.TestCase", "django.test.TestCase")),
        ("Client", ["a.Client", "base.Client"], ()),
        ("Loop", ["a.Loop"], ()),
        ("First", ["a.First", "a.Second"], ()),
        ("Typed", ["a.Typed", "base.Base"], ("typing.Generic", "django.test.TestCase")),
        ("Six", ["a.Six", "base.Base"], ("django.test.TestCase",)),
        ("Lost", ["a.Lost"], ("unknown.place.Thing", "Nowhere")),
        ("Outer.Inner", ["a.Outer.Inner", "a.Outer.Base"], ()),
        ("Aliased", ["a.Aliased", "base.Base"], ("django.test.TestCase",)),
        ("Wrong", ["a.Wrong", "base.Base", "a.A"], ("django.test.TestCase",)),
    ],
)
def test_the_classes_that_a_class_inherits_from(
    program: Make, name: str, order: list[str], bases: tuple[str, ...]
) -> None:
    suite = program(CLASSES)
    names = suite.names("a.py")
    assert names is not None
    node = names.classes[name]

    found = suite.mro("a.py", node)

    assert [f"{ref.path.removesuffix('.py')}.{ref.node.qualname}" for ref in found] == order
    assert suite.bases("a.py", node) == bases
    assert suite.mro("a.py", node)[0] is suite.ref("a.py", node)


def test_members_are_those_of_the_classs_own_body(program: Make) -> None:
    suite = program(
        {
            "a.py": """\
            class Base:
                inherited = 1
            class A(Base):
                if True:
                    one = 1
                @property
                def two(self): ...
                @two.setter
                def two(self, value): ...
            """
        }
    )
    names = suite.names("a.py")
    assert names is not None
    ref = suite.ref("a.py", names.classes["A"])

    assert {name: member.at.line for name, member in suite.members(ref).items()} == {"one": 5, "two": 7}
    assert suite.member(ref, "inherited") is None
