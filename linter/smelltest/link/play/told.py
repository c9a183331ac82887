"""What the settings tell of calls that cannot be followed: which write, clean up or only read, and what is a client."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import FACTORIES, client_tier
from smelltest.link.play.objects import Client, External, Instance, Object
from smelltest.link.play.sdk import emit_call
from smelltest.link.program.names import spelled
from smelltest.link.timeline import Access, Effect
from smelltest.link.values import Derived
from smelltest.read import facts
from smelltest.settings.tables import Clients

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_COMMON = Clients().names


class Said(Struct, frozen=True):
    """What is said of a call: `write`, `cleanup`, `read` or `make`, and of the last which resource."""

    role: str
    name: str
    resource: str | None = None


class Told:
    """What settings say of calls; a pattern means a dotted name as it is written or defined, or the end of one."""

    def __init__(self, clients: Clients, factories: Mapping[str, str]) -> None:
        self._names = tuple(name for name in clients.names if name not in _COMMON)
        told: list[tuple[str, str | None, tuple[str, ...]]] = [
            ("read", None, clients.read),
            ("cleanup", None, clients.cleanup),
            *(("make", resource, (pattern,)) for resource, pattern in factories.items()),
            ("write", None, clients.write),
        ]
        self._patterns = [
            (role, resource, re.compile("|".join(rf"(?:.*\.)?(?:{translate(one)})" for one in patterns)))
            for role, resource, patterns in told
            if patterns
        ]

    def of(self, it: Interpreter, function: facts.AnyExpression, receiver: Object | None, frame: Frame) -> Said | None:
        """What is said of a call of `function`, which is a member of `receiver` where there is one."""
        if not self._patterns:
            return None
        spellings = tuple(_spellings(it, function, receiver, frame))
        for role, resource, pattern in self._patterns:
            for spelling in spellings:
                if pattern.match(spelling):
                    return Said(role, spelling, resource)
        return None

    def opened(self, receiver: Object) -> Object:
        """The same object, as a client if it is another package's and goes by the name of one."""
        if not self._names or not isinstance(receiver, External) or receiver.access is not None:
            return receiver
        if client_tier(receiver.dotted.rpartition(".")[2], self._names) is None:
            return receiver
        return External(receiver.dotted, Access("sdk", receiver.dotted, "resolved"), receiver.records)


@lru_cache(maxsize=16)
def _told(clients: Clients, factories: tuple[tuple[str, str], ...]) -> Told | None:
    plain = clients.names == _COMMON and not (clients.write or clients.cleanup or clients.read or factories)
    return None if plain else Told(clients, dict(factories))


def told(it: Interpreter) -> Told | None:
    """What the settings say; None where they say nothing."""
    return _told(it.settings.clients, tuple(it.settings.factories.items()))


def client_of(it: Interpreter, name: str | None, *, in_process: bool = False) -> Client | None:
    """The client that something is that was followed nowhere, by its name alone."""
    tier = client_tier(name, it.settings.clients.names) if name else None
    if tier is None or name is None:
        return None
    return Client(Access("http", name, tier, in_process or name in FACTORIES))


def carried_out(
    it: Interpreter, said: Said, go: Callable[[], Object], receiver: Object | None, arguments: list[Object],
    keywords: dict[str, Object], node: facts.AnyExpression, frame: Frame,
) -> Object:  # fmt: skip
    """A call of which something is said. What following it shows counts, unless that says less, or otherwise."""
    happened, tidied = len(it.events), len(it.cleanups)
    value = go()
    shown = [event for event in it.events[happened:] if isinstance(event, Effect)]
    if _agree(said, shown):
        return value
    # Orders count events, so that what is not to stand must not leave a gap.
    del it.events[happened:]
    del it.cleanups[tidied:]
    name = said.name.rpartition(".")[2]
    kind = _KINDS.get(said.role) or _kind_of_write(name)
    known = [one for one in (*arguments, *keywords.values()) if isinstance(one, Derived)]
    records = (receiver,) if isinstance(receiver, Derived) else ()
    way = "sweep" if kind == "delete" and not (arguments or keywords or records) else "sdk"
    resource = said.resource or verbs.noun_of(name) or (None if kind == "delete" and known else _around(said.name))
    access = Access(way, said.name, "resolved")
    return emit_call(it, kind, name, access, records, resource, arguments, keywords, node, frame)


_KINDS = {"read": "read", "cleanup": "delete", "make": "create"}


def _agree(said: Said, shown: list[Effect]) -> bool:
    """Whether what was seen of a call is what is said of it, and is sure."""
    kinds = {effect.kind for effect in shown if effect.access.confidence != "named"}
    if said.role == "read":
        return kinds == {"read"}
    if said.role == "cleanup":
        return "delete" in kinds and "create" not in kinds
    return "create" in kinds if said.role == "make" else bool(kinds & {"create", "change", "delete"})


def _kind_of_write(name: str) -> str:
    kind = verbs.kind_of(name)
    return kind if kind in {"change", "delete"} else "create"


def _around(spelling: str) -> str | None:
    """What a call is a member of, by its name: `users` of `api.users.register`."""
    return spelling.rpartition(".")[0].rpartition(".")[2].lower() or None


def _spellings(it: Interpreter, function: facts.AnyExpression, receiver: Object | None, frame: Frame) -> Iterator[str]:
    """What a function is called where it is used, and where it is defined."""
    written = spelled(function) or (function.name if isinstance(function, facts.Attribute) else None)
    if written is not None:
        yield written
    if isinstance(function, facts.Attribute):
        if isinstance(receiver, Instance):
            for ref in it.program.mro(receiver.cls.ref.path, receiver.cls.ref.node):
                yield f"{dotted_module(ref.path)}.{ref.node.qualname}.{function.name}"
        elif isinstance(receiver, External):
            yield f"{receiver.dotted}.{function.name}".replace("()", "")
    found = it.program.resolve(frame.path, function)
    if found is not None and found.kind == "external":
        yield found.path
    elif found is not None and isinstance(found.node, (facts.Function, facts.Class)):
        yield f"{dotted_module(found.path)}.{found.node.qualname}"


def dotted_module(path: str) -> str:
    """The name of a module, as if imports began at the root of the suite."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
