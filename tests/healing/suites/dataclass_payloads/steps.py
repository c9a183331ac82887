"""Steps that several modules of tests share: each gives the answer, or the id alone."""

import os

import requests

BASE = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")


def sign_up(user):
    return requests.post(f"{BASE}/users", json=user.body(), timeout=10)


def stock(product):
    response = requests.post(f"{BASE}/products", json=product.body(), timeout=10)
    response.raise_for_status()
    return response.json()["id"]
