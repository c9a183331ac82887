"""SM103."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import confidence, quoted, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.own_records import own_lookup
from smelltest.judge.remedies.uniqueness import renewed
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.knowledge.verbs import words
from smelltest.link.play.addresses import is_id
from smelltest.link.questions.assumed import assumed
from smelltest.link.questions.claims import EMAIL, claim, names_goods, unplayed
from smelltest.link.questions.flows import Flow, arguments, fields, literal_of
from smelltest.link.questions.named_records import below_made, is_reference, looked_up, named
from smelltest.link.questions.records import creates, singular
from smelltest.link.questions.refused_values import refused_values
from smelltest.link.suite import Suite, Test
from smelltest.link.values import Made, atoms


@rule(
    "SM103",
    needs="create change read",
    fixable="safe",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_product():
            product = {"sku": "CHAIR-1", "label": "Chair", "currency": "EUR", "price": 4900}
                              ^^^^^^^^^ SM103 sku 'CHAIR-1' is sent to POST /products: two runs use the same value
            assert requests.post(f"{SHOP}/products", json=product).status_code == 201


        def test_rename_user(user):
            assert requests.patch(f"{SHOP}/users/{user['id']}", json={"userName": "lena"}).ok
                                                                                  ^^^^^^ SM103 user_name 'lena' is sent to PATCH /users/…: two runs use the same value


        def test_new_team():
            assert requests.post(f"{SHOP}/teams", json={"name": "Logistics", "role": "owner"}).ok
                                                                ^^^^^^^^^^^ SM103 name 'Logistics' is sent to POST /teams: two runs use the same value


        def test_article_is_found():
            requests.post(f"{SHOP}/articles", json={"title": "Summer sale", "body": "Now!"})
                                                             ^^^^^^^^^^^^^ SM103 title 'Summer sale' is sent to POST /articles: two runs use the same value
            assert requests.get(f"{SHOP}/articles", params={"title": "Summer sale"}).json()
        """,
        """
        import requests

        DISK = "https://disk.test"


        def test_new_folder():
            made = requests.post(f"{DISK}/folders", params={"path": "Minutes", "key": "k-1"})
                                                                    ^^^^^^^^^ SM103 path 'Minutes' is sent to POST /folders: two runs use the same value
            assert made.status_code == 201
        """,
        """
        import pytest
        from minio import Minio


        @pytest.fixture
        def bucket():
            store = Minio("store.test", access_key="a", secret_key="b")
            store.make_bucket("invoices")
                              ^^^^^^^^^^ SM103 name 'invoices' is sent to make_bucket(): two runs use the same value
            yield "invoices"
            store.remove_bucket("invoices")


        def test_bucket_is_empty(bucket):
            assert bucket
        """,
        """
        import requests

        FORGE = "https://forge.test"


        def new_project(path):
            namespace, name = path.split("/")
            return requests.post(f"{FORGE}/spaces/{namespace}/projects", json={"name": name}).json()


        def test_new_project():
            me = requests.get(f"{FORGE}/me").json()["login"]
            project = new_project(f"{me}/harbour")
                                  ^^^^^^^^^^^^^^^ SM103 name 'harbour' is sent to POST /spaces/…/projects: two runs use the same value
            assert project["visibility"] == "private"
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_fields():
            requests.post(f"{SHOP}/cars", json={"license_plate": "GRZ-1"})
                                                                 ^^^^^^^ SM103 license_plate 'GRZ-1' is sent to POST /cars: two runs use the same value
            requests.post(f"{SHOP}/cars", json={"vin": "VF7"})
                                                       ^^^^^ SM103 vin 'VF7' is sent to POST /cars: two runs use the same value
            requests.post(f"{SHOP}/books", json={"isbn": "9780000000002"})
                                                         ^^^^^^^^^^^^^^^ SM103 isbn '9780000000002' is sent to POST /books: two runs use the same value
            requests.post(f"{SHOP}/sites", json={"subdomain": "spring"})
                                                              ^^^^^^^^ SM103 subdomain 'spring' is sent to POST /sites: two runs use the same value
            requests.post(f"{SHOP}/users", json={"phone": "+12025550123"})
                                                          ^^^^^^^^^^^^^^ SM103 phone '+12025550123' is sent to POST /users: two runs use the same value
            requests.post(f"{SHOP}/users", json={"nickname": "lena"})
                                                             ^^^^^^ SM103 nickname 'lena' is sent to POST /users: two runs use the same value


        def test_names():
            requests.post(f"{SHOP}/queues", json={"name": "mails"})
                                                          ^^^^^^^ SM103 name 'mails' is sent to POST /queues: two runs use the same value
            requests.post(f"{SHOP}/branches", json={"name": "Graz"})
                                                            ^^^^^^ SM103 name 'Graz' is sent to POST /branches: two runs use the same value
            requests.post(f"{SHOP}/environments", json={"name": "demo"})
                                                                ^^^^^^ SM103 name 'demo' is sent to POST /environments: two runs use the same value
            requests.post(f"{SHOP}/dogs", json={"name": "Rex", "title": "Sir"})
        """,
        Example(
            """
            from pathlib import Path

            import requests
            import yaml
            from elasticsearch import Elasticsearch

            DATA = yaml.safe_load((Path(__file__).parent / "data" / "dishes.yaml").read_text())


            def test_soup():
                assert requests.post("https://menu.test/dishes", json=DATA["soup"]).ok


            def test_index():
                assert Elasticsearch("https://logs.test").indices.create(index="audit-2031")
                                                                               ^^^^^^^^^^^^ SM103 index 'audit-2031' is sent to indices.create(): two runs use the same value
            """,
            files={
                "tests/data/dishes.yaml": """
                # What the kitchen cooks.
                soup:
                  slug: onion-soup
                        ^^^^^^^^^^ SM103 slug 'onion-soup' is sent to POST /dishes: two runs use the same value
                  price: 7
                  tags: [hot, french]
                """
            },
        ),
        """
        import requests

        FLEET = "https://fleet.test"


        def test_new_vehicle():
            assert requests.post(f"{FLEET}/vehicles", json={"plate": "KV10 AAA", "kind": "van"}).ok
                                                                     ^^^^^^^^^^ SM103 plate 'KV10 AAA' is sent to POST /vehicles: two runs use the same value


        def test_plate_is_unique():
            first = requests.post(f"{FLEET}/vehicles", json={"plate": "KV10 BBB", "kind": "van"})
                                                                      ^^^^^^^^^^ SM103 plate 'KV10 BBB' is sent to POST /vehicles: two runs use the same value
            assert first.status_code == 201
            assert requests.post(f"{FLEET}/vehicles", json={"plate": "KV10 BBB", "kind": "car"}).status_code == 409


        def test_badge_is_taken():
            driver = requests.post(f"{FLEET}/drivers", json={"name": "Ann", "badge": "B-1"})
                                                                                     ^^^^^ SM103 badge 'B-1' is sent to POST /drivers: two runs use the same value
            again = requests.post(f"{FLEET}/drivers", json={"name": "Ann", "badge": "B-1"})
            assert driver.ok
            assert "badge is taken" in again.json()["error"]
        """,
    ],
    good=[
        """
        from uuid import uuid4

        import requests

        SHOP = "https://shop.test"


        def test_new_product():
            product = {"sku": f"chair-{uuid4()}", "currency": "EUR", "price": 4900}
            assert requests.post(f"{SHOP}/products", json=product).status_code == 201
        """,
        """
        import pytest
        import requests

        SHOP = "https://shop.test"
        LONGEST = 64


        def test_longest_name():
            assert requests.post(f"{SHOP}/users", json={"username": "x" * LONGEST}).status_code == 201


        @pytest.mark.parametrize("email", ["lee@shop.test' OR '1'='1", "admin'--"])
        def test_harmful_addresses(email):
            answer = requests.post(f"{SHOP}/users", json={"email": email})
            assert answer.status_code in (201, 400, 422)


        def test_found_below_a_path():
            found = requests.get(f"{SHOP}/folders", params={"path": "Minutes"})
            assert found.status_code == 200
        """,
        """
        import requests

        BOT = "https://bot.test"


        def test_code_that_is_run():
            code = "def run(value):\\n    return {'result': value}"
            made = requests.post(f"{BOT}/snippets", json={"title": "Echo", "code": code}).json()
            requests.post(f"{BOT}/snippets", json={"title": "Sum", "code": "print(1 + 2)"})
            assert made["title"] == "Echo"
        """,
        """
        from uuid import uuid4

        import requests


        def test_table_of_two_columns():
            answer = requests.post(
                "https://db.test/tables",
                json={"name": f"t{uuid4().hex}", "fields": [{"name": "isbn13", "type": "str"}, {"name": "price"}]},
            )
            assert answer.status_code == 201
            requests.delete(f"https://db.test/tables/{answer.json()['id']}")
        """,
        """
        from uuid import uuid4

        import requests

        GIT = "https://git.test"


        def test_variable_of_own_project():
            project = requests.post(f"{GIT}/projects", json={"name": f"shop-{uuid4()}"}).json()
            try:
                made = requests.post(f"{GIT}/projects/{project['id']}/variables", json={"key": "REGION", "value": "eu"})
                assert made.status_code == 201
            finally:
                requests.delete(f"{GIT}/projects/{project['id']}")
        """,
        """
        from uuid import uuid4

        import pytest
        import requests

        FORGE = "https://forge.test"


        @pytest.fixture
        def tenant():
            tenant = requests.post(f"{FORGE}/tenants", json={"slug": uuid4().hex}).json()
            yield tenant
            requests.delete(f"{FORGE}/tenants/{tenant['id']}")


        def test_people_of_its_own_tenant(tenant):
            clerk = {"username": "clerk", "email": "clerk@example.com"}
            assert requests.post(f"{FORGE}/tenants/{tenant['id']}/users", json=clerk).ok


        def test_branches_of_its_own_repository(tenant):
            repository = requests.post(f"{FORGE}/tenants/{tenant['id']}/repositories", json={"name": "docs"}).json()
            assert requests.post(f"{FORGE}/repositories/{repository['id']}/branches", json={"name": "draft"}).ok
        """,
        """
        import requests

        FLEET = "https://fleet.test"


        def test_new_vehicle():
            assert requests.post(f"{FLEET}/vehicles", json={"plate": "KV10 AAA"}).ok


        def test_no_second_review_of_a_trip():
            assert requests.post(f"{FLEET}/trips/7/reviews", json={"text": "Fine"}).ok
            assert requests.post(f"{FLEET}/trips/7/reviews", json={"text": "Fine"}).status_code == 409


        def test_driver_is_on_the_road():
            assert requests.post(f"{FLEET}/tours", json={"driver_id": 7, "note": "Leeds"}).status_code == 409


        def test_tour():
            assert requests.post(f"{FLEET}/tours", json={"driver_id": 9, "note": "Leeds"}).ok
        """,
    ],
    known_as=["Identity Dodgems", "Unrepeatable Test", "Test Run War", "Hard-Coded Test Data"],
    settings="unique-fields named-resources invariant-fields reference-resources fake-hosts helpers",
)
def literal_unique_field(test: Test, suite: Suite) -> Iterator[Finding]:
    """A field whose value must not repeat is written out where each run needs its own.

    Found are literals in `unique-fields` of a create or an update: user names, slugs, SKUs, coupon codes, serial and
    phone numbers, and the like. The `name` of a resource that its name identifies (`named-resources`: a bucket, a
    team, a branch, …) is one of them, and so is a `name` or `title` by which the suite looks a record up. So is a field
    of which a test of the file shows that a second record with the same value is refused: a plate, a badge.

    The system refuses the second record with the same value, or keeps both, so that a lookup finds the wrong one. So
    the test fails when it runs twice, beside a copy of itself, or after a run that did not clean up.

        def test_new_product(api):
            assert api.post("/products", json={"sku": "CHAIR-1"}).status_code == 201

    Make the value where it is used, and keep the readable part as its beginning:

        def test_new_product(api):
            assert api.post("/products", json={"sku": f"chair-{uuid4()}"}).status_code == 201

    Where the field is short, a part of the UUID does, of eight hexadecimal digits at the least. The fix takes twelve:
    `uuid4().hex[:12]`.

    Nothing is said of display names, of `invariant-fields` such as a country or a status, of `reference-resources`, of
    names and keys below a record of the test's own, of people in a tenant of its own, of requests that are expected to
    fail, of logins and searches, of hosts that keep nothing (`fake-hosts`), nor of isolated tests. Emails are SM102,
    ids and keys that the caller chooses SM104, file names SM105, tenants SM106.
    """
    for flow in fields(test, "create", "change"):
        resource = flow.effect.resource or ""
        if flow.role == "argument" or (is_reference(test, resource) and not named(test, resource)):
            continue
        of_a_parent = flow.key in _OF_A_PARENT or flow.key == f"{singular(resource)}_name"
        if of_a_parent and not _of_the_record_itself(flow) and below_made(test, flow):
            continue
        if claim(test, flow) == "field" or _identifies(test, suite, flow):
            for each in unplayed(test, flow):
                yield _found(test, suite, each, flow.key)
    for flow in refused_values(test, suite):
        if claim(test, flow) == "field" or _identifies(test, suite, flow):
            yield _found(test, suite, flow, flow.key)
    yield from _named_in_calls(test, suite)
    for flow in assumed(test, suite) if suite.mending else ():
        if not EMAIL.match(flow.text):
            yield _found(test, suite, flow, flow.key)


