import pytest
from support.scenario import CheckoutScenario
from support.unique import unique, unique_email


@pytest.fixture
def created(api):
    paths = []
    yield paths
    for path in paths:
        api.delete(path)


def add(api, created, collection, **fields):
    record = api.post(f"/{collection}", json=fields).json()
    created.append(f"/{collection}/{record['id']}")
    return record


def test_total_of_several(api):
    scenario = CheckoutScenario(api).with_user().with_product(price=250).with_order(quantity=4)
    assert scenario.order["total"] == 1000
    scenario.cleanup()


def test_total_with_discount(api):
    scenario = CheckoutScenario(api).with_user().with_product(price=2000).with_discount(percent=25)
    scenario.with_order(quantity=2, discount_id=scenario.discount["id"])
    assert scenario.order["total"] == 3000
    scenario.cleanup()


def test_order_starts_open(api, created):
    user = add(api, created, "users", email=unique_email())
    product = add(api, created, "products", sku=unique("CUP"), price=800)
    order = add(api, created, "orders", user_id=user["id"], product_id=product["id"])
    assert order["status"] == "open"


def test_quantity_can_be_changed(api, scenario):
    scenario.with_user().with_product(price=500).with_order()
    response = api.patch(f"/orders/{scenario.order['id']}", json={"quantity": 3})
    assert response.json()["total"] == 1500


def test_later_price_leaves_order_alone(api, scenario):
    scenario.with_user().with_product(price=500).with_order()
    api.patch(f"/products/{scenario.product['id']}", json={"price": 900})
    assert api.get(f"/orders/{scenario.order['id']}").json()["total"] == 500
