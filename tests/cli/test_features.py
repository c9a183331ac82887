"""Suites of behave and pytest-bdd, checked as users check them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Folder = Callable[[Mapping[str, "str | bytes"]], Path]
Run = Callable[..., "CompletedProcess[str]"]

USERS = """\
Feature: Users
  Scenario: A user of v1.2
    When I add the user "mia@shop.test"
    Then it answers 201

  Scenario: Another user
    # smelltest: ignore[SM102] -- one that the shop always has
    When I add the user "ben@shop.test"
    Then all is well
"""
STEPS = """\
import requests
from behave import then, when


@when('I add the user "{email}"')
def step_impl(context, email):
    context.answer = requests.post(f"{context.url}/users", json={"email": email})


@then("it answers {status:d}")
def step_impl(context, status):
    assert context.answer.status_code == status


@then("it can be deleted")
def step_impl(context):
    requests.delete(f"{context.url}/users/{context.answer.json()['id']}")
"""
OF_PYTEST = """\
import requests
from pytest_bdd import parsers, then, when


@when(parsers.parse('I add the user "{email}"'), target_fixture="answer")
def add_user(email):
    answer = requests.post("http://shop/users", json={"email": email})
    return answer


@then(parsers.parse("it answers {status:d}"))
def answers(answer, status):
    assert answer.status_code == status


@then("it can be deleted")
def delete_user(answer):
    requests.delete(f"http://shop/users/{answer.json()['id']}")
"""
HOOKS = 'def before_all(context):\n    context.url = "http://shop"\n'
BEHAVE = {"features/users.feature": USERS, "features/steps/users.py": STEPS, "features/environment.py": HOOKS}


@pytest.mark.parametrize("paths", [(), (".",), ("features",)])
def test_scenarios_of_behave_are_checked(folder: Folder, smelltest: Run, paths: tuple[str, ...]) -> None:
    found = smelltest(folder(BEHAVE), "check", "--output-format", "concise", *paths)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [
        "features/steps/users.py:7:22: SM201 POST /users makes a record that nothing takes away",
        "features/users.feature:3:26: SM102 'mia@shop.test' is sent to POST /users: two runs use the same address",
    ]


def test_a_scenario_is_shown_by_its_name(folder: Folder, smelltest: Run) -> None:
    root = folder(BEHAVE)
    assert smelltest(root, "timeline", "features/users.feature::A user of v1.2").stdout == (
        "features/users.feature::A user of v1.2 (line 2)\n"
        "├─ live: what it writes lasts\n"
        "├─ test\n"
        '│  ├─ creates user #1: POST /users with email "mia@shop.test" (features/steps/users.py:7)\n'
        "│  └─ checks answer.status == 201 (features/steps/users.py:12)\n"
        "└─ unknown: nothing\n\n"
    )
    other = smelltest(root, "timeline", "features/users.feature::Another user").stdout
    assert "comes to “all is well”, a step that nothing defines (line 9)" in other


def test_the_cleanup_of_a_step_is_the_contexts(folder: Folder, smelltest: Run) -> None:
    root = folder(BEHAVE)
    smelltest(root, "fix", "--unsafe-fixes", "--select", "SM201")
    assert (root / "features/steps/users.py").read_text() == STEPS.replace(
        'json={"email": email})\n',
        'json={"email": email})\n'
        "    if context.answer.status_code < 400:\n"
        "        context.add_cleanup(\n"
        "            requests.delete, f\"{context.url}/users/{context.answer.json()['id']}\"\n"
        "        )\n",
    )


def test_the_cleanup_of_a_step_of_pytest_bdd_is_a_finalizer(folder: Folder, smelltest: Run) -> None:
    root = folder(
        {
            "tests/conftest.py": OF_PYTEST,
            "tests/features/users.feature": USERS,
            "tests/test_users.py": "from pytest_bdd import scenarios\n\nscenarios('features')\n",
        }
    )
    found = smelltest(root, "check", "--output-format", "concise", "--select", "SM201,SM102")
    assert found.stdout.splitlines() == [
        "tests/conftest.py:7:14: SM201 POST /users makes a record that nothing takes away",
        "tests/features/users.feature:3:26: SM102 'mia@shop.test' is sent to POST /users: two runs use the same address",
    ]
    smelltest(root, "fix", "--unsafe-fixes", "--select", "SM201")
    written = (root / "tests/conftest.py").read_text()
    assert "def add_user(email, request):\n" in written
    assert "    if answer.status_code < 400:\n        request.addfinalizer(\n" in written
    assert "partial(requests.delete, f\"http://shop/users/{answer.json()['id']}\")" in written


def test_a_step_deletes_what_it_makes_however_it_ends(folder: Folder, smelltest: Run) -> None:
    step = """\
import requests
from behave import then


@then("an order can be made")
def step_impl(context):
    order = requests.post("http://shop/orders", json={"amount": 5}).json()
    assert order["state"] == "open"
    requests.delete(f"http://shop/orders/{order['id']}")
"""
    feature = "Feature: Orders\n  Scenario: An order\n    Then an order can be made\n"
    root = folder({"features/orders.feature": feature, "features/steps/orders.py": step})
    smelltest(root, "fix", "--unsafe-fixes", "--select", "SM202")
    assert (root / "features/steps/orders.py").read_text().splitlines()[-2:] == [
        "    context.add_cleanup(requests.delete, f\"http://shop/orders/{order['id']}\")",
        '    assert order["state"] == "open"',
    ]
