"""Credentials that open something: how services write theirs, and which tokens and keys are real."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator

import msgspec
from msgspec import Struct


class Secret(Struct, frozen=True):
    """A stretch of a text that is a credential, and whose."""

    start: int
    end: int
    what: str


_KEYS = {
    "a live key of a payment service": (r"(?:sk|rk)_live_", r"([A-Za-z0-9_]{16,})"),
    "a live key of Razorpay": (r"rzp_live_", r"([A-Za-z0-9]{14,})"),
    "a live key of Mollie": (r"live_", r"([A-Za-z0-9]{30,})"),
    "a token of PayPal's production": (r"access_token\$production\$", r"[a-z0-9]{16}\$([0-9a-f]{32})"),
    "an access token of Square": (r"(?:sq0csp-|EAAA)", r"([\w-]{43,64})"),
    "an access token of Shopify": (r"shp(?:at|ca|pa|ss)_", r"([0-9a-fA-F]{32})"),
    "an AWS access key": (r"(?:AKIA|ASIA|ABIA|ACCA)", r"([A-Z0-9]{16})"),
    "a Google API key": (r"AIza", r"([\w-]{35})"),
    "a Google client secret": (r"GOCSPX-", r"([\w-]{28})"),
    "a Google access token": (r"ya29\.", r"([\w-]{30,})"),
    "a key of an Azure account": (r"AccountKey=", r"([A-Za-z0-9+/]{86}==)"),
    "a GitHub token": (r"gh[pousr]_", r"([A-Za-z0-9]{36,})"),
    "a fine-grained GitHub token": (r"github_pat_", r"(\w{50,})"),
    "a GitLab token": (r"gl(?:pat|dt|rt|cbt|ptt)-", r"([\w-]{20,})"),
    "a Slack token": (r"xox[abeoprs]-", r"([A-Za-z0-9-]{20,})"),
    "a Slack webhook": (r"hooks\.slack\.com/services/", r"(T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{20,})"),
    "a Discord webhook": (r"discord(?:app)?\.com/api/webhooks/", r"(\d{17,}/[\w-]{60,})"),
    "a Telegram bot token": (r"\d{8,10}:AA", r"([\w-]{33})"),
    "a Twilio key": (r"SK[0-9a-f]", r"([0-9a-f]{31})"),
    "a SendGrid key": (r"SG\.", r"([\w-]{22}\.[\w-]{43})"),
    "a Mailgun key": (r"key-[0-9a-f]", r"([0-9a-f]{31})"),
    "an npm token": (r"npm_", r"([A-Za-z0-9]{36})"),
    "a PyPI token": (r"pypi-AgE", r"([\w-]{50,})"),
    "a Docker Hub token": (r"dckr_pat_", r"([\w-]{27,})"),
    "a DigitalOcean token": (r"do[opr]_v1_", r"([0-9a-f]{64})"),
    "an OpenAI key": (r"sk-(?:proj-|svcacct-)?", r"([\w-]{20,}T3BlbkFJ[\w-]{20,})"),
    "an Anthropic key": (r"sk-ant-(?:api|admin)\d\d-", r"([\w-]{80,})"),
    "a Hugging Face token": (r"hf_", r"([A-Za-z]{34})"),
    "a Databricks token": (r"dapi[0-9a-f]", r"([0-9a-f]{31})"),
    "a Linear key": (r"lin_api_", r"([A-Za-z0-9]{40})"),
    "a Notion token": (r"ntn_", r"([A-Za-z0-9]{40,})"),
    "an Atlassian token": (r"ATATT3", r"([\w=-]{60,})"),
    "a New Relic key": (r"NRAK-", r"([A-Z0-9]{27})"),
    "a Doppler token": (r"dp\.(?:pt|st|ct)\.", r"([A-Za-z0-9]{40,})"),
    "a Vault token": (r"hvs\.", r"([\w-]{90,})"),
}
"""How the live keys of services begin, and what follows."""
MAYBE_SECRET = re.compile(
    rf"(?<![A-Za-z0-9_-])(?:{'|'.join(beginning for beginning, _ in _KEYS.values())})"
    r"|eyJ|-----BEGIN (?!CERT|PUBLIC|PGP (?:PUBLIC|MESSAGE|SIGNATURE))"
    r"|(?<![A-Za-z0-9+/])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])(?=[A-Za-z+/]*\d)"
    r"[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/])"
)
"""What a text holds that may hold a credential, in one literal of those that it is put together of."""


def secrets(text: str, names: str, now: float) -> Iterator[Secret]:
    """The live credentials in a text. `names`: what it is given to, in words; `now` in seconds since 1970."""
    for what, written in _WRITTEN.items():
        for match in written.finditer(text):
            if not is_placeholder(match[match.lastindex or 0]):
                yield Secret(match.start(), match.end(), what)
    if _OF_CLOUD_SECRET.search(names) and _CLOUD_SECRET.fullmatch(text) and not is_placeholder(text):
        yield Secret(0, len(text), "an AWS secret access key")
    if not _FOR_TESTS.search(names):
        yield from _tokens(text, now)
        yield from _private_keys(text)


def is_placeholder(secret: str) -> bool:
    """Whether a credential was obviously made up: it says so, runs up the alphabet, or has few letters."""
    return (
        secret in _PUBLISHED
        or _SAYS_SO.search(secret) is not None
        or _RUN.search(secret) is not None
        or len(set(secret)) < _DIFFERENT
    )


_DIFFERENT = 8
_SAYS_SO = re.compile(
    r"example|test|fake|dummy|sample|placeholder|change_?me|your|redacted|invalid|mock|not_?real|foobar|secret|demo"
    r"|deadbeef|cafebabe",
    re.IGNORECASE,
)
_RUN = re.compile(r"(.)\1{4}|01234|12345|23456|34567|45678|56789|67890|abcde|bcdef|cdefg|qwert", re.IGNORECASE)
_PUBLISHED = frozenset(
    (
        "16C7e42F292c6912E7710c838347Ae178B4a",
        # The keys with which the emulators of Azure's storage and database come.
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
        "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
    )
)

_WRITTEN = {
    what: re.compile(rf"(?<![A-Za-z0-9_-]){beginning}{rest}(?![A-Za-z0-9])")
    for what, (beginning, rest) in _KEYS.items()
}
_CLOUD_SECRET = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/]{40}")
_OF_CLOUD_SECRET = re.compile(r"\b(?:aws|amazon|s3)\b.*\bsecret\b|\bsecret access key\b")
_FOR_TESTS = re.compile(r"\b(?:tests?|testing|fake|dummy|mock|sample|example|invalid|bogus|wrong|expired|local)\b")

_TOKEN = re.compile(r"\beyJ[\w-]+\.(eyJ[\w-]+)\.([\w-]+)")
_SHORTEST_SIGNATURE = 20
"""In characters: what is shorter was never signed."""


class _Claims(Struct):
    exp: float = 0


def _tokens(text: str, now: float) -> Iterator[Secret]:
    for match in _TOKEN.finditer(text):
        try:
            claims = msgspec.json.decode(_decoded(match[1]), type=_Claims)
        except (msgspec.DecodeError, binascii.Error):
            continue
        signed = len(match[2]) >= _SHORTEST_SIGNATURE and not is_placeholder(match[2])
        if claims.exp > now and signed:
            yield Secret(match.start(), match.end(), "a token that has not expired")


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?P<kind>(?:[A-Z]+ )?)PRIVATE KEY(?: BLOCK)?-----(?P<body>.+?)(?:-----END|\Z)", re.DOTALL
)
_HEADERS = re.compile(r"(?m)^[A-Za-z-]+: .*$")
_SHORTEST_KEY = 24
"""In bytes: less than what any algorithm's key takes with what is around it."""
_EXAMPLES = tuple(b64decode(start) for start in ("nzyis1ZjfNB0bBgKFMSvvkTt", "u1SU1LfVLPHCozMxH2Mo4lgO"))
"""How the moduli of the keys begin with which jwt.io shows RS256: all the world copies them."""


