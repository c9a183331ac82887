"""What reaches the system under test and is seen nowhere being made: clients, and calls that write or clean up."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import ANY_VERB, CONSTRUCTORS, VERBS
from smelltest.link.knowledge.isolation import DATABASE_FIXTURES, HTTP_FIXTURES
from smelltest.link.names import spelled
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.told import client_tier
from smelltest.link.values import Site
from smelltest.propose.code import CallIndex, called, root
from smelltest.propose.proposal import Proposal, Tally, counted
from smelltest.read import facts
from smelltest.settings import Clients as Known
from smelltest.settings import Settings

_LOCAL = frozenset(sys.stdlib_module_names) | {
    "pytest", "attr", "attrs", "pydantic", "faker", "factory", "mimesis", "hypothesis", "allure", "hamcrest", "assertpy",
    "numpy", "pandas", "yaml", "jsonschema", "deepdiff", "django", "sqlalchemy", "flask", "fastapi", "pytest_check",
    "freezegun", "mock", "responses", "respx", "dotenv", "loguru", "structlog", "rich", "click", "jinja2", "dateutil",
}  # fmt: skip
"""Packages whose calls stay in the process, or are known."""
_PACKAGES = {name.partition(".")[0] for name in CONSTRUCTORS}
_CLEANING = frozenset("cleanup clean teardown wipe purge flush drop".split())
_WRITES = ("create", "change", "delete")


class Clients:
    """Takes note of the calls that were lost."""

    def __init__(self, index: CallIndex, settings: Settings) -> None:
        self._index = index
        self._settings = settings
        self._names = Tally()
        self._write = Tally()
        self._cleanup = Tally()
        self._reasons: dict[str, str] = {}

    def see(self, test: Test) -> None:
        """What of one test was lost."""
        missing = {name for name in test.missing if name not in HTTP_FIXTURES | DATABASE_FIXTURES}
        for event in test.timeline.events:
            if isinstance(event, Effect) and event.access.confidence == "named" and event.kind in _WRITES:
                self._client(event.access.client.rpartition(".")[2], event.call, "it is called like a client")
        for gap in test.reach.gaps if test.reach is not None else ():
            call = self._index.at(gap.site.path, gap.site.at)
            if call is not None:
                self._lost(call, gap.site, missing)

    def proposals(self) -> Iterator[Proposal]:
        """What follows from all tests."""
        names = self._names.ranked()
        if names:
            for name in Known().names:
                yield Proposal("clients", "names", name, "a default", ())
        for name in names:
            yield self._proposal("names", name, self._names, "called to write")
        for key, tally in (("write", self._write), ("cleanup", self._cleanup)):
            for name in tally.ranked():
                yield self._proposal(key, name, tally, "called", sure=False)

    def _proposal(self, key: str, name: str, tally: Tally, what: str, *, sure: bool = True) -> Proposal:
        sites = tally.sites(name)
        reason = f"{self._reasons[name]}, and {what} in {counted(len(sites), 'place')}"
        return Proposal("clients", key, name, reason, sites, sure=sure)

    def _client(self, name: str, site: Site, reason: str) -> None:
        if name and name.isidentifier() and client_tier(name, self._settings.clients.names) != "resolved":
            self._names.saw(name, site)
            self._reasons.setdefault(name, reason)

    def _lost(self, call: facts.Call, site: Site, missing: set[str]) -> None:
        """A call that could not be followed."""
        first, name = root(call.function), called(call)
        if first is None or not name:
            return
        kind = verbs.kind_of(name)
        if first.name in missing:
            said = f"the fixture {first.name} comes from a plugin that is not read"
            if first is call.function:
                self._call(name, kind, site, said)
            elif name in VERBS or name in ANY_VERB or kind in _WRITES:
                self._client(first.name, site, said)
            return
        dotted = self._index.dotted(site.path, call.function)
        package = (dotted or "").lstrip(".").partition(".")[0]
        if dotted and package and package not in _LOCAL and package not in _PACKAGES and not name[:1].isupper():
            self._call(spelled(call.function) or name, kind, site, f"the code of {package} is not read")

    def _call(self, name: str, kind: str | None, site: Site, reason: str) -> None:
        words = set(verbs.words(name.rpartition(".")[2]))
        if words & _CLEANING or kind == "delete":
            self._cleanup.saw(name, site)
        elif kind in ("create", "change"):
            self._write.saw(name, site)
        else:
            return
        self._reasons.setdefault(name, reason)
