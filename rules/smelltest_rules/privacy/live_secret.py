"""SM405."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from smelltest.judge.repeats import once_a_file
from smelltest.judge.rule import Finding, finding, rule
from smelltest.link.knowledge.secrets import MAYBE_SECRET, secrets
from smelltest.link.knowledge.verbs import words
from smelltest.link.texts.content import Content


# What looks like a credential is put together of parts in the examples too, so that nobody has to wonder.
@rule(
    "SM405",
    scope="content",
    bad=[
        """
        def test_charge(client, monkeypatch):
            monkeypatch.setenv("STRIPE_KEY", "sk_live_" + "9fQ2mZr7KxT4vLbN8wHd")
                                             ^^^^^^^^^^ SM405 'sk_live_…' is a live key of a payment service
            client.configure(key_id="AKIA" "Q3Z7WM5KJR2TNX4V", aws_secret_access_key="k7Rv/2mZx9Lq" "T4bN8wHdYc3Jf6Gs1Pa5Ue0KiWoX")
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^ SM405 'AKIAQ3Z7…' is an AWS access key
                                                                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM405 'k7Rv/2mZ…' is an AWS secret access key
            client.clone("https://oauth2:" + "glpat-" + "x7Kq2Zr9mT4vLbN8wHdY" + "@gitlab.example.com/shop.git")
                                             ^^^^^^^^ SM405 'glpat-x7…' is a GitLab token
        """,
        """
        TOKEN = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJjaGVja291dCIsImV4cCI6NDEwMjQ0NDgwMH0" + ".k7Rv2mZx9LqT4bN8wHdYc3Jf6Gs1Pa5Ue0KiWoXzBnM"
                ^^^^^^^^^^^^^^^^^^^^^^ SM405 'eyJhbGci…' is a token that has not expired

        SIGNING_KEY = (
            "-----BEGIN "
            ^^^^^^^^^^^^^ SM405 '-----BEG…' is a private key
            + "PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIAswVXqfxOkOM1h9osfsETZbgKXK7xQ5XoOozfIXPGGG\\n-----END"
            + " PRIVATE KEY-----"
        )
        OF_NUMBERS = (
            "-----BEGIN "
            ^^^^^^^^^^^^^ SM405 '-----BEG…' is a private key
            + "PRIVATE KEY-----\\nMHQCAQAwDQYJKoZIhvcNAQEBBQAEYDBeAgEAAikAR9xUDJTOtwSiOHXBEnPha7C4qHrthN6RHyEzVoEV8lSdz5eh"
            + "hPMmIwIDAQABAikAm0+yTt1tHYgw4nI5gmPNvwJrlzksw1OHuZHcAkimKPlnKU0O/3jG2w==\\n-----END PRIVATE KEY-----"
        )

        def test_signed(client):
            assert client.get("/orders", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        """,
    ],
    good=[
        """
        import os

        def test_charge(client, monkeypatch, token):
            monkeypatch.setenv("STRIPE_KEY", "sk_test_" + "9fQ2mZr7KxT4vLbN8wHd")
            monkeypatch.setenv("STRIPE_KEY", os.environ["STRIPE_KEY"])
            client.configure(key=f"sk_live_{token}", secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        """,
        """
        def test_made_up(client):
            client.configure(key_id="AKIAIOSFODNN7EXAMPLE")
            client.configure(key_id="AKIA" + "1234567890ABCDEF")
            client.configure(key="sk_live_" + "xxxxxxxxxxxxxxxxxxxxxxxx")
            client.configure(key="sk_live_" + "your_key_goes_in_here")
            client.configure(key="ghp_" + "000000000000000000000000000000000000")
            client.configure(key="sk_live_" + "abc")
        """,
        """
        EXPIRED = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJjaGVja291dCIsImV4cCI6MTYwMDAwMDAwMH0" + ".k7Rv2mZx9LqT4bN8wHdYc3Jf6Gs1Pa5Ue0KiWoXzBnM"
        ETERNAL = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJjaGVja291dCJ9" + ".k7Rv2mZx9LqT4bN8wHdYc3Jf6Gs1Pa5Ue0KiWoXzBnM"
        UNSIGNED = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJjaGVja291dCIsImV4cCI6NDEwMjQ0NDgwMH0" + ".signature"

        def test_refused(client):
            for token in (EXPIRED, ETERNAL, UNSIGNED):
                assert client.get("/orders", headers={"Authorization": f"Bearer {token}"}).status_code == 401
        """,
        """
        import hashlib

        TEST_KEY = (
            "-----BEGIN "
            + "PRIVATE KEY-----\\nMC4CAQAwBQYDK2VwBCIEIAswVXqfxOkOM1h9osfsETZbgKXK7xQ5XoOozfIXPGGG\\n-----END"
            + " PRIVATE KEY-----"
        )
        BROKEN = "-----BEGIN " + "PRIVATE KEY-----\\nnot a key\\n-----END PRIVATE KEY-----"
        TAMPERED_WITH = (
            "-----BEGIN "
            + "PRIVATE KEY-----\\nMHkCAQAwDQYJKoZIhvcNAQEBBQAEZTBjAgEAAikAR9xUDJTOtwSiOHXBEnPha7C4qHrthN6RHyEzVoEV8lSdz5eh"
            + "hPMmIwIDAQABBAqcnJwCKQCbT7JO3W0diDDicjmCY82/AmuXOSzDU4e5kdwCSKYo+WcpTQ7/eMbb\\n-----END PRIVATE KEY-----"
        )
        CERTIFICATE = "-----BEGIN CERTIFICATE-----\\nMIIBszCCAVmgAwIBAgIUK9\\n-----END CERTIFICATE-----"

        def test_digest(client):
            assert client.digest() == "da39a3ee5e6b4b0d3255bfef95601890afd80709"
            assert hashlib.sha1(b"").hexdigest() == "da39a3ee5e6b4b0d3255bfef95601890afd80709"
        """,
    ],
)
def live_secret(content: Content) -> Iterator[Finding]:
    """A credential that opens something stands in the tests.

    It finds, in tests and in their data files, the live keys of payment services (`sk_live_…`), the keys and
    tokens of clouds, code hosts and messengers, by the shape that each gives its own; tokens (JWT) that have yet
    to expire; and private keys.

    Whoever can read the repository, one of its forks or the log of a build can use it, today and, as history
    keeps it, as long as it is valid. And a test that holds a live key acts on what is live.

        stripe.api_key = "sk_live_…"

    Read it from the environment, where it is that of a sandbox:

        stripe.api_key = os.environ["STRIPE_TEST_KEY"]

    It is silent for the keys of sandboxes (`sk_test_…`), for those of documentation (`AKIAIOSFODNN7EXAMPLE`) and
    of emulators, for what was obviously made up (`sk_live_xxxx…`), for tokens without an expiry or past it, and
    for tokens and private keys whose name says that they are for tests.
    """
    yield from once_a_file(content, _all(content))


def _all(content: Content) -> Iterator[Finding]:
    now = datetime.now(timezone.utc).timestamp()
    for passage in content.passages(MAYBE_SECRET):
        names = "; ".join(" ".join(words(name)) for name in passage.names)
        for secret in secrets(passage.text, names, now):
            site = passage.site(secret.start)
            yield finding(
                site.path,
                site.at,
                f"'{passage.text[secret.start :][:8]}…' is {secret.what}",
                confidence="certain",
                test=passage.scope or None,
                advice="Revoke it, as history keeps it; then read another, of a sandbox, from the environment.",
            )
