"""The rules of the installed packs. A pack's listing is its catalogue: every module of it may hold rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pkgutil import walk_packages
from types import ModuleType

from smelltest.judge.judge import failure
from smelltest.judge.rule import Rule

GROUP = "smelltest.rules"
"""The entry points that name packs: packages of rules."""


class PackError(Exception):
    """A pack cannot be used. The message names it and says why."""


@lru_cache(maxsize=1)
def installed_rules() -> tuple[Rule, ...]:
    """The rules of all installed packs, by code."""
    return catalogue(rule for point in _packs() for rule in _pack_rules(point))


def catalogue(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Rules by code. That two of them share a code, a name or what one was called once is an error."""
    ordered = tuple(sorted(rules, key=lambda rule: rule.code))
    owners: dict[str, Rule] = {}
    for rule in ordered:
        for word in (rule.code, rule.name, *rule.aliases):
            other = owners.setdefault(word, rule)
            if other is not rule:
                raise PackError(f"{word} is claimed by two rules, {_home(other)} and {_home(rule)}; uninstall one pack")
    return ordered


def rules_in(package: ModuleType) -> Iterator[Rule]:
    """The rules that the modules of a package define."""
    for found in walk_packages(package.__path__, f"{package.__name__}."):
        module = import_module(found.name)
        yield from (value for value in vars(module).values() if _is_defined_in(value, found.name))


def _packs() -> tuple[EntryPoint, ...]:
    return tuple(sorted(set(entry_points(group=GROUP)), key=lambda point: (point.name, point.value)))


def _pack_rules(point: EntryPoint) -> tuple[Rule, ...]:
    try:
        return tuple(rules_in(import_module(point.value)))
    except Exception as error:
        raise PackError(f"the rule pack {point.name} ({point.value}) cannot be imported: {failure(error)}") from error


def _is_defined_in(value: object, module: str) -> bool:
    return isinstance(value, Rule) and value.check.__module__ == module


def _home(rule: Rule) -> str:
    return f"{rule.check.__module__}.{rule.check.__qualname__}"
