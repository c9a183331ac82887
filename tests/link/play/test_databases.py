"""What statements of SQL do, and by which values they look."""

import pytest

from smelltest.link.play.databases import Statement, read_statement
from smelltest.link.values import Items, Joined, Literal, Made, Pairs, Site, Unknown, Value
from smelltest.read.facts import Place

SITE = Site("tests/test_a.py", Place(1, 1, 1, 9))
UUID = Made("uuid", True, "uuid.uuid4", SITE)


def text(value: str) -> Literal:
    return Literal(value, SITE)


def told(statement: Statement | None) -> tuple[str, str, tuple[tuple[str, Value], ...], tuple[tuple[str, Value], ...]]:
    assert statement is not None
    return statement.kind, statement.table, statement.fields.entries, statement.query.entries


@pytest.mark.parametrize(
    ("sql", "given", "expected"),
    [
        ("SELECT * FROM users WHERE id = 1", None, ("read", "users", (), (("id", Literal(1, SITE)),))),
        (
            "INSERT INTO shop.users (id, email) VALUES (%s, 'a@example.com')",
            Items((UUID,)),
            ("create", "users", (("id", UUID), ("email", text("a@example.com"))), ()),
        ),
        (
            "UPDATE users SET email = :email WHERE id = :id",
            Pairs((("email", UUID), ("id", Literal(7)))),
            ("change", "users", (("email", UUID),), (("id", Literal(7)),)),
        ),
        ("delete from users where users.email = ?", Items((UUID,)), ("delete", "users", (), (("email", UUID),))),
        ("TRUNCATE TABLE users", None, ("delete", "users", (), ())),
    ],
)
def test_a_statement_is_taken_apart(sql: str, given: Value | None, expected: tuple[str, str, object, object]) -> None:
    assert told(read_statement(text(sql), given, [])) == expected


def test_values_that_are_put_into_the_text_are_kept() -> None:
    sql = Joined((text("SELECT * FROM users WHERE email = '"), UUID, text("' AND id = "), Literal(4, SITE)))
    _, _, _, query = told(read_statement(sql, None, []))
    assert dict(query) == {"email": UUID, "id": Literal(4, SITE)}


def test_a_parameter_that_is_not_given_is_unknown() -> None:
    _, _, _, query = told(read_statement(text("SELECT a FROM b WHERE c = %s"), None, []))
    assert query == (("c", Unknown("parameter")),)


@pytest.mark.parametrize("sql", ["hello", "CREATE TABLE users (id int)", "SELECT 1"])
def test_other_text_is_no_statement(sql: str) -> None:
    assert read_statement(text(sql), None, []) is None
