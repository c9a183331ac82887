"""Records that tests take to be there, of which no rule speaks."""

from __future__ import annotations

import pytest
from tests.edge.healing.suites import HEADER, URL, Folder, healed, text

from smelltest.edge.run import Request, check

MADE = (
    f'{HEADER}\ndef test_create():\n    sent = {{"name": "Dave", "email": "dave@example.com"}}\n'
    f'    made = requests.post("{URL}", json=sent).json()\n    requests.delete(f"{URL}/{{made[\'id\']}}")\n\n\n'
)


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        (
            '    emails = [each["email"] for each in found]\n    assert "ann@example.com" in emails\n',
            'assert user["email"] in emails',
        ),
        (
            '    assert any(each["name"] == "Ann" for each in found)\n',
            'assert any(each["name"] == user["name"] for each in found)',
        ),
        ("    assert 42 in [each['id'] for each in found]\n", "user[\"id\"] in [each['id'] for each in found]"),
        (
            '    ann = next(each for each in found if each["email"] == "ann@example.com")\n    assert ann["name"] == "Ann"\n',
            'if each["email"] == user["email"])\n    assert ann["name"] == user["name"]',
        ),
    ],
)
def test_who_is_found_among_all_is_made(folder: Folder, asked: str, after: str) -> None:
    body = f'{MADE}def test_found():\n    found = requests.get("{URL}").json()\n{asked}'
    root = folder({"tests/test_a.py": body})
    done = text(healed(root))
    assert "def test_found(user):" in done
    assert after in done
    assert all(one.test != "test_found" for one in check(Request(("tests",)), root).findings)


@pytest.mark.parametrize(
    "asked",
    [
        '    assert any(each["name"] == "Ann" and each["role"] == "clerk" for each in found)\n',
        '    assert "admin" in [each["role"] for each in found]\n',
        '    assert [each for each in found if each["name"] == "Ann"][0]["email"] == "ann@example.com"\n',
    ],
)
def test_of_whom_more_is_said_stays(folder: Folder, asked: str) -> None:
    body = f'{MADE}def test_found():\n    found = requests.get("{URL}").json()\n{asked}'
    assert asked in text(healed(folder({"tests/test_a.py": body})))


@pytest.mark.parametrize("name", ["test_email_taken", "test_duplicate"])
def test_whose_address_is_taken_is_made(folder: Folder, name: str) -> None:
    sent = 'json={"name": "Copy", "email": "ann@example.com"}'
    body = f'{MADE}def {name}():\n    assert requests.post("{URL}", {sent}).status_code == 409\n'
    root = folder({"tests/test_a.py": body})
    done = text(healed(root))
    assert f"def {name}(user):" in done
    assert 'json={"name": "Copy", "email": user["email"]}' in done
    assert all(one.test != name for one in check(Request(("tests",)), root).findings)


def test_what_is_refused_for_another_reason_stays(folder: Folder) -> None:
    sent = 'json={"name": "Copy", "email": "ann@example.com"}'
    body = f'{MADE}def test_not_before_noon():\n    assert requests.post("{URL}", {sent}).status_code == 409\n'
    assert sent in text(healed(folder({"tests/test_a.py": body})))


@pytest.mark.parametrize("name", ["test_blocked_user_cannot_be_blocked", "test_block_twice"])
def test_what_is_done_already_is_done_to_an_own_record(folder: Folder, name: str) -> None:
    fixture = (
        f'@pytest.fixture\ndef user():\n    made = requests.post("{URL}", json={{"name": "Bo"}}).json()\n    yield made\n'
        f"    requests.delete(f\"{URL}/{{made['id']}}\")\n\n\n"
        f"def test_block(user):\n    assert requests.post(f\"{URL}/{{user['id']}}/block\").status_code == 200\n\n\n"
    )
    body = f'{HEADER}\n{fixture}def {name}():\n    assert requests.post("{URL}/42/block").status_code == 409\n'
    done = text(healed(folder({"tests/test_a.py": body}))).partition(f"def {name}(user):")[2]
    assert done.count("/block") == 2


def test_what_is_left_of_it_is_not_told(folder: Folder) -> None:
    lost = f'{HEADER}\ndef test_found():\n    assert 42 in [each["id"] for each in requests.get("{URL}").json()]\n'
    assert healed(folder({"tests/test_a.py": lost})).left == ()
