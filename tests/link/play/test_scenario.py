"""Scenarios of behave and pytest-bdd, each played as one test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from smelltest.link.timeline import Effect, HandOver, Other
from smelltest.link.values import Literal

if TYPE_CHECKING:
    from smelltest.link.suite import Test

Linked = Callable[[dict[str, str]], "tuple[Test, ...]"]

USERS = """\
Feature: Users
  Scenario: A user is made
    Given a shop
    When I add the user "mia"
    Then it answers 201
"""
SHOP = """\
import requests
from behave import given, when, then

@given("a shop")
def step_impl(context):
    context.url = context.base + "/api"

@when('I add the user "{name}"')
def step_impl(context, name):
    context.answer = requests.post(context.url + "/users", json={"username": name})

@then("it answers {status:d}")
def step_impl(context, status):
    assert context.answer.status_code == status
"""
ENVIRONMENT = """\
import requests

def before_all(context):
    context.base = "http://shop"

def after_scenario(context, scenario):
    requests.delete(f"http://shop/api/users/{context.answer.json()['id']}")
"""


def effects(test: Test) -> Iterator[str]:
    """What is asked of the system, each as `kind resource path:line`, with a mark where it happens in any case."""
    for event in test.timeline.events:
        if isinstance(event, Effect):
            always = " always" if event.guard.always else ""
            yield f"{event.kind} {event.resource} {event.site.path}:{event.site.at.line}{always}"


def test_a_scenario_of_behave_is_one_test(linked: Linked) -> None:
    files = {"features/users.feature": USERS, "features/steps/shop.py": SHOP, "features/environment.py": ENVIRONMENT}
    (test,) = linked(files)

    assert (test.name, test.path) == ("A user is made", "features/users.feature")
    assert list(effects(test)) == [
        "create users features/steps/shop.py:10",
        "delete users features/environment.py:7 always",
    ]
    (create,) = (event for event in test.timeline.events if isinstance(event, Effect) and event.kind == "create")
    name = create.fields.get("username")
    assert isinstance(name, Literal)
    assert name.site is not None
    assert (name.value, name.site.path, name.site.at.line, name.site.at.column) == (
        "mia",
        "features/users.feature",
        4,
        26,
    )


def test_a_context_is_no_state_between_scenarios(linked: Linked) -> None:
    twice = USERS + USERS.partition("\n")[2].replace("A user", "Another user")
    for test in linked({"features/users.feature": twice, "features/steps/shop.py": SHOP}):
        assert not [event for event in test.timeline.events if isinstance(event, HandOver)]


def test_what_a_hook_for_all_scenarios_sets_is_shared(linked: Linked) -> None:
    files = {
        "features/users.feature": "Feature: A\n  Scenario: B\n    When one is kept",
        "features/environment.py": "def before_all(context):\n    context.kept = []",
        "features/steps/a.py": "from behave import *\n@when('one is kept')\ndef kept(context):\n    context.kept.append(1)",
    }
    (test,) = linked(files)

    assert [event.how for event in test.timeline.events if isinstance(event, HandOver)] == ["change"]


def test_cleanups_and_fixtures_of_a_context(linked: Linked) -> None:
    steps = """\
    import requests
    from behave import fixture, given, use_fixture

    @fixture
    def shop(context, name):
        answer = requests.post("http://shop/shops", json={"name": name})
        yield answer.json()
        requests.delete(f"http://shop/shops/{answer.json()['id']}")

    @given("a user")
    def user(context):
        context.shop = use_fixture(shop, context, "Mia's")
        answer = requests.post("http://shop/users", json={"shop": context.shop["id"]})
        context.add_cleanup(requests.delete, f"http://shop/users/{answer.json()['id']}")
    """
    files = {"features/a.feature": "Feature: A\n  Scenario: B\n    Given a user", "features/steps/a.py": steps}
    (test,) = linked(files)

    assert list(effects(test)) == [
        "create shops features/steps/a.py:6",
        "create users features/steps/a.py:13",
        "delete users features/steps/a.py:14 always",
        "delete shops features/steps/a.py:8 always",
    ]


def test_tables_texts_and_expressions(linked: Linked) -> None:
    steps = """\
    import json
    import requests
    from behave import use_step_matcher, when

    use_step_matcher("re")

    @when(r"I add (?P<what>users|shops)")
    def add(context, what):
        for row in context.table.rows:
            requests.post(f"http://shop/{what}", json={"username": row["name"], "code": row[0], "key": row.cells[0]})
        body = json.loads(context.text)
        body["size"] = 2
        requests.post(f"http://shop/{what}", json=body)
    """
    feature = """\
    Feature: A
      Scenario Outline: B
        When I add users
          | name   |
          | <name> |
          \"\"\"
          {"size": 1,
           "email": "<name>@shop.io"}
          \"\"\"
        Examples:
          | name |
          | mia  |
    """
    (test,) = linked({"features/a.feature": feature, "features/steps/a.py": steps})
    first, second = (event for event in test.timeline.events if isinstance(event, Effect))

    name = first.fields.get("username")
    assert isinstance(name, Literal)
    assert name.site is not None
    assert (name.value, name.site.at.line) == ("mia", 12)
    assert first.fields.get("code") == first.fields.get("key") == name
    size = second.fields.get("size")
    assert isinstance(size, Literal)
    assert size.value == 2


def test_a_step_that_nothing_defines_is_unknown(linked: Linked) -> None:
    files = {"features/users.feature": USERS.replace("a shop", "a big shop"), "features/steps/shop.py": SHOP}
    (test,) = linked(files)

    assert [event.name for event in test.timeline.events if isinstance(event, Other)] == ["a big shop"]


def test_a_feature_without_steps_of_behave_is_no_test(linked: Linked) -> None:
    assert not linked({"features/users.feature": USERS, "features/steps/shop.py": SHOP.replace("behave", "radish")})


BDD = """\
import pytest
import requests
from pytest_bdd import given, parsers, scenarios, then, when

