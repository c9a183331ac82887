"""SM108."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.generated import moved_in
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.claims import made_values, where
from smelltest.link.questions.flows import Flow
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Made, atoms

_ONCE = {
    "class": "once for the class",
    "module": "once, when the module is imported",
    "package": "once for the package",
    "session": "once a session",
    "default": "once, as the default of an argument",
    "cases": "once, when the cases are collected",
}


@rule(
    "SM108",
    fixable="unsafe",
    needs="create change",
    bad=[
        """
        from uuid import uuid4

        import pytest
        import requests

        SHOP = "https://shop.test"
        CAMPAIGN = f"campaign-{uuid4()}"
                               ^^^^^^^ SM108 code is made once, when the module is imported: all that use it share it


        class TestCoupons:
            code = uuid4().hex
                   ^^^^^^^ SM108 code is made once for the class: all that use it share it

            def test_new(self):
                assert requests.post(f"{SHOP}/coupons", json={"code": self.code}).ok

            def test_of_campaign(self):
                assert requests.post(f"{SHOP}/coupons", json={"code": CAMPAIGN}).ok


        @pytest.fixture(scope="session")
        def voucher():
            return uuid4().hex
                   ^^^^^^^ SM108 voucher is made once a session: all that use it share it


        def test_voucher(voucher):
            assert requests.post(f"{SHOP}/vouchers", json={"voucher": voucher}).ok


        def sign_up(email=f"{uuid4()}@example.com"):
                             ^^^^^^^ SM108 email is made once, as the default of an argument: all that use it share it
            return requests.post(f"{SHOP}/users", json={"email": email})


        def test_sign_up():
            assert sign_up().ok


        @pytest.mark.parametrize("slug", [f"a-{uuid4()}", "b-" + str(uuid4())])
                                               ^^^^^^^ SM108 slug is made once, when the cases are collected: all that use it share it
                                                                     ^^^^^^^ SM108 slug is made once, when the cases are collected: all that use it share it
        def test_prefix(slug):
            assert requests.post(f"{SHOP}/articles", json={"slug": slug}).ok
        """,
        Example(
            """
            from uuid import uuid4

            import requests

            SHOP = "https://shop.test"


            def sign_up(name: str = "Lena", email: str = f"lena-{uuid4()}@example.com"):
                                                                 ^^^^^^^ SM108 email is made once, as the default of an argument: all that use it share it
                return requests.post(f"{SHOP}/users", json={"name": name, "email": email})


            def test_sign_up():
                assert sign_up().ok
            """,
            fixed="""
            from typing import Optional
            from uuid import uuid4

            import requests

            SHOP = "https://shop.test"


            def sign_up(name: str = "Lena", email: Optional[str] = None):
                if email is None:
                    email = f"lena-{uuid4()}@example.com"
                return requests.post(f"{SHOP}/users", json={"name": name, "email": email})


            def test_sign_up():
                assert sign_up().ok
            """,
        ),
        """
        import random
        import time

        import requests


        def random_user():
            moment = time.time_ns()
                     ^^^^^^^^^^^^^^ SM108 username is made once for the class: all that use it share it
            return {"username": f"{moment}{random.random()}"}


        class TestSignUp:
            user = random_user()

            def test_sign_up(self):
                assert requests.post("https://shop.test/users", json=self.user).ok
        """,
    ],
    good=[
        """
        from dataclasses import dataclass, field
        from uuid import uuid4

        import pytest
        import requests

        SHOP = "https://shop.test"
        RUN = uuid4().hex


        @pytest.fixture
        def email():
            return f"{uuid4()}@example.com"


        @dataclass
        class User:
            email: str
            username: str = field(default_factory=lambda: uuid4().hex)


        def test_own_user(email):
            assert requests.post(f"{SHOP}/users", json={"email": email, "username": User(email).username}).ok


        def test_label_of_the_run():
            assert requests.post(f"{SHOP}/articles", json={"label": RUN, "slug": f"{RUN}-{uuid4()}"}).ok


        @pytest.fixture(scope="session")
        def account():
            user = requests.post(f"{SHOP}/users", json={"email": f"{uuid4()}@example.com"}).json()
            yield user
            requests.delete(f"{SHOP}/users/{user['id']}")


        def test_account(account):
            assert account["email"]
        """,
        """
        from uuid import uuid4

        import pytest
        from cloudstore import Client

        store = Client()


        @pytest.fixture(scope="module")
        def removed_name():
            name = f"bin-{uuid4()}"
            store.create_bucket(name=name)
            store.delete_bucket(name=name)
            return name


        def test_restored(removed_name):
            assert store.restore_bucket(bucket_name=removed_name).name == removed_name
        """,
    ],
    known_as=["Interacting Tests", "Shared Fixture"],
    settings="unique-fields named-resources fake-hosts",
)
def value_made_once(test: Test, suite: Suite) -> Iterator[Finding]:
    """A value that must not repeat is made once, and each test that uses it gets the same.

    Found is what reaches a field whose value must not repeat, or the name of a file, and is made where code runs once:
    in the body of a module or class, as the default of an argument, among the cases of `parametrize`, in a decorator,
    or in a fixture that lives longer than a test. The finding stands at the call that makes the value.

    Such a value looks unique, and differs from run to run. Within a run it is a constant: the second test that creates
    a record with it is refused, or finds the record of the first. So does a test that is repeated.

        CODE = f"spring-{uuid4()}"

        def test_coupon(api):
            assert api.post("/coupons", json={"code": CODE}).ok

    Make it in the test, or in a fixture of function scope:

        def test_coupon(api):
            assert api.post("/coupons", json={"code": f"spring-{uuid4()}"}).ok

    Nothing is said where the record lives as long as the value (both made by one session fixture), where something of
    the test's own is a part of the value too, of fields that may repeat, nor of isolated tests.
    """
    told: Flow | None = None
    for flow, made in made_values(test):
        own = any(isinstance(atom, Made) and atom.unique and atom.scope == "function" for atom in atoms(flow.value))
        once = made.scope in _ONCE and made.kind not in {"temporary", "count", "counter"} and not own
        # Of one value, one finding, put together of however many calls.
        if once and flow is not told and not _as_long(made, flow.effect):
            told = flow
            yield finding(
                made.site.path,
                made.site.at,
                f"{where(flow)} is made {_ONCE[made.scope]}: all that use it share it",
                confidence=confidence(flow.effect),
                test=test.name,
                evidence=(use(flow.effect, "the value goes into"), *trail(flow.effect)),
                advice="Make it in the test, or in a fixture of function scope.",
                remedy=moved_in(test, suite, made),
            )


def _as_long(made: Made, effect: Effect) -> bool:
    """Whether the record lives as long as the value, so that no second one is made with it."""
    return effect.stage.kind == "module" or (
        effect.stage.scope != "function" and made.scope not in {"default", "cases"}
    )
