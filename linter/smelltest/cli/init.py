"""`smelltest init`: settings that fit a suite."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from smelltest.edge.proposing import Outcome, Proposed


@click.command("init", short_help="Propose settings that fit a suite.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--write", "is_written", is_flag=True, help="Put them into the settings file.")
@click.option("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A settings file, or one setting.")
@click.option("--isolated", is_flag=True, help="Ignore smelltest's own settings files.")
def command(paths: tuple[str, ...], config: tuple[str, ...], *, is_written: bool, isolated: bool) -> None:
    """Propose settings that fit a suite, each with what was seen that speaks for it.

    PATHs are files and folders; without any, smelltest looks where pytest would. Nothing of the suite is
    run, and no question is asked.

    The proposal is TOML, printed and not written. With --write it goes into the suite's smelltest.toml or
    pyproject.toml, of which every line stays: a key that is set already keeps its value. What is a guess is
    written as a comment.

    Exits with 2 if settings are wrong, or a file cannot be read.
    """
    import sys

    from smelltest.cli.failure import as_wrong_use
    from smelltest.cli.progress import progress
    from smelltest.edge.proposing import propose, write
    from smelltest.edge.settings import Options

    with as_wrong_use():
        with progress(wanted=True) as on_file:
            outcome = propose(paths, Options(config, isolated), Path.cwd(), on_file)
        for suite in outcome.suites:
            if is_written and suite.proposals:
                write(suite)
            elif suite.proposals:
                _show(suite, is_one=len(outcome.suites) == 1)
            _remark(suite, is_written=is_written)
    sys.exit(_finish(outcome))


def _show(suite: Proposed, *, is_one: bool) -> None:
    from smelltest.cli.output import write
    from smelltest.report.proposal import text
    from smelltest.report.visible import visible

    head = "" if is_one else f"# {visible(_name(suite))}\n\n"
    write(head + text(suite.proposals, suite.table, suite.seen) + ("" if is_one else "\n"))


def _remark(suite: Proposed, *, is_written: bool) -> None:
    """Say on standard error what became of the proposals for a suite."""
    name = _name(suite)
    for one in suite.stays:
        key = ".".join(part for part in (one.table, one.key) if part)
        _say(f"{key} is set and stays as it is; seen besides: {one.value} ({one.reason})")
    keys = dict.fromkeys(".".join(part for part in (one.table, one.key) if part) for one in suite.proposals)
    if not suite.tests:
        _say("warning: there is no test among these paths")
    elif not keys:
        _say("nothing to propose: what this suite uses is found by reading it, or is set")
    elif is_written:
        _say(f"added to {name}: {', '.join(keys)}")
    else:
        _say(f"`smelltest init --write` adds this to {name}")


def _name(suite: Proposed) -> str:
    """The file of a suite as it is seen from here."""
    from smelltest.edge.files import relative

    return relative(suite.file.as_posix(), Path.cwd().as_posix())


def _finish(outcome: Outcome) -> int:
    from smelltest.cli.show import told

    for trouble in outcome.troubles:
        _say(f"error: {told(trouble)}")
    if not outcome.suites and not outcome.troubles:
        _say("warning: there is no test among these paths")
    return 2 if outcome.troubles else 0


def _say(line: str) -> None:
    from smelltest.report.visible import visible

    click.echo(visible(line), err=True)
