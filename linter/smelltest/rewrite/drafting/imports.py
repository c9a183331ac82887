"""Imports that a file comes to need, each where it belongs."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

import libcst as cst
from libcst import matchers as m
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor

IsOwn = Callable[[str], bool]
"""Says of a dotted module whether it belongs to the suite and its product, and comes from no package of others."""


def importing(module: cst.Module, names: Iterable[str], is_own: IsOwn = lambda _package: False) -> cst.Module:
    """The module with dotted names imported, each from its package; a name without a dot is a module."""
    for dotted in sorted(set(names)):
        package, _, name = dotted.rpartition(".")
        if package and _imports_from(module, package):
            module = _with_alias(module, package, name)
        elif not _has(module, package, name):
            module = _with_line(module, package, name, is_own)
    return module


def _has(module: cst.Module, package: str, name: str) -> bool:
    """Whether a module is imported whole already; what is imported from one is looked at elsewhere."""
    return not package and any(_bound_alias(each, name) is not None and not _is_from(each) for each in module.body)


def _visited(module: cst.Module, context: CodemodContext) -> cst.Module:
    """The module with what the context asks for; only its beginning is looked through, which is where imports are."""
    told = module.get_docstring() is not None
    end = max((index + 1 for index, each in enumerate(module.body) if _package(each)), default=int(told))
    rest = module.body[end : end + 1]
    shell = [
        *module.body[:end],
        *(cst.parse_statement("pass").with_changes(leading_lines=each.leading_lines) for each in rest),
    ]
    changed = list(module.with_changes(body=shell).visit(AddImportsVisitor(context)).body)
    if rest:
        lines = list(changed[-1].leading_lines)
        if isinstance(rest[0], (cst.FunctionDef, cst.ClassDef)) and not any(line.comment for line in lines):
            lines = [*lines, *([cst.EmptyLine(indent=False)] * (2 - len(lines)))]
        changed[-1] = rest[0].with_changes(leading_lines=lines)
    return module.with_changes(body=[*changed, *module.body[end + 1 :]])


def without_unused(module: cst.Module, names: Iterable[str]) -> cst.Module:
    """The module without those of its imports that brought one of these names, and that nothing uses any more."""
    for name in sorted(names):
        if _is_imported_for(module, name) and not _is_used(module, name):
            module = module.with_changes(body=list(_without(module.body, name)))
    return module


def _without(body: Iterable[cst.BaseStatement], name: str) -> Iterator[cst.BaseStatement]:
    """The statements without what imports a name; the blank lines above a line that goes stay above the next one."""
    blank: list[cst.EmptyLine] = []
    for statement in body:
        lines = [*_less(statement, name)]
        own = list(getattr(statement, "leading_lines", ()))
        if not lines:
            blank = blank or own
        elif blank and not own:
            yield lines[0].with_changes(leading_lines=blank)
            blank = []
        else:
            yield from lines
            blank = []


def _is_imported_for(module: cst.Module, name: str) -> bool:
    return any(_bound_alias(each, name) is not None for each in module.body)


def _bound_alias(statement: cst.CSTNode, name: str) -> cst.ImportAlias | None:
    """The part of an import that binds just that name, if it stands on a line of its own without a comment."""
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    if not isinstance(small, (cst.Import, cst.ImportFrom)) or isinstance(small.names, cst.ImportStar):
        return None
    if m.findall(statement, m.Comment()):
        return None
    found = [each for each in small.names if (each.evaluated_alias or each.evaluated_name) == name]
    return found[0] if len(found) == 1 else None


def _is_used(module: cst.Module, name: str) -> bool:
    """Whether code or a text, be it a type or `__all__`, still has the name."""
    word = re.compile(rf"(?<![\w.]){re.escape(name)}\b")
    return any(word.search(module.code_for_node(each)) for each in module.body if _bound_alias(each, name) is None)


def _less(statement: cst.BaseStatement, name: str) -> Iterable[cst.BaseStatement]:
    alias = _bound_alias(statement, name)
    if alias is None:
        return (statement,)
    line = cst.ensure_type(statement, cst.SimpleStatementLine)
    small = cast("cst.Import | cst.ImportFrom", line.body[0])
    all_names = cast("Sequence[cst.ImportAlias]", small.names)
    names = [each for each in all_names if each is not alias]
    if not names:
        return ()
    if alias is all_names[-1]:
        names[-1] = names[-1].with_changes(comma=alias.comma)
    return (line.with_changes(body=[small.with_changes(names=names)]),)


def _imports_from(module: cst.Module, package: str) -> bool:
    return any(_package(each) == package and _is_from(each) for each in module.body)


def _with_alias(module: cst.Module, package: str, name: str) -> cst.Module:
    """The module with a name more in what it imports from a package, where it belongs by the alphabet."""
    done = False

    def wider(statement: cst.SimpleStatementLine) -> cst.SimpleStatementLine:
        source = cst.ensure_type(statement.body[0], cst.ImportFrom)
        if isinstance(source.names, cst.ImportStar):
            return statement
        names = list(source.names)
        if any(alias.evaluated_name == name and alias.asname is None for alias in names):
            return statement
        at = next((index for index, alias in enumerate(names) if alias.evaluated_name > name), len(names))
        if at < len(names):
            names.insert(at, cst.ImportAlias(cst.Name(name), comma=names[0].comma if len(names) > 1 else _COMMA))
        else:
            before = names[0].comma if len(names) > 1 else _COMMA
            names[-1], last = names[-1].with_changes(comma=before), names[-1].comma
            names.append(cst.ImportAlias(cst.Name(name), comma=last))
        return statement.with_changes(body=[source.with_changes(names=names)])

    body = list(module.body)
    for index, statement in enumerate(body):
        if not done and _package(statement) == package and _is_from(statement):
            body[index] = wider(cst.ensure_type(statement, cst.SimpleStatementLine))
            done = True
    return module.with_changes(body=body)


_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def _with_line(module: cst.Module, package: str, name: str, is_own: IsOwn) -> cst.Module:
    """The module with an import of its own, in the group of those that come from where it does."""
    wanted = package or name
    body = list(module.body)
    first = _leading(body)
    block = [index for index in range(first, _end_of_imports(body, first)) if _package(body[index])]
    if not block:
        context = CodemodContext()
        AddImportsVisitor.add_needed_import(context, wanted, name if package else None)
        return _visited(module, context)
    line = cst.ensure_type(
        cst.parse_statement(f"from {package} import {name}" if package else f"import {name}"), cst.SimpleStatementLine
    )
    group = _group(wanted, is_own)
    groups = {index: _group(_package(body[index]), is_own) for index in block}
    same = _together(body, [index for index in block if groups[index] == group])
    before = [index for index in same if _comes_before(body[index], line)]
    later = [index for index in block if groups[index] > group]
    if before:
        body.insert(before[-1] + 1, line)
    elif same:
        _put_first(body, same[0], line, apart=False)
    elif later:
        _put_first(body, later[0], line, apart=_is_parted(body, block, groups))
    else:
        blank = [cst.EmptyLine(indent=False)] if _is_parted(body, block, groups) else []
        body.insert(block[-1] + 1, line.with_changes(leading_lines=blank))
    return module.with_changes(body=body)


def _group(package: str, is_own: IsOwn) -> int:
    """Which group of imports a module belongs to, by the usual order."""
    root = package.partition(".")[0]
    if root == "__future__":
        return 0
    if root in sys.stdlib_module_names:
        return 1
    if package.startswith("."):
        return 4
    return 3 if is_own(package) else 2


def _together(body: Sequence[cst.CSTNode], indices: Sequence[int]) -> list[int]:
    """The first of some imports, and those of them that follow it without a gap."""
    found: list[int] = []
    for index in indices:
        apart = any(line.comment is None for line in _leading_lines(body[index]))
        if found and (apart or index != found[-1] + 1):
            break
        found.append(index)
    return found


def _comes_before(one: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether one import stands before another of its group: whole modules before parts of them, by the alphabet."""
    return (_is_from(one), _package(one)) < (_is_from(other), _package(other))


