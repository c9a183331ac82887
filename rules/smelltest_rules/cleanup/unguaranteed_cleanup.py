"""SM202."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, note, spelled, trail
from smelltest.judge.finding import Finding, Note
from smelltest.judge.remedies.cleanups import guaranteed
from smelltest.judge.remedies.remedy import Remedy
from smelltest.judge.rule import Example, finding, rule
from smelltest.link.knowledge import verbs
from smelltest.link.questions.changes import restored
from smelltest.link.questions.cleanups import is_checked, takes_itself, tidying
from smelltest.link.questions.interruption import interruption, too_late
from smelltest.link.questions.orders import parting
from smelltest.link.questions.records import creates, effects, goes_with_server, kin
from smelltest.link.suite import Suite, Test
from smelltest.link.timeline import Effect, Event, sources
from smelltest.link.values import Site
from smelltest.read.conventions import is_test_code

_ADVICE = "Move it into a finally block, a finalizer or a fixture's teardown."


@rule(
    "SM202",
    needs="create change delete",
    fixable="unsafe",
    bad=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_order_is_open():
            order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            assert order["status"] == "open"
            requests.delete(f"{SHOP}/orders/{order['id']}")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /orders/… is skipped when the test fails before it
        """,
        """
        import requests

        BASKET = "https://shop.test/basket"


        def test_two_of_them():
            first = requests.post(f"{BASKET}/set-count", json={"item": "tea", "count": 1})
            second = requests.post(f"{BASKET}/set-count", json={"item": "cup", "count": 2})
            assert first.json()["count"] != second.json()["count"]
            requests.post(f"{BASKET}/empty")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 POST /basket/empty puts a shared record back only if the test does not fail before it
        """,
        """
        import pytest
        import requests

        from payloads import flat

        DISKS = "https://shop.test/disks"


        @pytest.fixture
        def disk():
            disk = requests.post(DISKS, json=flat({"size": 1})).json()
            yield disk
            requests.delete(f"{DISKS}/{disk['id']}")


        def test_fork(disk):
            fork = requests.post(DISKS, json=flat({"source": disk["id"]})).json()
            assert fork["size"] == 1
            requests.delete(f"{DISKS}/{fork['id']}")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /disks/… is skipped when the test fails before it
        """,
        """
        import gitlab
        import requests

        gl = gitlab.Gitlab("https://git.test")


        class Wishes:
            @staticmethod
            def empty_wishlist():
                for wish in requests.get("https://shop.test/wishes").json():
                    requests.delete(f"https://shop.test/wishes/{wish['id']}")


        def test_wish():
            assert requests.post("https://shop.test/wishes", json={"kind": "book"}).json()["kind"] == "book"
            Wishes.empty_wishlist()
            ^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /wishes/… is skipped when the test fails before it


        def test_members():
            user = gl.users.create({"kind": "guest"})
            group = gl.groups.create({"kind": "team"})
            assert group.kind == "team"
            user.delete()
            ^^^^^^^^^^^^^ SM202 users.delete() is skipped when the test fails before it
            group.delete()
            ^^^^^^^^^^^^^^ SM202 groups.delete() is skipped when the test fails before it
        """,
        """
        import unittest

        from shop.client import ShopClient

        shop = ShopClient("https://shop.test")


        class DraftTest(unittest.TestCase):
            def test_registered_too_late(self):
                draft = shop.create_draft(kind="letter")
                self.assertEqual(draft.kind, "letter")
                self.addCleanup(shop.delete_draft, draft.id)
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 delete_draft() is sure to happen only after an assertion
                self.assertEqual(draft.text, "")


        def test_begun_too_late():
            draft = shop.create_draft(kind="letter")
            assert draft.kind == "letter"
            try:
                assert draft.text == ""
            finally:
                shop.delete_draft(draft.id)
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 delete_draft() is sure to happen only after an assertion
        """,
        """
        import requests

        SHOP = "https://shop.test/wishlist"


        def test_wish_list():
            assert requests.post(f"{SHOP}/add-product", json={"weight": 7}).ok
            wishes = requests.get(f"{SHOP}/get-products").json()
            assert wishes["total"] > 0
            for wish in requests.get(f"{SHOP}/get-products").json()["items"]:
                requests.delete(f"{SHOP}/remove-product/{wish['id']}")
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM202 DELETE /wishlist/remove-product/… is skipped when the test fails before it
        """,
        """
        from contextlib import ExitStack

        import requests

        SHOP = "https://shop.test"


        def test_draft_on_stack():
            stack = ExitStack()
            draft = requests.post(f"{SHOP}/drafts", json={"kind": "letter"}).json()
            stack.callback(requests.delete, f"{SHOP}/drafts/{draft['id']}")
            assert draft["kind"] == "letter"
            stack.close()
            ^^^^^^^^^^^^^ SM202 DELETE /drafts/… is skipped when the test fails before it
        """,
    ],
    good=[
        """
        import requests

        SHOP = "https://shop.test"


        def test_new_order_is_open():
            order = requests.post(f"{SHOP}/orders", json={"amount": 5}).json()
            try:
                assert order["status"] == "open"
            finally:
                requests.delete(f"{SHOP}/orders/{order['id']}")
        """,
        """
        import pytest
        import requests

        SHELVES = "https://shop.test/shelves"


        @pytest.fixture
        def to_delete():
            made = []
            yield made
            for shelf in made:
                requests.delete(f"{SHELVES}/{shelf['id']}")


        def test_registered_for_the_end(to_delete):
            shelf = requests.post(SHELVES, json={"kind": "tea"}).json()
            to_delete.append(shelf)
            assert shelf["kind"] == "tea"
            try:
                assert requests.get(f"{SHELVES}/{shelf['id']}").json()["kind"] == "tea"
            finally:
                requests.delete(f"{SHELVES}/{shelf['id']}")
                to_delete.remove(shelf)
        """,
        """
        import requests


        def test_draft_of_a_service(docker_services, docker_ip):
            draft = requests.post(f"http://{docker_ip}/drafts", json={"kind": "letter"}).json()
            assert draft["kind"] == "letter"
        """,
        Example(
            """
            import requests
            from stock.shelf import note


            def test_note():
                entry = requests.post("https://shop.test/entries", json={"kind": "letter"}).json()
                assert entry["kind"] == "letter"
                note(entry)
            """,
            files={
                "stock/shelf.py": """
                import requests


                def note(entry):
                    requests.delete(f"https://shop.test/entries/{entry['id']}")
                """
            },
        ),
        """
        import requests

        FORUM = "https://forum.test"


        def votes(topic_id):
            return count(requests.get(f"{FORUM}/topics/{topic_id}/votes"))


        def test_votes(topic):
            before = votes(topic["id"])
            requests.post(f"{FORUM}/topics/{topic['id']}/votes")
            assert votes(topic["id"]) == before + 1
            requests.delete(f"{FORUM}/topics/{topic['id']}/votes")
            assert votes(topic["id"]) == before
        """,
        """
        import pytest
        from vectors.client import VectorClient


        def fresh(client, name):
            if client.collection_exists(name):
                client.delete_collection(collection_name=name, timeout=30)
            client.create_collection(collection_name=name, size=4, timeout=30)


        def test_made_anew():
            client = VectorClient("vectors.test")
            fresh(client, "songs")
            client.delete_collection(collection_name="songs", timeout=30)
            client.create_collection(collection_name="songs", size=8, timeout=30)
            assert client.get_collection("songs").size == 8


        def test_two_of_them():
            client = VectorClient("vectors.test")
            fresh(client, "songs")
            fresh(client, "books")
            assert client.get_collection("books").size == 4
        """,
    ],
    known_as=["Resource Leakage", "Generous Leftovers"],
    settings="cleanup read-only-posts fake-hosts",
)
def unguaranteed_cleanup(test: Test, suite: Suite) -> Iterator[Finding]:
    """A cleanup stands where an earlier failure skips it.

    Found is a delete on the straight path, after an assertion or another call that can raise, and the call that puts a
    shared record's old value back there; `scenario.cleanup()` as the last line too.

    It works as long as the test passes. The day it fails, the record stays, the next run meets it, and one red test
    becomes several, of which only the first is to the point.

        def test_draft_is_empty(api):
            draft = api.post("/drafts", json={"kind": "letter"}).json()
            assert draft["text"] == ""
            api.delete(f"/drafts/{draft['id']}")

    Begin what guarantees the cleanup right after the create:

        def test_draft_is_empty(api):
            draft = api.post("/drafts", json={"kind": "letter"}).json()
            try:
                assert draft["text"] == ""
            finally:
                api.delete(f"/drafts/{draft['id']}")

    Nothing is said where only the create's own success check, the reading of its id and logging stand between, where
    the delete is what the test checks, where another cleanup of the same record is sure to happen, nor of isolated
    tests.
    """
    for create in creates(test):
        deletes = tidying(test, create)
        if (
            not deletes
            or goes_with_server(test, create)
            or any(d.guard.handler or is_checked(test, d) for d in deletes)
        ):
            continue
        if any(d.guard.always for d in deletes):
            yield from _begun_too_late(test, create, deletes)
            continue
        delete = deletes[-1]
        if _is_tested(test, delete) or _makes_room(test, delete):
            continue
        between = interruption(test, create, delete)
        if between is not None and _is_meant(test, delete, create, between):
            yield _found(
                test,
                delete,
                parting(delete, create),
                f"{spelled(delete)} is skipped when the test fails before it",
                guaranteed(parting(delete, create), parting(create, delete)) if takes_itself(delete, create) else None,
                note(f"the record is made here: {spelled(create)}", create.site),
                note("a failure here skips the cleanup", between.site),
            )
    for change, back in restored(test):
        first = change.event
        if isinstance(first, Effect) and interruption(test, first, back) is not None:
            yield _found(
                test,
                back,
                back.site,
                f"{spelled(back)} puts a shared record back only if the test does not fail before it",
                guaranteed(back.site, first.site),
                note(f"the record is shared: {change.record.why}", change.record.site),
                note("it is changed here", first.site),
            )


