import os

import requests


class HttpClient:
    """Requests with the shop's address in front, and errors as exceptions."""

    def __init__(self, base_url=None):
        self.base_url = base_url or os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
        self.session = requests.Session()

    def request(self, method, path, **kwargs):
        response = self.session.request(method, f"{self.base_url}{path}", timeout=10, **kwargs)
        response.raise_for_status()
        return response.json() if response.content else None

    def get(self, path, **params):
        return self.request("GET", path, params=params)

    def post(self, path, body):
        return self.request("POST", path, json=body)

    def patch(self, path, body):
        return self.request("PATCH", path, json=body)

    def delete(self, path):
        return self.request("DELETE", path)
