"""SM404."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smelltest.judge.evidence import quoted
from smelltest.judge.rule import Example, Finding, Note, finding, rule
from smelltest.link.knowledge.dumps import dump_name, is_said_to_be_production, names_dump
from smelltest.link.knowledge.hosts import MAYBE_PRODUCTION
from smelltest.link.texts.content import Content, Remark
from smelltest.link.values import Site

_MAYBE = re.compile(r"(?<![a-z])(?:prod(?:uction)?|prd|live)(?![a-z])", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:json|jsonl|ndjson|csv|tsv|sql|dump|bak|ya?ml|xml|xlsx?|gz|zip|db|sqlite3?|parquet|pkl)\b")
_FILE = re.compile(rf"[\w./-]{{1,200}}{_SUFFIX.pattern}")
_OF_PYTEST = re.compile(r"__\w+__|pytest\w*")
_TEMPORARY = re.compile(r"(?:^|_)te?mp(?:dir|path|file|orary)?(?:_|$)", re.IGNORECASE)
"""How a folder is called in which a test makes its files itself: nothing there was taken from anywhere."""
_BELOW = 4
"""So many lines below a comment, past decorators and a `def`, stands what it is about."""
_ADVICE = "Make the data in the test, or write a small sample by hand that belongs to nobody."


@rule(
    "SM404",
    scope="content",
    bad=[
        """
        import json
        from pathlib import Path

        CUSTOMERS = Path(__file__).parent / "data" / "customers_prod.json"
                                                     ^^^^^^^^^^^^^^^^^^^^^ SM404 'customers_prod.json' is named as data of production

        def test_import(client, db):
            db.load("dumps/production.sql.gz", "prod.sql")
                    ^^^^^^^^^^^^^^^^^^^^^^^^^ SM404 'dumps/production.sql.gz' is named as data of production
                                               ^^^^^^^^^^ SM404 'prod.sql' is named as data of production
            db.run("psql shop < backups/live-2024-03-01.dump")
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM404 'backups/live-2024-03-01.dump' is named as data of production
            db.restore(snapshot="prod-orders-2024-03-01")
                                ^^^^^^^^^^^^^^^^^^^^^^^^ SM404 'prod-orders-2024-03-01' is named as data of production
            assert client.post("/import", json=json.loads(CUSTOMERS.read_text())).status_code == 201
        """,
        """
        import pytest

        PROD_CUSTOMERS = [{"name": "Ann"}, {"name": "Bob"}]
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM404 PROD_CUSTOMERS is named as data of production

        # Copied from the production database in March,
        # cut down to three rows.
        ORDERS = [
                 ^ SM404 this data is said to be taken from production
            {"id": 1},
            {"id": 2},
        ]

        @pytest.fixture
        def payload():
            \"""A response that was recorded in production.\"""
            return {"items": [1, 2]}
                   ^^^^^^^^^^^^^^^^^ SM404 this data is said to be taken from production

        @pytest.fixture
        def production_snapshot(load):
            return load("orders.json")
                        ^^^^^^^^^^^^^ SM404 production_snapshot is named as data of production

        def test_totals(payload, production_snapshot):
            assert payload and production_snapshot and ORDERS and PROD_CUSTOMERS
        """,
        Example(
            "def test_nothing(): ...",
            files={
                "tests/seed.sql": """
                -- Dumped from production on 2024-03-01
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM404 the file says that it was taken from production
                INSERT INTO users (id) VALUES (1);
                """,
                "tests/users.json": """
                {"_comment": "an anonymised export of our prod users", "users": []}
                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ SM404 the file says that it was taken from production
                """,
                "tests/users.yaml": """
                # Users as they are on staging, never copied from production.
                users: []
                """,
            },
        ),
    ],
    good=[
        """
        def test_settings(load, client):
            load("settings_production.yaml", "docker-compose.prod.yml", "config/prod.json", ".env.production")
            load("requirements-prod.txt", "values.prod.yaml", "prod.json", "test_data_prod.json", "app-prod.zip")
            load("products.json", "prod_list.csv", "reproduction.csv", "live_scores.json", "customers.json")
            client.deploy(environment="production", branch="prod", snapshot="orders-2024-03-01")
        """,
        """
        # A live snapshot becomes a stage.
        STAGES = [{"name": "draft"}]

        PROD_CONFIG = {"url": "https://shop.example.com"}
        PROD_URLS = ["https://shop.example.com"]

        # Must never be copied from production.
        USERS = [{"name": "Ann"}]

        # Mirrors what production code does with these.
        ORDERS = [{"id": 1}]

        # The exact data shape from the production error.
        REPORT = {"version": 1}

        def test_dump_of_production_is_refused(client):
            assert client.load("orders.json", "users.csv").status_code == 403

        def test_two_stages(client, tmp_path):
            assert client.open(tmp_path / "stages" / "production.db").tables == []

        def seed(client, tmp_path):
            name, path = client.new(), tmp_path / "production.sqlite"
            return name, path

        def test_production_mode(client):
            \"""In production the export runs at night.\"""
            assert client.rows(["a"]) == ["a"] and USERS and ORDERS and REPORT and PROD_CONFIG and PROD_URLS
        """,
    ],
)
def production_dump(content: Content) -> Iterator[Finding]:
    """Data of a test is taken from production.

    It finds files, snapshots, lists and dicts that are named as data of production (`customers_prod.json`,
    `dumps/production.sql`, `PROD_CUSTOMERS`), and those of which a comment, a docstring or a text beside them says
    so: "copied from production", "a prod dump".

    Such data holds what customers entrusted: names, addresses, texts that no search for patterns finds. It is
    copied to every laptop and every build, outlives each request to be forgotten, and cannot be taken out of a
    history that others have. What was anonymised by hand rarely is. And a test that needs it depends on records
    whose meaning nobody remembers.

        CUSTOMERS = Path("data") / "customers_prod.json"

    Make the data in the test, with what it is about and nothing else:

        customer = create_customer(country="DE")

    It is silent for settings (`settings_production.yaml`, `docker-compose.prod.yml`), for data that is meant for
    each stage (`test_data_prod.json`), and where the text denies it.
    """
    told: set[Site] = set()
    for site, message, scope, evidence in (*_named(content), *_documented(content)):
        if site not in told:
            told.add(site)
            yield finding(
                site.path, site.at, message, confidence="certain", test=scope or None, evidence=evidence, advice=_ADVICE
            )


