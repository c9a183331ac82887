"""SM101 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import requests

    POST = "https://post.test"


    def test_sealed_letters_stay_as_they_are():
        assert requests.post(f"{POST}/letters/12/seal").status_code == 409
                             ^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 /letters/12 is a record that this test did not make
        assert requests.delete(f"{POST}/letters/12").status_code == 409
                               ^^^^^^^^^^^^^^^^^^^^ SM101 /letters/12 is a record that this test did not make
        assert requests.delete(f"{POST}/letters/13").status_code == 403
        assert requests.delete(f"{POST}/letters/14").status_code in (404, 409)
        assert requests.post(f"{POST}/letters", json={"copy_of_id": 15}).status_code == 409
    """,
    """
    import requests


    def test_what_a_function_is_asked_for_by_post():
        asked = {"taskId": "696a1a04c7fd1dbba471efc2"}
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 task_id 696a1a04c7fd1dbba471efc2 is a record that this test did not make
        assert requests.post("https://board.test/GetTask", json=asked).ok
    """,
    Example(
        """
        import pytest
        import requests

        SHOP = "https://shop.test"
        USER_ID = 42
                  ^^ SM101 user_id 42 is a record that this test did not make


        @pytest.fixture
        def user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            yield user
            requests.delete(f"{SHOP}/users/{user['id']}")


        def test_profile():
            profile = requests.get(f"{SHOP}/users/{USER_ID}").json()
            assert profile["id"] == USER_ID
            assert profile["country"] == "DE"


        def test_orders_of_user():
            assert requests.get(f"{SHOP}/orders", params={"user_id": USER_ID}).ok
        """,
        fixed="""
        import pytest
        import requests

        SHOP = "https://shop.test"


        @pytest.fixture
        def user():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            yield user
            requests.delete(f"{SHOP}/users/{user['id']}")


        def test_profile(user):
            profile = requests.get(f"{SHOP}/users/{user['id']}").json()
            assert profile["id"] == user["id"]
            assert profile["country"] == user["country"]


        def test_orders_of_user(user):
            assert requests.get(f"{SHOP}/orders", params={"user_id": user["id"]}).ok
        """,
    ),
    """
    from gql import Client, gql
    from gql.transport.requests import RequestsHTTPTransport

    client = Client(transport=RequestsHTTPTransport(url="https://shop.test/graphql"))
    MEMBER = gql("query Member($id: ID!) { member(id: $id) { name } }")


    def test_member():
        assert client.execute(MEMBER, variable_values={"id": 12})["member"]["name"]
                                                             ^^ SM101 id 12 is a record that this test did not make


    def test_nobody():
        assert client.execute(MEMBER, variable_values={"id": 999999})["member"] is None
    """,
    """
    from string import Template

    import requests
    from peewee import CharField, Model

    ORDER = Template("https://shop.test/orders/$id")


    class Station(Model):
        code = CharField()


    def test_stations():
        assert Station.get_by_id(4).code
                                 ^ SM101 id 4 is a record that this test did not make
        assert Station.get(Station.id == 5).code
                                         ^ SM101 id 5 is a record that this test did not make


    def test_order():
        assert requests.get(ORDER.substitute(id=501)).ok
                                                ^^^ SM101 /orders/501 is a record that this test did not make
    """,
    Example(
        """
        from support.users import Users


        def test_can_be_blocked():
            assert Users().block(7)["blocked"]
                                 ^ SM101 /users/7 is a record that this test did not make
        """,
        files={
            "tests/support/users.py": """
            import requests


            class Users:
                root = "https://shop.test/users"

                def block(self, user_id):
                    return requests.post(f"{self.root}/{user_id}/block").json()
            """
        },
    ),
    """
    import requests


    def test_first_user():
        assert requests.get("https://reqres.in/api/users/2").json()["data"]["email"]
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 /users/2 is a record that this test did not make
    """,
    """
    import requests
    from shop.client import ShopClient
    from shop.models import User

    SHOP = "https://shop.test"
    shop = ShopClient(SHOP)


    def url(*parts):
        return "/".join([SHOP, *map(str, parts)])


    def test_put_together():
        assert requests.get(url("users", 44)).ok
                                         ^^ SM101 /users/44 is a record that this test did not make
        assert requests.get("%s/users/%d" % (SHOP, 45)).ok
                                                   ^^ SM101 /users/45 is a record that this test did not make
        assert requests.get("{}/users/{}".format(SHOP, 46)).ok
                                                       ^^ SM101 /users/46 is a record that this test did not make
        assert requests.get(f"{SHOP}/orders?user_id=47").ok
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 user_id 47 is a record that this test did not make
        assert requests.get(f"{SHOP}/users/01ARZ3NDEKTSV4RRFFQ69G5FAV").ok
                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 /users/01ARZ3NDEKTSV4RRFFQ69G5FAV is a record that this test did not make


    def test_default_of_an_argument(user_id=48):
                                            ^^ SM101 /users/48 is a record that this test did not make
        assert requests.get(f"{SHOP}/users/{user_id}").ok


    def test_given_to_a_service():
        assert shop.get_user(49).name
                             ^^ SM101 user 49 is a record that this test did not make
        shop.run_cleanup(user_id=50)
                                 ^^ SM101 user_id 50 is a record that this test did not make
        assert User.objects.get(pk=51).name
                                   ^^ SM101 pk 51 is a record that this test did not make


    def test_beside_an_own_one():
        rule = requests.post(f"{SHOP}/rules", json={"kind": "discount"}).json()
        try:
            assert requests.put(f"{SHOP}/groups/52/rules", params={"rule_ids": rule["id"]}).ok
                                ^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 /groups/52 is a record that this test did not make
        finally:
            requests.delete(f"{SHOP}/rules/{rule['id']}")


    def test_foreign_key_of_a_record_with_a_chosen_id():
        requests.post(f"{SHOP}/pets", json={"id": 90210, "owner_id": 53})
                                                                     ^^ SM101 owner_id 53 is a record that this test did not make
        requests.delete(f"{SHOP}/pets/90210")


    def test_reference_without_id_in_its_name():
        order = {"customer": "6f1e0b9a-3c1d-4a53-9f0e-2b6f5c7d8e90"}
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 customer 6f1e0b9a-3c1d-4a53-9f0e-2b6f5c7d8e90 is a record that this test did not make
        assert requests.post(f"{SHOP}/orders", json=order).ok
    """,
    """
    import os

    import requests
    from bson import ObjectId
    from desk import DeskClient
    from pymongo import MongoClient

    DESK = "https://desk.test"
    notes = MongoClient(os.environ["MONGO_URL"])["desk"]["notes"]


    def test_bulk_close():
        answer = requests.post(f"{DESK}/tickets/bulk-close", json={"ids": [101]})
                                                                           ^^^ SM101 ids 101 is a record that this test did not make
        assert answer.ok


    def test_several_at_once():
        assert requests.get(f"{DESK}/tickets", params={"ids": "5,6"}).ok
                                                              ^^^^^ SM101 ids 5,6 is a record that this test did not make


    def test_old_note():
        assert notes.find_one({"_id": ObjectId("64b7f9a1c2d3e4f5a6b7c8d9")})
                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 id 64b7f9a1c2d3e4f5a6b7c8d9 is a record that this test did not make


    def test_behind_a_token():
        assert DeskClient(DESK).get_ticket(os.environ["DESK_TOKEN"], 12).open
                                                                     ^^ SM101 ticket 12 is a record that this test did not make
    """,
    """
    import os

    import pytest
    from sqlalchemy import create_engine, text
    from sqlalchemy.orm import Session

    engine = create_engine(os.environ["FLEET_DSN"])


    @pytest.fixture
    def database():
        with Session(engine) as session:
            yield session


    def test_wheels(database):
        row = database.execute(text("SELECT wheels FROM lorries WHERE id = 17")).one()
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM101 id 17 is a record that this test did not make
        assert row.wheels == 6
    """,
    """
    import os

    import requests

    FORUM = os.environ["FORUM"]


    def test_posts_of_an_author():
        address = f"{FORUM}/authors/:id/posts".replace(":id", "10")
                                                              ^^^^ SM101 /authors/10 is a record that this test did not make
        assert requests.get(address).ok
    """,
    """
    from django.shortcuts import get_object_or_404
    from forum.models import Thread


    def test_title():
        assert get_object_or_404(Thread, pk=3).title
                                            ^ SM101 pk 3 is a record that this test did not make
    """,
    """
    import requests

    SHOP = "https://shop.test"
    RENAME = "mutation Rename($id: ID!, $note: String!) { updateWish(id: $id, note: $note) { wish { id } } }"


    def test_wish_of_someone():
        asked = {"query": RENAME, "variables": {"id": "17", "note": "A horse"}}
                                                      ^^^^ SM101 id 17 is a record that this test did not make
        assert requests.post(f"{SHOP}/graphql", json=asked).ok


    def test_desk_on_fourth_floor():
        floor = requests.post(f"{SHOP}/floors", json={"level": 4}).json()
        try:
            assert requests.get(f"{SHOP}/desks", params={"floor": floor["id"], "model_id": 4}).ok
                                                                                           ^ SM101 model_id 4 is a record that this test did not make
        finally:
            requests.delete(f"{SHOP}/floors/{floor['id']}")
    """,
    """
    import os
    from functools import partialmethod

    import requests
    from peewee import CharField, IntegerField, Model
    from playhouse.db_url import connect


    class Archery:
        def call(self, verb, path, **options):
            return requests.request(verb, os.environ["ARCHERY_URL"] + path, **options)

        read = partialmethod(call, "GET")


    class Bow(Model):
        serial = CharField()
        pounds = IntegerField()

        class Meta:
            database = connect(os.environ["BOWS_DSN"])


    def test_known_bow():
        assert Archery().read("/bows/3").json()["pounds"] == 40
                              ^^^^^^^^^ SM101 /bows/3 is a record that this test did not make


    def test_bow_is_stronger():
        Bow.update(pounds=50).where(Bow.id == 6).execute()
                                              ^ SM101 id 6 is a record that this test did not make
    """,
]

