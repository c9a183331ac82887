"""Buyers, with a client of their own."""

import os

import httpx
import pytest

pytestmark = pytest.mark.anyio


@pytest.fixture
async def shop():
    async with httpx.AsyncClient(base_url=os.environ.get("SHOP_URL", "http://127.0.0.1:8000")) as client:
        yield client


async def test_sign_up(shop):
    response = await shop.post("/users", json={"email": "async.sign.up@example.com", "name": "Anna"})
    assert response.status_code == 201
    assert response.json()["name"] == "Anna"


async def test_sign_up_and_leave(shop):
    response = await shop.post("/users", json={"email": "async.leaver@example.com"})
    user = response.json()
    assert user["email"] == "async.leaver@example.com"
    response = await shop.delete(f"/users/{user['id']}")
    assert response.status_code == 204


async def test_three_users(shop):
    users = (await shop.get("/users")).json()
    assert len(users) >= 0
