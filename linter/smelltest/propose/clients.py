"""What reaches the system under test and is seen nowhere being made: clients, and calls that write or clean up."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.clients import ANY_VERB, CONSTRUCTORS, VERBS, client_tier
from smelltest.link.knowledge.isolation import DATABASE_FIXTURES, HTTP_FIXTURES
from smelltest.link.program.names import spelled
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Site
from smelltest.propose.code import CallIndex, called, root
from smelltest.propose.proposal import Proposal, Tally, counted
from smelltest.propose.tidying import ISOLATING
from smelltest.read import facts
from smelltest.read.conventions import is_test_code
from smelltest.settings.tables import Clients as Known
from smelltest.settings.tables import Settings

_LOCAL = frozenset(sys.stdlib_module_names) | {
    "pytest", "attr", "attrs", "pydantic", "faker", "factory", "mimesis", "hypothesis", "allure", "hamcrest", "assertpy",
    "numpy", "pandas", "yaml", "jsonschema", "deepdiff", "django", "sqlalchemy", "flask", "fastapi", "pytest_check",
    "freezegun", "mock", "responses", "respx", "dotenv", "loguru", "structlog", "rich", "click", "jinja2", "dateutil",
}  # fmt: skip
"""Packages whose calls stay in the process, or are known."""
_PACKAGES = {name.partition(".")[0] for name in CONSTRUCTORS}
_PLUGINS = frozenset(
    "freezer faker rf async_rf settings playwright page browser context new_context benchmark snapshot fs fake_process"
    " event_loop worker_id testrun_uid extra extras metadata selenium driver celery_app celery_worker cli_runner runner"
    " django_user_model admin_user django_db_setup django_db_blocker mailoutbox live_server httpbin ssh anyio_backend"
    " loop aiohttp_client_cls console_output_style time_machine check soft_assert allure regtest data_regression".split()
)
"""Fixtures of well-known plugins that are no clients."""
_CLEANING = frozenset("cleanup clean teardown wipe purge flush drop".split())
_WRITES = ("create", "change", "delete")
_MANY = 5


class Clients:
    """Takes note of the calls that were lost."""

    def __init__(self, index: CallIndex, settings: Settings) -> None:
        self._index = index
        self._settings = settings
        self._names = Tally()
        self._guesses = Tally()
        self._named = Tally()
        self._write = Tally()
        self._cleanup = Tally()
        self._origins: dict[str, str] = {}

    def see(self, test: Test) -> None:
        """What of one test was lost."""
        for event in test.timeline.events:
            if isinstance(event, Effect) and event.access.confidence == "named" and event.kind in _WRITES:
                self._client(event.access.client.rpartition(".")[2], event.call)
        gaps = test.reach.gaps if test.reach is not None else ()
        missing = set(test.missing) - _PLUGINS - HTTP_FIXTURES - DATABASE_FIXTURES
        for gap in gaps:
            call = self._index.at(gap.site.path, gap.site.at) if is_test_code(gap.site.path) else None
            if call is not None:
                self._lost(call, gap.site, missing)

    def proposals(self) -> Iterator[Proposal]:
        """What follows from all tests."""
        yield from self._confidence()
        sure, guesses = self._names.ranked(), [one for one in self._guesses.ranked() if not self._names.sites(one)]
        for name in Known().names if sure or guesses else ():
            yield Proposal("clients", "names", name, "a default", (), sure=bool(sure))
        for names, tally in ((sure, self._names), (guesses, self._guesses)):
            for name in names:
                sites = tally.sites(name)
                reason = f"{self._origins[name]}; {counted(len(sites), 'call')} of it write{_s(len(sites))}"
                yield Proposal("clients", "names", name, reason, sites, sure=tally is self._names)
        for key, tally in (("write", self._write), ("cleanup", self._cleanup)):
            for name in tally.ranked():
                sites = tally.sites(name)
                reason = f"{self._origins[name]}; called in {counted(len(sites), 'place')}"
                yield Proposal("clients", key, name, reason, sites, sure=False)

    def _confidence(self) -> Iterator[Proposal]:
        """Whether much is done by what is a client by its name alone."""
        for name in self._named.ranked()[:1]:
            sites = self._named.sites(name)
            if len(sites) >= _MANY and self._settings.min_confidence != "named":
                reason = f"{counted(len(sites), 'call')} of {name}, a client by its name alone, would be looked at too"
                yield Proposal("", "min-confidence", "named", reason, sites, is_list=False, sure=False)

    def _client(self, name: str, site: Site) -> None:
        """A write by what goes by the name of a client."""
        if not name.isidentifier() or not is_test_code(site.path) or ISOLATING.search(name):
            return
        if name in self._settings.clients.names:
            self._named.saw(name, site)
        elif client_tier(name, self._settings.clients.names) != "resolved":
            self._names.saw(name, site)
            self._origins.setdefault(name, "it goes by the name of a client")

    def _lost(self, call: facts.Call, site: Site, missing: set[str]) -> None:
        """A call that could not be followed."""
        first, name = root(call.function), called(call)
        if first is None or not name or ISOLATING.search(first.name):
            return
        kind = verbs.kind_of(name)
        if first.name in missing:
            if first is call.function:
                self._call(name, kind, site, "a fixture of a plugin that is not read")
            elif _is_path(call) and (name in VERBS or name in ANY_VERB):
                self._fixture(self._names, first.name, site)
            elif kind in ("create", "delete"):
                self._fixture(self._guesses, first.name, site)
            return
        dotted = self._index.dotted(site.path, call.function)
        package = (dotted or "").lstrip(".").partition(".")[0]
        known = package in _LOCAL or package in _PACKAGES or package.startswith("pytest")
        if package and not known and not name[:1].isupper():
            self._call(spelled(call.function) or name, kind, site, f"a call of {package}, which is not read")

    def _fixture(self, tally: Tally, name: str, site: Site) -> None:
        if client_tier(name, self._settings.clients.names) is None:
            tally.saw(name, site)
            self._origins.setdefault(name, "a fixture of a plugin that is not read")

    def _call(self, name: str, kind: str | None, site: Site, origin: str) -> None:
        words = set(verbs.words(name.rpartition(".")[2]))
        if words & _CLEANING or kind == "delete":
            self._cleanup.saw(name, site)
        elif kind == "create":
            self._write.saw(name, site)
        else:
            return
        self._origins.setdefault(name, origin)


def _is_path(call: facts.Call) -> bool:
    """Whether a call is given a path or an address."""
    for argument in call.arguments[:2]:
        first = argument.parts[0] if isinstance(argument, facts.Text) and argument.parts else argument
        if isinstance(first, facts.Constant) and isinstance(first.value, str) and "/" in first.value:
            return True
    return False


def _s(number: int) -> str:
    return "s" if number == 1 else ""
