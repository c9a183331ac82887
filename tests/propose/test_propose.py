"""What is proposed for small suites, and why."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.edge.library import Library
from smelltest.link.suite import Linker
from smelltest.propose.proposal import Proposal
from smelltest.propose.propose import Proposer
from smelltest.settings.layers import settings_in_force
from smelltest.settings.tables import Settings

Files = dict[str, str]


def proposed(files: Files, settings: Settings | None = None) -> tuple[Proposal, ...]:
    texts = {path: dedent(text).encode() for path, text in files.items()}

    def fetch(path: str) -> bytes:
        if path not in texts:
            raise FileNotFoundError(path)
        return texts[path]

    library = Library(fetch)
    settings = settings or Settings()
    linker = Linker(library, settings)
    proposer = Proposer(linker, settings)
    modules = [module for path in texts if (module := library.load(path)) is not None]
    for module in modules:
        proposer.read(module)
    for module in modules:
        for test in linker.follow(module):
            proposer.see(test)
    return proposer.proposals()


def settings_of(proposals: tuple[Proposal, ...], *, sure: bool = True) -> list[tuple[str, str]]:
    """The settings that are proposed, without defaults that go with them."""
    return [(f"{one.table}.{one.key}".strip("."), one.value) for one in proposals if one.sure is sure and one.sites]


HELPERS = {
    "tests/support/unique.py": """
        from uuid import uuid4

        def address():
            return f"test-{uuid4()}@example.com"

        def title():
            return f"qa-{uuid4()}"

        def reference():
            return str(uuid4())

        def file_name():
            return f"{uuid4().hex}.csv"

        def with_prefix(prefix):
            return f"{prefix}-{uuid4()}"
        """,
    "tests/conftest.py": """
        import pytest
        import requests

        @pytest.fixture
        def api():
            return requests.Session()
        """,
}


def test_helpers_are_what_makes_the_values_of_creates_and_needs_no_argument() -> None:
    found = proposed(
        {
            **HELPERS,
            "tests/test_a.py": """
                from tests.support.unique import address, file_name, reference, title, with_prefix

                def test_one(api):
                    body = {"email": address(), "name": title(), "order_id": reference(), "sku": with_prefix("P")}
                    api.post("/orders", json=body)

                def test_two(api):
                    body = {"email": address(), "name": title(), "order_id": reference(), "filename": file_name()}
                    api.post("/orders", json=body)

                def test_three(api):
                    api.post("/orders", json={"filename": file_name()})
                """,
        }
    )
    assert settings_of(found) == [
        ("helpers.email", "tests.support.unique.address"),
        ("helpers.file-name", "tests.support.unique.file_name"),
        ("helpers.key", "tests.support.unique.reference"),
        ("helpers.name", "tests.support.unique.title"),
    ]
    assert found[0].reason == "makes what 2 creates send"
    assert [site.path for site in found[0].sites] == ["tests/test_a.py"] * 2


def test_fields_that_get_a_fresh_value_and_a_common_prefix() -> None:
    body = "json={'badge_number': f'qa-{uuid4()}', 'note': f'n-{uuid4()}', 'name': f'qa-{uuid4()}'}"
    found = proposed(
        {
            "tests/test_a.py": f"""
                from uuid import uuid4
                import requests

                def test_one():
                    requests.post("https://shop.test/guests", {body})

                def test_two():
                    requests.post("https://shop.test/guests", {body})

                def test_three():
                    requests.post("https://shop.test/guests", {body})
                """
        }
    )
    assert settings_of(found) == [("extend-unique-fields", "badge_number"), ("extend-sweep-prefix", "qa-")]


def test_a_domain_that_many_addresses_are_at_may_be_ones_own() -> None:
    creates = "\n".join(
        f"def test_{number}():\n    requests.post('https://shop.test/users', json={{'email': 'a{number}@{domain}'}})"
        for number, domain in enumerate(["qa.bluepeak.com"] * 3 + ["example.com"] * 3)
    )
    found = proposed({"tests/test_a.py": f"import requests\n\n{creates}\n"})
    assert settings_of(found) == []
    assert settings_of(found, sure=False) == [("extend-own-domains", "qa.bluepeak.com")]


def test_a_fixture_of_a_plugin_that_is_sent_paths_is_a_client() -> None:
    found = proposed(
        {
            "tests/test_a.py": """
                def test_one(gateway, depot, settings, fake_gateway):
                    gateway.post("/users", json={"name": "Ann"})
                    depot.create(name="Ann")
                    settings.update(DEBUG=True)
                    fake_gateway.post("/users")
                """
        }
    )
    assert settings_of(found) == [("clients.names", "gateway")]
    assert settings_of(found, sure=False) == [("clients.names", "depot")]
    assert [one.value for one in found if not one.sites] == ["client", "api", "session", "*_client", "*_api"]


def test_what_goes_by_the_name_of_a_client_alone() -> None:
    calls = "\n".join(f"    client.create_user(name='a{number}')" for number in range(5))
    found = proposed({"tests/test_a.py": f"def test_one(client, user_client):\n{calls}\n    user_client.add_user()\n"})
    assert settings_of(found) == [("clients.names", "user_client")]
    assert settings_of(found, sure=False) == [("min-confidence", "named")]


def test_calls_of_packages_that_are_not_read() -> None:
    found = proposed(
        {
            "tests/test_a.py": """
                from shop_admin import provision_tenant, teardown_tenants
                from subprocess import run

                def test_one(run_cli):
                    tenant = provision_tenant("acme")
                    run("ls")
                    teardown_tenants()
                """
        }
    )
    assert settings_of(found, sure=False) == [
        ("clients.write", "provision_tenant"),
        ("clients.cleanup", "teardown_tenants"),
    ]


def test_what_may_isolate_is_a_guess() -> None:
    found = proposed(
        {
            "tests/test_a.py": """
                import pytest
                import requests
                from shop_testing import TransactionTest

                @pytest.mark.in_memory
                def test_one(sandboxed_shop):
                    requests.post("https://shop.test/users", json={"name": "Ann"})

                class TestTwo(TransactionTest):
                    def test_two(self):
                        requests.post("https://shop.test/users", json={"name": "Ann"})
                """
        }
    )
    assert settings_of(found) == []
    assert settings_of(found, sure=False) == [
        ("isolation.fixtures", "sandboxed_shop"),
        ("isolation.base-classes", "TransactionTest"),
        ("isolation.markers", "in_memory"),
    ]


@pytest.mark.parametrize(("autouse", "sure"), [("autouse=True", True), ("", False)])
def test_a_fixture_that_takes_away_whatever_there_is(autouse: str, sure: bool) -> None:
    found = proposed(
        {
            "tests/conftest.py": f"""
                import pytest
                from shop.admin import store

                @pytest.fixture(scope="session", {autouse})
                def clean_shop():
                    yield
                    store.delete_all_records()
                """,
            "tests/test_a.py": """
                import requests

                def test_one(clean_shop):
                    requests.post("https://shop.test/users", json={"name": "Ann"})
                """,
        }
    )
    assert settings_of(found, sure=sure) == [("cleanup.fixtures", "clean_shop")]


def test_the_style_in_which_most_cleanups_are_written() -> None:
    tests = "\n".join(
        f"""