SILENT = [
    """
    import requests

    SHOP = "https://shop.test"


    def test_orders_tell_their_numbers():
        orders = requests.get(f"{SHOP}/orders", params={"include_order_id": 1, "has_parent_id": "0"}).json()
        assert all("id" in order for order in orders)
    """,
    """
    import requests

    BASE = "https://shop.test/api/2"


    def test_log_out():
        assert requests.delete("https://shop.test/rest/auth/1/session").ok


    def test_own_user():
        user = requests.post(f"{BASE}/users", json={"label": "x"}).json()
        assert requests.get(f"{BASE}/users/{user['id']}").ok


    def test_unknown_user():
        assert requests.get(f"{BASE}/users/999999").status_code == 404


    def test_nobody_has_orders():
        assert requests.get(f"{BASE}/orders", params={"user_id": 999999}).json() == []


    def test_nobody_is_found():
        assert requests.post(f"{BASE}/orders/search", json={"user_id": 999999}).json() == []


    def test_country():
        assert requests.get(f"{BASE}/countries/276").json()["currency"] == "EUR"


    def test_page_of_users():
        assert requests.get(f"{BASE}/users", params={"page": 2, "page_size": 50, "since": "2024-01-31"}).ok


    def test_chosen_id_is_kept():
        requests.post(f"{BASE}/pets", json={"id": 90210, "kind": "dog"})
        try:
            assert requests.get(f"{BASE}/pets/90210").json()["kind"] == "dog"
        finally:
            requests.delete(f"{BASE}/pets/90210")
    """,
    """
    import pytest
    import requests
    import responses


    @responses.activate
    def test_client_asks_for_the_user():
        responses.add(responses.GET, "https://shop.test/users/42", json={"id": 42})
        assert requests.get("https://shop.test/users/42").json()["id"] == 42


    def test_missing_user_raises(shop_client):
        with pytest.raises(LookupError):
            shop_client.get_user(42)
    """,
    """
    from django.test import TestCase


    class ProfileTests(TestCase):
        def test_profile(self):
            self.assertEqual(self.client.get("/users/1").status_code, 200)
    """,
    """
    import requests


    def test_first_column_of_own_board():
        board = requests.post("https://board.test/boards", json={"label": "x"}).json()
        assert requests.get(f"https://board.test/boards/{board['id']}/columns/1").ok


    def test_avatar_is_kept():
        user = {"avatar": "https://cdn.test/avatars/17.png", "quantity": 3, "born": "1990-05-17"}
        assert requests.post("https://shop.test/users", json=user).ok
    """,
    Example(
        """
        import requests
        from checks import assert_that
        from rest_framework import status
        from rest_framework.test import APIClient
        from shop.client import ShopClient
        from shop.models import User

        SHOP = "https://shop.test"
        shop = ShopClient(SHOP)


        def test_own_assertion_class():
            answer = requests.get(f"{SHOP}/users/42")
            assert_that(answer).is_not_found()


        def test_named_status():
            assert APIClient().get("/users/42/").status_code == status.HTTP_404_NOT_FOUND


        def test_call_says_what_it_expects():
            shop.get_user(42, expected_status_code=404)


        def test_remove_does_not_raise_with_non_existing_id():
            shop.remove_user(999999)


        def test_nothing_is_found():
            assert shop.get_user(999999) is None
            assert not User.objects.filter(pk=999999).exists()
            assert User.objects.filter(pk=999999).first() is None
            assert 999999 not in [user["id"] for user in requests.get(f"{SHOP}/users").json()]
        """,
        files={
            "tests/checks.py": """
            class Answer:
                def __init__(self, answer):
                    self.answer = answer

                def is_not_found(self):
                    assert self.answer.status_code == 404


            def assert_that(answer):
                return Answer(answer)
            """
        },
    ),
    """
    import gitlab
    import requests

    SHOP = "https://shop.test"
    gl = gitlab.Gitlab("https://git.test")


    def test_versions_ports_and_pages():
        assert requests.get("https://shop.test:8443/api/v2.1/users").ok
        assert requests.get(f"{SHOP}/api/3/action/user_list").ok
        assert requests.get(f"{SHOP}/users/page/2?per_page=50&offset=100").ok
        assert requests.get(f"{SHOP}/reports/2024/01/31", params={"year": 2024, "max_price": 500}).ok
        assert requests.get("https://httpbin.org/status/500").status_code == 500


    def test_reference_records():
        assert requests.get(f"{SHOP}/categories/5/products", params={"role_id": 3, "country_id": 276}).ok


    def test_parts_of_texts():
        requests.post(f"{SHOP}/rules", json={"source": "10.0.0.0/8", "site": "https://other.test/users/7"})
        requests.post(f"{SHOP}/feeds/validate", data='<feed xmlns="http://www.w3.org/2005/Atom"/>')


    def test_version_of_own_repository():
        repository = requests.post(f"{SHOP}/repositories", json={"kind": "file"}).json()
        assert requests.get(f"{repository['href']}versions/1/").ok
        assert repository["latest"].endswith("/versions/1/")


    def rule_version(firewall, number):
        return requests.get(f"{SHOP}/firewalls/{firewall['id']}/rules/{number}").json()


    def test_first_version_of_what_a_firewall_lets_through():
        firewall = requests.post(f"{SHOP}/firewalls", json={"kind": "drop"}).json()
        assert rule_version(firewall, 1)["inbound"] == []


    def test_nothing_is_asked_for_yet():
        assert gl.projects.get(1, lazy=True).attributes
    """,
    """
    from django.test import TestCase
    from shop.models import Order
    from shop.serializers import OrderSerializer


    class OrderTest(TestCase):
        def setUp(self):
            self.order = Order.objects.create(pk=7, amount=5)

        def test_lookup(self):
            self.assertEqual(self.client.get("/orders/7/").json()["amount"], 5)

        def test_output(self):
            expected = {"url": "http://testserver/orders/7/", "amount": 5}
            self.assertEqual(OrderSerializer(self.order).data, expected)
    """,
    """
    import pytest
    from flask import Flask
    from flask_restful import Api

    app = Flask(__name__)
    api = Api(app)


    @pytest.mark.parametrize("token, status", [("guest", 404), ("", 401)])
    def test_unknown_user(token, status):
        client = app.test_client()
        assert client.get(api.url_for(object, user_id=999), headers={"token": token}).status_code == status
    """,
    """
    import requests


    def test_far_away():
        for number in range(10**30):
            assert requests.get(f"https://shop.test/users/{number}").status_code == 404
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_depreciation_of_a_year():
        assert requests.get(f"{SHOP}/depreciation/2024").ok


    def test_desk_of_a_model_that_was_made_with_its_number():
        model = requests.post(f"{SHOP}/models", json={"number": 4}).json()
        try:
            assert requests.get(f"{SHOP}/desks", params={"model_id": 4}).ok
        finally:
            requests.delete(f"{SHOP}/models/{model['id']}")
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_branch_of_an_order_stays(order):
        answer = requests.put(f"{SHOP}/orders/{order['id']}", json={"branch_id": 2147483647, "remark": "none"})
        assert answer.json()["branch_id"] == order["branch_id"]
    """,
    """
    from shop.client import Shop

    shop = Shop("https://shop.test")


    def test_line_of_a_till():
        till = {"name": "front", "vlan": {"id": 600}, "telegram_chat_id": "123456789"}
        assert shop.tills.create(**till).ok
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_answer_to_a_captcha():
        solved = {"response": "10000000-aaaa-bbbb-cccc-000000000001"}
        assert requests.post(f"{SHOP}/visitors", json=solved).status_code == 201


    def test_priority():
        assert requests.get(f"{SHOP}/priority/2").json()["name"] == "high"
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM101", example)
