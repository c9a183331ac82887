"""SM202 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        from support.herd import cow


        def test_age():
            with cow(age=4) as record:
                assert record["age"] == 4
        """,
        files={
            "support/herd.py": """
            from contextlib import contextmanager

            import requests

            DAIRY = "https://dairy.test"


            @contextmanager
            def cow(**fields):
                record = requests.post(f"{DAIRY}/cows", json=fields).json()
                yield record
                requests.delete(f"{DAIRY}/cows/{record['id']}")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /cows/… is skipped when the test fails before it
            """
        },
    ),
    """
    import requests
    from cassandra.cluster import Cluster


    class Rows:
        def __init__(self, host):
            self.rows = Cluster([host]).connect("shop")

        def forget(self, crate):
            self.rows.execute(f"DELETE FROM crates WHERE id = '{crate}'")


    def test_rows_are_cleaned_where_it_went_well():
        crate = requests.post("https://shop.test/crates", json={"size": 1}).json()
        seen = requests.get(f"https://shop.test/crates/{crate['id']}").json()
        assert seen["size"] == 1
        if seen["open"]:
            Rows("rows.shop.test").forget(crate["id"])
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE FROM crates is skipped when the test fails before it
    """,
    Example(
        """
        import requests

        SHOP = "https://shop.test"


        def test_order_of_user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            assert order["status"] == "open"

            # Tidy up.
            requests.delete(f"{SHOP}/orders/{order['id']}")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /orders/… is skipped when the test fails before it
            requests.delete(f"{SHOP}/users/{user['id']}")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /users/… is skipped when the test fails before it
        """,
        fixed="""
        import requests

        SHOP = "https://shop.test"


        def test_order_of_user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            try:
                order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
                try:
                    assert order["status"] == "open"
                finally:
                    # Tidy up.
                    requests.delete(f"{SHOP}/orders/{order['id']}")
            finally:
                requests.delete(f"{SHOP}/users/{user['id']}")
        """,
    ),
    """
    import requests
    from shop.client import ShopClient

    DRAFTS = "https://shop.test/drafts"
    shop = ShopClient("https://shop.test")


    def test_after_an_assertion():
        draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
        assert draft["kind"] == "letter"
        requests.delete(f"{DRAFTS}/{draft['id']}")
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /drafts/… is skipped when the test fails before it


    def test_after_another_call():
        draft = shop.create_draft(kind="letter")
        shop.send_draft(draft.id)
        shop.delete_draft(draft.id)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 delete_draft() is skipped when the test fails before it


    def test_several():
        drafts = [requests.post(DRAFTS, json={"kind": kind}).json() for kind in ("letter", "card")]
        assert drafts[0]["id"] != drafts[1]["id"]
        for draft in drafts:
            requests.delete(f"{DRAFTS}/{draft['id']}")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /drafts/… is skipped when the test fails before it


    def test_put_away_at_the_end():
        draft = shop.create_draft(kind="letter")
        assert draft.kind == "letter"
        shop.close_draft(draft.id)
        ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 close_draft() is skipped when the test fails before it


    def test_parent_at_the_end():
        project = requests.post("https://shop.test/projects", json={"kind": "web"}).json()
        task = requests.post(f"https://shop.test/projects/{project['id']}/tasks", json={"kind": "bug"})
        assert task.json()["status"] == "open"
        requests.delete(f"https://shop.test/projects/{project['id']}")
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /projects/… is skipped when the test fails before it


    def test_old_value_is_put_back():
        url = "https://shop.test/customers/42"
        before = requests.get(url).json()["country"]
        requests.patch(url, json={"country": "FR"})
        assert requests.get(f"{url}/prices").json()["currency"] == "EUR"
        requests.patch(url, json={"country": before})
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 PATCH /customers/42 puts a shared record back only if the test does not fail before it
    """,
    Example(
        """
        import unittest

        from scenario import Scenario


        def test_total():
            scenario = Scenario().with_order(quantity=4)
            assert scenario.order["total"] == 1000
            scenario.cleanup()
            ^^^^^^^^^^^^^^^^^^ SM202 DELETE /orders/… is skipped when the test fails before it


        class TotalTest(unittest.TestCase):
            def test_total(self):
                scenario = Scenario().with_order(quantity=4)
                self.assertEqual(scenario.order["total"], 1000)
                scenario.cleanup()
                ^^^^^^^^^^^^^^^^^^ SM202 DELETE /orders/… is skipped when the test fails before it
        """,
        files={
            "tests/scenario.py": """
            import requests

            ORDERS = "https://shop.test/orders"


            class Scenario:
                def __init__(self):
                    self.made = []

                def with_order(self, quantity):
                    self.order = requests.post(ORDERS, json={"quantity": quantity}).json()
                    self.made.append(self.order["id"])
                    return self

                def cleanup(self):
                    for order_id in reversed(self.made):
                        requests.delete(f"{ORDERS}/{order_id}")
            """
        },
    ),
    Example(
        """
        from uuid import uuid4

        from claims import Claims


        def test_claim_is_open():
            claims = Claims()
            claim = claims.report(note=str(uuid4()))
            assert claim["state"] == "open"
            claims.withdraw(claim["id"])
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /claims/… is skipped when the test fails before it
        """,
        files={
            "tests/claims.py": """
            import httpx


            class Claims:
                def __init__(self):
                    self.http = httpx.Client(base_url="https://claims.test")

                def report(self, **fields):
                    return self.http.post("/claims", json=fields).json()

                def withdraw(self, claim_id):
                    self.http.delete(f"/claims/{claim_id}")
            """
        },
    ),
    Example(
        """
        import requests
        from stalls import Stalls

        MARKET = "https://market.test"


        def test_stall_is_free():
            stalls = Stalls()
            stall = stalls.open(metres=4)
            assert stall["state"] == "free"
            stalls.dismantle(stall)
            ^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /stalls/… is skipped when the test fails before it


        def test_user_is_blocked_for_a_while():
            blocked = requests.post(f"{MARKET}/users/bob/block").json()
            assert blocked["state"] == "blocked"
            requests.post(f"{MARKET}/users/bob/unblock")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 POST /users/bob/unblock puts a shared record back only if the test does not fail before it
        """,
        files={
            "tests/stalls.py": """
            import requests

            MARKET = "https://market.test"


            class Stalls:
                def open(self, **fields):
                    return requests.post(f"{MARKET}/stalls", json=fields).json()

                def dismantle(self, stall):
                    requests.delete(f"{MARKET}/stalls/{stall['id']}").raise_for_status()
            """
        },
    ),
    Example(
        """
        import contextlib
        import os
        import subprocess

        import pytest

        from shelf import KeysClient


        class TestKeys:
            @contextlib.contextmanager
            def clean(self):
                address = os.environ.get("KEYS_URL")
                if address:
                    with KeysClient(address) as client:
                        yield client
                else:
                    with KeysClient("localhost") as client:
                        yield client

                def wipe():
                    subprocess.check_output(["keysctl", "del", "--prefix", "/"])

                wipe()

            @pytest.fixture
            def keys(self):
                with self.clean() as keys:
                    yield keys

            def test_fixture_goes_on_where_it_was(self, keys):
                assert keys.put("/shelves/1", "books").revision > 0
                assert keys.get("/shelves/1") == "books"

            def test_manager_does_not(self):
                with self.clean() as keys:
                     ^^^^^^^^^^^^ SM202 check_output() is skipped when the test fails before it
                    assert keys.put("/shelves/2", "maps").revision > 0
        """,
        files={
            "shelf.py": """
                from keysrpc import Stub


                class KeysClient:
                    def __init__(self, address):
                        self.stub = Stub(address)

                    def __enter__(self):
                        return self

                    def __exit__(self, *error):
                        self.stub.close()

                    def put(self, key, value):
                        return self.stub.Put(key, value)

                    def get(self, key):
                        return self.stub.Get(key)
                """
        },
    ),
    """
    import os
    from contextlib import ExitStack
    from functools import partial

    import requests

    API = os.environ["SITES_URL"]


    class Sites(ExitStack):
        def __init__(self):
            super().__init__()
            self.site = None

        def with_site(self, **fields):
            self.site = requests.post(f"{API}/sites", json=fields).json()
            self.callback(partial(requests.delete, f"{API}/sites/{self.site['id']}"))
            return self


    def test_closed_at_the_end():
        sites = Sites().with_site(region="north")
        assert sites.site["pits"] == []
        sites.close()
        ^^^^^^^^^^^^^ SM202 DELETE /sites/… is skipped when the test fails before it


    def test_closed_in_any_case():
        with Sites() as sites:
            sites.with_site(region="south")
            assert sites.site["pits"] == []
    """,
    """
    import gitlab

    gl = gitlab.Gitlab("https://git.test")


    def test_new_project_is_empty():
        project = gl.projects.create({"description": "scratch"})
        assert project.empty_repo
        project.delete()
        ^^^^^^^^^^^^^^^^ SM202 …
    """,
]

