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


CLIENT = """
import requests
from pydantic import BaseModel

SHOP = "https://shop.test"


class User(BaseModel):
    id: int
    name: str


class Client:
    def create_post(self, payload):
        return requests.post(f"{SHOP}/posts", json=payload)

    def remove(self, post_id, headers):
        return requests.delete(f"{SHOP}/posts/{post_id}", headers=headers)

    def create_user(self, *, name):
        response = requests.post(f"{SHOP}/users", json={"name": name})
        return User.model_validate_json(response.text)

    def delete_user_by_id(self, *, user_id):
        return requests.delete(f"{SHOP}/users/{user_id}")
"""
CLIENT_FIXTURES = """
import pytest

from client import Client


@pytest.fixture
def api():
    return Client()


@pytest.fixture
def auth_header():
    return {"Authorization": "Bearer 1"}


@pytest.fixture
def new_post_id(api):
    return api.create_post(payload={"name": "Jo"}).json()["id"]
"""


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
    "an answer that is named and said to be of a type": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"name": "Jo"})
            post: dict[str, str] = response.json()

            assert post["name"] == "Jo"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"name": "Jo"})
            post: dict[str, str] = response.json()
            try:
                assert post["name"] == "Jo"
            finally:
                requests.delete(f"{SHOP}/posts/{post['id']}")
        """,
        {},
        {},
    ),
    "what is looked at once the record is gone": (
        "SM202",
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class TestPosts(unittest.TestCase):
            def test_post(self):
                post = requests.post(f"{SHOP}/posts", json={"name": "Jo"}).json()
                self.assertEqual(post["name"], "Jo")
                requests.delete(f"{SHOP}/posts/{post['id']}")
                print(requests.get(f"{SHOP}/log").text)
        """,
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class TestPosts(unittest.TestCase):
            def test_post(self):
                post = requests.post(f"{SHOP}/posts", json={"name": "Jo"}).json()
                try:
                    self.assertEqual(post["name"], "Jo")
                finally:
                    requests.delete(f"{SHOP}/posts/{post['id']}")
                print(requests.get(f"{SHOP}/log").text)
        """,
        {},
        {},
    ),
    "an answer that is told of before it is checked": (
        "SM201",
        """
        import logging

        import requests

        SHOP = "https://shop.test"


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"name": "Jo"})
            logging.info(response.text)
            assert response.status_code == 201
            post_id = response.json()["id"]
            assert requests.get(f"{SHOP}/posts/{post_id}").json()["name"] == "Jo"
        """,
        """
        import logging

        import requests

        SHOP = "https://shop.test"


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"name": "Jo"})
            logging.info(response.text)
            assert response.status_code == 201
            post_id = response.json()["id"]
            try:
                assert requests.get(f"{SHOP}/posts/{post_id}").json()["name"] == "Jo"
            finally:
                requests.delete(f"{SHOP}/posts/{post_id}")
        """,
        {},
        {},
    ),
    "an answer without an id, headers that are changed on their way": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"
        HEADERS = {"X-Token": "1"}


        def test_event():
            assert requests.post(f"{SHOP}/events", json={"kind": "sale"}).json() == {"ok": True}


        def test_picture():
            made = requests.post(f"{SHOP}/pictures", headers=HEADERS.update({"Accept": "*/*"}))
            assert made.json()["id"]
        """,
        """
        import requests

        SHOP = "https://shop.test"
        HEADERS = {"X-Token": "1"}


        def test_event():
            assert requests.post(f"{SHOP}/events", json={"kind": "sale"}).json() == {"ok": True}


        def test_picture():
            made = requests.post(f"{SHOP}/pictures", headers=HEADERS.update({"Accept": "*/*"}))
            assert made.json()["id"]
        """,
        {},
        {},
    ),
    "a client that deletes only what the record is put into": (
        "SM201",
        """
        from shop import Shop


        def test_cart():
            shop = Shop()
            item = shop.add_item_to_cart(sku="A", cart_id=7)
            assert item["sku"] == "A"
        """,
        """
        from shop import Shop


        def test_cart():
            shop = Shop()
            item = shop.add_item_to_cart(sku="A", cart_id=7)
            assert item["sku"] == "A"
        """,
        {
            "shop.py": """
            import requests

            SHOP = "https://shop.test"


            class Shop:
                def add_item_to_cart(self, sku, cart_id):
                    return requests.post(f"{SHOP}/carts/{cart_id}/items", json={"sku": sku}).json()

                def delete_cart(self, cart_id):
                    return requests.delete(f"{SHOP}/carts/{cart_id}")
            """
        },
        {},
    ),
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
    "as the tests of another file do it": (
        "SM201",
        """
        def test_new_post(api):
            response = api.create_post(payload={"name": "Jo"})
            assert response.json()["name"] == "Jo"
        """,
        """
        def test_new_post(api, auth_header):
            response = api.create_post(payload={"name": "Jo"})
            try:
                assert response.json()["name"] == "Jo"
            finally:
                api.remove(post_id=response.json()["id"], headers=auth_header)
        """,
        {
            "client.py": CLIENT,
            "tests/conftest.py": CLIENT_FIXTURES,
            "tests/test_deleting.py": """
            def test_delete_post(api, auth_header, new_post_id):
                response = api.remove(post_id=new_post_id, headers=auth_header)
                assert response.status_code == 204
            """,
        },
        {},
    ),
    "a fixture whose client makes a model of the answer": (
        "SM205",
        """
        import pytest

        from client import Client


        @pytest.fixture
        def post():
            return Client().create_user(name="Jo")


        @pytest.fixture
        def make_user():
            api = Client()

            def make(name):
                user = api.create_user(name=name)
                return user

            return make


        def test_post(post, make_user):
            assert post.name == make_user("Jo").name
        """,
        """
        import pytest

        from client import Client


        @pytest.fixture
        def post():
            return Client().create_user(name="Jo")


        @pytest.fixture
        def make_user():
            api = Client()
            created = []

            def make(name):
                user = api.create_user(name=name)
                created.append(user.id)
                return user

            yield make
            for user_id in reversed(created):
                api.delete_user_by_id(user_id=user_id)


        def test_post(post, make_user):
            assert post.name == make_user("Jo").name
        """,
        {"client.py": CLIENT},
        {},
    ),
    "a payload that a helper is given with a delete too": (
        "SM201",
        """
        import pytest

        from api import Api


        @pytest.fixture
        def post_data():
            return {"name": "Jo"}


        def test_post(post_data):
            response = Api.post("/posts", data=post_data)
            post_id = response.json()["id"]
            assert Api.get(f"/posts/{post_id}").json()["name"] == "Jo"


        def test_delete(post_data):
            response = Api.post("/posts", data=post_data)
            post_id = response.json()["id"]
            deleted = Api.delete(f"/posts/{post_id}", data=post_data)
            assert deleted.status_code == 204
        """,
        """
        import pytest

        from api import Api


        @pytest.fixture
        def post_data():
            return {"name": "Jo"}


        def test_post(post_data):
            response = Api.post("/posts", data=post_data)
            post_id = response.json()["id"]
            try:
                assert Api.get(f"/posts/{post_id}").json()["name"] == "Jo"
            finally:
                Api.delete(f"/posts/{post_id}")


        def test_delete(post_data):
            response = Api.post("/posts", data=post_data)
            post_id = response.json()["id"]
            deleted = Api.delete(f"/posts/{post_id}", data=post_data)
            assert deleted.status_code == 204
        """,
        {
            "api.py": """
            import requests

            SHOP = "https://shop.test"


            class Api:
                @staticmethod
                def post(path, data=None):
                    return requests.post(SHOP + path, json=data)

                @staticmethod
                def get(path):
                    return requests.get(SHOP + path)

                @staticmethod
                def delete(path, data=None):
                    return requests.delete(SHOP + path, json=data)
            """
        },
        {},
    ),
    "backslashes": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def test_post():
            post = requests.post(f"{SHOP}/posts", json={"name": "Jo"}).json()
            assert post["name"] == "Jo", \\
                f"it is {post['name']}"
            requests.delete(f"{SHOP}/posts/{post['id']}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_post():
            post = requests.post(f"{SHOP}/posts", json={"name": "Jo"}).json()
            try:
                assert post["name"] == "Jo", \\
                    f"it is {post['name']}"
            finally:
                requests.delete(f"{SHOP}/posts/{post['id']}")
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
                requests.delete(
                    f"{SHOP}/users/{response.json()['data']['id']}/", headers={"X": "y"}
                )
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
                self.addCleanup(requests.delete, f"{SHOP}/users/{self.user['id']}")
                self.order = requests.post(f"{SHOP}/orders", json={"name": self.user["id"]}).json()
                self.addCleanup(requests.delete, f"{SHOP}/orders/{self.order['id']}")

            def test_user(self):
                self.assertEqual(self.user["name"], "Jo")
        """,
        {},
        {},
    ),
    "by the service that the suite has": (
        "SM201",
        """
        from services import Orders


        def test_order():
            orders = Orders()
            order = orders.place(quantity=2)
            assert order["status"] == "open"
        """,
        """
        from services import Orders


        def test_order():
            orders = Orders()
            order = orders.place(quantity=2)
            try:
                assert order["status"] == "open"
            finally:
                orders.cancel(order["id"])
        """,
        {
            "tests/services.py": dedent("""
        import httpx


        class Orders:
            def __init__(self):
                self.http = httpx.Client(base_url="https://shop.test")

            def place(self, **fields):
                response = self.http.post("/orders", json=fields)
                response.raise_for_status()
                return response.json()

            def cancel(self, order_id):
                self.http.delete(f"/orders/{order_id}")
        """)
        },
        {},
    ),
    "by the fixture that the suite has": (
        "SM201",
        """
        def test_order(orders):
            order = orders.place(quantity=2)
            assert order["status"] == "open"
        """,
        """
        def test_order(orders, api):
            order = orders.place(quantity=2)
            try:
                assert order["status"] == "open"
            finally:
                api.delete(f"/orders/{order['id']}")
        """,
        {
            "tests/conftest.py": dedent("""
        import httpx
        import pytest

        from services import Orders


        @pytest.fixture
        def orders():
            return Orders()


        @pytest.fixture(scope="session")
        def api():
            return httpx.Client(base_url="https://shop.test")


        @pytest.fixture
        def order(api):
            order = api.post("/orders", json={"quantity": 1}).json()
            yield order
            api.delete(f"/orders/{order['id']}")
        """),
            "tests/services.py": dedent("""
        import httpx


        class Orders:
            def __init__(self):
                self.http = httpx.Client(base_url="https://shop.test")

            def place(self, **fields):
                return self.http.post("/orders", json=fields).json()
        """),
        },
        {},
    ),
    "helper that gives a tuple": (
        "SM201",
        """
        import allure
        from helpers import create_booking


        class TestBooking:
            def test_booking(self, client):
                with allure.step("create"):
                    booking_id, response = create_booking(client)

                with allure.step("check"):
                    assert response.status_code == 200

            def test_performance(self, client):
                _, response = create_booking(client)
                assert response.elapsed.total_seconds() < 1
        """,
        """
        import allure
        from helpers import create_booking, delete_booking


        class TestBooking:
            def test_booking(self, client):
                with allure.step("create"):
                    booking_id, response = create_booking(client)
                try:
                    with allure.step("check"):
                        assert response.status_code == 200
                finally:
                    delete_booking(client, booking_id)

            def test_performance(self, client):
                created_id, response = create_booking(client)
                try:
                    assert response.elapsed.total_seconds() < 1
                finally:
                    delete_booking(client, created_id)
        """,
        {
            "tests/helpers.py": dedent("""
        def create_booking(client, payload=None):
            response = client.post("/booking", json=payload)
            return response.json()["bookingid"], response


        def delete_booking(client, booking_id):
            return client.delete(f"/booking/{booking_id}")
        """),
            "tests/conftest.py": dedent("""
        import httpx
        import pytest


        @pytest.fixture
        def client():
            return httpx.Client(base_url="https://shop.test")
        """),
        },
        {},
    ),
    "async service": (
        "SM201",
        """
        import pytest
        from services import Orders


        @pytest.mark.asyncio
        async def test_order():
            orders = Orders()
            response = await orders.create_order_api({"quantity": 2})
            assert response.status_code == 201
            assert response.json()["status"] == "open"
        """,
        """
        import pytest
        from services import Orders


        @pytest.mark.asyncio
        async def test_order():
            orders = Orders()
            response = await orders.create_order_api({"quantity": 2})
            assert response.status_code == 201
            try:
                assert response.json()["status"] == "open"
            finally:
                await orders.delete_order_api(response.json()["id"])
        """,
        {
            "tests/services.py": dedent("""
        import httpx


        class Orders:
            def __init__(self):
                self.http = httpx.AsyncClient(base_url="https://shop.test")

            async def create_order_api(self, fields):
                return await self.http.post("/orders", json=fields)

            async def delete_order_api(self, order_id):
                return await self.http.delete(f"/orders/{order_id}")
        """)
        },
        {},
    ),
    "sdk learned from another test": (
        "SM201",
        """
        from shop.client import ShopClient

        shop = ShopClient("https://shop.test")


        def test_draft_is_empty():
            draft = shop.create_draft(kind="letter")
            assert draft.text == ""


        def test_draft_goes():
            draft = shop.create_draft(kind="letter")
            try:
                assert draft.kind == "letter"
            finally:
                shop.delete_draft(draft.id)
        """,
        """
        from shop.client import ShopClient

        shop = ShopClient("https://shop.test")


        def test_draft_is_empty():
            draft = shop.create_draft(kind="letter")
            try:
                assert draft.text == ""
            finally:
                shop.delete_draft(draft.id)


        def test_draft_goes():
            draft = shop.create_draft(kind="letter")
            try:
                assert draft.kind == "letter"
            finally:
                shop.delete_draft(draft.id)
        """,
        {},
        {},
    ),
    "fixture by the service": (
        "SM205",
        """
        import pytest
        from services import Orders


        @pytest.fixture
        def order():
            orders = Orders()
            return orders.place(quantity=2)


        def test_order(order):
            assert order["status"] == "open"
        """,
        """
        import pytest
        from services import Orders


        @pytest.fixture
        def order():
            orders = Orders()
            created = orders.place(quantity=2)
            yield created
            orders.cancel(created["id"])


        def test_order(order):
            assert order["status"] == "open"
        """,
        {
            "tests/services.py": dedent("""
        import httpx


        class Orders:
            def __init__(self):
                self.http = httpx.Client(base_url="https://shop.test")

            def place(self, **fields):
                response = self.http.post("/orders", json=fields)
                return response.json()

            def cancel(self, order_id):
                self.http.delete(f"/orders/{order_id}")
        """)
        },
        {},
    ),
    "registration is no collection": (
        "SM201",
        """
        import requests


        def test_register():
            response = requests.post("https://shop.test/auth/register", json={"kind": "letter"})
            assert response.status_code == 201
            assert response.json()["kind"] == "letter"
        """,
        """
        import requests


        def test_register():
            response = requests.post("https://shop.test/auth/register", json={"kind": "letter"})
            assert response.status_code == 201
            assert response.json()["kind"] == "letter"
        """,
        {},
        {},
    ),
    "others count on it": (
        "SM201",
        """
        import uuid

        import requests

        SHOP = "https://shop.test"
        EMAIL = f"{uuid.uuid4()}@example.com"


        def test_signs_up():
            response = requests.post(f"{SHOP}/users", json={"email": EMAIL})
            assert response.status_code == 201


        def test_is_found():
            users = requests.get(f"{SHOP}/users", params={"email": EMAIL}).json()
            assert [user["email"] for user in users] == [EMAIL]
        """,
        """
        import uuid

        import requests

        SHOP = "https://shop.test"
        EMAIL = f"{uuid.uuid4()}@example.com"


        def test_signs_up():
            response = requests.post(f"{SHOP}/users", json={"email": EMAIL})
            assert response.status_code == 201


        def test_is_found():
            users = requests.get(f"{SHOP}/users", params={"email": EMAIL}).json()
            assert [user["email"] for user in users] == [EMAIL]
        """,
        {},
        {},
    ),
    "request of the suite's own": (
        "SM201",
        """
        from requesting import Request


        def test_user():
            body = {"kind": "letter"}
            response = Request.post("users", body, headers={"X-Team": "blue"}, retries=2)
            assert response.status_code == 201
            assert response.json()["kind"] == "letter"
        """,
        """
        from requesting import Request


        def test_user():
            body = {"kind": "letter"}
            response = Request.post("users", body, headers={"X-Team": "blue"}, retries=2)
            assert response.status_code == 201
            try:
                assert response.json()["kind"] == "letter"
            finally:
                Request.delete(f"users/{response.json()['id']}", headers={"X-Team": "blue"})
        """,
        {
            "tests/requesting.py": dedent("""
        import requests


        class Request:
            @staticmethod
            def post(url, data=None, headers=None, retries=1):
                return requests.post(f"https://shop.test/{url}", json=data, headers=headers)

            @staticmethod
            def delete(url, headers=None):
                return requests.delete(f"https://shop.test/{url}", headers=headers)
        """)
        },
        {},
    ),
    "deleted by what made it": (
        "SM205",
        """
        import uuid

        import pytest
        from services import Profiles


        @pytest.fixture
        def profile():
            number = str(uuid.uuid4())
            profiles = Profiles()
            profiles.add_profile(profile_id=number, data={"kind": "letter"}, header={"X-Team": "blue"})
            return number


        def test_profile(profile):
            assert Profiles().get_profile(profile)["kind"] == "letter"
        """,
        """
        import uuid

        import pytest
        from services import Profiles


        @pytest.fixture
        def profile():
            number = str(uuid.uuid4())
            profiles = Profiles()
            profiles.add_profile(profile_id=number, data={"kind": "letter"}, header={"X-Team": "blue"})
            yield number
            profiles.delete_profile(number, header={"X-Team": "blue"})


        def test_profile(profile):
            assert Profiles().get_profile(profile)["kind"] == "letter"
        """,
        {
            "tests/services.py": dedent("""
        import httpx


        class Profiles:
            def __init__(self):
                self.http = httpx.Client(base_url="https://shop.test")

            def add_profile(self, profile_id, data, header=None):
                return self.http.post("/profiles", json={"number": profile_id, **data}, headers=header)

            def get_profile(self, number):
                return self.http.get(f"/profiles/{number}").json()

            def delete_profile(self, profile_id, header=None):
                return self.http.delete(f"/profiles/{profile_id}", headers=header)
        """)
        },
        {},
    ),
    "deletes in a row": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def test_order():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()

            # What is tested.
            assert order["status"] == "open"

            # Tidy up.
            requests.delete(f"{SHOP}/orders/{order['id']}")
            requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_order():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            try:
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                try:
                    # What is tested.
                    assert order["status"] == "open"
                finally:
                    # Tidy up.
                    requests.delete(f"{SHOP}/orders/{order['id']}")
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        {},
        {},
    ),
    "delete with a name": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            assert user["country"] == "AT"
            response = requests.delete(f"{SHOP}/users/{user['id']}")
            print("done")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            try:
                assert user["country"] == "AT"
            finally:
                response = requests.delete(f"{SHOP}/users/{user['id']}")
            print("done")
        """,
        {},
        {},
    ),
    "unittest": (
        "SM202",
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class UserTest(unittest.TestCase):
            def test_user(self):
                user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                self.assertEqual(user["country"], "AT")
                # Tidy up.
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class UserTest(unittest.TestCase):
            def test_user(self):
                user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                # Tidy up.
                self.addCleanup(requests.delete, f"{SHOP}/users/{user['id']}")
                self.assertEqual(user["country"], "AT")
        """,
        {},
        {},
    ),
    "loop that deletes": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def test_users():
            ids = []
            for country in ("AT", "DE"):
                user = requests.post(f"{SHOP}/users", json={"country": country}).json()
                ids.append(user["id"])
            assert len(ids) == 2
            assert requests.get(f"{SHOP}/users/{ids[0]}").status_code == 200
            for user_id in ids:
                requests.delete(f"{SHOP}/users/{user_id}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_users():
            ids = []
            try:
                for country in ("AT", "DE"):
                    user = requests.post(f"{SHOP}/users", json={"country": country}).json()
                    ids.append(user["id"])
                assert len(ids) == 2
                assert requests.get(f"{SHOP}/users/{ids[0]}").status_code == 200
            finally:
                for user_id in ids:
                    requests.delete(f"{SHOP}/users/{user_id}")
        """,
        {},
        {},
    ),
    "steps": (
        "SM202",
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_user():
            with allure.step("create"):
                user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            with allure.step("check"):
                assert user["country"] == "AT"
            with allure.step("delete"):
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        """
        import allure
        import requests

        SHOP = "https://shop.test"


        def test_user():
            with allure.step("create"):
                user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            try:
                with allure.step("check"):
                    assert user["country"] == "AT"
            finally:
                with allure.step("delete"):
                    requests.delete(f"{SHOP}/users/{user['id']}")
        """,
        {},
        {},
    ),
    "old value put back": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def test_rename():
            old = requests.get(f"{SHOP}/users/42").json()["name"]
            response = requests.patch(f"{SHOP}/users/42", json={"name": "Zoe"})
            assert response.json()["name"] == "Zoe"
            requests.patch(f"{SHOP}/users/42", json={"name": old})
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_rename():
            old = requests.get(f"{SHOP}/users/42").json()["name"]
            response = requests.patch(f"{SHOP}/users/42", json={"name": "Zoe"})
            try:
                assert response.json()["name"] == "Zoe"
            finally:
                requests.patch(f"{SHOP}/users/42", json={"name": old})
        """,
        {},
        {},
    ),
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
    "forgetful builder": (
        "SM204",
        """
        class Checkout:
            def __init__(self, api):
                self.api = api
                self.made = []

            def __enter__(self):
                return self

            def __exit__(self, *error):
                for collection, record_id in reversed(self.made):
                    self.api.delete(f"/{collection}/{record_id}")

            def user(self):
                self.user = self.api.post("/users", json={"country": "AT"}).json()
                self.made.append(("users", self.user["id"]))
                return self

            def discount(self, percent):
                self.discount = self.api.post("/discounts", json={"percent": percent, "user": self.user["id"]}).json()
                return self


        def test_discount(api):
            with Checkout(api) as checkout:
                checkout.user().discount(percent=20)
                assert checkout.discount["percent"] == 20
        """,
        """
        class Checkout:
            def __init__(self, api):
                self.api = api
                self.made = []

            def __enter__(self):
                return self

            def __exit__(self, *error):
                for collection, record_id in reversed(self.made):
                    self.api.delete(f"/{collection}/{record_id}")

            def user(self):
                self.user = self.api.post("/users", json={"country": "AT"}).json()
                self.made.append(("users", self.user["id"]))
                return self

            def discount(self, percent):
                self.discount = self.api.post("/discounts", json={"percent": percent, "user": self.user["id"]}).json()
                self.made.append(("discounts", self.discount["id"]))
                return self


        def test_discount(api):
            with Checkout(api) as checkout:
                checkout.user().discount(percent=20)
                assert checkout.discount["percent"] == 20
        """,
        {
            "tests/conftest.py": dedent("""
        import httpx
        import pytest


        @pytest.fixture
        def api():
            return httpx.Client(base_url="https://shop.test")
        """)
        },
        {},
    ),
    "forgetful fixture": (
        "SM204",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make():
            made = []

            def draft(kind):
                record = requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()
                made.append(f"{SHOP}/drafts/{record['id']}")
                return record

            def letter(draft):
                return requests.post(f"{SHOP}/letters", json={"draft": draft["id"]}).json()

            yield {"draft": draft, "letter": letter}
            for url in reversed(made):
                requests.delete(url)


        def test_letter(make):
            letter = make["letter"](make["draft"]("letter"))
            assert letter["status"] == "open"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make():
            made = []

            def draft(kind):
                record = requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()
                made.append(f"{SHOP}/drafts/{record['id']}")
                return record

            def letter(draft):
                response = requests.post(f"{SHOP}/letters", json={"draft": draft["id"]})
                made.append(f"{SHOP}/letters/{response.json()['id']}")
                return response.json()

            yield {"draft": draft, "letter": letter}
            for url in reversed(made):
                requests.delete(url)


        def test_letter(make):
            letter = make["letter"](make["draft"]("letter"))
            assert letter["status"] == "open"
        """,
        {},
        {},
    ),
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
    "another's id": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_order(product):
            response = requests.post(SHOP + "/orders", json={"product": product["id"]})
            assert response.status_code == 201
            assert response.json()["product_id"] == product["id"]
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_order(product):
            response = requests.post(SHOP + "/orders", json={"product": product["id"]})
            assert response.status_code == 201
            try:
                assert response.json()["product_id"] == product["id"]
            finally:
                requests.delete(SHOP + f"/orders/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "parsed text": (
        "SM201",
        """
        import json

        import requests

        SHOP = "https://shop.test"


        def test_order():
            response = requests.post(f"{SHOP}/orders", json={"quantity": 2})
            order = json.loads(response.text)
            assert requests.get(f"{SHOP}/orders/{order['id']}").json()["quantity"] == 2
        """,
        """
        import json

        import requests

        SHOP = "https://shop.test"


        def test_order():
            response = requests.post(f"{SHOP}/orders", json={"quantity": 2})
            try:
                order = json.loads(response.text)
                assert requests.get(f"{SHOP}/orders/{order['id']}").json()["quantity"] == 2
            finally:
                requests.delete(f"{SHOP}/orders/{response.json()['id']}")
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
    "database record": (
        "SM201",
        """
        import pytest
        from shop.models import User


        def test_user(live_server_url):
            user = User.objects.create(country="AT")
            assert user.country == "AT"


        def test_other_user():
            user = User(country="AT")
            user.save()
            assert user.country == "AT"
        """,
        """
        import pytest
        from shop.models import User


        def test_user(live_server_url):
            user = User.objects.create(country="AT")
            try:
                assert user.country == "AT"
            finally:
                user.delete()


        def test_other_user():
            user = User(country="AT")
            user.save()
            try:
                assert user.country == "AT"
            finally:
                user.delete()
        """,
        {},
        {},
    ),
    "keyword URL and request": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.request("POST", url=f"{SHOP}/users", json={"country": "AT"}, timeout=5)
            assert response.json()["country"] == "AT"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_user():
            response = requests.request("POST", url=f"{SHOP}/users", json={"country": "AT"}, timeout=5)
            try:
                assert response.json()["country"] == "AT"
            finally:
                requests.request("DELETE", url=f"{SHOP}/users/{response.json()['id']}", timeout=5)
        """,
        {},
        {},
    ),
    "async fixture": (
        "SM205",
        """
        import httpx
        import pytest_asyncio


        @pytest_asyncio.fixture
        async def user():
            async with httpx.AsyncClient(base_url="https://shop.test") as client:
                response = await client.post("/users", json={"country": "AT"})
                return response.json()


        async def test_user(user):
            assert user["country"] == "AT"
        """,
        """
        import httpx
        import pytest_asyncio


        @pytest_asyncio.fixture
        async def user():
            async with httpx.AsyncClient(base_url="https://shop.test") as client:
                response = await client.post("/users", json={"country": "AT"})
                yield response.json()
                await client.delete(f"/users/{response.json()['id']}")


        async def test_user(user):
            assert user["country"] == "AT"
        """,
        {},
        {},
    ),
    "what can fail in between": (
        "SM205",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            requests.put(f"{SHOP}/users/{user['id']}/address", json={"city": "Graz"}).raise_for_status()
            yield user


        def test_user(user):
            assert user["country"] == "AT"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            try:
                requests.put(f"{SHOP}/users/{user['id']}/address", json={"city": "Graz"}).raise_for_status()
                yield user
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")


        def test_user(user):
            assert user["country"] == "AT"
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
    "comprehension": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_posts():
            # Three of them.
            posts = [requests.post(f"{SHOP}/posts", json={"rank": rank}).json() for rank in range(3)]
            assert [post["rank"] for post in posts] == [0, 1, 2]
        """,
        """
        from contextlib import ExitStack

        import requests

        SHOP = "https://shop.test"


        def test_posts():
            with ExitStack() as cleanups:
                # Three of them.
                posts = []
                for rank in range(3):
                    own_post = requests.post(f"{SHOP}/posts", json={"rank": rank}).json()
                    cleanups.callback(requests.delete, f"{SHOP}/posts/{own_post['id']}")
                    posts.append(own_post)
                assert [post["rank"] for post in posts] == [0, 1, 2]
        """,
        {},
        {},
    ),
    "rows": (
        "SM201",
        """
        import sqlite3


        def test_user():
            db = sqlite3.connect("shop.db")
            db.execute("INSERT INTO users (country) VALUES (?)", ("AT",))
            db.commit()
            assert db.execute("SELECT country FROM users").fetchone()
        """,
        """
        import sqlite3


        def test_user():
            db = sqlite3.connect("shop.db")
            created = db.execute("INSERT INTO users (country) VALUES (?)", ("AT",))
            db.commit()
            try:
                assert db.execute("SELECT country FROM users").fetchone()
            finally:
                db.execute("DELETE FROM users WHERE id = ?", (created.lastrowid,))
                db.commit()
        """,
        {},
        {},
    ),
    "rows by their own value": (
        "SM201",
        """
        import os
        from uuid import uuid4

        import psycopg2


        def test_user():
            db = psycopg2.connect(os.environ["DATABASE_URL"])
            cursor = db.cursor()
            email = f"ann-{uuid4()}@example.com"
            cursor.execute("INSERT INTO users (email, country) VALUES (%s, %s)", (email, "AT"))
            db.commit()
            cursor.execute("SELECT country FROM users WHERE email = %s", (email,))
            assert cursor.fetchone()[0] == "AT"
        """,
        """
        import os
        from uuid import uuid4

        import psycopg2


        def test_user():
            db = psycopg2.connect(os.environ["DATABASE_URL"])
            cursor = db.cursor()
            email = f"ann-{uuid4()}@example.com"
            cursor.execute("INSERT INTO users (email, country) VALUES (%s, %s)", (email, "AT"))
            db.commit()
            try:
                cursor.execute("SELECT country FROM users WHERE email = %s", (email,))
                assert cursor.fetchone()[0] == "AT"
            finally:
                cursor.execute("DELETE FROM users WHERE email = %s", (email,))
                db.commit()
        """,
        {},
        {},
    ),
    "objects of a session": (
        "SM201",
        """
        import pytest
        from shop.models import Draft
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session


        @pytest.fixture
        def session():
            with Session(create_engine("sqlite:///shop.db")) as session:
                yield session


        def test_draft(session):
            session.add(Draft(kind="letter"))
            session.commit()
            assert session.query(Draft).filter_by(kind="letter").count()


        def test_drafts(session):
            first = Draft(kind="letter")
            session.add(first)
            session.commit()
            session.refresh(first)
            assert first.kind == "letter"
        """,
        """
        import pytest
        from shop.models import Draft
        from sqlalchemy import create_engine
        from sqlalchemy.orm import Session


        @pytest.fixture
        def session():
            with Session(create_engine("sqlite:///shop.db")) as session:
                yield session


        def test_draft(session):
            draft = Draft(kind="letter")
            session.add(draft)
            session.commit()
            try:
                assert session.query(Draft).filter_by(kind="letter").count()
            finally:
                session.delete(draft)
                session.commit()


        def test_drafts(session):
            first = Draft(kind="letter")
            session.add(first)
            session.commit()
            session.refresh(first)
            try:
                assert first.kind == "letter"
            finally:
                session.delete(first)
                session.commit()
        """,
        {},
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
    "deletes beside one of which no finding speaks": (
        "SM202",
        """
        import requests

        SHOP = "https://shop.test"


        def test_pages():
            page = requests.get(f"{SHOP}/pages/1").json()["handle"]
            post = requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()
            assert post["kind"] == "odd"
            # The page first.
            page.delete()
            # Then the post.
            requests.delete(f"{SHOP}/posts/{post['id']}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_pages():
            page = requests.get(f"{SHOP}/pages/1").json()["handle"]
            post = requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()
            try:
                assert post["kind"] == "odd"
            finally:
                # The page first.
                page.delete()
                # Then the post.
                requests.delete(f"{SHOP}/posts/{post['id']}")
        """,
        {},
        {},
    ),
    "deletes beside one of which no finding speaks, registered": (
        "SM202",
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class PageTest(unittest.TestCase):
            def test_pages(self):
                page = requests.get(f"{SHOP}/pages/1").json()["handle"]
                post = requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()
                self.assertEqual(post["kind"], "odd")
                # The page first.
                page.delete()
                # Then the post.
                requests.delete(f"{SHOP}/posts/{post['id']}")
        """,
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class PageTest(unittest.TestCase):
            def test_pages(self):
                page = requests.get(f"{SHOP}/pages/1").json()["handle"]
                post = requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()
                # Then the post.
                self.addCleanup(requests.delete, f"{SHOP}/posts/{post['id']}")
                # The page first.
                self.addCleanup(page.delete)
                self.assertEqual(post["kind"], "odd")
        """,
        {},
        {},
    ),
    "what is deleted by somebody and made by nobody": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_sign_up():
            response = requests.post(f"{SHOP}/users", json={"country": "AT"})
            assert response.status_code == 201


        def test_leave():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            token = requests.post(f"{SHOP}/login", json={"user": user["id"]}).json()["token"]
            answer = requests.delete(f"{SHOP}/users/{user['id']}", headers={"x-token": token})
            assert answer.status_code == 204
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_sign_up():
            response = requests.post(f"{SHOP}/users", json={"country": "AT"})
            assert response.status_code == 201


        def test_leave():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            token = requests.post(f"{SHOP}/login", json={"user": user["id"]}).json()["token"]
            answer = requests.delete(f"{SHOP}/users/{user['id']}", headers={"x-token": token})
            assert answer.status_code == 204
        """,
        {},
        {},
    ),
    "an answer as it came in which nobody reads an id": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def create_follow_up(body):
            return requests.post(f"{SHOP}/followUp", json=body)


        def delete_follow_up(follow_up_id):
            return requests.delete(f"{SHOP}/followUp/{follow_up_id}")


        def test_follow_up():
            assert create_follow_up({"kind": "mail"}).ok
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def create_follow_up(body):
            return requests.post(f"{SHOP}/followUp", json=body)


        def delete_follow_up(follow_up_id):
            return requests.delete(f"{SHOP}/followUp/{follow_up_id}")


        def test_follow_up():
            assert create_follow_up({"kind": "mail"}).ok
        """,
        {},
        {},
    ),
    "what the test takes a refusal of as well": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def add_post(body):
            response = requests.post(f"{SHOP}/posts", json=body)
            post_id = response.json().get("id")
            return post_id, response


        def test_odd_post():
            response = requests.post(f"{SHOP}/posts", json={"kind": "odd"})
            assert response.status_code in (201, 400)
            print(response.elapsed)


        def test_long_post():
            post_id, response = add_post({"kind": "long"})
            assert response.status_code in [201, 500]
            if response.status_code == 201:
                assert response.json()["kind"] == "long"


        def test_post_without_a_name():
            assert requests.post(f"{SHOP}/posts", json={"kind": "short"}).status_code in (201, 400)
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def add_post(body):
            response = requests.post(f"{SHOP}/posts", json=body)
            post_id = response.json().get("id")
            return post_id, response


        def test_odd_post():
            response = requests.post(f"{SHOP}/posts", json={"kind": "odd"})
            assert response.status_code in (201, 400)
            try:
                print(response.elapsed)
            finally:
                if response.status_code < 400:
                    requests.delete(f"{SHOP}/posts/{response.json()['id']}")


        def test_long_post():
            post_id, response = add_post({"kind": "long"})
            assert response.status_code in [201, 500]
            try:
                if response.status_code == 201:
                    assert response.json()["kind"] == "long"
            finally:
                if response.status_code < 400:
                    requests.delete(f"{SHOP}/posts/{post_id}")


        def test_post_without_a_name():
            assert requests.post(f"{SHOP}/posts", json={"kind": "short"}).status_code in (201, 400)
        """,
        {},
        {},
    ),
    "what the test itself is refused to delete": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"
        JO = {"Authorization": "Bearer 1"}
        LI = {"Authorization": "Bearer 2"}


        def test_only_its_owner_may_delete_it():
            post = requests.post(f"{SHOP}/posts", json={"kind": "long"}, headers=JO).json()
            post_id = post["id"]
            assert requests.delete(f"{SHOP}/posts/{post_id}", headers=LI).status_code == 403


        def test_nobody_may_delete_it():
            post = requests.post(f"{SHOP}/posts", json={"kind": "seed"}, headers=JO).json()
            assert requests.delete(f"{SHOP}/posts/{post['id']}", headers=JO).status_code == 403
        """,
        """
        import requests

        SHOP = "https://shop.test"
        JO = {"Authorization": "Bearer 1"}
        LI = {"Authorization": "Bearer 2"}


        def test_only_its_owner_may_delete_it():
            post = requests.post(f"{SHOP}/posts", json={"kind": "long"}, headers=JO).json()
            post_id = post["id"]
            try:
                assert requests.delete(f"{SHOP}/posts/{post_id}", headers=LI).status_code == 403
            finally:
                requests.delete(f"{SHOP}/posts/{post_id}", headers=JO)


        def test_nobody_may_delete_it():
            post = requests.post(f"{SHOP}/posts", json={"kind": "seed"}, headers=JO).json()
            assert requests.delete(f"{SHOP}/posts/{post['id']}", headers=JO).status_code == 403
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
