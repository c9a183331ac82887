"""How a suite isolates its tests and takes away what they made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.link.knowledge import verbs
from smelltest.link.knowledge.isolation import (
    DATABASE_FIXTURES,
    DATABASE_MARKS,
    HTTP_FIXTURES,
    HTTP_MARKS,
    RESETS,
    database_base,
)
from smelltest.link.program.collect import fixture_call
from smelltest.link.program.program import Program
from smelltest.link.questions.addressing import addressed
from smelltest.link.questions.leaks import TIDYING
from smelltest.link.questions.records import creates, effects, singular
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect, sources
from smelltest.link.values import Site
from smelltest.propose.code import called, calls, inside
from smelltest.propose.proposal import Proposal, Tally, counted
from smelltest.read import facts
from smelltest.settings.tables import Settings

ISOLATING = re.compile(
    r"rollback|roll_back|transaction|isolat|mock|fake|stub|in_?memory|sandbox|ephemeral|cassette|replay", re.IGNORECASE
)
_BASES = re.compile(r"(?:Transaction|Rollback|Database|DB|Db|Mock|Isolated|InMemory)\w*(?:Test|TestCase|Base|Mixin)$")
_FINALIZER = frozenset({"addfinalizer", "add_finalizer"})
_ADD_CLEANUP = frozenset({"addCleanup", "addAsyncCleanup", "addClassCleanup", "addModuleCleanup", "add_cleanup"})
_ENOUGH = 3


class Tidying:
    """Takes note of what isolates tests and cleans up after them."""

    def __init__(self, program: Program, settings: Settings) -> None:
        self._program = program
        self._settings = settings
        self._sweeps = Tally()
        self._whole: dict[str, str] = {}
        self._unasked: set[str] = set()
        self._fixtures = Tally()
        self._bases = Tally()
        self._marks = Tally()
        self._styles = Tally()

    def see(self, test: Test) -> None:
        """What isolates one test, or cleans up after it."""
        for delete in effects(test, "delete"):
            if delete.stage.kind == "fixture" and delete.stage.teardown and _takes_all(delete):
                self._sweeps.saw(delete.stage.name, delete.site)
                self._unasked |= {delete.stage.name} if delete.stage.autouse else set()
                everything = delete.access.kind == "sweep"
                self._whole.setdefault(delete.stage.name, "" if everything else delete.resource or "records")
        if creates(test):
            self._surroundings(test)

    def _surroundings(self, test: Test) -> None:
        known = DATABASE_FIXTURES | HTTP_FIXTURES | set(self._settings.isolation.fixtures)
        for name in test.missing:
            if name not in known and not RESETS.search(name) and not name.endswith("mocker") and ISOLATING.search(name):
                self._fixtures.saw(name, test.site)
        known = DATABASE_MARKS | HTTP_MARKS | set(self._settings.isolation.markers)
        for mark in test.item.marks:
            if mark.name not in known and ISOLATING.search(mark.name):
                self._marks.saw(mark.name, Site(mark.path, mark.at))
        for ref in test.item.classes[:1]:
            for base in self._program.bases(ref.path, ref.node):
                name = base.rpartition(".")[2]
                if "." in base and not database_base(base) and _BASES.search(name):
                    self._bases.saw(name, Site(ref.path, ref.node.at))

    def read(self, module: facts.Module) -> None:
        """How the cleanups in a module are written."""
        for node in inside(module.body):
            if isinstance(node, facts.Try) and any(_deletes(call) for call in calls(node.final)):
                self._styles.saw("try-finally", Site(module.path, node.at))
            elif isinstance(node, facts.Call) and called(node) in _FINALIZER:
                self._styles.saw("finalizer", Site(module.path, node.at))
            elif isinstance(node, facts.Call) and called(node) in _ADD_CLEANUP:
                self._styles.saw("add-cleanup", Site(module.path, node.at))
            elif isinstance(node, facts.Function) and self._is_tidy_fixture(module.path, node):
                self._styles.saw("fixture", Site(module.path, node.at))

    def _is_tidy_fixture(self, path: str, function: facts.Function) -> bool:
        if not function.yields or not any(
            fixture_call(self._program, path, one) is not None for one in function.decorators
        ):
            return False
        yielded = False
        for node in inside(function.body):
            yielded = yielded or isinstance(node, facts.Yield)
            if yielded and isinstance(node, facts.Call) and _deletes(node):
                return True
        return False

    def proposals(self) -> Iterator[Proposal]:
        """What follows from all tests."""
        for name in self._fixtures.ranked():
            sites = self._fixtures.sites(name)
            tests = "1 test that creates uses" if len(sites) == 1 else f"{len(sites)} tests that create use"
            reason = f"{tests} it, of a plugin that is not read"
            yield Proposal("isolation", "fixtures", name, reason, sites, sure=False)
        for name in self._bases.ranked():
            sites = self._bases.sites(name)
            reason = "tests that create are in classes below it, and its code is not read"
            yield Proposal("isolation", "base-classes", name, reason, sites, sure=False)
        for name in self._marks.ranked():
            sites = self._marks.sites(name)
            reason = f"it stands {counted(len(sites), 'time')} at tests that create"
            yield Proposal("isolation", "markers", name, reason, sites, sure=False)
        for name in self._sweeps.ranked():
            if name not in self._settings.cleanup.fixtures:
                part = self._whole[name]
                what = f"every {singular(part)}" if part else "whatever there is"
                reason = f"its teardown takes away {what}, whoever made it"
                sure = not part and name in self._unasked and TIDYING.search(name) is not None
                yield Proposal("cleanup", "fixtures", name, reason, self._sweeps.sites(name), sure=sure)
        yield from self._style()

    def _style(self) -> Iterator[Proposal]:
        total = self._styles.total()
        for style in self._styles.ranked()[:1]:
            sites = self._styles.sites(style)
            if len(sites) >= _ENOUGH and 3 * len(sites) >= 2 * total:
                reason = f"{len(sites)} of {counted(total, 'cleanup')} are written so"
                yield Proposal("cleanup", "style", style, reason, sites, is_list=False)


def _takes_all(delete: Effect) -> bool:
    """Whether a delete takes what is there, whoever made it."""
    if delete.access.kind == "sweep":
        return True
    named = addressed(delete)
    if not named:
        return delete.access.kind != "http" or bool(delete.resource)
    made = [effect for value in named for effect in sources(value)]
    return bool(made) and all(one.kind == "read" and one.stage.teardown and not one.query.entries for one in made)


def _deletes(call: facts.Call) -> bool:
    name = called(call)
    return verbs.kind_of(name) == "delete" or verbs.words(name)[:1] in (("cleanup",), ("teardown",))
