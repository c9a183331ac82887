"""Cleanups of what setups make."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import Case, fixed

CASES: dict[str, Case] = {
    "setup_method": (
        "SM206",
        """
        import requests

        SHOP = "https://shop.test"


        class TestUsers:
            def setup_method(self):
                response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
                self.user_id = response.json()["id"]

            def test_user(self):
                assert requests.get(f"{SHOP}/users/{self.user_id}").json()["name"] == "Jo"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        class TestUsers:
            def setup_method(self):
                response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
                self.user_id = response.json()["id"]

            def teardown_method(self):
                requests.delete(f"{SHOP}/users/{self.user_id}")

            def test_user(self):
                assert requests.get(f"{SHOP}/users/{self.user_id}").json()["name"] == "Jo"
        """,
        {},
        {},
    ),
    "setUpClass": (
        "SM206",
        """
        import requests
        import unittest

        SHOP = "https://shop.test"


        class UserTest(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
            def test_user(self):
                self.assertEqual(self.user["name"], "Jo")
        """,
        """
        import requests
        import unittest

        SHOP = "https://shop.test"


        class UserTest(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                cls.user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
                cls.addClassCleanup(requests.delete, f"{SHOP}/users/{cls.user['id']}")
            def test_user(self):
                self.assertEqual(self.user["name"], "Jo")
        """,
        {},
        {},
    ),
    "half-way": (
        "SM206",
        """
        import requests
        import unittest

        SHOP = "https://shop.test"


        class UserTest(unittest.TestCase):
            def setUp(self):
                self.user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
                self.order = requests.post(f"{SHOP}/orders", json={"name": self.user["id"]}).json()

            def tearDown(self):
                requests.delete(f"{SHOP}/orders/{self.order['id']}")
                requests.delete(f"{SHOP}/users/{self.user['id']}")

            def test_user(self):
                self.assertEqual(self.user["name"], "Jo")
        """,
        """
        import requests
        import unittest

        SHOP = "https://shop.test"


        class UserTest(unittest.TestCase):
            def setUp(self):
                self.user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
                self.addCleanup(requests.delete, f"{SHOP}/users/{self.user['id']}")
                self.order = requests.post(f"{SHOP}/orders", json={"name": self.user["id"]}).json()
                self.addCleanup(requests.delete, f"{SHOP}/orders/{self.order['id']}")

            def test_user(self):
                self.assertEqual(self.user["name"], "Jo")
        """,
        {},
        {},
    ),
    "module": (
        "SM206",
        """
        import requests

        SHOP = "https://shop.test"


        def setup_module(module):
            module.user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()


        def test_user():
            assert requests.get(f"{SHOP}/users").json()
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def setup_module(module):
            module.user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()


        def teardown_module(module):
            requests.delete(f"{SHOP}/users/{module.user['id']}")


        def test_user():
            assert requests.get(f"{SHOP}/users").json()
        """,
        {},
        {},
    ),
    "module with a global": (
        "SM206",
        """
        import requests

        SHOP = "https://shop.test"

        user = None


        def setup_module():
            global user
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            requests.post(f"{SHOP}/orders", json={"user": user["id"]})


        def test_user():
            assert requests.get(f"{SHOP}/users/{user['id']}").json()
        """,
        """
        import requests

        SHOP = "https://shop.test"

        user = None


        def setup_module():
            global user
            global order_id
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            response = requests.post(f"{SHOP}/orders", json={"user": user["id"]})
            order_id = response.json()["id"]


        def teardown_module():
            requests.delete(f"{SHOP}/orders/{order_id}")
            requests.delete(f"{SHOP}/users/{user['id']}")


        def test_user():
            assert requests.get(f"{SHOP}/users/{user['id']}").json()
        """,
        {},
        {},
    ),
    "setup_class": (
        "SM206",
        """
        import requests

        SHOP = "https://shop.test"


        class TestUsers:
            @classmethod
            def setup_class(cls):
                response = requests.post(f"{SHOP}/users", json={"country": "AT"})
                cls.user = response.json()

            def test_user(self):
                assert requests.get(f"{SHOP}/users/{self.user['id']}").json()["country"] == "AT"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        class TestUsers:
            @classmethod
            def setup_class(cls):
                response = requests.post(f"{SHOP}/users", json={"country": "AT"})
                cls.user = response.json()

            @classmethod
            def teardown_class(cls):
                requests.delete(f"{SHOP}/users/{cls.user['id']}")

            def test_user(self):
                assert requests.get(f"{SHOP}/users/{self.user['id']}").json()["country"] == "AT"
        """,
        {},
        {},
    ),
    "setup_method with a teardown": (
        "SM206",
        """
        import requests

        SHOP = "https://shop.test"


        class TestUsers:
            def teardown_method(self):
                print("done")

            def setup_method(self, method):
                self.user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()

            def test_user(self):
                assert self.user["country"] == "AT"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        class TestUsers:
            def teardown_method(self):
                requests.delete(f"{SHOP}/users/{self.user['id']}")
                print("done")

            def setup_method(self, method):
                self.user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()

            def test_user(self):
                assert self.user["country"] == "AT"
        """,
        {},
        {},
    ),
    "setUpModule": (
        "SM206",
        """
        import unittest

        import requests

        SHOP = "https://shop.test"
        user = None


        def setUpModule():
            global user
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()


        class UserTest(unittest.TestCase):
            def test_user(self):
                self.assertEqual(user["country"], "AT")
        """,
        """
        import unittest

        import requests

        SHOP = "https://shop.test"
        user = None


        def setUpModule():
            global user
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            unittest.addModuleCleanup(requests.delete, f"{SHOP}/users/{user['id']}")


        class UserTest(unittest.TestCase):
            def test_user(self):
                self.assertEqual(user["country"], "AT")
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
