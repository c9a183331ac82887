"""SM502."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import note
from smelltest.judge.rule import Finding, finding, rule
from smelltest.link.questions.chance import days, is_clock_stopped
from smelltest.link.suite import Suite, Test


@rule(
    "SM502",
    default=False,
    bad=[
        """
        import datetime as dt

        import requests

        SHOP = "https://shop.test"

        def test_order_is_of_today():
            order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            assert order["day"] == dt.date.today().isoformat()
                                   ^^^^^^^^^^^^^^^ SM502 the day is asked for again after the system under test has: between the two it may change
            assert order["invoice"]["day"] == dt.datetime.now().strftime("%Y-%m-%d")
                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM502 the day is asked for again…
        """
    ],
    good=[
        """
        import datetime as dt

        import requests
        from freezegun import freeze_time

        SHOP = "https://shop.test"

        @freeze_time("2024-02-29")
        def test_order_is_of_today():
            assert requests.post(f"{SHOP}/orders", json={"amount": 5}).json()["day"] == dt.date.today().isoformat()
        """,
        """
        import datetime as dt

        import requests

        SHOP = "https://shop.test"

        def test_what_was_sent_comes_back():
            today = dt.date.today().isoformat()
            assert requests.post(f"{SHOP}/orders", json={"day": today}).json()["day"] == today

        def test_order_is_recent():
            before = dt.datetime.now()
            order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            assert before.isoformat() <= order["created"] <= dt.datetime.now().isoformat()
        """,
    ],
    known_as=["Erratic Test", "Nondeterministic Test", "Flaky Test"],
)
def clock_data(test: Test, suite: Suite) -> Iterator[Finding]:
    """An assertion expects the day of an answer to be that of the test.

    It finds assertions that compare what the system under test answered with a day, or a coarser time, that the
    test takes from the clock itself: `date.today()`, `datetime.now().strftime("%Y-%m-%d")`.

    The two ask the clock one after the other, often in two time zones. A run over midnight, on the last day of a
    month or in the hours between two zones fails, and is green when somebody looks.

        def test_order_is_of_today(api):
            assert api.post("/orders", json={}).json()["day"] == date.today().isoformat()

    Decide what the clock tells, or send the day and expect it back:

        @freeze_time("2024-02-29")
        def test_order_is_of_today(api):
            assert api.post("/orders", json={}).json()["day"] == "2024-02-29"

    It is silent where the clock is stopped (freezegun, time-machine, a patch), for a day that the test sent
    itself, and for comparisons by `<` and `>`.
    """
    if is_clock_stopped(test, suite):
        return
    for made, check in days(test):
        yield finding(
            made.site.path,
            made.site.at,
            "the day is asked for again after the system under test has: between the two it may change",
            confidence="resolved",
            test=test.name,
            evidence=(note("it is asserted here", check.site),),
            advice="Stop the clock with freezegun or time-machine, or send the day and expect it back.",
        )
