"""Records of a test's own that need something: a setup, what hangs below them, what was done to them before."""

from __future__ import annotations

import pytest

from smelltest.edge.examples import fixed_by
from smelltest.edge.packs import installed_rules
from smelltest.judge.rule import Example

RULES = {rule.code: rule for rule in installed_rules()}

BASE = """
import os
import unittest

from tests.api import BooksApi


class BooksTestCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.api = BooksApi(os.environ["BOOKS"])
"""
API = """
import requests


class BooksApi:
    def __init__(self, host):
        self.host = host

    def add_reader(self, name, **more):
        return requests.post(f"{self.host}/readers", json={"name": name, **more}).json()

    def reader(self, number):
        return requests.get(f"{self.host}/readers/{number}").json()

    def remove_reader(self, number):
        return requests.delete(f"{self.host}/readers/{number}")

    def lend(self, reader_id, title):
        return requests.post(f"{self.host}/loans", json={"reader_id": reader_id, "title": title})

    def loans_of(self, reader_id):
        return requests.get(f"{self.host}/readers/{reader_id}/loans").json()
"""
BOOKS = {"tests/__init__.py": "", "tests/base.py": BASE, "tests/api.py": API}

SETUP = """
from tests.base import BooksTestCase


class ReaderTest(BooksTestCase):
    def setUp(self):
        self.reader = self.api.add_reader("Ann", city="Leeds")

    def test_city(self):
        self.assertEqual(self.reader["city"], "Leeds")


class LoanTest(BooksTestCase):
    def setUp(self):
        self.loan = self.api.lend(7, "Emma").json()

    def test_reader(self):
        self.assertEqual(self.loan["reader_id"], 7)

    def test_only_once(self):
        self.assertEqual(self.api.lend(7, "Emma").status_code, 409)


class KnownReaderTest(BooksTestCase):
    def test_name(self):
        self.assertEqual(self.api.reader(7)["name"], "Bob")
"""
SETUP_AFTER = """
from tests.base import BooksTestCase


class ReaderTest(BooksTestCase):
    def setUp(self):
        self.reader = self.api.add_reader("Ann", city="Leeds")

    def test_city(self):
        self.assertEqual(self.reader["city"], "Leeds")


class LoanTest(BooksTestCase):
    def setUp(self):
        self.reader = self.api.add_reader("Ann", city="Leeds")
        self.loan = self.api.lend(self.reader["id"], "Emma").json()

    def test_reader(self):
        self.assertEqual(self.loan["reader_id"], self.reader["id"])

    def test_only_once(self):
        self.assertEqual(self.api.lend(self.reader["id"], "Emma").status_code, 409)


class KnownReaderTest(BooksTestCase):
    def test_name(self):
        reader = self.api.add_reader("Ann", city="Leeds")
        self.assertEqual(self.api.reader(reader["id"])["name"], reader["name"])
"""
CHILDREN = """
from tests.base import BooksTestCase


class LoanTest(BooksTestCase):
    def setUp(self):
        self.loan = self.api.lend(self.api.add_reader("Ann")["id"], "Emma").json()

    def test_title(self):
        self.assertEqual(self.loan["title"], "Emma")


class KnownReaderTest(BooksTestCase):
    def test_loans(self):
        loans = self.api.loans_of(7)
        self.assertEqual(len(loans), 1)
        self.assertEqual(loans[0]["title"], "Persuasion")

    def test_two_loans(self):
        self.assertEqual(len(self.api.loans_of(8)), 2)

    def test_reader_with_a_loan_stays(self):
        self.assertEqual(self.api.remove_reader(7).status_code, 409)
"""
CHILDREN_AFTER = """
from tests.base import BooksTestCase


class LoanTest(BooksTestCase):
    def setUp(self):
        self.loan = self.api.lend(self.api.add_reader("Ann")["id"], "Emma").json()

    def test_title(self):
        self.assertEqual(self.loan["title"], "Emma")


class KnownReaderTest(BooksTestCase):
    def test_loans(self):
        loan = self.api.lend(self.api.add_reader("Ann")["id"], "Emma").json()
        loans = self.api.loans_of(loan["reader_id"])
        self.assertEqual(len(loans), 1)
        self.assertEqual(loans[0]["title"], loan["title"])

    def test_two_loans(self):
        self.assertEqual(len(self.api.loans_of(8)), 2)

    def test_reader_with_a_loan_stays(self):
        loan = self.api.lend(self.api.add_reader("Ann")["id"], "Emma").json()
        self.assertEqual(self.api.remove_reader(loan["reader_id"]).status_code, 409)
"""
TWICE = """
import pytest
import requests

POST = "https://post.test"


@pytest.fixture
def letter():
    made = requests.post(f"{POST}/letters", json={"to": "Ann"}).json()
    yield made
    requests.delete(f"{POST}/letters/{made['id']}")


def test_seal(letter):
    assert requests.post(f"{POST}/letters/{letter['id']}/seal").ok


def test_seal_twice():
    assert requests.post(f"{POST}/letters/12/seal").status_code == 409


def test_a_lost_letter_is_not_sealed():
    assert requests.post(f"{POST}/letters/13/seal").status_code == 409


def test_again_after_it():
    assert requests.post(f"{POST}/letters/14/seal").ok
    assert requests.post(f"{POST}/letters/14/seal").status_code == 409


def test_is_open():
    assert requests.get(f"{POST}/letters/15").json()["open"] is True
"""
TWICE_AFTER = """
import pytest
import requests

POST = "https://post.test"


@pytest.fixture
def letter():
    made = requests.post(f"{POST}/letters", json={"to": "Ann"}).json()
    yield made
    requests.delete(f"{POST}/letters/{made['id']}")


def test_seal(letter):
    assert requests.post(f"{POST}/letters/{letter['id']}/seal").ok


def test_seal_twice(letter):
    requests.post(f"{POST}/letters/{letter['id']}/seal")
    assert requests.post(f"{POST}/letters/{letter['id']}/seal").status_code == 409


def test_a_lost_letter_is_not_sealed():
    assert requests.post(f"{POST}/letters/13/seal").status_code == 409


def test_again_after_it(letter):
    assert requests.post(f"{POST}/letters/{letter['id']}/seal").ok
    assert requests.post(f"{POST}/letters/{letter['id']}/seal").status_code == 409


def test_is_open(letter):
    assert (
        requests.get(f"{POST}/letters/{letter['id']}").json()["open"] is letter["open"]
    )
"""
AMOUNT = """
import pytest
import requests

SHOP = "https://shop.test"


@pytest.fixture
def lamp():
    made = requests.post(f"{SHOP}/lamps", json={"price": 30}).json()
    yield made
    requests.delete(f"{SHOP}/lamps/{made['id']}")


def test_total():
    basket = requests.post(f"{SHOP}/baskets", json={"lamp_id": 4, "quantity": 2}).json()
    assert basket["total"] == 80
    requests.delete(f"{SHOP}/baskets/{basket['id']}")
"""
TAKEN = """
import pytest
import requests

SHOP = "https://shop.test"


@pytest.fixture
def lamp(room):
    body = {"sku": "LAMP-1", "title": "Lamp", "room_id": room["id"]}
    made = requests.post(f"{SHOP}/lamps", json=body).json()
    yield made
    requests.delete(f"{SHOP}/lamps/{made['id']}")


def test_first_lamp():
    assert "LAMP-7" in [each["sku"] for each in requests.get(f"{SHOP}/lamps").json()]


def test_sku_is_taken():
    body = {"sku": "LAMP-7", "title": "Another", "room_id": 3}
    assert requests.post(f"{SHOP}/lamps", json=body).status_code == 409
"""
TAKEN_AFTER = """
from uuid import uuid4

import pytest
import requests

SHOP = "https://shop.test"


@pytest.fixture
def lamp(room):
    body = {
        "sku": f"LAMP-{uuid4().hex[:12].upper()}",
        "title": "Lamp",
        "room_id": room["id"],
    }
    made = requests.post(f"{SHOP}/lamps", json=body).json()
    yield made
    requests.delete(f"{SHOP}/lamps/{made['id']}")


def test_first_lamp():
    assert "LAMP-7" in [each["sku"] for each in requests.get(f"{SHOP}/lamps").json()]


def test_sku_is_taken(lamp):
    body = {"sku": lamp["sku"], "title": "Another", "room_id": lamp["room_id"]}
    assert requests.post(f"{SHOP}/lamps", json=body).status_code == 409
"""
LOOKED_FOR = """
import pytest
import requests

TEAM = "https://team.test"


@pytest.fixture
def member():
    made = requests.post(f"{TEAM}/members", json={"name": "Ann"}).json()
    yield made
    requests.delete(f"{TEAM}/members/{made['id']}")


def test_leave():
    assert requests.patch(f"{TEAM}/members/6", json={"state": "gone"}).ok


def test_who_is_gone():
    assert len(requests.get(f"{TEAM}/members", params={"state": "gone"}).json()) == 1
"""


@pytest.mark.parametrize(
    ("code", "files", "before", "after"),
    [
        pytest.param("SM101", BOOKS, SETUP, SETUP_AFTER, id="a setup makes what it needs, and its class knows of it"),
        pytest.param("SM101", BOOKS, CHILDREN, CHILDREN_AFTER, id="a record above one of the test's own"),
        pytest.param("SM101", {}, TWICE, TWICE_AFTER, id="what is done to a record twice"),
        pytest.param("SM101", {}, AMOUNT, AMOUNT, id="an amount that may come of the record"),
        pytest.param("SM103", {}, TAKEN, TAKEN_AFTER, id="a value that is taken"),
        pytest.param("SM101", {}, LOOKED_FOR, LOOKED_FOR, id="another test looks for the change"),
    ],
)
def test_records_that_need_something(code: str, files: dict[str, str], before: str, after: str) -> None:
    example = Example(before.lstrip("\n"), path="tests/test_it.py", files=files)
    assert fixed_by(example, RULES[code]) == after.lstrip("\n")
