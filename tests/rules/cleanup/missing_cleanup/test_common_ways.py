"""The common ways to make a record and to take it away again, to be refused one, and to read."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        import requests

        SHOP = "https://shop.test"


        def test_letter_is_open(user):
            response = requests.post(f"{SHOP}/letters", json={"user": user["id"]})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /letters makes a record that nothing takes away
            assert response.status_code == 201

            # What is tested.
            assert response.json()["status"] == "open"
        """,
        fixed="""
        import requests

        SHOP = "https://shop.test"


        def test_letter_is_open(user):
            response = requests.post(f"{SHOP}/letters", json={"user": user["id"]})
            assert response.status_code == 201
            try:
                # What is tested.
                assert response.json()["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/letters/{response.json()['id']}")
        """,
    ),
    """
    import os

    import requests

    SHOP = os.environ["SHOP_URL"]


    def test_new_customer():
        response = requests.post(f"{SHOP}/customers", json={"country": "AT"})
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /customers makes a record that nothing takes away
        assert response.status_code == 201


    def test_purged_before_it_begins():
        requests.delete(f"{SHOP}/drafts/summer")
        draft = requests.post(f"{SHOP}/drafts", json={"slug": "summer"})
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
        assert draft.ok


    def test_kept_in_some_environments():
        draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
        try:
            assert draft["kind"] == "letter"
        finally:
            if os.environ.get("TIDY"):
                requests.delete(f"{SHOP}/drafts/{draft['id']}")


    def test_only_its_owner_may_delete_it():
        draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
        other = {"Authorization": os.environ["OTHER_TOKEN"]}
        assert requests.delete(f"{SHOP}/drafts/{draft['id']}", headers=other).status_code == 403


    def test_one_of_two():
        first = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
        try:
            second = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
            assert first["id"] != second["id"]
        finally:
            requests.delete(f"{SHOP}/drafts/{first['id']}")


    def test_mutation():
        document = "mutation { createDraft(kind: LETTER) { id } }"
        assert requests.post(f"{SHOP}/graphql", json={"query": document}).ok
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /graphql makes a record that nothing takes away


    def test_what_would_go_with_its_parent():
        project = requests.post(f"{SHOP}/projects", json={"kind": "web"}).json()
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /projects makes a record that nothing takes away
        assert requests.post(f"{SHOP}/projects/{project['id']}/tasks", json={"kind": "bug"}).ok


    def test_sign_up():
        assert requests.post(f"{SHOP}/auth/register", json={"country": "AT"}).ok
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /auth/register makes a record that nothing takes away
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_second_one_is_refused():
        for status in (201, 409):
            answer = requests.post(f"{SHOP}/drafts", json={"kind": "letter"})
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM201 POST /drafts makes a record that nothing takes away
        assert answer.status_code == 409
    """,
]

