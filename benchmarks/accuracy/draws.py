"""What is to be read: findings and functions, drawn at random so that no rule and no suite crowds out the others."""

from __future__ import annotations

import ast
import random
import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.accuracy.corpus import Checkout
from benchmarks.accuracy.records import Finding, Reading, Sampled

T = TypeVar("T")

_TEST_FILE = re.compile(r"(^|/)tests?/|(^|/)(test_[^/]*|[^/]*_tests?|tests|conftest)\.py$")
_SETUPS = {"setUp", "setUpClass", "setUpTestData", "setUpModule", "setup_method", "setup_class", "setup_module"}


def sample(
    findings: Iterable[Finding], commits: dict[str, str], draw: str, *, seed: int, size: int, rule: int, suite: int
) -> list[Sampled]:
    """A stratified sample of findings: the rules take turns, and a rule gives at most so many, and so many a suite."""
    shuffled = sorted(findings, key=lambda finding: finding.key)
    random.Random(seed).shuffle(shuffled)
    few = capped(shuffled, lambda finding: (finding.code, finding.suite), suite)
    chosen = in_turns(capped(few, lambda finding: finding.code, rule), lambda finding: finding.code)[:size]
    return [
        Sampled(
            draw=draw,
            suite=finding.suite,
            commit=commits[finding.suite],
            path=finding.path,
            line=finding.line,
            code=finding.code,
            message=finding.message,
            test=finding.test,
        )
        for finding in sorted(chosen, key=lambda finding: finding.key)
    ]


def capped(items: Iterable[T], group: Callable[[T], Hashable], most: int) -> Iterator[T]:
    """The first so many of each group."""
    taken: dict[Hashable, int] = defaultdict(int)
    for item in items:
        taken[group(item)] += 1
        if taken[group(item)] <= most:
            yield item


def in_turns(items: Iterable[T], group: Callable[[T], str]) -> list[T]:
    """One of each group, then a second of each, and so on."""
    groups: dict[str, deque[T]] = defaultdict(deque)
    for item in items:
        groups[group(item)].append(item)
    queue = deque(groups[name] for name in sorted(groups))
    taken = []
    while queue:
        first = queue.popleft()
        taken.append(first.popleft())
        if first:
            queue.append(first)
    return taken


def functions(checkouts: Sequence[Checkout], *, seed: int, size: int, containing: str = "") -> list[Reading]:
    """Tests, fixtures and setups to be read whole, the suites in turns; if wanted, of those whose text matches only."""
    pattern = re.compile(containing)
    every = [one for checkout in checkouts for one in _functions(checkout, pattern)]
    random.Random(seed).shuffle(every)
    chosen = in_turns(every, lambda one: one.suite)[:size]
    return sorted(chosen, key=lambda one: (one.suite, one.path, one.line))


def _functions(checkout: Checkout, pattern: re.Pattern[str]) -> Iterator[Reading]:
    """The functions of a suite's test files that make a test: found by name alone, not by what smelltest takes for one."""
    suite, root = checkout
    for file in sorted(root.rglob("*.py")):
        path = file.relative_to(root).as_posix()
        text = _text(file) if _TEST_FILE.search(path) and "site-packages" not in path else ""
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        for name, node in _definitions(tree, ""):
            if _is_part_of_a_test(node) and pattern.search(ast.get_source_segment(text, node) or ""):
                line = min(part.lineno for part in (node, *node.decorator_list))
                yield Reading(suite.suite, suite.commit, path, name, line, node.end_lineno or line)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


_Function = ast.FunctionDef | ast.AsyncFunctionDef


def _definitions(tree: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, _Function]]:
    for node in tree.body:
        if isinstance(node, _Function):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _definitions(node, f"{prefix}{node.name}.")


def _is_part_of_a_test(node: _Function) -> bool:
    fixture = any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
    return fixture or node.name.startswith("test") or node.name in _SETUPS
