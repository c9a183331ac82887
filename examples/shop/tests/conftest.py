import pytest
from support.scenario import CheckoutScenario
from support.services import OrderService
from support.session import ShopSession
from support.unique import unique, unique_email


@pytest.fixture(scope="session")
def api():
    with ShopSession() as session:
        yield session


@pytest.fixture
def orders():
    return OrderService()


@pytest.fixture(scope="session")
def cashier(api):
    record = api.post("/users", json={"email": unique_email(), "name": "Cashier"}).json()
    yield record
    api.delete(f"/users/{record['id']}")


@pytest.fixture
def user(api):
    record = api.post("/users", json={"email": unique_email(), "name": "Jo Test", "country": "DE"}).json()
    yield record
    api.delete(f"/users/{record['id']}")


@pytest.fixture
def product(api):
    record = api.post("/products", json={"sku": unique("TEST"), "price": 1500}).json()
    yield record
    api.delete(f"/products/{record['id']}")


@pytest.fixture
def order(api, user, product):
    record = api.post("/orders", json={"user_id": user["id"], "product_id": product["id"]}).json()
    yield record
    api.delete(f"/orders/{record['id']}")


@pytest.fixture
def scenario(api):
    checkout = CheckoutScenario(api)
    yield checkout
    checkout.cleanup()
