"""Tests that find their data in other files, or where another test has put it."""

import pytest
import requests

from shared_data import constants
from shared_data.constants import SHOP, TEAPOT_ID
from shared_data.steps import add_product, drop_product, load, sign_off, sign_up

placed = {}


@pytest.fixture
def user():
    response = sign_up("shared.fixture@example.com", name="Fixture")
    yield response.json()
    sign_off(response.json()["id"])


@pytest.fixture
def product():
    response = add_product("SHARED-LAMP", 900)
    return response.json()


def test_customer_of_constants():
    response = requests.post(f"{SHOP}/users", json=constants.CUSTOMER, timeout=10)
    assert response.status_code == 201
    for key, value in constants.CUSTOMER.items():
        assert response.json()[key] == value


def test_parcel_of_file():
    parcel = load("parcel.json")
    response = requests.post(f"{SHOP}/products", json=parcel, timeout=10)
    assert response.status_code == 201
    assert response.json()["sku"] == parcel["sku"]
    drop_product(response.json()["id"])


def test_alice():
    response = requests.get(f"{SHOP}/users/{constants.ALICE_ID}", timeout=10)
    assert response.status_code == 200
    assert response.json()["id"] == constants.ALICE_ID


def test_teapot_can_be_ordered(user):
    response = requests.post(f"{SHOP}/orders", json={"user_id": user["id"], "product_id": TEAPOT_ID}, timeout=10)
    assert response.status_code == 201
    assert response.json()["product_id"] == TEAPOT_ID
    requests.delete(f"{SHOP}/orders/{response.json()['id']}", timeout=10)


def test_same_address_twice():
    first = sign_up("shared.twice@example.com")
    assert sign_up("shared.twice@example.com").status_code == 409
    sign_off(first.json()["id"])


class TestLifeOfUser:
    """One user, from the first day to the last."""

    user_id = None

    def test_signs_up(self):
        response = sign_up("shared.life@example.com", name="Live")
        assert response.status_code == 201
        TestLifeOfUser.user_id = response.json()["id"]

    def test_is_renamed(self):
        response = requests.patch(f"{SHOP}/users/{self.user_id}", json={"name": "Lively"}, timeout=10)
        assert response.json()["name"] == "Lively"

    def test_has_the_new_name(self):
        assert requests.get(f"{SHOP}/users/{self.user_id}", timeout=10).json()["name"] == "Lively"

    def test_signs_off(self):
        assert sign_off(self.user_id).status_code == 204


def test_place(user, product):
    response = requests.post(f"{SHOP}/orders", json={"user_id": user["id"], "product_id": product["id"]}, timeout=10)
    assert response.json()["status"] == "open"
    requests.delete(f"{SHOP}/orders/{response.json()['id']}", timeout=10)


def test_stock_a_chair():
    response = add_product("SHARED-CHAIR", 4900)
    assert response.status_code == 201
    placed["chair"] = response.json()["id"]


def test_chair_gets_cheaper():
    response = requests.patch(f"{SHOP}/products/{placed['chair']}", json={"price": 4500}, timeout=10)
    assert response.json()["price"] == 4500


def test_chair_is_cheap():
    assert requests.get(f"{SHOP}/products/{placed['chair']}", timeout=10).json()["price"] == 4500
    drop_product(placed["chair"])


class TestDesk:
    sku = "SHARED-DESK"

    @pytest.fixture(autouse=True)
    def desk(self):
        self.desk_id = add_product(self.sku, 12000).json()["id"]
        yield
        drop_product(self.desk_id)

    def test_is_found(self):
        found = requests.get(f"{SHOP}/products", params={"sku": self.sku}, timeout=10).json()
        assert [each["id"] for each in found] == [self.desk_id]

    def test_sku_is_taken(self):
        assert add_product(self.sku).status_code == 409


def test_shelf_is_there_once():
    shelf = add_product()
    assert shelf.status_code == 201
    assert add_product().status_code == 409
    drop_product(shelf.json()["id"])
