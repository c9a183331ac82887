"""What a data file says many times over is told once; what code says, each time."""

from smelltest.judge.finding import Finding
from smelltest.judge.repeats import once_a_file
from smelltest.judge.rule import finding
from smelltest.link.texts.content import Content
from smelltest.read.facts import Place
from smelltest.settings.tables import Settings


def content(path: str) -> Content:
    return Content(path, Settings(), bare=str, passages=tuple)


def said(*messages: str) -> list[Finding]:
    return [finding("a", Place(line, 1, line, 2), message) for line, message in enumerate(messages, 1)]


def test_code_is_told_literal_by_literal() -> None:
    assert list(once_a_file(content("a.py"), said("x", "x"))) == said("x", "x")


def test_a_data_file_is_told_once_of_each() -> None:
    found = list(once_a_file(content("a.json"), said("x", "y", "x", "x", "y", "z")))
    assert [(one.message, one.at.line) for one in found] == [("x", 1), ("y", 2), ("z", 6)]
    assert [[note.message for note in one.evidence] for one in found] == [
        ["it stands in 2 other places of this file"],
        ["it stands in 1 other place of this file"],
        [],
    ]


def test_of_an_export_no_more_is_told_than_a_person_reads() -> None:
    found = list(once_a_file(content("a.json"), said(*map(str, range(150)))))
    assert len(found) == 100
    assert [note.message for note in found[-1].evidence] == ["this file holds more like it"]
    assert len(list(once_a_file(content("a.json"), said(*map(str, range(100)), "0")))) == 100
