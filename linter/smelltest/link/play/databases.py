"""Statements of SQL as effects: what they write, by which values they look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from smelltest.link.play import emptying, own_databases
from smelltest.link.play.objects import ClassObject, External, Object, freeze
from smelltest.link.timeline import Access
from smelltest.link.values import (
    Configured,
    Derived,
    Items,
    Joined,
    Literal,
    Pairs,
    Site,
    Step,
    Unknown,
    Value,
    atoms,
    pieces,
    text_of,
)
from smelltest.read import facts

if TYPE_CHECKING:
    from smelltest.link.play.frames import Frame
    from smelltest.link.play.interpreter import Interpreter

_UNKNOWN = Unknown("unknown")

RUNS = frozenset(
    "execute executemany exec exec_driver_sql fetch fetchrow fetchval fetch_one fetch_all fetch_val query"
    " query_one query_all run_query execute_query scalar scalars".split()
)
"""Methods that run a statement."""

FETCHES = frozenset({"fetchone", "fetchall", "fetchmany", "first", "one", "all", "mappings", "scalar_one", "scalar"})


class Statement(Struct, frozen=True):
    """What a statement does to a table: the fields that it sets, and those by which it finds its rows.

    `asked`: how it sums its rows up or which one it takes, in `Step`'s words: `count`, or `pick` and a key.
    """

    kind: str
    table: str
    fields: Pairs = Pairs(())
    query: Pairs = Pairs(())
    asked: tuple[str, str | int | None] | None = None


_NAME = r"[\"`\[]?([\w.]+)[\"`\]]?"
_INSERT = re.compile(
    rf"^\s*(?:INSERT|REPLACE)\b.*?\bINTO\s+{_NAME}\s*(?:\(([^)]*)\))?\s*VALUES\s*(.*)$", re.IGNORECASE | re.DOTALL
)
_UPDATE = re.compile(rf"^\s*UPDATE\s+{_NAME}\s+SET\s+(.*?)(?:\bWHERE\b(.*))?$", re.IGNORECASE | re.DOTALL)
_DELETE = re.compile(rf"^\s*DELETE\s+FROM\s+{_NAME}(?:.*?\bWHERE\b(.*))?", re.IGNORECASE | re.DOTALL)
_SELECT = re.compile(rf"^\s*(?:SELECT|WITH)\b.*?\bFROM\s+{_NAME}(?:.*?\bWHERE\b(.*))?", re.IGNORECASE | re.DOTALL)
_TRUNCATE = re.compile(rf"^\s*TRUNCATE\s+(?:TABLE\s+)?{_NAME}", re.IGNORECASE)
_BEGINS = re.compile(r"^\s*(?:SELECT|WITH|INSERT|REPLACE|UPDATE|DELETE|TRUNCATE)\b", re.IGNORECASE)

_VALUE = (
    r"('(?:[^']|'')*'|\"[^\"]*\"|-?\d+(?:\.\d+)?|%s|%\(\w+\)s|\?|\$\d+|:\w+|\ue000\d+\ue001|NULL|TRUE|FALSE"
    r"|[\w.]+\([^()]*\))"
)
_EQUAL = re.compile(rf"\"?([\w.]+)\"?\s*(?:=|==|\bLIKE\b|\bIN\s*\()\s*{_VALUE}", re.IGNORECASE)
_LISTED = re.compile(rf"\s*{_VALUE}\s*(?:,|$|(?=\)))", re.IGNORECASE)


def run_statement(
    it: Interpreter, owner: External, name: str, arguments: list[Object], keywords: dict[str, Object],
    node: facts.AnyExpression, frame: Frame,
) -> Object | None:  # fmt: skip
    """A call that runs a statement, as an effect; None if it runs none."""
    site = Site(frame.path, node.at)
    fetches = name in FETCHES and not (name in RUNS and arguments)
    if fetches and owner.records and isinstance(owner.records[-1], Derived):
        return it.step(owner.records[-1], _fetch(owner.records[-1], name, site))
    if name not in RUNS or not arguments:
        return None
    if is_of_all(it, arguments[0], frame, node):
        return Literal(None)
    given = arguments[1] if len(arguments) > 1 else next(iter(keywords.values()), None)
    spread = [freeze(argument, 3) for argument in arguments[1:]]
    statement = read_statement(freeze(arguments[0], 3), freeze(given, 4) if given is not None else None, spread)
    if statement is None or statement.table.startswith(_OF_THE_SYSTEM):
        owner.records = ()  # What is fetched next is no row of the statement before.
        return None
    effect = it.emit_effect(
        statement.kind, name, Access("sql", owner.dotted, "certain"), frame, node,
        host=_file(owner), resource=statement.table, fields=statement.fields, query=statement.query,
    )  # fmt: skip
    answer = Derived(effect)
    if statement.asked is not None:
        answer = Derived(effect, (Step(*statement.asked, site),))
    elif name in _ONE_ROW:
        answer = Derived(effect, (Step("pick", 0, site),))
    owner.records = (*owner.records[-3:], answer)
    return answer


def is_of_all(it: Interpreter, given: Object, frame: Frame, node: facts.AnyExpression) -> bool:
    """Whether what a method is given to run takes away, or makes anew, all there is; note is taken of it then."""
    return emptying.by_statement(it, _spelled(freeze(given, 3))[0] or "", frame, node)


_OF_THE_SYSTEM = ("Win32_", "CIM_", "MSFT_", "Msvm_")
"""How the classes of the operating system begin, which WMI is asked for in the words of SQL."""


def _file(owner: External) -> Value | None:
    """The file in which a database is."""
    return freeze(owner.arguments[0], 3) if owner.dotted.startswith("sqlalchemy.Engine()") and owner.arguments else None


_ONE_ROW = frozenset({"fetchrow", "fetchval", "fetch_one", "fetch_val", "query_one", "scalar"})


def fetched(it: Interpreter, answer: Derived, name: str, site: Site) -> Object | None:
    """What a method that fetches rows gives of a statement's answer; None if it is none of these."""
    if answer.effect.access.kind != "sql" or name not in FETCHES:
        return None
    if name == "fetchall" and not answer.steps:
        return answer
    return it.step(answer, _fetch(answer, name, site))


