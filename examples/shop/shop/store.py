"""The shop's records, kept in SQLite.

``schema.sql`` alone says what a record is. The store learns the fields and their types from it, leaves every
rule to SQLite, and turns what SQLite refuses into :class:`Invalid` or :class:`Conflict`, so that no rule is
written twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any, TypeAlias

Record: TypeAlias = "dict[str, str | int | None]"

HERE = Path(__file__).parent
PYTHON_TYPES: Mapping[str, type] = {"TEXT": str, "INTEGER": int}
SET_BY_THE_SHOP = {"id", "total"}


class Refused(Exception):
    """The shop does not do what it was asked to; the message says why."""


class NotFound(Refused):
    """No such collection, or no such record in it."""


class Invalid(Refused):
    """A field is missing, unknown, or holds what it may not."""


class Conflict(Refused):
    """A unique value is taken, or other records still refer to this one."""


@dataclass(frozen=True)
class Column:
    """A field as the schema declares it, with its default as SQL."""

    type: type
    default: str
    is_key: bool
    is_writable: bool


class Store:
    """The collections of one database, safe to use from any thread.

    A collection is named by its table, a record by its primary key as it stands in a URL. What is given back
    are plain dictionaries, ready for JSON.
    """

    def __init__(self, database: str | Path = ":memory:", *, seed: bool = False) -> None:
        """Open ``database``, made if it is not there; ``seed`` fills it if it holds no user yet."""
        self._lock = RLock()
        self._db = sqlite3.connect(database, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript((HERE / "schema.sql").read_text(encoding="utf-8"))
        self._tables = _read_tables(self._db)
        if seed and not self.find("users", {}):
            self._db.executescript((HERE / "seed.sql").read_text(encoding="utf-8"))

    def close(self) -> None:
        """Close the database; the store is of no use afterwards."""
        with self._lock:
            self._db.close()

    def find(self, table: str, filters: Mapping[str, str]) -> list[Record]:
        """Give the records of ``table`` whose fields equal ``filters``, by ascending key."""
        where, key = self._where(table, filters), self._key(table)
        with self._lock:
            rows = self._db.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY {key}", filters)
            return [dict(row) for row in rows]

    def get(self, table: str, key: str) -> Record:
        """Give the record of ``table`` that ``key`` names."""
        with self._lock:
            row = self._db.execute(f"SELECT * FROM {table} WHERE {self._key(table)} = ?", [key]).fetchone()
        if row is None:
            raise NotFound(f"{table} has no {key}")
        return dict(row)

    def create(self, table: str, fields: Mapping[str, Any]) -> Record:
        """Put a record with ``fields`` into ``table``; give it back with its key and its defaults."""
        self._check(table, fields)
        names, values = ", ".join(fields), ", ".join(f":{name}" for name in fields)
        what = f"({names}) VALUES ({values})" if fields else "DEFAULT VALUES"
        with self._transaction(Invalid("it would refer to a record that does not exist")):
            cursor = self._db.execute(f"INSERT INTO {table} {what}", fields)
            return self.get(table, str(cursor.lastrowid))

    def change(self, table: str, key: str, fields: Mapping[str, Any], *, whole: bool = False) -> Record:
        """Set ``fields`` of one record and give it back; ``whole`` sets all others to their defaults."""
        self._check(table, fields)
        values = {name: f":{name}" for name in fields}
        if whole:
            # SQLite has no SET ... = DEFAULT, so the defaults are taken over from the schema.
            columns = self._columns(table).items()
            values = {name: column.default for name, column in columns if column.is_writable} | values
        with self._transaction(Invalid("a record would refer to one that does not exist")):
            if values:
                changes = ", ".join(f"{name} = {value}" for name, value in values.items())
                update = f"UPDATE {table} SET {changes} WHERE {self._key(table)} = :key_in_url"
                self._db.execute(update, {**fields, "key_in_url": key})
            return self.get(table, key)

    def delete(self, table: str, key: str) -> None:
        """Take one record away."""
        with self._transaction(Conflict("other records still refer to it")):
            if not self._db.execute(f"DELETE FROM {table} WHERE {self._key(table)} = ?", [key]).rowcount:
                raise NotFound(f"{table} has no {key}")

    def delete_matching(self, table: str, filters: Mapping[str, str]) -> None:
        """Take all records away whose fields equal ``filters``, of which there must be one at least."""
        where = self._where(table, filters)
        if not filters:
            raise Invalid("name a field to delete by")
        with self._transaction(Conflict("other records still refer to one of them")):
            self._db.execute(f"DELETE FROM {table} WHERE {where}", filters)

    def _columns(self, table: str) -> Mapping[str, Column]:
        try:
            return self._tables[table]
        except KeyError:
            raise NotFound(f"no such collection: {table}") from None

    def _key(self, table: str) -> str:
        return next(name for name, column in self._columns(table).items() if column.is_key)

    def _where(self, table: str, filters: Mapping[str, str]) -> str:
        for name in filters:
            if name not in self._columns(table):
                raise Invalid(f"{name}: no such field")
        # The column's affinity turns "42" into 42 where the column holds integers.
        return " AND ".join(["1", *(f"{name} = :{name}" for name in filters)])

    def _check(self, table: str, fields: Mapping[str, Any]) -> None:
        columns = self._columns(table)
        for name, value in fields.items():
            if name not in columns:
                raise Invalid(f"{name}: no such field")
            if not columns[name].is_writable:
                raise Invalid(f"{name}: is set by the shop")
            # Not isinstance: a bool is an int to Python, and SQLite would keep it as one.
            if value is not None and type(value) is not columns[name].type:
                raise Invalid(f"{name}: must be of type {columns[name].type.__name__}")

    @contextmanager
    def _transaction(self, broken_reference: Refused) -> Iterator[None]:
        """Commit what is done inside, or undo it all and say why: ``broken_reference`` for a foreign key."""
        try:
            with self._lock, self._db:
                yield
        except sqlite3.IntegrityError as error:
            kind, _, detail = str(error).partition(" constraint failed")
            detail = detail.removeprefix(": ")
            if kind == "FOREIGN KEY":
                raise broken_reference from error
            if kind == "UNIQUE":
                raise Conflict(f"{detail} is taken") from error
            raise Invalid(f"{detail} is missing" if kind == "NOT NULL" else detail) from error
        except (OverflowError, UnicodeEncodeError) as error:
            raise Invalid(f"a value cannot be stored: {error}") from error


def _read_tables(db: sqlite3.Connection) -> dict[str, dict[str, Column]]:
    """Give every table's columns by name, as the database itself describes them."""
    rows = db.execute(
        "SELECT tables.name, columns.name, columns.type, columns.dflt_value, columns.pk"
        " FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns"
        " WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'"
    )
    tables: dict[str, dict[str, Column]] = {}
    for table, name, kind, default, key in rows:
        column = Column(PYTHON_TYPES[kind], default or "NULL", bool(key), name not in SET_BY_THE_SHOP)
        tables.setdefault(table, {})[name] = column
    return tables
