"""The catalogue, by the mobile team."""

import uuid
from datetime import datetime

import pytest

SKU = "HTTPX-1"
RUN = uuid.uuid4().hex[:4]


def test_create(client):
    response = client.post("/products", json={"sku": SKU, "name": "Jug", "price": 1900})
    assert response.status_code == 201
    assert response.json()["sku"] == SKU


class TestReading:
    def test_read(self, client, mug):
        response = client.get(f"/products/{mug['id']}")
        assert response.json()["name"] == "Mug"

    def test_seeded_teapot(self, client):
        response = client.get("/products/2")
        assert response.status_code == 200
        assert response.json()["name"] == "Teapot"

    def test_list_has_mug(self, client, mug):
        products = client.get("/products").json()
        assert mug["sku"] in {product["sku"] for product in products}

    def test_last_is_mug(self, client, mug):
        products = client.get("/products").json()
        assert products[-1]["sku"] == "HTTPX-MUG"

    def test_one_more(self, client):
        before = len(client.get("/products").json())
        created = client.post("/products", json={"sku": f"ONE-MORE-{RUN}", "price": 1}).json()
        assert len(client.get("/products").json()) == before + 1
        client.delete(f"/products/{created['id']}")


class TestChanging:
    @pytest.fixture
    def bowl(self, client):
        stamp = datetime.now().strftime("%H%M%S")
        bowl = client.post("/products", json={"sku": f"BOWL-{stamp}", "name": "Bowl", "price": 900}).json()
        yield bowl

    def test_reduce(self, client, bowl):
        response = client.patch(f"/products/{bowl['id']}", json={"price": 450})
        assert response.json()["price"] == 450

    def test_rename(self, client, bowl):
        response = client.patch(f"/products/{bowl['id']}", json={"name": "Big bowl"})
        assert response.json()["name"] == "Big bowl"

    def test_reduce_seeded_cup(self, client):
        response = client.patch("/products/1", json={"price": 1100})
        assert response.status_code == 200
        assert response.json()["price"] == 1100


def test_made_product_costs_what_was_asked(make_product):
    product = make_product(sku="HTTPX-MADE", price=1234)
    assert product["price"] == 1234


@pytest.mark.parametrize("currency", ["EUR", "GBP", "USD"])
def test_currency(client, currency):
    response = client.post("/products", json={"sku": f"CUR-{currency}", "price": 100, "currency": currency})
    assert response.status_code == 201
    product = response.json()
    assert product["currency"] == currency
    client.delete(f"/products/{product['id']}")


def test_unknown_currency(client):
    response = client.post("/products", json={"sku": "HTTPX-CHF", "price": 100, "currency": "CHF"})
    assert response.status_code == 422
