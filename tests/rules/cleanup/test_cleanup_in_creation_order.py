"""SM203 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture
    def made():
        urls = []
        yield urls
        for url in urls:
        ^^^^^^^^^^^^^^^ SM203 the loop deletes in creation order: what POST /users made goes before what POST /orders made
            requests.delete(url)


    @pytest.fixture
    def queued():
        urls = []
        yield urls
        while urls:
        ^^^^^^^^^^ SM203 the loop deletes in creation order: what POST /users made goes before what POST /orders made
            requests.delete(urls.pop(0))


    def make(urls, collection, **fields):
        record = requests.post(f"{SHOP}/{collection}", json=fields).json()
        urls.append(f"{SHOP}/{collection}/{record['id']}")
        return record


    def test_order_of_user(made):
        user = make(made, "users", country="AT")
        order = make(made, "orders", user=user["id"])
        assert order["status"] == "open"


    def test_order_in_queue(queued):
        user = make(queued, "users", country="AT")
        order = make(queued, "orders", user=user["id"])
        assert order["status"] == "open"


    def test_subcategory(made):
        parent = make(made, "categories", kind="food")
        child = make(made, "categories", kind="fruit", parent=parent["id"])
        assert child["parent"] == parent["id"]


    def test_written_out():
        user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
        order = None
        try:
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            assert order["status"] == "open"
        finally:
            requests.delete(f"{SHOP}/users/{user['id']}")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM203 DELETE /users/… comes too early: what POST /orders made can still depend on it
            if order:
                requests.delete(f"{SHOP}/orders/{order['id']}")
    """
]

SILENT = [
    """
    import gitlab
    import pytest
    from uuid import uuid4

    git = gitlab.Gitlab("https://git.test")


    @pytest.fixture
    def group():
        name = f"group-{uuid4()}"
        made = git.groups.create({"name": name, "path": name})
        yield made
        git.groups.delete(name)


    @pytest.fixture
    def project(group):
        made = git.projects.create({"name": "shop", "namespace_id": group.id})
        yield made
        made.delete()


    @pytest.fixture
    def part(group, project):
        name = f"part-{uuid4()}"
        made = git.groups.create({"name": name, "path": name, "parent_id": group.id})
        yield made
        git.groups.delete(f"{group.full_path}/{name}")


    def test_part(part):
        assert part.id
    """,
    """
    import unittest

    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture
    def made():
        urls = []
        yield urls
        for url in reversed(urls):
            requests.delete(url)


    @pytest.fixture
    def stacked():
        urls = []
        yield urls
        while urls:
            requests.delete(urls.pop())


    @pytest.fixture
    def drafts():
        urls = []
        yield urls
        for url in urls:
            requests.delete(url)


    def make(urls, collection, **fields):
        record = requests.post(f"{SHOP}/{collection}", json=fields).json()
        urls.append(f"{SHOP}/{collection}/{record['id']}")
        return record


    def test_order_of_user(made, stacked):
        user = make(made, "users", country="AT")
        order = make(made, "orders", user=user["id"])
        letter = make(stacked, "letters", order=order["id"])
        card = make(stacked, "cards", letter=letter["id"])
        assert card["status"] == "open"


    def test_drafts_do_not_depend_on_each_other(drafts):
        first = make(drafts, "drafts", kind="letter")
        second = make(drafts, "drafts", kind="letter")
        assert first["id"] != second["id"]


    class OrderTest(unittest.TestCase):
        def test_registered_cleanups_run_last_first(self):
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            self.addCleanup(requests.delete, f"{SHOP}/users/{user['id']}")
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            self.addCleanup(requests.delete, f"{SHOP}/orders/{order['id']}")
            self.assertEqual(order["status"], "open")


    def test_written_out():
        user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
        order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
        try:
            assert order["status"] == "open"
        finally:
            requests.delete(f"{SHOP}/orders/{order['id']}")
            requests.delete(f"{SHOP}/users/{user['id']}")


    def test_neither_knows_the_other():
        user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
        product = requests.post(f"{SHOP}/products", json={"price": 100}).json()
        try:
            assert user["id"] and product["id"]
        finally:
            requests.delete(f"{SHOP}/users/{user['id']}")
            requests.delete(f"{SHOP}/products/{product['id']}")


    def test_user_takes_orders_along():
        user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
        order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
        requests.delete(f"{SHOP}/users/{user['id']}")
        assert requests.get(f"{SHOP}/orders/{order['id']}").status_code == 404
    """,
    """
    import contextlib
    import uuid

    import pytest
    import requests

    SHOP = "https://shop.test"


    def new_user():
        return requests.post(f"{SHOP}/users", json={"login": uuid.uuid4().hex}).json()


    def test_each_has_a_value_of_its_own():
        users = [new_user() for _ in range(2)]
        try:
            assert users[0]["login"] != users[1]["login"]
        finally:
            for user in users:
                requests.delete(f"{SHOP}/users/{user['id']}")


    def test_each_goes_before_the_next():
        for role in ("buyer", "seller"):
            user = new_user()
            order = requests.post(f"{SHOP}/orders", json={"user_id": user["id"]}).json()
            try:
                assert order["user_id"] == user["id"]
            finally:
                requests.delete(f"{SHOP}/orders/{order['id']}")
                requests.delete(f"{SHOP}/users/{user['id']}")


    @pytest.fixture
    def order():
        user = new_user()
        try:
            order = requests.post(f"{SHOP}/orders", json={"user_id": user["id"]}).json()
        except requests.RequestException:
            requests.delete(f"{SHOP}/users/{user['id']}")
            raise
        yield order
        requests.delete(f"{SHOP}/orders/{order['id']}")
        requests.delete(f"{SHOP}/users/{user['id']}")


    def test_failed_half_way(order):
        assert order["status"] == "open"


    @contextlib.contextmanager
    def one_user():
        user = new_user()
        try:
            yield user
        finally:
            requests.delete(f"{SHOP}/users/{user['id']}")


    def test_stack_leaves_the_last_first():
        with contextlib.ExitStack() as stack:
            user = stack.enter_context(one_user())
            order = requests.post(f"{SHOP}/orders", json={"user_id": user["id"]}).json()
            stack.callback(requests.delete, f"{SHOP}/orders/{order['id']}")
            assert order["user_id"] == user["id"]
    """,
    """
    from uuid import uuid4

    import requests

    SHOP = "https://shop.test"


    def named(name):
        return {"metadata": {"name": name, "labels": {"app": name}}}


    def test_two_that_go_by_one_name():
        name = f"till-{uuid4()}"
        requests.post(f"{SHOP}/services", json=named(name))
        requests.post(f"{SHOP}/deployments", json=named(name))
        try:
            assert requests.get(f"{SHOP}/deployments/{name}").json()["ready"]
        finally:
            requests.delete(f"{SHOP}/services/{name}")
            requests.delete(f"{SHOP}/deployments/{name}")
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM203", example)
