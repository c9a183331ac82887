"""Records of a test's own, made as the suite makes them, in the place of somebody's."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.edge.examples import fixed_by
from smelltest.edge.packs import installed_rules
from smelltest.judge.rule import Example

RULES = {rule.code: rule for rule in installed_rules()}

MAKER = """
import requests

SHOP = "https://shop.test"


def test_new_draft():
    payload = {"kind": "letter", "lines": ["a", "b"]}
    response = requests.post(f"{SHOP}/drafts", json=payload)
    assert requests.get(f"{SHOP}/drafts/{response.json()['id']}").ok
"""
HELPERS = """
import requests

SHOP = "https://shop.test"


def new_draft(kind):
    return requests.post(f"{SHOP}/drafts", json={"kind": kind}).json()
"""
USER = """
from tests.helpers import new_draft


def test_new_draft():
    assert new_draft("letter")["kind"] == "letter"
"""


@pytest.mark.parametrize(
    ("code", "files", "before", "after"),
    [
        pytest.param(
            "SM108",
            {},
            """
            from uuid import uuid4

            import requests

            SHOP = "https://shop.test"
            name = f"tea-{uuid4()}"
            draft = {
                "slug": f"tea-{uuid4()}",
                "kind": "letter",
            }


            def test_new():
                assert requests.post(f"{SHOP}/teams", json={"name": name}).ok
                assert requests.post(f"{SHOP}/drafts", json=draft).ok


            def test_named():
                name = requests.get(f"{SHOP}/teams").json()["name"]
                assert name


            def test_again():
                assert requests.post(f"{SHOP}/drafts", json=draft).ok
            """,
            """
            from uuid import uuid4

            import requests

            SHOP = "https://shop.test"
            draft = {
                "slug": f"tea-{uuid4()}",
                "kind": "letter",
            }


            def test_new():
                own_name = f"tea-{uuid4()}"
                assert requests.post(f"{SHOP}/teams", json={"name": own_name}).ok
                assert requests.post(f"{SHOP}/drafts", json=draft).ok


            def test_named():
                name = requests.get(f"{SHOP}/teams").json()["name"]
                assert name


            def test_again():
                assert requests.post(f"{SHOP}/drafts", json=draft).ok
            """,
            id="a name that another test gives something else",
        ),
        pytest.param(
            "SM103",
            {},
            """
            import requests

            SHOP = "https://shop.test"


            def test_password():
                sent = {"username": "ada_k", "password": "new"}
                assert requests.post(f"{SHOP}/admin/change-password", json=sent).ok
            """,
            """
            import requests

            SHOP = "https://shop.test"


            def test_password():
                sent = {"username": "ada_k", "password": "new"}
                assert requests.post(f"{SHOP}/admin/change-password", json=sent).ok
            """,
            id="whose password is changed",
        ),
        pytest.param(
            "SM302",
            {},
            """
            import requests

            SHOP = "https://shop.test"


            def test_what_is_invalid_is_not_kept():
                before = requests.get(f"{SHOP}/drafts").json()
                made = requests.post(f"{SHOP}/drafts", json={"kind": ""})
                print(made.text)
                after = requests.get(f"{SHOP}/drafts").json()
                initial_count = len(before)
                after_count = len(after)
                assert after_count == initial_count
            """,
            """
            import requests

            SHOP = "https://shop.test"


            def test_what_is_invalid_is_not_kept():
                before = requests.get(f"{SHOP}/drafts").json()
                made = requests.post(f"{SHOP}/drafts", json={"kind": ""})
                print(made.text)
                after = requests.get(f"{SHOP}/drafts").json()
                initial_count = len(before)
                after_count = len(after)
                assert after_count == initial_count
            """,
            id="as many as before",
        ),
        pytest.param(
            "SM101",
            {"tests/test_maker.py": MAKER},
            """
            import requests

            SHOP = "https://shop.test"


            def test_draft():
                assert requests.get(f"{SHOP}/drafts/42").json()["kind"] == "invoice"
            """,
            """
            import pytest
            import requests

            SHOP = "https://shop.test"


            @pytest.fixture
            def draft():
                return requests.post(
                    f"{SHOP}/drafts", json={"kind": "letter", "lines": ["a", "b"]}
                ).json()


            def test_draft(draft):
                assert requests.get(f"{SHOP}/drafts/{draft['id']}").json()["kind"] == draft["kind"]
            """,
            id="as another file makes it",
        ),
        pytest.param(
            "SM101",
            {"tests/helpers.py": HELPERS, "tests/test_maker.py": USER, "tests/__init__.py": ""},
            """
            import unittest

            import requests

            SHOP = "https://shop.test"


            class DraftTest(unittest.TestCase):
                def test_draft(self):
                    draft = requests.get(f"{SHOP}/drafts/42").json()
                    self.assertEqual(draft["kind"], "invoice")
            """,
            """
            import unittest

            import requests

            from tests.helpers import new_draft

            SHOP = "https://shop.test"


            class DraftTest(unittest.TestCase):
                def test_draft(self):
                    own_draft = new_draft("letter")
                    draft = requests.get(f"{SHOP}/drafts/{own_draft['id']}").json()
                    self.assertEqual(draft["kind"], own_draft["kind"])
            """,
            id="by a helper, in a class of unittest",
        ),
        pytest.param(
            "SM301",
            {"tests/test_maker.py": MAKER},
            """
            import requests

            SHOP = "https://shop.test"


            def test_draft():
                assert requests.get(f"{SHOP}/drafts").json()[0]["kind"] == "invoice"
            """,
            """
            import pytest
            import requests

            SHOP = "https://shop.test"


            @pytest.fixture
            def draft():
                return requests.post(
                    f"{SHOP}/drafts", json={"kind": "letter", "lines": ["a", "b"]}
                ).json()


            def test_draft(draft):
                assert next(each for each in requests.get(f"{SHOP}/drafts").json() if each["id"] == draft["id"])["kind"] == draft["kind"]
            """,
            id="in the place of the first",
        ),
        pytest.param(
            "SM301",
            {"tests/helpers.py": HELPERS, "tests/__init__.py": ""},
            """
            import requests

            from tests.helpers import new_draft

            SHOP = "https://shop.test"


            def test_draft():
                new_draft("letter")
                assert requests.get(f"{SHOP}/drafts").json()[-1]["kind"] == "letter"
            """,
            """
            import requests

            from tests.helpers import new_draft

            SHOP = "https://shop.test"


            def test_draft():
                created = new_draft("letter")
                assert next(each for each in requests.get(f"{SHOP}/drafts").json() if each["id"] == created["id"])["kind"] == "letter"
            """,
            id="what a helper has just made",
        ),
    ],
)
def test_a_record_is_made_as_the_suite_makes_it(code: str, files: dict[str, str], before: str, after: str) -> None:
    example = Example(dedent(before).lstrip("\n"), path="tests/test_a.py", files=files)
    assert fixed_by(example, RULES[code]) == dedent(after).lstrip("\n")


def test_a_comprehension_takes_no_name_of_a_fixture() -> None:
    text = """
    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture
    def user():
        made = requests.post(f"{SHOP}/users", json={"kind": "guest"}).json()
        yield made
        requests.delete(f"{SHOP}/users/{made['id']}")


    def test_user_is_found():
        found = requests.get(f"{SHOP}/users", params={"user_id": 42}).json()
        assert [user["kind"] for user in found if user["kind"] != "user"] == ["guest"]
    """
    after = fixed_by(Example(dedent(text).lstrip()), RULES["SM101"])
    assert 'params={"user_id": user["id"]}' in after
    assert '[each["kind"] for each in found if each["kind"] != "user"]' in after


def test_a_configured_factory_makes_the_record() -> None:
    before = """
    def test_draft(api):
        assert api.get("/drafts/42").json()["kind"] == "invoice"
    """
    example = Example(dedent(before).lstrip("\n"), settings={"factories": {"drafts": "tests.making.new_draft"}})
    after = fixed_by(example, RULES["SM101"])
    assert "from tests.making import new_draft\n" in after
    assert "def draft():\n    return new_draft()\n" in after
    assert """api.get(f"/drafts/{draft['id']}").json()["kind"] == draft["kind"]""" in after


HELPED = """
import requests
from tests.making import own_address


