"""Tests that name several records get as many of their own."""

from __future__ import annotations

import pytest
from tests.edge.healing.suites import HEADER, URL, Folder, healed, text

PLAIN = (
    f'{HEADER}URL = "{URL}"\n\n\ndef test_create():\n    made = requests.post(URL, json={{"name": "Dave", "city": "Kiel"}}).json()\n'
    '    try:\n        assert made["name"] == "Dave"\n    finally:\n        requests.delete(f"{URL}/{made[\'id\']}")\n\n\n'
)


@pytest.mark.parametrize(
    ("cases", "test", "kept", "after"),
    [
        (
            '"user_id", [42, 43]',
            'def test_read(user_id):\n    assert requests.get(f"{URL}/{user_id}").status_code == 200\n',
            '"user", range(2), indirect=True',
            ["def test_read(user):", "{URL}/{user['id']}"],
        ),
        (
            '"user_id, name", [(42, "Ann"), (43, "Bob")]',
            'def test_read(user_id, name):\n    assert requests.get(f"{URL}/{user_id}").json()["name"] == name\n',
            '"user", range(2), indirect=True',
            ["def test_read(user):", '["name"] == user["name"]'],
        ),
        (
            '("user_id", "city"), [(42, "Bonn"), (43, "Ulm")]',
            (
                'def test_move(user_id, city):\n    moved = requests.patch(f"{URL}/{user_id}", json={"city": city}).json()\n'
                '    assert moved["city"] == city\n'
            ),
            '"city", ["Bonn", "Ulm"]',
            ["def test_move(user, city):", "{URL}/{user['id']}"],
        ),
    ],
)
def test_each_case_gets_a_record(folder: Folder, cases: str, test: str, kept: str, after: list[str]) -> None:
    done = text(healed(folder({"tests/test_a.py": f"{PLAIN}@pytest.mark.parametrize({cases})\n{test}"})))
    assert f"@pytest.mark.parametrize({kept})" in done
    assert all(each in done for each in after)


@pytest.mark.parametrize(
    ("cases", "test"),
    [
        (
            '"user_id, status", [(42, 200), (43, 403)]',
            'def test_read(user_id, status):\n    assert requests.get(f"{URL}/{user_id}").status_code == status\n',
        ),
        (
            '"user_id", [42, pytest.param(43, id="locked")]',
            'def test_read(user_id):\n    assert requests.get(f"{URL}/{user_id}").status_code == 200\n',
        ),
    ],
)
def test_cases_that_the_records_tell_apart_stay(folder: Folder, cases: str, test: str) -> None:
    body = f"{PLAIN}@pytest.mark.parametrize({cases})\n{test}"
    done = healed(folder({"tests/test_a.py": body}))
    assert f"@pytest.mark.parametrize({cases})" in (text(done) if done.contents else body)


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        (
            '    for user_id in (42, 43):\n        assert requests.get(f"{URL}/{user_id}").ok\n',
            ['for user_id in (user["id"], other_user["id"]):'],
        ),
        (
            (
                '    sent = {"from_user_id": 42, "to_user_id": 43}\n'
                '    gift = requests.post("https://shop.test/gifts", json=sent).json()\n    try:\n'
                '        assert gift["to_user_id"] == 43\n    finally:\n'
                "        requests.delete(f\"https://shop.test/gifts/{gift['id']}\")\n"
            ),
            ['"from_user_id": user["id"], "to_user_id": other_user["id"]', '["to_user_id"] == other_user["id"]'],
        ),
    ],
)
def test_two_records_of_a_kind_are_two_of_its_own(folder: Folder, asked: str, after: list[str]) -> None:
    done = text(healed(folder({"tests/test_a.py": f"{PLAIN}def test_two():\n{asked}"})))
    assert "def test_two(user, other_user):" in done
    assert all(each in done for each in after)
    assert done.count("    yield ") == 2


def test_a_record_that_comes_beside_an_own_one_is_another(folder: Folder) -> None:
    gift = (
        "def test_gift(user):\n"
        '    gift = requests.post("https://shop.test/gifts", json={"from_user_id": user["id"], "to_user_id": 43}).json()\n'
        "    requests.delete(f\"https://shop.test/gifts/{gift['id']}\")\n"
    )
    fixture = (
        "@pytest.fixture\ndef user():\n    made = requests.post(URL, json={}).json()\n    yield made\n"
        "    requests.delete(f\"{URL}/{made['id']}\")\n\n\n"
    )
    done = text(healed(folder({"tests/test_a.py": PLAIN + fixture + gift})))
    assert "def test_gift(user, other_user):" in done
    assert '"from_user_id": user["id"], "to_user_id": other_user["id"]' in done
