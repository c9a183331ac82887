"""Values that become unique, where other tests and files use them as well."""

from __future__ import annotations

import pytest
from tests.edge.healing.suites import HEADER, URL, Folder, healed, signing, text

COURSES = "https://shop.test/courses"


def test_what_another_test_looks_up_keeps_its_name(folder: Folder) -> None:
    made = f'def test_sign_up():\n    requests.post("{URL}", json={{"email": "dave@example.com"}})\n\n\n'
    asked = f'def test_found():\n    query = {{"email": "dave@example.com"}}\n    requests.get("{URL}", params=query).json()\n'
    done = healed(folder({"tests/test_a.py": signing(made + asked)}))
    names = {line.strip() for line in text(done).splitlines() if "dave" in line} if done.contents else set()
    assert not names or not any("uuid4" in name for name in names) or all("uuid4" in name for name in names)
    assert {one.why for one in done.left if one.finding.code == "SM102"} <= {
        "another test asks for what this one makes",
        "its fix would leave it, or bring another finding",
    }
    other = made + made.replace("test_sign_up", "test_again")
    assert text(healed(folder({"tests/test_a.py": signing(other)}))).count("dave-{uuid4()}") == 2


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


def test_what_another_file_expects_of_a_lasting_record_stays_where_it_cannot_ask(folder: Folder) -> None:
    conftest = (
        f'{HEADER}\n@pytest.fixture(scope="session", autouse=True)\ndef user():\n'
        f'    made = requests.post("{URL}", json={{"email": "dave@example.com"}})\n'
        f"    yield made.json()\n    requests.delete(f\"{URL}/{{made.json()['id']}}\")\n"
    )
    test = f'{HEADER}\ndef test_there():\n    assert "dave@example.com" in requests.get("{URL}").text\n'
    assert "tests/conftest.py" not in healed(folder({"tests/conftest.py": conftest, "tests/test_a.py": test})).contents


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


def test_who_is_found_by_a_unique_field_becomes_a_record_of_the_test(folder: Folder) -> None:
    url = "https://shop.test/companies"
    body = (
        f'{HEADER}\ndef test_create():\n    made = requests.post("{url}", json={{"name": "Ada", "domain": "ada.test"}}).json()\n'
        f"    requests.delete(f\"{url}/{{made['id']}}\")\n\n\n"
        f'def test_found():\n    found = requests.get("{url}", params={{"domain": "globex.test"}}).json()\n'
        '    assert found[0]["name"] == "Globex"\n'
    )
    done = text(healed(folder({"tests/test_a.py": body})))
    assert "def test_found(company):" in done
    assert 'params={"domain": company["domain"]}' in done
    assert 'found[0]["name"] == company["name"]' in done


def test_what_is_filtered_by_another_value_is_not_the_record_of_the_setup(folder: Folder) -> None:
    url = "https://shop.test/branches"
    body = (
        "import unittest\n\nimport requests\n\n\nclass Branches(unittest.TestCase):\n    def setUp(self):\n"
        f'        self.branch = requests.post("{url}", json={{"city": "Linz"}}).json()\n\n'
        f"    def tearDown(self):\n        requests.delete(f\"{url}/{{self.branch['id']}}\")\n\n"
        f'    def test_graz(self):\n        found = requests.get("{url}", params={{"city": "Graz"}}).json()\n'
        '        self.assertEqual(found[0]["floors"], 3)\n'
    )
    done = healed(folder({"tests/test_a.py": body}))
    assert 'found[0]["floors"], 3' in (text(done) if done.contents else body)


def test_what_a_refused_duplicate_names_is_unique(folder: Folder) -> None:
    new = (
        f'{HEADER}\ndef test_new():\n    made = requests.post("{URL}", json={{"name": "Ada", "tax_id": "T-7"}}).json()\n'
        f'    assert made["tax_id"] == "T-7"\n    requests.delete(f"{URL}/{{made[\'id\']}}")\n\n\n'
        f'def test_duplicate_tax_id():\n    sent = {{"name": "Bo", "email": "bo@example.com", "tax_id": "T-10"}}\n'
        f'    assert requests.post("{URL}", json=sent).status_code == 409\n'
    )
    assert 'made["tax_id"] == tax_id' in text(healed(folder({"tests/test_a.py": new})))
