"""Cleanups on the straight path, moved to where they happen anyway."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import Case, fixed

CASES: dict[str, Case] = {
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
    "loop that checks and deletes": (
        "SM202",
        """
        import requests
        from support import check_is_listed

        SHOP = "https://shop.test"


        def test_users():
            ids = []
            for country in ("AT", "DE"):
                user = requests.post(f"{SHOP}/users", json={"country": country}).json()
                ids.append(user["id"])
            listed = requests.get(f"{SHOP}/users").json()
            for user_id in ids:
                check_is_listed(listed, user_id)
                requests.delete(f"{SHOP}/users/{user_id}")
        """,
        """
        import requests
        from support import check_is_listed

        SHOP = "https://shop.test"


        def test_users():
            ids = []
            for country in ("AT", "DE"):
                user = requests.post(f"{SHOP}/users", json={"country": country}).json()
                ids.append(user["id"])
            listed = requests.get(f"{SHOP}/users").json()
            for user_id in ids:
                check_is_listed(listed, user_id)
                requests.delete(f"{SHOP}/users/{user_id}")
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
    "of several records the ones made later": (
        "SM202",
        """
        from shop.client import ShopClient

        shop = ShopClient("https://shop.test")


        def test_before():
            user = shop.create_user(country="AT")
            order = shop.create_order(user.id)
            assert order.country == "AT"
            order.remove()
            shop.delete_user(user.id)


        def test_behind():
            user = shop.create_user(country="AT")
            order = shop.create_order(user.id)
            assert order.country == "AT"
            shop.delete_user(user.id)
            order.remove()
        """,
        """
        from shop.client import ShopClient

        shop = ShopClient("https://shop.test")


        def test_before():
            user = shop.create_user(country="AT")
            try:
                order = shop.create_order(user.id)
                try:
                    assert order.country == "AT"
                finally:
                    order.remove()
            finally:
                shop.delete_user(user.id)


        def test_behind():
            user = shop.create_user(country="AT")
            try:
                order = shop.create_order(user.id)
                try:
                    assert order.country == "AT"
                finally:
                    order.remove()
            finally:
                shop.delete_user(user.id)
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
