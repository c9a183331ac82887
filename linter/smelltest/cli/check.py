"""`smelltest check`: find."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smelltest.cli.selection import words

if TYPE_CHECKING:
    from smelltest.edge.healing import Healed
    from smelltest.edge.run import Request, Result

FORMATS = ("full", "concise", "json", "json-lines")
TIERS = ("certain", "resolved", "named")


@click.command("check", short_help="Find tests that do not own their data.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--select", multiple=True, metavar="RULES", help="Judge by these rules alone.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave these rules out.")
@click.option("--extend-select", multiple=True, metavar="RULES", help="Judge by these rules as well.")
@click.option("--min-confidence", type=click.Choice(TIERS), help="How surely a write must be known.")
@click.option("--fix", is_flag=True, help="Write the safe fixes, and report what remains.")
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: those too that can change what a test checks."
)
@click.option("--diff", is_flag=True, help="Show what the fixes would write instead of writing it.")
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if anything was fixed.")
@click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True)
@click.option("--output-file", metavar="FILE", help="Write the findings to a file.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead.")
@click.option("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A settings file, or one setting.")
@click.option("--isolated", is_flag=True, help="Ignore smelltest's own settings files.")
@click.option("--force-exclude", is_flag=True, help="Exclude files even if they are named.")
@click.option("--stdin-filename", metavar="FILE", help="What standard input, named as -, stands in for.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="How many processes share the work.")
@click.option("--no-cache", is_flag=True, help="Has no effect: there is no cache yet.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True)
@click.option("-q", "--quiet", is_flag=True, help="Write findings and errors, nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was checked, and by which settings.")
def command(**given: Any) -> None:
    """Find tests that do not own their data.

    PATHs are files and folders; without any, smelltest looks where pytest would. RULES are codes, prefixes,
    names, families or ALL, separated by commas.

    A write is certain where its client is imported beside it, resolved where it was followed there through
    fixtures and helpers (the default), and named where only a name says so.

    Exits with 1 if anything is found, and with 2 if a setting is wrong, a file cannot be read or a rule
    fails.
    """
    from smelltest.cli.failure import as_wrong_use
    from smelltest.cli.progress import progress
    from smelltest.cli.show import Manner, show
    from smelltest.edge.run import check

    with as_wrong_use():
        request = _request(**given)
        with progress(wanted=not given["quiet"]) as on_file:
            if given["fix"] or given["diff"]:
                healed = _healed(request, unsafe=given["unsafe_fixes"], quiet=given["quiet"])
                if given["diff"]:
                    sys.exit(_show_diff(healed))
                result, fixed = _written(healed, tells=not given["quiet"]), bool(healed.fixed)
            else:
                result, fixed = check(request, Path.cwd(), on_file), False
        if given["output_format"] != "concise" and not given["statistics"]:
            result = _with_proposals(result, request)
        manner = Manner(**{name: given[name] for name in Manner.__struct_fields__})
        status = show(result, manner, request.standard_input)
        sys.exit(max(status, 1) if fixed and given["exit_non_zero_on_fix"] else status)


def _request(paths: tuple[str, ...], stdin_filename: str | None, **given: Any) -> Request:
    from smelltest.edge.run import Request
    from smelltest.edge.settings import Options

    if given["diff"] and (given["output_file"] or given["output_format"] != "full" or given["statistics"]):
        raise click.UsageError("--diff shows differences on standard output, and no findings in any format.")
    if given["unsafe_fixes"] and not (given["fix"] or given["diff"]):
        raise click.UsageError("--unsafe-fixes needs --fix, which writes them, or --diff, which shows them.")
    if "-" in paths and len(paths) > 1:
        raise click.UsageError("- stands for one file, and other paths cannot be named beside it.")
    if stdin_filename and paths != ("-",):
        raise click.UsageError("--stdin-filename needs - for a path.")
    lists = {name: words(given[name]) for name in ("select", "ignore", "extend_select")}
    values = {**lists, "min_confidence": given["min_confidence"]}
    return Request(
        paths=paths,
        options=Options(
            config=given["config"],
            isolated=given["isolated"],
            values={name.replace("_", "-"): value for name, value in values.items() if value},
        ),
        jobs=given["jobs"],
        force_exclude=given["force_exclude"],
        standard_input=(stdin_filename or "stdin.py", sys.stdin.buffer.read()) if paths == ("-",) else None,
        is_last=not (given["fix"] or given["diff"]),
    )


def _healed(request: Request, *, unsafe: bool, quiet: bool) -> Healed:
    """What the fixes come to, in memory."""
    if request.standard_input:
        raise click.UsageError("fixes are for files, and standard input is none.")
    from smelltest.cli.progress import trials
    from smelltest.edge.healing import heal

    with trials(wanted=not quiet) as on_trial:
        return heal(request, Path.cwd(), frozenset({"safe", "unsafe"} if unsafe else {"safe"}), on_trial)


def _written(healed: Healed, *, tells: bool) -> Result:
    """Write the fixes, and return the result of the suite as it is then."""
    from smelltest.edge.writing import put_all
    from smelltest.report.visible import visible

    put_all({Path(path): content for path, content in healed.contents.items()})
    for path in healed.contents if tells else ():
        click.echo(visible(f"fixed {path}"), err=True)
    return healed.after


def _show_diff(healed: Healed) -> int:
    """Write the difference that the fixes would make to standard output; 1 if there is one."""
    from smelltest.cli.output import write
    from smelltest.edge.healing import differences

    text = differences(healed, Path.cwd())
    write(text)
    return 2 if healed.after.troubles else int(bool(text))


def _with_proposals(result: Result, request: Request) -> Result:
    """The result with the edits that its findings propose; LibCST is loaded only where there are some."""
    if not any(found.remedy for found in result.findings):
        return result
    from smelltest.edge.mending import proposed

    return proposed(result, Path.cwd(), request.standard_input)