SILENT = [
    """
    import requests

    SHOP = "https://shop.test"


    def test_one_cleanup_within_another():
        draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
        card = requests.post(f"{SHOP}/cards", json={"draft": draft["id"]}).json()
        try:
            assert card["status"] == "open"
        finally:
            try:
                requests.delete(f"{SHOP}/cards/{card['id']}")
            finally:
                requests.delete(f"{SHOP}/drafts/{draft['id']}")
    """,
    Example(
        """
        from lobby.client import LobbyClient

        lobby = LobbyClient("https://lobby.test")


        def test_invite():
            invited = lobby.send("POST", "invites", {"seat": 3})
            assert invited.status_code == 201
            lobby.send("DELETE", f"invites/{invited.json()['id']}")
        """,
        files={
            "lobby/client.py": """
                import requests

                from lobby.audit import audit


                class LobbyClient:
                    def __init__(self, url):
                        self.url = url

                    def send(self, method, path, body=None):
                        audit.note(method, body)
                        assert path
                        return requests.request(method, f"{self.url}/{path}", json=body)
                """
        },
    ),
    """
    import logging

    import requests
    from shop.client import ShopClient

    DRAFTS = "https://shop.test/drafts"
    shop = ShopClient("https://shop.test")


    def test_finally():
        draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
        try:
            assert draft["kind"] == "letter"
        finally:
            requests.delete(f"{DRAFTS}/{draft['id']}")


    def test_nothing_but_success_stands_between():
        response = requests.post(DRAFTS, json={"kind": "letter"})
        assert response.status_code == 201, response.text
        draft_id = response.json()["id"]
        logging.info("made %s", draft_id)
        requests.delete(f"{DRAFTS}/{draft_id}")


    def test_delete_is_what_is_tested():
        draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
        assert requests.get(f"{DRAFTS}/{draft['id']}").ok
        assert requests.delete(f"{DRAFTS}/{draft['id']}").status_code == 204


    def test_draft_is_gone():
        draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
        assert draft["kind"] == "letter"
        requests.delete(f"{DRAFTS}/{draft['id']}")
        assert requests.get(f"{DRAFTS}/{draft['id']}").status_code == 404


    def test_draft_is_no_longer_listed():
        draft = shop.create_draft(kind="letter")
        shop.send_draft(draft.id)
        shop.delete_draft(draft.id)
        assert draft.id not in [each.id for each in shop.list_drafts()]


    def test_delete_draft():
        draft = shop.create_draft(kind="letter")
        shop.send_draft(draft.id)
        shop.delete_draft(draft.id)


    def test_old_value_is_sure_to_be_put_back():
        url = "https://shop.test/customers/42"
        before = requests.get(url).json()["country"]
        requests.patch(url, json={"country": "FR"})
        try:
            assert requests.get(f"{url}/prices").json()["currency"] == "EUR"
        finally:
            requests.patch(url, json={"country": before})
    """,
    Example(
        """
        import unittest

        from shop.client import ShopClient

        shop = ShopClient("https://shop.test")


        def test_teardown_deletes_it_too(draft):
            shop.send_draft(draft.id)
            shop.delete_draft(draft.id)


        class DraftTest(unittest.TestCase):
            def test_finalizer_deletes_it_too(self):
                draft = shop.create_draft(kind="letter")
                self.addCleanup(shop.delete_draft, draft.id)
                self.assertEqual(draft.kind, "letter")
                shop.delete_draft(draft.id)
        """,
        files={
            "tests/conftest.py": """
            import pytest
            from shop.client import ShopClient


            @pytest.fixture
            def draft():
                client = ShopClient("https://shop.test")
                draft = client.create_draft(kind="letter")
                yield draft
                client.delete_draft(draft.id)
            """
        },
    ),
    """
    import requests
    import responses

    DRAFTS = "https://shop.test/drafts"


    @responses.activate
    def test_nothing_is_made():
        responses.add(responses.POST, DRAFTS, json={"id": 1})
        responses.add(responses.DELETE, f"{DRAFTS}/1")
        draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
        assert draft["id"]
        requests.delete(f"{DRAFTS}/{draft['id']}")
    """,
    """
    from django.test import TestCase
    from shop.models import Draft


    class DraftTest(TestCase):
        def test_kind(self):
            draft = Draft.objects.create(kind="letter")
            self.assertEqual(draft.kind, "letter")
            draft.delete()
    """,
    """
    import unittest

    import requests

    DRAFTS = "https://shop.test/drafts"


    class DraftTest(unittest.TestCase):
        def test_registered_after_the_success_of_the_create(self):
            answer = requests.post(DRAFTS, json={"kind": "letter"})
            self.assertEqual(answer.status_code, 201)
            self.assertIn("id", answer.json())
            self.addCleanup(requests.delete, f"{DRAFTS}/{answer.json()['id']}")
            self.assertEqual(answer.json()["kind"], "letter")
    """,
    """
    import requests

    USERS = "https://shop.test/users"


    def new_user():
        answer = requests.post(USERS, json={})
        assert answer.status_code == 201
        return answer.json()


    def test_two_of_them():
        one, two = new_user(), new_user()
        try:
            assert one["id"] != two["id"]
        finally:
            requests.delete(f"{USERS}/{two['id']}")
            requests.delete(f"{USERS}/{one['id']}")


    def test_each_checked_by_the_test():
        one = requests.post(USERS, json={})
        two = requests.post(USERS, json={})
        assert one.status_code == 201
        assert two.status_code == 201
        try:
            assert one.json()["id"] != two.json()["id"]
        finally:
            requests.delete(f"{USERS}/{two.json()['id']}")
            requests.delete(f"{USERS}/{one.json()['id']}")
    """,
    """
    import requests

    NOTES = "https://shop.test/notes"


    def clear(note):
        yield
        requests.delete(f"{NOTES}/{note['id']}")


    def test_a_generator_that_nobody_begins_deletes_nothing():
        note = requests.post(NOTES, json={"kind": "memo"}).json()
        assert note["kind"] == "memo"
        clear(note)
    """,
    """
    import requests

    JOBS = "https://shop.test/jobs"


    class Jobs:
        def cancel(self, job):
            requests.delete(f"{JOBS}/{job['id']}")


    def test_job_cancellation(cluster):
        job = requests.post(JOBS, json={"kind": "count"}).json()
        assert job["kind"] == "count"
        Jobs().cancel(job)
        assert cluster.pods() == []


    def test_by_id():
        def rename(id):
            assert requests.patch(f"{JOBS}/{id}", json={"kind": "sum"}).status_code == 200

        def remove(id):
            assert requests.delete(f"{JOBS}/{id}").status_code == 200

        job = requests.post(JOBS, json={"kind": "count"}).json()
        rename(job["id"])
        remove(job["id"])
    """,
    """
    from shop.client import ShopClient

    shop = ShopClient("https://shop.test")


    def test_limit_is_made_anew():
        quota = shop.quotas.create(kind="space")
        assert quota.kind == "space"
        limits = shop.quota(quota.id).limits
        limit = next((one for one in limits.list() if one.kind == "disk"), None)
        if limit is not None:
            limits.delete(limit.id)
        assert limits.create(kind="disk", amount=5).amount == 5


    def test_crud():
        note = shop.notes.create(kind="memo")
        assert shop.notes.get(note.id).kind == "memo"
        shop.notes.delete(note.id)
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM202", example)
