"""Fixes keep the ways of the file around them, and are not written where they are not sure."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.edge.examples import fixed_by
from smelltest.edge.packs import installed_rules
from smelltest.judge.rule import Example
from smelltest.rewrite.drafting.quoting import quoted_alike

RULES = {rule.code: rule for rule in installed_rules()}

CLIENTS = """
import pytest
import requests

SHOP = "https://shop.test"


class Users:
    def __init__(self, headers=None):
        self.headers = headers

    def create_user(self, name):
        return requests.post(f"{SHOP}/users", json={"name": name}, headers=self.headers)

    def delete_user(self, user_id):
        return requests.delete(f"{SHOP}/users/{user_id}", headers=self.headers)


@pytest.fixture
def public_users():
    return Users()


@pytest.fixture
def private_users(user):
    return Users({"Authorization": user["token"]})
"""

CASES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "single quotes, and a failed create that raises": (
        "SM201",
        """
        import requests

        SHOP = 'https://shop.test'


        def test_post():
            response = requests.post(f'{SHOP}/posts', json={'name': 'Jo'})
            if response.status_code != requests.codes['created']:
                raise Exception()
            data = response.json()
            key = data['post']['key']
            assert requests.get(f'{SHOP}/posts/{key}').json()['name'] == 'Jo'


        def test_other():
            response = requests.post(f'{SHOP}/posts', json={'name': 'Li'})
            assert response.json()['post']['key']
        """,
        """
        import requests

        SHOP = 'https://shop.test'


        def test_post():
            response = requests.post(f'{SHOP}/posts', json={'name': 'Jo'})
            if response.status_code != requests.codes['created']:
                raise Exception()
            data = response.json()
            key = data['post']['key']
            try:
                assert requests.get(f'{SHOP}/posts/{key}').json()['name'] == 'Jo'
            finally:
                requests.delete(f'{SHOP}/posts/{key}')


        def test_other():
            response = requests.post(f'{SHOP}/posts', json={'name': 'Li'})
            try:
                assert response.json()['post']['key']
            finally:
                requests.delete(f'{SHOP}/posts/{response.json()["post"]["key"]}')
        """,
        {},
    ),
    "a client that stands on the fixture itself": (
        "SM205",
        """
        import pytest


        @pytest.fixture
        def user(public_users):
            return public_users.create_user("Jo").json()


        def test_leaves(user, private_users):
            assert private_users.delete_user(user["id"]).status_code == 204
        """,
        "",
        {"conftest.py": CLIENTS},
    ),
    "a client that speaks for another user": (
        "SM201",
        """
        import pytest


        @pytest.fixture
        def user(public_users):
            return public_users.create_user("Jo").json()


        def test_leaves(user, private_users):
            assert private_users.delete_user(user["id"]).status_code == 204


        def test_signs_up(public_users):
            assert public_users.create_user("Li").json()["name"] == "Li"
        """,
        "",
        {"conftest.py": CLIENTS},
    ),
    "what is refused by a name among the codes": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_nobody_may_delete_it():
            post = requests.post(f"{SHOP}/posts", json={"kind": "seed"}).json()
            response = requests.delete(f"{SHOP}/posts/{post['id']}")
            assert response.status_code == requests.codes["forbidden"]
        """,
        "",
        {},
    ),
    "what is changed right before it is put back": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def test_rename():
            post = requests.post(f"{SHOP}/posts", json={"kind": "long"}).json()
            gone = {"id": post["id"]}
            assert requests.get(f"{SHOP}/posts/{post['id']}").json()["kind"] == "long"
            # It is no longer wanted.
            gone["force"] = True
            requests.delete(f"{SHOP}/posts/{post['id']}", json=gone)
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_rename():
            post = requests.post(f"{SHOP}/posts", json={"kind": "long"}).json()
            gone = {"id": post["id"]}
            try:
                assert requests.get(f"{SHOP}/posts/{post['id']}").json()["kind"] == "long"
            finally:
                # It is no longer wanted.
                gone["force"] = True
                requests.delete(f"{SHOP}/posts/{post['id']}", json=gone)
        """,
        {},
    ),
    "what is made only where it is not there": (
        "SM103",
        """
        import requests

        SHOP = "https://shop.test"


        def test_team():
            teams = requests.get(f"{SHOP}/teams").json()
            if not any(team["name"] == "buyers" for team in teams):
                requests.post(f"{SHOP}/teams", json={"name": "buyers"})
            assert requests.get(f"{SHOP}/teams").status_code == 200
        """,
        "",
        {},
    ),
    "what is encoded": (
        "SM103",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            assert requests.post(f"{SHOP}/users", json={"username": "d3g="}).status_code == 201
        """,
        "",
        {},
    ),
    "cases that are said to be invalid": (
        "SM103",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.mark.parametrize(
            "username, size",
            [
                pytest.param("jo", 5, id="invalid_size"),
                pytest.param("li", 6, id="invalid_name"),
            ],
        )
        def test_user(username, size):
            requests.post(f"{SHOP}/users", json={"username": username, "size": size})
        """,
        "",
        {},
    ),
    "what makes a record of its own, too": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def add_post(kind):
            return requests.post(f"{SHOP}/posts", json={"kind": kind}).json()["key"]


        def look_at(key):
            other = requests.post(f"{SHOP}/posts", json={"kind": key}).json()
            assert other["kind"] == key
            requests.delete(f"{SHOP}/posts/{key}")


        def test_looked_at():
            look_at(add_post("long"))


        def test_post():
            key = add_post("short")
            assert key
        """,
        "",
        {},
    ),
    "what the test is named for": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def remove_post(post):
            requests.delete(f"{SHOP}/posts/{post['id']}")


        def test_remove_post():
            post = requests.post(f"{SHOP}/posts", json={"kind": "long"}).json()
            assert requests.get(f"{SHOP}/posts/{post['id']}").json()["kind"] == "long"
            remove_post(post)
        """,
        "",
        {},
    ),
    "what is put back": (
        "SM102",
        """
        import requests

        SHOP = "https://shop.test"


        def test_address(me):
            requests.patch(f"{SHOP}/users/{me}", json={"email": "jo@example.com"})
            assert requests.get(f"{SHOP}/users/{me}").status_code == 200
            requests.patch(f"{SHOP}/users/{me}", json={"email": "owner@example.com"})
        """,
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_address(me):
            requests.patch(f"{SHOP}/users/{me}", json={"email": f"jo-{uuid4()}@example.com"})
            assert requests.get(f"{SHOP}/users/{me}").status_code == 200
            requests.patch(f"{SHOP}/users/{me}", json={"email": "owner@example.com"})
        """,
        {},
    ),
    "a class of unittest by its methods": (
        "SM105",
        """
        from tests.base import BaseTest


        class TestReport(BaseTest):
            def setUp(self):
                super().setUp()
                self.words = "a b"

            def test_report(self):
                with open("orders.csv", "w") as file:
                    file.write(self.words)
        """,
        "",
        {},
    ),
    "whom a message goes to": (
        "SM102",
        """
        import requests

        SHOP = "https://shop.test"


        def test_message():
            letter = {"from": {"email": "jo@example.com"}, "reply_email": "li@example.com", "text": "Hello"}
            assert requests.post(f"{SHOP}/messages", json=letter).status_code == 201
        """,
        "",
        {},
    ),
    "by what one logs in at a server": (
        "SM103",
        """
        import requests

        SHOP = "https://shop.test"


        def test_proxy():
            proxy = {"host": "localhost", "port": 8080, "username": "jo", "password": "x"}
            assert requests.post(f"{SHOP}/proxies", json=proxy).status_code == 201
        """,
        "",
        {},
    ),
    "an address that a helper is given the parts of": (
        "SM102",
        """
        import requests

        SHOP = "https://shop.test"


        def address(name):
            return f"{name}@example.com"


        def test_user():
            assert requests.post(f"{SHOP}/users", json={"email": address("jo")}).status_code == 201
        """,
        "",
        {},
    ),
    "records that go by a hash": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_payment():
            payment = requests.post(f"{SHOP}/payments", json={"amount": 5}).json()
            assert requests.get(f"{SHOP}/payments/{payment['hash']}").json()["amount"] == 5
        """,
        "",
        {},
    ),
    "what a delete asks for right before": (
        "SM202",
        """
        import requests
        from storage import Client


        def test_key():
            key = Client().create_key("a")
            key.state = "INACTIVE"
            key.update()
            key.delete()
        """,
        "",
        {},
    ),
    "an address that a case says is taken": (
        "SM401",
        """
        import pytest
        import requests


        @pytest.mark.parametrize(
            ("login", "email", "error"),
            [
                ("jo1", "jo1@acme-people.com", "Taken"),
            ],
        )
        def test_sign_up(login, email, error):
            answer = requests.post("https://shop.test/users", json={"login": login, "email": email})
            assert answer.json()["error"] == error
        """,
        "",
        {},
    ),
    "an address that only a public fake knows": (
        "SM102",
        """
        import os

        import requests


        def test_register():
            user = {"email": "eve.holt@reqres.in", "password": "pistol"}
            assert requests.post(os.environ["API"] + "/register", json=user).status_code == 200
        """,
        "",
        {},
    ),
    "a value that tests and their helper mean alike": (
        "SM108",
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"
        LOGIN = f"dave{uuid4().hex[:12]}"


        def sign_up():
            requests.post(f"{SHOP}/users", json={"login": LOGIN})


        def test_profile():
            sign_up()
            assert requests.get(f"{SHOP}/users", params={"login": LOGIN}).ok


        def test_orders():
            sign_up()
            assert requests.get(f"{SHOP}/orders", params={"login": LOGIN}).ok
        """,
        "",
        {},
    ),
    "an address that a database is asked for": (
        "SM401",
        """
        def test_account(shop):
            assert shop.user_exists_by_email("jo@acme-people.com")
        """,
        "",
        {},
    ),
    "what a fixture and its tests read from another module": (
        "SM103",
        """
        import data
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user():
            requests.post(f"{SHOP}/users", json=data.USER)
            yield
            requests.delete(f"{SHOP}/users/{data.USER['username']}")


        def test_profile(user):
            assert requests.get(f"{SHOP}/users/{data.USER['username']}").ok
        """,
        "",
        {"tests/data.py": 'USER = {"username": "lena", "country": "AT"}\n'},
    ),
    "a name by which another test changes the record": (
        "SM103",
        """
        import requests

        SHOP = "https://shop.test"


        def update_user(name, user):
            return requests.put(f"{SHOP}/users/{name}", json=user)


        def test_new_user():
            assert requests.post(f"{SHOP}/users", json={"username": "lena"}).ok


        def test_changed_user():
            name = "lena"
            assert update_user(name, {"country": "AT"}).ok
        """,
        "",
        {},
    ),
    "a text that stands for a value": (
        "SM103",
        """
        import requests


        def test_example():
            requests.post("https://shop.test/users", json={"login": "<string>", "email": "<string>"})
        """,
        "",
        {},
    ),
    "a fixture that what it would ask for stands on": (
        "SM101",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def pet_data():
            return {"id": 12345, "name": "Fluffy"}


        def test_new_pet(pet_data):
            pet = requests.post(f"{SHOP}/pets", json=pet_data).json()
            assert requests.get(f"{SHOP}/pets/{pet['id']}").ok


        def test_changed_pet(pet_data):
            assert requests.put(f"{SHOP}/pets", json=pet_data).ok
        """,
        "",
        {},
    ),
    "numbers of which none is free, or of a country that nothing tells": (
        "SM402",
        """
        import requests


        def test_numbers():
            for phone in ("+447911123456", "01770618575", "18664388001"):
                assert requests.post("https://shop.test/users", json={"phone": phone}).ok
            assert requests.post("https://shop.test/payments", json={"msisdn": "+12027621401"}).ok
        """,
        "",
        {},
    ),
    "an account that is there already": (
        "SM102",
        """
        import requests


        def test_code_again():
            known = {"email": "verified@example.com"}
            assert requests.post("https://shop.test/signup/resend-code", json=known).status_code == 200
        """,
        "",
        {},
    ),
    "a fixture that nobody needs any more": (
        "SM107",
        """
        import requests


        def test_user(shop, faker):
            requests.post(f"{shop}/users", json={"email": faker.email()})
        """,
        """
        from uuid import uuid4

        import requests


        def test_user(shop):
            requests.post(f"{shop}/users", json={"email": f"test-{uuid4()}@example.com"})
        """,
        {},
    ),
    "who logs in for all tests": (
        "SM102",
        """
        import os

        import pytest
        import requests


        @pytest.fixture
        def token():
            login = {"user_email": "staff@example.com", "user_password": os.environ["PASSWORD"]}
            return requests.post(os.environ["LOGIN_URL"], json=login).json()["token"]


        def test_orders(token):
            assert requests.get("https://shop.test/orders", headers={"Authorization": token}).ok
        """,
        "",
        {},
    ),
    "an address of who is there before any test": (
        "SM401",
        """
        import requests

        EMAIL_ADMIN = "jo@bluepeakcoffee.com"


        def test_login():
            assert requests.post("https://shop.test/login", json={"email": EMAIL_ADMIN, "password": "x"}).ok
        """,
        "",
        {},
    ),
    "a request that makes the record of an id": (
        "SM101",
        """
        from http import HTTPStatus

        import requests

        SHOP = "https://shop.test"


        def test_new_order():
            requests.post(f"{SHOP}/orders", json={"total": 5}).json()["id"]
            answer = requests.put(f"{SHOP}/orders/100500", json={"total": 5})
            assert answer.status_code == HTTPStatus.CREATED
        """,
        "",
        {},
    ),
    "an id that a file may send": (
        "SM303",
        """
        import json

        import requests


        def test_order(shared_datadir):
            order = json.loads((shared_datadir / "order.json").read_text())
            assert requests.post("https://shop.test/orders", json=order).json()["id"] == 1
        """,
        "",
        {},
    ),
    "a key by which one is let in": (
        "SM103",
        """
        import requests

        SHOP = "https://shop.test/places?key=mango123"


        def test_moved():
            requests.put(SHOP, json={"id": requests.post(SHOP).json()["id"], "key": "mango123"})
        """,
        "",
        {},
    ),
    "a file that is only added to": (
        "SM105",
        """
        import requests


        def test_names():
            for name in requests.get("https://shop.test/names").json():
                file = open("names.txt", "a+", encoding="utf-8")
                file.write(name)
                file.close()
        """,
        "",
        {},
    ),
    "what a test gives to who calls it": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_order():
            order = requests.post(f"{SHOP}/orders", json={"total": 5}).json()
            assert order["id"]
            return order
        """,
        "",
        {},
    ),
    "who goes to a page to log in": (
        "SM103",
        """
        import requests


        def login_staff():
            session = requests.session()
            body = {"username": "admin", "password": "mango", "next": "/"}
            session.post("https://shop.test/desk/", data=body)
            return session


        def test_desk():
            assert login_staff().get("https://shop.test/desk/orders").ok
        """,
        "",
        {},
    ),
    "a card that a sandbox knows by its zeros": (
        "SM402",
        """
        import requests


        def test_payment():
            assert requests.post("https://shop.test/payments", json={"card_number": "5258640000000001"}).ok
        """,
        "",
        {},
    ),
    "a domain that the test is about": (
        "SM401",
        """
        import requests

        SHOP = "https://shop.test"


        def test_a_temporary_email_is_refused():
            assert requests.post(f"{SHOP}/users", json={"email": "jo@mailinator.com"}).status_code == 400


        def test_valid_emails():
            for email in ["jo@acme.org", "jo+tag@acme.co.uk"]:
                assert requests.post(f"{SHOP}/check", json={"email": email}).status_code == 200


        def test_suffix():
            user = {"email": "jo@acme.com"}
            assert requests.post(f"{SHOP}/users", json=user).json()["email"] == "jo@acme.com-suffix"


        def test_account(shop):
            address = "jo@shop-people.com"
            assert shop.find_user_by_email(address).name == "Jo"
        """,
        "",
        {},
    ),
    "the name of an object that is uploaded from a file": (
        "SM105",
        """
        import requests

        SHOP = "https://shop.test"


        def test_upload():
            blob_name = "orders.csv"
            with open(blob_name, "w") as file:
                file.write("x")
            assert requests.post(f"{SHOP}/sign", json={"kind": blob_name}).status_code == 200
        """,
        "",
        {},
    ),
    "what is deleted right after": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def remove(kind, record):
            requests.delete(f"{SHOP}/{kind}/{record['id']}")


        def test_member(team):
            post = requests.post(f"{SHOP}/posts", json={"kind": "long"}).json()
            assert requests.get(f"{SHOP}/posts/{post['id']}").json()["kind"] == "long"
            remove("posts", post)
            remove("teams", team)
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def remove(kind, record):
            requests.delete(f"{SHOP}/{kind}/{record['id']}")


        def test_member(team):
            post = requests.post(f"{SHOP}/posts", json={"kind": "long"}).json()
            try:
                assert requests.get(f"{SHOP}/posts/{post['id']}").json()["kind"] == "long"
            finally:
                remove("posts", post)
                remove("teams", team)
        """,
        {},
    ),
    "parameters over several lines": (
        "SM105",
        """
        from pathlib import Path


        def test_other(tmp_path: Path, first: str) -> None:
            assert (tmp_path / first).name == first


        def test_report(
            first: str, second: str
        ) -> None:
            with open("orders.csv", "w") as file:
                file.write(f"{first} {second}")
        """,
        """
        from pathlib import Path


        def test_other(tmp_path: Path, first: str) -> None:
            assert (tmp_path / first).name == first


        def test_report(
            first: str, second: str, tmp_path: Path
        ) -> None:
            with open(tmp_path / "orders.csv", "w") as file:
                file.write(f"{first} {second}")
        """,
        {},
    ),
    "what goes by a name in its metadata": (
        "SM301",
        """
        import requests

        SHOP = "https://shop.test"


        def test_volume():
            requests.post(f"{SHOP}/volumes", json={"kind": "fast"})
            volumes = requests.get(f"{SHOP}/volumes").json()
            assert volumes[0]["metadata"]["kind"] == "fast"
        """,
        "",
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_fixes_keep_the_ways_of_a_file(case: str) -> None:
    code, before, after, files = CASES[case]
    text = dedent(before).lstrip("\n")
    assert fixed_by(Example(text, files=files), RULES[code]) == (dedent(after).lstrip("\n") or text)


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ('delete(f"{post[\'id\']}", post["id"], "a b")', "delete(f\"{post['id']}\", post['id'], 'a b')"),
        ('delete("it\'s")', 'delete("it\'s")'),
        ("delete(f'{post[\"id\"]}')", "delete(f'{post[\"id\"]}')"),
        ('delete("""x""", "y")', 'delete("""x""", "y")'),
        ('delete("old")', 'delete("old")'),
    ],
)
def test_quotes_are_those_of_the_file(line: str, after: str) -> None:
    old = "def f():\n    '''It.'''\n    return {'a': 'b', 'c': d['e']}  # \"old\"\n"
    assert quoted_alike(old, f"{old}{line}\n") == f"{old}{after}\n"
