"""How far the settings trust the fixes of a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec.structs import replace

from smelltest.judge.finding import Finding
from smelltest.judge.rule import Rule
from smelltest.judge.select import match
from smelltest.settings.tables import Fixes


def trusted(findings: Iterable[Finding], rules: Collection[Rule], fixes: Fixes) -> tuple[Finding, ...]:
    """The findings with their remedies as safe as the settings have it, or without. The more careful word counts."""
    if fixes == Fixes():
        return tuple(findings)
    safe, unsafe, none = (
        frozenset[str]().union(*(match(word, rules, f"fix.{key}").codes for word in words))
        for key, words in (
            ("extend-safe", fixes.extend_safe),
            ("extend-unsafe", fixes.extend_unsafe),
            ("unfixable", fixes.unfixable),
        )
    )

    def seen(one: Finding) -> Finding:
        remedy = one.remedy
        if remedy is None or remedy.applicability == "display":
            return one
        if one.code in none:
            return replace(one, remedy=None)
        if one.code in unsafe:
            reason = remedy.reason or "the settings call it unsafe"
            return replace(one, remedy=replace(remedy, applicability="unsafe", reason=reason))
        if one.code in safe:
            return replace(one, remedy=replace(remedy, applicability="safe", reason=None))
        return one

    return tuple(map(seen, findings))
