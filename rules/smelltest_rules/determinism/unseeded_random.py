"""SM501."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.rule import Example, Finding, finding, rule
from smelltest.link.questions.chance import draws, is_seeded
from smelltest.link.questions.claims import where
from smelltest.link.suite import Suite, Test


@rule(
    "SM501",
    needs="effect",
    default=False,
    bad=[
        """
        import random

        import requests
        from faker import Faker

        SHOP = "https://shop.test"
        fake = Faker()

        def test_order():
            order = {"quantity": random.randint(1, 90), "note": fake.sentence()}
                                 ^^^^^^^^^^^^^^^^^^^^^ SM501 quantity is drawn by random.randint() anew in each run, and a failure does not tell which one it was
                                                                ^^^^^^^^^^^^^^^ SM501 note is drawn by faker.Faker.sentence() anew in each run, and a failure does not tell which one it was
            assert requests.post(f"{SHOP}/orders", json=order).status_code == 201
        """
    ],
    good=[
        """
        import random

        import pytest
        import requests

        SHOP = "https://shop.test"

        @pytest.mark.parametrize("quantity", [1, 89, 90])
        def test_order(quantity):
            assert requests.post(f"{SHOP}/orders", json={"quantity": quantity}).status_code == 201

        def test_shown_by_the_assertion():
            quantity = random.randint(1, 90)
            assert requests.post(f"{SHOP}/orders", json={"quantity": quantity}).json()["quantity"] == quantity

        def test_nothing_depends_on_it():
            requests.post(f"{SHOP}/orders", json={"quantity": random.randint(1, 90)})
            assert requests.get(f"{SHOP}/health").status_code == 200
        """,
        """
        import uuid

        import requests
        from faker import Faker

        SHOP = "https://shop.test"
        fake = Faker()

        def test_unique(api):
            user = {"email": fake.email(), "username": fake.user_name(), "slug": uuid.uuid4().hex}
            assert requests.post(f"{SHOP}/users", json=user).status_code == 201
        """,
        Example(
            """
            import random

            import requests

            def test_order():
                order = {"quantity": random.randint(1, 90)}
                assert requests.post("https://shop.test/orders", json=order).status_code == 201
            """,
            files={
                "tests/conftest.py": """
                import random

                import pytest

                @pytest.fixture(autouse=True)
                def same_numbers():
                    random.seed(4711)
                """
            },
        ),
    ],
    known_as=["Erratic Test", "Nondeterministic Test", "Flaky Test"],
)
def unseeded_random(test: Test, suite: Suite) -> Iterator[Finding]:
    """What a test sends is drawn at random, and what it asserts depends on it.

    It finds values of `random`, NumPy or Faker in a request whose answer an assertion is about, where nothing
    seeds them and the assertion itself does not show them.

    Such a test tests something else in each run. When it fails, in one run of a hundred, the value that made it
    fail is gone: nobody can repeat it, and the run after it is green.

        def test_order(api):
            order = {"quantity": random.randint(1, 90)}
            assert api.post("/orders", json=order).status_code == 201

    Name the cases that matter, or seed what draws and let the failure tell the seed, as pytest-randomly does, or
    the value, as Hypothesis does:

        @pytest.mark.parametrize("quantity", [1, 89, 90])
        def test_order(api, quantity):
            assert api.post("/orders", json={"quantity": quantity}).status_code == 201

    It is silent for values that are only there to be unique (SM107 is about those), for those that the assertion
    compares, and where a seed is set in the file or in a conftest above it.
    """
    if is_seeded(suite):
        return
    for draw in draws(test):
        yield finding(
            draw.made.site.path,
            draw.made.site.at,
            f"{where(draw.flow)} is drawn by {draw.made.how.replace('()', '')}() anew in each run, and a failure"
            " does not tell which one it was",
            confidence=confidence(draw.flow.effect),
            test=test.name,
            evidence=(
                *trail(draw.flow.effect),
                note(f"what {spelled(draw.flow.effect)} answers is asserted here", draw.check.site),
            ),
            advice="Name the cases in pytest.mark.parametrize, or seed what draws and report the seed.",
        )
