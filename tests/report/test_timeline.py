"""What happens in a test, in words."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.link import suite
from smelltest.link.play.reach import joined
from smelltest.read.facts import Module
from smelltest.read.source import read
from smelltest.report.timeline import followed, plain, summary, told, tree
from smelltest.report.tree import Branch, drawn
from smelltest.settings.tables import Settings


class Texts:
    """A library of texts."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = {path: dedent(text) for path, text in files.items()}

    def exists(self, path: str) -> bool:
        return path in self.files

    def load(self, path: str) -> Module | None:
        return read(path, self.files[path]) if path in self.files else None


def linked(code: str, **files: str) -> tuple[suite.Test, ...]:
    library = Texts({"test_a.py": code, **{f"{name}.py": text for name, text in files.items()}})
    module = library.load("test_a.py")
    assert module is not None
    return suite.Linker(library, Settings()).follow(module)


def text_of(code: str, **files: str) -> str:
    """The trees of all tests of a file, below their titles."""
    trees = (drawn(tree(one), 200) for one in told(linked(code, **files), lambda path: path))
    return "".join(text.partition("\n")[2] for text in trees)


CONFTEST = """
import uuid
import pytest
import requests

@pytest.fixture
def user():
    body = {"email": f"{uuid.uuid4()}@example.com", "name": "Jo"}
    record = requests.post("http://shop/users", json=body).json()
    yield record
    requests.delete(f"http://shop/users/{record['id']}")
"""


def test_a_test_is_told_from_the_first_setup_to_the_last_teardown() -> None:
    code = """
    import requests

    def test_rename(user):
        answer = requests.patch(f"http://shop/users/{user['id']}", json={"name": "Ann"})
        assert answer.status_code == 200
        assert answer.json()["name"] != user["name"]
    """
    assert text_of(code, conftest=CONFTEST) == dedent(
        """\
        ├─ live: what it writes lasts
        ├─ fixture user (function), conftest.py
        │  └─ creates user #1: POST /users with email "<uuid>@example.com", name "Jo" (line 9)
        ├─ test
        │  ├─ changes user #1: PATCH /users/<user #1's id> with name "Ann" (line 5)
        │  ├─ checks answer.status == 200 (line 6)
        │  └─ checks answer.name != user #1's name (line 7)
        ├─ fixture user (function), conftest.py, teardown
        │  └─ deletes user #1: DELETE /users/<user #1's id> [always] (line 11)
        └─ unknown: nothing
        """
    )


@pytest.mark.parametrize(
    ("statements", "line"),
    [
        ("requests.get(f'{BASE}/users/42')", "reads user 42: GET /users/42"),
        ("requests.get(f'{BASE}/users', params={'page': 2})", "reads users: GET /users where page = 2"),
        ("requests.delete(f'{BASE}/users/{find()}')", "deletes a user: DELETE /users/<find(…)> [only if nothing failed]"),
        ("assert requests.post(f'{BASE}/users', json={}).status_code == 422", "tries to create a user: POST /users [expected to fail]"),
        ("requests.put(f'{BASE}/users/7', json={'age': random.randint(1, 9)})", "changes user 7: PUT /users/7 with age <random>"),
        ("requests.patch(f'{BASE}/users/7', json={'seen': TIME})", "changes user 7: PATCH /users/7 with seen <clock, one for the file>"),
        ("requests.post(f'{BASE}/users', json={'tags': ['a', 1, None]})", 'creates user #1: POST /users with tags ["a", 1, None]'),
        ("requests.get(f'{BASE}/users').raise_for_status()", "stops unless answer is a success"),
        ("assert len(requests.get(f'{BASE}/users').json()) == 3", "checks len(answer) == 3"),
        ("assert 'x' in [u['name'] for u in requests.get(f'{BASE}/users').json()]", 'checks "x" in answer[each].name'),
        ("global last\n    last = requests.post(f'{BASE}/users', json={}).json()", "sets the global last = user #1"),
        ("mystery.settle(requests.get(f'{BASE}/users').json()['id'])", "calls settle(answer.id), which was not followed"),
        ("for i in range(3):\n        requests.post(f'{BASE}/users', json={'n': i})", "creates user #1: POST /users with n 0 [repeated]"),
        ("if mystery():\n        requests.post(f'{BASE}/users', json={})", "creates user #1: POST /users [conditional]"),
        ("try:\n        pass\n    finally:\n        requests.delete(f'{BASE}/users/1')", "deletes user 1: DELETE /users/1 [always]"),
    ],
)  # fmt: skip
def test_each_event_is_one_line(statements: str, line: str) -> None:
    code = f"""
import random, time
import requests

BASE = "http://shop"
TIME = time.time()
last = None

def test_a(mystery):
    {statements}
"""
    lines = [told.rpartition(" (")[0].lstrip("│├└─ ") for told in text_of(code).splitlines()]
    assert line in lines


