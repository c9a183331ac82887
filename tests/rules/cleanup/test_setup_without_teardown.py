"""SM206 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        import unittest

        import requests

        SHOP = "https://shop.test"


        class LetterTest(unittest.TestCase):
            def setUp(self):
                self.user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 POST /users leaks when LetterTest.setUp fails after it: the teardown does not run then
                self.letter = requests.post(f"{SHOP}/letters", json={"user": self.user["id"]}).json()

            def tearDown(self):
                requests.delete(f"{SHOP}/letters/{self.letter['id']}")
                requests.delete(f"{SHOP}/users/{self.user['id']}")

            def test_letter_is_open(self):
                self.assertEqual(self.letter["status"], "open")
        """,
        fixed="""
        import unittest

        import requests

        SHOP = "https://shop.test"


        class LetterTest(unittest.TestCase):
            def setUp(self):
                self.user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                self.addCleanup(requests.delete, f"{SHOP}/users/{self.user['id']}")
                self.letter = requests.post(f"{SHOP}/letters", json={"user": self.user["id"]}).json()
                self.addCleanup(requests.delete, f"{SHOP}/letters/{self.letter['id']}")

            def test_letter_is_open(self):
                self.assertEqual(self.letter["status"], "open")
        """,
    ),
    Example(
        """
        import requests

        SHOP = "https://shop.test"


        class TestLetter:
            def setup_method(self):
                self.user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 POST /users leaks when TestLetter.setup_method fails after it: the teardown does not run then
                self.letter = requests.post(f"{SHOP}/letters", json={"user": self.user["id"]}).json()

            def teardown_method(self):
                requests.delete(f"{SHOP}/letters/{self.letter['id']}")
                requests.delete(f"{SHOP}/users/{self.user['id']}")

            def test_letter_is_open(self):
                assert self.letter["status"] == "open"
        """,
        fixed="""
        import pytest
        import requests

        SHOP = "https://shop.test"


        class TestLetter:
            @pytest.fixture(autouse=True)
            def set_up(self):
                self.user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
                try:
                    self.letter = requests.post(f"{SHOP}/letters", json={"user": self.user["id"]}).json()
                    yield
                    requests.delete(f"{SHOP}/letters/{self.letter['id']}")
                finally:
                    requests.delete(f"{SHOP}/users/{self.user['id']}")

            def test_letter_is_open(self):
                assert self.letter["status"] == "open"
        """,
    ),
    """
    import unittest

    import requests

    DRAFTS = "https://shop.test/drafts"


    class DraftTest(unittest.TestCase):
        def setUp(self):
            self.draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 POST /drafts in DraftTest.setUp makes a record that no teardown takes away

        def test_kind(self):
            self.assertEqual(self.draft["kind"], "letter")


    class SharedDraftTest(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 POST /drafts in SharedDraftTest.setUpClass makes a record that no teardown takes away

        def test_kind(self):
            self.assertEqual(self.draft["kind"], "letter")


    class SentDraftTest(unittest.TestCase):
        def setUp(self):
            self.draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM206 POST /drafts leaks when SentDraftTest.setUp fails after it: the teardown does not run then
            self.letter = requests.post("https://shop.test/letters", json={"draft": self.draft["id"]}).json()

        def tearDown(self):
            requests.delete(f"https://shop.test/letters/{self.letter['id']}")
            requests.delete(f"{DRAFTS}/{self.draft['id']}")

        def test_status(self):
            self.assertEqual(self.letter["status"], "sent")
    """,
]

