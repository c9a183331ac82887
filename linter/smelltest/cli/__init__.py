"""The command line: a module a verb, imported only when its verb is used."""

from __future__ import annotations

import gc
import os
import sys
from difflib import get_close_matches
from importlib import import_module

import click

from smelltest import __version__

VERBS = ("check", "fix", "inventory", "timeline", "prove", "rule", "init", "config")


class Verbs(click.Group):
    """A group whose commands stand each in a module of their own, which is imported when it is asked for."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The verbs, in the order in which help tells them."""
        return list(VERBS)

    def get_command(self, _context: click.Context, name: str) -> click.Command:
        """The command of a verb, imported once it is asked for; an unknown one is told with the nearest that there is."""
        if name not in VERBS:
            meant = next(iter(get_close_matches(name, VERBS, n=1)), None)
            hint = f"did you mean {meant}?" if meant else f"there are {', '.join(VERBS)}."
            raise click.UsageError(f"There is no verb {name}; {hint}")
        command: click.Command = import_module(f"smelltest.cli.{name}").command
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="smelltest", message="%(prog)s %(version)s")
def main() -> None:
    """Find tests that do not own their data."""


def run() -> None:
    """The command as a process of its own.

    It ends with its work, so the collector, which would walk through millions of immutable values, stays off,
    and nobody waits at the end until each of them is taken apart.
    """
    gc.disable()
    try:
        main()
    except SystemExit as stop:
        _leave(stop)


def _leave(stop: SystemExit) -> None:
    """End the process as `stop` says, or leave it to Python where what was written cannot be handed over."""
    status = stop.code or 0
    if isinstance(status, int):
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (AttributeError, OSError, ValueError):  # There is no such stream, or nobody at its other end.
            raise stop from None
        os._exit(status)
    raise stop
