"""Objects of other packages: what they carry, which of them are clients, and what is handed to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from smelltest.link.timeline import Check, Effect, Timeline
from smelltest.link.values import Literal, Negated, Value, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Play = Callable[[dict[str, str]], Timeline]


def _told(timeline: Timeline) -> list[str]:
    """What a test does, each effect as its kind, its resource and the texts in it."""
    return [
        " ".join(
            [
                event.kind,
                event.resource or "-",
                *(f"{key}={_spelled(value)}" for key, value in (*event.fields.entries, *event.query.entries)),
                *(text for text in map(_spelled, event.segments) if text is not None),
            ]
        )
        for event in timeline.events
        if isinstance(event, Effect)
    ]


def _spelled(value: Value) -> str | None:
    return str(value.value) if isinstance(value, Literal) else text_of(value)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        # What is made only to be sent carries its fields, by position, by keyword and set later.
        (
            """
            from crew import CrewClient, WorkerCreate

            def test_made():
                worker = WorkerCreate(nick="ada")
                worker.rank = "captain"
                CrewClient("https://crew.test").create_worker(worker)
            """,
            ["create worker nick=ada rank=captain"],
        ),
        (
            """
            from crew import CrewClient, WorkerCreate

            def test_made():
                CrewClient("https://crew.test").create_worker(worker_create=WorkerCreate(username="ada"))
            """,
            ["create worker username=ada"],
        ),
        (
            """
            import grpc
            from tolls.v1 import tolls_pb2 as messages, tolls_pb2_grpc

            def test_made():
                stub = tolls_pb2_grpc.TollsStub(grpc.insecure_channel("tolls:50051"))
                stub.GetGate(messages.GetGateRequest(gate_id=17))
            """,
            ["read gate gate_id=17"],
        ),
        # Tables of a cloud, and the key that tells messages apart.
        (
            """
            import boto3

            def test_made():
                table = boto3.resource("dynamodb").Table("tickets")
                table.put_item(Item={"ticket": "t1"})
                table.delete_item(Key={"ticket": "t1"})
            """,
            ["create tickets ticket=t1 tickets", "delete tickets ticket=t1 tickets"],
        ),
        (
            """
            import boto3

            def test_sent():
                boto3.client("sqs").send_message(MessageBody="x", MessageDeduplicationId="d1")
            """,
            ["change - MessageBody=x MessageDeduplicationId=d1"],
        ),
        # A document that a search engine takes in.
        (
            """
            from elasticsearch import Elasticsearch

            def test_made():
                Elasticsearch("https://es.test").index(index="logs", id="1", document={"level": "info"})
            """,
            ["create - index=logs id=1 level=info"],
        ),
        # Addresses that are put together by a package of their own.
        (
            """
            import requests
            from furl import furl
            from yarl import URL

            def test_read():
                requests.get(str(URL("https://a.test") / "beds" / "4"))
                requests.get((furl("https://a.test") / "beds" / "5").url)
            """,
            ["read beds beds 4", "read beds beds 5"],
        ),
        # Calls that another package makes.
        (
            """
            from concurrent.futures import ThreadPoolExecutor
            import requests

            def test_sent():
                with ThreadPoolExecutor() as pool:
                    pool.submit(requests.post, "https://a.test/beds", json={"size": 2})
            """,
            ["create beds size=2 beds"],
        ),
        (
            """
            import asyncio
            import threading
            from concurrent.futures import ThreadPoolExecutor
            import requests

            def book(slot):
                return requests.post("https://a.test/bookings", json={"slot": slot})

            async def test_sent():
                await asyncio.to_thread(book, 1)
                threading.Thread(target=book, args=(2,)).start()
                with ThreadPoolExecutor() as pool:
                    pool.submit(book, 3)
            """,
            ["create bookings slot=1 bookings", "create bookings slot=2 bookings", "create bookings slot=3 bookings"],
        ),
        # Test clients with verbs of their own.
        (
            """
            import tornado.testing
            from falcon.testing import TestClient
            from depot import api

            class DepotTest(tornado.testing.AsyncHTTPTestCase):
                def test_sent(self):
                    TestClient(api).simulate_post("/crates", json={"size": 2})
                    self.fetch("/crates/4")
                    self.fetch("/crates/4", method="DELETE")
            """,
            ["create crates size=2 crates", "read crates crates 4", "delete crates crates 4"],
        ),
        # A generated client with a module for each operation.
        (
            """
            from kennel import Client
            from kennel.api.dogs import create_dog, get_dog
            from kennel.models import DogCreate

            def test_made():
                client = Client(base_url="https://a.test")
                create_dog.sync(client=client, body=DogCreate(nick="rex"))
                get_dog.sync_detailed(17, client=client)
            """,
            ["create dog nick=rex", "read dog 17"],
        ),
        # Statements on tables and models.
        (
            """
            from sqlalchemy import create_engine, delete, insert, update
            from mill.tables import sacks

            def test_made():
                with create_engine("postgresql://mill.test").begin() as connection:
                    connection.execute(insert(sacks).values(serial="s1"))
                    connection.execute(sacks.update().where(sacks.c.id == 6).values(weight=50))
                    connection.execute(delete(sacks).where(sacks.c.serial == "s1"))
            """,
            ["create sacks serial=s1", "change sacks weight=50 id=6", "delete sacks serial=s1"],
        ),
        # A browser's own client.
        (
            """
            def test_sent(playwright):
                api = playwright.request.new_context(base_url="https://a.test")
                api.post("/beds", data={"size": 2})
            """,
            ["create beds size=2 beds"],
        ),
        (
            """
            from playwright.sync_api import APIRequestContext

            def test_sent(kiosk: APIRequestContext):
                kiosk.delete("/beds/4")
            """,
            ["delete beds beds 4"],
        ),
        # A GraphQL service at the root of its host.
        (
            """
            import os
            import requests

            def test_read():
                requests.post(os.environ["SERVICE"], json={"query": "{ beds { id } }"})
            """,
            ["read graphql query={ beds { id } } graphql"],
        ),
    ],
)
def test_what_other_packages_are_given(code: str, told: list[str], played: Play) -> None:
    assert _told(played({"tests/test_it.py": code})) == told


def test_a_playwright_answer_that_is_not_ok(played: Play) -> None:
    timeline = played(
        {
            "tests/test_it.py": """
            from playwright.sync_api import APIRequestContext, expect

            def test_refused(kiosk: APIRequestContext):
                expect(kiosk.post("/beds", data={"size": 0})).not_to_be_ok()
            """
        }
    )
    assert any(isinstance(event, Check) and isinstance(event.condition, Negated) for event in timeline.events)
    assert timeline.rejected == {0}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("tests/test_depot.py", ["certain", "resolved"]),
        # In folders of unit tests what only looks like a client seldom reaches anything; what plainly sends does.
        ("tests/unit/test_depot.py", ["certain", "named"]),
        ("depot/unit_tests/test_depot.py", ["certain", "named"]),
        # These are about the units of an API.
        ("tests/api/unit/test_depot.py", ["certain", "resolved"]),
    ],
)
def test_how_sure_a_client_is(played: Play, path: str, told: list[str]) -> None:
    code = """
        import requests
        from depot import DepotClient

        def test_crates():
            requests.post("https://shop.test/crates", json={"size": 3})
            DepotClient("https://depot.test").create_crate(size=3)
        """
    timeline = played({path: code})
    assert [event.access.confidence for event in timeline.events if isinstance(event, Effect)] == told


def test_a_client_of_what_the_environment_names_is_sure_among_unit_tests_as_well(played: Play) -> None:
    code = """
        import os
        from depot import DepotClient

        def test_crates():
            DepotClient(os.environ["DEPOT_URL"]).create_crate(os.environ["DEPOT_YARD"], size=3)
        """
    timeline = played({"tests/unit/test_depot.py": code})
    assert [event.access.confidence for event in timeline.events if isinstance(event, Effect)] == ["resolved"]
