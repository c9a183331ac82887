from support.unique import unique, unique_email


class CheckoutScenario:
    """Everything that a checkout needs, step by step."""

    def __init__(self, api):
        self.api = api
        self._cleanup = []

    def with_user(self):
        self.user = self.api.post("/users", json={"email": unique_email()}).json()
        self._cleanup.append(("users", self.user["id"]))
        return self

    def with_product(self, price=1000):
        self.product = self.api.post("/products", json={"sku": unique("P"), "price": price}).json()
        self._cleanup.append(("products", self.product["id"]))
        return self

    def with_discount(self, percent=10):
        body = {"code": unique("DC"), "product_id": self.product["id"], "percent": percent}
        self.discount = self.api.post("/discounts", json=body).json()
        return self

    def with_order(self, quantity=1, discount_id=None):
        body = {
            "user_id": self.user["id"],
            "product_id": self.product["id"],
            "discount_id": discount_id,
            "quantity": quantity,
        }
        self.order = self.api.post("/orders", json=body).json()
        self._cleanup.append(("orders", self.order["id"]))
        return self

    def cleanup(self):
        for collection, record_id in reversed(self._cleanup):
            self.api.delete(f"/{collection}/{record_id}")
