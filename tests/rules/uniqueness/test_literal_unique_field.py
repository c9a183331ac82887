"""SM103 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        import requests

        SHOP = "https://shop.test"


        def test_goods_that_are_there():
            lines = [{"sku": "lamp-red", "quantity": 2}]
                             ^^^^^^^^^^ SM103 sku 'lamp-red' is that of a record that this test did not make
            assert requests.post(f"{SHOP}/orders", json={"items": lines}).status_code == 201
        """,
        fixed="""
        import requests

        SHOP = "https://shop.test"


        def test_goods_that_are_there():
            lines = [{"sku": "lamp-red", "quantity": 2}]
            assert requests.post(f"{SHOP}/orders", json={"items": lines}).status_code == 201
        """,
    ),
    """
    import requests

    FAIR = "https://fair.test"


    def test_stand():
        stand = {"city": "Graz", "stand_number": "S-7"}
                                                 ^^^^^ SM103 stand_number 'S-7' is sent to POST /stands: two runs use the same value
        assert requests.post(f"{FAIR}/stands", json=stand).ok
    """,
    """
    import requests

    FAIR = "https://fair.test"


    def test_guild():
        assert requests.post(f"{FAIR}/guilds", json={"tax_id": "T-7", "city": "Graz"}).ok
                                                               ^^^^^ SM103 tax_id 'T-7' is sent to POST /guilds: two runs use the same value


    def test_duplicate_tax_id():
        guild = {"tax_id": "T-77", "email": "guild@example.com"}
        assert requests.post(f"{FAIR}/guilds", json=guild).status_code == 409
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_lamp_7():
        lamps = requests.get(f"{SHOP}/lamps").json()
        assert any(lamp["sku"] == "LAMP-7" for lamp in lamps)


    def test_sku_is_taken():
        assert requests.post(f"{SHOP}/lamps", json={"sku": "LAMP-7"}).status_code == 409
                                                           ^^^^^^^^ SM103 sku 'LAMP-7' is refused since it is taken, by a record that this test did not make
    """,
    Example(
        """
        import requests

        SHOP = "https://shop.test"


        def test_shop_of_its_own():
            opened = requests.post(f"{SHOP}/owners", json={"country": "AT"}).json()

            # The shop itself.
            shop = {"domain": "example.com", "owner": opened["id"]}
                              ^^^^^^^^^^^^^ SM103 domain 'example.com' is sent to POST /shops: two runs use the same value
            made = requests.post(f"{SHOP}/shops", json=shop).json()
            assert made["domain"] == "example.com"


        def test_where_the_system_knows_what_it_means():
            assert requests.post(f"{SHOP}/shops", json={"domain": "staging"}).ok
                                                                  ^^^^^^^^^ SM103 domain 'staging' is sent to POST /shops: two runs use the same value
        """,
        fixed="""
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_shop_of_its_own():
            opened = requests.post(f"{SHOP}/owners", json={"country": "AT"}).json()

            # The shop itself.
            domain = f"test-{uuid4().hex[:12]}.example.com"
            shop = {"domain": domain, "owner": opened["id"]}
            made = requests.post(f"{SHOP}/shops", json=shop).json()
            assert made["domain"] == domain


        def test_where_the_system_knows_what_it_means():
            assert requests.post(f"{SHOP}/shops", json={"domain": "staging"}).ok
        """,
    ),
    Example(
        """
        def test_new_team(api):
            assert api.post("/teams", json={"name": "Logistics"}).status_code == 201
                                                    ^^^^^^^^^^^ SM103 name 'Logistics' is sent to POST /teams: two runs use the same value


        def test_new_role(api):
            assert api.post("/roles", json={"name": "auditor"}).status_code == 201
                                                    ^^^^^^^^^ SM103 name 'auditor' is sent to POST /roles: two runs use the same value
        """,
        files={
            "tests/conftest.py": """
            import httpx
            import pytest


            @pytest.fixture(scope="session")
            def api():
                with httpx.Client(base_url="https://shop.test") as client:
                    yield client


            @pytest.fixture(scope="class", autouse=True)
            def swept(api):
                yield
                for path in ("teams", "roles"):
                    for record in api.get(f"/{path}").json():
                        api.delete(f"/{path}/{record['id']}")
            """
        },
    ),
    Example(
        """
        import copy
        import json
        from pathlib import Path
        from uuid import uuid4

        import pytest
        import requests

        DATA = Path(__file__).parent / "data"


        @pytest.fixture
        def user():
            return json.loads((DATA / "user.json").read_text())


        def test_user(user):
            assert requests.post("https://shop.test/users", json=user).ok


        def test_own_user(user):
            own = copy.deepcopy(user)
            own["username"] = uuid4().hex
            assert requests.post("https://shop.test/users", json=own).ok


        def test_order():
            with open("tests/data/order.json", encoding="utf-8") as file:
                order = json.load(file)
            assert requests.post("https://shop.test/orders", json=order).ok
        """,
        files={
            "tests/data/user.json": """
            {
              "username": "anna",
                          ^^^^^^ SM103 username 'anna' is sent to POST /users: two runs use the same value
              "admin": false,
              "role": "member"
            }
            """,
            "tests/data/order.json": """
            {"lines": [{"sku": "APPLE-1", "count": 1, "note": null}]}
                               ^^^^^^^^^ SM103 sku 'APPLE-1' is that of a record that this test did not make
            """,
        },
    ),
    """
    from uuid import uuid4

    import requests

    GIT = "https://git.test"


    def test_own_team_goes_by_another_name():
        team = requests.post(f"{GIT}/teams", json={"name": f"shop-{uuid4()}"}).json()
        try:
            answer = requests.patch(f"{GIT}/teams/{team['id']}", json={"name": "comets"})
                                                                               ^^^^^^^^ SM103 name 'comets' is sent to PATCH /teams/…: two runs use the same value
            assert answer.json()["name"] == "comets"
        finally:
            requests.delete(f"{GIT}/teams/{team['id']}")
    """,
    """
    from uuid import uuid4

    import requests

    WIKI = "https://wiki.test"


    def test_own_page_goes_by_another_slug():
        page = requests.post(f"{WIKI}/pages", json={"slug": uuid4().hex}).json()
        try:
            assert requests.patch(f"{WIKI}/pages/{page['id']}", json={"slug": "roadmap"}).ok
                                                                              ^^^^^^^^^ SM103 slug 'roadmap' is sent to PATCH /pages/…: two runs use the same value
        finally:
            requests.delete(f"{WIKI}/pages/{page['id']}")
    """,
    """
    import requests


    def test_new_barrel():
        barrel = dict(zip(("label", "sku"), ("Barrel", "BARREL-1")))
                                                       ^^^^^^^^^^ SM103 sku 'BARREL-1' is sent to POST /barrels: two runs use the same value
        assert requests.post("https://shop.test/barrels", json=barrel).ok
    """,
    Example(
        """
        from factories import BookFactory


        def test_pages():
            assert BookFactory(pages=9).pages == 9


        def test_owner():
            assert BookFactory(shelf__owner="Ada").pages > 0
        """,
        files={
            "tests/factories.py": """
            import factory
            from library.models import Book, Shelf


            class ShelfFactory(factory.alchemy.SQLAlchemyModelFactory):
                class Meta:
                    model = Shelf

                slug = "oak"
                       ^^^^^ SM103 slug 'oak' is sent to shelf.create(): two runs use the same value


            class BookFactory(factory.alchemy.SQLAlchemyModelFactory):
                class Meta:
                    model = Book

                shelf = factory.SubFactory(ShelfFactory, code="west")
                                                              ^^^^^^ SM103 code 'west' is sent to shelf.create(): two runs use the same value
            """
        },
    ),
    """
    import json
    import os
    import string
    from typing import NamedTuple

    import pytest
    import requests

    API = os.environ["IRIS_URL"]
    ACCOUNT = string.Template('{"username": "$name", "language": "el"}')


    class Row(NamedTuple):
        sku: str
        price: int


    @pytest.fixture
    def made():
        urls = []
        yield urls
        for url in urls[::-1]:
            requests.delete(url)


    def test_account(made):
        answer = requests.post(f"{API}/accounts", json=json.loads(ACCOUNT.substitute(name="persephone")))
                                                                                          ^^^^^^^^^^^^ SM103 username 'persephone' is sent to POST /accounts: two runs use the same value
        made.append(f"{API}/accounts/{answer.json()['id']}")


    def test_product(made):
        row = Row("IRIS-1", 5)
                  ^^^^^^^^ SM103 sku 'IRIS-1' is sent to POST /products: two runs use the same value
        answer = requests.post(f"{API}/products", json=row._asdict())
        made.append(f"{API}/products/{answer.json()['id']}")
    """,
    Example(
        """
        import requests

        SHOP = "https://shop.test"


        def test_change():
            hero = {"username": "dracula", "kind": "vampire"}
                                ^^^^^^^^^ SM103 username 'dracula' is sent to PUT /heroes: two runs use the same value
            assert requests.put(f"{SHOP}/heroes", json=hero).ok
            assert requests.get(f"{SHOP}/heroes", params={"username": "dracula"}).json()["kind"] == "vampire"
        """,
        fixed="""
        import requests

        SHOP = "https://shop.test"


        def test_change():
            hero = {"username": "dracula", "kind": "vampire"}
            assert requests.put(f"{SHOP}/heroes", json=hero).ok
            assert requests.get(f"{SHOP}/heroes", params={"username": "dracula"}).json()["kind"] == "vampire"
        """,
    ),
]