def _is_meant(test: Test, delete: Effect, create: Effect, between: Event) -> bool:
    """Whether a delete that stands in code beside the tests is asked for: `index(entry)` may delete for its own sake."""
    if delete.stage.kind == "setup" and not delete.stage.teardown:
        return False  # A clean start.
    called = next((caller for caller in delete.callers if not is_test_code(caller.partition("::")[0])), None)
    if called is None or not _TIDYING.isdisjoint(verbs.words(called.partition("::")[2].rpartition(".")[2])):
        return True
    within = delete.chain[: delete.callers.index(called)]
    if called in create.callers and between.chain[: len(within)] != within:
        return True  # A context manager, whose `with` holds what can fail.
    # What the same class or module made, it takes away: `stalls.dismantle(stall)` after `stalls.open()`.
    beside = called.rpartition(".")[0] if "." in called.partition("::")[2] else called.partition("::")[0] + "::"
    done = effects(test, "create", "change", "delete", "read")
    return any(caller.startswith(beside) for caller in create.callers) and all(
        effect.kind == "delete" for effect in done if effect.site == delete.site
    )


def _is_tested(test: Test, delete: Effect) -> bool:
    """Whether a test is named for the function that deletes: `cleanup_old_imports()` in `test_cleanup_old_imports`."""
    subject = test.name.rpartition(".")[2].partition("[")[0].removeprefix("test_")
    called = (caller.rpartition("::")[2].rpartition(".")[2] for caller in delete.callers[1:])
    return any(len(verbs.words(name)) > 1 and subject == name for name in called)


