"""What the customer tests of the QA team share."""

import os
import unittest

import requests

BASE = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")


class ShopTestCase(unittest.TestCase):
    """A test case with a session to the shop."""

    base_url = BASE

    def setUp(self):
        super().setUp()
        self.session = requests.Session()

    def tearDown(self):
        self.session.close()
        super().tearDown()

    def url(self, path):
        return self.base_url + path

    def post(self, path, body):
        return self.session.post(self.url(path), json=body, timeout=10)

    def get(self, path, **params):
        return self.session.get(self.url(path), params=params, timeout=10)

    def delete(self, path):
        return self.session.delete(self.url(path), timeout=10)
