"""What a run found, to where it is wanted, and the status with which the program ends."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct

from smelltest.cli.failure import WrongUse
from smelltest.edge.library import decoded, lines
from smelltest.edge.run import Result
from smelltest.judge.finding import Finding, Trouble
from smelltest.read.source import Unreadable
from smelltest.report.visible import visible


class Manner(Struct, frozen=True):
    """How findings are shown: the options of check, by their names."""

    output_format: str
    output_file: str | None
    statistics: bool
    exit_zero: bool
    color: str
    quiet: bool
    verbose: bool


def show(result: Result, manner: Manner, held: tuple[str, bytes] | None = None) -> int:
    """Write findings to standard output or a file, and the rest to standard error; return the exit status.

    `held` is the name of a file, and what stands in for its content.
    """
    _write(_rendered(result.findings, manner, held), manner)
    for trouble in result.troubles:
        _say(f"error: {told(trouble)}")
    if not manner.quiet:
        for line in _remarks(result, manner):
            _say(line)
    if result.troubles:
        return 2
    return 1 if result.findings and not manner.exit_zero else 0


def _rendered(findings: Sequence[Finding], manner: Manner, held: tuple[str, bytes] | None) -> bytes:
    from smelltest.report import concise, json, statistics

    if manner.output_format in ("json", "json-lines"):
        as_lines = manner.output_format == "json-lines"
        rows = statistics.counted(findings) if manner.statistics else map(json.plain, findings)
        return json.lines(rows) if as_lines else json.array(rows)
    if manner.statistics:
        return _encoded(statistics.statistics(findings), manner)
    if manner.output_format == "concise":
        return _encoded(concise.concise(findings), manner)
    from smelltest.report.full import full

    width = shutil.get_terminal_size((100, 24)).columns
    return _encoded(full(findings, lambda path: _source(path, held), width, color=_is_colored(manner)), manner)


def _remarks(result: Result, manner: Manner) -> Iterator[str]:
    yield from (f"warning: {warning}" for warning in result.warnings)
    if manner.verbose:
        for project in result.projects:
            sources = ", ".join(layer.source for layer in project.layers)
            yield f"suite {project.root}, settings: {sources}"
    if not result.files and not result.troubles:
        yield "warning: there is no test file among these paths"
    elif manner.output_format in ("full", "concise") and not (result.troubles and not result.findings):
        yield f"{_counted(len(result.findings), 'finding')} in {_counted(result.files, 'file')}."


def _counted(number: int, noun: str) -> str:
    return f"{number or 'No'} {noun}{'' if number == 1 else 's'}"


def told(trouble: Trouble) -> str:
    """A trouble with its place, as compilers write it."""
    at = f":{trouble.at.line}:{trouble.at.column}" if trouble.at else ""
    return f"{trouble.path}{at}: {trouble.message}" if trouble.path else trouble.message


def _source(path: str, held: tuple[str, bytes] | None) -> Sequence[str]:
    """The lines of a file, none where it is not to be had any more."""
    try:
        return lines(decoded(held[1] if held and held[0] == path else Path(path).read_bytes()))
    except (OSError, Unreadable):
        return ()


def _is_colored(manner: Manner) -> bool:
    if manner.color != "auto":
        return manner.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return not manner.output_file and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _encoded(text: str, manner: Manner) -> bytes:
    """A text for a file in UTF-8, else in the encoding of standard output; what that lacks is written out."""
    encoding = sys.stdout.encoding if manner.output_file is None else None
    return text.encode(encoding or "utf-8", "backslashreplace")


def _write(output: bytes, manner: Manner) -> None:
    if manner.output_file is None:
        sys.stdout.buffer.write(output)
        sys.stdout.buffer.flush()
        return
    try:
        Path(manner.output_file).write_bytes(output)
    except OSError as error:
        raise WrongUse(f"--output-file {manner.output_file}: {error.strerror}") from error


def _say(line: str) -> None:
    click.echo(visible(line), err=True)
