import pytest

from client_class.shop_client import ApiError, ShopClient

client = ShopClient()


def test_new_user_gets_a_country():
    user = client.create_user("buying.new@example.com", name="New")
    try:
        assert user["country"] == "DE"
        assert client.get_user(user["id"])["name"] == "New"
    finally:
        client.delete_user(user["id"])


def test_same_address_twice():
    user = client.create_user("buying.twice@example.com")
    with pytest.raises(ApiError) as error:
        client.create_user("buying.twice@example.com")
    assert error.value.status == 409
    client.delete_user(user["id"])


def test_rename():
    user = client.create_user("buying.rename@example.com", name="Old")
    renamed = client.update_user(user["id"], name="Newer")
    assert renamed["name"] == "Newer"
    assert renamed["email"] == "buying.rename@example.com"


def test_users_by_mail():
    client.create_user("buying.search@example.com", name="Found")
    found = client.list_users(email="buying.search@example.com")
    assert len(found) == 1
    assert found[0]["name"] == "Found"


def test_alice_is_german():
    assert client.get_user(42)["name"] == "Alice Smith"


def test_total():
    user = client.create_user("buying.total@example.com")
    product = client.create_product("BUY-TOTAL", 1500, name="Total")
    order = client.place_order(user["id"], product["id"], quantity=3)
    try:
        assert order["total"] == 4500
        assert order["status"] == "open"
    finally:
        client.cancel_order(order["id"])
        client.delete_product(product["id"])
        client.delete_user(user["id"])


def test_discount():
    user = client.create_user("buying.discount@example.com")
    product = client.create_product("BUY-DISCOUNT", 1000)
    discount = client.create_discount("BUY20", product["id"], 20)
    order = client.place_order(user["id"], product["id"], discount_id=discount["id"])
    assert order["total"] == 800
    client.cancel_order(order["id"])
    client.delete_discount(discount["id"])
    client.delete_product(product["id"])
    client.delete_user(user["id"])


def test_last_order_is_mine():
    user = client.create_user("buying.last@example.com")
    product = client.create_product("BUY-LAST", 700)
    order = client.place_order(user["id"], product["id"])
    newest = client.list_orders()[-1]
    assert newest["id"] == order["id"]
    assert newest["total"] == 700


def test_several_orders():
    user = client.create_user("buying.several@example.com")
    product = client.create_product("BUY-SEVERAL", 100)
    orders = [client.place_order(user["id"], product["id"], quantity=n) for n in (1, 2, 3)]
    assert [order["total"] for order in orders] == [100, 200, 300]


def test_five_products():
    for number in range(5):
        product = client.create_product(f"BUY-FIVE-{number}", 100 + number)
        assert product["price"] == 100 + number


def test_order_for_alice():
    product = client.create_product("BUY-ALICE", 250)
    order = client.place_order(42, product["id"])
    assert order["user_id"] == 42
    client.cancel_order(order["id"])
    client.delete_product(product["id"])
