"""Data files: every text and long number, with its place in characters and the names above it."""

from textwrap import dedent

import pytest

from smelltest.read.data import entries, is_data


def read(path: str, text: str) -> list[str]:
    """The entries as `line:column-end names: text`, a comment with a `#` before it."""
    found = entries(path, dedent(text))
    return [
        f"{e.at.line}:{e.at.column}-{e.at.end_column} {'.'.join(e.names)}: {'#' if e.kind == 'comment' else ''}{e.text}"
        for e in found
    ]


@pytest.mark.parametrize(
    "path", ["users.json", "data/USERS.JSON", "a.b.yaml", "a.yml", "a.csv", "a.tsv", "a.sql", ".env", ".env.ci"]
)
def test_data_files_are_known_by_name(path: str) -> None:
    assert is_data(path)


@pytest.mark.parametrize("path", ["users.py", "json", ".json", "a.txt", "env", "a.json/b", "environment.ts"])
def test_other_files_are_none(path: str) -> None:
    assert not is_data(path)


def test_json_keys_lead_to_values() -> None:
    text = """\
    {
      "users": [{"email": "é@x.io", "phones": ["+49", 4915112345678], "id": 1}],
      "ann@x.io": {"a": null, "b": "caf\\u00e9"} // from elsewhere
    }
    """
    assert read("a.json", text) == [
        "2:3-10 : users",
        "2:14-21 users: email",
        "2:23-31 email.users: é@x.io",
        "2:33-41 users: phones",
        "2:44-49 phones.users: +49",
        "2:51-64 phones.users: 4915112345678",
        "2:67-71 users: id",
        "3:3-13 : ann@x.io",
        "3:16-19 ann@x.io: a",
        "3:27-30 ann@x.io: b",
        "3:32-43 b.ann@x.io: café",
        "3:45-62 ann@x.io: #from elsewhere",
    ]


def test_json_lines_and_broken_json_are_read_as_far_as_they_go() -> None:
    assert read("a.jsonl", '{"a": "1"}\r\n{"a": "2"}\n') == ["1:2-5 : a", "1:7-10 a: 1", "2:2-5 : a", "2:7-10 a: 2"]
    assert read("a.json", '\ufeff]{"a": "b", "c') == ["1:3-6 : a", "1:8-11 a: b"]


def test_yaml_scalars_go_by_the_keys_above() -> None:
    text = """\
    # from elsewhere
    users:
      - email: bob@x.io   # real
        "full name": 'Bob'
        phones: ["+49", {mobile: +49 151 2, fax: "1"}]
        note: |
          write to a@b.io

          or to: c@d.io
        next: &anchor "several
          lines"
      - plain
      - - nested
    url: https://x.io/a#b
    again: *anchor
    """
    assert read("a.yaml", text) == [
        "1:1-17 : #from elsewhere",
        "2:1-6 : users",
        "3:5-10 users: email",
        "3:12-20 email.users: bob@x.io",
        "3:23-29 email.users: #real",
        "4:5-16 users: full name",
        "4:18-23 full name.users: Bob",
        "5:5-11 users: phones",
        "5:14-19 phones.users: +49",
        "5:22-28 phones.users: mobile",
        "5:30-39 mobile.phones.users: +49 151 2",
        "5:41-44 phones.users: fax",
        "5:46-49 fax.phones.users: 1",
        "6:5-9 users: note",
        "7:7-22 note.users: write to a@b.io",
        "9:7-20 note.users: or to: c@d.io",
        "10:5-9 users: next",
        "10:19-27 next.users: several",
        "11:7-12 next.users: lines",
        "12:5-10 users: plain",
        "13:7-13 users: nested",
        "14:1-4 : url",
        "14:6-22 url: https://x.io/a#b",
        "15:1-6 : again",
    ]


def test_cells_go_by_their_column() -> None:
    text = """\
    name;email
    "Bob; Jr";bob@x.io
    Ann;"ann ""A"" <ann@x.io>"
    """
    assert read("a.csv", text) == [
        "1:1-5 : name",
        "1:6-11 : email",
        "2:1-10 name: Bob; Jr",
        "2:11-19 email: bob@x.io",
        "3:1-4 name: Ann",
        '3:5-27 email: ann "A" <ann@x.io>',
    ]


def test_a_table_may_lack_a_heading() -> None:
    assert read("a.csv", "bob@x.io,1\nann@x.io,2\n") == [
        "1:1-9 : bob@x.io",
        "1:10-11 : 1",
        "2:1-9 : ann@x.io",
        "2:10-11 : 2",
    ]


def test_sql_literals_go_by_their_column() -> None:
    text = """\
    -- from elsewhere
    INSERT INTO `users` (`id`, `email`, phone) VALUES (1, 'it''s', 15112345678), (2, lower('A'), 'x');
    UPDATE users SET email = 'b' WHERE users.phone LIKE 'c';
    COPY public.users (id, email) FROM stdin;
    1\tbob@x.io
    2\t\\N
    \\.
    SELECT 'd';
    """
    assert read("a.sql", text) == [
        "1:1-18 : #from elsewhere",
        "2:55-62 email: it's",
        "2:64-75 phone: 15112345678",
        "2:88-91 : A",
        "2:94-97 phone: x",
        "3:26-29 email: b",
        "3:53-56 phone: c",
        "5:1-2 id: 1",
        "5:3-11 email: bob@x.io",
        "6:1-2 id: 2",
        "8:8-11 : d",
    ]


def test_an_environment_file_has_a_setting_a_line() -> None:
    text = """\
    # from elsewhere
    export DB="postgres://x"
    KEY=abc # why
    EMPTY=
    """
    assert read(".env", text) == ["1:3-17 : #from elsewhere", "2:11-25 DB: postgres://x", "3:5-8 KEY: abc"]
