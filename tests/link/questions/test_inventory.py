"""How tests get their data, and which of them share some."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.link import suite
from smelltest.link.questions.collisions import collisions
from smelltest.link.questions.inventory import Entry, inventory
from smelltest.read.facts import Module
from smelltest.read.source import read
from smelltest.settings.tables import Settings


class Texts:
    """A library of texts."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files = {path: dedent(text) for path, text in files.items()}

    def exists(self, path: str) -> bool:
        return path in self.files

    def load(self, path: str) -> Module | None:
        return read(path, self.files[path]) if path in self.files else None


CONFTEST = """
import uuid
import pytest
import requests

BASE = "https://shop.test"

def unique_email():
    return f"{uuid.uuid4()}@example.com"

@pytest.fixture
def user():
    record = requests.post(f"{BASE}/users", json={"email": unique_email()}).json()
    yield record
    requests.delete(f"{BASE}/users/{record['id']}")

@pytest.fixture(scope="session")
def cashier():
    record = requests.post(f"{BASE}/users", json={"email": unique_email()}).json()
    yield record
    requests.delete(f"{BASE}/users/{record['id']}")

@pytest.fixture
def empty_shop():
    for order in requests.get(f"{BASE}/orders").json():
        requests.delete(f"{BASE}/orders/{order['id']}")
"""

HEAD = """
import random
import uuid
import pytest
import requests
import responses
from faker import Faker
from conftest import BASE, unique_email

def api(method, path, **kwargs):
    return requests.request(method, BASE + path, **kwargs)

TAG = str(uuid.uuid4())
placed = None
"""


def entries(code: str) -> tuple[Entry, ...]:
    library = Texts({"conftest.py": CONFTEST, "test_a.py": dedent(HEAD) + dedent(code)})
    module = library.load("test_a.py")
    assert module is not None
    return inventory(suite.Linker(library, Settings()).link(module).tests)


def entry(body: str) -> Entry:
    """The entry of one test, given by what follows its `def`."""
    (one,) = entries(body if "def " in body else f"def test_it({body}")
    return one


@pytest.mark.parametrize(
    ("body", "strategy", "data"),
    [
        # per-test
        ("): requests.post(BASE + '/users', json={'name': 'Jo'})", "per-test", {"owned": ["user"]}),
        ("): requests.post(BASE + '/users', json={'name': str(uuid.uuid4())})", "per-test", {"owned": ["user"]}),
        ("): requests.post(BASE + '/users', json={'name': TAG})", "per-test", {"owned": ["user"]}),
        # factory
        ("user): pass", "factory", {"owned": ["user"]}),
        ("): requests.post(BASE + '/users', json={'email': unique_email()})", "factory", {"owned": ["user"]}),
        ("): requests.post(BASE + '/users', json={'name': Faker().name()})", "factory", {"owned": ["user"]}),
        # shared-seed
        ("): assert requests.get(BASE + '/users/42').ok", "shared-seed read-only", {"incidental": ["user 42"]}),
        ("): requests.patch(BASE + '/users/42', json={'a': 1})", "shared-seed changed", {"incidental": ["user 42"]}),
        ("): requests.delete(BASE + '/users/42')", "shared-seed changed", {"incidental": ["user 42"]}),
        (
            "): requests.get(BASE + '/users', params={'email': 'bob@shop.test'}).json()",
            "shared-seed read-only",
            {"incidental": ["user with email bob@shop.test"]},
        ),
        (
            "): assert requests.get(BASE + '/users').json()[0]['name'] == 'Jo'",
            "shared-seed read-only",
            {"incidental": ["the first of users"]},
        ),
        (
            "): assert len(requests.get(BASE + '/users').json()) == 3",
            "shared-seed read-only",
            {"incidental": ["the number of users"]},
        ),
        ("): requests.get(BASE + '/countries/DE').json()", "shared-seed read-only", {"reference": ["country DE"]}),
        ("): assert requests.delete(BASE + '/countries/FR').status_code == 405", "shared-seed read-only", {"reference": ["country FR"]}),
        (
            "): requests.post(BASE + '/login', json={'username': 'admin', 'password': 'x'})",
            "shared-seed read-only",
            {"reference": ["account admin"]},
        ),
        (
            "cashier): requests.get(BASE + f\"/users/{cashier['id']}\")",
            "shared-seed read-only",
            {"reference": ["user of cashier (session)"]},
        ),
        (
            "cashier): requests.patch(BASE + f\"/users/{cashier['id']}\", json={'a': 1})",
            "shared-seed changed",
            {"reference": ["user of cashier (session)"]},
        ),
        (
            "): requests.get(BASE + '/users', params={'email': TAG})",
            "shared-seed read-only",
            {"incidental": ["user with the email made in line 13"]},
        ),
        # snapshot
        (
            "@pytest.mark.django_db\ndef test_it(client): client.post('/users', {'name': 'Jo'})",
            "snapshot rollback",
            {"owned": ["user"]},
        ),
        (
            "empty_shop): requests.post(BASE + '/orders', json={'a': 1})",
            "snapshot reset",
            {"owned": ["order"]},
        ),
        # mixed
        (
            "user): requests.post(BASE + '/orders', json={'user_id': user['id'], 'product_id': 7})",
            "mixed factory, shared-seed read-only",
            {"owned": ["order", "user"], "incidental": ["product 7"]},
        ),
        ("user): requests.get(BASE + '/countries/DE')", "factory", {"owned": ["user"], "reference": ["country DE"]}),
        # none
        ("): assert 1 + 1 == 2", "none", {}),
        ("): assert requests.get(BASE + '/users/42').status_code == 404", "none", {}),
        ("): assert requests.post(BASE + '/users', json={}).status_code == 422", "none", {}),
        (
            "@responses.activate\ndef test_it(): requests.post(BASE + '/users', json={'id': 42})",
            "none nothing leaves the process",
            {},
        ),
    ],
)  # fmt: skip
def test_a_test_has_a_strategy_and_its_data(body: str, strategy: str, data: dict[str, list[str]]) -> None:
    one = entry(body)
    found: dict[str, list[str]] = {}
    for datum in one.data:
        found.setdefault(datum.kind, []).append(datum.name)
    assert f"{one.strategy} {one.detail}".strip() == strategy
    assert {kind: sorted(names) for kind, names in found.items()} == data


