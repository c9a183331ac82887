"""What a method's name says that it does to a record, for clients whose code is not part of the suite."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

CREATE = frozenset(
    "create add register place post insert make new upload submit book invite provision import enroll enqueue"
    " issue grant mint store push bulk_create put save signup".split()
)
CHANGE = frozenset(
    "update patch edit modify set change rename replace enable disable activate deactivate approve reject block unblock"
    " cancel archive restore lock unlock assign unassign promote move merge ban unban close reopen reset rotate remind"
    " upsert swap".split()
)
ACTIONS = CHANGE - frozenset("update patch edit modify set change rename replace upsert move".split())
"""Verbs of change that say what is done to a record, and give it no values."""
DELETE = frozenset(
    "delete remove destroy drop purge clear empty revoke unregister terminate deregister erase truncate wipe disarm".split()
)
READ = frozenset(
    "get list find search fetch read retrieve query stat describe count all exists head lookup show load iter filter"
    " download scan".split()
)
LISTING = frozenset("list find search query all filter iter scan".split())
"""Verbs of reading that answer with several records."""

_STORES: dict[str, str] = {
    **dict.fromkeys("set hset hmset mset setnx lpush rpush sadd zadd xadd incr incrby hincrby".split(), "create"),
    **dict.fromkeys("delete unlink hdel lrem srem zrem flushdb flushall".split(), "delete"),
    **dict.fromkeys("get mget hget hgetall hmget lrange llen smembers zrange keys ttl exists".split(), "read"),
    "dbsize": "read", "setex": "change", "psetex": "change", "expire": "change",
}  # fmt: skip
"""What a method of a key-value store's client does; what expires by itself is no record that stays."""


def kind_in_store(client: str, name: str, keywords: Container[str] = ()) -> str | None:
    """What a method does, where the client is one of a key-value store."""
    if name == "set" and ("ex" in keywords or "px" in keywords):
        name = "setex"
    return _STORES.get(name) if client.startswith(("redis.", "valkey.", "aioredis.")) else None


ALIKE = {"estimated_document_count": "count_documents"}
"""Methods that ask for the same as another one of their client does."""
_DECLARED = re.compile(r"^list_(?:tools|prompts|resources|resource_templates)(?:_mcp)?$")


def lists_declared(client: str, name: str) -> bool:
    """Whether a method lists what the program of a Model Context Protocol server declares, and no records."""
    return client.startswith(("fastmcp.", "mcp.")) and _DECLARED.match(name) is not None


_COMPUTED = frozenset(
    "completion completions embedding embeddings moderation moderations transcription transcriptions inference inferences"
    " invocation invoke ask extract extraction translation translations prediction predictions generation classification"
    " recognition segmentation detection summarization similarity regression answering rerank".split()
)
_BROKERS = (
    "pulsar.",
    "_pulsar.",
    "pika.",
    "aio_pika.",
    "kafka.",
    "aiokafka.",
    "confluent_kafka.",
    "kombu.",
    "stomp.",
    "zmq.",
    "azure.servicebus.",
)
_ENDS = frozenset("producer consumer reader receiver sender channel connection socket session table_view".split())


def is_end_of_line(client: str, resource: str | None) -> bool:
    """Whether what is called a create opens a line to a broker, by which messages are sent or read: `create_producer(…)`."""
    return resource is not None and client.startswith(_BROKERS) and _HOW.sub("", resource) in _ENDS


_HOW = re.compile(r"(?:_(?:async|sync|v_?\d+))+$")
"""How a method does what it is called, and in which version: `create_producer_async_v2`."""


_HOLDERS = frozenset({"session", "pool", "manager", "registry", "connection", "transport"})
_SPEAKERS = frozenset({"client", "clients", "session", "connection", "channel", "cursor"})


def is_speaker(client: str, resource: str | None) -> bool:
    """Whether what is called a create gives a part of the program to speak to a server by: `session.create_client("s3")`."""
    called = words(client.rpartition(".")[2])
    return bool(called) and called[-1] in _HOLDERS and resource in _SPEAKERS


