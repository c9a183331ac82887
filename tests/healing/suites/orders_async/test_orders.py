import pytest

pytestmark = pytest.mark.anyio


async def test_place(http, buyer, teapot):
    body = {"order_id": "ASYNC-1", "user_id": buyer["id"], "product_id": teapot["id"], "quantity": 2}
    response = await http.post("/orders", json=body)
    assert response.status_code == 201
    assert response.json()["total"] == 6000


async def test_place_for_alice(http):
    response = await http.post("/orders", json={"order_id": "ASYNC-2", "user_id": 42, "product_id": 1})
    assert response.status_code == 201
    assert response.json()["status"] == "open"


async def test_pay(http, order):
    response = await http.patch(f"/orders/{order['id']}", json={"status": "paid"})
    assert response.json()["status"] == "paid"


async def test_newest_order(http, order):
    orders = (await http.get("/orders")).json()
    assert orders[-1]["id"] == order["id"]


async def test_orders_of_buyer(http, buyer, order):
    response = await http.get("/orders", params={"user_id": buyer["id"]})
    assert [each["id"] for each in response.json()] == [order["id"]]


async def test_cancel(http, buyer, teapot):
    placed = (await http.post("/orders", json={"user_id": buyer["id"], "product_id": teapot["id"]})).json()
    response = await http.delete(f"/orders/{placed['id']}")
    assert response.status_code == 204


async def test_open_order_of_last_year(http):
    response = await http.get("/orders/1002")
    assert response.status_code == 200
    assert response.json()["quantity"] == 1


class TestDiscounted:
    async def test_total(self, http, buyer, teapot):
        discount = (
            await http.post("/discounts", json={"code": "ASYNC10", "product_id": teapot["id"], "percent": 10})
        ).json()
        response = await http.post(
            "/orders",
            json={"user_id": buyer["id"], "product_id": teapot["id"], "discount_id": discount["id"]},
        )
        order = response.json()
        assert order["total"] == 2700
        await http.delete(f"/orders/{order['id']}")
        await http.delete(f"/discounts/{discount['id']}")

    @pytest.mark.parametrize("percent", [0, 101])
    async def test_percent_is_limited(self, http, teapot, percent):
        body = {"code": f"LIMIT-{percent}", "product_id": teapot["id"], "percent": percent}
        response = await http.post("/discounts", json=body)
        assert response.status_code == 422
