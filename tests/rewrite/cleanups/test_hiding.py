"""Cleanups that hide no failure."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import Case, fixed

CASES: dict[str, Case] = {
    "made inside": (
        "SM208",
        """
        import requests

        SHOP = "https://shop.test"


        def test_made_inside():
            try:
                # The draft.
                draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()

                assert draft["kind"] == "letter"
            finally:
                requests.delete(f"{SHOP}/drafts/{draft['id']}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_made_inside():
            # The draft.
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            try:
                assert draft["kind"] == "letter"
            finally:
                requests.delete(f"{SHOP}/drafts/{draft['id']}")
        """,
        {},
        {},
    ),
    "made inside, second": (
        "SM208",
        """
        import requests

        SHOP = "https://shop.test"


        def test_made_inside():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            try:
                assert user["country"] == "AT"
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/orders/{order['id']}")
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_made_inside():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = None
            try:
                assert user["country"] == "AT"
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                assert order["status"] == "open"
            finally:
                if order is not None:
                    requests.delete(f"{SHOP}/orders/{order['id']}")
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        {},
        {},
    ),
    "success is demanded": (
        "SM208",
        """
        import requests

        SHOP = "https://shop.test"


        def test_success_is_demanded():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            try:
                assert order["status"] == "open"
            finally:
                answer = requests.delete(f"{SHOP}/orders/{order['id']}")
                assert answer.status_code == 204
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_success_is_demanded():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            try:
                assert order["status"] == "open"
            finally:
                try:
                    answer = requests.delete(f"{SHOP}/orders/{order['id']}")
                    assert answer.status_code == 204
                finally:
                    requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        {},
        {},
    ),
    "demanded in a loop": (
        "SM208",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def made():
            urls = []
            yield urls
            for url in reversed(urls):
                requests.delete(url).raise_for_status()


        def test_noted(made):
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            made.append(f"{SHOP}/drafts/{draft['id']}")
            assert draft["kind"] == "letter"
        """,
        """
        from contextlib import suppress

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def made():
            urls = []
            yield urls
            for url in reversed(urls):
                with suppress(requests.RequestException):
                    requests.delete(url).raise_for_status()


        def test_noted(made):
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            made.append(f"{SHOP}/drafts/{draft['id']}")
            assert draft["kind"] == "letter"
        """,
        {},
        {},
    ),
    "a delete that is asserted": (
        "SM208",
        """
        import unittest

        from shop.client import ShopClient


        class PostTest(unittest.TestCase):
            def setUp(self):
                self.shop = ShopClient("https://shop.test")
                self.posts = [self.shop.create_post(kind="odd"), self.shop.create_post(kind="even")]

            def tearDown(self):
                for post in reversed(self.posts):
                    self.assertTrue(self.shop.delete_post(post))

            def test_posts(self):
                self.assertTrue(self.shop.find(self.posts[0]))
        """,
        """
        import unittest
        from contextlib import suppress

        from shop.client import ShopClient


        class PostTest(unittest.TestCase):
            def setUp(self):
                self.shop = ShopClient("https://shop.test")
                self.posts = [self.shop.create_post(kind="odd"), self.shop.create_post(kind="even")]

            def tearDown(self):
                for post in reversed(self.posts):
                    with suppress(Exception):
                        self.shop.delete_post(post)

            def test_posts(self):
                self.assertTrue(self.shop.find(self.posts[0]))
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
