"""SM207."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.uniqueness import swept
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.record_names import begins, made_at, names_of
from smelltest.link.questions.records import creates
from smelltest.link.suite import Suite, Test


@rule(
    "SM207",
    needs="create",
    default=False,
    fixable="safe",
    bad=[
        Example(
            """
            from uuid import uuid4

            import requests
            from minio import Minio

            SHOP = "https://shop.test"
            store = Minio("store.test:9000")


            def test_draft():
                draft = requests.post(f"{SHOP}/drafts", json={"name": f"draft-{uuid4()}"}).json()
                                                                      ^^^^^^^^^^^^^^^^^^ SM207 the name of what POST /drafts makes lacks the prefix that the sweep deletes by: test-
                requests.delete(f"{SHOP}/drafts/{draft['id']}")


            def test_user():
                user = requests.post(f"{SHOP}/users", json={"username": uuid4().hex, "country": "AT"}).json()
                                                                        ^^^^^^^ SM207 the name of what POST /users makes lacks the prefix that the sweep deletes by: test-
                requests.delete(f"{SHOP}/users/{user['id']}")


            def test_bucket():
                name = "reports"
                       ^^^^^^^^^ SM207 the name of what make_bucket() makes lacks the prefix that the sweep deletes by: test-
                store.make_bucket(name)
                store.remove_bucket(name)
            """,
            fixed="""
            from uuid import uuid4

            import requests
            from minio import Minio

            SHOP = "https://shop.test"
            store = Minio("store.test:9000")


            def test_draft():
                draft = requests.post(f"{SHOP}/drafts", json={"name": f"test-draft-{uuid4()}"}).json()
                requests.delete(f"{SHOP}/drafts/{draft['id']}")


            def test_user():
                user = requests.post(
                    f"{SHOP}/users", json={"username": f"test-{uuid4().hex}", "country": "AT"}
                ).json()
                requests.delete(f"{SHOP}/users/{user['id']}")


            def test_bucket():
                name = "test-reports"
                store.make_bucket(name)
                store.remove_bucket(name)
            """,
        ),
        Example(
            """
            import requests


            def test_draft():
                draft = requests.post("https://shop.test/drafts", json={"title": "test-letter"}).json()
                                                                                 ^^^^^^^^^^^^^ SM207 the name of what POST /drafts makes lacks the prefix that the sweep deletes by: tmp-
                requests.delete(f"https://shop.test/drafts/{draft['id']}")
            """,
            settings={"sweep-prefix": ["tmp-", "ci-"]},
        ),
    ],
    good=[
        """
        import os
        from uuid import uuid4

        import requests
        from minio import Minio

        SHOP = "https://shop.test"
        PREFIX = "test-"
        store = Minio("store.test:9000")


        def unique(kind):
            return f"{PREFIX}{kind}-{uuid4()}"


        def test_draft():
            draft = requests.post(f"{SHOP}/drafts", json={"name": unique("draft"), "key": uuid4().hex}).json()
            requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def test_user():
            user = requests.post(f"{SHOP}/users", json={"email": f"test-{uuid4()}@example.com"}).json()
            requests.delete(f"{SHOP}/users/{user['id']}")


        def test_nameless():
            order = requests.post(f"{SHOP}/orders", json={"quantity": 2}).json()
            requests.delete(f"{SHOP}/orders/{order['id']}")


        def test_name_from_elsewhere():
            draft = requests.post(f"{SHOP}/drafts", json={"name": os.environ["RUN"] + "-draft"}).json()
            requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def test_refused():
            assert requests.post(f"{SHOP}/drafts", json={"name": "a" * 300}).status_code == 422


        def test_bucket():
            name = unique("bucket")
            store.make_bucket(name)
            store.remove_bucket(name)
        """
    ],
    settings="sweep-prefix fake-hosts",
)
def unsweepable_record(test: Test, suite: Suite) -> Iterator[Finding]:
    """A record has a name that the periodic sweep does not know as a test's.

    Found is a create in a live test whose name begins with none of the prefixes that `sweep-prefix` lists (`test-`).
    What counts as its name is a field such as `name`, `title`, `slug`, `username` or `email`, or the name that a bucket
    or an object is made with.

    A run that is killed tidies up nothing, however good its teardowns are. So many environments have a job that deletes
    by prefix at night; what has another name stays for ever, and no one dares to delete it by hand.

        api.post("/drafts", json={"name": f"draft-{uuid4()}"})

    Begin the name with the prefix:

        api.post("/drafts", json={"name": f"test-draft-{uuid4()}"})

    Nothing is said of records without a name, of names that begin with a value from elsewhere, of records one of whose
    names has the prefix, of requests that are expected to fail, nor of isolated tests. The rule is off unless selected.
    """
    prefixes = tuple(test.settings.sweep_prefix)
    for create in creates(test) if prefixes else ():
        names = names_of(create)
        if not names or any(begins(name, prefixes) is not False for name in names):
            continue
        site = made_at(names[0])
        if site is not None:
            yield finding(
                site.path,
                site.at,
                f"the name of what {spelled(create)} makes lacks the prefix that the sweep deletes by: {prefixes[0]}",
                confidence=confidence(create),
                test=test.name,
                evidence=(use(create, "the name goes into"), *trail(create)),
                remedy=swept(site, prefixes[0]),
                advice=f"Begin the name with {prefixes[0]!r}.",
            )
