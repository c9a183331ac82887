"""How further examples of a rule are checked: those beside it explain it, these show how far it goes."""

from collections.abc import Callable

import pytest

from smelltest.edge.examples import fixed_by, found_in, judged_files, suites
from smelltest.edge.packs import installed_rules
from smelltest.judge.carets import normal, unmarked
from smelltest.judge.rule import Example

RULES = {rule.code: rule for rule in installed_rules()}


@pytest.fixture
def as_marked() -> Callable[[str, str | Example], None]:
    """Checks that a rule finds all that is marked in an example, and nothing else, and fixes it as it shows."""

    def check(code: str, given: str | Example) -> None:
        rule = RULES[code]
        example = Example(given) if isinstance(given, str) else given
        expected = {path: normal(text) for path, text in judged_files(example).items()}
        assert found_in(example, rule, RULES.values()) == expected
        if example.fixed:
            assert fixed_by(example, rule) == unmarked(example.fixed)
        assert asked_for(code, example)

    def asked_for(code: str, example: Example) -> bool:
        """Whether a rule finds nothing in the tests about which it would not be asked."""
        rule = RULES[code]
        unasked = (
            found
            for suite in suites(example)
            for test in suite.tests
            if rule.scope == "test" and rule.needs and rule.needs.isdisjoint(test.happens)
            for found in rule.check(test, suite)
        )
        return next(unasked, None) is None

    return check