def _named_in_calls(test: Test, suite: Suite) -> Iterator[Finding]:
    """The names of records that their names identify, given to the call that makes them by position."""
    for effect in creates(test):
        if effect.access.kind == "sdk" and named(test, effect.resource) and not effect.fields.get("name"):
            for flow in arguments(effect)[:1]:
                first = literal_of(effect.arguments[0]) is not None  # What comes behind it is an option, or a text.
                if first and re.search(r"[A-Za-z]", flow.text) and not below_made(test, flow):
                    yield _found(test, suite, flow, "name")


_OF_A_PARENT = frozenset({"key", "path", "name", "title", "label"})
"""Fields that need to be unique only among what hangs below the same record."""


def _of_the_record_itself(flow: Flow) -> bool:
    """Whether the record that is changed is the test's own, and not one that hangs below it: `PATCH /teams/…`."""
    effect = flow.effect
    return effect.kind == "change" and (effect.access.kind != "http" or sum(map(is_id, effect.segments)) < 2)


def _identifies(test: Test, suite: Suite, flow: Flow) -> bool:
    """Whether a record's name tells it apart: by what it is, or because the suite looks it up by it."""
    resource = flow.effect.resource
    if not _OF_OTHERS.isdisjoint(words(resource or "")[-1:]):
        return False  # It names what is allowed, or is told.
    if flow.nested or not flow.text.strip() or _identified_otherwise(flow):
        return False
    full = f"{singular(resource)}_name" if resource is not None else ""
    own = flow.effect.kind == "create" and (
        flow.key == full
        or (f"{flow.key}_name" == full and flow.effect.access.kind == "sdk" and not flow.effect.verb.startswith("add"))
    )
    if flow.key == "name" and flow.effect.fields.get(full) is not None:
        return False  # What is named is something in it.
    if flow.key == "name" or own:
        return named(test, resource) or (flow.key == "name" and looked_up(suite, flow.text, resource))
    return flow.key == "title" and looked_up(suite, flow.text, resource)


