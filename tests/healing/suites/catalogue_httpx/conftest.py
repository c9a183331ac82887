import os

import httpx
import pytest


@pytest.fixture(scope="module")
def client():
    url = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
    with httpx.Client(base_url=url, timeout=10) as client:
        yield client


@pytest.fixture
def make_product(client):
    def make(**fields):
        body = {"sku": "HTTPX-BASE", "price": 100, **fields}
        response = client.post("/products", json=body)
        response.raise_for_status()
        return response.json()

    return make


@pytest.fixture
def mug(client):
    response = client.post("/products", json={"sku": "HTTPX-MUG", "name": "Mug", "price": 750})
    return response.json()
