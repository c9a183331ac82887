"""The command line: a module a verb, imported only when its verb is used."""

from __future__ import annotations

from importlib import import_module

import click

from smelltest import __version__

VERBS = ("check", "rule", "config")


class Verbs(click.Group):
    """A group whose commands stand each in a module of their own, which is imported when it is asked for."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command: click.Command = import_module(f"smelltest.cli.{name}").command
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="smelltest", message="%(prog)s %(version)s")
def main() -> None:
    """Find tests that do not own their data."""
