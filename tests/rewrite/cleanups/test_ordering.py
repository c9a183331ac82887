"""Cleanups in the reverse of the order in which their records were made."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import Case, fixed

CASES: dict[str, Case] = {
    "queue": (
        "SM203",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def queued():
            urls = []
            yield urls
            while urls:
                requests.delete(urls.pop(0))


        def make(urls, collection, **fields):
            record = requests.post(f"{SHOP}/{collection}", json=fields).json()
            urls.append(f"{SHOP}/{collection}/{record['id']}")
            return record


        def test_order_in_queue(queued):
            user = make(queued, "users", country="AT")
            order = make(queued, "orders", user=user["id"])
            assert order["status"] == "open"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def queued():
            urls = []
            yield urls
            while urls:
                requests.delete(urls.pop())


        def make(urls, collection, **fields):
            record = requests.post(f"{SHOP}/{collection}", json=fields).json()
            urls.append(f"{SHOP}/{collection}/{record['id']}")
            return record


        def test_order_in_queue(queued):
            user = make(queued, "users", country="AT")
            order = make(queued, "orders", user=user["id"])
            assert order["status"] == "open"
        """,
        {},
        {},
    ),
    "written out": (
        "SM203",
        """
        import requests

        SHOP = "https://shop.test"


        def test_written_out():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = None
            try:
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")
                if order:
                    requests.delete(f"{SHOP}/orders/{order['id']}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_written_out():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = None
            try:
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                assert order["status"] == "open"
            finally:
                if order:
                    requests.delete(f"{SHOP}/orders/{order['id']}")
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
