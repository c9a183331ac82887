"""Files of Gherkin: what is a scenario, what its steps are, and where each text stands."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.read.data import entries
from smelltest.read.facts import Feature, Place, Scenario
from smelltest.read.gherkin import read_feature, reads_as_feature


def feature(text: str) -> Feature:
    """What a text says."""
    module = read_feature("a.feature", dedent(text))
    assert module is not None
    assert module.feature is not None
    return module.feature


def steps(scenario: Scenario) -> list[str]:
    """Its steps as `kind text`."""
    return [f"{step.kind} {step.text.value}" for step in scenario.steps]


def test_backgrounds_come_before_the_steps_of_each_scenario() -> None:
    users, orders, paid = feature(
        """\
        @api
        Feature: Users
          As a clerk I keep users.

          Background:
            Given a shop

          @slow @db  # both
          Scenario: A user
            * a user
            When they buy
            But not much
            And not often

          Rule: Orders
            Background:
              And a till
            Example: An order
              Then it is kept

          Scenario: Paid
        """
    ).scenarios

    assert steps(users) == ["given a shop", "given a user", "when they buy", "when not much", "when not often"]
    assert (users.name, users.tags) == ("A user", ("slow", "db"))
    assert steps(orders) == ["given a shop", "given a till", "then it is kept"]
    assert steps(paid) == ["given a shop", "given a till"]


def test_each_text_stands_in_its_place() -> None:
    (scenario,) = feature(
        """\
        Feature: Users
          Scenario: A user
            Given users "é":
              | name | note   |
              | mia  | a \\| b |
            # nothing else
            When I post
              \"\"\"json
              {
                "a": 1
              }
              \"\"\"
        """
    ).scenarios
    given, when = scenario.steps

    assert given.text.at == Place(3, 11, 3, 21)
    assert [[cell.value for cell in row] for row in given.table] == [["name", "note"], ["mia", "a | b"]]
    assert given.table[1][1].at == Place(5, 16, 5, 22)
    assert when.document is not None
    assert when.document.value == '{\n  "a": 1\n}'
    assert when.document.at == Place(9, 7, 11, 8)


def test_examples_fill_an_outline() -> None:
    (scenario,) = feature(
        """\
        Feature: Users
          Scenario Outline: A <role>
            Given a <role>

            @clerks
            Examples: those who work here
              Of whom there are two.
              | role  |
              | clerk |
              | cook  |

            Examples:
              | role  |
              | guest |
        """
    ).scenarios

    assert scenario.is_outline
    assert [[(name, cell.value) for name, cell in row] for row in scenario.rows] == [
        [("role", "clerk")],
        [("role", "cook")],
        [("role", "guest")],
    ]
    assert scenario.rows[2][0][1].at == Place(14, 9, 14, 14)


def test_keywords_are_those_of_the_language() -> None:
    (scenario,) = feature(
        """\
        # language: ru
        Функция: Пользователи
          Сценарий: Новый
            Допустим есть магазин
            И касса
            Когда я иду
            Тогда хорошо
        """
    ).scenarios

    assert steps(scenario) == ["given есть магазин", "given касса", "when я иду", "then хорошо"]


@pytest.mark.parametrize("text", ["Added a search for users\n", "", "# language: xx\nFeature: A\n"])
def test_what_is_no_gherkin_of_a_known_language_is_not_read(text: str) -> None:
    assert read_feature("changes/12.feature", text) is None


def test_tags_and_comments_may_come_first() -> None:
    assert reads_as_feature("# a note\n@api\n\nFeature: Users\n")
    assert not reads_as_feature("A feature: users\n")


def test_a_comment_above_a_step_covers_all_of_it() -> None:
    text = """\
    Feature: Users
      Scenario: A user
        # smelltest: ignore[SM102] -- the one that is always there
        When I post
          | email         |
          | mia@example.com |
        Then it is kept
    """
    module = read_feature("a.feature", dedent(text))

    assert module is not None
    assert [(one.codes, one.first, one.last) for one in module.suppressions] == [(("SM102",), 3, 6)]


def test_what_is_written_out_is_data() -> None:
    text = """\
    Feature: Users
      Background:
        Given the user "mia@shop.io" of ours
      Scenario: A user
        When I post
          \"\"\"
          {"email": "ben@shop.io"}
          \"\"\"
        Then there are
          | email       |
          | ann@shop.io |
      Scenario Outline: Others
        When <name> comes
        Examples:
          | name |
          | Eve  |
    """
    found = entries("a.feature", dedent(text))

    assert [f"{e.at.line}:{e.at.column} {'.'.join(e.names)}: {e.text}" for e in found] == [
        "3:11 : the user ",
        "3:21 : mia@shop.io",
        "3:33 :  of ours",
        "5:10 : I post",
        "7:8 : email",
        "7:17 email: ben@shop.io",
        "9:10 : there are",
        "10:9 : email",
        "11:9 email: ann@shop.io",
        "13:10 : <name> comes",
        "16:9 name: Eve",
    ]
