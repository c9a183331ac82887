"""Records of a test's own in the place of those that it shared."""

from __future__ import annotations

import re

import pytest
from tests.edge.healing.suites import HEADER, URL, Folder, healed, signing, text

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

STATE = f"""import requests
import pytest


@pytest.fixture
def user():
    made = requests.post("{URL}", json={{"name": "Dave"}}).json()
    yield made
    requests.delete(f"{URL}/{{made['id']}}")


"""


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


def test_an_id_comes_back_under_the_name_of_its_collection(folder: Folder) -> None:
    test = (
        f'{HEADER}\n@pytest.fixture\ndef user():\n    made = requests.post("{URL}", json={{"name": "Dave"}}).json()\n'
        f"    yield made\n    requests.delete(f\"{URL}/{{made['id']}}\")\n\n\n"
        f'def test_address():\n    made = requests.post("{URL}/42/addresses", json={{"city": "Kiel"}}).json()\n'
        '    assert made["user_id"] == 42\n'
    )
    done = healed(folder({"tests/test_a.py": test}))
    assert 'assert made["user_id"] == user["id"]' in text(done)


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


@pytest.mark.parametrize("kept", ["test_deleted", "test_kept"])
def test_each_test_of_a_constant_gets_a_record_but_those_that_count_on_that_one(folder: Folder, kept: str) -> None:
    body = (
        f'{HEADER}URL = "{URL}"\nDAVE = 42\n\n\n@pytest.fixture\ndef user():\n    made = requests.post(URL, json={{}})\n'
        "    yield made.json()\n    requests.delete(f\"{URL}/{made.json()['id']}\")\n\n\n"
        'def test_get():\n    assert requests.get(f"{URL}/{DAVE}").ok\n\n\n'
        f'def {kept}():\n    assert requests.delete(f"{{URL}}/{{DAVE}}").status_code == 409\n'
    )
    done = text(healed(folder({"tests/test_a.py": body})))
    assert "def test_get(user):" in done
    assert 'requests.delete(f"{URL}/{DAVE}").status_code == 409' in done
    assert "DAVE = 42" in done


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
