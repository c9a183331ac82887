from services_suite.http import HttpClient


class UserService:
    def __init__(self, http: HttpClient):
        self.http = http

    def register(self, email, name="", country=None):
        return self.http.post("/users", {"email": email, "name": name, "country": country})

    def by_id(self, user_id):
        return self.http.get(f"/users/{user_id}")

    def by_email(self, email):
        return self.http.get("/users", email=email)

    def rename(self, user_id, name):
        return self.http.patch(f"/users/{user_id}", {"name": name})

    def remove(self, user_id):
        self.http.delete(f"/users/{user_id}")


class ProductService:
    def __init__(self, http: HttpClient):
        self.http = http

    def add(self, sku, price, **fields):
        return self.http.post("/products", {"sku": sku, "price": price, **fields})

    def all(self):
        return self.http.get("/products")

    def remove(self, product_id):
        self.http.delete(f"/products/{product_id}")


class OrderService:
    def __init__(self, http: HttpClient):
        self.http = http

    def place(self, user_id, product_id, quantity=1, order_id=None):
        body = {"user_id": user_id, "product_id": product_id, "quantity": quantity, "order_id": order_id}
        return self.http.post("/orders", body)

    def by_id(self, record_id):
        return self.http.get(f"/orders/{record_id}")

    def cancel(self, record_id):
        self.http.delete(f"/orders/{record_id}")
