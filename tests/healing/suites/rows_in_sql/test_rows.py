"""Rows that tests put straight into the database."""

import os
import sqlite3

import pytest
import requests

BASE = os.environ.get("SHOP_URL", "http://127.0.0.1:8000")
DATABASE = os.environ.get("SHOP_DATABASE", "shop.db")


@pytest.fixture
def db():
    connection = sqlite3.connect(DATABASE, timeout=10)
    yield connection
    connection.close()


@pytest.fixture
def buyer(db):
    cursor = db.execute("INSERT INTO users (email, name) VALUES (?, ?)", ("sql.buyer@example.com", "Buyer"))
    db.commit()
    return cursor.lastrowid


def test_row_is_served(db):
    cursor = db.execute("INSERT INTO users (email, name) VALUES (?, ?)", ("sql.row@example.com", "Row"))
    db.commit()
    assert requests.get(f"{BASE}/users/{cursor.lastrowid}").json()["name"] == "Row"


def test_row_is_written(db):
    user = requests.post(f"{BASE}/users", json={"email": "sql.written@example.com", "name": "Written"}).json()
    row = db.execute("SELECT name FROM users WHERE id = ?", (user["id"],)).fetchone()
    assert row[0] == "Written"
    db.execute("DELETE FROM users WHERE id = ?", (user["id"],))
    db.commit()


def test_seeded_row(db):
    row = db.execute("SELECT name FROM users WHERE id = 42").fetchone()
    assert row is not None


def test_buyer(buyer):
    assert requests.get(f"{BASE}/users/{buyer}").json()["name"] == "Buyer"


def test_export(buyer):
    path = "buyer.txt"
    with open(path, "w") as target:
        target.write(requests.get(f"{BASE}/users/{buyer}").text)
    with open(path) as source:
        assert "Buyer" in source.read()
