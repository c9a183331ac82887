"""SM307 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import requests

    SHOP = "https://shop.test"
    MADE = []


    def test_order_is_open():
        order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
        MADE.append(order["id"])
        assert order["state"] == "open"


    def test_remove_orders_of_this_module():
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM307 test_remove_orders_of_this_module only takes away what other tests left
        for order_id in MADE:
            requests.delete(f"{SHOP}/orders/{order_id}")
    """,
    """
    import pytest
    import requests

    SHOP = "https://shop.test"
    ORDER = ["test_create", "test_read"]


    def in_turn(names):
        def wrapper(test):
            try:
                return pytest.mark.run(order=names.index(test.__name__))(test)
            except ValueError:
                return pytest.mark.skip(reason="not in the list")(test)

        return wrapper


    @in_turn(ORDER)
     ^^^^^^^^^^^^^^ SM307 pytest.mark.run makes test_read depend on the order of tests
    def test_read():
        assert requests.get(f"{SHOP}/orders").ok
    """,
]

SILENT = [
    """
    import requests

    SHOP = "https://shop.test"
    MADE = []


    def test_order_can_be_deleted():
        MADE.append(requests.post(f"{SHOP}/orders", json={"amount": 5}).json()["id"])
        for order_id in MADE:
            assert requests.delete(f"{SHOP}/orders/{order_id}").ok
    """,
    """
    import unittest

    import requests

    SHOP = "https://shop.test"


    class DiscountTests(unittest.TestCase):
        def test_01_half(self):
            requests.put(f"{SHOP}/discounts/summer", json={"percent": 50})
            requests.post(f"{SHOP}/campaigns", json={"name": "summer", "percent": 50})
            assert requests.get(f"{SHOP}/quote", params={"campaign": "summer"}).json()["percent"] == 50
            requests.delete(f"{SHOP}/campaigns/summer")
            requests.delete(f"{SHOP}/discounts/summer")

        def test_02_none_any_more(self):
            assert requests.get(f"{SHOP}/quote", params={"campaign": "summer"}).json()["percent"] == 0
    """,
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.mark.order
    @pytest.mark.run
    def test_orders_are_listed():
        assert requests.get(f"{SHOP}/orders").ok
    """,
    """
    from shop import Client


    def test_delete_all(mocker):
        session = mocker.patch("shop.client.session")
        Client("https://shop.test").delete_orders(cart="one")
        session.request.assert_called_once_with("delete", "/carts/one/orders")
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM307", example)
