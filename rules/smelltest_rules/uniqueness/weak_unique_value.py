"""SM107."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.uniqueness import strengthened
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.claims import made_values, where
from smelltest.link.suite import Suite, Test
from smelltest.link.values import Made, Symbol, Unknown, Value, atoms

_WHY = {
    "random": "two runs can draw the same, and a plugin that re-seeds makes them",
    "faker": "two runs can draw the same, and a plugin that re-seeds makes them",
    "clock": "all that runs at that moment gets the same",
    "count": "two runs at once count the same records",
    "identity": "an address in memory comes again",
    "counter": "each run begins to count anew",
    "uuid": "too little of it is left to be unique",
}


@rule(
    "SM107",
    fixable="unsafe",
    needs="create change",
    bad=[
        """
        import random

        import requests

        SHOP = "https://shop.test"


        def test_new_customer():
            email = f"test{random.randint(1, 1000)}@example.com"
                           ^^^^^^^^^^^^^^^^^^^^^^^ SM107 email is made by random.randint(): two runs can draw the same, and a plugin that re-seeds makes them
            assert requests.post(f"{SHOP}/customers", json={"email": email}).ok
        """,
        """
        import secrets
        from uuid import uuid4

        import factory
        import requests

        SHOP = "https://shop.test"


        class UserPayload(factory.DictFactory):
            email = factory.LazyFunction(lambda: f"{uuid4()}@example.com")
            username = factory.Faker("user_name")
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM107 username is made by factory.Faker(): two runs can draw the same, and a plugin that re-seeds makes them
            about = factory.Faker("sentence")


        def test_user():
            assert requests.post(f"{SHOP}/users", json=UserPayload()).ok


        def test_named_user():
            assert requests.post(f"{SHOP}/users", json=UserPayload(username=secrets.token_hex(2))).ok
                                                                            ^^^^^^^^^^^^^^^^^^^^ SM107 username is made by secrets.token_hex(): too little of it is left to be unique


        def test_own_name():
            assert requests.post(f"{SHOP}/users", json=UserPayload(username=secrets.token_hex(8))).ok
        """,
        """
        import random
        import time
        from datetime import datetime

        import requests

        ARTICLES = "https://shop.test/articles"


        def test_made():
            requests.post(ARTICLES, json={"slug": time.strftime("%H%M%S")})
                                                  ^^^^^^^^^^^^^^^^^^^^^^^ SM107 slug is made by time.strftime(): all that runs at that moment gets the same
            requests.post(ARTICLES, json={"slug": f"sale-{datetime.now():%Y%m%d}"})
                                                          ^^^^^^^^^^^^^^ SM107 slug is made by datetime.datetime.now(): all that runs at that moment gets the same
            requests.post(ARTICLES, json={"slug": id(object())})
                                                  ^^^^^^^^^^^^ SM107 slug is made by id(): an address in memory comes again
            requests.post(ARTICLES, json={"slug": "".join(random.choices("abc", k=8))})
                                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM107 slug is made by random.choices(): two runs can draw the same, and a plugin that re-seeds makes them
        """,
        """
        from datetime import datetime

        import requests


        def test_reference():
            stamp = datetime.now().isoformat(timespec="seconds")
                    ^^^^^^^^^^^^^^ SM107 reference is made by datetime.datetime.now(): all that runs at that moment gets the same
            assert requests.post("https://shop.test/orders", json={"reference": stamp}).ok
        """,
        """
        import random

        import requests


        def test_files():
            for number in range(20, 41):
                with open(f"{number}_stock_{random.randint(1, 99999)}.csv", "w") as stock:
                                            ^^^^^^^^^^^^^^^^^^^^^^^^ SM107 path is made by random.randint(): two runs can draw the same, and a plugin that re-seeds makes them
                    stock.write("sku;stock")
                requests.post("https://shop.test/imports", json={"sheet": number})
        """,
        """
        from uuid import uuid4

        import requests


        def test_handle():
            handle = f"user-{uuid4().hex}"[:9]
                             ^^^^^^^ SM107 handle is made by uuid.uuid4(): too little of it is left to be unique
            assert requests.post("https://shop.test/users", json={"handle": handle}).ok


        def test_slug():
            slug = uuid4().hex[-4:]
                   ^^^^^^^ SM107 slug is made by uuid.uuid4(): too little of it is left to be unique
            assert requests.post("https://shop.test/pages", json={"slug": slug}).ok


        def test_enough_of_it():
            slug = f"page-{uuid4()}"[:20]
            assert requests.post("https://shop.test/pages", json={"slug": slug}).ok
        """,
        """
        import time

        import requests

        SHOP = "https://shop.test"


        def test_serial_of_whole_seconds():
            serial = f"SN{time.time_ns() // 10**9}"
                          ^^^^^^^^^^^^^^ SM107 serial is made by time.time_ns(): all that runs at that moment gets the same
            requests.post(f"{SHOP}/meters", json={"serial": serial})


        def test_serial():
            serial = f"SN{time.time():.0f}"
                          ^^^^^^^^^^^ SM107 serial is made by time.time(): all that runs at that moment gets the same
            requests.post(f"{SHOP}/meters", json={"serial": serial})
        """,
    ],
    good=[
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_new_customer():
            email = f"test-{uuid4()}@example.com"
            assert requests.post(f"{SHOP}/customers", json={"email": email}).ok
        """,
        """
        import os
        import random

        import requests


        def test_report_for_people():
            for number in range(2):
                with open(os.getcwd() + f"/reports/{number}_stock_{random.randint(1, 99999)}.csv", "w") as report:
                    report.write(requests.get("https://shop.test/stock").text)
        """,
        """
        import names
        import requests


        def test_several_users():
            begin = names.random_name()
            for number in range(3):
                requests.post("https://shop.test/users", json={"username": begin + str(number)})
        """,
        """
        import time
        from datetime import datetime
        from uuid import uuid4

        import requests

        ARTICLES = "https://shop.test/articles"


        def test_made():
            requests.post(ARTICLES, json={"slug": f"sale-{time.time_ns()}"})
            requests.post(ARTICLES, json={"slug": datetime.now().strftime("%Y%m%d%H%M%S%f")})
            requests.post(ARTICLES, json={"slug": str(uuid4()).split("-")[0]})
            requests.post(ARTICLES, json={"slug": str(uuid4()).replace("-", "")[:10]})
        """,
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_serial_of_digits():
            requests.post(f"{SHOP}/meters", json={"serial": f"SN{uuid4().int % 10**12}"})
        """,
    ],
    known_as=["Erratic Test", "Nondeterministic Test", "Test Run War", "Flaky Test"],
    settings="unique-fields named-resources fake-hosts",
)
def weak_unique_value(test: Test, suite: Suite) -> Iterator[Finding]:
    """A value that must not repeat is made in a way that lets it repeat.

    Found is what reaches a field whose value must not repeat, or the name of a file, and is made by `random`, by Faker
    without `.unique`, by the time to the second or coarser, by a count of what is there, by `id(…)`, or of fewer than
    eight digits of a UUID. The finding stands once at the call that makes the value, however many tests use the helper
    in which it stands.

    Two copies of a test that start in the same second get the same timestamp, and of a thousand numbers two of forty
    agree more often than not. Plugins that re-seed before each test, as pytest-randomly does, make `random` and Faker
    draw the same values in each test.

        def test_coupon(api):
            assert api.post("/coupons", json={"code": f"SPRING-{random.randint(1, 500)}"}).ok

    Make it of a UUID, or add one:

        def test_coupon(api):
            assert api.post("/coupons", json={"code": f"SPRING-{uuid4()}"}).ok

    Nothing is said where a UUID is a part of the value too, of display names, prices and other fields that may repeat,
    of `fake.unique`, of requests that are expected to fail, of hosts that keep nothing, nor of isolated tests.
    """
    for flow, made in made_values(test):
        weak = made.kind in _WHY and not made.unique
        if weak and not any(_tells_apart(atom, made) for atom in atoms(flow.value)):
            yield finding(
                made.site.path,
                made.site.at,
                f"{where(flow)} is made by {_called(made)}: {_WHY[_kind(made)]}",
                confidence=confidence(flow.effect),
                test=test.name,
                evidence=(use(flow.effect, "the value goes into"), *trail(flow.effect)),
                advice="Make it of a UUID: uuid4().hex.",
                remedy=strengthened(flow.value, made, flow.key),
            )


def _tells_apart(part: Value, made: Made) -> bool:
    """Whether a value is unique, or may be, by another part than the weak one: `{random_name()}-{number}`."""
    if isinstance(part, (Unknown, Symbol)):
        return made.kind == "counter"  # A folder of the run, say: `tmp / f"network_{number}"`.
    if not isinstance(part, Made) or part.site == made.site:
        return False
    return part.unique or (made.kind == "counter" and part.kind != "counter")  # Then the other is what may repeat.


def _kind(made: Made) -> str:
    return "uuid" if made.how.startswith(("uuid.", "secrets.token")) else made.kind


def _called(made: Made) -> str:
    return f"{made.how.replace('()', '')}()"
