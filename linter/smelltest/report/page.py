"""A rule's page, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from smelltest.judge.carets import normal
from smelltest.judge.rule import Example, Rule

_FIXES = {
    "safe": "has a safe fix",
    "unsafe": "has a fix that can change what a test checks, or when cleanup runs",
    "display": "proposes a change, and leaves it to you",
    None: "has no fix",
}


def page(rule: Rule) -> str:
    """What a rule finds and why, with its examples."""
    default = "On by default" if rule.default else "Off by default"
    parts = [
        f"# {rule.name} ({rule.code})",
        f"{default}; {_FIXES[rule.fixable]}. Family: {rule.family}.",
        rule.page,
        *_shown("Found", rule.bad),
        *_shown("Left alone", rule.good),
    ]
    if rule.aliases:
        parts.append(f"Formerly: {', '.join(rule.aliases)}.")
    return "\n\n".join(parts) + "\n"


def index(rules: Sequence[Rule]) -> str:
    """The list of all rules, a table for each family."""
    families = dict.fromkeys(rule.family for rule in rules)
    tables = (_table(family, [rule for rule in rules if rule.family == family]) for family in families)
    return "\n\n".join(["# Rules", *tables]) + "\n"


def _table(family: str, rules: Sequence[Rule]) -> str:
    rows = (
        f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.summary}"
        f" | {'on' if rule.default else 'off'} | {rule.fixable or '—'} |"
        for rule in rules
    )
    head = "| code | name | finds | default | fix |\n| --- | --- | --- | --- | --- |"
    return "\n".join([f"## {family.capitalize()}\n", head, *rows])


def _shown(title: str, examples: tuple[Example, ...]) -> list[str]:
    return [f"## {title}", *(_code(example) for example in examples)] if examples else []


def _code(example: Example) -> str:
    """An example's files, the first without its name where it is the only one."""
    named = {example.path: example.code, **example.files} if example.files else {"": example.code}
    blocks = (f"`{path}`:\n\n{_block(code)}" if path else _block(code) for path, code in named.items())
    return "\n\n".join(blocks)


def _block(code: str) -> str:
    return f"```python\n{normal(code)}```"