def _is_parted(body: Sequence[cst.CSTNode], block: Sequence[int], groups: Mapping[int, int]) -> bool:
    """Whether a blank line stands between groups of imports, as far as there are several."""
    borders = [index for before, index in pairwise(block) if groups[before] != groups[index]]
    return not borders or any(line.comment is None for index in borders for line in _leading_lines(body[index]))


def _put_first(body: list[Any], at: int, line: cst.SimpleStatementLine, *, apart: bool) -> None:
    """Put an import before another one, whose comments stay with it."""
    lines = _leading_lines(body[at])
    blank = [each for each in lines[:1] if each.comment is None]
    left = lines[len(blank) :]
    body[at] = body[at].with_changes(leading_lines=[cst.EmptyLine(indent=False), *left] if apart else left)
    body.insert(at, line.with_changes(leading_lines=blank))


def _leading(body: Sequence[cst.CSTNode]) -> int:
    return next((index for index, statement in enumerate(body) if _package(statement)), len(body))


def _end_of_imports(body: Sequence[cst.CSTNode], first: int) -> int:
    """Where the first run of imports ends."""
    return next((index for index in range(first, len(body)) if not _package(body[index])), len(body))


def _leading_lines(statement: cst.CSTNode) -> list[cst.EmptyLine]:
    return list(cst.ensure_type(statement, cst.SimpleStatementLine).leading_lines)


def _is_from(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], cst.ImportFrom)


def _package(statement: cst.CSTNode) -> str:
    """The dotted name of what an import statement imports, or imports from; empty for any other and for relative ones."""
    if not isinstance(statement, cst.SimpleStatementLine) or not statement.body:
        return ""
    small = statement.body[0]
    if isinstance(small, cst.ImportFrom):
        dots = "." * len(small.relative)
        return dots + (_dotted(small.module) if small.module is not None else "")
    return _dotted(small.names[0].name) if isinstance(small, cst.Import) else ""


def _dotted(name: cst.CSTNode) -> str:
    if isinstance(name, cst.Attribute):
        return f"{_dotted(name.value)}.{name.attr.value}"
    return name.value if isinstance(name, cst.Name) else ""
