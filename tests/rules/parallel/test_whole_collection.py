"""SM304 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import requests

    SHOP = "https://shop.test"


    def test_no_orders_yet():
        assert requests.get(f"{SHOP}/orders").json() == []
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /orders is empty only while no other test adds one
        assert len(requests.get(f"{SHOP}/invoices").json()) == 0
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /invoices is empty only while no other test adds one
        assert not requests.get(f"{SHOP}/vouchers").json()
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /vouchers is empty only while no other test adds one
        assert requests.get(f"{SHOP}/returns").json() == {"items": [], "total": 0}
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /returns is empty only while no other test adds one
        assert requests.get(f"{SHOP}/carts").json()["total"] == 0
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /carts is empty only while no other test adds one


    def test_only_these():
        first = requests.post(f"{SHOP}/orders", json={"amount": 1}).json()
        second = requests.post(f"{SHOP}/orders", json={"amount": 2}).json()
        orders = requests.get(f"{SHOP}/orders").json()
        assert orders == [first, second]
               ^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /orders has just these records only while no other test adds one
        assert {order["id"] for order in orders} == {first["id"], second["id"]}
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /orders has just these records only while no other test adds one
        assert sorted(order["amount"] for order in orders) == [1, 2]
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /orders has just these records only while no other test adds one


    def test_refused_order_changes_nothing():
        before = requests.get(f"{SHOP}/orders").json()
        requests.post(f"{SHOP}/orders", json={"amount": -1})
        assert requests.get(f"{SHOP}/orders").json() == before
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /orders has just these records only while no other test adds one


    def test_nothing_is_overdue():
        orders = requests.get(f"{SHOP}/orders").json()
        assert not [order for order in orders if order["status"] == "overdue"]
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /orders is empty only while no other test adds one
    """,
    """
    import os

    import requests

    API = os.environ["SHOP_URL"]


    def pages(path):
        number = 1
        while True:
            body = requests.get(f"{API}{path}", params={"page": number}).json()
            yield from body
            if not body:
                return
            number += 1


    def test_none_on_any_page():
        assert not list(pages("/menus"))
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /menus is empty only while no other test adds one


    def test_names_on_all_pages():
        assert {menu["slug"] for menu in pages("/menus")} == {"lunch", "dinner"}
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM304 GET /menus has just these records only while no other test adds one
    """,
]

SILENT = [
    """
    import requests

    SHOP = "https://shop.test"
    REQUIRED = ["id", "price"]


    def test_each_has_what_it_needs():
        offers = requests.get(f"{SHOP}/offers").json()
        lacking = [(offer.get("id"), REQUIRED) for offer in offers if any(key not in offer for key in REQUIRED)]
        assert not lacking, lacking
        odd = [offer for offer in offers if not isinstance(offer["price"], int)]
        assert odd == []


    def test_of_none_of_them():
        found = requests.post(f"{SHOP}/offers/search", json={"sellers": []}).json()["offers"]
        assert found == []
    """,
    """
    from uuid import uuid4

    import pytest
    import requests

    SHOP = "https://shop.test"


    def test_compared_with_what_is_not_known(mirror):
        expected = [package["name"] for package in mirror.packages]
        assert requests.get(f"{SHOP}/packages").json() == expected


    @pytest.fixture
    def customer():
        made = requests.post(f"{SHOP}/customers", json={"email": f"{uuid4()}@example.com"}).json()
        yield made
        requests.delete(f"{SHOP}/customers/{made['id']}")


    def test_own_value_finds_own_record(customer):
        found = requests.get(f"{SHOP}/customers", params={"email": customer["email"]}).json()
        assert [each["id"] for each in found] == [customer["id"]]


    def test_gone(customer):
        requests.delete(f"{SHOP}/customers/{customer['id']}")
        assert requests.get(f"{SHOP}/customers", params={"email": customer["email"]}).json() == []
        customers = requests.get(f"{SHOP}/customers").json()
        assert not [each for each in customers if each["id"] == customer["id"]]


    def test_nested_list_of_own_record(customer):
        assert requests.get(f"{SHOP}/customers/{customer['id']}/notes").json() == []
        assert customer["tags"] == []
        assert not customer["notes"]


    def test_membership(customer):
        ids = [each["id"] for each in requests.get(f"{SHOP}/customers").json()]
        assert customer["id"] in ids
        assert "nobody" not in ids
        assert ids


    def test_every_record_has_these_keys():
        customers = requests.get(f"{SHOP}/customers").json()
        assert all(set(each) == {"id", "email"} for each in customers)
        for each in customers:
            assert each["tags"] == []


    def test_nobody_is_called_that():
        assert requests.get(f"{SHOP}/customers", params={"email": "ghost@example.com"}).json() == []


    def test_one_record():
        assert requests.get(f"{SHOP}/status").json() == {"status": "up", "errors": []}
        assert not requests.get(f"{SHOP}/maintenance").json()


    def test_refused():
        answer = requests.get(f"{SHOP}/customers", headers={"X-Token": "wrong"})
        assert answer.status_code == 401
        assert answer.json() == []
    """,
    """
    from fastmcp import Client
    from shop import server


    async def test_tools():
        async with Client(transport=server.create_server()) as client:
            names = {tool.name for tool in await client.list_tools()}
        assert names == {"list_orders", "cancel_order"}
    """,
    """
    import requests


    def test_no_car_has_an_error():
        cars = requests.get("https://shop.test/cars").json()
        assert not [car for car in cars if car["error"]]
        assert [car["id"] for car in cars if car["error"]] == []
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM304", example)
