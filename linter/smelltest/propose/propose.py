"""From the tests of a suite to the settings that fit it."""

from __future__ import annotations

from smelltest.link.suite import Linker, Test
from smelltest.propose.clients import Clients
from smelltest.propose.code import CallIndex
from smelltest.propose.factories import Factories
from smelltest.propose.proposal import Proposal, first_of_each
from smelltest.propose.tidying import Tidying
from smelltest.propose.values import Values
from smelltest.read.facts import Module
from smelltest.settings.tables import Settings


class Proposer:
    """Sees one test after the other, and then says what settings they speak for."""

    def __init__(self, linker: Linker, settings: Settings) -> None:
        index = CallIndex(linker.program)
        self._values = Values(linker.program, settings)
        self._tidying = Tidying(linker.program, settings)
        self._clients = Clients(index, settings)
        self._factories = Factories(linker.program, index, self._values, settings)

    def read(self, module: Module) -> None:
        """Take note of how a module is written; all of them come before the first test."""
        self._values.read(module)
        self._tidying.read(module)

    def see(self, test: Test) -> None:
        """Take note of what a test does; it must have been followed deeply."""
        for part in (self._values, self._tidying, self._clients, self._factories):
            part.see(test)

    def proposals(self) -> tuple[Proposal, ...]:
        """What is proposed, in the order of the settings."""
        parts = (self._values, self._clients, self._tidying, self._factories)
        found = first_of_each(proposal for part in parts for proposal in part.proposals())
        return tuple(sorted(found, key=lambda one: _TABLES.index(one.table)))


_TABLES = ("", "clients", "isolation", "cleanup", "helpers", "factories")