Told = tuple[Site, str, str, tuple[Note, ...]]


def _named(content: Content) -> Iterator[Told]:
    """The files and other data whose name says that they are production's."""
    for passage in content.passages(_MAYBE, MAYBE_PRODUCTION):
        name = dump_name(passage.text, passage.names[0] if passage.names else "")
        if name is not None and not any(map(_TEMPORARY.search, passage.names)):
            message = f"{quoted(name)} is named as data of production"
            yield passage.site(passage.text.index(name) + len(name) - 1), message, passage.scope, ()
    # What is not assigned can only go by the function around it.
    called = any(names_dump(_holder(scope)) for scope in content.scopes)
    for site, scope, names in _literals(content) if called else _listed(content):
        name = next(filter(names_dump, (*names, _holder(scope))), None)
        if name is not None:
            yield site, f"{name} is named as data of production", scope, ()


def _documented(content: Content) -> Iterator[Told]:
    """What a comment, a docstring or a text beside it says to be production's."""
    if content.is_data:
        remarks = [remark for remark in content.remarks if is_said_to_be_production(remark.text)]
        texts = [one for one in content.passages(_MAYBE, MAYBE_PRODUCTION) if is_said_to_be_production(one.text)]
        sites = [*(remark.site for remark in remarks), *(one.site(0) for one in texts)]
        yield from ((site, "the file says that it was taken from production", "", ()) for site in sites[:1])
        return
    for remark in content.remarks:
        about = _about(remark, content) if is_said_to_be_production(remark.text) else None
        if about is not None:
            note = Note("it is said here", remark.site.path, remark.site.at)
            yield about[0], "this data is said to be taken from production", about[1], (note,)


def _about(remark: Remark, content: Content) -> tuple[Site, str] | None:
    """The literal that a remark is about, and the function around it."""
    near = [(site, scope) for site, scope, _ in _literals(content) if _is_near(remark, site, scope)]
    return min(near, key=lambda literal: (literal[0].at.line, literal[0].at.column), default=None)


def _literals(content: Content) -> Iterator[tuple[Site, str, tuple[str, ...]]]:
    """What holds data or names a file of it, with the function around it and what it is assigned to."""
    for passage in content.passages(_SUFFIX):
        if _FILE.fullmatch(passage.text):
            yield passage.site(0), passage.scope, ()
    yield from _listed(content)


def _listed(content: Content) -> Iterator[tuple[Site, str, tuple[str, ...]]]:
    for listing in content.listings:
        if not any(map(_OF_PYTEST.fullmatch, listing.names)):
            yield listing.site, listing.scope, listing.names


def _holder(scope: str) -> str:
    """The function that gives what stands in it: a test gives nothing, whatever it is about."""
    last = scope.rpartition(".")[2]
    return "" if last.startswith("test") else last


def _is_near(remark: Remark, site: Site, scope: str) -> bool:
    """Whether a literal is in the function that a docstring is of, or where a comment stands."""
    if site.path != remark.site.path:
        return False
    if remark.scope is not None:
        return f"{scope}.".startswith(f"{remark.scope}." if remark.scope else "")
    return remark.site.at.line <= site.at.end_line and site.at.line <= remark.site.at.end_line + _BELOW
