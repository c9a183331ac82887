"""Cleanups in fixtures and in the factories that they give."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import CLIENT, Case, fixed

CASES: dict[str, Case] = {
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
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
