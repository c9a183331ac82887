"""SM003."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from smelltest.judge.rule import Finding, finding, rule
from smelltest.judge.suppress import Usage, day


@rule(
    "SM003",
    scope="suppressions",
    bad=[
        """
        def test_total():
            assert 1 + 1 == 2  # smelltest: ignore[SM999]
                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ SM003 there is no rule SM999
        """,
        """
        def test_total():
            assert 1 + 1 == 2  # smelltest: ignore
                               ^^^^^^^^^^^^^^^^^^^ SM003 this suppression names no rule
        """,
    ],
    good=[
        """
        import os  # noqa
        import re  # noqa: E501, ABC123
        """
    ],
)
def unclear_suppression(usage: Usage) -> Iterator[Finding]:
    """A suppression names no rule, one that does not exist, or a day that is none.

    A comment that silences everything hides what nobody has seen yet, so a suppression names the rules that it is
    about, by code or by name: `# smelltest: ignore[SM102]` or `# smelltest: ignore[literal-email]`. The day after
    `until=` is written as `2027-01-31`.
    """
    problems = list(_problems(usage))
    if problems:
        yield finding(
            usage.path,
            usage.suppression.at,
            "; ".join(message for message, _ in problems),
            confidence="certain",
            advice=" ".join(advice for _, advice in problems),
        )


def _problems(usage: Usage) -> Iterator[tuple[str, str]]:
    """What is wrong with a suppression, each with what to write instead."""
    comment = usage.suppression
    if not comment.codes:
        yield ("this suppression names no rule", f"Name what it silences: `# smelltest: {comment.form}[SM102]`.")
    for word in usage.words:
        if word not in usage.codes:
            meant = next(iter(get_close_matches(word, usage.codes, n=1)), None)
            yield (f"there is no rule {word}", f"Did you mean {meant}?" if meant else "`smelltest rule` lists them.")
    if comment.until is not None and day(comment.until) is None:
        yield f"{comment.until} is no day", "Write it as `until=2027-01-31`."
