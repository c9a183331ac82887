"""SM107 in suites of many kinds: more than the examples beside the rule, which explain it."""

from collections.abc import Callable

import pytest

from smelltest.judge.rule import Example

FOUND = [
    Example(
        """
        import random
        import time

        import requests
        from faker import Faker

        SHOP = "https://shop.test"
        fake = Faker()


        def test_one_unique_part_is_enough():
            login = f"buyer_{fake.user_name()}_{random.randint(1, 999)}"
                             ^^^^^^^^^^^^^^^^ SM107 login is made by faker.Faker.user_name(): two runs can draw the same, and a plugin that re-seeds makes them
                                                ^^^^^^^^^^^^^^^^^^^^^^ SM107 login is made by random.randint(): two runs can draw the same, and a plugin that re-seeds makes them
            assert requests.post(f"{SHOP}/users", json={"login": login}).ok


        def test_own_clock():
            import time

            assert requests.post(f"{SHOP}/users", json={"login": f"buyer{int(time.time())}"}).ok
                                                                         ^^^^^^^^^^^^^^^^ SM107 login is made by time.time(): all that runs at that moment gets the same


        def test_part_of_it_is_another_value():
            stamp = time.strftime("%H%M%S")
                    ^^^^^^^^^^^^^^^^^^^^^^^ SM107 code is made by time.strftime(): all that runs at that moment gets the same
            assert requests.post(f"{SHOP}/coupons", json={"name": f"Sale {stamp}", "code": f"SALE{stamp[-4:]}"}).ok


        def letters(many):
            return "buyer" + "".join(random.choices("abcdef", k=many))
                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM107 login is made by random.choices(): two runs can draw the same, and a plugin that re-seeds makes them


        def test_as_many_letters_as_are_asked_for():
            assert requests.post(f"{SHOP}/users", json={"login": letters(6)}).ok
        """,
        fixed="""
        import random
        import time
        from uuid import uuid4

        import requests
        from faker import Faker

        SHOP = "https://shop.test"
        fake = Faker()


        def test_one_unique_part_is_enough():
            login = f"buyer_{fake.user_name()}_{uuid4().hex[:12]}"
            assert requests.post(f"{SHOP}/users", json={"login": login}).ok


        def test_own_clock():
            assert requests.post(f"{SHOP}/users", json={"login": f"buyer{uuid4().hex[:12]}"}).ok


        def test_part_of_it_is_another_value():
            stamp = time.strftime("%H%M%S")
            assert requests.post(f"{SHOP}/coupons", json={"name": f"Sale {stamp}", "code": f"SALE{stamp[-4:]}"}).ok


        def letters(many):
            return "buyer" + "".join(random.choices("abcdef", k=many))


        def test_as_many_letters_as_are_asked_for():
            assert requests.post(f"{SHOP}/users", json={"login": letters(6)}).ok
        """,
    ),
    Example(
        """
        import datetime as dt
        import time
        from uuid import uuid4

        import requests
        from faker import Faker
        from support.people import some_email

        SHOP = "https://shop.test"
        fake = Faker()


        def test_coupon():
            code = "T" + dt.datetime.now().strftime("%Y%m%d%H%M%S")
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM107 code is made by datetime.datetime.now(): all that runs at that moment gets the same
            assert requests.post(f"{SHOP}/coupons", json={"code": code}).ok


        def test_order():
            order = {"order_id": f"PAY-{int(time.time())}", "amount": 5}
                                        ^^^^^^^^^^^^^^^^ SM107 order id is made by time.time(): all that runs at that moment gets the same
            assert requests.post(f"{SHOP}/orders", json=order).ok


        def test_next_number():
            existing = requests.get(f"{SHOP}/invoices").json()
            assert requests.post(f"{SHOP}/invoices", json={"invoice_number": len(existing) + 1}).ok
                                                                             ^^^^^^^^^^^^^ SM107 invoice number is made by len(): two runs at once count the same records


        def test_user():
            user = {"username": fake.user_name(), "slug": uuid4().hex[:4], "email": some_email()}
                                ^^^^^^^^^^^^^^^^ SM107 username is made by faker.Faker.user_name(): two runs can draw the same, and a plugin that re-seeds makes them
                                                          ^^^^^^^ SM107 slug is made by uuid.uuid4(): too little of it is left to be unique
            assert requests.post(f"{SHOP}/users", json=user).ok


        def test_other_user():
            assert requests.post(f"{SHOP}/users", json={"email": some_email()}).ok
        """,
        files={
            "tests/support/people.py": """
            import random


            def some_email():
                return f"user{random.randint(1, 1000)}@example.com"
                              ^^^^^^^^^^^^^^^^^^^^^^^ SM107 email is made by random.randint(): two runs can draw the same, and a plugin that re-seeds makes them
            """
        },
    ),
    """
    import requests
    from faker import Faker

    SHOP = "https://shop.test"
    fake = Faker()


    def test_coupon_by_a_generator_of_its_own():
        assert requests.post(f"{SHOP}/coupons", json={"code": Faker().unique.word()}).ok
                                                              ^^^^^^^^^^^^^^^^^^^^^ SM107 code is made by faker.Faker.unique.word(): two runs can draw the same, and a plugin that re-seeds makes them


    def test_coupon():
        assert requests.post(f"{SHOP}/coupons", json={"code": fake.unique.word()}).ok
    """,
]

SILENT = [
    """
    import os

    import requests


    def test_the_hash_of_a_text_is_no_address_in_memory():
        email = f"{os.environ['RUN']}-{abs(hash('José Ly'))}@example.com"
        assert requests.post("https://shop.test/users", json={"email": email}).ok
    """,
    """
    import random
    import time
    from uuid import uuid4

    import requests
    from faker import Faker

    SHOP = "https://shop.test"
    fake = Faker()


    def test_own_values():
        user = {"username": uuid4().hex[:8], "slug": f"{int(time.time())}-{uuid4()}", "email": fake.unique.email()}
        assert requests.post(f"{SHOP}/users", json=user).ok


    def test_display_name():
        article = {"title": f"Sale {int(time.time())}", "about": fake.sentence(), "percent": random.randint(1, 90)}
        assert requests.post(f"{SHOP}/articles", json=article).ok


    def test_short_name_is_refused():
        user = {"username": str(random.randint(1, 9))}
        assert requests.post(f"{SHOP}/users", json=user).status_code == 422


    def test_is_fast():
        started = time.time()
        requests.get(f"{SHOP}/users")
        assert time.time() - started < 2
    """,
    """
    class Host:
        def __init__(self, folder):
            self.folder = folder

        def configure(self, cards):
            for number in range(0, len(cards)):
                path = self.folder / "network_card_{}".format(number)
                with open(path, "w") as file:
                    file.write("up")


    def test_cards(shop_folder, cards):
        Host(shop_folder).configure(cards)
    """,
]


@pytest.mark.parametrize("example", [*FOUND, *SILENT])
def test_found_is_what_is_marked(as_marked: Callable[[str, str | Example], None], example: str | Example) -> None:
    as_marked("SM107", example)
