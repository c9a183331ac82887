"""Cleanups as they are written into tests, fixtures and setups of every shape."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.edge.examples import fixed_by
from smelltest.edge.packs import installed_rules
from smelltest.judge.rule import Example

RULES = {rule.code: rule for rule in installed_rules()}


def fixed(code: str, text: str, files: dict[str, str], settings: dict[str, object]) -> str:
    example = Example(text, files=files, settings=settings)
    after = fixed_by(example, RULES[code])
    again = fixed_by(Example(after, files=files, settings=settings), RULES[code])
    assert again == after
    return after


CASES: dict[str, tuple[str, str, str, dict[str, str], dict[str, object]]] = {
    "loop": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_posts():
            for number in range(3):
                post = requests.post(f"{SHOP}/posts", json={"name": number}).json()
                assert post["name"] == number
            assert len(requests.get(f"{SHOP}/posts").json()) > 2
        """,
        """
        from contextlib import ExitStack

        import requests

        SHOP = "https://shop.test"


        def test_posts():
            with ExitStack() as cleanups:
                for number in range(3):
                    post = requests.post(f"{SHOP}/posts", json={"name": number}).json()
                    cleanups.callback(requests.delete, f"{SHOP}/posts/{post['id']}")
                    assert post["name"] == number
                assert len(requests.get(f"{SHOP}/posts").json()) > 2
        """,
        {},
        {},
    ),
    "branches": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_posts(kind):
            if kind == "a":
                post = requests.post(f"{SHOP}/posts", json={"name": "Jo"}).json()
            else:
                post = requests.post(f"{SHOP}/posts", json={"name": 2}).json()
            assert post["name"]
        """,
        """
        from contextlib import ExitStack

        import requests

        SHOP = "https://shop.test"


        def test_posts(kind):
            with ExitStack() as cleanups:
                if kind == "a":
                    post = requests.post(f"{SHOP}/posts", json={"name": "Jo"}).json()
                    cleanups.callback(requests.delete, f"{SHOP}/posts/{post['id']}")
                else:
                    post = requests.post(f"{SHOP}/posts", json={"name": 2}).json()
                    cleanups.callback(requests.delete, f"{SHOP}/posts/{post['id']}")
                assert post["name"]
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
    "rebound response": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            assert response.status_code == 201
            response = requests.get(f"{SHOP}/users/{response.json()['id']}")
            assert response.json()["name"] == "Jo"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            assert response.status_code == 201
            user_id = response.json()["id"]
            try:
                response = requests.get(f"{SHOP}/users/{response.json()['id']}")
                assert response.json()["name"] == "Jo"
            finally:
                requests.delete(f"{SHOP}/users/{user_id}")
        """,
        {},
        {},
    ),
    "id named": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            assert response.status_code == 201
            user_id = response.json()["id"]
            response = requests.get(f"{SHOP}/users/{user_id}")
            assert response.json()["name"] == "Jo"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            assert response.status_code == 201
            user_id = response.json()["id"]
            try:
                response = requests.get(f"{SHOP}/users/{user_id}")
                assert response.json()["name"] == "Jo"
            finally:
                requests.delete(f"{SHOP}/users/{user_id}")
        """,
        {},
        {},
    ),
    "url rebound": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            url = f"{SHOP}/users"
            response = requests.post(url, json={"name": "Jo"})
            user_id = response.json()["id"]
            url = f"{SHOP}/users/{user_id}"
            assert requests.get(url).json()["name"] == "Jo"
        """,
        """
        from contextlib import ExitStack

        import requests

        SHOP = "https://shop.test"


        def test_user():
            url = f"{SHOP}/users"
            response = requests.post(url, json={"name": "Jo"})
            with ExitStack() as cleanups:
                user_id = response.json()["id"]
                cleanups.callback(requests.delete, f"{url}/{user_id}")
                url = f"{SHOP}/users/{user_id}"
                assert requests.get(url).json()["name"] == "Jo"
        """,
        {},
        {},
    ),
    "async": (
        "SM201",
        """
        import httpx
        import pytest


        @pytest.mark.asyncio
        async def test_user():
            async with httpx.AsyncClient(base_url="https://shop.test") as client:
                response = await client.post("/users", json={"name": "Jo"})
                assert response.json()["name"] == "Jo"
        """,
        """
        import httpx
        import pytest


        @pytest.mark.asyncio
        async def test_user():
            async with httpx.AsyncClient(base_url="https://shop.test") as client:
                response = await client.post("/users", json={"name": "Jo"})
                try:
                    assert response.json()["name"] == "Jo"
                finally:
                    await client.delete(f"/users/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "async unittest": (
        "SM201",
        """
        import httpx
        import unittest


        class UserTest(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                self.client = httpx.AsyncClient(base_url="https://shop.test")
            async def test_user(self):
                response = await self.client.post("/users", json={"name": "Jo"})
                self.assertEqual(response.json()["name"], "Jo")
        """,
        """
        import httpx
        import unittest


        class UserTest(unittest.IsolatedAsyncioTestCase):
            async def asyncSetUp(self):
                self.client = httpx.AsyncClient(base_url="https://shop.test")
            async def test_user(self):
                response = await self.client.post("/users", json={"name": "Jo"})
                self.addAsyncCleanup(self.client.delete, f"/users/{response.json()['id']}")
                self.assertEqual(response.json()["name"], "Jo")
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
    "multi-line": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.post(
                f"{SHOP}/users/",
                json={"name": "Jo"},
                headers={"X": "y"},  # comment
            )
            assert response.json()["data"]["id"]
            assert requests.get(f"{SHOP}/users/{response.json()['data']['id']}/").json()
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.post(
                f"{SHOP}/users/",
                json={"name": "Jo"},
                headers={"X": "y"},  # comment
            )
            try:
                assert response.json()["data"]["id"]
                assert requests.get(f"{SHOP}/users/{response.json()['data']['id']}/").json()
            finally:
                requests.delete(f"{SHOP}/users/{response.json()['data']['id']}/", headers={"X": "y"})
        """,
        {},
        {},
    ),
    "put": (
        "SM201",
        """
        import requests
        import uuid

        SHOP = "https://shop.test"


        def test_user():
            key = str(uuid.uuid4())
            response = requests.put(f"{SHOP}/users/{key}", json={"name": "Jo"})
            assert response.status_code == 201
            assert response.json()["name"] == "Jo"
        """,
        """
        import requests
        import uuid

        SHOP = "https://shop.test"


        def test_user():
            key = str(uuid.uuid4())
            response = requests.put(f"{SHOP}/users/{key}", json={"name": "Jo"})
            assert response.status_code == 201
            try:
                assert response.json()["name"] == "Jo"
            finally:
                requests.delete(f"{SHOP}/users/{key}")
        """,
        {},
        {},
    ),
    "unnamed assert": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            assert requests.post(f"{SHOP}/users", json={"name": "Jo"}).status_code == 201
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            assert response.status_code == 201
            requests.delete(f"{SHOP}/users/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "bare": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            requests.post(f"{SHOP}/users", json={"name": "Jo"})
            assert requests.get(f"{SHOP}/users").json()
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            try:
                assert requests.get(f"{SHOP}/users").json()
            finally:
                requests.delete(f"{SHOP}/users/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "return with annotation": (
        "SM205",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user(api_url: str) -> dict:
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            assert response.status_code == 201
            return response.json()


        def test_user(user):
            assert user["name"] == "Jo"
        """,
        """
        from collections.abc import Iterator

        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user(api_url: str) -> Iterator[dict]:
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            assert response.status_code == 201
            yield response.json()
            requests.delete(f"{SHOP}/users/{response.json()['id']}")


        def test_user(user):
            assert user["name"] == "Jo"
        """,
        {},
        {},
    ),
    "direct return": (
        "SM205",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user():
            return requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()


        def test_user(user):
            assert user["name"] == "Jo"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user():
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            yield response.json()
            requests.delete(f"{SHOP}/users/{response.json()['id']}")


        def test_user(user):
            assert user["name"] == "Jo"
        """,
        {},
        {},
    ),
    "several": (
        "SM205",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def order():
            user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            return order


        def test_user(order):
            assert order["name"] == "Jo"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def order():
            user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
            try:
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                yield order
                requests.delete(f"{SHOP}/orders/{order['id']}")
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")


        def test_user(order):
            assert order["name"] == "Jo"
        """,
        {},
        {},
    ),
    "nothing given": (
        "SM205",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture(autouse=True)
        def user():
            requests.post(f"{SHOP}/users", json={"name": "Jo"})


        def test_user():
            assert requests.get(f"{SHOP}/users").json()
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture(autouse=True)
        def user():
            response = requests.post(f"{SHOP}/users", json={"name": "Jo"})
            yield
            requests.delete(f"{SHOP}/users/{response.json()['id']}")


        def test_user():
            assert requests.get(f"{SHOP}/users").json()
        """,
        {},
        {},
    ),
    "factory": (
        "SM205",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make_user():
            def make(country):
                return requests.post(f"{SHOP}/users", json={"name": country}).json()
            return make


        def test_user(make_user):
            assert make_user("AT")["name"] == "AT"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make_user():
            created = []

            def make(country):
                response = requests.post(f"{SHOP}/users", json={"name": country})
                created.append(response.json()["id"])
                return response.json()
            yield make
            for user_id in reversed(created):
                requests.delete(f"{SHOP}/users/{user_id}")


        def test_user(make_user):
            assert make_user("AT")["name"] == "AT"
        """,
        {},
        {},
    ),
    "with client": (
        "SM205",
        """
        import httpx
        import pytest


        @pytest.fixture
        def user():
            with httpx.Client(base_url="https://shop.test") as client:
                response = client.post("/users", json={"name": "Jo"})
                return response.json()


        def test_user(user):
            assert user["name"] == "Jo"
        """,
        """
        import httpx
        import pytest


        @pytest.fixture
        def user():
            with httpx.Client(base_url="https://shop.test") as client:
                response = client.post("/users", json={"name": "Jo"})
                yield response.json()
                client.delete(f"/users/{response.json()['id']}")


        def test_user(user):
            assert user["name"] == "Jo"
        """,
        {},
        {},
    ),
    "finalizer": (
        "SM205",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user(request):
            user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
            request.addfinalizer(lambda: print("x"))
            return user


        def test_user(user):
            assert user["name"] == "Jo"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user(request):
            user = requests.post(f"{SHOP}/users", json={"name": "Jo"}).json()
            request.addfinalizer(lambda: requests.delete(f"{SHOP}/users/{user['id']}"))
            request.addfinalizer(lambda: print("x"))
            return user


        def test_user(user):
            assert user["name"] == "Jo"
        """,
        {},
        {},
    ),
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
                self.order = requests.post(f"{SHOP}/orders", json={"name": self.user["id"]}).json()

            def tearDown(self):
                requests.delete(f"{SHOP}/orders/{self.order['id']}")
                requests.delete(f"{SHOP}/users/{self.user['id']}")

            def test_user(self):
                self.assertEqual(self.user["name"], "Jo")
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
