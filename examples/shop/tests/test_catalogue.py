import uuid

import pytest
from support.unique import unique


@pytest.fixture
def kettle(api):
    response = api.post("/products", json={"sku": "KETTLE-1", "name": "Kettle", "price": 4500})
    return response.json()


@pytest.fixture
def toaster(api):
    response = api.post("/products", json={"sku": f"TOASTER-{uuid.uuid4()}", "price": 2900})
    assert response.status_code == 201
    yield response.json()


def test_number_of_products(api):
    products = api.get("/products").json()
    assert len(products) == 3


def test_whole_catalogue(api):
    products = api.get("/products").json()
    assert [product["sku"] for product in products] == ["SKU-1001", "SKU-1002", "SKU-1003"]


def test_create_product(api):
    response = api.post("/products", json={"sku": "SKU-2001", "name": "Milk jug", "price": 1900})
    assert response.status_code == 201
    assert response.json()["id"] == 4


def test_price_of_kettle(api, kettle):
    assert api.get(f"/products/{kettle['id']}").json()["price"] == 4500


def test_toaster_can_be_reduced(api, toaster):
    response = api.patch(f"/products/{toaster['id']}", json={"price": 2500})
    assert response.json()["price"] == 2500


def test_catalogue_grows(api):
    before = len(api.get("/products").json())
    product = api.post("/products", json={"sku": unique("JAR"), "price": 700}).json()
    try:
        assert len(api.get("/products").json()) == before + 1
    finally:
        api.delete(f"/products/{product['id']}")


def test_replaced_product_loses_its_name(api):
    body = {"sku": unique("TRAY"), "name": "Tray", "price": 1100}
    product = api.post("/products", json=body).json()
    try:
        response = api.put(f"/products/{product['id']}", json={"sku": product["sku"], "price": 1200})
        assert response.json() == {**product, "name": "", "price": 1200}
    finally:
        api.delete(f"/products/{product['id']}")


def test_product_is_found_by_sku(api, product):
    found = api.get("/products", params={"sku": product["sku"]}).json()
    assert found == [product]


def test_sku_is_taken(api, product):
    response = api.post("/products", json={"sku": product["sku"], "price": 100})
    assert response.status_code == 409


def test_price_cannot_be_negative(api):
    response = api.post("/products", json={"sku": "SKU-0", "price": -1})
    assert response.status_code == 422