def _fetch(answer: Derived, name: str, site: Site) -> Step:
    """What fetching takes of the rows: the first, unless the statement asked for one thing only."""
    if answer.steps or name not in {"fetchone", "first", "one", "scalar_one"}:
        return Step("call", None, site)
    return Step("pick", 0, site)


def read_statement(text: Value, given: Value | None, spread: list[Value]) -> Statement | None:
    """Take a statement apart; `given` are its parameters, `spread` those that stand one by one."""
    spelled, put_in, site = _spelled(text)
    if spelled is None or not _BEGINS.match(spelled):
        return None
    values = _Parameters(put_in, given, spread, site)
    for kind, pattern in (("create", _INSERT), ("change", _UPDATE), ("delete", _DELETE), ("read", _SELECT)):
        match = pattern.match(spelled)
        if match is None:
            continue
        table = match.group(1) if of_catalogue(match.group(1)) else match.group(1).rpartition(".")[2]
        if kind == "create":
            return Statement(kind, table, values.inserted(match.group(2) or "", match.group(3)))
        if kind == "change":
            fields = values.equal(match.group(2))
            return Statement(kind, table, fields, values.equal(match.group(3)) if match.group(3) else Pairs(()))
        return Statement(kind, table, query=values.equal(match.group(2) or ""), asked=_asked(spelled))
    match = _TRUNCATE.match(spelled)
    return Statement("delete", match.group(1)) if match is not None else None


_CATALOGUE = re.compile(
    r"(?:information_schema|pg_catalog|performance_schema|mysql|sys)\.|pg_\w|sqlite_(?:master|schema|sequence)$",
    re.IGNORECASE,
)


def of_catalogue(table: str) -> bool:
    """Whether a table is one in which a database keeps what it knows of its tables, and no records."""
    return _CATALOGUE.match(table) is not None


_COUNTS = re.compile(r"^\s*SELECT\s+COUNT\s*\(", re.IGNORECASE)
_EXTREME = re.compile(r"^\s*SELECT\s+(MAX|MIN)\s*\(", re.IGNORECASE)
_TOP = re.compile(r"\bORDER\s+BY\b(.*?)\bLIMIT\s+1\b|^\s*SELECT\s+TOP\s+1\b", re.IGNORECASE | re.DOTALL)


def _asked(spelled: str) -> tuple[str, str | int | None] | None:
    """How a statement sums rows up, or which one of them it takes."""
    if _COUNTS.match(spelled):
        return "count", None
    extreme = _EXTREME.match(spelled)
    if extreme is not None:
        return "pick", "largest" if extreme.group(1).upper() == "MAX" else "smallest"
    top = _TOP.search(spelled)
    if top is not None:
        return "pick", -1 if re.search(r"\bDESC\b", top.group(1) or "", re.IGNORECASE) else 0
    return None


def _spelled(text: Value) -> tuple[str | None, dict[str, Value], Site | None]:
    """A statement with marks for the values that were put into its text."""
    parts = list(pieces(text))
    if not parts or not isinstance(parts[0], Literal) or not isinstance(parts[0].value, str):
        return None, {}, None
    put_in: dict[str, Value] = {}
    spelled = ""
    for number, piece in enumerate(parts):
        if isinstance(piece, Literal) and isinstance(piece.value, str) and not re.search(r"=\s*'?$", spelled):
            spelled += piece.value
        else:
            mark = f"\ue000{number}\ue001"
            put_in[mark] = piece
            spelled += mark
    return spelled, put_in, parts[0].site


