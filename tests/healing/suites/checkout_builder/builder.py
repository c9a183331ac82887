import requests


class CheckoutBuilder:
    """Builds a checkout step by step, and takes it apart again."""

    def __init__(self, url):
        self.url = url
        self.created = []
        self.user = None
        self.product = None
        self.discount = None

    def _create(self, collection, **body):
        response = requests.post(f"{self.url}/{collection}", json=body, timeout=10)
        response.raise_for_status()
        return response.json()

    def customer(self, email="builder@example.com", name="Builder"):
        self.user = self._create("users", email=email, name=name)
        self.created.append(("users", self.user["id"]))
        return self

    def article(self, sku="BUILDER-1", price=1000):
        self.product = self._create("products", sku=sku, price=price)
        self.created.append(("products", self.product["id"]))
        return self

    def reduced_by(self, percent, code="BUILDER-DC"):
        self.discount = self._create("discounts", code=code, product_id=self.product["id"], percent=percent)
        return self

    def order(self, quantity=1):
        body = {"user_id": self.user["id"], "product_id": self.product["id"], "quantity": quantity}
        if self.discount is not None:
            body["discount_id"] = self.discount["id"]
        order = self._create("orders", **body)
        self.created.append(("orders", order["id"]))
        return order

    def clean(self):
        for collection, record_id in self.created:
            requests.delete(f"{self.url}/{collection}/{record_id}", timeout=10)
