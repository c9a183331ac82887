"""What the verbs that show tests have in common: where their text goes, and what they could not look at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from smelltest.report.visible import visible

if TYPE_CHECKING:
    from smelltest.edge.follow import Outcome


def write(output: str | bytes) -> None:
    """Write to standard output; what its encoding lacks is written out."""
    if isinstance(output, str):
        output = output.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
    sys.stdout.buffer.write(output)
    sys.stdout.buffer.flush()


def finish(outcome: Outcome) -> int:
    """Tell on standard error what could not be looked at, and return the exit status."""
    for trouble in outcome.troubles:
        at = f":{trouble.at.line}:{trouble.at.column}" if trouble.at else ""
        click.echo(visible(f"error: {trouble.path}{at}: {trouble.message}"), err=True)
    if not outcome.troubles and not any(suite.tests for suite in outcome.suites):
        click.echo("warning: there is no test among these paths", err=True)
    return 2 if outcome.troubles else 0
