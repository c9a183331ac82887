import os

from checkout_builder.builder import CheckoutBuilder

URL = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")


def test_total(checkout):
    order = checkout.customer().article(price=300).order(quantity=3)
    assert order["total"] == 900


def test_discount(checkout):
    order = checkout.customer(email="discounted@example.com").article(sku="BUILDER-2", price=1000).reduced_by(20).order()
    assert order["total"] == 800


def test_status(checkout):
    checkout.customer(email="status@example.com", name="Status")
    checkout.article(sku="BUILDER-3")
    order = checkout.order()
    assert order["status"] == "open"


def test_name(checkout):
    checkout.customer(email="named@example.com", name="Named")
    assert checkout.user["name"] == "Named"


def test_straight_path():
    builder = CheckoutBuilder(URL).customer(email="straight@example.com").article(sku="BUILDER-4", price=700)
    order = builder.order(quantity=2)
    assert order["total"] == 1400
    builder.clean()
