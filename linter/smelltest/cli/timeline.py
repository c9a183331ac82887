"""`smelltest timeline`: what happens in a test."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from smelltest.edge.follow import Outcome
    from smelltest.link.play.reach import Reach
    from smelltest.report.timeline import Told


@click.command("timeline", short_help="Show what happens in a test, from first setup to last teardown.")
@click.argument("tests", nargs=-1, required=True, metavar="TEST...")
@click.option("--summary", is_flag=True, help="Say how much was followed instead.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A settings file, or one setting.")
@click.option("--isolated", is_flag=True, help="Ignore smelltest's own settings files.")
def command(
    tests: tuple[str, ...], output_format: str, config: tuple[str, ...], *, summary: bool, isolated: bool
) -> None:
    """Show what happens in a test, from the first fixture's setup to the last teardown.

    A TEST is named as pytest names it: tests/test_users.py::TestUsers::test_create. A class, a file or a
    folder stands for all the tests in it.

    Each create, change, delete, read and check is told with its record, its values, its place and what must
    hold for it to happen; then what is unknown, and why.

    Exits with 2 if a test is not there, or a file cannot be read.
    """
    from smelltest.cli.failure import as_wrong_use
    from smelltest.cli.output import finish, write
    from smelltest.cli.progress import progress
    from smelltest.edge.follow import follow
    from smelltest.edge.settings import Options
    from smelltest.report.json import document

    with as_wrong_use(), progress(wanted=True) as on_file:
        outcome = follow(tests, Options(config, isolated), Path.cwd(), on_file, deeply=True)
    if output_format == "json":
        write(document(_plain(outcome, summary=summary)))
    elif summary:
        write("".join(_summaries(outcome)))
    else:
        write("".join(_drawn(outcome, is_many=any("::" not in name for name in tests))))
    sys.exit(finish(outcome))


def _told(outcome: Outcome) -> list[Told]:
    from smelltest.report.timeline import told

    return [one for suite in outcome.suites for one in told(suite.tests, suite.seen)]


def _reach(outcome: Outcome) -> Reach:
    from smelltest.link.play.reach import Reach, joined

    return joined(test.reach or Reach() for suite in outcome.suites for test in suite.tests)


def _plain(outcome: Outcome, *, summary: bool) -> dict[str, Any]:
    from smelltest.report.timeline import counts, plain

    tests = {} if summary else {"tests": [plain(one) for one in _told(outcome)]}
    return {**tests, "followed": counts(_reach(outcome))}


def _drawn(outcome: Outcome, *, is_many: bool) -> Iterator[str]:
    from smelltest.report.timeline import followed, tree
    from smelltest.report.tree import drawn

    width = shutil.get_terminal_size((100, 24)).columns
    shown = _told(outcome)
    for one in shown:
        yield drawn(tree(one), width) + "\n"
    if is_many and shown:
        yield followed(_reach(outcome)) + "\n"


def _summaries(outcome: Outcome) -> Iterator[str]:
    from smelltest.link.play.reach import Reach, joined
    from smelltest.report.timeline import summary

    for suite in outcome.suites:
        if suite.tests:
            reach = joined(test.reach or Reach() for test in suite.tests)
            tests = len({(test.path, test.name) for test in suite.tests})
            yield summary(reach, tests, suite.files, suite.seen)