SILENT = [
    """
    import unittest

    import requests

    DRAFTS = "https://shop.test/drafts"


    class DraftTest(unittest.TestCase):
        def setUp(self):
            response = requests.post(DRAFTS, json={"kind": "letter"})
            self.assertEqual(response.status_code, 201)
            self.draft = response.json()

        def tearDown(self):
            requests.delete(f"{DRAFTS}/{self.draft['id']}")

        def test_kind(self):
            self.assertEqual(self.draft["kind"], "letter")


    class RegisteredTest(unittest.TestCase):
        def setUp(self):
            self.draft = self.made(DRAFTS, kind="letter")
            self.letter = self.made("https://shop.test/letters", draft=self.draft["id"])

        def made(self, url, **fields):
            record = requests.post(url, json=fields).json()
            self.addCleanup(requests.delete, f"{url}/{record['id']}")
            return record

        def test_status(self):
            self.assertEqual(self.letter["status"], "sent")


    class SharedDraftTest(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
            cls.addClassCleanup(requests.delete, f"{DRAFTS}/{cls.draft['id']}")

        def test_kind(self):
            self.assertEqual(self.draft["kind"], "letter")


    class TornDownForAllTest(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.draft = requests.post(DRAFTS, json={"kind": "letter"}).json()

        @classmethod
        def tearDownClass(cls):
            requests.delete(f"{DRAFTS}/{cls.draft['id']}")

        def test_kind(self):
            self.assertEqual(self.draft["kind"], "letter")
    """,
    """
    from unittest import mock

    import requests
    from django.test import TestCase
    from shop.client import ShopClient
    from shop.models import Draft

    shop = ShopClient("https://shop.test")


    class ModelTest(TestCase):
        def setUp(self):
            self.draft = Draft.objects.create(kind="letter")

        def test_kind(self):
            self.assertEqual(self.draft.kind, "letter")


    class TestStub:
        def setup_method(self):
            self.patcher = mock.patch("requests.post")
            self.post = self.patcher.start()
            requests.post("https://shop.test/drafts", json={"kind": "letter"})

        def teardown_method(self):
            self.patcher.stop()

        def test_called(self):
            self.post.assert_called_once()


    class TestLoggedIn:
        def setup_method(self):
            self.token = requests.post("https://shop.test/login", json={"user": "staff"}).json()["token"]

        def test_token(self):
            assert self.token


    class TestDraft:
        def setup_method(self):
            self.draft = shop.create_draft(kind="letter")

        def teardown_method(self):
            shop.delete_draft(self.draft.id)

        def test_kind(self):
            assert self.draft.kind == "letter"
    """,
    """
    import unittest
    import weakref
    from uuid import uuid4

    from docks.client import DockClient
    import requests

    DOCKS = "https://docks.test"


    def forget(keys):
        for key in keys:
            try:
                found = lookup(key)
            except LookupError:
                continue
            requests.delete(f"{DOCKS}/projects/{found}")


    class CrateTests(unittest.TestCase):
        def setUp(self):
            self.key = uuid4().hex
            requests.post(f"{DOCKS}/projects", json={"key": self.key})
            weakref.finalize(self, forget, [self.key])
            project = requests.get(f"{DOCKS}/projects/{self.key}").json()
            requests.post(f"{DOCKS}/issues", json={"summary": "leak", "project": {"id": project["id"]}})

        def test_crate(self):
            assert self.key


    class SignedInTests(unittest.TestCase):
        def setUp(self):
            self.client = DockClient("https://docks.test")
            self.client.post_signin("ada", "secret")

        def test_version(self):
            assert self.client.get_version()
    """,
    Example(
        """
        import unittest

        from lab.client import LabClient


        class ShelfTests(unittest.TestCase):
            def setUp(self):
                self.client = LabClient("https://lab.test")
                self.shelf = self.client.create_shelf("Spring")

            def tearDown(self):
                self.client.delete_shelf(self.shelf["id"])

            def test_title(self):
                assert self.shelf["title"] == "Spring"
        """,
        files={
            "lab/client.py": """
                import requests


                class LabClient:
                    def __init__(self, url):
                        self.url = url

                    def create_shelf(self, title):
                        shelf = requests.post(f"{self.url}/shelves", json={"title": title}).json()
                        return requests.get(f"{self.url}/shelves/{shelf['id']}").json()

                    def delete_shelf(self, shelf_id):
                        requests.delete(f"{self.url}/shelves/{shelf_id}")
                """
        },
    ),
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM206", example)
