"""`smelltest fix`: mend a whole suite at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smelltest.cli.selection import words
from smelltest.report.visible import visible

if TYPE_CHECKING:
    from smelltest.edge.healing import Healed
    from smelltest.edge.run import Request
    from smelltest.judge.finding import Finding


@click.command("fix", short_help="Rewrite tests so that they own their data.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--select", multiple=True, metavar="RULES", help="Fix what these rules find, and nothing else.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave alone what these rules find.")
@click.option("--unsafe-fixes", is_flag=True, help="Those too that can change what a test checks or when it cleans up.")
@click.option("--diff", is_flag=True, help="Show what would be written instead of writing it.")
@click.option("--interactive", is_flag=True, help="Ask about each finding, and show what its fix changes.")
@click.option("--verify", metavar="COMMAND", help="Keep only those fixes with which this command passes.")
@click.option(
    "--verify-runs", type=click.IntRange(min=1), default=100, show_default=True, help="How often it may be run."
)
@click.option(
    "--verify-timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=3600.0,
    show_default=True,
    help="Seconds for all of its runs.",
)
@click.option("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A settings file, or one setting.")
@click.option("--isolated", is_flag=True, help="Ignore smelltest's own settings files.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="How many processes share the work.")
@click.option("-q", "--quiet", is_flag=True, help="Write errors, nothing else.")
def command(paths: tuple[str, ...], **given: Any) -> None:
    """Rewrite tests so that they own their data.

    Each fix is proven before anything is written: the finding is gone, no new one has come, and the file still
    parses. A fix that does not hold is left out, and the summary says so.

    --verify runs a command, as the shell would, with the fixes in place: your tests, with all that they need. If it
    fails, the files are halved until those that break it are found, and then the fixes of such a file; they are taken
    back, and the rest is kept. An interruption takes all of them back.

    Exits with 0 if every fix that was wanted holds, with 1 if --verify took some back or --diff shows any, and with 2
    if a setting is wrong, a file cannot be read, or the command fails without any fix, too.
    """
    from smelltest.cli.failure import WrongUse, as_wrong_use
    from smelltest.cli.progress import trials
    from smelltest.edge.healing import differences, heal
    from smelltest.edge.processes import CannotRunError
    from smelltest.edge.run import Request
    from smelltest.edge.settings import Options
    from smelltest.edge.writing import put_all
    from smelltest.report.healing import summary

    if given["diff"] and given["verify"]:
        raise click.UsageError("--diff writes nothing that --verify could try.")
    values = {name: words(given[name]) for name in ("select", "ignore")}
    options = Options(
        config=given["config"],
        isolated=given["isolated"],
        values={name: rules for name, rules in values.items() if rules},
    )
    wanted = frozenset({"safe", "unsafe"} if given["unsafe_fixes"] else {"safe"})
    request = Request(paths, options, given["jobs"])
    choose = _Asking() if given["interactive"] else _everything
    taken_back, shown = False, ""
    try:
        with as_wrong_use():
            # Whoever is asked sees that it goes on.
            with trials(wanted=not (given["quiet"] or given["interactive"])) as on_trial:
                healed = heal(request, Path.cwd(), wanted, on_trial, choose)
            if given["verify"] and healed.contents:
                healed, taken_back = _verified(healed, request, wanted, given)
            elif not given["diff"]:
                put_all({Path(path): content for path, content in healed.contents.items()})
    except CannotRunError as error:
        raise WrongUse(f"--verify: {error}") from error
    if given["diff"]:
        from smelltest.cli.output import write

        shown = differences(healed, Path.cwd())
        write(shown)
    if not given["quiet"]:
        left = [(one.finding, one.why) for one in healed.left]
        click.echo(summary(healed.fixed, left, len(healed.contents)), err=True)
    sys.exit(2 if healed.after.troubles else int(taken_back or bool(shown)))


def _verified(
    healed: Healed, request: Request, wanted: frozenset[str], given: Mapping[str, Any]
) -> tuple[Healed, bool]:
    """What a command leaves of the fixes, already written, and whether it took some back."""
    from smelltest.edge.verifying import Limits, verify

    def on_run(what: str) -> None:
        if not given["quiet"]:
            click.echo(f"verifying {what}…", err=True)

    limits = Limits(given["verify_runs"], given["verify_timeout"])
    verified = verify(healed, given["verify"], request, Path.cwd(), wanted, limits, on_run)
    return verified.healed, bool(verified.dropped)


def _everything(_finding: object, _difference: object) -> bool:
    return True


class _Asking:
    """Asks a person about each finding."""

    def __init__(self) -> None:
        self._answer = ""

    def __call__(self, finding: Finding, difference: Callable[[], str]) -> bool:
        if self._answer in {"a", "q"}:
            return self._answer == "a"
        changes = difference()
        if not changes:
            return False
        at = f"{finding.path}:{finding.at.line}:{finding.at.column}"
        click.echo(visible(f"{at}: {finding.code} {finding.message}"))
        click.echo("".join(f"{visible(line)}\n" for line in changes.splitlines()))
        answer = click.prompt("Fix it? [y]es, [n]o, [a]ll that follow, [q]uit", type=_ANSWERS, show_choices=False)
        self._answer = str(answer)
        return answer in {"y", "a"}


_ANSWERS = click.Choice(["y", "n", "a", "q"], case_sensitive=False)
