import json
import time
import uuid
from pathlib import Path

import pytest
import requests
from support.session import BASE_URL
from support.unique import unique_email

CUSTOMERS = Path(__file__).parent / "data" / "customers_prod.json"
SUBSCRIBER = f"subscriber-{uuid.uuid4()}@example.com"


def test_get_user():
    response = requests.get(f"{BASE_URL}/users/42", timeout=5)
    assert response.status_code == 200
    assert response.json()["email"] == "alice@test.com"
    assert response.json()["name"] == "Alice Smith"


def test_first_user():
    users = requests.get(f"{BASE_URL}/users", timeout=5).json()
    assert users[0]["name"] == "Carol Jones"


def test_newest_user_comes_last(user):
    users = requests.get(f"{BASE_URL}/users", timeout=5).json()
    assert users[-1]["id"] == user["id"]


def test_find_user_by_email():
    response = requests.get(f"{BASE_URL}/users", params={"email": "bob@test.com"}, timeout=5)
    assert "Bob Brown" in [user["name"] for user in response.json()]


def test_register_user():
    body = {"email": "dave.miller@bluepeakcoffee.com", "name": "Dave Miller", "country": "US"}
    response = requests.post(f"{BASE_URL}/users", json=body, timeout=5)
    assert response.status_code == 201
    assert response.json()["name"] == "Dave Miller"


def test_register_user_without_name():
    email = "erin@example.com"
    response = requests.post(f"{BASE_URL}/users", json={"email": email}, timeout=5)
    assert response.status_code == 201
    assert response.json()["name"] == ""
    requests.delete(f"{BASE_URL}/users/{response.json()['id']}", timeout=5)


def test_register_user_with_fresh_email():
    email = f"user{int(time.time())}@example.com"
    response = requests.post(f"{BASE_URL}/users", json={"email": email}, timeout=5)
    assert response.status_code == 201
    try:
        assert response.json()["email"] == email
    finally:
        requests.delete(f"{BASE_URL}/users/{response.json()['id']}", timeout=5)


def test_rename_user():
    response = requests.patch(f"{BASE_URL}/users/42", json={"name": "Alice Cooper"}, timeout=5)
    assert response.status_code == 200
    assert response.json()["name"] == "Alice Cooper"


def test_delete_user():
    response = requests.delete(f"{BASE_URL}/users/7", timeout=5)
    assert response.status_code == 204


def test_subscriber_signs_up():
    response = requests.post(f"{BASE_URL}/users", json={"email": SUBSCRIBER, "name": "Newsletter"}, timeout=5)
    assert response.status_code == 201


def test_subscriber_is_found():
    response = requests.get(f"{BASE_URL}/users", params={"email": SUBSCRIBER}, timeout=5)
    assert [user["name"] for user in response.json()] == ["Newsletter"]


def test_customers_can_be_imported(api):
    imported = []
    try:
        for customer in json.loads(CUSTOMERS.read_text(encoding="utf-8")):
            response = api.post("/users", json=customer)
            assert response.status_code == 201
            imported.append(response.json()["id"])
    finally:
        for user_id in reversed(imported):
            api.delete(f"/users/{user_id}")


def test_cashier_has_no_country(api, cashier):
    assert api.get(f"/users/{cashier['id']}").json()["country"] is None


def test_cashier_moves_to_austria(api, cashier):
    response = api.patch(f"/users/{cashier['id']}", json={"country": "AT"})
    assert response.json()["country"] == "AT"


def test_own_user_moves_to_france(api, user):
    response = api.patch(f"/users/{user['id']}", json={"country": "FR"})
    assert response.json() == {**user, "country": "FR"}


def test_closed_account_is_gone(api):
    user = api.post("/users", json={"email": unique_email()}).json()
    assert api.delete(f"/users/{user['id']}").status_code == 204


def test_email_is_taken(api, user):
    response = api.post("/users", json={"email": user["email"]})
    assert response.status_code == 409


@pytest.mark.parametrize("email", ["", "nobody", "nobody@", "nobody@example"])
def test_email_must_be_valid(api, email):
    response = api.post("/users", json={"email": email})
    assert response.status_code == 422


def test_unknown_user(api):
    assert api.get("/users/999999").status_code == 404
