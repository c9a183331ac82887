"""SM102 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    """
    import pytest
    import requests

    USERS = "https://shop.test/users"
    OWNER = "owner@example.com"
            ^^^^^^^^^^^^^^^^^^^ SM102 'owner@example.com' is sent to POST /users: two runs use the same address


    @pytest.fixture
    def owner():
        user = requests.post(USERS, json={"email": OWNER, "role": "owner"}).json()
        yield user
        requests.delete(f"{USERS}/{user['id']}")


    def test_owner_can_invite(owner):
        invited = requests.post(f"{USERS}/{owner['id']}/invites", data='{"to": "guest@example.com"}')
                                                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM102 'guest@example.com' is sent to POST /users/…/invites: two runs use the same address
        assert invited.status_code == 201


    def test_new_address(owner):
        changed = requests.patch(f"{USERS}/{owner['id']}", json={"contact": {"email": "new" + "@example.com"}})
                                                                                      ^^^^^^^^^^^^^^^^^^^^^^ SM102 'new@example.com' is sent to PATCH /users/…: two runs use the same address
        assert changed.ok


    def test_staff_is_listed():
        assert requests.get(USERS, params={"email": "staff@example.com"}).json()
                                                    ^^^^^^^^^^^^^^^^^^^ SM102 GET /users looks for 'staff@example.com', which this test did not make
    """,
    """
    from uuid import uuid4

    import pytest
    from pydantic import BaseModel
    import requests
    from myshop.models import User


    class Guest(BaseModel):
        email: str
        about: str = ""


    @pytest.fixture
    def user():
        user = User.objects.create(username=uuid4().hex)
        yield user
        user.delete()


    def test_new_address(user):
        user.email = "new@example.com"
                     ^^^^^^^^^^^^^^^^^ SM102 'new@example.com' is sent to user.save(): two runs use the same address
        user.save()
        assert user.email


    def test_guest(user):
        guest = Guest(email=f"{uuid4()}@example.com")
        other = guest.model_copy(update={"email": "other@example.com"})
                                                  ^^^^^^^^^^^^^^^^^^^ SM102 'other@example.com' is sent to POST /users/…/guests: two runs use the same address
        for body in (guest.model_dump(), other.model_dump(exclude={"email"}), other.model_dump()):
            assert requests.post(f"https://shop.test/users/{user.pk}/guests", json=body).ok
    """,
    Example(
        """
        import requests
        from behave import when


        @when("I invite")
        def step_impl(context):
            for row in context.table:
                requests.post("https://shop.test/invitations", json={"email": row["email"], "role": row["role"]})
        """,
        path="features/steps/invitations.py",
        files={
            "features/invitations.feature": """
            Feature: Invitations
              Scenario Outline: A guest is invited
                When I invite
                  | email           | role   |
                  | ada@example.com | <role> |
                    ^^^^^^^^^^^^^^^ SM102 'ada@example.com' is sent to POST /invitations: two runs use the same address

                Examples:
                  | role  |
                  | guest |
                  | clerk |
            """
        },
    ),
]

SILENT = [
    """
    import os
    from uuid import uuid4

    import requests

    USERS = "https://shop.test/users"


    def test_own_address():
        email = f"test-{uuid4()}@example.com"
        user = requests.post(USERS, json={"email": email}).json()
        assert requests.get(USERS, params={"email": email}).json() == [user]


    def test_invalid_address_is_refused():
        assert requests.post(USERS, json={"email": "a@b.c"}).status_code == 422


    def test_taken_address_is_refused():
        answer = requests.post(USERS, json={"email": "taken@example.com"})
        assert answer.json()["errors"] == ["already taken"]


    def test_nobody_has_it():
        assert requests.get(USERS, params={"email": "nobody@example.com"}).json() == []


    def test_token_of_the_account_of_the_environment():
        asked = {"grant_type": "password", "username": "shop@example.com", "password": os.environ["SHOP_PASSWORD"]}
        assert requests.post(os.environ["ISSUER"], data=asked).json()["access_token"]


    def test_ghost_is_not_listed():
        assert "ghost@example.com" not in [user["email"] for user in requests.get(USERS).json()]


    def test_log_in():
        account = {"email": "staff@example.com", "password": os.environ["STAFF_PASSWORD"]}
        assert requests.post("https://shop.test/login", json=account).cookies


    def test_free_address():
        answer = requests.post("https://shop.test/users/validate", json={"email": "free@example.com"})
        assert answer.json()["free"]


    def test_configured_account():
        email = os.environ.get("STAFF_EMAIL", "staff@example.com")
        assert requests.get(USERS, params={"email": email}).json()
    """,
    """
    import pytest
    import requests
    from tempest.lib.common.utils import data_utils

    USERS = "https://shop.test/users"


    @pytest.mark.parametrize("email", ["plain", "a@", "@shop.test", "a b@example.com"])
    def test_no_address(email):
        assert requests.post(USERS, json={"email": email}).status_code == 400


    def test_error_names_another_field():
        answer = requests.post(USERS, json={"email": "clerk@example.com", "age": -1})
        assert "age" in answer.json()["errors"]


    def test_nobody_by_that_name():
        assert requests.get(USERS, params={"email": "ghost@example.com"}).json()["total"] == 0
        assert not requests.get(f"{USERS}?email=ghost@example.com").json()


    def test_only_the_domain_is_written_out():
        assert requests.post(USERS, json={"email": data_utils.rand_name("clerk") + "@example.com"}).ok


    @pytest.mark.usefixtures("clean_db")
    def test_database_is_reset(client):
        client.post("/users", json={"email": "clerk@example.com"})
        assert client.get("/users?q=clerk@example.com").json["total"] == 1
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_nobody_is_found_in_the_team():
        answer = requests.post(f"{SHOP}/team/branch", json={"email": "nobody@example.com"})
        assert answer.status_code == 200
        assert answer.json()["member"]["email"] is False
    """,
    """
    import requests


    def test_feed_read_by_an_account_of_a_program():
        reader = "reader@my-project.iam.gserviceaccount.com"
        assert requests.post("https://shop.test/feeds", json={"reader": reader, "title": "prices"}).ok
    """,
    """
    import requests

    SHOP = "https://shop.test"


    def test_logins_are_words():
        rule = {"email": r"^[a-zA-Z]{1}[\\w@\\.]{5,}$", "state": False}
        assert requests.put(f"{SHOP}/rules/logins", json=rule).ok
    """,
    """
    import pytest
    import requests

    USERS = "https://shop.test/users"


    def get(url, headers=None):
        if headers:
            return requests.get(url, headers=headers)
        else:
            return requests.get(url)


    def told(answer, status):
        if answer.status_code != status:
            pytest.fail(f"{answer.status_code} is not {status}")
        return True


    def test_nobody_of_that_address(headers):
        answer = get(f"{USERS}/nobody@shop.test", headers)
        assert told(answer, 404)
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM102", example)
