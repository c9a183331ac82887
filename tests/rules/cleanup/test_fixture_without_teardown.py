"""SM205 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        import pytest


        @pytest.fixture
        def letter(api) -> dict:
            response = api.post("/letters", json={"kind": "letter"})
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 POST /letters in a fixture makes a record that no teardown takes away
            assert response.status_code == 201
            return response.json()


        def test_letter_is_open(letter):
            assert letter["status"] == "open"
        """,
        fixed="""
        from collections.abc import Iterator

        import pytest


        @pytest.fixture
        def letter(api) -> Iterator[dict]:
            response = api.post("/letters", json={"kind": "letter"})
            assert response.status_code == 201
            yield response.json()
            api.delete(f"/letters/{response.json()['id']}")


        def test_letter_is_open(letter):
            assert letter["status"] == "open"
        """,
    ),
    Example(
        """
        def test_catalogue(catalogue):
            assert catalogue["status"] == "open"
        """,
        files={
            "tests/conftest.py": """
            import os

            import pytest
            from shop.client import ShopClient


            @pytest.fixture(scope="session")
            def shop():
                return ShopClient(os.environ["SHOP_URL"])


            @pytest.fixture(scope="session")
            def catalogue(shop):
                catalogue = shop.create_catalogue(kind="summer")
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 create_catalogue() in a fixture makes a record that no teardown takes away
                yield catalogue
                if os.environ.get("TIDY"):
                    shop.delete_catalogue(catalogue["id"])


            @pytest.fixture(scope="session", autouse=True)
            def stock(shop):
                shop.add_product(kind="mug")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 add_product() in a fixture makes a record that no teardown takes away
            """
        },
    ),
    """
    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture
    def make():
        def make(kind, **fields):
            return requests.post(f"{SHOP}/{kind}", json=fields, timeout=5).json()
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM205 POST /drafts in a fixture makes a record that no teardown takes away

        return make


    def test_draft_is_open(make):
        assert make("drafts", title="Tea")["state"] == "open"
    """,
]

