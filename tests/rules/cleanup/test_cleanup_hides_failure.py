"""SM208 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def crates():
            made = [requests.post(f"{SHOP}/crates", json={"size": size}).json()["id"] for size in (1, 2)]
            label = requests.post(f"{SHOP}/labels", json={"for": made}).json()["id"]
            yield made
            gone = requests.delete(f"{SHOP}/labels/{label}")
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM208 DELETE /labels/… stops the cleanup when it fails: an assertion about it skips the deletes after it
            assert gone.ok
            for number, crate in enumerate(made):
                with open(f"/var/log/crates-{number}.log", "w") as log:
                    log.write(str(crate))
            for crate in made:
                requests.delete(f"{SHOP}/crates/{crate}")


        def test_crates(crates):
            assert len(crates) == 2
        """,
        fixed="""
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def crates():
            made = [requests.post(f"{SHOP}/crates", json={"size": size}).json()["id"] for size in (1, 2)]
            label = requests.post(f"{SHOP}/labels", json={"for": made}).json()["id"]
            yield made
            gone = requests.delete(f"{SHOP}/labels/{label}")
            assert gone.ok
            for number, crate in enumerate(made):
                with open(f"/var/log/crates-{number}.log", "w") as log:
                    log.write(str(crate))
            for crate in made:
                requests.delete(f"{SHOP}/crates/{crate}")


        def test_crates(crates):
            assert len(crates) == 2
        """,
    ),
    """
    import allure
    import requests

    CRATES = "https://store.test/crates"


    def test_the_finally_binds_the_name_itself():
        made = []
        try:
            for crate in ({"size": 1}, {"size": 2}):
                crate_id = requests.post(CRATES, json=crate).json()["id"]
                made.append(crate_id)
            assert len(set(made)) == 2
        finally:
            with allure.step("take them away"):
                for crate_id in made:
                    requests.delete(f"{CRATES}/{crate_id}")
    """,
    """
    import pytest
    import requests
    from shop.client import ShopClient

    SHOP = "https://shop.test"
    shop = ShopClient(SHOP)


    def test_made_inside():
        try:
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            assert draft["kind"] == "letter"
        finally:
            requests.delete(f"{SHOP}/drafts/{draft['id']}")
                                             ^^^^^ SM208 draft is bound inside the try: if POST /drafts fails, a NameError hides why


    @pytest.fixture
    def draft():
        try:
            record = shop.create_draft(kind="letter")
            yield record
        finally:
            shop.delete_draft(record.id)
                              ^^^^^^ SM208 record is bound inside the try: if create_draft() fails, a NameError hides why


    def test_made_in_fixture(draft):
        assert draft.kind == "letter"


    def test_success_is_demanded():
        user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
        order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
        try:
            assert order["status"] == "open"
        finally:
            answer = requests.delete(f"{SHOP}/orders/{order['id']}")
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM208 DELETE /orders/… stops the cleanup when it fails: an assertion about it skips the deletes after it
            assert answer.status_code == 204
            requests.delete(f"{SHOP}/users/{user['id']}")


    @pytest.fixture
    def made():
        urls = []
        yield urls
        for url in reversed(urls):
            requests.delete(url).raise_for_status()
            ^^^^^^^^^^^^^^^^^^^^ SM208 DELETE /drafts/… stops the cleanup when it fails: raise_for_status() skips the deletes after it


    def test_noted(made):
        draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
        made.append(f"{SHOP}/drafts/{draft['id']}")
        assert draft["kind"] == "letter"
    """,
    Example(
        """
        import unittest

        from scenario import Scenario


        class OrderTest(unittest.TestCase):
            def setUp(self):
                self.scenario = Scenario()

            def tearDown(self):
                self.scenario.clear()

            def test_order_is_open(self):
                self.assertEqual(self.scenario.add("orders")["status"], "open")
        """,
        files={
            "tests/scenario.py": """
            import httpx


            class Scenario:
                def __init__(self):
                    self.api = httpx.Client(base_url="https://shop.test")
                    self.paths = []

                def add(self, collection):
                    record = self.api.post(f"/{collection}", json={}).json()
                    self.paths.append(f"/{collection}/{record['id']}")
                    return record

                def clear(self):
                    while self.paths:
                        answer = self.api.delete(self.paths.pop())
                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM208 DELETE /orders/… stops the cleanup when it fails: raise_for_status() skips the deletes after it
                        answer.raise_for_status()
            """
        },
    ),
    """
    import os

    import pytest
    import requests

    API = os.environ["BISTRO_URL"]


    def test_bound_by_a_condition():
        try:
            if (order := requests.post(f"{API}/orders", json={"courses": 2}).json())["courses"] != 2:
                pytest.fail("another order")
        finally:
            requests.delete(f"{API}/orders/{order['id']}")
                                            ^^^^^ SM208 order is bound inside the try: if POST /orders fails, a NameError hides why
    """,
    Example(
        """
        import requests

        SHOP = "https://shop.test"


        def succeeded(answer, status):
            assert answer.status_code == status, answer.text


        def test_open():
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            card = requests.post(f"{SHOP}/cards", json={"draft": draft["id"]}).json()
            try:
                assert card["status"] == "open"
            finally:
                succeeded(requests.delete(f"{SHOP}/cards/{card['id']}"), 204)
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM208 DELETE /cards/… stops the cleanup when it fails: an assertion about it skips the deletes after it
                gone = requests.delete(f"{SHOP}/drafts/{draft['id']}")
                succeeded(gone, 204)
        """,
        fixed="""
        import requests

        SHOP = "https://shop.test"


        def succeeded(answer, status):
            assert answer.status_code == status, answer.text


        def test_open():
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            card = requests.post(f"{SHOP}/cards", json={"draft": draft["id"]}).json()
            try:
                assert card["status"] == "open"
            finally:
                try:
                    succeeded(requests.delete(f"{SHOP}/cards/{card['id']}"), 204)
                finally:
                    gone = requests.delete(f"{SHOP}/drafts/{draft['id']}")
                    succeeded(gone, 204)
        """,
    ),
    """
    import requests

    SHOP = "https://shop.test"


    def test_named_in_an_assertion():
        try:
            assert (order := requests.post(f"{SHOP}/orders", json={"amount": 5}).json())["amount"] == 5
        finally:
            requests.delete(f"{SHOP}/orders/{order['id']}")
                                             ^^^^^ SM208 …
    """,
]


@pytest.mark.parametrize("example", FOUND)
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM208", example)
