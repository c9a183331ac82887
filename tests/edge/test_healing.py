"""Fixes for a whole suite: what becomes of small ones, round by round."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from smelltest.edge.healing import Healed, heal
from smelltest.edge.run import Request

Folder = Callable[[Mapping[str, "str | bytes"]], Path]

HEADER = "import pytest\nimport requests\n\n"
URL = "https://shop.test/users"


def healed(root: Path) -> Healed:
    return heal(Request(("tests",)), root, frozenset({"safe", "unsafe"}))


def text(done: Healed, name: str = "tests/test_a.py") -> str:
    return done.contents[name].decode()


def signing(body: str) -> str:
    return f"{HEADER}\n{body}"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        pytest.param(
            f'def sign_up(email="dave@example.com"):\n    """Sign up."""\n'
            f'    return requests.post("{URL}", json={{"email": email}})\n\n\n'
            "def test_sign_up():\n    response = sign_up()\n    assert response.status_code == 201\n",
            'def sign_up(email=None):\n    """Sign up."""\n'
            '    if email is None:\n        email = f"dave-{uuid4()}@example.com"\n',
            id="default",
        ),
        pytest.param(
            'def sign_up(email: str = "dave@example.com"):\n'
            f'    return requests.post("{URL}", json={{"email": email}})\n\n\n'
            "def test_sign_up():\n    response = sign_up()\n    assert response.status_code == 201\n",
            "def sign_up(email: Optional[str] = None):\n    if email is None:\n",
            id="default with a type",
        ),
        pytest.param(
            'EMAIL = "dave@example.com"\n\n\n'
            f'def test_sign_up():\n    r = requests.post("{URL}", json={{"email": EMAIL}})\n'
            '    assert r.json()["email"] == EMAIL\n',
            'def test_sign_up():\n    email = f"dave-{uuid4()}@example.com"\n',
            id="constant",
        ),
        pytest.param(
            '@pytest.mark.parametrize("role", ["a", "b"])\n'
            f'def test_sign_up(role):\n    requests.post("{URL}", json={{"email": f"dave+{{role}}@example.com"}})\n',
            'f"dave+{role}-{uuid4()}@example.com"',
            id="mixed text",
        ),
        pytest.param(
            "import random\n\n\n"
            f'def test_sign_up():\n    requests.post("{URL}", json={{"email": "a%d@example.com" % random.randint(1, 9)}})\n',
            '"a%s@example.com" % uuid4().hex',
            id="number",
        ),
        pytest.param(
            "import uuid\n\n\n"
            f'def test_sign_up():\n    requests.post("{URL}", json={{"email": f"a{{uuid.uuid4().hex[:3]}}@example.com"}})\n',
            'f"a{uuid.uuid4().hex[:8]}@example.com"',
            id="cut short",
        ),
        pytest.param(
            "@pytest.fixture\ndef user():\n"
            f'    user = requests.post("{URL}", json={{"email": "dave@example.com"}}).json()\n'
            "    yield user\n"
            f"    requests.delete(f\"{URL}/{{user['id']}}\")\n\n\n"
            f'def test_taken(user):\n    r = requests.post("{URL}", json={{"email": "dave@example.com"}})\n'
            "    assert r.status_code == 409\n",
            'json={"email": user["email"]})\n    assert r.status_code == 409',
            id="text of a fixture",
        ),
        pytest.param(
            "import unittest\n\n\nclass Users(unittest.TestCase):\n    def setUp(self):\n"
            f'        self.user = requests.post("{URL}", json={{"email": "dave@example.com"}}).json()\n\n'
            f'    def test_found(self):\n        r = requests.get("{URL}", params={{"email": "dave@example.com"}})\n'
            '        self.assertEqual(r.json()[0]["id"], self.user["id"])\n',
            '        self.email = f"dave-{uuid4()}@example.com"\n'
            f'        self.user = requests.post("{URL}", json={{"email": self.email}}).json()\n',
            id="text of a setup",
        ),
        pytest.param(
            "import unittest\n\n\nclass Users(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls):\n"
            f'        cls.user = requests.post("{URL}", json={{"email": "dave@example.com"}}).json()\n\n'
            f'    def test_newest(self):\n        users = requests.get("{URL}").json()\n'
            '        self.assertEqual(users[-1]["id"], self.user["id"])\n',
            'next(each for each in users if each["id"] == self.user["id"])["id"]',
            id="record of a setup",
        ),
    ],
)
def test_what_becomes_of_a_file(folder: Folder, body: str, wanted: str) -> None:
    done = healed(folder({"tests/test_a.py": signing(body)}))
    assert wanted in text(done)
    assert [one for one in done.left if one.finding.code.startswith("SM1")] == []


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_fixed(folder: Folder) -> None:
    made = f'def test_sign_up():\n    requests.post("{URL}", json={{"email": "dave@example.com"}})\n'
    done = healed(folder({"tests/test_a.py": signing(made), "tests/test_b.py": "def test_half(:\n"}))
    assert 'f"dave-{uuid4()}@example.com"' in text(done)
    assert "tests/test_b.py" not in done.contents


def test_what_another_test_looks_up_keeps_its_name(folder: Folder) -> None:
    made = f'def test_sign_up():\n    requests.post("{URL}", json={{"email": "dave@example.com"}})\n\n\n'
    asked = f'def test_found():\n    query = {{"email": "dave@example.com"}}\n    requests.get("{URL}", params=query).json()\n'
    done = healed(folder({"tests/test_a.py": signing(made + asked)}))
    names = {line.strip() for line in text(done).splitlines() if "dave" in line} if done.contents else set()
    assert not names or not any("uuid4" in name for name in names) or all("uuid4" in name for name in names)
    assert {one.why for one in done.left if one.finding.code == "SM102"} <= {
        "another test asks for what this one makes"
    }
    other = made + made.replace("test_sign_up", "test_again")
    assert text(healed(folder({"tests/test_a.py": signing(other)}))).count("dave-{uuid4()}") == 2


@pytest.mark.parametrize(
    ("route", "deleted"),
    [
        ('@router.delete("/{user_id}")\ndef remove(user_id): ...\n', True),
        ('@router.get("/{user_id}")\ndef show(): ...\n', False),
    ],
)
def test_what_the_product_cannot_delete_stays(folder: Folder, route: str, deleted: bool) -> None:
    product = (
        f'from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.post("/")\ndef add(): ...\n\n\n{route}'
    )
    body = (
        f'def test_sign_up():\n    user = requests.post("{URL}", json={{"country": "AT"}}).json()\n'
        '    assert user["id"]\n    assert user["country"] == "AT"\n'
    )
    done = healed(folder({"app/users.py": product, "tests/test_a.py": signing(body)}))
    assert ("requests.delete" in (text(done) if done.contents else "")) is deleted


def test_what_another_file_held_is_tried_again_once_it_does_not(folder: Folder) -> None:
    fixture = (
        'import pytest\n\n\n@pytest.fixture\ndef user(login):\n    email = f"{login}@coffee-house.org"\n'
        '    return {"email": email, "country": "AT"}\n'
    )
    body = (
        f'@pytest.mark.parametrize("email", ["ann@coffee-house.org", "max@coffee-house.org"])\n'
        f'def test_sign_up(email):\n    assert requests.post("{URL}", json={{"email": email}}).status_code == 422\n'
    )
    done = healed(folder({"tests/conftest.py": fixture, "tests/test_a.py": signing(body)}))
    assert "ann@example.com" in text(done)
    assert 'f"{login}@example.com"' in text(done, "tests/conftest.py")


def test_a_name_that_an_earlier_line_uploads_stays(folder: Folder) -> None:
    body = (
        'def test_report(user, files):\n    files.upload("weekly_report.txt")\n'
        '    requests.put(f"https://shop.test/files/{user}/weekly_report.txt", data=b"x")\n'
    )
    done = healed(folder({"tests/test_a.py": signing(body)}))
    assert not any("weekly_report-" in content.decode() for content in done.contents.values())


def test_a_domain_that_the_test_speaks_of_stays(folder: Folder) -> None:
    body = (
        f'def test_refused():\n    r = requests.post("{URL}", json={{"email": "dave@yahoo.co.in"}})\n'
        '    assert "@yahoo addresses are refused" in r.text\n    assert r.status_code == 422\n'
    )
    done = healed(folder({"tests/test_a.py": signing(body)}))
    assert not done.contents
    assert [one.why for one in done.left] == ["the test speaks of the domain elsewhere"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            "def test_all():\n    for number in range(5):\n"
            f'        r = requests.post("{URL}", json={{"name": str(number)}})\n'
            f'    r = requests.get("{URL}")\n    users = r.json()\n    assert len(users) == 5\n',
            id="made in a loop",
        ),
        pytest.param(
            f'def test_one():\n    r = requests.post("{URL}", json={{"name": "Ann"}})\n'
            f'    r = requests.get("{URL}")\n    users = r.json()\n    assert len(users) == 1\n',
            id="bound anew",
        ),
        pytest.param(
            f'@pytest.fixture\ndef user():\n    made = requests.post("{URL}", json={{"name": "Ann"}}).json()\n'
            f"    yield made\n    requests.delete(f\"{URL}/{{made['id']}}\")\n\n\n"
            f'def test_deleted():\n    assert requests.delete("{URL}/1").ok\n    assert requests.delete("{URL}/2").ok\n',
            id="two of a kind",
        ),
    ],
)
def test_no_record_is_taken_for_another(folder: Folder, body: str) -> None:
    done = healed(folder({"tests/test_a.py": signing(body)}))
    after = done.contents.get("tests/test_a.py", b"").decode()
    assert ".count(" not in after
    assert "(user)" not in after


BORROWED = f'''def test_sign_up():
    body = {{"email": "dave@example.com", "name": "Dave"}}
    response = requests.post("{URL}", json=body)
    assert response.json()["name"] == "Dave"


def test_rename():
    response = requests.patch("{URL}/42", json={{"name": "Ann"}})
    assert response.json()["name"] == "Ann"


def test_country():
    assert requests.get("{URL}/43").json()["country"] == "AT"
'''


def test_a_record_is_made_as_another_test_makes_it_where_there_is_no_fixture_for_it(folder: Folder) -> None:
    done = healed(folder({"tests/test_a.py": signing(BORROWED)}))
    new = text(done)
    assert done.left == ()
    assert new.count("@pytest.fixture") == 1
    assert "def test_rename(user):" in new
    assert 'requests.get(f"https://shop.test/users/{user[\'id\']}").json()["country"]\n' in new
    assert '        == user["country"]\n' in new
    fixture = new.partition("@pytest.fixture")[2].partition("def test")[0]
    assert "def user():" in fixture
    assert "requests.delete(" in fixture
    assert "uuid4()" in fixture


def test_a_name_that_is_taken_is_left_to_its_owner(folder: Folder) -> None:
    taken = signing(BORROWED + "\n\ndef test_logged_in(user):\n    assert user\n")
    done = healed(
        folder(
            {
                "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef user():\n    return 'ann'\n",
                "tests/test_a.py": taken,
            }
        )
    )
    assert "def own_user():" in text(done)
    assert "def test_rename(own_user):" in text(done)


SHARED = {
    "tests/conftest.py": f'''import pytest
import requests


@pytest.fixture
def user():
    user = requests.post("{URL}", json={{"email": "dave@example.com"}}).json()
    yield user
    requests.delete(f"{URL}/{{user['id']}}")
''',
    "tests/test_a.py": f'''import requests


def test_found(user):
    assert requests.get("{URL}", params={{"email": "dave@example.com"}}).json() == [user]


def test_other():
    response = requests.post("{URL}", json={{"email": "ann@example.com"}})
    assert response.json()["email"] == "ann@example.com"
    requests.delete(f"{URL}/{{response.json()['id']}}")
''',
}


def test_what_the_fix_of_one_file_brings_another_is_mended_there(folder: Folder) -> None:
    done = healed(folder(SHARED))
    assert done.left == ()
    assert 'params={"email": user["email"]}' in text(done)


def test_what_cannot_be_mended_is_not_brought(folder: Folder) -> None:
    """With the safe fixes alone the lookup would be left behind."""
    done = heal(Request(("tests",)), folder(SHARED), frozenset({"safe"}))
    assert "tests/conftest.py" not in done.contents
    assert "ann@example.com" not in text(done)


def test_each_finding_is_asked_about_once(folder: Folder) -> None:
    asked: list[str] = []

    def choose(one: object, difference: Callable[[], str]) -> bool:
        asked.append(difference())
        return "ann@example.com" in asked[-1]

    done = heal(Request(("tests",)), folder(SHARED), frozenset({"safe"}), choose=choose)
    assert len(asked) == len(set(asked)) == 2
    assert sorted("+++ b/tests/test_a.py" in each for each in asked) == [False, True]
    assert done.contents.keys() == {"tests/test_a.py"}


def test_a_test_that_changes_what_others_share_gets_a_record_of_its_own(folder: Folder) -> None:
    def fixture(name: str, scope: str) -> str:
        return (
            f'@pytest.fixture(scope="{scope}")\ndef {name}():\n'
            f'    record = requests.post("{URL}", json={{"name": "{name}"}}).json()\n'
            f"    yield record\n    requests.delete(f\"{URL}/{{record['id']}}\")\n\n\n"
        )

    body = (
        fixture("clerk", "session")
        + fixture("user", "function")
        + f'def test_rename(clerk):\n    requests.patch(f"{URL}/{{clerk[\'id\']}}", json={{"name": "Ann"}})\n'
        f'    assert requests.get(f"{URL}/{{clerk[\'id\']}}").json()["name"] == "Ann"\n'
    )
    done = healed(folder({"tests/test_a.py": signing(body)}))
    assert done.left == ()
    assert "def test_rename(user):" in text(done)
    assert "clerk" not in text(done).partition("def test_rename")[2]


def test_data_of_a_file_is_sent_with_a_value_of_its_own(folder: Folder) -> None:
    body = (
        "import json\nfrom pathlib import Path\n\nimport requests\n\n\ndef test_import():\n"
        '    for user in json.loads((Path(__file__).parent / "users.json").read_text()):\n'
        f'        created = requests.post("{URL}", json=user).json()\n'
        f"        requests.delete(f\"{URL}/{{created['id']}}\")\n"
    )
    users = '[{"email": "dave@example.com", "name": "Dave"}, {"email": "ann@example.com", "name": "Ann"}]'
    root = folder({"tests/test_a.py": body, "tests/users.json": users})
    done = healed(root)
    assert done.left == ()
    assert done.contents.keys() == {"tests/test_a.py"}
    assert 'json={**user, "email": f"dave-{uuid4()}@example.com"}' in text(done)


@pytest.mark.parametrize("use", ['json={"email": "dave@example.com"}', ""])
def test_what_another_file_sends_again_is_asked_of_a_fixture(folder: Folder, use: str) -> None:
    conftest = (
        f'{HEADER}\n@pytest.fixture\ndef user():\n    made = requests.post("{URL}", json={{"email": "dave@example.com"}})\n'
        f"    yield made.json()\n    requests.delete(f\"{URL}/{{made.json()['id']}}\")\n"
    )
    test = f'{HEADER}\ndef test_taken(user):\n    assert requests.post("{URL}", {use}).status_code == 409\n'
    done = healed(folder({"tests/conftest.py": conftest, "tests/test_a.py": test}))
    assert done.left == ()
    assert "dave@example.com" not in text(done, "tests/conftest.py")
    assert ("tests/test_a.py" in done.contents) is bool(use)
    if use:
        assert "def user_email():" in text(done, "tests/conftest.py")
        assert "def test_taken(user, user_email):" in text(done)
        assert 'json={"email": user_email}' in text(done)


def test_what_a_mark_asks_for_is_asked_for_its_value_too(folder: Folder) -> None:
    conftest = (
        f'{HEADER}\n@pytest.fixture\ndef user(\n    settings,\n):\n    made = requests.post("{URL}", json={{"login": "dave1"}})\n'
        f"    yield made.json()\n    requests.delete(f\"{URL}/{{made.json()['id']}}\")\n"
    )
    log_in = f'assert requests.post("{URL}/login", json={{"login": "dave1"}}).ok'
    test = f'{HEADER}\n@pytest.mark.usefixtures("user")\ndef test_log_in():\n    {log_in}\n'
    done = healed(folder({"tests/conftest.py": conftest, "tests/test_a.py": test}))
    assert "def user(\n    settings,\n    user_login,\n):" in text(done, "tests/conftest.py")
    assert "def test_log_in(user_login):" in text(done)
    assert 'json={"login": user_login}' in text(done)


def test_what_another_file_expects_of_a_lasting_record_stays_where_it_cannot_ask(folder: Folder) -> None:
    conftest = (
        f'{HEADER}\n@pytest.fixture(scope="session", autouse=True)\ndef user():\n'
        f'    made = requests.post("{URL}", json={{"email": "dave@example.com"}})\n'
        f"    yield made.json()\n    requests.delete(f\"{URL}/{{made.json()['id']}}\")\n"
    )
    test = f'{HEADER}\ndef test_there():\n    assert "dave@example.com" in requests.get("{URL}").text\n'
    assert "tests/conftest.py" not in healed(folder({"tests/conftest.py": conftest, "tests/test_a.py": test})).contents


def test_who_is_looked_for_by_a_constant_becomes_a_record_of_the_test(folder: Folder) -> None:
    fixture = (
        f'@pytest.fixture\ndef user():\n    made = requests.post("{URL}", json={{"email": f"{{uuid4()}}@example.com"}})\n'
        f"    yield made.json()\n    requests.delete(f\"{URL}/{{made.json()['id']}}\")\n"
    )
    body = (
        f'from uuid import uuid4\n\n{HEADER}EMAIL = "dave@example.com"\n\n\n{fixture}\n\ndef test_new():\n'
        f'    made = requests.post("{URL}", json={{"email": EMAIL, "name": "Dave"}}).json()\n'
        '    assert made["email"] == EMAIL\n\n\n'
        f'def test_found():\n    found = requests.get("{URL}", params={{"email": EMAIL}}).json()\n'
        '    assert found["total"] == 1\n    assert found["items"][0]["name"] == "Dave"\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert "EMAIL" not in text(done)
    assert "def test_found(user):" in text(done)
    assert 'params={"email": user["email"]}' in text(done)
    assert 'found["total"] == 1' in text(done)
    assert 'found["items"][0]["name"] == user["name"]' in text(done)


@pytest.mark.parametrize(
    "asked",
    [
        'assert requests.post(f"{URL}/{DAVE}/block").status_code == 409',
        'assert requests.delete(f"{URL}/{DAVE}").status_code == 409',
        'assert requests.post(f"{URL}/{DAVE}/notes", json={"text": "x"}).status_code == 201',
        'assert any(each["text"] == "x" for each in requests.get(f"{URL}/{DAVE}/notes").json())',
    ],
)
def test_a_record_of_which_more_is_known_stays(folder: Folder, asked: str) -> None:
    body = (
        f'{HEADER}URL = "{URL}"\nDAVE = 42\n\n\n@pytest.fixture\ndef user():\n    made = requests.post(URL, json={{}})\n'
        "    yield made.json()\n    requests.delete(f\"{URL}/{made.json()['id']}\")\n\n\n"
        'def test_no_notes_yet(user):\n    answer = requests.post(f"{URL}/{user[\'id\']}/notes", json={"text": "x"})\n'
        "    assert answer.status_code == 409\n\n\n"
        f"def test_dave():\n    {asked}\n"
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert "DAVE = 42" in (text(done) if done.contents else body)


def test_a_shared_record_stays_shared_where_a_later_test_counts_on_the_change(folder: Folder) -> None:
    made = f'    made = requests.post("{URL}", json={{"plan": "basic"}})\n    yield made.json()\n'
    gone = f"    requests.delete(f\"{URL}/{{made.json()['id']}}\")\n\n\n"
    body = (
        f'{HEADER}\n@pytest.fixture(scope="module")\ndef clerk():\n{made}{gone}@pytest.fixture\ndef user():\n{made}{gone}'
        f'def test_block(clerk):\n    assert requests.put(f"{URL}/{{clerk[\'id\']}}", json={{"blocked": True}}).ok\n\n\n'
        f'def test_blocked(clerk):\n    answer = requests.post(f"{URL}/{{clerk[\'id\']}}/orders", json={{"sku": 1}})\n'
        "    assert answer.status_code == 409\n"
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert "def test_block(clerk):" in (text(done) if done.contents else body)


def test_a_fixture_that_lasts_asks_for_none_that_does_not(folder: Folder) -> None:
    teams = "https://shop.test/teams"
    body = (
        f'{HEADER}@pytest.fixture(scope="module")\ndef user():\n    made = requests.post("{URL}", json={{"team_id": 7}})\n'
        f"    yield made.json()\n    requests.delete(f\"{URL}/{{made.json()['id']}}\")\n\n\n"
        f'def test_team():\n    made = requests.post("{teams}", json={{"size": 3}})\n'
        f"    requests.delete(f\"{teams}/{{made.json()['id']}}\")\n\n\n"
        'def test_user(user):\n    assert user["team_id"]\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    before = text(done).partition("def team(")[0]
    assert '@pytest.fixture(scope="module")' in before or "def team(" not in text(done)


def test_no_fix_keeps_a_request_from_being_refused(folder: Folder) -> None:
    helper = f'import requests\n\n\ndef sign_up(email="dave@example.com"):\n    return requests.post("{URL}", json={{"email": email}})\n'
    test = (
        f"{HEADER}from tests.steps import sign_up\n\n\ndef test_taken():\n    made = sign_up()\n"
        f"    try:\n        assert sign_up().status_code == 409\n    finally:\n"
        f"        requests.delete(f\"{URL}/{{made.json()['id']}}\")\n"
    )
    done = healed(folder({"tests/__init__.py": "", "tests/steps.py": helper, "tests/test_a.py": test}))
    assert "tests/steps.py" not in done.contents
    assert [one.why for one in done.left] == ["with its fix a test would expect what it does not get"]


def test_an_id_comes_back_under_the_name_of_its_collection(folder: Folder) -> None:
    test = (
        f'{HEADER}\n@pytest.fixture\ndef user():\n    made = requests.post("{URL}", json={{"name": "Dave"}}).json()\n'
        f"    yield made\n    requests.delete(f\"{URL}/{{made['id']}}\")\n\n\n"
        f'def test_address():\n    made = requests.post("{URL}/42/addresses", json={{"city": "Kiel"}}).json()\n'
        '    assert made["user_id"] == 42\n'
    )
    done = healed(folder({"tests/test_a.py": test}))
    assert 'assert made["user_id"] == user["id"]' in text(done)


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


@pytest.mark.parametrize("how", ["import data", "from data import USER, USER_ID"])
def test_constants_of_another_module_give_way_to_own_data(folder: Folder, how: str) -> None:
    name = "data." if how == "import data" else ""
    data = 'USER_ID = 42\nUSER = {"name": "Dave", "email": "dave@example.com"}\n'
    body = (
        f"{how}\nimport requests\n\n\ndef test_create():\n"
        f'    made = requests.post("{URL}", json={name}USER).json()\n    try:\n'
        f'        assert made["email"] == {name}USER["email"]\n    finally:\n'
        f"        requests.delete(f\"{URL}/{{made['id']}}\")\n\n\n"
        f'def test_read():\n    found = requests.get(f"{URL}/{{{name}USER_ID}}").json()\n'
        f'    assert found["id"] == {name}USER_ID\n    assert found["name"] == "Dave"\n'
    )
    done = healed(folder({"tests/data.py": data, "tests/test_a.py": body}))
    assert done.left == ()
    assert done.contents.keys() == {"tests/test_a.py"}
    assert f'user = {{**{name}USER, "email": f"dave-{{uuid4()}}@example.com"}}\n' in text(done)
    assert 'assert made["email"] == user["email"]' in text(done)
    assert 'assert found["id"] == user["id"]' in text(done)
    assert 'assert found["name"] == user["name"]' in text(done)


def test_a_constant_that_another_test_expects_stays(folder: Folder) -> None:
    body = (
        f"{STATE}USER_ID = 42\n\n\ndef test_read():\n"
        f'    assert requests.get(f"{URL}/{{USER_ID}}").ok\n\n\n'
        f'def test_orders():\n    assert requests.get("{URL}/first").json()["user_id"] == USER_ID\n'
    )
    done = text(healed(folder({"tests/test_a.py": body})))
    assert "def test_read(user):" in done
    assert '["user_id"] == USER_ID' in done
    assert "USER_ID = 42" in done


def test_what_refers_to_somebodys_record_is_left_to_it(folder: Folder) -> None:
    body = (
        f"{STATE}def test_orders():\n"
        f'    orders = requests.get("https://shop.test/orders", params={{"user_id": 42}}).json()\n'
        "    assert len(orders) == 1\n"
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert done.contents == {}


def test_a_record_goes_by_no_keyword(folder: Folder) -> None:
    body = (
        "import requests\n\n\ndef test_create():\n"
        '    made = requests.post("https://gym.test/classes/", json={"title": "Yoga"}).json()\n    try:\n'
        '        assert made["title"] == "Yoga"\n    finally:\n'
        "        requests.delete(f\"https://gym.test/classes/{made['id']}\")\n\n\n"
        'def test_read():\n    assert requests.get("https://gym.test/classes/7").ok\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert done.left == ()
    assert "def test_read(own_class):" in text(done)


def test_a_new_fixture_keeps_the_constant_that_it_stands_on(folder: Folder) -> None:
    body = (
        'import requests\n\nUSER = {"name": "Dave", "email": "dave@example.com"}\n\n\ndef test_create():\n'
        f'    made = requests.post("{URL}", json=USER).json()\n    try:\n        assert made["name"] == "Dave"\n'
        f"    finally:\n        requests.delete(f\"{URL}/{{made['id']}}\")\n\n\n"
        f'def test_read():\n    assert requests.get("{URL}/42").json()["name"] == "Dave"\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    fixture = text(done).partition("def user():\n")[2].partition("\n\n\n")[0]
    assert "USER" not in fixture or "USER =" in text(done)


def test_records_are_deleted_where_the_suite_finds_them(folder: Folder) -> None:
    conftest = (
        "import pytest\nimport requests\n\n\n@pytest.fixture\ndef trainer():\n"
        '    return requests.post("https://gym.test/trainers/", json={"name": "Bo"}).json()\n'
    )
    body = (
        "import requests\n\n\ndef test_trainer(trainer):\n"
        "    assert requests.get(f\"https://gym.test/trainers/{trainer['id']}\").ok\n"
    )
    done = healed(folder({"tests/conftest.py": conftest, "tests/test_a.py": body}))
    assert "/trainers/{response.json()['id']}\")" in text(done, "tests/conftest.py")


def test_a_step_registers_what_it_makes_as_the_others_do(folder: Folder) -> None:
    builder = (
        "import requests\n\n\nclass Users:\n    def create(self, **fields):\n"
        f'        return requests.post("{URL}", json=fields).json()\n\n    def delete(self, key):\n'
        f'        requests.delete(f"{URL}/{{key}}")\n\n\n'
        "class Shops:\n    def create(self, **fields):\n"
        '        return requests.post("https://shop.test/shops", json=fields).json()\n\n    def delete(self, key):\n'
        '        requests.delete(f"https://shop.test/shops/{key}")\n\n\n'
        "class Client:\n    def __init__(self):\n        self.users = Users()\n        self.shops = Shops()\n\n\n"
        "class Builder:\n    def __init__(self):\n        self.client = Client()\n        self.created = []\n\n"
        '    def with_user(self):\n        self.user = self.client.users.create(name="Dave")\n'
        '        self.created.append((self.client.users, self.user["id"]))\n        return self\n\n'
        '    def with_shop(self):\n        self.shop = self.client.shops.create(name="Tea")\n        return self\n\n'
        "    def cleanup(self):\n        for resource, key in reversed(self.created):\n            resource.delete(key)\n"
    )
    body = (
        f"{HEADER}from tests.builder import Builder\n\n\n@pytest.fixture\ndef builder():\n    builder = Builder()\n"
        "    yield builder\n    builder.cleanup()\n\n\ndef test_shop(builder):\n"
        '    assert builder.with_user().with_shop().shop["name"] == "Tea"\n'
    )
    done = healed(folder({"tests/__init__.py": "", "tests/builder.py": builder, "tests/test_a.py": body}))
    assert 'self.created.append((self.client.shops, self.shop["id"]))' in text(done, "tests/builder.py")


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


def test_a_setup_keeps_the_value_of_a_constant_for_its_tests(folder: Folder) -> None:
    body = (
        'import unittest\n\nimport requests\n\nCODE = "ENG-201"\n\n\nclass CourseTest(unittest.TestCase):\n'
        f'    def setUp(self):\n        self.course = requests.post("{COURSES}", json={{"code": CODE}}).json()\n\n'
        f"    def tearDown(self):\n        requests.delete(f\"{COURSES}/{{self.course['id']}}\")\n\n"
        '    def test_code(self):\n        self.assertEqual(self.course["code"], CODE)\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert "CODE" not in text(done)
    assert 'self.code = f"ENG-{uuid4().hex[:12].upper()}"' in text(done)
    assert 'self.assertEqual(self.course["code"], self.code)' in text(done)


COURSES = "https://shop.test/courses"


def test_what_the_teardown_deletes_may_depend_on_a_record_of_the_test(folder: Folder) -> None:
    body = (
        "import unittest\n\nimport requests\n\n\nclass CourseTest(unittest.TestCase):\n"
        f'    def setUp(self):\n        self.user = requests.post("{URL}", json={{}}).json()\n\n'
        f"    def tearDown(self):\n        requests.delete(f\"{URL}/{{self.user['id']}}\")\n\n"
        f'    def test_enrol(self):\n        course = requests.post("{COURSES}", json={{"seats": 1}}).json()\n'
        f'        enrolled = requests.put(f"{URL}/{{self.user[\'id\']}}", json={{"course_id": course["id"]}})\n'
        "        self.assertEqual(enrolled.status_code, 200)\n\n"
        '    def test_own(self):\n        course = requests.post("https://shop.test/courses", json={"user": self.user["id"]})\n'
        "        self.assertEqual(course.json()['seats'], 1)\n"
    )
    enrol, _, own = text(healed(folder({"tests/test_a.py": body}))).partition("def test_own")
    assert "self.addCleanup(requests.delete" in enrol
    assert "finally:" in own


def test_each_test_of_a_constant_gets_a_record_but_those_that_count_on_that_one(folder: Folder) -> None:
    body = (
        f'{HEADER}URL = "{URL}"\nDAVE = 42\n\n\n@pytest.fixture\ndef user():\n    made = requests.post(URL, json={{}})\n'
        "    yield made.json()\n    requests.delete(f\"{URL}/{made.json()['id']}\")\n\n\n"
        'def test_get():\n    assert requests.get(f"{URL}/{DAVE}").ok\n\n\n'
        'def test_kept():\n    assert requests.delete(f"{URL}/{DAVE}").status_code == 409\n'
    )
    done = text(healed(folder({"tests/test_a.py": body})))
    assert "def test_get(user):" in done
    assert 'requests.delete(f"{URL}/{DAVE}").status_code == 409' in done
    assert "DAVE = 42" in done


def test_fields_that_one_file_shows_to_be_taken_once_are_renewed_in_all(folder: Folder) -> None:
    cars = "https://shop.test/cars"
    taken = (
        f'{HEADER}\ndef test_taken():\n    made = requests.post("{cars}", json={{"plate": "LD21 AAA"}})\n    try:\n'
        f'        assert requests.post("{cars}", json={{"plate": "LD21 AAA"}}).status_code == 409\n    finally:\n'
        f"        requests.delete(f\"{cars}/{{made.json()['id']}}\")\n\n\n"
        f'def test_short():\n    made = requests.post("{cars}", json={{"plate": "A 1"}})\n'
        f"    requests.delete(f\"{cars}/{{made.json()['id']}}\")\n"
    )
    badges = "https://shop.test/badges"
    other = (
        f'{HEADER}\ndef test_new():\n    made = requests.post("{badges}", json={{"label": "B-1"}})\n'
        f"    requests.delete(f\"{badges}/{{made.json()['id']}}\")\n"
    )
    label = taken.replace(cars, badges).replace("plate", "label")
    done = healed(folder({"tests/test_a.py": taken, "tests/test_b.py": other, "tests/test_c.py": label}))
    assert '"LD21 AAA"' not in text(done)
    assert '"B-1"' not in text(done, "tests/test_b.py")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('len(requests.get("{0}").json())', 'len(requests.get("{0}").json())', 'in requests.get("{0}").json()'),
        (
            'requests.get("{0}").json()["total"]',
            'requests.get("{0}").json()["total"]',
            'in requests.get("{0}").json()["items"]',
        ),
    ],
)
@pytest.mark.parametrize("number", [1, 2])
def test_own_records_are_counted(folder: Folder, before: str, after: str, expected: str, number: int) -> None:
    made = "".join(
        f'    user_{each} = requests.post("{URL}", json={{}}).json()\n    request.addfinalizer(lambda: '
        f"requests.delete(f\"{URL}/{{user_{each}['id']}}\"))\n"
        for each in range(number)
    )
    body = (
        f"{HEADER}\ndef test_grows(request):\n    before = {before.format(URL)}\n{made}"
        f"    assert {after.format(URL)} == before + {number}\n\n\n"
        f'def test_first():\n    assert requests.get("{URL}").json()["items"][0]["id"]\n'
    )
    done = re.sub(r"\s+(?=\.|\])", "", text(healed(folder({"tests/test_a.py": body}))))
    assert expected.format(URL) in done
    assert "before" not in done
    assert bool(re.search(r"\.count\(\s*user_0", done)) is (number == 1)
    assert ('len({user_0["id"], user_1["id"]} & {each["id"] for each in' in done) is (number == 2)


def test_what_an_action_makes_is_taken_away(folder: Folder) -> None:
    cart = "https://shop.test/carts"
    body = (
        f'{HEADER}\ndef test_checkout(request):\n    cart = requests.post("{cart}", json={{}}).json()\n'
        f"    request.addfinalizer(lambda: requests.delete(f\"{cart}/{{cart['id']}}\"))\n"
        f"    order = requests.post(f\"{cart}/{{cart['id']}}/checkout\").json()\n"
        '    assert requests.get(f"https://shop.test/orders/{order[\'id\']}").json()["status"] == "new"\n\n\n'
        'def test_order():\n    order = requests.post("https://shop.test/orders", json={}).json()\n'
        "    requests.delete(f\"https://shop.test/orders/{order['id']}\")\n"
    )
    done = text(healed(folder({"tests/test_a.py": body})))
    assert "requests.delete(f\"https://shop.test/orders/{order['id']}\"))" in done.partition("def test_order")[0]


def test_a_value_of_a_class_is_told_from_keywords_and_parameters_of_its_name(folder: Folder) -> None:
    body = (
        f'{HEADER}\nclass TestUser:\n    email = "dave@example.com"\n\n    @pytest.fixture(autouse=True)\n'
        f'    def made(self):\n        self.user = requests.post("{URL}", json=dict(email=self.email)).json()\n        yield\n'
        f"        requests.delete(f\"{URL}/{{self.user['id']}}\")\n\n"
        '    def test_email(self):\n        assert self.user["email"] == self.email\n\n\n'
        'def test_other(user):\n    email = user["email"]\n    assert email\n'
    )
    done = text(healed(folder({"tests/test_a.py": body})))
    assert 'self.email = f"dave-{uuid4()}@example.com"' in done


@pytest.mark.parametrize(("mark", "fixture"), [("anyio", "pytest"), ("asyncio", "pytest_asyncio")])
def test_an_asynchronous_test_gets_a_record_of_an_asynchronous_fixture(folder: Folder, mark: str, fixture: str) -> None:
    conftest = (
        "import httpx\nimport pytest\n\n\n@pytest.fixture\nasync def client():\n"
        '    async with httpx.AsyncClient(base_url="https://shop.test") as client:\n        yield client\n'
    )
    body = (
        f"import pytest\n\npytestmark = pytest.mark.{mark}\n\n\nasync def test_new(client):\n"
        '    made = await client.post("/users", json={"name": "Ann"})\n    assert made.json()["name"] == "Ann"\n'
        "    await client.delete(f\"/users/{made.json()['id']}\")\n\n\n"
        'async def test_get(client):\n    assert (await client.get("/users/42")).json()["name"] == "Dave"\n'
    )
    done = healed(folder({"tests/conftest.py": conftest, "tests/test_a.py": body}))
    assert f"@{fixture}.fixture\nasync def user(client):" in text(done)
    made = text(done).partition("async def user(client)")[2].partition("async def test_get")[0]
    assert 'await client.post("/users", json={"name": "Ann"})' in made
    assert "    yield " in made
    assert "    await client.delete(" in made
    assert "async def test_get(client, user):" in text(done)
    assert '== user["name"]' in text(done)


def test_a_key_that_all_tests_share_is_in_the_way_of_no_other_fix(folder: Folder) -> None:
    conftest = (
        "import pytest\nimport requests\n\n\n@pytest.fixture\ndef api():\n    session = requests.Session()\n"
        '    session.headers["X-Api-Key"] = "shop-key-7f"\n    return session\n'
    )
    body = (
        f'def test_new(api):\n    made = api.post("{URL}", json={{"name": "Ann"}}).json()\n'
        f'    assert made["name"] == "Ann"\n    api.delete(f"{URL}/{{made[\'id\']}}")\n\n\n'
        f'def test_get(api):\n    assert api.get("{URL}/42").json()["name"] == "Dave"\n'
    )
    done = healed(folder({"tests/conftest.py": conftest, "tests/test_a.py": body}))
    assert {one.finding.code for one in done.left} == {"SM106"}
    assert "def test_get(api, user):" in text(done)