scenarios("users.feature")

@pytest.fixture
def base():
    return "http://shop"

@given("a shop", target_fixture="url")
def shop(base):
    return f"{base}/api"

@when(parsers.parse('I add the user "{name}"'), target_fixture="answer")
def add(url, name):
    answer = requests.post(f"{url}/users", json={"username": name})
    yield answer
    requests.delete(f"{url}/users/{answer.json()['id']}")

@then(parsers.re(r"it answers (?P<status>\\d+)"), converters={"status": int})
def answers(answer, status):
    assert answer.status_code == status
"""


def test_a_scenario_of_pytest_bdd_is_a_test_of_the_file_that_takes_it(linked: Linked) -> None:
    (test,) = linked({"tests/test_users.py": BDD, "tests/users.feature": USERS})

    assert (test.name, test.path) == ("test_a_user_is_made", "tests/test_users.py")
    assert test.missing == ()
    assert list(effects(test)) == ["create users tests/test_users.py:17", "delete users tests/test_users.py:19 always"]


def test_steps_of_a_conftest_run_the_scenario_that_a_function_names(linked: Linked) -> None:
    taking = """\
    from pathlib import Path
    from pytest_bdd import scenario

    FEATURES = Path(__file__).parent / "features"

    @scenario(str(FEATURES / "users.feature"), "A user is made")
    def test_users(base):
        pass
    """
    files = {
        "tests/test_users.py": taking,
        "tests/conftest.py": BDD.replace('scenarios("users.feature")', ""),
        "tests/features/users.feature": USERS,
    }
    (test,) = linked(files)

    assert test.name == "test_users"
    assert [effect.partition(":")[0] for effect in effects(test)] == [
        "create users tests/conftest.py",
        "delete users tests/conftest.py",
    ]
