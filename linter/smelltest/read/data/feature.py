"""Files of Gherkin as data: what their steps, tables and documents write out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.read.data.entries import Entry
from smelltest.read.data.json import json_entries
from smelltest.read.facts import Constant, FeatureStep, Place
from smelltest.read.gherkin import read_feature

_STRETCH = re.compile(r'[^"]+')


def feature_entries(text: str) -> Iterator[Entry]:
    """The texts of the steps, each once and without its quotes, and the cells of tables by their columns."""
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
    at = step.text.at
    for stretch in _STRETCH.finditer(str(step.text.value)):
        if stretch[0].strip():
            yield Entry(stretch[0], Place(at.line, at.column + stretch.start(), at.line, at.column + stretch.end()))
    if step.document is not None:
        yield from _of_document(step.document)
    headings = tuple(str(cell.value) for cell in step.table[0]) if step.table else ()
    for number, row in enumerate(step.table):
        for column, cell in enumerate(row):
            if cell.value:
                yield Entry(str(cell.value), cell.at, headings[column : column + 1] if number else ())


def _of_document(document: Constant) -> Iterator[Entry]:
    """JSON value by value, anything else line by line."""
    text, at = str(document.value), document.at
    if text.lstrip()[:1] in ("{", "["):
        for entry in json_entries(text):
            first, last = at.line - 1, at.column - 1
            start, end = (entry.at.line, entry.at.column), (entry.at.end_line, entry.at.end_column)
            place = Place(start[0] + first, start[1] + last, end[0] + first, end[1] + last)
            yield Entry(entry.text, place, entry.names, entry.kind)
        return
    for number, line in enumerate(text.split("\n"), at.line):
        bare = line.strip()
        if bare:
            column = at.column + len(line) - len(line.lstrip())
            yield Entry(bare, Place(number, column, number, column + len(bare)))
