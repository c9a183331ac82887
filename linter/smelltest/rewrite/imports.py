"""Imports that a file comes to need, each where it belongs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import cast

import libcst as cst
from libcst import matchers as m
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor


def importing(module: cst.Module, names: Iterable[str]) -> cst.Module:
    """The module with dotted names imported, each from its package; a name without a dot is a module."""
    context = CodemodContext()
    for dotted in sorted(set(names)):
        package, _, name = dotted.rpartition(".")
        if package and not _imports_from(module, package) and package.partition(".")[0] in sys.stdlib_module_names:
            module = _with_standard(module, package, name)
        elif package and _imports_from(module, package):
            module = _with_alias(module, package, name)
        elif package:
            AddImportsVisitor.add_needed_import(context, package, name)
        elif name in sys.stdlib_module_names or not _among_others(module):
            AddImportsVisitor.add_needed_import(context, name)
        else:
            module = _with_package(module, name)
    return module.visit(AddImportsVisitor(context))


def without_unused(module: cst.Module, names: Iterable[str]) -> cst.Module:
    """The module without those of its imports that brought one of these names, and that nothing uses any more."""
    for name in sorted(names):
        if _is_imported_for(module, name) and not _is_used(module, name):
            module = module.with_changes(body=[line for each in module.body for line in _less(each, name)])
    return module


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


def _with_standard(module: cst.Module, package: str, name: str) -> cst.Module:
    """The module with a name imported from the standard library, among what else comes from there."""
    body = list(module.body)
    imports = [index for index, statement in enumerate(body) if _package(statement)]
    first = _leading(body)
    block = [index for index in imports if index < _end_of_imports(body, first)]
    standard = [index for index in block if _package(body[index]).partition(".")[0] in sys.stdlib_module_names]
    standard = [index for index in standard if _package(body[index]) != "__future__"]
    line = cst.ensure_type(cst.parse_statement(f"from {package} import {name}"), cst.SimpleStatementLine)
    if standard:
        before = [i for i in standard if not _is_from(body[i]) or _package(body[i]) < package]
        if before:
            body.insert(before[-1] + 1, line)
        else:
            at = standard[0]
            body.insert(at, line.with_changes(leading_lines=_leading_lines(body[at])))
            body[at + 1] = cst.ensure_type(body[at + 1], cst.SimpleStatementLine).with_changes(leading_lines=[])
        return module.with_changes(body=body)
    others = [index for index in block if _package(body[index]) != "__future__"]
    if not others:
        context = CodemodContext()
        AddImportsVisitor.add_needed_import(context, package, name)
        return module.visit(AddImportsVisitor(context))
    at = others[0]
    body.insert(at, line.with_changes(leading_lines=_leading_lines(body[at])))
    body[at + 1] = body[at + 1].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
    return module.with_changes(body=body)


def _among_others(module: cst.Module) -> list[int]:
    """The places of the first group of imports that come neither from the standard library nor from beside the file."""
    body = list(module.body)
    found: list[int] = []
    for index in range(_leading(body), _end_of_imports(body, _leading(body))):
        package = _package(body[index])
        own = not package.startswith(".") and package.partition(".")[0] not in sys.stdlib_module_names
        apart = any(line.comment is None for line in _leading_lines(body[index]))
        if found and (apart or not own):
            break
        if own and package != "__future__":
            found.append(index)
    return found


def _with_package(module: cst.Module, name: str) -> cst.Module:
    """The module with a package imported whole, among the others that are, by the alphabet."""
    body = list(module.body)
    group = _among_others(module)
    if any(_package(each) == name and not _is_from(each) for each in body):
        return module
    before = [index for index in group if not _is_from(body[index]) and _package(body[index]) < name]
    line = cst.ensure_type(cst.parse_statement(f"import {name}"), cst.SimpleStatementLine)
    if before:
        body.insert(before[-1] + 1, line)
    else:
        at = group[0]
        body.insert(at, line.with_changes(leading_lines=_leading_lines(body[at])))
        body[at + 1] = cst.ensure_type(body[at + 1], cst.SimpleStatementLine).with_changes(leading_lines=[])
    return module.with_changes(body=body)


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
