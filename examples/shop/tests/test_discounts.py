import unittest

import requests
from support.session import BASE_URL
from support.unique import unique


class DiscountTests(unittest.TestCase):
    def setUp(self):
        body = {"sku": unique("MUG"), "name": "Mug", "price": 900}
        self.product = requests.post(f"{BASE_URL}/products", json=body, timeout=5).json()

    def test_create_discount(self):
        body = {"code": "SPRING20", "product_id": self.product["id"], "percent": 20}
        response = requests.post(f"{BASE_URL}/discounts", json=body, timeout=5)
        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.json()["percent"], 20)

    def test_percent_is_limited(self):
        body = {"code": unique("BIG"), "product_id": self.product["id"], "percent": 101}
        response = requests.post(f"{BASE_URL}/discounts", json=body, timeout=5)
        self.assertEqual(response.status_code, 422)


class DiscountedProductTests(unittest.TestCase):
    def setUp(self):
        product = {"sku": unique("PAN"), "price": 3000}
        self.product = requests.post(f"{BASE_URL}/products", json=product, timeout=5).json()
        discount = {"code": unique("PAN"), "product_id": self.product["id"], "percent": 10}
        self.discount = requests.post(f"{BASE_URL}/discounts", json=discount, timeout=5).json()

    def tearDown(self):
        requests.delete(f"{BASE_URL}/discounts/{self.discount['id']}", timeout=5)
        requests.delete(f"{BASE_URL}/products/{self.product['id']}", timeout=5)

    def test_discount_is_found_by_product(self):
        params = {"product_id": self.product["id"]}
        response = requests.get(f"{BASE_URL}/discounts", params=params, timeout=5)
        self.assertEqual(response.json(), [self.discount])

    def test_discounted_product_cannot_be_removed(self):
        response = requests.delete(f"{BASE_URL}/products/{self.product['id']}", timeout=5)
        self.assertEqual(response.status_code, 409)
