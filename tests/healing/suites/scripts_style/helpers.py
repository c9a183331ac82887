import os
import uuid

import requests

BASE_URL = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")


def create_user(email=None, **fields):
    email = email or f"helper-{uuid.uuid4()}@example.com"
    return requests.post(BASE_URL + "/users", json={"email": email, **fields}, timeout=10).json()


def create_product(sku, price=1000):
    response = requests.post(BASE_URL + "/products", json={"sku": sku, "price": price}, timeout=10)
    assert response.status_code == 201
    return response.json()


def delete_user(user_id):
    requests.delete(BASE_URL + "/users/" + str(user_id), timeout=10)


def delete_product(product_id):
    requests.delete(BASE_URL + "/products/" + str(product_id), timeout=10)