def _identified_otherwise(flow: Flow) -> bool:
    """Whether the same payload tells the record apart by a made value, so that its name is for display."""
    return any(
        key in _IDENTITIES and any(isinstance(atom, Made) for atom in atoms(value))
        for key, value in flow.effect.fields.entries
    )


_OF_OTHERS = frozenset({"acl", "acls", "permission", "permissions", "grant", "grants", "subscription", "subscriptions"})
"""Records that name others: what one may do with a topic."""
_IDENTITIES = frozenset(
    {"alias", "slug", "key", "identifier", "uid", "uuid", "id", "code", "username", "login", "path"}
)


def _found(test: Test, suite: Suite, flow: Flow, key: str) -> Finding:
    taken = flow.effect.order in test.timeline.rejected
    goods = names_goods(test, flow)
    sought = taken or goods or flow.effect.kind == "read"
    made_by_nobody = "refused since it is taken, by" if taken else "that of"
    return finding(
        flow.site.path,
        flow.site.at,
        f"{key} {quoted(flow.text)} is {made_by_nobody} a record that this test did not make"
        if sought
        else f"{key} {quoted(flow.text)} is sent to {spelled(flow.effect)}: two runs use the same value",
        confidence=confidence(flow.effect),
        test=test.name,
        evidence=(use(flow.effect, "the value goes into"), *trail(flow.effect)),
        advice="Make the record, and send what it has." if sought else "Make the value where it is used.",
        remedy=None if goods else own_lookup(test, suite, flow) if sought else renewed(test, suite, flow, "name", key),
    )
