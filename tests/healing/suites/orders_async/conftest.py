import os
from uuid import uuid4

import httpx
import pytest


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def http():
    url = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
    async with httpx.AsyncClient(base_url=url, timeout=10) as http:
        yield http


@pytest.fixture
async def buyer(http):
    response = await http.post("/users", json={"email": f"buyer-{uuid4()}@example.com", "name": "Buyer"})
    return response.json()


@pytest.fixture
async def teapot(http):
    response = await http.post("/products", json={"sku": "ASYNC-TEAPOT", "name": "Teapot", "price": 3000})
    response.raise_for_status()
    yield response.json()


@pytest.fixture
async def order(http, buyer, teapot):
    response = await http.post("/orders", json={"user_id": buyer["id"], "product_id": teapot["id"]})
    order = response.json()
    yield order
    await http.delete(f"/orders/{order['id']}")