def _private_keys(text: str) -> Iterator[Secret]:
    for match in _PRIVATE_KEY.finditer(text.replace("\\n", "\n ")):
        body = "".join(_HEADERS.sub("", match["body"]).split()).partition("=")[0]
        try:
            key = b64decode(body[: len(body) // 4 * 4], validate=True)
        except binascii.Error:
            continue
        is_known = key[:1] == b"\x30" or key.startswith(b"openssh-key-v1") or match["kind"] == "PGP "
        is_example = _SAYS_SO.search(body) or any(start in key for start in _EXAMPLES)
        if is_known and len(key) >= _SHORTEST_KEY and not is_example and _is_whole(key):
            yield Secret(match.start(), match.end(), "a private key")


_RSA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x04"
"""How a PKCS #8 key says that the octets that follow are those of an RSA key."""


def _is_whole(key: bytes) -> bool:
    """Whether an RSA key is nothing but the numbers that it is to be made of: a sample that was tampered with is not.

    Of what is written otherwise, or cut off where the text ends, this can't be told.
    """
    begin = key.find(_RSA, 0, 64)
    if begin < 0:
        return True
    at, end = _inside(key, begin + len(_RSA) - 1)
    at, end = _inside(key, at)
    if end > len(key):
        return True
    while at < end:
        if key[at] != _INTEGER:
            return False
        at = _inside(key, at)[1]
    return at == end


_INTEGER = 2


def _inside(key: bytes, at: int) -> tuple[int, int]:
    """From where to where the content of an element of DER reaches."""
    length = key[at + 1] if at + 1 < len(key) else 0
    if length < 0x80:
        return at + 2, at + 2 + length
    begin = at + 2 + (length & 0x7F)
    return begin, begin + int.from_bytes(key[at + 2 : begin], "big")
