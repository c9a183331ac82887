"""Constants of other modules, by which tests name what they send and whom they ask for."""

from __future__ import annotations

from msgspec import Struct

from smelltest.link.suite import Suite
from smelltest.link.values import Site
from smelltest.read.facts import Assign, Name


class Constant(Struct, frozen=True):
    """What a module gives a name that holds a literal; `whole`: it is that, and holds nothing else."""

    name: str
    whole: bool


def constant_at(suite: Suite, site: Site) -> Constant | None:
    """The constant of a module that holds the literal at a place."""
    module = suite.load(site.path) if site.path.endswith(".py") else None
    for each in module.body if module is not None else ():
        if isinstance(each, Assign) and len(each.targets) == 1 and isinstance(each.targets[0], Name):
            start, end = each.value.at, site.at
            first = (start.line, start.column) <= (end.line, end.column)
            if first and (end.end_line, end.end_column) <= (start.end_line, start.end_column):
                return Constant(each.targets[0].name, each.value.at == site.at)
    return None
