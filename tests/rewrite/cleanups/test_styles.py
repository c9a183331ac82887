"""Cleanups of tests in the style of the settings, the file and the function."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import Case, fixed

CASES: dict[str, Case] = {
    "a step of a report that only reads the answer": (
        "SM201",
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_post():
            with allure.step("a post"):
                post = requests.post(f"{SHOP}/posts", json={"name": "Jo"}).json()
                name = post["name"]
                allure.attach(name, "the name")

            with allure.step("it is found"):
                assert requests.get(f"{SHOP}/posts", params={"name": name}).json()["total"]
        """,
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_post():
            with allure.step("a post"):
                post = requests.post(f"{SHOP}/posts", json={"name": "Jo"}).json()
                name = post["name"]
                allure.attach(name, "the name")
            try:
                with allure.step("it is found"):
                    assert requests.get(f"{SHOP}/posts", params={"name": name}).json()["total"]
            finally:
                requests.delete(f"{SHOP}/posts/{post['id']}")
        """,
        {},
        {},
    ),
    "three": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            '''Doc.'''
            # user
            user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
            team = requests.post(f"{SHOP}/teams", json={"name": "Jo"}).json()

            order = requests.post(f"{SHOP}/orders", json={"name": "Jo"}).json()
            assert order["name"] and user and team
        """,
        """
        from contextlib import ExitStack

        import requests

        SHOP = "https://shop.test"


        def test_user():
            '''Doc.'''
            with ExitStack() as cleanups:
                # user
                user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
                cleanups.callback(requests.delete, f"{SHOP}/users/{user['id']}")
                team = requests.post(f"{SHOP}/teams", json={"name": "Jo"}).json()
                cleanups.callback(requests.delete, f"{SHOP}/teams/{team['id']}")

                order = requests.post(f"{SHOP}/orders", json={"name": "Jo"}).json()
                cleanups.callback(requests.delete, f"{SHOP}/orders/{order['id']}")
                assert order["name"] and user and team
        """,
        {},
        {},
    ),
    "with step": (
        "SM201",
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_user():
            with allure.step("create"):
                response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            with allure.step("check"):
                assert response.json()["name"] == "Jo"
        """,
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_user():
            with allure.step("create"):
                response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            try:
                with allure.step("check"):
                    assert response.json()["name"] == "Jo"
            finally:
                requests.delete(f"{SHOP}/users/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "with step and check": (
        "SM201",
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_user():
            with allure.step("create"):
                response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
                assert response.json()["name"] == "Jo"
            with allure.step("check"):
                assert response.json()["name"] == "Jo"
        """,
        """
        from contextlib import ExitStack

        import allure
        import requests

        SHOP = "https://shop.test"


        def test_user():
            with ExitStack() as cleanups:
                with allure.step("create"):
                    response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
                    cleanups.callback(requests.delete, f"{SHOP}/users/{response.json()['id']}")
                    assert response.json()["name"] == "Jo"
                with allure.step("check"):
                    assert response.json()["name"] == "Jo"
        """,
        {},
        {},
    ),
    "finalizers are wanted": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_order():
            response = requests.post(f"{SHOP}/orders", json={"quantity": 2})
            assert response.json()["quantity"] == 2


        def test_rename():
            response = requests.post(f"{SHOP}/orders", json={"quantity": 2})
            response = requests.get(f"{SHOP}/orders/{response.json()['id']}")
            assert response.json()["quantity"] == 2
        """,
        """
        from functools import partial

        import requests

        SHOP = "https://shop.test"


        def test_order(request):
            response = requests.post(f"{SHOP}/orders", json={"quantity": 2})
            request.addfinalizer(
                lambda: requests.delete(f"{SHOP}/orders/{response.json()['id']}")
            )
            assert response.json()["quantity"] == 2


        def test_rename(request):
            response = requests.post(f"{SHOP}/orders", json={"quantity": 2})
            request.addfinalizer(
                partial(requests.delete, f"{SHOP}/orders/{response.json()['id']}")
            )
            response = requests.get(f"{SHOP}/orders/{response.json()['id']}")
            assert response.json()["quantity"] == 2
        """,
        {},
        {"cleanup": {"style": "finalizer"}},
    ),
    "try-finally is wanted": (
        "SM201",
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class OrderTest(unittest.TestCase):
            def test_order(self):
                response = requests.post(f"{SHOP}/orders", json={"quantity": 2})
                self.assertEqual(response.json()["quantity"], 2)
        """,
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class OrderTest(unittest.TestCase):
            def test_order(self):
                response = requests.post(f"{SHOP}/orders", json={"quantity": 2})
                try:
                    self.assertEqual(response.json()["quantity"], 2)
                finally:
                    requests.delete(f"{SHOP}/orders/{response.json()['id']}")
        """,
        {},
        {"cleanup": {"style": "try-finally"}},
    ),
    "the file has finalizers": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_order(request):
            order = requests.post(f"{SHOP}/orders", json={"quantity": 2}).json()
            request.addfinalizer(lambda: requests.delete(f"{SHOP}/orders/{order['id']}"))
            assert order["quantity"] == 2


        def test_user(browser):
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            assert user["country"] == "AT"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_order(request):
            order = requests.post(f"{SHOP}/orders", json={"quantity": 2}).json()
            request.addfinalizer(lambda: requests.delete(f"{SHOP}/orders/{order['id']}"))
            assert order["quantity"] == 2


        def test_user(browser, request):
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            request.addfinalizer(lambda: requests.delete(f"{SHOP}/users/{user['id']}"))
            assert user["country"] == "AT"
        """,
        {},
        {},
    ),
    "an exit stack is there": (
        "SM201",
        """
        from contextlib import ExitStack

        import requests

        SHOP = "https://shop.test"


        def test_user():
            with ExitStack() as stack:
                user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                stack.callback(requests.delete, f"{SHOP}/users/{user['id']}")
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                assert order["status"] == "open"
        """,
        """
        from contextlib import ExitStack

        import requests

        SHOP = "https://shop.test"


        def test_user():
            with ExitStack() as stack:
                user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                stack.callback(requests.delete, f"{SHOP}/users/{user['id']}")
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                stack.callback(requests.delete, f"{SHOP}/orders/{order['id']}")
                assert order["status"] == "open"
        """,
        {},
        {},
    ),
    "steps that only tell": (
        "SM201",
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_user():
            with allure.step("create"):
                response = requests.post(f"{SHOP}/users", json={"country": "AT"})
                allure.attach(response.text, name="user")
            assert response.json()["country"] == "AT"
        """,
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_user():
            with allure.step("create"):
                response = requests.post(f"{SHOP}/users", json={"country": "AT"})
                allure.attach(response.text, name="user")
            try:
                assert response.json()["country"] == "AT"
            finally:
                requests.delete(f"{SHOP}/users/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "parameters one a line": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_order(
            product,
            orders,
        ):
            order = orders.place(quantity=2)
            assert order["quantity"] == 2
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_order(
            product,
            orders,
            api,
        ):
            order = orders.place(quantity=2)
            try:
                assert order["quantity"] == 2
            finally:
                api.delete(f"/orders/{order['id']}")
        """,
        {
            "tests/conftest.py": dedent("""
        import httpx
        import pytest


        class Orders:
            def __init__(self):
                self.http = httpx.Client(base_url="https://shop.test")

            def place(self, **fields):
                return self.http.post("/orders", json=fields).json()


        @pytest.fixture
        def orders():
            return Orders()


        @pytest.fixture
        def product():
            return {"country": "AT"}


        @pytest.fixture
        def api():
            return httpx.Client(base_url="https://shop.test")


        @pytest.fixture
        def user(api):
            user = api.post("/users", json={"country": "AT"}).json()
            yield user
            api.delete(f"/users/{user['id']}")
        """)
        },
        {},
    ),
    "a fixture of cleanups": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            assert user["country"] == "AT"


        def test_other():
            user = requests.post(f"{SHOP}/users", json={"country": "DE"}).json()
            assert user["country"] == "DE"
        """,
        """
        from contextlib import ExitStack

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def cleanups():
            with ExitStack() as stack:
                yield stack


        def test_user(cleanups):
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            cleanups.callback(requests.delete, f"{SHOP}/users/{user['id']}")
            assert user["country"] == "AT"


        def test_other(cleanups):
            user = requests.post(f"{SHOP}/users", json={"country": "DE"}).json()
            cleanups.callback(requests.delete, f"{SHOP}/users/{user['id']}")
            assert user["country"] == "DE"
        """,
        {},
        {"cleanup": {"style": "fixture"}},
    ),
    "a registry is there": (
        "SM201",
        """
        import httpx
        import pytest


        @pytest.fixture
        def api():
            return httpx.Client(base_url="https://shop.test")


        @pytest.fixture
        def created(api):
            paths = []
            yield paths
            for path in reversed(paths):
                api.delete(path)


        def test_user(api, created):
            user = api.post("/users", json={"country": "AT"}).json()
            created.append(f"/users/{user['id']}")
            assert user["country"] == "AT"


        def test_order(api):
            response = api.post("/orders", json={"quantity": 2})
            assert response.json()["quantity"] == 2
        """,
        """
        import httpx
        import pytest


        @pytest.fixture
        def api():
            return httpx.Client(base_url="https://shop.test")


        @pytest.fixture
        def created(api):
            paths = []
            yield paths
            for path in reversed(paths):
                api.delete(path)


        def test_user(api, created):
            user = api.post("/users", json={"country": "AT"}).json()
            created.append(f"/users/{user['id']}")
            assert user["country"] == "AT"


        def test_order(api, created):
            response = api.post("/orders", json={"quantity": 2})
            created.append(f"/orders/{response.json()['id']}")
            assert response.json()["quantity"] == 2
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