def test_user():
    assert requests.post("https://shop.test/users", json={"email": "ann@example.com"}).status_code == 201


def test_other():
    assert requests.post("https://shop.test/users", json={"email": own_address()}).status_code == 201
"""
MAKING = """
from uuid import uuid4


def own_address(name="ann"):
    return f"{name}-{uuid4()}@example.com"
"""


def test_a_helper_that_the_file_has_makes_its_values() -> None:
    files = {"tests/making.py": MAKING, "tests/__init__.py": ""}
    after = "\n" + fixed_by(Example(HELPED.lstrip("\n"), files=files), RULES["SM102"])
    assert after == HELPED.replace('"ann@example.com"', "own_address()", 1)


def test_faker_makes_what_a_person_reads_and_a_uuid_what_is_unique() -> None:
    example = Example(
        HELPED.replace("from tests.making import own_address\n", ""), settings={"helpers": {"email": "faker"}}
    )
    after = fixed_by(example, RULES["SM102"])
    assert 'f"{Faker().user_name()}-{uuid4().hex[:12]}@example.com"' in after
    assert "from faker import Faker\n" in after


def test_a_test_that_the_file_calls_itself_gets_no_fixture() -> None:
    text = """
    def test_prices():
        with open("prices.csv", "w") as target:
            target.write("sku;price")


    if __name__ == "__main__":
        test_prices()
    """
    code = dedent(text).lstrip("\n")
    assert fixed_by(Example(code), RULES["SM105"]) == code


def test_a_collection_that_has_a_name_is_asked_for_what_it_is_made_of() -> None:
    before = """
    from uuid import uuid4

    import pytest
    import requests

    SHOP = "https://shop.test"


    @pytest.fixture
    def menu():
        made = requests.post(f"{SHOP}/menus", json={"slug": uuid4().hex}).json()
        yield made
        requests.delete(f"{SHOP}/menus/{made['id']}")


    def test_slugs(menu):
        slugs = {one["slug"] for one in requests.get(f"{SHOP}/menus").json()}
        assert slugs == {"lunch", menu["slug"]}
    """
    after = fixed_by(Example(dedent(before).lstrip()), RULES["SM304"])
    assert 'assert menu["slug"] in slugs' in after


BASE = """
import requests

