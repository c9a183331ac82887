"""Keys are added to TOML, and nothing else changes."""

from __future__ import annotations

from textwrap import dedent

import pytest

from smelltest.rewrite.toml import NotAddedError, added


def test_a_new_table_comes_at_the_end() -> None:
    text = "[project]\nname = 'a'  # mine"
    assert added(text, {"tool.smelltest.cleanup": 'style = "fixture"\n'}) == (
        "[project]\nname = 'a'  # mine\n\n[tool.smelltest.cleanup]\nstyle = \"fixture\"\n"
    )


def test_a_key_goes_below_the_last_one_of_its_table() -> None:
    text = dedent(
        """\
        # Ours
        [tool.smelltest] # settings
        ignore = [
            "SM207", # not yet
        ]

        # The tests
        [tool.pytest.ini_options]
        addopts = "-q"
        """
    )
    changed = added(
        text, {"tool.smelltest": "# Seen twice\nbaseline = 'b'\n", "tool.smelltest.clients": "write = ['w']\n"}
    )
    assert (
        changed
        == text.replace("]\n\n# The tests", "]\n# Seen twice\nbaseline = 'b'\n\n# The tests")
        + "\n[tool.smelltest.clients]\nwrite = ['w']\n"
    )


def test_top_level_keys_come_before_the_first_table() -> None:
    assert added("# Mine\n\n[clients]\nread = []\n", {"": "a = 1\n", "clients": "write = []\n"}) == (
        "a = 1\n# Mine\n\n[clients]\nread = []\nwrite = []\n"
    )


def test_an_empty_file_and_line_ends() -> None:
    assert added("", {"": "a = 1\n", "b": "c = 2\n"}) == "a = 1\n\n[b]\nc = 2\n"
    assert added("x = 1\r\n", {"b": "c = 2\n"}) == "x = 1\r\n\r\n[b]\r\nc = 2\r\n"


@pytest.mark.parametrize(
    "text",
    [
        "tool = {smelltest = {}}\n",
        "[tool.smelltest]\nclients = {names = []}\n",
        "[tool.smelltest]\nclients.names = []\n",
        "[tool.smelltest.clients]\nwrite = []\n",
        "text = '''\n[tool.smelltest.clients]\n'''\n",
        "broken = [\n",
    ],
)
def test_what_cannot_be_added_without_touching_what_is_there(text: str) -> None:
    with pytest.raises(NotAddedError):
        added(text, {"tool.smelltest.clients": "write = ['w']\n"})