SILENT = [
    """
    import os
    from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
    from uuid import uuid4

    import httpx
    import requests

    SHOP = os.environ["SHOP_URL"]


    def test_number_of_its_own():
        number = uuid4().int % 10**9
        requests.post(f"{SHOP}/notes", json={"id": number, "text": "hi"})
        requests.delete(f"{SHOP}/notes/{number}")
        assert requests.get(f"{SHOP}/notes/{number}").status_code == 404


    def test_finally():
        draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
        try:
            assert draft["kind"] == "letter"
        finally:
            with suppress(requests.RequestException):
                requests.delete(f"{SHOP}/drafts/{draft['id']}")


    def test_parent_takes_it_along():
        project = requests.post(f"{SHOP}/projects", json={"kind": "web"}).json()
        try:
            assert requests.post(f"{SHOP}/projects/{project['id']}/tasks", json={"kind": "bug"}).ok
        finally:
            requests.delete(f"{SHOP}/projects/{project['id']}")


    def test_ownership_ends_with_the_tested_delete():
        draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
        try:
            assert requests.delete(f"{SHOP}/drafts/{draft['id']}").status_code == 204
            draft = None
        finally:
            if draft:
                requests.delete(f"{SHOP}/drafts/{draft['id']}")


    def send(procedure, body=None):
        return requests.post(f"{SHOP}/{procedure}", data=body and body.encode())


    def test_procedure_that_deletes():
        note = send("notes.create").json()
        try:
            assert send("notes.info").ok
        finally:
            send("notes.delete", note["id"])


    def test_its_error_is_what_is_checked():
        try:
            requests.post(f"{SHOP}/notes", json={"text": ""}).raise_for_status()
        except requests.HTTPError as error:
            assert "empty" in str(error)


    def test_what_cannot_be_deleted_is_closed():
        ticket = requests.post(f"{SHOP}/tickets", json={"kind": "bug"}).json()
        try:
            assert ticket["status"] == "open"
        finally:
            requests.patch(f"{SHOP}/tickets/{ticket['id']}", json={"status": "closed"})


    def test_what_hangs_below_is_closed_with_it():
        ticket = requests.post(f"{SHOP}/tickets", json={"kind": "bug"}).json()
        try:
            assert requests.post(f"{SHOP}/tickets/{ticket['id']}/comments", json={"kind": "note"}).ok
        finally:
            requests.patch(f"{SHOP}/tickets/{ticket['id']}", json={"status": "closed"})


    def test_one_of_two_ways():
        draft = upload_draft({"kind": "letter"}).json()["id"]
        try:
            assert draft
        finally:
            requests.delete(f"{SHOP}/drafts/{draft}")


    def upload_draft(source):
        if isinstance(source, dict):
            return sent(source)
        return requests.post(f"{SHOP}/drafts", data=source)


    def sent(source):
        return requests.post(f"{SHOP}/drafts", json=source)


    def test_finalizer(request):
        draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
        request.addfinalizer(lambda: requests.delete(f"{SHOP}/drafts/{draft['id']}"))
        assert draft["kind"] == "letter"


    def test_exit_stack():
        with ExitStack() as stack:
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            stack.callback(requests.delete, f"{SHOP}/drafts/{draft['id']}")
            assert draft["kind"] == "letter"


    async def test_asynchronous_exit_stack():
        async with httpx.AsyncClient(base_url=SHOP) as client, AsyncExitStack() as stack:
            draft = (await client.post("/drafts", json={"kind": "letter"})).json()
            stack.push_async_callback(client.delete, f"/drafts/{draft['id']}")
            assert draft["kind"] == "letter"


    @contextmanager
    def temporary_draft():
        draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
        try:
            yield draft
        finally:
            requests.delete(f"{SHOP}/drafts/{draft['id']}")


    def test_context_manager():
        with temporary_draft() as draft:
            assert draft["kind"] == "letter"


    def test_many():
        made = []
        try:
            for kind in ("letter", "invoice"):
                made.append(requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()["id"])
            assert len(set(made)) == 2
        finally:
            for draft_id in reversed(made):
                requests.delete(f"{SHOP}/drafts/{draft_id}")
    """,
    """
    import os

    import pytest
    import requests
    from shop.client import ShopClient, ShopError

    SHOP = os.environ["SHOP_URL"]
    shop = ShopClient(SHOP)


    def test_empty_draft_is_refused():
        assert requests.post(f"{SHOP}/drafts", json={}).status_code == 422


    def test_one_of_several_statuses():
        assert requests.post(f"{SHOP}/drafts", json={}).status_code in (400, 422)


    def test_range_of_statuses():
        assert 400 <= requests.post(f"{SHOP}/drafts", json={}).status_code < 500


    def test_it_is_not_ok():
        assert not requests.post(f"{SHOP}/drafts", json={}).ok


    def test_its_error_is_told():
        assert requests.post(f"{SHOP}/drafts", json={}).json()["detail"] == "kind is required"


    def test_it_raises():
        with pytest.raises(requests.HTTPError):
            requests.post(f"{SHOP}/drafts", json={}).raise_for_status()


    def test_client_raises():
        with pytest.raises(ShopError):
            shop.create_draft(kind="")


    def test_failure_is_caught():
        try:
            shop.create_draft(kind="")
        except ShopError as error:
            assert "kind" in str(error)
        else:
            pytest.fail("it was created")


    def test_call_says_what_it_expects():
        shop.create_draft(kind="", expected_status=400)


    def test_assertion_of_the_suite():
        answer = requests.post(f"{SHOP}/drafts", json={})
        assert_bad_request(answer)


    def assert_bad_request(answer):
        assert answer.status_code == 400


    def test_not_run():
        pytest.skip("no drafts yet")
        requests.post(f"{SHOP}/drafts", json={"kind": "letter"})
    """,
    """
    import os

    import requests
    from shop.client import ShopClient

    SHOP = os.environ["SHOP_URL"]
    shop = ShopClient(SHOP)


    def test_log_in():
        assert requests.post(f"{SHOP}/auth/login", json={"user": "staff"}).cookies


    def test_search():
        assert requests.post(f"{SHOP}/drafts/search", json={"kind": "letter"}).json()


    def test_read_by_query():
        assert requests.post(f"{SHOP}/graphql", json={"query": "{ drafts { id } }"}).json()


    def test_calculate():
        assert requests.post(f"{SHOP}/prices/calculate", json={"quantity": 2}).json() == 200


    def test_order_to_the_service():
        assert requests.post(f"{SHOP}/mails/send", json={"kind": "welcome"}).status_code == 202


    def test_ask_for_several_by_their_ids():
        drafts = requests.post(f"{SHOP}/drafts/gather", json=[7, 8]).json()
        assert requests.get(f"{SHOP}/authors/{drafts[0]['author']}").ok


    def test_no_address():
        requests.post("drafts", json={"kind": "letter"})


    def test_name_with_a_slash():
        requests.post(f"{SHOP}/plugins/create", params={"name": "shop/mailer"})
        try:
            assert requests.get(f"{SHOP}/plugins/shop/mailer").ok
        finally:
            requests.delete(f"{SHOP}/plugins/shop/mailer", params={"force": True})


    def test_fake_server():
        assert requests.post("https://jsonplaceholder.typicode.com/posts", json={"kind": "a"}).ok


    def test_sandbox_takes_itself_away():
        with shop.create_sandbox() as sandbox:
            assert sandbox.number


    def test_report(tmp_path):
        (tmp_path / "report.html").write_text("<p>fine</p>")
        shop.create_report("report.html")
    """,
    Example(
        """
        import unittest

        import requests
        from shop import SHOP, ShopClient

        shop = ShopClient()


        class DraftTest(unittest.TestCase):
            def test_registered(self):
                draft = shop.create_draft(kind="letter")
                self.addCleanup(shop.delete_draft, draft["id"])
                self.assertEqual(draft["kind"], "letter")

            def test_registered_within_another_call(self):
                draft = shop.create_draft(kind="letter")
                self.addCleanup(ignoring_missing, shop.delete_draft, draft["id"])
                self.assertEqual(draft["kind"], "letter")

            def test_registered_by_a_helper(self):
                self.assertEqual(self.make_draft()["kind"], "letter")

            def make_draft(self):
                draft = shop.create_draft(kind="letter")
                self.addCleanup(lambda: shop.delete_draft(draft["id"]))
                return draft


        def ignoring_missing(function, *arguments):
            try:
                function(*arguments)
            except requests.HTTPError:
                pass


        class TestTornDown:
            def setup_method(self):
                self.made = []

            def teardown_method(self):
                while self.made:
                    shop.delete_draft(self.made.pop())

            def test_tracked(self):
                draft = shop.create_draft(kind="letter")
                self.made.append(draft["id"])
                assert draft["kind"] == "letter"
        """,
        files={
            "tests/shop.py": """
            import httpx

            SHOP = "https://shop.test"


            class ShopClient:
                def __init__(self):
                    self.http = httpx.Client(base_url=SHOP)

                def create_draft(self, **fields):
                    return self.http.post("/drafts", json=fields).json()

                def delete_draft(self, draft_id):
                    self.http.delete(f"/drafts/{draft_id}")
            """
        },
    ),
    Example(
        """
        def test_swept(api):
            assert api.post("/drafts", json={"kind": "letter"}).json()["kind"] == "letter"


        def test_what_hangs_below_is_swept_too(api, project):
            assert api.post(f"/projects/{project}/tasks", json={"kind": "bug"}).ok
        """,
        files={
            "tests/conftest.py": """
            import httpx
            import pytest


            @pytest.fixture(scope="session")
            def api():
                with httpx.Client(base_url="https://shop.test") as client:
                    yield client


            @pytest.fixture
            def project(api):
                return api.post("/projects", json={"kind": "web"}).json()["id"]


            @pytest.fixture(scope="session", autouse=True)
            def swept(api):
                yield
                for collection in ("drafts", "projects"):
                    for record in api.get(f"/{collection}").json():
                        api.delete(f"/{collection}/{record['id']}")
            """
        },
    ),
    """
    import time

    import pytest
    import requests

    SHOP = "https://shop.test"
    known = set()


    def timed(path, send):
        if path in known:
            answer = send()
            return answer
        begin = time.perf_counter()
        answer = send()
        known.add(path)
        assert time.perf_counter() - begin < 5
        return answer


    def test_refused_in_whichever_branch_it_is_sent():
        answer = timed("/drafts", lambda: requests.post(f"{SHOP}/drafts", json={"kind": 7}))
        assert answer.status_code == 422


    def test_skipped_where_it_is_not_refused():
        answer = requests.post(f"{SHOP}/drafts", json={"kind": "none"})
        if answer.status_code != 422:
            pytest.skip("kinds are not checked yet")
        assert answer.json()["detail"]


    def test_known_to_be_accepted():
        answer = requests.post(f"{SHOP}/drafts", json={"kind": "other"})
        if answer.status_code != 422:
            pytest.xfail("kinds are not checked yet")
        else:
            assert answer.json()["detail"]
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_reload():
        assert requests.post(f"{SHOP}/reload").ok
        assert requests.post(f"{SHOP}/search/reindex").ok
    """,
    Example(
        """
        from shop.client import Shop


        def test_order_is_sent(mocker):
            session = mocker.MagicMock()
            Shop(session=session).create_order(amount=5)
            session.request.assert_called_once_with("POST", "/orders", json={"amount": 5})
        """,
        files={
            "shop/client.py": """
            class Shop:
                def __init__(self, session):
                    self.session = session

                def create_order(self, **fields):
                    return self.session.request("POST", "/orders", json=fields)
            """
        },
    ),
    Example(
        """
        import unittest

        from shop.app import create_app, db


        class OrderTest(unittest.TestCase):
            def setUp(self):
                self.client = create_app().test_client()

            def tearDown(self):
                db.destroy()

            def test_order_is_open(self):
                assert self.client.post("/orders", json={"amount": 5}).json["state"] == "open"
        """,
        files={
            "shop/app.py": """
            from flask import Flask

            from shop.database import Database

            db = Database()


            def create_app():
                return Flask("shop")
            """,
            "shop/database.py": """
            class Database:
                def destroy(self):
                    raise NotImplementedError("a backend has it")
            """,
        },
    ),
    Example(
        """
        import unittest

        from shop.app import create_app


        class SettingsTest(unittest.TestCase):
            def setUp(self):
                self.app = create_app()

            def test_name(self):
                assert self.app.name == "shop"
        """,
        files={
            "shop/app.py": """
            import requests
            from blinker import signal
            from flask import Flask

            ordered = signal("ordered")


            class Hook:
                def tell(self, order):
                    requests.post("https://partner.test/orders", json={"id": order})


            def create_app():
                ordered.connect(Hook().tell)
                return Flask("shop")
            """
        },
    ),
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM201", example)
