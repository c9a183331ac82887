"""Which call takes a record away: as the suite does it, else by what stands beside the create."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import CLIENT, CLIENT_FIXTURES, Case, fixed

CASES: dict[str, Case] = {
    "what answers with a list": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_proposals():
            response = requests.post(f"{SHOP}/proposals", json={"kind": "random"})
            for row in response.json():
                assert requests.get(f"{SHOP}/orders", params={"proposal": row["id"]}).ok
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_proposals():
            response = requests.post(f"{SHOP}/proposals", json={"kind": "random"})
            for row in response.json():
                assert requests.get(f"{SHOP}/orders", params={"proposal": row["id"]}).ok
        """,
        {},
        {},
    ),
    "what answers with nothing": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"})
            assert response.status_code == 204
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"})
            assert response.status_code == 204
        """,
        {},
        {},
    ),
    "what another module keeps for others": (
        "SM201",
        """
        import requests

        from store import Store

        SHOP = "https://shop.test"


        def test_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"})
            assert response.json()["guest"] == "Ann"
            Store.stay_id = response.json()["id"]
        """,
        """
        import requests

        from store import Store

        SHOP = "https://shop.test"


        def test_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"})
            assert response.json()["guest"] == "Ann"
            Store.stay_id = response.json()["id"]
        """,
        {"store.py": "class Store:\n    stay_id = None\n"},
        {},
    ),
    "an answer that holds the record under a key": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"})
            assert response.json()["data"]["guest"] == "Ann"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"})
            try:
                assert response.json()["data"]["guest"] == "Ann"
            finally:
                requests.delete(f"{SHOP}/stays/{response.json()['data']['id']}")
        """,
        {},
        {},
    ),
    "one that only who logs in can change": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"})
            assert response.json()["guest"] == "Ann"


        def test_changed_stay(own_cookies):
            stay = requests.get(f"{SHOP}/stays").json()[0]
            changed = requests.put(f"{SHOP}/stays/{stay['id']}", json={"guest": "Jo"}, cookies=own_cookies)
            assert changed.json()["guest"] == "Jo"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"})
            assert response.json()["guest"] == "Ann"


        def test_changed_stay(own_cookies):
            stay = requests.get(f"{SHOP}/stays").json()[0]
            changed = requests.put(f"{SHOP}/stays/{stay['id']}", json={"guest": "Jo"}, cookies=own_cookies)
            assert changed.json()["guest"] == "Jo"
        """,
        {},
        {},
    ),
    "one that the system may have refused to make": (
        "SM201",
        """
        import requests


        def test_invalid_size():
            response = requests.post("https://shop.test/crates", json={"size": "none"})
            print(response.status_code)
        """,
        """
        import requests


        def test_invalid_size():
            response = requests.post("https://shop.test/crates", json={"size": "none"})
            print(response.status_code)
        """,
        {},
        {},
    ),
    "a deed that is named as many things are": (
        "SM201",
        """
        import requests


        def test_code():
            answer = requests.post("https://shop.test/verify-sms", json={"code": "123456"})
            assert answer.json()["channel"] == "sms"
        """,
        """
        import requests


        def test_code():
            answer = requests.post("https://shop.test/verify-sms", json={"code": "123456"})
            assert answer.json()["channel"] == "sms"
        """,
        {},
        {},
    ),
    "an address at which a record is looked up is no id": (
        "SM201",
        """
        def test_new_photo(api):
            photo = api.create_photo(payload={"name": "Jo"}).json()
            assert photo["name"] == "Jo"
        """,
        """
        def test_new_photo(api):
            photo = api.create_photo(payload={"name": "Jo"}).json()
            try:
                assert photo["name"] == "Jo"
            finally:
                api.delete_photo(photo["id"])
        """,
        {
            "tests/conftest.py": """
            import pytest
            import requests

            SHOP = "https://shop.test"


            class Api:
                def create_photo(self, payload):
                    return requests.post(f"{SHOP}/photos", json=payload)

                def delete_photo(self, photo_id):
                    return requests.delete(f"{SHOP}/photos/{photo_id}")


            @pytest.fixture
            def api():
                return Api()
            """,
            "tests/test_seen.py": """
            import requests


            def test_seen_photo(api):
                photo = api.create_photo(payload={"name": "Jo"}).json()
                assert requests.get(photo["url"]).ok
                api.delete_photo(photo["id"])
            """,
        },
        {},
    ),
    "the id that the test makes sure of": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_guest():
            guest = requests.post(f"{SHOP}/guests", json={"country": "AT"}).json()
            assert guest["country"] == "AT"
            assert "_id" in guest
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_guest():
            guest = requests.post(f"{SHOP}/guests", json={"country": "AT"}).json()
            try:
                assert guest["country"] == "AT"
                assert "_id" in guest
            finally:
                requests.delete(f"{SHOP}/guests/{guest['_id']}")
        """,
        {},
        {},
    ),
    "what a delete answers is not what a create does": (
        "SM201",
        """
        from shop import Shop


        def test_new_guest():
            guest = Shop().create_guest(country="AT", expected_status=201).json()
            assert guest["country"] == "AT"
        """,
        """
        from shop import Shop


        def test_new_guest():
            guest = Shop().create_guest(country="AT", expected_status=201).json()
            assert guest["country"] == "AT"
        """,
        {
            "shop.py": """
            import requests

            SHOP = "https://shop.test"


            class Shop:
                def create_guest(self, country, expected_status):
                    response = requests.post(f"{SHOP}/guests", json={"country": country})
                    assert response.status_code == expected_status
                    return response

                def delete_guest(self, guest_id, expected_status):
                    response = requests.delete(f"{SHOP}/guests/{guest_id}")
                    assert response.status_code == expected_status
            """
        },
        {},
    ),
    "what the test itself deletes in one of its cases": (
        "SM201",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.mark.parametrize(("role", "status"), [("admin", 204), ("guest", 403)])
        def test_who_may_delete(role, status):
            guest = requests.post(f"{SHOP}/guests", json={"country": "AT"}).json()
            answer = requests.delete(f"{SHOP}/guests/{guest['id']}", headers={"X-Role": role})
            assert answer.status_code == status
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.mark.parametrize(("role", "status"), [("admin", 204), ("guest", 403)])
        def test_who_may_delete(role, status):
            guest = requests.post(f"{SHOP}/guests", json={"country": "AT"}).json()
            answer = requests.delete(f"{SHOP}/guests/{guest['id']}", headers={"X-Role": role})
            assert answer.status_code == status
        """,
        {},
        {},
    ),
    "one that only who logs in can delete, which a stranger tries to first": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"
        JSON = {"Content-Type": "application/json"}


        def test_new_stay():
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"}, headers=JSON, cookies="")
            assert response.json()["guest"] == "Ann"


        def test_deleted_stay(cookies):
            stay = requests.post(f"{SHOP}/stays", json={"guest": "Ann"}, headers=JSON, cookies=cookies).json()
            requests.delete(f"{SHOP}/stays/{stay['id']}", headers=JSON)
            assert requests.delete(f"{SHOP}/stays/{stay['id']}", headers=JSON, cookies=cookies).ok
        """,
        """
        import requests

        SHOP = "https://shop.test"
        JSON = {"Content-Type": "application/json"}


        def test_new_stay(cookies):
            response = requests.post(f"{SHOP}/stays", json={"guest": "Ann"}, headers=JSON, cookies="")
            try:
                assert response.json()["guest"] == "Ann"
            finally:
                requests.delete(f"{SHOP}/stays/{response.json()['id']}", headers=JSON, cookies=cookies)


        def test_deleted_stay(cookies):
            stay = requests.post(f"{SHOP}/stays", json={"guest": "Ann"}, headers=JSON, cookies=cookies).json()
            requests.delete(f"{SHOP}/stays/{stay['id']}", headers=JSON)
            assert requests.delete(f"{SHOP}/stays/{stay['id']}", headers=JSON, cookies=cookies).ok
        """,
        {},
        {},
    ),
    "a table of requests of which some are refused": (
        "SM201",
        """
        import requests


        def test_errors():
            for case in [{"path": "/users", "wanted": 201}, {"path": "/users", "wanted": 422}]:
                try:
                    response = requests.post("https://shop.test" + case["path"], json={})
                    print(response.status_code == case["wanted"])
                except Exception as error:
                    print(error)
        """,
        """
        import requests


        def test_errors():
            for case in [{"path": "/users", "wanted": 201}, {"path": "/users", "wanted": 422}]:
                try:
                    response = requests.post("https://shop.test" + case["path"], json={})
                    print(response.status_code == case["wanted"])
                except Exception as error:
                    print(error)
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
    "single records that go by a name": (
        "SM201",
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_user():
            response = requests.post(f"{SHOP}/users", json={"country": "AT"})
            assert response.status_code == 201
            assert response.json()["country"] == "AT"


        def test_known_user(user):
            assert requests.get(f"{SHOP}/users/{user.username}").ok
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_user():
            response = requests.post(f"{SHOP}/users", json={"country": "AT"})
            assert response.status_code == 201
            assert response.json()["country"] == "AT"


        def test_known_user(user):
            assert requests.get(f"{SHOP}/users/{user.username}").ok
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
