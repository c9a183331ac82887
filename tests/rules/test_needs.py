"""What a rule needs of a test is a promise: without any of it there is nothing that it would find."""

import pytest

from smelltest.edge.examples import suites
from smelltest.edge.packs import installed_rules
from smelltest.judge.rule import Example

NEEDY = [rule for rule in installed_rules() if rule.needs]
EXAMPLES = [
    pytest.param(example, id=f"{rule.code}-{number}")
    for rule in NEEDY
    for number, example in enumerate((*rule.bad, *rule.good), 1)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_rule_would_find_nothing_where_it_is_not_asked(example: Example) -> None:
    unasked = (
        (rule, test, suite)
        for suite in suites(example)
        for test in suite.tests
        for rule in NEEDY
        if rule.needs.isdisjoint(test.happens)
    )
    assert [rule.code for rule, test, suite in unasked if list(rule.check(test, suite))] == []