SILENT = [
    """
    from uuid import uuid4

    import requests


    def test_topic_of_a_known_author():
        author = {"id": 211, "username": "showroom", "nickname": "Showroom"}
        topic = {"slug": f"topic-{uuid4()}", "authors": [author]}
        assert requests.post("https://shop.test/topics", json=topic).ok


    def test_topic_of_an_author_of_its_own():
        author = requests.post("https://shop.test/authors", json={"age": 41}).json()
        topic = {"slug": f"topic-{uuid4()}", "authors": [{"id": author["id"], "username": "showroom"}]}
        assert requests.post("https://shop.test/topics", json=topic).ok
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_nothing_shows_whose_it_is():
        assert requests.post(f"{SHOP}/lamps", json={"sku": "LAMP-8"}).status_code == 409
        assert requests.post(f"{SHOP}/lamps", json={"sku": "lamp 9"}).status_code == 422


    def test_lamp_9():
        assert requests.get(f"{SHOP}/lamps").json()[0]["sku"] == "lamp 9"
    """,
    Example(
        """
        import pytest
        from sqlalchemy import create_engine
        from sqlalchemy.orm import sessionmaker

        from shop.models import Base
        from shop.services import Repositories, RoleService

        engine = create_engine("sqlite:///:memory:")
        Session = sessionmaker(bind=engine)


        @pytest.fixture(autouse=True)
        def tables():
            Base.metadata.create_all(engine)
            yield
            Base.metadata.drop_all(engine)


        def test_service_of_a_database_that_is_made_anew():
            with Session() as session:
                made = RoleService(Repositories(session)).create_role(name="Editor")
            assert made.name == "Editor"
        """,
        files={
            "shop/services.py": """
            from shop.generic import Service


            class Repositories:
                def __init__(self, session):
                    self.session = session


            class RoleService(Service):
                def __init__(self, repositories):
                    self.repositories = repositories

                def create_role(self, name):
                    return self.create(name=name)
            """
        },
    ),
    """
    import requests


    def test_refused_in_the_text_alone():
        response = requests.post("https://shop.test/users", data={"username": "lena", "email": "lena.example.com"})
        assert response.status_code == 200
        assert response.content.decode("utf-8") == "Invalid email format"
    """,
    Example(
        """
        from steps import Steps


        def test_admin():
            assert Steps().login_user("admin", "secret")["role"] == "ADMIN"
        """,
        files={
            "tests/steps.py": """
            import os

            import requests


            class Steps:
                def login_user(self, username, password):
                    return self.send({"username": username, "password": password})

                def send(self, body):
                    return requests.post(os.environ["SHOP"] + self.route.url, json=body).json()
            """
        },
    ),
    """
    import requests


    def test_of_which_kind_an_event_is():
        event = {"event_code": "game-start", "seats": 2}
        assert requests.post("https://game.test/events", json=event).ok
    """,
    """
    import requests


    def test_a_text_in_place_of_an_address():
        contact = {"email": "buyer: contact point, email"}
        assert requests.post("https://shop.test/tenders", json={"contact": contact}).ok
    """,
    """
    import time
    from uuid import uuid4

    import requests

    SHOP = "https://shop.test"


    def test_own_values():
        product = {"sku": f"CHAIR-{uuid4()}", "barcode": uuid4().hex[:8], "label": f"Chair {time.time()}"}
        assert requests.post(f"{SHOP}/products", json=product).ok


    def test_display_name():
        assert requests.post(f"{SHOP}/articles", json={"title": "Summer sale", "name": "Sale"}).ok


    def test_fixed_vocabulary():
        order = {"status": "new", "country": "DE", "currency": "EUR", "address": {"code": "10115"}}
        assert requests.post(f"{SHOP}/baskets", json=order).ok


    def test_taken_name_is_refused():
        assert requests.post(f"{SHOP}/teams", json={"name": "Logistics"}).status_code == 409


    def test_reference_data():
        assert requests.post(f"{SHOP}/currencies", json={"code": "XTS"}).ok


    def test_log_in():
        assert requests.post(f"{SHOP}/auth/login", json={"username": "lena", "password": "x"}).ok


    def test_search():
        assert requests.post(f"{SHOP}/products/search", json={"sku": "CHAIR-1"}).ok
    """,
    """
    from django.test import TestCase


    class ArticleTests(TestCase):
        def test_create(self):
            response = self.client.post("/articles", {"slug": "second"})
            self.assertEqual(response.status_code, 302)
    """,
    """
    import pytest
    import requests
    import responses
    from shop.models import Product

    SHOP = "https://shop.test"


    @responses.activate
    def test_answered_by_a_stub():
        responses.post(f"{SHOP}/products", json={})
        assert requests.post(f"{SHOP}/products", json={"sku": "CHAIR-1"}).ok


    @pytest.mark.django_db(transaction=True)
    def test_truncated(client):
        Product.objects.create(sku="CHAIR-1")
        assert client.post("/products", {"sku": "CHAIR-2"}).status_code == 201


    def test_fake_host():
        assert requests.post("https://dummyjson.com/products/add", json={"sku": "CHAIR-1"}).ok
    """,
    """
    import requests


    def test_what_is_only_asked_for():
        answer = requests.post("https://shop.test/GetTask", json={"slug": "winter-42"})
        assert answer.status_code == 200


    def test_what_is_done():
        body = {"code": "MAKE_MONEY_TRANSFER", "amount": 3}
        assert requests.post("https://shop.test/operations", json=body).status_code == 200
    """,
    """
    from uuid import uuid4

    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture
    def lamp():
        made = requests.post(f"{SHOP}/products", json={"title": "Lamp", "sku": uuid4().hex}).json()
        yield made
        requests.delete(f"{SHOP}/products/{made['id']}")


    def test_refused_for_what_the_answer_has(lamp):
        answer = requests.post(f"{SHOP}/products", json={"title": "Lamp", "sku": lamp["sku"]})
        assert answer.status_code == 409
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_news_of_somebody():
        told = {"kind": "joined", "args": {"username": "lena"}}
        assert requests.post(f"{SHOP}/events", json=told).status_code == 201
    """,
    """
    from uuid import uuid4

    import requests

    SHOP = "https://shop.test"


    def test_option_of_a_category_of_its_own():
        option = {"category": f"mail-{uuid4()}", "key": "sender", "value": "shop"}
        assert requests.post(f"{SHOP}/options", json=option).status_code == 201
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_secret_holds_what_lets_in(project):
        secret = {"username": "clerk", "password": "x"}
        assert requests.post(f"{SHOP}/projects/{project}/secrets", json=secret).status_code == 201
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM103", example)
