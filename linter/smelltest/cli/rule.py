"""`smelltest rule`: a rule's page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smelltest.judge.rule import Rule


@click.command("rule", short_help="Show a rule's page, or all rules.")
@click.argument("words", nargs=-1, metavar="[CODE|NAME]")
def command(words: tuple[str, ...]) -> None:
    """Show the page of a rule; without one, list them all.

    A rule goes by its code (SM201) or its name (missing-cleanup). A prefix (SM2), a family (cleanup) and what
    books call a smell (resource leakage, mystery guest) stand for several rules, and list them.
    """
    from smelltest.cli.failure import as_wrong_use
    from smelltest.edge.packs import installed_rules
    from smelltest.judge.select import known_as, match
    from smelltest.report.page import page

    with as_wrong_use():
        rules = installed_rules()
        if not words:
            click.echo(_listed(rules), nl=False)
            return
        word = " ".join(words)
        codes = known_as(word, rules) or match(word, rules, "rule").codes
    chosen = [rule for rule in rules if rule.code in codes]
    if len(chosen) > 1:
        click.echo(_listed(chosen), nl=False)
    elif sys.stdout.isatty():
        _print_markdown(page(chosen[0], links=False))
    else:
        click.echo(page(chosen[0], links=False), nl=False)


def _listed(rules: Sequence[Rule]) -> str:
    """A line for each rule, under its family."""
    width = max((len(rule.name) for rule in rules), default=0)
    lines = []
    for family in dict.fromkeys(rule.family for rule in rules):
        lines.append(f"{family}\n")
        lines += [_line(rule, width) for rule in rules if rule.family == family]
    return "".join(lines)


def _line(rule: Rule, width: int) -> str:
    default = "" if rule.default else " (off by default)"
    return f"  {rule.code}  {rule.name:<{width}}  {rule.summary}{default}\n"


def _print_markdown(text: str) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))