def test_{number}(request):
    user = requests.post("https://shop.test/users", json={{"name": "Ann"}}).json()
    request.addfinalizer(lambda: requests.delete(f"https://shop.test/users/{{user['id']}}"))
"""
        for number in range(3)
    )
    found = proposed({"tests/test_a.py": f"import requests\n{tests}"})
    assert ("cleanup.style", "finalizer") in settings_of(found)


def test_factories_are_named_after_what_they_make() -> None:
    found = proposed(
        {
            "tests/factories.py": """
                import requests

                def create_user(**fields):
                    return requests.post("https://shop.test/users", json=fields).json()

                def post(path, **fields):
                    return requests.post(f"https://shop.test/{path}", json=fields).json()

                def create_order():
                    return requests.post("https://shop.test/orders", json={"user": create_user()["id"]}).json()
                """,
            "tests/test_a.py": """
                from tests.factories import create_order, create_user, post

                def test_one():
                    create_user(name="Ann")
                    create_order()
                    post("carts")

                def test_two():
                    create_user(name="Ann")
                    create_order()
                    post("carts")
                """,
        }
    )
    assert settings_of(found) == [
        ("factories.order", "tests.factories.create_order"),
        ("factories.user", "tests.factories.create_user"),
    ]


def test_what_is_set_already_is_not_proposed() -> None:
    files = {"tests/test_a.py": "def test_one(gateway):\n    gateway.post('/users', json={'name': 'Ann'})\n"}
    assert not proposed(files, settings_in_force([{"clients": {"names": ["gateway"]}}]))