def is_computed(resource: str | None) -> bool:
    """Whether what is called a create asks for a computation, of which nothing stays: `chat.completions.create(…)`."""
    return resource is not None and not _COMPUTED.isdisjoint(words(resource)[-1:])


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The words of a snake_case or CamelCase name, in lower case."""
    return tuple(word.lower() for word in _WORD.findall(name))


_PUSHED = frozenset("project branch change changes code commit commits head repo repository".split())
"""What is pushed to where it is already, as Git does."""
_WIRING = frozenset(
    "middleware middlewares handler handlers listener listeners header headers blueprint callback argument socket sockets".split()
)
_SIGNING_IN = re.compile(r"(?:log|sign)(?:in|on|out|off)(?!history|attempt|event)")
"""What a client posts to begin or end a session, after the address: `post_signin`, `post_login_with_http_info`."""
_MESSAGES = frozenset("message messages event events batch async json text".split())
"""What is published is gone with its being read; of a record that is there already, it is an action."""
_IN_PROCESS = {
    "create": frozenset({"future", "packet"}),
    "add": _WIRING,
    "register": _WIRING,
    "make": frozenset("search query url uri request path client session filter".split()),
}
"""What is made by these verbs is a part of the program itself: `add_middleware`, `make_query`, `create_future`."""


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str | None:
    """`create`, `change`, `delete` or `read` by the first word of a method's name, else None."""
    parts = words(name)
    if not parts:
        return None
    first = parts[0]
    if first == "push" and parts[-1] in _PUSHED:
        return "change"
    if parts[-1] in _IN_PROCESS.get(first, ()):
        return None
    if first == "post" and _SIGNING_IN.match("".join(parts[1:])):
        return "read"
    if first == "publish":
        return None if _MESSAGES.issuperset(parts[1:]) else "change"
    for verb, kind in ((CREATE, "create"), (CHANGE, "change"), (DELETE, "delete"), (READ, "read")):
        if first in verb:
            return kind
    return "read" if parts[-1] == "exists" else None


@lru_cache(maxsize=4096)
def noun_of(name: str) -> str | None:
    """What a method's name says it does something to: `user` of `create_user`, None of `create`."""
    rest = words(name)[1:]
    rest = rest[1:] if rest and rest[0] in {"new", "a", "an", "the"} else rest
    cut = next((index for index, word in enumerate(rest) if word in {"by", "with", "for", "from", "in", "to"}), None)
    return "_".join(word for word in rest[:cut] if word not in _HOW_MANY) or None


_HOW_MANY = frozenset(
    {"one", "many", "all", "bulk", "batch", "documents", "document", "item", "items", "record", "records"}
)
_CLIENT_CLASS = re.compile(r"(?:Client|API|Api|Session|Service|Connection|Gateway|SDK|Sdk|Server|Proxy|Rest|REST)\d*$")
_CLIENT_ARGUMENT = re.compile(
    r"^(?:.*_)?(?:url|uri|host|hostname|endpoint|server|base|token|api_key|apikey|access_key|secret_key|secret|"
    r"credentials|username|password|auth|port|region|region_name)$"
)
_ADDRESS = re.compile(
    r"^(?:https?|grpc|redis|amqps?|mongodb|ws|tcp)://|^localhost|^(?:\d{1,3}\.){3}\d"
    r"|^(?=[\d.-]*[^\W\d])[\w.-]+:\d{2,5}$"
)
"""A host with a port has a letter: `10:30` is the time of day."""


@lru_cache(maxsize=8192)
def client_class(name: str) -> bool:
    """Whether a class is called as clients of a server are."""
    return _CLIENT_CLASS.search(name) is not None


def client_argument(name: str | None, text: str | None, configured: bool) -> bool:
    """Whether an argument of a constructor speaks of a server: its address, or what lets one in."""
    if name is not None and _CLIENT_ARGUMENT.match(name.lower()):
        return True
    return configured or (text is not None and _ADDRESS.match(text) is not None)
