from support.session import ShopSession


class OrderService:
    """Orders the way the checkout page handles them."""

    def __init__(self):
        self.session = ShopSession()

    def place(self, **fields):
        response = self.session.post("/orders", json=fields)
        response.raise_for_status()
        return response.json()

    def get(self, record_id):
        response = self.session.get(f"/orders/{record_id}")
        response.raise_for_status()
        return response.json()

    def find(self, **filters):
        return self.session.get("/orders", params=filters).json()

    def pay(self, record_id):
        response = self.session.patch(f"/orders/{record_id}", json={"status": "paid"})
        response.raise_for_status()
        return response.json()
