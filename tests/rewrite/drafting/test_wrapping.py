"""Lines that became too long, broken at their brackets; what they say stays the same."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smelltest.rewrite.drafting.wrapping import wrapped


@pytest.mark.parametrize(
    ("line", "limit", "expected"),
    [
        pytest.param("create(user, name)", 18, "create(user, name)", id="short enough"),
        pytest.param("create(user, name)", 17, "create(\n    user, name\n)", id="a call"),
        pytest.param(
            "made = create(user, name).json()",
            30,
            "made = create(\n    user, name\n).json()",
            id="what follows the last bracket that holds something",
        ),
        pytest.param(
            "create(user=first, name='Ada')", 20, "create(\n    user=first,\n    name='Ada',\n)", id="one a line"
        ),
        pytest.param("create(user, name,)", 18, "create(\n    user,\n    name,\n)", id="a comma that asks for it"),
        pytest.param(
            "user, role = f'{name}-1', f'{name}-2'",
            30,
            "user, role = (\n    f'{name}-1',\n    f'{name}-2',\n)",
            id="a row of values",
        ),
        pytest.param(
            "def test_user(self, user, order):", 30, "def test_user(\n    self, user, order\n):", id="parameters"
        ),
        pytest.param(
            "assert found['name'] == expected", 30, "assert (\n    found['name'] == expected\n)", id="an assertion"
        ),
        pytest.param(
            "assert first(user) not in second(user)",
            30,
            "assert (\n    first(user)\n    not in second(user)\n)",
            id="an assertion that compares",
        ),
        pytest.param(
            "assert is_known(user, order, name)",
            30,
            "assert is_known(\n    user, order, name\n)",
            id="an assertion of one call",
        ),
        pytest.param(
            "assert found == 1, tell(user)",
            24,
            "assert found == 1, tell(\n    user\n)",
            id="an assertion with a message",
        ),
        pytest.param("total = (first + second * third)", 24, "total = (first + second * third)", id="one value"),
        pytest.param(
            "names = [each.name for each in users]",
            34,
            "names = [\n    each.name for each in users\n]",
            id="a comprehension",
        ),
        pytest.param(
            "make(each.name for each in users)", 24, "make(each.name for each in users)", id="no list of parts"
        ),
        pytest.param('say("a, b and (c", name)', 23, 'say(\n    "a, b and (c", name\n)', id="brackets of a text"),
        pytest.param("create(user, name)  # as is", 20, "create(user, name)  # as is", id="a remark"),
        pytest.param('path = f"/users/{user[0](a, b)}"', 20, 'path = f"/users/{user[0](a, b)}"', id="holes of a text"),
    ],
)
def test_a_line_is_broken(line: str, limit: int, expected: str) -> None:
    body = "\n    pass" if line.endswith(":") else ""
    assert wrapped(line + body, "", "    ", limit) == expected + body


MOVED = """\
try:
    call(first, second)
finally:
    other_call(first, second)
"""


def test_lines_that_were_there_stay_as_they_are() -> None:
    assert wrapped(MOVED, "other_call(first, second)\n", "    ", 40) == MOVED
    assert wrapped("call(first, second)\n", "call(first, second)\n", "    ", 10) == "call(first, second)\n"


def test_the_longest_line_that_was_there_tells_how_long_one_may_be() -> None:
    new = f"call(first, {'x' * 78})\n"
    assert wrapped(new, "", "    ") != new
    assert wrapped(new, f"# {'-' * 110}\n", "    ") == new


def test_a_line_that_moved_further_in_is_broken_where_the_project_says_how_long_it_may_be() -> None:
    call = f"call(first, {'x' * 72})"
    inside = f"try:\n    {call}\nfinally:\n    pass\n"
    assert wrapped(inside, f"{call}\n", "    ") == inside
    assert wrapped(inside, f"{call}\n", "    ", 88) == inside.replace(
        f"    {call}", f"    call(\n        first, {'x' * 72}\n    )"
    )


def test_lines_inside_of_texts_and_other_newlines_stay() -> None:
    text = 'query = """\nselect(a, b)\n"""\r\ncall(first, second)\r\n'
    assert (
        wrapped(text, "", "    ", 12) == 'query = """\nselect(a, b)\n"""\r\ncall(\r\n    first,\r\n    second,\r\n)\r\n'
    )


NAMES = st.sampled_from(["user", "order", "x"])
EXPRESSIONS = st.recursive(
    st.one_of(NAMES, st.sampled_from(["'(a, b'", "42", 'f"{user}, {order[0]}"', "()", "{}"])),
    lambda inner: st.one_of(
        st.builds("{}({})".format, NAMES, st.lists(inner, max_size=4).map(", ".join)),
        st.builds("{}(*{}, key={})".format, NAMES, NAMES, inner),
        st.builds("({})".format, inner),
        st.builds("({}, )".format, inner),
        st.builds("[{}]".format, st.lists(inner, max_size=4).map(", ".join)),
        st.builds("{}[{}]".format, NAMES, inner),
        st.builds("{{{}: {}}}".format, inner, inner),
        st.builds("[{} for user in {}]".format, inner, inner),
        st.builds("{}({} for x in {})".format, NAMES, inner, inner),
        st.builds("({} + {})".format, inner, inner),
        st.builds("(lambda x, y: {})".format, inner),
        st.builds("{}.get({})".format, NAMES, inner),
    ),
    max_leaves=12,
)


@given(
    st.sampled_from(
        [
            "{}",
            "made = {}",
            "assert {} == 1",
            "assert {} not in user, order",
            "assert not {} or user is not order",
            "return_({}).json()",
            "if {}: pass",
        ]
    ),
    EXPRESSIONS,
    st.integers(8, 60),
)
def test_what_is_broken_says_the_same(form: str, expression: str, limit: int) -> None:
    text = form.format(expression) + "\n"
    broken = wrapped(text, "", "    ", limit)
    assert ast.dump(ast.parse(broken)) == ast.dump(ast.parse(text))
    assert wrapped(broken, broken, "    ", limit) == broken


def test_what_is_all_in_a_pair_of_brackets_is_parted() -> None:
    before = "made = create(\n    user=user, name=name\n)\n"
    after = "made = create(\n    user=own_user, name=own_name\n)\n"
    expected = "made = create(\n    user=own_user,\n    name=own_name,\n)\n"
    assert wrapped(after, before, "    ", 29) == expected


def test_what_was_too_long_for_a_line_is_one_again_where_it_fits() -> None:
    before = "made = create(\n    user='a-long-name', name='b'\n)\nkept = make(\n    user\n)\n"
    after = before.replace("'a-long-name'", "name")
    assert wrapped(
        after, before, "    ", 32
    ) == "made = create(user=name, name='b')\nkept = make(\n    user\n)\n".replace(
        "made = create(user=name, name='b')", "made = create(\n    user=name, name='b'\n)"
    )
    assert wrapped(after, before, "    ", 34).startswith(
        "made = create(user=name, name='b')\nkept = make(\n    user\n)\n"
    )
