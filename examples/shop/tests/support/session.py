import os

import requests

BASE_URL = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")


class ShopSession(requests.Session):
    """A session for which a path such as /users/7 is URL enough."""

    def request(self, method, url, *args, **kwargs):
        kwargs.setdefault("timeout", 10)
        return super().request(method, BASE_URL + url, *args, **kwargs)
