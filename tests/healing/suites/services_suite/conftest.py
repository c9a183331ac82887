import pytest

from services_suite.http import HttpClient
from services_suite.services import OrderService, ProductService, UserService


@pytest.fixture(scope="session")
def http():
    return HttpClient()


@pytest.fixture
def users(http):
    return UserService(http)


@pytest.fixture
def products(http):
    return ProductService(http)


@pytest.fixture
def orders(http):
    return OrderService(http)


@pytest.fixture
def customer(users):
    return users.register("service.customer@example.com", name="Customer")


@pytest.fixture
def chair(products):
    chair = products.add("CHAIR-1", 9900, name="Chair")
    yield chair
    products.remove(chair["id"])
