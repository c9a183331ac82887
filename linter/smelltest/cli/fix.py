"""`smelltest fix`: mend a whole suite at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click


@click.command("fix", short_help="Rewrite tests so that they own their data.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--select", multiple=True, metavar="RULES", help="Fix what these rules find, and nothing else.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Leave alone what these rules find.")
@click.option("--unsafe-fixes", is_flag=True, help="Those too that can change what a test checks or when it cleans up.")
@click.option("--diff", is_flag=True, help="Show what would be written instead of writing it.")
@click.option("--config", multiple=True, metavar="FILE|KEY=VALUE", help="A settings file, or one setting.")
@click.option("--isolated", is_flag=True, help="Ignore smelltest's own settings files.")
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="How many processes share the work.")
@click.option("-q", "--quiet", is_flag=True, help="Write errors, nothing else.")
def command(paths: tuple[str, ...], **given: Any) -> None:
    """Rewrite tests so that they own their data.

    Each fix is proven before anything is written: the finding is gone, no new one has come, and the file still
    parses. A fix that does not hold is left out, and the summary says so.

    Exits with 0 if every fix that was wanted holds, and with 2 if a setting is wrong or a file cannot be read.
    """
    from smelltest.cli.failure import as_wrong_use
    from smelltest.edge.healing import differences, heal
    from smelltest.edge.mending import put
    from smelltest.edge.run import Request
    from smelltest.edge.settings import Options
    from smelltest.report.healing import summary

    values = {
        name: [word.strip() for words in given[name] for word in words.split(",")] for name in ("select", "ignore")
    }
    options = Options(
        config=given["config"],
        isolated=given["isolated"],
        values={name: words for name, words in values.items() if words},
    )
    wanted = frozenset({"safe", "unsafe"} if given["unsafe_fixes"] else {"safe"})
    with as_wrong_use():
        healed = heal(Request(paths, options, given["jobs"]), Path.cwd(), wanted)
    if given["diff"]:
        from smelltest.cli.output import write

        write(differences(healed, Path.cwd()))
    else:
        for path, content in healed.contents.items():
            put(Path(path), content)
    if not given["quiet"]:
        left = [(one.finding, one.why) for one in healed.left]
        click.echo(summary(healed.fixed, left, len(healed.contents)), err=True)
    sys.exit(2 if healed.after.troubles else 0)