class _Parameters:
    """The values of a statement, in the order in which they are asked for."""

    def __init__(self, put_in: dict[str, Value], given: Value | None, spread: list[Value], site: Site | None) -> None:
        self._put_in = put_in
        self._site = site
        self._named = given if isinstance(given, Pairs) else None
        row = (
            given.values[0]
            if isinstance(given, Items) and given.values and isinstance(given.values[0], (Items, Pairs))
            else given
        )
        if isinstance(row, Pairs):
            self._named = row
        self._listed = list(row.values) if isinstance(row, Items) else spread
        self._next = 0

    def value(self, text: str) -> Value:
        """The value that a part of the statement stands for."""
        inner = text.strip("'\"")
        if inner in self._put_in:
            return self._put_in[inner]
        if text in {"%s", "?"}:
            self._next += 1
            return self._at(self._next - 1)
        if text.startswith("$"):
            return self._at(int(text[1:]) - 1)
        named = re.match(r"^(?::(\w+)|%\((\w+)\)s)$", text)
        if named is not None:
            found = self._named.get(named.group(1) or named.group(2)) if self._named is not None else None
            return found if found is not None else Unknown("parameter")
        if text[:1] in "'\"":
            return self._text(inner.replace("''", "'"))
        if re.match(r"^-?\d+$", text):
            return Literal(int(text), self._site)
        return Unknown("sql")

    def _text(self, text: str) -> Value:
        if "\ue000" not in text:
            return Literal(text, self._site)
        parts = re.split("(\ue000\\d+\ue001)", text)
        return Joined(tuple(self._put_in.get(part) or Literal(part, self._site) for part in parts if part), self._site)

    def _at(self, index: int) -> Value:
        return self._listed[index] if index < len(self._listed) else Unknown("parameter")

    def equal(self, text: str) -> Pairs:
        """The fields that are set, or compared, to a value."""
        return Pairs(
            tuple((m.group(1).rpartition(".")[2], self.value(m.group(2))) for m in _EQUAL.finditer(text)), open=True
        )

    def inserted(self, columns: str, values: str) -> Pairs:
        """The fields of the first row that is inserted; of the others too where they are written out."""
        names = [name.strip(' "`[]\n') for name in columns.split(",")] if columns.strip() else []
        entries: list[tuple[str, Value]] = []
        for row in re.finditer(r"\(((?:[^()']|'(?:[^']|'')*'|\([^()]*\))*)\)", values):
            found = [self.value(m.group(1)) for m in _LISTED.finditer(row.group(1))]
            entries.extend(zip(names, found, strict=False) if names else (("", value) for value in found))
        return Pairs(tuple(entries), open=True)


_IN_MEMORY = re.compile(r"^(?:sqlite(?:\+\w+)?://(?:/:memory:.*)?|:memory:|file::memory:.*)$")


def notice_database(
    it: Interpreter,
    given: list[Object],
    frame: Frame,
    node: facts.Expression | facts.Statement,
    keywords: dict[str, Object] | None = None,
) -> None:
    """Take note of an application that is set up for one test with a database in memory, or with a new one."""
    if it.database is not None or it.stage.scope != "function" or it.stage.teardown:
        return
    values: list[Object] = []
    for thing in (*given, *keywords.values()) if keywords else given:
        configured = it.class_attribute(thing, "SQLALCHEMY_DATABASE_URI") if isinstance(thing, ClassObject) else thing
        values.append(_UNKNOWN if configured is None else configured)
    if any(_IN_MEMORY.match(text) for text in _texts(values)):
        it.isolate_database("a database in memory for each test", frame, cast(facts.Expression, node))
    elif own_databases.set_up(given, keywords or {}):
        it.isolate_database("a new database for each test", frame, cast(facts.Expression, node))


_DATABASE = re.compile(r"(?:^|[^a-z])(?:db|sqlite3?|database|\.?te?mp|temp_dir|data_dir)(?:$|[^a-z])")


def drops_database(name: str, target: Object, arguments: list[Object], keywords: dict[str, Object]) -> bool:
    """Whether a call takes a whole database away: its file is removed, its migrations are undone."""
    given = [*arguments, *keywords.values()]
    if any(text == "downgrade" for text in _texts(given)):
        return True
    return name in REMOVALS and any(_DATABASE.search(text.lower()) for text in _texts([target, *given]))


REMOVALS = frozenset({"unlink", "remove", "rmtree"})


def _texts(things: list[Object]) -> list[str]:
    """What is written in some values, and what they are called."""
    found = []
    for thing in things:
        for atom in atoms(freeze(thing, 3)):
            name = atom.name if isinstance(atom, (Unknown, Configured)) else text_of(atom)
            if name is not None:
                found.append(name)
    return found
