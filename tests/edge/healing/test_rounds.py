"""What becomes of small suites round by round, and of what a fix would bring."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.edge.healing.suites import HEADER, URL, Folder, healed, signing, text

from smelltest.edge.healing import heal
from smelltest.edge.run import Request

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
