import pytest
import requests


def test_register(users):
    user = users.register("service.user@example.com", name="Service User")
    assert user["name"] == "Service User"


def test_registered_is_found(users, customer):
    assert users.by_email("service.customer@example.com") == [customer]


def test_rename(users, customer):
    renamed = users.rename(customer["id"], "Somebody Else")
    assert renamed["name"] == "Somebody Else"


def test_rename_carol(users):
    renamed = users.rename(7, "Carol Smith")
    assert renamed["name"] == "Carol Smith"


def test_bob_is_german(users):
    assert users.by_id(43)["country"] == "DE"


def test_remove(users):
    user = users.register("leaving@example.com")
    users.remove(user["id"])
    with pytest.raises(requests.HTTPError):
        users.by_id(user["id"])


def test_add_product(products):
    table = products.add("TABLE-1", 25000, name="Table")
    assert table["currency"] == "EUR"


def test_newest_product(products, chair):
    assert products.all()[-1]["sku"] == "CHAIR-1"


def test_place(orders, customer, chair):
    order = orders.place(customer["id"], chair["id"], quantity=4)
    assert order["total"] == 39600
    orders.cancel(order["id"])


def test_place_with_own_id(orders, customer, chair):
    order = orders.place(customer["id"], chair["id"], order_id="SVC-0001")
    assert order["order_id"] == "SVC-0001"


def test_same_id_twice(orders, customer, chair):
    first = orders.place(customer["id"], chair["id"], order_id="SVC-0002")
    try:
        with pytest.raises(requests.HTTPError):
            orders.place(customer["id"], chair["id"], order_id="SVC-0002")
    finally:
        orders.cancel(first["id"])
