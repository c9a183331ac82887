"""Which rules to judge by: codes, prefixes, names, families, `ALL`; the most particular has the last word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from smelltest.judge.rule import Rule
from smelltest.settings.tables import Names, Settings
from smelltest.settings.validation import SettingsError, nearest

_FAMILY = len("SM1")
_EXACT = 100
_TELLING = 5


class UnknownSelectorError(SettingsError):
    """A word selects no rule. `setting` is where it stands; the message names its nearest right spelling."""

    def __init__(self, setting: str, message: str) -> None:
        super().__init__(f"{setting}: {message}")
        self.setting = setting


class Selection(Struct, frozen=True):
    """The rules that were chosen, and what should be said of the words that chose them."""

    rules: tuple[Rule, ...]
    warnings: tuple[str, ...] = ()


class Match(Struct, frozen=True):
    """The codes that a selector means, and how particular it is."""

    codes: frozenset[str]
    particular: int
    warning: str | None = None


def choose(rules: Collection[Rule], settings: Settings) -> Selection:
    """The rules that `settings` select.

    What is selected by a code outlives what is ignored by a prefix, and the other way round; of equally
    particular selectors, the one that ignores wins. An unknown selector is an error, wherever it stands.
    """
    selected = [match(word, rules, "select") for word in settings.select or ()]
    added = [match(word, rules, "extend-select") for word in settings.extend_select]
    ignored = [match(word, rules, "ignore") for word in settings.ignore]
    for setting, word in _elsewhere(settings):
        match(word, rules, setting)
    codes = {rule.code for rule in rules if rule.default} if settings.select is None else set[str]()
    for level in sorted({found.particular for found in (*selected, *added, *ignored)}):
        codes |= _codes_at(level, (*selected, *added))
        codes -= _codes_at(level, ignored)
    warnings = (found.warning for found in (*selected, *added, *ignored) if found.warning)
    return Selection(tuple(rule for rule in rules if rule.code in codes), tuple(dict.fromkeys(warnings)))


def left_out(
    ignores: Mapping[str, Names], path: str, rules: Collection[Rule], matches: Callable[[str, str], bool]
) -> frozenset[str]:
    """The codes that `per-file-ignores` leave out of the file `path`; `matches(glob, path)` knows globs."""
    words = (word for glob, words in ignores.items() if matches(glob, path) for word in words)
    return frozenset().union(*(match(word, rules, "per-file-ignores").codes for word in words))


def match(word: str, rules: Collection[Rule], setting: str) -> Match:
    """What a selector means, or an `UnknownSelectorError`."""
    if word == "ALL":
        return Match(frozenset(rule.code for rule in rules), 0)
    for rule in rules:
        if word in (rule.code, rule.name):
            return Match(frozenset({rule.code}), _EXACT)
        if word in rule.aliases:
            return Match(frozenset({rule.code}), _EXACT, f"{setting}: {word} is now {rule.code} ({rule.name})")
    family = frozenset(rule.code for rule in rules if rule.family == word)
    if family:
        return Match(family, _FAMILY)
    prefixed = frozenset(rule.code for rule in rules if word and rule.code.startswith(word))
    if prefixed:
        return Match(prefixed, len(word))
    meant = _meant(word, spellings(rules))
    hint = f"; did you mean {meant}?" if meant else "; `smelltest rule` lists them"
    raise UnknownSelectorError(setting, f"there is no rule {word!r}{hint}")


def known_as(word: str, rules: Iterable[Rule]) -> frozenset[str]:
    """The codes of the rules that the trade knows by a name, however that is spelled; its beginning is enough."""
    meant = _plain(word)
    if len(meant) < _TELLING:
        return frozenset()
    return frozenset(rule.code for rule in rules if any(_plain(name).startswith(meant) for name in rule.known_as))


def _plain(name: str) -> str:
    """A name as it is compared: `Test Run Wars`, `test-run-war` and `The Test Run War` are one."""
    words = name.casefold().replace("-", " ").replace("_", " ").split()
    return " ".join(words[1:] if words[:1] == ["the"] else words).removesuffix("s")


def spellings(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Every word that selects some rule, prefixes aside."""
    listed = tuple(rules)
    words = (word for rule in listed for word in (rule.code, rule.name))
    return (*words, *dict.fromkeys(rule.family for rule in listed), "ALL")


def _meant(word: str, known: tuple[str, ...]) -> str | None:
    """The known spelling that `word` most likely meant, whatever its case and whether it has `_` or `-`."""
    plain = {spelling.casefold(): spelling for spelling in known}
    found = nearest(word.casefold().replace("_", "-"), plain)
    return plain[found] if found else None


def _elsewhere(settings: Settings) -> Iterator[tuple[str, str]]:
    """The selectors in settings that do not choose what to judge by."""
    yield from (("per-file-ignores", word) for words in settings.per_file_ignores.values() for word in words)
    yield from (("fix.extend-safe", word) for word in settings.fix.extend_safe)
    yield from (("fix.extend-unsafe", word) for word in settings.fix.extend_unsafe)
    yield from (("fix.unfixable", word) for word in settings.fix.unfixable)


def _codes_at(level: int, matches: Iterable[Match]) -> frozenset[str]:
    return frozenset().union(*(found.codes for found in matches if found.particular == level))
