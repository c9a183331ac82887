"""The shop as its testers see it: one class, a method an endpoint."""

import os

import requests


class ApiError(Exception):
    def __init__(self, status, text):
        super().__init__(f"{status}: {text}")
        self.status = status


class ShopClient:
    def __init__(self, url=None, timeout=10):
        self.url = url or os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
        self.timeout = timeout

    def _call(self, method, path, **kwargs):
        response = requests.request(method, f"{self.url}{path}", timeout=self.timeout, **kwargs)
        if response.status_code >= 400:
            raise ApiError(response.status_code, response.text)
        if response.status_code == 204:
            return None
        return response.json()

    def create_user(self, email, name="", country="DE"):
        return self._call("POST", "/users", json={"email": email, "name": name, "country": country})

    def get_user(self, user_id):
        return self._call("GET", f"/users/{user_id}")

    def list_users(self, **filters):
        return self._call("GET", "/users", params=filters)

    def update_user(self, user_id, **fields):
        return self._call("PATCH", f"/users/{user_id}", json=fields)

    def delete_user(self, user_id):
        self._call("DELETE", f"/users/{user_id}")

    def create_product(self, sku, price, **fields):
        return self._call("POST", "/products", json={"sku": sku, "price": price, **fields})

    def get_product(self, product_id):
        return self._call("GET", f"/products/{product_id}")

    def delete_product(self, product_id):
        self._call("DELETE", f"/products/{product_id}")

    def create_discount(self, code, product_id, percent):
        return self._call("POST", "/discounts", json={"code": code, "product_id": product_id, "percent": percent})

    def delete_discount(self, discount_id):
        self._call("DELETE", f"/discounts/{discount_id}")

    def place_order(self, user_id, product_id, quantity=1, discount_id=None):
        body = {"user_id": user_id, "product_id": product_id, "quantity": quantity}
        if discount_id is not None:
            body["discount_id"] = discount_id
        return self._call("POST", "/orders", json=body)

    def get_order(self, order_id):
        return self._call("GET", f"/orders/{order_id}")

    def list_orders(self):
        return self._call("GET", "/orders")

    def cancel_order(self, order_id):
        self._call("DELETE", f"/orders/{order_id}")
