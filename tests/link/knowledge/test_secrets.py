"""Credentials: made of parts here, so that this file holds none."""

import json
from base64 import b64decode, b64encode, urlsafe_b64encode

import pytest

from smelltest.link.knowledge.secrets import MAYBE_SECRET, secrets

NOW = 1_700_000_000.0
LETTERS = "k7Rv2mZx9LqT4bN8wHdYc3Jf6Gs1Pa5Ue0KiWoXzBnMrQyVtSgFhDjCl" * 3
HEX = "9f27b3c18e4d60a5" * 8
CAPITALS = "Q3Z7WM5KJR2TNX4VQ8"


def found(text: str, names: str = "") -> list[str]:
    return [secret.what for secret in secrets(text, names, NOW)]


def token(claims: object, signature: str = LETTERS[:43]) -> str:
    header, payload = (
        urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "HS256"}, claims)
    )
    return f"{header}.{payload}.{signature}"


def private_key(kind: str, body: bytes) -> str:
    lines = b64encode(body).decode()
    return f"-----BEGIN {kind}PRIVATE KEY-----\n{lines}\n-----END {kind}PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"sk_live_{LETTERS[:24]}", "a live key of a payment service"),
        (f"rk_live_{LETTERS[:99]}", "a live key of a payment service"),
        (f"AKIA{CAPITALS[:16]}", "an AWS access key"),
        (f"AIza{LETTERS[:35]}", "a Google API key"),
        (f"AccountName=shop;AccountKey={LETTERS[:86]}==;", "a key of an Azure account"),
        (f"https://ghp_{LETTERS[:36]}@github.com/a/b", "a GitHub token"),
        (f"github_pat_{LETTERS[:82]}", "a fine-grained GitHub token"),
        (f"xoxb-{LETTERS[:12]}-{LETTERS[:24]}", "a Slack token"),
        (f"https://hooks.slack.com/services/T{CAPITALS[:8]}/B{CAPITALS[:8]}/{LETTERS[:24]}", "a Slack webhook"),
        (f"SK{HEX[:32]}", "a Twilio key"),
        (f"SG.{LETTERS[:22]}.{LETTERS[:43]}", "a SendGrid key"),
        (f"key-{HEX[:32]}", "a Mailgun key"),
        (f"npm_{LETTERS[:36]}", "an npm token"),
    ],
)
def test_services_have_a_shape_of_their_own(text: str, what: str) -> None:
    assert MAYBE_SECRET.search(text)
    assert found(text) == [what]
    assert found(f"[{text}]") == [what]
    assert found(f"x{text}y") == [] or "://" in text or "=" in text


@pytest.mark.parametrize(
    "text",
    [
        f"sk_test_{LETTERS[:24]}",
        "sk_live_" + "x" * 24,
        "sk_live_" + "replace_with_your_own_key",
        "sk_live_" + LETTERS[:8],
        "AKIA" + "IOSFODNN7EXAMPLE",
        "AKIA" + "A1A1A1A1A1A1A1A1",
        "xoxb-" + "1234567890-abcdefghijklmnop",
        HEX[:40],
        LETTERS[:40],
    ],
)
def test_what_is_made_up_or_of_a_sandbox_is_none(text: str) -> None:
    assert found(text) == []


def test_a_key_without_a_shape_goes_by_its_name() -> None:
    assert found(LETTERS[:40], "aws secret access key") == ["an AWS secret access key"]
    assert found(HEX[:40], "aws secret access key") == []


@pytest.mark.parametrize("claims", [{}, {"exp": NOW - 1}, {"exp": "tomorrow"}, [1], "text"])
def test_a_token_that_expired_or_never_does_is_none(claims: object) -> None:
    assert found(token(claims)) == []


def test_a_token_opens_something_until_it_expires() -> None:
    assert found(f"Bearer {token({'exp': NOW + 1})}") == ["a token that has not expired"]
    assert found(token({"exp": NOW + 1}, "signature")) == []
    assert found(token({"exp": NOW + 1}), "test token") == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("", b"\x30\x2e" + LETTERS[:60].encode()),
        ("RSA ", b"\x30\x82" + LETTERS.encode()),
        ("OPENSSH ", b"openssh-key-v1\0\0\0\0\0\0\0\0" + LETTERS.encode()),
    ],
)
def test_a_private_key_is_one_with_a_key_in_it(kind: str, body: bytes) -> None:
    assert found(private_key(kind, body)) == ["a private key"]
    assert found(private_key(kind, body).replace("\n", "\\n")) == ["a private key"]
    assert found(private_key(kind, body), "fake key") == []
    assert found(private_key(kind, body[:10])) == []
    assert found(private_key(kind, b"nothing" + body)) == []


def test_a_key_that_is_published_as_an_example_opens_nothing() -> None:
    modulus = b64decode("nzyis1ZjfNB0bBgKFMSvvkTtwlvBsaJq7S5w")
    head = b"\x30\x82\x04\xa2\x02\x01\x00\x02\x82\x01\x01\x00"
    assert found(private_key("RSA ", head + modulus + bytes(range(64)))) == []
    assert found(private_key("RSA ", head + modulus[::-1] + bytes(range(64)))) == ["a private key"]
