"""Calls that make a value, and whether two runs at once can get the same one."""

from __future__ import annotations

import re
from functools import lru_cache

MADE: dict[str, tuple[str, bool]] = {
    "uuid.uuid1": ("uuid", True),
    "uuid.uuid4": ("uuid", True),
    "uuid.uuid6": ("uuid", True),
    "uuid.uuid7": ("uuid", True),
    "secrets.token_hex": ("uuid", True),
    "secrets.token_urlsafe": ("uuid", True),
    "secrets.token_bytes": ("uuid", True),
    "os.urandom": ("uuid", True),
    "ulid.new": ("uuid", True),
    "ulid.ULID": ("uuid", True),
    "shortuuid.uuid": ("uuid", True),
    "shortuuid.ShortUUID": ("uuid", True),
    "nanoid.generate": ("uuid", True),
    "bson.ObjectId": ("uuid", True),
    "bson.objectid.ObjectId": ("uuid", True),
    "time.time": ("clock", True),
    "time.time_ns": ("clock", True),
    "time.perf_counter": ("clock", True),
    "time.perf_counter_ns": ("clock", True),
    "time.monotonic": ("clock", True),
    "time.monotonic_ns": ("clock", True),
    "time.strftime": ("clock", False),
    "datetime.datetime.now": ("clock", True),
    "datetime.datetime.utcnow": ("clock", True),
    "datetime.datetime.today": ("clock", True),
    "datetime.date.today": ("clock", False),
    "django.utils.timezone.now": ("clock", True),
    "pendulum.now": ("clock", True),
    "arrow.now": ("clock", True),
    "arrow.utcnow": ("clock", True),
    "itertools.count": ("counter", False),
    "os.getpid": ("counter", False),
    "tempfile.mkdtemp": ("temporary", True),
    "tempfile.mktemp": ("temporary", True),
    "tempfile.mkstemp": ("temporary", True),
    "tempfile.NamedTemporaryFile": ("temporary", True),
    "tempfile.TemporaryDirectory": ("temporary", True),
    "tempfile.TemporaryFile": ("temporary", True),
    "factory.Faker": ("faker", False),
    "factory.faker.Faker": ("faker", False),
    "factory.fuzzy.FuzzyText": ("random", False),
    "factory.fuzzy.FuzzyInteger": ("random", False),
    "factory.fuzzy.FuzzyChoice": ("random", False),
    "id": ("identity", False),
}
"""Dotted name of a call → the kind of value and whether it is unique."""

_RANDOM = re.compile(
    r"^(?:random|numpy\.random|secrets|random\.Random\(\)|random\.SystemRandom\(\)|secrets\.SystemRandom\(\))\."
    r"(?:rand\w*|choices?|sample|getrandbits|uniform|gauss|triangular|normal|integers|below)$"
)
_FAKER = re.compile(r"^(?:faker\.(?:Faker|Factory\.create|Generator)\(\)|mimesis\.\w+\(\)|faker\.proxy\.Faker\(\))\.")

FAKERS = frozenset({"faker", "fake", "_faker", "_fake", "session_faker"})
"""Names under which a Faker instance goes where it was followed nowhere."""


@lru_cache(maxsize=8192)
def made(dotted: str) -> tuple[str, bool] | None:
    """The kind of value that a call of this dotted name makes, and whether it is unique; None if it makes none."""
    known = MADE.get(dotted)
    if known is not None:
        return known
    if _RANDOM.match(dotted):
        return ("random", False)
    if _FAKER.match(dotted):
        return ("faker", ".unique." in dotted)
    return None