def test_data_has_its_place_and_its_maker() -> None:
    one = entry("user): requests.get(BASE + '/users/42')")
    assert [(d.name, d.by, d.site.path, d.site.at.line) for d in one.data] == [
        ("user", "fixture user", "conftest.py", 13),
        ("user 42", "", "test_a.py", 15),
    ]


def test_cases_are_one_test_with_the_data_of_each() -> None:
    code = """
    @pytest.mark.parametrize("id", [1, 2, 3, 4, 5, 6])
    def test_a(id):
        assert requests.get(BASE + f"/users/{id}").ok
    """
    (one,) = entries(code)
    assert sorted(datum.name for datum in one.data) == [f"user {number}" for number in range(1, 7)]


def shared(code: str) -> dict[str, list[tuple[str, str]]]:
    """What tests share, each with the tests and what they do."""
    found = collisions(entries(code))
    return {one.name: [(party.test, party.use) for party in one.parties] for one in found}


def test_who_breaks_whom_by_a_record() -> None:
    code = """
    def test_reads(): assert requests.get(BASE + "/users/42").ok
    def test_refers(): requests.post(BASE + "/orders", json={"user_id": 42})
    def test_changes(): requests.patch(BASE + "/users/42", json={"a": 1})
    def test_of_another(): assert requests.get(BASE + "/users/43").ok
    """
    assert shared(code) == {"user 42": [("test_changes", "changes"), ("test_reads", "reads"), ("test_refers", "reads")]}


def test_who_breaks_whom_by_a_literal() -> None:
    code = """
    def test_a(): requests.post(BASE + "/users", json={"email": "jo@shop.test", "country": "DE"})
    def test_b(): requests.post(BASE + "/users", json={"email": "jo@shop.test", "country": "DE"})
    def test_c(): requests.get(BASE + "/users", params={"email": "jo@shop.test"}).json()
    """
    assert shared(code) == {
        "user with email jo@shop.test": [("test_a", "writes"), ("test_b", "writes"), ("test_c", "reads")]
    }


def test_who_breaks_whom_by_a_collection() -> None:
    code = """
    def test_counts(): assert len(requests.get(BASE + "/users").json()) == 3
    def test_adds(user): pass
    def test_adds_elsewhere(): requests.post(BASE + "/orders", json={"a": 1})
    """
    assert shared(code) == {"which users there are": [("test_adds", "adds to"), ("test_counts", "counts")]}


def test_who_breaks_whom_by_state() -> None:
    code = """
    def test_places():
        global placed
        placed = requests.post(BASE + "/orders", json={"a": 1}).json()

    def test_reads():
        assert placed["id"]
    """
    assert shared(code) == {"placed": [("test_places", "sets"), ("test_reads", "reads")]}


def test_a_fixtures_record_collides_only_where_it_is_changed() -> None:
    reads = "def test_{0}(cashier): requests.get(BASE + f\"/users/{{cashier['id']}}\")\n"
    changes = "def test_c(cashier): requests.patch(BASE + f\"/users/{cashier['id']}\", json={'a': 1})\n"
    assert shared(reads.format("a") + reads.format("b")) == {}
    assert shared(reads.format("a") + changes) == {
        "user of cashier (session)": [("test_c", "changes"), ("test_a", "reads")]
    }


def test_what_is_only_read_breaks_nobody() -> None:
    code = """
    def test_a(): assert requests.get(BASE + "/users/42").ok
    def test_b(): assert requests.get(BASE + "/users/42").ok
    """
    (one,) = collisions(entries(code))
    assert (one.name, one.breaks) == ("user 42", False)
