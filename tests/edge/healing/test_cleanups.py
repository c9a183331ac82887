"""Records that are taken away, in the way that the suite knows."""

from __future__ import annotations

import pytest
from tests.edge.healing.suites import HEADER, URL, Folder, healed, signing, text

COURSES = "https://shop.test/courses"


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


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ('body = response.json()\n    assert body["email"] and body["id"]', None),
        ("assert response.status_code == 201", "nothing shows where the answer has the record's id"),
    ],
)
def test_what_nobody_reads_an_id_of_stays(folder: Folder, asked: str, why: str | None) -> None:
    body = f'def test_sign_up():\n    response = requests.post("{URL}", json={{"country": "AT"}})\n    {asked}\n'
    others = f'def test_gone():\n    requests.delete("{URL}/" + str(requests.get("{URL}").json()[0]["id"]))\n'
    done = healed(folder({"tests/test_a.py": signing(f"{body}\n\n{others}")}))
    left = [one.why for one in done.left if one.finding.code == "SM201"]
    assert left == ([] if why is None else [why])


def test_what_nothing_shows_to_be_deleted_stays(folder: Folder) -> None:
    body = f'def test_sign_up():\n    user = requests.post("{URL}", json={{"country": "AT"}}).json()\n    assert user["id"]\n'
    done = healed(folder({"tests/test_a.py": signing(body)}))
    assert [one.why for one in done.left if one.finding.code == "SM201"] == [
        "nothing shows how such a record is deleted"
    ]


def test_what_a_fix_shows_is_known_to_others_in_the_same_run(folder: Folder) -> None:
    made = f'    response = requests.post("{URL}", json={{"note": "x"}})\n    assert response.status_code == 201\n'
    gone = f'    assert requests.delete("{URL}/2").status_code == 204\n'
    files = {
        "tests/test_users.py": f"{HEADER}\ndef test_sign_up():\n{made}\n\ndef test_gone():\n{gone}",
        "tests/test_courses.py": f"{HEADER}\ndef test_course():\n{made.replace(URL, COURSES)}",
    }
    done = healed(folder(files))
    assert not done.left
    assert f"requests.delete(f\"{COURSES}/{{response.json()['id']}}\")" in text(done, "tests/test_courses.py")
