import random
import time
import unittest

import requests

from customers_unittest.base import BASE, ShopTestCase


class CustomerRegistrationTest(ShopTestCase):
    def test_register(self):
        response = self.post("/users", {"email": "john.doe@example.com", "name": "John Doe"})
        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.json()["name"], "John Doe")

    def test_register_returns_the_address(self):
        # The address comes back as it was sent.
        response = self.post("/users", {"email": "jane.doe@example.com", "name": "Jane Doe"})
        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.json()["email"], "jane.doe@example.com")
        self.delete("/users/%d" % response.json()["id"])

    def test_register_with_random_number(self):
        email = "customer%d@example.com" % random.randint(1, 10)
        response = self.post("/users", {"email": email})
        self.assertEqual(response.status_code, 201)
        self.delete("/users/%s" % response.json()["id"])

    def test_register_twice(self):
        body = {"email": "twice@example.com", "name": "Twice"}
        first = self.post("/users", body)
        second = self.post("/users", body)
        self.assertEqual(second.status_code, 409)
        self.delete("/users/{}".format(first.json()["id"]))

    def test_address_is_required(self):
        response = self.post("/users", {"name": "No Address"})
        self.assertEqual(response.status_code, 422)

    def test_first_id_after_seed(self):
        response = self.post("/users", {"email": f"seq{int(time.time())}@example.com"})
        self.assertEqual(response.status_code, 201)
        self.assertGreater(response.json()["id"], 0)


class CustomerChangeTest(ShopTestCase):
    def setUp(self):
        super().setUp()
        response = self.post("/users", {"email": "change.me@example.com", "name": "Change Me"})
        self.user_id = response.json()["id"]

    def test_rename(self):
        response = self.session.patch(self.url(f"/users/{self.user_id}"), json={"name": "Changed"}, timeout=10)
        self.assertEqual(response.json()["name"], "Changed")

    def test_move(self):
        response = self.session.patch(self.url(f"/users/{self.user_id}"), json={"country": "AT"}, timeout=10)
        self.assertEqual(response.json()["country"], "AT")

    def test_found_by_address(self):
        users = self.get("/users", email="change.me@example.com").json()
        self.assertEqual(len(users), 1)
        self.assertEqual(users[0]["id"], self.user_id)


class CustomerListTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        body = {"email": "list.owner@example.com", "name": "List Owner"}
        cls.owner = requests.post(f"{BASE}/users", json=body, timeout=10).json()

    def test_owner_is_listed(self):
        users = requests.get(f"{BASE}/users", timeout=10).json()
        self.assertIn(self.owner["id"], [user["id"] for user in users])

    def test_owner_is_the_newest(self):
        users = requests.get(f"{BASE}/users", timeout=10).json()
        self.assertEqual(users[-1]["id"], self.owner["id"])

    def test_owner_has_no_country(self):
        response = requests.get(f"{BASE}/users/{self.owner['id']}", timeout=10)
        self.assertIsNone(response.json()["country"])
