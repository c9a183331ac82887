import pytest
import requests

from dataclass_payloads.payloads import NewProduct, NewUser
from dataclass_payloads.steps import BASE, sign_up, stock

USER_ID = 42
USERS = f"{BASE}/users"


@pytest.fixture
def lamp_id():
    return stock(NewProduct(sku="PREPARED-LAMP", price=70))


class TestOrders:
    def setup_method(self):
        self.user = sign_up(NewUser(email="prepared.orders@example.com")).json()
        self.product = stock(NewProduct(sku="PREPARED-1", price=400))

    def teardown_method(self):
        requests.delete(f"{BASE}/products/{self.product}")
        requests.delete(f"{BASE}/users/{self.user['id']}")

    def test_two_of_them(self):
        body = {"user_id": self.user["id"], "product_id": self.product, "quantity": 2}
        order = requests.post(f"{BASE}/orders", json=body).json()
        assert order["total"] == 800
        requests.delete(f"{BASE}/orders/{order['id']}")

    def test_order_is_listed_last(self):
        body = {"user_id": self.user["id"], "product_id": self.product}
        order = requests.post(f"{BASE}/orders", json=body).json()
        try:
            orders = requests.get(f"{BASE}/orders").json()
            assert orders[-1]["id"] == order["id"]
            assert orders[-1]["status"] == "open"
        finally:
            requests.delete(f"{BASE}/orders/{order['id']}")


def test_known_user():
    user = requests.get(f"{USERS}/{USER_ID}").json()
    assert user["id"] == USER_ID
    assert user["name"] == "Alice Smith"


def test_known_user_moves():
    response = requests.patch(f"{USERS}/{USER_ID}", json={"country": "AT"})
    assert response.json()["country"] == "AT"


def test_sign_up():
    response = sign_up(NewUser(email="prepared.signup@example.com", name="Sign Up"))
    assert response.status_code == 201
    assert response.json()["name"] == "Sign Up"


def test_sign_up_as_anybody():
    with requests.Session() as session:
        response = session.post(USERS, json=NewUser().body())
        assert response.status_code == 201
        assert session.get(f"{USERS}/{response.json()['id']}").json()["country"] == "DE"


@pytest.mark.parametrize("email", ["prepared.plain@example.com", "prepared+plus@example.com"])
def test_addresses(email):
    response = sign_up(NewUser(email=email))
    assert response.status_code == 201
    assert response.json()["email"] == email


def test_one_more():
    before = len(requests.get(USERS).json())
    response = sign_up(NewUser(email="prepared.more@example.com"))
    after = len(requests.get(USERS).json())
    assert after == before + 1
    requests.delete(f"{USERS}/{response.json()['id']}")


def test_lamp_is_found(lamp_id):
    found = requests.get(f"{BASE}/products", params={"sku": "PREPARED-LAMP"}).json()
    assert [each["id"] for each in found] == [lamp_id]


def test_pair():
    first = sign_up(NewUser(email="prepared.first@example.com")).json()
    second = sign_up(NewUser(email="prepared.second@example.com")).json()
    try:
        assert first["id"] != second["id"]
    finally:
        requests.delete(f"{USERS}/{first['id']}")
