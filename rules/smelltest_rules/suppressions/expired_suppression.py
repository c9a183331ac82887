"""SM002."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.rule import Finding, finding, rule
from smelltest.judge.suppress import Usage


@rule(
    "SM002",
    scope="suppressions",
    bad=[
        """
        import requests


        def test_total():
            assert len(requests.get("https://shop.test/orders").json()) == 2  # smelltest: ignore[SM302] until=2020-01-31
                                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM002 this suppression ended on 2020-01-31
        """
    ],
    good=[
        """
        import requests


        def test_total():
            assert len(requests.get("https://shop.test/orders").json()) == 2  # smelltest: ignore[SM302] until=9999-01-31
        """
    ],
)
def expired_suppression(usage: Usage) -> Iterator[Finding]:
    """The last day of a suppression is over.

    `until=2027-01-31` says that what is silenced is to be mended by then. After that day the comment silences nothing,
    and what it hid is reported again beside it.

    Mend the code and remove the comment, or choose a new day.
    """
    if usage.expired:
        yield finding(
            usage.path,
            usage.suppression.at,
            f"this suppression ended on {usage.suppression.until}",
            confidence="certain",
            advice="Mend what it silenced and remove it, or choose a new day.",
        )
