"""What SM201 finds in suites of many kinds: more than the examples that explain the rule beside it."""

from collections.abc import Callable

import pytest

from smelltest.edge.examples import found_in, judged_files
from smelltest.edge.packs import installed_rules
from smelltest.judge.carets import normal
from smelltest.judge.rule import Example

RULES = installed_rules()
(SM201,) = (rule for rule in RULES if rule.code == "SM201")


@pytest.fixture
def as_marked() -> Callable[[str | Example], None]:
    """Checks that all that is marked in an example is found, and nothing else."""

    def check(given: str | Example) -> None:
        example = Example(given) if isinstance(given, str) else given
        expected = {path: normal(text) for path, text in judged_files(example).items()}
        assert found_in(example, SM201, RULES) == expected

    return check
