"""The edits that findings propose: what is asked for by whoever shows them, and writes nothing."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from pathlib import Path

from msgspec.structs import replace

from smelltest.edge.contents import Contents
from smelltest.edge.files import absolute
from smelltest.edge.offering import manner
from smelltest.edge.run import Result
from smelltest.edge.sources import read_source, source_of
from smelltest.judge.finding import Finding
from smelltest.rewrite.mend import with_fixes


def proposed(result: Result, folder: Path, standard_input: tuple[str, bytes] | None) -> Result:
    """The result, its findings with the edits that would write what they propose."""
    findings: list[Finding] = []
    contents = Contents()
    for path, each in groupby(result.findings, key=attrgetter("path")):
        group = list(each)
        proposing = path.endswith(".py") and any(one.remedy for one in group)
        given = standard_input[1] if standard_input and path == standard_input[0] else None
        source = (source_of(given) if given is not None else read_source(folder / path)) if proposing else None
        how = manner(result.projects, absolute(path, folder.as_posix()), {}, contents)
        findings.extend(group if source is None else with_fixes(group, source.text, how))
    return replace(result, findings=tuple(findings))