SHOP = "https://shop.test"


class Base:
    def new_draft(self):
        return requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
"""
BY_INHERITANCE = """
import requests

from tests.base import SHOP, Base


class TestDraft(Base):
    def test_new(self):
        draft = self.new_draft()
        assert requests.get(f"{SHOP}/drafts/{draft['id']}").ok
        requests.delete(f"{SHOP}/drafts/{draft['id']}")

    def test_old(self):
        assert requests.get(f"{SHOP}/drafts/42").ok
"""


def test_what_only_a_method_can_make_stands_in_no_fixture() -> None:
    files = {"tests/base.py": BASE, "tests/__init__.py": ""}
    example = Example(BY_INHERITANCE.lstrip("\n"), path="tests/test_a.py", files=files)
    after = fixed_by(example, RULES["SM101"])
    assert "fixture" not in after
    assert "    def test_old(self):\n        draft = self.new_draft()\n" in after


COUNTED = """
import requests

SHOP = "https://shop.test"


def test_kittens():
    first = requests.post(f"{SHOP}/cats", json={"age": 0})
    second = requests.post(f"{SHOP}/cats", json={"age": 3})
    assert len(requests.get(f"{SHOP}/cats", params={"kitten": "yes"}).json()) == 1
    requests.delete(f"{SHOP}/cats/{first.json()['id']}")
    requests.delete(f"{SHOP}/cats/{second.json()['id']}")
"""


def test_more_records_than_are_expected_are_not_told_apart() -> None:
    code = COUNTED.lstrip("\n")
    assert fixed_by(Example(code), RULES["SM302"]) == code
    both = code.replace("== 1", "== 2")
    assert "== 2\n" in fixed_by(Example(both), RULES["SM302"]) != both


LOOKED_FOR = """
import pytest
import requests

SHOP = "https://shop.test"


@pytest.fixture
def user():
    made = requests.post(f"{SHOP}/users", json={"name": "Ann"}).json()
    yield made
    requests.delete(f"{SHOP}/users/{made['id']}")


def test_search(user):
    name = requests.get(f"{SHOP}/users").json()[0]["name"]
    found = requests.get(f"{SHOP}/users", params={"name": name}).json()
    assert all(each["name"] == name for each in found)
"""


def test_what_is_looked_for_is_asked_of_the_own_record_itself() -> None:
    after = fixed_by(Example(LOOKED_FOR.lstrip("\n")), RULES["SM301"])
    assert '    name = user["name"]\n' in after
