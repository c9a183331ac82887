"""What the tests of this folder agree on."""

import os

SHOP = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")

ALICE_ID = 42
TEAPOT_ID = 2
CUSTOMER = {"email": "shared.customer@example.com", "name": "Shared Customer", "country": "FR"}
