"""What cleanups are tried on: suites as they are before and after, and the client that some of them have."""

from __future__ import annotations

from smelltest.edge.examples import fixed_by
from smelltest.edge.packs import installed_rules
from smelltest.judge.rule import Example

RULES = {rule.code: rule for rule in installed_rules()}

Case = tuple[str, str, str, dict[str, str], dict[str, object]]
"""A rule, a file before and after its fix, the files beside it, and the settings."""


def fixed(code: str, text: str, files: dict[str, str], settings: dict[str, object]) -> str:
    example = Example(text, files=files, settings=settings)
    after = fixed_by(example, RULES[code])
    again = fixed_by(Example(after, files=files, settings=settings), RULES[code])
    assert again == after
    return after


CLIENT = """
import requests
from pydantic import BaseModel

SHOP = "https://shop.test"


class User(BaseModel):
    id: int
    name: str


class Client:
    def create_post(self, payload):
        return requests.post(f"{SHOP}/posts", json=payload)

    def remove(self, post_id, headers):
        return requests.delete(f"{SHOP}/posts/{post_id}", headers=headers)

    def create_user(self, *, name):
        response = requests.post(f"{SHOP}/users", json={"name": name})
        return User.model_validate_json(response.text)

    def delete_user_by_id(self, *, user_id):
        return requests.delete(f"{SHOP}/users/{user_id}")
"""
CLIENT_FIXTURES = """
import pytest

from client import Client


@pytest.fixture
def api():
    return Client()


@pytest.fixture
def auth_header():
    return {"Authorization": "Bearer 1"}


@pytest.fixture
def new_post_id(api):
    return api.create_post(payload={"name": "Jo"}).json()["id"]
"""
