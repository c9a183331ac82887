"""Steps of builders that register what they make."""

from __future__ import annotations

from textwrap import dedent

import pytest
from tests.rewrite.cleanups.shapes import Case, fixed

CASES: dict[str, Case] = {
    "forgetful builder": (
        "SM204",
        """
        class Checkout:
            def __init__(self, api):
                self.api = api
                self.made = []

            def __enter__(self):
                return self

            def __exit__(self, *error):
                for collection, record_id in reversed(self.made):
                    self.api.delete(f"/{collection}/{record_id}")

            def user(self):
                self.user = self.api.post("/users", json={"country": "AT"}).json()
                self.made.append(("users", self.user["id"]))
                return self

            def discount(self, percent):
                self.discount = self.api.post("/discounts", json={"percent": percent, "user": self.user["id"]}).json()
                return self


        def test_discount(api):
            with Checkout(api) as checkout:
                checkout.user().discount(percent=20)
                assert checkout.discount["percent"] == 20
        """,
        """
        class Checkout:
            def __init__(self, api):
                self.api = api
                self.made = []

            def __enter__(self):
                return self

            def __exit__(self, *error):
                for collection, record_id in reversed(self.made):
                    self.api.delete(f"/{collection}/{record_id}")

            def user(self):
                self.user = self.api.post("/users", json={"country": "AT"}).json()
                self.made.append(("users", self.user["id"]))
                return self

            def discount(self, percent):
                self.discount = self.api.post("/discounts", json={"percent": percent, "user": self.user["id"]}).json()
                self.made.append(("discounts", self.discount["id"]))
                return self


        def test_discount(api):
            with Checkout(api) as checkout:
                checkout.user().discount(percent=20)
                assert checkout.discount["percent"] == 20
        """,
        {
            "tests/conftest.py": dedent("""
        import httpx
        import pytest


        @pytest.fixture
        def api():
            return httpx.Client(base_url="https://shop.test")
        """)
        },
        {},
    ),
    "forgetful fixture": (
        "SM204",
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make():
            made = []

            def draft(kind):
                record = requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()
                made.append(f"{SHOP}/drafts/{record['id']}")
                return record

            def letter(draft):
                return requests.post(f"{SHOP}/letters", json={"draft": draft["id"]}).json()

            yield {"draft": draft, "letter": letter}
            for url in reversed(made):
                requests.delete(url)


        def test_letter(make):
            letter = make["letter"](make["draft"]("letter"))
            assert letter["status"] == "open"
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def make():
            made = []

            def draft(kind):
                record = requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()
                made.append(f"{SHOP}/drafts/{record['id']}")
                return record

            def letter(draft):
                response = requests.post(f"{SHOP}/letters", json={"draft": draft["id"]})
                made.append(f"{SHOP}/letters/{response.json()['id']}")
                return response.json()

            yield {"draft": draft, "letter": letter}
            for url in reversed(made):
                requests.delete(url)


        def test_letter(make):
            letter = make["letter"](make["draft"]("letter"))
            assert letter["status"] == "open"
        """,
        {},
        {},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_cleanups_are_written_in_the_shape_of_the_code(case: str) -> None:
    code, before, after, files, settings = CASES[case]
    assert fixed(code, dedent(before), files, settings) == dedent(after).lstrip("\n")
