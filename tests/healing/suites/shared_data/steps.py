"""What the tests do, one function each."""

import json
from pathlib import Path

import requests

from shared_data.constants import SHOP

HERE = Path(__file__).parent


def load(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def sign_up(email, **fields):
    return requests.post(f"{SHOP}/users", json={"email": email, **fields}, timeout=10)


def sign_off(user_id):
    return requests.delete(f"{SHOP}/users/{user_id}", timeout=10)


def add_product(sku="STEP-SHELF", price=1500):
    return requests.post(f"{SHOP}/products", json={"sku": sku, "price": price}, timeout=10)


def drop_product(product_id):
    return requests.delete(f"{SHOP}/products/{product_id}", timeout=10)
