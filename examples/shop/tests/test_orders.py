import uuid

import pytest
import requests

placed = None


def test_number_of_orders(orders):
    assert len(orders.find()) == 2


def test_order_of_last_year(orders):
    order = orders.get(1001)
    assert order["status"] == "paid"
    assert order["total"] == 2250


def test_01_place_order(orders):
    global placed
    placed = orders.place(
        order_id="ORD-5001",
        user_id=42,
        product_id=1,
    )
    assert placed["status"] == "open"


def test_02_pay_order(orders):
    assert orders.pay(placed["id"])["status"] == "paid"


def test_03_order_is_listed(orders):
    assert placed["id"] in [order["id"] for order in orders.find(status="paid")]


def test_latest_order(orders, order):
    assert orders.find()[-1]["id"] == order["id"]


def test_total_is_price_times_quantity(api, user, product):
    body = {"user_id": user["id"], "product_id": product["id"], "quantity": 3}
    try:
        order = api.post("/orders", json=body).json()
        assert order["total"] == 4500
    finally:
        api.delete(f"/orders/{order['id']}")


def test_order_id_counts_once(api, user, product):
    body = {"order_id": str(uuid.uuid4()), "user_id": user["id"], "product_id": product["id"]}
    order = api.post("/orders", json=body).json()
    try:
        assert api.post("/orders", json=body).status_code == 409
    finally:
        api.delete(f"/orders/{order['id']}")


def test_own_order_can_be_paid(orders, order):
    assert orders.pay(order["id"])["status"] == "paid"


def test_buyer_cannot_be_removed(api, order):
    assert api.delete(f"/users/{order['user_id']}").status_code == 409


def test_unknown_order(orders):
    with pytest.raises(requests.HTTPError):
        orders.get(0)


def test_order_needs_a_user(orders, product):
    with pytest.raises(requests.HTTPError):
        orders.place(user_id=0, product_id=product["id"])
