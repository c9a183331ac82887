"""`smelltest inventory`: the data that each test depends on."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click


@click.command("inventory", short_help="List how each test gets its data, and who can break whom.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--output-format", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True)
@click.option("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A settings file, or one setting.")
@click.option("--isolated", is_flag=True, help="Ignore smelltest's own settings files.")
def command(paths: tuple[str, ...], output_format: str, config: tuple[str, ...], *, isolated: bool) -> None:
    """List how each test gets its data, what it depends on, and who can break whom.

    PATHs are files, folders and tests as pytest names them; without any, smelltest looks where pytest would.

    A strategy is per-test, factory, shared-seed (read-only or changed), snapshot (reset or rollback), mixed
    or none. A piece of data is owned (the test made it), reference (shared on purpose) or incidental (it
    happens to exist).

    Exits with 2 if a test is not there, or a file cannot be read.
    """
    from smelltest.cli.failure import as_wrong_use
    from smelltest.cli.output import finish, write
    from smelltest.cli.progress import progress
    from smelltest.edge.follow import follow
    from smelltest.edge.settings import Options
    from smelltest.link.questions.collisions import collisions
    from smelltest.link.questions.inventory import inventory
    from smelltest.report.inventory import Listing, markdown, plain, table
    from smelltest.report.json import document

    with as_wrong_use(), progress(wanted=True) as on_file:
        outcome = follow(paths, Options(config, isolated), Path.cwd(), on_file)
        entries = [(inventory(suite.tests), suite.seen) for suite in outcome.suites if suite.tests]
    listings = [Listing(rows, collisions(rows), seen) for rows, seen in entries]
    if output_format == "json":
        write(document(plain(listings)))
    elif output_format == "markdown":
        write("\n".join(map(markdown, listings)))
    else:
        width = shutil.get_terminal_size((120, 24)).columns
        write("\n".join(table(listing, width) for listing in listings))
    sys.exit(finish(outcome))
