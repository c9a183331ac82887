"""A rule's page, in Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from smelltest.judge.carets import normal
from smelltest.judge.rule import Example, Rule
from smelltest.settings.tables import Settings

_FIXES = {
    "safe": "has a safe fix",
    "unsafe": "has a fix that can change what a test checks, or when cleanup runs",
    "display": "proposes a change, and leaves it to you",
    None: "has no fix",
}


def page(rule: Rule, *, links: bool = True) -> str:
    """What a rule finds and why, with the first of its examples; `links`: settings lead to the page beside it."""
    default = "On by default" if rule.default else "Off by default"
    parts = [
        f"# {rule.name} ({rule.code})",
        f"{default}; {_FIXES[rule.fixable]}. Family: {rule.family}.",
        rule.page,
        *_settings(rule, _linked if links else _plain),
    ]
    if rule.known_as:
        parts.append(f"Elsewhere what it finds, or what comes of that, is called {_listed(rule.known_as)}.")
    if rule.aliases:
        parts.append(f"Formerly: {', '.join(rule.aliases)}.")
    parts += [*_shown("Found", rule.bad), *_shown("Left alone", rule.good)]
    return "\n\n".join(parts) + "\n"


def index(rules: Sequence[Rule]) -> str:
    """The list of all rules, a table for each family."""
    families = dict.fromkeys(rule.family for rule in rules)
    tables = (_table(family, [rule for rule in rules if rule.family == family]) for family in families)
    return "\n\n".join(["# Rules", *tables, _names(rules)]) + "\n"


def _names(rules: Sequence[Rule]) -> str:
    """The names from elsewhere, each with its rules."""
    rows = [
        f"| {name} | {', '.join(f'[{rule.code}]({rule.code}.md)' for rule in rules if name in rule.known_as)} |"
        for name in sorted({name for rule in rules for name in rule.known_as}, key=lambda one: one.removeprefix("The "))
    ]
    head = (
        "## Names from elsewhere\n\nWhat *xUnit Test Patterns*, the lists of test smells and the catalogue of TDD"
        " anti-patterns call what these rules find,\nor what comes of it. `smelltest rule mystery guest` knows them.\n"
    )
    return "\n".join([head, "| name | rules |", "| --- | --- |", *rows])


_COMMON = {"test": ("clients", "isolation", "min-confidence"), "suite": ("clients", "isolation")}
"""The settings that bear on all rules of a scope, as they bear on timelines."""
_TABLES = {one.encode_name for one in fields(Settings) if isinstance(one.type, type) and issubclass(one.type, Struct)}


def _settings(rule: Rule, named: Callable[[str], str]) -> list[str]:
    """The settings that have a say in a rule."""
    common = _COMMON.get(rule.scope, ())
    if not (rule.settings or common):
        return []
    own, shared = [_listed([named(key) for key in keys]) for keys in (rule.settings, common)]
    many = len(rule.settings) > 1
    said = (
        f"The setting{'s' if many else ''} {own} {'have' if many else 'has'} a say in it"
        if own
        else f"The settings {shared} have a say in it"
    )
    also = f"; so have {shared}" if own and shared else ""
    return [f"{said}{also}{', as in all rules about tests' if shared else ''}."]


def _linked(key: str) -> str:
    anchor = f"#{key}" if key in _TABLES else ""
    return f"[{_plain(key)}](../settings.md{anchor})"


def _plain(key: str) -> str:
    return f"`{key}`"


def _listed(words: Sequence[str]) -> str:
    *others, last = words or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def _table(family: str, rules: Sequence[Rule]) -> str:
    rows = (
        f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.summary}"
        f" | {'on' if rule.default else 'off'} | {rule.fixable or '—'} |"
        for rule in rules
    )
    head = "| code | name | finds | default | fix |\n| --- | --- | --- | --- | --- |"
    return "\n".join([f"## {family.capitalize()}\n", head, *rows])


_SHOWN = 3
"""So many examples of a kind tell a reader what a rule is about; the others settle what is doubtful."""


def _shown(title: str, examples: tuple[Example, ...]) -> list[str]:
    """The first examples of a kind, and how many more there are."""
    if not examples:
        return []
    parts = [f"## {title}", *(_code(example) for example in examples[:_SHOWN])]
    more = len(examples) - _SHOWN
    if more > 0:
        parts.append(f"{more} more, each run as a test, {'stand' if more > 1 else 'stands'} beside the rule.")
    return parts


def _code(example: Example) -> str:
    """An example's settings and files, the first without its name where it is the only one and an ordinary test."""
    is_plain = not example.files and example.path == Example("").path
    named = {example.path: example.code, **example.files}
    told = [_block(path, code) if is_plain else f"`{path}`:\n\n{_block(path, code)}" for path, code in named.items()]
    return "\n\n".join([*_set(example.settings), *told])


def _block(path: str, code: str) -> str:
    language = {"py": "python", "yml": "yaml"}.get(kind := path.rpartition(".")[2], kind)
    return f"```{language}\n{normal(code)}```"


def _set(settings: Mapping[str, Any]) -> list[str]:
    """What an example has set, as a settings file says it."""
    if not settings:
        return []
    plain = {key: value for key, value in settings.items() if not isinstance(value, Mapping)}
    tables = {f"tool.smelltest.{key}": value for key, value in settings.items() if isinstance(value, Mapping)}
    shown = {**({"tool.smelltest": plain} if plain else {}), **tables}
    lines = [
        line
        for table, values in shown.items()
        for line in (
            f"[{table}]",
            *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()),
        )
    ]
    return ["With these settings:\n\n```toml\n" + "\n".join(lines) + "\n```"]
