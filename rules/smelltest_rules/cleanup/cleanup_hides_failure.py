"""SM208."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.cleanups import bound_before, tolerant
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.questions.records import lasting
from smelltest.link.questions.stops import Stop, stops
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Check, Effect, Unbound, sources
from smelltest.read.facts import Place


@rule(
    "SM208",
    needs="create delete",
    fixable="unsafe",
    bad=[
        Example(
            """
            import requests

            SHOP = "https://shop.test"


            def test_letter_is_open():
                try:
                    letter = requests.post(f"{SHOP}/letters", json={"kind": "letter"}).json()
                    assert letter["status"] == "open"
                finally:
                    requests.delete(f"{SHOP}/letters/{letter['id']}")
                                                      ^^^^^^ SM208 letter is bound inside the try: if POST /letters fails, a NameError hides why
            """,
            fixed="""
            import requests

            SHOP = "https://shop.test"


            def test_letter_is_open():
                letter = requests.post(f"{SHOP}/letters", json={"kind": "letter"}).json()
                try:
                    assert letter["status"] == "open"
                finally:
                    requests.delete(f"{SHOP}/letters/{letter['id']}")
            """,
        ),
        """
        import pytest
        import requests

        SHOP = "https://shop.test"


        def removed(url):
            answer = requests.delete(url)
            assert answer.status_code == 204


        @pytest.fixture
        def made():
            urls = []
            yield urls
            for url in reversed(urls):
                removed(url)
                ^^^^^^^^^^^^ SM208 DELETE /drafts/… stops the cleanup when it fails: an assertion about it skips the deletes after it


        def test_noted(made):
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            made.append(f"{SHOP}/drafts/{draft['id']}")
            assert draft["kind"] == "letter"
        """,
    ],
    good=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_order_is_open():
            order = None
            try:
                order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
                assert order["status"] == "open"
            finally:
                if order is not None:
                    requests.delete(f"{SHOP}/orders/{order['id']}")
        """,
        """
        import uuid
        from contextlib import ExitStack, suppress

        import pytest
        import requests
        from shop.client import ShopClient

        SHOP = "https://shop.test"
        shop = ShopClient(SHOP)


        def test_made_before():
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            try:
                assert draft["kind"] == "letter"
            finally:
                requests.delete(f"{SHOP}/drafts/{draft['id']}").raise_for_status()


        def test_asked_for():
            draft = None
            try:
                draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                assert draft["kind"] == "letter"
            finally:
                if draft is not None:
                    requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def test_what_is_set_after_it_says_that_it_is_there():
            draft_id = None
            try:
                draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                draft_id = draft["id"]
                assert draft["kind"] == "letter"
            finally:
                if draft_id is not None:
                    requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def test_its_absence_is_expected():
            try:
                draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
                assert draft["kind"] == "letter"
            finally:
                with suppress(NameError):
                    requests.delete(f"{SHOP}/drafts/{draft['id']}")


        def test_named_before_anything_can_fail():
            try:
                number = uuid.uuid4().hex
                shop.create_bucket(number)
                assert shop.bucket_exists(number)
            finally:
                shop.delete_bucket(number)


        @pytest.fixture
        def made():
            urls = []
            yield urls
            for url in reversed(urls):
                with suppress(requests.RequestException):
                    requests.delete(url).raise_for_status()


        def test_each_fails_by_itself(made):
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            made.append(f"{SHOP}/drafts/{draft['id']}")
            card = requests.post(f"{SHOP}/cards", json={"draft": draft["id"]}).json()
            made.append(f"{SHOP}/cards/{card['id']}")
            assert card["status"] == "open"


        @pytest.fixture
        def stack():
            with ExitStack() as stack:
                yield stack


        def remove(url):
            requests.delete(url).raise_for_status()


        def test_exit_stack_goes_on(stack):
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            stack.callback(remove, f"{SHOP}/drafts/{draft['id']}")
            card = requests.post(f"{SHOP}/cards", json={"draft": draft["id"]}).json()
            stack.callback(remove, f"{SHOP}/cards/{card['id']}")
            assert card["status"] == "open"


        def test_last_one_may_fail():
            user = requests.post(f"{SHOP}/users", json={"country": "AT"}).json()
            order = requests.post(f"{SHOP}/orders", json={"user": user["id"]}).json()
            try:
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/orders/{order['id']}")
                requests.delete(f"{SHOP}/users/{user['id']}").raise_for_status()


        def test_several_deletes_are_tested():
            first = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            second = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            assert requests.delete(f"{SHOP}/drafts/{first['id']}").status_code == 204
            assert requests.delete(f"{SHOP}/drafts/{second['id']}").status_code == 204
        """,
        """
        import requests
        import responses


        @responses.activate
        def test_nothing_is_made():
            responses.add(responses.POST, "https://shop.test/drafts", json={"id": 1})
            try:
                draft = requests.post("https://shop.test/drafts", json={"kind": "letter"}).json()
                assert draft["id"] == 1
            finally:
                requests.delete(f"https://shop.test/drafts/{draft['id']}")
        """,
    ],
)
def cleanup_hides_failure(test: Test, suite: Suite) -> Iterator[Finding]:
    """A cleanup that fails hides the real failure, or skips the rest of it.

    Found is a `finally` that uses a name bound to a record inside its own `try`; and an `assert` or
    `raise_for_status()` about one of several deletes of a cleanup, in a loop or one after the other.

    If the create fails, the name is not there: what the report shows is a `NameError` in the last line, not the answer
    of the server. And a cleanup that stops at its first trouble leaves everything after it behind.

        try:
            draft = api.post("/drafts").json()
            assert draft["text"] == ""
        finally:
            api.delete(f"/drafts/{draft['id']}")

    Make the record before the `try`. Of several deletes, let each fail by itself, or register each with an exit stack,
    which goes on after an error:

        draft = api.post("/drafts").json()
        try:
            assert draft["text"] == ""
        finally:
            api.delete(f"/drafts/{draft['id']}")

    Nothing is said where the name is set before the `try`, or its absence is caught, where the demand stands at the
    last delete or its error is suppressed, of a demand inside the method of a client that deletes, nor of isolated
    tests.
    """
    made = lasting(test, "create")
    for event in test.timeline.events:
        if isinstance(event, Unbound):
            yield from (_unbound(test, event, create) for create in sources(event.value)[:1] if create in made)
    for stop in stops(test):
        yield _stopping(test, stop)


