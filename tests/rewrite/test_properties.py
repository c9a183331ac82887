"""What holds of fixes whatever the suite: they end, they compose, they lose nothing, and they keep to their place."""

from __future__ import annotations

import ast
import io
import tempfile
import tokenize
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smelltest.edge.contents import Contents
from smelltest.edge.healing import heal
from smelltest.edge.offering import manner
from smelltest.edge.run import Request, Result, check
from smelltest.judge.finding import Finding
from smelltest.rewrite.mend import mended

BOTH = frozenset({"safe", "unsafe"})
NAME = "test_some.py"
HEADER = '''"""A small suite."""

import time

import pytest
import requests

URL = "https://shop.test"  # where it is open
'''

# What a test makes, {n} being its number
CREATES = [
    'record = requests.post(f"{{URL}}/users", json={{"email": "user{n}@example.com", "name": "Zoë"}}).json()',
    'record = requests.post(URL + "/products", json={{"sku": "SKU-{n}", "price": 5}}).json()  # a cheap one',
    'record = requests.post("https://shop.test/users", json=dict(email=f"u{{int(time.time())}}@example.com")).json()',
    (
        'body = {{\n        "order_id": "ORD-{n}",  # its own\n        "user_id": 42,\n    }}\n'
        '    response = requests.post(f"{{URL}}/orders", json=body)\n    assert response.status_code == 201\n    record = response.json()'
    ),
]
CHECKS = [
    'assert record["id"]',
    '# What it says of itself.\n    assert record == {{**record}}, "same"',
    'assert requests.get(f"{{URL}}/users").json()[-1]["id"] == record["id"]',
    'assert len(requests.get(f"{{URL}}/users").json()) == 3',
    'for each in ("id", "name"):\n        assert each in record  # both',
    'if record.get("name"):\n        assert record["name"] == "Zoë"',
    'assert requests.get(f"{{URL}}/users/7").json()["name"] == "Carol"',
    'with pytest.raises(KeyError):\n        record["nothing"]',
]
ENDS = [
    "pass",
    "requests.delete(f\"{{URL}}/users/{{record['id']}}\")",
    "requests.delete(f\"{{URL}}/products/{{record['id']}}\")  # tidy up",
]
SHAPES = [
    "def test_{n}():\n    {create}\n    {check}\n    {end}\n",
    '@pytest.mark.parametrize("case", [1, 2])\ndef test_{n}(case):\n    """Told."""\n    {create}\n    {check}\n    {end}\n',
    "@pytest.fixture\ndef record_{n}():\n    {create}\n    return record\n\n\ndef test_{n}(record_{n}):\n    record = record_{n}\n    {check}\n",
    "class TestSome{n}:\n    # One of them.\n\n    def test_{n}(self):\n        {create8}\n        {check8}\n        {end8}\n",
    (
        "class Some{n}(unittest.TestCase):\n    def setUp(self):\n        {create8}\n        self.record = record\n\n"
        "    def test_{n}(self):\n        record = self.record\n        {check8}\n"
    ),
]


@st.composite
def suites(draw: st.DrawFn) -> str:
    """A file of a few tests."""
    parts = [HEADER.replace("import time", "import time\nimport unittest")]
    for number in range(draw(st.integers(1, 4))):
        texts = {
            name: draw(st.sampled_from(choices)).format(n=number)
            for name, choices in (("create", CREATES), ("check", CHECKS), ("end", ENDS))
        }
        deeper = {f"{name}8": text.replace("\n    ", "\n        ") for name, text in texts.items()}
        parts.append(draw(st.sampled_from(SHAPES)).format(n=number, **texts, **deeper))
    return "\n\n".join(parts)


quickly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


@contextmanager
def folder(text: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name).resolve()
        (path / "pyproject.toml").write_text("[tool.smelltest]\n", encoding="utf-8")
        (path / NAME).write_text(text, encoding="utf-8")
        yield path


def checked(root: Path) -> Result:
    return check(Request((NAME,), jobs=1), root)


@settings(quickly, max_examples=8)
@given(suites())
def test_fixing_twice_is_fixing_once(text: str) -> None:
    with folder(text) as root:
        request = Request((NAME,), jobs=1)
        once = heal(request, root, BOTH)
        for path, content in once.contents.items():
            (root / path).write_bytes(content)
        twice = heal(request, root, BOTH)
        assert twice.contents == {}
        assert len(once.after.findings) <= len(once.before.findings)
        _lost_nothing(text, (root / NAME).read_text(encoding="utf-8"))


@settings(quickly, max_examples=15)
@given(suites(), st.data())
def test_the_fixes_of_any_findings_compose(text: str, data: st.DataObject) -> None:
    with folder(text) as root:
        result = checked(root)
        some = [one for one in result.findings if data.draw(st.booleans())]
        new = mended(some, text, BOTH, manner(result.projects, (root / NAME).as_posix(), {}, Contents())).text
        _lost_nothing(text, new)


@settings(quickly, max_examples=12)
@given(suites())
def test_a_fix_keeps_to_its_function_and_what_that_stands_on(text: str) -> None:
    with folder(text) as root:
        result = checked(root)
        how = manner(result.projects, (root / NAME).as_posix(), {}, Contents())
        for one in result.findings:
            new = _statements(mended([one], text, BOTH, how).text)
            for lines, old in _statements(text).items():
                if not any(row in range(*lines) for row in _rows(one)):
                    assert old in new.values(), (one.code, old)


def _rows(one: Finding) -> set[int]:
    return {one.at.line, *(note.at.line for note in one.evidence if note.at is not None)}


def _statements(text: str) -> dict[tuple[int, int], str]:
    """The statements of a module that are no imports, with the comments in them, by their lines."""
    lines = text.splitlines()
    found = {}
    for node in ast.parse(text).body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            decorators = getattr(node, "decorator_list", [])
            first, last = min([node.lineno, *(each.lineno for each in decorators)]), node.end_lineno or node.lineno
            found[first, last + 1] = "\n".join(lines[first - 1 : last])
    return found


def _lost_nothing(old: str, new: str) -> None:
    """The new text parses, and has each test, assertion and comment that the old one had."""
    compile(new, NAME, "exec")
    assert _tests(new) == _tests(old)
    assert _assertions(new) >= _assertions(old)
    assert not _comments(old) - _comments(new)


def _tests(text: str) -> set[str]:
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    return {node.name for node in functions if node.name.startswith("test")}


def _assertions(text: str) -> int:
    return sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(text))) + text.count("pytest.raises")


def _comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)
