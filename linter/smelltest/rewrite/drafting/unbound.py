"""Names that a text uses and nothing gives: what a fix has written must not need what is not there."""

from __future__ import annotations

import builtins
import symtable
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=16)
def unbound(text: str) -> frozenset[str]:
    """The names that a module's functions look for in the module, where they are not."""
    table = symtable.symtable(text, "module", "exec")
    given = {name for each in _tables(table) for name in _given_to_module(each)}
    used = {one.get_name() for each in _tables(table) for one in each.get_symbols() if _is_asked_of_module(each, one)}
    return frozenset(name for name in used - given if not hasattr(builtins, name) and not name.startswith("__"))


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _given_to_module(table: symtable.SymbolTable) -> Iterator[str]:
    for one in table.get_symbols():
        here = table.get_type() == "module" or one.is_declared_global()
        if here and (one.is_assigned() or one.is_imported() or one.is_namespace()):
            yield one.get_name()


def _is_asked_of_module(table: symtable.SymbolTable, one: symtable.Symbol) -> bool:
    return one.is_referenced() and (one.is_global() or table.get_type() == "module")
