#!/usr/bin/env python
"""Smoke tests that grew."""

import requests

from scripts_style.helpers import BASE_URL, create_product, create_user, delete_product, delete_user

USER = {"email": "smoke@example.com", "name": "Smoke", "country": "FR"}
USERS_URL = BASE_URL + "/users"


def test_post_user():
    r = requests.post(USERS_URL, json=USER)
    assert r.status_code == 201
    assert r.json()["country"] == "FR"


def test_put_user():
    r = requests.put(USERS_URL + "/43", json={"email": "bob@test.com", "name": "Robert", "country": "DE"})
    assert r.status_code == 200
    assert r.json()["name"] == "Robert"


def test_get_user_by_query():
    r = requests.get(USERS_URL, params={"email": "carol@example.com"})
    assert r.status_code == 200
    assert r.json()[0]["name"] == "Carol Jones"


def test_helper_user():
    user = create_user(name="Helper")
    assert user["name"] == "Helper"


def test_helper_user_with_address():
    user = create_user("helper.address@example.com")
    try:
        assert user["email"] == "helper.address@example.com"
    finally:
        delete_user(user["id"])


def test_helper_product():
    product = create_product("SCRIPT-1")
    assert product["price"] == 1000
    delete_product(product["id"])


def test_helper_product_twice():
    product = create_product("SCRIPT-2", price=50)
    r = requests.post(f"{BASE_URL}/products", json={"sku": "SCRIPT-2", "price": 60})
    assert r.status_code == 409
    delete_product(product["id"])


def test_user_and_product():
    user = create_user("both@example.com")
    product = create_product("SCRIPT-3")
    r = requests.post(f"{BASE_URL}/orders", json={"user_id": user["id"], "product_id": product["id"]})
    assert r.status_code == 201
    order_id = r.json()["id"]
    assert requests.get(f"{BASE_URL}/orders/{order_id}").json()["total"] == 1000
    requests.delete(f"{BASE_URL}/orders/{order_id}")
    delete_product(product["id"])
    delete_user(user["id"])
