"""Files of Gherkin: features, their scenarios and the steps of these, each text in its place.

A reader of our own and not Cucumber's: the grammar is one of lines, of which a linter needs few, and a place for each
text; what a line says that is no part of it is a description. Keywords are those of the Gherkin reference
(cucumber.io/docs/gherkin/languages) for the languages in which public suites are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from smelltest.read.comments import suppressions_in
from smelltest.read.facts import Constant, Feature, FeatureStep, Module, Place, Scenario


class _Keywords(Struct, frozen=True):
    """The words of one language."""

    feature: tuple[str, ...]
    background: tuple[str, ...]
    rule: tuple[str, ...]
    scenario: tuple[str, ...]
    outline: tuple[str, ...]
    examples: tuple[str, ...]
    given: tuple[str, ...]
    when: tuple[str, ...]
    then: tuple[str, ...]
    also: tuple[str, ...]


def _words(*several: str) -> _Keywords:
    return _Keywords(*(tuple(words.split("|")) for words in several))


_LANGUAGES = {
    "en": _words(
        "Feature|Business Need|Ability", "Background", "Rule", "Scenario|Example", "Scenario Outline|Scenario Template",
        "Examples|Scenarios", "Given", "When", "Then", "And|But|*",
    ),
    "de": _words(
        "Funktionalität|Funktion", "Grundlage|Hintergrund|Voraussetzungen|Vorbedingungen", "Rule|Regel",
        "Szenario|Beispiel", "Szenariogrundriss|Szenarien", "Beispiele",
        "Angenommen|Gegeben sei|Gegeben seien", "Wenn", "Dann", "Und|Aber|*",
    ),
    "es": _words(
        "Característica|Necesidad del negocio|Requisito", "Antecedentes", "Regla|Regla de negocio",
        "Ejemplo|Escenario", "Esquema del escenario", "Ejemplos",
        "Dado|Dada|Dados|Dadas", "Cuando", "Entonces", "Y|E|Pero|*",
    ),
    "fr": _words(
        "Fonctionnalité", "Contexte", "Règle", "Exemple|Scénario", "Plan du scénario|Plan du Scénario", "Exemples",
        "Soit|Sachant que|Sachant|Étant donné que|Étant donné|Etant donné que|Etant donné|Étant donnée|Étant donnés",
        "Quand|Lorsque|Lorsqu'", "Alors|Donc", "Et que|Et|Mais que|Mais|*",
    ),
    "it": _words(
        "Funzionalità|Esigenza di Business|Abilità", "Contesto", "Regola", "Esempio|Scenario", "Schema dello scenario",
        "Esempi", "Dato|Data|Dati|Date", "Quando", "Allora", "E|Ma|*",
    ),
    "nl": _words(
        "Functionaliteit", "Achtergrond", "Rule", "Voorbeeld|Scenario", "Abstract Scenario", "Voorbeelden",
        "Gegeven|Stel", "Als|Wanneer", "Dan", "En|Maar|*",
    ),
    "pl": _words(
        "Właściwość|Funkcja|Aspekt|Potrzeba biznesowa", "Założenia", "Zasada|Reguła", "Przykład|Scenariusz",
        "Szablon scenariusza", "Przykłady", "Zakładając|Mając|Zakładając, że", "Jeżeli|Jeśli|Gdy|Kiedy", "Wtedy",
        "Oraz|I|Ale|*",
    ),
    "pt": _words(
        "Funcionalidade|Característica|Caracteristica",
        "Contexto|Cenário de Fundo|Cenario de Fundo|Fundo", "Regra", "Exemplo|Cenário|Cenario",
        "Esquema do Cenário|Esquema do Cenario|Delineação do Cenário|Delineacao do Cenario", "Exemplos|Cenários|Cenarios",
        "Dado|Dada|Dados|Dadas", "Quando", "Então|Entao", "E|Mas|*",
    ),
    "ru": _words(
        "Функция|Функциональность|Функционал|Свойство|Фича", "Предыстория|Контекст", "Правило", "Пример|Сценарий",
        "Структура сценария|Шаблон сценария", "Примеры|Значения", "Допустим|Дано|Пусть", "Когда|Если",
        "То|Затем|Тогда", "И|К тому же|Также|Но|А|Иначе|*",
    ),
    "uk": _words(
        "Функціонал", "Передумова", "Правило", "Приклад|Сценарій", "Структура сценарію", "Приклади",
        "Припустимо|Припустимо, що|Нехай|Дано", "Якщо|Коли", "То|Тоді", "І|А також|Та|Але|*",
    ),
}  # fmt: skip
_WITH_STEPS = frozenset({"background", "scenario", "outline"})
_LANGUAGE = re.compile(r"\s*#\s*language\s*:\s*([\w-]+)")
_CELL = re.compile(r"((?:[^|\\]|\\.)*)\|")
_ESCAPED = re.compile(r"\\(.)")
_MARKS = ('"""', "```")


