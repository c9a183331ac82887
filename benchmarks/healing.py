"""What fixes do to whole suites: `python -m benchmarks.healing --corpus DIR`.

Each suite is copied, all its fixes are written into the copy, and the copy is fixed once more. A fix must leave a file
that parses, with as many tests and assertions as before and each of its comments, must change nothing but functions
that a finding names and what these share, and must leave the second run nothing to do.
"""

from __future__ import annotations

import argparse
import ast
import io
import shutil
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from smelltest.edge.healing import Healed, differences, heal
from smelltest.edge.run import Request
from smelltest.edge.settings import Options
from smelltest.edge.sources import source_of
from smelltest.edge.writing import put_all
from smelltest.judge.finding import Finding

ALL = frozenset({"safe", "unsafe"})
SPREADING = frozenset({"SM108", "SM305", "SM306"})
"""Rules whose fixes reach what shares a value with the place of the finding."""


class Outcome(NamedTuple):
    """What came of the fixes of one suite."""

    suite: str
    fixed: Counter[str]
    left: Counter[tuple[str, str]]
    files: int
    seconds: float
    violations: list[str]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was fixed, what is left and what is wrong; the status is 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.healing", description=__doc__)
    parser.add_argument("--corpus", type=Path, nargs="+", required=True, help="folders of which each folder is a suite")
    parser.add_argument("--only", nargs="*", default=(), help="only suites whose names contain one of these words")
    parser.add_argument("--without", nargs="*", default=(), help="no suites whose names contain one of these words")
    parser.add_argument("--select", nargs="*", default=(), help="only these rules")
    parser.add_argument("--diffs", type=Path, help="a folder for the differences, and what is fixed")
    parser.add_argument("--once", action="store_true", help="do not fix a second time")
    given = parser.parse_args(arguments)
    outcomes = []
    for suite in sorted(each for corpus in given.corpus for each in corpus.iterdir() if each.is_dir()):
        named = not given.only or any(word in suite.name for word in given.only)
        if named and not any(word in suite.name for word in given.without):
            outcome = healed(suite, given.select, given.diffs, twice=not given.once)
            print("\n".join(lines(outcome)), flush=True)
            outcomes.append(outcome)
    print("\n".join(summary(outcomes)))
    return 1 if any(outcome.violations for outcome in outcomes) else 0


def healed(suite: Path, select: Sequence[str], diffs: Path | None, *, twice: bool = True) -> Outcome:
    """Fix a copy of a suite, and look what became of it."""
    with TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / suite.name
        shutil.copytree(suite, copy, ignore=shutil.ignore_patterns(".git"), symlinks=True)
        (copy / ".git").mkdir()
        request = Request((".",), Options(isolated=True, values={"select": list(select)} if select else {}), 1)
        started = process_time()
        done = heal(_of(request, copy), copy, ALL)
        seconds = process_time() - started
        if diffs is not None:
            diffs.mkdir(parents=True, exist_ok=True)
            (diffs / f"{suite.name}.diff").write_text(differences(done, copy), encoding="utf-8")
            told = (f"{one.path}:{one.at.line}: {one.code} {one.message} [{one.test}]\n" for one in done.fixed)
            (diffs / f"{suite.name}.fixed").write_text("".join(told), encoding="utf-8")
        violations = list(_violations(copy, done))
        put_all({copy / path: content for path, content in done.contents.items()})
        again = heal(_of(request, copy), copy, ALL) if twice else None
        if again is not None and again.contents:
            changed = "\n".join(differences(again, copy).splitlines()[:40])
            violations.append(f"a second run changes {', '.join(sorted(again.contents))}\n{changed}")
    fixed = Counter(one.code for one in done.fixed)
    left = Counter((one.finding.code, one.why) for one in done.left)
    return Outcome(suite.name, fixed, left, len(done.contents), seconds, violations)


def _of(request: Request, folder: Path) -> Request:
    return Request((folder.as_posix(),), request.options, request.jobs)


# What must not happen


def _violations(folder: Path, done: Healed) -> Iterator[str]:
    named = [*done.before.findings, *done.fixed]
    for path, content in sorted(done.contents.items()):
        old, new = source_of((folder / path).read_bytes()).text, source_of(content).text
        try:
            before, after = ast.parse(old), ast.parse(new)
        except SyntaxError as error:
            yield f"{path} no longer parses: {error}"
            continue
        for what, many in (("tests", _tests), ("assertions", _assertions)):
            if many(before) != many(after):
                yield f"{path} has {many(after)} {what} instead of {many(before)}"
        lost = _comments(old) - _comments(new)
        if lost:
            yield f"{path} has lost {', '.join(lost)}"
        for line in _unnamed(old, new, before, [one for one in named if one.path == path]):
            yield f"{path}:{line} is changed, and no finding names it: {old.splitlines()[line - 1].strip()}"