def _makes_room(test: Test, delete: Effect) -> bool:
    """Whether what was there is taken away, since one like it is about to be made: `if limit: limits.remove(limit.id)`."""
    found = [source for value in (*delete.segments, *delete.arguments)[-1:] for source in sources(value)]
    if not delete.guard.conditional or any(source.kind == "create" for source in found):
        return False
    return any(
        create.order > delete.order and create.stage == delete.stage and kin(create.resource, delete.resource)
        for create in creates(test)
    )


_TIDYING = verbs.DELETE | frozenset(
    "cleanup clean up teardown tear down reset undo close exit finish rollback roll restore flush dispose stop revert"
    " cancel uninstall end finalize release wipe discard call run do".split()
)


def _begun_too_late(test: Test, create: Effect, deletes: tuple[Effect, ...]) -> Iterator[Finding]:
    """A cleanup that is registered, or whose `try` begins, only after something was asserted of the record."""
    between = too_late(test, create, deletes)
    if between is not None:
        yield _found(
            test,
            deletes[0],
            parting(deletes[0], create),
            f"{spelled(deletes[0])} is sure to happen only after an assertion",
            None,
            note(f"the record is made here: {spelled(create)}", create.site),
            note("a failure here skips the cleanup", between.site),
        )


def _found(test: Test, cleanup: Effect, site: Site, message: str, remedy: Remedy | None, *notes: Note) -> Finding:
    return finding(
        site.path,
        site.at,
        message,
        confidence=confidence(cleanup),
        test=test.name,
        evidence=(*notes, *trail(cleanup)),
        advice=_ADVICE,
        remedy=remedy,
    )
