"""What a rule finds in its own examples: how a pack of rules tests itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace
from pathspec import GitIgnoreSpec

from smelltest.edge.examine import Examiner, today
from smelltest.edge.library import PLAIN, Library
from smelltest.edge.offering import offering
from smelltest.judge.carets import marked, unmarked
from smelltest.judge.rule import Example, Rule
from smelltest.judge.settle import Settled, Terms, settle
from smelltest.link.suite import Linker, Suite
from smelltest.read.data import is_data
from smelltest.rewrite.mend import Mended, mended
from smelltest.settings.layers import settings_in_force
from smelltest.settings.validation import validate

_MOST_ROUNDS = 10


def judged_files(example: Example) -> dict[str, str]:
    """The example's files of code and data by path, as they are written, with their marks."""
    files = {example.path: example.code, **example.files}
    return {path: text for path, text in files.items() if path.endswith(".py") or is_data(path)}


def found_in(example: Example, rule: Rule, catalogue: Iterable[Rule]) -> dict[str, str]:
    """The example's files of code and data by path, marked with what `rule` finds in them.

    That the rule fails, or a file of the example cannot be read, is an error.
    """
    settled = _settled(example, rule, tuple(catalogue))
    if settled.troubles:
        raise ValueError("; ".join(f"{trouble.path}: {trouble.message}" for trouble in settled.troubles))
    findings = [found for found in settled.findings if found.code == rule.code]
    return {
        path: marked(text, (found for found in findings if found.path == path))
        for path, text in judged_files(example).items()
    }


def suites(example: Example) -> Iterator[Suite]:
    """The example's files of code, linked."""
    library = _library(example)
    linker = Linker(library, settings_in_force([example.settings]), library.conventions)
    modules = (library.load(path) for path in judged_files(example) if path.endswith(".py"))
    return (linker.link(module) for module in modules if module is not None)


def _library(example: Example) -> Library:
    sources = {path: unmarked(text) for path, text in judged_files(example).items()}
    files = {**example.files, **sources}
    return Library(
        lambda path: _fetched(files, path), PLAIN, files.__contains__, lambda pattern: _matched(files, pattern)
    )


def fixed_by(example: Example, rule: Rule) -> str:
    """What the fixes of `rule` make of the example's code, safe or not, once there is no more to fix."""
    text = unmarked(example.code)
    for _ in range(_MOST_ROUNDS):
        change = _fixed_once(replace(example, code=text), rule)
        if not change.written:
            return text
        text = change.text
    raise ValueError("there is no end to its fixes")


def _fixed_once(example: Example, rule: Rule) -> Mended:
    """What one round of the fixes of `rule` makes of the example's code."""
    settings = settings_in_force([example.settings])
    library = _library(example)
    linker = Linker(library, settings, library.conventions)
    files = tuple(path for path in judged_files(example) if path.endswith(".py") and path != example.path)
    manner = offering(settings, lambda: linker, example.path, lambda _resource: files)
    settled = _settled(example, rule, (rule,))
    findings = [found for found in settled.findings if found.path == example.path]
    return mended(findings, example.code, ("safe", "unsafe"), manner)


def _settled(example: Example, rule: Rule, catalogue: tuple[Rule, ...]) -> Settled:
    # What is said of suppressions depends on all that they could silence.
    chosen = catalogue if rule.scope == "suppressions" else (rule,)
    validate(example.settings, "example")
    paths = tuple(judged_files(example))
    examiner = Examiner(_library(example), chosen, settings_in_force([example.settings]))
    outcomes = [*map(examiner.examine, paths), examiner.examine_together(paths)]
    return settle(outcomes, Terms(chosen, catalogue, least="named", today=today()))


def _matched(paths: Iterable[str], pattern: str) -> Iterable[str]:
    return GitIgnoreSpec.from_lines([f"/{pattern}"]).match_files(paths)


def _fetched(files: Mapping[str, str], path: str) -> bytes:
    if path not in files:
        raise FileNotFoundError(path)
    return files[path].encode()
