"""What the values that tests send tell: fields that must not repeat, prefixes, domains, helpers that make values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from smelltest.link.helpers import asks_nothing, role
from smelltest.link.knowledge.domains import is_published, is_registrable
from smelltest.link.knowledge.fields import snake
from smelltest.link.play.told import dotted_module
from smelltest.link.program.program import Program
from smelltest.link.questions.record_names import names_of
from smelltest.link.questions.records import creates, field_values
from smelltest.link.suite import Test
from smelltest.link.timeline import Effect
from smelltest.link.values import Joined, Made, Site, Value, atoms, text_of
from smelltest.propose.code import is_test_module
from smelltest.propose.proposal import Proposal, Tally, counted
from smelltest.read import facts
from smelltest.read.conventions import is_test_code
from smelltest.settings.tables import Settings

_FREE = frozenset(
    "name title description text body content comment note notes message summary subject password secret first_name"
    " last_name full_name display_name label token hash salt bio address street city data value values payload".split()
)
"""Fields in which a fresh value is no sign that the value must not repeat."""

_SEEN_ENOUGH = 2
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9]*[-_.]")
_ADDRESS = re.compile(r"[^@\s]+@([\w.-]+\.[a-z]{2,})", re.IGNORECASE)


class Values:
    """Takes note of what tests send when they create."""

    def __init__(self, program: Program, settings: Settings) -> None:
        self._program = program
        self._settings = settings
        self._fresh = Tally()
        self._fixed = Tally()
        self._prefixes = Tally()
        self._names = Tally()
        self._domains = Tally()
        self._helpers: dict[str, Tally] = {}
        self._imports: dict[str, Counter[str]] = {}

    def see(self, test: Test) -> None:
        """What one test sends."""
        for create in creates(test):
            for key, value in field_values(create.fields):
                self._field(snake(key), value, create)
            for name in names_of(create)[:1]:
                self._name(name, create.site)

    def read(self, module: facts.Module) -> None:
        """By which names a module imports others."""
        for statement in module.body:
            if isinstance(statement, facts.Import) and statement.level == 0 and statement.name is not None:
                path = self._program.module_path(module.path, 0, statement.module)
                if path is not None:
                    self._imports.setdefault(path, Counter())[statement.module] += 1

    def proposals(self) -> Iterator[Proposal]:
        """What follows from all tests."""
        yield from self._unique_fields()
        yield from self._sweep_prefix()
        yield from self._own_domains()
        for key, tally in sorted(self._helpers.items()):
            best = tally.ranked()[0]
            sites = tally.sites(best)
            if len(sites) >= _SEEN_ENOUGH and not getattr(self._settings.helpers, key.replace("-", "_")):
                reason = f"makes what {counted(len(sites), 'create')} send"
                yield Proposal("helpers", key, best, reason, sites, is_list=False)

    def importable(self, path: str) -> str:
        """The dotted name under which the suite imports a module."""
        known = self._imports.get(path)
        return known.most_common(1)[0][0] if known else dotted_module(path)

    # What is seen

    def _field(self, key: str, value: Value, create: Effect) -> None:
        if not key:
            return
        settings, site = self._settings, create.site
        fresh = [atom for atom in atoms(value) if isinstance(atom, Made) and atom.unique and atom.kind == "uuid"]
        text = text_of(value)
        if (
            key not in settings.unique_fields
            and key not in settings.invariant_fields
            and not _FREE & {key, *key.split("_")}
        ):
            if fresh and isinstance(value, (Made, Joined)) and not key.endswith(("_id", "_ids", "_at")):
                self._fresh.saw(key, site)
            elif text is not None:
                self._fixed.saw(key, site)
        address = _ADDRESS.fullmatch(text) if text is not None else None
        if address is not None:
            self._domains.saw(address.group(1).lower(), site)
        # What the product makes of its own accord is no helper of the tests.
        if create.access.kind in ("orm", "sql") and not is_test_code(create.call.path):
            return
        for made in fresh:
            self._helper(made, site)

    def _name(self, name: Value, site: Site) -> None:
        self._names.saw("", site)
        text = _beginning(name)
        match = _PREFIX.match(text) if text is not None else None
        if match is not None:
            self._prefixes.saw(match.group(), site)

    def _helper(self, made: Made, site: Site) -> None:
        """The function without arguments in which a value is made, if it stands in one."""
        if is_test_module(made.site.path):
            return
        names = self._program.names(made.site.path)
        for qualname, function in names.functions.items() if names is not None else ():
            if (
                not (function.at.line <= made.site.at.line <= function.end_line)
                or "." in qualname
                or qualname.startswith("_")
            ):
                continue
            if not asks_nothing(function):
                continue
            kind = role(self._program, self._settings, made.site.path, function)
            if kind is not None and not qualname.startswith("test"):
                name = f"{self.importable(made.site.path)}.{qualname}"
                self._helpers.setdefault(kind, Tally()).saw(name, site)

    # What follows

    def _unique_fields(self) -> Iterator[Proposal]:
        for key in self._fresh.ranked():
            fresh, fixed = self._fresh.sites(key), self._fixed.sites(key)
            if len(fresh) >= _SEEN_ENOUGH and len(fresh) > 4 * len(fixed):
                reason = f"{counted(len(fresh), 'create')} make a fresh value for it"
                yield Proposal("", "extend-unique-fields", key, reason, fresh)

    def _sweep_prefix(self) -> Iterator[Proposal]:
        for prefix in self._prefixes.ranked()[:1]:
            sites = self._prefixes.sites(prefix)
            is_usual = 2 * len(sites) >= self._names.total() and len(sites) > _SEEN_ENOUGH
            if is_usual and prefix not in self._settings.sweep_prefix:
                reason = f"the names of {len(sites)} of {counted(self._names.total(), 'create')} begin with it"
                yield Proposal("", "extend-sweep-prefix", prefix, reason, sites)

    def _own_domains(self) -> Iterator[Proposal]:
        for domain in self._domains.ranked():
            sites = self._domains.sites(domain)
            known = not is_registrable(domain) or is_published(domain) or domain in self._settings.own_domains
            if len(sites) > _SEEN_ENOUGH and not known:
                reason = f"{counted(len(sites), 'create')} send addresses there; is it yours?"
                yield Proposal("", "extend-own-domains", domain, reason, sites, sure=False)


def _beginning(value: Value) -> str | None:
    """What a text begins with, as far as that is written out."""
    if isinstance(value, Joined):
        return _beginning(value.parts[0]) if value.parts else None
    return text_of(value)