def test_what_isolates_a_test_is_told() -> None:
    code = """
    import requests
    import responses

    @responses.activate
    def test_a():
        requests.post("http://shop/users", json={})
    """
    assert "├─ isolated: no request leaves the process, by responses.activate (test_a.py:5)\n" in text_of(code)


def test_what_is_unknown_is_told_with_its_reason() -> None:
    code = """
    import requests
    from elsewhere import prepare

    def test_a(stage):
        prepare("x")
        requests.get(f"http://shop/users/{stage.user}")
    """
    assert text_of(code).partition("└─ unknown\n")[2].splitlines() == [
        "   ├─ the fixture stage was found nowhere; a plugin may bring it",
        "   ├─ prepare(…): it belongs to another package (test_a.py:6)",
        "   └─ which record is meant by GET: what .user is was not seen (test_a.py:7)",
    ]


def test_each_case_is_told() -> None:
    code = """
    import pytest

    @pytest.mark.parametrize("name", ["a", "b"])
    def test_a(name):
        assert name
    """
    titles = [tree(one).text.replace("\N{NO-BREAK SPACE}", " ") for one in told(linked(code), str.upper)]
    assert titles == ["TEST_A.PY::test_a (line 5, case 1 of 2)", "TEST_A.PY::test_a (line 5, case 2 of 2)"]


def test_how_much_was_followed() -> None:
    code = """
    import requests
    from elsewhere import prepare

    def test_a():
        prepare("x")
        requests.get("http://shop/users")

    def test_b():
        prepare("y")
    """
    reach = joined(test.reach for test in linked(code) if test.reach)
    assert followed(reach) == "1 of 3 calls were followed or are known (33.3 %)."
    assert summary(reach, 2, 1, str) == dedent(
        """\
        2 tests in 1 file: 1 of 3 calls were followed or are known (33.3 %).
        Most often not followed:
          2  prepare(…): it belongs to another package (test_a.py:6)
        """
    )


def test_a_constant_that_cannot_be_followed_is_unknown_to_each_test_that_uses_it() -> None:
    code = """
    from elsewhere import address

    BASE = address("x")

    def test_a():
        assert BASE

    def test_b():
        assert BASE
    """
    assert [[gap.name for gap in test.reach.gaps] for test in linked(code) if test.reach] == [["address"]] * 2


def test_programs_get_the_same_in_fields() -> None:
    (one,) = told(linked("def test_a(user): pass\n", conftest=CONFTEST), lambda path: f"tests/{path}")
    value = plain(one)
    create, delete = value["events"]
    assert (value["test"], value["isolation"]) == ("tests/test_a.py::test_a", {"http": None, "database": None})
    assert create["place"] == {"path": "tests/conftest.py", "location": {"row": 9, "column": 14}}
    assert create["chain"] == [create["place"]]
    assert (create["kind"], create["record"], create["guard"]) == ("create", "user #1", ["only if nothing failed"])
    assert create["values"] == {"email": '"<uuid>@example.com"', "name": '"Jo"'}
    assert delete["made_by"] == {"target": "POST /users", "place": create["place"]}
    assert (delete["guard"], delete["stage"]["teardown"], delete["expected_to_fail"]) == (["always"], True, False)


def test_a_tree_keeps_its_branches_where_lines_are_long() -> None:
    words = " ".join(["word"] * 12)
    text = drawn(Branch("top", (Branch(words, (Branch("leaf"),)), Branch(words))), 60)
    assert text == (
        "top\n"
        "├─ word word word word word word word word word word\n"
        "│  │   word word\n"
        "│  └─ leaf\n"
        "└─ word word word word word word word word word word\n"
        "       word word\n"
    )


def test_what_acts_on_a_terminal_is_written_out() -> None:
    assert drawn(Branch("\x1b[2J"), 80) == "\\x1b[2J\n"