SILENT = [
    """
    from uuid import uuid4

    import pytest
    import requests
    from shop.parts import newest

    SHOP = "https://shop.test"


    @pytest.fixture
    def member():
        user = requests.post(f"{SHOP}/users", json={"kind": "guest"}).json()
        requests.post(f"{SHOP}/workspaces", json={"kind": "own"})
        yield user
        delete_user_and_workspace(user)


    def delete_user_and_workspace(user):
        requests.delete(f"{SHOP}/users/{user['id']}")


    @pytest.fixture(scope="module")
    def picture():
        requests.post(f"{SHOP}/pictures", json={"kind": "cup"})
        picture = newest()
        yield picture
        picture.delete()


    @pytest.fixture
    def cost_center(member):
        made = requests.post(f"{SHOP}/centers", json={"kind": "cost"}).json()
        requests.post(f"{SHOP}/centers/{made['id']}/archive")
        profile = requests.get(f"{SHOP}/users/{member['id']}")
        assert profile.json()["kind"] == "guest"


    class Shop:
        @staticmethod
        def user_referral_info(token):
            return requests.post(f"{SHOP}/referral/user", headers={"Authorization": token})


    @pytest.fixture
    def referral(token):
        return Shop.user_referral_info(token).json()


    @pytest.fixture
    def named_center(payload):
        name = str(uuid4())
        requests.post(f"{SHOP}/centers", json={"name": name})
        yield name
        requests.put(f"{SHOP}/centers/{name}/archive")


    @pytest.fixture
    def drawn_center(payload):
        requests.post(f"{SHOP}/centers", json=payload)
        requests.put(f"{SHOP}/centers/{payload['name']}/archive")


    def test_made(member, picture, cost_center, named_center, drawn_center, referral):
        assert member["id"]
    """,
    """
    import os

    import pytest
    import requests
    from desk.client import DeskClient

    DESK = DeskClient(os.environ["DESK_URL"]) if "DESK_URL" in os.environ else None
    SHOP = "https://shop.test"
    ACCOUNT = os.environ.get("SHOP_ACCOUNT")


    @pytest.fixture(scope="session", autouse=True)
    def night_shift():
        if DESK:
            os.environ["DESK_GROUP"] = "night-shift"
            DESK.groups.create(group_id=os.environ["DESK_GROUP"])
        yield
        if DESK:
            DESK.groups.delete(os.environ["DESK_GROUP"])


    @pytest.fixture
    def customer():
        if ACCOUNT:
            customer = {"id": ACCOUNT}
        else:
            customer = requests.post(f"{SHOP}/customers", json={"kind": "guest"}).json()
        yield customer
        if not ACCOUNT:
            requests.delete(f"{SHOP}/customers/{customer['id']}")


    @pytest.fixture
    def lent_bike():
        bike = next(one for one in requests.get(f"{SHOP}/bikes").json() if one["status"] == "free")
        requests.post(f"{SHOP}/rentals", json={"bike": bike["id"]})
        yield bike
        requests.post(f"{SHOP}/bikes/return", json={"bikes": [bike["id"]]})


    def test_all(night_shift, customer, lent_bike):
        assert customer["id"] and lent_bike["id"]
    """,
    """
    import pytest
    import requests

    DRAFTS = "https://shop.test/drafts"


    @pytest.fixture
    def draft():
        draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
        yield draft
        requests.delete(f"{DRAFTS}/{draft['id']}")


    @pytest.fixture
    def card(request):
        card = requests.post(DRAFTS, json={"kind": "card"}).json()
        request.addfinalizer(lambda: requests.delete(f"{DRAFTS}/{card['id']}"))
        return card


    @pytest.fixture
    def make_draft():
        made = []

        def make(kind):
            draft = requests.post(DRAFTS, json={"kind": kind}).json()
            made.append(draft["id"])
            return draft

        yield make
        for draft_id in reversed(made):
            requests.delete(f"{DRAFTS}/{draft_id}")


    @pytest.fixture
    def best_effort():
        draft = requests.post(DRAFTS, json={"kind": "letter"}).json()
        yield draft
        try:
            requests.delete(f"{DRAFTS}/{draft['id']}")
        except requests.RequestException:
            pass


    @pytest.fixture
    def delegated():
        yield from temporary("letter")


    def temporary(kind):
        draft = requests.post(DRAFTS, json={"kind": kind}).json()
        yield draft
        requests.delete(f"{DRAFTS}/{draft['id']}")


    def test_drafts(draft, card, make_draft, best_effort, delegated):
        made = {draft["id"], card["id"], make_draft("letter")["id"], best_effort["id"], delegated["id"]}
        assert len(made) == 5
    """,
    Example(
        """
        def test_task_is_open(task):
            assert task["status"] == "open"


        def test_refused(refused):
            assert refused["code"] == "kind"


        def test_registered(registry):
            assert registry.add("letter")["kind"] == "letter"
        """,
        files={
            "tests/conftest.py": """
            import pytest
            import requests

            PROJECTS = "https://shop.test/projects"


            class Registry:
                def __init__(self):
                    self.made = []

                def add(self, kind):
                    record = requests.post(PROJECTS, json={"kind": kind}).json()
                    self.made.append(record["id"])
                    return record

                def clear(self):
                    while self.made:
                        requests.delete(f"{PROJECTS}/{self.made.pop()}")


            @pytest.fixture
            def registry():
                registry = Registry()
                yield registry
                registry.clear()


            @pytest.fixture(scope="session")
            def token():
                return requests.post("https://shop.test/oauth/token").json()["access_token"]


            @pytest.fixture
            def project(token):
                project = requests.post(PROJECTS, headers={"Authorization": token}).json()
                yield project
                requests.delete(f"{PROJECTS}/{project['id']}")


            @pytest.fixture
            def task(project):
                return requests.post(f"{PROJECTS}/{project['id']}/tasks", json={"kind": "bug"}).json()


            @pytest.fixture
            def refused():
                response = requests.post(PROJECTS, json={})
                assert response.status_code == 422
                return response.json()
            """
        },
    ),
    Example(
        """
        import pytest


        @pytest.mark.django_db(transaction=True)
        def test_truncated(draft):
            assert draft.pk


        def test_answered(card):
            assert card
        """,
        files={
            "tests/conftest.py": """
            import pytest
            import requests
            from shop.models import Draft


            @pytest.fixture
            def draft():
                return Draft.objects.create(kind="letter")


            @pytest.fixture
            def card(requests_mock):
                requests_mock.post("https://shop.test/cards", json={})
                return requests.post("https://shop.test/cards", json={"kind": "card"}).status_code
            """
        },
    ),
    Example(
        """
        import pytest
        from tokens import KioskToken


        @pytest.fixture
        def kiosk_token(settings):
            return KioskToken(settings).value


        def test_door(kiosk_token):
            assert kiosk_token
        """,
        files={
            "tests/tokens.py": """
            import requests


            def device_token_generation(asked):
                return requests.post(asked["url"], auth=(asked["client"], asked["secret"]), data=asked["body"])


            class KioskToken:
                def __init__(self, settings):
                    asked = {"url": settings["oauth"], "body": settings["body"]}
                    self.value = device_token_generation(asked).json()["access_token"]
            """
        },
    ),
    """
    import pytest
    import requests
    from shop.clients import ShopClient

    SHOP = "https://shop.test"


    @pytest.fixture
    def booking():
        made = requests.post(f"{SHOP}/bookings", json={"kind": "table"}).json()
        yield made
        requests.post(f"{SHOP}/bookings/cancel", json={"id": made["id"]})


    @pytest.fixture
    def loan():
        made = requests.post(f"{SHOP}/loans", json={"kind": "teapot"}).json()
        yield made
        requests.post(f"{SHOP}/loans/return", json={"loans": [made["id"]]})


    @pytest.fixture
    def leaf():
        branch = requests.post(f"{SHOP}/branches", json={"kind": "tea"}).json()
        yield requests.post(f"{SHOP}/leaves", json={"parent_id": branch["id"]}).json()
        requests.delete(f"{SHOP}/branches/{branch['id']}")


    @pytest.fixture
    def stocked():
        shop = ShopClient("https://shop.test")
        shop.create_tea(kind="green")
        yield
        shop.database.delete_items()


    def test_kept(booking, loan, leaf, stocked):
        assert booking["id"]
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM205", example)
