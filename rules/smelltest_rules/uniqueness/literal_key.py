"""SM104."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.judge.evidence import confidence, quoted, spelled, trail, use
from smelltest.judge.finding import Finding
from smelltest.judge.remedies.uniqueness import renewed
from smelltest.judge.rule import finding, rule
from smelltest.link.questions.claims import claim
from smelltest.link.questions.flows import Flow, fields, headers, written
from smelltest.link.questions.records import keeps_nothing, lasting
from smelltest.link.suite import Suite, Test


@rule(
    "SM104",
    needs="create change delete",
    fixable="safe",
    bad=[
        """
        import requests

        BANK = "https://bank.test"
        CARD_ID = "0b7c7f3e-7a60-4c38-b1a2-5d7f1e9f6a11"
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM104 id '0b7c7f3e-7a60-4c38-b1a2-5d7f1e9f6a11' is chosen by the caller and the same in each run of POST /cards


        def test_transfer():
            answer = requests.post(
                f"{BANK}/transfers",
                headers={"Idempotency-Key": "transfer-1", "X-Correlation-ID": "smoke"},
                                            ^^^^^^^^^^^^ SM104 idempotency_key 'transfer-1' is chosen by the caller and the same in each run of POST /transfers
                                                                              ^^^^^^^ SM104 correlation_id 'smoke' is chosen by the caller and the same in each run of POST /transfers
                json={"amount": "12.50", "currency": "CHF"},
            )
            assert answer.status_code == 202


        def test_payment_order():
            order = {"orderId": "PAY-2024-01", "amount": "80.00"}
                                ^^^^^^^^^^^^^ SM104 order_id 'PAY-2024-01' is chosen by the caller and the same in each run of POST /payments
            assert requests.post(f"{BANK}/payments", json=order).json()["orderId"] == "PAY-2024-01"


        def test_new_card():
            assert requests.post(f"{BANK}/cards", json={"id": CARD_ID, "kind": "debit"}).ok


        def test_search_index():
            assert requests.post(f"{BANK}/indexes", json={"uid": "accounts"}).ok
                                                                 ^^^^^^^^^^ SM104 uid 'accounts' is chosen by the caller and the same in each run of POST /indexes


        def test_import_keeps_reference():
            entry = {"external_id": "7e57d004-2b97-4e7a-b45f-5387367791cd", "amount": "1.00"}
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM104 external_id '7e57d004-2b97-4e7a-b45f-5387367791cd' is chosen by the caller and the same in each run of POST /entries
            assert requests.post(f"{BANK}/entries", json=entry).ok
        """,
        """
        import requests

        SHOP = "https://shop.test"


        def test_identities():
            requests.post(f"{SHOP}/groups", json={"group_id": "night-shift"})
                                                              ^^^^^^^^^^^^^ SM104 group_id 'night-shift' is chosen by the caller and the same in each run of POST /groups
            requests.post(f"{SHOP}/orders", json={"order_number": "O-1"})
                                                                  ^^^^^ SM104 order_number 'O-1' is chosen by the caller and the same in each run of POST /orders
            requests.post(f"{SHOP}/users/ada/roles", params={"role_ids": "1"})
        """,
        """
        from uuid import uuid4

        import requests

        MAPS = "https://maps.test"


        def test_tile_of_a_written_out_layer():
            requests.post(f"{MAPS}/layers", json={"id": "roads", "crs": 4326})
                                                        ^^^^^^^ SM104 id 'roads' is chosen by the caller and the same in each run of POST /layers
            requests.post(f"{MAPS}/layers/roads/tiles", json={"id": "north-1", "zoom": 3})
                                                                    ^^^^^^^^^ SM104 id 'north-1' is chosen by the caller and the same in each run of POST /layers/roads/tiles


        def test_tile_of_an_own_layer():
            layer = f"roads-{uuid4()}"
            requests.post(f"{MAPS}/layers", json={"id": layer, "crs": 4326})
            requests.post(f"{MAPS}/layers/{layer}/tiles", json={"id": "north-1", "zoom": 3})
        """,
    ],
    good=[
        """
        import requests


        def test_calls_of_procedures():
            for number, method in enumerate(("eth_blockNumber", "wallet.getBalance", "tools/list")):
                call = {"jsonrpc": "2.0", "method": method, "params": [], "id": number}
                assert requests.post("https://node.test", json=call).json()["id"] == number
            answer = requests.post("https://node.test", json={"jsonrpc": "2.0", "method": "net_version", "id": 67})
            assert answer.json()["id"] == 67
        """,
        """
        from uuid import uuid4

        import requests

        BANK = "https://bank.test"


        def test_replayed_key_answers_the_same():
            headers = {"Idempotency-Key": str(uuid4())}
            first = requests.post(f"{BANK}/holds", headers=headers, json={"amount": "5.00"})
            assert first.json() == requests.post(f"{BANK}/holds", headers=headers, json={"amount": "5.00"}).json()


        def test_amount_must_be_positive():
            headers = {"Idempotency-Key": "negative-amount"}
            assert requests.post(f"{BANK}/transfers", headers=headers, json={"amount": "-1"}).status_code == 400


        def test_reading_is_traced():
            assert requests.get(f"{BANK}/accounts", headers={"X-Request-ID": "smoke"}).ok


        def test_refund_of_order():
            order = requests.post(f"{BANK}/orders", json={"order_id": uuid4().hex}).json()
            assert requests.post(f"{BANK}/refunds", json={"order_id": order["order_id"]}).ok
        """,
        """
        import requests_mock
        import requests


        def test_header_is_sent():
            with requests_mock.Mocker() as server:
                server.post("https://bank.test/transfers", json={})
                requests.post("https://bank.test/transfers", headers={"Idempotency-Key": "k"}, json={"order_id": "O-1"})
                assert server.last_request.headers["Idempotency-Key"] == "k"
        """,
    ],
    known_as=["Identity Dodgems", "Unrepeatable Test", "Test Run War"],
    settings="fake-hosts helpers",
)
def literal_key(test: Test, suite: Suite) -> Iterator[Finding]:
    """An identity that the caller chooses is written out: an order id, an idempotency key, a UUID.

    Found are literals that a create or an update sends as an identity of its own: an order number, the `id` or UUID of
    the new record, a transaction reference; and an idempotency key, correlation id or request id in the payload or the
    headers of any write.

    A server that knows the key answers with what it did the first time, and does nothing. So the second run passes
    although nothing happened, or fails with a conflict; a trace by the correlation id shows two runs as one.

        def test_transfer(api):
            answer = api.post("/transfers", headers={"Idempotency-Key": "transfer-1"}, json={"amount": 5})
            assert answer.status_code == 202

    Make the key where it is used; keep it in a name where the test sends it twice on purpose:

        def test_transfer(api):
            answer = api.post("/transfers", headers={"Idempotency-Key": str(uuid4())}, json={"amount": 5})
            assert answer.status_code == 202

    Nothing is said of keys sent with reads, of requests that are expected to fail, of hosts that keep nothing
    (`fake-hosts`), nor of isolated tests. An id of a record that is there already is SM101, a tenant or token SM106.
    """
    for flow in (*fields(test, "create", "change"), *_sent(test)):
        if claim(test, flow) == "key":
            yield finding(
                flow.site.path,
                flow.site.at,
                f"{flow.key} {quoted(flow.text)} is chosen by the caller and the same in each run of {spelled(flow.effect)}",
                confidence=confidence(flow.effect),
                test=test.name,
                evidence=(use(flow.effect, "the key goes into"), *trail(flow.effect)),
                advice="Make it where it is used.",
                remedy=renewed(test, suite, flow, "key"),
            )


def _sent(test: Test) -> Iterator[Flow]:
    for effect in lasting(test, "create", "change", "delete"):
        if not keeps_nothing(test, effect):
            yield from written(headers(effect))