def _tests(tree: ast.AST) -> int:
    functions = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return sum(node.name.startswith("test") for node in functions)


def _assertions(tree: ast.AST) -> int:
    return sum(
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.startswith("assert"))
        for node in ast.walk(tree)
    )


def _comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def _unnamed(old: str, new: str, tree: ast.Module, findings: Sequence[Finding]) -> Iterator[int]:
    """The lines that changed outside of what a finding names; imports and indentation apart."""
    if any(one.code in SPREADING for one in findings):
        return
    rows = {row for one in findings for row in range(one.at.line, one.at.end_line + 1)}
    named = {
        row for first, last in _functions(tree) if rows & set(range(first, last + 1)) for row in range(first, last + 1)
    }
    named |= rows | {row for one in findings for row in _of_test(tree, one.test)}
    imports = (node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)))
    named |= {row for node in imports for row in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    named |= set(_of_users(old, tree, findings)) | set(_of_constants(tree, rows))
    # Without the blank lines, each of which could be any other's, large files are compared in seconds.
    before = [(row, line.strip()) for row, line in enumerate(old.splitlines(), 1) if line.strip()]
    after = [line.strip() for line in new.splitlines() if line.strip()]
    matcher = SequenceMatcher(None, [line for _, line in before], after, autojunk=False)
    for tag, first, last, _, _ in matcher.get_opcodes():
        if tag != "equal":
            yield from (row for row, _ in before[first:last] if row not in named)


def _functions(tree: ast.AST) -> Iterator[tuple[int, int]]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = min((node.lineno, *(decorator.lineno for decorator in node.decorator_list)))
            yield first, node.end_lineno or node.lineno


def _of_users(text: str, tree: ast.Module, findings: Sequence[Finding]) -> Iterator[int]:
    """Of tests that ask for a fixture with a value that a finding names: what they ask for, and where the value is."""
    functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    values = {
        node.name: set(_values(node, findings)) for node in functions if any(map(_is_fixture, node.decorator_list))
    }
    for user in functions:
        asked = {one.arg for one in (*user.args.posonlyargs, *user.args.args, *user.args.kwonlyargs)}
        shared = {value for name in asked for value in values.get(name, ())}
        if shared:
            yield from range(user.lineno, user.body[0].lineno)
            inside = range(user.body[0].lineno, (user.end_lineno or user.lineno) + 1)
            lines = text.splitlines()
            yield from (row for row in inside if any(value in lines[row - 1] for value in shared))


def _of_constants(tree: ast.Module, rows: set[int]) -> Iterator[int]:
    """Where the constants stand that findings are about: each test that uses one gets a value of its own."""
    bound = (node for node in tree.body if isinstance(node, ast.Assign) and node.lineno in rows)
    names = {target.id for node in bound for target in node.targets if isinstance(target, ast.Name)}
    uses = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in names)
    yield from (node.lineno for node in uses)


def _values(function: ast.AST, findings: Sequence[Finding]) -> Iterator[str]:
    """The texts in a function of which findings speak there."""
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            named = (one for one in findings if one.at.line <= node.lineno <= one.at.end_line)
            if any(repr(node.value) in one.message for one in named):
                yield node.value


def _is_fixture(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return "fixture" in ast.unparse(called)


def _of_test(tree: ast.Module, test: str | None) -> Iterator[int]:
    name = (test or "").rpartition(".")[2].partition("[")[0]
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


# What is told


def lines(outcome: Outcome) -> Iterator[str]:
    """What came of one suite: a line, and one for each rule and for each violation."""
    total, left = sum(outcome.fixed.values()), sum(outcome.left.values())
    yield f"{outcome.suite}: {total} fixed in {outcome.files} files, {left} left, {outcome.seconds:.0f} s"
    yield from _rules(outcome.fixed, outcome.left)
    yield from (f"  ! {violation}" for violation in outcome.violations)


def summary(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """What came of all suites together."""
    fixed: Counter[str] = Counter()
    left: Counter[tuple[str, str]] = Counter()
    violations = 0
    for outcome in outcomes:
        fixed += outcome.fixed
        left += outcome.left
        violations += len(outcome.violations)
    yield f"all: {sum(fixed.values())} fixed, {sum(left.values())} left, {violations} violations"
    yield from _rules(fixed, left)


def _rules(fixed: Counter[str], left: Counter[tuple[str, str]]) -> Iterator[str]:
    for code in sorted({*fixed, *(code for code, _ in left)}):
        whys = Counter({why: number for (of, why), number in left.items() if of == code})
        told = "; ".join(f"{number} {why}" for why, number in whys.most_common())
        yield f"  {code}: {fixed[code]} fixed, {sum(whys.values())} left{f': {told}' if told else ''}"


if __name__ == "__main__":
    sys.exit(main())
