"""The addresses that take the place of strangers' in a file, and how far each such change can be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from smelltest.judge.remedies.remedy import Applicability, Remedy, Rewording
from smelltest.link.knowledge.domains import registered
from smelltest.link.knowledge.verbs import words
from smelltest.link.texts.content import HOLE, Content, Passage
from smelltest.link.texts.passages import COMPARED
from smelltest.link.values import Site

_LOCAL = rf"[\w.+%{{}}{HOLE}-]"
ADDRESS = re.compile(rf"(?<!{_LOCAL})({_LOCAL}{{1,64}})(?:@|%40)((?:[\w{HOLE}-]+\.)+[^\W\d_][\w-]*)(?![\w@])")
"""An address in a text: what stands before the `@`, which may be written as `%40`, and the domain."""


def _has_role(passage: Passage) -> bool:
    """Whether a constant is called after somebody who is there before any test: `EMAIL_ADMIN`."""
    return any(not _ROLES.isdisjoint(words(name)) for name in passage.names)


_ROLES = frozenset("admin administrator superuser superadmin root manager moderator operator technician".split())
_IN_SYSTEM = "an account of that address may be in the system"


class Replacements:
    """What takes the place of the addresses that a file writes out: what is one must stay one, and two stay two.

    `seen` are the strangers' addresses in each of its literals.
    """

    def __init__(self, content: Content, seen: Mapping[Passage, list[re.Match[str]]]) -> None:
        self._seen = {passage: found for passage, found in seen.items() if found}
        self._content = content
        matches = [match for found in self._seen.values() for match in found]
        self._open = {match[2].lower() for match in matches if HOLE in match[0]}
        self._locals: dict[str, set[str]] = {}
        for match in matches:
            self._locals.setdefault(match[2].lower(), set()).add(match[1].lower())
        self._domains = self._chosen()

    def _chosen(self) -> dict[str, str]:
        """For each domain one of those that are reserved, so that no two addresses fall together."""
        taken: dict[str, set[str]] = {}
        chosen: dict[str, str] = {}
        written = self._content.passages(_RESERVED) if self._locals else ()
        for match in (match for passage in written for match in ADDRESS.finditer(passage.text)):
            taken.setdefault(match[2].lower(), set()).add(match[1].lower())
        for domain, names in self._locals.items():
            own = f"{registered(domain).partition('.')[0]}.example.com"
            for candidate in ("example.com", "example.org", "example.net", own):
                if not names & taken.get(candidate, set()) or candidate == own:
                    chosen[domain] = candidate
                    taken.setdefault(candidate, set()).update(names)
                    break
        return chosen

    def _key(self, match: re.Match[str]) -> str:
        """What tells apart: the domain where any name may stand before it, else the address."""
        domain = match[2].lower()
        return domain if domain in self._open else match[0].lower()

    def remedy(self, passage: Passage, site: Site, here: Iterable[re.Match[str]]) -> Remedy | None:
        """The reserved domain in the place of the other, in all literals of the file that share an address with this."""
        if len(passage.parts) > 1 and not all(HOLE in passage.text or part.site == site for part in passage.parts):
            return None
        group, keys = [passage], {self._key(match) for match in here}
        grown = True
        while grown:
            more = [
                each
                for each, found in self._seen.items()
                if each not in group and not keys.isdisjoint(map(self._key, found))
            ]
            group.extend(more)
            keys.update(self._key(match) for each in more for match in self._seen[each])
            grown = bool(more)
        steps = tuple(step for each in group for step in self._steps(each))
        how, reason = (
            self._told_elsewhere(group)
            or self._taken(group)
            or _applicability(group, is_tests=any(_IN_TEST.search(scope) for scope in self._content.scopes))
        )
        texts = dict.fromkeys(f"{match[1]}@{self._domains[match[2].lower()]}".replace(HOLE, "…") for match in here)
        written = ", ".join(map('"{}"'.format, texts))
        return Remedy(how, f"write {written}", steps, reason)

    def _told_elsewhere(self, group: Iterable[Passage]) -> tuple[Applicability, str | None] | None:
        """An address may not be changed where its test speaks of the domain: `assert "yahoo" in response.text`."""
        for passage in group:
            for match in self._seen[passage]:
                label = registered(match[2].lower()).partition(".")[0]
                if len(label) < _TELLING or HOLE in label or label in match[1].lower() or not passage.scope:
                    continue
                told = _naming(match[2].lower(), label)
                for each in self._content.passages(told):
                    if each.scope == passage.scope and told.search(ADDRESS.sub("", each.text)):
                        return "display", "the test speaks of the domain elsewhere"
        return None

    def _taken(self, group: Iterable[Passage]) -> tuple[Applicability, str | None] | None:
        """An address may not be changed that stands in a row with what is said of one that is there already."""
        rows = {(passage.scope, passage.site(0).at.line) for passage in group}
        for each in self._content.passages(_TAKEN):
            if len(each.names) < 2 and (each.scope, each.site(0).at.line) in rows:
                return "display", _IN_SYSTEM
        if any(not each.scope and _has_role(each) for each in group):
            return "display", _IN_SYSTEM
        return None

    def _steps(self, passage: Passage) -> Iterator[Rewording]:
        changes: dict[Site, dict[str, str]] = {}
        for match in self._seen[passage]:
            part = passage.part(match.end() - 1)
            begin = max(part.start, match.start() + match[1].rfind(HOLE) + 1)
            old = passage.text[begin : match.end()]  # What of the address stands in the literal that holds the domain.
            new = f"{old[: len(old) - len(match[2])]}{_written_as(match[2], self._domains[match[2].lower()])}"
            changes.setdefault(part.site, {})[old] = new
        for site, wanted in changes.items():
            yield Rewording(site.at, tuple(sorted(wanted.items(), key=lambda change: -len(change[0]))))


def _written_as(old: str, new: str) -> str:
    """A domain in capitals where the one is whose place it takes: `Example.COM` for `Shop.ORG`."""
    if old == old.lower():
        return new
    shapes = list(zip(reversed(new.split(".")), [*reversed(old.split("."))], strict=False))
    rest = new.split(".")[: -len(shapes)]
    labels = [one.upper() if other.isupper() else one.title() if other[0].isupper() else one for one, other in shapes]
    return ".".join((*rest, *reversed(labels)))


_RESERVED = re.compile(r"[@\0](?:[\w-]+\.)*example\.(?:com|net|org)\b")


_TAKEN = re.compile(r"\b(?:taken|exists?|already|duplicated?|registered|in use)\b", re.IGNORECASE)
"""What a case of a table says of a value that somebody has."""

_TELLING = 4
"""A name of so many characters is none that every text has."""


_IN_TEST = re.compile(r"(?:^|\.)test", re.IGNORECASE)


def _naming(domain: str, label: str) -> re.Pattern[str]:
    """What a text that speaks of a domain has in it: its name, or all of it where that is a common word."""
    words = domain if label in _COMMON else label
    return re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)


_COMMON = frozenset("email mail test tests testing domain company user users admin fake sample demo customer".split())


def _applicability(group: Sequence[Passage], *, is_tests: bool) -> tuple[Applicability, str | None]:
    """How far an address may be changed that stands in all of these; data that no test stands beside may name accounts."""
    roles = {_role(passage) for passage in group}
    if not is_tests and not any(passage.scope for passage in group):
        roles.add("account")
    if "account" in roles:
        return "display", "an account of that address may be in the system"
    if _is_expected_of_others(group):
        return "display", "what it is compared with, or looked up in, may hold the old address"
    if "sent" in roles:
        return "safe", None
    if "kept" in roles:
        return "unsafe", "what it is for cannot be seen"
    return "display", "what it is compared with, or looked up in, may hold the old address"


def _is_expected_of_others(group: Sequence[Passage]) -> bool:
    """Whether a test expects an address that it does not send, and no fixture or module gives it: the system has it."""
    asking: set[str] = set()
    giving: set[str] = set()
    for passage in group:
        (asking if _role(passage) == "asked" else giving).add(passage.scope)
    tests = {scope for scope in (*asking, *giving) if scope.rpartition(".")[2].startswith("test")}
    return giving <= tests and bool((asking & tests) - giving)


def _role(passage: Passage) -> str:
    """What an address is for: to log in, to be a field of what a test makes, to be kept in a name, or to be asked for."""
    names = [name.lower() for name in passage.names]
    if any(_LOG_IN.search(name) for name in names[:1]) or (
        _LOG_IN.search(passage.scope.lower()) and "mail" in "".join(names)
    ):
        return "account"
    asked = {"params", "query", "get", "filter", "search", "find", COMPARED}
    if (
        not names
        or "mail" not in names[0]
        or asked.intersection(names)
        or any(_LOOKS_UP.match(name) for name in names)
        or any(name.startswith("assert") for name in names)
    ):
        return "asked"
    if len(names) == 1 or not passage.scope:
        return "kept"
    if any(_LOG_IN.search(name) for name in names[1:]):
        return "account"
    return "sent" if "json" not in names or {"post", "put", "patch", "request"}.intersection(names) else "asked"


_LOOKS_UP = re.compile(
    r"(?:find|fetch|look_?up|search|filter|select|count|exists)(?:_\w+)?$|get_by_|\w+_exists|\w+_by_e?mail$"
)


_LOG_IN = re.compile(r"log_?in|sign_?in|auth|credential|session|token")
