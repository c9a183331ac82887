"""Cleanups in tests of every shape."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import Case, fixed

CASES: dict[str, Case] = {
    "a client that is closed before the test ends": (
        "SM201",
        """
        import httpx

        from shop import app


        async def test_post():
            async with httpx.AsyncClient(app=app, base_url="http://shop.test") as api:
                response = await api.post("/posts", json={"name": "Jo"})
            assert response.json()["name"] == "Jo"
        """,
        """
        import httpx

        from shop import app


        async def test_post():
            async with httpx.AsyncClient(app=app, base_url="http://shop.test") as api:
                response = await api.post("/posts", json={"name": "Jo"})
            assert response.json()["name"] == "Jo"
        """,
        {},
        {},
    ),
    "a client that is closed when the test ends": (
        "SM201",
        """
        import httpx

        from shop import app


        async def test_post():
            async with httpx.AsyncClient(app=app, base_url="http://shop.test") as api:
                response = await api.post("/posts", json={"name": "Jo"})
                assert response.json()["name"] == "Jo"
        """,
        """
        import httpx

        from shop import app


        async def test_post():
            async with httpx.AsyncClient(app=app, base_url="http://shop.test") as api:
                response = await api.post("/posts", json={"name": "Jo"})
                try:
                    assert response.json()["name"] == "Jo"
                finally:
                    await api.delete(f"/posts/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "what the test asks whether it is there": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"name": "Jo"})
            if response.status_code == 201:
                assert response.json()["name"] == "Jo"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"name": "Jo"})
            if response.status_code == 201:
                assert response.json()["name"] == "Jo"
        """,
        {},
        {},
    ),
    "a test that is skipped where nothing was made": (
        "SM201",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"name": "Jo"})
            if response.status_code != 201:
                pytest.skip("the shop takes no posts")
            assert response.json()["name"] == "Jo"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"name": "Jo"})
            if response.status_code != 201:
                pytest.skip("the shop takes no posts")
            try:
                assert response.json()["name"] == "Jo"
            finally:
                requests.delete(f"{SHOP}/posts/{response.json()['id']}")
        """,
        {},
        {},
    ),
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
    "body awaited": (
        "SM201",
        """
        import aiohttp

        SHOP = "https://shop.test"


        async def test_user():
            async with aiohttp.ClientSession() as session:
                response = await session.post(f"{SHOP}/users", json={"name": "Jo"})
                assert response.status == 201
                assert (await response.json())["id"]
                assert (await response.json())["name"] == "Jo"
        """,
        """
        import aiohttp

        SHOP = "https://shop.test"


        async def test_user():
            async with aiohttp.ClientSession() as session:
                response = await session.post(f"{SHOP}/users", json={"name": "Jo"})
                assert response.status == 201
                try:
                    assert (await response.json())["id"]
                    assert (await response.json())["name"] == "Jo"
                finally:
                    await session.delete(f"{SHOP}/users/{(await response.json())['id']}")
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
    "a chain of calls in brackets of its own": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        class Api:
            def as_guest(self):
                return self

            def post(self, path, json=None):
                return requests.post(f"{SHOP}{path}", json=json)

            def delete(self, path):
                return requests.delete(f"{SHOP}{path}")


        def test_post():
            response = (Api().as_guest()
                             .post("/posts", json={"kind": "odd"}))
            assert response.status_code == 201
            assert response.json()["id"]
            assert response.json()["kind"] == "odd"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        class Api:
            def as_guest(self):
                return self

            def post(self, path, json=None):
                return requests.post(f"{SHOP}{path}", json=json)

            def delete(self, path):
                return requests.delete(f"{SHOP}{path}")


        def test_post():
            response = (Api().as_guest()
                             .post("/posts", json={"kind": "odd"}))
            assert response.status_code == 201
            try:
                assert response.json()["id"]
                assert response.json()["kind"] == "odd"
            finally:
                Api().as_guest().delete(f"/posts/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "what a fixture of the class hands on": (
        "SM201",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        class State:
            pass


        @pytest.fixture(scope="class")
        def state():
            return State()


        class TestPosts:
            def test_new(self, state):
                state.post = requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()
                assert state.post["kind"] == "odd"

            def test_known(self, state):
                assert requests.get(f"{SHOP}/posts/{state.post['id']}").ok
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        class State:
            pass


        @pytest.fixture(scope="class")
        def state():
            return State()


        class TestPosts:
            def test_new(self, state):
                state.post = requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()
                assert state.post["kind"] == "odd"

            def test_known(self, state):
                assert requests.get(f"{SHOP}/posts/{state.post['id']}").ok
        """,
        {},
        {},
    ),
    "what is sent": (
        "SM201",
        """
        from mails import Client

        client = Client("https://mails.test")


        def test_mail():
            answer = client.send.create(data={"kind": "odd"})
            assert answer.ok


        def test_list():
            made = client.lists.create(data={"kind": "odd"})
            client.lists.delete(made.id)
        """,
        """
        from mails import Client

        client = Client("https://mails.test")


        def test_mail():
            answer = client.send.create(data={"kind": "odd"})
            assert answer.ok


        def test_list():
            made = client.lists.create(data={"kind": "odd"})
            client.lists.delete(made.id)
        """,
        {},
        {},
    ),
    "an answer that is read before it is checked": (
        "SM201",
        """
        import requests
        from pydantic import BaseModel

        SHOP = "https://shop.test"


        class Post(BaseModel):
            id: int
            kind: str


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"kind": "odd"})
            post = Post.model_validate_json(response.text)
            assert response.status_code == 201
            assert post.kind == "odd"
        """,
        """
        import requests
        from pydantic import BaseModel

        SHOP = "https://shop.test"


        class Post(BaseModel):
            id: int
            kind: str


        def test_post():
            response = requests.post(f"{SHOP}/posts", json={"kind": "odd"})
            post = Post.model_validate_json(response.text)
            assert response.status_code == 201
            try:
                assert post.kind == "odd"
            finally:
                requests.delete(f"{SHOP}/posts/{response.json()['id']}")
        """,
        {},
        {},
    ),
    "an id that has no name yet": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def make_post():
            return requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()["id"]


        def test_posts():
            make_post()
            assert requests.get(f"{SHOP}/posts").json()


        def test_one():
            post_id = requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()["id"]
            requests.delete(f"{SHOP}/posts/{post_id}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def make_post():
            return requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()["id"]


        def test_posts():
            post_id = make_post()
            try:
                assert requests.get(f"{SHOP}/posts").json()
            finally:
                requests.delete(f"{SHOP}/posts/{post_id}")


        def test_one():
            post_id = requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()["id"]
            requests.delete(f"{SHOP}/posts/{post_id}")
        """,
        {},
        {},
    ),
    "a part that the test reads as an attribute": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def new_post():
            return requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()


        def test_post():
            answer = new_post()
            assert answer.post.kind == "odd"


        def test_other():
            answer = new_post()
            requests.delete(f"{SHOP}/posts/{answer['post']['id']}")
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def new_post():
            return requests.post(f"{SHOP}/posts", json={"kind": "odd"}).json()


        def test_post():
            answer = new_post()
            try:
                assert answer.post.kind == "odd"
            finally:
                requests.delete(f"{SHOP}/posts/{answer.post['id']}")


        def test_other():
            answer = new_post()
            requests.delete(f"{SHOP}/posts/{answer['post']['id']}")
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
