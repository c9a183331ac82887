"""SM306 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import pytest
    import requests

    SHOP = "https://shop.test"
    made = {}
    ids = []
    token = None


    class Data:
        customer_id = None


    def test_login():
        global token
        token = requests.post(f"{SHOP}/login", json={"name": "ada"}).json()["token"]
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM306 token is set here and read by test_order
        assert token


    def test_order():
        answer = requests.post(f"{SHOP}/orders", headers={"X-Token": token}, json={"amount": 5})
        made["order"] = answer.json()["id"]
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM306 made is changed here and read by test_read
        ids.append(answer.json()["id"])
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM306 ids is changed here and read by test_read
        Data.customer_id = answer.json()["customer"]
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM306 Data.customer_id is set here and read by test_read
        pytest.invoice = answer.json()["invoice"]
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM306 pytest.invoice is set here and read by test_read


    def test_read():
        assert requests.get(f"{SHOP}/orders/{made['order']}").ok
        assert requests.get(f"{SHOP}/orders/{ids[0]}").ok
        assert requests.get(f"{SHOP}/customers/{Data.customer_id}").ok
        assert requests.get(f"{SHOP}/invoices/{pytest.invoice}").ok
    """,
    """
    import requests

    SEEN = {}


    def test_order():
        order = requests.get("https://shop.test/orders").json()["next"]
        SEEN.setdefault("orders", []).append(order)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM306 …
        assert order


    def test_orders_seen():
        assert SEEN["orders"]
    """,
]

SILENT = [
    """
    import pytest
    import requests

    SHOP = "https://shop.test"
    HEADERS = {"Accept": "application/json"}
    created = []


    @pytest.fixture(scope="module")
    def customer():
        return requests.post(f"{SHOP}/customers", json={}).json()


    @pytest.fixture(autouse=True)
    def tidy():
        yield
        while created:
            requests.delete(f"{SHOP}/orders/{created.pop()}")


    def test_only_read(customer):
        assert requests.get(f"{SHOP}/customers/{customer['id']}", headers=HEADERS).ok


    def test_only_read_too(customer):
        assert requests.get(f"{SHOP}/customers", headers=HEADERS).ok


    def test_collected_for_the_teardown():
        created.append(requests.post(f"{SHOP}/orders", json={"amount": 5}).json()["id"])


    def test_collected_for_the_teardown_too():
        created.append(requests.post(f"{SHOP}/orders", json={"amount": 6}).json()["id"])


    def test_with_a_copy():
        headers = {**HEADERS, "X-Trace": "1"}
        headers["X-More"] = "2"
        assert requests.get(f"{SHOP}/orders", headers=headers).ok
    """,
    """
    from unittest.mock import patch

    import shop

    current = None
    seen = []


    def setup_function():
        seen.clear()


    def test_sets_it_first():
        global current
        current = shop.Cart()
        assert current.items == []


    def test_sets_it_first_too():
        global current
        current = shop.Cart()
        assert not current.paid


    def test_put_back():
        global current
        before = current
        current = shop.Cart()
        try:
            assert current
        finally:
            current = before


    def test_patched():
        with patch("shop.rate", 5):
            assert shop.total([1]) == 6
    """,
    Example(
        """
        from api import Shop

        shop = Shop()


        def test_login():
            assert shop.login("ada").ok


        def test_orders():
            assert shop.orders().ok
        """,
        files={
            "tests/api.py": """
            import requests


            class Shop:
                def __init__(self):
                    self.http = requests.Session()
                    self.last = None

                def login(self, name):
                    self.last = self.http.post("https://shop.test/login", json={"name": name})
                    return self.last

                def orders(self):
                    self.last = self.http.get("https://shop.test/orders")
                    return self.last
            """
        },
    ),
    """
    from unittest.mock import patch

    import requests
    import responses

    PAYLOAD = {"kind": "letter"}


    @responses.activate
    def test_sent():
        responses.post("https://shop.test/drafts", json={})
        assert requests.post("https://shop.test/drafts", json=PAYLOAD).ok


    @responses.activate
    def test_sent_again():
        responses.post("https://shop.test/drafts", json={})
        assert requests.post("https://shop.test/drafts", json=PAYLOAD).ok


    @patch("shop.config.Config")
    def test_stand_in_for_a_class(MockConfig):
        MockConfig.timeout = 5
        assert MockConfig.timeout == 5


    @patch("shop.config.Config")
    def test_another_stand_in(MockConfig):
        assert MockConfig.timeout
    """,
    """
    import unittest

    import requests

    SHOP = "https://shop.test"
    _has_export = None
    _is_open = None


    def has_export():
        global _has_export
        if _has_export is not None:
            return _has_export
        try:
            answer = requests.get(f"{SHOP}/export")
        except requests.ConnectionError:
            answer = None
        _has_export = answer is not None and answer.ok
        return _has_export


    def is_open():
        global _is_open
        if _is_open is None:
            try:
                requests.get(SHOP)
            except requests.ConnectionError:
                _is_open = False
            else:
                _is_open = True
        return _is_open


    class ExportTest(unittest.TestCase):
        def setUp(self):
            class Options:
                pass

            Options.kind = "csv"
            self.options = Options

        def test_csv(self):
            if not has_export():
                self.skipTest("no export")
            self.assertTrue(is_open())
            self.assertEqual(self.options.kind, "csv")

        def test_header(self):
            self.assertTrue(has_export() or is_open())
            self.assertEqual(self.options.kind, "csv")
    """,
    """
    import json

    PAYLOAD = json.dumps({"kind": "letter", "pages": 2})
    has_speed_ups = True


    def faster():
        global has_speed_ups
        try:
            import speed_ups
        except ImportError:
            has_speed_ups = False
        return has_speed_ups


    def test_another_kind():
        payload = json.loads(PAYLOAD)
        payload["kind"] = "parcel"
        assert faster() or payload["pages"] == 2


    def test_kind():
        assert json.loads(PAYLOAD)["kind"] == "letter" or has_speed_ups
    """,
    Example(
        """
        import requests
        from behave import given, then

        answer = None


        @given("an order")
        def step_impl(context):
            global answer
            answer = requests.post("https://shop.test/orders", json={"amount": 5})
            context.order = answer.json()


        @then("it is open")
        def step_impl(context):
            assert answer.status_code == 201
            assert context.order["state"] == "open"
        """,
        path="features/steps/orders.py",
        files={
            "features/orders.feature": """
            Feature: Orders
              Scenario: An order is open
                Given an order
                Then it is open

              Scenario: Another order is open
                Given an order
                Then it is open
            """
        },
    ),
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM306", example)