def is_feature(path: str) -> bool:
    """Whether a file is, by its name, one of Gherkin."""
    return path.endswith(".feature")


def reads_as_feature(text: str) -> bool:
    """Whether a text begins as Gherkin does: notes on a release go by the same ending."""
    for line in text.split("\n"):
        bare = line.strip().removeprefix("\ufeff")
        if bare and bare[0] not in "#@":
            return any(bare.startswith(f"{word}:") for words in _LANGUAGES.values() for word in words.feature)
    return False


def read_feature(path: str, text: str) -> Module | None:
    """The facts of a file of Gherkin, or None where it is none, or in a language that is not read.

    The text's lines end in a line feed and nothing else.
    """
    if not reads_as_feature(text):
        return None
    lines = text.split("\n")
    named = next((found[1] for line in lines[:10] if (found := _LANGUAGE.match(line))), "en")
    words = _LANGUAGES.get(named) or _LANGUAGES.get(named.partition("-")[0])
    if words is None:
        return None
    reader = _Reader(lines, words)
    feature = reader.feature()
    count = len(lines) - (not lines[-1])
    return Module(path, None, (), (), suppressions_in(reader.comments, reader.covered, count), count, (), feature)


def read_steps(text: str) -> tuple[FeatureStep, ...]:
    """The steps that a text lists."""
    module = read_feature("", f"Feature:\nScenario:\n{text}")
    feature = module.feature if module is not None else None
    return feature.scenarios[0].steps if feature is not None and feature.scenarios else ()


class _Drafted:
    """A background or scenario that is being read."""

    def __init__(self, line: int, name: str, tags: tuple[str, ...], kind: str) -> None:
        self.line = line
        self.name = name
        self.tags = tags
        self.kind = kind
        self.steps: list[FeatureStep] = []
        self.rows: list[tuple[tuple[str, Constant], ...]] = []
        self.last = line


