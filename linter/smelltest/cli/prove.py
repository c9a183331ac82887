"""`smelltest prove`: run a suite in the ways that it should survive."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import click


@click.command("prove", short_help="Run a suite in the ways that it should survive.")
@click.argument("command_line", nargs=-1, required=True, metavar="-- COMMAND...")
@click.option("--path", "paths", multiple=True, metavar="PATH", help="Where to look for findings: a file or folder.")
@click.option("--runs", type=click.IntRange(1, 100), default=1, show_default=True, help="How often, after the first.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=600.0,
    show_default=True,
    help="Seconds for all of the runs.",
)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A settings file, or one setting.")
@click.option("--isolated", is_flag=True, help="Ignore smelltest's own settings files.")
@click.option("-q", "--quiet", is_flag=True, help="Do not tell what is being run.")
@click.option("-v", "--verbose", is_flag=True, help="Show the tests that survive, too, and every finding.")
def command(command_line: tuple[str, ...], **given: Any) -> None:
    """Run a suite in the ways that it should survive.

    COMMAND is what runs its tests: once, again, in parallel with itself, by pytest-xdist and shuffled by
    pytest-randomly, where these are installed. Each test that fails is shown beside the findings that explain it,
    and then the findings that no run confirmed.

    What runs pytest writes its results into a folder that is gone afterwards; nothing is left beside the tests. In
    another command, {junit} stands for the file to write JUnit results to.

    Exits with 1 if a test does not survive, and with 2 if the command cannot be run or a run does not end.
    """
    from smelltest.cli.failure import WrongUse, as_wrong_use
    from smelltest.cli.output import write
    from smelltest.edge.processes import CannotRunError
    from smelltest.edge.proving import proven
    from smelltest.edge.run import Request
    from smelltest.edge.settings import Options
    from smelltest.report.json import document
    from smelltest.report.proof import plain, table
    from smelltest.report.visible import visible

    def on_trial(name: str) -> None:
        if not given["quiet"]:
            click.echo(f"running {name}…", err=True)

    request = Request(given["paths"], Options(given["config"], given["isolated"]))
    try:
        with as_wrong_use():
            done = proven(command_line, request, Path.cwd(), given["runs"], given["timeout"], on_trial)
    except CannotRunError as error:
        raise WrongUse(str(error)) from error
    for remark in done.remarks:
        click.echo(visible(remark), err=True)
    if given["output_format"] == "json":
        write(document(plain(done.proof, done.remarks)))
    else:
        width = shutil.get_terminal_size((120, 24)).columns
        write(table(done.proof, width, everything=given["verbose"]))
    for trouble in done.troubles:
        click.echo(visible(f"error: {f'{trouble.path}: ' if trouble.path else ''}{trouble.message}"), err=True)
    sys.exit(2 if done.troubles else int(not all(row.survives for row in done.proof.rows)))
