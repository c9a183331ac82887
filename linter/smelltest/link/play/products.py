"""Clients that the product brings: how they reach a server, and what a call of one does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import ADDRESSES, PAYLOADS, VERBS
from smelltest.link.knowledge.isolation import DOUBLED
from smelltest.link.play import externals
from smelltest.link.play.objects import Client, External, Instance, Mapping, Mock, Object, freeze
from smelltest.link.play.own_databases import is_told_folder
from smelltest.link.play.sdk import sdk_call
from smelltest.link.play.sending import client_call, path_like
from smelltest.link.timeline import Access
from smelltest.link.values import Site, Symbol, Unknown, atoms
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter


_OF_THE_CLIENT = frozenset(
    "header headers param params cookie cookies auth token credentials hook handler listener middleware logger adapter"
    " timeout proxy option options config url session connection callback plugin".split()
)
_PARTS = frozenset("obj instance client session service manager connection requester".split())
"""What a method gives that reads no record: `self.get_jenkins_obj()`."""


def access_of_product(name: str, arguments: list[Object], keywords: dict[str, Object], site: Site) -> Access | None:
    """How an object of one of the product's own classes reaches a server, if it is a client of one."""
    given = (*arguments, *keywords.values())
    if any(isinstance(a, Mock) for a in given) or externals.in_memory(given) or is_told_folder(keywords):
        return None
    if externals.sends_through_double(keywords) or any(
        isinstance(a, Instance) and externals.sends_through_double(a.attributes) for a in given
    ):
        return None
    if verbs.client_class(name) or externals.client_like(name, arguments, keywords):
        return Access("sdk", name, "resolved", any(_is_of_database(a) for a in given), site)
    return None


def _is_of_database(given: Object, depth: int = 2) -> bool:
    """Whether what an object is made with is a session of a database, or an object of the suite that holds one."""
    if isinstance(given, Instance):
        return depth > 0 and any(_is_of_database(each, depth - 1) for each in given.attributes.values())
    return any(
        isinstance(a, Symbol) and externals.root_of(a.dotted) in externals.DATABASES for a in atoms(freeze(given, 2))
    )


def call_of_product(
    it: Interpreter, access: Access, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """A method of the product's own client in which no request was seen: what its name says."""
    if (
        DOUBLED in it.stood_in
        or name.startswith("_")
        or verbs.kind_of(name) is None
        or set(verbs.words(name)) & _OF_THE_CLIENT
    ):
        return None
    if any(isinstance(given, Mock) for given in (*arguments, *keywords.values())):
        return None
    if name.startswith("get_") and verbs.words(name)[-1] in _PARTS:
        return None
    if name == "save" and not (arguments or keywords):
        return None  # It keeps what it was answered, as a recording: `request.save()`.
    if name in VERBS and _goes_somewhere(arguments, keywords):
        sender = Client(Access("http", access.client, access.confidence, access.in_process, access.born, access.idle))
        return client_call(it, sender, name, arguments, _with_payload(keywords), node, frame)
    return sdk_call(it, External(f"{access.client}()", access), name, arguments, keywords, node, frame)


def _goes_somewhere(arguments: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether what a method is given says where it sends its request to."""
    target = next(iter((*arguments[:1], *(keywords[key] for key in ADDRESSES if key in keywords))), None)
    return target is not None and path_like(freeze(target, 4))


def _with_payload(keywords: dict[str, Object]) -> dict[str, Object]:
    """The arguments of a request, of which one by a name of the client's own is the payload: a mapping, if there is."""
    if any(key in keywords for key in PAYLOADS):
        return keywords
    own = [key for key in keywords if key not in _NO_PAYLOAD]
    payload = next((key for kind in (Mapping, Unknown) for key in own if isinstance(keywords[key], kind)), None)
    return keywords if payload is None else {**keywords, "json": keywords[payload]}


_NO_PAYLOAD = frozenset({*ADDRESSES, "headers", "params", "query", "query_params", "cookies", "files", "auth"})
