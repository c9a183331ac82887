import os

import pytest

from checkout_builder.builder import CheckoutBuilder


@pytest.fixture
def checkout():
    builder = CheckoutBuilder(os.environ.get("SHOP_URL", "http://127.0.0.1:8000"))
    yield builder
    builder.clean()
