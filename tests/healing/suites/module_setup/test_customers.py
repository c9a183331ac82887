import os

import requests

BASE = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
NEW_CUSTOMER = {"email": "new.customer@example.com", "name": "New Customer", "country": "AT"}

customer_id = None


def setup_module():
    global customer_id
    response = requests.post(BASE + "/users", json={"email": "module.customer@example.com", "name": "Module"})
    assert response.status_code == 201
    customer_id = response.json()["id"]


def test_customer():
    response = requests.get(f"{BASE}/users/{customer_id}")
    assert response.status_code == 200
    assert response.json()["email"] == "module.customer@example.com"


def test_new_customer():
    response = requests.post(f"{BASE}/users", json=NEW_CUSTOMER)
    assert response.status_code == 201
    assert response.json()["name"] == NEW_CUSTOMER["name"]


class TestNamed:
    @classmethod
    def setup_class(cls):
        cls.user = requests.post(f"{BASE}/users", json={"email": "named.class@example.com", "name": "Class"}).json()

    def test_name(self):
        assert requests.get(f"{BASE}/users/{self.user['id']}").json()["name"] == "Class"

    def test_country(self):
        assert self.user["country"] is None


class TestRenamed:
    def setup_method(self):
        self.user = requests.post(f"{BASE}/users", json={"email": "renamed@example.com", "name": "Before"}).json()

    def teardown_method(self):
        requests.delete(f"{BASE}/users/{self.user['id']}")

    def test_renamed(self):
        response = requests.patch(f"{BASE}/users/{self.user['id']}", json={"name": "After"})
        assert response.json()["name"] == "After"
        assert response.json()["email"] == "renamed@example.com"