def _unbound(test: Test, event: Unbound, create: Effect) -> Finding:
    return finding(
        event.site.path,
        event.site.at,
        f"{event.name} is bound inside the try: if {spelled(create)} fails, a NameError hides why",
        confidence=confidence(create),
        test=test.name,
        evidence=(note(f"{event.name} is bound here", event.bound), *trail(create)),
        advice=f"Make the record before the try, or begin with {event.name} = None and ask for it.",
        remedy=bound_before(event.site.at, event.name),
    )


def _stopping(test: Test, stop: Stop) -> Finding:
    what = "an assertion about it" if isinstance(stop.demand, Check) else "raise_for_status()"
    return finding(
        stop.site.path,
        _with_its_demand(stop),
        f"{spelled(stop.delete)} stops the cleanup when it fails: {what} skips the deletes after it",
        confidence=confidence(stop.delete),
        test=test.name,
        evidence=(note("the success of the delete is demanded here", stop.demand.site), *trail(stop.delete)),
        advice="Let each delete fail by itself: suppress and log its error, or register each with an exit stack.",
        remedy=None if stop.apart else tolerant(stop.site, stop.demanded),
    )


def _with_its_demand(stop: Stop) -> Place:
    """Where a delete stands, as far as what is demanded of it below."""
    at, demanded = stop.site.at, stop.demanded
    if stop.apart or demanded.path != stop.site.path or not at.end_line < demanded.at.line < at.end_line + _NEAR:
        return at
    return Place(at.line, at.column, demanded.at.end_line, demanded.at.end_column)


_NEAR = 4
