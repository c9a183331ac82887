import pytest
from starlette.testclient import TestClient

from shop_in_process.app import app

client = TestClient(app)


@pytest.fixture(scope="module")
def vendor():
    response = client.post("/users", json={"email": "vendor@example.com", "name": "Vendor", "country": "DE"})
    return response.json()


@pytest.fixture()
def lamp():
    data = {"sku": "LAMP-1", "name": "Lamp", "price": 4900}
    response = client.post("/products", json=data)
    assert response.status_code == 201, response.text
    return response.json()


def test_create_user():
    payload = {
        "email": "in.process@example.com",  # nobody else has this one
        "name": "In Process",
        "country": "CH",
    }
    response = client.post("/users", json=payload)
    assert response.status_code == 201
    data = response.json()
    assert data["email"] == payload["email"]
    assert "id" in data


def test_read_user():
    response = client.get("/users/7")
    assert response.status_code == 200
    assert response.json()["country"] == "GB"


def test_read_missing_user():
    response = client.get("/users/123456789")
    assert response.status_code == 404


def test_vendor(vendor):
    response = client.get(f"/users/{vendor['id']}")
    assert response.json()["name"] == "Vendor"


def test_vendor_country(vendor):
    assert vendor["country"] == "DE"


def test_lamp_price(lamp):
    response = client.get(f"/products/{lamp['id']}")
    assert response.json()["price"] == 4900


def test_lamp_can_be_replaced(lamp):
    response = client.put(f"/products/{lamp['id']}", json={"sku": lamp["sku"], "price": 5100})
    assert response.status_code == 200
    assert response.json() == {**lamp, "name": "", "price": 5100}


def test_duplicate_sku(lamp):
    response = client.post("/products", json={"sku": "LAMP-1", "price": 1})
    assert response.status_code == 409


def test_delete_user():
    user = client.post("/users", json={"email": "short.lived@example.com"}).json()
    response = client.delete(f"/users/{user['id']}")
    assert response.status_code == 204
    assert client.get(f"/users/{user['id']}").status_code == 404


def test_order_for_two(lamp):
    user = client.post("/users", json={"email": "two.lamps@example.com"}).json()
    order = client.post("/orders", json={"user_id": user["id"], "product_id": lamp["id"], "quantity": 2}).json()
    assert order["total"] == 9800
    client.delete(f"/orders/{order['id']}")
    client.delete(f"/users/{user['id']}")
