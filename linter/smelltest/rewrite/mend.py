"""Findings with a remedy become edits and new text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from libcst import ParserSyntaxError
from msgspec.structs import replace

from smelltest.judge.finding import Edit, Finding, Fix, Replacement
from smelltest.rewrite.edits import edits
from smelltest.rewrite.tree import Tree


def with_fixes(findings: Sequence[Finding], text: str) -> tuple[Finding, ...]:
    """The findings of one file, those that propose something with the edits that write it."""
    tree = _tree(text)
    return tuple(findings) if tree is None else tuple(_with_fix(finding, tree, text) for finding in findings)


def mended(findings: Iterable[Finding], text: str) -> str:
    """The text of a file with the safe remedies of its findings written into it."""
    safe = [one for found in findings for one in _safe(found)]
    tree = _tree(text) if safe else None
    return text if tree is None else tree.rewritten(safe)


def _tree(text: str) -> Tree | None:
    try:
        return Tree(text)
    except (ParserSyntaxError, RecursionError):
        return None


def _safe(found: Finding) -> tuple[Replacement, ...]:
    remedy = found.remedy
    return remedy.replacements if remedy is not None and remedy.applicability == "safe" else ()


def _with_fix(found: Finding, tree: Tree, text: str) -> Finding:
    remedy = found.remedy
    if remedy is None or not all(tree.has(one.at) for one in remedy.replacements):
        return found
    imports = {name for one in remedy.replacements for name in one.imports}
    importing = edits(found.path, text, tree.with_imports(imports)) if imports else ()
    replacing = (Edit(found.path, one.at, one.expression) for one in remedy.replacements)
    fix = Fix(remedy.applicability, remedy.message, (*importing, *replacing), remedy.reason)
    return replace(found, fix=fix)
