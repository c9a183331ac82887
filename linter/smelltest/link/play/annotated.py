"""What annotations and well-known plugins tell of values that were followed nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import CONSTRUCTORS
from smelltest.link.play.objects import Client, External, Object
from smelltest.link.timeline import Access
from smelltest.link.values import Unknown
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.interpreter import Interpreter

_PLAYWRIGHT = "playwright.sync_api."
_OF_PLUGINS = {
    "playwright": f"{_PLAYWRIGHT}Playwright()", "page": f"{_PLAYWRIGHT}Page()", "browser": f"{_PLAYWRIGHT}Browser()",
}  # fmt: skip


def of_plugin(name: str) -> External | None:
    """The object that a fixture of a well-known plugin gives."""
    dotted = _OF_PLUGINS.get(name)
    return None if dotted is None else External(dotted)


def annotated(it: Interpreter, path: str, parameter: facts.Parameter, given: Object) -> Object:
    """A parameter's value, or if nothing is known of that the client that it is said to be."""
    if parameter.annotation is None or not (type(given) is Unknown or _is_guessed(given)):
        return given
    found = it.program.resolve(path, parameter.annotation)
    if found is None or found.kind != "external":
        return given
    kind = CONSTRUCTORS.get(found.path)
    if kind is not None:
        return Client(Access("http", found.path, "resolved", kind.in_process))
    if found.path.startswith("playwright."):
        return External(f"{found.path}()")
    package, _, name = found.path.rpartition(".")
    if package and verbs.client_class(name) and package.partition(".")[0] not in _NO_CLIENTS:
        return External(f"{found.path}()", Access("sdk", found.path, "resolved"))
    return given


_NO_CLIENTS = frozenset("sqlalchemy sqlmodel pytest typing unittest django flask pytest_mock".split())


def _is_guessed(given: Object) -> bool:
    return isinstance(given, Client) and given.access.confidence == "named"
