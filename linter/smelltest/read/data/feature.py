"""Files of Gherkin as data: what their steps, tables and documents write out."""

from __future__ import annotations

from collections.abc import Iterator

from smelltest.read.data.entries import Entry
from smelltest.read.facts import Constant, FeatureStep, Place
from smelltest.read.gherkin import read_feature


def feature_entries(text: str) -> Iterator[Entry]:
    """The texts of the steps, each once, and the cells of tables by their columns."""
    module = read_feature("", text)
    met: set[Place] = set()
    for scenario in module.feature.scenarios if module is not None and module.feature is not None else ():
        for step in scenario.steps:
            if step.at not in met:
                met.add(step.at)
                yield from _of_step(step)
        for row in scenario.rows:
            yield from (Entry(str(cell.value), cell.at, (name,)) for name, cell in row if cell.value)


def _of_step(step: FeatureStep) -> Iterator[Entry]:
    yield Entry(str(step.text.value), step.text.at)
    if step.document is not None:
        yield from _lines(step.document)
    headings = tuple(str(cell.value) for cell in step.table[0]) if step.table else ()
    for number, row in enumerate(step.table):
        for column, cell in enumerate(row):
            if cell.value:
                yield Entry(str(cell.value), cell.at, headings[column : column + 1] if number else ())


def _lines(document: Constant) -> Iterator[Entry]:
    for number, line in enumerate(str(document.value).split("\n"), document.at.line):
        if line.strip():
            start = document.at.column + len(line) - len(line.lstrip())
            yield Entry(line.strip(), Place(number, start, number, start + len(line.strip())))
