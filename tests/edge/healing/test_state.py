"""State that tests handed each other, which becomes that of each test."""

from __future__ import annotations

from tests.edge.healing.suites import HEADER, URL, Folder, healed, text

STATE = f"""import requests
import pytest


@pytest.fixture
def user():
    made = requests.post("{URL}", json={{"name": "Dave"}}).json()
    yield made
    requests.delete(f"{URL}/{{made['id']}}")


"""


def test_an_id_in_a_global_is_that_of_each_tests_own_record(folder: Folder) -> None:
    body = (
        f"{STATE}user_id = None\n\n\ndef test_create():\n    global user_id\n"
        f'    user_id = requests.post("{URL}", json={{"name": "Ann"}}).json()["id"]\n    assert user_id\n\n\n'
        f'def test_read():\n    assert requests.get(f"{URL}/{{user_id}}").ok\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert done.left == ()
    assert f"def test_read(user):\n    assert requests.get(f\"{URL}/{{user['id']}}\").ok" in text(done)


def test_state_of_a_class_becomes_that_of_each_test(folder: Folder) -> None:
    body = (
        f"{STATE}class TestUsers:\n    user_id = None\n\n    def test_create(self):\n"
        f'        TestUsers.user_id = requests.post("{URL}", json={{"name": "Ann"}}).json()["id"]\n'
        "        assert self.user_id\n\n"
        f'    def test_rename(self):\n        answer = requests.patch(f"{URL}/{{self.user_id}}", json={{"name": "Eve"}})\n'
        '        assert answer.json()["name"] == "Eve"\n\n'
        f'    def test_read(self):\n        assert requests.get(f"{URL}/{{self.user_id}}").json()["name"] == "Eve"\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert done.left == ()
    assert "self.user_id" not in text(done)
    assert "TestUsers.user_id" not in text(done)
    renamed, _, read = text(done).partition("def test_rename(self, user):")[2].partition("def test_read(self, user):\n")
    assert "assert" in renamed
    assert read.startswith(f'        requests.patch(f"{URL}/{{user[\'id\']}}", json={{"name": "Eve"}})\n')


def test_what_another_test_counts_on_stays_in_the_class(folder: Folder) -> None:
    body = (
        f"{STATE}class TestUsers:\n    user_id = None\n\n    def test_create(self):\n"
        f'        TestUsers.user_id = requests.post("{URL}", json={{"name": "Ann"}}).json()["id"]\n\n'
        f'    def test_rename(self):\n        requests.patch(f"{URL}/{{self.user_id}}", json={{"name": "Eve"}})\n\n'
        f'    def test_all(self):\n        assert requests.get("{URL}").json()["total"] == 1\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert done.contents == {}
    assert "TestUsers.test_all counts on the record as well" in [one.why for one in done.left]


def test_what_a_mapping_of_the_module_holds_becomes_that_of_each_test(folder: Folder) -> None:
    body = (
        f"{STATE}made = {{}}\n\n\ndef test_create():\n"
        f'    response = requests.post("{URL}", json={{"name": "Ann"}})\n    made["id"] = response.json()["id"]\n\n\n'
        f'def test_rename():\n    requests.patch(f"{URL}/{{made[\'id\']}}", json={{"name": "Eve"}})\n\n\n'
        f'def test_read():\n    assert requests.get(f"{URL}/{{made[\'id\']}}").json()["name"] == "Eve"\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert done.left == ()
    assert 'user_id = response.json()["id"]' in text(done)
    assert "made = {}" not in text(done)
    read = text(done).partition("def test_read(user):\n")[2]
    assert read.startswith(f'    requests.patch(f"{URL}/{{user[\'id\']}}", json={{"name": "Eve"}})\n')


def test_a_class_attribute_becomes_that_of_each_test_where_a_fixture_begins_them(folder: Folder) -> None:
    body = (
        f'{HEADER}\nclass TestUsers:\n    email = "dave@example.com"\n\n    @pytest.fixture(autouse=True)\n'
        f'    def made(self):\n        self.user = requests.post("{URL}", json={{"email": self.email}}).json()\n'
        f"        yield\n        requests.delete(f\"{URL}/{{self.user['id']}}\")\n\n"
        '    def test_email(self):\n        assert self.user["email"] == self.email\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert done.left == ()
    assert '    def made(self):\n        self.email = f"dave-{uuid4()}@example.com"\n' in text(done)
