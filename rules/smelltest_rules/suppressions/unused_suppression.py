"""SM001."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.rule import Finding, finding, rule
from smelltest.judge.suppress import Usage


@rule(
    "SM001",
    scope="suppressions",
    bad=[
        """
        def test_total():
            assert 1 + 1 == 2  # smelltest: ignore[SM302]
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM001 SM302 finds nothing here
        """
    ],
    good=[
        """
        import requests


        def test_total():
            assert len(requests.get("https://shop.test/orders").json()) == 2  # smelltest: ignore[SM302] -- seeded
        """,
        """
        import os  # noqa: F401
        """,
    ],
)
def unused_suppression(usage: Usage) -> Iterator[Finding]:
    """A comment silences a rule that finds nothing there.

    Such a comment outlived its cause. It says of the code what is no longer so, and it would hide the next defect of
    the same kind on that line.

    Remove the comment, or the code of the rule if others in it are still needed. Comments that silence other tools are
    never touched. Where a rule is not selected, or not all tests that reach a helper are checked, nothing is said.
    """
    if usage.expired:
        return
    needless = usage.judged - usage.used
    words = [word for word in usage.words if usage.codes.get(word) in needless]
    if words:
        yield finding(
            usage.path,
            usage.suppression.at,
            f"{' and '.join(words)} {'finds' if len(words) == 1 else 'find'} nothing here",
            confidence="certain",
            advice=f"Remove {' and '.join(words)} from the comment.",
        )
