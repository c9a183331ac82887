from customers_unittest.base import ShopTestCase


class CustomerDeletionTest(ShopTestCase):
    def setUp(self):
        super().setUp()
        self.product = self.post("/products", {"sku": "DEL-1", "price": 500}).json()
        self.user = self.post("/users", {"email": "delete.me@example.com"}).json()
        body = {"user_id": self.user["id"], "product_id": self.product["id"]}
        self.order = self.post("/orders", body).json()

    def tearDown(self):
        self.delete(f"/orders/{self.order['id']}")
        self.delete(f"/users/{self.user['id']}")
        self.delete(f"/products/{self.product['id']}")
        super().tearDown()

    def test_buyer_stays(self):
        self.assertEqual(self.delete(f"/users/{self.user['id']}").status_code, 409)

    def test_product_stays(self):
        self.assertEqual(self.delete(f"/products/{self.product['id']}").status_code, 409)