class _Reader:
    """Reads the lines of one file."""

    def __init__(self, lines: list[str], words: _Keywords) -> None:
        self._lines = lines
        self._at = 0
        self._headings = sorted(
            (
                *((f"{word}:", "feature") for word in words.feature),
                *((f"{word}:", "background") for word in words.background),
                *((f"{word}:", "rule") for word in words.rule),
                *((f"{word}:", "scenario") for word in words.scenario),
                *((f"{word}:", "outline") for word in words.outline),
                *((f"{word}:", "examples") for word in words.examples),
            ),
            key=lambda heading: -len(heading[0]),
        )
        self._keywords = sorted(
            (
                *((word, "given") for word in words.given),
                *((word, "when") for word in words.when),
                *((word, "then") for word in words.then),
                *((word, "also") for word in words.also),
            ),
            key=lambda keyword: -len(keyword[0]),
        )
        self.comments: list[tuple[int, int, str]] = []
        """Those met so far, each with the line and the column in which it begins."""
        self._ends: dict[int, int] = {}
        self._current = _Drafted(1, "", (), "description")
        self._name = ""
        self._tags: tuple[str, ...] = ()
        self._rule = False
        self._rule_tags: tuple[str, ...] = ()
        self._of_feature: tuple[FeatureStep, ...] = ()
        self._of_rule: tuple[FeatureStep, ...] = ()
        """The steps of the backgrounds."""
        self._scenarios: list[Scenario] = []

    def covered(self, line: int) -> int:
        """The last line of what begins in the first line below another that is neither empty nor a comment."""
        following = line + 1
        while following <= len(self._lines) and self._lines[following - 1].strip()[:1] in ("", "#"):
            following += 1
        return self._ends.get(following, following)

    def feature(self) -> Feature:
        """All that the file says."""
        tags: tuple[str, ...] = ()
        while self._at < len(self._lines):
            line = self._lines[self._at]
            bare = line.strip()
            self._at += 1
            if bare.startswith("#"):
                self.comments.append((self._at, len(line) - len(line.lstrip()) + 1, bare))
            elif bare.startswith("@"):
                tags += tuple(word[1:] for word in bare.split(" #")[0].split() if word.startswith("@"))
            elif bare:
                self._line(line, bare, tags)
                tags = ()
                self._current.last = self._at
        self._close()
        return Feature(self._name, self._tags, tuple(self._scenarios))

    def _line(self, line: str, bare: str, tags: tuple[str, ...]) -> None:
        heading = self._heading(bare)
        if heading is not None:
            self._open(*heading, tags)
        elif self._current.kind != "description":
            step = self._step(line, self._current.steps)
            if step is not None:
                self._current.steps.append(step)

    def _open(self, kind: str, title: str, tags: tuple[str, ...]) -> None:
        """Begin what a heading announces."""
        if kind == "examples":
            self._examples(self._current)
            return
        self._close()
        self._current = _Drafted(self._at, title, tags, kind if kind in _WITH_STEPS else "description")
        if kind == "feature":
            self._name, self._tags = title, tags
        elif kind == "rule":
            self._rule, self._of_rule, self._rule_tags = True, (), tags

    def _close(self) -> None:
        """End what the last heading announced."""
        draft = self._current
        if draft.kind == "background" and self._rule:
            self._of_rule = tuple(draft.steps)
        elif draft.kind == "background":
            self._of_feature = tuple(draft.steps)
        elif draft.kind != "description":
            self._scenarios.append(self._scenario(draft, (*self._of_feature, *self._of_rule), self._rule_tags))

    def _scenario(self, draft: _Drafted, before: tuple[FeatureStep, ...], tags: tuple[str, ...]) -> Scenario:
        heading = self._lines[draft.line - 1]
        at = Place(draft.line, len(heading) - len(heading.lstrip()) + 1, draft.line, len(heading.rstrip()) + 1)
        is_outline = draft.kind == "outline" or bool(draft.rows)
        steps = (*before, *draft.steps)
        return Scenario(at, draft.name, (*tags, *draft.tags), steps, tuple(draft.rows), is_outline, draft.last)

    def _heading(self, bare: str) -> tuple[str, str] | None:
        for word, kind in self._headings:
            if bare.startswith(word):
                return kind, bare[len(word) :].strip()
        return None

    def _step(self, line: str, before: list[FeatureStep]) -> FeatureStep | None:
        bare = line.lstrip()
        column = len(line) - len(bare) + 1
        found = next((each for each in self._keywords if _begins(bare, each[0])), None)
        if found is None:
            return None
        word, kind = found
        rest = bare[len(word) :]
        first = self._at
        start = column + len(word) + len(rest) - len(rest.lstrip())
        text = rest.strip()
        meant = kind if kind != "also" else before[-1].kind if before else "given"
        document, table = self._document(), self._table()
        if document is None:
            document = self._document()
        self._ends[first] = self._at
        return FeatureStep(
            Place(first, column, first, start + len(text)),
            meant,
            Constant(Place(first, start, first, start + len(text)), text),
            document,
            table,
        )

    def _skip(self) -> str:
        """The next line that is neither empty nor a comment, without the blanks around it."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            bare = line.strip()
            if bare and bare[0] != "#":
                return bare
            if bare:
                self.comments.append((self._at + 1, len(line) - len(line.lstrip()) + 1, bare))
            self._at += 1
        return ""

    def _document(self) -> Constant | None:
        begun = self._at
        opening = self._skip()
        mark = next((mark for mark in _MARKS if opening.startswith(mark)), None)
        if mark is None:
            self._return(begun)
            return None
        indent = len(self._lines[self._at]) - len(self._lines[self._at].lstrip())
        first = self._at + 1
        last = next(
            (number for number in range(first, len(self._lines)) if self._lines[number].strip().startswith(mark)),
            len(self._lines),
        )
        self._at = min(last + 1, len(self._lines))
        content = [line[min(indent, len(line) - len(line.lstrip())) :] for line in self._lines[first:last]]
        if not content:
            return Constant(Place(first, indent + 1, first, indent + 4), "")
        return Constant(Place(first + 1, indent + 1, last, len(self._lines[last - 1]) + 1), "\n".join(content))

    def _return(self, begun: int) -> None:
        """Go back to where a line was looked for in vain, so that its comments are met again."""
        self._at = begun
        self.comments = [comment for comment in self.comments if comment[0] <= begun]

    def _table(self) -> tuple[tuple[Constant, ...], ...]:
        rows: list[tuple[Constant, ...]] = []
        begun = self._at
        while self._skip().startswith("|"):
            rows.append(tuple(_cells(self._lines[self._at], self._at + 1)))
            self._at += 1
            begun = self._at
        self._return(begun)
        return tuple(rows)

    def _examples(self, outline: _Drafted) -> None:
        # What is written between the heading and the table describes it.
        while (bare := self._skip()) and not bare.startswith(("|", "@")) and self._heading(bare) is None:
            self._at += 1
        names, *rows = self._table() or ((),)
        for row in rows:
            outline.rows.append(tuple(zip((str(name.value) for name in names), row, strict=False)))


def _begins(line: str, keyword: str) -> bool:
    """Whether a line begins with the keyword of a step. After an apostrophe there is no blank: `Lorsqu'il`."""
    return line[: len(keyword)].lower() == keyword.lower() and (
        line[len(keyword) : len(keyword) + 1].isspace() or keyword.endswith("'")
    )


def _cells(line: str, number: int) -> Iterator[Constant]:
    start = line.index("|") + 1
    for found in _CELL.finditer(line, start):
        raw = found[1]
        column = found.start() + len(raw) - len(raw.lstrip()) + 1
        text = raw.strip()
        at = Place(number, column, number, column + len(text))
        yield Constant(at, _ESCAPED.sub(lambda escape: "\n" if escape[1] == "n" else escape[1], text))
