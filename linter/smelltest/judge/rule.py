"""What a rule is: a generator function with its code, its page and its examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import cleandoc
from typing import Any, Literal

from msgspec import Struct

from smelltest.judge.finding import Confidence, Edit, Finding, Note, Severity
from smelltest.judge.remedies.remedy import Applicability, Remedy
from smelltest.read.facts import Place

__all__ = ["Confidence", "Edit", "Example", "Finding", "Note", "Remedy", "Rule", "Scope", "finding", "rule"]

Scope = Literal["test", "file", "content", "suite", "suppressions"]
Check = Callable[..., Iterable[Finding]]


class Example(Struct, frozen=True):
    """Code that shows what a rule finds or leaves alone.

    Under a line of `code` or of `files`, a line of carets and a message mark what is found in it. `files` are
    the further files of the suite, by path; `settings` are what the example needs, as a settings file has it.
    `fixed` is what the rule's fixes, the unsafe ones too, make of `code`; empty where that is not shown.
    """

    code: str
    files: Mapping[str, str] = {}
    path: str = "tests/test_example.py"
    settings: Mapping[str, Any] = {}
    fixed: str = ""


class Rule(Struct, frozen=True):
    """A rule.

    `scope` says what it judges: each test, each file of code, what each file of code or data writes out, the
    suite, or a file's suppressions.
    """

    code: str
    name: str
    family: str
    """The folder in which it stands."""
    page: str
    """Its docstring: a summary line, then what, why, an example and what to write instead."""
    check: Check
    scope: Scope = "test"
    needs: frozenset[str] = frozenset()
    """Of what a test `happens` to do, what it speaks of: without any of that it is not asked. Empty: of anything."""
    default: bool = True
    """Whether it is selected where nothing is said."""
    fixable: Applicability | None = None
    """How far its fixes can be trusted; None where it has none."""
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    aliases: tuple[str, ...] = ()
    """Codes and names it had once, which keep working."""
    known_as: tuple[str, ...] = ()
    """What books and papers call what it finds, or what that leads to; such a name means several rules."""
    settings: tuple[str, ...] = ()
    """The keys of settings that have a say in it, besides those that bear on all rules of its scope."""

    @property
    def summary(self) -> str:
        """The first paragraph of its page, on one line."""
        return " ".join(self.page.split("\n\n", 1)[0].split())


def rule(
    code: str,
    *,
    default: bool = True,
    scope: Scope = "test",
    needs: str = "",
    fixable: Applicability | None = None,
    bad: Sequence[str | Example] = (),
    good: Sequence[str | Example] = (),
    aliases: Sequence[str] = (),
    known_as: Sequence[str] = (),
    settings: str = "",
) -> Callable[[Check], Rule]:
    """Make a rule of the generator function below: its name is the function's, its page the docstring.

    `needs` lists, with spaces, what a test must do for the rule to be asked about it, in the words of `Test.happens`,
    and `settings` the keys that have a say in it.
    """

    def made(check: Check) -> Rule:
        return Rule(
            code=code,
            name=check.__name__.replace("_", "-"),
            family=f".{check.__module__}".split(".")[-2],
            page=cleandoc(check.__doc__ or ""),
            check=check,
            scope=scope,
            needs=frozenset(needs.split()),
            default=default,
            fixable=fixable,
            bad=tuple(map(_example, bad)),
            good=tuple(map(_example, good)),
            aliases=tuple(aliases),
            known_as=tuple(known_as),
            settings=tuple(settings.split()),
        )

    return made


def finding(
    path: str,
    at: Place,
    message: str,
    *,
    confidence: Confidence = "resolved",
    test: str | None = None,
    evidence: Sequence[Note] = (),
    advice: str | None = None,
    remedy: Remedy | None = None,
    severity: Severity = "warning",
) -> Finding:
    """A finding as a rule yields it: code and name are the rule's, and are filled in when that is run."""
    return Finding(
        path=path,
        code="",
        name="",
        message=message,
        at=at,
        confidence=confidence,
        test=test,
        evidence=tuple(evidence),
        advice=advice,
        remedy=remedy,
        severity=severity,
    )


def _example(example: str | Example) -> Example:
    return Example(example) if isinstance(example, str) else example
