"""The catalogue, tested as in the old days: one setup for the module, constants on top."""

import os

import requests

BASE = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
SKU = "CATALOGUE-CHAIR"
EMAIL = "catalogue@example.com"
PRICE = 4900

user = None
product = None


def setup_module(module):
    global user, product
    user = requests.post(BASE + "/users", json={"email": EMAIL, "name": "Catalogue"}).json()
    product = requests.post(BASE + "/products", json={"sku": SKU, "price": PRICE, "name": "Chair"}).json()


def teardown_module(module):
    requests.delete(BASE + "/products/%s" % product["id"])
    requests.delete(BASE + "/users/%s" % user["id"])


def test_product_is_listed():
    found = requests.get(BASE + "/products", params={"sku": SKU}).json()
    assert len(found) == 1
    assert found[0]["price"] == PRICE


def test_product_price():
    assert requests.get(BASE + "/products/%s" % product["id"]).json()["price"] == PRICE


def test_sku_is_taken():
    response = requests.post(BASE + "/products", json={"sku": SKU, "price": 1})
    assert response.status_code == 409


def test_order():
    response = requests.post(BASE + "/orders", json={"user_id": user["id"], "product_id": product["id"]})
    assert response.status_code == 201
    assert response.json()["total"] == PRICE
    requests.delete(BASE + "/orders/%s" % response.json()["id"])


def test_discount():
    data = {"code": "CATALOGUE10", "product_id": product["id"], "percent": 10}
    response = requests.post(BASE + "/discounts", json=data)
    assert response.status_code == 201
    discount = response.json()
    order = requests.post(
        BASE + "/orders",
        json={"user_id": user["id"], "product_id": product["id"], "discount_id": discount["id"]},
    ).json()
    assert order["total"] == 4410
    requests.delete(BASE + "/orders/%s" % order["id"])
    requests.delete(BASE + "/discounts/%s" % discount["id"])
